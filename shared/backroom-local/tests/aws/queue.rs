//! The queues through the SDK's own client, and the poller.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{
    DeleteMessageBatchRequestEntry, Message, MessageSystemAttributeName,
    SendMessageBatchRequestEntry,
};
use backroom_io::clock::Clock;
use backroom_local::Local;
use backroom_local::queue::QueueName;
use jiff::SignedDuration;

fn stopped_clock() -> Clock {
    Clock::stopped_at("2026-11-24T06:00:00Z".parse().unwrap())
}

async fn local(clock: &Clock) -> Local {
    Local::in_memory_at(clock.clone()).await.unwrap()
}

/// Sends "a1 b1 a2": the letter is the group, the whole is body and deduplication id. Tells the message ids.
async fn send(queue: &Client, words: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for word in words.split(' ') {
        let sent = queue
            .send_message()
            .queue_url(QueueName::Messages.url())
            .message_body(word)
            .message_group_id(&word[..1])
            .message_deduplication_id(word)
            .send()
            .await
            .unwrap();
        ids.push(sent.message_id().unwrap().to_owned());
    }
    ids
}

async fn receive(queue: &Client, name: QueueName) -> Vec<Message> {
    queue
        .receive_message()
        .queue_url(name.url())
        .max_number_of_messages(10)
        .message_system_attribute_names(MessageSystemAttributeName::All)
        .send()
        .await
        .unwrap()
        .messages
        .unwrap_or_default()
}

fn bodies(messages: &[Message]) -> String {
    let all: Vec<_> = messages
        .iter()
        .map(|message| message.body().unwrap())
        .collect();
    all.join(" ")
}

async fn delete(queue: &Client, messages: &[Message]) {
    for message in messages {
        queue
            .delete_message()
            .queue_url(QueueName::Messages.url())
            .receipt_handle(message.receipt_handle().unwrap())
            .send()
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn groups_keep_their_order_and_do_not_wait_for_each_other() {
    let queue = local(&stopped_clock()).await.aws.sqs();
    send(&queue, "a1 a2 b1").await;
    let first = receive(&queue, QueueName::Messages).await;
    assert_eq!(bodies(&first), "a1 a2 b1");
    send(&queue, "a3 c1").await;
    let second = receive(&queue, QueueName::Messages).await;
    assert_eq!(bodies(&second), "c1", "a is in flight");
    delete(&queue, &first).await;
    assert_eq!(bodies(&receive(&queue, QueueName::Messages).await), "a3");
}

#[tokio::test]
async fn a_message_sent_again_within_five_minutes_is_the_same_message() {
    let clock = stopped_clock();
    let queue = local(&clock).await.aws.sqs();
    let first = send(&queue, "a1").await;
    let received = receive(&queue, QueueName::Messages).await;
    delete(&queue, &received).await;
    clock.advance(SignedDuration::from_secs(299));
    assert_eq!(send(&queue, "a1").await, first, "even after it was deleted");
    assert_eq!(bodies(&receive(&queue, QueueName::Messages).await), "");
    clock.advance(SignedDuration::from_secs(1));
    assert_ne!(send(&queue, "a1").await, first);
    assert_eq!(bodies(&receive(&queue, QueueName::Messages).await), "a1");
}

#[tokio::test]
async fn a_message_received_too_often_moves_to_the_dead_letters_and_lets_its_group_go_on() {
    let clock = stopped_clock();
    let queue = local(&clock).await.aws.sqs();
    send(&queue, "a1 a2").await;
    let most = backroom_core::retry::ATTEMPTS_MAX + 10;
    for receives in 1..=most {
        let received = receive(&queue, QueueName::Messages).await;
        assert_eq!(bodies(&received), "a1 a2");
        let count = received[0].attributes().unwrap()
            [&MessageSystemAttributeName::ApproximateReceiveCount]
            .clone();
        assert_eq!(count, receives.to_string());
        if receives == most {
            delete(&queue, &received[1..]).await;
        }
        clock.advance(SignedDuration::from_secs(60));
    }
    send(&queue, "a3").await;
    assert_eq!(bodies(&receive(&queue, QueueName::Messages).await), "a3");
    let dead = receive(&queue, QueueName::DeadLetters).await;
    assert_eq!(bodies(&dead), "a1");
    let source =
        &dead[0].attributes().unwrap()[&MessageSystemAttributeName::DeadLetterQueueSourceArn];
    assert_eq!(*source, QueueName::Messages.arn());
}

#[tokio::test]
async fn a_batch_is_taken_entry_by_entry() {
    let queue = local(&stopped_clock()).await.aws.sqs();
    let entry = |id: &str, group: Option<&str>, body: &str| {
        SendMessageBatchRequestEntry::builder()
            .id(id)
            .message_body(body)
            .set_message_group_id(group.map(str::to_owned))
            .message_deduplication_id(id)
            .build()
            .unwrap()
    };
    let sent = queue
        .send_message_batch()
        .queue_url(QueueName::Messages.url())
        .entries(entry("one", Some("a"), "a1"))
        .entries(entry("two", None, "a2"))
        .entries(entry("three", Some("a"), "a\u{0}3"))
        .entries(entry("four", Some("a"), "a4"))
        .send()
        .await
        .unwrap();
    let ids: Vec<_> = sent.successful().iter().map(|entry| entry.id()).collect();
    assert_eq!(ids, ["one", "four"]);
    let failed: Vec<_> = sent
        .failed()
        .iter()
        .map(|entry| (entry.id(), entry.code()))
        .collect();
    assert_eq!(
        failed,
        [
            ("two", "MissingParameter"),
            ("three", "InvalidMessageContents")
        ]
    );
    assert_eq!(bodies(&receive(&queue, QueueName::Messages).await), "a1 a4");
}

#[tokio::test]
async fn what_sqs_refuses_is_refused_with_its_own_error() {
    let queue = local(&stopped_clock()).await.aws.sqs();
    let empty = queue
        .send_message_batch()
        .queue_url(QueueName::Messages.url())
        .set_entries(Some(vec![]))
        .send()
        .await;
    assert!(
        empty
            .unwrap_err()
            .into_service_error()
            .is_empty_batch_request()
    );
    let elsewhere = queue
        .receive_message()
        .queue_url("http://localhost/0/other.fifo")
        .send()
        .await;
    assert!(
        elsewhere
            .unwrap_err()
            .into_service_error()
            .is_queue_does_not_exist()
    );
}

#[tokio::test]
async fn a_receipt_is_good_until_the_message_is_visible_again() {
    let clock = stopped_clock();
    let queue = local(&clock).await.aws.sqs();
    send(&queue, "a1").await;
    let late = receive(&queue, QueueName::Messages).await;
    clock.advance(SignedDuration::from_secs(60));
    let entry = DeleteMessageBatchRequestEntry::builder()
        .id("late")
        .receipt_handle(late[0].receipt_handle().unwrap())
        .build()
        .unwrap();
    let deleted = queue
        .delete_message_batch()
        .queue_url(QueueName::Messages.url())
        .entries(entry)
        .send()
        .await
        .unwrap();
    assert_eq!(deleted.failed()[0].code(), "InvalidParameterValue");
    let again = receive(&queue, QueueName::Messages).await;
    delete(&queue, &again).await;
    delete(&queue, &again).await;
    clock.advance(SignedDuration::from_secs(60));
    assert_eq!(bodies(&receive(&queue, QueueName::Messages).await), "");
}

#[tokio::test]
async fn what_was_acknowledged_is_there_when_the_folder_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    {
        let local = Local::open(folder.path()).await.unwrap();
        let queue = local.aws.sqs();
        send(&queue, "a1 a2 b1").await;
        let received = receive(&queue, QueueName::Messages).await;
        delete(&queue, &received[2..]).await;
    }
    let queue = Local::open(folder.path()).await.unwrap().aws.sqs();
    send(&queue, "a2").await;
    let received = receive(&queue, QueueName::Messages).await;
    assert_eq!(bodies(&received), "a1 a2", "at once, and a2 only once");
    let count =
        &received[0].attributes().unwrap()[&MessageSystemAttributeName::ApproximateReceiveCount];
    assert_eq!(count, "2");
}

/// Fails the bodies named, and notes all that it sees.
#[derive(Clone, Default)]
struct Function {
    seen: Arc<Mutex<Vec<String>>>,
    fails: Arc<Mutex<Vec<String>>>,
}

impl Function {
    async fn handle(self, event: SqsEvent) -> SqsBatchResponse {
        let mut response = SqsBatchResponse::default();
        tokio::task::yield_now().await;
        for record in event.records {
            let body = record.body.unwrap();
            if self.fails.lock().unwrap().contains(&body) {
                response.add_failure(record.message_id.unwrap());
            }
            self.seen.lock().unwrap().push(body);
        }
        response
    }

    fn saw(&self) -> String {
        std::mem::take(&mut *self.seen.lock().unwrap()).join(" ")
    }
}

#[tokio::test]
async fn the_poller_deletes_what_succeeded_and_leaves_what_failed_to_its_time() {
    let clock = stopped_clock();
    let local = local(&clock).await;
    let function = Function::default();
    function.fails.lock().unwrap().push("a1".to_owned());
    send(&local.aws.sqs(), "a1 b1").await;
    let handle = |event| function.clone().handle(event);
    assert_eq!(local.poller.drain(handle).await, 2);
    assert_eq!(function.saw(), "a1 b1");
    assert_eq!(local.poller.drain(handle).await, 0);
    function.fails.lock().unwrap().clear();
    clock.advance(SignedDuration::from_secs(60));
    assert_eq!(local.poller.drain(handle).await, 1);
    assert_eq!(function.saw(), "a1");
    let depth = local.aws.queues.depth(QueueName::Messages).await.unwrap();
    assert_eq!((depth.visible, depth.in_flight), (0, 0));
}

#[tokio::test]
async fn a_record_says_what_lambda_would_say() {
    let local = local(&stopped_clock()).await;
    send(&local.aws.sqs(), "a1").await;
    let handle = |event: SqsEvent| async move {
        let record = &event.records[0];
        assert_eq!(record.event_source.as_deref(), Some("aws:sqs"));
        assert_eq!(
            record.md5_of_body.as_deref(),
            Some("8a8bb7cd343aa2ad99b7d762030857a2")
        );
        let attributes: BTreeMap<_, _> = record.attributes.iter().collect();
        let attribute = |name: &str| attributes[&name.to_owned()].as_str();
        assert_eq!(attribute("MessageGroupId"), "a");
        assert_eq!(attribute("MessageDeduplicationId"), "a1");
        assert_eq!(attribute("ApproximateReceiveCount"), "1");
        assert_eq!(attribute("SentTimestamp"), "1795500000000");
        SqsBatchResponse::default()
    };
    assert_eq!(local.poller.drain(handle).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_batches_at_once_keep_each_group_in_order() {
    let local = Local::in_memory().await.unwrap();
    let function = Function::default();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let polling = tokio::spawn({
        let (poller, function) = (local.poller.clone(), function.clone());
        async move {
            let handle = move |event| function.clone().handle(event);
            poller.run(handle, async { drop(stopped.await) }).await;
        }
    });
    let sending = ["a", "b", "c", "d", "e"].map(|group| {
        let queue = local.aws.sqs();
        tokio::spawn(async move {
            let words: Vec<_> = (100..160)
                .map(|number| format!("{group}{number}"))
                .collect();
            send(&queue, &words.join(" ")).await;
        })
    });
    for sender in sending {
        sender.await.unwrap();
    }
    loop {
        let depth = local.aws.queues.depth(QueueName::Messages).await.unwrap();
        if depth.visible + depth.in_flight == 0 {
            break;
        }
        tokio::task::yield_now().await;
    }
    stop.send(()).unwrap();
    polling.await.unwrap();
    let saw = function.saw();
    for group in ["a", "b", "c", "d", "e"] {
        let of_group: Vec<_> = saw
            .split(' ')
            .filter(|word| word.starts_with(group))
            .collect();
        let expected: Vec<_> = (100..160)
            .map(|number| format!("{group}{number}"))
            .collect();
        assert_eq!(of_group, expected);
    }
}
