//! Eight weeks of a shop, and what they come to. Monday 30 November 2026 is when it is asked; the weeks are those from 2 to
//! 29 November, and from 5 October to 1 November.

use jiff::SignedDuration;
use jiff::civil::date;

use super::*;
use crate::business::{Agreed, Plan, Settings};
use crate::ids::{BusinessId, BusinessNumberId, MemberId};
use crate::intent::{Action, Reason};
use crate::inventory::{LedgerKey, Movement, RecordKind, Worth};
use crate::reply::Reply;
use crate::reply::trends::trends as words;

const LAST: Date = date(2026, 11, 29);

/// So much of an item moved on a day, and what that left.
fn moved(name: &str, reason: Reason, quantity: i64, left: i64) -> Movement {
    let delta = Quantity::whole(quantity).unwrap();
    Movement {
        item: ItemId::new(name),
        name: name.to_owned(),
        action: if quantity < 0 {
            Action::Remove
        } else {
            Action::Add
        },
        reason,
        said: delta.abs(),
        said_unit: None,
        delta,
        on_hand: Quantity::whole(left).unwrap(),
        unit: None,
        price: None,
        total: None,
        worth: Worth::NONE,
        fell_low: false,
        batches: Vec::new(),
        previous: None,
    }
}

/// Sold at so many cents each, of which so many cents were the cost.
fn sold(name: &str, quantity: i64, each: i64, cost: i64) -> Movement {
    Movement {
        total: Some(Money(quantity * each)),
        worth: Worth {
            quantity: Quantity::whole(-quantity).unwrap(),
            cost: Money(-quantity * cost),
        },
        ..moved(name, Reason::Sale, -quantity, 50)
    }
}

fn item(name: &str, on_hand: i64) -> Item {
    Item {
        on_hand: Quantity::whole(on_hand).unwrap(),
        ..Item::new(ItemId::new(name), name)
    }
}

/// The records of each of these days, at noon.
fn counted(days: &[(Date, Movement)]) -> Trends {
    let zone = TimeZone::UTC;
    let mut tally = TrendsTally::until(LAST, &zone).unwrap();
    for (at, (day, movement)) in days.iter().enumerate() {
        let noon = day.at(12, 0, 0, 0).to_zoned_datetime(zone.clone()).unwrap();
        let sent_at = noon.timestamp() + SignedDuration::from_secs(i64::try_from(at).unwrap());
        let record = LedgerRecord {
            happened_at: None,
            answers: None,
            sets: false,
            key: LedgerKey {
                sent_at,
                digest: format!("d{at}"),
            },
            decided_at: sent_at,
            member: MemberId::new("thandi"),
            member_name: "Thandi".to_owned(),
            kind: RecordKind::Change,
            movements: vec![movement.clone()],
            credit: Vec::new(),
            reply: Reply::text("Done."),
        };
        tally.record(record, false);
    }
    tally.trends()
}

/// Every day from the first to the last.
fn daily(first: Date, last: Date, movement: &Movement) -> Vec<(Date, Movement)> {
    let days = first.series(Span::new().days(1));
    let days = days.take_while(|day| *day <= last);
    days.map(|day| (day, movement.clone())).collect()
}

#[test]
fn four_weeks_are_told_beside_the_four_before() {
    let before = (date(2026, 10, 5), date(2026, 11, 1));
    let now = (date(2026, 11, 2), LAST);
    let mut days = daily(before.0, before.1, &sold("bread", 2, 1_800, 1_200));
    days.extend(daily(before.0, before.1, &sold("milk", 3, 1_000, 800)));
    days.extend(daily(now.0, now.1, &sold("bread", 3, 1_800, 1_200)));
    days.extend(daily(now.0, now.1, &sold("milk", 1, 1_000, 800)));
    // What is sold today is not counted yet, and what was sold before the weeks is not either.
    days.push((date(2026, 11, 30), sold("bread", 900, 1_800, 1_200)));
    // Four Saturdays with a little more.
    for day in [7, 14, 21, 28] {
        days.push((date(2026, 11, day), sold("coke", 1, 1_500, 1_000)));
    }
    let items = [item("bread", 12), item("milk", 100), item("coke", 0)];
    let said = words(&counted(&days), &items, "ZAR").body;
    assert_eq!(
        said,
        "Trends, 2 Nov to 29 Nov beside the 4 weeks before:\n\
         Sales: R1,852.00, from R1,848.00\n\
         In 60 sales, up 7% from 56\n\
         Week by week: R463.00, R463.00, R463.00, R463.00\n\
         Before: R462.00, R462.00, R462.00, R462.00\n\
         Profit, where the cost is known: 31% of sales, before 27%\n\
         Best day: Saturday (R316.00 in all)\n\
         Growing: Bread 84 from 56\n\
         Falling: Milk 28 from 84\n\
         To order, to last 14 days:\n\
         • Bread: 30 (4 days left)"
    );
}

#[test]
fn without_prices_it_goes_by_how_often() {
    let days = daily(
        date(2026, 11, 2),
        LAST,
        &moved("bread", Reason::Sale, -2, 50),
    );
    let said = words(&counted(&days), &[], "ZAR").body;
    assert_eq!(
        said,
        "Trends, 2 Nov to 29 Nov:\n\
         (I know of nothing before 2 Nov.)\n\
         In 28 sales\n\
         Week by week: 7, 7, 7, 7\n\
         Busiest day: Monday (4 sales)"
    );
}

#[test]
fn a_few_sales_say_nothing() {
    let days = daily(date(2026, 11, 26), LAST, &sold("bread", 2, 100, 0));
    let said = words(&counted(&days), &[item("bread", 1)], "ZAR").body;
    assert_eq!(
        said,
        "Trends, 2 Nov to 29 Nov: too little was sold to tell. Tell me each sale, and ask again: trends"
    );
}

#[test]
fn what_there_has_been_of_for_a_while_only_is_ordered_by_those_days() {
    // Ten days since the first came in: 20 went out of it, so two a day.
    let mut days = vec![(date(2026, 11, 20), moved("eggs", Reason::Receipt, 30, 30))];
    days.extend(daily(
        date(2026, 11, 20),
        LAST,
        &moved("eggs", Reason::Sale, -2, 10),
    ));
    let order = |days: &[(Date, Movement)], on_hand: i64| {
        let items = [item("eggs", on_hand)];
        let trends = counted(days);
        let orders = trends.to_order(&items);
        orders
            .iter()
            .map(|order| (order.days_left, order.buy.short.to_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(order(&days, 10), [(5, "18".to_owned())]);
    assert_eq!(
        order(&days, -3),
        [(0, "31".to_owned())],
        "what is short too"
    );
    assert_eq!(order(&days, 28), [], "it lasts");
    assert_eq!(order(&days[..5], 10), [], "four times is too seldom");
    // Had there been some before, the days without a sale count too: 20 in 28 days.
    days[0].1.on_hand = Quantity::whole(90).unwrap();
    assert_eq!(order(&days, 0), [(0, "10".to_owned())]);
    let late = daily(
        date(2026, 11, 24),
        LAST,
        &moved("eggs", Reason::Sale, -2, 10),
    );
    let mut late_days = vec![(date(2026, 11, 24), moved("eggs", Reason::Receipt, 30, 30))];
    late_days.extend(late);
    assert_eq!(order(&late_days, 10), [], "six days say too little");
}

#[test]
fn what_a_customer_brought_back_was_not_sold() {
    let mut days = daily(date(2026, 11, 2), LAST, &sold("bread", 1, 1_000, 600));
    let back = Movement {
        total: Some(Money(1_000)),
        worth: Worth {
            quantity: Quantity::ONE,
            cost: Money(600),
        },
        ..moved("bread", Reason::Return, 1, 50)
    };
    days.push((date(2026, 11, 29), back));
    let trends = counted(&days);
    assert_eq!(trends.now.takings.revenue(), Money(27_000));
    let weeks = trends.by_week(&trends.now);
    assert_eq!(
        weeks,
        [7_000, 7_000, 7_000, 6_000].map(Money),
        "and they add up"
    );
    assert_eq!(trends.now.margin(), Some(40));
}

#[test]
fn parts_of_a_hundred_are_rounded() {
    for (part, whole, expected) in [
        (1, 3, Some(33)),
        (2, 3, Some(67)),
        (1, 200, Some(1)),
        (-1, 3, Some(-33)),
        (-2, 3, Some(-67)),
        (5, 0, None),
        (i64::MAX, i64::MAX, Some(100)),
    ] {
        assert_eq!(percent(part, whole), expected, "{part} of {whole}");
    }
}

#[test]
fn a_report_on_a_month_that_is_over_has_them_where_the_plan_does() {
    let business = |plan| Business {
        id: BusinessId::new("b"),
        name: "Spaza".to_owned(),
        plan,
        agreed: Agreed::default(),
        without_place: Vec::new(),
        number: BusinessNumberId::new("1"),
        time_zone: "UTC".to_owned(),
        currency: "ZAR".to_owned(),
        settings: Settings::default(),
    };
    let about = |span| Due::about(span, LAST, &TimeZone::UTC).unwrap();
    assert!(in_report(&business(Plan::Pro), &about(DueSpan::Month)));
    assert!(!in_report(&business(Plan::Starter), &about(DueSpan::Month)));
    assert!(!in_report(&business(Plan::Pro), &about(DueSpan::Week)));
}
