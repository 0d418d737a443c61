//! Where another item begins without a separator: "sold 3 coke 2 bread", "sold 3 coke got 10 bread".

use super::Part;
use super::class::{describes, verb_leads};
use crate::parse::amount;
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::Flags;
use crate::parse::token::{Form, Kind};

/// A stretch of more tokens than this is not looked through for items.
const LONGEST: usize = 400;

/// Cuts a stretch where a verb or a number begins another item without a separator, and keeps the parts.
pub(super) fn flush<'t>(scan: Scan<'t>, plus: bool, keep: &mut dyn FnMut(Part<'t>)) {
    let mut keep = |scan: Scan<'t>| {
        let scan = scan.trimmed();
        if scan.len() > 0 {
            keep(Part { scan, plus });
        }
    };
    if scan.len() > LONGEST {
        return keep(scan);
    }
    let mut from = 0;
    let back = ends_in_verb(scan);
    let signs = scan.mark(0, b'+') || scan.mark(0, b'-');
    let mut at = 1;
    while at < scan.len() {
        if at > from && may_begin(scan, at) && has_item(scan.part(from, at)) {
            let sign = (scan.mark(at, b'+') || scan.mark(at, b'-'))
                && (scan.get(at + 1).glued || signs)
                && !scan.get(at).glued;
            let verb = sign || scan.get(at).sense.verb.is_some();
            let leads = verb
                && verb_leads(scan, at)
                    .is_some_and(|next| next > at && opens_item(scan, from, at, next));
            if begins_name(scan, from, at) || another(scan, from, at) {
                keep(scan.part(from, at));
                from = at;
            } else if leads && back && scan.get(at).sense.verb_after().is_some() {
                keep(scan.part(from, at + 1));
                from = at + 1;
                at = from;
            } else if leads || begins(scan, at) {
                keep(scan.part(from, at));
                from = at;
            }
        }
        at += 1;
    }
    keep(scan.part(from, scan.len()));
}

/// "500 bricks delivered 23 broken": of what was named before, another number with a verb of its own.
fn another(scan: Scan<'_>, from: usize, at: usize) -> bool {
    if !scan.part(from, at).any(Flags::KNOWN) {
        return false;
    }
    let counted = (from..at).any(|at| scan.get(at).number().is_some());
    let told = scan.get(at - 1).sense.verb_after().is_some();
    let behind = amount::amount(scan, at).map(|amount| amount.next);
    counted
        && told
        && scan.get(at).number().is_some()
        && behind.is_some_and(|next| scan.get(next).sense.verb_after().is_some())
}

/// Whether an item could begin here, as far as a glance tells.
fn may_begin(scan: Scan<'_>, at: usize) -> bool {
    let token = scan.get(at);
    match token.kind {
        Kind::Number(_) | Kind::Mark(b'+' | b'-') => true,
        Kind::Word => {
            let last = scan.get(at - 1);
            token.sense.verb.is_some() || last.number().is_some() || last.sense.verb.is_some()
        }
        Kind::Money(_) | Kind::Moment | Kind::Phone | Kind::Mark(_) | Kind::Line | Kind::Symbol => {
            false
        }
    }
}

/// Whether the amount behind a verb is that of another item: not of "hosepipe 20m sold 1 R349".
fn opens_item(scan: Scan<'_>, from: usize, verb: usize, number: usize) -> bool {
    let Some(amount) = amount::amount(scan, number) else {
        return false;
    };
    let silent = (from..verb).all(|at| scan.get(at).sense.verb.is_none());
    let named_first = silent && scan.word(from) && amount::numeral(scan, from).is_none();
    let bare = amount.next >= scan.len() || price::price(scan, amount.next).is_some();
    !(named_first && bare)
}

/// "coke 3 bread 2": a word behind a number begins another item, if the number closed one and another number comes.
fn begins_name(scan: Scan<'_>, from: usize, at: usize) -> bool {
    let mut start = from;
    while start < at
        && (scan.get(start).sense.verb.is_some()
            || scan.is(start, Flags::FILLER.or(Flags::RETURN).or(Flags::TIME))
            || matches!(scan.get(start).kind, Kind::Mark(_)))
    {
        start += 1;
    }
    let named_first = start + 1 < at && amount::numeral(scan, start).is_none();
    let told = scan.get(at - 1).sense.verb_after().is_some();
    let last = if told { at.saturating_sub(2) } else { at - 1 };
    let closed = scan
        .get(last)
        .number()
        .is_some_and(|number| number.form == Form::Whole)
        && !scan.is(last.wrapping_sub(1), Flags::NUMBERED.or(Flags::WITH));
    let opens = scan.word(at) && scan.get(at).sense.unknown() && !scan.get(at).glued;
    named_first && closed && opens && (at + 1..scan.len()).any(|at| scan.get(at).number().is_some())
}

fn ends_in_verb(scan: Scan<'_>) -> bool {
    scan.len() > 0
        && scan.get(scan.len() - 1).sense.verb_after().is_some()
        && amount::numeral(scan, 0).is_some()
}

/// Whether amount and name have come: then another verb or number begins another item.
pub(super) fn has_item(scan: Scan<'_>) -> bool {
    // "grade 4 boys nicked 6 chappies"
    let numbered =
        |at: usize| at > 0 && scan.is(at - 1, Flags::NUMBERED) && !scan.is(at - 1, Flags::SIZE);
    let first = |at: &usize| amount::numeral(scan, *at).is_some() && !numbered(*at);
    let Some(at) = (0..scan.len()).find(first) else {
        return false;
    };
    match amount::amount(scan, at) {
        Some(amount)
            if at == 0
                || scan.get(at - 1).sense.verb.is_some()
                || scan.is(at - 1, Flags::FILLER) =>
        {
            amount.next < scan.len() && !(amount.next..scan.len()).any(|at| describes(scan, at))
        }
        Some(_) => true,
        None => false,
    }
}

/// "2kg onions 1kg tomatoes": where the first was measured, another measure is no size.
fn measured(scan: Scan<'_>, at: usize) -> bool {
    let measure = |at: usize| scan.get(at).number().is_some() && scan.is(at + 1, Flags::MEASURE);
    let first = (0..at).find(|at| scan.get(*at).number().is_some());
    first.is_some_and(measure)
        && measure(at)
        && scan.word(at - 1)
        && scan.word(at + 2)
        && (scan.get(at + 2).sense.unknown()
            || scan.is(at + 2, Flags::BEFORE_UNIT.or(Flags::ADJECTIVE)) && scan.word(at + 3))
}

/// "sold 3 coke 2 bread": a plain number between two words begins another item.
fn begins(scan: Scan<'_>, at: usize) -> bool {
    let Some(number) = scan.get(at).number() else {
        return false;
    };
    let behind = scan.get(at + 1);
    let whole = number.form == Form::Whole && !scan.get(at).glued;
    let plain = whole
        && (scan.word(at - 1) || after_price(scan, at))
        && (!behind.glued || behind.sense.unknown());
    let before = scan.get(at - 1);
    let little = Flags::NUMBERED
        .or(Flags::TIMES)
        .or(Flags::TO)
        .or(Flags::AT)
        .or(Flags::FOR)
        .or(Flags::OF)
        .or(Flags::OR)
        .or(Flags::AND)
        .or(Flags::WITH)
        .or(Flags::IN)
        .or(Flags::FROM)
        .or(Flags::BE);
    (plain || measured(scan, at))
        && !before.is(little)
        && before.sense.verb.is_none()
        && scan.word(at + 1)
        && !scan.is(
            at + 1,
            Flags::SIZE.or(Flags::EACH).or(Flags::RAND).or(Flags::TIMES),
        )
        && scan.get(at + 1).sense.verb.is_none()
        && price::price(scan, at).is_none()
        && amount::amount(scan, at).is_some_and(|amount| names(scan, amount.next))
}

/// "3 coke @15 2 fanta @15": whether a price ends here.
fn after_price(scan: Scan<'_>, at: usize) -> bool {
    (at.saturating_sub(3)..at)
        .any(|from| price::price(scan, from).is_some_and(|(_, next)| next == at))
}

/// Whether a name may begin here: not "2 litre @ R28", of "1 coke 2 litre @ R28".
fn names(scan: Scan<'_>, at: usize) -> bool {
    let behind = Flags::TIME
        .or(Flags::FILLER)
        .or(Flags::TO)
        .or(Flags::FOR)
        .or(Flags::AT);
    let token = scan.get(at);
    (token.word() || token.number().is_some())
        && !token.is(behind)
        && price::price(scan, at).is_none()
}
