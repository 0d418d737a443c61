//! The signs of trouble that a business's day counts for the operator's report: who waited too long, and what was throttled.

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
    let days = shop.store.usage_between(&shop.business, day, day).await;
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
