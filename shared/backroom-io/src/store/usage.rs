//! Usage by day: messages that left no ledger record (questions, help, greetings). Those that did are counted from
//! the ledger.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use backroom_core::ids::{BusinessId, MemberId};
use backroom_core::usage::{Counted, Due, Tally};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Store;
use super::attributes::{Attributes, Row, number};
use super::error::StoreError;
use super::keys;
use super::read::Range;

/// A day of a business's messages that left no ledger record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayUsage {
    /// The day, in the time zone that the counter was given.
    pub day: Date,
    /// How many messages.
    pub messages: u64,
    /// Who sent them.
    pub members: BTreeSet<MemberId>,
}

impl Store {
    /// Counts one message. One write unit. A redelivered message counts again: it is a gauge, not a bill.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn count_message(
        &self,
        business: &BusinessId,
        member: &MemberId,
        day: Date,
    ) -> Result<(), StoreError> {
        let key = keys::usage_day(business, day);
        let expression = "ADD messages :one, members :members";
        let members = AttributeValue::Ss(vec![member.as_str().to_owned()]);
        let values = Attributes::from([
            (":one".to_owned(), number(1)),
            (":members".to_owned(), members),
        ]);
        self.update_if("count message", &key, expression, None, values)
            .await?;
        Ok(())
    }

    /// What a business did in a period, from its ledger and its counters until now, a page at a time.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn count_period(
        &self,
        business: &BusinessId,
        (due, zone): (&Due, &TimeZone),
        now: Timestamp,
    ) -> Result<Counted, StoreError> {
        let mut tally = Tally::new(due, zone);
        let mut pages = self.records_between(business, due.from, now, false);
        while let Some(records) = pages.next().await? {
            for kept in records {
                tally.record(kept.record, kept.undone);
            }
        }
        // The day after the period may have begun; which one it is matters only for who was heard.
        let today = due.last.tomorrow().unwrap_or(due.last);
        for day in self.usage_between(business, due.first, today).await? {
            tally.day(day.day, day.messages, &day.members);
        }
        Ok(tally.counted())
    }

    /// The days from `from` to `to` (both included) that have any, in order.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn usage_between(
        &self,
        business: &BusinessId,
        from: Date,
        to: Date,
    ) -> Result<Vec<DayUsage>, StoreError> {
        let range = Range {
            condition: "SK BETWEEN :from AND :to",
            values: vec![(":from", from.to_string()), (":to", to.to_string())],
            ..Range::beginning("usage", keys::usage(business), "")
        };
        self.all_pages(&range).await?.iter().map(read).collect()
    }
}

fn read(record: &Attributes) -> Result<DayUsage, StoreError> {
    let row = Row::new("usage", record);
    Ok(DayUsage {
        day: row
            .text(keys::SK)?
            .parse()
            .map_err(|_| row.corrupt("day"))?,
        messages: row.number("messages")?,
        members: row
            .texts("members")?
            .into_iter()
            .map(MemberId::new)
            .collect(),
    })
}
