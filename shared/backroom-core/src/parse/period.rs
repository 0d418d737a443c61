//! Questions about a day or month by its name: "sales october", "what did we sell on friday", "how much coke did we sell on the
//! 12th". The name is left out, and the rest is read as a question of no period.

use std::ops::Range;

use crate::expiry::SaidDate;
use crate::intent::{Intent, NamedPeriod, Parsed, Query};

use super::expiry;
use super::phrases::{self, List};
use super::scan::Scan;
use super::sense::{Flags, Words};

const ASKS: Flags = Flags::HISTORY
    .or(Flags::SALES)
    .or(Flags::PROFIT)
    .or(Flags::REPORT)
    .or(Flags::HOW_MANY)
    .or(Flags::QUESTION)
    .or(Flags::LIST);

/// What is asked about such a period; `read` reads the text without it.
pub(super) fn of_named(
    scan: Scan<'_>,
    read: impl FnOnce(&str) -> Option<Parsed>,
) -> Option<Parsed> {
    let dated = scan.seen.is(Flags::TIME)
        || scan.seen.says(Words::MONTH)
        || scan.text.bytes().any(|byte| byte.is_ascii_digit());
    if !scan.seen.is(ASKS) || !dated {
        return None;
    }
    let (named, range, surely) = (0..scan.len()).find_map(|at| named(scan, at))?;
    let (start, end) = (scan.get(range.start).start, scan.get(range.end - 1).end);
    let before = scan.text[..start].trim_end();
    // "sales for" is one phrase, to which the day belongs.
    let ends = |(_, word): &(&str, &str)| phrases::look_up(word).is(List::DATE_LED);
    let before = before
        .rsplit_once(' ')
        .filter(ends)
        .map_or(before, |(before, _)| before);
    let rest = format!("{before} {}", scan.text[end..].trim_start());
    let Parsed::Understood(Intent::Ask(query)) = read(rest.trim())? else {
        return None;
    };
    // "history elbow 3/4"
    let of_one = matches!(query, Query::History { name: Some(_), .. });
    if of_one && !surely {
        return None;
    }
    let query = query.within(named)?;
    Some(Parsed::Understood(Intent::Ask(query)))
}

/// The period whose words begin here, which they are, and whether they are no part of a name: "3/4" alone may be a size.
fn named(scan: Scan<'_>, at: usize) -> Option<(NamedPeriod, Range<usize>, bool)> {
    let start = scan.tokens.get(at)?.start;
    let text = scan.text.get(start..scan.range().1)?;
    let (rest, led, last) = led(text);
    let (named, length) = day_of_month(rest, led)
        .or_else(|| owners(rest))
        .or_else(|| {
            let (date, length) = expiry::date(rest)?;
            Some((of(date, last)?, length))
        })?;
    let end = start + (text.len() - rest.len()) + length;
    let to = (at..scan.len()).find(|at| scan.get(*at).start >= end);
    let to = to.unwrap_or(scan.len());
    // "sunday roast", "may grapes": what goes on is the name of something.
    let ends = |at: usize| {
        let token = scan.get(at);
        let quiet = !token.word() && token.number().is_none();
        let moved = token.sense.verb.is_some() && at + 1 == scan.trimmed().len();
        quiet || moved || token.is(Flags::FILLER.or(Flags::TIME))
    };
    let opens = at == 0 && scan.is(to, ASKS);
    let dated = !matches!(named, NamedPeriod::Day { year: None, .. });
    let surely = led
        || dated
        || rest[..length]
            .bytes()
            .any(|byte| byte.is_ascii_alphabetic());
    ((to..scan.len()).all(ends) || opens).then_some((named, at..to, surely))
}

/// Past "on", "in the month of", "last": the name itself, whether anything led to it, and whether it is the last one.
fn led(text: &str) -> (&str, bool, bool) {
    let past = |list: List, text: &'_ str| -> Option<usize> {
        let longest = phrases::rests(list, text).filter(|rest| rest.starts_with(' '));
        Some(text.len() - longest.map(str::len).min()? + 1)
    };
    let rest = past(List::DATE_LED, text).map_or(text, |at| &text[at..]);
    let led = rest.len() < text.len();
    match past(List::DATE_LAST, rest) {
        Some(at) => (&rest[at..], true, true),
        None => (rest, led, false),
    }
}

/// "fridays sales", "friday's sales".
fn owners(text: &str) -> Option<(NamedPeriod, usize)> {
    let (word, _) = text.split_once(' ')?;
    let day = word.strip_suffix("'s").or(word.strip_suffix('s'))?;
    let (SaidDate::Weekday(weekday), length) = expiry::date(day)? else {
        return None;
    };
    (length == day.len()).then_some((NamedPeriod::Weekday(weekday), word.len()))
}

/// "12th", behind "the" or "on".
pub(super) fn day_of_month(text: &str, led: bool) -> Option<(NamedPeriod, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let day: i8 = text.get(..digits)?.parse().ok()?;
    let rest = text.get(digits..)?;
    let nth = expiry::nth(rest).filter(|rest| !rest.starts_with(char::is_alphanumeric))?;
    let alone = nth.trim_matches([' ', '?', '.', '!']).is_empty();
    ((1..=31).contains(&day) && led && alone)
        .then_some((NamedPeriod::DayOfMonth(day), text.len() - nth.len()))
}

pub(super) fn of(date: SaidDate, last: bool) -> Option<NamedPeriod> {
    match date {
        SaidDate::Day { day, month, year } => Some(NamedPeriod::Day { day, month, year }),
        SaidDate::Month { month, year } => Some(NamedPeriod::Month { month, year }),
        SaidDate::Weekday(weekday) if last => Some(NamedPeriod::LastWeekday(weekday)),
        SaidDate::Weekday(weekday) => Some(NamedPeriod::Weekday(weekday)),
        SaidDate::InDays(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::intent::{Intent, Parsed, Period};
    use crate::parse::parse;

    #[test]
    fn a_thousand_days_are_looked_through_once() {
        let days = format!("sales {}", "mon ".repeat(1_000));
        assert!(!matches!(
            parse(&days),
            Parsed::Understood(Intent::Change(_))
        ));
    }

    #[test]
    fn a_size_is_no_day() {
        for (said, latest) in [
            ("history elbow 3/4", true),
            ("history elbow on 3/4", false),
            ("history elbow 3/4/2026", false),
            ("sales 3/4", false),
        ] {
            let Parsed::Understood(Intent::Ask(mut query)) = parse(said) else {
                panic!("{said}");
            };
            let period = query.period_mut().copied();
            assert_eq!(period == Some(Period::Latest), latest, "{said}");
        }
    }
}
