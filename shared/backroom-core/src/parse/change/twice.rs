//! What is said twice ("put 4 wheels on the trolley, so minus 4 wheels") is done once; and what is found was not counted before.

use crate::intent::Action;
use crate::parse::amount::{self, Count};
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Verb, Words};
use crate::parse::token::Token;

/// The tokens with the change said once; `None` if none is said again.
pub(super) fn without_repeated(scan: Scan<'_>) -> Option<Vec<Token>> {
    if !scan.seen.says(Words::SO.or(Words::TOTAL)) {
        return None;
    }
    let leads = |at: &usize| scan.says(*at, Words::SO) || scan.said(*at).ends_with("thats");
    let so = (3..scan.len()).find(leads)?;
    let number = (so + 1..(so + 4).min(scan.len())).find(|at| scan.get(*at).number().is_some())?;
    let exact = |at: usize| {
        amount::amount(scan, at).filter(|amount| matches!(amount.count, Count::Exact(_)))
    };
    let named = exact(number)?.next;
    let goes_on = |at: usize| {
        let token = scan.get(at);
        token.word() && token.sense.verb.is_none() && !token.is(Flags::FILLER.or(Flags::TIME))
    };
    let end = (named..scan.len())
        .find(|at| !goes_on(*at))
        .unwrap_or(scan.len());
    let rest = (end..scan.len()).all(|at| scan.get(at).number().is_none());
    let long = end - number;
    let again = |first: &usize| (0..long).all(|at| scan.said(first + at) == scan.said(number + at));
    let said_before = (0..so.saturating_sub(long - 1)).find(again);
    if end == named || !rest || said_before.is_none() {
        return None;
    }
    let way = |mut range: std::ops::Range<usize>| {
        range.find_map(|at| {
            let verb = scan.get(at).sense.verb;
            verb.map(|verb| verb.action)
                .filter(|action| *action != Action::Set && !scan.is(at, Flags::IN))
        })
    };
    let comma = so - usize::from(scan.mark(so - 1, b','));
    match (way(0..so), way(so..scan.len())) {
        (None, Some(_)) => Some(scan.tokens[so + 1..].to_vec()),
        (Some(first), second) if second.is_none_or(|second| second == first) => {
            Some(scan.tokens[..comma].to_vec())
        }
        _ => None,
    }
}

/// "found 4 more hinges in the back": those are more, and not all there are.
pub(super) fn found_more(scan: Scan<'_>) -> bool {
    if !scan.seen.says(Words::FINDS) {
        return false;
    }
    let found = (0..scan.len()).find(|at| scan.says(*at, Words::FINDS));
    found.is_some_and(|at| {
        // "found 2 that fell behind the fridge": not lost for all that.
        let fell = |at: usize| {
            let verb = scan.get(at + 1).sense.verb;
            scan.is(at, Flags::THE) && verb.is_some_and(Verb::loses)
        };
        if (at + 2..scan.len()).any(fell) {
            return true;
        }
        let counts =
            |at: usize| scan.get(at).number().is_some() || scan.get(at).sense.number.is_some();
        // "het 2 … gevind"
        let closes = at + 1 == scan.len() && (0..at).any(counts);
        let number = counts(at + 1);
        // "found 3 soap in the fridge": somewhere, and so besides what was counted.
        let there = |at: usize| {
            let verb = scan.get(at).sense.verb;
            let stands = verb.is_some_and(|verb| verb.action == Action::Set);
            stands
                && ["in ", "on "]
                    .iter()
                    .any(|place| scan.said(at).starts_with(place))
        };
        let more = (at + 2..at + 4).any(|at| scan.says(at, Words::BY_HOW_MUCH));
        closes || number && (more || (at + 2..scan.len()).any(there))
    })
}
