//! What the stock cost: the value of an item is the sum of its movements' values, whatever is said, and taking back
//! puts back the same.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeMap;

use backroom_core::ids::{ItemId, MemberId, MessageId};
use backroom_core::intent::{Action, Reason};
use backroom_core::inventory::{
    Decision, Item, LedgerKey, LedgerRecord, Order, Pack, RecordKind, Stock, Target, Worth, decide,
    delete, keep_in, merge, reverse,
};
use backroom_core::money::{Money, Price, SellingPrice};
use backroom_core::quantity::Quantity;
use backroom_core::reply::Reply;
use backroom_core::takings::Takings;
use backroom_core::unit::Unit;
use jiff::Timestamp;
use proptest::prelude::*;

/// Reads "+10 @12", "-2 @18", "=7", "broke 1", "back 1", "+5 for 70": what happens to bread; prices in whole units.
fn order(text: &str) -> Order {
    let (said, price) = match (text.split_once(" @"), text.split_once(" for ")) {
        (Some((said, each)), _) => (
            said,
            Some(Price::Each(Money(each.parse::<i64>().unwrap() * 100))),
        ),
        (_, Some((said, all))) => (
            said,
            Some(Price::Total(Money(all.parse::<i64>().unwrap() * 100))),
        ),
        (None, None) => (text, None),
    };
    let (action, reason, quantity) = match said.split_once(' ') {
        Some(("broke", quantity)) => (Action::Remove, Reason::Damage, quantity),
        Some(("back", quantity)) => (Action::Add, Reason::Return, quantity),
        Some(_) => panic!("what is {text}?"),
        None => match said.split_at(1) {
            ("+", quantity) => (Action::Add, Reason::Receipt, quantity),
            ("-", quantity) => (Action::Remove, Reason::Sale, quantity),
            (_, quantity) => (Action::Set, Reason::Count, quantity),
        },
    };
    entered(action, reason, quantity.parse().unwrap(), price)
}

fn entered(action: Action, reason: Reason, quantity: Quantity, price: Option<Price>) -> Order {
    Order {
        expires: None,
        target: Target::New(ItemId::new("bread"), "bread".to_owned()),
        action,
        quantity,
        unit: None,
        price,
        together: None,
        reason,
    }
}

fn record(decision: &Decision) -> LedgerRecord {
    LedgerRecord {
        happened_at: None,
        answers: None,
        sets: false,
        credit: Vec::new(),
        key: LedgerKey::of(&MessageId::new("wamid.1"), Timestamp::UNIX_EPOCH),
        decided_at: Timestamp::UNIX_EPOCH,
        member: MemberId::new("m1"),
        member_name: "Thandi".into(),
        kind: RecordKind::Change,
        movements: decision.movements.clone(),
        reply: Reply::text("ok"),
    }
}

/// Plays the lines one after the other: "on hand, of known cost, that cost | profit, lost".
fn played(lines: &str) -> String {
    let mut stock = Stock::default();
    let mut takings = Takings::default();
    for line in lines.split(", ") {
        let decision = decide(&stock, &[order(line)], true).unwrap();
        takings.record(&record(&decision));
        stock = stock.after(&decision);
    }
    let bread = stock.get(&ItemId::new("bread")).unwrap();
    let Worth { quantity, cost } = bread.worth;
    let profit = takings.known_revenue().0 - takings.known_cost().0;
    format!(
        "{}, {quantity}, {} | {profit}, {}",
        bread.on_hand, cost.0, takings.lost.0
    )
}

#[test]
fn the_average_moves_with_what_comes_in() {
    assert_eq!(played("+10 @12, -2 @18"), "8, 8, 9600 | 1200, 0");
    assert_eq!(
        played("+10 @12, +5 for 90, -3 @18"),
        "12, 12, 16800 | 1200, 0"
    );
    assert_eq!(played("+3 for 1, -1 @1, -1 @1, -1 @1"), "0, 0, 0 | 200, 0");
}

#[test]
fn what_came_in_without_a_price_has_no_cost_and_goes_last() {
    assert_eq!(played("+10, -2 @18"), "8, 0, 0 | 0, 0");
    assert_eq!(played("+10, +2 @12, -3 @18"), "9, 0, 0 | 1200, 0");
}

#[test]
fn losses_counts_and_returns_go_at_cost() {
    assert_eq!(played("+10 @12, broke 1"), "9, 9, 10800 | 0, 1200");
    assert_eq!(played("+10 @12, =7"), "7, 7, 8400 | 0, 3600");
    assert_eq!(played("+10 @12, =7, =8"), "8, 8, 9600 | 0, 2400");
    assert_eq!(
        played("+10 @12, -2 @18, back 1 @18"),
        "9, 9, 10800 | 600, 0"
    );
    assert_eq!(played("=10 @12, -1 @18"), "9, 9, 10800 | 600, 0");
}

#[test]
fn what_is_sold_before_it_comes_in_has_no_cost() {
    assert_eq!(played("-2 @18, +10 @12"), "8, 8, 9600 | 0, 0");
    assert_eq!(played("+1 @12, -2 @18"), "-1, 0, 0 | 600, 0");
    assert_eq!(played("-5 @18, +2 @12"), "-3, 0, 0 | 0, 0");
}

#[test]
fn a_sum_past_what_can_be_counted_is_refused() {
    let order = entered(
        Action::Add,
        Reason::Receipt,
        Quantity::MAX,
        Some(Price::Each(Money(1_000_000))),
    );
    assert!(decide(&Stock::default(), &[order], false).is_err());
}

/// Anything that can be said of bread, in prices and quantities that make rounding show.
fn orders() -> impl Strategy<Value = Order> {
    let ways = prop::sample::select(vec![
        (Action::Add, Reason::Receipt),
        (Action::Remove, Reason::Sale),
        (Action::Remove, Reason::Sale),
        (Action::Remove, Reason::Use),
        (Action::Remove, Reason::Theft),
        (Action::Remove, Reason::Return),
        (Action::Add, Reason::Return),
        (Action::Set, Reason::Count),
    ]);
    let price = prop::option::of((1_i64..10_000, any::<bool>()));
    (ways, 0_i64..20_000_000, any::<bool>(), price).prop_map(
        |((action, reason), some, whole, price)| {
            let some = if whole {
                some / 1_000_000 * 1_000_000
            } else {
                some
            };
            let price = price.map(|(minor, each)| match each {
                true => Price::Each(Money(minor)),
                false => Price::Total(Money(minor)),
            });
            entered(
                action,
                reason,
                Quantity::from_millionths(some).unwrap(),
                price,
            )
        },
    )
}

/// What always holds of an item's worth.
fn sound(item: &Item) -> bool {
    let Worth { quantity, cost } = item.worth;
    let most = item.on_hand.max(Quantity::ZERO);
    quantity >= Quantity::ZERO
        && quantity <= most
        && cost >= Money::ZERO
        && (!quantity.is_zero() || cost.is_zero())
}

proptest! {
    #[test]
    fn the_value_is_the_sum_of_the_movements_and_undo_restores_it(
        messages in prop::collection::vec(prop::collection::vec(orders(), 1..4), 1..12),
        taken_back in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
    ) {
        let id = ItemId::new("bread");
        let selling = SellingPrice { each: Money(1_799), per: None };
        let mut stock = Stock::new([Item { price: Some(selling), ..Item::new(id.clone(), "bread") }]);
        let mut records = Vec::new();
        for orders in &messages {
            let Ok(decision) = decide(&stock, orders, true) else { continue };
            let before = stock.clone();
            stock = stock.after(&decision);
            // Taken back at once, it is as if it had not been.
            let back = reverse(&stock, &[&record(&decision)], true).unwrap();
            let restored = before.after(&back);
            prop_assert_eq!(&restored.get(&id).unwrap().worth, &before.get(&id).unwrap().worth);
            prop_assert_eq!(&restored.get(&id).unwrap().on_hand, &before.get(&id).unwrap().on_hand);
            records.push(record(&decision));
        }
        // Taken back later, in any order, it still adds up.
        let mut remaining: BTreeMap<usize, LedgerRecord> = records.iter().cloned().enumerate().collect();
        for index in taken_back {
            if remaining.is_empty() { break }
            let at = *remaining.keys().nth(index.index(remaining.len())).unwrap();
            let undone = remaining.remove(&at).unwrap();
            let Ok(back) = reverse(&stock, &[&undone], true) else { continue };
            stock = stock.after(&back);
            records.push(record(&back));
        }
        let item = stock.get(&id).unwrap();
        prop_assert!(sound(item), "{:?}", item);
        let moved = records.iter().flat_map(|record| &record.movements);
        let (quantity, cost) = moved.fold((0, 0), |(quantity, cost), moved| {
            (quantity + moved.worth.quantity.millionths(), cost + moved.worth.cost.0)
        });
        prop_assert_eq!((quantity, cost), (item.worth.quantity.millionths(), item.worth.cost.0));
    }

    #[test]
    fn all_that_is_sold_costs_all_that_was_paid(
        bought in 1_i64..1_000_000,
        parts in prop::collection::vec(1_i64..5_000_000, 1..20),
    ) {
        let all: i64 = parts.iter().sum();
        let paid = Some(Price::Total(Money(bought)));
        let all = Quantity::from_millionths(all).unwrap();
        let buy = entered(Action::Add, Reason::Receipt, all, paid);
        let sell = parts.iter().map(|part| {
            entered(Action::Remove, Reason::Sale, Quantity::from_millionths(*part).unwrap(), None)
        });
        let orders: Vec<Order> = std::iter::once(buy).chain(sell).collect();
        let decision = decide(&Stock::default(), &orders, false).unwrap();
        let cost: i64 = decision.movements[1..].iter().map(|sold| -sold.worth.cost.0).sum();
        prop_assert_eq!(cost, bought);
    }
}

#[test]
fn what_is_called_or_counted_otherwise_costs_the_same() {
    let bought = decide(&Stock::default(), &[order("+2 @120"), order("+1")], false).unwrap();
    let stock = Stock::default().after(&bought);
    let bread = Item {
        unit: Some(Unit::new("case")),
        packs: vec![Pack {
            unit: Unit::new("case"),
            holds: Quantity::whole(24).unwrap(),
            of: Unit::new("bottle"),
        }],
        ..stock.get(&ItemId::new("bread")).unwrap().clone()
    };
    let worth = |quantity: i64, cents: i64| Worth {
        quantity: Quantity::whole(quantity).unwrap(),
        cost: Money(cents),
    };
    assert_eq!(
        bread.worth,
        worth(2, 24_000),
        "of three, two have a known cost"
    );
    let kept = keep_in(&bread, Some(Unit::new("bottle"))).unwrap();
    assert_eq!(kept.items[0].worth, worth(48, 24_000));
    let other = Item {
        on_hand: Quantity::ONE,
        worth: worth(1, 600),
        ..Item::new(ItemId::new("loaf"), "loaf")
    };
    let merged = merge(&kept.items[0], &other).unwrap();
    assert_eq!(merged.items[0].worth, Worth::NONE);
    assert_eq!(merged.items[1].worth, worth(49, 24_600));
    // As the audit adds them up.
    let moved = kept.movements.iter().chain(&merged.movements);
    let cost: i64 = moved.map(|moved| moved.worth.cost.0).sum();
    assert_eq!(cost, 0, "nothing was bought or sold");
    let deleted = delete(&merged.items[1]).unwrap();
    assert_eq!(deleted.items[0].worth, Worth::NONE);
    let now = Stock::new(deleted.items.iter().cloned());
    let back = reverse(&now, &[&record(&deleted)], false).unwrap();
    assert_eq!(back.items[0].worth, worth(49, 24_600));
}

#[test]
fn a_price_of_a_case_is_good_for_a_bottle() {
    let coke = Item {
        unit: Some(Unit::new("bottle")),
        on_hand: Quantity::whole(48).unwrap(),
        packs: vec![Pack {
            unit: Unit::new("case"),
            holds: Quantity::whole(24).unwrap(),
            of: Unit::new("bottle"),
        }],
        price: Some(SellingPrice {
            each: Money(24_000),
            per: Some(Unit::new("case")),
        }),
        ..Item::new(ItemId::new("bread"), "bread")
    };
    let sold = decide(&Stock::new([coke]), &[order("-3")], false).unwrap();
    assert_eq!(sold.movements[0].total, Some(Money(3_000)));
}
