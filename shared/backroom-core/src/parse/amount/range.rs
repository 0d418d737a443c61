//! Two numbers, of which the one that is meant lies somewhere between: which, only who wrote it can say.

use super::{Count, MILLIONTHS, Numeral, digits};
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

/// "a kilo and a half of chops": so much, and where that ends.
pub(super) fn and_a_half(scan: Scan<'_>, count: Count, at: usize) -> (Count, usize) {
    const HALF: i64 = MILLIONTHS / 2;
    if !half_follows(scan, at) {
        return (count, at);
    }
    match count {
        Count::Article => (Count::Exact(MILLIONTHS + HALF), at + 3),
        Count::Exact(whole) => (Count::Exact(whole.saturating_add(HALF)), at + 3),
        Count::Vague | Count::Unclear => (count, at),
    }
}

/// Whether "and a half" stands here, behind a unit; but "1 kg and a half loaf" are two things.
pub(in crate::parse) fn half_follows(scan: Scan<'_>, at: usize) -> bool {
    let half = scan.is(at, Flags::AND) && scan.is(at + 1, Flags::ARTICLE);
    let behind = at + 3;
    let ends = scan.is(behind, Flags::OF) || !scan.word(behind);
    half && at > 0 && scan.is(at - 1, Flags::MEASURE) && scan.said(at + 2) == "half" && ends
}
