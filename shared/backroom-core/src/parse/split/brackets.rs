//! What stands in brackets is a comment, and is left out; a short word in them may be part of the name.

use super::class::describes;
use crate::parse::lexicon;
use crate::parse::piece::closing;
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::Flags;
use crate::parse::token::{Kind, Token};

/// The tokens without what stands in brackets; if all numbers stand there ("coke (3)"), they stay.
pub(in crate::parse) fn without_brackets(scan: Scan<'_>) -> Option<Vec<Token>> {
    let opens = |token: &Token| token.mark(b'(') || token.mark(b'[');
    if !scan.seen.marks(b"([") || !scan.tokens.iter().any(opens) {
        return None;
    }
    let outside = kept(scan, false);
    if outside
        .iter()
        .any(|token| token.number().is_some() || token.sense.number.is_some())
    {
        return Some(outside);
    }
    Some(kept(scan, true))
}

fn kept(scan: Scan<'_>, numbers: bool) -> Vec<Token> {
    let mut kept = Vec::with_capacity(scan.len());
    let mut at = 0;
    let mut behind = false;
    while at < scan.len() {
        if scan.mark(at, b'(') || scan.mark(at, b'[') {
            let end = closing(scan, at).min(row_end(scan, at));
            let inside = scan.part(at + 1, end);
            let closed = end < scan.len() && scan.get(end).kind != Kind::Line;
            let named = at > 0 && scan.word(at - 1) && !scan.is(at - 1, Flags::UNIT);
            if closed && (names(inside, named) || named && size(inside)) {
                kept.push(whole(scan.get(at), scan.get(end)));
            } else {
                let priced = tells_price(inside);
                let stays = |token: &&Token| {
                    let money = matches!(token.kind, Kind::Money(_));
                    priced || money || (numbers && token.number().is_some())
                };
                let apart = |token: &Token| Token {
                    glued: false,
                    ..*token
                };
                kept.extend(inside.tokens.iter().filter(stays).map(apart));
            }
            at = end + usize::from(closed);
            behind = true;
        } else {
            let token = scan.get(at);
            kept.push(Token {
                glued: token.glued && !behind,
                ..token
            });
            at += 1;
            behind = false;
        }
    }
    kept
}

/// "100 clips (R14.20 each)": what one costs.
fn tells_price(inside: Scan<'_>) -> bool {
    let sum = (0..inside.len()).any(|at| matches!(inside.get(at).kind, Kind::Money(_)));
    sum && price::price(inside, 0).is_some_and(|(_, next)| next == inside.len())
}

/// The bracket as one word of the name: "pandoro (sweet bread)".
fn whole(opening: Token, closing: Token) -> Token {
    Token {
        kind: Kind::Word,
        end: closing.end,
        glued: false,
        sense: lexicon::unknown(),
        ..opening
    }
}

/// "coke (2l)": which of several.
fn size(scan: Scan<'_>) -> bool {
    let unit = scan.is(1, Flags::MEASURE.or(Flags::SIZE));
    scan.len() == 2 && scan.get(0).number().is_some() && unit
}

/// "fish sauce (nam pla)", "2 shirts (black)", "paprika (not hot)": up to four words that are no comment belong to
/// the name.
fn names(scan: Scan<'_>, named: bool) -> bool {
    let lead = usize::from(matches!(scan.said(0), "not" | "with" | "any" | "non"));
    let says = |at: usize| {
        let adjective = Flags::BEFORE_UNIT.or(Flags::ADJECTIVE);
        let noun = scan.get(at).sense.unknown() && !describes(scan, at);
        let adjective = scan.is(at, adjective) && !scan.said(at).ends_with("ed");
        scan.word(at) && (noun || named && adjective)
    };
    (1..=4).contains(&scan.len()) && lead < scan.len() && (lead..scan.len()).all(says)
}

fn row_end(scan: Scan<'_>, at: usize) -> usize {
    (at..scan.len())
        .find(|at| scan.get(*at).kind == Kind::Line)
        .unwrap_or(scan.len())
}
