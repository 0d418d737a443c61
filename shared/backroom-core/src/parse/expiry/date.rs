//! A date in words and digits, day first.

use crate::expiry::SaidDate;
use crate::parse::phrases::{self, List};

/// How the months begin.
pub(in crate::parse) const MONTHS: [List; 12] = [
    List::JANUARY,
    List::FEBRUARY,
    List::MARCH,
    List::APRIL,
    List::MAY,
    List::JUNE,
    List::JULY,
    List::AUGUST,
    List::SEPTEMBER,
    List::OCTOBER,
    List::NOVEMBER,
    List::DECEMBER,
];
/// From Monday on.
const WEEKDAYS: [List; 7] = [
    List::MONDAY,
    List::TUESDAY,
    List::WEDNESDAY,
    List::THURSDAY,
    List::FRIDAY,
    List::SATURDAY,
    List::SUNDAY,
];

/// The date that the text begins with, and how long it is there.
pub(in crate::parse) fn date(text: &str) -> Option<(SaidDate, usize)> {
    let whole = Rest(text);
    let (date, rest) = whole
        .in_digits()
        .or_else(|| whole.day_and_month())
        .or_else(|| whole.month_and_day())
        .or_else(|| whole.relative())?;
    let apart = !rest
        .0
        .starts_with(|c: char| c.is_alphanumeric() || c == '/');
    apart.then_some((date, text.len() - rest.0.len()))
}

/// What follows the "th" of a day.
pub(in crate::parse) fn nth(text: &str) -> Option<&str> {
    phrases::behind(List::DATE_NTH, text)
}

/// What is still to be read.
#[derive(Clone, Copy)]
struct Rest<'t>(&'t str);

impl<'t> Rest<'t> {
    /// "2/12", "2.12.26", "2026-12-02", "12/2026".
    fn in_digits(self) -> Option<(SaidDate, Self)> {
        let (first, digits, rest) = self.number()?;
        let (mark, rest) = rest.mark()?;
        let (second, more, rest) = rest.number()?;
        let third = rest.after(mark).and_then(Self::number);
        match (digits, more, third) {
            (4, 1..=2, Some((day, 1..=2, rest))) => Some((day_of(day, second, Some(first))?, rest)),
            (1..=2, 1..=2, Some((year, 2 | 4, rest))) => {
                Some((day_of(first, second, Some(full(year)))?, rest))
            }
            (1..=2, 4, _) => Some((month_of(first, Some(second))?, rest)),
            // "2.5" is an amount.
            (1..=2, 1..=2, None) if mark != '.' => Some((day_of(first, second, None)?, rest)),
            _ => None,
        }
    }

    /// "30 nov", "30th of november 2026", "2dec26".
    fn day_and_month(self) -> Option<(SaidDate, Self)> {
        let (day, 1..=2, rest) = self.number()? else {
            return None;
        };
        let rest = phrases::behind(List::DATE_NTH, rest.0).map_or(rest, Rest);
        let rest = rest.spaced();
        let rest = rest.word(List::DATE_OF).unwrap_or(rest).spaced();
        let (month, rest) = rest.one_of(&MONTHS)?;
        let (year, rest) = rest.year(2);
        Some((day_of(day, month, year)?, rest))
    }

    /// "nov 30", "nov 30, 2026", "nov 2026", "end of nov", "november".
    fn month_and_day(self) -> Option<(SaidDate, Self)> {
        let rest = self.word(List::DATE_END_OF).unwrap_or(self);
        let (month, rest) = rest.spaced().one_of(&MONTHS)?;
        if let (Some(year), rest) = rest.year(4) {
            return Some((month_of(month, Some(year))?, rest));
        }
        let day = rest.spaced().number().filter(|(_, digits, _)| *digits <= 2);
        let Some((day, _, rest)) = day else {
            return Some((month_of(month, None)?, rest));
        };
        let rest = phrases::behind(List::DATE_NTH, rest.0).map_or(rest, Rest);
        let year = Self(rest.0.trim_start_matches(',')).year(4);
        match year {
            (Some(year), rest) => Some((day_of(day, month, Some(year))?, rest)),
            (None, _) => Some((day_of(day, month, None)?, rest)),
        }
    }

    /// "today", "tomorrow", "in 3 days", "friday".
    fn relative(self) -> Option<(SaidDate, Self)> {
        for (list, days) in [(List::DATE_TODAY, 0), (List::DATE_TOMORROW, 1)] {
            if let Some(rest) = self.word(list) {
                return Some((SaidDate::InDays(days), rest));
            }
        }
        if let Some((weekday, rest)) = self.one_of(&WEEKDAYS) {
            return Some((SaidDate::Weekday(i8::try_from(weekday).ok()? - 1), rest));
        }
        // "good for 2 weeks"
        let within = self.word(List::DATE_IN);
        let (number, 1..=3, rest) = within.unwrap_or(self).spaced().number()? else {
            return None;
        };
        let rest = rest.spaced();
        let closes = |rest: &Self| {
            within.is_some() || !rest.0.trim_start().starts_with(char::is_alphanumeric)
        };
        for (list, days) in [(List::DATE_DAYS, 1), (List::DATE_WEEKS, 7)] {
            if let Some(rest) = rest.word(list).filter(closes) {
                return Some((SaidDate::InDays(u16::try_from(number).ok()? * days), rest));
            }
        }
        None
    }

    /// A number, how many digits it has, and what follows.
    fn number(self) -> Option<(i16, usize, Self)> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.0.split_at_checked(digits)?;
        let number = number.parse().ok().filter(|_| digits <= 4)?;
        Some((number, digits, Self(rest)))
    }

    /// A year, of so many digits at least. Two digits are one only where nothing else follows: "30 nov 26 bread".
    fn year(self, least: usize) -> (Option<i16>, Self) {
        let year = self.spaced().number().filter(|(year, digits, rest)| {
            let alone = rest.0.is_empty() || rest.0.starts_with(['\n', ',', ')', ';']);
            *digits == 4 && (2000..2100).contains(year)
                || *digits == 2 && least == 2 && alone && self.0.starts_with([' ', '-'])
        });
        year.map_or((None, self), |(year, _, rest)| (Some(full(year)), rest))
    }

    fn mark(self) -> Option<(char, Self)> {
        let mark = self
            .0
            .chars()
            .next()
            .filter(|c| ['/', '-', '.'].contains(c))?;
        Some((mark, Self(&self.0[1..])))
    }

    fn after(self, mark: char) -> Option<Self> {
        self.0.strip_prefix(mark).map(Rest)
    }

    fn spaced(self) -> Self {
        Self(self.0.trim_start_matches([' ', '-', '\'']))
    }

    /// What follows one of these words or phrases, if it begins with it.
    fn word(self, list: List) -> Option<Self> {
        let rests = phrases::rests(list, self.0);
        let mut apart = rests.filter(|rest| !rest.starts_with(char::is_alphanumeric));
        apart.next().map(Self)
    }

    /// Which of the names it begins with, counted from one.
    fn one_of(self, names: &[List]) -> Option<(i16, Self)> {
        (1..).zip(names).find_map(|(number, names)| {
            let rest = phrases::behind(*names, self.0)?;
            let rest = Self(rest.strip_prefix('.').unwrap_or(rest));
            (!rest.0.starts_with(char::is_alphabetic)).then_some((number, rest))
        })
    }
}

/// "26" is 2026.
fn full(year: i16) -> i16 {
    if year < 100 { 2000 + year } else { year }
}

/// What no calendar has, such as a 13th month, is no date at all; a 31 November is one that there is not.
fn day_of(day: i16, month: i16, year: Option<i16>) -> Option<SaidDate> {
    let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
    (1..=31)
        .contains(&day)
        .then_some(SaidDate::Day { day, month, year })
}

fn month_of(month: i16, year: Option<i16>) -> Option<SaidDate> {
    let month = i8::try_from(month).ok()?;
    Some(SaidDate::Month { month, year })
}
