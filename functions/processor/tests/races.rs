//! Who comes first, who comes late, and who comes again: several members, or several deliveries, at once.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use backroom_core::business::Role;
use backroom_core::ids::MessageId;
use backroom_core::message::{Content, FORMAT, InboundMessage, Sender};
use backroom_local::faults::Fault;
use backroom_local::whatsapp::{Person, SendFault};
use backroom_testing::Shop;
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};

/// Something that a person said at that time, as a record of the queue.
fn said(person: &Person, id: &str, text: &str, sent_at: Timestamp) -> SqsEvent {
    let message = InboundMessage {
        format: FORMAT,
        id: MessageId::new(id),
        sent_at: Timestamp::from_second(sent_at.as_second()).unwrap(),
        number: person.number.clone(),
        from: Sender {
            phone: person.phone.clone(),
            user_id: person.user_id.clone(),
            profile_name: Some(person.name.clone()),
        },
        quoted: None,
        forwarded: false,
        content: Content::Text { body: text.into() },
    };
    let mut record = SqsMessage::default();
    record.message_id = Some(id.to_owned());
    record.body = Some(message.to_queue_body());
    record
        .attributes
        .insert("MessageGroupId".into(), message.group());
    let mut event = SqsEvent::default();
    event.records = vec![record];
    event
}

const A_MOMENT: Duration = Duration::from_millis(1);

fn says(body: &[u8], word: &str) -> bool {
    str::from_utf8(body).is_ok_and(|body| body.contains(word))
}

/// Gives it to the processor until it is done; how often that was.
async fn until_done(shop: &Shop, event: &SqsEvent) -> u32 {
    for times in 1..=200 {
        let answer = shop.handle(event.clone()).await;
        if answer.batch_item_failures.is_empty() {
            return times;
        }
    }
    panic!("it never ends");
}

fn bodies(shop: &Shop, name: &str) -> Vec<String> {
    shop.heard(name)
        .into_iter()
        .map(|heard| heard.body)
        .collect()
}

async fn assert_sound(shop: &Shop) {
    let verified = shop
        .store
        .verify(&shop.business, shop.clock.now(), |_| ())
        .await;
    assert!(verified.unwrap().is_sound());
}

#[tokio::test]
async fn two_members_and_one_last_item() {
    let shop = Shop::open("Thandi's Spaza", "coke 1").await;
    shop.join("Sipho", Role::Staff).await;
    let now = shop.clock.now();
    let both = ["Thandi", "Sipho"].map(|name| said(&shop.person(name), name, "sold 1 coke", now));
    join_all(both.iter().map(|event| until_done(&shop, event))).await;
    let mut heard = [bodies(&shop, "Thandi"), bodies(&shop, "Sipho")].concat();
    heard.sort();
    assert_eq!(
        heard,
        [
            "No Coke left, so 1 can't go out. Nothing was changed. If the book is wrong, say: count coke, and how many there were before this. Then send it again.",
            "Sold 1 Coke. None left."
        ]
    );
    assert_eq!(shop.stock().await, "coke 0");
    assert_sound(&shop).await;
}

#[tokio::test]
async fn the_same_message_five_times_at_once_counts_once_and_is_answered_alike() {
    let shop = Shop::open("Thandi's Spaza", "coke 50 bottle").await;
    let event = said(
        &shop.person("Thandi"),
        "wamid.five",
        "sold 3 coke",
        shop.clock.now(),
    );
    join_all((0..5).map(|_| until_done(&shop, &event))).await;
    assert_eq!(
        bodies(&shop, "Thandi"),
        vec!["Sold 3 bottles of Coke. 47 bottles left."; 5]
    );
    assert_eq!(shop.stock().await, "coke 47");
    assert_sound(&shop).await;
}

/// A try that comes too late costs as much as one that counts.
#[tokio::test]
async fn ten_sales_of_one_item_in_a_batch_come_too_late_once_each_at_the_most() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    let sellers: Vec<String> = (0..10).map(|number| format!("Seller {number}")).collect();
    for seller in &sellers {
        shop.join(seller, Role::Staff).await;
    }
    let tries = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&tries);
    shop.local.aws.faults.plan(move |call| {
        if call.operation() == "TransactWriteItems" {
            counted.fetch_add(1, Ordering::Relaxed);
        }
        None
    });
    for seller in &sellers {
        shop.queue(seller, "sold 1 coke");
    }
    shop.settle().await;
    assert_eq!(shop.stock().await, "coke 40");
    let tries = tries.load(Ordering::Relaxed);
    assert!(tries <= 10 + 9, "{tries}");
}

#[tokio::test]
async fn two_hundred_sales_of_one_item_at_once_are_two_hundred_sales() {
    let shop = Shop::open("Thandi's Spaza", "coke 190").await;
    let sellers: Vec<String> = (0..20).map(|number| format!("Seller {number}")).collect();
    for seller in &sellers {
        shop.join(seller, Role::Staff).await;
    }
    let now = shop.clock.now();
    let sales = (0..200).map(|number| {
        let seller = shop.person(&sellers[number % sellers.len()]);
        said(&seller, &format!("wamid.sale.{number}"), "sold 1 coke", now)
    });
    let sales: Vec<SqsEvent> = sales.collect();
    join_all(sales.iter().map(|event| until_done(&shop, event))).await;
    let heard: Vec<String> = sellers
        .iter()
        .flat_map(|seller| bodies(&shop, seller))
        .collect();
    let count = |start: &str| heard.iter().filter(|body| body.starts_with(start)).count();
    assert_eq!(
        (heard.len(), count("Sold 1 Coke"), count("No Coke left")),
        (200, 190, 10)
    );
    // Each balance was told once: no update is lost.
    let mut left: Vec<&str> = heard
        .iter()
        .filter_map(|body| body.strip_prefix("Sold 1 Coke. "))
        .collect();
    left.sort_unstable();
    left.dedup();
    assert_eq!(left.len(), 190);
    assert_eq!(shop.stock().await, "coke 0");
    assert_sound(&shop).await;
}

#[tokio::test]
async fn one_change_that_two_take_back_at_once_comes_back_once_whatever_is_repeated() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.join("Sipho", Role::Staff).await;
    let (sale, _) = shop.talk("Sipho", "sold 3 coke", None).await;
    let mut owners = said(
        &shop.person("Thandi"),
        "wamid.owner",
        "undo",
        shop.clock.now(),
    );
    let body = owners.records[0].body.take().unwrap();
    let mut message = InboundMessage::from_queue_body(&body).unwrap();
    message.quoted = Some(sale);
    owners.records[0].body = Some(message.to_queue_body());
    let sellers = said(
        &shop.person("Sipho"),
        "wamid.seller",
        "undo",
        shop.clock.now(),
    );
    tokio::join!(until_done(&shop, &owners), until_done(&shop, &sellers));
    assert_eq!(shop.stock().await, "coke 50");
    let first = (bodies(&shop, "Thandi"), bodies(&shop, "Sipho"));
    // Whoever was too late was told so, and that stands: what is sold since is not taken back.
    shop.clock.advance(SignedDuration::from_hours(9 * 24));
    shop.says("Sipho", "sold 2 coke").await;
    until_done(&shop, &owners).await;
    until_done(&shop, &sellers).await;
    assert_eq!(shop.stock().await, "coke 48");
    assert_eq!(bodies(&shop, "Thandi").last(), first.0.last());
    assert_eq!(bodies(&shop, "Sipho").last(), first.1.last());
    assert_sound(&shop).await;
}

#[tokio::test]
async fn whoever_is_late_is_told_that_it_is_undone_and_not_that_there_is_too_little_for_it() {
    for late in ["undo", "undo 1", "no, 1"] {
        let shop = Shop::open("Thandi's Spaza", "coke 2").await;
        shop.join("Sipho", Role::Staff).await;
        let (receipt, _) = shop.talk("Sipho", "got 3 coke", None).await;
        // Sipho's words have been understood, and his change found; then he is held up before he looks at the stock.
        let looks = Arc::new(AtomicBool::new(false));
        let reached = Arc::clone(&looks);
        shop.local.aws.faults.plan(move |call| {
            let stock = call.operation().ends_with("GetItem") && says(call.body, "coke");
            (stock && !reached.swap(true, Ordering::Relaxed)).then_some(Fault::Slow(A_MOMENT))
        });
        let sellers = said(&shop.person("Sipho"), "wamid.s", late, shop.clock.now());
        let mut held_up = Box::pin(shop.handle(sellers.clone()));
        while !looks.load(Ordering::Relaxed) {
            assert!(futures::poll!(&mut held_up).is_pending(), "{late}");
            tokio::task::yield_now().await;
        }
        let (_, undone) = shop.talk("Thandi", "undo", Some(&receipt)).await;
        assert_eq!(undone[0].body, "Undone: got 3 Coke. 2 left.");
        held_up.await;
        until_done(&shop, &sellers).await;
        let told = bodies(&shop, "Sipho").pop().unwrap();
        assert!(!told.contains("Only 2 Coke"), "{late}: {told}");
        assert_eq!(shop.stock().await, "coke 2");
        assert_sound(&shop).await;
    }
}

#[tokio::test]
async fn who_is_removed_while_they_switch_is_not_told_that_they_are_there() {
    let shop = Shop::open("Thandi's Spaza", "coke 2").await;
    shop.join("Sipho", Role::Staff).await;
    shop.says("Sipho", "new shop Sipho's Tavern").await;
    // Sipho was in both when he was looked up; then he is held up before his place is written.
    let looks = Arc::new(AtomicBool::new(false));
    let reached = Arc::clone(&looks);
    shop.local.aws.faults.plan(move |call| {
        let place = call.operation() == "BatchGetItem" && says(call.body, "STANDING");
        (place && !reached.swap(true, Ordering::Relaxed)).then_some(Fault::Slow(A_MOMENT))
    });
    let words = "switch to Thandi's Spaza";
    let siphos = said(&shop.person("Sipho"), "wamid.s", words, shop.clock.now());
    let mut held_up = Box::pin(shop.handle(siphos.clone()));
    while !looks.load(Ordering::Relaxed) {
        assert!(futures::poll!(&mut held_up).is_pending());
        tokio::task::yield_now().await;
    }
    shop.says("Thandi", "remove Sipho from the team").await;
    shop.presses("Thandi", "Yes").await;
    held_up.await;
    let told = bodies(&shop, "Sipho").pop().unwrap();
    assert!(told.starts_with("You're in no shop called"), "{told}");
    assert_eq!(
        shop.says("Sipho", "got 3 ice").await,
        "Got 3 Ice. You have 3."
    );
}

#[tokio::test]
async fn an_undo_or_a_correction_that_was_held_up_is_about_what_was_said_before_it() {
    for (late, answer, left) in [
        ("undo", "Undone: sold 1 Coke. You have 48.", "coke 48"),
        ("no, 5", "Fixed: sold 5 Coke, not 1. 43 left.", "coke 43"),
    ] {
        let shop = Shop::open("Thandi's Spaza", "coke 50").await;
        shop.says("Thandi", "sold 1 coke").await;
        let held_up = said(&shop.person("Thandi"), "wamid.late", late, shop.clock.now());
        shop.clock.advance(SignedDuration::from_mins(1));
        shop.says("Thandi", "sold 2 coke").await;
        until_done(&shop, &held_up).await;
        assert_eq!(bodies(&shop, "Thandi").last().unwrap(), answer);
        assert_eq!(shop.stock().await, left);
    }
}

#[tokio::test]
async fn a_correction_leaves_no_less_than_nothing_just_as_an_undo_does() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.join("Sipho", Role::Staff).await;
    shop.says("Thandi", "got 10 bread").await;
    shop.says("Sipho", "sold 8 bread").await;
    assert_eq!(
        shop.says("Thandi", "no, 5").await,
        "Only 2 Bread left, so 5 can't go out. Nothing was changed."
    );
    assert_eq!(
        shop.says("Thandi", "no, 8").await,
        "Correct this one? It was: got 10 Bread. It would be: got 8 Bread. Nothing is changed yet."
    );
    assert_eq!(
        shop.says("Thandi", "yes").await,
        "Fixed: got 8 Bread, not 10. You have 0."
    );
    assert_eq!(shop.stock().await, "bread 0, coke 50");
}

#[tokio::test]
async fn a_yes_that_comes_again_answers_nothing_that_was_asked_since() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    for answer in ["yes", "no", "7"] {
        let first = shop.says("Thandi", answer).await;
        shop.clock.advance(SignedDuration::from_hours(1));
        shop.says("Thandi", "count 0 coke").await;
        shop.deliver_again("Thandi", answer).await;
        assert_eq!(
            bodies(&shop, "Thandi").last(),
            Some(&first),
            "{answer} again"
        );
        assert_eq!(shop.stock().await, "coke 50", "after {answer} again");
        // What was asked since is still open.
        assert_eq!(shop.says("Thandi", "no").await, "OK, nothing was changed.");
    }
    // Her own yes still counts.
    shop.says("Thandi", "count 0 coke").await;
    shop.says("Thandi", "yes").await;
    assert_eq!(shop.stock().await, "coke 0");
}

#[tokio::test]
async fn what_a_role_did_not_allow_stays_refused_when_it_comes_again_under_another() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.join("Sipho", Role::Viewer).await;
    let refused = shop.says("Sipho", "sold 3 coke").await;
    shop.says("Thandi", "make Sipho staff").await;
    assert_eq!(
        shop.says("Sipho", "sold 1 coke").await,
        "Sold 1 Coke. 49 left."
    );
    shop.clock.advance(SignedDuration::from_hours(1));
    shop.deliver_again("Sipho", "sold 3 coke").await;
    assert_eq!(bodies(&shop, "Sipho").last(), Some(&refused));
    assert_eq!(shop.stock().await, "coke 49");
}

#[tokio::test]
async fn whatever_a_role_did_not_allow_to_change_stays_refused() {
    for said in [
        "oversell on",
        "quiet hours 21 to 6",
        "currency USD",
        "call my shop Mine",
        "invite",
        "rename coke to cola",
        "loosies = coke",
        "1 case coke = 24",
        "delete coke",
        "merge coke and bread",
        "keep coke in kg",
        "price coke 18",
        "alert coke 5",
        "3 coke",
        "2 coke on credit for Zola",
        "Zola paid 5",
        "delete my shop",
        "remove Thandi",
        "start count",
        "sheet https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit",
    ] {
        let shop = Shop::open("Thandi's Spaza", "coke 50, bread 10").await;
        shop.join("Sipho", Role::Viewer).await;
        let refused = shop.says("Sipho", said).await;
        assert!(!refused.is_empty(), "{said}");
        shop.says("Thandi", "make Sipho owner").await;
        shop.presses("Thandi", "Yes").await;
        shop.clock.advance(SignedDuration::from_hours(1));
        shop.deliver_again("Sipho", said).await;
        assert_eq!(bodies(&shop, "Sipho").last(), Some(&refused), "{said}");
        let business = shop.store.load_business(&shop.business).await.unwrap();
        let settings = business.unwrap().settings;
        assert_eq!(settings, Default::default(), "{said}");
        assert_eq!(shop.stock().await, "bread 10, coke 50", "{said}");
    }
}

/// Its reply has to be tried twice; meanwhile the time for beginning another message is over.
#[tokio::test]
async fn what_no_time_is_left_for_when_the_answers_before_it_are_sent_goes_back_unbegun() {
    let shop = Shop::open("Thandi's Spaza", "coke 5").await;
    let (thandi, now) = (shop.person("Thandi"), shop.clock.now());
    let mut event = said(&thandi, "wamid.1", "sold 1 coke", now);
    let unknown = "which of it did the aunties like best";
    let slow = said(&thandi, "wamid.2", unknown, now);
    event.records.extend(slow.records);
    shop.whatsapp.fail_next(2, SendFault::Broken { http: 503 });
    let response = shop.handle_within(event, Duration::from_millis(100)).await;
    let failed = response.batch_item_failures;
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].item_identifier, "wamid.2");
    assert_eq!(bodies(&shop, "Thandi"), ["Sold 1 Coke. 4 left."]);
}
