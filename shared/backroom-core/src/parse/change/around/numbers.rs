//! Numbers that are no amounts: "25 out 4 the office", "sold 4 between 9 and 11"; and two of which neither is the amount.

use super::{Left, counts, ends, less};
use crate::intent::Reason;
use crate::parse::lexicon;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::{Kind, Token};

/// Whether "4" may stand for a word.
pub(super) fn has_four(scan: Scan<'_>) -> bool {
    scan.seen.is(Flags::THE.or(Flags::OWN)) && four(scan).is_some()
}

/// "foils 25 out 2day 4 the office": where "4" stands that counts nothing.
fn four(scan: Scan<'_>) -> Option<usize> {
    let whom = |at: usize| {
        let the = scan.is(at, Flags::THE) && scan.said(at) == "the" || scan.is(at, Flags::OWN);
        the && scan.word(at + 1) && !scan.is(at + 1, Flags::TIME)
    };
    let is = |at: &usize| scan.said(*at) == "4" && whom(at + 1) && scan.word(at - 1);
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
    let both = |at: usize| number(at + 1) && scan.is(at + 2, Flags::AND) && number(at + 3);
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

/// "received order 4471: …", "order 551 arrived: …", "out on order SO-771": which order it is counts nothing, and is not wished for.
pub(super) fn without_order(scan: Scan<'_>) -> Left {
    if !scan.seen.says(Words::SLIP) {
        return None;
    }
    let wished = Flags::WISH.or(Flags::FUTURE);
    let order = |at: &usize| scan.says(*at, Words::SLIP) && scan.is(*at, wished);
    let at = (0..scan.len()).find(order)?;
    let end = numbered(scan, at)?;
    let comes = |at: usize| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(|verb| verb.reason == Reason::Receipt)
    };
    let rest = counts(scan, end..scan.len());
    let kept = match at.checked_sub(1) {
        Some(_) if scan.is(at, Flags::FUTURE) && counts(scan, 0..at) => at,
        Some(got) if comes(got) && scan.mark(end, b':') && rest => at,
        None if comes(end) && rest => 1,
        _ => return None,
    };
    let mut tokens = scan.tokens[..kept].to_vec();
    tokens.extend_from_slice(&scan.tokens[end..]);
    Some(tokens)
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
