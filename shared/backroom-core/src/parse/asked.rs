//! Questions and wishes that are a sentence of few words, in any of its wordings: "what is not selling", "when did we last buy
//! tyres", "what do i pay for gel", "we dont sell gel anymore", "how do i add my brother". The wordings stand in
//! `lexicon/asked.txt`; a message is one of them as a whole, or none.

mod wording;

use std::sync::LazyLock;

use crate::intent::{Action, Edit, Intent, Period, Query, Topic};

use super::lexicon;
use super::query::period_of;
use super::scan::Scan;
use super::sense::{Flags, Words as Classes};
use super::spelling;
use super::text;
use super::token::Kind;
use wording::{Found, Wording};

/// A message of more words is no such sentence.
const WORDS_MAX: usize = 16;
/// The longest name, in words.
const NAME_MAX: usize = 5;
/// A longer word may have a slip in it.
const SLIP_FROM: usize = 6;

static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

/// The lines of `lexicon/asked.txt`.
struct Table {
    /// Each with what it means.
    wordings: Vec<(Meaning, Wording)>,
    /// Which of them begin with each of the words in `first`, in their order; those that begin with a name are in `named`.
    begun: Vec<Vec<usize>>,
    named: Vec<usize>,
    before: Vec<Phrase>,
    behind: Vec<Phrase>,
    how_to: Vec<Phrase>,
    topics: Vec<(Topic, Vec<Phrase>)>,
    /// The first words of all of them, and of what is left aside before them, in order.
    first: Vec<&'static str>,
    /// The last words of those that begin with a name.
    last: Vec<&'static str>,
}

/// The words of one.
type Phrase = Vec<&'static str>;

/// What a section is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Sales,
    SalesOfADay,
    Best,
    Worst,
    Profit,
    Value,
    List,
    Low,
    Reorder,
    Check,
    Cost,
    Price,
    LastIn,
    LastOut,
    Owes,
    Delete,
}

const SECTIONS: [(&str, Meaning); 16] = [
    ("sales", Meaning::Sales),
    ("sales of a day", Meaning::SalesOfADay),
    ("best", Meaning::Best),
    ("worst", Meaning::Worst),
    ("profit", Meaning::Profit),
    ("value", Meaning::Value),
    ("list", Meaning::List),
    ("low", Meaning::Low),
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

/// What is asked or wanted. `known` tells whether words name something of the shop.
pub(super) fn asked(raw: &str, scan: Scan<'_>, known: &dyn Fn(&str) -> bool) -> Option<Intent> {
    let table = &*TABLE;
    let said = Said::of(raw, scan, table)?;
    said.matched(table, known)
        .or_else(|| said.how_to(table).map(Intent::HelpWith))
}

/// The words of one line, each with where it stands.
struct Said<'t> {
    raw: &'t str,
    plain: &'t str,
    words: Vec<Word<'t>>,
    period: Period,
}

#[derive(Clone, Copy)]
struct Word<'t> {
    /// Without apostrophes, of which nobody types all.
    text: &'t str,
    start: usize,
    end: usize,
}

impl<'t> Said<'t> {
    /// `None` where no wording begins so.
    fn of(raw: &'t str, scan: Scan<'t>, table: &Table) -> Option<Self> {
        let scan = scan.trimmed();
        let plain = scan.text;
        let begins = |at: usize| {
            let word = scan.said(at).split(' ').next().unwrap_or_default();
            match word.contains('\'') {
                true => table.first.iter().any(|first| wording::same(word, first)),
                false => table.first.binary_search(&word).is_ok(),
            }
        };
        let polite = |at: &usize| {
            let mark = !scan.word(*at) && scan.get(*at).number().is_none();
            scan.is(*at, Flags::FILLER) && !begins(*at) || mark
        };
        let from = (0..scan.len()).find(|at| !polite(at))?;
        let (start, end) = scan.part(from, scan.len()).range();
        let last = plain
            .get(start..end)?
            .trim_end_matches(['?', ' ', '.', '!']);
        let last = last.rsplit(' ').next().unwrap_or_default();
        if !begins(from) && !table.last.contains(&last) {
            return None;
        }
        let lines = scan.tokens.iter().any(|token| token.kind == Kind::Line);
        if lines || scan.len() > WORDS_MAX {
            return None;
        }
        let mut words = Vec::with_capacity(WORDS_MAX);
        let mut at = start;
        for word in plain.get(start..end)?.split(' ') {
            let bare = word.trim_matches([',', '.', '!', ':', ';', '?', '"', '\'', '*', '(', ')']);
            let begins = at + word.find(bare).unwrap_or(0);
            at += word.len() + 1;
            if !bare.is_empty() {
                words.push(Word {
                    text: bare,
                    start: begins,
                    end: begins + bare.len(),
                });
            }
        }
        let mut said = Self {
            raw,
            plain,
            words,
            period: Period::Latest,
        };
        said.leave_aside(table);
        (1..=WORDS_MAX).contains(&said.words.len()).then_some(said)
    }

    /// Takes off who is asked and when, and notes the day.
    fn leave_aside(&mut self, table: &Table) {
        while let Some(count) = self.stands(0, &table.before) {
            self.words.drain(..count);
        }
        let window = |said: &Self, at: usize, count: usize| -> Option<Period> {
            let (first, last) = (said.words.get(at)?, said.words.get(at + count - 1)?);
            let words = said.plain.get(first.start..last.end)?;
            lexicon::is_known(words).and_then(period_of)
        };
        let day = (0..self.words.len()).find_map(|at| {
            let counts = [4, 3, 2, 1];
            let mut found = counts
                .into_iter()
                .filter_map(|count| Some((count, window(self, at, count)?)));
            found.next().map(|(count, period)| (at, count, period))
        });
        if let Some((at, count, period)) = day {
            self.words.drain(at..at + count);
            self.period = period;
        }
        while let Some(from) = self.idle_from(table) {
            self.words.truncate(from);
        }
    }

    /// Where the words begin that say nothing at the end.
    fn idle_from(&self, table: &Table) -> Option<usize> {
        let length = self.words.len();
        let begins = |phrase: &Phrase| {
            let from = length.checked_sub(phrase.len()).filter(|from| *from > 0)?;
            self.is_at(from, phrase).then_some(from)
        };
        let filler = || {
            let last = length.checked_sub(1).filter(|last| *last > 0)?;
            let sense = lexicon::look_up(self.words[last].text);
            (sense.is(Flags::FILLER) && !sense.says(Classes::TENDER)).then_some(last)
        };
        let polite = table.behind.iter().filter_map(begins).min();
        polite.or_else(filler)
    }

    /// How many words one of these phrases is that stands here.
    fn stands(&self, at: usize, phrases: &[Phrase]) -> Option<usize> {
        let standing = phrases.iter().filter(|phrase| self.is_at(at, phrase));
        standing.map(Vec::len).max()
    }

    fn is_at(&self, at: usize, phrase: &Phrase) -> bool {
        let said = self.words.get(at..at + phrase.len());
        said.is_some_and(|said| {
            let mut pairs = said.iter().zip(phrase);
            pairs.all(|(said, word)| wording::same(said.text, word))
        })
    }

    fn matched(&self, table: &Table, known: &dyn Fn(&str) -> bool) -> Option<Intent> {
        let dangling = self.words.last().is_some_and(|word| {
            [
                "for", "of", "in", "on", "the", "during", "since", "vir", "van", "from",
            ]
            .contains(&word.text)
        });
        let lengths = [self.words.len(), self.words.len() - usize::from(dangling)];
        let lengths = &lengths[..1 + usize::from(dangling)];
        lengths.iter().find_map(|length| {
            let words: Vec<&str> = self.words[..*length].iter().map(|word| word.text).collect();
            let read = |at: &usize| {
                let (meaning, wording) = &table.wordings[*at];
                let found =
                    wording.find(&words, &|from, to| self.name(from, to, known).is_some())?;
                self.intent(*meaning, found, known)
            };
            table.that_begin(words.first()?).iter().find_map(read)
        })
    }

    fn intent(
        &self,
        meaning: Meaning,
        Found(named): Found,
        known: &dyn Fn(&str) -> bool,
    ) -> Option<Intent> {
        let name = || {
            let (from, to) = named?;
            self.name(from, to, known)
        };
        let dayless = || name().filter(|_| self.period == Period::Latest);
        let long = if self.period == Period::Latest {
            Period::Month
        } else {
            self.period
        };
        let history = |action| {
            name().map(|name| Query::History {
                name: Some(name),
                action: Some(action),
                period: self.period,
            })
        };
        Some(Intent::Ask(match meaning {
            Meaning::Sales => Query::Sales(self.period),
            Meaning::SalesOfADay if self.period == Period::Latest => return None,
            Meaning::SalesOfADay => Query::Sales(self.period),
            Meaning::Best => Query::Sales(long),
            Meaning::Worst => Query::Report(long),
            Meaning::Profit => Query::Profit(self.period),
            Meaning::Value if self.period == Period::Latest || self.period == Period::Today => {
                Query::Value
            }
            Meaning::Value => return None,
            Meaning::List => Query::List,
            Meaning::Low => Query::Low,
            Meaning::Reorder => Query::Reorder,
            Meaning::Check => Query::Check {
                names: vec![dayless()?],
            },
            Meaning::Cost => Query::Cost { name: dayless()? },
            Meaning::Price => Query::Price { name: dayless()? },
            Meaning::LastIn => history(Action::Add)?,
            Meaning::LastOut => history(Action::Remove)?,
            Meaning::Owes => {
                name()?;
                let (from, to) = named?;
                Query::Owes(Some(self.written(from, to)))
            }
            Meaning::Delete => return dayless().map(|name| Intent::Edit(Edit::Delete(name))),
        }))
    }

    /// The words as the name of something; `None` if they are none.
    fn name(&self, from: usize, to: usize, known: &dyn Fn(&str) -> bool) -> Option<String> {
        let mut from = from;
        let article = [
            "the", "a", "an", "my", "our", "any", "some", "more", "die", "'n", "n", "ons",
        ];
        while from + 1 < to && article.contains(&self.words[from].text) {
            from += 1;
        }
        let words = self.words.get(from..to).filter(|words| !words.is_empty())?;
        let name = self.plain.get(words[0].start..words[words.len() - 1].end)?;
        let talk = Flags::PERSON
            .or(Flags::OWN)
            .or(Flags::QUESTION)
            .or(Flags::NEGATIVE)
            .or(Flags::BE)
            .or(Flags::FUTURE)
            .or(Flags::CONDITION);
        let talks = words
            .iter()
            .any(|word| lexicon::look_up(word.text).is(talk));
        let goods = words
            .iter()
            .any(|word| !lexicon::look_up(word.text).is(Flags::ABSTRACT));
        let counted = words[0].text.bytes().all(|byte| byte.is_ascii_digit())
            || lexicon::look_up(words[0].text).number.is_some();
        let link = Flags::OF.or(Flags::FOR).or(Flags::TO).or(Flags::AT);
        let first = lexicon::look_up(words[0].text);
        let linked = first.is(link.or(Flags::PRICE));
        let letters = name.chars().any(char::is_alphabetic);
        // "cement cost?": anything may stand in front.
        let asks = from > 0 || self.plain.contains('?');
        let fits =
            asks && words.len() <= NAME_MAX && letters && goods && !talks && !counted && !linked;
        (fits || known(name)).then(|| name.to_owned())
    }

    /// The words as they were typed.
    fn written(&self, from: usize, to: usize) -> String {
        let (start, end) = (self.words[from].start, self.words[to - 1].end);
        text::original(self.raw, start, end).to_owned()
    }

    /// What help is wanted with: "how do i change a price".
    fn how_to(&self, table: &Table) -> Option<Topic> {
        let opens = self.stands(0, &table.how_to)?;
        let says = |phrase: &Phrase| (opens..self.words.len()).any(|at| self.is_at(at, phrase));
        let about = |(_, phrases): &&(Topic, Vec<Phrase>)| phrases.iter().any(says);
        table.topics.iter().find(about).map(|(topic, _)| *topic)
    }
}

impl Table {
    fn read() -> Self {
        let mut table = Self {
            wordings: Vec::with_capacity(160),
            begun: Vec::new(),
            named: Vec::new(),
            before: Vec::new(),
            behind: Vec::new(),
            how_to: Vec::new(),
            topics: Vec::new(),
            first: Vec::new(),
            last: Vec::new(),
        };
        let mut lists: Vec<(&str, &str)> = Vec::new();
        let mut section = "";
        for line in include_str!("../../lexicon/asked.txt")
            .lines()
            .map(str::trim)
        {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                section = name;
            } else if let Some(list) = line
                .strip_prefix('<')
                .and_then(|rest| rest.split_once(">: "))
            {
                lists.push(list);
            } else {
                table.line(section, line, &lists);
            }
        }
        let phrases = table.how_to.iter().chain(&table.before);
        let begins = phrases.filter_map(|phrase| phrase.first());
        table.first.extend(begins);
        for (_, wording) in &table.wordings {
            wording.ends(&mut table.first, &mut table.last);
        }
        table.first.sort_unstable();
        table.first.dedup();
        table.arrange();
        table
    }

    /// Notes which wordings begin with each first word, so that a message is only compared with those.
    fn arrange(&mut self) {
        self.begun = vec![Vec::new(); self.first.len()];
        for (at, (_, wording)) in self.wordings.iter().enumerate() {
            let Some(beginnings) = wording.beginnings() else {
                self.named.push(at);
                continue;
            };
            for word in beginnings {
                if let Ok(first) = self.first.binary_search(&word) {
                    self.begun[first].push(at);
                }
            }
        }
    }

    /// The wordings of which a message that begins with this word may be one, in their order.
    fn that_begin(&self, word: &str) -> Vec<usize> {
        let mut wordings = self.named.clone();
        for (first, begun) in self.first.iter().zip(&self.begun) {
            if wording::same(word, first) {
                wordings.extend(begun);
            }
        }
        wordings.sort_unstable();
        wordings.dedup();
        wordings
    }

    fn line(&mut self, section: &str, line: &'static str, lists: &[(&str, &'static str)]) {
        let phrases = || line.split('|').map(|phrase| phrase.split(' ').collect());
        match section {
            "before" => self.before.extend(phrases()),
            "behind" => self.behind.extend(phrases()),
            "how to" => self.how_to.extend(phrases()),
            _ => {}
        }
        if let Some((_, topic)) = TOPICS.iter().find(|(name, _)| *name == section) {
            self.topics.push((*topic, phrases().collect()));
        }
        if let Some((_, meaning)) = SECTIONS.iter().find(|(name, _)| *name == section) {
            self.wordings.push((*meaning, Wording::read(line, lists)));
        }
    }
}
