//! Money: integer minor units; the currency is the business's.

use serde::{Deserialize, Serialize};

/// An amount in minor units (cents) of the business's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

/// A price as said in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Price {
    /// "@ R18", "R12,50 each": for one of the unit said.
    Each(Money),
    /// "for R200": for the whole line.
    Total(Money),
}
