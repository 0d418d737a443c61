//! [`Tally`]: counts a stretch of the ledger, record by record, in the memory of what was sold of each item.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{DayUsage, Due, Heard, Usage};
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
/// the period is not counted either; then the days' own counts, which have the messages without a record among them.
#[derive(Debug)]
pub struct Tally<'a> {
    due: &'a Due,
    zone: &'a TimeZone,
    standing: Standing,
    /// How many messages with a record each day has.
    recorded: BTreeMap<Date, u64>,
    counted: Counted,
}

impl<'a> Tally<'a> {
    /// Of nothing yet.
    pub fn new(due: &'a Due, zone: &'a TimeZone) -> Self {
        Self {
            due,
            zone,
            standing: Standing::default(),
            recorded: BTreeMap::new(),
            counted: Counted::default(),
        }
    }

    /// Takes the next record, `undone` if a later one has taken it back.
    pub fn record(&mut self, record: LedgerRecord, undone: bool) {
        let Counted { usage, heard, .. } = &mut self.counted;
        heard.at(&record.member, record.key.sent_at);
        if record.key.sent_at <= self.due.until {
            let before = usage.messages;
            usage.wrote(&record);
            let day = record.key.sent_at.to_zoned_datetime(self.zone.clone());
            *self.recorded.entry(day.date()).or_default() += usage.messages - before;
        }
        if let Some(record) = self.standing.sift(record, undone) {
            self.counted.stands(&record, self.due, self.zone);
        }
    }

    /// Whether later records can tell nothing new of those that were taken.
    pub fn is_settled(&self) -> bool {
        self.standing.is_settled()
    }

    /// Takes what a day has counted, after all of its records.
    pub fn day(&mut self, day: &DayUsage) {
        let Counted { usage, heard, .. } = &mut self.counted;
        // When they sent the last one is better than that they sent one.
        let (timed, untimed): (Vec<_>, Vec<_>) = day
            .members
            .keys()
            .partition(|member| day.last.contains_key(*member));
        for (member, sent_at) in &day.last {
            heard.at(member, *sent_at);
        }
        heard.on(day.day, untimed.iter().copied());
        if day.day <= self.due.last {
            let recorded = self.recorded.get(&day.day).copied().unwrap_or(0);
            let without_record = day.messages.saturating_sub(recorded) + day.unrecorded;
            usage.counted(without_record, timed.into_iter().chain(untimed));
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
        let happened = record.happened();
        if (due.from..=due.until).contains(&happened) {
            let day = happened.to_zoned_datetime(zone.clone()).date();
            self.usage.moved_by(record, day);
            self.takings.record(record);
        }
    }
}
