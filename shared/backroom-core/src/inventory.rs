//! Items, movements, the ledger, and the decision between them.
//!
//! What always holds: `on_hand` of an item is the sum of its movements' deltas, and its worth that of their worths; a
//! movement is never changed or deleted, undo writes the opposite, and the chain of hashes shows if it was; a message
//! moves stock at most once.

mod audit;
mod batch;
mod chain;
mod correct;
mod decide;
mod doubt;
mod edit;
mod ledger;
mod order;
mod pack;
mod reverse;
mod standing;
mod stock;
mod sums;
mod together;
mod worth;

pub use audit::{Audit, Break, Broken, CostDrift, Drift, Verification};
pub use batch::{BATCHES_MAX, Batch};
pub use chain::{MovementHash, link};
pub use correct::{Corrected, correct};
pub use decide::{Decision, Rejection, decide};
pub use doubt::{Doubt, LINES_SURE, Removals, doubts, moved_since};
pub use edit::{ALIASES_MAX, Unlearnt, Unmergeable, delete, keep_in, learn_pack, merge};
pub use ledger::{LedgerKey, LedgerRecord, Movement, RecordKind, TOLD_DAYS, TOLD_WITHIN};
pub use order::{Order, Target};
pub use pack::{PACKS_MAX, Pack, Unmeasured, pack_and_content};
pub use reverse::{reverse, then};
pub use standing::{Mark, Standing, TakenBack};
pub use stock::{Item, Stock};
pub use sums::Sums;
pub use together::share_out;
pub use worth::Worth;
