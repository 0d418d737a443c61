//! A sentence as words between spaces, with the names in it as they were written.

use crate::credit::NAME_MAX;
use crate::intent::Reason;
use crate::parse::guard;
use crate::parse::lexicon;
use crate::parse::phrases::{self, List};
use crate::parse::sense::{Flags, Words};
use crate::parse::text;

/// A message of more words is no such sentence.
const WORDS_MAX: usize = 60;
/// The longest name, in words.
const NAME_WORDS: usize = 3;

#[derive(Clone, Copy)]
struct Word<'t> {
    start: usize,
    text: &'t str,
    /// What the lists say of it.
    known: &'static phrases::Word,
}

/// One line in words.
pub(super) struct Said<'t> {
    raw: &'t str,
    plain: &'t str,
    words: Vec<Word<'t>>,
    /// It ends in a question mark.
    pub(super) asks: bool,
}

impl Word<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

impl<'t> Said<'t> {
    /// `plain` is the plain form of `raw`. `None` for several lines.
    pub(super) fn of(raw: &'t str, plain: &'t str) -> Option<Self> {
        if plain.trim().contains('\n') {
            return None;
        }
        let mut words = Vec::with_capacity(plain.len() / 4);
        let mut at = 0;
        for word in plain.split(' ') {
            let marks = [',', '.', '!', ':', ';', '?', '"'];
            let bare = word.trim_start_matches(marks);
            let start = at + word.len() - bare.len();
            let bare = bare.trim_end_matches(marks);
            at += word.len() + 1;
            if !bare.is_empty() {
                words.push(Word {
                    start,
                    text: bare,
                    known: phrases::look_up(bare),
                });
            }
        }
        let greets = |word: &Word<'_>| word.known.is(List::CREDIT_GREETINGS);
        let greetings = words.iter().take_while(|word| greets(word)).count();
        words.drain(..greetings);
        let polite = |word: &Word<'_>| word.known.is(List::CREDIT_POLITE);
        while words.last().is_some_and(polite) {
            words.pop();
        }
        let asks = plain.trim_end().ends_with('?');
        (words.len() <= WORDS_MAX).then_some(Self {
            raw,
            plain,
            words,
            asks,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    pub(super) fn is(&self, at: usize, list: List) -> bool {
        self.words.get(at).is_some_and(|word| word.known.is(list))
    }

    /// The word, in lower case.
    pub(super) fn word(&self, at: usize) -> &'t str {
        self.words.get(at).map_or("", |word| word.text)
    }

    /// Whether this word ends in a mark.
    pub(super) fn ends(&self, at: usize, mark: char) -> bool {
        let behind = self.words.get(at).map(Word::end);
        let rest = behind.and_then(|end| self.plain.get(end..));
        rest.is_some_and(|rest| rest.starts_with(mark))
    }

    /// Whether nobody knows what this word is: part of a name.
    pub(super) fn is_unknown(&self, at: usize) -> bool {
        let sense = lexicon::look_up(self.word(at));
        sense.nothing() && !self.digits(at)
    }

    /// "my wife", "the lady": who it is, without a name.
    pub(super) fn is_somebody(&self, at: usize) -> bool {
        let sense = lexicon::look_up(self.word(at));
        sense.is(Flags::SOMEBODY.or(Flags::CUSTOMER).or(Flags::THIRD)) || sense.says(Words::BUYER)
    }

    /// Whether the word says how many.
    pub(super) fn counts(&self, at: usize) -> bool {
        let sense = lexicon::look_up(self.word(at));
        self.digits(at) || sense.number.is_some() || sense.is(Flags::ARTICLE)
    }

    /// Whether the word says that something was sold.
    pub(super) fn sells(&self, at: usize) -> bool {
        let verb = lexicon::look_up(self.word(at)).verb;
        verb.is_some_and(|verb| verb.reason == Reason::Sale)
    }

    /// "i", "we".
    pub(super) fn is_person(&self, at: usize) -> bool {
        lexicon::look_up(self.word(at)).is(Flags::PERSON)
    }

    /// "bra", "mrs": a name follows.
    pub(super) fn is_title(&self, at: usize) -> bool {
        lexicon::look_up(self.word(at)).says(Words::TITLE.or(Words::MISTER))
    }

    /// Whether the word puts in doubt what was done: "wants", "didn't".
    pub(super) fn doubts(&self, at: usize) -> bool {
        guard::of(lexicon::look_up(self.word(at))).is_some()
    }

    /// Whether a sum of money stands here.
    pub(super) fn sum(&self, at: usize) -> bool {
        money(self.word(at))
    }

    /// The sentence up to this word.
    pub(super) fn up_to(&self, at: usize) -> Self {
        let end = self
            .words
            .get(at)
            .map_or(self.plain.len(), |word| word.start);
        Self {
            raw: self.raw,
            plain: self.plain[..end].trim_end_matches([' ', ',', '.', '-', ';']),
            words: self.words[..at.min(self.len())].to_vec(),
            asks: self.asks,
        }
    }

    /// The sentence from this word up to that.
    pub(super) fn part_of(&self, from: usize, to: usize) -> Self {
        let mut part = self.up_to(to);
        part.words.drain(..from.min(part.words.len()));
        part
    }

    /// The text from this word up to that.
    pub(super) fn part(&self, from: usize, to: usize) -> &'t str {
        match (self.words.get(from), self.words.get(to.wrapping_sub(1))) {
            (Some(first), Some(last)) => &self.plain[first.start..last.end()],
            _ => "",
        }
    }

    /// Whether a number stands here.
    pub(super) fn digits(&self, at: usize) -> bool {
        let digit = |word: &str| word.starts_with(|c: char| c.is_ascii_digit() || c == '@');
        let word = self.word(at);
        digit(word) || money(word)
    }

    /// Past the longest of these phrases that stands here.
    pub(super) fn past(&self, at: usize, list: List) -> Option<usize> {
        let words = self.words.get(at..)?.iter().map(|word| word.known);
        phrases::longest(list, words).map(|count| at + count)
    }

    /// Where one of these phrases first stands, from here on, and where it ends.
    pub(super) fn find(&self, from: usize, list: List) -> Option<(usize, usize)> {
        (from..self.len()).find_map(|at| Some((at, self.past(at, list)?)))
    }

    /// Where a name that begins here ends: before a number, a price or the next "for".
    pub(super) fn name_end(&self, from: usize) -> usize {
        let ends = |at: &usize| {
            let comma = *at > from
                && self.plain[..self.words[*at].start]
                    .trim_end()
                    .ends_with(',');
            self.digits(*at) || self.is(*at, List::CREDIT_NAME_ENDS) || comma
        };
        (from..self.len()).find(ends).unwrap_or(self.len())
    }

    /// Past "till friday", which says when it will be paid.
    pub(super) fn past_until(&self, at: usize) -> usize {
        match self.is(at, List::CREDIT_UNTIL) {
            true => (at + 2).min(self.len()),
            false => at,
        }
    }

    /// The words as somebody's name, as it was written; `None` if they are none.
    pub(super) fn name(&self, from: usize, to: usize) -> Option<String> {
        // "the school" is known well enough; "the lady" is not.
        let institution = |at: usize| lexicon::look_up(self.word(at)).says(Words::INSTITUTION);
        let the = self.is(from, List::CREDIT_THE) && (from + 1..to).any(institution);
        let from = from + usize::from(the);
        let words = self.words.get(from..to)?;
        let (first, last) = (words.first()?, words.last()?);
        let fits = words.len() <= NAME_WORDS
            && words.iter().all(|word| !word.known.is(List::CREDIT_NOBODY))
            && (from..to).all(|at| !self.digits(at));
        let written = text::original(self.raw, first.start, last.end());
        let letters = written.chars().any(char::is_alphabetic);
        let short = written.chars().count() <= NAME_MAX;
        (fits && letters && short).then(|| written.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The words before this one as somebody's name, without those of the lists that end them: "Thandi has just" paid.
    pub(super) fn name_before(&self, at: usize, lists: &[List]) -> Option<String> {
        let beside = |at: usize| lists.iter().any(|list| self.is(at, *list));
        let mut end = at;
        while end > 1 && beside(end - 1) {
            end -= 1;
        }
        self.name(0, end)
    }

    /// "Thandi's", "Mama Zola se": whose.
    pub(super) fn owner(&self, from: usize, to: usize) -> Option<String> {
        let name = if self.is(to.checked_sub(1)?, List::CREDIT_SE) {
            return self.name(from, to - 1);
        } else {
            self.name(from, to)?
        };
        let owner = ["'s", "’s", "'S", "’S"];
        let owner = owner.iter().find_map(|end| name.strip_suffix(end));
        let of_several = name
            .strip_suffix(['\'', '’'])
            .filter(|name| name.ends_with(['s', 'S']));
        owner.or(of_several).map(str::to_owned)
    }

    /// The text from this word on.
    pub(super) fn from(&self, at: usize) -> String {
        let start = self
            .words
            .get(at)
            .map_or(self.plain.len(), |word| word.start);
        self.plain[start..].to_owned()
    }

    /// The text without these stretches of words, which are in order. A sum alone behind them is for all that stands before
    /// them: "1 bread and 1 milk on credit, R30".
    pub(super) fn without(&self, stretches: &[(usize, usize)]) -> String {
        let mut left = String::with_capacity(self.plain.len());
        let start = |at: usize| {
            self.words
                .get(at)
                .map_or(self.plain.len(), |word| word.start)
        };
        let mut from = start(0);
        for (at, end) in stretches {
            left.push_str(&self.plain[from..start(*at).max(from)]);
            from = start(*end);
            if *at > 0 && *end + 1 == self.words.len() && self.sum(*end) {
                left.push_str("for ");
            }
        }
        left.push_str(&self.plain[from..]);
        left
    }
}

/// "r50", "r12.50".
fn money(word: &str) -> bool {
    word.strip_prefix(['r', '$'])
        .is_some_and(|sum| sum.starts_with(|c: char| c.is_ascii_digit()))
}
