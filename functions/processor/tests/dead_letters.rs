//! What can't be dealt with: its sender is told once, nobody waits behind it, and it is answered when it is sent back.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeMap;
use std::time::Duration;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use aws_sdk_dynamodb::types::AttributeValue;
use backroom_io::queue::{DeadLetter, Queue};
use backroom_local::faults::Fault;
use backroom_local::queue::QueueName;
use backroom_local::whatsapp::SendFault;
use backroom_testing::Shop;
use jiff::SignedDuration;

const KEPT: &str = "Something is wrong on our side, and I could not do \"sold 30 coke\" yet. It is kept: you get your answer \
     when that is mended, so don't send it again. What you say next counts as always.";

async fn shop() -> Shop {
    Shop::open("Thandi's Spaza", "coke 50 bottle, bread 10").await
}

/// Writes over what the table says is on hand of coke; what stood there.
async fn write_on_hand(shop: &Shop, on_hand: AttributeValue) -> AttributeValue {
    let table = shop.local.aws.dynamodb();
    let all = table.scan().table_name(shop.local.table_name());
    let all = all.send().await.unwrap();
    let mut items = all.items().iter();
    let coke = items.find(|item| item["SK"].as_s().is_ok_and(|key| key == "ITEM#coke"));
    let coke = coke.unwrap();
    let update = table.update_item().table_name(shop.local.table_name());
    update
        .key("PK", coke["PK"].clone())
        .key("SK", coke["SK"].clone())
        .update_expression("SET on_hand = :on_hand")
        .expression_attribute_values(":on_hand", on_hand)
        .send()
        .await
        .unwrap();
    coke["on_hand"].clone()
}

async fn after(shop: &Shop, pause: i64) {
    shop.clock.advance(SignedDuration::from_secs(pause));
    shop.settle().await;
}

fn heard(shop: &Shop) -> Vec<String> {
    let heard = shop.heard("Thandi").into_iter();
    heard.map(|heard| heard.body).collect()
}

fn queues(shop: &Shop) -> (Queue, Queue) {
    let queue = |url| Queue::new(shop.local.aws.sqs(), url);
    (
        queue(shop.local.queue_url()),
        queue(shop.local.dead_letter_queue_url()),
    )
}

/// All dead letters, which stay.
async fn dead(shop: &Shop) -> Vec<DeadLetter> {
    let (_, dead_letters) = queues(shop);
    let letters = dead_letters.take(Duration::from_secs(60)).await.unwrap();
    dead_letters.give_back(&letters).await.unwrap();
    letters
}

/// Sends all dead letters back, and lets happen what then happens.
async fn send_back(shop: &Shop) {
    let (queue, dead_letters) = queues(shop);
    for letter in dead_letters.take(Duration::from_secs(60)).await.unwrap() {
        queue.redrive(&letter).await.unwrap();
        dead_letters.discard(&letter).await.unwrap();
    }
    shop.settle().await;
}

#[tokio::test]
async fn a_poison_message_tells_its_sender_once_and_holds_nobody_up_for_long() {
    let shop = shop().await;
    let sound = write_on_hand(&shop, AttributeValue::Bool(true)).await;
    shop.queue("Thandi", "sold 30 coke");
    shop.settle().await;
    shop.queue("Thandi", "sold 1 bread");
    after(&shop, 5).await;
    assert_eq!(heard(&shop), [""; 0], "it is tried again");
    after(&shop, 10).await;
    assert_eq!(heard(&shop), [KEPT, "Sold 1 Bread. 9 left."]);

    let letters = dead(&shop).await;
    let [letter] = letters.as_slice() else {
        panic!("{letters:?}");
    };
    let reason = letter.reason.as_deref().unwrap();
    assert_eq!(reason, "the table: a record can't be read: item, on_hand");
    assert!(letter.told);

    // Sent back while nothing is mended, it is a dead letter again, and nobody is told a second time.
    send_back(&shop).await;
    for pause in [5, 10] {
        after(&shop, pause).await;
    }
    assert_eq!(heard(&shop).len(), 2);
    assert_eq!(dead(&shop).await.len(), 1);

    write_on_hand(&shop, sound).await;
    send_back(&shop).await;
    assert_eq!(
        heard(&shop)[2..],
        ["Sold 30 bottles of Coke. 20 bottles left."]
    );
    assert_eq!(shop.stock().await, "bread 9, coke 20");
    assert_eq!(dead(&shop).await, []);
}

#[tokio::test]
async fn what_failed_for_a_moment_is_answered_five_seconds_later() {
    let shop = shop().await;
    let busy = Fault::ServerError;
    shop.local.aws.faults.next_times("GetItem", busy, 100);
    assert_eq!(shop.says("Thandi", "sold 3 coke").await, "");
    shop.local.aws.faults.clear();
    after(&shop, 5).await;
    assert_eq!(heard(&shop), ["Sold 3 bottles of Coke. 47 bottles left."]);
}

/// The next message as SQS would deliver it for the twelfth time.
async fn twelfth_time(shop: &Shop) -> SqsEvent {
    let queues = &shop.local.aws.queues;
    let received = queues.receive(QueueName::Messages, 10, None).await.unwrap();
    let mut event = SqsEvent::default();
    for received in received.messages {
        let mut record = SqsMessage::default();
        record.message_id = Some(received.message_id);
        record.receipt_handle = Some(received.receipt);
        record.body = Some(received.body);
        let attributes = [
            ("MessageGroupId", received.group),
            ("ApproximateReceiveCount", "12".to_owned()),
        ];
        record.attributes = attributes
            .map(|(name, value)| (name.to_owned(), value))
            .into();
        event.records.push(record);
    }
    event
}

/// Somebody says this, and it is delivered for the twelfth time; how many records are handed back.
async fn last_try(shop: &Shop, said: &[&str]) -> usize {
    for words in said {
        shop.queue("Thandi", words);
    }
    shop.clock.advance(SignedDuration::from_secs(1));
    shop.deliver_waiting().await;
    let event = twelfth_time(shop).await;
    assert_eq!(event.records.len(), said.len());
    let mut receipts: BTreeMap<String, String> = BTreeMap::new();
    for record in event.records.clone() {
        receipts.insert(record.message_id.unwrap(), record.receipt_handle.unwrap());
    }
    let failures = shop.handle(event).await.batch_item_failures;
    for failed in &failures {
        receipts.remove(&failed.item_identifier);
    }
    // As Lambda does with the others.
    let done = receipts.into_values().collect();
    let queues = &shop.local.aws.queues;
    queues.delete(QueueName::Messages, done).await.unwrap();
    failures.len()
}

#[tokio::test]
async fn what_stood_behind_a_poison_message_is_not_given_up_on_with_it() {
    let shop = shop().await;
    write_on_hand(&shop, AttributeValue::Bool(true)).await;
    let handed_back = last_try(&shop, &["sold 30 coke", "sold 2 coke", "sold 1 bread"]).await;
    assert_eq!(handed_back, 2, "the second fails for the first time");
    assert_eq!(heard(&shop), [KEPT]);
    assert_eq!(dead(&shop).await.len(), 1);
}

#[tokio::test]
async fn while_whatsapp_is_down_nobody_is_told_and_the_answer_comes_when_it_is_back() {
    let shop = shop().await;
    let down = SendFault::Refused {
        http: 503,
        code: 131_016,
    };
    shop.whatsapp.fail_next(10, down);
    assert_eq!(last_try(&shop, &["sold 3 coke"]).await, 0);
    assert_eq!(shop.stock().await, "bread 10, coke 47");
    let letters = dead(&shop).await;
    assert!(
        letters[0]
            .reason
            .as_deref()
            .unwrap()
            .starts_with("the reply: ")
    );
    assert!(!letters[0].told);
    send_back(&shop).await;
    for pause in [5, 10, 20, 40] {
        after(&shop, pause).await;
    }
    let last = heard(&shop).pop().unwrap();
    assert_eq!(last, "Sold 3 bottles of Coke. 47 bottles left.");
    assert_eq!(shop.stock().await, "bread 10, coke 47");
}

#[tokio::test]
async fn dead_letters_go_back_in_the_order_in_which_they_were_sent() {
    let shop = shop().await;
    write_on_hand(&shop, AttributeValue::Bool(true)).await;
    let (queue, dead_letters) = queues(&shop);
    let said: Vec<String> = (1..=12).map(|n| format!("sold {n} coke")).collect();
    for words in &said {
        assert_eq!(last_try(&shop, &[words.as_str()]).await, 0);
    }
    assert_eq!(dead_letters.depth().await.unwrap(), 12);
    assert_eq!(
        dead(&shop).await.len(),
        10,
        "of one sender no more are seen"
    );
    let mut sent = Vec::new();
    loop {
        let letters = dead_letters.take(Duration::from_secs(60)).await.unwrap();
        if letters.is_empty() {
            break;
        }
        for letter in letters {
            queue.redrive(&letter).await.unwrap();
            dead_letters.discard(&letter).await.unwrap();
            sent.push(letter);
        }
    }
    let received = shop.local.aws.queues.receive(QueueName::Messages, 12, None);
    let bodies: Vec<String> = received
        .await
        .unwrap()
        .messages
        .into_iter()
        .map(|message| message.body)
        .collect();
    assert_eq!(bodies.len(), 12);
    for (body, words) in bodies.iter().zip(&said) {
        assert!(body.contains(&format!("\"{words}\"")), "{words}: {body}");
    }
}
