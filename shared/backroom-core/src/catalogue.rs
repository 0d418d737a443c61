//! Finding the item that a name means among the items of a shop.

use crate::ids::ItemId;

/// The form in which names are compared: lower case, single spaces, singular.
pub fn fold(name: &str) -> String {
    name.to_lowercase()
}

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
