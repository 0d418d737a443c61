//! The transactions written lately, by their tokens, so that one that is repeated after a lost answer is not done twice.
//!
//! The engine has such a memory too. But it looks through ten minutes of it at each transaction, which took a quarter of
//! the time under load, and more with every message. A client on the same machine repeats a call within seconds, if at all.

use std::collections::{BTreeMap, VecDeque};

/// How many are remembered: half a second of what one machine does at its fastest, in half a megabyte.
const REMEMBERED_MAX: usize = 1024;

/// What was answered to the latest transactions.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    answers: BTreeMap<String, String>,
    oldest_first: VecDeque<String>,
}

impl Tokens {
    /// What was answered to the transaction with this token.
    pub(super) fn answer(&self, token: &str) -> Option<&str> {
        self.answers.get(token).map(String::as_str)
    }

    /// Keeps what was answered, and forgets the oldest if that makes too many.
    pub(super) fn keep(&mut self, token: String, answer: String) {
        if self.oldest_first.len() == REMEMBERED_MAX
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.answers.remove(&oldest);
        }
        self.oldest_first.push_back(token.clone());
        self.answers.insert(token, answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_remembered() {
        let mut tokens = Tokens::default();
        for number in 0..=REMEMBERED_MAX {
            tokens.keep(number.to_string(), format!("answer {number}"));
        }
        assert_eq!(tokens.answer("0"), None, "the oldest made room");
        assert_eq!(tokens.answer("1"), Some("answer 1"));
        let latest = REMEMBERED_MAX.to_string();
        assert_eq!(tokens.answer(&latest), Some("answer 1024"));
        assert_eq!(tokens.answers.len(), REMEMBERED_MAX);
    }
}
