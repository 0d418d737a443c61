//! How far back a question looks.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Query;

/// The first year that is asked about.
const EARLIEST: i16 = 2000;

/// How far back a question looks, in the business's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Since midnight.
    Today,
    /// The day before.
    Yesterday,
    /// Since Monday.
    Week,
    /// Since the first.
    Month,
    /// From the Monday before to the Sunday before.
    LastWeek,
    /// The month before.
    LastMonth,
    /// "october", "on friday": which one, the day on which it is said tells, see [`Period::said_on`].
    Named(NamedPeriod),
    /// That day.
    On(Date),
    /// The month that begins with that day.
    In(Date),
    /// Not said: the latest few.
    Latest,
}

/// A day or month that is gone, or goes on, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedPeriod {
    /// "friday": today if it is one, else the one before; Monday is 0.
    Weekday(i8),
    /// "last friday": the one before today.
    LastWeekday(i8),
    /// "on the 12th".
    DayOfMonth(i8),
    /// "12 nov", "12/11/2025".
    Day {
        /// From 1.
        day: i8,
        /// From 1.
        month: i8,
        /// In full.
        year: Option<i16>,
    },
    /// "october", "oct 2025".
    Month {
        /// From 1.
        month: i8,
        /// In full.
        year: Option<i16>,
    },
}

/// The day on which something happened, as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToldDay {
    /// "yesterday", "3 days ago": so many days before.
    Before(u8),
    /// "on friday", "28 nov".
    Named(NamedPeriod),
}

impl ToldDay {
    /// Whether it is a day of the week.
    pub fn is_weekday(self) -> bool {
        match self {
            Self::Named(NamedPeriod::Weekday(_) | NamedPeriod::LastWeekday(_)) => true,
            Self::Before(_) | Self::Named(_) => false,
        }
    }

    /// The latest such day that is not to come; `None` if there is none.
    pub fn said_on(self, today: Date) -> Option<Date> {
        match self {
            Self::Before(days) => today.checked_sub(i32::from(days).days()).ok(),
            Self::Named(named) => match named.said_on(today)? {
                Period::On(day) => Some(day),
                Period::Today
                | Period::Yesterday
                | Period::Week
                | Period::Month
                | Period::LastWeek
                | Period::LastMonth
                | Period::Named(_)
                | Period::In(_)
                | Period::Latest => None,
            },
        }
    }
}

impl Period {
    /// The same, of which a name is no longer to be asked about; `None` if it is a day or month that has not begun, or that
    /// no calendar has.
    pub fn said_on(self, today: Date) -> Option<Self> {
        match self {
            Self::Named(named) => named.said_on(today),
            Self::Today
            | Self::Yesterday
            | Self::Week
            | Self::Month
            | Self::LastWeek
            | Self::LastMonth
            | Self::On(_)
            | Self::In(_)
            | Self::Latest => Some(self),
        }
    }
}

impl NamedPeriod {
    fn said_on(self, today: Date) -> Option<Period> {
        let year = match self {
            Self::Day { year, .. } | Self::Month { year, .. } => year,
            Self::Weekday(_) | Self::LastWeekday(_) | Self::DayOfMonth(_) => None,
        };
        // No shop kept a book here then: it is a slip.
        if year.is_some_and(|year| year < EARLIEST) {
            return None;
        }
        let on = |day: Option<Date>| day.filter(|day| *day <= today).map(Period::On);
        match self {
            Self::Weekday(weekday) => on(since(weekday, today)),
            Self::LastWeekday(weekday) => on(since(weekday, today.yesterday().ok()?)),
            Self::DayOfMonth(day) => on(latest(today, months_before, |first| {
                Date::new(first.year(), first.month(), day).ok()
            })),
            Self::Day { day, month, year } => on(match year {
                Some(year) => Date::new(year, month, day).ok(),
                None => latest(today, years_before, |first| {
                    Date::new(first.year(), month, day).ok()
                }),
            }),
            Self::Month { month, year } => {
                let first = match year {
                    Some(year) => Date::new(year, month, 1).ok(),
                    None => latest(today, years_before, |first| {
                        Date::new(first.year(), month, 1).ok()
                    }),
                };
                first.filter(|first| *first <= today).map(Period::In)
            }
        }
    }
}

impl Query {
    /// The same about a period that is named, if it may be about one and says none.
    pub(crate) fn within(mut self, named: NamedPeriod) -> Option<Self> {
        let period = self
            .period_mut()
            .filter(|period| **period == Period::Latest)?;
        *period = Period::Named(named);
        Some(self)
    }

    /// How far back it looks; `None` where that is no matter.
    pub fn period_mut(&mut self) -> Option<&mut Period> {
        match self {
            Self::History { period, .. }
            | Self::Sales(period)
            | Self::Unsold(period)
            | Self::Profit(period)
            | Self::Report(period) => Some(period),
            Self::Check { .. }
            | Self::List
            | Self::Low
            | Self::Reorder
            | Self::Alerts
            | Self::Prices
            | Self::Trends
            | Self::Value
            | Self::Price { .. }
            | Self::Cost { .. }
            | Self::Owes(_)
            | Self::Account(_)
            | Self::Expiring { .. } => None,
        }
    }
}

/// The latest such weekday until this day.
fn since(weekday: i8, last: Date) -> Option<Date> {
    let ago = (last.weekday().to_monday_zero_offset() - weekday).rem_euclid(7);
    last.checked_sub(i32::from(ago).days()).ok()
}

/// The latest of these that is not after today.
fn latest(
    today: Date,
    before: impl Fn(Date) -> Vec<Date>,
    day: impl Fn(Date) -> Option<Date>,
) -> Option<Date> {
    let mut days = before(today).into_iter().filter_map(day);
    days.find(|day| *day <= today)
}

/// The first of this month and of the two before: of three, one at least has 31 days.
fn months_before(today: Date) -> Vec<Date> {
    let first = today.first_of_month();
    (0..3)
        .map(|back: i32| first.saturating_sub(back.months()))
        .collect()
}

/// This year and eight before it: within them is a 29 February.
fn years_before(today: Date) -> Vec<Date> {
    (0..9)
        .map(|back: i32| today.first_of_year().saturating_sub(back.years()))
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn on(named: NamedPeriod) -> Option<Period> {
        // A Tuesday.
        Period::Named(named).said_on(date(2026, 11, 24))
    }

    #[test]
    fn a_weekday_is_the_latest_one_and_the_last_one_is_not_today() {
        assert_eq!(
            on(NamedPeriod::Weekday(0)),
            Some(Period::On(date(2026, 11, 23)))
        );
        assert_eq!(
            on(NamedPeriod::Weekday(1)),
            Some(Period::On(date(2026, 11, 24)))
        );
        assert_eq!(
            on(NamedPeriod::Weekday(2)),
            Some(Period::On(date(2026, 11, 18)))
        );
        assert_eq!(
            on(NamedPeriod::LastWeekday(1)),
            Some(Period::On(date(2026, 11, 17)))
        );
        assert_eq!(
            on(NamedPeriod::LastWeekday(0)),
            Some(Period::On(date(2026, 11, 23)))
        );
    }

    #[test]
    fn a_day_is_the_latest_one_that_there_was() {
        assert_eq!(
            on(NamedPeriod::DayOfMonth(24)),
            Some(Period::On(date(2026, 11, 24)))
        );
        assert_eq!(
            on(NamedPeriod::DayOfMonth(25)),
            Some(Period::On(date(2026, 10, 25)))
        );
        assert_eq!(
            on(NamedPeriod::DayOfMonth(31)),
            Some(Period::On(date(2026, 10, 31)))
        );
        let march = Period::Named(NamedPeriod::DayOfMonth(31)).said_on(date(2027, 3, 1));
        assert_eq!(march, Some(Period::On(date(2027, 1, 31))));
        let day = |day, month, year| on(NamedPeriod::Day { day, month, year });
        assert_eq!(day(3, 11, None), Some(Period::On(date(2026, 11, 3))));
        assert_eq!(day(30, 11, None), Some(Period::On(date(2025, 11, 30))));
        assert_eq!(day(29, 2, None), Some(Period::On(date(2024, 2, 29))));
        assert_eq!(day(30, 2, None), None);
        assert_eq!(day(30, 11, Some(2026)), None, "it is to come");
        assert_eq!(day(12, 13, None), None);
    }

    #[test]
    fn a_month_is_the_latest_that_has_begun() {
        let month = |month, year| on(NamedPeriod::Month { month, year });
        assert_eq!(month(10, None), Some(Period::In(date(2026, 10, 1))));
        assert_eq!(month(11, None), Some(Period::In(date(2026, 11, 1))));
        assert_eq!(month(12, None), Some(Period::In(date(2025, 12, 1))));
        assert_eq!(month(12, Some(2026)), None);
        assert_eq!(month(3, Some(2024)), Some(Period::In(date(2024, 3, 1))));
    }
}
