//! The words that `lexicon/asked.txt` is made of.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::spelling;

/// A longer word may have a slip in it.
const SLIP_FROM: usize = 6;
/// Lengths that are told apart, in bytes; whatever is longer is taken for one of these.
const LENGTHS: usize = 16;

/// A word by its place in the [`Vocabulary`].
pub(super) type Word = u16;

pub(super) struct Vocabulary {
    /// By their first letter, then by their length: those that a word may be a slip of lie together.
    words: Vec<&'static str>,
    /// Where the words of a letter and a length begin.
    starts: Vec<usize>,
}

/// The place in `starts`, of a word that begins with this byte and has this length.
fn place(first: u8, length: usize) -> usize {
    usize::from(first & 31) * LENGTHS + length.min(LENGTHS - 1)
}

fn place_of(word: &str) -> usize {
    place(word.bytes().next().unwrap_or_default(), word.len())
}

impl Vocabulary {
    pub(super) fn of(words: impl Iterator<Item = &'static str>) -> Self {
        let each: BTreeSet<&str> = words.collect();
        let mut words: Vec<&str> = each.into_iter().collect();
        words.sort_unstable_by_key(|word| (place_of(word), *word));
        let begins = |place| words.partition_point(|word| place_of(word) < place);
        let starts = (0..=32 * LENGTHS).map(begins).collect();
        Self { words, starts }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Which word this is.
    pub(super) fn find(&self, word: &str) -> Option<Word> {
        let place = place_of(word);
        let mut alike = self.within(place..=place);
        alike.find_map(|(number, known)| (known == word).then_some(number))
    }

    /// Adds the words that this one may be as it was typed: itself, of whose apostrophes nobody types all, or long ones
    /// with one slip.
    pub(super) fn meant(&self, typed: &str, meant: &mut Vec<Word>) {
        if typed.contains('\'') {
            meant.extend(self.find(&typed.replace('\'', "")));
        }
        if let Some(known) = self.find(typed) {
            meant.push(known);
            return;
        }
        let first = typed.bytes().next().unwrap_or_default();
        let lengths = SLIP_FROM.max(typed.len().saturating_sub(1))..=typed.len() + 1;
        if !lengths.is_empty() {
            let places = place(first, *lengths.start())..=place(first, *lengths.end());
            let slips = self
                .within(places)
                .filter(|(_, known)| spelling::is_near(typed, known));
            meant.extend(slips.map(|(number, _)| number));
        }
    }

    fn within(&self, places: RangeInclusive<usize>) -> impl Iterator<Item = (Word, &'static str)> {
        let (from, to) = (self.starts[*places.start()], self.starts[places.end() + 1]);
        let numbers = Word::try_from(from).unwrap_or(Word::MAX)..;
        numbers.zip(self.words[from..to].iter().copied())
    }
}
