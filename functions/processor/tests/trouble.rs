//! Trouble on the way: whatever is delivered twice, cut off, throttled or lost, a message moves the stock once and is
//! answered.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::fs;
use std::path::Path;
use std::time::Duration;

use backroom_core::business::Role;
use backroom_core::inventory::RecordKind;
use backroom_local::faults::Fault;
use backroom_local::queue::QueueName;
use backroom_local::whatsapp::SendFault;
use backroom_testing::Shop;
use jiff::SignedDuration;

const UNAVAILABLE: SendFault = SendFault::Refused {
    http: 503,
    code: 131_016,
};

async fn shop() -> Shop {
    Shop::open("Thandi's Spaza", "coke 50 bottle, bread 10").await
}

/// Lets the queue's visibility time-out pass, and everything that then happens happen.
async fn later(shop: &Shop) {
    shop.clock.advance(SignedDuration::from_mins(2));
    shop.settle().await;
}

async fn dead_letters(shop: &Shop) -> usize {
    let depth = shop
        .local
        .aws
        .queues
        .depth(QueueName::DeadLetters)
        .await
        .unwrap();
    depth.visible + depth.in_flight
}

#[tokio::test]
async fn the_same_message_after_nine_days_changes_nothing_and_is_answered_as_the_first_time() {
    let shop = shop().await;
    let first = shop.says("Thandi", "sold 45 coke").await;
    shop.says("Thandi", "got 100 coke").await;
    shop.clock.advance(SignedDuration::from_hours(9 * 24));
    let before = shop.heard("Thandi").len();
    shop.deliver_again("Thandi", "sold 45 coke").await;
    let heard = shop.heard("Thandi").split_off(before);
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert_eq!(heard[0].body, first);
    assert_eq!(shop.stock().await, "bread 10, coke 105");
}

#[tokio::test]
async fn a_refusal_is_repeated_even_if_there_is_enough_by_now() {
    let shop = shop().await;
    let first = shop.says("Thandi", "sold 99 coke").await;
    assert!(first.contains("Only 50 bottles of Coke left"), "{first}");
    shop.says("Thandi", "got 100 coke").await;
    shop.clock.advance(SignedDuration::from_hours(1));
    let before = shop.heard("Thandi").len();
    shop.deliver_again("Thandi", "sold 99 coke").await;
    assert_eq!(shop.heard("Thandi")[before].body, first);
    assert_eq!(shop.stock().await, "bread 10, coke 150");
}

#[tokio::test]
async fn an_undo_a_fix_and_an_answer_that_come_twice_happen_once() {
    let shop = shop().await;
    shop.says("Thandi", "sold 1 coke").await;
    shop.says("Thandi", "sold 2 coke").await;
    shop.says("Thandi", "undo").await;
    shop.says("Thandi", "sold 3 coek").await;
    shop.says("Thandi", "yes").await;
    shop.says("Thandi", "no, 4").await;
    assert_eq!(shop.stock().await, "bread 10, coke 45");
    for text in ["undo", "yes", "no, 4"] {
        shop.clock.advance(SignedDuration::from_hours(1));
        shop.deliver_again("Thandi", text).await;
        assert_eq!(
            shop.stock().await,
            "bread 10, coke 45",
            "after {text} again"
        );
    }
}

#[tokio::test]
async fn a_crash_between_commit_and_reply_is_mended_by_the_next_delivery() {
    let shop = shop().await;
    // WhatsApp is away for all tries of the first delivery: the stock has moved, the answer has not left.
    shop.whatsapp.fail_next(10, UNAVAILABLE);
    assert_eq!(shop.says("Thandi", "sold 3 coke").await, "");
    assert_eq!(shop.stock().await, "bread 10, coke 47");
    for _ in 0..3 {
        later(&shop).await;
    }
    let heard = shop.heard("Thandi");
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert_eq!(heard[0].body, "Sold 3 bottles of Coke. 47 bottles left.");
    assert_eq!(shop.stock().await, "bread 10, coke 47");
}

#[tokio::test]
async fn a_reply_that_whatsapp_will_never_take_does_not_come_again() {
    let shop = shop().await;
    shop.whatsapp.fail_next(
        1,
        SendFault::Refused {
            http: 400,
            code: 131_026,
        },
    );
    assert_eq!(shop.says("Thandi", "sold 3 coke").await, "");
    later(&shop).await;
    assert_eq!(shop.heard("Thandi").len(), 0);
    assert_eq!(dead_letters(&shop).await, 0);
    assert_eq!(shop.stock().await, "bread 10, coke 47");
}

#[tokio::test]
async fn a_table_in_trouble_delays_a_message_and_no_more() {
    for fault in [
        Fault::Throttled,
        Fault::Conflict,
        Fault::ServerError,
        Fault::NotSent,
        Fault::AnswerLost,
    ] {
        let shop = shop().await;
        shop.local
            .aws
            .faults
            .next_times("TransactWriteItems", fault, 30);
        let at_once = shop.says("Thandi", "sold 3 coke").await;
        shop.local.aws.faults.clear();
        later(&shop).await;
        let heard = shop.heard("Thandi");
        assert_eq!(heard.len(), 1, "{fault:?}: {at_once:?} {heard:?}");
        assert_eq!(
            heard[0].body, "Sold 3 bottles of Coke. 47 bottles left.",
            "{fault:?}"
        );
        assert_eq!(shop.stock().await, "bread 10, coke 47", "{fault:?}");
    }
}

#[tokio::test]
async fn a_message_that_fails_holds_back_its_own_sender_and_nobody_else() {
    let shop = shop().await;
    shop.join("Sipho", Role::Staff).await;
    // Thandi's first commit fails; what she said next waits behind it, and Sipho is served.
    shop.local.aws.faults.plan(|call| {
        let hers = String::from_utf8_lossy(call.body).contains("Sold 30 bottles");
        hers.then_some(Fault::ServerError)
    });
    shop.queue("Thandi", "sold 30 coke");
    shop.settle().await;
    shop.queue("Thandi", "sold 20 coke");
    shop.queue("Sipho", "sold 1 bread");
    shop.settle().await;
    assert_eq!(shop.heard("Sipho").len(), 1);
    assert_eq!(shop.heard("Thandi").len(), 0);
    shop.local.aws.faults.clear();
    later(&shop).await;
    let heard: Vec<String> = shop
        .heard("Thandi")
        .into_iter()
        .map(|heard| heard.body)
        .collect();
    assert_eq!(
        heard,
        ["Sold 30 bottles of Coke. 20 bottles left.\nSold 20 bottles of Coke. None left."]
    );
}

#[tokio::test]
async fn two_sellers_of_the_last_ones_are_told_apart() {
    let shop = Shop::open("Thandi's Spaza", "coke 3").await;
    shop.join("Sipho", Role::Staff).await;
    shop.queue("Thandi", "sold 2 coke");
    shop.queue("Sipho", "sold 2 coke");
    shop.settle().await;
    let mut heard = [shop.heard("Thandi"), shop.heard("Sipho")].concat();
    heard.sort_by(|one, other| one.body.cmp(&other.body));
    assert_eq!(heard.len(), 2);
    assert_eq!(
        heard[0].body,
        "Only 1 Coke left, so 2 can't go out. Nothing was changed. If the book is wrong, say: count coke, and how many there were before this. Then send it again."
    );
    assert_eq!(heard[1].body, "Sold 2 Coke. 1 left.");
    assert_eq!(shop.stock().await, "coke 1");
}

#[tokio::test]
async fn many_sellers_at_once_sell_exactly_what_there_is() {
    let shop = Shop::open("Thandi's Spaza", "coke 30").await;
    let sellers: Vec<String> = (0..40).map(|number| format!("Seller {number}")).collect();
    for seller in &sellers {
        shop.join(seller, Role::Staff).await;
        shop.queue(seller, "sold 1 coke");
    }
    shop.settle().await;
    for _ in 0..3 {
        later(&shop).await;
    }
    let heard: Vec<String> = sellers
        .iter()
        .flat_map(|seller| shop.heard(seller))
        .map(|heard| heard.body)
        .collect();
    let sold = heard
        .iter()
        .filter(|body| body.starts_with("Sold 1 Coke"))
        .count();
    let refused = heard
        .iter()
        .filter(|body| body.starts_with("No Coke left"))
        .count();
    assert_eq!((heard.len(), sold, refused), (40, 30, 10), "{heard:?}");
    assert_eq!(shop.stock().await, "coke 0");
    assert!(
        shop.store
            .verify(&shop.business, shop.clock.now(), |_| ())
            .await
            .unwrap()
            .drift
            .is_empty()
    );
}

#[tokio::test]
async fn hostile_words_get_an_answer_and_move_nothing() {
    let shop = shop().await;
    let hostile = [
        "sold 3 \u{0}coke\u{0}".to_owned(),
        "\u{202e}ekoc 3 dlos\u{202c}".to_owned(),
        "😀".repeat(4_096),
        "sold 99999999999999999999 coke".to_owned(),
        "sold -3 coke".to_owned(),
        "{\"action\":\"set\",\"qty\":0}".to_owned(),
        "'; DROP TABLE items; --".to_owned(),
        "=HYPERLINK(\"http://x\",\"coke\")".to_owned(),
        "sold 3 ".to_owned() + &"a".repeat(3_000),
        "(".repeat(4_000),
        "sold 3 coke\n".repeat(300),
    ];
    for words in &hostile {
        let before = shop.heard("Thandi").len();
        shop.says("Thandi", words).await;
        let heard = shop.heard("Thandi").split_off(before);
        assert_eq!(
            heard.len(),
            1,
            "{:?}…",
            words.chars().take(40).collect::<String>()
        );
        assert!(heard[0].body.chars().count() < 4_096);
        // The first is a sale with something invisible in it.
        assert_eq!(
            shop.stock().await,
            "bread 10, coke 47",
            "{:?}… {:?}",
            words.chars().take(40).collect::<String>(),
            heard[0].body
        );
    }
    assert_eq!(dead_letters(&shop).await, 0);
}

/// Reactions and WhatsApp's own news are met with silence; everything else a person sends gets one answer.
#[tokio::test]
async fn every_kind_of_message_is_answered_or_rightly_met_with_silence() {
    let events = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events");
    let shop = shop().await;
    let mut seen = 0;
    for file in fs::read_dir(events).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let event: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let Some(message) = one_message(&event) else {
            continue;
        };
        let before = shop.heard("Thandi").len();
        shop.sends("Thandi", message.clone()).await;
        let heard = shop.heard("Thandi").len() - before;
        let silent = ["reaction", "system", "edit", "revoke"]
            .contains(&message["type"].as_str().unwrap_or_default());
        assert_eq!(heard, usize::from(!silent), "{name}");
        seen += 1;
    }
    assert!(seen > 12, "{seen} kinds of message in events/");
    assert_eq!(dead_letters(&shop).await, 0);
}

/// The one message of an event's body, without what belongs to its sender.
fn one_message(event: &serde_json::Value) -> Option<serde_json::Value> {
    let body = event["body"].as_str()?;
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    let messages = body["entry"][0]["changes"][0]["value"]["messages"].as_array()?;
    let mut message = messages
        .first()
        .filter(|_| messages.len() == 1)?
        .as_object()?
        .clone();
    for of_the_sender in ["from", "from_user_id", "id", "timestamp", "context"] {
        message.remove(of_the_sender);
    }
    Some(message.into())
}

#[tokio::test]
async fn a_slow_table_is_waited_for() {
    let shop = shop().await;
    shop.local
        .aws
        .faults
        .next_times("GetItem", Fault::Slow(Duration::from_millis(50)), 1);
    assert_eq!(
        shop.says("Thandi", "how many coke?").await,
        "Coke: 50 bottles."
    );
}

#[tokio::test]
async fn what_was_decided_is_in_the_ledger_with_its_reply() {
    let shop = shop().await;
    let reply = shop.says("Thandi", "sold 3 coke").await;
    let latest = shop
        .store
        .latest_records(&shop.business, shop.clock.now(), 10)
        .await
        .unwrap();
    let record = latest
        .iter()
        .map(|kept| &kept.record)
        .find(|record| record.kind == RecordKind::Change);
    assert_eq!(record.unwrap().reply.body, reply);
    assert_eq!(record.unwrap().movements[0].on_hand.to_string(), "47");
}
