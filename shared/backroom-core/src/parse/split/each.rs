//! "2 each of coke, fanta and sprite": the number is everybody's.

use crate::parse::amount;
use crate::parse::scan::Scan;
use crate::parse::sense::Flags;
use crate::parse::token::{Kind, Token};

/// The tokens with the number in front of each name; `None` where nothing is shared.
pub(in crate::parse) fn each_of(scan: Scan<'_>) -> Option<Vec<Token>> {
    let shares = |at: &usize| {
        let (first, then) = (scan.get(*at), scan.get(at + 1));
        let each = |token: Token| token.is(Flags::EACH);
        let of = |token: Token| token.is(Flags::OF) && !token.is(Flags::EACH);
        each(first) && of(then) || of(first) && each(then) && scan.mark(at + 2, b':')
    };
    let at = (1..scan.len()).find(shares)?;
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
