//! A correction: what was entered is taken back and entered anew, in one decision.

use super::decide::{Decision, Rejection, decide};
use super::ledger::{LedgerRecord, Movement};
use super::order::{Order, Target};
use super::reverse::{enough, kept_count, reverse_all, then};
use super::stock::{Item, Stock};
use crate::intent::Action;
use crate::quantity::Quantity;

/// A correction that was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// All of it; the last movement is what was entered anew.
    pub decision: Decision,
    /// What that was entered on.
    pub between: Stock,
}

/// Takes back the single movement that `record` entered (of an earlier correction, only what that entered) and enters
/// `order` in its place, against the stock as it is now.
///
/// A count of the same item stays one of its own time: where 3 were sold since "counted 10", "no, 12" leaves 9. What was
/// counted since stays as it was counted.
///
/// # Errors
/// As [`reverse`](super::reverse::reverse) and [`decide`]; the item was deleted or merged since; more went out since than the
/// corrected count has; it was counted again since.
pub fn correct(
    stock: &Stock,
    record: &LedgerRecord,
    order: &Order,
    oversell: bool,
) -> Result<Corrected, Vec<Rejection>> {
    let entered = record.entered();
    gone(stock, entered)?;
    not_counted_again(stock, record, order)?;
    // What is short in between doesn't matter; what is short in the end does.
    let back = reverse_all(stock, entered)?;
    let back = as_counted(stock, record, back, order)?;
    let between = stock.after(&back);
    let counted = counted_then(stock, record, order)?;
    let again = counted.as_ref().unwrap_or(order);
    let mut again = decide(&between, std::slice::from_ref(again), oversell)?;
    if let (Some(_), Some(movement)) = (&counted, again.movements.last_mut()) {
        (movement.said, movement.said_unit) = (order.quantity, order.unit.clone());
    }
    if let ([before], [again]) = (entered, again.movements.as_mut_slice()) {
        at_the_price_of_then(before, again);
    }
    let mut decision = then(back, again);
    still_counted(stock, record, &mut decision);
    Ok(Corrected {
        decision: if oversell {
            decision
        } else {
            enough(stock, decision)?
        },
        between,
    })
}

/// What was sold at the remembered price stays sold at what that was then, whatever it is by now.
fn at_the_price_of_then(before: &Movement, again: &mut Movement) {
    let same = before.item == again.item
        && before.unit == again.unit
        && (before.action, before.reason) == (again.action, again.reason);
    if let Some(total) = before.total
        && same
        && before.price.is_none()
        && again.price.is_none()
    {
        let total = total.share(again.delta.abs(), before.delta.abs());
        again.total = total.or(again.total);
    }
}

/// What is taken back, and what makes up for that and for the `order` to come, of items that were counted after the record.
fn as_counted(
    stock: &Stock,
    record: &LedgerRecord,
    back: Decision,
    order: &Order,
) -> Result<Decision, Vec<Rejection>> {
    let between = stock.after(&back);
    let again = decide(&between, std::slice::from_ref(order), true)?;
    let end = between.after(&again);
    let counted = stock.iter().filter(|item| record.precedes_count(item));
    let orders = counted.filter_map(|was| kept_count(end.get(&was.id)?, was.on_hand));
    let orders: Vec<Order> = orders.collect();
    if orders.is_empty() {
        return Ok(back);
    }
    Ok(then(back, decide(&between, &orders, true)?))
}

/// When the items of a corrected count, or those that were counted since, were counted.
fn still_counted(stock: &Stock, record: &LedgerRecord, decision: &mut Decision) {
    let entered = record.entered();
    for item in &mut decision.items {
        let was = stock.get(&item.id);
        let same = entered.iter().any(|movement| movement.item == item.id)
            && decision
                .movements
                .last()
                .is_some_and(|now| now.item == item.id);
        if let Some(was) = was.filter(|was| same || record.precedes_count(was)) {
            item.counted_at = was.counted_at;
        }
    }
}

/// Refuses what is of an item that is no longer there.
fn gone(stock: &Stock, entered: &[Movement]) -> Result<(), Vec<Rejection>> {
    let item = |movement: &Movement| stock.get(&movement.item).filter(|item| item.deleted);
    match entered.iter().find_map(item) {
        None => Ok(()),
        Some(item) => Err(vec![Rejection::Gone {
            name: item.name.clone(),
            into: stock.find(item.id.as_str()).map(|other| other.name.clone()),
        }]),
    }
}

/// Refuses a count that another has followed.
fn not_counted_again(
    stock: &Stock,
    record: &LedgerRecord,
    order: &Order,
) -> Result<(), Vec<Rejection>> {
    let item = stock
        .get(order.target.id())
        .filter(|_| order.action == Action::Set);
    match item.filter(|item| record.precedes_count(item)) {
        None => Ok(()),
        Some(item) => Err(vec![Rejection::CountedSince {
            name: item.name.clone(),
        }]),
    }
}

/// The order for a corrected count: what there would be now, with all that moved since. `None` for anything else.
fn counted_then(
    stock: &Stock,
    record: &LedgerRecord,
    order: &Order,
) -> Result<Option<Order>, Vec<Rejection>> {
    let ([before], Target::Item(id)) = (record.entered(), &order.target) else {
        return Ok(None);
    };
    let Some(item) = stock.get(id).filter(|_| before.item == *id) else {
        return Ok(None);
    };
    let counts = before.action == Action::Set && order.action == Action::Set;
    if !counts {
        return Ok(None);
    }
    if item.unit != before.unit {
        return Err(vec![Rejection::UnitChanged {
            name: item.name.clone(),
            was: before.unit.clone(),
            unit: item.unit.clone(),
        }]);
    }
    let now = left_of(item, before, order).filter(|now| !now.is_negative());
    let name = item.name.clone();
    let quantity = now.ok_or_else(|| vec![Rejection::MovedSince { name }])?;
    Ok(Some(Order {
        quantity,
        unit: None,
        ..order.clone()
    }))
}

/// What is left of a corrected count, in the item's unit, once all that moved since is taken into account.
fn left_of(item: &Item, before: &Movement, order: &Order) -> Option<Quantity> {
    let counted_before = match &before.said_unit {
        Some(unit) => item.measure(before.said, Some(unit)).ok()?,
        None => before.said,
    };
    let since = item.on_hand.checked_sub(counted_before)?;
    order.amount(item).ok()?.checked_add(since)
}
