//! Clauses that tell of no stock beside a change: "it was 38 degrees", "invoice says 10", "his is 2kw", "Kombi came in with a
//! puncture", "camera 2", "site: Erf 2210 Centurion", "Themba forgot to lock".

use std::ops::Range;

use crate::intent::{Action, Reason};
use crate::parse::guard;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Verb, Words};
use crate::parse::split::is_other;
use crate::parse::token::{Kind, Token};

use super::around::{counts, ends};

/// The tokens without such clauses; `None` if there are none.
pub(super) fn without_clauses(scan: Scan<'_>) -> Option<Vec<Token>> {
    let told = Words::AROUND
        .or(Words::SLIP)
        .or(Words::CAR)
        .or(Words::SITE)
        .or(Words::STREET)
        .or(Words::AS_NEW);
    if !scan.seen.says(told) && !scan.seen.is(Flags::NEGATIVE.or(Flags::CLAUSE)) {
        return None;
    }
    let clauses = clauses(scan);
    if clauses.len() < 2 {
        return None;
    }
    let lost = clauses.iter().any(|clause| tells_of_loss(scan, clause));
    let returned = clauses.iter().any(|clause| tells_of_return(scan, clause));
    let mut left: Vec<Token> = Vec::with_capacity(scan.len());
    let mut dropped = false;
    let mut slip = false;
    let mut from = 0;
    for clause in clauses {
        let because = clause.start > 0 && scan.is(clause.start - 1, Flags::CLAUSE.or(Flags::AND));
        let short = slip && tells_short(scan, &clause);
        let but = clause.start > 0 && scan.says(clause.start - 1, Words::BUT);
        slip = !but && says_slip(scan, &clause);
        let idle = slip
            || short
            || measures_else(scan, &clause, lost)
            || because && size_of_theirs(scan, &clause)
            || car_came(scan, &clause)
            || stands_at(scan, &clause)
            || slip_beside(scan, &clause)
            || returned && is_as_new(scan, &clause)
            || lost && tells_why(scan, &clause);
        let end = clause.end;
        if idle {
            dropped = true;
        } else {
            left.extend_from_slice(&scan.tokens[from..end]);
        }
        from = end;
    }
    left.extend_from_slice(&scan.tokens[from..]);
    dropped.then_some(left)
}

/// What stands between commas, sentences, and words that begin another thought.
fn clauses(scan: Scan<'_>) -> Vec<Range<usize>> {
    let mut clauses = Vec::with_capacity(4);
    let mut from = 0;
    for at in 0..=scan.len() {
        let whose = || is_other(scan.said(at + 1)) || scan.is(at + 1, Flags::OWN);
        let parts = at == scan.len()
            || ends(scan, at)
            || scan.is(at, Flags::CLAUSE)
            || scan.is(at, Flags::AND) && whose();
        if parts {
            if at > from {
                clauses.push(from..at);
            }
            from = at + 1;
        }
    }
    clauses
}

fn any(scan: Scan<'_>, clause: &Range<usize>, flags: Flags) -> bool {
    clause.clone().any(|at| scan.is(at, flags))
}

/// The first verb of the clause that says more than "is" or "has".
fn moves(scan: Scan<'_>, clause: &Range<usize>) -> Option<Verb> {
    clause.clone().find_map(|at| {
        let token = scan.get(at);
        let little = Flags::AUXILIARY.or(Flags::BE).or(Flags::IN).or(Flags::TIME);
        token.sense.verb.filter(|_| !token.is(little))
    })
}

fn tells_of_loss(scan: Scan<'_>, clause: &Range<usize>) -> bool {
    moves(scan, clause).is_some_and(Verb::loses) && counts(scan, clause.clone())
}

fn tells_of_return(scan: Scan<'_>, clause: &Range<usize>) -> bool {
    let back = |verb: Verb| verb.reason == Reason::Return;
    any(scan, clause, Flags::RETURN) || moves(scan, clause).is_some_and(back)
}

/// "box still closed", "never worn", behind what was brought back: how it is.
fn is_as_new(scan: Scan<'_>, clause: &Range<usize>) -> bool {
    let still = |at: usize| scan.says(at, Words::STILL) || scan.is(at, Flags::NEGATIVE);
    let other = guard::ALL.or(Flags::KNOWN).or(Flags::RETURN);
    let quiet = |at: usize| {
        let token = scan.get(at);
        let how = scan.says(at, Words::AS_NEW) || still(at);
        token.word() && (how || !token.is(other) && token.sense.verb.is_none())
    };
    let how = clause.clone().any(|at| scan.says(at, Words::AS_NEW));
    let still = clause.clone().any(still);
    how && still && clause.len() < 7 && clause.clone().all(quiet) && !counts(scan, clause.clone())
}

/// "invoice matches", "delivery note 551": what came with the goods, beside them.
fn slip_beside(scan: Scan<'_>, clause: &Range<usize>) -> bool {
    if !scan.seen.is(Flags::KNOWN) {
        return false;
    }
    let slip = |at: &usize| scan.says(*at, Words::SLIP) && !scan.is(*at, Flags::WISH);
    let Some(slip) = clause.clone().find(slip) else {
        return false;
    };
    let link = |at: usize| scan.is(at, Flags::NUMBERED) || !scan.word(at);
    let number = |at: usize| scan.get(at).number().is_some() || scan.get(at).sense.number.is_some();
    let numbered = clause
        .clone()
        .filter(|at| number(*at))
        .all(|at| at > slip && (slip + 1..at).all(link));
    let moved = clause.clone().any(|at| {
        let token = scan.get(at);
        let verb = token.sense.verb.is_some() && !token.is(Flags::IN.or(Flags::AUXILIARY));
        // "invoice says R35 each" tells the price.
        let sum = matches!(token.kind, Kind::Money(_)) || token.is(Flags::RAND.or(Flags::EACH));
        sum || verb && at != slip
    });
    let other = Flags::KNOWN.or(Flags::RETURN).or(guard::ALL);
    let doubted = clause.clone().any(|at| at != slip && scan.is(at, other));
    numbered && !moved && !doubted && clause.len() < 9
}

/// "it was 38 degrees today", "15 km from town", "camera 2".
fn measures_else(scan: Scan<'_>, clause: &Range<usize>, lost: bool) -> bool {
    let number = |at: usize| scan.get(at).number().is_some();
    // A camera is told of where something was lost; elsewhere it may be goods.
    let around = clause.clone().any(|at| {
        let counted = match scan.is(at, Flags::NUMBERED) {
            true => lost && number(at + 1),
            false => at > clause.start && number(at - 1),
        };
        scan.says(at, Words::AROUND) && counted
    });
    let around = around && clause.clone().filter(|at| number(*at)).count() == 1;
    let counted = moves(scan, clause).is_some_and(|verb| verb.action != Action::Set);
    around && !counted && !any(scan, clause, Flags::KNOWN.or(Flags::RETURN))
}

/// "invoice says 10", "the slip says 20".
fn says_slip(scan: Scan<'_>, clause: &Range<usize>) -> bool {
    let says = |at: usize| scan.says(at, Words::SAID);
    let Some(slip) = clause.clone().find(|at| scan.says(*at, Words::SLIP)) else {
        return false;
    };
    let number = clause.clone().any(|at| scan.get(at).number().is_some());
    (slip..clause.end.min(slip + 4)).any(says) && number && !any(scan, clause, Flags::KNOWN)
}

/// "they short us one", behind what the invoice says.
fn tells_short(scan: Scan<'_>, clause: &Range<usize>) -> bool {
    let short = |at: usize| scan.said(at).starts_with("short");
    clause.clone().any(short) && !any(scan, clause, Flags::KNOWN)
}

/// "it was 3kw", "his is 2kw": which size something of a customer has.
fn size_of_theirs(scan: Scan<'_>, clause: &Range<usize>) -> bool {
    let size = clause.end - 1;
    let sized = size > clause.start + 1
        && scan.is(size, Flags::SIZE)
        && scan.get(size - 1).number().is_some();
    let is = sized && scan.is(size - 2, Flags::BE);
    let whose = is_other(scan.said(clause.start)) || scan.is(clause.start, Flags::OWN);
    is && whose && !any(scan, clause, Flags::KNOWN)
}

/// "Kombi came in with a puncture": a customer's car.
fn car_came(scan: Scan<'_>, clause: &Range<usize>) -> bool {
    let Some(car) = clause
        .clone()
        .take(5)
        .find(|at| scan.says(*at, Words::CAR) && !scan.is(*at, Flags::KNOWN))
    else {
        return false;
    };
    let number = |at: usize| scan.get(at).number().is_some();
    let before = (clause.start..car)
        .any(|at| scan.get(at).sense.verb.is_some() || scan.is(at, Flags::KNOWN));
    scan.is(car + 1, Flags::ARRIVES)
        && !scan.says(car, Words::VEHICLE)
        && !before
        && !clause.clone().any(number)
}

/// "site: Erf 2210 Centurion": where it was.
fn stands_at(scan: Scan<'_>, clause: &Range<usize>) -> bool {
    let headed = scan.says(clause.start, Words::SITE) && scan.mark(clause.start + 1, b':');
    let number = clause.clone().find(|at| scan.get(*at).number().is_some());
    let numbered = number.is_some_and(|at| at > clause.start && scan.is(at - 1, Flags::NUMBERED));
    let street = clause.clone().any(|at| scan.says(at, Words::STREET));
    let quiet = moves(scan, clause).is_none() && !any(scan, clause, Flags::KNOWN.or(guard::ALL));
    quiet && headed && (numbered || street || number.is_none())
}

/// "Themba forgot to lock", "nobody saw it": why it was lost, which takes nothing back.
fn tells_why(scan: Scan<'_>, clause: &Range<usize>) -> bool {
    let Some(not) = clause.clone().find(|at| scan.is(*at, Flags::NEGATIVE)) else {
        return false;
    };
    let said = scan.said(not);
    let bare = not == clause.start && (said.ends_with('t') || said == "no");
    let takes_back = Flags::KNOWN
        .or(Flags::RETURN)
        .or(Flags::UNDO)
        .or(Flags::FIX);
    let it = clause.start < not && scan.said(clause.start).starts_with("it");
    let acts = (not + 1..clause.end).any(|at| {
        let token = scan.get(at);
        token.word() && (token.sense.empty() || token.is(Flags::ORDER))
    });
    acts && !bare
        && !it
        && moves(scan, clause).is_none()
        && !counts(scan, clause.clone())
        && !any(scan, clause, takes_back)
}
