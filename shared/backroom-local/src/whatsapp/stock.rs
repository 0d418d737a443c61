//! The stock beside the phones. This side only shows it: whoever mounts the page reads it from the table.

use std::sync::Arc;

use futures::future::BoxFuture;
use serde::Serialize;

use super::people::Person;

/// Reads the stock of the business that a person belongs to; `None` while they belong to none, `Err` with a word for
/// the page when it can't be read.
pub type ShowStock =
    Arc<dyn Fn(Person) -> BoxFuture<'static, Result<Option<StockBoard>, String>> + Send + Sync>;

/// A business's stock, as shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StockBoard {
    /// The business's name.
    pub business: String,
    /// In the order to be shown.
    pub items: Vec<StockRow>,
    /// The latest movements, newest first.
    pub movements: Vec<MovementRow>,
}

/// An item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StockRow {
    /// Its name.
    pub name: String,
    /// How much there is, as a decimal.
    pub on_hand: String,
    /// Its unit; empty for plain pieces.
    pub unit: String,
}

/// A movement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MovementRow {
    /// When, in RFC 3339.
    pub at: String,
    /// Who.
    pub member: String,
    /// The item's name.
    pub name: String,
    /// What was added to on hand, with its sign.
    pub delta: String,
    /// On hand afterwards.
    pub on_hand: String,
    /// The item's unit; empty for plain pieces.
    pub unit: String,
    /// One word for why: "received", "sold", "counted", "undone".
    pub why: String,
}
