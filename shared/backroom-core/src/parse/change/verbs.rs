//! Each piece gets its verb: its own, that of the header or piece before, or that which closes the list.

use crate::intent::{Action, Reason};

use crate::parse::guard::Guard;
use crate::parse::name::Name;
use crate::parse::piece::Piece;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Place, Verb, Words};
use crate::parse::token::Token;

use super::where_to;

/// "the rep was here, left 20": brought them, or did not take them.
pub(super) fn left_by_others(pieces: &mut [Piece<'_>], scan: Scan<'_>) {
    let who = Flags::SOMEBODY.or(Flags::CARRIER).or(Flags::SUPPLIER);
    for piece in pieces.iter_mut().skip(usize::from(scan.len() < 3)) {
        let left = piece.says_left() && piece.front.is_some_and(|verb| verb.action == Action::Set);
        let (from, _) = piece.scan.range();
        let visited = |token: &Token| token.start < from && token.is(who);
        if left && scan.tokens.iter().any(visited) {
            piece.front = None;
        }
    }
}

/// Gives the pieces without a verb theirs.
pub(super) fn assign(pieces: &mut [Piece<'_>]) {
    let mut current: Option<Led> = None;
    let mut came = false;
    let signed = pieces.iter().any(|piece| piece.plus);
    let dashes = pieces.iter().filter(|piece| piece.dash).count();
    let signs = dashes == 1 || signed;
    if let [first, second, ..] = pieces {
        brought(first, second);
    }
    refunded(pieces);
    from_site(pieces);
    where_to::put(pieces);
    where_to::delivered(pieces);
    for at in 0..pieces.len() {
        let (before, later) = pieces.split_at_mut(at + 1);
        let Some(piece) = before.last_mut() else {
            return;
        };
        // "bread guy came, left 40 bread"
        let left = piece.weak && piece.front.is_some_and(|verb| verb.action == Action::Set);
        if left && came {
            piece.front = None;
        }
        if piece.front.is_none() && piece.says_left() {
            current = None;
        }
        let who = Flags::SOMEBODY.or(Flags::CARRIER).or(Flags::SUPPLIER);
        let visited = (0..piece.scan.len()).any(|at| piece.scan.is(at, who));
        let comes = piece.back.is_some_and(|verb| verb.action == Action::Add);
        came = piece.count.is_none() && (comes || visited);
        let open = current.is_none() || signed;
        if piece.dash && piece.front.is_none() && open && piece.back.is_none() && signs {
            piece.front = Some(Verb {
                action: Action::Remove,
                reason: Reason::Use,
                place: Place::Before,
            });
        }
        carrier(piece, later.first());
        // "ek het 4 melk en 2 brood verkoop"
        if piece.has_verb_last()
            && let Some(led) = closing(later).filter(|led| led.verb.action != Action::Set)
        {
            piece.front = Some(led.verb);
            piece.weak = led.weak;
        }
        if let Some(front) = piece.front {
            current = Some(Led::by(front, piece));
        } else if piece.returned {
            current = None;
        } else if piece.back.is_some() {
            doubt(piece, current);
        } else if let Some(led) = current {
            piece.front = Some(led.verb);
            led.leads(piece);
        } else if let Some(led) = closing(later) {
            piece.back = Some(led.verb);
            led.leads(piece);
        } else if let [.., last, piece] = before
            && piece.extra
            && last.count.is_some()
        {
            // "1.5 kg ghee used plus 500 g turmeric"
            piece.back = last.back;
        }
    }
}

/// What a piece without a verb takes from the one that has it.
#[derive(Clone, Copy)]
struct Led {
    verb: Verb,
    weak: bool,
    /// "did not sell:" is said of all that follows.
    guard: Option<Guard>,
    /// "milk, bread finished"
    run_out: bool,
}

impl Led {
    fn by(verb: Verb, piece: &Piece<'_>) -> Self {
        Self {
            verb,
            weak: piece.weak,
            guard: piece.guard,
            // "so busy, 10 coke gone": of what is counted some may be left.
            run_out: piece.run_out && piece.count.is_none(),
        }
    }

    fn leads(self, piece: &mut Piece<'_>) {
        piece.led = !piece.opens_row();
        piece.weak = self.weak;
        piece.guard = piece.guard.or(self.guard);
        piece.run_out = self.run_out && piece.count.is_none();
    }
}

/// "customer changed her mind, returned 1 wig": who returned it is said before.
fn brought(first: &mut Piece<'_>, second: &mut Piece<'_>) {
    let silent = first.count.is_none() && first.front.is_none() && first.back.is_none();
    let returns = second.returned && second.front.is_none() && second.customer.is_none();
    if silent && returns && first.customer == Some(true) {
        let verb = Some(Verb {
            action: Action::Add,
            reason: Reason::Return,
            place: Place::Either,
        });
        (first.front, second.front) = (verb, verb);
        first.name = Name::default();
        first.stray = false;
    }
}

/// "nomsa returned 1 wig, refunded her": whoever gets money back brought something back.
fn refunded(pieces: &mut [Piece<'_>]) {
    let [first, .., last] = pieces else {
        return;
    };
    let refunds = last.header() && last.scan.said(0) == "refunded";
    let them = (1..last.scan.len()).any(|at| ["her", "him", "them"].contains(&last.scan.said(at)));
    let undecided = first.returned && first.front.is_none() && first.customer.is_none();
    if refunds && them && undecided && first.back.is_none() {
        first.front = last.front;
    }
}

/// "brought back 3 rails and 14 clamps from site": what comes back from where work is done comes in.
fn from_site(pieces: &mut [Piece<'_>]) {
    let [first, .., last] = pieces else {
        return;
    };
    let site = |at: usize| {
        let next = at + 1 + usize::from(last.scan.is(at + 1, Flags::THE.or(Flags::OWN)));
        let place = last.scan.word(next) && last.scan.get(next).sense.unknown();
        let from = last.scan.is(at, Flags::FROM) && !last.scan.is(at, Flags::OF);
        from && (last.scan.says(next, Words::SITE) || place && first.brings_back())
    };
    let undecided = first.returned && first.front.is_none() && first.customer.is_none();
    if !undecided || !(0..last.scan.len()).any(site) {
        return;
    }
    let verb = Some(Verb {
        action: Action::Add,
        reason: Reason::Return,
        place: Place::Either,
    });
    first.front = verb;
    if last
        .front
        .is_some_and(|verb| verb.reason == Reason::Receipt)
    {
        last.front = verb;
    }
}

/// "the bread van came, 20 white bread": a header, if it names who brings and goods follow.
fn carrier(piece: &mut Piece<'_>, next: Option<&Piece<'_>>) {
    let follows = next.is_some_and(|next| {
        next.count.is_some() && next.front.is_none() && next.back.is_none() && !next.returned
    });
    let comes = piece.back.is_some_and(|verb| verb.action == Action::Add);
    let bare = piece.front.is_none() && piece.count.is_none() && piece.guard.is_none();
    if follows && comes && bare && piece.name.carrier {
        piece.front = piece.back.take();
        piece.name = Name::default();
        piece.weak = false;
    }
}

/// "received: 3 ham, torn in strips": whether the ham is torn or came so is asked.
fn doubt(piece: &mut Piece<'_>, current: Option<Led>) {
    let Some(led) = current else {
        return;
    };
    // "used 1 bandage and 2 gloves for a kid that fell": what befell somebody is not what befell the gloves.
    let used = led.verb.reason == Reason::Use;
    let whom = piece.purpose && piece.back.is_some_and(Verb::loses);
    if used && whom {
        piece.back = None;
    }
    if piece.prepared || used && whom {
        piece.front = Some(led.verb);
    }
}

/// "3 coke, 2 bread sold": the verb behind the last of them is everybody's.
fn closing(later: &[Piece<'_>]) -> Option<Led> {
    let silent = |piece: &Piece<'_>| piece.front.is_none() && piece.back.is_none();
    if let [between @ .., last] = later
        && last.header()
        && between.iter().all(silent)
    {
        return last.front.map(|verb| Led::by(verb, last));
    }
    let piece = later.iter().find(|piece| !silent(piece))?;
    let verb = piece.back.filter(|_| piece.front.is_none())?;
    Some(Led::by(verb, piece))
}
