//! Packs and multiples: "10 x 2l coke", "2 cases of 24 coke", "2 x 6 pack coke".

use super::{Amount, Count, MILLIONTHS, Numeral};
use crate::parse::scan::Scan;
use crate::parse::sense::Flags;
use crate::parse::token::Form;

/// Behind "x": "10 x 2l coke" is ten of "2l coke".
pub(super) fn times(scan: Scan<'_>, numeral: Numeral, next: usize) -> Option<Amount> {
    if let Some(packs) = so_many_packs(scan, numeral.count, next) {
        return Some(packs);
    }
    let bare = scan.get(next).number().is_some()
        && !scan.is(next + 1, Flags::MEASURE.or(Flags::SIZE).or(Flags::UNIT));
    let count = if bare { Count::Unclear } else { numeral.count };
    if !bare && scan.get(next).number().is_none() {
        let unit = scan.get(next);
        if unit.sense.is_unit() && scan.word(next + 1) && !is_compound(scan, next) {
            let next = if scan.is(next + 1, Flags::OF) {
                next + 2
            } else {
                next + 1
            };
            return Some(Amount {
                count,
                unit: unit.sense.unit(),
                pack: 0,
                next,
            });
        }
    }
    Some(Amount {
        count,
        unit: "",
        pack: 0,
        next,
    })
}

/// Behind a number: "6 pack coke", "12-packs of coke".
pub(super) fn so_many_packs(scan: Scan<'_>, count: Count, at: usize) -> Option<Amount> {
    let pack = pieces(scan, at)?;
    let unit = at + 1 + usize::from(scan.mark(at + 1, b'-'));
    if scan.get(unit).sense.unit() != "pack" {
        return None;
    }
    Some(Amount {
        count,
        unit: "pack",
        pack,
        next: unit + 1 + usize::from(scan.is(unit + 1, Flags::OF)),
    })
}

/// Behind "2 cases of": how many go into one, and where the name starts. "24 coke", "24 x 330ml coke", "24 cans of coke".
pub(super) fn pack_of(scan: Scan<'_>, at: usize) -> (u32, usize) {
    let Some(pieces) = pieces(scan, at) else {
        return (0, at);
    };
    let behind = scan.get(at + 1);
    if behind.is(Flags::TIMES) {
        return (pieces, at + 2);
    }
    if behind.is(Flags::MEASURE.or(Flags::SIZE)) || behind.number().is_some() {
        return (0, at);
    }
    let single = behind.is(Flags::UNIT) && scan.word(at + 2) && !is_compound(scan, at + 1);
    let next = at + 1 + usize::from(single);
    (pieces, next + usize::from(scan.is(next, Flags::OF)))
}

/// A whole number of things that go into one pack.
fn pieces(scan: Scan<'_>, at: usize) -> Option<u32> {
    let number = scan.get(at).number()?;
    let whole = number.form == Form::Whole && number.millionths > 0;
    u32::try_from(number.millionths / MILLIONTHS)
        .ok()
        .filter(|_| whole)
}

/// A thing named after a container: "2 can openers".
pub(super) fn is_compound(scan: Scan<'_>, at: usize) -> bool {
    // "3 packs screws" are no pack screws: the first noun of such a name has no plural.
    let unit = scan.get(at);
    let plural = scan.said(at).len() > 2
        && scan.said(at).ends_with('s')
        && scan.said(at) != unit.sense.unit();
    scan.is(at + 1, Flags::COMPOUND) && !unit.is(Flags::MEASURE) && !plural
}
