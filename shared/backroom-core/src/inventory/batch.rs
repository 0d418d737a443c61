//! Batches: how much of an item expires when. An estimate, since nobody says which bottle was sold: what expires first
//! goes out first.
//!
//! An item's batches are the sum of what its movements changed of them, as its worth is: taking a movement back puts back
//! the same. There is never more in them than is on hand; what has no date is in none.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::intent::Action;
use crate::inventory::Order;
use crate::quantity::Quantity;

/// How many batches an item has at the most: its record must stay under a kilobyte, which is what a change of it costs.
/// Of more, the two that expire last are kept as one, under the earlier date.
pub const BATCHES_MAX: usize = 8;

/// So much that expires on one day; or in a movement, so much more or less of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The last day on which it is good, in the business's time zone.
    #[serde(rename = "e")]
    pub expires: Date,
    /// In the item's unit.
    #[serde(rename = "q")]
    pub quantity: Quantity,
}

/// The batches, each day once and the earliest first, after a line that added so much and left so much on hand.
pub(super) fn after(
    batches: &[Batch],
    order: &Order,
    delta: Quantity,
    on_hand: Quantity,
) -> Vec<Batch> {
    match order.expires {
        // All that was counted expires then.
        Some(expires) if order.action == Action::Set => {
            let all = [Batch {
                expires,
                quantity: on_hand,
            }];
            sum(&[], &all, on_hand)
        }
        Some(expires) if delta.is_negative() => {
            let own = batches.iter().find(|batch| batch.expires == expires);
            let own = own.map_or(Quantity::ZERO, |batch| batch.quantity.min(delta.abs()));
            let quantity = own.negated();
            let left = sum(batches, &[Batch { expires, quantity }], Quantity::MAX);
            let rest = delta.abs().checked_sub(own);
            taken(left, rest.unwrap_or(Quantity::ZERO), on_hand)
        }
        Some(expires) => {
            let quantity = delta;
            sum(batches, &[Batch { expires, quantity }], on_hand)
        }
        None if delta.is_negative() => taken(batches.to_vec(), delta.abs(), on_hand),
        None => sum(batches, &[], on_hand),
    }
}

/// The batches with these changes, and no more of them than is on hand.
pub(super) fn sum(batches: &[Batch], changes: &[Batch], on_hand: Quantity) -> Vec<Batch> {
    let mut sum = batches.to_vec();
    for change in changes {
        match sum.iter_mut().find(|batch| batch.expires == change.expires) {
            Some(batch) => {
                let both = batch.quantity.checked_add(change.quantity);
                batch.quantity = both.unwrap_or(batch.quantity);
            }
            None => sum.push(*change),
        }
    }
    sum.retain(|batch| batch.quantity > Quantity::ZERO);
    sum.sort_by_key(|batch| batch.expires);
    while sum.len() > BATCHES_MAX
        && let Some(last) = sum.pop()
        && let Some(before) = sum.last_mut()
    {
        let both = before.quantity.checked_add(last.quantity);
        before.quantity = both.unwrap_or(before.quantity);
    }
    taken(sum, Quantity::ZERO, on_hand)
}

/// So much of what expires first is gone, or more where more is in the batches than on hand.
fn taken(batches: Vec<Batch>, quantity: Quantity, on_hand: Quantity) -> Vec<Batch> {
    let total = batches.iter().map(|batch| batch.quantity.millionths());
    let total = total.fold(0_i64, i64::saturating_add);
    let over = total.saturating_sub(on_hand.millionths().max(0));
    let mut gone = quantity.millionths().max(over);
    let mut left = Vec::with_capacity(batches.len());
    for batch in batches {
        let own = batch.quantity.millionths();
        let rest = own - gone.min(own);
        gone -= own - rest;
        let quantity = Quantity::from_millionths(rest).filter(|rest| !rest.is_zero());
        left.extend(quantity.map(|quantity| Batch { quantity, ..batch }));
    }
    left
}

/// What has to be added to the one to get the other.
pub(super) fn change(before: &[Batch], after: &[Batch]) -> Vec<Batch> {
    let of = |batches: &[Batch], expires: Date| {
        let batch = batches.iter().find(|batch| batch.expires == expires);
        batch.map_or(Quantity::ZERO, |batch| batch.quantity)
    };
    let mut days: Vec<Date> = before
        .iter()
        .chain(after)
        .map(|batch| batch.expires)
        .collect();
    days.sort_unstable();
    days.dedup();
    let changed = days.into_iter().filter_map(|expires| {
        let quantity = of(after, expires).checked_sub(of(before, expires))?;
        (!quantity.is_zero()).then_some(Batch { expires, quantity })
    });
    changed.collect()
}

/// The batches with other quantities; what can't be told exactly stays as it is.
pub(super) fn each(batches: &[Batch], to: impl Fn(Quantity) -> Option<Quantity>) -> Vec<Batch> {
    let turned = batches.iter().map(|batch| Batch {
        quantity: to(batch.quantity).unwrap_or(batch.quantity),
        ..*batch
    });
    turned.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ItemId;
    use crate::intent::Reason;
    use crate::inventory::Target;
    use jiff::civil::date;

    fn quantity(number: i64) -> Quantity {
        Quantity::whole(number).unwrap()
    }

    /// Days of December, and how much.
    fn batches(days: &[(i8, i64)]) -> Vec<Batch> {
        let batch = |(day, number): &(i8, i64)| Batch {
            expires: date(2026, 12, *day),
            quantity: quantity(*number),
        };
        days.iter().map(batch).collect()
    }

    fn moved(
        before: &[(i8, i64)],
        (action, delta, day): (Action, i64, Option<i8>),
        on_hand: i64,
    ) -> Vec<Batch> {
        let order = Order {
            target: Target::Item(ItemId::new("milk")),
            action,
            quantity: quantity(delta).abs(),
            unit: None,
            price: None,
            together: None,
            reason: Reason::Receipt,
            expires: day.map(|day| date(2026, 12, day)),
        };
        after(&batches(before), &order, quantity(delta), quantity(on_hand))
    }

    #[test]
    fn what_expires_first_goes_out_first() {
        use Action::{Add, Remove, Set};
        let two: &[(i8, i64)] = &[(1, 5), (9, 20)];
        for (before, line, on_hand, left) in [
            (&[][..], (Add, 20, Some(9)), 20, &[(9, 20)][..]),
            (&[(9, 20)], (Add, 5, Some(1)), 25, two),
            (&[(9, 20)], (Add, 5, None), 25, &[(9, 20)]),
            (two, (Remove, -7, None), 30, &[(9, 18)]),
            (two, (Remove, -7, Some(9)), 30, &[(1, 5), (9, 13)]),
            (two, (Remove, -22, Some(9)), 8, &[(1, 3)]),
            (two, (Set, -10, None), 15, &[(9, 15)]),
            (two, (Set, -10, Some(5)), 15, &[(5, 15)]),
            (two, (Remove, -30, None), -5, &[]),
            (&[], (Add, 8, Some(3)), 3, &[(3, 3)]),
        ] {
            assert_eq!(
                moved(before, line, on_hand),
                batches(left),
                "{before:?} {line:?}"
            );
        }
    }

    #[test]
    fn an_item_has_a_few_batches_at_the_most() {
        let eight: Vec<(i8, i64)> = (1..=8).map(|day| (day, 1)).collect();
        let nine = moved(&eight, (Action::Add, 4, Some(20)), 12);
        assert_eq!(nine.len(), BATCHES_MAX);
        assert_eq!(nine.last(), batches(&[(8, 5)]).last());
    }

    #[test]
    fn a_change_is_what_lies_between() {
        let (before, after) = (batches(&[(1, 5), (9, 20)]), batches(&[(2, 3), (9, 13)]));
        let change = change(&before, &after);
        assert_eq!(change, batches(&[(1, -5), (2, 3), (9, -7)]));
        assert_eq!(sum(&before, &change, Quantity::MAX), after);
    }
}
