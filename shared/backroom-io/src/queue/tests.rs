//! The queue's client against a stand-in for SQS that refuses what a test tells it to. With the in-process queue the
//! same is tested in `functions/webhook`.

use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use backroom_core::ids::{BusinessNumberId, MessageId, PhoneNumber, short_hash};
use backroom_core::message::{Content, FORMAT, Sender};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;

/// Stands in for SQS: keeps what it takes, and may refuse.
#[derive(Clone, Default)]
struct Sqs(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    calls: usize,
    /// The messages taken, in order.
    taken: Vec<Value>,
    /// For each entry that holds this word: how many times it is still refused.
    refused: Vec<(&'static str, usize)>,
    /// Whether calls as a whole are refused.
    down: bool,
}

impl std::fmt::Debug for Sqs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sqs")
    }
}

impl HttpConnector for Sqs {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        let (status, answer) = self.answer(body);
        HttpConnectorFuture::ready(Ok(HttpResponse::new(
            status.try_into().unwrap(),
            SdkBody::from(answer.to_string()),
        )))
    }
}

impl Sqs {
    fn answer(&self, call: Value) -> (u16, Value) {
        let mut state = self.0.lock().unwrap();
        state.calls += 1;
        if state.down {
            return (403, json!({ "__type": "AccessDenied", "message": "no" }));
        }
        let Some(entries) = call["Entries"].as_array() else {
            state.taken.push(call);
            return (200, json!({ "MessageId": "1", "MD5OfMessageBody": "" }));
        };
        assert!(entries.len() <= 10);
        let (mut successful, mut failed) = (Vec::new(), Vec::new());
        for entry in entries {
            let body = entry["MessageBody"].as_str().unwrap();
            let refuse = state
                .refused
                .iter_mut()
                .find(|(word, times)| *times > 0 && body.contains(word));
            if let Some((_, times)) = refuse {
                *times -= 1;
                failed.push(
                    json!({ "Id": entry["Id"], "SenderFault": false, "Code": "InternalError" }),
                );
            } else {
                state.taken.push(entry.clone());
                successful
                    .push(json!({ "Id": entry["Id"], "MessageId": "1", "MD5OfMessageBody": "" }));
            }
        }
        (200, json!({ "Successful": successful, "Failed": failed }))
    }

    fn queue(&self) -> Queue {
        let connector = SharedHttpConnector::new(self.clone());
        let config = aws_sdk_sqs::Config::builder()
            .behavior_version_latest()
            .region(aws_sdk_sqs::config::Region::new("us-east-1"))
            .credentials_provider(aws_credential_types::Credentials::new(
                "a", "b", None, None, "test",
            ))
            .endpoint_url("http://sqs.test")
            .http_client(http_client_fn(move |_, _| connector.clone()))
            .build();
        Queue::new(Client::from_conf(config), "http://sqs.test/1/messages.fifo")
    }

    fn calls(&self) -> usize {
        self.0.lock().unwrap().calls
    }

    /// Sender and words of what was taken.
    fn taken(&self) -> Vec<(String, String)> {
        let state = self.0.lock().unwrap();
        let read = |entry: &Value| {
            let body = entry["MessageBody"].as_str().unwrap();
            let message = InboundMessage::from_queue_body(body).unwrap();
            let Content::Text { body } = message.content else {
                panic!("a text was sent");
            };
            (message.from.phone.unwrap().as_str().to_owned(), body)
        };
        state.taken.iter().map(read).collect()
    }
}

fn says(phone: impl ToString, words: impl ToString) -> InboundMessage {
    let (phone, body) = (phone.to_string(), words.to_string());
    InboundMessage {
        format: FORMAT,
        id: MessageId::new(short_hash(&[&phone, &body])),
        sent_at: Timestamp::UNIX_EPOCH,
        number: BusinessNumberId::new("105"),
        from: Sender {
            phone: Some(PhoneNumber::new(phone)),
            user_id: None,
            profile_name: None,
        },
        quoted: None,
        forwarded: false,
        content: Content::Text { body },
    }
}

fn words_of(taken: &[(String, String)], phone: &str) -> Vec<String> {
    let of = taken.iter().filter(|(sender, _)| sender == phone);
    of.map(|(_, words)| words.clone()).collect()
}

#[tokio::test]
async fn ten_senders_are_one_call_and_none_is_none() {
    let sqs = Sqs::default();
    sqs.queue().send_all(&[]).await.unwrap();
    assert_eq!(sqs.calls(), 0);
    let messages: Vec<_> = (0..10).map(|n| says(n, "hi")).collect();
    sqs.queue().send_all(&messages).await.unwrap();
    assert_eq!((sqs.calls(), sqs.taken().len()), (1, 10));
    let entry = sqs.0.lock().unwrap().taken[0].clone();
    assert_eq!(entry["MessageGroupId"], json!(messages[0].group()));
    assert_eq!(
        entry["MessageDeduplicationId"],
        json!(messages[0].id.digest())
    );
}

#[tokio::test]
async fn a_thousand_messages_are_all_sent_in_the_order_of_each_sender() {
    let sqs = Sqs::default();
    let messages: Vec<_> = (0..1000).map(|n| says(n % 7, n)).collect();
    sqs.queue().send_all(&messages).await.unwrap();
    let taken = sqs.taken();
    assert_eq!(taken.len(), 1000);
    for phone in 0..7 {
        let expected: Vec<_> = (0..1000)
            .filter(|n| n % 7 == phone)
            .map(|n| n.to_string())
            .collect();
        assert_eq!(words_of(&taken, &phone.to_string()), expected);
    }
}

#[tokio::test]
async fn what_is_refused_for_a_while_is_offered_again_before_what_comes_after_it() {
    let sqs = Sqs::default();
    sqs.0.lock().unwrap().refused = vec![("first", 2)];
    let messages = [
        says(1, "first"),
        says(2, "other"),
        says(1, "second"),
        says(1, "third"),
    ];
    sqs.queue().send_all(&messages).await.unwrap();
    let taken = sqs.taken();
    assert_eq!(words_of(&taken, "1"), ["first", "second", "third"]);
    assert_eq!(words_of(&taken, "2"), ["other"]);
}

#[tokio::test]
async fn what_stays_refused_stops_its_group_and_no_other() {
    let sqs = Sqs::default();
    sqs.0.lock().unwrap().refused = vec![("never", usize::MAX)];
    let messages = [
        says(1, "first"),
        says(1, "never"),
        says(2, "a"),
        says(1, "third"),
        says(2, "b"),
    ];
    let error = sqs.queue().send_all(&messages).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the queue took 3 of 5 messages: refused with InternalError"
    );
    let taken = sqs.taken();
    assert_eq!(words_of(&taken, "1"), ["first"]);
    assert_eq!(words_of(&taken, "2"), ["a", "b"]);
}

#[tokio::test]
async fn a_queue_that_refuses_the_call_is_not_called_on() {
    let sqs = Sqs::default();
    sqs.0.lock().unwrap().down = true;
    let messages: Vec<_> = (0..1000).map(|n| says(1, n)).collect();
    let error = sqs.queue().send_all(&messages).await.unwrap_err();
    assert_eq!((error.not_queued, error.of), (1000, 1000));
    assert!(
        matches!(&error.cause, Cause::Call(why) if why.contains("AccessDenied")),
        "{error}"
    );
    assert_eq!(sqs.calls(), 1);
}

#[tokio::test]
async fn long_messages_share_no_call_that_would_be_too_long() {
    let sqs = Sqs::default();
    let long = "x".repeat(QUEUE_BODY_MAX / 3);
    let messages: Vec<_> = (0..5).map(|n| says(n, &long)).collect();
    sqs.queue().send_all(&messages).await.unwrap();
    assert_eq!((sqs.calls(), sqs.taken().len()), (3, 5));
}

#[tokio::test]
async fn an_unreadable_record_is_parked_with_its_reason_in_characters_that_sqs_takes() {
    let sqs = Sqs::default();
    let parked = |record, body, reason, told| Parked {
        record,
        group: "any group",
        body,
        reason,
        told,
    };
    let long = "ä".repeat(QUEUE_BODY_MAX);
    for parked in [
        parked("r1", "{\"a\0\u{ffff}", "not JSON\u{1}", true),
        parked("r2", "", "", false),
        parked("r3", &long, "long", false),
        parked("r4", "", "", false),
    ] {
        sqs.queue().park(parked).await.unwrap();
    }
    let taken = sqs.0.lock().unwrap().taken.clone();
    assert_eq!(taken[0]["MessageBody"], "{\"a\u{fffd}\u{fffd}");
    assert_eq!(
        taken[0]["MessageAttributes"]["reason"]["StringValue"],
        "not JSON\u{fffd}"
    );
    assert_eq!(taken[1]["MessageBody"], "(empty)");
    let cut = taken[2]["MessageBody"].as_str().unwrap();
    assert!(cut.len() > QUEUE_BODY_MAX - 2 && cut.len() <= QUEUE_BODY_MAX);
    assert_eq!(taken[0]["MessageGroupId"], taken[1]["MessageGroupId"]);
    assert_eq!(taken[0]["MessageAttributes"]["told"]["StringValue"], "yes");
    assert!(taken[1]["MessageAttributes"]["told"].is_null());
    // Of the same words the same record is one dead letter, and another one is another.
    assert_ne!(
        taken[1]["MessageDeduplicationId"],
        taken[3]["MessageDeduplicationId"]
    );
}
