//! Items, movements, the ledger, and the decision between them.
//!
//! What always holds: `on_hand` of an item is the sum of its movements' deltas; a movement is never changed or
//! deleted, undo writes the opposite; a message moves stock at most once.

mod decide;
mod ledger;
mod stock;

pub use decide::{Decision, Order, Rejection, Target, decide, reverse, then};
pub use ledger::{LedgerKey, LedgerRecord, Movement, RecordKind};
pub use stock::{Item, Stock};
