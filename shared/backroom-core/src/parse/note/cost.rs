//! "bread costs 13" is what it sells for; "cost of bread is 12" and "bread cost 13" are what was paid for it, which is kept with what
//! came in: what that was is told.

use super::charged::noted;
use super::name;
use super::selling::sum;
use crate::intent::{Intent, Query};
use crate::parse::guard;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};

/// What is told of what something costs.
pub(super) fn told(scan: Scan<'_>) -> Option<Intent> {
    if !scan.seen.says(Words::COSTS) || !scan.seen.has_number() {
        return None;
    }
    let at = (0..scan.len()).find(|at| scan.says(*at, Words::COSTS))?;
    let rest = |from: usize| sum(scan.part(from, scan.len()));
    let from = (at + 1..scan.len()).find(|from| rest(*from).is_some())?;
    let little = Flags::BE
        .or(Flags::NOW)
        .or(Flags::PERSON)
        .or(Flags::OWN)
        .or(Flags::FILLER);
    let quiet = |at: usize| !scan.word(at) || scan.is(at, little);
    let (named, linked) = match at {
        0 => (scan.part(1, from), true),
        _ => (scan.part(0, at), (at + 1..from).all(quiet)),
    };
    let told = |at: usize| {
        let doubt = named.get(at).sense.verb.is_some() || named.is(at, guard::ALL);
        doubt && !named.is(at, Flags::BE.or(Flags::OF))
    };
    let asks = Flags::QUESTION.or(Flags::HOW_MANY);
    if !linked
        || (0..named.len()).any(told)
        || (0..named.len()).any(|at| named.is(at, asks) && !named.is(at, Flags::BE))
    {
        return None;
    }
    if scan.says(at, Words::COSTS_NOW) && from == at + 1 && at > 0 {
        return Some(Intent::Note(vec![noted(named, rest(from)?)?]));
    }
    Some(Intent::Ask(Query::Cost { name: name(named)? }))
}
