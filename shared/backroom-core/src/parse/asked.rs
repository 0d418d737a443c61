//! Questions and wishes that are a sentence of few words, in any of its wordings: "what is not selling", "when did we last buy
//! tyres", "what do i pay for gel", "we dont sell gel anymore", "how do i add my brother". The wordings stand in
//! `lexicon/asked.txt`; a message is one of them as a whole, or none.

mod table;
mod vocabulary;
mod wording;

use crate::intent::{Action, Edit, Intent, Period, Query, Topic};

use super::hash;
use super::lexicon;
use super::query::{self, period_of};
use super::scan::Scan;
use super::sense::{Flags, Words as Classes};
use super::spelling;
use super::text;
use super::token::{Kind, Token};
use table::{Meaning, Table};
use vocabulary::Word;
use wording::{Found, Phrase, Phrases};

/// A message of more words is no such sentence.
const WORDS_MAX: usize = 16;
/// The longest name, in words.
const NAME_MAX: usize = 5;
/// What may be left over at the end once the day is left aside: "sales for today".
const DANGLING: [&str; 10] = [
    "for", "of", "in", "on", "the", "during", "since", "vir", "van", "from",
];
/// What may stand around a word and is no part of it.
const MARKS: [char; 11] = [',', '.', '!', ':', ';', '?', '"', '\'', '*', '(', ')'];

/// What is asked or wanted. `known` tells whether words name something of the shop.
pub(super) fn asked(raw: &str, scan: Scan<'_>, known: &dyn Fn(&str) -> bool) -> Option<Intent> {
    let table = Table::get();
    let said = Said::of(raw, scan, table)?;
    said.matched(table, known)
        .or_else(|| said.how_to(table).map(Intent::HelpWith))
}

/// The words of one line, each with where it stands.
struct Said<'t> {
    raw: &'t str,
    plain: &'t str,
    words: Vec<Typed<'t>>,
    /// What the words may be in the table's vocabulary, one after the other.
    meant: Vec<Word>,
    period: Period,
}

#[derive(Clone, Copy)]
struct Typed<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    /// Where in `meant` that begins and ends which it may be.
    meant: (usize, usize),
}

impl<'t> Said<'t> {
    /// `None` where no wording begins so.
    fn of(raw: &'t str, scan: Scan<'t>, table: &Table) -> Option<Self> {
        let scan = query::without_remark(scan).trimmed();
        let mut begins = {
            let mut meant = Vec::new();
            move |at: usize| {
                meant.clear();
                let first = first_word(scan.said(at));
                table.vocabulary.meant(first, &mut meant);
                table.begins(&meant)
            }
        };
        let mut polite = |at: usize| {
            let mark = !scan.word(at) && scan.get(at).number().is_none();
            mark || scan.is(at, Flags::FILLER) && !begins(at)
        };
        let from = (0..scan.len()).find(|at| !polite(*at))?;
        let begun = begins(from);
        let scan = scan.part(from, scan.len());
        let (start, end) = scan.range();
        let plain = scan.text.get(..end)?;
        let last = plain[start..].trim_end_matches(['?', ' ', '.', '!']);
        let last = last.rsplit(' ').next().unwrap_or_default();
        let ends = || table.ends(table.vocabulary.find(last));
        if !begun && !ends() {
            return None;
        }
        let lines = scan.tokens.iter().any(|token| token.kind == Kind::Line);
        if lines || scan.len() > WORDS_MAX {
            return None;
        }
        let mut said = Self {
            raw,
            plain,
            words: Vec::with_capacity(WORDS_MAX),
            meant: Vec::with_capacity(WORDS_MAX),
            period: Period::Latest,
        };
        said.take(start, scan.tokens, table);
        said.leave_aside(table);
        (1..=WORDS_MAX).contains(&said.words.len()).then_some(said)
    }

    /// Takes the words from `start` on, but for the day that a token says, which is noted.
    fn take(&mut self, start: usize, tokens: &[Token], table: &Table) {
        let day = tokens
            .iter()
            .find_map(|token| Some((token, period_of(token.sense)?)));
        if let Some((_, period)) = day {
            self.period = period;
        }
        let mut at = start;
        for word in self.plain[start..].split(' ') {
            let bare = word.trim_start_matches(MARKS);
            let start = at + word.len() - bare.len();
            let bare = bare.trim_end_matches(MARKS);
            at += word.len() + 1;
            let is_day = day.is_some_and(|(token, _)| (token.start..token.end).contains(&start));
            if bare.is_empty() || is_day {
                continue;
            }
            let from = self.meant.len();
            table.vocabulary.meant(bare, &mut self.meant);
            self.words.push(Typed {
                text: bare,
                start,
                end: start + bare.len(),
                meant: (from, self.meant.len()),
            });
        }
    }

    /// What the word may be.
    fn meant(&self, at: usize) -> &[Word] {
        let (from, to) = self.words[at].meant;
        &self.meant[from..to]
    }

    /// Takes off who is asked, and what says nothing at the end.
    fn leave_aside(&mut self, table: &Table) {
        while let Some(count) = self.begins(&table.before) {
            self.words.drain(..count);
        }
        while let Some(from) = self.idle_from(table) {
            self.words.truncate(from);
        }
    }

    /// Where the words begin that say nothing at the end.
    fn idle_from(&self, table: &Table) -> Option<usize> {
        let last = self.words.len().checked_sub(1).filter(|last| *last > 0)?;
        let begins = |phrase: &Phrase| {
            let from = (last + 1).checked_sub(phrase.len())?;
            (from > 0 && self.is_at(from, phrase)).then_some(from)
        };
        let polite = table.behind.of(self.meant(last)).filter_map(begins).min();
        let filler = || {
            let sense = lexicon::look_up(self.words[last].text);
            (sense.is(Flags::FILLER) && !sense.says(Classes::TENDER)).then_some(last)
        };
        polite.or_else(filler)
    }

    /// How many words one of these phrases is that it begins with.
    fn begins(&self, phrases: &Phrases) -> Option<usize> {
        let first = self.words.first().map(|_| self.meant(0))?;
        let standing = phrases.of(first).filter(|phrase| self.is_at(0, phrase));
        standing.map(Vec::len).max()
    }

    fn may_be(&self, at: usize, which: impl Fn(Word) -> bool) -> bool {
        at < self.words.len() && self.meant(at).iter().any(|word| which(*word))
    }

    fn is_at(&self, at: usize, phrase: &Phrase) -> bool {
        let mut places = (at..).zip(phrase);
        at + phrase.len() <= self.words.len()
            && places.all(|(at, word)| self.meant(at).contains(word))
    }

    fn matched(&self, table: &Table, known: &dyn Fn(&str) -> bool) -> Option<Intent> {
        let length = self.words.len();
        let dangling = DANGLING.contains(&self.words.last()?.text) && length > 1;
        let mut lengths = [Some(length), dangling.then(|| length - 1)].into_iter();
        let names = |from, to| self.name(from, to, known).is_some();
        lengths.find_map(|length| {
            let length = length?;
            table.fitting(self, length).find_map(|(meaning, wording)| {
                let found = wording.find(self, length, &names)?;
                self.intent(*meaning, found, known)
            })
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
            Meaning::Worst => Query::Unsold(long),
            Meaning::Profit => Query::Profit(self.period),
            Meaning::Value if self.period == Period::Latest || self.period == Period::Today => {
                Query::Value
            }
            Meaning::Value => return None,
            Meaning::List => Query::List,
            Meaning::Low => Query::Low,
            Meaning::Alerts => Query::Alerts,
            Meaning::Prices => Query::Prices,
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
        let talks = words.iter().any(|word| {
            let sense = lexicon::look_up(word.text);
            sense.is(talk) || words.len() == 1 && sense.says(Classes::POINTS)
        });
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
        let opens = self.begins(&table.how_to)?;
        let places = opens..self.words.len();
        let words = places.clone().flat_map(|at| self.meant(at));
        let said = words.fold(0, |said, word| said | wording::bit(*word));
        let says = |phrase: &Phrase| {
            let may = phrase
                .first()
                .is_some_and(|first| said & wording::bit(*first) != 0);
            may && places.clone().any(|at| self.is_at(at, phrase))
        };
        let about = |(_, phrases): &&(Topic, Vec<Phrase>)| phrases.iter().any(says);
        table.topics.iter().find(about).map(|(topic, _)| *topic)
    }
}

fn first_word(words: &str) -> &str {
    words.split(' ').next().unwrap_or_default()
}
