//! The decision: pure, from the stock as read and the order as understood to the movements, or to why not.

use crate::ids::ItemId;
use crate::intent::{Action, Reason};
use crate::inventory::{Item, LedgerRecord, Movement, Stock};
use crate::money::Price;
use crate::quantity::Quantity;
use crate::unit::Unit;

/// A line whose name has been found, or is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What it is about.
    pub target: Target,
    /// Which way.
    pub action: Action,
    /// How much, as said.
    pub quantity: Quantity,
    /// In what, as said.
    pub unit: Option<Unit>,
    /// What it cost or earned.
    pub price: Option<Price>,
    /// Why.
    pub reason: Reason,
}

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An item of the shop.
    Item(ItemId),
    /// A new one: its id, and the name as said.
    New(ItemId, String),
}

/// What is to be written: the movements, and each touched item as it will be. An item keeps the version that was
/// read; the write raises it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// In the order said.
    pub movements: Vec<Movement>,
    /// Each item once.
    pub items: Vec<Item>,
}

/// Why a line can't be done. The shopkeeper can act on each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Less on hand than would go out.
    NotEnough {
        /// The item.
        name: String,
        /// On hand.
        on_hand: Quantity,
        /// All that the message takes out of it.
        wanted: Quantity,
        /// The item's unit.
        unit: Option<Unit>,
    },
    /// The unit said can't be turned into the item's.
    UnitMismatch {
        /// The item.
        name: String,
        /// As said.
        said: Option<Unit>,
        /// The item's.
        unit: Option<Unit>,
    },
    /// On hand would pass [`Quantity::MAX`].
    TooMuch {
        /// The item.
        name: String,
    },
}

/// Decides all orders or none.
///
/// # Errors
/// The first rejection of each item, in the order said.
pub fn decide(
    _stock: &Stock,
    _orders: &[Order],
    _oversell: bool,
) -> Result<Decision, Vec<Rejection>> {
    Err(Vec::new())
}

/// The opposite of a record's movements, against the stock as it is now.
///
/// # Errors
/// As [`decide`]: taking back a receipt of what has been sold since would leave less than nothing.
pub fn reverse(
    _stock: &Stock,
    _record: &LedgerRecord,
    _oversell: bool,
) -> Result<Decision, Vec<Rejection>> {
    Err(Vec::new())
}
