//! Commands about the business that carry a word of their own: "join ABCD2345", "call my shop Thandi's Spaza"; and
//! "undo 2".

use crate::intent::{Intent, Manage, Undo};

use super::amount::{self, Count};
use super::scan::Scan;
use super::sense::Flags;
use super::text;
use super::token::Kind;

/// The longest name of a business, in characters.
const LONGEST_NAME: usize = 80;

/// The command, if the message is one.
pub(super) fn manage(raw: &str, scan: Scan<'_>) -> Option<Intent> {
    let mut at = 0;
    while at + 1 < scan.len()
        && scan.is(at, Flags::FILLER)
        && !scan.is(at, Flags::JOIN.or(Flags::RENAME).or(Flags::UNDO))
    {
        at += 1;
    }
    if scan.is(at, Flags::RENAME) {
        return rename(raw, scan, at + 1);
    }
    if scan.is(at, Flags::JOIN) {
        return join(scan, at + 1);
    }
    if scan.is(at, Flags::UNDO) {
        return undo(scan, at + 1);
    }
    None
}

fn rename(raw: &str, scan: Scan<'_>, at: usize) -> Option<Intent> {
    let mut from = at;
    while from < scan.len()
        && (!scan.word(from) && scan.get(from).number().is_none() || scan.is(from, Flags::TO))
    {
        from += 1;
    }
    let last = scan.tokens.last()?;
    let first = scan.tokens.get(from)?;
    let name = text::original(raw, first.start, last.end)
        .trim_matches(['"', '.', '“', '”', '\'', '*', ' ']);
    let fits = !name.is_empty() && !name.contains('\n') && name.chars().count() <= LONGEST_NAME;
    fits.then(|| Intent::Manage(Manage::RenameBusiness(name.to_owned())))
}

/// A code is letters and digits, perhaps with a space or dash between: six to ten of them.
fn join(scan: Scan<'_>, at: usize) -> Option<Intent> {
    let mut code = String::new();
    for at in at..scan.len() {
        match scan.get(at).kind {
            Kind::Word | Kind::Number(_) | Kind::Money(_) | Kind::Phone | Kind::Moment => {
                code.push_str(scan.said(at))
            }
            Kind::Mark(_) | Kind::Line | Kind::Symbol => {}
        }
    }
    code.retain(|character| character.is_ascii_alphanumeric());
    let digits = code.bytes().any(|byte| byte.is_ascii_digit());
    let single = scan.len() == at + 1;
    ((6..=10).contains(&code.len()) && (digits || single))
        .then(|| Intent::Manage(Manage::Join(code.to_ascii_uppercase())))
}

/// "undo 2", "undo last 3".
fn undo(scan: Scan<'_>, at: usize) -> Option<Intent> {
    let mut at = at;
    while scan.is(at, Flags::THE.or(Flags::FILLER))
        || scan.said(at) == "last"
        || scan.mark(at, b'-')
    {
        at += 1;
    }
    let numeral = amount::numeral(scan, at)?;
    let Count::Exact(millionths) = numeral.count else {
        return None;
    };
    let rest = (numeral.next..scan.len()).all(|at| {
        !scan.word(at)
            || scan.is(at, Flags::FILLER)
            || matches!(scan.said(at), "changes" | "entries" | "messages" | "times")
    });
    let count = u8::try_from(millionths / 1_000_000)
        .ok()
        .filter(|count| *count > 0)?;
    (rest && millionths % 1_000_000 == 0).then_some(Intent::Undo(if count == 1 {
        Undo::Last
    } else {
        Undo::Latest(count)
    }))
}
