//! How far back a question looks.

use serde::{Deserialize, Serialize};

/// How far back a question looks, in the business's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Since midnight.
    Today,
    /// The day before.
    Yesterday,
    /// Since Monday.
    Week,
    /// Since the first.
    Month,
    /// From the Monday before to the Sunday before.
    LastWeek,
    /// The month before.
    LastMonth,
    /// Not said: the latest few.
    Latest,
}
