//! Sentences about what an item is counted in: "1 case coke = 24", "a bag of rice is 50 kg", "coke comes in cases of 24",
//! "24 bottles in a case of coke", "keep coke in bottles".

use crate::intent::Edit;
use crate::quantity::Quantity;
use crate::unit::{Dimension, Unit};

use super::hints::Hints;
use super::phrases::List;
use super::scan::Scan;
use super::sense::Flags;
use super::token::Token;
use super::words::Words;

/// "A tray of eggs is 30" says what a tray holds; "a tray of eggs is 65", what it sells for.
const LIKELY_MOST: i64 = 50;
/// All words of [`List::PACKS_IN`] are of these kinds, but for "make".
const IN_KINDS: Flags = Flags::IN.or(Flags::EACH).or(Flags::TO).or(Flags::BY);

/// Whether it may say something of packs and units, as far as a glance tells: it takes a number, which stands behind another
/// word and its link ("case is 24") or goes before one ("24 in a case").
pub(super) fn may_be(scan: Scan<'_>) -> bool {
    let later = || scan.tokens.iter().skip(2).any(Token::counts);
    let linked = scan.seen.is(IN_KINDS) || scan.seen.has_phrase();
    scan.hints(Hints::UNIT) || scan.seen.has_number() && (linked || later())
}

/// What is to be kept about an item's packs or unit.
pub(super) fn packs(words: &Words<'_>) -> Option<Edit> {
    if words.odd() {
        return None;
    }
    // Most that count something say nothing of packs, and have one number, in front.
    let later = (2..words.len()).any(|at| words.number(at).is_some());
    let if_later = |read: fn(&Words<'_>) -> Option<Edit>| later.then(|| read(words)).flatten();
    if_later(holds)
        .or_else(|| if_later(comes_in))
        .or_else(|| so_many_in(words))
        .or_else(|| if_later(so_many_per))
        .or_else(|| told_behind(words))
        .or_else(|| keep_in(words))
}

/// "1 case coke = 24", "a case of coke is 24 bottles", "1 case = 24 coke", "coke case = 24".
fn holds(words: &Words<'_>) -> Option<Edit> {
    let link = (1..words.len()).find(|at| {
        words.number(at + 1).is_some()
            && (words.is(*at, List::PACKS_HOLDS) || words.is(*at, List::PACKS_IS))
    })?;
    let (number, after) = words.number(link + 1)?;
    let begins = words.is(0, List::PACKS_ONE);
    let first = usize::from(begins);
    let (pack, name) = if let Some(pack) = unit_of(words, first, begins) {
        let from = first + 1 + usize::from(words.is(first + 1, List::PACKS_OF));
        (pack, words.name(from, link))
    } else {
        let pack = unit_of(words, link - 1, false)?;
        (pack, words.name(first, link - 1))
    };
    let (of, after) = what(words, after);
    // "1 case = 24 bottles of coke", "1 case coke = 24 in it"
    let behind = after + usize::from(words.is(after, List::PACKS_OF));
    let packed = pack.dimension() == Dimension::Pack;
    let things = name.is_none() || Quantity::whole(LIKELY_MOST).is_some_and(|most| number <= most);
    // "A bag is 50" may be a price: "is" wants a unit, or something that is counted, or a pack and a number that is more
    // likely one of things.
    if of.is_none() && !(packed && (things || !words.is(link, List::PACKS_IS))) {
        return None;
    }
    let name = match name {
        Some(name) if words.len() <= after + 3 && !goods_behind(words, behind) => name,
        Some(_) => return None,
        None if begins || first == 0 => words.name(behind, words.len())?,
        None => return None,
    };
    said(name, pack, number, of)
}

/// "coke comes in cases of 24", "coke is packed in boxes of 12".
fn comes_in(words: &Words<'_>) -> Option<Edit> {
    let (at, next) = words.find_phrase(1, List::PACKS_COMES_IN)?;
    let pack = words.unit(next)?;
    let (number, after) = words
        .number(next + 2)
        .filter(|_| words.is(next + 1, List::PACKS_OF))?;
    let (of, after) = what(words, after);
    let name = words.name(0, at).filter(|_| after == words.len())?;
    said(name, pack, number, of)
}

/// "24 bottles in a case of coke", "there are 24 in a case of coke", "24 coke per case".
fn so_many_in(words: &Words<'_>) -> Option<Edit> {
    let from = words.past(0, List::PACKS_THERE_ARE).unwrap_or(0);
    let (number, after) = words.number(from)?;
    words.find(after, List::PACKS_IN)?;
    let (of, after) = what(words, after);
    let at = words.find(after, List::PACKS_IN)?;
    // "2 panels cracked in the bakkie"
    if (after..at).any(|at| words.verb(at)) {
        return None;
    }
    let one = at + 1 + usize::from(words.is(at + 1, List::PACKS_ONE));
    let per = words.is(at, List::PACKS_PER) || one > at + 1;
    let pack = unit_of(words, one, per)?;
    let behind = one + 1 + usize::from(words.is(one + 1, List::PACKS_OF));
    let between = after + usize::from(words.is(after, List::PACKS_OF));
    // "48 guppies in the tank now, counted with the kids"
    if words.says(behind, words.len(), Flags::NOW.or(Flags::TIME)) {
        return None;
    }
    let name = words
        .name(behind, words.len())
        .or_else(|| words.name(between, at).filter(|_| behind >= words.len()))?;
    said(name, pack, number, of)
}

/// "eggs: 30 per tray", "eggs are 30 to a tray".
fn so_many_per(words: &Words<'_>) -> Option<Edit> {
    let link = words.find(1, List::PACKS_ARE)?;
    let (number, after) = words.number(link + 1)?;
    let (of, at) = what(words, after);
    let one = at + 1 + usize::from(words.is(at + 1, List::PACKS_ONE));
    let linked = words.is(at, List::PACKS_IN) && one + 1 == words.len();
    let pack = unit_of(words, one, true).filter(|_| linked)?;
    said(words.name(0, link)?, pack, number, of)
}

/// "eggs 30 in a tray".
fn told_behind(words: &Words<'_>) -> Option<Edit> {
    let at = (0..words.len()).find(|at| words.number(*at).is_some())?;
    if at == 0 || (0..at).any(|at| words.verb(at)) {
        return None;
    }
    let (number, next) = words.number(at)?;
    let (of, link) = what(words, next);
    let one =
        link + 1 + usize::from(words.says(link + 1, link + 2, Flags::ARTICLE.or(Flags::EACH)));
    let linked =
        words.is(link, List::PACKS_IN) && (one > link + 1 || words.is(link, List::PACKS_PER));
    let pack = unit_of(words, one, true).filter(|_| linked && one + 1 == words.len())?;
    said(words.name(0, at)?, pack, number, of)
}

/// "keep coke in bottles", "change rice to kg", "count rice in kg from now on".
fn keep_in(words: &Words<'_>) -> Option<Edit> {
    let from = words.past(0, List::PACKS_KEEP)?;
    let later = words
        .find_phrase(from + 3, List::PACKS_FROM_NOW)
        .filter(|(_, end)| *end == words.len());
    let end = later.map_or(words.len(), |(at, _)| at);
    let unit = words.unit(end - 1).filter(|_| end >= from + 3)?;
    let link = (end - 2).checked_sub(usize::from(words.is(end - 2, List::PACKS_SINGLE)))?;
    let linked = words.is(link, List::PACKS_KEEP_IN) && words.number(from).is_none();
    let other = Flags::PERSON.or(Flags::OWN).or(Flags::QUESTION);
    let name = words
        .name(from, link)
        .filter(|_| linked && !words.says(from, link, other))?;
    Some(Edit::KeepIn { name, unit })
}

/// A pack at this place: a case, or where one of it was said, a bag or a roll as well. In the singular.
fn unit_of(words: &Words<'_>, at: usize, one: bool) -> Option<Unit> {
    let unit = words.unit(at)?;
    let fits = match unit.dimension() {
        Dimension::Pack => true,
        Dimension::Count => one && !unit.is_plain(),
        Dimension::Mass | Dimension::Volume | Dimension::Length | Dimension::Loose => false,
    };
    (fits && unit.as_str() == words.text(at)).then_some(unit)
}

/// What the number counts, if that is said, and where it ends.
fn what(words: &Words<'_>, at: usize) -> (Option<Unit>, usize) {
    match words.unit(at) {
        Some(unit) => (Some(unit), at + 1),
        None => (None, at),
    }
}

/// Whether a name stands here, rather than "in it", "each", "inside".
fn goods_behind(words: &Words<'_>, at: usize) -> bool {
    at < words.len() && !words.is(at, List::PACKS_NO_NAME)
}

fn said(name: String, pack: Unit, holds: Quantity, of: Option<Unit>) -> Option<Edit> {
    Some(Edit::Pack {
        name,
        pack,
        holds,
        of,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{hints, lexicon, phrases};

    #[test]
    fn a_glance_sees_each_word_that_leads_to_a_pack() {
        for word in phrases::of(List::PACKS_IN) {
            let seen = lexicon::look_up(word).is(IN_KINDS);
            assert!(seen || hints::of(word).any(Hints::UNIT), "{word}");
        }
    }
}
