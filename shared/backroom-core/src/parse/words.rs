//! A message as single words, for sentences whose own words are few and fixed ("rename … to …"): what stands between them
//! is a name, whatever the lexicon knows of its words.

use crate::quantity::Quantity;
use crate::unit::Unit;

use super::amount::{self, Count};
use super::phrases::{self, List};
use super::scan::Scan;
use super::sense::Flags;
use super::text;
use super::token::Kind;

/// A message of more words is no such sentence.
const WORDS_MAX: usize = 24;
/// The longest name, in words.
const NAME_MAX: usize = 6;

/// The words of one line, without politeness at either end.
pub(super) struct Words<'t> {
    scan: Scan<'t>,
    list: Vec<Word<'t>>,
}

#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    /// What the lists say of it.
    known: &'static phrases::Word,
    start: usize,
    end: usize,
    /// The token that it is, or is a part of.
    token: usize,
}

impl<'t> Words<'t> {
    /// Of one line that asks nothing.
    pub(super) fn of(scan: Scan<'t>) -> Option<Self> {
        let scan = scan.trimmed();
        let other = |token: &super::token::Token| token.kind == Kind::Line || token.mark(b'?');
        if scan.len() > WORDS_MAX || scan.tokens.iter().any(other) {
            return None;
        }
        // "cool drink = coke" is no courtesy.
        let named = |at: usize| {
            let polite = phrases::look_up(scan.said(at)).is(List::WORDS_POLITE);
            !polite && scan.is(at, Flags::COURTESY) && scan.mark(at + 2, b'=')
        };
        let idle = |at: usize| scan.is(at, Flags::FILLER) && !named(at) || scan.mark(at, b',');
        let mut from = 0;
        while from + 2 < scan.len() && idle(from) && !scan.mark(from + 1, b'=') {
            from += 1;
        }
        let mut list = Vec::with_capacity(scan.len() + 4);
        for token in from..scan.len() {
            push(scan, token, &mut list);
        }
        let polite = |word: &Word<'_>| word.known.is(List::WORDS_POLITE);
        while list.last().is_some_and(polite) {
            list.pop();
        }
        (!list.is_empty()).then_some(Self { scan, list })
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The word; empty past the end.
    pub(super) fn text(&self, at: usize) -> &'t str {
        self.list.get(at).map_or("", |word| word.text)
    }

    /// Whether the word is in the list.
    pub(super) fn is(&self, at: usize, list: List) -> bool {
        self.list.get(at).is_some_and(|word| word.known.is(list))
    }

    /// Where a word of the list stands, from here on.
    pub(super) fn find(&self, from: usize, list: List) -> Option<usize> {
        (from..self.len()).find(|at| self.is(*at, list))
    }

    /// Past the longest of these phrases that stands here.
    pub(super) fn past(&self, at: usize, list: List) -> Option<usize> {
        let words = self.list.get(at..)?.iter().map(|word| word.known);
        phrases::longest(list, words).map(|count| at + count)
    }

    /// Whether they are one of these phrases, and nothing else.
    pub(super) fn are(&self, list: List) -> bool {
        self.past(0, list) == Some(self.len())
    }

    /// Where one of these phrases stands, from here on, and where it ends.
    pub(super) fn find_phrase(&self, from: usize, list: List) -> Option<(usize, usize)> {
        (from..self.len()).find_map(|at| Some((at, self.past(at, list)?)))
    }

    /// Whether the lexicon says one of these of a word between the two places.
    pub(super) fn says(&self, from: usize, to: usize, flags: Flags) -> bool {
        let words = self.list.get(from..to.min(self.len())).unwrap_or_default();
        words.iter().any(|word| self.scan.is(word.token, flags))
    }

    /// Whether a word that moves stock stands here.
    pub(super) fn verb(&self, at: usize) -> bool {
        let word = self.list.get(at);
        word.is_some_and(|word| self.scan.get(word.token).sense.verb.is_some())
    }

    /// Whether it holds a sum of money, a time or a telephone number.
    pub(super) fn odd(&self) -> bool {
        self.list.iter().any(|word| {
            let kind = self.scan.get(word.token).kind;
            matches!(kind, Kind::Money(_) | Kind::Moment | Kind::Phone)
                || self.scan.is(word.token, Flags::RAND)
        })
    }

    /// The words from one place to another as a name, without quotes and article; `None` if they are none.
    pub(super) fn name(&self, from: usize, to: usize) -> Option<String> {
        let mut from = from;
        while from + 1 < to && self.is(from, List::WORDS_ARTICLE) {
            from += 1;
        }
        let (start, end) = self.range(from, to)?;
        let name = bare(self.scan.text.get(start..end)?);
        fits(name).then(|| name.to_owned())
    }

    /// The same as it was written.
    pub(super) fn written(&self, raw: &str, from: usize, to: usize) -> Option<String> {
        let (start, end) = self.range(from, to)?;
        let name = bare(text::original(raw, start, end));
        fits(name).then(|| name.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn range(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let words = self.list.get(from..to)?;
        let (start, end) = (words.first()?.start, words.last()?.end);
        // Marks at the end of a message say nothing, but for a bracket that was opened in the name.
        let (name, behind) = (self.scan.text.get(start..end)?, self.scan.text.get(end..)?);
        let open = name.matches('(').count() > name.matches(')').count();
        let closed = usize::from(open && behind.starts_with(')'));
        Some((start, end + closed))
    }

    /// The exact number at this place, more than nothing, and where it ends.
    pub(super) fn number(&self, at: usize) -> Option<(Quantity, usize)> {
        let word = self.list.get(at)?;
        let begins = at == 0 || self.list[at - 1].token != word.token;
        let numeral = amount::numeral(self.scan, word.token).filter(|_| begins)?;
        let Count::Exact(_) = numeral.count else {
            return None;
        };
        let quantity = numeral
            .count
            .quantity()
            .filter(|number| !number.is_zero())?;
        let next = (at..self.len()).find(|at| self.list[*at].token >= numeral.next);
        Some((quantity, next.unwrap_or(self.len())))
    }

    /// The unit at this place.
    pub(super) fn unit(&self, at: usize) -> Option<Unit> {
        let word = self.list.get(at)?;
        match word.known.is(List::WORDS_SINGLE) {
            true => Some(Unit::piece()),
            false => Unit::from_word(word.text),
        }
    }
}

/// A token's words: phrases of the lexicon are taken apart again, and an arrow is one.
fn push<'t>(scan: Scan<'t>, token: usize, list: &mut Vec<Word<'t>>) {
    let mut start = scan.get(token).start;
    let word = |text: &'t str, start| Word {
        text,
        known: phrases::look_up(text),
        start,
        end: start + text.len(),
        token,
    };
    let said = scan.said(token);
    if scan.word(token) && said.bytes().all(|byte| byte != b' ') {
        return list.push(word(said, start));
    }
    for text in said.split(' ') {
        let arrow = text == ">" && scan.get(token).glued;
        match list.last_mut().filter(|last| arrow && last.text == "-") {
            Some(last) => {
                *last = Word {
                    token: last.token,
                    ..word("->", last.start)
                }
            }
            None => list.push(word(text, start)),
        }
        start += text.len() + 1;
    }
}

fn bare(name: &str) -> &str {
    name.trim_matches([
        '"', '“', '”', '„', '\'', '‘', '’', '*', '.', ',', ':', '!', ' ',
    ])
}

fn fits(name: &str) -> bool {
    name.chars().any(char::is_alphabetic) && name.split(' ').count() <= NAME_MAX
}
