//! The records in `events/` through the real processor, on the shop that they were written for.

#![expect(clippy::unwrap_used, reason = "a test may")]

use backroom_core::business::Role;
use backroom_local::queue::QueueName;
use backroom_testing::Shop;

const ONE: &str = include_str!("../../../events/processor-one.json");
const REDELIVERED: &str = include_str!("../../../events/processor-redelivered.json");
const ONE_BAD_OF_THREE: &str = include_str!("../../../events/processor-one-bad-of-three.json");

#[tokio::test]
async fn a_sale_is_applied_once_however_often_it_is_delivered() {
    let shop = shop().await;
    for event in [ONE, REDELIVERED, ONE, REDELIVERED] {
        check(&shop, event, "bread 12, coke 46").await;
    }
}

#[tokio::test]
async fn an_unreadable_record_is_parked_and_holds_up_nobody() {
    let shop = shop().await;
    check(&shop, ONE_BAD_OF_THREE, "bread 17, coke 48").await;
    let parked = shop.local.aws.queues.depth(QueueName::DeadLetters).await;
    assert_eq!(parked.unwrap().visible, 1);
}

async fn shop() -> Shop {
    let shop = Shop::open("Thandi's Spaza", "coke 50, bread 12").await;
    shop.join("Sipho", Role::Staff).await;
    shop
}

/// Hands the event over; none of its records is to come again, and this is what the shop then has.
async fn check(shop: &Shop, event: &str, stock: &str) {
    let answer = shop.handle(serde_json::from_str(event).unwrap()).await;
    assert!(answer.batch_item_failures.is_empty(), "{answer:?}");
    assert_eq!(shop.stock().await.to_lowercase(), stock);
}
