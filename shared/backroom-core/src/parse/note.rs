//! What is to be remembered about an item: "price bread 18", "price of rice is R25 per kg", "milk sells for 20",
//! "prices: bread 18, milk 20", "no price bread"; and "price of bread?", which asks.

use crate::intent::{Intent, Note, Noted, Query};
use crate::money::Money;
use crate::unit::Unit;

use super::name::Name;
use super::price;
use super::scan::Scan;
use super::sense::Flags;
use super::token::Kind;

/// The longest name, in words.
const LONGEST_NAME: usize = 5;
/// One transaction has room for no more.
const MOST_NOTES: usize = 90;

/// What is to be noted, or asked about what was.
pub(super) fn note(scan: Scan<'_>) -> Option<Intent> {
    let scan = past_fillers(scan);
    if scan.is(0, Flags::NO_PRICE) {
        let name = name(scan.part(1, scan.len()))?;
        let what = Noted::NoPrice;
        return Some(Intent::Note(vec![Note { name, what }]));
    }
    let leads = scan.is(0, Flags::PRICE);
    let rest = if leads {
        scan.part(1, scan.len())
    } else {
        scan
    };
    if let Some(notes) = prices(rest, leads) {
        return Some(Intent::Note(notes));
    }
    let asked = if leads { rest } else { behind(rest)?.0 };
    Some(Intent::Ask(Query::Price { name: name(asked)? }))
}

fn past_fillers(scan: Scan<'_>) -> Scan<'_> {
    let scan = scan.trimmed();
    let from = (0..scan.len())
        .find(|at| scan.word(*at) && !scan.is(*at, Flags::FILLER) || scan.is(*at, Flags::PRICE));
    scan.part(from.unwrap_or(0), scan.len())
}

/// "bread 18, milk 20": a price for each.
fn prices(scan: Scan<'_>, leads: bool) -> Option<Vec<Note>> {
    let mut notes = Vec::new();
    let mut from = 0;
    for at in 0..=scan.len() {
        let ends = at == scan.len()
            || scan.mark(at, b',')
            || scan.mark(at, b';')
            || scan.get(at).kind == Kind::Line
            || scan.is(at, Flags::AND);
        if !ends {
            continue;
        }
        let part = scan.part(from, at).trimmed();
        from = at + 1;
        if part.len() == 0 {
            continue;
        }
        notes.push(priced(part, leads)?);
    }
    (1..=MOST_NOTES).contains(&notes.len()).then_some(notes)
}

/// "bread 18", "bread is R18 each"; with no "price" in front of all of them, "bread price 18", "bread sells for 18".
fn priced(scan: Scan<'_>, leads: bool) -> Option<Note> {
    let scan = if scan.is(0, Flags::PRICE) {
        scan.part(1, scan.len())
    } else {
        scan
    };
    let (named, from) = match behind(scan) {
        Some((named, from)) => (Some(named), from),
        None if leads => (None, 1),
        None => return None,
    };
    (from..scan.len()).find_map(|at| {
        let (each, unit) = sum(scan.part(at, scan.len()))?;
        let named = named.unwrap_or_else(|| scan.part(0, at));
        let what = Noted::Price(each, unit);
        name(named).map(|name| Note { name, what })
    })
}

/// What stands before "price" or "sells for", and where it goes on behind.
fn behind(scan: Scan<'_>) -> Option<(Scan<'_>, usize)> {
    let at = (1..scan.len()).find(|at| scan.is(*at, Flags::PRICE_AFTER))?;
    Some((scan.part(0, at), at + 1))
}

/// "18", "R18 each", "25 per kg", and nothing behind it.
fn sum(scan: Scan<'_>) -> Option<(Money, Option<Unit>)> {
    let (each, mut next) = price::amount(scan, 0)?;
    let mut unit = "";
    let per = scan.mark(next, b'/') || scan.is(next, Flags::EACH.or(Flags::ARTICLE));
    if per && next < scan.len() {
        next += 1;
        unit = scan.get(next).sense.unit;
        next += usize::from(!unit.is_empty());
    }
    let idle = |at: usize| !scan.word(at) || scan.is(at, Flags::FILLER);
    let ends = (next..scan.len()).all(|at| idle(at) && scan.get(at).number().is_none());
    let unit = (!unit.is_empty()).then(|| Unit::new(unit));
    ends.then_some((each, unit))
}

/// All of it as the name of something.
fn name(scan: Scan<'_>) -> Option<String> {
    let link = Flags::THE
        .or(Flags::OF)
        .or(Flags::FOR)
        .or(Flags::TO)
        .or(Flags::AT)
        .or(Flags::BE);
    let idle = |at: usize| !scan.word(at) && scan.get(at).number().is_none() || scan.is(at, link);
    let (mut from, mut to) = (0, scan.len());
    while from < to && idle(from) {
        from += 1;
    }
    while to > from && (idle(to - 1) || scan.is(to - 1, Flags::FILLER)) {
        to -= 1;
    }
    let scan = scan.part(from, to);
    let mut name = Name::default();
    let mut at = 0;
    while at < scan.len() {
        at = name.step(scan, at, true)?;
    }
    let fits = !name.is_empty() && !name.talk && name.words <= LONGEST_NAME;
    let letters = name.text.chars().any(char::is_alphabetic);
    (fits && letters).then_some(name.text)
}
