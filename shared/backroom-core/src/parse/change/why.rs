//! Why it is gone, where that is said apart: before ("ice melted, 8 bags gone") or behind ("threw out 5 lights, not working").

use crate::intent::{Action, Reason};

use crate::parse::amount::Count;
use crate::parse::piece::Piece;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Verb, Words};
use crate::parse::split;

use super::line::verb;

/// "ice melted, 8 bags gone", "relaxer past its date, 3 out", "robbed last night, they took 5": why so many are gone is said
/// before.
pub(super) fn told_before(pieces: &mut Vec<Piece<'_>>) {
    let mut told: Option<Reason> = None;
    for at in 1..pieces.len() {
        let (before, later) = pieces.split_at_mut(at);
        let (Some(last), Some(piece)) = (before.last(), later.first_mut()) else {
            return;
        };
        let why = last.front.or(last.back).filter(|verb| verb.loses());
        let tells = last.count.is_none() && last.guard.is_none() && !last.returned;
        if tells {
            told = why.map(|verb| verb.reason);
        }
        let mut verbs = piece.front.into_iter().chain(piece.back);
        // "the box leaked, lost 4": nobody stole them.
        let lost = piece.scan.any_says(Words::LOSES);
        let gone = verbs.any(|verb| verb.reason == Reason::Use || lost && verb.loses());
        if let Some(reason) = told.filter(|_| gone && piece.count.is_some()) {
            let lost = |verb: Verb| Verb { reason, ..verb };
            (piece.front, piece.back) = (piece.front.map(lost), piece.back.map(lost));
        }
    }
    once(pieces);
    called_damaged(pieces);
    closed_by_sale(pieces);
}

/// "4 breakers out for Van Wyk, sold": what closes it says why they are out.
fn closed_by_sale(pieces: &mut [Piece<'_>]) {
    let [first @ .., last] = pieces else {
        return;
    };
    let sale = last
        .front
        .filter(|verb| last.header() && last.guard.is_none() && verb.reason == Reason::Sale);
    let Some(sale) = sale else {
        return;
    };
    for piece in first {
        let out = |at: usize| {
            let minus = ["minus", "less", "deduct", "subtract", "remove"];
            piece.scan.says(at, Words::OUT) || minus.contains(&piece.scan.said(at))
        };
        let out = (0..piece.scan.len()).any(out);
        let used = verb(piece).is_some_and(|verb| verb.reason == Reason::Use);
        if out && used && piece.count.is_some() {
            (piece.front, piece.back) = (None, Some(sale));
        }
    }
}

/// "14 bags went hard, damaged": what closes it says why.
fn called_damaged(pieces: &mut [Piece<'_>]) {
    let [first @ .., last] = pieces else {
        return;
    };
    let disposed = last.scan.any_says(Words::DISPOSAL.or(Words::OFF_THE_BOOKS));
    let damage = last
        .front
        .filter(|verb| last.header() && !disposed && verb.reason == Reason::Damage);
    let Some(damage) = damage else {
        return;
    };
    for piece in first {
        if piece.count.is_some() && piece.back.is_some_and(|verb| verb.reason == Reason::Expiry) {
            piece.back = Some(damage);
        }
    }
}

/// "a Q20 can leaked, write off 1 Q20", "bucket cracked, 1 bucket in the bin": what was lost is taken off once.
fn once(pieces: &mut Vec<Piece<'_>>) {
    let off = Words::OFF_THE_BOOKS.or(Words::DISPOSAL);
    let mut at = 1;
    while at < pieces.len() {
        let (why, gone) = (&pieces[at - 1], &pieces[at]);
        // What was stolen, nobody threw away.
        let thrown = gone.scan.any_says(Words::DISPOSAL);
        let stolen = |verb: &Verb| verb.reason == Reason::Theft && thrown;
        let lost = verb(why).filter(|verb| verb.loses() && !stolen(verb));
        let alike = why.count == gone.count && why.unit == gone.unit
            || matches!(why.count, None | Some(Count::Article)) && gone.count.is_some();
        let same = !why.name.is_empty() && why.name.text == gone.name.text;
        let removed = verb(gone).is_some_and(|verb| verb.action == Action::Remove);
        let again = alike && same && removed && gone.scan.any_says(off);
        // "threw away 2 bread, threw away 2 bread" are two.
        let told = !why.scan.any_says(off);
        let certain = told && why.guard.is_none() && gone.guard.is_none();
        if let Some(lost) = lost.filter(|_| again && certain) {
            (pieces[at].front, pieces[at].back) = (Some(lost), None);
            pieces.remove(at - 1);
        } else {
            // "2 coolant leaked, threw away 3 coolant": two of the three, or five?
            let twice = same && removed && certain && gone.scan.any_says(off);
            pieces[at].stray |= lost.is_some() && twice;
            at += 1;
        }
    }
}

/// "take away 2 cabbages, they are rotten", "remove 1 gel from stock the lid broke off", "threw out 5 lights, not working":
/// why is said behind.
pub(super) fn spoilt(pieces: &mut [Piece<'_>], scan: Scan<'_>) {
    let counted = |piece: &&Piece<'_>| piece.count.is_some();
    let Some(last) = pieces.iter().rfind(counted).or(pieces.last()) else {
        return;
    };
    let gone = |piece: &Piece<'_>| {
        let verb = piece.front.or(piece.back);
        let gone = |verb: Verb| matches!(verb.reason, Reason::Use | Reason::Expiry);
        verb.is_some_and(|verb| gone(verb) || may_be_told(piece, verb))
    };
    if !pieces.iter().any(gone) {
        return;
    }
    let end = last.named_to();
    let behind = |at: usize| scan.get(at).start >= end;
    let lost = |at: usize| {
        let token = scan.get(at);
        let verb = token.sense.verb.filter(|verb| verb.loses());
        let denied = at > 0 && scan.is(at - 1, Flags::NEGATIVE);
        verb.filter(|_| !denied && !token.sense.says(Words::DISPOSAL))
    };
    let Some((at, why)) = (0..scan.len())
        .filter(|at| behind(*at))
        .find_map(|at| Some((at, lost(at)?)))
    else {
        return;
    };
    let they = (at.saturating_sub(2)..at).any(|at| split::is_other(scan.said(at)));
    let single = pieces.len() == 1;
    for piece in pieces {
        // "write off 2 eggs broken": why stands behind each.
        let own = piece.back.filter(|back| back.loses());
        let why = own.unwrap_or(why);
        let told = single && they || piece.scan.any_says(Words::OFF_THE_BOOKS);
        let because = |verb: Verb| {
            let used = verb.reason == Reason::Use && told;
            let disposed = verb.reason == Reason::Expiry && only_disposed(piece.scan);
            let reason = if used || disposed || may_be_told(piece, verb) {
                why.reason
            } else {
                verb.reason
            };
            Verb { reason, ..verb }
        };
        (piece.front, piece.back) = (piece.front.map(because), piece.back.map(because));
    }
}

/// "lost 4 eggs, fridge broke", "write off 3, expired": gone, and why may be said behind.
fn may_be_told(piece: &Piece<'_>, verb: Verb) -> bool {
    verb.loses() && piece.scan.any_says(Words::LOSES.or(Words::OFF_THE_BOOKS))
}

/// Whether it was thrown away, for whatever reason.
pub(super) fn only_disposed(scan: Scan<'_>) -> bool {
    let mut why = (0..scan.len()).filter(|at| {
        let verb = scan.get(*at).sense.verb;
        verb.is_some_and(|verb| verb.reason == Reason::Expiry)
    });
    why.all(|at| scan.says(at, Words::DISPOSAL))
}
