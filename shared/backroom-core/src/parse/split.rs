//! A message cut into pieces: at line ends, commas, "and", and where a new verb or number begins another item.
//!
//! What follows a comma may be another item ("3 coke, 2 bread"), a comment ("2 onions, finely chopped") or the rest
//! of a name ("1 fresh, ripe mango"); what follows "and" may be the rest of a name ("salt and vinegar chips").

mod beside;
mod brackets;
mod class;
mod each;
mod items;

use beside::{chooses, had_their_own};
pub(super) use brackets::without_brackets;

use super::amount;
use super::price;
use super::scan::Scan;
use super::sense::{Flags, Words};
use super::token::Kind;
use class::{Class, class, describes, on_the_floor, tendered};
pub(super) use class::{is_adverb, is_other};
pub(super) use each::each_of;
use items::{flush, has_item};

/// A piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'t> {
    pub(super) scan: Scan<'t>,
    /// It was added with "plus": perhaps more of what stands before it.
    pub(super) plus: bool,
}

/// Cuts a message into its pieces, without comments, and gives each to `keep`.
pub(super) fn cut<'t>(scan: Scan<'t>, keep: &mut dyn FnMut(Part<'t>)) {
    let mut from = 0;
    for at in 0..=scan.len() {
        if at == scan.len() || ends_row(scan, at) {
            let line = scan.part(from, at).trimmed();
            if line.len() > 0 {
                cut_row(line, keep);
            }
            from = at + 1;
        }
    }
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

/// A stretch between two separators: from, to, the mark in front, and what it is.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: usize,
    to: usize,
    mark: u8,
    class: Class,
}

fn cut_row<'t>(row: Scan<'t>, keep: &mut dyn FnMut(Part<'t>)) {
    let row = unnumbered(row);
    // Most messages are one stretch.
    let may_part = row.seen.marks(b",;.!&/+")
        || row.seen.is(Flags::AND.or(Flags::CLAUSE))
        || row.seen.says(Words::AND_ONE);
    if !may_part || (0..row.len()).all(|at| separates(row, at).is_none()) {
        return flush(row, false, keep);
    }
    let mut stretches: Vec<Stretch> = Vec::with_capacity(4);
    let mut from = 0;
    let mut mark = b',';
    let known = row.any(Flags::KNOWN);
    let tenders = row.seen.says(Words::TENDER)
        && (0..row.len())
            .filter(|at| row.says(*at, Words::TENDER))
            .count()
            > 1;
    for at in 0..=row.len() {
        let Some(next) = (if at == row.len() {
            Some(b',')
        } else {
            separates(row, at)
        }) else {
            continue;
        };
        if at > from {
            let stretch = Stretch {
                from,
                to: at,
                mark,
                class: class(row.part(from, at).trimmed(), mark),
            };
            let class = among(row, stretch, &stretches, known, tenders);
            stretches.push(Stretch { class, ..stretch });
        }
        mark = next;
        // "plus a box": one word, of which the box is one.
        from = at + usize::from(!row.is(at, Flags::ARTICLE));
    }
    comments_reach_back(&mut stretches);
    join(row, &stretches, keep);
}

/// What the stretch is, beside those before it; `known` if the shop's own things are spoken of, `tenders` if it says more than
/// once how something was paid.
fn among(row: Scan<'_>, stretch: Stretch, before: &[Stretch], known: bool, tenders: bool) -> Class {
    let Stretch {
        from,
        to,
        mark,
        mut class,
    } = stretch;
    let part = row.part(from, to);
    // "200 garlands, 6000 total": what they cost, where there is nothing else to add up.
    if sums_up(row, from, to) && mark == b',' {
        class = Class::More;
    }
    // Nothing that counts is a comment where the shop's own things are spoken of.
    let counts = |at: usize| {
        let token = row.get(at);
        let number = token.number().is_some() || token.sense.number.is_some();
        number && price::price(row, at).is_none()
    };
    let floor = on_the_floor(part) || had_their_own(part);
    if class == Class::Comment && known && !floor && (from..to).any(counts) {
        class = Class::Item;
    }
    if tenders && tendered(part) {
        class = Class::Comment;
    }
    let last = before.last();
    let chosen = || last.is_some_and(|last| chooses(row.part(last.from, last.to)));
    if class == Class::Item && mark == b'&' && !known && chosen() {
        class = Class::Comment;
    }
    let of_comment = last.is_some_and(|last| last.class != Class::Item) && before.len() > 1;
    let described = || (from..to).any(|at| describes(row, at));
    if class == Class::Bare && mark == b'&' && of_comment && described() {
        class = Class::Comment;
    }
    class
}

/// Whether it is a sum that the price reads as one.
fn sums_up(row: Scan<'_>, from: usize, to: usize) -> bool {
    let total = to == from + 2 && from > 0 && row.says(from + 1, Words::TOTAL);
    total && price::price(row.part(0, to), from).is_some()
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
            // "white and green parts"
            Class::More if comment && stretches[at + 1].mark == b'&' => {
                stretches[at].class = Class::Comment;
            }
            Class::Idle | Class::More => {}
            Class::Bare | Class::Item | Class::Verb => comment = false,
        }
    }
}

/// Joins the stretches of one item, drops its comments, and cuts before the next.
fn join<'t>(row: Scan<'t>, stretches: &[Stretch], keep: &mut dyn FnMut(Part<'t>)) {
    let Some(first) = stretches.first() else {
        return;
    };
    let (mut start, mut end) = (first.from, first.to);
    let mut plus = false;
    let mut commented = has_dash(row.part(start, end));
    for stretch in &stretches[1..] {
        let open = row.part(start, end);
        let adjacent = stretch.mark == b'&' && stretch.from == end + 1;
        match stretch.class {
            Class::Idle => {}
            Class::More if commented => {}
            Class::More => end = stretch.to,
            Class::Verb if commented => {}
            Class::Verb => end = stretch.to,
            Class::Comment | Class::Bare if unfinished(open) => end = stretch.to,
            Class::Comment => commented = true,
            Class::Bare if commented => {}
            Class::Bare if adjacent && !is_header(open) && !told(open) => end = stretch.to,
            // "Sold. Two. Candles.": spoken, and written down with stops.
            Class::Item | Class::Bare if stretch.mark == STOP && waits(open) => end = stretch.to,
            // "customer came and bought 3 coke"
            Class::Item if adjacent && is_header(open) => end = stretch.to,
            Class::Item | Class::Bare => {
                flush(open, plus, keep);
                (start, end) = (stretch.from, stretch.to);
                plus = stretch.mark == b'+';
                commented = has_dash(row.part(start, end));
            }
        }
    }
    flush(row.part(start, end), plus, keep);
}

/// A dash or a colon behind a name begins a comment.
fn has_dash(scan: Scan<'_>) -> bool {
    (2..scan.len()).any(|at| {
        let dash = scan.mark(at, b'-') && !scan.get(at).glued && !scan.get(at + 1).glued;
        let colon = scan.mark(at, b':') && has_item(scan.part(0, at));
        let instead =
            scan.is(at, Flags::OR) && !scan.is(at, Flags::OF) || scan.says(at, Words::INSTEAD);
        (instead && has_item(scan.part(0, at)))
            || (dash || colon) && scan.get(at + 1).number().is_none()
    })
}

/// Whether it ends in a verb: "salt finished".
fn told(scan: Scan<'_>) -> bool {
    let last = scan.get(scan.len() - 1);
    last.sense.verb_after().is_some() && !last.is(Flags::COMMENT)
}

fn is_header(scan: Scan<'_>) -> bool {
    let little = Flags::FILLER
        .or(Flags::PERSON)
        .or(Flags::CUSTOMER)
        .or(Flags::AUXILIARY)
        .or(Flags::TIME);
    (0..scan.len())
        .all(|at| !scan.word(at) || scan.get(at).sense.verb.is_some() || scan.is(at, little))
}

/// Whether it is no more than a verb, or a verb and a number.
fn waits(scan: Scan<'_>) -> bool {
    let scan = scan.trimmed();
    let number = (0..scan.len()).find(|at| amount::numeral(scan, *at).is_some());
    match number {
        None => is_header(scan),
        Some(at) => {
            is_header(scan.part(0, at))
                && amount::amount(scan, at).is_some_and(|amount| amount.next >= scan.len())
        }
    }
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
                let joined = ["-on", "-in", "-fat", "-sodium", "-style", "-size"];
                !scan.word(at)
                    || describes(scan, at)
                    || joined.iter().any(|end| scan.said(at).ends_with(end))
                    || scan.is(at, Flags::BEFORE_UNIT.or(Flags::ADJECTIVE).or(Flags::AND))
            })
}

/// A full stop between two stretches; and a word that begins another thought, which may take back what was said
/// ("but") or only explains it.
const STOP: u8 = b'.';
const BUT: u8 = b'~';
const BECAUSE: u8 = b'^';

/// ',' or '&' where a separator stands.
fn separates(row: Scan<'_>, at: usize) -> Option<u8> {
    let token = row.get(at);
    match token.kind {
        Kind::Mark(b',' | b';') => Some(b','),
        Kind::Mark(b'.' | b'!') if ends_sentence(row, at) => Some(STOP),
        Kind::Mark(b'&') if !token.glued => Some(b'&'),
        Kind::Mark(b'/') if !token.glued && !row.get(at + 1).glued => Some(b','),
        Kind::Mark(b'+') if adds(row, at) => Some(b'&'),
        Kind::Mark(b'+') if !token.glued && row.is(at + 1, Flags::KNOWN) && at > 0 => Some(b'&'),
        Kind::Word if at > 0 && token.is(Flags::AND) => {
            let plus = matches!(row.said(at), "plus");
            and(row, at).map(|mark| if plus { b'+' } else { mark })
        }
        Kind::Word if at > 0 && token.is(Flags::ARTICLE) && row.says(at, Words::AND_ONE) => {
            row.any(Flags::KNOWN).then_some(b'+')
        }
        Kind::Word if at > 0 && token.is(Flags::CLAUSE) && thought(row, at + 1) => {
            let but = row.says(at, Words::BUT);
            Some(if but { BUT } else { BECAUSE })
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

/// "but he paid", "because it was off": somebody does something; but "firm but ripe" only describes.
fn thought(row: Scan<'_>, at: usize) -> bool {
    let somebody = Flags::PERSON
        .or(Flags::OWN)
        .or(Flags::CUSTOMER)
        .or(Flags::AUXILIARY);
    let token = row.get(at);
    let verb = token.sense.verb.is_some() || token.is(Flags::RETURN);
    token.is(somebody)
        || is_other(row.said(at))
        || verb && !token.is(Flags::COMMENT)
        || amount::numeral(row, at).is_some()
}

/// "3 coke + 2 bread": but a plus of its own, as in "- 3 coke, + 2 bread", says which way.
fn adds(row: Scan<'_>, at: usize) -> bool {
    let signs = row.mark(0, b'+') || row.mark(0, b'-');
    let joins = at > 0 && !matches!(row.get(at - 1).kind, Kind::Mark(_)) && !row.get(at + 1).glued;
    joins && !signs && amount::numeral(row, at + 1).is_some()
}

/// "one and a half", "een en twintig" is one number.
fn and(row: Scan<'_>, at: usize) -> Option<u8> {
    if amount::half_follows(row, at) {
        return None;
    }
    let numeral = (at.saturating_sub(3)..at)
        .any(|from| amount::numeral(row, from).is_some_and(|numeral| numeral.next > at + 1));
    (!numeral).then_some(b'&')
}
