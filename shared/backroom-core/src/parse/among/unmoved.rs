//! Where things of the shop are named and none of them has moved: "she didn't buy the mascara", "if he comes with the money give
//! him the watch".

use super::{is_item, said};
use crate::catalogue::{Catalogue, Resolution};
use crate::intent::{Intent, Parsed, Problem, Query};
use crate::parse::scan::Scan;
use crate::parse::sense::Flags;

/// "she didn't buy the mascara": nothing has moved of what is named.
pub(super) fn denied(scan: Scan<'_>) -> Option<Parsed> {
    let negative = (0..scan.len()).find(|at| scan.is(*at, Flags::NEGATIVE))?;
    let counted = (0..scan.len()).any(|at| scan.get(at).number().is_some());
    let leads = Flags::FILLER.or(Flags::PERSON);
    // "didnt fit the cv joint"
    let opens = (0..negative).all(|at| !scan.word(at) || scan.is(at, leads))
        && scan.said(negative).ends_with('t')
        && scan.said(negative) != "not";
    // "roof was wet" behind "didnt install it" asks nothing.
    let asks = (0..scan.len()).any(|at| {
        // So does "truck is stuck" behind "no bread came".
        let told = opens || at > negative + 1 && scan.word(at - 1);
        let question = scan.is(at, Flags::QUESTION) && !(told && scan.is(at, Flags::BE));
        scan.mark(at, b'?') || scan.is(at, Flags::HOW_MANY) || question
    });
    let said = opens
        || (negative..scan.len()).any(|at| {
            scan.get(at).sense.verb.is_some() || scan.is(at, Flags::WISH.or(Flags::FUTURE))
        });
    (said && !asks && !counted && scan.len() <= 24).then_some(Parsed::Incomplete(Problem::Negated))
}

/// "if he comes with the money give him the watch": what is named has not moved yet.
pub(super) fn waits(scan: Scan<'_>) -> Option<Parsed> {
    let tokens = 0..scan.len();
    let first = tokens
        .clone()
        .find(|at| scan.word(*at) && !scan.is(*at, Flags::FILLER))?;
    let asks = tokens.clone().any(|at| scan.mark(at, b'?'));
    let moves = tokens
        .clone()
        .any(|at| scan.get(at).sense.verb.is_some() || scan.is(at, Flags::ORDER));
    // "need to order gearbox oil, 4 or 5"
    let wished = scan.is(first, Flags::WISH) && !scan.is(first, Flags::ORDER);
    let waits = scan.is(first, Flags::CONDITION.or(Flags::FUTURE)) && moves || wished;
    let waits = waits || somebody_wants(scan);
    (waits && !asks && scan.len() <= 24).then_some(Parsed::Incomplete(Problem::NotYet))
}

/// "Mrs Govender wants a cake for saturday, pink": so many of something of the shop, by somebody who stands in front.
fn somebody_wants(scan: Scan<'_>) -> bool {
    let counted = |at: usize| scan.is(at, Flags::ARTICLE) || scan.get(at).number().is_some();
    let wants = |at: &usize| {
        let named = (at + 2..at + 4).any(|at| scan.is(at, Flags::KNOWN));
        scan.is(*at, Flags::WISH) && scan.word(at - 1) && counted(at + 1) && named
    };
    let moves = |at: usize| {
        let verb = scan.get(at).sense.verb;
        verb.is_some() && !scan.is(at, Flags::AUXILIARY.or(Flags::BE).or(Flags::IN))
    };
    (1..scan.len()).any(|at| wants(&at)) && !(0..scan.len()).any(moves)
}

/// Whether this is believed rather than that nothing has moved, or not yet: what has moved for certain, or is only asked.
pub(super) fn is_believed(second: &Parsed, names: &Catalogue) -> bool {
    let Parsed::Understood(intent) = second else {
        return false;
    };
    let certain = |name: &str| is_item(name, names);
    let found = |name: &str| names.resolve(name) != Resolution::Unknown;
    if matches!(intent, Intent::Ask(Query::Check { .. })) {
        return said(intent).all(found);
    }
    matches!(intent, Intent::Change(_) | Intent::Fix(_)) && said(intent).all(certain)
}
