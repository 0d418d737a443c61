//! What was found somewhere is there besides what was counted: "found 4 stopcocks behind the compressor", "found 3 soap in the
//! fridge", "found 2 amoxil that fell behind the fridge". What is found and said not to be all, or no more, is a count.

use std::ops::Range;

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
    if scan.seen.marks(b"?") {
        return None;
    }
    let said = who_found(scan)?;
    let (found, first) = (said.found, said.first);
    let (listed, place) = things(scan, first)?;
    let end = match found > first {
        true => found,
        false => clause_end(scan, place),
    };
    let last = (end..scan.len()).all(|at| scan.get(at).number().is_none());
    let more = !(first..place).any(|at| lost(scan, at)) && !(place..end).any(|at| lost(scan, at));
    if !more || !last || !is_place(scan, place..end) {
        return None;
    }
    let mut tokens = vec![scan.get(found)];
    for number in listed {
        tokens.extend_from_slice(&scan.tokens[number.start..=number.start]);
        let besides = (number.start + 1..number.end).any(|at| scan.says(at, Words::BY_HOW_MUCH));
        tokens.extend((!besides).then(|| more_of(scan, number.start)));
        tokens.extend_from_slice(&scan.tokens[number.start + 1..number.end]);
    }
    let rest = end + usize::from(found == end);
    tokens.extend_from_slice(&scan.tokens[rest.min(scan.len())..]);
    Some(tokens)
}

/// Where "found" stands, and the first number.
struct Found {
    found: usize,
    first: usize,
}

/// "found 3", "we found another 3", "Sipho found 3"; Afrikaans has its verb at the end: "het 3 … gevind".
fn who_found(scan: Scan<'_>) -> Option<Found> {
    const NAMES: usize = 2;
    let idle = Flags::FILLER
        .or(Flags::PERSON)
        .or(Flags::TIME)
        .or(Flags::AUXILIARY);
    let het = |at: usize| scan.says(at, Words::VERB_LAST);
    let quiet = |at: usize| (scan.is(at, idle) || het(at)) && !scan.is(at, Flags::THIRD);
    let stranger = |at: usize| scan.word(at) && scan.get(at).sense.nothing();
    let named = (0..scan.len()).take_while(|at| stranger(*at)).count();
    let from = if named > NAMES { 0 } else { named };
    let begins = (from..scan.len()).find(|at| !quiet(*at) || scan.says(*at, Words::FINDS))?;
    let number = |at: usize| scan.get(at).number().is_some() || scan.get(at).sense.number.is_some();
    if !scan.says(begins, Words::FINDS) {
        let last = (begins..scan.len()).rev().find(|at| scan.word(*at))?;
        let closed = begins > 0 && scan.says(last, Words::FINDS) && number(begins);
        return closed.then_some(Found {
            found: last,
            first: begins,
        });
    }
    let another = begins + 1 + usize::from(scan.said(begins + 1) == "another");
    number(another).then_some(Found {
        found: begins,
        first: another,
    })
}

/// The numbers with what they count, joined by "and" or commas, and where that ends.
fn things(scan: Scan<'_>, first: usize) -> Option<(Vec<Range<usize>>, usize)> {
    let mut listed = Vec::with_capacity(1);
    let mut from = first;
    loop {
        let amount = amount::amount(scan, from)?;
        let of = usize::from(scan.is(amount.next, Flags::OF));
        let named = amount.next + of;
        let name = (named..named + 2).find(|at| scan.is(*at, Flags::KNOWN))?;
        let joins = scan.is(name + 1, Flags::AND) || scan.mark(name + 1, b',');
        let goes_on = joins && scan.get(name + 2).number().is_some();
        listed.push(from..name + 1 + usize::from(goes_on));
        if !goes_on {
            return Some((listed, name + 1));
        }
        from = name + 2;
    }
}

/// Whether it says where, and nothing else: "behind the boxes", "in the cold room", "at the back by the sand".
fn is_place(scan: Scan<'_>, place: Range<usize>) -> bool {
    let stands = |at: usize| {
        let counted = scan.get(at).sense.verb.is_some();
        let said = scan.said(at);
        counted && (said.starts_with("in ") || said.starts_with("on "))
    };
    let inside = |at: usize| scan.is(at, Flags::PLACE) || scan.says(at, Words::INSIDE);
    let link = Flags::IN.or(Flags::AT).or(Flags::BY).or(Flags::THE);
    let first = place.start;
    // "behnd the shelf"
    let misspelt = scan.get(first).sense.nothing() && scan.is(first + 1, Flags::THE);
    let begins = scan.is(first, link) || hides(scan, first) || stands(first) || misspelt;
    let whose = |at: usize| scan.is(at - 1, Flags::THE.or(Flags::OWN));
    let missing = guard::ALL.or(Flags::AND);
    let plain = |at: usize| {
        let other = scan.is(at, missing) || scan.is(at, Flags::KNOWN) && !whose(at);
        scan.word(at) && !other || at + 1 == place.end
    };
    let somewhere = place
        .clone()
        .any(|at| hides(scan, at) || inside(at) || stands(at));
    let left = place.clone().any(|at| scan.says(at, Words::LEFT));
    begins && somewhere && !left && place.clone().all(plain)
}

fn hides(scan: Scan<'_>, at: usize) -> bool {
    HIDES.contains(&scan.said(at).rsplit(' ').next().unwrap_or_default())
}

/// "3 eggs broken under the shelf" are lost; what fell there is not.
fn lost(scan: Scan<'_>, at: usize) -> bool {
    let fell = FALLS.contains(&scan.said(at).split(' ').next().unwrap_or_default());
    let verb = scan.get(at).sense.verb;
    verb.is_some_and(Verb::loses) && !(fell && scan.is(at - 1, Flags::THE))
}

/// A word that says that the number before it is besides what there was.
fn more_of(scan: Scan<'_>, number: usize) -> Token {
    let after = scan.get(number).end;
    Token {
        kind: Kind::Word,
        start: after,
        end: after,
        sense: lexicon::look_up("more"),
        ..scan.get(number)
    }
}

/// How it came there.
const FALLS: [&str; 5] = ["fell", "fallen", "rolled", "slipped", "dropped"];

/// Where what is there is not seen.
const HIDES: [&str; 10] = [
    "behind",
    "under",
    "underneath",
    "beneath",
    "bottom",
    "hidden",
    "lost",
    "hiding",
    "agter",
    "onder",
];
