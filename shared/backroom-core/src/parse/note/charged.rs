//! A price that is told as a sentence: "we sell bread at 18", "selling gel at 45 from now on", "we charge R850 for a weave"; and of
//! what the shop is known to have "bread is R18 now", "gel R45 each".

use super::selling::{Sum, sum};
use super::{each, name};
use crate::intent::{Intent, Note, Noted, Query};
use crate::parse::amount::{self, Count};
use crate::parse::guard;
use crate::parse::name::goes_on;
use crate::parse::phrases::{self, List};
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::Kind;

/// What is told of what the shop charges.
pub(super) fn charged(scan: Scan<'_>) -> Option<Intent> {
    if !scan.seen.says(Words::SELLS.or(Words::CHARGES)) {
        return None;
    }
    let scan = until_now(scan);
    let leads =
        |at: &usize| scan.says(*at, Words::US.or(Words::STILL)) || scan.is(*at, Flags::TIME);
    let at = (0..scan.len()).find(|at| !leads(at))?;
    let us = (0..at).any(|at| scan.says(at, Words::US));
    let goes_on = scan.said(at).ends_with("ing");
    let rest = scan.part(at + 1, scan.len());
    if !(us || goes_on) || rest.tokens.iter().any(|token| token.mark(b'?')) {
        return None;
    }
    let notes = if scan.says(at, Words::SELLS) {
        each(rest, sold_at)?
    } else if scan.says(at, Words::CHARGES) {
        // "vir n beanie": an article, and no "and".
        each(rest, asked_for).or_else(|| Some(vec![asked_for(rest)?]))?
    } else {
        return None;
    };
    Some(Intent::Note(notes))
}

/// "bread at 18", "the 2l coke for R25". So many of a thing are sold, and no price.
fn sold_at(part: Scan<'_>) -> Option<Note> {
    let links = Flags::AT.or(Flags::FOR).or(Flags::TO);
    let link = |at: &usize| part.is(*at, links) || part.mark(*at, b'@');
    let at = (1..part.len()).rev().find(link)?;
    let told = sum(part.part(at + 1, part.len()))?;
    noted(part.part(0, at), told)
}

/// "R850 for a weave".
fn asked_for(part: Scan<'_>) -> Option<Note> {
    let at = (1..part.len()).find(|at| part.is(*at, Flags::FOR.or(Flags::TO)))?;
    let told = sum(part.part(0, at))?;
    noted(part.part(at + 1, part.len()), told)
}

pub(super) fn noted(named: Scan<'_>, told: Sum) -> Option<Note> {
    let article = named.is(0, Flags::ARTICLE) || named.said(0) == "n";
    let named = named.part(usize::from(article), named.len());
    let sized = named.get(1).glued && named.is(1, Flags::MEASURE.or(Flags::SIZE));
    let counted = amount::numeral(named, 0).is_some_and(|numeral| numeral.count != Count::Article);
    let doubt = (0..named.len()).any(|at| named.is(at, guard::ALL));
    if counted && !sized || doubt {
        return None;
    }
    let what = Noted::Price(told.each, told.per);
    name(named).map(|name| Note { name, what })
}

/// Without "now", "from now on", "today" at the end.
fn until_now(scan: Scan<'_>) -> Scan<'_> {
    let now = |at: usize| {
        let said = scan.said(at);
        let time = scan.is(at, Flags::TIME)
            && !phrases::of(List::PRICE_PAST).any(|past| said.contains(past));
        time || scan.is(at, Flags::FILLER) || !scan.word(at) && scan.get(at).number().is_none()
    };
    let mut to = scan.len();
    while to > 1
        && now(to - 1)
        && !matches!(scan.get(to - 1).kind, Kind::Money(_))
        && !scan.mark(to - 1, b'?')
    {
        to -= 1;
    }
    scan.part(0, to)
}

/// "bread is R18 now", "gel R45 each", "bread R18, milk R20", of what the shop has; "bread R18?" asks.
pub(in crate::parse) fn known(scan: Scan<'_>) -> Option<Intent> {
    let scan = super::past_fillers(scan);
    let idle = |at: &usize| scan.is(*at, Flags::TIME) && !scan.is(*at, Flags::KNOWN);
    let from = (0..scan.len()).find(|at| !idle(at))?;
    // "set cement at R115"
    let sets = scan.says(from, Words::SETS);
    let scan = scan.part(from + usize::from(sets), scan.len());
    let asks = scan.mark(scan.len().checked_sub(1)?, b'?');
    let scan = until_now(match asks {
        true => scan.part(usize::from(scan.is(0, Flags::BE)), scan.len() - 1),
        false => scan,
    });
    let mut notes = each(scan, costs)?;
    if !asks {
        return Some(Intent::Note(notes));
    }
    let name = notes.pop().filter(|_| notes.is_empty())?.name;
    Some(Intent::Ask(Query::Price { name }))
}

/// "bread is R18", "the sugar 2kg now R42".
fn costs(part: Scan<'_>) -> Option<Note> {
    let before = Flags::THE.or(Flags::OWN).or(Flags::FILLER);
    let first = (0..part.len()).find(|at| !part.is(*at, before))?;
    let known = (first..part.len().min(first + 2)).find(|at| part.is(*at, Flags::KNOWN))?;
    if known > first && !(part.word(first) && part.get(first).sense.unknown()) {
        return None;
    }
    let mut end = known + 1;
    while part.word(end) && goes_on(part, end) {
        end += 1;
    }
    let link = |at: usize| {
        part.is(at, Flags::BE.or(Flags::NOW).or(Flags::AT).or(Flags::TO))
            || matches!(part.get(at).kind, Kind::Mark(b':' | b'=' | b'-' | b'@'))
            || part.says(at, Words::STILL)
    };
    let mut at = end;
    while link(at) {
        at += 1;
    }
    let told = sum(part.part(at, part.len()))?;
    let is = (end..at).any(|at| part.is(at, Flags::BE));
    let (start, stop) = part.part(first, end).range();
    let name = part.text.get(start..stop)?.to_owned();
    let what = Noted::Price(told.each, told.per.clone());
    (told.money || is && told.by_each).then_some(Note { name, what })
}
