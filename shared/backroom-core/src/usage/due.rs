//! [`Due`]: which report is to be sent now, in a time zone.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

/// Nobody is written to before this hour of their day…
const EARLIEST_HOUR: i8 = 7;
/// …nor from this one on: a report that could not be sent until then is left out.
const LATEST_HOUR: i8 = 20;

/// How much a report covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The day before.
    Day,
    /// Monday to Sunday before.
    Week,
}

/// A report that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// How much it covers.
    pub span: Span,
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// The first moment of the first day.
    pub from: Timestamp,
    /// The last whole second of the last day.
    pub until: Timestamp,
}

impl Due {
    /// The report that is due at this time in this time zone: on a Monday that of the week before, on other days that
    /// of the day before; nothing at night.
    pub fn at(now: Timestamp, zone: &TimeZone) -> Option<Self> {
        let local = now.to_zoned_datetime(zone.clone());
        if !(EARLIEST_HOUR..LATEST_HOUR).contains(&local.hour()) {
            return None;
        }
        let today = local.date();
        let last = today.yesterday().ok()?;
        let (span, first) = if today.weekday() == Weekday::Monday {
            let monday = today.checked_sub(jiff::Span::new().days(7)).ok()?;
            (Span::Week, monday)
        } else {
            (Span::Day, last)
        };
        // A midnight that a time zone skips begins with the first moment there is.
        let begins = |day: Date| {
            let midnight = day.to_zoned_datetime(zone.clone()).ok()?;
            Some(midnight.timestamp())
        };
        let until = begins(today)?.checked_sub(jiff::SignedDuration::from_secs(1));
        Some(Self {
            span,
            first,
            last,
            from: begins(first)?,
            until: until.ok()?,
        })
    }

    /// "day" or "week".
    pub fn kind(&self) -> &'static str {
        match self.span {
            Span::Day => "day",
            Span::Week => "week",
        }
    }

    /// "2026-11-23", or by ISO weeks "2026-W48".
    pub fn label(&self) -> String {
        match self.span {
            Span::Day => self.first.to_string(),
            Span::Week => {
                let week = self.first.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
        }
    }
}
