//! "sold 4 hats yesterday, forgot to write it down", "friday: sold 3 coke", "sold 2 bread on the 28th": on which day that
//! moved of which a message tells, where that is not today.

use crate::expiry::SaidDate;
use crate::intent::{NamedPeriod, Reason, ToldDay};

use super::amount::MILLIONTHS;
use super::guard;
use super::hints::Hints;
use super::phrases::{self, List};
use super::scan::Scan;
use super::sense::{Flags, Words};
use super::token::Kind;
use super::{expiry, period, text, token};

/// Other moments: then it is not all of one day.
const OTHER: Flags = Flags::TODAY
    .or(Flags::WEEK)
    .or(Flags::MONTH)
    .or(Flags::LAST_WEEK)
    .or(Flags::LAST_MONTH);

/// The day on which all happened that a change tells of, if it names one. What only says where something is from ("threw out 3
/// rolls from yesterday", "sold the hats that came on friday") or for when it is ("3 cakes for the wedding on saturday") does not.
pub fn day_told(message: &str) -> Option<ToldDay> {
    let plain = text::plain(message.trim())?;
    let tokens = token::tokens(&plain);
    told(tokens.scan(&plain))
}

/// Whether a day may be named anywhere.
fn dated(scan: Scan<'_>) -> bool {
    let nth = || {
        let nth = |(at, byte): (usize, u8)| {
            byte.is_ascii_digit() && expiry::nth(&scan.text[at + 1..]).is_some()
        };
        scan.text.bytes().enumerate().any(nth)
    };
    // "sat: sold 3 coke", "sales sat: 3 coke"
    let opens = |at: usize| {
        let text = scan.text.get(scan.get(at).start..);
        text.and_then(expiry::date).is_some()
    };
    scan.seen.is(Flags::TIME)
        || scan.seen.says(Words::MONTH)
        || scan.text.contains('/')
        || (0..2).any(opens)
        || nth()
}

fn told(scan: Scan<'_>) -> Option<ToldDay> {
    if !dated(scan) || scan.seen.is(OTHER) {
        return None;
    }
    let mut mentions: Vec<(usize, Mention)> = Vec::new();
    let mut at = 0;
    while at < scan.len() {
        let Some(mention) = mention(scan, at) else {
            at += 1;
            continue;
        };
        let from = at;
        at = mention.to;
        match mentions.last_mut() {
            // "friday 27 nov"
            Some((_, last)) if last.to == from && last.day.is_weekday() => {
                (last.day, last.to) = (mention.day, mention.to);
            }
            Some(_) | None => mentions.push((from, mention)),
        }
    }
    let [(at, mention)] = mentions.as_slice() else {
        return None;
    };
    let around = (0..scan.len()).filter(|token| !(*at..mention.to).contains(token));
    let verbs = around.filter(|at| scan.get(*at).sense.verb.is_some());
    let heads = *at == 0
        && matches!(scan.get(mention.to).kind, Kind::Mark(b':') | Kind::Line)
        && mention.to < scan.len();
    let doubted = (0..scan.len()).any(|at| guard::of(scan.get(at).sense).is_some());
    let all = (heads || verbs.count() <= 1) && !doubted;
    (all && happened(scan, *at, mention)).then_some(mention.day)
}

/// A day that is named.
struct Mention {
    day: ToldDay,
    /// The token behind it.
    to: usize,
    /// Something leads to it that leaves no doubt: "on friday", "yesterday".
    led: bool,
    /// It is a day of a month, in digits alone: "28/11" may be a size.
    digits: bool,
}

fn mention(scan: Scan<'_>, at: usize) -> Option<Mention> {
    let start = scan.get(at).start;
    let text = scan.text.get(start..scan.range().1)?;
    let until = |rest: &str| {
        let end = scan.range().1 - rest.len();
        let to = (at + 1..scan.len()).find(|at| scan.get(*at).start >= end);
        to.unwrap_or(scan.len())
    };
    let surely = |day, to| Mention {
        day,
        to,
        led: true,
        digits: false,
    };
    if let Some(rest) = apart(List::DATE_DAY_BEFORE, text) {
        return Some(surely(ToldDay::Before(2), until(rest)));
    }
    if let Some(rest) = apart(
        List::DATE_AGO,
        scan.text.get(scan.get(at).end..)?.trim_start(),
    ) && let Some(days) = whole(scan, at)
    {
        return Some(surely(ToldDay::Before(days), until(rest)));
    }
    if scan.is(at, Flags::YESTERDAY) {
        return Some(surely(ToldDay::Before(1), at + 1));
    }
    let on = apart(List::DATE_ON, text).and_then(|rest| rest.strip_prefix(' '));
    let rest = on.unwrap_or(text);
    let last = apart(List::DATE_LAST, rest).and_then(|rest| rest.strip_prefix(' '));
    let rest = last.unwrap_or(rest);
    // "on the 28th, forgot to write it down"
    let clause = rest.split([',', ';', ':', '\n']).next().unwrap_or(rest);
    let (named, length) = period::day_of_month(clause, on.is_some()).or_else(|| {
        let (date, length) = expiry::date(rest)?;
        Some((named(date, last.is_some())?, length))
    })?;
    let (said, rest) = rest.split_at(length);
    // "friday's bread"
    let owns = rest.starts_with(['\'', '\u{2019}']);
    (!owns).then(|| Mention {
        day: ToldDay::Named(named),
        to: until(rest),
        led: on.or(last).is_some(),
        digits: !said.bytes().any(|byte| byte.is_ascii_alphabetic()),
    })
}

/// What follows one of these phrases, as words of their own.
fn apart(list: List, text: &str) -> Option<&str> {
    let rests = phrases::rests(list, text);
    rests
        .filter(|rest| !rest.starts_with(char::is_alphanumeric))
        .min_by_key(|rest| rest.len())
}

/// The small whole number here, in digits or words.
fn whole(scan: Scan<'_>, at: usize) -> Option<u8> {
    let token = scan.get(at);
    let digits = token.number().map(|number| number.millionths);
    let millionths = digits.or_else(|| token.sense.sense_number())?;
    let whole = millionths % MILLIONTHS == 0;
    u8::try_from(millionths / MILLIONTHS)
        .ok()
        .filter(|days| whole && *days > 0)
}

fn named(date: SaidDate, last: bool) -> Option<NamedPeriod> {
    period::of(date, last).filter(|named| !matches!(named, NamedPeriod::Month { .. }))
}

/// Whether the day is that on which it happened, by what stands around it.
fn happened(scan: Scan<'_>, at: usize, mention: &Mention) -> bool {
    let before = at.checked_sub(1).map(|before| scan.get(before));
    let owner = scan.said(at).contains("yesterdays") || scan.said(at).contains("'s");
    let origin = before.is_some_and(|before| before.is(Flags::FROM.or(Flags::OF)));
    if owner || origin || is_for(scan, at) || will_pay(scan, at) {
        return false;
    }
    if mention.led {
        return true;
    }
    let apart = |at: usize| {
        let token = scan.get(at);
        matches!(token.kind, Kind::Mark(_) | Kind::Line | Kind::Symbol)
    };
    let begins = at == 0 || apart(at - 1);
    if mention.digits {
        return begins && apart(mention.to);
    }
    // "2 sun": of a thing that is called so.
    let counted = before.is_some_and(|before| {
        before.counts() || before.is(Flags::ARTICLE) || before.sense.is_unit()
    });
    let verb = |at: usize| scan.get(at).sense.verb.is_some();
    let opens = begins || at > 0 && verb(at - 1);
    // "got 20 milk 28 nov": until when it is good, perhaps.
    let received = (0..at)
        .filter_map(|at| scan.get(at).sense.verb)
        .any(|verb| verb.reason == Reason::Receipt);
    let of_goods = received && !mention.day.is_weekday();
    let behind = scan.get(mention.to);
    let quiet = apart(mention.to)
        || behind.is(Flags::FILLER.or(Flags::TIME).or(Flags::PERSON))
        || verb(mention.to)
        || opens && behind.counts();
    !counted && !of_goods && quiet
}

/// "3 cakes for the wedding on saturday"; but "3 coke for R20 on friday".
fn is_for(scan: Scan<'_>, at: usize) -> bool {
    let to_what = |at: &usize| {
        let next = at + 1 + usize::from(scan.is(at + 1, Flags::THE.or(Flags::ARTICLE)));
        scan.is(*at, Flags::FOR) && scan.word(next) && !scan.get(next).counts()
    };
    // "2 bread on credit for Lindiwe on friday"
    !scan.hints(Hints::CREDIT) && (0..at).any(|at| to_what(&at))
}

/// "sold 3 coke, he pays on friday"
fn will_pay(scan: Scan<'_>, at: usize) -> bool {
    let word = at.checked_sub(1).map(|before| scan.said(before));
    let last = word.and_then(|said| said.split(' ').next_back());
    last.is_some_and(|word| phrases::look_up(word).is(List::CREDIT_PAID))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(days: u8) -> Option<ToldDay> {
        Some(ToldDay::Before(days))
    }

    #[test]
    fn only_what_moved_yesterday_did() {
        for message in [
            "sold 4 hats yesterday",
            "Sold 4 hats yesterday, forgot to write it down",
            "yesterday we sold 3 coke and 2 bread",
            "last night: sold 12 castle @ R20",
            "4 hats sold yesterday",
            "got 20 bread yesterday afternoon",
            "gister 3 brood verkoop",
            "yesterday\nsold 3 coke\ngot 2 bread",
        ] {
            assert_eq!(day_told(message), before(1), "{message}");
        }
        for message in [
            "sold 4 hats",
            "sold 7 coke today, 3 yesterday",
            "threw out 3 rolls from yesterday",
            "binned 2 of yesterday's pies",
            "sold 2 of the hats that came yesterday",
            "customer returned 1 hat bought yesterday",
            "didn't sell any hats yesterday",
        ] {
            assert_eq!(day_told(message), None, "{message}");
        }
    }

    #[test]
    fn a_day_has_many_names() {
        let weekday = |day| Some(ToldDay::Named(NamedPeriod::Weekday(day)));
        let day = |day, month| {
            let year = None;
            Some(ToldDay::Named(NamedPeriod::Day { day, month, year }))
        };
        for (message, told) in [
            ("sold 3 coke on friday", weekday(4)),
            ("sold 3 coke friday", weekday(4)),
            ("2 bread on credit for Lindiwe on friday", weekday(4)),
            ("sold 3 coke on friday night", weekday(4)),
            ("sold 3 coke @ 15 on friday", weekday(4)),
            ("sold 3 coke for R20 on friday", weekday(4)),
            ("friday: sold 3 coke", weekday(4)),
            ("friday i sold 3 coke", weekday(4)),
            ("on friday we sold 3 coke and 2 bread", weekday(4)),
            ("Friday\nsold 3 coke\ngot 2 bread", weekday(4)),
            ("sat: sold 3 coke", weekday(5)),
            ("Sales Sat: 3 coke, 2 bread", weekday(5)),
            ("3 coke sold monday morning", weekday(0)),
            ("vrydag 3 coke verkoop", weekday(4)),
            ("3 coke verkoop op maandag", weekday(0)),
            (
                "sold 3 coke last friday",
                Some(ToldDay::Named(NamedPeriod::LastWeekday(4))),
            ),
            (
                "3 coke verkoop verlede vrydag",
                Some(ToldDay::Named(NamedPeriod::LastWeekday(4))),
            ),
            ("sold 3 coke on 28 nov", day(28, 11)),
            ("sold 3 coke friday 27 nov", day(27, 11)),
            ("28 nov: sold 3 coke", day(28, 11)),
            ("sold 3 coke on 28/11", day(28, 11)),
            ("3 coke verkoop op 28 november", day(28, 11)),
            (
                "sold 3 coke on the 28th",
                Some(ToldDay::Named(NamedPeriod::DayOfMonth(28))),
            ),
            ("sold 2 bread day before yesterday", before(2)),
            ("sold 2 bread the day before yesterday", before(2)),
            ("eergister 3 coke verkoop", before(2)),
            ("sold 3 coke 2 days ago", before(2)),
            ("3 coke verkoop drie dae gelede", before(3)),
        ] {
            assert_eq!(day_told(message), told, "{message}");
        }
    }

    #[test]
    fn what_is_of_another_day_or_for_one_is_told_of_today() {
        for message in [
            "sold 3 coke on friday and 2 on saturday",
            "sold 2 coke today, 3 friday",
            "sold 2 of friday's bread",
            "threw out 3 rolls from friday",
            "sold 3 cakes for the wedding on saturday",
            "sold 3 cakes for saturday",
            "sold 3 coke, he pays on friday",
            "sold 2 of the hats that came on friday",
            "sold 2 friday specials",
            "sold 2 sunday roast",
            "sold 2 sun",
            "sold 3 elbow 3/4",
            "3/4 elbow sold 2",
            "got 20 milk 28 nov",
            "sold 3 coke this morning",
            "sold 3 coke over the weekend",
            "will sell 3 coke on friday",
            "sold 3 coke",
        ] {
            assert_eq!(day_told(message), None, "{message}");
        }
    }
}
