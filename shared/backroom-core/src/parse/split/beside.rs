//! What stands beside an item and counts no other: what may stand for it, how large it is, a little more of it.

use crate::parse::amount;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};

/// "200 g flour, or 100 g rice flour" goes on with "and 100 g gram flour": both stand for the first. "4 chillies,
/// preferably 2 ancho" with "and 2 New Mexican".
pub(super) fn chooses(stretch: Scan<'_>) -> bool {
    let or = |at: usize| {
        stretch.is(at, Flags::OR) && !stretch.is(at, Flags::OF) || stretch.says(at, Words::INSTEAD)
    };
    (stretch.seen.is(Flags::OR) || stretch.seen.says(Words::INSTEAD))
        && (0..stretch.len()).any(|at| or(at) && amount::numeral(stretch, at + 1).is_some())
}

/// "23x15cm/9x6in each": how large it is, and no more of anything.
pub(super) fn sizes_alone(scan: Scan<'_>) -> bool {
    let little = Flags::SIZE.or(Flags::TIMES).or(Flags::EACH).or(Flags::IN);
    let times = |at: usize| scan.is(at, Flags::TIMES);
    (1..scan.len()).any(times)
        && scan.any(Flags::SIZE)
        && (0..scan.len()).all(|at| !scan.word(at) || scan.is(at, little))
}

/// "plus a little more", "and some more": nobody counted it.
pub(super) fn a_little_more(scan: Scan<'_>, at: usize) -> bool {
    let last = scan.len() - 1;
    let vague = |at: usize| scan.says(at, Words::LITTLE);
    let quiet = |at: usize| vague(at) || scan.is(at, Flags::ARTICLE.or(Flags::AND));
    scan.says(last, Words::BY_HOW_MUCH) && (at..last).any(vague) && (at..last).all(quiet)
}

/// "client already had one": why it came back.
pub(super) fn had_their_own(scan: Scan<'_>) -> bool {
    let scan = scan.trimmed();
    let had = (1..3).any(|at| scan.says(at, Words::HAVE));
    had && scan.is(0, Flags::CUSTOMER) && scan.seen.is(Flags::RETURN) && !scan.any(Flags::KNOWN)
}
