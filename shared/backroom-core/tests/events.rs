//! The queue records in `events/` are what the webhook of today would have queued: same body, group and
//! deduplication id.

use backroom_core::message::{Content, InboundMessage};
use serde_json::Value;

#[test]
fn a_record_of_one_message_is_what_the_webhook_queues() {
    check(
        include_str!("../../../events/processor-one.json"),
        &["sold 4 coke"],
    );
}

#[test]
fn a_redelivered_record_carries_the_same_message() {
    let redelivered = include_str!("../../../events/processor-redelivered.json");
    check(redelivered, &["sold 4 coke"]);
    let record = &records(redelivered)[0];
    let first = &records(include_str!("../../../events/processor-one.json"))[0];
    assert_eq!(record["body"], first["body"]);
    assert_eq!(record["messageId"], first["messageId"]);
    assert_eq!(record["attributes"]["ApproximateReceiveCount"], "2");
}

#[test]
fn the_second_of_three_records_is_unreadable() {
    check(
        include_str!("../../../events/processor-one-bad-of-three.json"),
        &["sold 2 coke", "unreadable", "got 5 bread"],
    );
}

/// What the records say; those that can be read are in the group and under the id that their message asks for.
fn check(event: &str, said: &[&str]) {
    let found: Vec<String> = records(event)
        .iter()
        .map(|record| {
            let Ok(message) = InboundMessage::from_queue_body(text(&record["body"])) else {
                return "unreadable".to_owned();
            };
            let attributes = &record["attributes"];
            assert_eq!(text(&attributes["MessageGroupId"]), message.group());
            assert_eq!(
                text(&attributes["MessageDeduplicationId"]),
                message.id.digest()
            );
            assert_eq!(text(&record["body"]), message.to_queue_body());
            let Content::Text { body } = message.content else {
                panic!("a record that says nothing");
            };
            body
        })
        .collect();
    assert_eq!(found, said);
}

fn records(event: &str) -> Vec<Value> {
    let mut event: Value = serde_json::from_str(event).expect("an event is JSON");
    let Value::Array(records) = event["Records"].take() else {
        panic!("no records");
    };
    records
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
