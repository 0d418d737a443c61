//! What is summed of each item's movements. An item may be kept in another unit between one movement and the next: grams
//! are added to kilograms, but bottles are not added to cases.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::ids::ItemId;
use crate::inventory::{Movement, Worth};
use crate::unit::{Unit, ratio};

/// Sums by item, and by unit where an item was in several that can't be added up: a case says nothing of bottles here, since
/// what it held may have changed since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums<T> {
    rows: BTreeMap<ItemId, Vec<(Option<Unit>, T)>>,
}

impl<T> Default for Sums<T> {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
        }
    }
}

impl<T> Sums<T> {
    /// The sums that a movement counts in, and the movement as told in their unit: that of the first movement in them.
    pub fn row<'a>(
        &mut self,
        moved: &'a Movement,
        new: impl FnOnce() -> T,
    ) -> (&mut T, Cow<'a, Movement>) {
        let rows = self.rows.entry(moved.item.clone()).or_default();
        let fits = |(at, (unit, _)): (usize, &(Option<Unit>, T))| {
            told_in(moved, unit.as_ref()).map(|told| (at, told))
        };
        let (at, told) = rows.iter().enumerate().find_map(fits).unwrap_or_else(|| {
            rows.push((moved.unit.clone(), new()));
            (rows.len() - 1, Cow::Borrowed(moved))
        });
        (&mut rows[at].1, told)
    }

    /// The sums of an item.
    pub fn of(&self, item: &ItemId) -> impl Iterator<Item = &T> {
        let rows = self.rows.get(item).into_iter();
        rows.flatten().map(|(_, sums)| sums)
    }

    /// All sums, each with its item.
    pub fn by_item(&self) -> impl Iterator<Item = (&ItemId, &T)> {
        let rows = self.rows.iter();
        rows.flat_map(|(item, rows)| rows.iter().map(move |(_, sums)| (item, sums)))
    }

    /// All sums, by item.
    pub fn rows(&self) -> impl Iterator<Item = &T> {
        self.rows.values().flatten().map(|(_, sums)| sums)
    }

    /// Whether nothing has been summed.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The movement in another unit; `None` where what it comes to depends on the thing, or is past what can be counted.
fn told_in<'a>(moved: &'a Movement, unit: Option<&Unit>) -> Option<Cow<'a, Movement>> {
    if moved.unit.as_ref() == unit {
        return Some(Cow::Borrowed(moved));
    }
    let piece = Unit::piece();
    let from = moved.unit.as_ref().unwrap_or(&piece);
    let (numerator, denominator) = ratio(from, unit.unwrap_or(&piece))?;
    Some(Cow::Owned(Movement {
        delta: moved.delta.scale(numerator, denominator)?,
        on_hand: moved.on_hand.scale(numerator, denominator)?,
        unit: unit.cloned(),
        worth: Worth {
            quantity: moved.worth.quantity.scale(numerator, denominator)?,
            ..moved.worth
        },
        ..moved.clone()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intent::{Action, Line, Reason};
    use crate::inventory::{Item, Order, Stock, Target, decide};
    use crate::quantity::Quantity;

    fn sold(unit: &str, quantity: i64) -> Movement {
        let rice = Item {
            unit: Some(Unit::new(unit)),
            on_hand: Quantity::whole(1_000).unwrap(),
            ..Item::new(ItemId::new("rice"), "rice")
        };
        let line = Line {
            action: Action::Remove,
            quantity: Quantity::whole(quantity).unwrap(),
            unit: None,
            name: "rice".to_owned(),
            price: None,
            together: None,
            reason: Reason::Sale,
            expires: None,
        };
        let order = Order::of(&line, Target::Item(rice.id.clone()));
        let decision = decide(&Stock::new([rice]), &[order], false).unwrap();
        decision.movements[0].clone()
    }

    #[test]
    fn grams_are_added_to_kilograms_but_not_to_bags() {
        let mut sums = Sums::default();
        for (unit, quantity) in [("bag", 2), ("kg", 3), ("g", 500), ("bag", 1)] {
            let moved = sold(unit, quantity);
            let (sum, told) = sums.row(&moved, || Quantity::ZERO);
            *sum = sum.checked_add(told.delta).unwrap();
        }
        let shown: Vec<String> = sums.rows().map(Quantity::to_string).collect();
        assert_eq!(shown, ["-3", "-3.5"]);
        assert_eq!(sums.of(&ItemId::new("rice")).count(), 2);
    }
}
