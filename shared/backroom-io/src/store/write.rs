//! Writing one record under a condition, or many under none, outside a transaction.

use std::time::Duration;

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure, WriteRequest,
};
use futures::{StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;

use super::Store;
use super::attributes::{Attributes, number, seconds};
use super::error::StoreError;
use super::keys::{EXPIRES_AT, Key};
use super::transact::some_unless_empty;

/// What DynamoDB takes in one BatchWriteItem.
pub(super) const BATCH_MAX: usize = 25;
/// How many calls are under way at once.
const CALLS_MAX: usize = 8;
/// How often what a throttled batch left over is sent again, and the first pause, which doubles.
const LEFT_OVER_ATTEMPTS_MAX: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// What came of a conditional write.
pub(super) enum Written {
    /// It is written.
    Yes,
    /// The condition did not hold; this is there instead.
    No(Option<Attributes>),
}

impl Written {
    pub(super) fn is_yes(&self) -> bool {
        matches!(self, Self::Yes)
    }
}

impl Store {
    /// Puts a record, where the condition holds if there is one. One write unit for each KB.
    pub(super) async fn put_if(
        &self,
        operation: &'static str,
        record: Attributes,
        condition: Option<&str>,
        values: Attributes,
    ) -> Result<Written, StoreError> {
        let answer = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(record))
            .set_condition_expression(condition.map(str::to_owned))
            .set_expression_attribute_values(some_unless_empty(values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match answer {
            Ok(written) => {
                self.consumed.wrote(written.consumed_capacity());
                Ok(Written::Yes)
            }
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                    Ok(Written::No(failed.item.clone()))
                }
                _ => Err(StoreError::from_sdk(operation, &error)),
            },
        }
    }

    /// Counts one more in a record that may go at that time, unless there are so many already; whether it is counted. One
    /// write unit, also where it is not; at zero none.
    pub(super) async fn count_up(
        &self,
        operation: &'static str,
        key: &Key,
        (name, most): (&str, u32),
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        if most == 0 {
            return Ok(false);
        }
        let values = Attributes::from([
            (":one".to_owned(), number(1)),
            (":most".to_owned(), number(most)),
            (":expires_at".to_owned(), seconds(expires_at)),
        ]);
        self.update_if(
            operation,
            key,
            &format!("ADD {name} :one SET {EXPIRES_AT} = :expires_at"),
            Some(&format!("attribute_not_exists({name}) OR {name} < :most")),
            values,
        )
        .await
    }

    /// Updates a record, where the condition holds if there is one; says whether it did.
    pub(super) async fn update_if(
        &self,
        operation: &'static str,
        key: &Key,
        expression: &str,
        condition: Option<&str>,
        values: Attributes,
    ) -> Result<bool, StoreError> {
        let answer = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .update_expression(expression)
            .set_condition_expression(condition.map(str::to_owned))
            .set_expression_attribute_values(some_unless_empty(values))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match answer {
            Ok(written) => {
                self.consumed.wrote(written.consumed_capacity());
                Ok(true)
            }
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(StoreError::from_sdk(operation, &error)),
            },
        }
    }

    /// Deletes a record where `condition` holds; says whether it did.
    pub(super) async fn delete_if(
        &self,
        operation: &'static str,
        key: &Key,
        condition: &str,
        values: Attributes,
    ) -> Result<bool, StoreError> {
        let answer = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .condition_expression(condition)
            .set_expression_attribute_values(some_unless_empty(values))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match answer {
            Ok(deleted) => {
                self.consumed.wrote(deleted.consumed_capacity());
                Ok(true)
            }
            Err(error) => match error.as_service_error() {
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(StoreError::from_sdk(operation, &error)),
            },
        }
    }

    /// Writes up to [`BATCH_MAX`] records, under no condition.
    pub(super) async fn write_batch(
        &self,
        operation: &'static str,
        writes: Vec<WriteRequest>,
    ) -> Result<(), StoreError> {
        let mut left = writes;
        let mut pause = FIRST_PAUSE;
        for _ in 0..LEFT_OVER_ATTEMPTS_MAX {
            let answer = self
                .client
                .batch_write_item()
                .request_items(&self.table, left)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| StoreError::from_sdk(operation, &error))?;
            self.consumed.wrote(answer.consumed_capacity());
            let unprocessed = answer
                .unprocessed_items
                .and_then(|mut tables| tables.remove(&self.table));
            left = unprocessed.unwrap_or_default();
            if left.is_empty() {
                return Ok(());
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Err(StoreError::Unavailable {
            operation,
            code: "writes left over".to_owned(),
        })
    }
}

/// Makes the calls, a few of them at once.
pub(super) async fn some_at_once(
    calls: Vec<impl Future<Output = Result<(), StoreError>>>,
) -> Result<(), StoreError> {
    futures::stream::iter(calls)
        .buffer_unordered(CALLS_MAX)
        .try_collect()
        .await
}
