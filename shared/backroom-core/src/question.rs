//! A question back to the shopkeeper: bound to the message that caused it, used once, and gone after a while.

mod team;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ItemId, MessageId, QuestionId};
use crate::intent::{Action, Line, Reason, Thing};

pub use team::{Deed, TeamQuestion};

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
    /// "Did you mean Coke?": one of these items, or a new one.
    WhichItem {
        /// All lines of the message, as they were said.
        lines: Vec<Line>,
        /// The name in question, as it was said: learnt as another name of the item that is picked.
        said: String,
        /// The items that were suggested, nearest first: one to three.
        choices: Vec<ItemId>,
        /// Names of the message that were settled by earlier questions, folded, and what they stand for.
        settled: Vec<(String, ItemId)>,
        /// Whether "new" makes an item of the name as said (for a receipt or a count).
        or_new: bool,
    },
    /// "3 coke": sold, received or counted?
    WhichWay {
        /// What was said: at least one.
        things: Vec<Thing>,
    },
    /// "sold coke": how many?
    HowMany {
        /// Which way.
        action: Action,
        /// Why.
        reason: Reason,
        /// Of what.
        name: String,
    },
    /// "sold 3": of what?
    OfWhat {
        /// Which way.
        action: Action,
        /// Why.
        reason: Reason,
        /// What was said; the name is empty.
        thing: Thing,
    },
    /// "I understood: sold 3 coke. Right?": a yes runs the lines.
    Confirm {
        /// The lines, as they were understood.
        lines: Vec<Line>,
    },
    /// About members and businesses rather than stock.
    Team(TeamQuestion),
}
