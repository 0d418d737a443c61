//! Usage by day: the one record in which a business's day counts its messages, holds them to its limits and meters what
//! they cost. Written by `limit.rs` with each message of a member, for one write unit; read here.
//!
//! The record is `BUSINESS#<id>#USAGE` / `<yyyy-mm-dd>`. The day is the business's own, that of the moment at which its
//! message was sent; a business without messages has no record of the day. It goes after 400 days (TTL).
//!
//! | Attribute | Type | What it counts | Exact? |
//! |---|---|---|---|
//! | `messages_in` | N | messages of members that were let through | yes: each message once, whatever is delivered again |
//! | `m:<member id>` | N | those of this member | yes |
//! | `l:<tag>` | S | `<unix seconds>.<digest>` of the member's last one: when it was sent, and that it is counted; then `.<digest>` of others of that second, newest first | yes |
//! | `s:<span>`, `s:<tag>:<span>` | N | messages of all, or of a member, in a span of 20 minutes since midnight; the last hour's at least | yes |
//! | `t:<tag>` | S | the digest of the message at which this member was told today that a limit is reached | yes |
//! | `replies` | N | replies that WhatsApp took (files too): one is foreseen with each message, and set right later | see below |
//! | `templates` | N | messages by template that WhatsApp took (alerts, reports) | see below |
//! | `unknown` | N | of `messages_in`, those in words that the grammar did not know; the others it did | yes |
//! | `refused` | N | messages over a limit; not in `messages_in` | see below |
//! | `errors` | N | attempts that failed | see below |
//! | `slow` | N | messages that were answered more than five seconds after they were sent | see below |
//! | `throttled` | N | calls of the table, Gemini and WhatsApp that were refused for being too many, and repeated | see below |
//! | `write_units` | N | as the table reported them: foreseen with the message, and set right later | see below |
//! | `gemini_texts` | N | texts, voice notes, photos that Gemini was asked about | see below |
//! | `tokens_asked`, `tokens_cached`, `tokens_answered` | N | its tokens; the cached are among the asked; those of a request for several businesses are shared out by texts | see below |
//! | `messages`, `members` | N, SS | of versions before: messages without a ledger record, and who sent them; not written any more | |
//!
//! `<tag>` is six hexadecimal digits made of the member's id. What is known only after a message was dealt with waits in
//! the process and is added with the business's next message; what stands for money (a reply not foreseen, a template,
//! tokens) and errors are added at the end of the batch at the latest. So a process that is killed loses a correction of
//! units or replies at most; and what was added by a call whose answer was lost is added once more, since nothing tells it
//! from one that did not arrive.
//!
//! No price is in it, and not which replies WhatsApp charges for: that is known from receipts, which the webhook gets (it touches
//! no table) and puts on the queue: `paid.rs`. Whoever reads this multiplies by the operator's prices.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use backroom_core::ids::{BusinessId, MemberId};
use backroom_core::inventory::TOLD_WITHIN;
use backroom_core::trends::{Trends, TrendsTally};
use backroom_core::usage::{Counted, DayUsage, Due, Meter, Tally};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Store;
use super::attributes::{Attributes, Row, number, seconds};
use super::error::StoreError;
use super::keys::{self, EXPIRES_AT};
use super::limit::{Change, LAST, MEMBER, Names, tag};
use super::read::Range;

/// How long a day stays.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(400 * 24);

impl Store {
    /// Adds counts to a day of a business, outside of what its messages write. One write unit; none for nothing.
    ///
    /// # Errors
    /// As every call to the table. They may be added all the same.
    pub async fn meter(
        &self,
        business: &BusinessId,
        day: Date,
        meter: &Meter,
    ) -> Result<(), StoreError> {
        if meter.is_zero() {
            return Ok(());
        }
        let mut names = Names::default();
        let mut values = Attributes::from([(":expires_at".to_owned(), expiry(day))]);
        let added = add(meter, &mut names, &mut values);
        let change = Change {
            operation: "meter",
            key: &keys::usage_day(business, day),
            expression: format!("ADD {added} SET {EXPIRES_AT} = :expires_at"),
            condition: None,
            names,
            values,
        };
        self.change(change).await.map(drop)
    }

    /// What a business did in a period, from its ledger and its counters, a page at a time: until now, or long after the period
    /// until nothing is open any more.
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
            if pages.is_past(due.until + TOLD_WITHIN) && tally.is_settled() {
                break;
            }
        }
        // The day after the period may have begun; which one it is matters only for who was heard.
        let today = due.last.tomorrow().unwrap_or(due.last);
        for day in self.usage_between(business, due.first, today).await? {
            tally.day(&day);
        }
        Ok(tally.counted())
    }

    /// How a business's sales go up to the end of this day: eight weeks of its ledger, a page at a time. `None` at the
    /// ends of the calendar.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn count_trends(
        &self,
        business: &BusinessId,
        (last, zone): (Date, &TimeZone),
        now: Timestamp,
    ) -> Result<Option<Trends>, StoreError> {
        let Some(mut tally) = TrendsTally::until(last, zone) else {
            return Ok(None);
        };
        let mut pages = self.records_between(business, tally.from(), now, false);
        while let Some(records) = pages.next().await? {
            for kept in records {
                tally.record(kept.record, kept.undone);
            }
        }
        Ok(Some(tally.trends()))
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

/// When a day's record may go.
pub(super) fn expiry(day: Date) -> AttributeValue {
    let begins = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0));
    seconds(begins.unwrap_or_default() + KEPT_FOR)
}

/// The counts that are not zero, as what follows `ADD`; their names and values join the others.
pub(super) fn add(meter: &Meter, names: &mut Names, values: &mut Attributes) -> String {
    let counts = meter.counts();
    let counted = counts.iter().filter(|(_, count)| *count != 0);
    let added = counted.map(|(name, count)| {
        values.insert(format!(":{name}"), number(count));
        format!("{} :{name}", names.name((*name).to_owned()))
    });
    added.collect::<Vec<_>>().join(", ")
}

fn read(record: &Attributes) -> Result<DayUsage, StoreError> {
    let row = Row::new("usage", record);
    let before = row.texts("members")?.into_iter();
    let mut members: BTreeMap<MemberId, u64> =
        before.map(|member| (MemberId::new(member), 0)).collect();
    let mut last = BTreeMap::new();
    for (name, value) in record {
        let Some(member) = name.strip_prefix(MEMBER) else {
            continue;
        };
        let count = value.as_n().ok().and_then(|count| count.parse().ok());
        let member = MemberId::new(member);
        if let Some(AttributeValue::S(sent)) = record.get(&format!("{LAST}{}", tag(&member)))
            && let Some((seconds, _)) = sent.split_once('.')
            && let Ok(Ok(sent_at)) = seconds.parse().map(Timestamp::from_second)
        {
            last.insert(member.clone(), sent_at);
        }
        members.insert(member, count.ok_or_else(|| row.corrupt("members"))?);
    }
    Ok(DayUsage {
        day: row
            .text(keys::SK)?
            .parse()
            .map_err(|_| row.corrupt("day"))?,
        messages: row.number_if("messages_in")?.unwrap_or(0),
        unrecorded: row.number_if("messages")?.unwrap_or(0),
        members,
        last,
        meter: read_meter(row)?,
    })
}

fn read_meter(row: Row<'_>) -> Result<Meter, StoreError> {
    let mut corrupt = None;
    let meter = Meter::default().map(|name, _| match row.number_if(name) {
        Ok(count) => count.unwrap_or(0),
        Err(error) => {
            corrupt = Some(error);
            0
        }
    });
    corrupt.map_or(Ok(meter), Err)
}
