//! What is said behind a change of something else than the change: "returned 1 seat, did not fit her Kwid", "used boxes, forgot
//! to count". It denies nothing, and nothing of it is to come.

use std::ops::Range;

use super::{Left, clause_end, counts, done_before, ends, less};
use crate::intent::{Action, Reason};
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Verb, Words};

/// "customer returned 1 seat, did not fit her Kwid", "2 dolls stolen, could not catch him": why it is back, or gone.
pub(super) fn without_why(scan: Scan<'_>) -> Left {
    if !scan.seen.is(Flags::NEGATIVE.or(Flags::WISH)) || !scan.seen.marks(b",.;!-") {
        return None;
    }
    let clause = clauses(scan).find(|clause| {
        let from = clause.start;
        let lost = (0..from).any(|at| scan.get(at).sense.verb.is_some_and(Verb::loses));
        let back = |at: usize| {
            let verb = scan.get(at).sense.verb;
            scan.is(at, Flags::RETURN) || verb.is_some_and(|verb| verb.reason == Reason::Return)
        };
        let returned = (0..from).any(back);
        (lost || returned) && done_before(scan, from) && tells_why(scan, clause, returned)
    })?;
    less(scan, clause.start - 1..clause.end)
}

/// What stands behind a comma or a full stop.
fn clauses(scan: Scan<'_>) -> impl Iterator<Item = Range<usize>> {
    let starts = (2..scan.len()).filter(move |at| ends(scan, at - 1));
    starts.map(move |from| from..clause_end(scan, from))
}

fn tells_why(scan: Scan<'_>, clause: &Range<usize>, returned: bool) -> bool {
    let any = |flags: Flags| clause.clone().any(|at| scan.is(at, flags));
    let doubt = clause
        .clone()
        .find(|at| scan.is(*at, Flags::NEGATIVE.or(Flags::WISH)));
    let Some(doubt) = doubt.filter(|at| at + 1 < clause.end) else {
        return false;
    };
    // "not really", "no, only 2"
    let bare = clause.start == doubt && ["no", "not", "none"].contains(&scan.said(doubt));
    let takes_back = Flags::RETURN
        .or(Flags::UNDO)
        .or(Flags::FIX)
        .or(Flags::FUTURE)
        .or(Flags::QUESTION);
    let reports = |at: usize| scan.said(at).starts_with("sa") && scan.said(at).contains(' ');
    let unsure = |at: usize| scan.is(at, Flags::CONDITION) && !reports(at);
    let moves = |at: usize| {
        let token = scan.get(at);
        let verb = token.sense.verb.filter(|verb| verb.reason != Reason::Sale);
        let little = Flags::AUXILIARY
            .or(Flags::BE)
            .or(Flags::WISH)
            .or(Flags::NEGATIVE);
        verb.is_some() && !token.is(little) && !scan.says(at, Words::BUYS)
    };
    let number = |at: usize| {
        let token = scan.get(at);
        token.number().is_some() || token.sense.number.is_some_and(|number| number > 0)
    };
    // "said he wanted sparkling": what he wanted instead.
    let wanted = returned && scan.said(doubt).ends_with("ed");
    let named = any(Flags::KNOWN) && !wanted;
    // "returned 1 chicken, client didnt like it": who returned it.
    let who = returned && any(Flags::CUSTOMER.or(Flags::SUPPLIER).or(Flags::SOMEBODY));
    let sober = !bare && !named && !who && !any(takes_back) && !clause.clone().any(unsure);
    sober
        && !clause
            .clone()
            .any(|at| moves(at) || number(at) || scan.says(at, Words::HAPPENS))
}

/// "One small boy returned 1 ruler": that is who, and counts nothing.
pub(super) fn without_one(scan: Scan<'_>) -> Left {
    let people = Flags::SOMEBODY.or(Flags::CUSTOMER);
    if !scan.seen.says(Words::ONE) || !(scan.seen.is(people) || scan.seen.says(Words::BUYER)) {
        return None;
    }
    let idle = Flags::FILLER.or(Flags::TIME);
    let one = (0..scan.len()).find(|at| scan.word(*at) && !scan.is(*at, idle))?;
    let which = Flags::ADJECTIVE.or(Flags::BEFORE_UNIT);
    let who = one + 1 + usize::from(scan.is(one + 1, which) || scan.get(one + 1).sense.nothing());
    let person = scan.is(who, people) || scan.says(who, Words::BUYER);
    let acts = scan.get(who + 1).sense.verb.is_some() || scan.is(who + 1, Flags::RETURN);
    let counted = counts(scan, who + 1..scan.len()) && !scan.is(one, people);
    let said = ["one", "1"].contains(&scan.said(one));
    (said && person && acts && counted)
        .then(|| less(scan, one..one + 1))
        .flatten()
}

/// "returned 1 lace wig never worn": how it is, and not that it was not returned.
pub(super) fn without_as_new(scan: Scan<'_>) -> Left {
    if !(scan.seen.is(Flags::NEGATIVE) && scan.seen.says(Words::AS_NEW)) {
        return None;
    }
    let how = |at: &usize| {
        let not = scan.said(*at) == "never" || scan.said(*at) == "not";
        let end = at + 2;
        let last =
            end >= scan.len() || ends(scan, end) || scan.is(end, Flags::AND.or(Flags::CLAUSE));
        not && scan.says(at + 1, Words::AS_NEW) && last && scan.word(at - 1)
    };
    let at = (2..scan.len()).find(how)?;
    let returned = (0..at).any(|at| {
        let verb = scan.get(at).sense.verb;
        scan.is(at, Flags::RETURN) || verb.is_some_and(|verb| verb.reason == Reason::Return)
    });
    (returned && done_before(scan, at))
        .then(|| less(scan, at..at + 2))
        .flatten()
}

/// "one of the staff stole 2": the staff did.
pub(super) fn without_which(scan: Scan<'_>) -> Left {
    let people = Flags::SOMEBODY.or(Flags::CUSTOMER);
    if !scan.seen.is(Flags::OF) || !(scan.seen.is(people) || scan.seen.says(Words::BUYER)) {
        return None;
    }
    let whom = |at: usize| at + usize::from(scan.is(at, Flags::THE.or(Flags::OWN)));
    let person = |at: usize| scan.is(at, people) || scan.says(at, Words::BUYER);
    let some = |at: &usize| {
        let token = scan.get(*at);
        let number = token.number().is_some() || token.sense.number.is_some();
        let who = whom(at + 2);
        let acts = scan.get(who + 1).sense.verb.is_some();
        (number || token.is(Flags::VAGUE)) && scan.is(at + 1, Flags::OF) && person(who) && acts
    };
    let at = (0..scan.len()).find(some)?;
    less(scan, at..at + 2)
}

/// "used junction boxes, forgot to count", "sold chips, not sure how many": how many it was, is what is asked.
pub(super) fn without_uncounted(scan: Scan<'_>) -> Left {
    if !scan.seen.is(Flags::NEGATIVE.or(Flags::CONDITION)) || counts(scan, 0..scan.len()) {
        return None;
    }
    let clause = clauses(scan).find(|clause| {
        let not = |at: usize| scan.is(at, Flags::NEGATIVE.or(Flags::CONDITION));
        let Some(not) = clause.clone().find(|at| not(*at)) else {
            return false;
        };
        let counted = (not..clause.end).any(|at| {
            let verb = scan.get(at).sense.verb;
            let sets = verb.is_some_and(|verb| verb.action == Action::Set);
            sets && !scan.is(at, Flags::AUXILIARY) || scan.is(at, Flags::HOW_MANY)
        });
        let known =
            |at: usize| scan.is(at, Flags::KNOWN.or(Flags::QUESTION)) || scan.mark(at, b'?');
        counted && !clause.clone().any(known)
    })?;
    let moved = |at: usize| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(|verb| verb.action == Action::Remove)
    };
    (0..clause.start)
        .any(moved)
        .then(|| less(scan, clause.start - 1..clause.end))
        .flatten()
}

/// "sold 3, no he changed his mind": it is taken back.
pub(in crate::parse::change) fn taken_back(scan: Scan<'_>) -> bool {
    if !(scan.seen.is(Flags::NO) && scan.seen.is(Flags::RETURN)) {
        return false;
    }
    let takes = |at: usize| scan.is(at, Flags::RETURN) && scan.said(at).starts_with("changed ");
    clauses(scan).any(|clause| {
        let no = scan.is(clause.start, Flags::NO.or(Flags::NEGATIVE));
        no && done_before(scan, clause.start) && clause.clone().any(takes)
    })
}
