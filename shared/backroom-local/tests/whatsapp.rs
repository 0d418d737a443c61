//! The pretend WhatsApp, from both sides: as the bot and as the page.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use backroom_io::clock::Clock;
use backroom_local::whatsapp::{Deliver, PretendWhatsApp, SignedWebhook, WhatsAppSettings};
use serde_json::{Value, json};
use tower::ServiceExt as _;

const MESSAGES: &str = "/graph/v26.0/105550000000001/messages";

fn noon() -> Clock {
    Clock::stopped_at("2026-11-24T12:00:00Z".parse().expect("a time"))
}

fn pretend() -> PretendWhatsApp {
    let pretend = PretendWhatsApp::in_memory(WhatsAppSettings::default(), noon()).unwrap();
    pretend.ensure_someone().unwrap();
    pretend
}

/// Collects webhooks and answers each with the status.
fn collect(status: StatusCode) -> (Deliver, Arc<Mutex<Vec<SignedWebhook>>>) {
    let webhooks = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&webhooks);
    let deliver: Deliver = Arc::new(move |webhook| {
        kept.lock().unwrap().push(webhook);
        Box::pin(async move { status })
    });
    (deliver, webhooks)
}

async fn call(router: Router, request: Request<Body>) -> (StatusCode, Value) {
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

async fn graph(pretend: &PretendWhatsApp, body: Value) -> (StatusCode, Value) {
    let request = Request::post(MESSAGES)
        .header(header::AUTHORIZATION, "Bearer pretend-access-token")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    call(pretend.clone().router(), request).await
}

async fn page(pretend: &PretendWhatsApp, path: &str, body: Option<Value>) -> (StatusCode, Value) {
    let request = match body {
        Some(body) => Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::HOST, "127.0.0.1:8080")
            .body(Body::from(body.to_string())),
        None => Request::get(path)
            .header(header::HOST, "127.0.0.1:8080")
            .body(Body::empty()),
    };
    call(pretend.clone().router(), request.unwrap()).await
}

#[tokio::test]
async fn what_is_said_reaches_the_webhook_and_what_is_answered_the_phone() {
    let pretend = pretend();
    let (status, said) = page(&pretend, "/phone/thandi/say", Some(json!({"text": "hi"}))).await;
    assert_eq!(status, StatusCode::OK);

    let (deliver, webhooks) = collect(StatusCode::OK);
    assert_eq!(pretend.deliver_waiting(&deliver).await.unwrap(), 1);
    let webhook: Value = serde_json::from_slice(&webhooks.lock().unwrap()[0].body).unwrap();
    let value = &webhook["entry"][0]["changes"][0]["value"];
    assert_eq!(value["messages"][0]["id"], said["id"]);
    assert_eq!(value["messages"][0]["text"]["body"], "hi");
    assert_eq!(value["messages"][0]["from"], "27820000001");
    assert_eq!(
        value["messages"][0]["from_user_id"],
        value["contacts"][0]["user_id"]
    );
    assert_eq!(value["contacts"][0]["profile"]["name"], "Thandi");

    let typing = json!({"messaging_product": "whatsapp", "status": "read", "message_id": said["id"],
        "typing_indicator": {"type": "text"}});
    assert_eq!(graph(&pretend, typing).await.1, json!({"success": true}));
    let (_, chat) = page(&pretend, "/phone/Thandi/messages", None).await;
    assert_eq!(chat["messages"][0]["tick"], "read");
    assert_eq!(chat["typing"], true);

    let (status, answer) = graph(
        &pretend,
        json!({"messaging_product": "whatsapp", "to": "+27820000001", "type": "text", "text": {"body": "Hello!"}}),
    )
    .await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(answer["contacts"][0]["wa_id"], "27820000001");
    let after = format!("/phone/thandi/messages?after={}", chat["cursor"]);
    let (_, chat) = page(&pretend, &after, None).await;
    assert_eq!(chat["messages"][0]["bubble"]["text"], "Hello!");
    assert_eq!(chat["messages"][0]["id"], answer["messages"][0]["id"]);
    assert_eq!(chat["typing"], false);

    assert_eq!(pretend.deliver_waiting(&deliver).await.unwrap(), 1);
    let receipt: Value = serde_json::from_slice(&webhooks.lock().unwrap()[1].body).unwrap();
    let statuses = &receipt["entry"][0]["changes"][0]["value"]["statuses"];
    assert_eq!(statuses[2]["status"], "read");
    assert_eq!(statuses[2]["pricing"]["category"], "service");
}
