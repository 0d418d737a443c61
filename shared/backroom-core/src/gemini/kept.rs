//! [`AnswerKey`]: under what an answer of Gemini is kept, so that a phrase is paid for once.

use serde_json::Value;

use super::choice::choose;
use super::prompt::prompt;
use crate::ids::{BusinessId, short_hash};

/// The place of an answer: a hash of all that was asked. Neither the words nor who said them can be read from it. A
/// request that is worded otherwise, or goes to another model, has other keys: it never meets an old answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnswerKey(String);

impl AnswerKey {
    /// Of the reading of this text by this model. `None` is everybody's; with a business it is that business's alone.
    pub fn reading(model: &str, text: &str, only: Option<&BusinessId>) -> Self {
        Self::of(&prompt(&[]), model, text, only)
    }

    /// Of the choice that this model makes for this question of a business.
    pub fn choice(model: &str, text: &str, business: &BusinessId) -> Self {
        Self::of(&choose("", &[]), model, text, Some(business))
    }

    /// Of the answer to a request (without what varies in it) about a text.
    fn of(request: &Value, model: &str, text: &str, only: Option<&BusinessId>) -> Self {
        let only = only.map_or("", BusinessId::as_str);
        let request = request.to_string();
        Self(short_hash(&["answer", &request, model, &same(text), only]))
    }

    /// The text, for the table's key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a text has in common with others that mean the same: small letters, single spaces and no empty lines. Nothing
/// else is taken away: a digit, a sign or the end of a line may be what counts.
fn same(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> AnswerKey {
        AnswerKey::reading("gemini-a", text, None)
    }

    #[test]
    fn texts_that_mean_the_same_share_an_answer() {
        for same in [
            " three cokes\twalked  out ",
            "Three COKES walked out\n\n",
            "three\u{a0}cokes walked out",
        ] {
            assert_eq!(key("three cokes walked out"), key(same), "{same:?}");
        }
    }

    #[test]
    fn texts_that_may_differ_in_meaning_do_not() {
        let texts = [
            "3 coke gone",
            "30 coke gone",
            "3 0 coke gone",
            "3.0 coke gone",
            "-3 coke gone",
            "3-0 coke gone",
            "3~0 coke gone",
            "3\ncoke gone",
            "3 coke gone?",
            "3 coke, gone",
            "~3 coke gone~",
            "½ coke gone",
            "1/2 coke gone",
        ];
        for (at, one) in texts.iter().enumerate() {
            for other in &texts[at + 1..] {
                assert_ne!(key(one), key(other), "{one:?}, {other:?}");
            }
        }
    }

    #[test]
    fn another_model_request_or_owner_has_another_answer() {
        let text = "three cokes walked out";
        let business = BusinessId::new("b1");
        let others = [
            AnswerKey::reading("gemini-b", text, None),
            AnswerKey::reading("gemini-a", text, Some(&business)),
            AnswerKey::of(&Value::from("worded otherwise"), "gemini-a", text, None),
        ];
        for other in others {
            assert_ne!(key(text), other);
        }
    }

    #[test]
    fn the_words_are_not_in_the_key() {
        assert!(key("coke").as_str().chars().all(|c| c.is_ascii_hexdigit()));
    }
}
