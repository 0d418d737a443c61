//! What a message costs the table. The table reports it; these are the promises.

use backroom_core::intent::Action::{Add, Remove};
use backroom_io::store::{Commit, Committed, Consumption};

use crate::support::{Shop, at, number, phone_only, refusal, shop};

#[tokio::test]
async fn a_one_line_sale_takes_two_read_units_and_four_write_units() {
    let shop = shop().await;
    shop.says("in", Add, 100, "Simba Chips Mexican Chilli 120g")
        .await;
    let before = shop.store.consumed();
    let sender = phone_only("27820000001");
    shop.store.find_standing(&number(), &sender).await.unwrap();
    shop.store.load_business(shop.id()).await.unwrap();
    shop.says("out", Remove, 3, "Simba Chips Mexican Chilli 120g")
        .await;
    let used = shop.store.consumed().since(before);
    assert_eq!(
        used,
        Consumption {
            read_halves: 4,
            write_halves: 8
        }
    );
}

#[tokio::test]
async fn a_refusal_takes_one_write_unit_and_its_repetition_no_more() {
    let shop = shop().await;
    assert_eq!(write_units(&shop, "a").await, 1);
    assert_eq!(write_units(&shop, "a").await, 0);
}

#[tokio::test]
async fn looking_back_costs_little_where_it_stops_early() {
    let shop = shop().await;
    for n in 0..300 {
        write_units(&shop, &n.to_string()).await;
    }
    let before = shop.store.consumed();
    let mut seen = 0;
    let look = |_| {
        seen += 1;
        seen < 3
    };
    shop.store.look_back(shop.id(), at(0), look).await.unwrap();
    assert_eq!(shop.store.consumed().since(before).read_halves, 2);
    assert_eq!(
        shop.store
            .latest_records(shop.id(), at(0), 290)
            .await
            .unwrap()
            .len(),
        290
    );
}

async fn write_units(shop: &Shop, message: &str) -> u64 {
    let before = shop.store.consumed();
    let record = refusal(&shop.owner, message, at(0), "There are 2 Coke left, not 5.");
    let committed = shop
        .store
        .commit(&Commit::of(shop.id(), &record))
        .await
        .unwrap();
    assert!(matches!(committed, Committed::Done | Committed::Already(_)));
    shop.store.consumed().since(before).write_halves / 2
}
