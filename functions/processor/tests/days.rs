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

#[tokio::test]
async fn an_export_is_of_the_days_of_the_shop() {
    let shop = Shop::open("Corner Shop", "coke 50").await;
    shop.says("Thandi", "time zone Pacific/Auckland").await;
    // It is eight in the morning of the first of December there, and nine in the evening before where we are at home.
    wait_until(&shop, "2026-11-30T19:00:00Z");
    shop.says("Thandi", "sold 1 coke").await;
    let (_, heard) = shop.talk("Thandi", "export my data", None).await;
    let (name, content) = heard[0].file.clone().unwrap();
    assert_eq!(name, "corner-shop-2026-12-01.csv");
    assert!(content.contains("wrote,2026-12-01,"), "{content}");
}
