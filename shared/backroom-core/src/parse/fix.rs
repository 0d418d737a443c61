//! Corrections of the last change: "no, 15", "i meant bread", "*bread".

use crate::intent::{Fix, Intent};
use crate::unit::Unit;

use super::amount::{self, Count};
use super::name::Name;
use super::scan::Scan;
use super::sense::Flags;

/// The correction that the message makes.
pub(super) fn fix(scan: Scan<'_>) -> Option<Intent> {
    let starred = scan.mark(0, b'*') && (1..scan.len()).all(|at| !scan.mark(at, b'*'));
    let mut at = 0;
    let mut sure = starred;
    let mut no = false;
    while at < scan.len() {
        let token = scan.get(at);
        if token.is(Flags::FIX) {
            sure = true;
        } else if token.is(Flags::NO) && at == 0 {
            no = true;
        } else if token.word() && !token.is(Flags::FILLER) || amount::numeral(scan, at).is_some() {
            break;
        }
        at += 1;
    }
    if !(sure || no) || at >= scan.len() {
        return None;
    }
    if scan.get(at).sense.verb.is_some() && amount::numeral(scan, at).is_none() {
        return None;
    }
    corrected(scan, at, sure, no).map(Intent::Fix)
}

/// What stands in the place of what was said.
fn corrected(scan: Scan<'_>, at: usize, sure: bool, no: bool) -> Option<Fix> {
    let amount = amount::amount(scan, at).filter(|amount| amount.count != Count::Article);
    let (quantity, unit, from) = match amount {
        Some(amount) => (Some(amount.count.quantity()?), amount.unit, amount.next),
        None => (None, "", at),
    };
    let name = name(scan, from)?;
    let unit = (!unit.is_empty()).then(|| Unit::new(unit));
    match (quantity, name.is_empty()) {
        (Some(quantity), true) => Some(Fix::Quantity(quantity, unit)),
        // "no 15 coke" could be many things; "no, 15 coke" is a correction.
        (Some(quantity), false) if sure || scan.mark(1, b',') => {
            Some(Fix::Both(quantity, unit, name.text))
        }
        (None, false) if sure && (!no || scan.mark(1, b',')) => Some(Fix::Name(name.text)),
        _ => None,
    }
}

/// The rest as a name; `None` if it is none.
fn name(scan: Scan<'_>, from: usize) -> Option<Name> {
    let mut name = Name::default();
    let mut at = from;
    while at < scan.len() {
        // "15 not 3", "bread not coke": what follows is what it was not.
        if scan.is(at, Flags::NOT_BUT) && at > 0 {
            break;
        }
        match name.step(scan, at, None) {
            Some(next) => at = next,
            None if scan.is(at, Flags::FILLER) || !scan.word(at) => at += 1,
            None => return None,
        }
    }
    (!name.talk && name.words <= 3 && !name.vague).then_some(name)
}
