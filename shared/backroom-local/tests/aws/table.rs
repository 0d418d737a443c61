//! The embedded table through the SDK's own client.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use backroom_local::Local;
use backroom_local::faults::Fault;
use backroom_local::table::TABLE_NAME;

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

fn new_item(key: &str, value: &str) -> TransactWriteItem {
    let put = Put::builder()
        .table_name(TABLE_NAME)
        .item("PK", text(key))
        .item("SK", text("X"))
        .item("value", text(value))
        .condition_expression("attribute_not_exists(PK)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .build()
        .unwrap();
    TransactWriteItem::builder().put(put).build()
}

async fn write(table: &Client, items: Vec<TransactWriteItem>) -> Result<(), Vec<String>> {
    let written = table
        .transact_write_items()
        .set_transact_items(Some(items))
        .send()
        .await;
    let Err(error) = written else { return Ok(()) };
    let error = error.into_service_error();
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = error else {
        return Err(vec![format!("{error:?}")]);
    };
    let reasons = cancelled.cancellation_reasons().iter();
    Err(reasons
        .map(|reason| {
            let old = reason.item().and_then(|item| item.get("value"));
            let old = old.map_or("", |value| value.as_s().unwrap());
            format!("{} {old}", reason.code().unwrap_or_default())
        })
        .collect())
}

async fn value(table: &Client, key: &str) -> Option<String> {
    let found = table
        .get_item()
        .table_name(TABLE_NAME)
        .key("PK", text(key))
        .key("SK", text("X"))
        .consistent_read(true)
        .send()
        .await
        .unwrap();
    Some(found.item()?.get("value")?.as_s().unwrap().clone())
}

#[tokio::test]
async fn a_transaction_is_written_whole_or_not_at_all_and_says_why() {
    let table = Local::in_memory().await.unwrap().aws.dynamodb();
    write(&table, vec![new_item("A", "first")]).await.unwrap();
    let refused = write(&table, vec![new_item("B", "x"), new_item("A", "second")]).await;
    assert_eq!(
        refused,
        Err(vec![
            "None ".to_owned(),
            "ConditionalCheckFailed first".to_owned()
        ])
    );
    assert_eq!(value(&table, "B").await, None);
    assert_eq!(value(&table, "A").await.as_deref(), Some("first"));
}

#[tokio::test]
async fn a_transaction_with_a_known_token_is_not_done_twice() {
    let table = Local::in_memory().await.unwrap().aws.dynamodb();
    let written = async |token: &str| {
        let request = table.transact_write_items().client_request_token(token);
        request.transact_items(new_item("A", "first")).send().await
    };
    written("one").await.unwrap();
    written("one").await.unwrap();
    assert!(written("two").await.is_err(), "it is there");
    assert!(written("two").await.is_err(), "a refusal is not remembered");
}

#[tokio::test]
async fn what_was_written_is_there_when_the_folder_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    {
        let local = Local::open(folder.path()).await.unwrap();
        write(&local.aws.dynamodb(), vec![new_item("A", "kept")])
            .await
            .unwrap();
    }
    let local = Local::open(folder.path()).await.unwrap();
    assert_eq!(
        value(&local.aws.dynamodb(), "A").await.as_deref(),
        Some("kept")
    );
}

#[tokio::test]
async fn an_expired_item_is_gone_after_a_sweep() {
    let local = Local::in_memory().await.unwrap();
    let table = local.aws.dynamodb();
    for (key, expires_at) in [("old", "1000000000"), ("new", "9000000000")] {
        table
            .put_item()
            .table_name(TABLE_NAME)
            .item("PK", text(key))
            .item("SK", text("X"))
            .item("value", text("here"))
            .item("expires_at", AttributeValue::N(expires_at.to_owned()))
            .send()
            .await
            .unwrap();
    }
    assert_eq!(local.aws.table.sweep().await.unwrap(), 1);
    assert_eq!(value(&table, "old").await, None);
    assert_eq!(value(&table, "new").await.as_deref(), Some("here"));
}

#[tokio::test]
async fn a_planned_conflict_reads_as_one_and_writes_nothing() {
    let local = Local::in_memory().await.unwrap();
    let table = local.aws.dynamodb();
    local
        .aws
        .faults
        .plan(|call| (call.operation() == "TransactWriteItems").then_some(Fault::Conflict));
    let refused = write(&table, vec![new_item("A", "x"), new_item("B", "x")]).await;
    assert_eq!(
        refused,
        Err(vec!["TransactionConflict ".to_owned(), "None ".to_owned()])
    );
    local.aws.faults.clear();
    assert_eq!(value(&table, "A").await, None);
}

#[tokio::test]
async fn a_throttled_call_succeeds_when_the_client_tries_again() {
    let local = Local::in_memory().await.unwrap();
    let table = local.aws.dynamodb();
    local
        .aws
        .faults
        .next_times("TransactWriteItems", Fault::Throttled, 1);
    write(&table, vec![new_item("A", "x")]).await.unwrap();
    assert_eq!(value(&table, "A").await.as_deref(), Some("x"));
}

#[tokio::test]
async fn a_lost_answer_leaves_its_write_behind() {
    let local = Local::in_memory().await.unwrap();
    let table = local.aws.dynamodb();
    local
        .aws
        .faults
        .next_times("PutItem", Fault::AnswerLost, usize::MAX);
    let put = table
        .put_item()
        .table_name(TABLE_NAME)
        .item("PK", text("A"))
        .item("SK", text("X"))
        .item("value", text("written"));
    put.send().await.unwrap_err();
    assert_eq!(value(&table, "A").await.as_deref(), Some("written"));
}
