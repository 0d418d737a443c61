//! One sum for several lines: "sold 2 bread and 1 milk for R50". Each line gets the part that it has by the prices that are
//! known, or the average costs where it came in; a single one of which nothing is known gets what is left.

use std::borrow::Cow;

use crate::intent::{Action, Reason};
use crate::inventory::decide::at_its_price;
use crate::inventory::{Item, Order, Stock, Target};
use crate::money::{Money, Price};
use crate::quantity::Quantity;

/// The orders, those of one sum with their parts of it, to the cent. The sum comes back where it can't be told apart: then
/// nothing is known of what each of them came to.
pub fn share_out<'a>(stock: &Stock, orders: &'a [Order]) -> (Cow<'a, [Order]>, Option<Money>) {
    let together = |order: &&Order| order.together.is_some();
    let Some(sum) = orders.iter().find_map(|order| order.together) else {
        return (Cow::Borrowed(orders), None);
    };
    let parts: Vec<Option<Money>> = orders
        .iter()
        .filter(together)
        .map(|order| expected(stock, order))
        .collect();
    let Some(shares) = shared(sum, &parts) else {
        return (Cow::Borrowed(orders), Some(sum));
    };
    let mut shares = shares.into_iter();
    let with_its_share = |order: &Order| match order.together {
        Some(_) => Order {
            price: shares.next().map(Price::Total),
            together: None,
            ..order.clone()
        },
        None => order.clone(),
    };
    (orders.iter().map(with_its_share).collect(), None)
}

/// What the order would come to without the sum, if that is known: at a price that it was asked for since, or that is known.
fn expected(stock: &Stock, order: &Order) -> Option<Money> {
    if let Some(price) = order.price {
        return price.total(order.quantity);
    }
    let Target::Item(id) = &order.target else {
        return None;
    };
    let item = stock.get(id)?;
    let amount = order.amount(item).ok()?;
    let expected = match (order.reason, order.action) {
        (Reason::Receipt, Action::Add) => at_its_cost(item, amount),
        _ => at_its_price(item, amount),
    };
    expected.filter(|expected| expected.0 > 0)
}

fn at_its_cost(item: &Item, amount: Quantity) -> Option<Money> {
    let worth = item.worth.more(amount);
    (!worth.is_none()).then_some(worth.cost)
}

/// The sum in parts of these sizes, of which one may be unknown.
fn shared(sum: Money, parts: &[Option<Money>]) -> Option<Vec<Money>> {
    let known = || parts.iter().flatten();
    let all = known().try_fold(Money::ZERO, |all, part| all.checked_add(*part))?;
    let rest = Money(sum.0 - all.0);
    match parts.len() - known().count() {
        0 => in_proportion(sum, all, known()),
        1 if rest.0 > 0 => Some(parts.iter().map(|part| part.unwrap_or(rest)).collect()),
        _ => None,
    }
}

/// Rounded as it goes along, so that the parts add up to the sum.
fn in_proportion<'a>(
    sum: Money,
    all: Money,
    parts: impl Iterator<Item = &'a Money>,
) -> Option<Vec<Money>> {
    let (mut so_far, mut given) = (Money::ZERO, Money::ZERO);
    parts
        .map(|part| {
            so_far = so_far.checked_add(*part)?;
            let until = sum.part(so_far, all)?;
            let share = until.checked_add(given.negated())?;
            given = until;
            Some(share)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(sum: i64, parts: &[Option<i64>]) -> Option<Vec<i64>> {
        let parts: Vec<Option<Money>> = parts.iter().map(|part| part.map(Money)).collect();
        let shares = shared(Money(sum), &parts)?;
        Some(shares.into_iter().map(|share| share.0).collect())
    }

    #[test]
    fn a_sum_is_parted_as_the_known_prices_are_and_adds_up() {
        assert_eq!(
            told(3000, &[Some(2000), Some(1000)]),
            Some(vec![2000, 1000])
        );
        assert_eq!(told(2500, &[Some(2000), Some(1000)]), Some(vec![1667, 833]));
        assert_eq!(
            told(100, &[Some(1), Some(1), Some(1)]),
            Some(vec![33, 34, 33])
        );
        assert_eq!(told(1, &[Some(500), Some(500)]), Some(vec![0, 1]));
    }

    #[test]
    fn one_that_has_no_price_gets_what_is_left() {
        assert_eq!(told(3000, &[Some(2000), None]), Some(vec![2000, 1000]));
        assert_eq!(told(2000, &[Some(2000), None]), None, "it would be free");
        assert_eq!(
            told(1500, &[Some(2000), None]),
            None,
            "or cost less than nothing"
        );
        assert_eq!(told(3000, &[Some(1000), None, None]), None);
        assert_eq!(told(3000, &[None, None]), None);
    }
}
