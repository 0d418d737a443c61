//! The table as a whole: all of its rows as they are, out of it and into an empty one. For backups and migrations;
//! no message needs it.
//!
//! A row in a file has DynamoDB's own JSON form, `{"PK":{"S":"…"},…}`, which its other tools read too.

use aws_sdk_dynamodb::types::{
    AttributeValue, PutRequest, ReturnConsumedCapacity, Select, TableStatus, WriteRequest,
};
use serde_json::{Map, Value, json};
use std::time::Duration;

use super::Store;
use super::attributes::Attributes;
use super::error::StoreError;
use super::read::Page;
use super::write::{BATCH_MAX, some_at_once};

/// How often it is asked whether a new table is there, and the pause in between.
const ASKED_MAX: u32 = 120;
const PAUSE: Duration = Duration::from_secs(1);
/// How often a batch that a new table does not take is put again, and the pause in between: it grows while it is filled.
const PUTS_MAX: u32 = 24;
const PUT_PAUSE: Duration = Duration::from_secs(5);

/// One row of the table.
#[derive(Clone, PartialEq)]
pub struct TableRow(pub(super) Attributes);

/// All rows, a page at a time, in no order.
#[derive(Debug)]
pub struct RowPages {
    store: Store,
    from: Option<Attributes>,
    ended: bool,
}

impl RowPages {
    /// The next rows, up to a megabyte, strongly consistent; `None` after the last. While messages come in the pages are
    /// not of one moment.
    ///
    /// # Errors
    /// As every call to the table; the same page can then be asked for again.
    pub async fn next_rows(&mut self) -> Result<Option<Vec<TableRow>>, StoreError> {
        if self.ended {
            return Ok(None);
        }
        let page = self.store.scanned(self.from.clone(), None).await?;
        self.ended = page.next.is_none();
        self.from = page.next;
        Ok(Some(page.records.into_iter().map(TableRow).collect()))
    }
}

impl Store {
    /// All rows of the table.
    pub fn rows(&self) -> RowPages {
        RowPages {
            store: self.clone(),
            from: None,
            ended: false,
        }
    }

    /// Whether there is no row in it at all.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let mut from = None;
        loop {
            let page = self.scanned(from, Some(1)).await?;
            if !page.records.is_empty() {
                return Ok(false);
            }
            if page.next.is_none() {
                return Ok(true);
            }
            from = page.next;
        }
    }

    /// Writes rows as they are, over what stands there. Only for a table that nobody else uses.
    ///
    /// # Errors
    /// As every call to the table. It can be repeated.
    pub async fn put_rows(&self, rows: Vec<TableRow>) -> Result<(), StoreError> {
        let request = |row: TableRow| {
            let put = PutRequest::builder()
                .set_item(Some(row.0))
                .build()
                .expect("it has an item");
            WriteRequest::builder().put_request(put).build()
        };
        let mut left: Vec<WriteRequest> = rows.into_iter().map(request).collect();
        let mut batches = Vec::new();
        while !left.is_empty() {
            let rest = left.split_off(left.len().min(BATCH_MAX));
            batches.push(self.put_patiently(left));
            left = rest;
        }
        some_at_once(batches).await
    }

    async fn put_patiently(&self, rows: Vec<WriteRequest>) -> Result<(), StoreError> {
        for _ in 1..PUTS_MAX {
            match self.write_batch("restore", rows.clone()).await {
                Err(error) if error.is_transient() => tokio::time::sleep(PUT_PAUSE).await,
                done => return done,
            }
        }
        self.write_batch("restore", rows).await
    }

    /// Waits until a table that was just made can be used.
    ///
    /// # Errors
    /// As every call to the table, or if it takes longer than two minutes.
    pub async fn wait_until_there(&self) -> Result<(), StoreError> {
        let operation = "describe table";
        for _ in 0..ASKED_MAX {
            let asked = self
                .client
                .describe_table()
                .table_name(&self.table)
                .send()
                .await
                .map_err(|error| StoreError::from_sdk(operation, &error))?;
            let status = asked.table.and_then(|table| table.table_status);
            if status == Some(TableStatus::Active) {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        let code = "not there yet".to_owned();
        Err(StoreError::Unavailable { operation, code })
    }

    async fn scanned(
        &self,
        from: Option<Attributes>,
        limit: Option<i32>,
    ) -> Result<Page, StoreError> {
        let answer = self
            .client
            .scan()
            .table_name(&self.table)
            .select(Select::AllAttributes)
            .consistent_read(true)
            .set_limit(limit)
            .set_exclusive_start_key(from)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk("scan", &error))?;
        self.consumed.read(answer.consumed_capacity());
        Ok(Page {
            records: answer.items.unwrap_or_default(),
            next: answer.last_evaluated_key,
        })
    }
}

impl TableRow {
    /// In DynamoDB's JSON form, its names in order.
    ///
    /// # Errors
    /// If it has a value of a kind that nothing here writes.
    pub fn to_json(&self) -> Result<Value, StoreError> {
        object(&self.0).map(Value::Object)
    }

    /// What [`TableRow::to_json`] gave; `None` for anything else.
    pub fn from_json(json: &Value) -> Option<Self> {
        let Value::Object(object) = json else {
            return None;
        };
        let attributes = attributes(object)?;
        let keyed = |name| attributes.get(name).is_some_and(AttributeValue::is_s);
        (keyed(super::keys::PK) && keyed(super::keys::SK)).then_some(Self(attributes))
    }
}

/// Prints nothing of what is in it.
impl std::fmt::Debug for TableRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TableRow")
    }
}

fn object(attributes: &Attributes) -> Result<Map<String, Value>, StoreError> {
    let written = |(name, value): (&String, &AttributeValue)| Ok((name.clone(), to_json(value)?));
    attributes.iter().map(written).collect()
}

fn to_json(value: &AttributeValue) -> Result<Value, StoreError> {
    Ok(match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(digits) => json!({ "N": digits }),
        AttributeValue::Bool(flag) => json!({ "BOOL": flag }),
        AttributeValue::Null(is) => json!({ "NULL": is }),
        AttributeValue::Ss(texts) => json!({ "SS": texts }),
        AttributeValue::Ns(digits) => json!({ "NS": digits }),
        AttributeValue::M(attributes) => json!({ "M": object(attributes)? }),
        AttributeValue::L(values) => {
            let values: Result<Vec<Value>, StoreError> = values.iter().map(to_json).collect();
            json!({ "L": values? })
        }
        // Bytes, which nothing here writes, and what may come.
        AttributeValue::B(_) | AttributeValue::Bs(_) | _ => {
            return Err(StoreError::Unsound(
                "a value of another kind than texts and numbers",
            ));
        }
    })
}

fn attributes(object: &Map<String, Value>) -> Option<Attributes> {
    let read = |(name, value): (&String, &Value)| Some((name.clone(), from_json(value)?));
    object.iter().map(read).collect()
}

fn from_json(value: &Value) -> Option<AttributeValue> {
    let mut kinds = value.as_object()?.iter();
    let (Some((kind, value)), None) = (kinds.next(), kinds.next()) else {
        return None;
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let texts = |value: &Value| {
        value
            .as_array()?
            .iter()
            .map(text)
            .collect::<Option<Vec<_>>>()
    };
    Some(match &**kind {
        "S" => AttributeValue::S(text(value)?),
        "N" => AttributeValue::N(text(value)?),
        "BOOL" => AttributeValue::Bool(value.as_bool()?),
        "NULL" => AttributeValue::Null(value.as_bool()?),
        "SS" => AttributeValue::Ss(texts(value)?),
        "NS" => AttributeValue::Ns(texts(value)?),
        "M" => AttributeValue::M(attributes(value.as_object()?)?),
        "L" => AttributeValue::L(
            value
                .as_array()?
                .iter()
                .map(from_json)
                .collect::<Option<_>>()?,
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_the_same_after_a_way_through_json() {
        let json = json!({
            "PK": {"S": "a"}, "SK": {"S": "b"}, "n": {"N": "123456789012345678.000001"}, "t": {"BOOL": true},
            "none": {"NULL": true}, "some": {"SS": ["x", "y"]}, "few": {"NS": ["1"]},
            "list": {"L": [{"M": {"deep": {"L": []}}}, {"S": "\u{0}\n👍"}]},
        });
        let row = TableRow::from_json(&json).unwrap();
        assert_eq!(row.to_json().unwrap(), json);
        assert_eq!(format!("{row:?}"), "TableRow");
    }

    #[test]
    fn what_is_no_row_is_refused() {
        for odd in [
            json!([]),
            json!({"PK": {"S": "a"}}),
            json!({"PK": {"S": "a"}, "SK": {"N": "1"}}),
            json!({"PK": {"S": "a"}, "SK": {"S": "b"}, "x": {"B": "AA=="}}),
            json!({"PK": {"S": "a"}, "SK": {"S": "b"}, "x": {"S": 1}}),
            json!({"PK": {"S": "a"}, "SK": {"S": "b"}, "x": {"S": "1", "N": "1"}}),
        ] {
            assert!(TableRow::from_json(&odd).is_none(), "{odd}");
        }
    }
}
