//! The table: one file below this module for each thing that is asked of it.
//!
//! | Asked | File | Costs (units) |
//! |---|---|---|
//! | where does this sender stand? | `standing.rs` | 0.5 read; in several businesses 1.5; a stranger 1 to 2.5 |
//! | found a business, join one, move to a new number | `found.rs`, `invite.rs`, `relink.rs` | 2 write a record |
//! | switch businesses, get a role, be taken out | `places.rs` | 2 write a record |
//! | the business, its members | `business.rs`, `members.rs` | 0.5 read |
//! | the items a message names, all items | `items.rs` | 1 read an item |
//! | write what was decided | `commit.rs` | 2 write a record; a refusal 1 |
//! | what was written | `ledger.rs` | 1 read for each 4 KB |
//! | an open question | `question.rs` | 1 read |
//! | an open stocktake | `stocktake.rs` | 0.5 read |
//! | how is the sheet that it keeps? | `sheets.rs` | 0.5 read; 1 write a try |
//! | may this message be acted on, and count it | `limit.rs` | 1 write a message |
//! | what a day counted, reports sent | `usage.rs`, `report.rs` | 1 read for each 8 KB; 1 write |
//! | which replies does WhatsApp charge for? | `paid.rs` | 1 write a reply; 0.5 read for each 4 KB of some days |
//! | may Gemini be asked about one more text today? | `budget.rs` | 2 write |
//! | one item, a page of items, for other programs; may one more call of theirs be answered? | `api.rs` | 0.5 read an item; 1 write a call |
//! | what did Gemini say to this before? | `answers.rs` | 0.5 read a key; 1 write |
//! | what did the grammar not know? | `misses.rs` | 1 write; to list them, 1 read for each 8 KB |
//! | was this list imported before? | `imports.rs` | 1 read; 1 write |
//! | did a probe get through? | `probe.rs` | 1 write; 1 read |
//! | who owes what? | `customers.rs` | 1 read a customer; 1 read for each 4 KB of all |
//! | forget somebody, delete a business | `erase.rs` | 1 write a record |
//! | does the ledger add up to the items? | `verify.rs` | all of both |
//! | which form have the records? bring them to today's | `schema.rs` | 0.5 read; all rows |
//! | all rows, out of a table and into another | `rows.rs` | 1 read for each 4 KB; 1 write for each KB |
//!
//! What holds: a business's records are reached only by a key made from its id (`keys.rs`, the only place where keys
//! are spelled); a message's record is put once, in the same transaction as all that the message changes; what is read
//! is checked before it is believed ([`StoreError::Corrupt`]). Errors never carry what a record holds.

mod answers;
mod api;
mod attributes;
mod budget;
mod business;
mod commit;
mod consumed;
mod customers;
mod erase;
mod error;
mod found;
mod identity;
mod imports;
mod invite;
mod items;
mod keys;
mod ledger;
mod limit;
mod members;
mod misses;
mod paid;
mod places;
mod probe;
mod question;
mod read;
mod record;
mod relink;
mod report;
mod rows;
mod schema;
mod sheets;
mod standing;
mod stocktake;
mod table;
mod transact;
mod undone;
mod usage;
mod verify;
mod write;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use aws_sdk_dynamodb::Client;

use crate::throttled::Watch;

pub use budget::{DailyBudget, Spent};
pub use business::{BusinessPages, ProfileChange};
pub use commit::{Alias, Commit, Committed, ITEMS_MAX};
pub use consumed::Consumption;
pub use error::StoreError;
pub use found::Founded;
pub use invite::Joined;
pub use items::ItemPages;
pub use ledger::{Kept, LedgerPages};
pub use limit::{Counted, DayCounts, Incoming};
pub use members::Contact;
pub use misses::Missed;
pub use places::{Leaving, PlaceWrite};
pub use relink::Relinked;
pub use report::Recipient;
pub use rows::{RowPages, TableRow};
pub use schema::SCHEMA;
pub use table::create_table_request;
pub use transact::ACTIONS_MAX;

/// The table. Cheap to clone: clones share the client and the count of what was consumed.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    table: String,
    consumed: Arc<consumed::Consumed>,
    /// Numbers the transactions.
    serial: Arc<AtomicU64>,
}

impl Store {
    /// The table of this name, reached through this client.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        let watched = client.config().to_builder().interceptor(Watch);
        Self {
            client: Client::from_conf(watched.build()),
            table: table.into(),
            consumed: Arc::default(),
            serial: Arc::default(),
        }
    }

    /// Does the work, and says what the calls in it used.
    pub async fn measured<T>(&self, work: impl Future<Output = T>) -> (T, Consumption) {
        consumed::measured(work).await
    }

    /// What all calls through this store and its clones have used so far, as the table reported it.
    pub fn consumed(&self) -> Consumption {
        self.consumed.total()
    }
}
