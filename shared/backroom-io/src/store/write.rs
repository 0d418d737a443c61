//! Writing one record under a condition, outside a transaction.

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure};

use super::Store;
use super::attributes::Attributes;
use super::error::StoreError;
use super::keys::Key;
use super::transact::some_unless_empty;

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
}
