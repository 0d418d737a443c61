//! When it was, or how long it took, said with a number: "all sold before 10", "its not even 7", "sold 2 in one hour".

use std::ops::Range;

use super::{Left, counts, done_before, ends, less, of_no_stock};
use crate::parse::amount::MILLIONTHS;
use crate::parse::phrases::{self, List};
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};

/// Words that tell of an hour, or how long something took.
pub(super) const TELLS: Words = Words::NOT_EVEN.or(Words::BEFORE_AN_HOUR).or(Words::PERIOD);

/// The tokens without it.
pub(super) fn without_hour(scan: Scan<'_>) -> Left {
    if !scan.seen.says(TELLS) {
        return None;
    }
    let ago = (0..scan.len()).find_map(|at| ago(scan, at));
    let when = (1..scan.len()).find_map(|at| {
        before_an_hour(scan, at)
            .or_else(|| not_even(scan, at))
            .or_else(|| within(scan, at))
    });
    less(scan, ago.or(when)?)
}

/// "sold 1 hat 3 days ago": so many of the days, and not of the hats.
fn ago(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    let ago = phrases::behind(List::DATE_AGO, scan.said(at + 1)) == Some("");
    (ago && scan.get(at).counts()).then_some(at..at + 2)
}

/// Where an hour of the day ends that stands here.
fn hour(scan: Scan<'_>, at: usize) -> Option<usize> {
    let number = scan.get(at).number()?;
    let hour = (1..=24 * MILLIONTHS).contains(&number.millionths);
    let plain = hour && price::price(scan, at).is_none();
    let end = at + 1 + usize::from(scan.is(at + 1, Flags::TIME));
    (plain && (end >= scan.len() || ends(scan, end))).then_some(end)
}

/// "lunch", where that is no goods.
fn meal(scan: Scan<'_>, at: usize) -> Option<usize> {
    const MEALS: [&str; 8] = [
        "lunch",
        "lunchtime",
        "breakfast",
        "supper",
        "opening",
        "closing",
        "break",
        "dinner",
    ];
    let last = at + 1 >= scan.len() || ends(scan, at + 1);
    let meal = MEALS.contains(&scan.said(at)) && !scan.is(at, Flags::KNOWN);
    (meal && last).then_some(at + 1)
}

/// "all sold before 10", "all gone by 10".
fn before_an_hour(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    let done = scan.get(at - 1).sense.verb.is_some();
    // "sold 45 rolls to Kota King before 7", "made 30 cupcakes before lunch"
    let before = scan.said(at) == "before" && done_before(scan, at);
    let told = scan.says(at, Words::BEFORE_AN_HOUR) && (done && counts(scan, 0..at) || before);
    told.then(|| hour(scan, at + 1).or_else(|| before.then(|| meal(scan, at + 1)).flatten()))
        .flatten()
        .map(|end| at..end)
}

/// "6 gone already n its not even 7", "and its not even lunch yet".
fn not_even(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    if !scan.says(at, Words::NOT_EVEN) {
        return None;
    }
    let is = Flags::BE.or(Flags::PERSON).or(Flags::FIX);
    let mut from = at;
    while from > 1 && scan.is(from - 1, is) {
        from -= 1;
    }
    let leads = Flags::AND.or(Flags::CLAUSE);
    let apart = scan.is(from - 1, leads) || ends(scan, from - 1);
    let end = hour(scan, at + 1).or_else(|| {
        let end = (at + 1..scan.len()).find(|at| ends(scan, *at));
        let end = end.unwrap_or(scan.len());
        let time = (at + 1..end).any(|at| scan.is(at, Flags::TIME));
        (time && of_no_stock(scan, at + 1..end)).then_some(end)
    })?;
    (apart && done_before(scan, from - 1)).then_some(from - 1..end)
}

/// "sold 2 red maxi in one hour", "in 10 minutes", "within the hour": how long it took.
fn within(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    let inside = scan.is(at, Flags::IN) || scan.says(at, Words::WITHIN);
    if !inside || !counts(scan, 0..at) {
        return None;
    }
    let many = |at: usize| {
        let token = scan.get(at);
        let number = token.number().is_some() || token.sense.number.is_some();
        number || token.is(Flags::ARTICLE.or(Flags::THE))
    };
    let end = (at + 2..at + 5).find(|at| scan.says(*at, Words::PERIOD))?;
    let moved = |other: usize| other != at && scan.get(other).sense.verb.is_some();
    ((at + 1..end).all(many) && (0..scan.len()).any(moved)).then_some(at..end + 1)
}
