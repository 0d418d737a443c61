//! The words that `lexicon/asked.txt` is made of.

use std::ops::RangeInclusive;

use super::hash::Numbered;
use super::spelling;

/// A longer word may have a slip in it.
const SLIP_FROM: usize = 6;
/// Lengths that are told apart, in bytes; whatever is longer is taken for one of these.
const LENGTHS: usize = 16;

/// A word by its place in the [`Vocabulary`].
pub(super) type Word = u16;

/// Which letters stand in a word, each by a bit.
#[derive(Clone, Copy)]
struct Letters(u32);

impl Letters {
    fn of(word: &str) -> Self {
        let bits = word.bytes().map(|byte| 1 << (byte & 31));
        Self(bits.fold(0, |all: u32, bit: u32| all | bit))
    }

    /// One slip takes one letter away and brings one in at the most.
    fn may_be_near(self, other: Self) -> bool {
        (self.0 ^ other.0).count_ones() <= 2
    }
}

pub(super) struct Vocabulary {
    /// By their first letter, then by their length: those that a word may be a slip of lie together.
    numbers: Numbered,
    /// The letters of each.
    letters: Vec<Letters>,
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
        let mut words: Vec<&str> = words.collect();
        words.sort_unstable_by_key(|word| (place_of(word), *word));
        words.dedup();
        let begins = |place| words.partition_point(|word| place_of(word) < place);
        let starts = (0..=32 * LENGTHS).map(begins).collect();
        let letters = words.iter().map(|word| Letters::of(word)).collect();
        let mut numbers = Numbered::new(words.len());
        for word in words {
            numbers.number(word);
        }
        Self {
            numbers,
            letters,
            starts,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.numbers.words().len()
    }

    /// Which word this is.
    pub(super) fn find(&self, word: &str) -> Option<Word> {
        self.numbers.find(word)
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
            let letters = Letters::of(typed);
            let slips = self.within(places).filter(|number| {
                let at = usize::from(*number);
                letters.may_be_near(self.letters[at])
                    && spelling::is_near(typed, self.numbers.words()[at])
            });
            meant.extend(slips);
        }
    }

    fn within(&self, places: RangeInclusive<usize>) -> impl Iterator<Item = Word> {
        let number = |at: usize| Word::try_from(at).unwrap_or(Word::MAX);
        let (from, to) = (self.starts[*places.start()], self.starts[places.end() + 1]);
        number(from)..number(to)
    }
}
