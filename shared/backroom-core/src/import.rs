//! Moving in: a list of stock that was kept elsewhere, a row at a time, to opening balances.
//!
//! A sheet is read as people keep them: a heading somewhere near the top, columns under whatever name ([`Columns`]),
//! numbers as their country writes them ([`number`]). A row that can't be told for certain is a [`Fault`], never a
//! guess: it is shown with its line, and put right where it was kept.

mod columns;
mod entry;
pub mod number;
mod opening;

pub use columns::{Columns, delimiter, plain_words};
pub use entry::{Beside, Entry, Fault, Reading};
pub use opening::{Fate, Opened, open};
