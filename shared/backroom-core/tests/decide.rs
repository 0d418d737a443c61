//! Given a stock, when these lines are said, then this moves or that is refused. One line each way.

#![expect(clippy::unwrap_used, reason = "a test may")]

use backroom_core::ids::{ItemId, MemberId, MessageId};
use backroom_core::intent::{Action, Reason};
use backroom_core::inventory::{
    Decision, Item, LedgerKey, LedgerRecord, Order, Pack, RecordKind, Rejection, Stock, Target,
    Unmergeable, decide, delete, keep_in, learn_pack, merge, reverse, then,
};
use backroom_core::quantity::Quantity;
use backroom_core::reply::Reply;
use backroom_core::unit::Unit;
use jiff::Timestamp;
use proptest::prelude::*;

/// "5 coke, 10 kg rice": what is on hand.
fn stock(text: &str) -> Stock {
    Stock::new(
        text.split(", ")
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (quantity, unit, name) = split(part);
                Item {
                    unit,
                    on_hand: quantity,
                    version: 7,
                    ..Item::new(ItemId::new(&name), name)
                }
            }),
    )
}

/// "-3 coke, +2 case_of_24 beer, =4 bolts": out, in, counted. A name that isn't in the stock is new.
fn orders(stock: &Stock, text: &str) -> Vec<Order> {
    text.split(", ")
        .map(|part| {
            let (action, reason) = match &part[..1] {
                "-" => (Action::Remove, Reason::Sale),
                "+" => (Action::Add, Reason::Receipt),
                _ => (Action::Set, Reason::Count),
            };
            let (quantity, unit, name) = split(&part[1..]);
            let id = ItemId::new(&name);
            let target = match stock.get(&id) {
                Some(_) => Target::Item(id),
                None => Target::New(id, name),
            };
            Order {
                expires: None,
                target,
                action,
                quantity,
                unit,
                price: None,
                together: None,
                reason,
            }
        })
        .collect()
}

fn split(text: &str) -> (Quantity, Option<Unit>, String) {
    let mut words: Vec<&str> = text.split(' ').collect();
    let name = words.pop().unwrap().to_owned();
    let quantity = words[0].parse().unwrap();
    let unit = words.get(1).map(|unit| Unit::new(unit.replace('_', " ")));
    (quantity, unit, name)
}

/// "coke -3 = 2; rice 0.5 = 10.5".
fn shown(decision: &Decision) -> String {
    let lines = decision
        .movements
        .iter()
        .map(|moved| format!("{} {} = {}", moved.name, moved.delta, moved.on_hand));
    lines.collect::<Vec<_>>().join("; ")
}

fn refused(rejections: &[Rejection]) -> String {
    let lines = rejections.iter().map(|rejection| match rejection {
        Rejection::NotEnough {
            name,
            on_hand,
            wanted,
            ..
        } => {
            format!("{name}: {wanted} of {on_hand}")
        }
        Rejection::UnitMismatch {
            name, said, unit, ..
        } => {
            let word = |unit: &Option<Unit>| {
                unit.as_ref()
                    .map_or("pieces".into(), Unit::plural)
                    .into_owned()
            };
            format!("{name}: {} in {}", word(said), word(unit))
        }
        Rejection::Inexact { name, .. } => format!("{name}: not exactly"),
        Rejection::UnitChanged { name, .. } => format!("{name}: another unit by now"),
        Rejection::Gone { name, .. } => format!("{name}: gone"),
        Rejection::MovedSince { name } => format!("{name}: has moved since"),
        Rejection::CountedSince { name } => format!("{name}: has been counted since"),
        Rejection::TooMuch { name } => format!("{name}: too much"),
    });
    lines.collect::<Vec<_>>().join("; ")
}

#[track_caller]
fn check(given: &str, when: &str, expected: &str) {
    let stock = stock(given);
    let outcome = match decide(&stock, &orders(&stock, when), false) {
        Ok(decision) => shown(&decision),
        Err(rejections) => format!("refused: {}", refused(&rejections)),
    };
    assert_eq!(outcome, expected, "given {given}, when {when}");
}

#[test]
fn what_moves() {
    check("5 coke", "-3 coke", "coke -3 = 2");
    check("5 coke", "+3 coke", "coke 3 = 8");
    check("5 coke", "=3 coke", "coke -2 = 3");
    check("5 coke", "-5 coke", "coke -5 = 0");
    check(
        "5 coke, 2 bread",
        "-3 coke, +10 bread",
        "coke -3 = 2; bread 10 = 12",
    );
    check("", "+50 bottle coke", "coke 50 = 50");
    check("", "=12 bolts", "bolts 12 = 12");
    check("10 kg rice", "-500 g rice", "rice -0.5 = 9.5");
    check("10 kg rice", "-1 rice", "rice -1 = 9");
    check("5 bottle coke", "-3 coke", "coke -3 = 2");
    check("0 rice", "+10 kg rice", "rice 10 = 10");
}

#[test]
fn of_a_pack_whose_number_is_said_the_pieces_are_counted_unless_packs_are() {
    check("", "+2 case_of_24 coke", "coke 48 = 48");
    check("5 coke", "+2 case_of_24 coke", "coke 48 = 53");
    check("5 bottle coke", "+2 case_of_24 coke", "coke 48 = 53");
    check("5 case coke", "+2 case_of_24 coke", "coke 2 = 7");
    check(
        "5 kg rice",
        "+2 case_of_24 rice",
        "refused: rice: cases of 24 in kg",
    );
}

#[test]
fn lines_of_one_item_are_summed_before_the_check() {
    check("5 coke", "-3 coke, -3 coke", "refused: coke: 6 of 5");
    check("5 coke", "-8 coke, +10 coke", "coke -8 = -3; coke 10 = 7");
    check("5 coke", "=2 coke, -1 coke", "coke -3 = 2; coke -1 = 1");
}

#[test]
fn what_is_refused_and_why() {
    check("5 coke", "-6 coke", "refused: coke: 6 of 5");
    check(
        "5 coke, 9 bread",
        "-1 bread, -6 coke",
        "refused: coke: 6 of 5",
    );
    check(
        "5 coke, 1 bread",
        "-2 bread, -6 coke",
        "refused: bread: 2 of 1; coke: 6 of 5",
    );
    check(
        "5 bottle coke",
        "-1 case coke",
        "refused: coke: cases in bottles",
    );
    check("10 kg rice", "+2 l rice", "refused: rice: l in kg");
    check("10 rice", "+2 kg rice", "refused: rice: kg in pieces");
    check("999999999 coke", "+1 coke", "refused: coke: too much");
    check("", "-1 coke", "refused: coke: 1 of 0");
}

#[test]
fn overselling_shows_what_is_short_where_it_is_allowed() {
    let stock = stock("5 coke");
    let decision = decide(&stock, &orders(&stock, "-7 coke"), true).unwrap();
    assert_eq!(shown(&decision), "coke -7 = -2");
}

#[test]
fn a_count_may_mend_a_balance_below_zero_and_a_sale_may_not_deepen_it() {
    let below = stock("-2 coke");
    assert!(decide(&below, &orders(&below, "-1 coke"), false).is_err());
    let mended = decide(&below, &orders(&below, "+1 coke"), false).unwrap();
    assert_eq!(shown(&mended), "coke 1 = -1");
}

#[test]
fn taking_back_a_receipt_of_what_was_sold_since_is_refused() {
    let empty = stock("");
    let got = decide(&empty, &orders(&empty, "+5 coke"), false).unwrap();
    let now = stock("2 coke");
    assert_eq!(
        refused(&reverse(&now, &[&record(&got)], false).unwrap_err()),
        "coke: 5 of 2"
    );
}

#[test]
fn a_correction_takes_back_and_enters_anew() {
    let stock = stock("5 coke");
    let sold = decide(&stock, &orders(&stock, "-3 coke"), false).unwrap();
    let now = stock.after(&sold);
    let back = reverse(&now, &[&record(&sold)], false).unwrap();
    let again = decide(&now.after(&back), &orders(&now, "-4 coke"), false).unwrap();
    let both = then(back, again);
    assert_eq!(shown(&both), "coke 3 = 5; coke -4 = 1");
    assert_eq!(both.items.len(), 1);
    assert_eq!(both.items[0].version, 7, "the version that was read");
}

/// The stock with one more pack of one of its items: "case 24 bottle".
fn with_pack(stock: &Stock, id: &str, pack: &str) -> Stock {
    let mut words = pack.split(' ');
    let mut item = stock.get(&ItemId::new(id)).unwrap().clone();
    assert!(item.learn(Pack {
        unit: Unit::new(words.next().unwrap()),
        holds: words.next().unwrap().parse().unwrap(),
        of: Unit::new(words.next().unwrap()),
    }));
    Stock::new(stock.iter().cloned().chain([item]))
}

#[test]
fn what_comes_in_packs_is_counted_in_what_they_hold() {
    let stock = with_pack(&stock("12 bottle coke"), "coke", "case 24 bottle");
    let got = decide(&stock, &orders(&stock, "+2 case coke"), false).unwrap();
    assert_eq!(shown(&got), "coke 48 = 60");
    let counted = decide(&stock, &orders(&stock, "=1 case coke"), false).unwrap();
    assert_eq!(shown(&counted), "coke 12 = 24");
    // A pack that changes later changes nothing of what was.
    let later = with_pack(&stock.after(&got), "coke", "case 12 bottle");
    let back = reverse(&later, &[&record(&got)], false).unwrap();
    assert_eq!(shown(&back), "coke -48 = 12");
}

#[test]
fn what_was_counted_in_pieces_is_not_in_cases_all_of_a_sudden() {
    check("0 coke", "+2 case coke", "refused: coke: cases in pieces");
    check("", "+2 case coke", "coke 2 = 2");
}

#[test]
fn a_unit_changes_while_nothing_is_on_hand() {
    let stock = with_pack(&stock("2 case coke"), "coke", "case 24 bottle");
    let coke = stock.get(&ItemId::new("coke")).unwrap();
    let kept = keep_in(coke, Some(Unit::new("bottle"))).unwrap();
    assert_eq!(shown(&kept), "coke -2 = 0; coke 48 = 48");
    assert_eq!(kept.items[0].unit, Some(Unit::new("bottle")));
    let now = stock.after(&kept);
    // What was sold before in cases is put back in bottles.
    let sold = decide(&stock, &orders(&stock, "-1 case coke"), false).unwrap();
    let back = reverse(&now, &[&record(&sold)], false).unwrap();
    assert_eq!(shown(&back), "coke 24 = 72");
    assert!(keep_in(coke, Some(Unit::new("kg"))).is_err());
    let short = Stock::new([Item {
        on_hand: Quantity::whole(-1).unwrap(),
        ..coke.clone()
    }]);
    let short = keep_in(short.get(&coke.id).unwrap(), Some(Unit::new("bottle"))).unwrap();
    assert_eq!(shown(&short), "coke 1 = 0; coke -24 = -24");
}

#[test]
fn what_can_not_be_told_in_the_unit_of_today_is_not_taken_back() {
    let pieces = stock("10 rice");
    let sold = decide(&pieces, &orders(&pieces, "-2 rice"), false).unwrap();
    let refusal = reverse(&stock("5 kg rice"), &[&record(&sold)], false).unwrap_err();
    assert_eq!(refused(&refusal), "rice: another unit by now");
}

#[test]
fn what_is_learnt_of_a_pack_is_what_is_counted() {
    let stock = stock("2 case coke");
    let coke = stock.get(&ItemId::new("coke")).unwrap();
    let pack = |holds: i64, of: &str| Pack {
        unit: Unit::new("case"),
        holds: Quantity::whole(holds).unwrap(),
        of: Unit::new(of),
    };
    let learnt = learn_pack(coke, pack(24, "piece")).unwrap();
    assert_eq!(shown(&learnt), "coke -2 = 0; coke 48 = 48");
    assert_eq!(learnt.items[0].unit, None);
    // Learnt again, it is a fact about the next case.
    let again = learn_pack(&learnt.items[0], pack(12, "bottle")).unwrap();
    assert_eq!(shown(&again), "");
    assert_eq!(again.items[0].on_hand, Quantity::whole(48).unwrap());
}

#[test]
fn a_deleted_item_is_written_off_and_can_be_there_again() {
    let before = stock("12 bread");
    let deleted = delete(before.get(&ItemId::new("bread")).unwrap()).unwrap();
    assert_eq!(shown(&deleted), "bread -12 = 0");
    let gone = before.after(&deleted);
    assert!(gone.find("bread").is_none());
    let back = reverse(&gone, &[&record(&deleted)], false).unwrap();
    assert_eq!(shown(&back), "bread 12 = 12");
    assert!(gone.after(&back).find("bread").is_some());
    // Its name used again: a new item, on the old one's version.
    let mut orders = orders(&gone, "+3 kg bread");
    orders[0].target = Target::New(ItemId::new("bread"), "Bread".to_owned());
    let anew = decide(&gone, &orders, false).unwrap();
    let bread = &anew.items[0];
    assert_eq!((bread.version, bread.deleted), (7, false));
    assert_eq!(bread.unit, Some(Unit::new("kg")));
}

#[test]
fn a_merged_item_moves_with_its_names_and_comes_back_with_them() {
    let mut both = stock("12 bottle coke, 30 bottle cola");
    let named = Item {
        aliases: vec!["coek".to_owned()],
        ..both.get(&ItemId::new("coke")).unwrap().clone()
    };
    both = Stock::new(both.iter().cloned().chain([named]));
    let id = |id: &str| ItemId::new(id);
    let merged = merge(
        both.get(&id("coke")).unwrap(),
        both.get(&id("cola")).unwrap(),
    )
    .unwrap();
    assert_eq!(shown(&merged), "coke -12 = 0; cola 12 = 42");
    let after = both.after(&merged);
    for name in ["coke", "coek", "cola"] {
        assert_eq!(after.find(name).unwrap().id, id("cola"), "{name}");
    }
    let back = after.after(&reverse(&after, &[&record(&merged)], false).unwrap());
    assert_eq!(back.find("coek").unwrap().id, id("coke"));
    assert_eq!(back.get(&id("cola")).unwrap().aliases, [""; 0]);
    assert_eq!(
        back.get(&id("coke")).unwrap().on_hand,
        Quantity::whole(12).unwrap()
    );
    let apart = stock("12 bottle coke, 30 kg cola");
    let units = merge(
        apart.get(&id("coke")).unwrap(),
        apart.get(&id("cola")).unwrap(),
    );
    assert_eq!(units, Err(Unmergeable::Units));
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

proptest! {
    /// Whatever is said, what is on hand is what was there and all that moved; and taking it back restores it.
    #[test]
    fn movements_add_up_and_undo_restores(
        on_hand in 0i64..1_000,
        lines in prop::collection::vec((0usize..3, 0i64..500_000_000, 0usize..3), 1..8),
    ) {
        let stock = stock(&format!("{on_hand} coke, 7 kg rice, 0 bread"));
        let names = ["coke", "rice", "bread"];
        let orders: Vec<Order> = lines
            .iter()
            .map(|(action, millionths, name)| Order {
                expires: None,
                target: Target::Item(ItemId::new(names[*name])),
                action: [Action::Add, Action::Remove, Action::Set][*action],
                quantity: Quantity::from_millionths(*millionths).unwrap(),
                unit: None,
                price: None,
                together: None,
                reason: Reason::Count,
            })
            .collect();
        let Ok(decision) = decide(&stock, &orders, false) else { return Ok(()) };
        for item in &decision.items {
            let before = stock.get(&item.id).unwrap().on_hand;
            let moved = decision.movements.iter().filter(|moved| moved.item == item.id);
            let sum = moved.fold(before, |sum, moved| sum.checked_add(moved.delta).unwrap());
            prop_assert_eq!(sum, item.on_hand);
            prop_assert!(!item.on_hand.is_negative());
        }
        let back = reverse(&stock.after(&decision), &[&record(&decision)], true).unwrap();
        for item in &back.items {
            prop_assert_eq!(item.on_hand, stock.get(&item.id).unwrap().on_hand);
        }
    }
}

#[test]
fn what_is_served_of_a_thing_is_no_number_of_them() {
    check(
        "40 tripe",
        "-30 plate tripe",
        "refused: tripe: plates in pieces",
    );
    check(
        "12 cake",
        "-2 slice cake",
        "refused: cake: slices in pieces",
    );
    check("9 plate tripe", "-3 plate tripe", "tripe -3 = 6");
}
