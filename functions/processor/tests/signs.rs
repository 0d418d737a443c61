//! What a business's day counts for the operator's report beside its messages: who waited too long, what was throttled, and
//! which replies WhatsApp charges for.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by failing"
)]

use backroom_core::usage::Meter;
use backroom_local::faults::Fault;
use backroom_local::whatsapp::SendFault;
use backroom_testing::Shop;
use jiff::SignedDuration;
use jiff::civil::date;

async fn meter(shop: &Shop) -> Meter {
    let day = date(2026, 11, 24);
    let days = shop.store.billed_between(&shop.business, (day, day)).await;
    days.unwrap().first().unwrap().meter
}

#[tokio::test]
async fn who_waited_longer_than_five_seconds_is_counted_with_the_next_message() {
    let mut shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.between = SignedDuration::from_secs(5);
    shop.says("Thandi", "sold 1 coke").await;
    shop.between = SignedDuration::from_secs(6);
    shop.says("Thandi", "sold 1 coke").await;
    let before = shop.store.consumed();
    shop.between = SignedDuration::from_secs(1);
    shop.says("Thandi", "sold 1 coke").await;
    let used = shop.store.consumed().since(before);
    assert_eq!(meter(&shop).await.slow, 1);
    assert_eq!(
        used.write_halves,
        2 * (4 + 1),
        "it costs no write of its own"
    );
}

#[tokio::test]
async fn calls_that_were_throttled_and_repeated_are_counted() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    let faults = &shop.local.aws.faults;
    faults.next_times("TransactWriteItems", Fault::Throttled, 2);
    let too_fast = SendFault::Refused {
        http: 429,
        code: 130_429,
    };
    shop.whatsapp.fail_next(1, too_fast);
    assert_eq!(
        shop.says("Thandi", "sold 1 coke").await,
        "Sold 1 Coke. 49 left."
    );
    faults.next_times("TransactWriteItems", Fault::Conflict, 1);
    shop.says("Thandi", "sold 1 coke").await;
    faults.clear();
    shop.says("Thandi", "sold 1 coke").await;
    let meter = meter(&shop).await;
    assert_eq!(
        (meter.throttled, meter.errors),
        (3, 0),
        "two of the table and one of WhatsApp; another transaction in the way is no throttle"
    );
}

#[tokio::test]
async fn a_reply_that_is_charged_for_counts_once_with_the_day_it_was_sent_on() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.says("Thandi", "sold 1 coke").await;
    assert_eq!(meter(&shop).await.paid, 0, "the first thousand are free");
    shop.whatsapp.charge();
    shop.says("Thandi", "sold 1 coke").await;
    shop.says("Thandi", "confirm with reactions").await;
    shop.says("Thandi", "sold 1 coke").await;
    shop.settle().await;
    let metered = meter(&shop).await;
    assert_eq!((metered.replies, metered.paid), (4, 3));
    // It is read two days later, and WhatsApp repeats all that it said of it.
    shop.clock.advance(SignedDuration::from_hours(48));
    shop.deliver_receipts_again().await;
    shop.settle().await;
    assert_eq!(meter(&shop).await.paid, 3);
}

#[tokio::test]
async fn who_writes_to_two_shops_costs_the_one_they_wrote_to() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    let first = shop.business.clone();
    shop.whatsapp.charge();
    shop.says("Thandi", "sold 1 coke").await;
    let shop = shop.with_business("Thandi's Tavern", "beer 10").await;
    shop.says("Thandi", "sold 1 beer").await;
    shop.says("Thandi", "sold 1 beer").await;
    shop.settle().await;
    let day = date(2026, 11, 24);
    for (business, paid) in [(&first, 1), (&shop.business, 2)] {
        let days = shop.store.billed_between(business, (day, day)).await;
        assert_eq!(days.unwrap()[0].meter.paid, paid);
    }
}

#[tokio::test]
async fn an_apology_is_metered_too() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.says("Thandi", "coke?").await;
    shop.gives_up_on("Thandi", "sold 3 coke").await;
    assert_eq!(shop.heard("Thandi").len(), 2, "an answer and an apology");
    shop.says("Thandi", "coke?").await;
    assert_eq!(meter(&shop).await.replies, 3);
}

#[tokio::test]
async fn an_answer_to_a_burst_is_metered_though_its_first_message_is_nobody_s_bill() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    let invited = shop.says("Thandi", "invite").await;
    let join = invited.lines().last().unwrap();
    let before = meter(&shop).await.replies;
    shop.queue("Nomsa", join);
    shop.queue("Nomsa", "coke?");
    shop.settle().await;
    assert_eq!(shop.heard("Nomsa").len(), 1, "{:?}", shop.heard("Nomsa"));
    // What is set right later rides on the next message.
    shop.says("Thandi", "coke?").await;
    assert_eq!(meter(&shop).await.replies, before + 2);
}
