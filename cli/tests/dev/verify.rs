//! `backroom verify` on a ledger that does not add up.

use aws_sdk_dynamodb::types::AttributeValue;
use backroom_local::Local;

use crate::machine::{Folder, words};

const SHOP: &str = r#"{"businesses":[{"name":"Shop","members":[{"phone":"27820000001","name":"Thandi","role":"owner"}],
  "stock":[{"name":"coke","qty":50},{"name":"bread","qty":12}]}]}"#;

/// Somebody changes the balance of coke behind the ledger's back.
async fn tamper(folder: &Folder) {
    let local = Local::open(&folder.path().join(".backroom")).await.unwrap();
    let table = local.aws.dynamodb();
    let all = table
        .scan()
        .table_name(local.table_name())
        .send()
        .await
        .unwrap();
    let coke = all
        .items()
        .iter()
        .find(|item| item["SK"].as_s().is_ok_and(|key| key == "ITEM#coke"))
        .unwrap();
    let mut coke = coke.clone();
    let on_hand = coke.get_mut("on_hand").unwrap();
    let forged = "49".to_owned();
    *on_hand = if on_hand.is_n() {
        AttributeValue::N(forged)
    } else {
        AttributeValue::S(forged)
    };
    table
        .put_item()
        .table_name(local.table_name())
        .set_item(Some(coke))
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_balance_that_is_not_the_sum_of_its_movements_is_named() {
    let folder = Folder::new();
    let seed = folder.seed(SHOP);
    assert_eq!(folder.start(&["--seed", &seed]).terminate(), Some(0));
    let sound = folder.run(&["verify"]);
    assert_eq!(sound.status.code(), Some(0), "{}", words(&sound));
    tamper(&folder).await;
    let drifted = folder.run(&["verify"]);
    assert_eq!(drifted.status.code(), Some(1), "{}", words(&drifted));
    assert!(
        words(&drifted).contains("coke: the item says 49, its movements add up to 50"),
        "{}",
        words(&drifted)
    );
}

/// Puts this into one record, the first whose sort key is this.
async fn put(folder: &Folder, sort_key: &str, name: &str, value: AttributeValue) {
    let local = Local::open(&folder.path().join(".backroom")).await.unwrap();
    let (table, of) = (local.aws.dynamodb(), local.table_name());
    let all = table.scan().table_name(of).send().await.unwrap();
    let found = all.items().iter();
    let mut found = found.filter(|item| item["SK"].as_s().is_ok_and(|key| key == sort_key));
    let mut record = found.next().unwrap().clone();
    record.insert(name.to_owned(), value);
    let put = table.put_item().table_name(of).set_item(Some(record));
    put.send().await.unwrap();
}

#[tokio::test]
async fn a_business_that_is_being_deleted_is_not_called_unsound() {
    let folder = Folder::new();
    let seed = folder.seed(SHOP);
    assert_eq!(folder.start(&["--seed", &seed]).terminate(), Some(0));
    tamper(&folder).await;
    put(&folder, "PROFILE", "closing", AttributeValue::Bool(true)).await;
    let half = folder.run(&["verify"]);
    assert_eq!(half.status.code(), Some(0), "{}", words(&half));
    assert!(
        words(&half).contains("is being deleted"),
        "{}",
        words(&half)
    );
}

#[tokio::test]
async fn a_table_of_newer_code_is_left_alone() {
    let folder = Folder::new();
    let seed = folder.seed(SHOP);
    assert_eq!(folder.start(&["--seed", &seed]).terminate(), Some(0));
    let newer = AttributeValue::N("99".to_owned());
    put(&folder, "SCHEMA", "readable_from", newer.clone()).await;
    put(&folder, "SCHEMA", "version", newer).await;
    for tool in ["verify", "misses", "tenants", "usage", "report"] {
        let refused = folder.run(&[tool]);
        assert_eq!(refused.status.code(), Some(2), "{}", words(&refused));
        assert!(words(&refused).contains("form 99"), "{}", words(&refused));
    }
}

#[tokio::test]
async fn one_business_or_all_in_words_or_json() {
    let folder = Folder::new();
    let seed = folder.seed(SHOP);
    assert_eq!(folder.start(&["--seed", &seed]).terminate(), Some(0));
    let all = folder.run(&["verify", "--all", "--json"]);
    assert_eq!(all.status.code(), Some(0), "{}", words(&all));
    let line: serde_json::Value = serde_json::from_slice(&all.stdout).unwrap();
    assert_eq!(line["name"], "Shop");
    assert_eq!(line["items"], 2);
    assert_eq!(line["without_hash"], 0, "the opening stock is in the chain");
    assert_eq!(line["drift"], serde_json::json!([]));

    let one = folder.run(&["verify", line["business"].as_str().unwrap()]);
    assert_eq!(one.status.code(), Some(0), "{}", words(&one));
    assert!(words(&one).contains("\n1 business, "), "{}", words(&one));
    let none = folder.run(&["verify", "b-nobody"]);
    assert_eq!(none.status.code(), Some(2), "{}", words(&none));
}

#[test]
fn without_a_table_there_is_nothing_to_verify() {
    let output = Folder::new().run(&["verify", "--data", "elsewhere"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        words(&output).contains("there is no table in elsewhere"),
        "{}",
        words(&output)
    );
}
