//! Numbers that are no amounts: "25 out 4 the office", "sold 4 between 9 and 11"; and two of which neither is the amount.

use super::{Left, counts, ends, less};
use crate::intent::Reason;
use crate::parse::guard;
use crate::parse::lexicon;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::{Form, Kind, Token};

/// Whether "4" may stand for a word.
pub(super) fn has_four(scan: Scan<'_>) -> bool {
    scan.seen.has_number() && scan.text.contains(" 4 ") && four(scan).is_some()
}

/// "foils 25 out 2day 4 the office": where "4" stands that counts nothing.
fn four(scan: Scan<'_>) -> Option<usize> {
    let whom = |at: usize| {
        let the = scan.is(at, Flags::THE) && scan.said(at) == "the" || scan.is(at, Flags::OWN);
        // "4 her son", "new stock 4 us"
        let whom = scan.is(at, Flags::PERSON) && (at + 1 >= scan.len() || ends(scan, at + 1));
        let the = the || scan.says(at, Words::THEIR);
        // "1 butter 4 baking"
        let last = at + 1 >= scan.len() || ends(scan, at + 1) || scan.is(at + 1, Flags::AND);
        let doing = scan.said(at).ends_with("ing") && scan.get(at).sense.nothing() && last;
        let whom = whom || doing && scan.get(at - 2).is(Flags::KNOWN);
        whom || the && scan.word(at + 1) && !scan.is(at + 1, Flags::TIME)
    };
    let is = |at: &usize| {
        scan.get(*at).number().is_some()
            && scan.said(*at) == "4"
            && whom(at + 1)
            && scan.word(at - 1)
    };
    (2..scan.len()).find(is).filter(|at| counts(scan, 0..*at))
}

/// The same with the word in its place.
pub(super) fn for_four(scan: Scan<'_>) -> Left {
    let at = has_four(scan).then(|| four(scan)).flatten()?;
    let mut tokens = scan.tokens.to_vec();
    tokens[at] = word(scan, at, "for");
    Some(tokens)
}

fn word(scan: Scan<'_>, at: usize, said: &str) -> Token {
    Token {
        kind: Kind::Word,
        glued: false,
        sense: lexicon::look_up(said),
        ..scan.get(at)
    }
}

/// "sold 4 lintels between 9 and 11": when that was; "between 20 and 25 kg left": which of them it is, is asked.
pub(super) fn without_between(scan: Scan<'_>) -> Left {
    if !scan.seen.says(Words::BETWEEN) {
        return None;
    }
    let number = |at: usize| scan.get(at).number().is_some();
    // "between 6 and 9pm"
    let hour = |at: usize| number(at) || scan.get(at).kind == Kind::Moment;
    let both = |at: usize| number(at + 1) && scan.is(at + 2, Flags::AND) && hour(at + 3);
    let at = (0..scan.len()).find(|at| scan.says(*at, Words::BETWEEN) && both(*at))?;
    let behind = at + 4;
    let over = behind >= scan.len()
        || ends(scan, behind)
        || scan.is(behind, Flags::TIME.or(Flags::FILLER));
    let mut named = (0..at).filter(|at| scan.word(*at) && scan.get(*at).sense.unknown());
    if over && counts(scan, 0..at) && named.next().is_some() {
        return less(scan, at..behind);
    }
    // "1 pound noodles between 1 and 2 inch wide"
    if counts(scan, 0..at) && scan.is(behind, Flags::SIZE.or(Flags::MEASURE)) {
        return None;
    }
    let mut tokens = scan.tokens.to_vec();
    tokens[at + 2] = word(scan, at + 2, "or");
    tokens.remove(at);
    Some(tokens)
}

/// "a fan belt on the Mazda 323": which Mazda it is counts nothing, where nothing that it could count follows.
pub(in crate::parse) fn without_model(scan: Scan<'_>) -> Left {
    if !scan.seen.says(Words::CAR) {
        return None;
    }
    let whose = Flags::THE.or(Flags::OWN);
    let model = |at: &usize| {
        let number = scan.get(at + 1).number().is_some();
        scan.says(*at, Words::CAR)
            && scan.is(at - 1, whose)
            && number
            && (at + 2 >= scan.len() || ends(scan, at + 2))
    };
    let car = (2..scan.len()).find(model)?;
    less(scan, car + 1..car + 2)
}

/// "received order 4471: …", "order 551 arrived: …", "out on order SO-771": which order it is counts nothing, and is not wished for.
pub(super) fn without_order(scan: Scan<'_>) -> Left {
    if !scan.seen.says(Words::SLIP) {
        return None;
    }
    let wished = Flags::WISH.or(Flags::FUTURE);
    let order = |at: &usize| scan.says(*at, Words::SLIP) && scan.is(*at, wished);
    let at = (0..scan.len()).find(order)?;
    let number = numbered(scan, at);
    let gone = |at: usize| {
        let verb = scan.get(at).sense.verb;
        let sold = verb.is_some_and(|verb| verb.reason == Reason::Sale);
        sold || verb.is_some() && scan.says(at, Words::SENDS)
    };
    let sent = number.unwrap_or(at + 1);
    if gone(sent) && heads(scan, sent + 1) && (0..at).all(|at| plain(scan, at)) {
        return counts(scan, sent..scan.len()).then(|| scan.tokens[sent..].to_vec());
    }
    let end = number?;
    let comes = |at: usize| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(|verb| verb.reason == Reason::Receipt)
    };
    let rest = counts(scan, end..scan.len());
    let kept = match at.checked_sub(1) {
        Some(_) if scan.is(at, Flags::FUTURE) && counts(scan, 0..at) => at,
        Some(got) if (comes(got) || gone(got)) && scan.mark(end, b':') && rest => at,
        None if comes(end) && rest => 1,
        _ => return None,
    };
    let mut tokens = scan.tokens[..kept].to_vec();
    tokens.extend_from_slice(&scan.tokens[end..]);
    Some(tokens)
}

fn heads(scan: Scan<'_>, at: usize) -> bool {
    matches!(scan.get(at).kind, Kind::Line | Kind::Mark(b':' | b','))
}

/// "online", of "online order 1043".
fn plain(scan: Scan<'_>, at: usize) -> bool {
    let idle = Flags::THE.or(Flags::OWN).or(Flags::FILLER);
    scan.word(at) && (scan.get(at).sense.empty() || scan.is(at, idle)) && !scan.is(at, Flags::KNOWN)
}

/// Where "4471", "no 12" or "SO-771" ends behind "order".
fn numbered(scan: Scan<'_>, order: usize) -> Option<usize> {
    let number = |at: usize| scan.get(at).number().is_some();
    let sign = scan.is(order + 1, Flags::NUMBERED) || scan.mark(order + 1, b'#');
    let first = order + 1 + usize::from(sign);
    if number(first) {
        return Some(first + 1);
    }
    let letters = scan.word(first) && scan.said(first).bytes().any(|byte| byte.is_ascii_digit());
    if letters {
        return Some(first + 1);
    }
    let code = scan.word(first) && scan.mark(first + 1, b'-') && number(first + 2);
    let glued = scan.get(first + 1).glued && scan.get(first + 2).glued;
    (code && glued).then_some(first + 3)
}

/// "received waybill 12", "on delivery note 5521", "inv 441": the number of a paper counts nothing. What it is called stays where
/// nothing else says what was done.
pub(super) fn without_paper_number(scan: Scan<'_>) -> Left {
    if !scan.seen.says(Words::SLIP) {
        return None;
    }
    let plain = |at: usize| {
        let token = scan.get(at);
        let number = token.number();
        number.is_some_and(|number| matches!(number.form, Form::Whole | Form::Padded))
    };
    let number_of = |at: usize| {
        let sign = |at: usize| scan.is(at, Flags::NUMBERED) || scan.mark(at, b'#');
        let next = at + 1 + usize::from(sign(at + 1));
        plain(next).then_some(next)
    };
    let (paper, number) = (0..scan.len()).find_map(|at| {
        let order = scan.said(at).ends_with("order") || scan.said(at).ends_with("orders");
        let paper = scan.says(at, Words::SLIP) && !order && !scan.is(at, Flags::KNOWN);
        Some((at, number_of(at).filter(|_| paper)?))
    })?;
    let named = scan.word(number + 1) && scan.get(number + 1).sense.unknown();
    let counted = (number + 1..number + 4).any(|at| scan.get(at).number().is_some());
    let long = scan.said(number).len() > 1;
    if !long || named && !counted || scan.is(number + 1, Flags::UNIT) {
        return None;
    }
    let link = Flags::AT
        .or(Flags::FROM)
        .or(Flags::FOR)
        .or(Flags::WITH)
        .or(Flags::IN)
        .or(Flags::BY);
    let linked = paper > 0 && (scan.is(paper - 1, link) || scan.said(paper - 1) == "on");
    let from = match paper {
        0 => 1,
        _ => paper - usize::from(linked),
    };
    let mut tokens = scan.tokens[..from].to_vec();
    tokens.extend_from_slice(&scan.tokens[number + 1..]);
    Some(tokens)
}

/// "counted rail 1:", "funeral in Zone 6:", "house 14:": the number of a place at the end of a heading. Of the heading what was
/// done is left.
pub(super) fn without_heading_number(scan: Scan<'_>) -> Left {
    const LONGEST: usize = 9;
    if !scan.seen.is(Flags::KNOWN) {
        return None;
    }
    let row = |at: usize| scan.get(at).kind == Kind::Line;
    let heads = |at: &usize| scan.mark(*at, b':') || row(*at);
    let colon = (2..scan.len().min(LONGEST)).find(heads)?;
    let number = |at: usize| scan.get(at).number().is_some();
    let other = guard::ALL
        .or(Flags::RETURN)
        .or(Flags::QUESTION)
        .or(Flags::CUSTOMER)
        .or(Flags::FIX)
        .or(Flags::NO)
        .or(Flags::KNOWN)
        .or(Flags::DELIVERS)
        .or(Flags::TIMES);
    let quiet = |at: usize| {
        let buyer = scan.says(at, Words::BUYER.or(Words::SLIP));
        scan.word(at) && !scan.is(at, other) && !buyer && scan.get(at).sense.number.is_none()
    };
    let place = colon - 2;
    let noun = scan.get(place).sense.verb.is_none() && !scan.is(place, Flags::UNIT);
    // "jam 5" in a row of its own is no place.
    let noun = noun && (!row(colon) || scan.is(place, Flags::PLACE));
    let plain = number(colon - 1) && (0..=place).all(quiet) && noun && scan.word(place);
    let mut verbs = (0..place).filter(|at| {
        let little = Flags::AUXILIARY
            .or(Flags::FILLER)
            .or(Flags::IN)
            .or(Flags::AT);
        scan.get(*at).sense.verb.is_some() && !scan.is(*at, little)
    });
    let (verb, second) = (verbs.next(), verbs.next());
    let listed = (colon + 1..scan.len()).any(|at| scan.is(at, Flags::KNOWN));
    if !plain || second.is_some() || !listed || !counts(scan, colon + 1..scan.len()) {
        return None;
    }
    let mut tokens: Vec<Token> = verb.map(|at| scan.get(at)).into_iter().collect();
    let from = colon + usize::from(verb.is_none());
    tokens.extend_from_slice(&scan.tokens[from..]);
    Some(tokens)
}
