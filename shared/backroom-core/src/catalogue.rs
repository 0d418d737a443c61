//! Finding the item that a name means among the items of a shop.
//!
//! A wrong item costs money and a question costs a message, so only these settle it: the same folded name or alias
//! (however it is spaced), the same words in another order, and the same words but for descriptive ones ("finely
//! sliced garlic" is garlic), with a letter doubled or a slip among the vowels of a long one ("ibuprofin"), and a part of
//! a name that no other item has: all but its size, its code alone, or its size and something more (`resolve/only`).
//! "Pype" are a "pyp". What is close otherwise, by spelling or by a word more or less, is a question. A part of a
//! word is never looked at: there is no ham in a hammer.

mod afrikaans;
mod distance;
mod english;
mod fold;
mod index;
mod mention;
mod resolve;
mod singular;
mod sound;
mod typed;
mod vocabulary;

pub use fold::fold;
pub(crate) use fold::has_words;
pub use typed::as_typed;

use crate::ids::ItemId;
use crate::inventory::Item;
use index::Index;
pub(crate) use index::has_in_order;
pub(crate) use mention::Mention;
pub(crate) use singular::VES;

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

/// The names of a shop's items, arranged for look-up.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    index: Index,
}

impl Catalogue {
    /// From each item's id, name and aliases; names and aliases need not be folded. The id's text is one more alias,
    /// so that an item that was renamed still goes by its first name.
    pub fn new<N, A>(items: impl IntoIterator<Item = (ItemId, N, A)>) -> Self
    where
        N: AsRef<str>,
        A: IntoIterator<Item: AsRef<str>>,
    {
        let mut index = Index::default();
        for (id, name, aliases) in items {
            index.add(id, name.as_ref(), aliases);
        }
        index.arrange();
        Self { index }
    }

    /// Of these items.
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let names = |item: &'a Item| (item.id.clone(), &*item.name, &*item.aliases);
        Self::new(items.into_iter().map(names))
    }

    /// Other items that are spelled like this one, nearest first, at most three: but for a slip of the finger, or with
    /// their words in another order. Never those whose numbers differ: 330 ml is no slip for 500 ml.
    pub fn like(&self, own: &ItemId, name: &str) -> Vec<ItemId> {
        resolve::like(&self.index, own, name)
    }

    /// The item that this name means, those that it may mean, or neither.
    pub fn resolve(&self, name: &str) -> Resolution {
        resolve::resolve(&self.index, name)
    }

    /// Whether a word of some name begins so and has these letters in this order: "brd" of "bread".
    pub(crate) fn may_be_short_for(&self, said: &str) -> bool {
        self.index.has_letters(said)
    }

    /// Whether these words, as they stand in a message, name something of the shop: see [`Mention`].
    pub(crate) fn mention(&self, words: &str) -> Option<Mention> {
        mention::mention(&self.index, words)
    }
}

#[cfg(test)]
mod tests;
