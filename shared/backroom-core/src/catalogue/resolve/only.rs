//! Less than a name is enough where only one item of the shop has what was said.

use super::super::Resolution;
use super::super::index::Index;
use super::super::vocabulary::{CORE, Kind, MEASURE};
use super::{Match, Said};

/// What a drink or a loaf comes in, at the end of its name: who says "savanna" where only "Savanna dumpy" is sold means that.
/// Not so of others: "egg" is no "Egg tray", "pillow" no "Pillow case".
const SERVED_IN: [&str; 8] = [
    "dumpy", "dumpie", "quart", "can", "pint", "nip", "loaf", "sixpack",
];

/// The sizes of clothes.
const LETTER_SIZES: [&str; 7] = ["xs", "s", "m", "l", "xl", "xxl", "xxxl"];

/// The first of these, if all of them are of one item.
fn only<'m, 'a>(mut having: impl Iterator<Item = &'m Match<'a>>) -> Option<&'m Match<'a>>
where
    'a: 'm,
{
    let first = having.next()?;
    let alone = having.all(|found| found.form.item == first.form.item);
    alone.then_some(first)
}

fn item(index: &Index, found: &Match<'_>) -> Resolution {
    Resolution::Item(index.items[found.form.item as usize].clone())
}

/// The only item with all these words, if nothing but its size was left out, or what it comes in: "omo" where the shop has
/// "Omo 2kg" alone.
pub(super) fn but_for_size(
    index: &Index,
    said: &Said<'_>,
    matches: &[Match<'_>],
) -> Option<Resolution> {
    let has_all =
        |found: &&Match<'_>| found.extra[CORE] + found.extra[MEASURE] == 0 && found.distance == 0;
    let found = only(matches.iter().filter(has_all))?;
    let unsaid = found
        .form
        .folded
        .split(' ')
        .next_back()
        .is_some_and(|last| {
            let served = SERVED_IN.contains(&last) && Kind::of(last) == Kind::Core;
            served && said.words.iter().all(|(word, _)| *word != last)
        });
    let left_out = found.missing[MEASURE] + u8::from(unsaid);
    let sized =
        left_out > 0 && found.missing[CORE] == u8::from(unsaid) && found.described() == (0, 0);
    sized.then(|| item(index, found))
}

/// The only item with this code, if nothing else was said: "z79" of "Oil filter Z79". A size ("10mm") is no code.
pub(super) fn by_code(index: &Index, said: &Said<'_>, matches: &[Match<'_>]) -> Option<Resolution> {
    let coded = |word: &str| {
        let size = word.trim_start_matches(|c: char| c.is_ascii_digit() || ".,".contains(c));
        let letters = word.bytes().any(|byte| byte.is_ascii_alphabetic());
        letters && size.bytes().any(|byte| byte.is_ascii_digit())
    };
    let only_code = said.words.iter().any(|(word, _)| coded(word))
        && said.words.iter().all(|(_, kind)| *kind == Kind::Measure);
    if !only_code {
        return None;
    }
    let found = only(matches.iter().filter(|found| found.extra[MEASURE] == 0))?;
    Some(item(index, found))
}

/// The only item with all these words, of which one is its size or its number: "jeans 34" of "High waist jeans 34", where
/// nothing else of that size is jeans.
pub(super) fn of_that_size(
    index: &Index,
    said: &Said<'_>,
    matches: &[Match<'_>],
) -> Option<Resolution> {
    let has_all =
        |found: &&Match<'_>| found.extra.iter().all(|count| *count == 0) && found.distance == 0;
    let found = only(matches.iter().filter(has_all))?;
    let size = |(word, kind): &(&str, Kind)| *kind == Kind::Measure || LETTER_SIZES.contains(word);
    let sized = said.words.iter().any(size) && said.words.iter().any(|word| !size(word));
    // A first word may have been taken for a unit: "1 cone collar M".
    let but_first = found.form.folded.split_once(' ');
    let code = |(word, _): &(&str, Kind)| {
        word.starts_with(|first: char| first.is_ascii_alphabetic())
            && word.bytes().any(|byte| byte.is_ascii_digit())
    };
    let unit_first = but_first.is_some_and(|(_, rest)| rest == said.folded);
    let settled = sized && (!unit_first || said.words.iter().any(code));
    settled.then(|| item(index, found))
}
