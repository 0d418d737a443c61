//! A message cut into pieces: at line ends, commas, "and", and where a new verb or number begins another item.
//!
//! What follows a comma may be another item ("3 coke, 2 bread"), a comment ("2 onions, finely chopped") or the rest
//! of a name ("1 fresh, ripe mango"); what follows "and" may be the rest of a name ("salt and vinegar chips").

use crate::intent::Reason;

use super::amount::{self, Count};
use super::name::comments;
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
    scan.get(at).kind == Kind::Line
}

/// The full stop behind a sentence; not that of "1.", "kg." or "approx.".
fn ends_sentence(scan: Scan<'_>, at: usize) -> bool {
    let next = scan.get(at + 1);
    let short = at > 0 && scan.is(at - 1, Flags::UNIT) && next.word();
    !next.glued && !short && !scan.mark(at + 1, b'.') && at > 0
}

/// The tokens without what stands in brackets; if all numbers stand there ("coke (3)"), they stay.
pub(super) fn without_brackets(scan: Scan<'_>) -> Option<Vec<Token>> {
    let opens = |at: usize| scan.mark(at, b'(') || scan.mark(at, b'[');
    (0..scan.len()).find(|at| opens(*at))?;
    let outside = kept(scan, false);
    if outside.iter().any(|token| token.number().is_some()) {
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
            let inside = scan.part(at + 1, end).tokens.iter();
            kept.extend(
                inside
                    .filter(|token| numbers && token.number().is_some())
                    .copied(),
            );
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

fn row_end(scan: Scan<'_>, at: usize) -> usize {
    (at..scan.len())
        .find(|at| scan.get(*at).kind == Kind::Line)
        .unwrap_or(scan.len())
}

/// What stands between two separators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Item,
    Comment,
    /// Words without a number.
    Bare,
    /// A verb alone, behind the list that it closes.
    Verb,
    /// "thanks", "today".
    Idle,
}

/// A stretch between two separators: from, to, the mark in front, and what it is.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: usize,
    to: usize,
    mark: u8,
    class: Class,
}

fn cut_row<'t>(row: Scan<'t>, number: usize, parts: &mut Vec<Part<'t>>) {
    let row = unnumbered(row);
    let mut stretches: Vec<Stretch> = Vec::with_capacity(4);
    let mut from = 0;
    let mut mark = b',';
    for at in 0..=row.len() {
        let Some(next) = (if at == row.len() {
            Some(b',')
        } else {
            separates(row, at)
        }) else {
            continue;
        };
        if at > from {
            let class = class(row.part(from, at), mark);
            stretches.push(Stretch {
                from,
                to: at,
                mark,
                class,
            });
        }
        mark = next;
        from = at + 1;
    }
    comments_reach_back(&mut stretches);
    join(row, &stretches, number, parts);
}

/// "1. 3 coke", "2) bread 5": the number of the line is no quantity.
fn unnumbered(row: Scan<'_>) -> Scan<'_> {
    let dot = (row.mark(1, b'.') || row.mark(1, b')')) && row.get(1).glued && !row.get(2).glued;
    if dot && row.len() > 2 && row.get(0).number().is_some() {
        row.part(2, row.len())
    } else {
        row
    }
}

/// "heads, tails and guts removed": words before a comment are part of it.
fn comments_reach_back(stretches: &mut [Stretch]) {
    let mut comment = false;
    for at in (1..stretches.len()).rev() {
        let of_item = stretches[at].mark == b'&' && stretches[at - 1].class == Class::Item;
        match stretches[at].class {
            Class::Comment => comment = true,
            Class::Bare if comment && !of_item => stretches[at].class = Class::Comment,
            Class::Idle => {}
            Class::Bare | Class::Item | Class::Verb => comment = false,
        }
    }
}

/// Joins the stretches of one item, drops its comments, and cuts before the next.
fn join<'t>(row: Scan<'t>, stretches: &[Stretch], number: usize, parts: &mut Vec<Part<'t>>) {
    let Some(first) = stretches.first() else {
        return;
    };
    let (mut start, mut end) = (first.from, first.to);
    let mut commented = has_dash(row.part(start, end));
    for stretch in &stretches[1..] {
        let open = row.part(start, end);
        let adjacent = stretch.mark == b'&' && stretch.from == end + 1;
        match stretch.class {
            Class::Idle => {}
            Class::Verb if commented => {}
            Class::Verb => end = stretch.to,
            Class::Comment | Class::Bare if unfinished(open) => end = stretch.to,
            Class::Comment => commented = true,
            Class::Bare if commented => {}
            Class::Bare if adjacent && !is_header(open) => end = stretch.to,
            Class::Item | Class::Bare => {
                flush(open, number, parts);
                (start, end) = (stretch.from, stretch.to);
                commented = has_dash(row.part(start, end));
            }
        }
    }
    flush(row.part(start, end), number, parts);
}

/// A dash or a colon behind a name begins a comment.
fn has_dash(scan: Scan<'_>) -> bool {
    (2..scan.len()).any(|at| {
        let dash = scan.mark(at, b'-') && !scan.get(at).glued && !scan.get(at + 1).glued;
        let colon = scan.mark(at, b':') && has_item(scan.part(0, at));
        let instead = scan.is(at, Flags::OR) && !scan.is(at, Flags::OF)
            || matches!(
                scan.said(at),
                "such as" | "like" | "including" | "preferably" | "each"
            );
        (instead && has_item(scan.part(0, at)))
            || (dash || colon) && scan.get(at + 1).number().is_none()
    })
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
    let waits = amount.next >= scan.len() && !amount.unit.is_empty();
    waits
        || amount.next < scan.len()
            && (amount.next..scan.len()).all(|at| {
                !scan.word(at)
                    || describes(scan, at)
                    || scan.is(at, Flags::BEFORE_UNIT.or(Flags::ADJECTIVE).or(Flags::AND))
            })
}

/// ',' or '&' where a separator stands.
fn separates(row: Scan<'_>, at: usize) -> Option<u8> {
    let token = row.get(at);
    match token.kind {
        Kind::Mark(b',' | b';') => Some(b','),
        Kind::Mark(b'.' | b'!') if ends_sentence(row, at) => Some(b','),
        Kind::Mark(b'&') if !token.glued => Some(b'&'),
        Kind::Mark(b'/') if !token.glued && !row.get(at + 1).glued => Some(b','),
        Kind::Mark(b'+')
            if at > 0 && !row.get(at + 1).glued && amount::numeral(row, at + 1).is_some() =>
        {
            Some(b'&')
        }
        Kind::Word if at > 0 && token.is(Flags::AND) => {
            let plus = matches!(row.said(at), "plus");
            and(row, at).map(|mark| if plus { b'+' } else { mark })
        }
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

fn class(scan: Scan<'_>, mark: u8) -> Class {
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
    if verb_leads(scan, at).is_some_and(|next| counts(scan, at, next)) {
        return Class::Item;
    }
    if scan.is(at, Flags::OR) && !scan.is(at, Flags::OF) {
        return Class::Comment;
    }
    if amount::numeral(scan, at).is_some_and(|numeral| certain(scan, at, numeral)) {
        return match amount::amount(scan, at) {
            Some(amount)
                if !comment_from(scan, amount.next)
                    && !comments(scan, amount.next)
                    && !extra(scan, amount, mark) =>
            {
                Class::Item
            }
            _ => Class::Comment,
        };
    }
    if closes(scan, at) {
        return Class::Verb;
    }
    if describes(scan, at) && !is_named(scan, at) {
        return Class::Comment;
    }
    let numbered = (at..scan.len()).any(|at| scan.get(at).number().is_some());
    let described = (at..scan.len()).any(|at| describes(scan, at));
    let described = described && mark != b'&' && !is_named(scan, at);
    match (numbered, described) {
        (true, false) => Class::Item,
        (_, true) => Class::Comment,
        (false, false) => Class::Bare,
    }
}

/// "fresh milk", "fried chicken": an adjective before a noun is another thing, not a comment.
fn is_named(scan: Scan<'_>, at: usize) -> bool {
    let words = scan.len() - at;
    let noun = |at| scan.word(at) && scan.get(at).sense.unknown() && !describes(scan, at);
    (2..=3).contains(&words)
        && noun(scan.len() - 1)
        && (at..scan.len() - 1).all(|at| noun(at) || is_adjective(scan, at))
}

/// Adjectives and participles; not prepositions and adverbs.
fn is_adjective(scan: Scan<'_>, at: usize) -> bool {
    let said = scan.said(at);
    scan.is(at, Flags::BEFORE_UNIT.or(Flags::ADJECTIVE))
        || (scan.word(at) && said.len() > 4 && said.ends_with("ed"))
}

/// Whether a verb and then a number begin an item: not "broken in half", "in a block".
fn counts(scan: Scan<'_>, at: usize, next: usize) -> bool {
    let loose = scan.is(at, Flags::COMMENT.or(Flags::IN));
    amount::amount(scan, next).is_some()
        && (!loose || (next == at + 1 && scan.get(next).number().is_some()))
}

/// "some", "an extra" count nothing.
fn certain(scan: Scan<'_>, at: usize, numeral: amount::Numeral) -> bool {
    match numeral.count {
        Count::Exact(_) | Count::Unclear => true,
        Count::Article => {
            let noun = scan.get(at + 1).sense.unknown() && scan.len() - at <= 3;
            noun || amount::amount(scan, at).is_some_and(|amount| !amount.unit.is_empty())
        }
        Count::Vague => false,
    }
}

/// Whether a verb alone stands here, to close a list: "3 coke, 2 bread, sold". "crushed" tells how.
fn closes(scan: Scan<'_>, at: usize) -> bool {
    let token = scan.get(at);
    let verb = token
        .sense
        .verb_after()
        .filter(|verb| verb.reason != Reason::Damage);
    verb.is_some() && !token.is(Flags::COMMENT) && at + 1 == scan.len()
}

/// "plus 2 tbsp", "2 tbsp for the sauce": more of the same, or what it is for.
fn extra(scan: Scan<'_>, amount: amount::Amount, mark: u8) -> bool {
    let kitchen = matches!(
        amount.unit,
        "tsp" | "tbsp" | "teaspoon" | "tablespoon" | "cup" | "c" | "pinch" | "dash"
    );
    (mark == b'+' && kitchen) || scan.is(amount.next, Flags::FOR.or(Flags::TO))
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
    let said = scan.said(at);
    if token.is(Flags::COMMENT) || (token.is(Flags::SIZE) && (token.glued || said.len() > 2)) {
        return true;
    }
    token.sense.unknown()
        && said.len() > 4
        && ([
            "ed", "ly", "less", "%", "-thin", "-thick", "-wide", "-long", "-free",
        ]
        .iter()
        .any(|end| said.ends_with(end)))
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
            let verb = {
                let sign = (scan.mark(at, b'+') || scan.mark(at, b'-'))
                    && scan.get(at + 1).glued
                    && !scan.get(at).glued;
                sign || scan.get(at).sense.verb.is_some()
            };
            let leads = verb
                && verb_leads(scan, at)
                    .is_some_and(|next| next > at && amount::amount(scan, next).is_some());
            if begins_name(scan, from, at) {
                parts.push(Part {
                    scan: scan.part(from, at).trimmed(),
                    row,
                });
                from = at;
            } else if leads && back && scan.get(at).sense.verb_after().is_some() {
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

/// "coke 3 bread 2": a word behind a number begins another item, if the number closed one and another number comes.
fn begins_name(scan: Scan<'_>, from: usize, at: usize) -> bool {
    let mut start = from;
    while start < at
        && (scan.get(start).sense.verb.is_some()
            || scan.is(start, Flags::FILLER)
            || matches!(scan.get(start).kind, Kind::Mark(_)))
    {
        start += 1;
    }
    let named_first = start + 1 < at && amount::numeral(scan, start).is_none();
    let told = scan.get(at - 1).sense.verb_after().is_some();
    let last = if told { at.saturating_sub(2) } else { at - 1 };
    let closed = scan
        .get(last)
        .number()
        .is_some_and(|number| number.form == Form::Whole)
        && !scan.is(last.wrapping_sub(1), Flags::NUMBERED);
    let opens = scan.word(at) && scan.get(at).sense.unknown() && !scan.get(at).glued;
    named_first && closed && opens && (at + 1..scan.len()).any(|at| scan.get(at).number().is_some())
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
    let behind = scan.get(at + 1);
    let whole = number.form == Form::Whole && !scan.get(at).glued;
    let plain = whole && scan.word(at - 1) && (!behind.glued || behind.sense.unknown());
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
