//! What is only carried about in the shop: "moved 10 plants from the back to the front" moves no stock.

use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};

/// Whether it goes from one place of the shop to another.
pub(in crate::parse) fn stays_within(scan: Scan<'_>) -> bool {
    if !scan.seen.says(Words::CARRIES) {
        return false;
    }
    let Some(verb) = (0..scan.len()).find(|at| scan.says(*at, Words::CARRIES)) else {
        return false;
    };
    let other = Flags::CUSTOMER.or(Flags::SUPPLIER);
    // "to the front tables", "into the fridge"; but not "to the other shop", "to the shop in town".
    let place = |link: usize| {
        let near = link..(link + 4).min(scan.len());
        let inside = near.clone().find(|at| scan.says(*at, Words::INSIDE))?;
        let away = (link..inside).any(|at| scan.is(at, other) || scan.says(at, Words::ELSEWHERE));
        (!away && (link..inside).all(|at| scan.word(at))).then_some(inside)
    };
    // "to the shop" is one phrase.
    let whole = |at: usize| scan.says(at, Words::INSIDE) && scan.is(at, Flags::FILLER);
    let to = |at: &usize| scan.is(*at, Flags::TO.or(Flags::IN)) || whole(*at);
    let from = |at: &usize| scan.is(*at, Flags::FROM) && !scan.is(*at, Flags::OF);
    let goes_to = (verb + 1..scan.len()).rfind(to).and_then(place);
    let comes_from = (verb + 1..scan.len()).find(from).and_then(place);
    let moved = scan.says(verb, Words::SHIFTS);
    goes_to.is_some() && (moved || comes_from.is_some())
}
