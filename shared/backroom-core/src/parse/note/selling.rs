//! "price bread 18", "price of rice is R25 per kg", "milk sells for 20", "prices: bread 18, milk 20", "no price bread";
//! and "price of bread?", which asks.

use std::cell::Cell;

use super::{each, ends, name};
use crate::intent::{Intent, Note, Noted, Query};
use crate::money::Money;
use crate::parse::amount::{self, Count, MILLIONTHS};
use crate::parse::lexicon;
use crate::parse::phrases::{self, List};
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::unit::Unit;

/// What something sells for, or the question what it does.
pub(super) fn selling(scan: Scan<'_>) -> Option<Intent> {
    if !scan.any(Flags::PRICE.or(Flags::PRICE_AFTER).or(Flags::NO_PRICE)) {
        return None;
    }
    // "flour price is going to R180" next month, not now.
    if scan.any_says(Words::RISES) || scan.any(Flags::FUTURE) {
        return None;
    }
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
    if !leads && behind(rest).is_some_and(|(named, _)| sold_so_many(named)) {
        return None;
    }
    // "milk sells for 16 and coke 15"
    let told = Cell::new(leads);
    let notes = each(rest, |part| {
        let note = priced(part, told.get());
        told.set(leads || note.is_some());
        note
    });
    if let Some(notes) = notes {
        return Some(Intent::Note(notes));
    }
    let asked = match leads {
        // "price eggs 35 per dozen": no price of one.
        true => rest.part(
            0,
            (1..rest.len())
                .find(|at| per_scale(rest, *at))
                .unwrap_or(rest.len()),
        ),
        false => {
            let (named, from) = behind(rest)?;
            // "cement price going up R6 from monday" asks nothing.
            let idle = |at: usize| !rest.word(at) || rest.is(at, Flags::FILLER.or(Flags::TIME));
            let counts = (from..rest.len()).any(|at| rest.get(at).number().is_some());
            let asks = (from..rest.len()).all(idle) && !counts;
            let half = rest.is(named.len().wrapping_sub(1), Flags::VAGUE)
                || rest.get(named.len().wrapping_sub(1)).sense.number.is_some();
            asks.then_some(named).filter(|_| !half)?
        }
    };
    Some(Intent::Ask(Query::Price { name: name(asked)? }))
}

/// "how much is bread?", "what does the bread cost": not how much of it there is.
pub(super) fn asked<'t>(text: &'t str) -> Option<Query> {
    let text = text.trim_end_matches(['?', ' ', '.']);
    let behind = |list: List, text| phrases::behind(list, text)?.strip_prefix(' ');
    let costs = |rest: &'t str| {
        let mut ends = phrases::of(List::PRICE_COST);
        let name = ends.find_map(|cost| rest.strip_suffix(cost))?;
        name.strip_suffix(' ')
    };
    let name = behind(List::PRICE_HOW_MUCH_IS, text)
        .or_else(|| behind(List::PRICE_WHAT_DOES, text).and_then(costs))?;
    let name = behind(List::PRICE_ARTICLE, name).unwrap_or(name);
    // "how much is the snuff now?"
    let name = match name.rsplit_once(' ') {
        Some((name, last))
            if lexicon::look_up(last).is(Flags::TIME.or(Flags::FILLER).or(Flags::REMARK)) =>
        {
            name
        }
        _ => name,
    };
    let plain = |word: &str| {
        let letters = word.chars().all(|c| c.is_alphanumeric() || c == '-');
        letters && !word.is_empty() && !phrases::look_up(word).is(List::PRICE_OTHERWISE)
    };
    let words = name.split(' ').count();
    (words <= 4 && name.split(' ').all(plain)).then(|| Query::Price {
        name: name.to_owned(),
    })
}

/// "bread 18", "bread is R18 each"; with no "price" in front of all of them, "bread price 18", "bread sells for 18".
fn priced(scan: Scan<'_>, leads: bool) -> Option<Note> {
    let scan = if scan.is(0, Flags::PRICE) {
        scan.part(1, scan.len())
    } else {
        scan
    };
    // "change cement price to 115"
    let changes = scan.says(0, Words::SETS);
    let scan = scan.part(usize::from(changes), scan.len());
    let (named, from) = match behind(scan) {
        Some((named, from)) => (Some(named), from),
        None if leads => (None, 1),
        None => return None,
    };
    (from..scan.len()).find_map(|at| {
        let told = sum(scan.part(at, scan.len()))?;
        let named = named.unwrap_or_else(|| scan.part(0, at));
        let what = Noted::Price(told.each, told.per);
        name(named).map(|name| Note { name, what })
    })
}

/// "50m draad verkoop vir R750", "6 pare handskoene verkoop teen R45": what was sold. "2l melk verkoop vir R30" says what it
/// costs.
fn sold_so_many(named: Scan<'_>) -> bool {
    let leads = Flags::PERSON
        .or(Flags::AUXILIARY)
        .or(Flags::FILLER)
        .or(Flags::TIME);
    let first =
        (0..named.len()).find(|at| !named.is(*at, leads) && named.get(*at).sense.verb.is_none());
    let named = named.part(first.unwrap_or(0), named.len());
    let Some(amount) = amount::amount(named, 0).filter(|amount| amount.next < named.len()) else {
        return false;
    };
    let behind = named.text.get(named.range().1..).unwrap_or_default();
    let sized = ["l", "ml", "kg", "g"].contains(&amount.unit) && named.get(1).glued;
    let counted = matches!(amount.count, Count::Exact(_)) && !sized;
    let verb = behind.trim_start().split_once(' ');
    counted && verb.is_some_and(|(verb, _)| phrases::look_up(verb).is(List::PRICE_SOLD))
}

/// What stands before "price" or "sells for", and where it goes on behind.
fn behind(scan: Scan<'_>) -> Option<(Scan<'_>, usize)> {
    let at = (1..scan.len()).find(|at| scan.is(*at, Flags::PRICE_AFTER))?;
    Some((scan.part(0, at), at + 1))
}

/// What one of something costs.
pub(super) struct Sum {
    pub(super) each: Money,
    /// Of what, if said.
    pub(super) per: Option<Unit>,
    /// It says that it is money: "R18", "18 rand".
    pub(super) money: bool,
    /// It says that it is for one: "18 each", "18 a litre".
    pub(super) by_each: bool,
}

/// "18", "R18 each", "25 per kg", and nothing behind it.
pub(super) fn sum(scan: Scan<'_>) -> Option<Sum> {
    let (each, money, mut next) = price::told(scan, 0)?;
    let mut unit = "";
    let by_each = scan.mark(next, b'/') || scan.is(next, Flags::EACH.or(Flags::ARTICLE));
    if by_each && next < scan.len() {
        next += 1;
        unit = scan.get(next).sense.unit();
        next += usize::from(!unit.is_empty());
    }
    let (each, next) = match by_each && scan.is(next, Flags::SCALE) {
        true => (for_one(scan, next, each)?, next + 1),
        false => (each, next),
    };
    let per = (!unit.is_empty()).then(|| Unit::new(unit));
    ends(scan, next).then_some(Sum {
        each,
        per,
        money,
        by_each,
    })
}

/// "36 per dozen": 3 for one, where that comes out even.
fn for_one(scan: Scan<'_>, at: usize, each: Money) -> Option<Money> {
    let scale = i64::from(scan.get(at).sense.number?) / MILLIONTHS;
    (scale > 0 && each.0 % scale == 0).then(|| Money(each.0 / scale))
}

fn per_scale(scan: Scan<'_>, at: usize) -> bool {
    let each = Flags::EACH.or(Flags::ARTICLE);
    let per = |next: usize| scan.is(next, each) && scan.is(next + 1, Flags::SCALE);
    price::told(scan, at).is_some_and(|(_, _, next)| per(next))
}
