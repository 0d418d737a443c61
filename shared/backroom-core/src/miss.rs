//! A miss: words that the grammar did not know, kept so that the corpus grows from life, without a trace of who sent
//! them.
//!
//! What is kept is a phrase and a count, for all businesses together. Telephone numbers, e-mail addresses and links in
//! it are masked, and it is cut short. A name that somebody typed ("thandi took 3") is words like any other and can't
//! be told apart: who reads misses may read names.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::ids::short_hash;
use crate::intent::Intent;
use crate::parse::plain;

/// The most that is kept of a text, in characters. A phrase to be taught is shorter.
const TEXT_MOST: usize = 160;

static LINK: LazyLock<Regex> = LazyLock::new(|| fixed(r"(?:https?://|www\.)\S+"));
static EMAIL: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}"));
/// Seven digits or more, however they are grouped.
static LONG_NUMBER: LazyLock<Regex> = LazyLock::new(|| fixed(r"\+?\d(?:[ ().,/+-]{0,3}\d){6,}"));
static NUMBER: LazyLock<Regex> = LazyLock::new(|| fixed(r"\d+"));

fn fixed(expression: &str) -> Regex {
    Regex::new(expression).expect("the expression is fixed and tested")
}

/// Words that the grammar did not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// In small letters, masked and cut.
    pub text: String,
    /// The same for all texts that differ only in their numbers: "3 coke gone walkies", "12 coke gone walkies".
    pub key: String,
}

/// What became of a miss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// Gemini took it for stock that moved.
    Change,
    /// Gemini took it for a question about stock.
    Question,
    /// Gemini took it for something else that we do.
    Other,
    /// Nobody knew it: the sender was shown an example.
    Nothing,
}

impl Miss {
    /// What is kept of a message's words; `None` where there are no words to learn from.
    pub fn of(words: &str) -> Option<Self> {
        let text = plain(words).filter(|text| text.contains(char::is_alphabetic))?;
        let text = LINK.replace_all(&text, "<link>");
        let text = EMAIL.replace_all(&text, "<e-mail>");
        let text = LONG_NUMBER.replace_all(&text, "<number>");
        let lines = text
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        let text = cut(&lines.join("\n"));
        let key = short_hash(&["miss", &NUMBER.replace_all(&text, "#")]);
        Some(Self { text, key })
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(TEXT_MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl Became {
    /// What Gemini settled it as.
    pub fn of(guess: &Intent) -> Self {
        match guess {
            Intent::Change(_) => Self::Change,
            Intent::Ask(_) => Self::Question,
            Intent::Undo(_)
            | Intent::Fix(_)
            | Intent::Help
            | Intent::HelpWith(_)
            | Intent::Courtesy
            | Intent::Answer(_)
            | Intent::Manage(_)
            | Intent::Edit(_)
            | Intent::Note(_)
            | Intent::Credit(_)
            | Intent::Stocktake(_) => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(words: &str) -> Option<String> {
        Miss::of(words).map(|miss| miss.text)
    }

    #[test]
    fn what_could_name_somebody_is_masked() {
        for (words, expected) in [
            ("Call me on 082 123 4567 pls", "call me on <number> pls"),
            ("+27 (82) 123-4567 owes me", "<number> owes me"),
            ("wa 27821234567", "wa <number>"),
            (
                "\u{202a}082\u{2011}123\u{2011}4567\u{202c} phoned",
                "<number> phoned",
            ),
            ("٠٨٢١٢٣٤٥٦٧ phoned", "<number> phoned"),
            ("id 8001015009087", "id <number>"),
            (
                "mail Thandi.M+shop@mail.example.co.za now",
                "mail <e-mail> now",
            ),
            ("see https://example.com/u/thandi?x=1 ok", "see <link> ok"),
            ("www.example.com/thandi", "<link>"),
        ] {
            assert_eq!(kept(words).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_stock_is_made_of_is_kept() {
        for (words, expected) in [
            ("Three  cokes\twalked", "three cokes walked"),
            (
                "12 coke @ R18.50 gone walkies",
                "12 coke @ r18.50 gone walkies",
            ),
            ("195/65R15 x 4 out the door", "195/65r15 x 4 out the door"),
            (
                "\nlast 100 000 bricks\n\n went to site ",
                "last 100 000 bricks\nwent to site",
            ),
        ] {
            assert_eq!(kept(words).as_deref(), Some(expected));
        }
        for none in ["", "12", "👍", " \n", "?!"] {
            assert_eq!(kept(none), None, "{none:?}");
        }
    }

    #[test]
    fn a_long_text_is_cut() {
        let text = kept(&"só ".repeat(1000)).unwrap();
        assert_eq!(text.chars().count(), TEXT_MOST + 1);
        assert!(text.ends_with('…'));
        assert_eq!(
            kept(&"x".repeat(5000)),
            None,
            "no message to the grammar either"
        );
    }

    #[test]
    fn texts_that_differ_in_numbers_are_one_phrase() {
        let key = |words| Miss::of(words).unwrap().key;
        assert_eq!(key("3 coke gone walkies"), key("12 Coke  gone walkies"));
        assert_ne!(key("3 coke gone walkies"), key("3 bread gone walkies"));
        assert!(key("3 coke").chars().all(|c| c.is_ascii_hexdigit()));
    }
}
