//! A question back to the shopkeeper: bound to the message that caused it, used once, and gone after a while.

mod team;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::catalogue::has_words;
use crate::credit::Credit;
use crate::ids::{ItemId, MessageId, QuestionId};
use crate::import::Beside;
use crate::intent::{Action, Fix, Line, Reason, Thing};
use crate::inventory::{LedgerKey, Pack};
use crate::quantity::Quantity;
use crate::starter::Trade;
use crate::unit::Unit;

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

impl Question {
    /// What this message, read now, causes to be asked.
    pub fn caused_by(message: &MessageId, now: Timestamp, asks: Asks) -> Self {
        Self {
            id: QuestionId::asked_by(message),
            about: message.clone(),
            expires_at: now + SignedDuration::from_mins(OPEN_MINUTES),
            asks,
        }
    }

    /// When it was asked, by our clock.
    pub fn asked_at(&self) -> Timestamp {
        self.expires_at - SignedDuration::from_mins(OPEN_MINUTES)
    }
}

/// What earlier questions about the same message have settled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settled {
    /// Folded names, and the items they stand for: learnt as other names of these, unless several share them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<(String, ItemId)>,
    /// Those of the names that several items share: "pen" of "black pen" and "blue pen". Which was meant may be another the
    /// next time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<String>,
    /// Folded names that are to become items.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub new: Vec<String>,
    /// What packs hold: learnt for the items.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub packs: Vec<(ItemId, Pack)>,
    /// How much there was of what is counted when it was asked about: if that has changed, it is asked again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<(ItemId, Quantity)>,
    /// By folded name, what is to be noted of the items of a list beside how much there is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<(String, Beside)>,
    /// What is risky is meant so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sure: bool,
    /// When it happened, if not when the message was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub happened_at: Option<Timestamp>,
    /// It happened on a day too long ago to be counted there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub long_ago: bool,
    /// Who owes it, if it is sold on credit: their name as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

impl Settled {
    /// Whether no question has settled anything yet.
    pub fn is_fresh(&self) -> bool {
        let told = Self {
            happened_at: self.happened_at,
            long_ago: self.long_ago,
            ..Self::default()
        };
        *self == told
    }

    /// Notes that several of the items suggested have what was said in their names, if they do: it is learnt for none.
    pub fn share<'a>(&mut self, said: String, names: impl Iterator<Item = &'a str>) {
        if names.filter(|name| has_words(name, &said)).count() > 1 {
            self.shared.push(said);
        }
    }
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
        /// What is settled by now.
        #[serde(default)]
        known: Settled,
        /// Whether "new" makes an item of the name as said (for a receipt or a count).
        or_new: bool,
    },
    /// "3 coke": sold, received or counted?
    WhichWay {
        /// What was said: at least one.
        things: Vec<Thing>,
        /// What is settled by now.
        #[serde(default)]
        known: Settled,
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
        /// What is settled by now.
        #[serde(default)]
        known: Settled,
    },
    /// "Sure? Coke: 300 bottles out": a correction.
    Fix {
        /// What is corrected.
        fix: Fix,
        /// The change that it is of: the member's last, then and now.
        of: LedgerKey,
    },
    /// "Take back your last 12 changes?"
    Undo {
        /// The changes: those that still stand at the yes are taken back.
        of: Vec<LedgerKey>,
    },
    /// "What does one bread cost?", where it is sold on credit.
    Price {
        /// All lines of the message.
        lines: Vec<Line>,
        /// Which of them has no price.
        at: usize,
        /// What is settled by now.
        #[serde(default)]
        known: Settled,
    },
    /// "Did you mean Lindiwe?", of the credit book; or, where nobody is to be chosen, whether to do what is said.
    Credit {
        /// What is said about it.
        what: Credit,
        /// The customers who were suggested, by the names that the book has: none to three.
        #[serde(default)]
        choices: Vec<String>,
    },
    /// About members and businesses rather than stock.
    Team(TeamQuestion),
    /// "Delete Bread? Its 12 on hand will be written off."
    Delete {
        /// The item.
        item: ItemId,
        /// What the question said is on hand: if it has changed, it is asked again.
        on_hand: Quantity,
    },
    /// "Merge Coke into Coca cola?", or which of the two names stays.
    Merge {
        /// The one that goes, or the first of the two.
        from: ItemId,
        /// The one that stays, or the second.
        into: ItemId,
        /// Whether only a yes is asked for.
        told: bool,
    },
    /// "None of the amounts is converted. Change it?"
    Currency {
        /// The code of the new one.
        to: String,
    },
    /// "What kind of business is it?": a bare word names it.
    WhichTrade,
    /// "Shall I add a list to start with?"
    Starter {
        /// Whose.
        trade: Trade,
    },
    /// "How many bottles are in a case of Coke?": the number is learnt, and what waits for it is done.
    HowManyIn {
        /// The item.
        item: ItemId,
        /// The pack.
        pack: Unit,
        /// What it holds.
        of: Unit,
        /// What waits for it.
        then: Waiting,
    },
}

/// What waits for an answer about a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// A change of stock.
    Change {
        /// All lines of the message, as they were said.
        lines: Vec<Line>,
        /// What is settled by now.
        #[serde(default)]
        known: Settled,
    },
    /// The item is to be kept in this unit.
    KeepIn(Unit),
}
