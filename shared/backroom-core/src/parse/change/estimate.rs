//! "sold about 10 chips", "used roughly 30 russians": how many exactly is asked, as it is of "2 or 3". What is counted or lost
//! may be told roughly: nobody knows it better.

use crate::intent::{Action, Reason};
use crate::parse::amount::{self, Count};
use crate::parse::piece::Piece;
use crate::parse::scan::Scan;
use crate::parse::sense::{Verb, Words};

use super::line::verb;

/// Leaves open how many it was, where that is only an estimate of what was sold, used, received or returned.
pub(super) fn ask(pieces: &mut [Piece<'_>], scan: Scan<'_>) {
    if !scan.seen.says(Words::ABOUT) {
        return;
    }
    for piece in pieces {
        let known = verb(piece).is_some_and(is_known) && !piece.run_out;
        let count = piece.count.filter(|_| known);
        let said = |at: usize| {
            let amount = amount::amount(piece.scan, at);
            amount.is_some_and(|amount| Some(amount.count) == count && is_rough(piece.scan, at))
        };
        if count.is_some() && (0..piece.scan.len()).any(said) {
            piece.count = Some(Count::Unclear);
        }
    }
}

/// Whether somebody knows how many exactly: of what is counted or lost nobody may.
pub(in crate::parse) fn is_known(verb: Verb) -> bool {
    let moved = matches!(
        verb.reason,
        Reason::Sale | Reason::Use | Reason::Receipt | Reason::Return
    );
    moved && verb.action != Action::Set
}

/// Whether the number here is an estimate: "about 10", "10 or so".
pub(in crate::parse) fn is_rough(scan: Scan<'_>, at: usize) -> bool {
    let said = |at: usize| scan.says(at, Words::ABOUT);
    let behind = amount::numeral(scan, at).map(|numeral| numeral.next);
    let so = |next: usize| said(next) && scan.said(next).contains(' ');
    at > 0 && said(at - 1) || behind.is_some_and(so)
}
