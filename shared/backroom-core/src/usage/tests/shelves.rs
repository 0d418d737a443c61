//! What a report says of the items, as they are now.

use super::*;

#[test]
fn a_week_tells_what_lasts_and_what_nobody_wants() {
    let mut week = Day::of(week());
    week.record(&change(
        "thandi",
        &[sold("coke", 14), sold("bread", 7), sold("milk", 70)],
    ));
    week.items = ["bread", "candles", "coke", "milk", "salt"]
        .map(|name| item(name, 6))
        .into();
    week.items[4].on_hand = Quantity::ZERO;
    assert!(
        week.said().contains(
            "Lasts at this pace: Milk less than a day, Coke 3 days, Bread 6 days\n\
             Did not move: Candles\n\n"
        ),
        "{}",
        week.said()
    );
}

#[test]
fn what_is_kept_in_another_unit_since_lasts_as_long() {
    let mut week = Day::of(week());
    let kilograms = |moved: Movement| Movement {
        unit: Some(Unit::new("kg")),
        ..moved
    };
    week.record(&change("thandi", &[kilograms(sold("rice", 7))]));
    week.items = vec![Item {
        unit: Some(Unit::new("g")),
        ..item("rice", 3000)
    }];
    let said = week.said();
    assert!(said.contains("Lasts at this pace: Rice 3 days"), "{said}");
}

#[test]
fn a_report_on_days_long_over_does_not_tell_what_the_items_say_now() {
    let mut day = Day::of(day());
    day.record(&change("thandi", &[sold("coke", 3)]));
    day.items = vec![Item {
        worth: Worth {
            quantity: Quantity::ONE,
            cost: Money(1200),
        },
        ..item("coke", 0)
    }];
    let told = |after: i8| {
        let today = day.due.last.saturating_add(jiff::Span::new().days(after));
        let told = Told {
            today,
            ..day.told()
        };
        report::business_line(&told)
    };
    assert!(told(1).contains("Stock cost: R12.00. Ran out: Coke"));
    assert!(!told(2).contains("Stock cost") && !told(2).contains("Ran out"));
}
