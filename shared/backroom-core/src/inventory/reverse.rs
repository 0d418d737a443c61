//! Taking back: the opposite of what earlier records moved.

use std::collections::BTreeMap;

use super::decide::{Decision, Given, Rejection, Sheet};
use super::ledger::{LedgerRecord, Movement, RecordKind};
use super::order::Order;
use super::stock::{Item, Stock};
use crate::ids::ItemId;
use crate::intent::{Action, Reason};
use crate::quantity::Quantity;
use crate::unit::Unit;

/// The opposite of the records' movements, newest record first, against the stock as it is now. An item that was deleted
/// is there again, under the names it had. One that was counted since keeps what was counted: what was on the shelf had
/// already gone, or come, whatever the record says.
///
/// # Errors
/// As [`decide`](super::decide::decide): taking back a receipt of what has been sold since would leave less than nothing.
pub fn reverse(
    stock: &Stock,
    records: &[&LedgerRecord],
    oversell: bool,
) -> Result<Decision, Vec<Rejection>> {
    let mut sheet = Sheet::new(stock);
    for record in records {
        let counted = sheet.counted_since(record);
        for movement in record.movements.iter().rev() {
            sheet.take_back(movement);
            if record.counts_first(movement) {
                sheet.uncount(&movement.item);
            }
        }
        for item in &counted {
            sheet.keep_count(item);
        }
    }
    let mut decision = sheet.close(oversell)?;
    give_names_back(stock, &mut decision.items);
    Ok(decision)
}

/// The opposite of these movements alone, whatever is left.
pub(super) fn reverse_all(
    stock: &Stock,
    movements: &[Movement],
) -> Result<Decision, Vec<Rejection>> {
    let mut sheet = Sheet::new(stock);
    for movement in movements.iter().rev() {
        sheet.take_back(movement);
        if movement.counts() {
            sheet.uncount(&movement.item);
        }
    }
    sheet.close(true)
}

/// What makes up for a change of something that was counted since, so that there is as much again as was counted: what the
/// count would have found.
pub(super) fn kept_count(item: &Item, counted: Quantity) -> Option<Order> {
    let found = counted.checked_sub(item.on_hand)?;
    let order = || Order::of_difference(&item.id, found, None, Reason::Count);
    (!found.is_zero()).then(order)
}

impl LedgerRecord {
    /// Whether the item was counted after this was decided. A correction of something older is as old as that: it kept the
    /// count, too.
    pub(super) fn precedes_count(&self, item: &Item) -> bool {
        let corrects = matches!(self.kind, RecordKind::Fix { .. });
        let keeps = |movement: &Movement| movement.item == item.id && movement.keeps_count();
        item.counted_at.is_some_and(|at| self.decided_at < at)
            || corrects && self.movements.iter().any(keeps)
    }

    /// Whether its item was not counted without it: a corrected count is as old as the one it corrects, which stands again
    /// when the correction is taken back.
    fn counts_first(&self, movement: &Movement) -> bool {
        let corrects = matches!(self.kind, RecordKind::Fix { .. });
        let of_it = self.movements.iter().filter(|of| of.item == movement.item);
        movement.counts() && !(corrects && of_it.count() > 1)
    }
}

impl Movement {
    /// Whether it makes up for a change of something that was counted since; outside of an undo or a correction, whether
    /// some were found or are missing.
    pub fn keeps_count(&self) -> bool {
        self.reason == Reason::Count && self.action != Action::Set
    }

    /// Whether its item was counted by it.
    pub(crate) fn counts(&self) -> bool {
        self.reason == Reason::Count && self.action == Action::Set
    }
}

impl Sheet<'_> {
    /// The items of the record that were counted since, as they are. What was merged was counted together with what it was
    /// merged into, and parts from it again.
    fn counted_since(&self, record: &LedgerRecord) -> Vec<Item> {
        let mut counted: Vec<Item> = Vec::new();
        let movements = record.movements.iter();
        for movement in movements.filter(|movement| movement.reason != Reason::Transfer) {
            let item = match self.touched.get(&movement.item) {
                Some((item, _)) => Some(item),
                None => self.stock.get(&movement.item),
            };
            let item = item.filter(|item| record.precedes_count(item));
            let first = |item: &&Item| counted.iter().all(|other| other.id != item.id);
            if let Some(item) = item.filter(first) {
                counted.push(item.clone());
            }
        }
        counted
    }

    /// Leaves as much of the item as was counted.
    fn keep_count(&mut self, counted: &Item) {
        let Some((now, _)) = self.touched.get(&counted.id) else {
            return;
        };
        if let Some(order) = kept_count(now, counted.on_hand) {
            self.enter(&order, None);
        }
        if let Some((now, _)) = self.touched.get_mut(&counted.id) {
            now.counted_at = counted.counted_at;
        }
    }

    fn take_back(&mut self, movement: &Movement) {
        let Some(item) = self.stock.get(&movement.item) else {
            return;
        };
        // What was merged into another item is part of that one's stock.
        let other = self.stock.find(movement.item.as_str());
        let other = other.filter(|other| other.id != item.id && item.deleted);
        if let Some(other) = other.filter(|_| movement.reason.can_be_said()) {
            let rejection = Rejection::Gone {
                name: item.name.clone(),
                into: Some(other.name.clone()),
            };
            return self.rejections.push((item.id.clone(), rejection));
        }
        let back = movement.delta.negated();
        // The ledger is in the unit that the item had then.
        let Ok(amount) = item.measure(back.abs(), movement.unit.as_ref()) else {
            let rejection = Rejection::UnitChanged {
                name: item.name.clone(),
                was: movement.unit.clone(),
                unit: item.unit.clone(),
            };
            return self.rejections.push((item.id.clone(), rejection));
        };
        let given = Given {
            worth: movement.worth,
            batches: movement.batches.clone(),
        };
        // A bare number would be in the item's unit of today.
        let unit = movement.unit.clone().or_else(|| {
            let piece = Unit::piece();
            item.unit.is_some().then_some(piece)
        });
        let order = Order {
            price: movement.price,
            ..Order::of_difference(&movement.item, back, unit.as_ref(), Reason::Correction)
        };
        let given = given.scaled(amount, back.abs()).negated();
        self.enter(&order, Some(given));
        let Some((item, _)) = self.touched.get_mut(&movement.item) else {
            return;
        };
        if movement.action == Action::Remove && movement.reason.can_be_said() {
            item.removals = item.removals.without(amount);
        }
    }

    /// It has to be counted again.
    fn uncount(&mut self, item: &ItemId) {
        if let Some((item, _)) = self.touched.get_mut(item) {
            item.counted_at = None;
        }
    }
}

/// The names of items that are there again lead nowhere else. Of two that are, the one that had been merged into the other
/// keeps its own.
fn give_names_back(stock: &Stock, items: &mut [Item]) {
    let was_deleted = |item: &&Item| stock.get(&item.id).is_some_and(|was| was.deleted);
    let back: Vec<Item> = items.iter().filter(was_deleted).cloned().collect();
    for item in items.iter_mut() {
        let within = |other: &&Item| {
            let was = item.id.as_str();
            other.aliases.iter().any(|alias| alias == was)
        };
        let others = back.iter().filter(|other| other.id != item.id);
        let others: Vec<&Item> = others.filter(|other| !within(other)).collect();
        for other in others {
            item.aliases
                .retain(|alias| alias != other.id.as_str() && !other.aliases.contains(alias));
        }
    }
}

/// A decision followed by another that was made on its outcome: one decision.
#[must_use]
pub fn then(first: Decision, second: Decision) -> Decision {
    let mut items: BTreeMap<ItemId, Item> = BTreeMap::new();
    for item in first.items.into_iter().chain(second.items) {
        items.insert(item.id.clone(), item);
    }
    let mut movements = first.movements;
    movements.extend(second.movements);
    Decision {
        movements,
        items: items.into_values().collect(),
    }
}

/// The decision, unless an item ends below nothing and lower than it was: each step of it may have been allowed because the
/// one before had left even less.
///
/// # Errors
/// At most one rejection for each item.
pub(super) fn enough(stock: &Stock, decision: Decision) -> Result<Decision, Vec<Rejection>> {
    let short = decision.items.iter().filter_map(|item| {
        let before = stock
            .get(&item.id)
            .map_or(Quantity::ZERO, |item| item.on_hand);
        let short = item.on_hand.is_negative() && item.on_hand < before;
        short.then(|| Rejection::NotEnough {
            name: item.name.clone(),
            on_hand: before,
            wanted: before.checked_sub(item.on_hand).unwrap_or(Quantity::MAX),
            unit: item.unit.clone(),
        })
    });
    let short: Vec<Rejection> = short.collect();
    if short.is_empty() {
        Ok(decision)
    } else {
        Err(short)
    }
}
