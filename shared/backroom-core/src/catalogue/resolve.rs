//! From a name as said to the item that is meant.

mod only;

use super::Resolution;
use super::distance::{Pattern, bound};
use super::english::{NOT_TO_BE_TURNED, REMARKS};
use super::fold::fold;
use super::index::{Form, Index, if_all_describe_then_core};
use super::sound::sounds_alike;
use super::vocabulary::{CORE, KINDS, Kind, MEASURE, PREPARATION};
use crate::ids::ItemId;
use crate::unit::{Dimension, Unit};

/// How many items a question offers.
const OFFERED: usize = 3;

/// A name as said, taken apart.
struct Said<'a> {
    folded: &'a str,
    squeezed: &'a str,
    words: Vec<(&'a str, Kind)>,
    /// How many words of each kind it has.
    counts: [u8; KINDS],
}

/// A word as said that is, or may be, a word of a form. The numbers are those of the form, and of the word in each.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    form: u32,
    distance: u8,
    said: u8,
    word: u32,
}

/// What a form and the name as said have in common, and what not.
struct Match<'a> {
    form: &'a Form,
    /// Slips of the finger.
    distance: u8,
    /// Words of the form that were not said, by kind.
    missing: [u8; KINDS],
    /// Words that were said but are not in the form, by kind.
    extra: [u8; KINDS],
}

/// The item that the name means, those that it may mean, or neither. What stands in brackets may be part of the name
/// ("Paprika (not hot)") or only explain it ("mirin (sweet rice wine)").
pub(super) fn resolve(index: &Index, name: &str) -> Resolution {
    let whole = resolve_whole(index, name);
    if matches!(whole, Resolution::Item(_)) {
        return whole;
    }
    let Some(plain) = without_brackets(name) else {
        return whole;
    };
    match resolve_whole(index, &plain) {
        Resolution::Item(item) if alone(index, &plain, &item) => Resolution::Item(item),
        Resolution::Item(item) => Resolution::Close(vec![item]),
        close @ Resolution::Close(_) if whole == Resolution::Unknown => close,
        Resolution::Close(_) | Resolution::Unknown => whole,
    }
}

/// Other items with the same words or letters but for slips of the finger.
pub(super) fn like(index: &Index, own: &ItemId, name: &str) -> Vec<ItemId> {
    let folded = fold(name);
    let squeezed = folded.replace(' ', "");
    if squeezed.is_empty() {
        return Vec::new();
    }
    let said = Said::new(index, &folded, &squeezed);
    let alike = |form: &Form| {
        index.items[form.item as usize] != *own && digits(&form.squeezed) == digits(&squeezed)
    };
    let mut matches = matches(index, &said);
    let same_words = |found: &Match<'_>| {
        found
            .missing
            .iter()
            .chain(&found.extra)
            .all(|count| *count == 0)
    };
    matches.retain(|found| alike(found.form) && same_words(found));
    let mut near = near(index, &said, &matches);
    near.retain(|(_, item)| index.items[*item as usize] != *own);
    nearest(index, near)
}

/// The name without what stands in brackets; `None` if nothing does.
fn without_brackets(name: &str) -> Option<String> {
    let (before, mut rest) = name.split_once(" (")?;
    let mut plain = before.to_owned();
    while let Some((_, after)) = rest.split_once(')') {
        let (between, next) = after.split_once(" (").unwrap_or((after, ""));
        plain.push_str(between);
        rest = next;
    }
    Some(plain)
}

/// Whether no other item has all these words and more: with "Shirt white" there, "shirts (black)" may not be "Shirt".
fn alone(index: &Index, name: &str, item: &ItemId) -> bool {
    let folded = fold(name);
    let squeezed = folded.replace(' ', "");
    let said = Said::new(index, &folded, &squeezed);
    let has_all = |found: &Match<'_>| found.extra[CORE] == 0 && found.distance == 0;
    matches(index, &said)
        .iter()
        .all(|found| !has_all(found) || index.items[found.form.item as usize] == *item)
}

fn resolve_whole(index: &Index, name: &str) -> Resolution {
    let folded = fold(name);
    let squeezed = folded.replace(' ', "");
    if squeezed.is_empty() {
        return Resolution::Unknown;
    }
    if let Some(resolution) = same_letters(index, &folded, &squeezed) {
        return resolution;
    }
    let said = Said::new(index, &folded, &squeezed);
    let matches = matches(index, &said);
    same_words(index, &said, &matches)
        .or_else(|| only::but_for_size(index, &said, &matches))
        .or_else(|| only::by_code(index, &said, &matches))
        .or_else(|| only::of_that_size(index, &said, &matches))
        .or_else(|| without_remark(index, &folded))
        .unwrap_or_else(|| close(index, &said, &matches))
}

/// The item that is named before a remark ("butter at room temperature").
fn without_remark(index: &Index, folded: &str) -> Option<Resolution> {
    let ends = REMARKS.iter().filter_map(|remark| folded.find(remark));
    let name = &folded[..ends.min()?];
    let squeezed = name.replace(' ', "");
    let found = same_letters(index, name, &squeezed).or_else(|| {
        let said = Said::new(index, name, &squeezed);
        same_words(index, &said, &matches(index, &said))
    });
    found.filter(|found| matches!(found, Resolution::Item(_)))
}

/// The same name, however it is spaced. A name goes before an alias.
fn same_letters(index: &Index, folded: &str, squeezed: &str) -> Option<Resolution> {
    let spaced = |exactly: bool, is_name: bool| {
        index
            .spaced_otherwise(squeezed)
            .filter(move |form| form.is_name == is_name && (form.folded == folded) == exactly)
    };
    [(true, true), (true, false), (false, true), (false, false)]
        .into_iter()
        .find_map(|(exactly, is_name)| one_or_ask(index, spaced(exactly, is_name)))
}

/// The one item of these forms, a question between several, or `None` if there is none.
fn one_or_ask<'a>(index: &Index, forms: impl Iterator<Item = &'a Form>) -> Option<Resolution> {
    let mut items: Vec<u32> = Vec::new();
    for form in forms {
        if !items.contains(&form.item) {
            items.push(form.item);
        }
    }
    let id = |item: &u32| index.items[*item as usize].clone();
    match items.as_slice() {
        [] => None,
        [one] => Some(Resolution::Item(id(one))),
        several => Some(Resolution::Close(
            several.iter().take(OFFERED).map(id).collect(),
        )),
    }
}

impl<'a> Said<'a> {
    fn new(index: &'a Index, folded: &'a str, squeezed: &'a str) -> Self {
        let mut words: Vec<(&str, Kind)> = Vec::new();
        let mut counts = [0; KINDS];
        let mut parts = folded.split(' ').take(usize::from(u8::MAX)).peekable();
        let mut before = None;
        while let Some(mut word) = parts.next() {
            if let Some(joined) = parts.peek().and_then(|next| joined(index, word, next)) {
                word = joined;
                parts.next();
            }
            if let Some(number) = index.word_or_code(word) {
                word = &index.words()[number as usize].text;
            }
            if let Some((first, second)) = index.apart(word) {
                for word in [first, second] {
                    if let Some(place) = Kind::of(word).place()
                        && !words.iter().any(|(known, _)| *known == word)
                    {
                        words.push((word, Kind::of(word)));
                        counts[place] += 1;
                    }
                }
                before = Some(second);
                continue;
            }
            let after = parts.peek().copied();
            let mut kind = Kind::between(before, word, after);
            if kind == Kind::Core && before.is_none() && after.is_some() && holds_things(word) {
                kind = Kind::Preparation;
            }
            before = Some(word);
            if let Some(place) = kind.place()
                && !words.iter().any(|(known, _)| *known == word)
            {
                words.push((word, kind));
                counts[place] += 1;
            }
        }
        Self {
            folded,
            squeezed,
            words,
            counts: if_all_describe_then_core(counts),
        }
    }
}

impl Said<'_> {
    /// How many of the form's words that are not looked at were not said either: "very ripe tomatoes" are a little
    /// further from "ripe tomatoes" than ripe tomatoes are.
    fn unsaid_fillers(&self, form: &Form) -> usize {
        let filler = |word: &&str| Kind::of(word) == Kind::Filler;
        let unsaid = |word: &&str| !self.folded.split(' ').any(|said| said == *word);
        form.folded.split(' ').filter(filler).filter(unsaid).count()
    }
}

/// The one word of the shop that these two are, if they are not both its words: "hand bag" of "leather handbag".
fn joined<'a>(index: &'a Index, word: &str, next: &str) -> Option<&'a str> {
    if index.word(word).is_some() && index.word(next).is_some() {
        return None;
    }
    let number = index.word(&format!("{word}{next}"))?;
    Some(&index.words()[number as usize].text)
}

/// Whether it is what things come in, left before the name: "tin butter beans" of "400 g tin butter beans".
fn holds_things(word: &str) -> bool {
    let dimension = Unit::from_word(word).map(|unit| unit.dimension());
    matches!(
        dimension,
        Some(Dimension::Count | Dimension::Pack | Dimension::Loose | Dimension::Volume)
    )
}

/// Each form that shares a word with what was said.
fn matches<'a>(index: &'a Index, said: &Said<'_>) -> Vec<Match<'a>> {
    let mut hits = Vec::new();
    for (place, (text, kind)) in (0..).zip(&said.words) {
        let mut hit = |word: u32, distance: usize| {
            let forms = index.forms_with(word).iter();
            hits.extend(forms.map(|form| Hit {
                form: *form,
                distance: distance as u8,
                said: place,
                word,
            }));
        };
        if let Some(word) = index.word(text) {
            hit(word, 0);
        } else if *kind == Kind::Core
            && let Some(pattern) = Pattern::new(text)
        {
            for (number, word) in (0..).zip(index.words()) {
                let bound = bound(text.len().min(word.text.len()));
                if word.kind == Kind::Core && sounds_alike(text, &word.text) {
                    hit(number, 0);
                } else if word.kind == Kind::Core
                    && let Some(distance) = pattern.within(&word.text, word.letters, bound)
                {
                    hit(number, distance);
                }
            }
        }
    }
    hits.sort_unstable();
    hits.chunk_by(|one, next| one.form == next.form)
        .map(|hits| match_of(index, said, hits))
        .collect()
}

/// The nearest hits of one form, each word taken once.
fn match_of<'a>(index: &'a Index, said: &Said<'_>, hits: &[Hit]) -> Match<'a> {
    let form = &index.forms[hits[0].form as usize];
    let mut found = Match {
        form,
        distance: 0,
        missing: form.counts,
        extra: said.counts,
    };
    for (place, hit) in hits.iter().enumerate() {
        let taken = |other: &Hit| other.said == hit.said || other.word == hit.word;
        if hits[..place].iter().any(taken) {
            continue;
        }
        found.distance = found.distance.saturating_add(hit.distance);
        let (_, said_kind) = said.words[usize::from(hit.said)];
        strike(&mut found.extra, said_kind);
        strike(&mut found.missing, index.words()[hit.word as usize].kind);
    }
    found
}

/// Takes one word of the kind off. A descriptive word counts as core where there is nothing else.
fn strike(counts: &mut [u8; KINDS], kind: Kind) {
    let place = kind.place().unwrap_or(CORE);
    let place = if counts[place] == 0 { CORE } else { place };
    counts[place] = counts[place].saturating_sub(1);
}

impl Match<'_> {
    fn same_core(&self) -> bool {
        self.distance == 0
            && [CORE, MEASURE]
                .iter()
                .all(|kind| self.missing[*kind] + self.extra[*kind] == 0)
    }

    /// Words that only describe and stand on one side.
    fn described(&self) -> (u8, u8) {
        let sum = |counts: &[u8; KINDS]| counts[MEASURE + 1..].iter().sum();
        (sum(&self.missing), sum(&self.extra))
    }

    /// Whether the item is described in a way that was not said and may make another thing of it: chopped tomatoes
    /// are not tomatoes, and a small onion is no large one.
    fn may_be_another(&self) -> bool {
        let both = |kind: usize| self.missing[kind] > 0 && self.extra[kind] > 0;
        self.missing[PREPARATION] > 0 || (MEASURE + 1..KINDS).any(both)
    }
}

/// The same words in whatever order, but for descriptive ones. If the item is described in a way that was not said
/// ("eggs" for large eggs), nothing else may have these words.
fn same_words(index: &Index, said: &Said<'_>, matches: &[Match<'_>]) -> Option<Resolution> {
    let same = matches.iter().filter(|found| found.same_core());
    let least = same.clone().map(Match::described).min()?;
    let nearest = same.filter(|found| found.described() == least);
    let unsaid = nearest
        .clone()
        .map(|found| said.unsaid_fillers(found.form))
        .min();
    let nearest = nearest.filter(|found| Some(said.unsaid_fillers(found.form)) == unsaid);
    let doubtful =
        |found: &Match<'_>| found.may_be_another() || turned(&found.form.folded, said.folded);
    let others = |item: u32| {
        let found = matches
            .iter()
            .filter(|found| found.extra[CORE] == 0 && found.distance == 0);
        found.filter(|found| found.form.item != item).count() > 0
    };
    let doubts = nearest
        .clone()
        .any(|found| doubtful(found) || least.0 > 0 && others(found.form.item));
    let found = one_or_ask(index, nearest.map(|found| found.form))?;
    let settled = !(doubts && matches!(found, Resolution::Item(_)));
    settled.then_some(found)
}

/// Whether the two hold the same pair of words in the other order, and it is one of those that mean another thing so.
fn turned(one: &str, other: &str) -> bool {
    let place = |name: &str, word: &str| name.split(' ').position(|part| part == word);
    NOT_TO_BE_TURNED.iter().any(|(left, right)| {
        let order = |name: &str| Some(place(name, left)? < place(name, right)?);
        order(one)
            .zip(order(other))
            .is_some_and(|(one, other)| one != other)
    })
}

/// What is near enough to ask about, nearest first.
fn close(index: &Index, said: &Said<'_>, matches: &[Match<'_>]) -> Resolution {
    let items = nearest(index, near(index, said, matches));
    if items.is_empty() {
        return Resolution::Unknown;
    }
    Resolution::Close(items)
}

/// How far off what is near is, and the numbers of the items.
fn near(index: &Index, said: &Said<'_>, matches: &[Match<'_>]) -> Vec<(u32, u32)> {
    let mut found: Vec<(u32, u32)> = Vec::new();
    found.extend(
        matches
            .iter()
            .filter_map(|near| Some((penalty(near)?, near.form.item))),
    );
    found.extend(misspelt(index, said));
    found
}

/// Those that a question offers.
fn nearest(index: &Index, mut found: Vec<(u32, u32)>) -> Vec<ItemId> {
    found.sort_by_key(|(penalty, item)| (*penalty, index.items[*item as usize].as_str()));
    let mut items: Vec<u32> = Vec::with_capacity(OFFERED);
    for (_, item) in found {
        if items.len() < OFFERED && !items.contains(&item) {
            items.push(item);
        }
    }
    let id = |item: u32| index.items[item as usize].clone();
    items.into_iter().map(id).collect()
}

/// How far off a form with some of the words is; `None` if too far. Either all core words of the one are in the other,
/// or they are the same but for spelling.
fn penalty(found: &Match<'_>) -> Option<u32> {
    let (missing, extra) = (found.missing[CORE], found.extra[CORE]);
    let only_measures = extra == 0 && found.extra[MEASURE] == 0;
    let shares_core = found.form.counts[CORE] > missing || only_measures;
    let one_in_the_other = missing == 0 || extra == 0;
    let misspelt_too = found.distance > 0 && missing + extra > 1;
    if !shares_core || !one_in_the_other || misspelt_too {
        return None;
    }
    let (undescribed, described) = found.described();
    let weigh = |count: u8, weight: u32| u32::from(count) * weight;
    Some(
        weigh(found.distance, 10)
            + weigh(missing, 30)
            + weigh(extra, 35)
            + weigh(found.missing[MEASURE], 8)
            + weigh(found.extra[MEASURE], 12)
            + weigh(undescribed, 2)
            + weigh(described, 1),
    )
}

/// The numbers in a name.
fn digits(text: &str) -> Vec<u8> {
    text.bytes().filter(u8::is_ascii_digit).collect()
}

/// Forms that are the same as a whole but for spelling, spaces aside: "cocacolla".
fn misspelt(index: &Index, said: &Said<'_>) -> Vec<(u32, u32)> {
    let Some(pattern) = Pattern::new(said.squeezed) else {
        return Vec::new();
    };
    let mut near = Vec::new();
    for form in &index.forms {
        let bound = bound(said.squeezed.len().min(form.squeezed.len()));
        if let Some(distance) = pattern.within(&form.squeezed, form.letters, bound)
            && digits(&form.squeezed) == digits(said.squeezed)
        {
            near.push((distance as u32 * 10 + 5, form.item));
        }
    }
    near
}
