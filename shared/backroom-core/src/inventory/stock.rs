//! What a decision needs to know of the shop: the items it touches, as they were read.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::ItemId;
use crate::inventory::{Batch, MovementHash, Pack, Removals, Worth};
use crate::money::SellingPrice;
use crate::quantity::Quantity;
use crate::reorder::Alert;
use crate::unit::Unit;

/// Something the business keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id: the folded name it was created under.
    pub id: ItemId,
    /// What replies call it.
    pub name: String,
    /// What it is counted in; `None` for plain pieces.
    pub unit: Option<Unit>,
    /// How much there is: the sum of its movements.
    pub on_hand: Quantity,
    /// Raised by one with every change: the condition of the next write. Zero is an item that is not in the table yet.
    pub version: u64,
    /// Other folded names it goes by.
    pub aliases: Vec<String>,
    /// What its packs hold, each pack once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packs: Vec<Pack>,
    /// Deleted, or merged into another: nothing is on hand, and no name leads here. The record stays, so that its version
    /// and its ledger go on where they ended if the name is used again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// The hash of its last movement; `None` until it moves, and for an item from before there were hashes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_movement: Option<MovementHash>,
    /// When it moved last, as the messages were sent; `None` until it moves, and for an item that has not since this is
    /// noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_at: Option<Timestamp>,
    /// When it was counted last; `None` too where that count was taken back.
    pub counted_at: Option<Timestamp>,
    /// What is known of its cost: the sum of its movements' worths.
    pub worth: Worth,
    /// What it sells for, if the shop has said so: taken where a sale has no price of its own.
    pub price: Option<SellingPrice>,
    /// What goes out of it at a time.
    #[serde(default, skip_serializing_if = "Removals::is_none")]
    pub removals: Removals,
    /// From when on it is low, if the shop wants to be told.
    pub alert: Option<Alert>,
    /// Who it is bought from.
    pub supplier: Option<String>,
    /// What is known of when it expires, each day once and the earliest first: the sum of what its movements changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub batches: Vec<Batch>,
}

impl Item {
    /// Something new, of which there is nothing yet.
    pub fn new(id: ItemId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            unit: None,
            on_hand: Quantity::ZERO,
            version: 0,
            aliases: Vec::new(),
            packs: Vec::new(),
            deleted: false,
            last_movement: None,
            moved_at: None,
            counted_at: None,
            worth: Worth::NONE,
            price: None,
            removals: Removals::default(),
            alert: None,
            supplier: None,
            batches: Vec::new(),
        }
    }
}

/// The items that a decision is about, each as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    items: BTreeMap<ItemId, Item>,
}

impl Stock {
    /// From the items read.
    pub fn new(items: impl IntoIterator<Item = Item>) -> Self {
        Self {
            items: items
                .into_iter()
                .map(|item| (item.id.clone(), item))
                .collect(),
        }
    }

    /// The item, if there is one, also one that was deleted.
    pub fn get(&self, id: &ItemId) -> Option<&Item> {
        self.items.get(id)
    }

    /// How much there is of it: nothing of what there is not.
    pub fn on_hand(&self, id: &ItemId) -> Quantity {
        self.get(id).map_or(Quantity::ZERO, |item| item.on_hand)
    }

    /// The item that goes by this folded name: its id or one of its aliases. Never one that was deleted.
    pub fn find(&self, folded: &str) -> Option<&Item> {
        let named = self.items.get(&ItemId::new(folded));
        named.filter(|item| !item.deleted).or_else(|| {
            self.kept()
                .find(|item| item.aliases.iter().any(|alias| alias == folded))
        })
    }

    /// The items that were not deleted, by id.
    pub fn kept(&self) -> impl Iterator<Item = &Item> {
        self.iter().filter(|item| !item.deleted)
    }

    /// All items, by id, also those that were deleted.
    pub fn iter(&self) -> impl Iterator<Item = &Item> {
        self.items.values()
    }
}
