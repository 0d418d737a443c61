//! A run of tokens to read from: asking past its end gives the end, never a panic.

use super::hints::Hints;
use super::lexicon;
use super::seen::Seen;
use super::sense::{Flags, Words};
use super::token::{Kind, Token};

/// What stands behind the last token.
static END: Token = Token {
    kind: Kind::Line,
    start: usize::MAX,
    end: usize::MAX,
    glued: false,
    hyphened: false,
    sense: lexicon::unknown(),
};

/// Tokens of one text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t [Token],
    /// What stands anywhere in the text, of which these tokens may be a part.
    pub(super) seen: &'t Seen,
}

impl<'t> Scan<'t> {
    /// The same without what was left aside, if anything was: then these tokens are what is left.
    pub(super) fn less(self, left: Option<&'t [Token]>) -> Self {
        Self {
            tokens: left.unwrap_or(self.tokens),
            ..self
        }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn get(&self, at: usize) -> Token {
        *self.tokens.get(at).unwrap_or(&END)
    }

    pub(super) fn is(&self, at: usize, flags: Flags) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(flags))
    }

    pub(super) fn says(&self, at: usize, words: Words) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.sense.says(words))
    }

    pub(super) fn mark(&self, at: usize, mark: u8) -> bool {
        self.tokens.get(at).is_some_and(|token| token.mark(mark))
    }

    pub(super) fn word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(Token::word)
    }

    /// Whether a word of one of these kinds stands here somewhere.
    pub(super) fn any(&self, flags: Flags) -> bool {
        self.seen.is(flags) && self.tokens.iter().any(|token| token.is(flags))
    }

    /// Whether one of these words stands here somewhere.
    pub(super) fn any_says(&self, words: Words) -> bool {
        self.seen.says(words) && self.tokens.iter().any(|token| token.sense.says(words))
    }

    /// Whether the text may be of one of these kinds.
    pub(super) fn hints(&self, hints: Hints) -> bool {
        self.seen.hints(hints)
    }

    /// Whether the token stood right behind the one before it: nothing was left out in between.
    pub(super) fn adjoins(&self, at: usize) -> bool {
        let gap = self.get(at.wrapping_sub(1)).end..self.get(at).start;
        self.text.get(gap).is_some_and(|gap| gap.trim().is_empty())
    }

    /// What the token says.
    pub(super) fn said(&self, at: usize) -> &'t str {
        self.tokens
            .get(at)
            .and_then(|token| self.text.get(token.start..token.end))
            .unwrap_or_default()
    }

    /// The tokens from `from` up to `to`.
    pub(super) fn part(&self, from: usize, to: usize) -> Self {
        let to = to.min(self.tokens.len());
        Self {
            tokens: &self.tokens[from.min(to)..to],
            ..*self
        }
    }

    /// Where its text starts and ends.
    pub(super) fn range(&self) -> (usize, usize) {
        match (self.tokens.first(), self.tokens.last()) {
            (Some(first), Some(last)) => (first.start, last.end),
            _ => (0, 0),
        }
    }

    /// Without what says nothing at its ends: marks, emoji, line ends.
    pub(super) fn trimmed(&self) -> Self {
        let idle = |token: &Token| {
            matches!(token.kind, Kind::Line | Kind::Symbol)
                || matches!(token.kind, Kind::Mark(mark) if !matches!(mark, b'?' | b'+' | b'-' | b'*'))
        };
        let mut tokens = self.tokens;
        while let [first, rest @ ..] = tokens
            && idle(first)
        {
            tokens = rest;
        }
        while let [rest @ .., last] = tokens
            && (idle(last) || matches!(last.kind, Kind::Mark(b'+' | b'-' | b'*')))
        {
            tokens = rest;
        }
        Self { tokens, ..*self }
    }
}
