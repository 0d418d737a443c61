//! Books that were tampered with are found out, and honest ones are not suspected.

use aws_sdk_dynamodb::types::AttributeValue;
use backroom_core::ids::ItemId;
use backroom_core::intent::Action::{Add, Remove};
use backroom_core::inventory::{Break, CostDrift, Drift, Verification, Worth};
use backroom_core::money::Money;
use backroom_core::quantity::Quantity;
use backroom_io::store::{Commit, Committed};

use crate::items::{record_key, remove_record, set};
use crate::support::{Shop, at, found, key, shop, table};

#[tokio::test]
async fn verify_finds_an_item_that_was_changed_behind_the_ledgers_back() {
    let (store, client, faults) = table(1).await;
    let shop = found(store, faults, "Drifting", "2781").await;
    shop.says("in", Add, 10, "Coke").await;
    shop.says("in too", Add, 5, "Bread").await;
    shop.says("out", Remove, 3, "Coke").await;
    let sound = shop.store.verify(shop.id(), at(0), |_| ()).await.unwrap();
    assert_eq!((sound.items, sound.records, sound.drift), (2, 4, vec![]));
    set(
        &client,
        &shop,
        "ITEM#coke",
        "on_hand",
        AttributeValue::N("8".to_owned()),
    )
    .await;
    let drifted = shop.store.verify(shop.id(), at(0), |_| ()).await.unwrap();
    let drift = Drift {
        item: ItemId::new("coke"),
        on_hand: Quantity::whole(8),
        ledger: Quantity::whole(7),
    };
    assert_eq!(drifted.drift, [drift]);
    assert_eq!(drifted.cost_drift, []);
}

#[tokio::test]
async fn verify_finds_a_cost_that_no_movement_brought() {
    let (store, client, faults) = table(1).await;
    let shop = found(store, faults, "Dear", "2781").await;
    shop.says("in", Add, 10, "Coke").await;
    for (attribute, value) in [("costed", "2"), ("cost", "1999")] {
        let value = AttributeValue::N(value.to_owned());
        set(&client, &shop, "ITEM#coke", attribute, value).await;
    }
    let found = verified(&shop).await;
    assert!(!found.is_sound() && found.drift.is_empty());
    let drift = CostDrift {
        item: ItemId::new("coke"),
        worth: Worth {
            quantity: Quantity::whole(2).unwrap(),
            cost: Money(1999),
        },
        ledger: Some(Worth::NONE),
    };
    assert_eq!(found.cost_drift, [drift]);
}

#[tokio::test]
async fn a_record_that_was_changed_or_removed_shows_at_the_one_after_it() {
    let (store, client, faults) = table(1).await;
    let shop = found(store, faults, "Tampered", "2781").await;
    for (message, action) in [("one", Add), ("two", Remove), ("three", Add)] {
        shop.says(message, action, 2, "Coke").await;
    }
    assert!(verified(&shop).await.is_sound());
    let [pk, sk] = record_key(&shop, "two");
    let get = client
        .get_item()
        .table_name("backroom")
        .key("PK", pk)
        .key("SK", sk);
    let mut record = get.send().await.unwrap().item.unwrap();
    let body = record["body"].as_s().unwrap().clone();
    let stolen = body.replace("\"sale\"", "\"theft\"");
    assert_ne!(body, stolen);
    record.insert("body".to_owned(), AttributeValue::S(stolen));
    let put = client
        .put_item()
        .table_name("backroom")
        .set_item(Some(record));
    put.send().await.unwrap();
    let tampered = verified(&shop).await;
    assert_eq!(tampered.drift, []);
    assert_eq!(tampered.broken[0].place, Break::At(key("three", at(0))));

    remove_record(&client, &shop, "two").await;
    let removed = verified(&shop).await;
    assert_eq!(removed.broken[0].place, Break::At(key("three", at(0))));
    assert_eq!(removed.drift.len(), 1);
}

#[tokio::test]
async fn an_item_whose_last_movement_is_another_shows() {
    let (store, client, faults) = table(1).await;
    let shop = found(store, faults, "Forged", "2781").await;
    shop.says("one", Add, 2, "Coke").await;
    let forged = AttributeValue::S("0".repeat(32));
    set(&client, &shop, "ITEM#coke", "last_movement", forged).await;
    assert_eq!(verified(&shop).await.broken[0].place, Break::End);
}

#[tokio::test]
async fn pages_are_counted_while_they_are_read() {
    let shop = shop().await;
    shop.says("one", Add, 2, "Coke").await;
    shop.says("two", Add, 2, "Coke").await;
    let mut read = 0;
    let found = shop
        .store
        .verify(shop.id(), at(0), |records| read += records);
    assert_eq!((found.await.unwrap().records, read), (3, 3));
}

#[tokio::test]
async fn a_message_that_was_sent_long_before_the_business_was_entered_counts() {
    let shop = shop().await;
    let decision = shop.try_to_decide(Add, 2, "Coke").await.unwrap();
    let mut record = shop.record("under way for a week", &decision);
    record.key = key("under way for a week", at(-7 * 24 * 3600));
    let commit = Commit {
        items: &decision.items,
        ..Commit::of(shop.id(), &record)
    };
    assert_eq!(shop.store.commit(&commit).await.unwrap(), Committed::Done);
    let found = verified(&shop).await;
    assert_eq!((found.records, found.is_sound()), (2, true));
}

async fn verified(shop: &Shop) -> Verification {
    shop.store.verify(shop.id(), at(0), |_| ()).await.unwrap()
}
