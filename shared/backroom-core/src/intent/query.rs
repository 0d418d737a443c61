//! What is asked.

use serde::{Deserialize, Serialize};

use super::{Action, Period};
use crate::expiry::Within;

/// A question about the stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Query {
    /// "how many coke?", "coke and bread?", or a bare "coke" (which may also answer an open question).
    Check {
        /// The names as said; at least one.
        names: Vec<String>,
    },
    /// "stock", "what do we have", "list".
    List,
    /// "low stock", "what is running out".
    Low,
    /// "reorder", "what must i buy".
    Reorder,
    /// "sales today": what was sold, and for how much.
    Sales(Period),
    /// "what is not selling": what is on hand and was neither sold nor used.
    Unsold(Period),
    /// "profit this week".
    Profit(Period),
    /// "report week": all that a report tells.
    Report(Period),
    /// "stock value", "what is my stock worth".
    Value,
    /// "trends": how sales go beside the weeks before, and what to order.
    Trends,
    /// "who owes me?", "what does Thandi owe?"
    Owes(Option<String>),
    /// "what did Thandi take", "statement for Thandi": what one of them took and paid.
    Account(String),
    /// "expiring", "what expires this week?", "when does the milk expire?".
    Expiring {
        /// Only this item; as said.
        name: Option<String>,
        /// How far it looks.
        within: Within,
    },
    /// "price list": what each item sells for.
    Prices,
    /// "my alerts": at what level each is told as low.
    Alerts,
    /// "price bread": what it sells for.
    Price {
        /// The name as said.
        name: String,
    },
    /// "cost of bread", "what do i pay for bread": what is on hand of it cost, on average.
    Cost {
        /// The name as said.
        name: String,
    },
    /// "today", "history bread", "did we sell any coke today?".
    History {
        /// Only this item.
        name: Option<String>,
        /// Only movements this way.
        action: Option<Action>,
        /// How far back.
        period: Period,
    },
}
