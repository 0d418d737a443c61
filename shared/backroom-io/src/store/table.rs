//! The table itself, for one machine and for what a backup is restored into: the same keys as the template's.

use aws_sdk_dynamodb::operation::create_table::{CreateTableError, CreateTableInput};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
    TimeToLiveSpecification,
};

use super::Store;
use super::error::StoreError;
use super::keys::{EXPIRES_AT, PK, SK};

/// What CreateTable is asked for a table of this name: string keys, on demand.
pub fn create_table_request(table: &str) -> CreateTableInput {
    let keys = [(PK, KeyType::Hash), (SK, KeyType::Range)];
    let definitions = keys.iter().map(|(name, _)| {
        AttributeDefinition::builder()
            .attribute_name(*name)
            .attribute_type(ScalarAttributeType::S)
            .build()
            .expect("a definition with name and type is whole")
    });
    let schema = keys.iter().map(|(name, key_type)| {
        KeySchemaElement::builder()
            .attribute_name(*name)
            .key_type(key_type.clone())
            .build()
            .expect("an element with name and type is whole")
    });
    CreateTableInput::builder()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(definitions.collect()))
        .set_key_schema(Some(schema.collect()))
        .build()
        .expect("a table with name, keys and billing is whole")
}

/// The TTL of the table.
fn time_to_live() -> TimeToLiveSpecification {
    TimeToLiveSpecification::builder()
        .attribute_name(EXPIRES_AT)
        .enabled(true)
        .build()
        .expect("a specification with name and switch is whole")
}

impl Store {
    /// Creates the table with its TTL, if it is not there, and waits until it can be used. What functions on AWS work with
    /// the template makes.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn create_table(&self) -> Result<(), StoreError> {
        let wanted = create_table_request(&self.table);
        let created = self
            .client
            .create_table()
            .table_name(&self.table)
            .set_billing_mode(wanted.billing_mode)
            .set_attribute_definitions(wanted.attribute_definitions)
            .set_key_schema(wanted.key_schema)
            .send()
            .await;
        if let Err(error) = created {
            return match error.as_service_error() {
                Some(CreateTableError::ResourceInUseException(_)) => Ok(()),
                _ => Err(StoreError::from_sdk("create table", &error)),
            };
        }
        self.wait_until_there().await?;
        self.client
            .update_time_to_live()
            .table_name(&self.table)
            .time_to_live_specification(time_to_live())
            .send()
            .await
            .map_err(|error| StoreError::from_sdk("set time to live", &error))?;
        Ok(())
    }
}
