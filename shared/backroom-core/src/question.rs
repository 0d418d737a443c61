//! A question back to the shopkeeper: bound to the message that caused it, used once, and gone after a while.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{MessageId, QuestionId};
use crate::intent::Line;

/// How long an open question waits for its answer, in minutes.
pub const OPEN_MINUTES: i64 = 60;

/// An open question to one member. A member has one at most: a newer one replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Travels in the buttons' ids.
    pub id: QuestionId,
    /// The message that caused it.
    pub about: MessageId,
    /// After this an answer is refused.
    pub expires_at: Timestamp,
    /// What is asked.
    pub asks: Asks,
}

/// What a question asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "asks", rename_all = "snake_case")]
pub enum Asks {
    /// "Did you mean Coke?": yes runs these lines, in which the suggested name already stands.
    DidYouMean {
        /// The lines to run on a yes.
        lines: Vec<Line>,
        /// The name as it was said, to be learnt as an alias on a yes.
        said: String,
        /// The item's name that was suggested.
        meant: String,
        /// Whether a "no" may create the item as said (a receive or a count).
        or_new: bool,
        /// The lines as they were said, for "new".
        original: Vec<Line>,
    },
    /// "In or out?": the number and name are known, the way is not.
    WhichWay {
        /// The line, with the way to be filled in.
        line: Line,
    },
}
