//! Each access pattern on the embedded engine.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod business;
mod commit;
mod gemini;
mod imports;
mod items;
mod ledger;
mod limit;
mod misses;
mod people;
mod places;
mod price;
mod schema;
mod storm;
mod support;
mod table;
mod verify;
