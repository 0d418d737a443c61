//! Batches of records as SQS delivers them: what is handed back, what is parked, and that neither holds up others.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::time::Duration;

use aws_lambda_events::sqs::SqsEvent;
use backroom_local::queue::QueueName;
use backroom_testing::Shop;

const ONE_BAD_OF_THREE: &str = include_str!("../../../events/processor-one-bad-of-three.json");

fn three() -> SqsEvent {
    serde_json::from_str(ONE_BAD_OF_THREE).unwrap()
}

/// The places in the batch of the records that are handed back, and the bodies that are parked.
async fn check(event: SqsEvent, handed_back: &[usize], parked: &[&str]) {
    let shop = Shop::empty().await;
    let ids: Vec<_> = event.records.iter().map(|r| r.message_id.clone()).collect();
    let response = shop.handle(event).await;
    let failures = response.batch_item_failures.into_iter();
    let failed: Vec<_> = failures
        .map(|failure| Some(failure.item_identifier))
        .collect();
    let expected: Vec<_> = handed_back
        .iter()
        .map(|&place| ids[place].clone())
        .collect();
    assert_eq!(failed, expected);

    let queues = &shop.local.aws.queues;
    let dead = queues
        .receive(QueueName::DeadLetters, 10, None)
        .await
        .unwrap();
    let mut bodies: Vec<_> = dead
        .messages
        .into_iter()
        .map(|message| message.body)
        .collect();
    bodies.sort();
    assert_eq!(bodies, parked);
}

#[tokio::test]
async fn a_record_of_newer_code_waits_for_it_with_its_group_and_no_other() {
    let mut event = three();
    let newer = r#"{"format":2,"said":"in a way that is not known yet"}"#;
    event.records[1].body = Some(newer.to_owned());
    check(event, &[1, 2], &[]).await;
}

#[tokio::test]
async fn records_without_a_body_or_group_are_parked_too() {
    let mut event = three();
    event.records[0].body = None;
    event.records[1].attributes.clear();
    check(event, &[], &["(empty)", r#"{"format":1,"id":"#]).await;
}

#[tokio::test]
async fn what_there_is_no_time_for_goes_back_unbegun_behind_the_first_of_its_group() {
    let shop = Shop::empty().await;
    let event = three();
    let last = event.records[2].message_id.clone().unwrap();
    let response = shop.handle_within(event, Duration::ZERO).await;
    let failures = response.batch_item_failures.into_iter();
    let failed: Vec<_> = failures.map(|failure| failure.item_identifier).collect();
    assert_eq!(failed, [last]);
}

#[tokio::test]
async fn the_probe_of_the_template_gets_to_the_table_and_no_further() {
    let template = include_str!("../../../template.yaml");
    let probe = template
        .lines()
        .find(|line| line.contains("backroom_probe"));
    let probe = probe
        .unwrap()
        .trim()
        .replace("<aws.scheduler.scheduled-time>", "2026-11-24T06:00:00Z");
    let mut event = three();
    event.records.truncate(1);
    event.records[0].body = Some(probe);
    let shop = Shop::empty().await;
    let before = shop.store.consumed();
    let response = shop.handle(event).await;
    assert!(response.batch_item_failures.is_empty());
    let used = shop.store.consumed().since(before);
    assert_eq!((used.write_halves, used.read_halves), (2, 0));
    let queues = &shop.local.aws.queues;
    let dead = queues.receive(QueueName::DeadLetters, 10, None).await;
    assert!(dead.unwrap().messages.is_empty());
}
