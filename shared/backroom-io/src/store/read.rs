//! Reading: one record, a handful, or one page of a partition.

use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, ReturnConsumedCapacity};

use super::Store;
use super::attributes::{Attributes, text};
use super::error::StoreError;
use super::keys::Key;

/// DynamoDB's limit on one BatchGetItem.
const BATCH_MAX: usize = 100;
/// How often the keys that a throttled batch left over are asked for again, and the first pause, which doubles.
const LEFT_OVER_ATTEMPTS_MAX: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// Which part of a partition is read, and how.
#[derive(Clone, Debug)]
pub(super) struct Range {
    pub(super) operation: &'static str,
    pub(super) pk: String,
    /// A condition on the sort key beside `PK = :pk`, and its values.
    pub(super) condition: &'static str,
    pub(super) values: Vec<(&'static str, String)>,
    pub(super) newest_first: bool,
    pub(super) consistent: bool,
    pub(super) limit: Option<i32>,
}

/// One page: its records, and where the next one starts.
pub(super) struct Page {
    pub(super) records: Vec<Attributes>,
    pub(super) next: Option<Attributes>,
}

impl Range {
    /// All of a partition whose sort key begins so, eventually consistent.
    pub(super) fn beginning(operation: &'static str, pk: String, prefix: &str) -> Self {
        Self {
            operation,
            pk,
            condition: "begins_with(SK, :prefix)",
            values: vec![(":prefix", prefix.to_owned())],
            newest_first: false,
            consistent: false,
            limit: None,
        }
    }
}

impl Store {
    /// One record, if it is there.
    pub(super) async fn get(
        &self,
        operation: &'static str,
        key: &Key,
        consistent: bool,
    ) -> Result<Option<Attributes>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .consistent_read(consistent)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(operation, &error))?;
        self.consumed.read(answer.consumed_capacity());
        Ok(answer.item)
    }

    /// Those of the records that are there, in no order. Keys must be unlike each other.
    pub(super) async fn get_all(
        &self,
        operation: &'static str,
        keys: &[Key],
        consistent: bool,
    ) -> Result<Vec<Attributes>, StoreError> {
        let mut records = Vec::with_capacity(keys.len());
        for batch in keys.chunks(BATCH_MAX) {
            let mut wanted: Vec<Attributes> = batch.iter().map(Key::attributes).collect();
            let mut pause = FIRST_PAUSE;
            for attempt in 1.. {
                let asked = KeysAndAttributes::builder()
                    .set_keys(Some(wanted))
                    .consistent_read(consistent)
                    .build()
                    .expect("it has keys");
                let left_over = self.get_batch(operation, asked, &mut records).await?;
                if left_over.is_empty() {
                    break;
                }
                if attempt >= LEFT_OVER_ATTEMPTS_MAX {
                    let code = "keys left over".to_owned();
                    return Err(StoreError::Unavailable { operation, code });
                }
                wanted = left_over;
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
        }
        Ok(records)
    }

    /// One BatchGetItem; what is left over comes back.
    async fn get_batch(
        &self,
        operation: &'static str,
        wanted: KeysAndAttributes,
        records: &mut Vec<Attributes>,
    ) -> Result<Vec<Attributes>, StoreError> {
        let mut answer = self
            .client
            .batch_get_item()
            .request_items(&self.table, wanted)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(operation, &error))?;
        self.consumed.read(answer.consumed_capacity());
        if let Some(mut tables) = answer.responses.take() {
            records.append(&mut tables.remove(&self.table).unwrap_or_default());
        }
        let left_over = answer
            .unprocessed_keys
            .take()
            .and_then(|mut tables| tables.remove(&self.table));
        Ok(left_over.map(|keys| keys.keys).unwrap_or_default())
    }

    /// One page of a partition, from where the last one ended.
    pub(super) async fn page(
        &self,
        range: &Range,
        from: Option<Attributes>,
    ) -> Result<Page, StoreError> {
        let values = range
            .values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), text(value)));
        let pk = (":pk".to_owned(), AttributeValue::S(range.pk.clone()));
        let condition = if range.condition.is_empty() {
            "PK = :pk".to_owned()
        } else {
            format!("PK = :pk AND {}", range.condition)
        };
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression(condition)
            .set_expression_attribute_values(Some(values.chain([pk]).collect()))
            .scan_index_forward(!range.newest_first)
            .consistent_read(range.consistent)
            .set_limit(range.limit)
            .set_exclusive_start_key(from)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(range.operation, &error))?;
        self.consumed.read(answer.consumed_capacity());
        Ok(Page {
            records: answer.items.unwrap_or_default(),
            next: answer.last_evaluated_key,
        })
    }

    /// All pages of a range that is known to be short (items and members of one business).
    pub(super) async fn all_pages(&self, range: &Range) -> Result<Vec<Attributes>, StoreError> {
        let mut records = Vec::new();
        let mut from = None;
        loop {
            let mut page = self.page(range, from).await?;
            records.append(&mut page.records);
            from = page.next;
            if from.is_none() {
                return Ok(records);
            }
        }
    }
}
