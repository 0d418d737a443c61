//! What stands in brackets is a comment, and is left out; a short word in them may be part of the name.

use super::class::describes;
use crate::parse::piece::closing;
use crate::parse::scan::Scan;
use crate::parse::token::{Kind, Token};

/// The tokens without what stands in brackets; if all numbers stand there ("coke (3)"), they stay.
pub(in crate::parse) fn without_brackets(scan: Scan<'_>) -> Option<Vec<Token>> {
    let opens = |at: usize| scan.mark(at, b'(') || scan.mark(at, b'[');
    (0..scan.len()).find(|at| opens(*at))?;
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
            let named = names(inside);
            let stays = |token: &&Token| {
                let money = matches!(token.kind, Kind::Money(_));
                named || money || (numbers && token.number().is_some())
            };
            let apart = |token: &Token| Token {
                glued: false,
                ..*token
            };
            kept.extend(inside.tokens.iter().filter(stays).map(apart));
            at = end + usize::from(!matches!(scan.get(end).kind, Kind::Line));
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

/// "fish sauce (nam pla)", "2 shirts (black)": one to three words that are no comment belong to the name.
fn names(scan: Scan<'_>) -> bool {
    let plain = |token: &Token| token.word() && token.sense.unknown();
    (1..=3).contains(&scan.len())
        && scan.tokens.iter().all(plain)
        && !(0..scan.len()).any(|at| describes(scan, at))
}

fn row_end(scan: Scan<'_>, at: usize) -> usize {
    (at..scan.len())
        .find(|at| scan.get(*at).kind == Kind::Line)
        .unwrap_or(scan.len())
}
