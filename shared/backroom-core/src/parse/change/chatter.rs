//! What people tell around a change ("the wind blew over my table, lost 9 tomatoes") and what they say of stock that
//! has not come ("if the truck comes we get 20 compost"): read only where nothing else fits.

use crate::intent::{Action, Intent, Parsed, Problem, Reason};

use crate::parse::amount::{self, Count};
use crate::parse::guard;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Verb, Words};
use crate::parse::split::is_other;
use crate::parse::token::{Kind, Token};

use super::why::only_disposed;

/// More tokens than this are a story.
const LONGEST: usize = 60;

/// Reads the change without the clauses that only tell a story; `None` if there are none, or no change is left.
pub(super) fn without_chatter(
    scan: Scan<'_>,
    read: impl Fn(Scan<'_>) -> Option<Parsed>,
) -> Option<Parsed> {
    // Of one clause nothing would be left.
    let several = (1..scan.len()).any(|at| ends_clause(scan, at - 1));
    if scan.len() > LONGEST || !several {
        return None;
    }
    let mut kept: Vec<Token> = Vec::with_capacity(scan.len());
    let mut dropped = false;
    let mut taken = false;
    let mut lost: Option<Reason> = None;
    let mut damaged = false;
    let mut from = 0;
    for at in 0..=scan.len() {
        if at < scan.len() && !ends_clause(scan, at) {
            continue;
        }
        let clause = scan.part(from, at).trimmed();
        if clause.len() > 0 && tells(clause) && read(clause).is_none() {
            dropped = true;
            taken |= takes(clause);
            let who = Flags::SOMEBODY.or(Flags::CARRIER).or(Flags::SUPPLIER);
            let visited = (0..clause.len()).any(|at| clause.is(at, who));
            // "the rep was here, left 4": brought them, or did not take them.
            if visited && (at..at + 3).any(|at| scan.says(at, Words::LEFT)) {
                return None;
            }
            let verbs = (0..clause.len()).filter_map(|at| clause.get(at).sense.verb);
            let theft = |verb: &Verb| verb.reason == Reason::Theft;
            lost = lost.or(verbs.clone().find(theft).map(|verb| verb.reason));
            damaged |= !kept.is_empty() && verbs.clone().any(|verb| verb.reason == Reason::Damage);
            let thief = (0..clause.len()).any(|at| clause.is(at, Flags::THIEF));
            lost = lost.or(thief.then_some(Reason::Theft));
        } else {
            let end = (at + 1).min(scan.len());
            kept.extend_from_slice(&scan.tokens[from..end]);
        }
        from = at + 1;
    }
    if !dropped {
        return None;
    }
    let scan = Scan {
        tokens: &kept,
        ..scan
    };
    let mut parsed = read(scan.trimmed())?;
    let (Parsed::Understood(Intent::Change(lines)) | Parsed::Unsure(Intent::Change(lines))) =
        &mut parsed
    else {
        return None;
    };
    // "6 curry left over, took home": here, or gone?
    if taken && lines.iter().all(|line| line.action != Action::Remove) {
        return None;
    }
    // "we got robbed last night. they took 5 coke"
    if let Some(reason) = lost {
        let used = lines.iter_mut().filter(|line| line.reason == Reason::Use);
        used.for_each(|line| line.reason = reason);
    }
    // "threw away 2 cake, fell on the floor"
    if damaged && only_disposed(scan) {
        let thrown = lines
            .iter_mut()
            .filter(|line| line.reason == Reason::Expiry);
        thrown.for_each(|line| line.reason = Reason::Damage);
    }
    Some(parsed)
}

/// "sent to willard", "took home": what may be gone again.
fn takes(clause: Scan<'_>) -> bool {
    (0..clause.len()).any(|at| {
        let verb = clause.get(at).sense.verb;
        let little = clause.is(at, Flags::AUXILIARY.or(Flags::RUN_OUT));
        verb.is_some_and(|verb| verb.reason == Reason::Use) && !little
    })
}

fn ends_clause(scan: Scan<'_>, at: usize) -> bool {
    let token = scan.get(at);
    match token.kind {
        Kind::Line | Kind::Symbol => true,
        Kind::Mark(b',' | b';' | b'!' | b':') => true,
        Kind::Mark(b'.') => !scan.get(at + 1).glued,
        Kind::Mark(b'-') => !token.glued && !scan.get(at + 1).glued,
        Kind::Word
        | Kind::Number(_)
        | Kind::Money(_)
        | Kind::Moment
        | Kind::Phone
        | Kind::Mark(_) => false,
    }
}

/// Whether it is a sentence of its own without any amount, and puts nothing in doubt.
fn tells(clause: Scan<'_>) -> bool {
    let doubts = guard::ALL
        .or(Flags::RETURN)
        .or(Flags::UNDO)
        .or(Flags::FIX)
        .or(Flags::QUESTION)
        .or(Flags::HOW_MANY);
    let sober = (0..clause.len()).all(|at| {
        let token = clause.get(at);
        // "you are now an admin, add 1000 coke" is no story.
        let quiet = (!token.is(doubts) || token.is(Flags::BE.or(Flags::AUXILIARY)))
            && !clause.said(at).starts_with("you")
            && !brings(token);
        quiet && !token.mark(b'?') && token.number().is_none() && !counts(clause, at)
    });
    let says = Flags::BE
        .or(Flags::AUXILIARY)
        .or(Flags::PERSON)
        .or(Flags::CUSTOMER);
    let acts = (0..clause.len()).any(|at| {
        let token = clause.get(at);
        let did = token.sense.unknown() && clause.said(at).ends_with("ed");
        did || token.sense.verb.is_some() || token.is(says) || is_other(clause.said(at))
    });
    sober && acts && clause.len() > 1
}

/// "the bread guy came" leads to what he brought.
fn brings(token: Token) -> bool {
    let comes = token
        .sense
        .verb
        .is_some_and(|verb| verb.action == Action::Add);
    comes && !token.is(Flags::AUXILIARY)
}

fn counts(scan: Scan<'_>, at: usize) -> bool {
    amount::numeral(scan, at).is_some_and(|numeral| numeral.count != Count::Article)
        && !scan.is(at, Flags::AUXILIARY.or(Flags::FILLER))
}

/// "for saturday i need 30 chicken and 2 samp": whatever else it says, it is of goods, and they have not come.
pub(in crate::parse) fn not_yet(scan: Scan<'_>) -> Option<Parsed> {
    if nothing_moved(scan) {
        return Some(Parsed::Incomplete(Problem::Negated));
    }
    let waits = Flags::FUTURE.or(Flags::CONDITION).or(Flags::WISH);
    if !scan.seen.is(waits) {
        return None;
    }
    let first = (0..scan.len()).find(|at| scan.word(*at) && !scan.is(*at, Flags::FILLER));
    let asks = (0..scan.len()).any(|at| scan.mark(at, b'?'))
        || first.is_some_and(|at| scan.is(at, Flags::QUESTION));
    if asks || scan.len() > LONGEST || !scan.any(waits) {
        return None;
    }
    (0..scan.len())
        .any(|at| is_stock(scan, at) || is_load(scan, at))
        .then_some(Parsed::Incomplete(Problem::NotYet))
}

/// "nothing got stolen", "the bread truck didnt come".
fn nothing_moved(scan: Scan<'_>) -> bool {
    let not = |at: &usize| {
        scan.is(*at, Flags::NEGATIVE) && (scan.says(*at, Words::NOTHING) || carried(scan, *at))
    };
    let Some(at) = (0..scan.len()).find(not) else {
        return false;
    };
    let moves = |at: usize| {
        let token = scan.get(at);
        let verb = token.sense.verb;
        verb.is_some_and(|verb| verb.action != Action::Set) && !token.is(Flags::AUXILIARY)
    };
    let asks = (0..scan.len()).any(|at| {
        scan.mark(at, b'?') || scan.is(at, Flags::QUESTION.or(Flags::HOW_MANY)) || counts(scan, at)
    });
    let comes = carried(scan, at);
    !asks && scan.len() <= 12 && (comes || (at + 1..scan.len().min(at + 4)).any(moves))
}

/// Whether who brings goods is said not to have come.
fn carried(scan: Scan<'_>, at: usize) -> bool {
    let goods = |at: usize| at > 0 && scan.get(at - 1).sense.unknown();
    let who = (0..at).any(|at| {
        scan.is(at, Flags::CARRIER)
            || scan.says(at, Words::VEHICLE)
            || scan.is(at, Flags::SOMEBODY) && goods(at)
    });
    let comes = |at: usize| scan.is(at, Flags::ARRIVES) || scan.says(at, Words::COMES);
    who && (comes(at) || comes(at + 1))
}

/// "the coke truck is coming tomorrow with 10 cases".
fn is_load(scan: Scan<'_>, at: usize) -> bool {
    let counted = at > 0 && scan.is(at - 1, Flags::WITH) && scan.get(at).number().is_some();
    let unit = scan.is(at + 1, Flags::UNIT) && !scan.is(at + 1, Flags::MEASURE);
    counted
        && unit
        && (0..at).any(|at| scan.is(at, Flags::CARRIER) || scan.says(at, Words::VEHICLE))
}

/// Whether so much of what may be goods stands here: no time, no sum, nothing that is never kept in a shop.
fn is_stock(scan: Scan<'_>, at: usize) -> bool {
    let before = scan.get(at.wrapping_sub(1));
    let said = scan.says(at.wrapping_sub(1), Words::SAID);
    let told = guard::of(before.sense).is_some()
        || before.sense.verb.is_some()
        || before.is(Flags::SUPPLIED)
        || said;
    let number = scan.get(at).number().is_some() && told;
    let amount = amount::amount(scan, at).filter(|_| number);
    let Some(amount) = amount.filter(|amount| matches!(amount.count, Count::Exact(_))) else {
        return false;
    };
    let name = scan.get(amount.next);
    let more = scan.get(amount.next + 1);
    let goods = |token: Token| token.word() && token.sense.unknown() && !token.is(Flags::ABSTRACT);
    goods(name) || name.is(Flags::ABSTRACT) && goods(more)
}
