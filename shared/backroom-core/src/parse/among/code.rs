//! Numbers that are part of a name: "5 628 batteries", "bought battery 628 at 800".

use super::{NAME_MOST, longest_name};
use crate::catalogue::{Catalogue, Mention, Resolution};
use crate::intent::{Fix, Intent, Parsed, Problem};
use crate::parse::lexicon;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::text;
use crate::quantity::Quantity;
use crate::unit::Unit;

/// What it says where a number or a unit in it is what something of the shop is called: "no no 51 blocks", "sold the last 646",
/// "sent 10 knobs back".
pub(super) fn by_name(parsed: Parsed, text: &str, names: &Catalogue) -> Parsed {
    let meant = match &parsed {
        Parsed::Understood(Intent::Fix(fix)) => mended_name(fix, text, names),
        Parsed::Incomplete(problem) => named_so(problem, text, names),
        Parsed::Understood(_) | Parsed::Unsure(_) | Parsed::Unrecognised => None,
    };
    meant.unwrap_or(parsed)
}

/// "no no 51 blocks": blocks are what the shop sells, not how it counts something else.
fn mended_name(fix: &Fix, text: &str, names: &Catalogue) -> Option<Parsed> {
    let name = |name: String| Some(Parsed::Understood(Intent::Fix(Fix::Name(name))));
    match fix {
        Fix::Quantity(quantity, None) => name(meant(text, *quantity, names)?.to_owned()),
        Fix::Both(quantity, None, said) => name(not_so_many(text, *quantity, said, names)?),
        Fix::Quantity(quantity, Some(unit)) => {
            let goods = lexicon::look_up(unit.as_str()).is(Flags::GOODS);
            let item = matches!(names.resolve(unit.as_str()), Resolution::Item(_));
            let both = Fix::Both(*quantity, None, unit.as_str().to_owned());
            (goods && item).then_some(Parsed::Understood(Intent::Fix(both)))
        }
        Fix::Name(_) | Fix::Both(..) | Fix::Price(..) | Fix::Of(..) | Fix::OfKind(..) => None,
    }
}

/// "sent 10 knobs back", "sold the last 646": what nothing seemed to be named in is named by its unit, or by its number.
fn named_so(problem: &Problem, text: &str, names: &Catalogue) -> Option<Parsed> {
    let Problem::NoName {
        action,
        reason,
        thing,
    } = problem
    else {
        return None;
    };
    let mut thing = thing.clone();
    if let Some(unit) = thing.unit.take() {
        unit.as_str().clone_into(&mut thing.name);
    } else {
        let number = thing.quantity.to_string();
        let plain = text::plain(text)?;
        let mut words = plain
            .split(' ')
            .skip_while(|word| !lexicon::look_up(word).says(Words::LAST));
        words.next()?;
        let last = words.next() == Some(number.as_str());
        let code = last && number.len() > 2 && names.mention(&number) == Some(Mention::Whole);
        code.then_some(())?;
        (thing.name, thing.quantity) = (number, Quantity::ONE);
    }
    let known = names.resolve(&thing.name) != Resolution::Unknown;
    known.then(|| Parsed::Understood(Intent::Change(vec![thing.line(*action, *reason)])))
}

/// "5 628 batteries" where there is a battery 628: five of them, not thousands.
pub(super) fn counts_code(text: &str, names: &Catalogue) -> bool {
    let mut words = text.split(' ').peekable();
    // "31x10.5r15 one set in": not 31 of them.
    let sized = |word: &str| {
        let across = word.bytes().position(|byte| byte == b'x' || byte == b'X');
        word.starts_with(|first: char| first.is_ascii_digit())
            && across.is_some_and(|at| word.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit))
            && names.mention(&word.to_ascii_lowercase()) == Some(Mention::Whole)
    };
    if words.clone().any(sized) {
        return true;
    }
    let digits = |word: &str, most: usize| {
        word.len() <= most && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    while let Some(word) = words.next() {
        if let Some(next) = words.peek()
            && next.len() == 3
            && !word.is_empty()
            && digits(word, 3)
            && digits(next, 3)
            && names.mention(next) == Some(Mention::Whole)
        {
            return true;
        }
    }
    false
}

/// "3 can coke" where something is called so: three of it, and no cans of something else.
pub(super) fn names_unit(parsed: &Parsed, text: &str, names: &Catalogue) -> bool {
    let Parsed::Understood(Intent::Change(lines)) = parsed else {
        return false;
    };
    lines.iter().any(|line| {
        let Some(unit) = line.unit.as_ref().map(Unit::as_str) else {
            return false;
        };
        let name = format!("{unit} {}", line.name);
        names.mention(&name) == Some(Mention::Whole)
            && text::plain(text).is_some_and(|plain| plain.contains(&name))
    })
}

/// "bought battery 628 at 800" where there is a battery 628: the number is its name's.
pub(super) fn counts_name(parsed: &Parsed, text: &str, names: &Catalogue) -> bool {
    let Parsed::Understood(Intent::Change(lines)) = parsed else {
        return false;
    };
    lines.iter().filter(|line| line.unit.is_none()).any(|line| {
        let code = format!("{} {}", line.name, line.quantity);
        names.mention(&code) == Some(Mention::Whole)
            && text::plain(text).is_some_and(|plain| plain.contains(&code))
    })
}

/// "20 vol", "3 quire": a name that begins with a number; "5 628 batteries", "628 x2": one that is nothing else.
pub(super) fn coded(scan: Scan<'_>, at: usize, names: &Catalogue) -> Option<usize> {
    let whole = |end: &usize| {
        let last = scan.get(end - 1);
        let text = &scan.text[scan.get(at).start..last.end];
        let apart = !scan.get(*end).glued || !scan.word(*end);
        apart && last.word() && names.mention(text) == Some(Mention::Whole)
    };
    // "1 nan 2": one of what is called so, though the words of "nan 1" are there as well.
    let goes_on = |end: usize| longest_name(scan, at + 1, names).is_some_and(|next| next > end);
    if let Some(end) = (at + 2..=at + NAME_MOST.min(scan.len() - at))
        .rev()
        .find(whole)
        .filter(|end| !goes_on(*end))
    {
        return Some(end);
    }
    if let Some(end) = measured(scan, at, names) {
        return Some(end);
    }
    let so_many = |at: usize| scan.get(at).number().is_some() && !scan.get(at + 1).glued;
    let counted = at > 0
        && (so_many(at - 1)
            || at > 1 && scan.is(at - 1, Flags::TIMES) && so_many(at - 2)
            || scan.is(at - 1, Flags::THE.or(Flags::HOW_MANY).or(Flags::ARTICLE))
            || mended(scan, at))
        || scan.is(at + 1, Flags::TIMES);
    let code = scan.said(at).len() > 2 && !scan.get(at + 1).glued;
    (counted && code && names.mention(scan.said(at)) == Some(Mention::Whole)).then_some(at + 1)
}

/// "that was 646 not 619": one code and not the other.
fn mended(scan: Scan<'_>, at: usize) -> bool {
    let not = |at: usize| scan.is(at, Flags::NOT_BUT);
    let code = |at: usize| scan.get(at).number().is_some() && scan.said(at).len() > 2;
    let was = scan.is(at - 1, Flags::FIX.or(Flags::BE));
    was && not(at + 1) && code(at + 2) || not(at - 1) && at > 1 && code(at - 2)
}

/// "38x38 55", "2 2:3:2": written in one, and nothing else but the name of something.
fn measured(scan: Scan<'_>, at: usize, names: &Catalogue) -> Option<usize> {
    let mut end = at + 1;
    while end < scan.len() && scan.get(end).glued && !scan.mark(end, b',') {
        end += 1;
    }
    let text = &scan.text[scan.get(at).start..scan.get(end - 1).end];
    (end > at + 2 && names.mention(text) == Some(Mention::Whole)).then_some(end)
}

/// "that was 646 not 619" where both are sold: not so many, but that one.
pub(super) fn meant<'t>(text: &'t str, said: Quantity, names: &Catalogue) -> Option<&'t str> {
    let code = |word: &&str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    let marks = [',', '.', '!', '?'];
    let mut codes = text
        .split_whitespace()
        .map(|word| word.trim_matches(marks))
        .filter(code);
    let (one, other, None) = (codes.next()?, codes.next()?, codes.next()) else {
        return None;
    };
    let sold = |code: &str| names.mention(code) == Some(Mention::Whole);
    let so_many = |code: &&str| code.parse().ok().and_then(Quantity::whole) == Some(said);
    let both = sold(one) && sold(other);
    [one, other].into_iter().filter(|_| both).find(so_many)
}

/// "that was 29 tyre, not 29 tube" where there are a tyre 29 and a tube 29: not so many, but that one.
pub(super) fn not_so_many(
    text: &str,
    said: Quantity,
    name: &str,
    names: &Catalogue,
) -> Option<String> {
    let number = said.to_string();
    let twice = text
        .split([' ', ','])
        .filter(|word| **word == *number)
        .count()
        > 1;
    let item = |name: &String| matches!(names.resolve(name), Resolution::Item(_));
    let called = [format!("{name} {number}"), format!("{number} {name}")];
    called.into_iter().find(item).filter(|_| twice)
}
