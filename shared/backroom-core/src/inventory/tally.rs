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
pub struct Tally<T> {
    rows: BTreeMap<ItemId, Vec<(Option<Unit>, T)>>,
}

impl<T> Default for Tally<T> {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
        }
    }
}

impl<T> Tally<T> {
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
