//! Where all of a list went, which its last piece says: "put 4 plugs and 1 filter in the white tazz", "delivered 50 chairs, 5
//! trestles to the church".

use crate::intent::{Action, Reason};

use crate::parse::amount::{Count, MILLIONTHS};
use crate::parse::piece::Piece;
use crate::parse::sense::{Place, Verb, Words};

use super::line::is_mass;

/// What is put in somebody's car is used; what is put anywhere else is not counted there.
pub(super) fn put(pieces: &mut [Piece<'_>]) {
    count_fitted(pieces);
    let [first, .., last] = pieces else {
        return;
    };
    if !first.scan.seen.says(Words::PUTS) || !first.puts() || first.back.is_some() {
        return;
    }
    let used = last.stands_in_car();
    let put_in = first.front.is_some();
    if last.back.is_some_and(|verb| verb.action == Action::Set) {
        last.back = None;
    }
    let silent = |piece: &Piece<'_>| {
        let verb = piece.front.or(piece.back);
        let put = verb.is_none() || piece.puts();
        put && (piece.known || put_in) && piece.count.is_some() && !piece.returned
    };
    if used && pieces.iter().all(silent) {
        all_are(pieces, Reason::Use);
    }
}

/// "changed radiator hose + 2 clips on the golf": one hose, beside what is counted; but oil comes in no pieces.
fn count_fitted(pieces: &mut [Piece<'_>]) {
    let [first, .., last] = pieces else {
        return;
    };
    let single = !first.name.text.ends_with('s') && first.name.known && !is_mass(first);
    let open = first.count.is_none() && first.guard.is_none() && first.front.is_none();
    let puts = first.scan.seen.says(Words::PUTS) && first.scan.any_says(Words::PUTS);
    if puts && single && open && last.count.is_some() && last.stands_in_car() {
        first.count = Some(Count::Exact(MILLIONTHS));
    }
}

/// What we deliver to somebody who buys is sold; to whom nobody knows, in or out is asked.
pub(super) fn delivered(pieces: &mut [Piece<'_>]) {
    let [first, rest @ .., last] = pieces else {
        return;
    };
    let silent = |piece: &Piece<'_>| piece.front.is_none() && piece.back.is_none();
    if !first.delivered_by_us() || !silent(last) || !rest.iter().all(silent) {
        return;
    }
    match last.went_to_buyer() {
        None => {}
        Some(true) => all_are(pieces, Reason::Sale),
        Some(false) => (first.front, first.back) = (None, None),
    }
}

fn all_are(pieces: &mut [Piece<'_>], reason: Reason) {
    for piece in pieces {
        piece.front = Some(Verb {
            action: Action::Remove,
            reason,
            place: Place::Either,
        });
    }
}
