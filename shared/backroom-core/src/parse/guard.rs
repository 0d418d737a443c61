//! What keeps a message from moving stock: not, not yet, perhaps.

use crate::intent::{Problem, Reason};

use super::scan::Scan;
use super::sense::{Flags, Sense, Verb, Words};
use super::token::Token;

/// Why nothing has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    NotYet,
    Negated,
}

/// All kinds of word that put a message in doubt.
pub(super) const ALL: Flags = DENIAL
    .or(Flags::FUTURE)
    .or(Flags::CONDITION)
    .or(Flags::WISH);

const DENIAL: Flags = Flags::NEGATIVE.or(Flags::NONE);

/// In front of amount and name.
pub(super) fn of(sense: &Sense) -> Option<Guard> {
    if sense.is(DENIAL) {
        Some(Guard::Negated)
    } else if sense.is(ALL) {
        Some(Guard::NotYet)
    } else {
        None
    }
}

/// Behind amount and name.
pub(super) fn behind(sense: &Sense) -> Option<Guard> {
    if sense.verb.is_some() && !sense.is(Flags::FUTURE) {
        return None;
    }
    of(sense)
}

/// "broke on the way": where it happened, and not that it is to come.
pub(super) fn on_the_way(scan: Scan<'_>, at: usize) -> bool {
    // "used 3 l on the truck engine"
    let used = |token: &Token| {
        token
            .sense
            .verb
            .is_some_and(|verb| verb.reason == Reason::Use)
            && scan.said(at).ends_with("truck")
    };
    scan.is(at, Flags::FUTURE)
        && scan.says(at, Words::WAY)
        && (scan.tokens[..at].iter().any(used)
            || scan
                .tokens
                .iter()
                .any(|token| token.sense.verb.is_some_and(Verb::loses)))
}

/// "the courier lost our 20 tyres": who brings goods lost what had not come yet.
pub(super) fn lost_on_the_way(scan: Scan<'_>, verb: usize) -> bool {
    if !scan.says(verb, Words::LOSES) {
        return false;
    }
    let brings = Flags::CARRIER.or(Flags::SUPPLIER);
    let who = (verb.saturating_sub(4)..verb)
        .rev()
        .find(|at| scan.is(*at, brings));
    let acts = |at: usize| scan.get(at).sense.verb.is_some() || !scan.word(at);
    who.is_some_and(|who| !(who + 1..verb).any(acts))
}

impl Guard {
    pub(super) fn problem(self) -> Problem {
        match self {
            Self::NotYet => Problem::NotYet,
            Self::Negated => Problem::Negated,
        }
    }
}
