//! A stocktake: the shop is counted shelf by shelf, by as many members as like to, until somebody ends it.
//!
//! An item knows when it was counted last, so that counting costs nothing beyond the count, and what is still to be
//! counted is told from the items. What the counts found is told from the ledger.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::intent::Reason;
use crate::inventory::{Item, LedgerRecord, Movement, Sums};
use crate::money::Money;
use crate::quantity::Quantity;
use crate::unit::Unit;

/// How long a stocktake stays open, in hours.
pub const OPEN_HOURS: i64 = 24;

/// An open stocktake. A business has one at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stocktake {
    /// Since when: what was counted before is to be counted again.
    pub started_at: Timestamp,
    /// The name of who started it.
    pub started_by: String,
    /// After this nothing is counted into it: it waits to be ended, until the table drops it.
    pub expires_at: Timestamp,
}

/// What a message does to the business's stocktake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stocktaking {
    /// Opens this one, if none is open.
    Opens(Stocktake),
    /// Closes this one, if it is still open.
    Closes(Stocktake),
}

impl Stocktake {
    /// Whether the item has been counted since it began.
    pub fn has(&self, item: &Item) -> bool {
        item.counted_at.is_some_and(|at| at >= self.started_at)
    }
}

/// Notes on the items that they were counted now. A corrected count stays one of its own time.
pub fn mark(items: &mut [Item], movements: &[Movement], now: Timestamp) {
    for item in items {
        let its = || movements.iter().filter(|moved| moved.item == item.id);
        let corrects = its().any(|moved| moved.reason == Reason::Correction);
        if !corrects && its().any(Movement::counts) {
            item.counted_at = Some(now);
        }
    }
}

/// What a stocktake found: by item, how far its counts were from the book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Each item that was counted.
    pub items: Sums<Finding>,
}

/// What the counts of one item found, in one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: Option<Unit>,
    /// What the counts added to the book: less than nothing is missing.
    pub variance: Quantity,
    /// What that cost, as far as it is known.
    pub cost: Money,
}

impl Findings {
    /// Adds a record that stands (see [`Standing`](crate::inventory::Standing)).
    pub fn record(&mut self, stocktake: &Stocktake, record: &LedgerRecord) {
        if record.decided_at < stocktake.started_at {
            return;
        }
        for movement in record.movements.iter().filter(|moved| moved.counts()) {
            let (finding, movement) = self.items.row(movement, || Finding {
                name: movement.name.clone(),
                unit: movement.unit.clone(),
                variance: Quantity::ZERO,
                cost: Money::ZERO,
            });
            let sum = finding.variance.checked_add(movement.delta);
            finding.variance = sum.unwrap_or(finding.variance);
            let cost = finding.cost.checked_add(movement.worth.cost);
            finding.cost = cost.unwrap_or(finding.cost);
        }
    }
}
