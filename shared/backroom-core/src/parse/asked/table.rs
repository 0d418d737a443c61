//! `lexicon/asked.txt`, read once.

use std::sync::LazyLock;

use super::Said;
use super::vocabulary::{Vocabulary, Word};
use super::wording::{self, Edge, Phrase, Phrases, Wording, phrase};
use crate::intent::Topic;

static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

/// The lines of the file.
pub(super) struct Table {
    pub(super) vocabulary: Vocabulary,
    /// Each with what it means; the first that fits wins.
    wordings: Vec<(Meaning, Wording)>,
    /// Which wordings a message may be, by its words.
    having: Places,
    beginning: Places,
    ending: Places,
    /// What is left aside before and behind what is asked.
    pub(super) before: Phrases,
    /// By their last words.
    pub(super) behind: Phrases,
    pub(super) how_to: Phrases,
    pub(super) topics: Vec<(Topic, Vec<Phrase>)>,
}

/// In which wordings a word has a place: for each word of the vocabulary, and for the name of something.
struct Places {
    words: Vec<Set>,
    name: Set,
}

/// A set of wordings, by their numbers.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Set([u64; Self::PARTS]);

/// What a section is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Sales,
    SalesOfADay,
    Best,
    Worst,
    Profit,
    Value,
    List,
    Low,
    Alerts,
    Prices,
    Reorder,
    Check,
    Cost,
    Price,
    LastIn,
    LastOut,
    Owes,
    Delete,
}

const SECTIONS: [(&str, Meaning); 18] = [
    ("sales", Meaning::Sales),
    ("sales of a day", Meaning::SalesOfADay),
    ("best", Meaning::Best),
    ("worst", Meaning::Worst),
    ("profit", Meaning::Profit),
    ("value", Meaning::Value),
    ("list", Meaning::List),
    ("low", Meaning::Low),
    ("alerts", Meaning::Alerts),
    ("prices", Meaning::Prices),
    ("reorder", Meaning::Reorder),
    ("check", Meaning::Check),
    ("cost", Meaning::Cost),
    ("price", Meaning::Price),
    ("last in", Meaning::LastIn),
    ("last out", Meaning::LastOut),
    ("owes", Meaning::Owes),
    ("delete", Meaning::Delete),
];

const TOPICS: [(&str, Topic); 6] = [
    ("help with money", Topic::Money),
    ("help with reports", Topic::Reports),
    ("help with team", Topic::Team),
    ("help with list", Topic::Paste),
    ("help with items", Topic::Items),
    ("help with stock", Topic::Stock),
];

impl Table {
    pub(super) fn get() -> &'static Self {
        &TABLE
    }

    fn read() -> Self {
        let file = include_str!("../../../lexicon/asked.txt");
        let lines = || {
            let lines = file.lines().map(str::trim);
            lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
        };
        let signs = [' ', '|', '_', '?', '*', '<', '>', ':', '[', ']'];
        let words = lines().flat_map(|line| line.split(signs));
        let vocabulary = Vocabulary::of(words.filter(|word| !word.is_empty()));
        let places = || Places {
            words: vec![Set::default(); vocabulary.len()],
            name: Set::default(),
        };
        let mut table = Self {
            having: places(),
            beginning: places(),
            ending: places(),
            wordings: Vec::new(),
            before: Phrases::new(vocabulary.len()),
            behind: Phrases::new(vocabulary.len()),
            how_to: Phrases::new(vocabulary.len()),
            topics: Vec::new(),
            vocabulary,
        };
        let bracketed =
            |line: &'static str, open, close| line.strip_prefix(open)?.split_once(close);
        let mut lists: Vec<(&str, &str)> = Vec::new();
        let mut section = "";
        for line in lines() {
            if let Some((name, _)) = bracketed(line, '[', "]") {
                section = name;
            } else if let Some(list) = bracketed(line, '<', ">: ") {
                lists.push(list);
            } else {
                table.line(section, line, &lists);
            }
        }
        table.arrange();
        table
    }

    fn line(&mut self, section: &str, line: &str, lists: &[(&str, &str)]) {
        let phrases = || {
            line.split('|')
                .map(|words| phrase(words, ' ', &self.vocabulary))
        };
        let meaning = SECTIONS.iter().find(|(name, _)| *name == section);
        let topic = TOPICS.iter().find(|(name, _)| *name == section);
        match (section, meaning, topic) {
            ("before", ..) => phrases().for_each(|phrase| self.before.add(phrase[0], phrase)),
            ("how to", ..) => phrases().for_each(|phrase| self.how_to.add(phrase[0], phrase)),
            ("behind", ..) => {
                phrases().for_each(|phrase| self.behind.add(phrase[phrase.len() - 1], phrase));
            }
            (_, Some((_, meaning)), _) => {
                let wording = Wording::read(line, lists, &self.vocabulary);
                self.wordings.push((*meaning, wording));
            }
            (_, _, Some((_, topic))) => self.topics.push((*topic, phrases().collect())),
            _ => debug_assert!(false, "no such section: {section}"),
        }
    }

    /// Notes in which wordings each word has a place, and with which it begins and ends.
    fn arrange(&mut self) {
        for (at, (_, wording)) in self.wordings.iter().enumerate() {
            let anywhere = Edge {
                words: wording.words().collect(),
                name: wording.has_name(),
            };
            self.having.note(at, &anywhere);
            self.beginning.note(at, &wording.beginning());
            self.ending.note(at, &wording.end());
        }
    }

    /// Whether a wording, or what is left aside before one, begins with one of these words.
    pub(super) fn begins(&self, words: &[Word]) -> bool {
        let mut opening = self.before.of(words).chain(self.how_to.of(words));
        opening.next().is_some() || self.beginning.of(words) != Set::default()
    }

    /// Whether a wording that begins with a name ends with this word.
    pub(super) fn ends(&self, word: Option<Word>) -> bool {
        self.ending.of(word.as_slice()).and(self.beginning.name) != Set::default()
    }

    /// The wordings that the first `length` words may be: all of these words have a place in them.
    pub(super) fn fitting(
        &self,
        said: &Said<'_>,
        length: usize,
    ) -> impl Iterator<Item = &(Meaning, Wording)> {
        let edge = |places: &Places, at: usize| places.of(said.meant(at)).or(places.name);
        let ends = edge(&self.beginning, 0).and(edge(&self.ending, length - 1));
        let fits = (0..length).fold(ends, |left, at| left.and(edge(&self.having, at)));
        let words = wording::bits(&said.meant);
        let wordings = fits.iter().filter_map(|place| self.wordings.get(place));
        wordings.filter(move |(_, wording)| wording.may_be(words))
    }
}

impl Places {
    fn note(&mut self, wording: usize, edge: &Edge) {
        for word in &edge.words {
            self.words[usize::from(*word)].insert(wording);
        }
        if edge.name {
            self.name.insert(wording);
        }
    }

    fn of(&self, words: &[Word]) -> Set {
        let sets = words.iter().map(|word| self.words[usize::from(*word)]);
        sets.fold(Set::default(), Set::or)
    }
}

impl Set {
    /// Room for twice as many wordings as there are.
    const PARTS: usize = 6;

    fn insert(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    fn and(mut self, other: Self) -> Self {
        self.0
            .iter_mut()
            .zip(other.0)
            .for_each(|(part, other)| *part &= other);
        self
    }

    fn or(mut self, other: Self) -> Self {
        self.0
            .iter_mut()
            .zip(other.0)
            .for_each(|(part, other)| *part |= other);
        self
    }

    /// The numbers in it, in order.
    fn iter(self) -> impl Iterator<Item = usize> {
        let parts = self.0.into_iter().zip((0..).step_by(64));
        parts.flat_map(|(part, first)| {
            let left = std::iter::successors(Some(part), |left| Some(left & left.wrapping_sub(1)));
            let left = left.take_while(|left| *left != 0);
            left.map(move |left| first + left.trailing_zeros() as usize)
        })
    }
}
