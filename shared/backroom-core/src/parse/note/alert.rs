//! "alert bread 10", "alert me when bread is below 10 loaves", "tell me when 10 bread are left", "no alert bread",
//! "alert bread off".

use super::{each, ends, name};
use crate::intent::{Intent, Note, Noted};
use crate::parse::amount::{self, Amount, Count};
use crate::parse::phrases::{self, List};
use crate::parse::scan::Scan;
use crate::parse::sense::Flags;
use crate::unit::Unit;

/// From when on something is low, or that nobody wants to know.
pub(super) fn alert(scan: Scan<'_>) -> Option<Intent> {
    let rest = scan.part(1, scan.len());
    if scan.is(0, Flags::NO_ALERT) {
        return each(rest, silent).map(Intent::Note);
    }
    if !scan.is(0, Flags::ALERT) {
        return behind_name(scan);
    }
    each(rest, low)
        .or_else(|| each(rest, switched_off))
        .map(Intent::Note)
}

/// "bricks alert me at 200".
fn behind_name(scan: Scan<'_>) -> Option<Intent> {
    let at = (1..scan.len().min(5)).find(|at| scan.is(*at, Flags::ALERT))?;
    let goods = (0..at).all(|at| scan.get(at).sense.unknown() || scan.is(at, Flags::SIZE));
    let (_, amount) = level(scan.part(at + 1, scan.len()))?;
    if !goods || !ends(without_left(scan), at + 1 + amount.next) {
        return None;
    }
    let tokens = [&scan.tokens[..at], &scan.tokens[at + 1..]].concat();
    let part = Scan {
        tokens: &tokens,
        ..scan
    };
    low(part).map(|note| Intent::Note(vec![note]))
}

fn silent(part: Scan<'_>) -> Option<Note> {
    let name = name(part)?;
    let what = Noted::NoAlert;
    Some(Note { name, what })
}

/// "bread off".
fn switched_off(part: Scan<'_>) -> Option<Note> {
    let last = part.len().checked_sub(1)?;
    let off = phrases::look_up(part.said(last)).is(List::ALERT_OFF);
    off.then(|| silent(part.part(0, last))).flatten()
}

/// "bread 10", "bread is below 10", "10 bread left".
fn low(part: Scan<'_>) -> Option<Note> {
    let part = if part.is(0, Flags::ALERT) {
        part.part(1, part.len())
    } else {
        part
    };
    let below = (0..part.len()).find(|at| part.is(*at, Flags::BELOW));
    let strictly = below.is_some_and(|at| !part.is(at, Flags::DOWN_TO));
    let (at, amount) = level(part)?;
    let leads = (0..at).all(|at| idle(part, at));
    let named = match below.filter(|below| *below < at) {
        _ if leads => part.part(amount.next, part.len()),
        Some(below) => part.part(0, below),
        None => part.part(0, at),
    };
    let what = Noted::Alert {
        below: strictly,
        quantity: amount.count.quantity()?,
        unit: (!amount.unit.is_empty()).then(|| Unit::new(amount.unit)),
    };
    name(without_left(named)).map(|name| Note { name, what })
}

/// The amount that is the last thing said; else the first.
fn level(part: Scan<'_>) -> Option<(usize, Amount)> {
    let amounts = || {
        (0..part.len()).filter_map(|at| {
            let amount = amount::amount(part, at)?;
            (amount.count != Count::Article).then_some((at, amount))
        })
    };
    let last = amounts().find(|(_, amount)| ends(without_left(part), amount.next));
    last.or_else(|| amounts().find(|(at, _)| (0..*at).all(|at| idle(part, at))))
}

/// "there are only", "less than": what may stand in front of an amount and says nothing of what.
fn idle(part: Scan<'_>, at: usize) -> bool {
    let little = Flags::BELOW
        .or(Flags::DOWN_TO)
        .or(Flags::AT)
        .or(Flags::AUXILIARY)
        .or(Flags::FILLER)
        .or(Flags::PERSON);
    part.is(at, little) || part.get(at).sense.verb.is_some()
}

/// "10 bread left", "only 10 bread are left".
fn without_left(scan: Scan<'_>) -> Scan<'_> {
    let mut to = scan.len();
    while to > 0 && scan.is(to - 1, Flags::HOW_MANY_AFTER.or(Flags::BE)) {
        to -= 1;
    }
    scan.part(0, to)
}
