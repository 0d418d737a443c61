//! Items by the hundred, under hostile names, and only those that this code wrote.

use aws_sdk_dynamodb::types::AttributeValue;
use backroom_core::ids::ItemId;
use backroom_core::intent::Action::Add;
use backroom_core::quantity::Quantity;
use backroom_io::store::{Commit, Committed, StoreError};

use crate::support::{Fault, Shop, at, found, key, new_item, refusal, shop, table};

#[tokio::test]
async fn three_hundred_items_with_long_aliases_are_listed_in_order_and_loaded_by_name() {
    let shop = shop().await;
    let mut items: Vec<_> = (0..300)
        .map(|n| new_item(&format!("item {n:03}")))
        .collect();
    for item in &mut items {
        item.aliases = vec!["long ".repeat(800)];
    }
    for (n, items) in items.chunks(75).enumerate() {
        let record = refusal(&shop.owner, &format!("m{n}"), at(0), "");
        let commit = Commit {
            items,
            ..Commit::of(shop.id(), &record)
        };
        assert_eq!(shop.store.commit(&commit).await.unwrap(), Committed::Done);
    }
    for item in &mut items {
        item.version = 1;
    }
    assert_eq!(
        shop.store.list_items(shop.id(), false).await.unwrap(),
        items,
        "more than 1 MB"
    );
    let names: Vec<_> = items.iter().map(|item| item.id.clone()).collect();
    let stock = shop.store.load_items(shop.id(), &names).await.unwrap();
    assert_eq!(
        stock.iter().cloned().collect::<Vec<_>>(),
        items,
        "more than one batch"
    );
}

#[tokio::test]
async fn keys_that_a_busy_table_leaves_over_are_asked_for_again() {
    let shop = shop().await;
    shop.says("in", Add, 10, "Coke").await;
    for _ in 0..3 {
        shop.faults.next("BatchGetItem", Fault::LeftOver);
    }
    assert_eq!(shop.on_hand("coke").await, "10");
    assert_eq!(shop.faults.left(), 0);
    for _ in 0..6 {
        shop.faults.next("BatchGetItem", Fault::LeftOver);
    }
    let error = shop
        .store
        .load_items(shop.id(), &[ItemId::new("coke")])
        .await
        .unwrap_err();
    assert!(error.is_transient(), "not taken for an unknown item");
}

#[tokio::test]
async fn hostile_names_keep_to_their_own_item() {
    let shop = shop().await;
    let long = "x".repeat(1000);
    let names = [
        "",
        "#",
        "a#b",
        "coke\0",
        "coke\0zero",
        "👩‍👩‍👧‍👦🥤",
        "\u{202e}ekoc",
        "%23",
        "ITEM#coke",
        "../../PROFILE",
        "'; DROP TABLE",
        &long,
        &format!("{long}y"),
        &"é".repeat(1000),
        &"🍞".repeat(1000),
    ];
    for (n, name) in (1..).zip(names) {
        let item = backroom_core::inventory::Item {
            on_hand: Quantity::whole(n).unwrap(),
            ..new_item(name)
        };
        let mut record = refusal(&shop.owner, &format!("m{n}"), at(0), name);
        record.movements = vec![backroom_core::inventory::Movement {
            batches: Vec::new(),
            item: item.id.clone(),
            name: name.to_owned(),
            action: Add,
            reason: backroom_core::intent::Reason::Receipt,
            said: item.on_hand,
            said_unit: None,
            delta: item.on_hand,
            on_hand: item.on_hand,
            unit: None,
            price: None,
            previous: None,
            total: None,
            worth: backroom_core::inventory::Worth::NONE,
            fell_low: false,
        }];
        let items = [item];
        let commit = Commit {
            items: &items,
            ..Commit::of(shop.id(), &record)
        };
        assert_eq!(
            shop.store.commit(&commit).await.unwrap(),
            Committed::Done,
            "{name:?}"
        );
    }
    for (n, name) in (1..).zip(names) {
        let stock = shop
            .store
            .load_items(shop.id(), &[ItemId::new(name)])
            .await
            .unwrap();
        let items: Vec<_> = stock
            .iter()
            .map(|item| (item.id.as_str(), item.on_hand))
            .collect();
        assert_eq!(items, [(name, Quantity::whole(n).unwrap())], "{name:?}");
    }
    assert_eq!(
        shop.store.list_items(shop.id(), true).await.unwrap().len(),
        names.len()
    );
    shop.assert_sound().await;
}

#[tokio::test]
async fn fractions_and_negative_balances_are_exact() {
    let shop = shop().await;
    for (n, text) in ["0.000001", "-3.25", "999999999", "-999999999", "0.333333"]
        .iter()
        .enumerate()
    {
        let mut decision = shop.decide(Add, 1, &format!("item {n}")).await;
        decision.items[0].on_hand = text.parse().unwrap();
        decision.movements[0].on_hand = text.parse().unwrap();
        decision.movements[0].delta = text.parse().unwrap();
        let record = shop.record(&format!("m{n}"), &decision);
        let commit = Commit {
            items: &decision.items,
            ..Commit::of(shop.id(), &record)
        };
        assert_eq!(shop.store.commit(&commit).await.unwrap(), Committed::Done);
        assert_eq!(shop.on_hand(&format!("item {n}")).await, *text);
    }
    shop.assert_sound().await;
}

#[tokio::test]
async fn one_business_never_sees_anothers_records() {
    let (store, _, faults) = table(1).await;
    let first = found(store.clone(), faults.clone(), "First", "2781").await;
    let second = found(store, faults, "Second", "2782").await;
    first.says("in", Add, 10, "Coke").await;
    assert_eq!(second.on_hand("coke").await, "none");
    assert_eq!(
        second.says("in", Add, 3, "Coke").await,
        "3 Coke left.",
        "not a repetition"
    );
    assert_eq!(first.on_hand("coke").await, "10");
    assert_eq!(
        second
            .store
            .list_items(second.id(), true)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        second.store.list_members(second.id()).await.unwrap(),
        std::slice::from_ref(&second.owner)
    );
}

#[tokio::test]
async fn what_this_code_did_not_write_is_not_believed_and_not_told() {
    let (store, client, faults) = table(1).await;
    let shop = found(store, faults, "Corrupt", "2781").await;
    shop.says("in", Add, 10, "Coke").await;
    for (attribute, value) in [
        ("on_hand", AttributeValue::N("1e30".to_owned())),
        ("on_hand", AttributeValue::S("ten".to_owned())),
        ("version", AttributeValue::N("0".to_owned())),
        ("item_id", AttributeValue::S("coke".to_owned())),
        ("item_name", AttributeValue::Bool(true)),
    ] {
        shop.says("again", Add, 10, "Bread").await;
        set(&client, &shop, "ITEM#bread", attribute, value).await;
        let error = shop
            .store
            .load_items(shop.id(), &[ItemId::new("bread")])
            .await
            .unwrap_err();
        let StoreError::Corrupt { kind: "item", what } = error else {
            panic!("{error}")
        };
        assert_eq!(what, attribute);
        remove(&client, &shop, "ITEM#bread").await;
        remove_record(&client, &shop, "again").await;
    }
}

#[tokio::test]
async fn no_error_tells_what_a_record_holds() {
    let shop = shop().await;
    shop.faults
        .next("BatchGetItem", Fault::Refused("ValidationException"));
    let error = shop
        .store
        .load_items(shop.id(), &[ItemId::new("secret")])
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "load items: the table refused (ValidationException)"
    );
    assert!(!format!("{error:?}").contains("secret"));
}

pub(crate) async fn set(
    client: &aws_sdk_dynamodb::Client,
    shop: &Shop,
    sk: &str,
    attribute: &str,
    value: AttributeValue,
) {
    let update = client
        .update_item()
        .table_name("backroom")
        .key("PK", AttributeValue::S(format!("BUSINESS#{}", shop.id())))
        .key("SK", AttributeValue::S(sk.to_owned()))
        .update_expression("SET #attribute = :value")
        .expression_attribute_names("#attribute", attribute)
        .expression_attribute_values(":value", value);
    update.send().await.unwrap();
}

async fn remove(client: &aws_sdk_dynamodb::Client, shop: &Shop, sk: &str) {
    let delete = client
        .delete_item()
        .table_name("backroom")
        .key("PK", AttributeValue::S(format!("BUSINESS#{}", shop.id())))
        .key("SK", AttributeValue::S(sk.to_owned()));
    delete.send().await.unwrap();
}

pub(crate) async fn remove_record(client: &aws_sdk_dynamodb::Client, shop: &Shop, message: &str) {
    let [pk, sk] = record_key(shop, message);
    let delete = client
        .delete_item()
        .table_name("backroom")
        .key("PK", pk)
        .key("SK", sk);
    delete.send().await.unwrap();
}

/// Where the record of a message of [`Shop::says`] is.
pub(crate) fn record_key(shop: &Shop, message: &str) -> [AttributeValue; 2] {
    let digest = key(message, at(0)).digest;
    [
        AttributeValue::S(format!("BUSINESS#{}#LEDGER#2026-11", shop.id())),
        AttributeValue::S(format!("2026-11-24T12:00:00Z#{digest}")),
    ]
}
