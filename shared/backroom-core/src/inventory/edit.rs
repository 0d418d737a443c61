//! What is decided about an item itself: deleted, merged into another, kept in another unit.
//!
//! Each is written in movements, so that on hand stays their sum, and each movement is in one unit: an item's unit only
//! changes while nothing of it is on hand. What is there goes out in the old unit and comes in again in the new one.

use crate::intent::{Action, Reason};
use crate::inventory::decide::{Given, decide_given};
use crate::inventory::{Decision, Item, Order, Pack, Removals, Stock, Unmeasured, then};
use crate::money::SellingPrice;
use crate::quantity::Quantity;
use crate::reorder::Alert;
use crate::unit::{Unit, ratio};

/// How many other names an item can have: its record must stay under a kilobyte, which is what a change of it costs.
pub const ALIASES_MAX: usize = 20;

/// Why two items can't become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmergeable {
    /// Their units can't be turned into one another, or not exactly.
    Units,
    /// Together they are more than can be counted.
    TooMuch,
    /// Together they have more other names than [`ALIASES_MAX`].
    Names,
}

/// Why a pack is not learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlearnt {
    /// See [`crate::inventory::PACKS_MAX`].
    TooMany,
    /// How much of the one unit is in the other is no matter of the item: kilograms and grams, a bottle and a piece.
    Known,
    /// What is on hand can't be told in what the pack holds, or not exactly.
    Crooked,
}

/// Deletes an item: what is on hand is written off, down to nothing or up from below it. The record of it stays. `None` past
/// what can be counted.
pub fn delete(item: &Item) -> Option<Decision> {
    let order = Order {
        action: Action::Set,
        ..Order::of_difference(&item.id, Quantity::ZERO, None, Reason::WriteOff)
    };
    let stock = Stock::new([item.clone()]);
    let mut decision = decide_given(&stock, &order, Given::all_of(item).negated())?;
    for item in &mut decision.items {
        item.deleted = true;
    }
    Some(decision)
}

/// Moves all of one item to another, with its names and packs; the first is deleted.
///
/// # Errors
/// Where the stock of the one can't be told in the unit of the other, or together they have too many names.
pub fn merge(from: &Item, into: &Item) -> Result<Decision, Unmergeable> {
    let told = out_of_own_packs(from, into)?;
    let mut into = into.clone();
    for pack in &told.packs {
        if into.pack(&pack.unit).is_none() {
            into.learn(pack.clone());
        }
    }
    let amount = amount_in(&told, &into).map_err(|_| Unmergeable::Units)?;
    let mut decision =
        move_all(from, &into, amount, Reason::Transfer).ok_or(Unmergeable::TooMuch)?;
    for item in &mut decision.items {
        if item.id == from.id {
            item.deleted = true;
        } else {
            take_names(item, from);
            take_notes(item, &told);
            if item.aliases.len() > ALIASES_MAX {
                return Err(Unmergeable::Names);
            }
        }
    }
    Ok(decision)
}

/// The one without the packs that hold something else than those of the other do: told in what its own hold.
fn out_of_own_packs(from: &Item, into: &Item) -> Result<Item, Unmergeable> {
    let same = |one: &Pack, other: &Pack| {
        one.holds == other.holds && ratio(&one.of, &other.of) == Some((1, 1))
    };
    let differs = |pack: &&Pack| {
        into.pack(&pack.unit)
            .is_some_and(|other| !same(pack, other))
    };
    let other: Vec<&Pack> = from.packs.iter().filter(differs).collect();
    let is_other = |unit: &Unit| {
        let mut other = other.iter();
        other.any(|pack| pack.unit.canonical() == unit.canonical())
    };
    if other.is_empty() {
        return Ok(from.clone());
    }
    let mut of = other.iter().map(|pack| &pack.of);
    let of = of.find(|of| !is_other(of));
    let mut told = Item {
        unit: Some(of.ok_or(Unmergeable::Units)?.clone()),
        ..from.clone()
    };
    told.on_hand = amount_in(from, &told).map_err(|_| Unmergeable::Units)?;
    told.alert = alert_in(&told, from);
    told.removals = removals_in(&told, from);
    told.packs.retain(|pack| !is_other(&pack.unit));
    let per = |price: &SellingPrice| price.per.as_ref().is_some_and(is_other);
    told.price = told.price.filter(|price| !per(price));
    Ok(told)
}

/// The names of the one lead to the other from now on.
fn take_names(item: &mut Item, from: &Item) {
    for name in std::iter::once(from.id.as_str()).chain(from.aliases.iter().map(String::as_str)) {
        if name != item.id.as_str() && !item.aliases.iter().any(|alias| alias == name) {
            item.aliases.push(name.to_owned());
        }
    }
}

/// What was noted of the one is good for both where nothing is noted of the other. What is added
/// up was counted when the first of them was.
fn take_notes(item: &mut Item, from: &Item) {
    item.alert = item.alert.or_else(|| alert_in(item, from));
    if item.removals.usual().is_none() {
        item.removals = removals_in(item, from);
    }
    let price = from.price.as_ref();
    let price = price.filter(|price| {
        item.measure_about(Quantity::ONE, price.per.as_ref())
            .is_some()
    });
    item.price = item.price.take().or(price.cloned());
    item.supplier = item.supplier.take().or(from.supplier.clone());
    if !from.on_hand.is_zero() {
        item.counted_at = item.counted_at.min(from.counted_at);
    }
}

/// The one's alert in the unit of the other.
fn alert_in(item: &Item, from: &Item) -> Option<Alert> {
    let alert = from.alert?;
    let level = item.measure_about(alert.level(), from.unit.as_ref())?;
    Some(alert.with(level))
}

/// What goes out of the one at a time, in the unit of the other.
fn removals_in(item: &Item, from: &Item) -> Removals {
    let mean = item.measure_about(from.removals.mean, from.unit.as_ref());
    mean.map_or_else(Removals::default, |mean| Removals {
        mean,
        ..from.removals
    })
}

/// Keeps an item in another unit; `None` is plain pieces.
///
/// # Errors
/// Where what is on hand, its alert or its price can't be told in that unit.
pub fn keep_in(item: &Item, unit: Option<Unit>) -> Result<Decision, Unmeasured> {
    let mut kept = Item {
        unit,
        ..item.clone()
    };
    kept.alert = alert_in(&kept, item);
    kept.removals = removals_in(&kept, item);
    let told = |per: Option<&Unit>| kept.measure_about(Quantity::ONE, per).is_some();
    let priced = item
        .price
        .as_ref()
        .is_none_or(|price| told(price.per.as_ref()));
    if !priced || kept.alert.is_some() != item.alert.is_some() {
        return Err(Unmeasured::Unknown);
    }
    if item.on_hand.is_zero() {
        return Ok(Decision {
            movements: Vec::new(),
            items: vec![kept],
        });
    }
    let amount = amount_in(item, &kept)?;
    move_all(item, &kept, amount, Reason::Conversion).ok_or(Unmeasured::Unknown)
}

/// What is on hand of the one, in the unit of the other.
fn amount_in(from: &Item, into: &Item) -> Result<Quantity, Unmeasured> {
    if from.on_hand.is_zero() {
        return Ok(Quantity::ZERO);
    }
    into.measure(from.on_hand, from.unit.as_ref())
}

/// All of it out, and in again as so much with the same cost: of another item, or of the same in another unit. `None` past
/// what can be counted.
fn move_all(from: &Item, into: &Item, amount: Quantity, reason: Reason) -> Option<Decision> {
    let unit = from.unit.as_ref();
    let out = Order::of_difference(&from.id, from.on_hand.negated(), unit, reason);
    let stock = Stock::new([from.clone()]);
    let out = decide_given(&stock, &out, Given::all_of(from).negated())?;
    // What is in by now: nothing, if it is the same.
    let there = out.items.iter().find(|item| item.id == into.id);
    let into = there.map_or_else(
        || into.clone(),
        |emptied| Item {
            unit: into.unit.clone(),
            packs: into.packs.clone(),
            alert: into.alert,
            removals: into.removals,
            ..emptied.clone()
        },
    );
    let given = Given::all_of(from).scaled(amount, from.on_hand);
    let back_in = Order::of_difference(&into.id, amount, into.unit.as_ref(), reason);
    let back_in = decide_given(&Stock::new([into]), &back_in, given)?;
    Some(then(out, back_in))
}

/// Learns what a pack of an item holds. An item that was counted in such packs is counted in what they hold from now on,
/// so that single ones can be sold; what there is, by what a pack held until now.
///
/// # Errors
/// Where what is on hand can't be told so, the item has too many packs already, or there is nothing to learn.
pub fn learn_pack(item: &Item, pack: Pack) -> Result<Decision, Unlearnt> {
    let of = Some(pack.of.clone()).filter(|of| !of.is_plain());
    let in_it = item.unit.as_ref().map(Unit::canonical) == Some(pack.unit.canonical());
    if ratio(&pack.unit, &pack.of).is_some() {
        return Err(Unlearnt::Known);
    }
    let mut after = item.clone();
    if !after.learn(pack.clone()) {
        return Err(Unlearnt::TooMany);
    }
    if in_it {
        let same = |known: &Pack| known.unit.canonical() == pack.unit.canonical();
        let until_now = if item.packs.iter().any(same) {
            item
        } else {
            &after
        };
        let mut decision = keep_in(until_now, of).map_err(|_| Unlearnt::Crooked)?;
        for item in &mut decision.items {
            item.learn(pack.clone());
        }
        return Ok(decision);
    }
    Ok(Decision {
        movements: Vec::new(),
        items: vec![after],
    })
}
