//! One line of `lexicon/asked.txt`: an order of words that a message may have.

use super::{NAME_MAX, SLIP_FROM, spelling};

/// The words in their order, and how many of them a message has at the most.
pub(super) struct Wording(Vec<Element>, usize);

struct Element {
    /// One of these; none of them is the name of something. Each is one word or several.
    any: Vec<Vec<&'static str>>,
    optional: bool,
}

/// That a message is of this wording, and where the name in it begins and ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found(pub(super) Option<(usize, usize)>);

impl Wording {
    /// Reads the line; `lists` are the words that `<…>` stands for.
    pub(super) fn read(line: &'static str, lists: &[(&str, &'static str)]) -> Self {
        let element = |said: &'static str| {
            let (said, optional) = match said.strip_suffix('?') {
                Some(said) => (said, true),
                None => (said, false),
            };
            let mut any = Vec::new();
            for word in said.split('|').filter(|word| *word != "*") {
                let list = word
                    .strip_prefix('<')
                    .and_then(|rest| rest.strip_suffix('>'));
                let words = match list {
                    Some(list) => lists
                        .iter()
                        .find(|(name, _)| *name == list)
                        .map_or("", |(_, words)| words),
                    None => word,
                };
                debug_assert!(!words.is_empty(), "{word} in {line}");
                any.extend(words.split('|').map(|word| word.split('_').collect()));
            }
            Element { any, optional }
        };
        let elements: Vec<Element> = line.split(' ').map(element).collect();
        let most = elements.iter().map(Element::most).sum();
        Self(elements, most)
    }

    /// Notes the words with which such a message begins, or where that is with a name, ends.
    pub(super) fn ends(&self, first: &mut Vec<&'static str>, last: &mut Vec<&'static str>) {
        for element in &self.0 {
            if element.any.is_empty()
                && let Some(end) = self.0.last()
            {
                last.extend(end.any.iter().filter_map(|words| words.last()));
                return;
            }
            first.extend(element.any.iter().filter_map(|words| words.first()));
            if !element.optional {
                return;
            }
        }
    }

    /// The words with which such a message begins; none if that is with a name.
    pub(super) fn beginnings(&self) -> Option<Vec<&'static str>> {
        let mut first = Vec::new();
        for element in &self.0 {
            if element.any.is_empty() {
                return None;
            }
            first.extend(element.any.iter().filter_map(|words| words.first()));
            if !element.optional {
                break;
            }
        }
        Some(first)
    }

    /// `names` tells whether the words from one place to another may be a name.
    pub(super) fn find(
        &self,
        words: &[&str],
        names: &dyn Fn(usize, usize) -> bool,
    ) -> Option<Found> {
        if words.len() > self.1 || !self.may_end(words) {
            return None;
        }
        find(&self.0, words, 0, names)
    }
}

impl Wording {
    /// Whether it may end with the last of the words.
    fn may_end(&self, words: &[&str]) -> bool {
        let (Some(end), Some(said)) = (self.0.last(), words.last()) else {
            return true;
        };
        let mut last = end.any.iter().filter_map(|any| any.last());
        end.optional || end.any.is_empty() || last.any(|word| same(said, word))
    }
}

impl Element {
    /// The most words that it may be.
    fn most(&self) -> usize {
        let longest = self.any.iter().map(Vec::len).max();
        longest.unwrap_or(NAME_MAX)
    }
}

fn find(
    elements: &[Element],
    words: &[&str],
    at: usize,
    names: &dyn Fn(usize, usize) -> bool,
) -> Option<Found> {
    let Some((element, rest)) = elements.split_first() else {
        return (at == words.len()).then_some(Found(None));
    };
    if element.any.is_empty() {
        let most = (at + NAME_MAX).min(words.len());
        let named = |end: usize| {
            find(rest, words, end, names)?;
            names(at, end).then_some(Found(Some((at, end))))
        };
        if let Some(found) = (at + 1..=most).find_map(named) {
            return Some(found);
        }
    } else {
        for any in &element.any {
            let stands = words
                .get(at..at + any.len())
                .is_some_and(|said| said.iter().zip(any).all(|(said, word)| same(said, word)));
            if stands && let Some(found) = find(rest, words, at + any.len(), names) {
                return Some(found);
            }
        }
    }
    element
        .optional
        .then(|| find(rest, words, at, names))
        .flatten()
}

/// Whether it is the word: apostrophes left out, and of a long one a letter wrong or out of place.
pub(super) fn same(said: &str, word: &str) -> bool {
    // Most are told apart by this.
    if said.bytes().next() != word.bytes().next() {
        return false;
    }
    let bare = || said.bytes().filter(|byte| *byte != b'\'');
    said == word
        || said.contains('\'') && bare().eq(word.bytes())
        || word.len() >= SLIP_FROM && spelling::is_near(said, word)
}
