//! Where only the size or the kind of something else is said, its name is that of what stands before: "2 coke 2l and 3
//! 500ml", "white shirt m x2 gone, l x1 gone", "swapped the sneakers 7 for 8".

use super::is_item;
use crate::catalogue::{Catalogue, Mention, Resolution};
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::Kind;

/// The message with such names in full; `None` if there are none.
pub(super) fn spelled_out(scan: Scan<'_>, names: &Catalogue) -> Option<String> {
    let mut text: Option<String> = None;
    let mut copied = 0;
    let mut last: Option<String> = None;
    let mut at = 0;
    while at < scan.len() {
        let said = scan.said(at);
        let item = scan.is(at, Flags::KNOWN) && is_item(said, names);
        if item {
            last = Some(said.to_owned());
        } else if let Some(before) = &last
            && let Some((name, next)) = in_full(scan, at, before, names)
        {
            let start = scan.get(at).start;
            let text = text.get_or_insert_with(String::new);
            text.push_str(&scan.text[copied..start]);
            text.push_str(&name);
            copied = scan.get(next - 1).end;
            last = Some(name);
            at = next;
            continue;
        }
        at += 1;
    }
    let mut text = text?;
    text.push_str(&scan.text[copied..]);
    Some(text)
}

/// The name that is meant at this place, and where it ends.
fn in_full(scan: Scan<'_>, at: usize, before: &str, names: &Catalogue) -> Option<(String, usize)> {
    let token = scan.get(at);
    let unit = scan.is(at + 1, Flags::MEASURE.or(Flags::SIZE)) || scan.get(at + 1).glued;
    let sized = token.number().is_some() && scan.word(at + 1) && unit;
    let times = scan.is(at + 1, Flags::TIMES) && scan.get(at + 2).number().is_some();
    let swapped = token.number().is_some() && !sized && (times || swapped(scan, at));
    let next = at + 1 + usize::from(sized);
    if !(token.word() || sized || swapped)
        || !stands_alone(scan, at, next)
        || token.sense.verb.is_some()
    {
        return None;
    }
    let kind = &scan.text[token.start..scan.get(next - 1).end];
    let digits = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
    let means = names.resolve(before);
    let mut words = before.rsplit_once(' ');
    // "coke 2 l" has its size in two words.
    for _ in 0..2 {
        let Some((stem, _)) = words else { break };
        let replaced = &before[stem.len() + 1..];
        let name = format!("{stem} {kind}");
        if digits(replaced) == digits(kind) && is_other(&name, &means, names) {
            return Some((name, next));
        }
        words = stem.rsplit_once(' ');
    }
    // "red dye 2, brown 1"
    let (_, noun) = before.split_once(' ')?;
    let name = format!("{kind} {noun}");
    let other = !digits(kind) && is_other(&name, &means, names);
    other.then_some((name, next))
}

/// Whether it is the name of one other thing of the shop, word for word.
fn is_other(name: &str, than: &Resolution, names: &Catalogue) -> bool {
    let found = names.resolve(name);
    let item = matches!(found, Resolution::Item(_)) && found != *than;
    item && names.mention(name) == Some(Mention::Whole)
}

/// "sneakers 7 for 8": a number is a size where one thing was exchanged for another.
fn swapped(scan: Scan<'_>, at: usize) -> bool {
    let link = Flags::FOR.or(Flags::TO).or(Flags::WITH);
    (0..at).any(|at| scan.says(at, Words::SWAPS)) && scan.is(at - 1, link)
}

/// Whether nothing stands beside it that may be more of the same name.
fn stands_alone(scan: Scan<'_>, at: usize, next: usize) -> bool {
    let parts = |at: usize| {
        let token = scan.get(at);
        token.number().is_some()
            || token.sense.verb.is_some()
            || matches!(token.kind, Kind::Line | Kind::Mark(_) | Kind::Symbol)
            || token.is(Flags::AND
                .or(Flags::TIMES)
                .or(Flags::ARTICLE)
                .or(Flags::TO)
                .or(Flags::FOR)
                .or(Flags::WITH)
                .or(Flags::TIME)
                .or(Flags::UNIT))
            || token.sense.number.is_some()
    };
    at > 0 && parts(at - 1) && (next >= scan.len() || parts(next))
}
