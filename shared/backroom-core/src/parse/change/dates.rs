//! The dates in a change: when what moved expires.

use crate::expiry::SaidDate;
use crate::intent::Reason;
use crate::parse::piece::Piece;
use crate::parse::sense::{Verb, Words};

use super::line::verb;

/// Each date belongs to the piece that it stood in or behind; that of a header to all pieces that have none.
pub(super) fn give(pieces: &mut [Piece<'_>], dates: &[(usize, SaidDate)]) {
    for (place, date) in dates {
        let before = |piece: &&mut Piece<'_>| piece.scan.range().0 <= *place;
        match pieces.iter_mut().rev().find(before) {
            Some(piece) if !piece.header() => piece.expires = Some(*date),
            Some(_) | None => {
                let without = pieces.iter_mut().filter(|piece| piece.expires.is_none());
                without.for_each(|piece| piece.expires = Some(*date));
            }
        }
    }
}

/// "bacon expires today, 6 packs taken off": why it was taken off is its date. What is used up may have one as well.
pub(super) fn expired(piece: &mut Piece<'_>) {
    let taken = piece.scan.any_says(Words::TAKEN_OFF);
    let used = verb(piece).filter(|verb| verb.reason == Reason::Use);
    if let Some(used) = used.filter(|_| taken && piece.expires.is_some()) {
        let reason = Reason::Expiry;
        (piece.front, piece.back) = (None, Some(Verb { reason, ..used }));
    }
}
