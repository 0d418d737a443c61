//! What is to be remembered about items: what they sell for, when they are low, who they come from. One file below this
//! for each, that tells how it is said.

mod alert;
mod charged;
mod cost;
mod selling;
mod supplier;

use crate::intent::{Intent, Note};

use super::name::Name;
use super::scan::Scan;
use super::sense::{Flags, Words};
use super::token::Kind;

/// The longest name, in words.
const LONGEST_NAME: usize = 5;
/// One transaction has room for no more.
const MOST_NOTES: usize = 90;

/// The price of what the shop has: "bread is R18 now".
pub(super) use charged::known as price_of_known;

/// What is to be noted, or asked about what was.
pub(super) fn note(scan: Scan<'_>) -> Option<Intent> {
    let scan = past_fillers(scan);
    selling::selling(scan)
        .or_else(|| cost::told(scan))
        .or_else(|| alert::alert(scan))
        .or_else(|| supplier::supplier(scan))
        .or_else(|| charged::charged(scan))
        .or_else(|| selling::asked(scan.text).map(Intent::Ask))
}

/// "price bread -5", "alert bread -1": no such number.
pub(super) fn is_negative(scan: Scan<'_>) -> bool {
    if !scan.seen.marks(b"-") {
        return false;
    }
    let leads = Flags::PRICE.or(Flags::ALERT);
    let scan = past_fillers(scan);
    let minus = |at: usize| {
        let behind = scan.get(at + 1);
        let number = behind.number().is_some() || matches!(behind.kind, Kind::Money(_));
        let apart = !scan.get(at).glued || scan.said(at - 1) == "r";
        scan.mark(at, b'-') && apart && behind.glued && number
    };
    scan.is(0, leads) && (1..scan.len()).any(minus)
}

fn past_fillers(scan: Scan<'_>) -> Scan<'_> {
    let scan = scan.trimmed();
    let leads = Flags::PRICE.or(Flags::ALERT);
    let idle = |at: usize| scan.is(at, Flags::FILLER) || scan.says(at, Words::TELLS_ME);
    let from = (0..scan.len()).find(|at| !idle(*at) || scan.is(*at, leads));
    let from = from.unwrap_or(0);
    // "the new price of bread is 18"
    let the = scan.is(from, Flags::THE) && scan.is(from + 1, Flags::PRICE);
    scan.part(from + usize::from(the), scan.len())
}

/// A note for each part between commas, line ends and "and"; `None` if one of them is none.
fn each<'t>(scan: Scan<'t>, read: impl Fn(Scan<'t>) -> Option<Note>) -> Option<Vec<Note>> {
    let mut notes = Vec::new();
    let mut from = 0;
    for at in 0..=scan.len() {
        let ends = at == scan.len()
            || scan.mark(at, b',')
            || scan.mark(at, b';')
            || scan.get(at).kind == Kind::Line
            || scan.is(at, Flags::AND);
        if !ends {
            continue;
        }
        let part = scan.part(from, at).trimmed();
        from = at + 1;
        if part.len() > 0 {
            notes.push(read(part)?);
        }
    }
    (1..=MOST_NOTES).contains(&notes.len()).then_some(notes)
}

/// Whether nothing but politeness comes from here on.
fn ends(scan: Scan<'_>, from: usize) -> bool {
    (from..scan.len()).all(|at| {
        let idle = !scan.word(at) || scan.is(at, Flags::FILLER);
        idle && scan.get(at).number().is_none()
    })
}

/// All of it as the name of something, but for the little words around it.
fn name(scan: Scan<'_>) -> Option<String> {
    let link = Flags::THE
        .or(Flags::OF)
        .or(Flags::FOR)
        .or(Flags::TO)
        .or(Flags::AT)
        .or(Flags::BE);
    // "the price for one soap"
    let one = |at: usize| at + 1 < scan.len() && scan.get(at).sense.number == Some(1_000_000);
    let idle = |at: usize| {
        !scan.word(at) && scan.get(at).number().is_none() || scan.is(at, link) || one(at)
    };
    let (mut from, mut to) = (0, scan.len());
    while from < to && idle(from) {
        from += 1;
    }
    // "price of bread must be 18"
    let must = |at: usize| scan.says(at, Words::MUST);
    while to > from
        && (idle(to - 1) || scan.is(to - 1, Flags::FILLER.or(Flags::REMARK)) || must(to - 1))
    {
        to -= 1;
    }
    let scan = scan.part(from, to);
    let mut name = Name::default();
    let mut at = 0;
    while at < scan.len() {
        at = name.step(scan, at, true)?;
    }
    let fits = !name.is_empty() && !name.talk && name.words <= LONGEST_NAME;
    let letters = name.text.chars().any(char::is_alphabetic);
    (fits && letters).then_some(name.text)
}
