//! What a price is for, where it stands beside so many of a measure or a dozen: "500 g sugar @ 20" is 20 for all of it, "3 dozen
//! eggs @ 30" for each dozen, "500 g sugar @ R20 per kg" for each kilogram.

use crate::money::Price;
use crate::parse::amount::{Count, MILLIONTHS};
use crate::parse::scan::Scan;
use crate::parse::sense::Flags;
use crate::parse::token::Kind;
use crate::quantity::Quantity;
use crate::unit::{self, Dimension, Unit};

const DOZEN: i64 = 12;

/// What so much of the unit comes to at this price, where it is not for one of the unit.
pub(in crate::parse) fn beside(scan: Scan<'_>, price: Price, count: Count, unit: &str) -> Price {
    let Price::Each(each) = price else {
        return price;
    };
    let Some(quantity) = count.quantity().filter(|quantity| !quantity.is_zero()) else {
        return price;
    };
    let in_dozens = scan.seen.is(Flags::SCALE) && (0..scan.len()).any(|at| is_dozen(scan, at));
    let unit = (!unit.is_empty()).then(|| Unit::new(unit));
    let beside = price.beside(unit.as_ref());
    let so_many = |of: i64| Quantity::from_millionths(of);
    let total = match per(scan) {
        Some(at) if scan.is(at, Flags::SCALE) => {
            let scale = scan.get(at).sense.number.map_or(MILLIONTHS, i64::from);
            so_many(scale).and_then(|scale| each.share(quantity, scale))
        }
        Some(at) => {
            let per = Unit::new(scan.get(at).sense.unit());
            let same = unit.filter(|unit| unit.canonical() != per.canonical());
            let measured =
                same.filter(|unit| unit.dimension() == per.dimension() && is_measured(unit));
            measured
                .and_then(|unit| unit::convert(quantity, &unit, &per))
                .and_then(|quantity| each.times(quantity))
        }
        None if beside != price => return beside,
        None if in_dozens => {
            let dozen = Quantity::whole(DOZEN).filter(|dozen| quantity > *dozen);
            dozen.map_or(Some(each), |dozen| each.share(quantity, dozen))
        }
        None => None,
    };
    total.map_or(price, Price::AtRate)
}

fn is_measured(unit: &Unit) -> bool {
    matches!(
        unit.dimension(),
        Dimension::Mass | Dimension::Volume | Dimension::Length
    )
}

fn is_dozen(scan: Scan<'_>, at: usize) -> bool {
    let twelve = scan.get(at).sense.number.map(i64::from) == Some(DOZEN * MILLIONTHS);
    twelve && scan.is(at, Flags::SCALE)
}

/// Where that stands of which one has the price: "kg" of "R20 per kg", "each" of "R7 each".
fn per(scan: Scan<'_>) -> Option<usize> {
    let sum = |at: usize| {
        let token = scan.get(at);
        token.number().is_some() || token.is(Flags::RAND) || matches!(token.kind, Kind::Money(_))
    };
    let at = (1..scan.len()).find(|at| {
        let leads = scan.is(*at, Flags::EACH) || scan.mark(*at, b'/');
        let one = scan.is(*at, Flags::ARTICLE) && names_one(scan, at + 1);
        sum(at - 1) && (leads || one)
    })?;
    Some(if names_one(scan, at + 1) { at + 1 } else { at })
}

fn names_one(scan: Scan<'_>, at: usize) -> bool {
    scan.get(at).sense.is_unit() || scan.is(at, Flags::SCALE)
}
