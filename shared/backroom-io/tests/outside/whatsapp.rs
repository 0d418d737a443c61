//! What is said to people, and what is done when WhatsApp says no.

use std::time::Duration;

use super::stand_in::{Answer, StandIn};
use backroom_core::chart::{Chart, Mark};
use backroom_core::ids::{BusinessNumberId, MessageId, PhoneNumber, ScopedUserId};
use backroom_core::message::Sender;
use backroom_core::reply::{Button, Reply};
use backroom_io::config::{Settings, Template, UsageReportConfig};
use backroom_io::whatsapp::{
    Document, DocumentKind, Filled, Refusal, Shown, WhatsApp, WhatsAppError,
};
use serde_json::{Value, json};

#[tokio::test]
async fn a_text_goes_to_the_phone_number_with_a_plus() {
    let server = StandIn::start([sent("wamid.1")]).await;
    let id = say(&server, &by_phone(), &text("Sold 3 coke. 9 left.")).await;
    assert_eq!(id.unwrap(), MessageId::new("wamid.1"));
    let request = &server.requests()[0];
    assert_eq!(request.path, "/v26.0/1055/messages");
    assert_eq!(request.header("authorization"), Some("Bearer token"));
    assert_eq!(
        request.json,
        json!({
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+27820000001",
            "type": "text", "text": {"preview_url": false, "body": "Sold 3 coke. 9 left."},
        })
    );
}

#[tokio::test]
async fn who_has_no_phone_number_is_reached_by_user_id() {
    let server = StandIn::start([sent("wamid.1")]).await;
    say(&server, &by_user_id(), &text("Hello")).await.unwrap();
    let request = &server.requests()[0];
    assert_eq!(request.json["recipient"], "ZA.4471");
    assert_eq!(request.json.get("to"), None);
}

#[tokio::test]
async fn a_question_carries_its_buttons() {
    let server = StandIn::start([sent("wamid.1")]).await;
    let question = Reply {
        body: "Did you mean Coke?".into(),
        buttons: vec![
            Button {
                id: "q1:yes".into(),
                title: "Yes".into(),
            },
            Button {
                id: "q1:no".into(),
                title: "No".into(),
            },
        ],
        ..Reply::default()
    };
    say(&server, &by_phone(), &question).await.unwrap();
    assert_eq!(
        server.requests()[0].json["interactive"],
        json!({
            "type": "button", "body": {"text": "Did you mean Coke?"},
            "action": {"buttons": [
                {"type": "reply", "reply": {"id": "q1:yes", "title": "Yes"}},
                {"type": "reply", "reply": {"id": "q1:no", "title": "No"}},
            ]},
        })
    );
}

#[tokio::test]
async fn a_report_stands_under_its_chart() {
    let server = StandIn::start([Answer::json(200, json!({"id": "4471"})), sent("wamid.1")]).await;
    say(&server, &by_phone(), &charted("Sold: 3 Coke"))
        .await
        .unwrap();
    let [upload, message] = &server.requests()[..] else {
        panic!("an upload and a message");
    };
    assert!(upload.path.ends_with("/1055/media"), "{}", upload.path);
    assert_eq!(message.json["type"], "image");
    assert_eq!(
        message.json["image"],
        json!({"id": "4471", "caption": "Sold: 3 Coke"})
    );
}

#[tokio::test]
async fn without_its_chart_a_report_is_words() {
    let words = "A long report. ".repeat(80);
    for (answers, said) in [
        (vec![error(400, 131_053), sent("wamid.1")], "Sold: 3 Coke"),
        (vec![sent("wamid.1")], words.trim()),
    ] {
        let server = StandIn::start(answers).await;
        say(&server, &by_phone(), &charted(said)).await.unwrap();
        let requests = server.requests();
        assert_eq!(requests.last().unwrap().json["text"]["body"], said);
    }
}

#[tokio::test]
async fn a_template_takes_its_parameters_on_one_line_and_its_button_what_it_sends_back() {
    let server = StandIn::start([sent("wamid.1"), sent("wamid.2")]).await;
    let template = Template {
        name: "report".into(),
        language: "en".into(),
    };
    let body = json!({"type": "body", "parameters": [{"type": "text", "text": "Sold 3 Got 4"}]});
    let button = json!({
        "type": "button", "sub_type": "quick_reply", "index": "0",
        "parameters": [{"type": "payload", "payload": "report:day:2026-11-23"}],
    });
    for (opens, components) in [
        (None, json!([body])),
        (Some("report:day:2026-11-23"), json!([body, button])),
    ] {
        let filled = Filled {
            template: &template,
            lines: &["Sold 3\n\n  Got 4"],
            opens,
        };
        whatsapp(&server)
            .send_template(&number(), &by_phone(), &filled)
            .await
            .unwrap();
        let requests = server.requests();
        assert_eq!(
            requests.last().unwrap().json["template"],
            json!({"name": "report", "language": {"code": "en"}, "components": components})
        );
    }
}

#[tokio::test]
async fn read_receipt_and_typing_are_one_call() {
    for what in [Shown::Read, Shown::Typing] {
        let server = StandIn::start([Answer::json(200, json!({"success": true}))]).await;
        whatsapp(&server)
            .show(&number(), &MessageId::new("wamid.theirs"), what)
            .await
            .unwrap();
        let mut body = json!({
            "messaging_product": "whatsapp", "status": "read", "message_id": "wamid.theirs",
        });
        if what == Shown::Typing {
            body["typing_indicator"] = json!({"type": "text"});
        }
        assert_eq!(server.requests()[0].json, body);
    }
}

#[tokio::test]
async fn what_whatsapp_did_not_take_is_sent_again() {
    let server = StandIn::start([
        error(400, 130_429),
        error(500, 131_000),
        Answer::text(503, "<html>busy</html>"),
        sent("wamid.4"),
    ])
    .await;
    let id = say(&server, &by_phone(), &text("Hello")).await.unwrap();
    assert_eq!(id, MessageId::new("wamid.4"));
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_refusal_that_will_stay_is_not_repeated() {
    let server = StandIn::start([error(400, 131_047)]).await;
    let error = say(&server, &by_phone(), &text("Hello")).await.unwrap_err();
    assert_eq!(error.refusal(), Some(Refusal::OutsideWindow));
    assert!(!error.is_transient());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_pause_that_does_not_fit_is_a_transient_failure_at_once() {
    let server = StandIn::start([error(400, 131_056)]).await;
    let error = whatsapp(&server)
        .within(Duration::from_millis(900))
        .send_reply(&number(), &by_phone(), &text("Hello"))
        .await
        .unwrap_err();
    assert_eq!(error.refusal(), Some(Refusal::PairRate));
    assert!(error.is_transient());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn what_may_have_been_sent_is_not_sent_again() {
    for answer in [
        Answer::Never,
        Answer::HangUp,
        Answer::text(502, "bad gateway"),
        Answer::json(200, json!({})),
    ] {
        let what = format!("{answer:?}");
        let server = StandIn::start([answer]).await;
        let error = whatsapp(&server)
            .within(Duration::from_secs(1))
            .send_reply(&number(), &by_phone(), &text("Hello"))
            .await
            .unwrap_err();
        assert!(
            error.may_have_been_sent() && !error.is_transient(),
            "{what}: {error}"
        );
        assert_eq!(server.requests().len(), 1, "{what}");
    }
}

#[tokio::test]
async fn a_file_is_uploaded_again_where_nobody_knows_whether_it_was() {
    for answer in [
        Answer::HangUp,
        Answer::text(502, "bad gateway"),
        Answer::json(200, json!({})),
    ] {
        let what = format!("{answer:?}");
        let uploaded = Answer::json(200, json!({"id": "4471"}));
        let server = StandIn::start([answer, uploaded, sent("wamid.1")]).await;
        let id = send_file(&whatsapp(&server)).await;
        assert_eq!(id.unwrap(), MessageId::new("wamid.1"), "{what}");
        assert_eq!(server.requests()[2].json["document"]["id"], "4471");
    }
}

#[tokio::test]
async fn a_file_that_is_not_uploaded_in_time_was_not_sent() {
    let server = StandIn::start([Answer::Never]).await;
    let whatsapp = whatsapp(&server).within(Duration::from_secs(1));
    let error = send_file(&whatsapp).await.unwrap_err();
    assert!(
        error.is_transient() && !error.may_have_been_sent(),
        "{error}"
    );
}

#[tokio::test]
async fn a_chart_that_is_not_uploaded_in_time_leaves_time_for_the_words() {
    let server = StandIn::start([Answer::Never, sent("wamid.1")]).await;
    let whatsapp = whatsapp(&server).within(Duration::from_secs(4));
    whatsapp
        .send_reply(&number(), &by_phone(), &charted("Sold: 3 Coke"))
        .await
        .unwrap();
    assert_eq!(server.requests()[1].json["text"]["body"], "Sold: 3 Coke");
}

#[tokio::test]
async fn where_nobody_listens_nothing_has_been_sent() {
    let error = client("http://127.0.0.1:1")
        .send_reply(&number(), &by_phone(), &text("Hello"))
        .await
        .unwrap_err();
    assert!(matches!(error, WhatsAppError::Unreachable(_)), "{error:?}");
    assert!(error.is_transient() && !error.may_have_been_sent());
}

#[tokio::test]
async fn errors_name_nobody_and_say_nothing() {
    let server = StandIn::start([error(400, 131_026), Answer::HangUp]).await;
    for _ in 0..2 {
        let error = say(&server, &by_phone(), &text("Hello")).await.unwrap_err();
        let printed = format!("{error} {error:?}");
        for private in ["2782", "Hello", "1055", "token"] {
            assert!(!printed.contains(private), "{printed}");
        }
    }
}

async fn say(server: &StandIn, to: &Sender, reply: &Reply) -> Result<MessageId, WhatsAppError> {
    whatsapp(server).send_reply(&number(), to, reply).await
}

async fn send_file(whatsapp: &WhatsApp) -> Result<MessageId, WhatsAppError> {
    let file = Document {
        filename: "stock.csv".into(),
        kind: DocumentKind::Csv,
        content: b"Coke,47".to_vec(),
    };
    let words = text("Your stock");
    whatsapp
        .send_document(&number(), &by_phone(), &file, &words)
        .await
}

fn whatsapp(server: &StandIn) -> WhatsApp {
    client(&server.url())
}

fn client(url: &str) -> WhatsApp {
    let settings = Settings::new([
        ("BACKROOM_TABLE", "unused"),
        ("BACKROOM_REPORT_QUEUE_URL", "unused"),
        ("WHATSAPP_ACCESS_TOKEN", "token"),
        ("WHATSAPP_API_URL", url),
    ]);
    let config = UsageReportConfig::read(&settings).unwrap();
    WhatsApp::new(backroom_io::http::client().unwrap(), &config.whatsapp)
}

fn number() -> BusinessNumberId {
    BusinessNumberId::new("1055")
}

fn by_phone() -> Sender {
    Sender {
        phone: Some(PhoneNumber::new("27820000001")),
        user_id: Some(ScopedUserId::new("ZA.4471")),
        profile_name: None,
    }
}

fn by_user_id() -> Sender {
    Sender {
        phone: None,
        ..by_phone()
    }
}

fn text(body: &str) -> Reply {
    Reply::text(body)
}

fn charted(words: &str) -> Reply {
    let bar = Mark {
        label: "Coke".into(),
        value: "3 times".into(),
        size: 3,
    };
    Reply {
        chart: Some(Box::new(Chart {
            bars: vec![bar],
            ..Chart::default()
        })),
        ..Reply::text(words)
    }
}

fn sent(id: &str) -> Answer {
    Answer::json(
        200,
        json!({"messaging_product": "whatsapp", "messages": [{"id": id}]}),
    )
}

fn error(status: u16, code: i64) -> Answer {
    // As WhatsApp does, with the person's number in the details.
    let details: Value = json!({"details": "message to 27820000001 failed"});
    Answer::json(
        status,
        json!({"error": {"code": code, "message": "no", "error_data": details}}),
    )
}
