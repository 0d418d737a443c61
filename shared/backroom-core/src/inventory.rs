//! Items, movements, the ledger, and the decision between them.
//!
//! What always holds: `on_hand` of an item is the sum of its movements' deltas; a movement is never changed or
//! deleted, undo writes the opposite, and the chain of hashes shows if it was; a message moves stock at most once.

mod audit;
mod chain;
mod decide;
mod ledger;
mod stock;

pub use audit::{Audit, Break, Broken, Drift, Verification};
pub use chain::{MovementHash, link};
pub use decide::{Decision, Order, Rejection, Target, decide, reverse, then};
pub use ledger::{LedgerKey, LedgerRecord, Movement, RecordKind};
pub use stock::{Item, Stock};
