//! How often a program may ask.

use backroom_core::business::Agreed;

use super::*;

async fn agree(reading: &Reading, an_hour: u32) {
    let business = reading
        .shop
        .store
        .load_business(&reading.shop.business)
        .await;
    let business = Business {
        agreed: Agreed {
            messages_an_hour: Some(an_hour),
            ..Agreed::default()
        },
        ..business.unwrap().unwrap()
    };
    assert!(reading.shop.store.set_plan(&business).await.unwrap());
    reading.shop.clock.advance(SignedDuration::from_mins(1));
}

#[tokio::test]
async fn an_hour_has_so_many_calls_as_the_plan_has_messages_and_the_chat_loses_none() {
    let reading = Reading::of("coke 50").await;
    let key = reading.key().await;
    agree(&reading, 5).await;
    for _ in 0..5 {
        assert_eq!(reading.get(&key, "/v1/shop").await.status, 200);
    }
    let refused = reading.get(&key, "/v1/shop").await;
    assert_eq!((refused.status, refused.code()), (429, "too_many_calls"));
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=3_600).contains(&wait), "{wait}");
    assert_eq!(
        reading.shop.says("Thandi", "sold 1 coke").await,
        "Sold 1 Coke. 49 left.",
        "the chat has its own"
    );
    reading.shop.clock.advance(SignedDuration::from_secs(wait));
    assert_eq!(reading.get(&key, "/v1/shop").await.status, 200);
}

#[tokio::test]
async fn many_at_once_get_no_more_than_there_is() {
    let reading = Reading::of("coke 50").await;
    let key = reading.key().await;
    agree(&reading, 7).await;
    let calls = (0..20).map(|_| reading.get(&key, "/v1/shop"));
    let answers = futures::future::join_all(calls).await;
    let good = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(good, 7);
}

#[tokio::test]
async fn a_call_costs_one_read_and_one_write_beside_what_it_reads() {
    let reading = Reading::of("coke 50").await;
    let key = reading.key().await;
    let before = reading.shop.store.consumed();
    reading.get(&key, "/v1/shop").await;
    let used = reading.shop.store.consumed().since(before);
    assert_eq!((used.read_halves, used.write_halves), (1, 2));
}
