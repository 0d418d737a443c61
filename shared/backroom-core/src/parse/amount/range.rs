//! Two numbers, of which the one that is meant lies somewhere between: which, only who wrote it can say.

use super::{Count, Numeral, digits};
use crate::parse::scan::Scan;
use crate::parse::sense::Flags;

/// "between 10 and 15".
pub(super) fn between(scan: Scan<'_>, at: usize) -> Option<Numeral> {
    scan.get(at + 1).number()?;
    let and = digits(scan, at + 1).next;
    scan.get(and + 1).number()?;
    let joined = scan.is(and, Flags::AND.or(Flags::TO)) || scan.mark(and, b'&');
    joined.then(|| Numeral::of(Count::Unclear, digits(scan, and + 1).next))
}

/// "2-3", "2 to 3", "2 or 3": which of them is not ours to say.
pub(super) fn range(scan: Scan<'_>, first: Numeral) -> Option<Numeral> {
    let at = first.next;
    let second = scan.get(at + 1);
    second.number()?;
    let dash = scan.mark(at, b'-') && scan.get(at).glued == second.glued;
    if dash || scan.is(at, Flags::TO.or(Flags::OR)) {
        return Some(Numeral::of(Count::Unclear, digits(scan, at + 1).next));
    }
    None
}
