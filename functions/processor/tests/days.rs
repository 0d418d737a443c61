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

#[tokio::test]
async fn a_date_is_counted_from_the_day_on_which_it_was_said() {
    let shop = Shop::open("Thandi's Spaza", "milk 2, bread 5").await;
    let last = || shop.heard("Thandi").pop().unwrap().body;
    // Ten minutes before midnight; we get to it ten minutes after.
    wait_until(&shop, "2026-11-24T21:50:00Z");
    shop.queue("Thandi", "got 6 milk exp tomorrow");
    shop.take_webhooks().await;
    wait_until(&shop, "2026-11-24T22:10:00Z");
    shop.settle().await;
    assert!(last().contains("good until 25 Nov 2026"), "{}", last());
    // So is one in a question that is answered after midnight.
    for (day, said, answer, until) in [
        (25, "got 6 brea exp tomorrow", "yes", 26),
        (26, "got 6 exp tomorrow", "bread", 27),
        (27, "6 bread exp friday", "received", 27),
    ] {
        wait_until(&shop, &format!("2026-11-{day}T21:50:00Z"));
        let asked = shop.says("Thandi", said).await;
        assert!(!asked.contains("good until"), "{asked}");
        wait_until(&shop, &format!("2026-11-{day}T22:10:00Z"));
        let done = shop.says("Thandi", answer).await;
        let until = format!("good until {until} Nov 2026");
        assert!(done.contains(&until), "{said}: {done}");
    }
}
