//! One line of `lexicon/asked.txt`: an order of words that a message may have.

use super::vocabulary::{Vocabulary, Word};
use super::{NAME_MAX, Said};

/// Some words, one behind the other.
pub(super) type Phrase = Vec<Word>;

/// Phrases by the word with which they begin, or end.
pub(super) struct Phrases(Vec<Vec<Phrase>>);

/// The words in their order.
pub(super) struct Wording(Vec<Element>);

struct Element {
    /// One of these; none of them is the name of something.
    any: Vec<Phrase>,
    /// With which words they begin, by the last bits of these: it tells most others apart.
    first: u64,
    optional: bool,
}

/// With which words a message may begin or end.
pub(super) struct Edge {
    pub(super) words: Vec<Word>,
    /// Or with the name of something.
    pub(super) name: bool,
}

/// That a message is of this wording, and where the name in it begins and ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found(pub(super) Option<(usize, usize)>);

impl Phrases {
    /// For so many words.
    pub(super) fn new(words: usize) -> Self {
        Self(vec![Vec::new(); words])
    }

    pub(super) fn add(&mut self, by: Word, phrase: Phrase) {
        self.0[usize::from(by)].push(phrase);
    }

    /// Those that begin, or end, with one of these words.
    pub(super) fn of(&self, words: &[Word]) -> impl Iterator<Item = &Phrase> {
        words.iter().flat_map(|word| &self.0[usize::from(*word)])
    }
}

impl Wording {
    /// Reads the line; `lists` are the words that `<…>` stands for.
    pub(super) fn read(line: &str, lists: &[(&str, &str)], vocabulary: &Vocabulary) -> Self {
        let phrases = |word: &str| -> Vec<Phrase> {
            let list = word
                .strip_prefix('<')
                .and_then(|rest| rest.strip_suffix('>'));
            let listed = |list| lists.iter().find(|(name, _)| *name == list);
            let words = match list {
                Some(list) => listed(list).map_or("", |(_, words)| words),
                None => word,
            };
            debug_assert!(!words.is_empty(), "{word} in {line}");
            words
                .split('|')
                .map(|words| phrase(words, '_', vocabulary))
                .collect()
        };
        let element = |said: &str| {
            let optional = said.ends_with('?');
            let words = said.trim_end_matches('?').split('|');
            let any: Vec<Phrase> = words
                .filter(|word| *word != "*")
                .flat_map(phrases)
                .collect();
            let first = any.iter().filter_map(|phrase| phrase.first());
            Element {
                first: first.fold(0, |first, word| first | bit(*word)),
                any,
                optional,
            }
        };
        Self(line.split(' ').map(element).collect())
    }

    /// All words that stand in it.
    pub(super) fn words(&self) -> impl Iterator<Item = Word> {
        let phrases = self.0.iter().flat_map(|element| &element.any);
        phrases.flatten().copied()
    }

    pub(super) fn has_name(&self) -> bool {
        self.0.iter().any(|element| element.any.is_empty())
    }

    pub(super) fn beginning(&self) -> Edge {
        edge(self.0.iter(), |phrase| phrase.first())
    }

    pub(super) fn end(&self) -> Edge {
        edge(self.0.iter().rev(), |phrase| phrase.last())
    }

    /// Whether all that it cannot be without may stand among words with these bits.
    pub(super) fn may_be(&self, said: u64) -> bool {
        let needed = |element: &&Element| !element.optional && !element.any.is_empty();
        let mut needed = self.0.iter().filter(needed);
        needed.all(|element| element.first & said != 0)
    }

    /// Whether the first `length` words of a message are these; `names` tells whether those from one place to another
    /// may be a name.
    pub(super) fn find(
        &self,
        said: &Said<'_>,
        length: usize,
        names: &dyn Fn(usize, usize) -> bool,
    ) -> Option<Found> {
        find(&self.0, said, 0, length, names)
    }
}

/// The words, parted by `by`, all of which are in the vocabulary.
pub(super) fn phrase(words: &str, by: char, vocabulary: &Vocabulary) -> Phrase {
    let numbers = words.split(by).map(|word| vocabulary.find(word));
    numbers
        .map(|number| number.expect("all words of the file are in its vocabulary"))
        .collect()
}

/// The bits of all these words.
pub(super) fn bits(words: &[Word]) -> u64 {
    words.iter().fold(0, |bits, word| bits | bit(*word))
}

/// One of 64 bits for each word: what shares none with a message has none of its words.
pub(super) fn bit(word: Word) -> u64 {
    1 << (word % 64)
}

fn edge<'a>(
    elements: impl Iterator<Item = &'a Element>,
    outermost: impl Fn(&Phrase) -> Option<&Word>,
) -> Edge {
    let mut edge = Edge {
        words: Vec::new(),
        name: false,
    };
    for element in elements {
        edge.name |= element.any.is_empty();
        edge.words.extend(element.any.iter().filter_map(&outermost));
        if !element.optional {
            break;
        }
    }
    edge
}

fn find(
    elements: &[Element],
    said: &Said<'_>,
    at: usize,
    length: usize,
    names: &dyn Fn(usize, usize) -> bool,
) -> Option<Found> {
    let Some((element, rest)) = elements.split_first() else {
        return (at == length).then_some(Found(None));
    };
    let behind = |next: usize| find(rest, said, next, length, names);
    let found = if element.any.is_empty() {
        (at + 1..=length.min(at + NAME_MAX)).find_map(|end| {
            behind(end)?;
            names(at, end).then_some(Found(Some((at, end))))
        })
    } else if !said.may_be(at, |word| element.first & bit(word) != 0) {
        None
    } else {
        let here = said.meant(at);
        let standing = |phrase: &&Phrase| {
            let begins = phrase.first().is_some_and(|first| here.contains(first));
            begins && at + phrase.len() <= length && said.is_at(at, phrase)
        };
        let mut phrases = element.any.iter().filter(standing);
        phrases.find_map(|phrase| behind(at + phrase.len()))
    };
    found.or_else(|| element.optional.then(|| behind(at)).flatten())
}
