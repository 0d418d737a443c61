//! "sold about 10 chips", "used roughly 30 russians": how many exactly is asked, as it is of "2 or 3". What is counted or lost
//! may be told roughly: nobody knows it better.

use crate::intent::{Action, Intent, Parsed, Problem, Reason};
use crate::parse::amount::{self, Count};
use crate::parse::piece::Piece;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Verb, Words};

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

/// "milk 14, i think": the scan without that.
pub(in crate::parse) fn without_supposing(scan: Scan<'_>) -> Option<Scan<'_>> {
    if !scan.seen.says(Words::SUPPOSES) || !scan.seen.has_number() {
        return None;
    }
    let whole = scan.trimmed();
    let last = whole.len().checked_sub(1).filter(|last| *last > 0)?;
    let from = last - usize::from(whole.is(last - 1, Flags::PERSON));
    whole
        .says(last, Words::SUPPOSES)
        .then(|| whole.part(0, from).trimmed())
}

/// Of what was only supposed, how many it was is asked; what was not clear anyway stays so.
pub(super) fn how_many(parsed: Parsed) -> Parsed {
    let (way, name) = match parsed {
        Parsed::Understood(Intent::Change(lines)) => {
            let Ok([line]) = <[_; 1]>::try_from(lines) else {
                return Parsed::Incomplete(Problem::NotYet);
            };
            (Some((line.action, line.reason)), line.name)
        }
        Parsed::Incomplete(Problem::NoAction { mut things }) if things.len() == 1 => {
            (None, things.remove(0).name)
        }
        other @ (Parsed::Understood(_)
        | Parsed::Unsure(_)
        | Parsed::Incomplete(_)
        | Parsed::Unrecognised) => return other,
    };
    Parsed::Incomplete(Problem::NoQuantity { way, name })
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
