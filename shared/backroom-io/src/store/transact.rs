//! One transaction: sent, sent again while others are in its way, and its refusal read by position.

use std::sync::atomic::Ordering;
use std::time::Duration;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    CancellationReason, ConditionCheck, Delete, Put, ReturnConsumedCapacity,
    ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use backroom_core::ids::short_hash;

use super::Store;
use super::attributes::Attributes;
use super::error::{StoreError, may_pass};

/// What DynamoDB takes in one transaction.
pub const ACTIONS_MAX: usize = 100;

/// How often a transaction is sent while others are in its way, and the first pause, which doubles.
const ATTEMPTS_MAX: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// What came of a transaction.
#[derive(Debug)]
pub(super) enum Transacted {
    /// All of it is written.
    Applied,
    /// None of it is: these conditions did not hold. The record is that of the position, where it was asked for.
    Refused(Vec<FailedCondition>),
}

/// A condition that did not hold.
#[derive(Debug)]
pub(super) struct FailedCondition {
    /// Of the action, from zero.
    pub(super) position: usize,
    /// The record that is there instead.
    pub(super) record: Option<Attributes>,
}

impl Store {
    /// Writes all or nothing. Its token makes each attempt the same transaction to DynamoDB, whether it is repeated here
    /// or by the client: after a lost answer the repetition is told that all is written.
    pub(super) async fn transact(
        &self,
        operation: &'static str,
        actions: Vec<TransactWriteItem>,
    ) -> Result<Transacted, StoreError> {
        let token = token(&actions, self.serial.fetch_add(1, Ordering::Relaxed));
        let request = self
            .client
            .transact_write_items()
            .set_transact_items(Some(actions))
            .client_request_token(token)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let mut pause = FIRST_PAUSE;
        for attempt in 1.. {
            let error = match request.clone().send().await {
                Ok(written) => {
                    self.consumed.wrote(written.consumed_capacity());
                    return Ok(Transacted::Applied);
                }
                Err(error) => error,
            };
            let blocked = match cancellation(operation, &error)? {
                Cancelled::Conditions(failed) => return Ok(Transacted::Refused(failed)),
                Cancelled::Blocked(blocked) => blocked,
            };
            if attempt >= ATTEMPTS_MAX {
                return Err(blocked);
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        unreachable!("the loop ends by its attempts")
    }
}

enum Cancelled {
    Conditions(Vec<FailedCondition>),
    /// Nothing was written, and the same may succeed in a moment.
    Blocked(StoreError),
}

/// Reads a refusal; `Err` is one that the same transaction would meet again, or whose outcome is not known.
fn cancellation<R>(
    operation: &'static str,
    error: &SdkError<TransactWriteItemsError, R>,
) -> Result<Cancelled, StoreError> {
    let service_error = error.as_service_error();
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = service_error
    else {
        let failure = StoreError::from_sdk(operation, error);
        return if failure.is_transient() && service_error.is_some() {
            Ok(Cancelled::Blocked(failure))
        } else {
            Err(failure)
        };
    };
    let reasons = cancelled.cancellation_reasons();
    let failed: Vec<FailedCondition> = reasons
        .iter()
        .enumerate()
        .filter(|(_, reason)| reason.code() == Some("ConditionalCheckFailed"))
        .map(|(position, reason)| FailedCondition {
            position,
            record: reason.item.clone(),
        })
        .collect();
    if !failed.is_empty() {
        return Ok(Cancelled::Conditions(failed));
    }
    let code = reasons
        .iter()
        .filter_map(CancellationReason::code)
        .find(|code| *code != "None")
        .unwrap_or("no code")
        .to_owned();
    if may_pass(&code) {
        Ok(Cancelled::Blocked(StoreError::Unavailable {
            operation,
            code,
        }))
    } else {
        Err(StoreError::Refused { operation, code })
    }
}

/// A token of this content and of this call's number: DynamoDB refuses a known token with other content, and another
/// process may be at the same number.
fn token(actions: &[TransactWriteItem], serial: u64) -> String {
    // Debug output of attribute maps has no fixed order; what the actions hold is sorted first.
    let mut parts: Vec<String> = vec![serial.to_string()];
    for action in actions {
        let put = action.put().map(|put| sorted(put.item()));
        let key = action.update().map(|update| sorted(update.key()));
        let values = action
            .update()
            .and_then(Update::expression_attribute_values)
            .map(sorted);
        let delete = action.delete().map(|delete| sorted(delete.key()));
        let delete_values = action
            .delete()
            .and_then(Delete::expression_attribute_values)
            .map(sorted);
        let put_values = action
            .put()
            .and_then(Put::expression_attribute_values)
            .map(sorted);
        parts.extend(
            [put, put_values, key, values, delete, delete_values]
                .into_iter()
                .flatten(),
        );
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    short_hash(&parts)
}

fn sorted(attributes: &Attributes) -> String {
    let sorted: std::collections::BTreeMap<_, _> = attributes.iter().collect();
    format!("{sorted:?}")
}

/// A put of a new record: it must not be there; if it is, it comes back.
pub(super) fn put_new(table: &str, record: Attributes) -> TransactWriteItem {
    put(
        table,
        record,
        Some("attribute_not_exists(PK)"),
        Attributes::new(),
    )
}

/// A put, under a condition or none; a record that fails it comes back.
pub(super) fn put(
    table: &str,
    record: Attributes,
    condition: Option<&str>,
    values: Attributes,
) -> TransactWriteItem {
    let put = Put::builder()
        .table_name(table)
        .set_item(Some(record))
        .set_condition_expression(condition.map(str::to_owned))
        .set_expression_attribute_values(some_unless_empty(values))
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .build()
        .expect("a put with table and record is whole");
    TransactWriteItem::builder().put(put).build()
}

/// An update under a condition.
pub(super) fn update(
    table: &str,
    key: Attributes,
    expression: &str,
    condition: Option<&str>,
    values: Attributes,
) -> TransactWriteItem {
    let update = Update::builder()
        .table_name(table)
        .set_key(Some(key))
        .update_expression(expression)
        .set_condition_expression(condition.map(str::to_owned))
        .set_expression_attribute_values(some_unless_empty(values))
        .build()
        .expect("an update with table, key and expression is whole");
    TransactWriteItem::builder().update(update).build()
}

/// A delete, under a condition or none.
pub(super) fn delete(
    table: &str,
    key: Attributes,
    condition: Option<&str>,
    values: Attributes,
) -> TransactWriteItem {
    let delete = Delete::builder()
        .table_name(table)
        .set_key(Some(key))
        .set_condition_expression(condition.map(str::to_owned))
        .set_expression_attribute_values(some_unless_empty(values))
        .build()
        .expect("a delete with table and key is whole");
    TransactWriteItem::builder().delete(delete).build()
}

/// A condition on a record that is not written.
pub(super) fn check(
    table: &str,
    key: Attributes,
    condition: &str,
    values: Attributes,
) -> TransactWriteItem {
    let check = ConditionCheck::builder()
        .table_name(table)
        .set_key(Some(key))
        .condition_expression(condition)
        .set_expression_attribute_values(some_unless_empty(values))
        .build()
        .expect("a check with table, key and condition is whole");
    TransactWriteItem::builder().condition_check(check).build()
}

pub(super) fn some_unless_empty(values: Attributes) -> Option<Attributes> {
    (!values.is_empty()).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::super::attributes::{number, text};
    use super::*;

    #[test]
    fn other_content_and_other_calls_have_other_tokens() {
        let record = |name: &str, on_hand: i64| {
            let mut record: Attributes = (0..20).map(|n| (format!("a{n}"), text("x"))).collect();
            record.insert("name".to_owned(), text(name));
            record.insert("on_hand".to_owned(), number(on_hand));
            put_new("backroom", record)
        };
        let first = token(&[record("coke", 1)], 7);
        assert_eq!(first, token(&[record("coke", 1)], 7));
        assert!(first.len() <= 36, "DynamoDB takes no more");
        for other in [record("coke", 2), record("fanta", 1)] {
            assert_ne!(first, token(&[other], 7));
        }
        assert_ne!(first, token(&[record("coke", 1)], 8));
    }
}
