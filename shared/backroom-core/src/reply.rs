//! What is said back. Every sentence the bot can say is a function of this module and those below it: [`change`] for
//! what moved, [`refuse`] for what could not, [`answer`] for questions about stock, [`ask`] for questions back,
//! [`takings`] for money, [`stocktake`] for counting, [`reorder`] for what runs low, [`items`] for items themselves,
//! [`note`] for what is remembered, [`plan`] for what is paid for and [`limit`] for where it ends, [`heard`] for voice notes and photos, [`welcome`] for newcomers, [`team`] for members
//! and the businesses they are in, [`report`] for what is sent unasked, [`sheet`] for the Google Sheet in which stock is kept, [`chat`] for everything else.
//!
//! A sentence is short, says the new balance, and says what to do next where there is something to do.

pub mod answer;
pub mod api;
pub mod ask;
pub mod change;
pub mod chat;
pub mod credit;
pub mod digest;
pub mod expiry;
pub mod export;
pub mod heard;
pub mod help;
pub mod items;
pub mod limit;
pub mod list;
mod money;
pub mod note;
pub mod operator;
mod period;
pub mod plan;
mod plural;
pub mod privacy;
pub mod refuse;
pub mod reorder;
pub mod report;
pub mod sheet;
pub mod starter;
pub mod stocktake;
pub mod takings;
pub mod team;
mod titles;
pub mod trends;
pub mod welcome;

use serde::{Deserialize, Serialize};

use crate::chart::Chart;
use crate::ids::QuestionId;
use crate::quantity::Quantity;
use crate::unit::{self, Unit};

/// One WhatsApp message to the shopkeeper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The words: at most [`BODY_MAX`] characters, or [`BODY_MAX_WITH_BUTTONS`] where there are buttons.
    pub body: String,
    /// At most three.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
    /// A picture over the words, where they are short enough to stand under one ([`CAPTION_MAX`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chart: Option<Box<Chart>>,
    /// Which key of the business for its API is told, in the place of [`crate::api::PLACE`], when this is sent: the key itself
    /// is never kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key: Option<u32>,
}

/// A button under a reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What comes back when it is pressed: at most 256 characters.
    pub id: String,
    /// What is read: at most [`TITLE_MAX`] characters, unlike its neighbours'.
    pub title: String,
}

/// WhatsApp's limit on a text body, in characters; replies stay under it.
pub const BODY_MAX: usize = 4096;
/// WhatsApp's limit on the body of a message with buttons, in characters.
pub const BODY_MAX_WITH_BUTTONS: usize = 1024;
/// WhatsApp's limit on the words under a picture, in characters.
pub const CAPTION_MAX: usize = 1024;
/// WhatsApp's limit on a button's title, in characters.
pub const TITLE_MAX: usize = 20;
/// The most of a name, or of a person's own words, that a reply repeats, in characters.
const ECHO_MAX: usize = 60;

impl Reply {
    /// The same, asked by another question: its buttons answer that one.
    #[must_use]
    pub fn asked_by(mut self, question: &QuestionId) -> Self {
        for button in &mut self.buttons {
            if let Some((press, _)) = ask::Press::read(&button.id) {
                button.id = press.id(question);
            }
        }
        self
    }

    /// Words without buttons.
    pub fn text(body: impl Into<String>) -> Self {
        Self {
            body: fit(body.into(), BODY_MAX - 1),
            ..Self::default()
        }
    }

    /// Words with up to three buttons, each of an id and a title.
    pub fn with_buttons<const N: usize>(
        body: impl Into<String>,
        buttons: [(String, String); N],
    ) -> Self {
        const { assert!(N <= 3, "WhatsApp shows three buttons at most") };
        let buttons = buttons.map(|(id, title)| Button {
            id,
            title: fit(title, TITLE_MAX),
        });
        let titles = || buttons.iter().map(|button| button.title.as_str());
        debug_assert!(!titles::alike(titles()), "WhatsApp refuses {buttons:?}");
        let buttons = buttons.into();
        Self {
            body: fit(body.into(), BODY_MAX_WITH_BUTTONS - 1),
            buttons,
            ..Self::default()
        }
    }

    /// The reply to somebody who is in several businesses: it says of which it speaks, unless it does already.
    #[must_use]
    pub fn of_business(self, name: &str) -> Self {
        let name = echo(name);
        if self.body.contains(&name) {
            return self;
        }
        let most = if self.buttons.is_empty() {
            BODY_MAX
        } else {
            BODY_MAX_WITH_BUTTONS
        };
        Self {
            body: fit(format!("{name}: {}", self.body), most - 1),
            ..self
        }
    }

    /// With this behind it: in the same line, or below a list on a line of its own.
    #[must_use]
    fn and(self, words: &str) -> Self {
        let separator = if self.body.contains('\n') { '\n' } else { ' ' };
        Self {
            body: format!("{}{separator}{words}", self.body),
            ..self
        }
    }

    /// A heading, then a line for each thing; what does not fit is counted: "…and 12 more".
    pub fn list(heading: &str, lines: &[String], ending: &str) -> Self {
        let room = BODY_MAX - 1 - "\n…and 1000000 more".chars().count() - ending.chars().count();
        let mut body = heading.to_owned();
        let mut length = heading.chars().count();
        for (shown, line) in lines.iter().enumerate() {
            length += 1 + line.chars().count();
            if length > room {
                body.push_str(&format!("\n…and {} more", lines.len() - shown));
                break;
            }
            body.push('\n');
            body.push_str(line);
        }
        body.push_str(ending);
        Self {
            body,
            ..Self::default()
        }
    }
}

/// Cuts a text to so many characters, with "…" in place of the rest.
fn fit(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text,
        Some(_) => {
            let keep = text
                .char_indices()
                .nth(most.saturating_sub(1))
                .map_or(text.len(), |(at, _)| at);
            format!("{}…", text[..keep].trim_end())
        }
    }
}

/// A person's own words, repeated: one line, not too long.
fn echo(words: &str) -> String {
    fit(on_one_line(words), ECHO_MAX)
}

fn on_one_line(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).collect()
}

/// An item's name as replies write it: "coke" is "Coke".
fn title(name: &str) -> String {
    fit(capital(name), ECHO_MAX)
}

/// The same, however long it is.
fn capital(name: &str) -> String {
    let name = on_one_line(name);
    let mut first_word = name.chars().take_while(|c| !c.is_whitespace());
    if first_word.any(char::is_uppercase) {
        return name; // "iPhone"
    }
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => name,
    }
}

/// "3 bottles", "9.5 kg", "12".
fn amount(quantity: Quantity, unit: Option<&Unit>) -> String {
    unit::display(quantity, unit)
}

/// "3 bottles of Coke", "2 cases of 24 Coke", "3 Coke", "1 Hat" of an item called "Hats".
fn thing(quantity: Quantity, unit: Option<&Unit>, name: &str) -> String {
    let alone = unit.is_none() && quantity == Quantity::ONE;
    let name = match alone {
        true => plural::one_of(name),
        false => name.into(),
    };
    let of = match unit {
        Some(unit) if unit.pack().is_none() => "of ",
        Some(_) | None => "",
    };
    format!("{} {of}{}", amount(quantity, unit), title(&name))
}

/// "1 item", "12 items".
fn count(number: u64, one: &str, several: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {several}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_how_many_did_not_fit() {
        let lines: Vec<String> = (0..1_000)
            .map(|number| format!("• Item {number}: 12"))
            .collect();
        let reply = Reply::list("You have:", &lines, "");
        assert!(reply.body.chars().count() < BODY_MAX);
        let shown = reply.body.lines().count() - 2;
        assert!(
            reply
                .body
                .ends_with(&format!("…and {} more", 1_000 - shown)),
            "{}",
            reply.body
        );
    }

    #[test]
    fn long_words_are_cut() {
        let reply = Reply::text("é".repeat(5_000));
        assert_eq!(reply.body.chars().count(), BODY_MAX - 1);
        let buttons = [("yes:q1".to_owned(), "Yes, the long-life milk".to_owned())];
        let reply = Reply::with_buttons("Which?", buttons);
        assert_eq!(reply.buttons[0].title, "Yes, the long-life…");
    }

    #[test]
    fn words_are_echoed_on_one_line() {
        assert_eq!(echo("two\nlines\u{0} here"), "two lines here");
    }
}
