//! An order: a line whose name has been found, what it makes of the item that it is about, and what it comes to there.

use jiff::civil::Date;

use crate::ids::ItemId;
use crate::intent::{Action, Line, Reason};
use crate::inventory::{Item, Removals, Unmeasured};
use crate::money::{Money, Price};
use crate::quantity::Quantity;
use crate::unit::{Dimension, Unit};

/// A line whose name has been found, or is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What it is about.
    pub target: Target,
    /// Which way.
    pub action: Action,
    /// How much, as said.
    pub quantity: Quantity,
    /// In what, as said.
    pub unit: Option<Unit>,
    /// What it cost or earned.
    pub price: Option<Price>,
    /// What it and the other orders of the same sum cost or earned together: see [`super::share_out`].
    pub together: Option<Money>,
    /// Why.
    pub reason: Reason,
    /// When what it is about expires, if said.
    pub expires: Option<Date>,
}

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An item of the shop.
    Item(ItemId),
    /// A new one: its id, and the name as said.
    New(ItemId, String),
}

impl Target {
    /// The item's id, there or to be.
    pub fn id(&self) -> &ItemId {
        match self {
            Self::Item(id) | Self::New(id, _) => id,
        }
    }
}

impl Order {
    /// The line, about this; what day its date is, the calendar says.
    pub fn of(line: &Line, target: Target) -> Self {
        Self {
            target,
            action: line.action,
            quantity: line.quantity,
            unit: line.unit.clone(),
            price: line.price,
            together: line.together,
            reason: line.reason,
            expires: None,
        }
    }

    /// So much of the item in, or out if it is negative.
    pub(super) fn of_difference(
        item: &ItemId,
        amount: Quantity,
        unit: Option<&Unit>,
        reason: Reason,
    ) -> Self {
        Self {
            target: Target::Item(item.clone()),
            action: if amount.is_negative() {
                Action::Remove
            } else {
                Action::Add
            },
            quantity: amount.abs(),
            unit: unit.cloned(),
            price: None,
            together: None,
            reason,
            expires: None,
        }
    }

    /// The item that it is about: as it is, there again if it was deleted, or new. A new one under an old name starts
    /// afresh but for that name's version, ledger and other names.
    pub(super) fn item(&self, there: Option<&Item>) -> Item {
        match (there, &self.target) {
            (Some(item), Target::New(..)) if item.deleted => Item {
                version: item.version,
                aliases: item.aliases.clone(),
                last_movement: item.last_movement.clone(),
                moved_at: item.moved_at,
                ..self.new_item()
            },
            (Some(item), Target::New(..) | Target::Item(_)) => Item {
                deleted: false,
                ..item.clone()
            },
            (None, _) => self.new_item(),
        }
    }

    /// Of a "case of 24" the pieces are counted: they are what is sold.
    fn new_item(&self) -> Item {
        let name = match &self.target {
            Target::New(_, name) => name.clone(),
            Target::Item(id) => id.as_str().to_owned(),
        };
        Item {
            unit: self.unit.clone().filter(|unit| unit.pack().is_none()),
            ..Item::new(self.target.id().clone(), name)
        }
    }

    /// Nothing on hand, and no unit yet: the item takes the unit that is used now. Not a pack, though: what was counted in
    /// pieces before is not in cases all of a sudden. Its price is for one of them from now on.
    pub(super) fn give_unit(&self, item: &mut Item) {
        let pack = |unit: &Unit| unit.dimension() == Dimension::Pack || unit.pack().is_some();
        let unit = self.unit.as_ref().filter(|unit| !pack(unit));
        let open = item.on_hand.is_zero() && item.unit.is_none() && self.action != Action::Remove;
        if let Some(unit) = unit.filter(|_| open) {
            item.unit = Some(unit.clone());
            item.removals = Removals::default();
            if let Some(price) = &mut item.price {
                price.per.get_or_insert_with(|| unit.clone());
            }
        }
    }

    /// What it comes to in the item's unit. A bare number is in that unit: who keeps rice in kilograms and says "sold 2
    /// rice" means kilograms. The reply says the unit, so that a slip shows.
    pub(super) fn amount(&self, item: &Item) -> Result<Quantity, Unmeasured> {
        match &self.unit {
            None => Ok(self.quantity),
            Some(said) => item.measure(self.quantity, Some(said)),
        }
    }
}
