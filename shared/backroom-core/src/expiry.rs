//! Dates of expiry: as they are said, and the day that is meant. Days are the business's; this module reads no clock.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How far ahead "expiring" looks, in days.
pub const SOON_DAYS: u16 = 7;
/// A day that is so long gone at the most, in days, is not that of next year.
const JUST_PAST: i32 = 31;
/// A date further off than this is a slip, in years.
const YEARS_MAX: i16 = 20;

/// A date as it was said, without the day on which it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaidDate {
    /// "30 nov", "2/12" (the day is first), "2/12/2026".
    Day {
        /// From 1.
        day: i8,
        /// From 1.
        month: i8,
        /// In full; without it, the next such day is meant, or one that has just gone by.
        year: Option<i16>,
    },
    /// "nov 2026": its last day.
    Month {
        /// From 1.
        month: i8,
        /// As above.
        year: Option<i16>,
    },
    /// "today", "tomorrow", "in 3 days".
    InDays(u16),
    /// "friday": today if it is one, else the next; Monday is 0.
    Weekday(i8),
}

impl SaidDate {
    /// The day that is meant if it is said on this one; `None` if there is none, such as 31 November.
    pub fn said_on(self, today: Date) -> Option<Date> {
        match self {
            Self::Day { day, month, year } => match year {
                Some(year) => near(year, today).and_then(|year| Date::new(year, month, day).ok()),
                None => next(today, |year| Date::new(year, month, day).ok()),
            },
            Self::Month { month, year } => {
                let last = |year| Some(Date::new(year, month, 1).ok()?.last_of_month());
                match year {
                    Some(year) => near(year, today).and_then(last),
                    None => next(today, last),
                }
            }
            Self::InDays(days) => today.checked_add(i32::from(days).days()).ok(),
            Self::Weekday(weekday) => {
                let ahead = (weekday - today.weekday().to_monday_zero_offset()).rem_euclid(7);
                today.checked_add(i32::from(ahead).days()).ok()
            }
        }
    }

    /// The same, said so that it means the same on any day; a date that is none stays as it is.
    #[must_use]
    pub fn fixed_on(self, today: Date) -> Self {
        self.said_on(today).map_or(self, |meant| Self::Day {
            day: meant.day(),
            month: meant.month(),
            year: Some(meant.year()),
        })
    }
}

/// The first such day from today on, or one that has just gone by: "exp 29 nov" of what is received on the 30th is past its
/// date. Every day of the year comes within eight years.
fn next(today: Date, in_year: impl Fn(i16) -> Option<Date>) -> Option<Date> {
    let earliest = today.saturating_sub(JUST_PAST.days());
    (earliest.year()..=today.year() + 8)
        .filter_map(in_year)
        .find(|day| *day >= earliest)
}

fn near(year: i16, today: Date) -> Option<i16> {
    ((year - today.year()).abs() <= YEARS_MAX).then_some(year)
}

/// Until when a question about expiry looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// "expired": what is past its date.
    Past,
    /// So many days from today; 0 is today.
    Days(u16),
    /// Until Sunday.
    Week,
    /// Until the end of the month.
    Month,
    /// Whenever that is: "when does the milk expire?".
    Ever,
}

impl Within {
    /// The last day that is asked about.
    pub fn until(self, today: Date) -> Date {
        match self {
            Self::Past => today.saturating_sub(1.day()),
            Self::Days(days) => today.saturating_add(i32::from(days).days()),
            Self::Week => {
                let left = 6 - today.weekday().to_monday_zero_offset();
                today.saturating_add(i32::from(left).days())
            }
            Self::Month => today.last_of_month(),
            Self::Ever => Date::MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn day(day: i8, month: i8, year: Option<i16>) -> SaidDate {
        SaidDate::Day { day, month, year }
    }

    #[test]
    fn a_date_without_a_year_is_the_next_such_day_or_has_just_gone_by() {
        // A Tuesday.
        let today = date(2026, 11, 24);
        for (said, meant) in [
            (day(30, 11, None), Some(date(2026, 11, 30))),
            (day(24, 11, None), Some(today)),
            (day(23, 11, None), Some(date(2026, 11, 23))),
            (day(24, 10, None), Some(date(2026, 10, 24))),
            (day(23, 10, None), Some(date(2027, 10, 23))),
            (day(29, 2, None), Some(date(2028, 2, 29))),
            (day(31, 11, None), None),
            (day(20, 11, Some(2026)), Some(date(2026, 11, 20))),
            (day(20, 11, Some(2062)), None),
            (
                SaidDate::Month {
                    month: 2,
                    year: None,
                },
                Some(date(2027, 2, 28)),
            ),
            (
                SaidDate::Month {
                    month: 11,
                    year: None,
                },
                Some(date(2026, 11, 30)),
            ),
            (SaidDate::InDays(1), Some(date(2026, 11, 25))),
            (SaidDate::Weekday(1), Some(today)),
            (SaidDate::Weekday(0), Some(date(2026, 11, 30))),
        ] {
            assert_eq!(said.said_on(today), meant, "{said:?}");
        }
    }

    #[test]
    fn a_date_that_is_kept_means_the_same_later() {
        let (today, later) = (date(2026, 11, 24), date(2026, 11, 26));
        for said in [
            SaidDate::InDays(1),
            SaidDate::Weekday(1),
            SaidDate::Day {
                day: 25,
                month: 11,
                year: None,
            },
            SaidDate::Month {
                month: 11,
                year: None,
            },
        ] {
            let fixed = said.fixed_on(today);
            assert_eq!(fixed.said_on(later), said.said_on(today), "{said:?}");
        }
        let none = SaidDate::Day {
            day: 31,
            month: 11,
            year: None,
        };
        assert_eq!(none.fixed_on(today), none);
    }

    #[test]
    fn a_stretch_ends_with_its_last_day() {
        let today = date(2026, 11, 24);
        for (within, last) in [
            (Within::Past, date(2026, 11, 23)),
            (Within::Days(0), today),
            (Within::Days(SOON_DAYS), date(2026, 12, 1)),
            (Within::Week, date(2026, 11, 29)),
            (Within::Month, date(2026, 11, 30)),
        ] {
            assert_eq!(within.until(today), last, "{within:?}");
        }
    }
}
