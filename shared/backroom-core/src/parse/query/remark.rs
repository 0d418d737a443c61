//! What is said around a question without asking anything: why it is asked, and for whom.

use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::Kind;

/// More tokens than this are a story.
const LONGEST: usize = 24;

/// "trina 425 still available? need 10": the question alone, where what follows only says why.
pub(super) fn without_wish(scan: Scan<'_>) -> Scan<'_> {
    // "how many geysers left, the insurance guy wants 3"
    // "morning boss, is there still"
    let asked = (0..3).any(|at| scan.is(at, Flags::HOW_MANY.or(Flags::QUESTION)));
    let parts = |at: &usize| {
        let behind = scan.mark(*at, b',') && asked && wants(scan, at + 1);
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
    // "the auntie with the 50 hens is here"
    let theirs = |at: usize| (from..at).any(|at| scan.is(at, Flags::WITH));
    let named = (from..scan.len()).any(|at| scan.is(at, Flags::KNOWN) && !theirs(at));
    match (why(from) || wants(scan, from) || there_was(scan, from)) && !named {
        true => scan.part(0, end + 1),
        false => scan,
    }
}

/// "which items are running low? I'm on my way to town now": the question alone.
pub(in crate::parse) fn without_remark(scan: Scan<'_>) -> Scan<'_> {
    match behind_question(scan) {
        question if question.len() < scan.len() => question,
        _ => without_story(scan),
    }
}

/// "what is running low, im going to makro", "going shopping now, what is low?": what is asked or wanted, without what somebody
/// is about to do.
fn without_story(scan: Scan<'_>) -> Scan<'_> {
    let asks = Flags::QUESTION
        .or(Flags::LIST)
        .or(Flags::LOW)
        .or(Flags::REORDER);
    if !scan.seen.is(asks.or(Flags::WISH)) || !scan.seen.is(Flags::PERSON.or(Flags::FUTURE)) {
        return scan;
    }
    let parts = |at: &usize| {
        let please = scan.is(*at, Flags::FILLER) && scan.is(at + 1, Flags::PERSON);
        scan.mark(*at, b',') || scan.mark(*at, b'.') && !scan.get(at + 1).glued || please
    };
    let Some(end) = (1..scan.len()).find(parts) else {
        return scan;
    };
    let other = Flags::KNOWN
        .or(Flags::HOW_MANY)
        .or(Flags::HISTORY)
        .or(Flags::LIST);
    let does = Flags::PERSON.or(Flags::FUTURE);
    let story = |from: usize, to: usize| {
        let quiet = |at: usize| {
            let token = scan.get(at);
            let moves = token.sense.verb.is_some() && !token.is(Flags::AUXILIARY.or(Flags::FILLER));
            let says = token.is(other.or(Flags::QUESTION))
                && !token.is(does.or(Flags::BE).or(Flags::AUXILIARY));
            !says && !moves && token.number().is_none()
        };
        (from..to).any(|at| scan.is(at, does)) && (from..to).all(quiet)
    };
    // "im out of coke, what else"
    let first = scan.is(end + 1, Flags::QUESTION.or(asks)) || scan.is(end + 2, asks);
    if story(end + 1, scan.len()) && !scan.is(0, Flags::PERSON) {
        return scan.part(0, end);
    }
    match first && story(0, end) {
        true => scan.part(end + 1, scan.len()),
        false => scan,
    }
}

fn behind_question(scan: Scan<'_>) -> Scan<'_> {
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
    let Some(wish) = (from..scan.len().min(from + 9)).find(|at| asks_for(scan, *at)) else {
        return false;
    };
    let moves = |at: usize| scan.get(at).sense.verb.is_some() && !scan.is(at, Flags::AUXILIARY);
    (from..wish).any(person) && !(from..wish).any(moves)
}

/// "there were 9 on monday", "we had 20 last week": how many it had been.
fn there_was(scan: Scan<'_>, from: usize) -> bool {
    let was = (from..from + 2).find(|at| scan.says(*at, Words::WAS));
    was.is_some_and(|was| {
        let number = scan.get(was + 1).number().is_some() || scan.is(was + 1, Flags::VAGUE);
        let moved = |at: usize| scan.get(at).sense.verb.is_some();
        number && !(was + 2..scan.len()).any(moved)
    })
}

/// "wants", "is asking", "is here".
fn asks_for(scan: Scan<'_>, at: usize) -> bool {
    let waits = scan.said(at).ends_with("waiting") || scan.is(at, Flags::ARRIVES);
    let waits = waits || scan.says(at, Words::HERE);
    waits
        || scan.is(at, Flags::WISH)
        || scan.says(at, Words::CHARGES) && scan.said(at).ends_with("ing")
}

/// "for 2 clients", "for a party of 30": who it is for.
pub(super) fn is_for(scan: Scan<'_>, number: usize) -> bool {
    let from = number.saturating_sub(4);
    let link = (from..number).rev().find(|at| scan.is(*at, Flags::FOR));
    link.is_some_and(|link| !(link..number).any(|at| scan.is(at, Flags::KNOWN)))
}

/// "man at the gate wants 15 pavers and a lintel, do we have?": what somebody wants, where whether there is any is asked behind.
pub(super) fn wanted(scan: Scan<'_>) -> Option<Vec<String>> {
    let asks = Flags::HOW_MANY.or(Flags::HOW_MANY_AFTER);
    if !(scan.seen.is(Flags::WISH) && scan.seen.is(asks)) || scan.len() > LONGEST {
        return None;
    }
    let scan = scan.trimmed();
    let parts = |at: &usize| {
        let full_stop = scan.mark(*at, b'.') && !scan.get(at + 1).glued;
        full_stop || scan.mark(*at, b',') || scan.get(*at).kind == Kind::Line
    };
    let end = (1..scan.len()).rev().find(parts)?;
    let little = asks
        .or(Flags::QUESTION)
        .or(Flags::FILLER)
        .or(Flags::AUXILIARY)
        .or(Flags::PERSON)
        .or(Flags::TIME)
        .or(Flags::BE);
    let idle = |at: usize| {
        let word = scan.is(at, little) || scan.says(at, Words::ANY) || scan.said(at) == "enough";
        !scan.word(at) && scan.get(at).number().is_none() || word
    };
    let asked = |at: usize| scan.is(at, asks) && !scan.is(at, Flags::FILLER);
    let question = (end + 1..scan.len()).any(asked) && (end + 1..scan.len()).all(idle);
    let wants = (0..end).any(|at| scan.is(at, Flags::WISH));
    let moves = |at: usize| {
        let token = scan.get(at);
        let other = Flags::AUXILIARY
            .or(Flags::FILLER)
            .or(Flags::IN)
            .or(Flags::WISH);
        token.sense.verb.is_some() && !token.is(other) || token.is(Flags::NEGATIVE)
    };
    let known: Vec<String> = (0..end)
        .filter(|at| scan.is(*at, Flags::KNOWN))
        .map(|at| scan.said(at).to_owned())
        .collect();
    (question && wants && !(0..end).any(moves) && !known.is_empty()).then_some(known)
}
