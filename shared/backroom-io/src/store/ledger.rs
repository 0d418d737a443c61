//! Reading the ledger: one record, the latest, or a stretch of time in constant memory.
//!
//! A month is a partition; within it, records stand in the order in which their messages were sent, and the marker of
//! an undone record stands right behind it.

use backroom_core::ids::BusinessId;
use backroom_core::inventory::{LedgerKey, LedgerRecord};
use jiff::Timestamp;

use super::Store;
use super::attributes::{Attributes, Row};
use super::error::StoreError;
use super::keys::{self, Month};
use super::read::Range;
use super::record;

/// Reading backwards ends after so many months without a record: a shop that was silent for a year starts afresh.
const EMPTY_MONTHS_MAX: u32 = 12;
/// How many rows the first page of a look back holds, and the most that a later one does.
const FIRST_PAGE: i32 = 8;
const LAST_PAGE: i32 = 200;
/// How many records back a quoted message is looked for.
const QUOTED_RECORDS_MAX: usize = 500;

/// A record of the ledger, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The record.
    pub record: LedgerRecord,
    /// Whether a later one has taken it back.
    pub undone: bool,
}

impl Store {
    /// The record of a message, strongly consistent.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn find_record(
        &self,
        business: &BusinessId,
        key: &LedgerKey,
    ) -> Result<Option<LedgerRecord>, StoreError> {
        let found = self
            .get("find record", &keys::ledger(business, key), true)
            .await?;
        found
            .map(|attributes| record::read(&attributes))
            .transpose()
    }

    /// The latest records of messages sent at or before `until`, newest first, at most `limit`; see
    /// [`Store::look_back`].
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn latest_records(
        &self,
        business: &BusinessId,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<Kept>, StoreError> {
        let mut found = Vec::new();
        if limit > 0 {
            let take = |kept| {
                found.push(kept);
                found.len() < limit
            };
            self.look_back(business, until, take).await?;
        }
        Ok(found)
    }

    /// The record of the message with this digest, among the latest five hundred: for a reply that quotes a message,
    /// of which WhatsApp tells the id but not the time.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn find_recent_by_digest(
        &self,
        business: &BusinessId,
        digest: &str,
        until: Timestamp,
    ) -> Result<Option<Kept>, StoreError> {
        let mut found = None;
        let mut seen = 0;
        let look = |kept: Kept| {
            seen += 1;
            if kept.record.key.digest == digest {
                found = Some(kept);
            }
            found.is_none() && seen < QUOTED_RECORDS_MAX
        };
        self.look_back(business, until, look).await?;
        Ok(found)
    }

    /// All records of messages sent from `from` until `to` (both included), oldest first, a page at a time: up to 1 MB
    /// each, whatever the stretch. Strongly consistent if asked, at twice the price.
    pub fn records_between(
        &self,
        business: &BusinessId,
        from: Timestamp,
        to: Timestamp,
        consistent: bool,
    ) -> LedgerPages {
        LedgerPages {
            store: self.clone(),
            business: business.clone(),
            from,
            to,
            consistent,
            month: Some(Month::of(from)),
            start: None,
            held: None,
            shown: None,
            most: None,
        }
    }

    /// As [`Store::records_between`], strongly consistent, but only those behind this record.
    pub fn records_after(
        &self,
        business: &BusinessId,
        after: Option<&LedgerKey>,
        (from, to): (Timestamp, Timestamp),
    ) -> LedgerPages {
        let mut pages = self.records_between(business, from, to, true);
        if let Some(after) = after {
            pages.month = Some(Month::of(after.sent_at));
            pages.start = Some(keys::ledger(business, after).attributes());
        }
        pages
    }

    /// Shows the records of messages sent at or before `until`, newest first, for as long as `more` says so. Ends at
    /// the founding of the business, or after twelve months without a record. Strongly consistent; the pages start
    /// small (one read unit) and grow, so that it costs little to stop early.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn look_back(
        &self,
        business: &BusinessId,
        until: Timestamp,
        more: impl FnMut(Kept) -> bool,
    ) -> Result<(), StoreError> {
        self.back_from(business, (until, None), more).await
    }

    /// As [`Store::look_back`], from this record on, itself among them.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn look_back_from(
        &self,
        business: &BusinessId,
        first: &LedgerKey,
        more: impl FnMut(Kept) -> bool,
    ) -> Result<(), StoreError> {
        let from = (first.sent_at, Some(first));
        self.back_from(business, from, more).await
    }

    async fn back_from(
        &self,
        business: &BusinessId,
        (until, first): (Timestamp, Option<&LedgerKey>),
        mut more: impl FnMut(Kept) -> bool,
    ) -> Result<(), StoreError> {
        let mut first = first.map(|first| keys::behind_ledger(business, first).attributes());
        let mut month = Month::of(until);
        let mut empty_months = 0;
        let mut page_size = FIRST_PAGE;
        let mut founded = false;
        while empty_months < EMPTY_MONTHS_MAX {
            let mut range = month_range(business, month, (None, Some(until)), true);
            range.newest_first = true;
            let mut back = Backwards::default();
            let mut start = first.take();
            loop {
                range.limit = Some(page_size);
                let page = self.page(&range, start).await?;
                for attributes in &page.records {
                    let Some(kept) = back.next(attributes)? else {
                        continue;
                    };
                    if !more(kept) {
                        return Ok(());
                    }
                    // Records of one second have no order: those of the founding's own may still come.
                    founded |= record::is_founding(attributes);
                }
                page_size = (page_size * 4).min(LAST_PAGE);
                start = page.next;
                if start.is_none() {
                    break;
                }
            }
            if founded {
                break;
            }
            empty_months = if back.is_empty { empty_months + 1 } else { 0 };
            month = month.previous();
        }
        Ok(())
    }
}

/// Reads a month's rows from the newest: a record's marker comes before it.
struct Backwards {
    is_empty: bool,
    /// The sort key of the record whose marker was read last.
    undone: Option<String>,
}

impl Default for Backwards {
    fn default() -> Self {
        Self {
            is_empty: true,
            undone: None,
        }
    }
}

impl Backwards {
    fn next(&mut self, attributes: &Attributes) -> Result<Option<Kept>, StoreError> {
        self.is_empty = false;
        let sk = Row::new("ledger", attributes).text(keys::SK)?;
        if let Some(of) = sk.strip_suffix(keys::UNDONE) {
            self.undone = Some(of.to_owned());
            return Ok(None);
        }
        let undone = self.undone.take().as_deref() == Some(sk);
        let record = record::read(attributes)?;
        Ok(Some(Kept { record, undone }))
    }
}

/// A stretch of the ledger, read a page at a time.
#[derive(Debug)]
pub struct LedgerPages {
    store: Store,
    business: BusinessId,
    from: Timestamp,
    to: Timestamp,
    consistent: bool,
    /// The month to read next; `None` after the last.
    month: Option<Month>,
    start: Option<Attributes>,
    /// The last record of the page before: its marker may open the next page.
    held: Option<Kept>,
    /// When the last message was sent of which a record was shown.
    shown: Option<Timestamp>,
    /// How many rows a page has at the most, where 1 MB of them is too much.
    pub(super) most: Option<i32>,
}

impl LedgerPages {
    /// Whether the records up to this moment have all been shown.
    pub fn is_past(&self, moment: Timestamp) -> bool {
        let months = self.month.is_none_or(|month| month > Month::of(moment));
        months || self.shown > Some(moment)
    }

    /// The same, in pages of so many rows at the most, where it is likely that little is read.
    pub fn at_most(self, rows: i32) -> Self {
        let most = Some(rows);
        Self { most, ..self }
    }

    /// The same, with those of messages that did not say when they were sent before all others.
    pub(super) fn undated_first(self) -> Self {
        Self {
            month: Some(Month::UNDATED),
            ..self
        }
    }

    /// The next records, oldest first; `None` after the last. A page may be empty.
    ///
    /// # Errors
    /// As every call to the table; the same page can then be asked for again.
    pub async fn next(&mut self) -> Result<Option<Vec<Kept>>, StoreError> {
        // DynamoDB refuses a stretch that ends before it begins: one of days that are still to come.
        let within = |month: &Month| self.from <= self.to && *month <= Month::of(self.to);
        let Some(month) = self.month.filter(within) else {
            return Ok(None);
        };
        // Only records without a date are from before.
        let first = Month::of(self.from);
        let bounds = ((month >= first).then_some(self.from), Some(self.to));
        let range = Range {
            limit: self.most,
            ..month_range(&self.business, month, bounds, self.consistent)
        };
        let page = self.store.page(&range, self.start.clone()).await?;
        let mut records: Vec<Kept> = Vec::with_capacity(page.records.len() + 1);
        records.extend(self.held.clone());
        for attributes in &page.records {
            let sk = Row::new("ledger", attributes).text(keys::SK)?;
            if let Some(of) = sk.strip_suffix(keys::UNDONE) {
                if let Some(last) = records.last_mut()
                    && keys::ledger(&self.business, &last.record.key).sk == of
                {
                    last.undone = true;
                }
                continue;
            }
            records.push(Kept {
                record: record::read(attributes)?,
                undone: false,
            });
        }
        if page.next.is_none() {
            self.held = None;
            self.month = Some(month.next().max(first));
        } else {
            self.held = records.pop();
        }
        self.start = page.next;
        let last = records.last().map(|kept| kept.record.key.sent_at);
        self.shown = last.or(self.shown);
        Ok(Some(records))
    }
}

/// The records of one month within bounds, both included.
fn month_range(
    business: &BusinessId,
    month: Month,
    (from, to): (Option<Timestamp>, Option<Timestamp>),
    consistent: bool,
) -> Range {
    // Behind the moment stands `#` and a hexadecimal digest: `$` is the character after `#`.
    let from = from.map_or_else(|| "0".to_owned(), keys::moment);
    let to = to.map_or_else(|| "~".to_owned(), |to| format!("{}$", keys::moment(to)));
    Range {
        operation: "read ledger",
        pk: keys::ledger_month(business, month),
        condition: "SK BETWEEN :from AND :to",
        values: vec![(":from", from), (":to", to)],
        newest_first: false,
        consistent,
        limit: None,
    }
}
