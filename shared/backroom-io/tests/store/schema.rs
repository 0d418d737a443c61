//! Forms of the table: rows as older code wrote them are read, and migrated, and nothing else of them changes. A file of
//! `schema/` for each form that there was; see `backroom_io::store::SCHEMA`.

use std::collections::BTreeMap;

use backroom_core::business::Reports;
use backroom_core::ids::BusinessId;
use backroom_io::store::{SCHEMA, Store, StoreError, TableRow};
use serde_json::{Value, json};

use crate::support::table;

const FORM_1: &str = include_str!("schema/1.jsonl");
const THANDIS: &str = "b0000000000000001";
const KOFIS: &str = "b0000000000000002";

async fn filled(rows: &str) -> Store {
    let (store, _, _) = table(1).await;
    let rows = rows.lines().map(|line| {
        let json: Value = serde_json::from_str(line).unwrap();
        TableRow::from_json(&json).unwrap()
    });
    store.put_rows(rows.collect()).await.unwrap();
    store
}

/// All rows by their keys.
async fn rows(store: &Store) -> BTreeMap<String, Value> {
    let mut pages = store.rows();
    let mut rows = BTreeMap::new();
    while let Some(page) = pages.next_rows().await.unwrap() {
        for row in page {
            let row = row.to_json().unwrap();
            let key = format!("{} {}", row["PK"]["S"], row["SK"]["S"]);
            rows.insert(key, row);
        }
    }
    rows
}

async fn reports(store: &Store) -> [Reports; 2] {
    let mut found = Vec::new();
    for id in [THANDIS, KOFIS] {
        let business = store.load_business(&BusinessId::new(id)).await.unwrap();
        found.push(business.unwrap().settings.reports);
    }
    found.try_into().unwrap()
}

#[tokio::test]
async fn what_the_first_form_says_is_the_same_before_and_after_it_is_migrated() {
    let store = filled(FORM_1).await;
    let before = rows(&store).await;
    assert_eq!(store.check_schema().await.unwrap(), 1);
    store.open().await.unwrap();
    assert_eq!(reports(&store).await, [Reports::Daily, Reports::Off]);

    let mut read = 0;
    assert_eq!(store.migrate(|rows| read += rows).await.unwrap(), 1);
    assert_eq!(read, before.len());
    assert_eq!(reports(&store).await, [Reports::Daily, Reports::Off]);
    let mut after = rows(&store).await;
    let schema = after.remove(r#""META" "SCHEMA""#).unwrap();
    assert_eq!(schema["version"], json!({ "N": SCHEMA.to_string() }));
    let mut wanted = before;
    for (id, every) in [(THANDIS, "daily"), (KOFIS, "off")] {
        let profile = wanted
            .get_mut(&format!("\"BUSINESS#{id}\" \"PROFILE\""))
            .unwrap();
        let profile = profile.as_object_mut().unwrap();
        profile.remove("reports").unwrap();
        profile.insert("report_every".to_owned(), json!({ "S": every }));
    }
    assert_eq!(after, wanted);
}

#[tokio::test]
async fn a_migration_is_done_once_and_one_that_was_cut_off_is_finished() {
    let store = filled(FORM_1).await;
    store.migrate(|_| ()).await.unwrap();
    let done = rows(&store).await;
    let mut read = 0;
    assert_eq!(store.migrate(|rows| read += rows).await.unwrap(), SCHEMA);
    assert_eq!(read, 0, "nothing is looked at again");

    // Cut off behind the rows and before the word about it.
    let undone = done.values().filter(|row| row["PK"]["S"] != "META");
    let undone: Vec<String> = undone.map(Value::to_string).collect();
    let store = filled(&undone.join("\n")).await;
    assert_eq!(store.migrate(|_| ()).await.unwrap(), 1);
    assert_eq!(rows(&store).await, done);
}

#[tokio::test]
async fn an_empty_table_gets_todays_form() {
    let (store, _, _) = table(1).await;
    assert!(store.is_empty().await.unwrap());
    store.migrate(|_| ()).await.unwrap();
    assert_eq!(store.check_schema().await.unwrap(), SCHEMA);
    assert!(!store.is_empty().await.unwrap());
}

#[tokio::test]
async fn a_newer_table_is_used_while_it_says_that_it_can_be_and_refused_otherwise() {
    let newer = |readable_from: u32| {
        json!({
            "PK": {"S": "META"}, "SK": {"S": "SCHEMA"}, "version": {"N": "99"},
            "readable_from": {"N": readable_from.to_string()},
        })
        .to_string()
    };
    let store = filled(&newer(SCHEMA)).await;
    store.open().await.unwrap();
    assert_eq!(store.check_schema().await.unwrap(), 99);
    assert_eq!(
        store.migrate(|_| ()).await.unwrap(),
        99,
        "and left as it is"
    );

    let store = filled(&newer(SCHEMA + 1)).await;
    let refused = store.open().await.unwrap_err();
    assert!(matches!(
        refused,
        StoreError::NewerSchema { version: 99, .. }
    ));
    assert_eq!(
        refused.to_string(),
        format!(
            "the table has form 99, and this code understands up to {SCHEMA}: deploy a newer one"
        )
    );
    assert!(store.migrate(|_| ()).await.is_err());
}
