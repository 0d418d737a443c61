//! What is said around a question without asking anything: why it is asked, and for whom.

use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};

/// "trina 425 still available? need 10": the question alone, where what follows only says why.
pub(super) fn without_wish(scan: Scan<'_>) -> Scan<'_> {
    // "how many geysers left, the insurance guy wants 3"
    let parts = |at: &usize| {
        let behind = scan.mark(*at, b',') && scan.is(0, Flags::HOW_MANY) && wants(scan, at + 1);
        scan.mark(*at, b'?') || behind
    };
    let Some(end) = (1..scan.len()).find(parts) else {
        return scan;
    };
    let why = |at: usize| scan.is(at, Flags::WISH.or(Flags::FOR));
    let mut from = end + 1;
    while scan.is(from, Flags::PERSON.or(Flags::FILLER)) || scan.mark(from, b'?') {
        from += 1;
    }
    let named = (from..scan.len()).any(|at| scan.is(at, Flags::KNOWN));
    match (why(from) || wants(scan, from)) && !named {
        true => scan.part(0, end + 1),
        false => scan,
    }
}

/// "which items are running low? I'm on my way to town now": the question alone.
pub(in crate::parse) fn without_remark(scan: Scan<'_>) -> Scan<'_> {
    if !scan.seen.marks(b"?") {
        return scan;
    }
    let Some(end) = (1..scan.len()).find(|at| scan.mark(*at, b'?')) else {
        return scan;
    };
    let asks = Flags::QUESTION
        .or(Flags::HOW_MANY)
        .or(Flags::KNOWN)
        .or(Flags::HISTORY)
        .or(Flags::LIST);
    let more = |at: usize| {
        let token = scan.get(at);
        let does = token.sense.verb.is_some() && !token.is(Flags::AUXILIARY.or(Flags::FILLER));
        token.is(asks) && !token.is(Flags::PERSON.or(Flags::BE)) || does || token.number().is_some()
    };
    match (end + 1..scan.len()).any(more) || scan.mark(scan.len() - 1, b'?') {
        true => scan,
        false => scan.part(0, end + 1),
    }
}

/// "a guy wants 10", "the insurance guy is asking": somebody is behind the question.
fn wants(scan: Scan<'_>, from: usize) -> bool {
    let who = Flags::CUSTOMER.or(Flags::SOMEBODY).or(Flags::FILLER);
    let person = |at: usize| scan.is(at, who) || scan.says(at, Words::BUYER.or(Words::TITLE));
    let Some(wish) = (from..scan.len().min(from + 6)).find(|at| asks_for(scan, *at)) else {
        return false;
    };
    let moves = |at: usize| scan.get(at).sense.verb.is_some() && !scan.is(at, Flags::AUXILIARY);
    (from..wish).any(person) && !(from..wish).any(moves)
}

fn asks_for(scan: Scan<'_>, at: usize) -> bool {
    scan.is(at, Flags::WISH) || scan.says(at, Words::CHARGES) && scan.said(at).ends_with("ing")
}
