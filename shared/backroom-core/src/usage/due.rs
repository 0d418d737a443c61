//! [`Due`]: which days a report is about, in a time zone.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::business::{QuietHours, Reports};
use crate::intent::Period;

/// How a button's words begin that opens a report.
const OPENER: &str = "report:";

/// How much a report covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The day before.
    Day,
    /// Monday to Sunday before.
    Week,
    /// The month before.
    Month,
}

/// How its days look to who reads of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// They are just over: "yesterday", "last week".
    JustOver,
    /// The last of them goes on: "today", "this week".
    SoFar,
    /// They were over some time ago.
    Past,
}

/// A report that is due, or asked for.
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
    /// How these days look.
    pub tense: Tense,
}

impl Due {
    /// As [`Due::outside`] the usual quiet hours.
    pub fn at(now: Timestamp, zone: &TimeZone, wanted: Reports) -> Option<Self> {
        Self::outside(QuietHours::default(), now, zone, wanted)
    }

    /// The report that is due at this time in this time zone; nothing in quiet hours, and what could not be sent until they
    /// begin is left out. Who wants reports daily gets that of the
    /// day before, on a Monday that of the week before in its place, on the first that of the month before: one a day.
    pub fn outside(
        quiet: QuietHours,
        now: Timestamp,
        zone: &TimeZone,
        wanted: Reports,
    ) -> Option<Self> {
        let local = now.to_zoned_datetime(zone.clone());
        if quiet.has(local.hour()) {
            return None;
        }
        let today = local.date();
        let last = today.yesterday().ok()?;
        let (span, first) = match wanted {
            Reports::Off => return None,
            _ if today.day() == 1 => (Span::Month, last.first_of_month()),
            Reports::Daily | Reports::Weekly if today.weekday() == Weekday::Monday => {
                let monday = today.checked_sub(jiff::Span::new().days(7)).ok()?;
                (Span::Week, monday)
            }
            Reports::Daily => (Span::Day, last),
            Reports::Weekly | Reports::Monthly => return None,
        };
        Self::of(span, first, last, zone)
    }

    /// The report that somebody asks for: on a day, week or month until now, or on yesterday. Without a period, on today.
    pub fn asked(period: Period, now: Timestamp, zone: &TimeZone) -> Option<Self> {
        let today = now.to_zoned_datetime(zone.clone()).date();
        let (span, first) = match period {
            Period::Today | Period::Latest => (Span::Day, today),
            Period::Yesterday => {
                let yesterday = today.yesterday().ok()?;
                return Self::of(Span::Day, yesterday, yesterday, zone);
            }
            Period::Week => {
                let since_monday = i64::from(today.weekday().to_monday_zero_offset());
                let monday = today.checked_sub(jiff::Span::new().days(since_monday));
                (Span::Week, monday.ok()?)
            }
            Period::Month => (Span::Month, today.first_of_month()),
            Period::LastWeek => {
                let since_monday = i64::from(today.weekday().to_monday_zero_offset());
                let monday = today.checked_sub(jiff::Span::new().days(since_monday + 7));
                let monday = monday.ok()?;
                let sunday = monday.checked_add(jiff::Span::new().days(6)).ok()?;
                return Self::of(Span::Week, monday, sunday, zone);
            }
            Period::LastMonth => {
                let last = today.first_of_month().yesterday().ok()?;
                return Self::of(Span::Month, last.first_of_month(), last, zone);
            }
            Period::On(day) if day < today => return Self::about(Span::Day, day, zone),
            Period::On(_) => (Span::Day, today),
            Period::In(first) if first < today.first_of_month() => {
                return Self::about(Span::Month, first, zone);
            }
            Period::In(_) => (Span::Month, today.first_of_month()),
            Period::Named(_) => return Self::asked(period.said_on(today)?, now, zone),
        };
        let due = Self::of(span, first, today, zone)?;
        Some(Self {
            tense: Tense::SoFar,
            ..due
        })
    }

    /// The report that the button under a template opens: see [`Due::opener`]. `None` if it says something else.
    pub fn opened(button: &str, zone: &TimeZone) -> Option<Self> {
        let (span, first) = button.strip_prefix(OPENER)?.split_once(':')?;
        let span = match span {
            "day" => Span::Day,
            "week" => Span::Week,
            "month" => Span::Month,
            _ => return None,
        };
        Self::about(span, first.parse().ok()?, zone)
    }

    /// The report on this day, or on the week or month that it is in.
    pub fn about(span: Span, day: Date, zone: &TimeZone) -> Option<Self> {
        let days = |days: i64| jiff::Span::new().days(days);
        let (first, last) = match span {
            Span::Day => (day, day),
            Span::Week => {
                let since_monday = i64::from(day.weekday().to_monday_zero_offset());
                let monday = day.checked_sub(days(since_monday)).ok()?;
                (monday, monday.checked_add(days(6)).ok()?)
            }
            Span::Month => (day.first_of_month(), day.last_of_month()),
        };
        let due = Self::of(span, first, last, zone)?;
        Some(Self {
            tense: Tense::Past,
            ..due
        })
    }

    /// What a button says that opens this report: "report:week:2026-11-16". It can be pressed days later.
    pub fn opener(&self) -> String {
        format!("{OPENER}{}:{}", self.kind(), self.first)
    }

    /// The report on these days, both included.
    fn of(span: Span, first: Date, last: Date, zone: &TimeZone) -> Option<Self> {
        // A midnight that a time zone skips begins with the first moment there is.
        let begins = |day: Date| {
            let midnight = day.to_zoned_datetime(zone.clone()).ok()?;
            Some(midnight.timestamp())
        };
        let until = begins(last.tomorrow().ok()?)?.checked_sub(jiff::SignedDuration::from_secs(1));
        Some(Self {
            span,
            first,
            last,
            from: begins(first)?,
            until: until.ok()?,
            tense: Tense::JustOver,
        })
    }

    /// How many days it covers.
    pub fn days(&self) -> u16 {
        let days = self
            .first
            .until(self.last)
            .map_or(0, |span| span.get_days());
        u16::try_from(days).unwrap_or(0) + 1
    }

    /// "day", "week" or "month".
    pub fn kind(&self) -> &'static str {
        match self.span {
            Span::Day => "day",
            Span::Week => "week",
            Span::Month => "month",
        }
    }

    /// "2026-11-23", by ISO weeks "2026-W48", "2026-11".
    pub fn label(&self) -> String {
        match self.span {
            Span::Day => self.first.to_string(),
            Span::Week => {
                let week = self.first.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Span::Month => self.first.strftime("%Y-%m").to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_button_opens_the_report_that_it_stood_under() {
        let zone = TimeZone::get("Africa/Johannesburg").unwrap();
        for now in [
            "2026-11-24T06:00:00Z",
            "2026-11-23T06:00:00Z",
            "2027-03-01T06:00:00Z",
        ] {
            let due = Due::at(now.parse().unwrap(), &zone, Reports::Daily).unwrap();
            let opened = Due::opened(&due.opener(), &zone).unwrap();
            assert_eq!(opened.tense, Tense::Past);
            let tense = due.tense;
            assert_eq!(Due { tense, ..opened }, due);
        }
    }

    #[test]
    fn a_business_says_which_hours_are_quiet() {
        let hours = |quiet: QuietHours| {
            let due = |hour: i8| {
                let now = jiff::civil::date(2026, 11, 24).at(hour, 30, 0, 0);
                let now = TimeZone::UTC.to_timestamp(now).unwrap();
                Due::outside(quiet, now, &TimeZone::UTC, Reports::Daily).is_some()
            };
            let loud: Vec<i8> = (0..24).filter(|hour| due(*hour)).collect();
            (loud.first().copied(), loud.last().copied(), loud.len())
        };
        let quiet = |from, until| QuietHours::new(from, until).unwrap();
        assert_eq!(hours(QuietHours::default()), (Some(7), Some(19), 13));
        assert_eq!(hours(quiet(21, 6)), (Some(6), Some(20), 15));
        assert_eq!(hours(quiet(24, 9)), (Some(9), Some(23), 15));
        assert_eq!(hours(quiet(8, 17)), (Some(0), Some(23), 15));
        assert_eq!(hours(QuietHours::NONE), (Some(0), Some(23), 24));
        assert_eq!(QuietHours::new(25, 6), None);
        assert_eq!(QuietHours::new(-1, 6), None);
    }

    #[test]
    fn what_is_no_button_of_a_report_opens_none() {
        for words in [
            "",
            "report",
            "report:",
            "report:week",
            "report:week:",
            "report:year:2026-01-01",
            "report:week:2026-02-30",
            "report:day:9999-12-31",
            "yes:q0",
        ] {
            assert_eq!(Due::opened(words, &TimeZone::UTC), None, "{words}");
        }
    }
}
