//! What is said about a stocktake.

use serde::{Deserialize, Serialize};

/// What is said about a stocktake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// "start count", "stocktake".
    Start,
    /// "uncounted".
    Uncounted,
    /// "what's left": what is still uncounted, and where nobody counts, the stock.
    Left,
    /// "end count".
    End,
}
