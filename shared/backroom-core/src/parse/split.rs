//! A message cut into pieces: at line ends, commas, "and", and where a new verb or number begins another item.
//!
//! What follows a comma may be another item ("3 coke, 2 bread"), a comment ("2 onions, finely chopped") or the rest
//! of a name ("1 fresh, ripe mango"); what follows "and" may be the rest of a name ("salt and vinegar chips").

use super::amount;
use super::piece::closing;
use super::price;
use super::scan::Scan;
use super::sense::Flags;
use super::token::{Form, Kind, Token};

/// A piece, and the line it stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'t> {
    pub(super) scan: Scan<'t>,
    pub(super) row: usize,
}

/// Cuts a message into its pieces; comments are gone.
pub(super) fn parts(scan: Scan<'_>) -> Vec<Part<'_>> {
    let mut parts = Vec::with_capacity(4);
    let mut from = 0;
    let mut row = 0;
    for at in 0..=scan.len() {
        if at == scan.len() || ends_row(scan, at) {
            let line = scan.part(from, at).trimmed();
            if line.len() > 0 {
                cut_row(line, row, &mut parts);
                row += 1;
            }
            from = at + 1;
        }
    }
    parts
}

fn ends_row(scan: Scan<'_>, at: usize) -> bool {
    match scan.get(at).kind {
        Kind::Line | Kind::Mark(b';') => true,
        Kind::Mark(b'.' | b'!') => {
            let next = scan.get(at + 1);
            let short = at > 0 && scan.is(at - 1, Flags::UNIT) && next.word();
            !next.glued && !short && !scan.mark(at + 1, b'.') && at > 0
        }
        Kind::Word
        | Kind::Number(_)
        | Kind::Money(_)
        | Kind::Moment
        | Kind::Phone
        | Kind::Mark(_)
        | Kind::Symbol => false,
    }
}

/// What a piece between two separators is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Item,
    Comment,
    /// Words without a number.
    Bare,
    /// "thanks", "today".
    Idle,
}

fn cut_row<'t>(row: Scan<'t>, number: usize, parts: &mut Vec<Part<'t>>) {
    let first = parts.len();
    let mut from = 0;
    let mut open: Option<(usize, usize)> = None;
    let mut separator = b',';
    let mut at = 0;
    while at <= row.len() {
        let token = row.get(at);
        if matches!(token.kind, Kind::Mark(b'(' | b'[')) {
            at = closing(row, at) + 1;
            continue;
        }
        let mark = if at >= row.len() {
            Some(b',')
        } else {
            separates(row, at)
        };
        let Some(mark) = mark else {
            at += 1;
            continue;
        };
        if at > from {
            open = add(
                row,
                open,
                (from, at.min(row.len())),
                separator,
                number,
                parts,
            );
        }
        separator = mark;
        from = at + 1;
        at += 1;
    }
    if let Some((start, end)) = open {
        flush(row.part(start, end), number, parts);
    }
    if parts.len() == first && row.len() > 0 {
        flush(row, number, parts);
    }
}

/// Adds the next stretch to what is open, or closes that and opens another.
fn add<'t>(
    row: Scan<'t>,
    open: Option<(usize, usize)>,
    next: (usize, usize),
    separator: u8,
    number: usize,
    parts: &mut Vec<Part<'t>>,
) -> Option<(usize, usize)> {
    let stretch = row.part(next.0, next.1);
    let Some((start, end)) = open else {
        return Some(next);
    };
    let before = row.part(start, end);
    match class(stretch) {
        Class::Idle => open,
        Class::Comment | Class::Bare if unfinished(before) => Some((start, next.1)),
        // A comment ends the name, so that what follows "and" is part of the comment.
        Class::Comment if separator == b',' || next.0 > end + 1 => open,
        Class::Comment => open,
        Class::Bare if separator == b'&' && next.0 == end + 1 && !is_header(before) => {
            Some((start, next.1))
        }
        Class::Bare if next.0 > end + 1 && separator == b'&' => open,
        Class::Item | Class::Bare => {
            flush(before, number, parts);
            Some(next)
        }
    }
}

fn is_header(scan: Scan<'_>) -> bool {
    (0..scan.len())
        .all(|at| !scan.word(at) || scan.get(at).sense.verb.is_some() || scan.is(at, Flags::FILLER))
}

/// Whether no noun has come yet: "1 fresh".
fn unfinished(scan: Scan<'_>) -> bool {
    let mut at = 0;
    while at < scan.len() && amount::numeral(scan, at).is_none() {
        at += 1;
    }
    let Some(amount) = amount::amount(scan, at) else {
        return false;
    };
    amount.next < scan.len()
        && (amount.next..scan.len())
            .all(|at| scan.word(at) && (describes(scan, at) || scan.is(at, Flags::BEFORE_UNIT)))
}

/// ',' or '&' where a separator stands.
fn separates(row: Scan<'_>, at: usize) -> Option<u8> {
    let token = row.get(at);
    match token.kind {
        Kind::Mark(b',') => Some(b','),
        Kind::Mark(b'&') if !token.glued => Some(b'&'),
        Kind::Mark(b'+')
            if at > 0 && !row.get(at + 1).glued && amount::numeral(row, at + 1).is_some() =>
        {
            Some(b'&')
        }
        Kind::Word if at > 0 && token.is(Flags::AND) => and(row, at),
        Kind::Word
        | Kind::Number(_)
        | Kind::Money(_)
        | Kind::Moment
        | Kind::Phone
        | Kind::Mark(_)
        | Kind::Line
        | Kind::Symbol => None,
    }
}

/// "one and a half", "een en twintig" is one number.
fn and(row: Scan<'_>, at: usize) -> Option<u8> {
    let numeral = (at.saturating_sub(3)..at)
        .any(|from| amount::numeral(row, from).is_some_and(|numeral| numeral.next > at + 1));
    (!numeral).then_some(b'&')
}

fn class(scan: Scan<'_>) -> Class {
    let idle = Flags::FILLER
        .or(Flags::TIME)
        .or(Flags::AND)
        .or(Flags::COURTESY);
    let mut at = 0;
    while at < scan.len() && (!scan.word(at) || scan.is(at, idle)) && !leads(scan, at) {
        at += 1;
    }
    if at >= scan.len() {
        return Class::Idle;
    }
    let verb = verb_leads(scan, at);
    if verb.is_some_and(|next| amount::amount(scan, next).is_some()) {
        return Class::Item;
    }
    if scan.is(at, Flags::OR) && !scan.is(at, Flags::OF) {
        return Class::Comment;
    }
    if amount::numeral(scan, at).is_some() {
        return match amount::amount(scan, at) {
            Some(amount) if !comment_from(scan, amount.next) => Class::Item,
            _ => Class::Comment,
        };
    }
    if verb.is_some() && !describes(scan, at) {
        return Class::Item;
    }
    if describes(scan, at) {
        return Class::Comment;
    }
    let numbered = (at..scan.len()).any(|at| scan.get(at).number().is_some());
    let described = (at..scan.len()).any(|at| describes(scan, at));
    match (numbered, described) {
        (true, false) => Class::Item,
        (_, true) => Class::Comment,
        (false, false) => Class::Bare,
    }
}

fn leads(scan: Scan<'_>, at: usize) -> bool {
    scan.get(at).number().is_some() || scan.mark(at, b'+') || scan.mark(at, b'-')
}

/// Past the verb at `at` and the little words behind it.
fn verb_leads(scan: Scan<'_>, at: usize) -> Option<usize> {
    let mut next = at;
    let mut found = false;
    loop {
        let token = scan.get(next);
        let verb = token.sense.verb_before().is_some() || token.is(Flags::RETURN);
        let little = Flags::FILLER
            .or(Flags::PERSON)
            .or(Flags::AUXILIARY)
            .or(Flags::OF)
            .or(Flags::CUSTOMER);
        let sign = token.mark(b'+') || token.mark(b'-');
        found |= verb || sign;
        if amount::numeral(scan, next).is_some()
            || !(verb || sign || token.is(little) || token.mark(b':'))
        {
            return found.then_some(next);
        }
        next += 1;
    }
}

/// Whether only comments come from here on.
fn comment_from(scan: Scan<'_>, at: usize) -> bool {
    at < scan.len() && (at..scan.len()).all(|at| !scan.word(at) || describes(scan, at))
}

/// Whether a word tells how, not what: "peeled", "finely", "for".
pub(super) fn describes(scan: Scan<'_>, at: usize) -> bool {
    let token: Token = scan.get(at);
    if !token.word() {
        return false;
    }
    if token.is(Flags::COMMENT.or(Flags::SIZE)) {
        return true;
    }
    let said = scan.said(at);
    token.sense.unknown() && said.len() > 4 && (said.ends_with("ed") || said.ends_with("ly"))
}

/// Cuts a stretch where a verb or a number begins another item without a separator, and keeps the parts.
fn flush<'t>(scan: Scan<'t>, row: usize, parts: &mut Vec<Part<'t>>) {
    let mut from = 0;
    let back = ends_in_verb(scan);
    let mut at = 1;
    while at < scan.len() {
        let here = scan.part(from, scan.len());
        let place = at - from;
        if place > 0 && has_item(here.part(0, place)) {
            let verb =
                scan.get(at).sense.verb.is_some() || scan.mark(at, b'+') && scan.get(at + 1).glued;
            let leads = verb
                && verb_leads(scan, at)
                    .is_some_and(|next| next > at && amount::amount(scan, next).is_some());
            if leads && back && scan.get(at).sense.verb_after().is_some() {
                parts.push(Part {
                    scan: scan.part(from, at + 1).trimmed(),
                    row,
                });
                from = at + 1;
                at = from;
            } else if leads || begins(scan, at) {
                parts.push(Part {
                    scan: scan.part(from, at).trimmed(),
                    row,
                });
                from = at;
            }
        }
        at += 1;
    }
    let last = scan.part(from, scan.len()).trimmed();
    if last.len() > 0 {
        parts.push(Part { scan: last, row });
    }
}

fn ends_in_verb(scan: Scan<'_>) -> bool {
    scan.len() > 0
        && scan.get(scan.len() - 1).sense.verb_after().is_some()
        && amount::numeral(scan, 0).is_some()
}

/// Whether amount and name have come: then another verb or number begins another item.
fn has_item(scan: Scan<'_>) -> bool {
    let Some(at) = (0..scan.len()).find(|at| amount::numeral(scan, *at).is_some()) else {
        return false;
    };
    match amount::amount(scan, at) {
        Some(amount)
            if at == 0
                || scan.get(at - 1).sense.verb.is_some()
                || scan.is(at - 1, Flags::FILLER) =>
        {
            amount.next < scan.len() && !(amount.next..scan.len()).any(|at| describes(scan, at))
        }
        Some(_) => true,
        None => false,
    }
}

/// "sold 3 coke 2 bread": a plain number between two words begins another item.
fn begins(scan: Scan<'_>, at: usize) -> bool {
    let Some(number) = scan.get(at).number() else {
        return false;
    };
    let plain = number.form == Form::Whole
        && !scan.get(at).glued
        && scan.word(at - 1)
        && !scan.get(at + 1).glued;
    let before = scan.get(at - 1);
    let little = Flags::NUMBERED
        .or(Flags::TIMES)
        .or(Flags::TO)
        .or(Flags::AT)
        .or(Flags::FOR)
        .or(Flags::OF)
        .or(Flags::OR)
        .or(Flags::AND)
        .or(Flags::WITH)
        .or(Flags::IN)
        .or(Flags::FROM)
        .or(Flags::BE);
    plain
        && !before.is(little)
        && before.sense.verb.is_none()
        && scan.word(at + 1)
        && !scan.is(
            at + 1,
            Flags::SIZE.or(Flags::EACH).or(Flags::RAND).or(Flags::TIMES),
        )
        && scan.get(at + 1).sense.verb.is_none()
        && price::price(scan, at).is_none()
        && amount::amount(scan, at).is_some_and(|amount| amount.next < scan.len())
}
