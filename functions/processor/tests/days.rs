//! Days are the shop's own, from their first second to their last.

#![expect(clippy::unwrap_used, reason = "a test may")]

use backroom_testing::Shop;
use jiff::Timestamp;

fn wait_until(shop: &Shop, time: &str) {
    let time: Timestamp = time.parse().unwrap();
    shop.clock.advance(time.duration_since(shop.clock.now()));
}

#[tokio::test]
async fn yesterday_ends_with_its_last_second() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    for (time, said) in [
        ("2026-11-24T21:59:59Z", "sold 1 coke"),
        ("2026-11-24T22:00:00Z", "sold 2 coke"),
    ] {
        wait_until(&shop, time);
        shop.says("Thandi", said).await;
    }
    let yesterday = shop.says("Thandi", "history yesterday").await;
    assert!(yesterday.contains("1 Coke"), "{yesterday}");
    assert!(!yesterday.contains("2 Coke"), "{yesterday}");
    let sales = shop.says("Thandi", "sales yesterday").await;
    assert!(sales.contains("1 Coke"), "{sales}");
    let today = shop.says("Thandi", "history today").await;
    assert!(today.contains("2 Coke"), "{today}");
}
