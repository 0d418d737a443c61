//! Replies that WhatsApp charges for, by business and day: a set of them, so that a reply counts once however many of its
//! receipts say so, and however often each comes. What the set holds is its count.
//!
//! The record is `BUSINESS#<id>#USAGE` / `PAID#<yyyy-mm-dd>#<0..f>`: the set is parted by the first digit of the reply's digest,
//! so that a record stays below 1 KB, and a reply at one write unit, up to some 1,400 of a day. It is apart from the day's own
//! record, which each message pays for by its size. It goes with the day.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use backroom_core::ids::BusinessId;
use backroom_core::usage::{Account, DayUsage};
use jiff::civil::Date;

use super::Store;
use super::attributes::{Attributes, Row};
use super::error::StoreError;
use super::keys::{self, EXPIRES_AT};
use super::read::Range;
use super::usage::expiry;

/// How much of a digest is kept, its first digit aside: of two thousand replies, two are the same once in a hundred million
/// days.
const KEPT: usize = 11;

impl Store {
    /// Counts the reply of this digest with those that are charged for. One write unit.
    ///
    /// # Errors
    /// As every call to the table. It may be counted all the same; repeated, it is not counted again.
    pub async fn note_paid(&self, account: &Account, reply: &str) -> Result<(), StoreError> {
        let (part, reply) = reply.split_at_checked(1).unwrap_or(("0", reply));
        let kept = reply.get(..KEPT).unwrap_or(reply).to_owned();
        let values = Attributes::from([
            (":reply".to_owned(), AttributeValue::Ss(vec![kept])),
            (":expires_at".to_owned(), expiry(account.day)),
        ]);
        self.update_if(
            "note paid",
            &keys::paid(&account.business, account.day, part),
            &format!("ADD paid_replies :reply SET {EXPIRES_AT} = :expires_at"),
            None,
            values,
        )
        .await
        .map(drop)
    }

    /// As [`Store::usage_between`], with the replies that are charged for as [`Meter::paid`](backroom_core::usage::Meter::paid).
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn billed_between(
        &self,
        business: &BusinessId,
        (from, to): (Date, Date),
    ) -> Result<Vec<DayUsage>, StoreError> {
        let mut days = self.usage_between(business, from, to).await?;
        let (first, end) = keys::paid_days(from, to);
        let range = Range {
            condition: "SK BETWEEN :from AND :to",
            values: vec![(":from", first), (":to", end)],
            ..Range::beginning("paid replies", keys::usage(business), "")
        };
        let mut paid: BTreeMap<Date, i64> = BTreeMap::new();
        for record in self.all_pages(&range).await? {
            let row = Row::new("paid", &record);
            let day = keys::paid_day(row.text(keys::SK)?).ok_or_else(|| row.corrupt("day"))?;
            let replies = row.texts("paid_replies")?.len();
            *paid.entry(day).or_default() += i64::try_from(replies).unwrap_or(i64::MAX);
        }
        for day in &mut days {
            day.meter.paid = paid.remove(&day.day).unwrap_or_default();
        }
        Ok(days)
    }
}
