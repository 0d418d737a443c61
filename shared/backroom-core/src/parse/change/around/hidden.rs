//! What was found where nobody had counted it is there besides what was counted: "found 4 stopcocks behind the compressor",
//! "found 2 amoxil that fell behind the fridge".

use super::{Left, clause_end};
use crate::parse::amount;
use crate::parse::guard;
use crate::parse::lexicon;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Verb, Words};
use crate::parse::token::{Kind, Token};

/// The tokens as if so many more had been found, and nothing were said of where.
pub(super) fn found_hidden(scan: Scan<'_>) -> Left {
    if !(scan.seen.says(Words::FINDS) && scan.seen.is(Flags::KNOWN)) {
        return None;
    }
    let idle = Flags::FILLER.or(Flags::PERSON).or(Flags::TIME);
    let found = (0..scan.len()).find(|at| !scan.is(*at, idle))?;
    if !scan.says(found, Words::FINDS) {
        return None;
    }
    scan.get(found + 1).number()?;
    let amount = amount::amount(scan, found + 1)?;
    let of = usize::from(scan.is(amount.next, Flags::OF));
    let more = (found + 2..amount.next + 1).any(|at| scan.says(at, Words::BY_HOW_MUCH));
    let name = (amount.next + of..amount.next + of + 2).find(|at| scan.is(*at, Flags::KNOWN))?;
    let end = clause_end(scan, name);
    let place = name + 1;
    let hides = |at: usize| HIDES.contains(&scan.said(at).rsplit(' ').next().unwrap_or_default());
    let missing = guard::ALL.or(Flags::KNOWN).or(Flags::AND);
    let plain = (place..end).all(|at| scan.word(at) && !scan.is(at, missing) || at + 1 == end);
    let last = (end..scan.len()).all(|at| scan.get(at).number().is_none());
    // "3 eggs broken under the shelf" are lost; what fell there is not.
    let lost = |at: usize| {
        let fell = FALLS.contains(&scan.said(at).split(' ').next().unwrap_or_default());
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(Verb::loses) && !(fell && scan.is(at - 1, Flags::THE))
    };
    let link = Flags::IN.or(Flags::AT).or(Flags::BY).or(Flags::THE);
    let begins = scan.is(place, link) || hides(place);
    let whole = (found..end).all(|at| !lost(at)) && begins && plain && last;
    if !whole || !(place..end).any(hides) {
        return None;
    }
    let after = scan.get(found + 1).end;
    let besides = Token {
        kind: Kind::Word,
        start: after,
        end: after,
        sense: lexicon::look_up("more"),
        ..scan.get(found + 1)
    };
    let said = &scan.tokens[..found + 2];
    let besides: &[Token] = if more { &[] } else { &[besides] };
    Some(
        [
            said,
            besides,
            &scan.tokens[found + 2..place],
            &scan.tokens[end..],
        ]
        .concat(),
    )
}

/// How it came there.
const FALLS: [&str; 5] = ["fell", "fallen", "rolled", "slipped", "dropped"];

/// Where what is there is not seen.
const HIDES: [&str; 8] = [
    "behind",
    "under",
    "underneath",
    "beneath",
    "bottom",
    "hidden",
    "lost",
    "hiding",
];
