//! What help is wanted with.

use serde::{Deserialize, Serialize};

/// What help is wanted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// In, out, counted.
    Stock,
    /// Names, packs, units.
    Items,
    /// Prices, sales, profit.
    Money,
    /// What happened, what is low.
    Reports,
    /// People, shops, plan, data.
    Team,
    /// The whole list at once.
    Paste,
}
