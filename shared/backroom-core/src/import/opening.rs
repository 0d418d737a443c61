//! From rows to opening balances: what becomes of each, and the movements for it.

use std::collections::BTreeSet;

use crate::ids::ItemId;
use crate::import::{Entry, Fault};
use crate::intent::{Action, Reason};
use crate::inventory::{Decision, Item, Order, Rejection, Stock, Target, decide, then};
use crate::money::Price;
use crate::quantity::Quantity;

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A new item.
    New,
    /// An item of the shop, of which there was so much.
    Changed(Quantity),
    /// An item of the shop, as the row says.
    Same,
    /// An item of the shop, which is to stay as it is.
    Kept,
    /// The row can't be taken.
    Fault(Fault),
}

/// What some rows come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// All that is to be written: what is the same already is counted too, so that it is known to have been looked at.
    pub decision: Decision,
    /// What becomes of each row, in their order, with the id of its item.
    pub fates: Vec<(ItemId, Fate)>,
}

/// Counts each row's item as the row says, at the cost that it says. Items of the shop are found by their names and other
/// names alone: what is only spelled alike is another item.
///
/// With `only_new`, items of the shop stay as they are.
pub fn open(stock: &Stock, entries: &[Entry], only_new: bool) -> Opened {
    let mut opened = Opened::default();
    let mut seen = BTreeSet::new();
    for entry in entries {
        let there = stock.find(entry.id.as_str());
        let id = there.map_or(&entry.id, |item| &item.id).clone();
        let fate = match there {
            Some(_) if only_new => Fate::Kept,
            // The same item twice is told by whoever knows the lines; it is not counted twice here.
            _ if !seen.insert(id.clone()) => Fate::Same,
            _ => match opening(stock, there, entry) {
                Ok(decision) => {
                    let fate = fate(there, &decision);
                    opened.decision = then(std::mem::take(&mut opened.decision), decision);
                    fate
                }
                Err(fault) => Fate::Fault(fault),
            },
        };
        opened.fates.push((id, fate));
    }
    opened
}

fn opening(stock: &Stock, there: Option<&Item>, entry: &Entry) -> Result<Decision, Fault> {
    let target = there.map_or_else(
        || Target::New(entry.id.clone(), entry.name.clone()),
        |item| Target::Item(item.id.clone()),
    );
    let order = Order {
        target,
        action: Action::Set,
        quantity: entry.quantity,
        unit: entry.unit.clone(),
        price: entry.cost.map(Price::Each),
        together: None,
        reason: Reason::Count,
        expires: None,
    };
    let id = order.target.id();
    let own = Stock::new(stock.get(id).cloned());
    let mut decision = decide(&own, std::slice::from_ref(&order), true)
        .map_err(|rejections| fault(&rejections))?;
    if let Some(beside) = entry.beside() {
        decision.items.iter_mut().for_each(|item| beside.note(item));
    }
    Ok(decision)
}

fn fate(there: Option<&Item>, decision: &Decision) -> Fate {
    let Some(before) = there else {
        return Fate::New;
    };
    let as_it_was = |item: &Item| {
        let told = |item: &Item| {
            let Item { on_hand, worth, .. } = item;
            (
                *on_hand,
                *worth,
                item.unit.clone(),
                item.price.clone(),
                item.alert,
                item.supplier.clone(),
            )
        };
        told(item) == told(before)
    };
    if decision.items.iter().all(as_it_was) {
        Fate::Same
    } else {
        Fate::Changed(before.on_hand)
    }
}

fn fault(rejections: &[Rejection]) -> Fault {
    match rejections.first() {
        Some(
            Rejection::UnitMismatch { unit, .. }
            | Rejection::Inexact { unit, .. }
            | Rejection::UnitChanged { unit, .. },
        ) => {
            let unit = unit.as_ref();
            Fault::OtherUnit(unit.map_or("pieces", |unit| unit.as_str()).to_owned())
        }
        Some(
            Rejection::TooMuch { .. }
            | Rejection::NotEnough { .. }
            | Rejection::Gone { .. }
            | Rejection::MovedSince { .. }
            | Rejection::CountedSince { .. },
        )
        | None => Fault::TooMuch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::fold;
    use crate::money::Money;
    use crate::reorder::Alert;
    use crate::unit::Unit;

    fn entry(name: &str, quantity: &str, unit: &str) -> Entry {
        Entry {
            id: ItemId::new(fold(name)),
            name: name.to_owned(),
            quantity: quantity.parse().unwrap(),
            unit: (!unit.is_empty()).then(|| Unit::new(unit)),
            price: None,
            cost: None,
            supplier: None,
            alert: None,
        }
    }

    /// A shop with 12 bread, and 5 kg of sugar that is also called suiker.
    fn shop() -> Stock {
        let item = |name: &str, on_hand: &str, unit: Option<&str>, aliases: &[&str]| Item {
            on_hand: on_hand.parse().unwrap(),
            unit: unit.map(Unit::new),
            version: 1,
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            ..Item::new(ItemId::new(fold(name)), name)
        };
        Stock::new([
            item("Bread", "12", None, &[]),
            item("Sugar", "5", Some("kg"), &["suiker"]),
        ])
    }

    fn fates(entries: &[Entry], only_new: bool) -> Vec<String> {
        let opened = open(&shop(), entries, only_new);
        let fates = opened.fates.iter();
        fates.map(|(id, fate)| format!("{id} {fate:?}")).collect()
    }

    #[test]
    fn each_row_is_new_changed_the_same_or_at_fault() {
        let twelve = Quantity::whole(12).unwrap();
        let entries = [
            entry("Coke", "24", "bottle"),
            entry("breads", "10", ""),
            entry("Suiker", "5000", "g"),
            entry("Sugar", "2", "bottle"),
        ];
        assert_eq!(
            fates(&entries, false),
            [
                "coke New".to_owned(),
                format!("bread Changed({twelve:?})"),
                "sugar Same".to_owned(),
                "sugar Same".to_owned(),
            ]
        );
        assert_eq!(fates(&entries[1..2], true), ["bread Kept"]);
        assert_eq!(
            fates(&entries[3..], false),
            ["sugar Fault(OtherUnit(\"kg\"))"]
        );
    }

    #[test]
    fn on_hand_is_the_sum_of_what_is_written_and_its_cost_is_known() {
        let coke = Entry {
            price: Some(Money(1800)),
            cost: Some(Money(1250)),
            supplier: Some("Cash & Carry".to_owned()),
            alert: Some(Quantity::whole(6).unwrap()),
            ..entry("Coke", "24", "bottle")
        };
        let opened = open(&Stock::default(), &[coke], false);
        let [item] = opened.decision.items.as_slice() else {
            panic!("one item");
        };
        let [movement] = opened.decision.movements.as_slice() else {
            panic!("one movement");
        };
        assert_eq!(
            (movement.delta, movement.on_hand),
            (item.on_hand, item.on_hand)
        );
        assert_eq!(item.worth.cost, Money(30_000), "24 at 12.50");
        assert_eq!(
            item.price.as_ref().map(|price| price.each),
            Some(Money(1800))
        );
        assert!(item.alert.is_some() && item.supplier.is_some());
    }

    #[test]
    fn a_level_without_a_unit_is_in_the_items_own() {
        let sugar = Entry {
            alert: Some(Quantity::whole(2).unwrap()),
            ..entry("Sugar", "7", "")
        };
        let opened = open(&shop(), &[sugar], false);
        let alert = opened.decision.items[0].alert;
        assert_eq!(alert, Some(Alert::At(Quantity::whole(2).unwrap())));
    }

    #[test]
    fn a_pack_that_says_what_it_holds_is_counted_in_pieces() {
        let opened = open(
            &Stock::default(),
            &[entry("Coke", "2", "case of 24")],
            false,
        );
        assert_eq!(
            opened.decision.items[0].on_hand,
            Quantity::whole(48).unwrap()
        );
    }
}
