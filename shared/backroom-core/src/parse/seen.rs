//! What stands anywhere in a message, gathered once while it is cut: a reader whose own words are not there need not look
//! through the tokens for them.

use super::hints::{self, Hints};
use super::sense::{Flags, Words};
use super::token::{Kind, Token};

/// What stands anywhere in a text. Of a part of the text it says what may stand there.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    flags: Flags,
    words: Words,
    /// A bit for each mark, which is ASCII.
    marks: u128,
    hints: Hints,
    /// Anything that may be, or be a part of, a number.
    number: bool,
    /// Any word that may move stock.
    verb: bool,
    /// A phrase of several words.
    phrase: bool,
}

impl Seen {
    pub(super) fn of(text: &str) -> Self {
        Self {
            hints: hints::of(text),
            ..Self::default()
        }
    }

    /// Takes a token; `phrase` says whether it is of several words.
    pub(super) fn take(&mut self, token: &Token, phrase: bool) {
        self.phrase |= phrase;
        let sense = token.sense;
        self.flags = self.flags.or(sense.flags);
        self.words = self.words.or(sense.words);
        self.number |= token.counts();
        self.verb |= sense.verb.is_some();
        if let Kind::Mark(mark) = token.kind {
            self.marks |= 1 << (mark & 127);
        }
    }

    pub(super) const fn is(&self, flags: Flags) -> bool {
        self.flags.0 & flags.0 != 0
    }

    pub(super) const fn says(&self, words: Words) -> bool {
        self.words.any(words)
    }

    /// Whether one of these marks stands there.
    pub(super) fn marks(&self, marks: &[u8]) -> bool {
        marks.iter().any(|mark| self.marks >> (mark & 127) & 1 == 1)
    }

    pub(super) const fn hints(&self, hints: Hints) -> bool {
        self.hints.any(hints)
    }

    pub(super) const fn has_number(&self) -> bool {
        self.number
    }

    pub(super) const fn has_verb(&self) -> bool {
        self.verb
    }

    pub(super) const fn has_phrase(&self) -> bool {
        self.phrase
    }
}
