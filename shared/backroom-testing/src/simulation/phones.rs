//! WhatsApp's side: what takes the replies, loses some, and tells the referee which message each one answers.
//!
//! A reply does not say what it answers; it may answer several. But each process has an address of its own here, so that the
//! referee knows which messages it was given, and a person's are answered in order.

use std::path::Path;
use std::sync::Arc;

use axum::extract::{Path as InPath, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::meta::{message_of, person_of};
use super::planted::Planted;
use super::world::World;

/// Serves the Graph API on a Unix socket: `/<process>/<version>/<number>/messages`.
pub(super) fn serve(world: &Arc<World>, socket: &Path) {
    let listener = tokio::net::UnixListener::bind(socket).expect("a socket in a folder of ours");
    let router = Router::new()
        .route("/{process}/{version}/{number}/messages", post(messages))
        .with_state(Arc::clone(world));
    tokio::spawn(async move { axum::serve(listener, router).await });
}

async fn messages(
    State(world): State<Arc<World>>,
    InPath((process, _, _)): InPath<(u64, String, String)>,
    Json(body): Json<Value>,
) -> Response {
    world.step();
    match body["message_id"].as_str() {
        Some(id) if body["status"] == "read" => {
            message_of(id).expect("an id of this simulation");
            if world.trouble(50) {
                return refused(131_000);
            }
            Json(json!({"success": true})).into_response()
        }
        _ => match send(&world, process, &body) {
            Some(answer) => answer,
            None => std::future::pending().await,
        },
    }
}

/// What the Graph API answers; `None` if nobody ever learns.
fn send(world: &World, process: u64, body: &Value) -> Option<Response> {
    let person = body["to"].as_str().and_then(person_of);
    let text = body["text"]["body"]
        .as_str()
        .or(body["interactive"]["body"]["text"].as_str());
    let (Some(person), Some(text)) = (person, text) else {
        world.referee().object(format!("nobody is told {body}"));
        return Some(refused(100));
    };
    let answered = world.referee().told(process, person, text);
    let trouble = world.trouble(200).then(|| world.below(6));
    let mut referee = world.referee();
    if trouble.is_some() {
        referee.counts.unsent += 1;
        referee.note(("unsent", person, trouble));
    }
    if !matches!(trouble, Some(0..=2)) {
        referee.answered(process, person, &answered);
    }
    match trouble {
        // Not now: they are asked again.
        Some(0) => return Some(refused(131_000)),
        Some(1) => return Some(refused(130_429)),
        Some(2) => return Some(refused(131_056)),
        // It is not known what became of it: it must not be said twice, so it may never be heard.
        Some(3) => {
            referee.lost(&answered);
            return Some((StatusCode::BAD_GATEWAY, "<html>Bad gateway</html>").into_response());
        }
        Some(4) => referee.lost(&answered),
        // Heard, and nobody learns of it.
        Some(_) => referee.heard(&answered),
        None => {
            if world.settings.planted != Some(Planted::ReplyNotSent) {
                referee.heard(&answered);
            }
            let id = format!("wamid.OUT.{}", world.below(u64::MAX));
            let sent = json!({"messaging_product": "whatsapp", "messages": [{"id": id}]});
            return Some(Json(sent).into_response());
        }
    }
    None
}

fn refused(code: i64) -> Response {
    let error = json!({"error": {"message": "planned", "type": "OAuthException", "code": code}});
    (StatusCode::INTERNAL_SERVER_ERROR, Json(error)).into_response()
}
