//! [`Tally`]: counts a stretch of the ledger, record by record, in the memory of what was sold of each item.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Due, Heard, Usage};
use crate::ids::MemberId;
use crate::inventory::{LedgerRecord, Standing};
use crate::takings::Takings;

/// What was done in a period, and who wrote since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// What was done.
    pub usage: Usage,
    /// What that brought.
    pub takings: Takings,
    /// When members wrote, from the period's beginning on.
    pub heard: Heard,
}

/// Counts. It is given the ledger from the period's beginning until now, oldest first, so that what was taken back after
/// the period is not counted either.
#[derive(Debug)]
pub struct Tally<'a> {
    due: &'a Due,
    zone: &'a TimeZone,
    standing: Standing,
    counted: Counted,
}

impl<'a> Tally<'a> {
    /// Of nothing yet.
    pub fn new(due: &'a Due, zone: &'a TimeZone) -> Self {
        Self {
            due,
            zone,
            standing: Standing::default(),
            counted: Counted::default(),
        }
    }

    /// Takes the next record, `undone` if a later one has taken it back.
    pub fn record(&mut self, record: LedgerRecord, undone: bool) {
        let Counted { usage, heard, .. } = &mut self.counted;
        heard.at(&record.member, record.key.sent_at);
        if record.key.sent_at <= self.due.until {
            usage.wrote(&record);
        }
        if let Some(record) = self.standing.sift(record, undone) {
            self.counted.stands(&record, self.due, self.zone);
        }
    }

    /// Takes a day's messages that left no record.
    pub fn day(&mut self, day: Date, messages: u64, members: &BTreeSet<MemberId>) {
        self.counted.heard.on(day, members);
        if day <= self.due.last {
            self.counted.usage.counted(messages, members);
        }
    }

    /// What it comes to.
    pub fn counted(mut self) -> Counted {
        for record in self.standing.rest() {
            self.counted.stands(&record, self.due, self.zone);
        }
        self.counted
    }
}

impl Counted {
    fn stands(&mut self, record: &LedgerRecord, due: &Due, zone: &TimeZone) {
        let sent_at = record.key.sent_at;
        if sent_at <= due.until {
            let day = sent_at.to_zoned_datetime(zone.clone()).date();
            self.usage.moved_by(record, day);
            self.takings.record(record);
        }
    }
}
