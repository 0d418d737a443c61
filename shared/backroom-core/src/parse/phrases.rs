//! The phrases that the readers ask for, read once from `lexicon/*.phrases.txt`, when one of them first asks.
//!
//! A section of a file is a [`List`]: what one reader asks for in one place. A language has a file of its own and leaves out
//! the sections that it has no words for; the lists of all languages are one. Each word of a message is looked up once, and
//! whether it stands in a list, or begins one of its phrases, is a bit of what was found.

mod list;

use std::ops::Range;
use std::sync::LazyLock;

use super::hash::Numbered;

pub(super) use list::List;
use list::Lists;

/// What is the same in every language goes last.
pub(super) const LANGUAGES: [&str; 3] = [
    include_str!("../../lexicon/en.phrases.txt"),
    include_str!("../../lexicon/af.phrases.txt"),
    include_str!("../../lexicon/signs.phrases.txt"),
];

static TABLE: LazyLock<Table> = LazyLock::new(Table::read);
static UNKNOWN: Word = Word {
    number: u16::MAX,
    ..Word::new(0)
};

/// What the lists say of a word.
pub(super) struct Word {
    /// Which it is; those that stand in no list are all one.
    number: u16,
    /// The latest of the phrases of several words that begin with it.
    phrases: Place,
    /// The lists in which it stands by itself.
    alone: Lists,
    /// The lists in which longer phrases begin with it.
    begins: Lists,
}

/// The place of a phrase, counted from one; 0 is none.
type Place = u16;

impl Word {
    const fn new(number: u16) -> Self {
        Self {
            number,
            phrases: 0,
            alone: Lists::NONE,
            begins: Lists::NONE,
        }
    }

    pub(super) fn is(&self, list: List) -> bool {
        self.alone.have(list)
    }
}

/// What is known of the word: lower case, without spaces.
pub(super) fn look_up(word: &str) -> &'static Word {
    let table = &*TABLE;
    let number = table.numbers.find(word);
    number.map_or(&UNKNOWN, |number| &table.words[usize::from(number)])
}

/// How many of these words are the longest phrase of the list that they begin with.
pub(super) fn longest(
    list: List,
    mut words: impl Iterator<Item = &'static Word> + Clone,
) -> Option<usize> {
    let first = words.next()?;
    let alone = first.is(list).then_some(1);
    if !first.begins.have(list) {
        return alone;
    }
    let table = &*TABLE;
    let phrases = table.chain(first.phrases, |phrase| phrase.next_of_word);
    let here = |phrase: &&Phrase| {
        let rest = &table.of_phrases[phrase.words.clone()][1..];
        let said = words.clone().take(rest.len()).map(|word| &word.number);
        phrase.list == list && rest.iter().eq(said)
    };
    let several = phrases.filter(here).map(|phrase| phrase.words.len()).max();
    several.or(alone)
}

/// The phrases of the list as they are written, in no order.
pub(super) fn of(list: List) -> impl Iterator<Item = &'static str> {
    let table = &*TABLE;
    let latest = table.latest[list.place()];
    table
        .chain(latest, |phrase| phrase.next_of_list)
        .map(|phrase| phrase.text)
}

/// What follows each phrase of the list that the text begins with, be it in the middle of a word.
pub(super) fn rests(list: List, text: &str) -> impl Iterator<Item = &str> {
    let first = text.bytes().next().unwrap_or_default();
    let begins = TABLE.firsts[list.place()] >> (first & 31) & 1 == 1;
    let phrases = begins.then(|| of(list)).into_iter().flatten();
    phrases.filter_map(|phrase| text.strip_prefix(phrase))
}

/// What follows the longest of them.
pub(super) fn behind(list: List, text: &str) -> Option<&str> {
    rests(list, text).min_by_key(|rest| rest.len())
}

/// The sections of a file: each line with the name of the section in which it stands.
pub(super) fn lines(language: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = language.lines().map(str::trim);
    let told = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut section = "";
    told.filter_map(move |line| {
        let name = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        section = name.unwrap_or(section);
        name.is_none().then_some((section, line))
    })
}

/// The phrases of a line.
pub(super) fn parted(line: &'static str) -> impl Iterator<Item = &'static str> {
    line.split(',')
        .map(str::trim)
        .filter(|phrase| !phrase.is_empty())
}

struct Table {
    numbers: Numbered,
    /// By their numbers.
    words: Vec<Word>,
    phrases: Vec<Phrase>,
    /// The words of all phrases, one phrase behind the other.
    of_phrases: Vec<u16>,
    /// The latest phrase of each list.
    latest: [Place; List::COUNT],
    /// With which bytes the phrases of each list begin: a set of the low five bits of these.
    firsts: [u32; List::COUNT],
}

struct Phrase {
    text: &'static str,
    list: List,
    /// Where its words stand among those of all phrases.
    words: Range<usize>,
    /// The one before it that begins with the same word.
    next_of_word: Place,
    /// The one before it in the list.
    next_of_list: Place,
}

/// More words than the files have.
const WORDS: usize = 1 << 10;
/// About as many phrases as there are.
const PHRASES: usize = 3 << 9;

impl Table {
    fn read() -> Self {
        let mut table = Self {
            numbers: Numbered::new(WORDS),
            words: Vec::with_capacity(WORDS),
            phrases: Vec::with_capacity(PHRASES),
            of_phrases: Vec::with_capacity(2 * PHRASES),
            latest: [0; List::COUNT],
            firsts: [0; List::COUNT],
        };
        for language in LANGUAGES {
            let (mut section, mut list) = ("", None);
            for (name, line) in lines(language) {
                if name != section {
                    (section, list) = (name, List::named(name, list));
                }
                if let Some(list) = list {
                    parted(line).for_each(|phrase| table.add(list, phrase));
                }
            }
        }
        table
    }

    fn add(&mut self, list: List, text: &'static str) {
        let start = self.of_phrases.len();
        let byte = text.bytes().next().unwrap_or_default();
        self.firsts[list.place()] |= 1 << (byte & 31);
        for word in text.split(' ') {
            let number = self.numbers.number(word);
            if usize::from(number) == self.words.len() {
                self.words.push(Word::new(number));
            }
            self.of_phrases.push(number);
        }
        let words = start..self.of_phrases.len();
        let first = &mut self.words[usize::from(self.of_phrases[start])];
        let latest = &mut self.latest[list.place()];
        let mut phrase = Phrase {
            text,
            list,
            next_of_word: 0,
            next_of_list: *latest,
            words,
        };
        *latest = Place::try_from(self.phrases.len() + 1).unwrap_or_default();
        if phrase.words.len() == 1 {
            first.alone.insert(list);
        } else {
            first.begins.insert(list);
            phrase.next_of_word = std::mem::replace(&mut first.phrases, *latest);
        }
        self.phrases.push(phrase);
    }

    /// The phrases from one on, by what is next.
    fn chain(&self, first: Place, next: fn(&Phrase) -> Place) -> impl Iterator<Item = &Phrase> {
        let at = |place: Place| self.phrases.get(usize::from(place.wrapping_sub(1)));
        std::iter::successors(at(first), move |phrase| at(next(phrase)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_list_is_in_some_language_and_each_section_is_known() {
        let all = || LANGUAGES.into_iter().flat_map(lines);
        let sections: BTreeSet<&str> = all().map(|(section, _)| section).collect();
        for name in List::names() {
            assert!(sections.contains(name), "no section [{name}]");
        }
        for section in sections {
            let known = List::named(section, None).is_some();
            assert!(known || section.starts_with("hints: "), "[{section}]");
        }
    }

    #[test]
    fn no_phrase_stands_twice_in_a_section() {
        let mut seen = BTreeSet::new();
        for (section, line) in LANGUAGES.into_iter().flat_map(lines) {
            for phrase in parted(line) {
                assert!(seen.insert((section, phrase)), "[{section}] {phrase}");
            }
        }
    }
}
