//! The open stocktake of a business: one record, opened and closed together with the message that says so.

use aws_sdk_dynamodb::types::TransactWriteItem;
use backroom_core::ids::BusinessId;
use backroom_core::stocktake::{Stocktake, Stocktaking};
use jiff::Timestamp;

use super::Store;
use super::attributes::{Attributes, Row, seconds, text};
use super::error::StoreError;
use super::keys::{self, EXPIRES_AT};
use super::transact::{delete, put};

/// An expired one may still be in the table, and stands in nobody's way.
const NONE_OPEN: &str = "attribute_not_exists(PK) OR expires_at <= :now";
const IS_THIS_ONE: &str = "started_at = :started";

impl Store {
    /// The stocktake that is open. Half a read unit, eventually consistent: who has just opened one was answered
    /// meanwhile, which takes longer than the table's replicas do; and a commit checks.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn find_stocktake(
        &self,
        business: &BusinessId,
        now: Timestamp,
    ) -> Result<Option<Stocktake>, StoreError> {
        let key = keys::stocktake(business);
        let record = self.get("find stocktake", &key, false).await?;
        let stocktake = record.map(|record| read(&record)).transpose()?;
        Ok(stocktake.filter(|stocktake| stocktake.expires_at > now))
    }
}

/// What a commit does to it.
pub(super) fn write(table: &str, business: &BusinessId, what: &Stocktaking) -> TransactWriteItem {
    let key = keys::stocktake(business).attributes();
    match what {
        Stocktaking::Opens(stocktake) => {
            let mut record = key;
            record.insert(
                "started_at".to_owned(),
                text(stocktake.started_at.to_string()),
            );
            record.insert("started_by".to_owned(), text(&stocktake.started_by));
            record.insert(EXPIRES_AT.to_owned(), seconds(stocktake.expires_at));
            let now = Attributes::from([(":now".to_owned(), seconds(stocktake.started_at))]);
            put(table, record, Some(NONE_OPEN), now)
        }
        Stocktaking::Closes(stocktake) => {
            let started = text(stocktake.started_at.to_string());
            let started = Attributes::from([(":started".to_owned(), started)]);
            delete(table, key, Some(IS_THIS_ONE), started)
        }
    }
}

fn read(record: &Attributes) -> Result<Stocktake, StoreError> {
    let row = Row::new("stocktake", record);
    Ok(Stocktake {
        started_at: row
            .text("started_at")?
            .parse()
            .map_err(|_| row.corrupt("started_at"))?,
        started_by: row.text("started_by")?.to_owned(),
        expires_at: row.moment(EXPIRES_AT)?,
    })
}
