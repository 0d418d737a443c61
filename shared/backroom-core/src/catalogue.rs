//! Finding the item that a name means among the items of a shop.

mod fold;
mod singular;

pub use fold::fold;

use crate::ids::ItemId;

/// What a name turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// This item: the same folded name, or one of its aliases.
    Item(ItemId),
    /// Perhaps one of these, nearest first, at most three: ask.
    Close(Vec<ItemId>),
    /// None of them.
    Unknown,
}
