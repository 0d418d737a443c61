//! "sold 2 bread with R5 off", "@ 18 less 10%", "at half price", "free", "@ 99999999999": what was paid is not known, and the price that
//! is remembered would be a wrong sum.

use crate::intent::Reason;
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::Kind;

/// Whether something was sold for less than its price, and it is not told for how much.
pub(in crate::parse) fn is_reduced(scan: Scan<'_>) -> bool {
    let seen = scan.seen;
    let hinted = seen.says(Words::REDUCED.or(Words::TAKES_OFF)) || seen.marks(b"@");
    if !hinted
        || !seen.has_verb()
        || !seen.has_number()
        || !(0..scan.len()).any(|at| sells(scan, at))
    {
        return false;
    }
    (0..scan.len()).any(|at| reduces(scan, at) || no_price(scan, at))
        && !(0..scan.len()).any(|at| is_total(scan, at))
}

fn sells(scan: Scan<'_>, at: usize) -> bool {
    let verb = scan.get(at).sense.verb;
    verb.is_some_and(|verb| verb.reason == Reason::Sale)
}

/// "for R30": that was paid in the end.
fn is_total(scan: Scan<'_>, at: usize) -> bool {
    scan.is(at, Flags::FOR) && price::price(scan, at).is_some()
}

/// "discount", "free" at the end, "R5 off", "less 10%".
fn reduces(scan: Scan<'_>, at: usize) -> bool {
    let sum = |at: usize| matches!(scan.get(at).kind, Kind::Money(_)) || is_percent(scan, at);
    if scan.says(at, Words::REDUCED) {
        // "sugar free sweets"
        return !(scan.word(at + 1)
            && scan.get(at + 1).sense.unknown()
            && scan.word(at.wrapping_sub(1)));
    }
    scan.says(at, Words::TAKES_OFF) && (at > 0 && sum(at - 1) || sum(at + 1))
}

/// "@ 99999999999": no sum of money.
fn no_price(scan: Scan<'_>, at: usize) -> bool {
    let digits = matches!(scan.get(at + 1).kind, Kind::Phone | Kind::Number(_));
    scan.mark(at, b'@') && digits && price::price(scan, at).is_none()
}

fn is_percent(scan: Scan<'_>, at: usize) -> bool {
    scan.word(at) && scan.said(at).ends_with('%')
}
