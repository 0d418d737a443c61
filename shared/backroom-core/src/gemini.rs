//! Asking Gemini what a message means, and not believing the answer.
//!
//! Only what the grammar does not know comes here. [`prompt()`] makes the request, [`decode`] reads the answer,
//! [`Reading::check`] says what of it is believed. The model has no tools, sees no stock, and its answer is a guess about
//! words: each number, unit and name in it must stand in the message, the action must be in the list, and what is
//! destructive or unusual is asked back first ([`Guess::AskFirst`]). It ends in the same [`Intent`] as the grammar, so
//! it can do nothing that typed words could not; it can't reach members and settings at all.

mod answer;
mod check;
mod choice;
mod hostile;
mod kept;
mod numbers;
mod prompt;
mod query;
mod schema;
mod transcript;

use serde::Serialize;
use serde_json::Value;

use crate::intent::Intent;

pub use answer::Reading;
pub use choice::{Choice, ITEMS_MOST, choose, decode_choice};
pub use kept::AnswerKey;
pub use prompt::{TEXTS_MOST, prompt};
pub use transcript::{Medium, Transcript, decode_transcript, transcribe};

/// What Gemini made of a message, as far as the message bears it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Guess {
    /// To be acted on as if it had been typed plainly.
    Plain(Intent),
    /// To be asked back first: it takes something back, counts, is large, leaves a number out or mends a spelling.
    AskFirst(Intent),
    /// A free question about the business's own stock: see [`choose`].
    Question,
    /// Nothing of ours: chat, or beyond understanding.
    Unrecognised,
}

/// Why an answer is not believed. Nobody can act on it; the shopkeeper is asked to say it another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GeminiAnswerError {
    /// Gemini would not answer: its safety filter, or the like.
    Blocked,
    /// The answer was cut off.
    CutShort,
    /// No text, or not the JSON that was asked for.
    Malformed,
    /// This message is missing from the answer, or is in it twice.
    Missing,
    /// A change without lines or of nothing, or a question without names.
    Empty,
    /// A number that does not stand in the message.
    InventedNumber,
    /// A unit that does not stand in the message.
    InventedUnit,
    /// A name with a word that does not stand in the message.
    InventedName,
    /// The message gives orders to the model; whatever came back is left aside.
    Hostile,
}

/// Whether the text is worth asking about: short, with letters in it, and no attempt to give the model orders.
pub fn may_ask(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
        && text.chars().count() <= prompt::TEXT_MOST
        && !hostile::is_hostile(text)
}

/// Reads the body of a 200 answer: a reading, or why there is none, for each of so many texts that were asked about.
pub fn decode(body: &Value, texts: usize) -> Vec<Result<Reading, GeminiAnswerError>> {
    answer::readings(body, texts).unwrap_or_else(|error| vec![Err(error); texts])
}

#[cfg(test)]
mod tests;
