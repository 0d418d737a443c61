//! The API of the page and of `backroom say`.
//!
//! - `GET /phone/people`, `POST /phone/people` `{"name","hidden"?,"phone"?,"user_id"?}`
//! - `GET /phone/{person}/messages?after=`: what is new or changed since the cursor of an earlier answer
//! - `POST /phone/{person}/say` `{"text","quote"?}`, `POST /phone/{person}/press` `{"message","button"}`
//! - `POST /phone/{person}/attach` `{"mime_type","filename","data","caption"?}`: a file, in base64
//! - `GET /phone/{person}/stock`, `GET /phone/{person}/media/{media}`
//! - `GET /phone/events`: server-sent events, each of which only says where to look
//!
//! `{person}` is the id or the name, in any case.

mod guard;

use std::convert::Infallible;

use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use backroom_core::ids::{MessageId, PhoneNumber, ScopedUserId};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::Stream;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

pub(super) use self::guard::only_this_page;
use super::people::{NewPerson, Person, scoped_id};
use super::{Attachment, ChatLogError, PhoneEvent, PretendWhatsApp, lock};

pub(super) fn routes() -> Router<PretendWhatsApp> {
    Router::new()
        .route("/phone/events", get(events))
        .route("/phone/people", get(people).post(add_person))
        .route("/phone/{person}/messages", get(messages))
        .route("/phone/{person}/say", post(say))
        .route("/phone/{person}/press", post(press))
        .route(
            "/phone/{person}/attach",
            post(attach).layer(DefaultBodyLimit::max(ATTACH_MAX)),
        )
        .route("/phone/{person}/stock", get(stock))
        .route("/phone/{person}/media/{media}", get(media))
}

/// Why a call is refused: a status, and a word for a person.
struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

impl From<ChatLogError> for Refusal {
    fn from(error: ChatLogError) -> Self {
        let status = match error {
            ChatLogError::NoSuchPerson | ChatLogError::NoSuchMessage => StatusCode::NOT_FOUND,
            ChatLogError::Sqlite(_) | ChatLogError::Json(_) => {
                tracing::error!(%error, "the phone page failed");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        Self(status, error.to_string())
    }
}

/// WhatsApp lets a person write this much.
const SAY_MAX: usize = 65_536;

#[derive(Deserialize)]
struct Say {
    text: String,
    quote: Option<MessageId>,
}

async fn say(
    State(pretend): State<PretendWhatsApp>,
    Path(person): Path<String>,
    Json(say): Json<Say>,
) -> Result<Json<Value>, Refusal> {
    if say.text.trim().is_empty() {
        return Err(Refusal(
            StatusCode::BAD_REQUEST,
            "there is nothing to say".into(),
        ));
    }
    if say.text.chars().count() > SAY_MAX {
        return Err(Refusal(
            StatusCode::BAD_REQUEST,
            "that is too long for one message".into(),
        ));
    }
    let id = pretend.say(&person, &say.text, say.quote.as_ref())?;
    Ok(Json(json!({"id": id})))
}

#[derive(Deserialize)]
struct Press {
    message: MessageId,
    button: String,
}

async fn press(
    State(pretend): State<PretendWhatsApp>,
    Path(person): Path<String>,
    Json(press): Json<Press>,
) -> Result<Json<Value>, Refusal> {
    let id = pretend.press(&person, &press.message, &press.button)?;
    Ok(Json(json!({"id": id})))
}

/// A file of 16 MB, as WhatsApp lets a recording be, in base64.
const ATTACH_MAX: usize = 22 * 1024 * 1024;

#[derive(Deserialize)]
struct Attach {
    mime_type: String,
    filename: String,
    data: String,
    caption: Option<String>,
}

/// JSON like all posts of the page: a form could be sent by a page from elsewhere.
async fn attach(
    State(pretend): State<PretendWhatsApp>,
    Path(person): Path<String>,
    Json(attach): Json<Attach>,
) -> Result<Json<Value>, Refusal> {
    let content = STANDARD
        .decode(attach.data)
        .map_err(|_| Refusal(StatusCode::BAD_REQUEST, "the file is not in base64".into()))?;
    let file = Attachment {
        mime_type: attach.mime_type,
        filename: attach.filename,
        content,
        caption: attach.caption.filter(|words| !words.trim().is_empty()),
    };
    let id = pretend.attach(&person, &file)?;
    Ok(Json(json!({"id": id})))
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    after: i64,
}

async fn messages(
    State(pretend): State<PretendWhatsApp>,
    Path(person): Path<String>,
    Query(since): Query<Since>,
) -> Result<Json<Value>, Refusal> {
    let person = found(&pretend, &person)?;
    let messages = pretend.log().messages(&person.id, since.after)?;
    let cursor = messages
        .iter()
        .map(|message| message.rev)
        .fold(since.after, i64::max);
    let now = pretend.inner.clock.now();
    let typing = lock(&pretend.inner.typing)
        .get(&person.id)
        .is_some_and(|until| *until > now);
    Ok(Json(json!({
        "messages": messages, "cursor": cursor, "typing": typing,
    })))
}

async fn people(State(pretend): State<PretendWhatsApp>) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({"people": pretend.people()?})))
}

#[derive(Deserialize)]
struct AddPerson {
    name: String,
    /// Hides the phone number, as people with a username do.
    #[serde(default)]
    hidden: bool,
    phone: Option<PhoneNumber>,
    user_id: Option<ScopedUserId>,
}

async fn add_person(
    State(pretend): State<PretendWhatsApp>,
    Json(add): Json<AddPerson>,
) -> Result<Json<Person>, Refusal> {
    if add.name.trim().is_empty() {
        return Err(Refusal(
            StatusCode::BAD_REQUEST,
            "a phone needs a name".into(),
        ));
    }
    let user_id = match add.user_id {
        None if add.hidden => {
            let of = format!("{}/{}", add.name, pretend.people()?.len());
            Some(scoped_id(&pretend.inner.settings.account, &of))
        }
        given => given,
    };
    Ok(Json(pretend.add_person(NewPerson {
        name: add.name,
        phone: add.phone.filter(|_| !add.hidden),
        user_id,
        number: None,
    })?))
}

async fn stock(
    State(pretend): State<PretendWhatsApp>,
    Path(person): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let person = found(&pretend, &person)?;
    let board = match pretend.inner.stock.get() {
        Some(show) => show(person)
            .await
            .map_err(|error| Refusal(StatusCode::SERVICE_UNAVAILABLE, error))?,
        None => None,
    };
    Ok(Json(json!({"stock": board})))
}

/// A file that somebody sent. Pictures may be shown in the page; all else can only be saved: its content is anybody's.
async fn media(
    State(pretend): State<PretendWhatsApp>,
    Path((_, media)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let (mime_type, content) = pretend
        .log()
        .media(&media)?
        .ok_or(ChatLogError::NoSuchMessage)?;
    let headers = match mime_type.as_str() {
        "image/png" | "image/jpeg" | "image/webp" => [
            (header::CONTENT_TYPE, mime_type.as_str()),
            (header::CONTENT_DISPOSITION, "inline"),
        ],
        _ => [
            (header::CONTENT_TYPE, "application/octet-stream"),
            (header::CONTENT_DISPOSITION, "attachment"),
        ],
    };
    Ok((headers, content).into_response())
}

fn found(pretend: &PretendWhatsApp, person: &str) -> Result<Person, Refusal> {
    Ok(pretend
        .log()
        .person(person)?
        .ok_or(ChatLogError::NoSuchPerson)?)
}

async fn events(
    State(pretend): State<PretendWhatsApp>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let receiver = pretend.inner.events.subscribe();
    drop(pretend);
    let stream = futures::stream::unfold(receiver, |mut receiver| async move {
        let data = match receiver.recv().await {
            Ok(event) => event_json(&event),
            // Too slow: it has to look everywhere.
            Err(RecvError::Lagged(_)) => json!({"event": "everything"}),
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(Event::default().data(data.to_string())), receiver))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

fn event_json(event: &PhoneEvent) -> Value {
    serde_json::to_value(event).unwrap_or_else(|_| json!({"event": "everything"}))
}
