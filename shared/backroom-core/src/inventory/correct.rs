//! A correction: what was entered is taken back and entered anew, in one decision.

use super::decide::{Decision, Rejection, decide, enough, reverse, then};
use super::ledger::{LedgerRecord, Movement};
use super::order::{Order, Target};
use super::stock::{Item, Stock};
use crate::intent::Action;
use crate::quantity::Quantity;

/// Takes back the single movement of `entered` and enters `order` in its place, against the stock as it is now.
///
/// A count of the same item stays one of its own time: where 3 were sold since "counted 10", "no, 12" leaves 9.
///
/// # Errors
/// As [`reverse`] and [`decide`]; the item was deleted or merged since; more went out since than the corrected count has.
pub fn correct(
    stock: &Stock,
    entered: &LedgerRecord,
    order: &Order,
    oversell: bool,
) -> Result<Decision, Vec<Rejection>> {
    gone(stock, entered)?;
    // What is short in between doesn't matter; what is short in the end does.
    let back = reverse(stock, &[entered], true)?;
    let between = stock.after(&back);
    let counted = counted_then(stock, entered, order)?;
    let again = counted.as_ref().unwrap_or(order);
    let mut again = decide(&between, std::slice::from_ref(again), oversell)?;
    if let (Some(_), Some(movement)) = (&counted, again.movements.last_mut()) {
        (movement.said, movement.said_unit) = (order.quantity, order.unit.clone());
    }
    let both = then(back, again);
    if oversell {
        return Ok(both);
    }
    enough(stock, both)
}

/// Refuses what is of an item that is no longer there.
fn gone(stock: &Stock, entered: &LedgerRecord) -> Result<(), Vec<Rejection>> {
    let item = |movement: &Movement| stock.get(&movement.item).filter(|item| item.deleted);
    match entered.movements.iter().find_map(item) {
        None => Ok(()),
        Some(item) => Err(vec![Rejection::Gone {
            name: item.name.clone(),
            into: stock.find(item.id.as_str()).map(|other| other.name.clone()),
        }]),
    }
}

/// The order for a corrected count: what there would be now, with all that moved since. `None` for anything else.
fn counted_then(
    stock: &Stock,
    entered: &LedgerRecord,
    order: &Order,
) -> Result<Option<Order>, Vec<Rejection>> {
    let ([before], Target::Item(id)) = (entered.movements.as_slice(), &order.target) else {
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
