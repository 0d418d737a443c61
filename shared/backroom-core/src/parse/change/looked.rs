//! What is seen on looking is there, and has not come: "checked the fridge, we got 31 castle and 19 heineken in there".

use crate::intent::{Action, Reason};

use crate::parse::lexicon;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::{Kind, Token};

/// "jump leads should be 6 but I only count 4", "count of eggs is 46": what was counted of the one thing that is named; `None` if
/// it says nothing so.
fn what_was_counted(scan: Scan<'_>) -> Option<Vec<Token>> {
    let counts = |at: usize| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(|verb| verb.action == Action::Set)
    };
    let last = scan.len().checked_sub(1)?;
    let names: Vec<usize> = (0..last).filter(|at| scan.is(*at, Flags::KNOWN)).collect();
    let ([name], Some(_)) = (names.as_slice(), scan.get(last).number()) else {
        return None;
    };
    let counted = Token {
        kind: Kind::Word,
        sense: lexicon::look_up("counted"),
        ..scan.get(0)
    };
    let so_many = || Some(vec![counted, scan.get(last), scan.get(*name)]);
    if counts(0) && scan.is(1, Flags::OF) && scan.is(last - 1, Flags::BE) && name + 2 == last {
        return so_many();
    }
    let but = (2..last).find(|at| scan.says(*at, Words::BUT))?;
    let little = Flags::PERSON.or(Flags::FILLER).or(Flags::AUXILIARY);
    let found = |at: usize| counts(at) || scan.says(at, Words::ONLY);
    let only = (but + 1..last).all(|at| found(at) || scan.is(at, little));
    let number = (0..but).filter(|at| scan.get(*at).number().is_some());
    let supposed = scan.says(name + 1, Words::SHOULD_BE);
    let written = *name < but && number.count() == 1 && supposed;
    (written && only && (but + 1..last).any(found)).then(so_many)?
}

/// The tokens without where somebody looked, and what "got" means there; `None` if nobody did.
pub(super) fn what_is_there(scan: Scan<'_>) -> Option<Vec<Token>> {
    let counts =
        scan.seen.says(Words::BUT) || scan.get(0).sense.verb.is_some() && scan.is(1, Flags::OF);
    if counts && let Some(counted) = what_was_counted(scan) {
        return Some(counted);
    }
    if !scan.seen.says(Words::LOOKS) {
        return None;
    }
    if let Some(counted) = what_was_there(scan) {
        return Some(counted);
    }
    let looks = (0..4).find(|at| scan.says(*at, Words::LOOKS))?;
    let end = (looks..scan.len()).find(|at| {
        let mark = matches!(scan.get(*at).kind, Kind::Mark(b',' | b'.' | b':' | b';'));
        let dash = scan.mark(*at, b'-') && !scan.get(*at).glued;
        mark || dash || scan.get(*at).kind == Kind::Line || scan.is(*at, Flags::AND)
    })?;
    let says = |at: usize, reason| {
        scan.get(at)
            .sense
            .verb
            .is_some_and(|verb| verb.reason == reason)
    };
    // "the fridge", "in the storeroom"
    let all = |at: usize| scan.is(at, Flags::PLACE.or(Flags::LIST)) || scan.says(at, Words::STOCK);
    let place = (looks + 1..end)
        .any(|at| all(at) || scan.says(at, Words::INSIDE) || says(at, Reason::Count));
    let told = |at: usize| scan.get(at).number().is_some() || scan.is(at, Flags::KNOWN);
    if !place || (0..end).any(told) {
        return None;
    }
    // "went through the storeroom: coke 12" counts it; "went through 12 coke" used them.
    if says(looks, Reason::Use) {
        let counted = Token {
            sense: lexicon::look_up("counted"),
            ..scan.get(looks)
        };
        return Some([&[counted], &scan.tokens[end..]].concat());
    }
    let got = (end + 1..end + 4).find(|at| says(*at, Reason::Receipt))?;
    let ours = scan.said(got).ends_with("got") && scan.get(got + 1).number().is_some();
    let have = Token {
        sense: lexicon::look_up("we have"),
        ..scan.get(got)
    };
    ours.then(|| [&[have], &scan.tokens[got + 1..]].concat())
}

/// "fanta is 19, coke is 23, i just checked the fridge": told after looking, so many are there.
fn what_was_there(scan: Scan<'_>) -> Option<Vec<Token>> {
    let comma = (1..scan.len())
        .rev()
        .find(|at| matches!(scan.get(*at).kind, Kind::Mark(b',' | b'.' | b';')))?;
    let little = Flags::PERSON.or(Flags::FILLER).or(Flags::TIME);
    let looks = (comma + 1..scan.len()).find(|at| scan.says(*at, Words::LOOKS))?;
    let led = (comma + 1..looks).all(|at| scan.is(at, little) || scan.says(at, Words::ONLY));
    let is = |at: usize| scan.is(at, Flags::BE) && scan.get(at + 1).number().is_some();
    let told = |at: usize| {
        let token = scan.get(at);
        !token.word() || token.is(Flags::KNOWN) || is(at) || token.is(Flags::AND)
    };
    let counted = (0..comma).any(is) && (0..comma).all(told);
    let place =
        |at: usize| scan.is(at, Flags::PLACE.or(Flags::THE)) || scan.says(at, Words::INSIDE);
    if !led || !counted || !(looks + 1..scan.len()).all(place) {
        return None;
    }
    let counted = Token {
        sense: lexicon::look_up("counted"),
        ..scan.get(0)
    };
    let rest = (0..comma).filter(|at| !is(*at)).map(|at| scan.get(at));
    Some(std::iter::once(counted).chain(rest).collect())
}
