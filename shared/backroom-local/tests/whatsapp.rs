//! The pretend WhatsApp, from both sides: as the bot and as the page.

#![expect(clippy::unwrap_used, reason = "a test may unwrap")]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use backroom_core::ids::ScopedUserId;
use backroom_io::clock::Clock;
use backroom_local::whatsapp::{
    Deliver, NewPerson, PretendWhatsApp, SendFault, SignedWebhook, Tick, WhatsAppSettings,
};
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

fn text_to(to: &str, body: &str) -> Value {
    json!({"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": body}})
}

#[tokio::test]
async fn a_webhook_that_is_not_taken_is_sent_again_and_nobody_else_waits_for_it() {
    let pretend = pretend();
    let sipho = pretend
        .add_person(NewPerson {
            name: "Sipho".into(),
            user_id: Some(ScopedUserId::new("ZA.4471200985512345678")),
            ..NewPerson::default()
        })
        .unwrap();
    assert_eq!(sipho.phone, None);
    for (person, text) in [
        ("thandi", "got 2 milk"),
        ("thandi", "sold 1 milk"),
        ("sipho", "hi"),
    ] {
        pretend.say(person, text, None).unwrap();
    }
    let refused: Deliver = Arc::new(|_| Box::pin(async { StatusCode::INTERNAL_SERVER_ERROR }));
    assert_eq!(pretend.deliver_waiting(&refused).await.unwrap(), 0);

    let (deliver, webhooks) = collect(StatusCode::OK);
    assert_eq!(pretend.deliver_waiting(&deliver).await.unwrap(), 3);
    let webhooks = webhooks.lock().unwrap();
    let said: Vec<Value> = webhooks
        .iter()
        .map(|webhook| {
            let body: Value = serde_json::from_slice(&webhook.body).unwrap();
            body["entry"][0]["changes"][0]["value"]["messages"][0].clone()
        })
        .collect();
    let of_thandi: Vec<&Value> = said
        .iter()
        .filter(|one| one["from"] == "27820000001")
        .collect();
    assert_eq!(
        of_thandi[0]["text"]["body"], "got 2 milk",
        "one person's words stay in order"
    );
    assert_eq!(of_thandi[1]["text"]["body"], "sold 1 milk");
    let of_sipho = said
        .iter()
        .find(|one| one["from_user_id"] == "ZA.4471200985512345678");
    assert!(
        of_sipho.unwrap().get("from").is_none(),
        "a hidden number is left out"
    );
}

#[tokio::test]
async fn the_log_survives_and_what_was_not_delivered_still_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chat.sqlite");
    let open = || PretendWhatsApp::open(WhatsAppSettings::default(), &path, noon()).unwrap();
    let before = open();
    before.ensure_someone().unwrap();
    let said = before
        .say("thandi", "got 50 bottles of coke", None)
        .unwrap();
    let (status, _) = graph(&before, text_to("27820000001", "Got 50.")).await;
    assert_eq!(status, StatusCode::OK);
    drop(before);

    let after = open();
    assert_eq!(after.ensure_someone().unwrap().name, "Thandi");
    let chat = after.conversation("thandi").unwrap();
    assert_eq!(chat.len(), 2);
    assert_eq!((&chat[0].id, chat[0].tick), (&said, Tick::Sent));
    assert_eq!(chat[1].bubble.text, "Got 50.");
    let (deliver, _) = collect(StatusCode::OK);
    assert_eq!(after.deliver_waiting(&deliver).await.unwrap(), 1);
    assert_eq!(
        after.conversation("thandi").unwrap()[0].tick,
        Tick::Delivered
    );
    let new = after.say("thandi", "got 50 bottles of coke", None).unwrap();
    assert_ne!(new, said, "an id is never used twice");
}

#[tokio::test]
async fn buttons_come_back_as_they_went_out() {
    let pretend = pretend();
    pretend.say("thandi", "sold 3 cok", None).unwrap();
    let (deliver, webhooks) = collect(StatusCode::OK);
    pretend.deliver_waiting(&deliver).await.unwrap();
    let question = json!({"messaging_product": "whatsapp", "to": "27820000001", "type": "interactive",
        "interactive": {"type": "button", "body": {"text": "Did you mean Coke?"}, "action": {"buttons": [
            {"type": "reply", "reply": {"id": "q1:yes", "title": "Yes"}},
            {"type": "reply", "reply": {"id": "q1:no", "title": "No"}}]}}});
    let (_, answer) = graph(&pretend, question).await;
    let asked = &answer["messages"][0]["id"];
    let press = |button: &str| Some(json!({"message": asked, "button": button}));
    let (status, _) = page(&pretend, "/phone/thandi/press", press("q1:maybe")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = page(&pretend, "/phone/thandi/press", press("q1:yes")).await;
    assert_eq!(status, StatusCode::OK);

    webhooks.lock().unwrap().clear();
    pretend.deliver_waiting(&deliver).await.unwrap();
    let webhooks = webhooks.lock().unwrap();
    let pressed: Value = serde_json::from_slice(&webhooks.last().unwrap().body).unwrap();
    let message = &pressed["entry"][0]["changes"][0]["value"]["messages"][0];
    assert_eq!(
        message["interactive"],
        json!({"type": "button_reply", "button_reply": {"id": "q1:yes", "title": "Yes"}})
    );
    assert_eq!(message["context"]["id"], *asked);
}

#[tokio::test]
async fn sends_go_wrong_when_a_test_wants_it() {
    let pretend = pretend();
    pretend.say("thandi", "hi", None).unwrap();
    pretend.fail_next(
        2,
        SendFault::Refused {
            http: 400,
            code: 130_429,
        },
    );
    pretend.fail_next(1, SendFault::Broken { http: 502 });
    for _ in 0..2 {
        let (status, answer) = graph(&pretend, text_to("27820000001", "Hello")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(answer["error"]["code"], 130_429);
    }
    let (status, answer) = graph(&pretend, text_to("27820000001", "Hello")).await;
    assert_eq!((status, answer), (StatusCode::BAD_GATEWAY, Value::Null));
    assert!(pretend.sent().unwrap().is_empty());

    let (status, _) = graph(&pretend, text_to("27820000001", "Hello")).await;
    assert_eq!(status, StatusCode::OK);
    let sent = pretend.sent().unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (sent[0].0.name.as_str(), sent[0].1.bubble.text.as_str()),
        ("Thandi", "Hello")
    );
}

#[tokio::test]
async fn somebody_who_has_not_written_for_a_day_gets_only_templates() {
    let clock = noon();
    let pretend = PretendWhatsApp::in_memory(WhatsAppSettings::default(), clock.clone()).unwrap();
    pretend.ensure_someone().unwrap();
    pretend.say("thandi", "hi", None).unwrap();
    clock.advance(jiff::SignedDuration::from_hours(25));
    graph(&pretend, text_to("27820000001", "Your week")).await;
    let template = json!({"messaging_product": "whatsapp", "to": "27820000001", "type": "template",
        "template": {"name": "weekly_report", "language": {"code": "en"}}});
    graph(&pretend, template).await;
    let sent = pretend.sent().unwrap();
    assert_eq!(
        (sent[0].1.tick, sent[0].1.failed),
        (Tick::Failed, Some(131_047))
    );
    assert_eq!(sent[1].1.tick, Tick::Read);
}

#[tokio::test]
async fn receipts_can_be_done_without() {
    let settings = WhatsAppSettings {
        receipts: false,
        ..WhatsAppSettings::default()
    };
    let pretend = PretendWhatsApp::in_memory(settings, noon()).unwrap();
    let (status, _) = graph(&pretend, text_to("27820000001", "Hello")).await;
    assert_eq!(status, StatusCode::OK);
    let (deliver, _) = collect(StatusCode::OK);
    assert_eq!(pretend.deliver_waiting(&deliver).await.unwrap(), 0);
}

#[tokio::test]
async fn the_graph_wants_a_token_a_version_and_a_number_it_knows() {
    let pretend = pretend();
    for (path, token, status, code) in [
        (MESSAGES, "Bearer other", 401, 190),
        (MESSAGES, "", 401, 0),
        (
            "/graph/v20.0/105550000000001/messages",
            "Bearer pretend-access-token",
            400,
            2500,
        ),
        (
            "/graph/v26.0/999/messages",
            "Bearer pretend-access-token",
            400,
            100,
        ),
    ] {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, token)
            .body(Body::from(text_to("27820000001", "hi").to_string()))
            .unwrap();
        let (got, answer) = call(pretend.clone().router(), request).await;
        assert_eq!(
            (got.as_u16(), &answer["error"]["code"]),
            (status, &json!(code)),
            "{path} {token}"
        );
    }
}

#[tokio::test]
async fn a_file_is_uploaded_looked_up_and_downloaded() {
    let pretend = pretend();
    let upload = |mime: &str| {
        let form = format!(
            "--x\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n\
             --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"stock.csv\"\r\n\
             Content-Type: {mime}\r\n\r\nname,qty\r\n--x--\r\n"
        );
        Request::post("/graph/v26.0/105550000000001/media")
            .header(header::AUTHORIZATION, "Bearer pretend-access-token")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(form))
            .unwrap()
    };
    let (status, refused) = call(pretend.clone().router(), upload("text/csv")).await;
    assert_eq!(
        (status.as_u16(), &refused["error"]["code"]),
        (400, &json!(100))
    );
    let (_, kept) = call(pretend.clone().router(), upload("text/plain")).await;
    let id = kept["id"].as_str().unwrap();
    let get = |path: &str| {
        Request::get(path)
            .header(header::AUTHORIZATION, "Bearer pretend-access-token")
            .header(header::HOST, "127.0.0.1:8080")
            .body(Body::empty())
            .unwrap()
    };
    let (_, found) = call(pretend.clone().router(), get(&format!("/graph/v26.0/{id}"))).await;
    assert_eq!(found["file_size"], 8);
    let url = found["url"].as_str().unwrap();
    let path = url.strip_prefix("http://127.0.0.1:8080").unwrap();
    let response = pretend.clone().router().oneshot(get(path)).await.unwrap();
    let content = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    assert_eq!(&content[..], b"name,qty");
}

#[tokio::test]
async fn a_file_from_the_page_reaches_the_webhook_and_can_be_downloaded() {
    let pretend = pretend();
    let note =
        json!({"mime_type": "audio/ogg; codecs=opus", "filename": "note.ogg", "data": "T2dnUw=="});
    let photo = json!({"mime_type": "image/png", "filename": "a.png", "data": "iVBORw==", "caption": "sold these"});
    for file in [note, photo] {
        let (status, _) = page(&pretend, "/phone/thandi/attach", Some(file)).await;
        assert_eq!(status, StatusCode::OK);
    }
    let broken = json!({"mime_type": "image/png", "filename": "a.png", "data": "?"});
    let (status, _) = page(&pretend, "/phone/thandi/attach", Some(broken)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);

    let (deliver, webhooks) = collect(StatusCode::OK);
    assert_eq!(pretend.deliver_waiting(&deliver).await.unwrap(), 2);
    let messages: Vec<Value> = webhooks
        .lock()
        .unwrap()
        .iter()
        .map(|webhook| serde_json::from_slice::<Value>(&webhook.body).unwrap())
        .map(|body| body["entry"][0]["changes"][0]["value"]["messages"][0].clone())
        .collect();
    let (note, photo) = (&messages[0]["audio"], &messages[1]["image"]);
    assert_eq!(note["voice"], true);
    assert_eq!(note["mime_type"], "audio/ogg; codecs=opus");
    assert_eq!(photo["caption"], "sold these");
    let conversation = pretend.conversation("thandi").unwrap();
    let shown = conversation[1].bubble.document.as_ref().unwrap();
    assert_eq!(json!(shown.source), photo["id"]);
    let address = format!("/phone/thandi/media/{}", shown.source);
    let (status, _) = page(&pretend, &address, None).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn hostile_words_are_kept_and_given_back_as_they_are() {
    let pretend = pretend();
    let words = [
        "<script>alert(1)</script>",
        "\u{202e}drawkcab\u{202c} \0 NUL \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        "'); DROP TABLE message; --",
    ];
    for text in words {
        let (status, _) = page(&pretend, "/phone/thandi/say", Some(json!({"text": text}))).await;
        assert_eq!(status, StatusCode::OK, "{text:?}");
    }
    let emoji = "👍".repeat(4096);
    pretend.say("thandi", &emoji, None).unwrap();
    let (_, chat) = page(&pretend, "/phone/thandi/messages", None).await;
    for (n, text) in words.iter().copied().chain([emoji.as_str()]).enumerate() {
        assert_eq!(chat["messages"][n]["bubble"]["text"], text);
    }
    let (deliver, webhooks) = collect(StatusCode::OK);
    assert_eq!(pretend.deliver_waiting(&deliver).await.unwrap(), 4);
    assert!(
        webhooks
            .lock()
            .unwrap()
            .iter()
            .all(|webhook| webhook.body.is_ascii())
    );

    let name = Some(json!({"name": "<img src=x onerror=alert(1)>"}));
    let (_, person) = page(&pretend, "/phone/people", name).await;
    assert_eq!(person["name"], "<img src=x onerror=alert(1)>");
    assert_eq!(person["id"], "imgsrcxonerroralert1");
    for empty in ["", "  \n"] {
        let (status, _) = page(&pretend, "/phone/thandi/say", Some(json!({"text": empty}))).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
    let (status, _) = page(&pretend, "/phone/nobody/say", Some(json!({"text": "hi"}))).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_page_runs_only_its_own_scripts() {
    let response = pretend()
        .router()
        .oneshot(
            Request::get("/")
                .header(header::HOST, "localhost:8080")
                .body(Body::empty())
                .unwrap(),
        )
        .await
        .unwrap();
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let page = String::from_utf8(body.to_vec()).unwrap();
    assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains("onclick"));
    let links = page.matches("src=\"").count() + page.matches("href=\"").count();
    let own = page.matches("src=\"/").count()
        + page.matches("href=\"/").count()
        + page.matches("href=\"data:").count();
    assert_eq!(links, own, "nothing comes from elsewhere");
}
