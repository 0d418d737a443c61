//! What a message means. The grammar and Gemini both end here.

mod counting;
mod fix;
mod period;
mod query;
mod topic;

use serde::{Deserialize, Serialize};

use crate::api::ApiWish;
use crate::business::{Confirm, Plan, QuietHours, Reports, Role};
use crate::credit::Credit;
use crate::expiry::SaidDate;
use crate::export::Wanted;
use crate::money::{Money, Price};
use crate::quantity::Quantity;
use crate::sheet::SheetWish;
use crate::unit::Unit;

pub use counting::Counting;
pub use fix::Fix;
pub use period::{NamedPeriod, Period, ToldDay};
pub use query::Query;
pub use topic::Topic;

/// What the grammar makes of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parsed {
    /// Ours, and complete.
    Understood(Intent),
    /// Ours and complete, but to be asked back before it is done: "bread finished" counts the bread as none.
    Unsure(Intent),
    /// Ours, but something is missing: answered with an example, never sent to Gemini.
    Incomplete(Problem),
    /// Not ours, as far as the grammar knows: the only kind that may go to Gemini.
    Unrecognised,
}

impl Parsed {
    /// Whether nobody needs to guess what it means: it is known, or known to move nothing. What only misses something may
    /// still be guessed, where it was found with the names of the shop alone: that costs less than a question back. How many it
    /// was, if that was not said, nobody can guess.
    pub fn is_clear(&self) -> bool {
        match self {
            Self::Understood(_)
            | Self::Unsure(_)
            | Self::Incomplete(Problem::NotYet | Problem::Negated | Problem::NoQuantity { .. }) => {
                true
            }
            Self::Incomplete(_) | Self::Unrecognised => false,
        }
    }
}

/// Something the sender wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Stock moves: all the lines, or none.
    Change(Vec<Line>),
    /// A question; nothing moves.
    Ask(Query),
    /// Take back a change.
    Undo(Undo),
    /// Correct the last change: "no, 15", "I meant bread".
    Fix(Fix),
    /// "help", "hi", "?", "what can you do".
    Help,
    /// "help stock".
    HelpWith(Topic),
    /// "thanks", "ok", "good night": nothing to do, and nothing for Gemini.
    Courtesy,
    /// A bare "yes", "no", number or the like: it means something only while a question is open.
    Answer(Answer),
    /// The business itself: its members and settings.
    Manage(Manage),
    /// The stocktake of the whole shop.
    Stocktake(Counting),
    /// The credit book: sold and owed, paid.
    Credit(Credit),
    /// Things to remember about items: all of them, or none.
    Note(Vec<Note>),
    /// An item itself rather than its stock: its names, its packs, its unit.
    Edit(Edit),
}

/// One line of a change: so much of one thing in or out, or counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which way.
    pub action: Action,
    /// How much: positive; for [`Action::Set`] it may be zero.
    pub quantity: Quantity,
    /// In what, if said.
    pub unit: Option<Unit>,
    /// The item's name as said, in lower case, without quantity, unit, price and preparation ("finely chopped").
    pub name: String,
    /// What it cost or earned, if said.
    #[serde(flatten, with = "crate::money::said")]
    pub price: Option<Price>,
    /// "2 bread and 1 milk for R50": what the lines that say the same sum cost or earned together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<Money>,
    /// Why the stock moved.
    pub reason: Reason,
    /// When it expires, if said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<SaidDate>,
}

/// So much of one thing, before it is said which way it went: "3 coke".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thing {
    /// How much.
    pub quantity: Quantity,
    /// In what, if said.
    pub unit: Option<Unit>,
    /// Of what; empty where that is what is missing.
    pub name: String,
    /// What it cost or earned, if said.
    #[serde(flatten, with = "crate::money::said")]
    pub price: Option<Price>,
    /// What it and the others that say the same sum cost or earned together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<Money>,
    /// When it expires, if said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<SaidDate>,
}

impl Thing {
    /// The line that it makes, now that the way is known.
    #[must_use]
    pub fn line(self, action: Action, reason: Reason) -> Line {
        let Self {
            quantity,
            unit,
            name,
            price,
            together,
            expires,
        } = self;
        Line {
            action,
            quantity,
            unit,
            name,
            price,
            together,
            reason,
            expires,
        }
    }
}

/// Which way a line moves the stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// In: received, bought, came back.
    Add,
    /// Out: sold, used, broken.
    Remove,
    /// Counted: on hand is this much now.
    Set,
}

/// Why the stock moved; kept on the movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// "got", "bought", "received", "delivery".
    Receipt,
    /// "sold".
    Sale,
    /// "used", "took".
    Use,
    /// "broke", "damaged".
    Damage,
    /// "expired", "threw out".
    Expiry,
    /// "stolen".
    Theft,
    /// "customer returned": in. Returned to a supplier is out.
    Return,
    /// A stocktake.
    Count,
    /// "undo", "no, 15".
    Correction,
    /// "delete bread": what was on hand of it.
    WriteOff,
    /// "merge coke into coca cola": out of the one, into the other.
    Transfer,
    /// "keep coke in bottles": out in the old unit, in again in the new one.
    Conversion,
}

impl Reason {
    /// Whether somebody can say it of a line; the others are ours to give.
    pub fn can_be_said(self) -> bool {
        match self {
            Self::Receipt
            | Self::Sale
            | Self::Use
            | Self::Damage
            | Self::Expiry
            | Self::Theft
            | Self::Return
            | Self::Count => true,
            Self::Correction | Self::WriteOff | Self::Transfer | Self::Conversion => false,
        }
    }
}

/// Which change to take back. In a quoting reply, [`Undo::Last`] means the quoted message's change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undo {
    /// "undo".
    Last,
    /// "undo 2": the last so many changes.
    Latest(u8),
    /// "reverse that last sale": the last change that still stands and has a line of this kind, whatever came after it.
    LastOf(Reason),
}

/// A short answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// "yes", "ja", "👍".
    Yes,
    /// "no", "cancel", "nee".
    No,
    /// A bare number, perhaps with a unit.
    Number(Quantity, Option<Unit>),
}

/// Something about the business rather than its stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manage {
    /// "invite", "invite manager": a code for someone to join with, as this.
    Invite(Role),
    /// "join ABCD2345": the code in capitals.
    Join(String),
    /// "allow oversell on": may stock go below zero, with the shortfall shown?
    Oversell(bool),
    /// "reports on", "report off".
    Reports(Reports),
    /// "quiet on", "confirm with reactions".
    Confirm(Confirm),
    /// "quiet hours 21 to 6": no reports in them.
    QuietHours(QuietHours),
    /// "timezone Africa/Lagos": a name as said.
    TimeZone(String),
    /// "currency USD": a code as said, in capitals.
    Currency(String),
    /// "call the shop Thandi's Spaza".
    RenameBusiness(String),
    /// "team", "who is in".
    Team,
    /// "make Sipho manager".
    Appoint {
        /// Their name as said.
        name: String,
        /// What they are to be.
        role: Role,
    },
    /// "remove Sipho from the team": their name as said.
    Remove(String),
    /// "leave the shop".
    Leave,
    /// "switch", "switch to Thandi's Tavern": the name as said.
    Switch(Option<String>),
    /// "my shops".
    Businesses,
    /// "export my data".
    Export,
    /// "sheet LINK", "sheet off": the Google Sheet in which the stock is kept.
    Sheet(SheetWish),
    /// "api key", "api off": reading the stock with other programs.
    Api(ApiWish),
    /// "export stock", "export june as csv".
    ExportTable(Wanted),
    /// "delete my data".
    Forget,
    /// "delete my shop".
    Close,
    /// "new shop Thandi's Tavern": one more for who has one; its name as written.
    Found(Option<String>),
    /// "plan": what it gives, and what is used and left of it.
    Plan,
    /// "settings": all that the owner can set, as it is.
    Settings,
    /// "upgrade", "upgrade to pro".
    Upgrade(Option<Plan>),
}

/// Something to remember about an item; nothing moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The item's name as said.
    pub name: String,
    /// What about it.
    pub what: Noted,
}

/// What is remembered about an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noted {
    /// "price bread 18", "price rice R25 per kg": what one of the unit said sells for.
    Price(Money, Option<Unit>),
    /// "no price bread".
    NoPrice,
    /// "alert bread 10", "alert me when bread is below 10": from when on it is low.
    Alert {
        /// Whether so much is still enough.
        below: bool,
        /// How much.
        quantity: Quantity,
        /// In what, if said.
        unit: Option<Unit>,
    },
    /// "no alert bread".
    NoAlert,
    /// "bread from albany": the supplier, in lower case.
    Supplier(String),
    /// "supplier brown bread albany": the supplier's name stands behind the item's; where the one ends and the other
    /// begins, the shop's items tell.
    SupplierBehind,
    /// "no supplier bread".
    NoSupplier,
}

/// Something about an item itself. Names are as said, in lower case, but for the new name of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// "rename coke to coca cola".
    Rename {
        /// The item.
        from: String,
        /// Its new name, as written.
        to: String,
    },
    /// "call coke coca cola": where the one name ends and the other begins, the shop's items tell.
    Call(String),
    /// "merge coke into coca cola".
    Merge {
        /// The one that goes.
        from: String,
        /// The one that stays.
        into: String,
        /// Whether it was said which of them stays: "merge coke and coca cola" does not.
        told: bool,
    },
    /// "loosies = cigarettes".
    Alias {
        /// The other name.
        alias: String,
        /// The item.
        of: String,
    },
    /// "forget alias loosies".
    Forget(String),
    /// "delete bread".
    Delete(String),
    /// "1 case coke = 24", "a bag of rice is 50 kg".
    Pack {
        /// The item.
        name: String,
        /// The pack.
        pack: Unit,
        /// How much it holds.
        holds: Quantity,
        /// Of what, if said.
        of: Option<Unit>,
    },
    /// "keep coke in bottles".
    KeepIn {
        /// The item.
        name: String,
        /// The unit.
        unit: Unit,
    },
}

/// What is missing from a message that is ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// "sold coke": how many?
    NoQuantity {
        /// The way and why, if known.
        way: Option<(Action, Reason)>,
        /// The item named.
        name: String,
    },
    /// "sold 3": of what?
    NoName {
        /// The way.
        action: Action,
        /// Why.
        reason: Reason,
        /// What was said; the name is empty.
        thing: Thing,
    },
    /// "3 coke", "3 coke, 2 bread": in or out?
    NoAction {
        /// What was said: at least one.
        things: Vec<Thing>,
    },
    /// "sold": what, and how many?
    OnlyAction {
        /// The way.
        action: Action,
    },
    /// One of several lines can't be read; nothing moves until it can.
    Line {
        /// Counted from one.
        number: usize,
        /// The line as said.
        text: String,
    },
    /// A number past what a shop can hold, or negative.
    BadQuantity {
        /// The number as said.
        text: String,
    },
    /// "bread on credit": how many, or for whom?
    Credit,
    /// Future, wish or condition: "will get 20 tomorrow", "need 10 more". Nothing has moved yet.
    NotYet,
    /// "didn't sell any": nothing moved, and nothing is to.
    Negated,
    /// More lines than one message may carry.
    TooManyLines {
        /// How many at the most.
        most: usize,
    },
}
