//! A message of several pieces: all of them are lines, or the first that is not is told.

use crate::intent::{Intent, Parsed, Problem, Thing};
use crate::parse::amount::{Count, MILLIONTHS};
use crate::parse::guard::Guard;
use crate::parse::piece::Piece;
use crate::parse::sense::{Flags, Words};
use crate::parse::text;
use crate::parse::token::Kind;

use super::line::{SHORT_NAME, about_stock, goods, quantity, readable, runs_out, thing, verb};
use super::{MOST_LINES, is_stock, none_left, too_many, total};

/// A message of several pieces: all of them are lines, or the first that is not is named.
pub(super) fn many(raw: &str, pieces: &[Piece<'_>]) -> Option<Parsed> {
    if pieces.len() > MOST_LINES {
        return Some(too_many());
    }
    if pieces.iter().any(|piece| piece.name.talk) {
        return None;
    }
    let mut lines = Vec::with_capacity(pieces.len());
    let mut problem = None;
    let mut stock = false;
    let mut unsure = false;
    for (number, piece) in pieces.iter().enumerate() {
        let more =
            number > 0 && piece.extra && alike(&piece.name.text, &pieces[number - 1].name.text);
        if work_done(piece, pieces) {
            // It tells of no stock.
        } else if runs_out(piece) {
            lines.extend(none_left(piece));
            (stock, unsure) = (true, true);
        } else if unsure && piece.guard == Some(Guard::NotYet) && piece.count.is_none() {
            // "soda finished, sprite almost"
        } else if let Some(guard) = piece.guard {
            stock |= piece.count.is_some();
            problem = problem.or(Some(Err((piece, guard))));
        } else if let Some(line) = readable(piece) {
            stock = true;
            lines.push(line);
            if more {
                problem = problem.or(Some(Ok(number)));
            }
        } else {
            problem = problem.or(Some(Ok(number)));
        }
    }
    if !stock {
        return list(raw, pieces);
    }
    if shares_verb(pieces) && !prices_one(pieces) {
        total::only_sum(&mut lines);
    }
    let problem = match problem {
        None if unsure => return Some(Parsed::Unsure(Intent::Change(lines))),
        None => return Some(Parsed::Understood(Intent::Change(lines))),
        Some(Ok(at)) => Problem::Line {
            number: at + 1,
            text: said(raw, &pieces[at]),
        },
        Some(Err((piece, guard))) => {
            let about = |count| about_stock(piece, verb(piece), count);
            piece.count.filter(|count| about(*count))?;
            guard.problem()
        }
    };
    Some(Parsed::Incomplete(problem))
}

/// "polo service done. used 1 oil filter": what was done is no stock, where something of the shop was counted.
fn work_done(piece: &Piece<'_>, pieces: &[Piece<'_>]) -> bool {
    let done = |at: usize| piece.scan.says(at, Words::DONE);
    let counted = |other: &Piece<'_>| other.name.known && other.count.is_some();
    let said = piece.run_out && (0..piece.scan.len()).any(done);
    said && !piece.name.known && piece.count.is_none() && pieces.iter().any(counted)
}

/// Whether two names share a word: "3 eggs, plus 2 egg yolks" may be one thing or two.
fn alike(one: &str, other: &str) -> bool {
    let stem = |word: &str| word.trim_end_matches('s').to_owned();
    one.split(' ')
        .any(|word| other.split(' ').any(|known| stem(word) == stem(known)))
}

/// No line of it can be read: it is ours all the same if each looks like stock.
fn list(raw: &str, pieces: &[Piece<'_>]) -> Option<Parsed> {
    let like = |piece: &Piece<'_>| {
        goods(piece)
            && piece.name.plain
            && piece.name.words <= SHORT_NAME
            && !piece.commented
            && piece.guard.is_none()
    };
    if !pieces.iter().all(like) {
        return None;
    }
    if let Some(things) = unsaid(pieces) {
        return Some(Parsed::Incomplete(Problem::NoAction { things }));
    }
    let counted = |piece: &Piece<'_>| matches!(piece.count, Some(Count::Exact(_)));
    let told = |piece: &Piece<'_>| verb(piece).is_some() && !piece.weak;
    // "hammer 10", "spade", "saw 2" in rows: of which no number is told.
    let rows = pieces.iter().all(Piece::opens_row)
        && pieces.iter().filter(|piece| counted(piece)).count() > 1;
    let odd = pieces.iter().position(|piece| !counted(piece));
    if odd.is_some() && !rows && !pieces.iter().all(told) {
        return None;
    }
    let at = odd.filter(|_| rows).unwrap_or(0);
    Some(Parsed::Incomplete(Problem::Line {
        number: at + 1,
        text: said(raw, pieces.get(at)?),
    }))
}

/// "3 coke, 2 bread": in or out?
fn unsaid(pieces: &[Piece<'_>]) -> Option<Vec<Thing>> {
    let thing = |piece: &Piece<'_>| {
        let exact = piece
            .count
            .filter(|count| matches!(count, Count::Exact(_)))?;
        let quantity = quantity(exact, None).ok()?;
        let silent = piece.front.is_none() && piece.back.is_none();
        (silent && is_stock(piece) && !piece.name.odd).then(|| thing(piece, quantity))
    };
    let mut things: Vec<Thing> = pieces.iter().map(thing).collect::<Option<_>>()?;
    if !prices_one(pieces) {
        total::only_sum_of(&mut things);
    }
    Some(things)
}

/// As it was written.
pub(super) fn said(raw: &str, piece: &Piece<'_>) -> String {
    let (start, end) = piece.scan.range();
    text::original(raw, start, end).to_owned()
}

/// Whether the last has the verb of others, or they have the one behind it: "3 coke and 2 bread sold for R90".
fn shares_verb(pieces: &[Piece<'_>]) -> bool {
    let Some((last, others)) = pieces.split_last() else {
        return false;
    };
    let silent = |piece: &Piece<'_>| {
        let scan = piece.scan;
        (0..scan.len()).all(|at| scan.get(at).sense.verb.is_none())
    };
    let behind = last.back.is_some() && !last.opens_row() && others.iter().all(silent);
    last.led || behind
}

/// "2 boxes disprin and 1 vicks R34.90": what stands right behind one thing is its price; "for R90" may be of both.
fn prices_one(pieces: &[Piece<'_>]) -> bool {
    let [_, last] = pieces else {
        return false;
    };
    let scan = last.scan;
    let one = matches!(last.count, Some(Count::Exact(MILLIONTHS)));
    let paid = (1..scan.len()).find(|at| matches!(scan.get(*at).kind, Kind::Money(_)));
    one && paid.is_some_and(|at| scan.word(at - 1) && !scan.is(at - 1, Flags::FOR))
}
