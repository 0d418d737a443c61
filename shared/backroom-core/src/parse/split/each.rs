//! "2 each of coke, fanta and sprite": the number is everybody's.

use crate::parse::amount;
use crate::parse::scan::Scan;
use crate::parse::sense::Flags;
use crate::parse::token::{Kind, Token};

/// The tokens with the number in front of each name; `None` where nothing is shared.
pub(in crate::parse) fn each_of(scan: Scan<'_>) -> Option<Vec<Token>> {
    if !scan.seen.is(Flags::EACH) {
        return None;
    }
    let shares = |at: &usize| {
        let (first, then) = (scan.get(*at), scan.get(at + 1));
        let each = |token: Token| token.is(Flags::EACH);
        let of = |token: Token| token.is(Flags::OF) && !token.is(Flags::EACH);
        each(first) && of(then) || of(first) && each(then) && scan.mark(at + 2, b':')
    };
    let Some(at) = (1..scan.len()).find(shares) else {
        return each_behind(scan);
    };
    let from = (at.saturating_sub(4)..at).find(|from| {
        let number = amount::numeral(scan, *from).map(|numeral| numeral.next);
        let unit = amount::amount(scan, *from).map(|amount| amount.next);
        number == Some(at) || unit == Some(at)
    })?;
    let number = &scan.tokens[from..at];
    let mut spread = scan.tokens[..from].to_vec();
    let mut opens = true;
    for token in &scan.tokens[at + 2..] {
        let marks = token.mark(b',') || token.mark(b'&') || token.kind == Kind::Line;
        let parts = marks || token.is(Flags::AND);
        if opens && token.word() && !parts {
            spread.extend(number);
            opens = false;
        }
        opens |= parts;
        spread.push(*token);
    }
    Some(spread)
}

/// "coke and fanta sold 2 of each", "got stone and sand 6 cubes each": the number of all, behind their names.
fn each_behind(scan: Scan<'_>) -> Option<Vec<Token>> {
    let whole = scan.trimmed();
    // "10 each in": a verb, or when it was, may stand behind.
    let said = |at: usize| {
        whole.get(at).sense.verb_after().is_some() || whole.is(at, Flags::TIME.or(Flags::FILLER))
    };
    let mut to = whole.len();
    while to > 1 && said(to - 1) && !whole.is(to - 1, Flags::EACH) {
        to -= 1;
    }
    let (scan, behind) = (whole.part(0, to), whole.part(to, whole.len()));
    let last = scan.len().checked_sub(1)?;
    let whole = scan.is(last, Flags::EACH) && !scan.is(last, Flags::TIMES);
    let of = last > 0 && scan.is(last - 1, Flags::OF);
    let end = last - usize::from(of);
    let from = (end.saturating_sub(3)..end).find(|from| {
        let number = scan.get(*from).number().is_some();
        number
            && amount::amount(scan, *from).is_some_and(|amount| [end, last].contains(&amount.next))
    })?;
    let parts = |at: usize| {
        let token = scan.get(at);
        token.mark(b',') || token.mark(b'&') || token.is(Flags::AND)
    };
    let several = (1..from).any(parts) && (0..from).all(|at| scan.get(at).number().is_none());
    let priced = (0..scan.len()).any(|at| {
        matches!(scan.get(at).kind, Kind::Money(_)) || scan.is(at, Flags::AT.or(Flags::RAND))
    });
    if !whole || !several || priced {
        return None;
    }
    let said = |at: usize| scan.get(at).sense.verb.is_some() || scan.is(at, Flags::FILLER);
    let named = (0..from)
        .rev()
        .find(|at| !(said(*at) || scan.is(*at, Flags::TIME)))?
        + 1;
    // Whether "salt and vinegar chips" are two things is known where both are the shop's.
    let known = (0..named).filter(|at| scan.is(*at, Flags::KNOWN)).count();
    if known != (0..named).filter(|at| parts(*at)).count() + 1 {
        return None;
    }
    let mut spread = Vec::with_capacity(scan.len() * 2);
    let mut opens = true;
    for at in 0..named {
        let name = scan.word(at) && !parts(at);
        if opens && name && scan.is(at, Flags::KNOWN) {
            spread.extend(&scan.tokens[from..end]);
            opens = false;
        }
        opens |= parts(at);
        spread.push(scan.get(at));
    }
    spread.extend(&scan.tokens[named..from]);
    spread.extend(behind.tokens);
    Some(spread)
}
