//! A ledger of any length and order: its movements add up, its undos restore, its chains are whole, and no tampering
//! goes unseen.

#![expect(clippy::unwrap_used, reason = "a test may")]

use backroom_core::credit::{CreditEntry, Customer};
use backroom_core::ids::{ItemId, MemberId, MessageId};
use backroom_core::intent::{Action, Reason};
use backroom_core::inventory::{
    Audit, Break, Decision, Item, LedgerKey, LedgerRecord, MovementHash, Order, RecordKind, Stock,
    Target, Verification, decide, link, reverse,
};
use backroom_core::money::{Money, Price};
use backroom_core::quantity::Quantity;
use backroom_core::reply::Reply;
use backroom_core::unit::{Unit, convert};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::sample::Index;

const ITEMS: [(&str, Option<&str>); 4] = [
    ("coke", None),
    ("rice", Some("kg")),
    ("milk", Some("l")),
    ("rope", Some("m")),
];

/// A business's books: items as the table would hold them, and all records in the order in which they were decided.
#[derive(Clone, Default)]
struct Books {
    stock: Stock,
    records: Vec<LedgerRecord>,
}

impl Books {
    fn enter(&mut self, decision: Decision) {
        let number = i64::try_from(self.records.len()).unwrap();
        let at = "2026-11-24T08:00:00Z".parse::<Timestamp>().unwrap()
            + SignedDuration::from_secs(number);
        let mut record = LedgerRecord {
            happened_at: None,
            answers: None,
            sets: false,
            credit: Vec::new(),
            key: LedgerKey::of(&MessageId::new(format!("wamid.{number}")), at),
            decided_at: at + SignedDuration::from_millis(250),
            member: MemberId::new("m1"),
            member_name: "Thandi".into(),
            kind: RecordKind::Change,
            movements: decision.movements,
            reply: Reply::text("ok"),
        };
        let mut items = decision.items;
        link(&mut record, &mut items);
        for item in &mut items {
            item.version += 1;
        }
        self.stock = Stock::new(self.stock.iter().cloned().chain(items));
        self.records.push(record);
    }

    /// Each entry: an undo of an earlier record, or a few lines. Refusals leave nothing.
    fn of(entries: &[Entry]) -> Self {
        let mut books = Self::default();
        for entry in entries {
            let decision = match entry {
                Entry::Undo(which) if !books.records.is_empty() => {
                    reverse(&books.stock, &[which.get(&books.records)], true)
                }
                Entry::Undo(_) => continue,
                Entry::Lines(lines) => {
                    let orders: Vec<Order> = lines.iter().map(Line::order).collect();
                    decide(&books.stock, &orders, false)
                }
            };
            if let Ok(decision) = decision {
                books.enter(decision);
            }
        }
        books
    }

    fn items(&self) -> Vec<Item> {
        self.stock.iter().cloned().collect()
    }

    fn verify(&self) -> Verification {
        let mut audit = Audit::default();
        self.records.iter().for_each(|record| audit.record(record));
        audit.close(&self.items(), &self.items())
    }
}

#[derive(Clone, Debug)]
enum Entry {
    Lines(Vec<Line>),
    Undo(Index),
}

#[derive(Clone, Debug)]
struct Line {
    action: Action,
    item: usize,
    unit: Option<&'static str>,
    millionths: i64,
    price: Option<i64>,
    /// A day of December.
    expires: Option<i8>,
}

impl Line {
    fn order(&self) -> Order {
        let (name, _) = ITEMS[self.item];
        Order {
            expires: self.expires.map(|day| jiff::civil::date(2026, 12, day)),
            target: Target::New(ItemId::new(name), name.to_owned()),
            action: self.action,
            quantity: Quantity::from_millionths(self.millionths).unwrap(),
            unit: self.unit.map(Unit::new),
            price: self.price.map(|cents| Price::Each(Money(cents))),
            together: None,
            reason: Reason::Count,
        }
    }
}

fn line() -> impl Strategy<Value = Line> {
    let action = prop_oneof![Just(Action::Add), Just(Action::Remove), Just(Action::Set)];
    let item_and_unit = prop_oneof![
        Just((0, None)),
        Just((1, Some("kg"))),
        Just((1, Some("g"))),
        Just((1, Some("lb"))),
        Just((2, Some("l"))),
        Just((2, Some("ml"))),
        Just((3, Some("m"))),
        Just((3, Some("cm"))),
    ];
    let millionths = prop_oneof![1..5_000_000_i64, Just(Quantity::MAX.millionths()), Just(1),];
    let price = proptest::option::of(1..10_000_i64);
    let expires = proptest::option::of(1..15_i8);
    (action, item_and_unit, millionths, price, expires).prop_map(
        |(action, (item, unit), millionths, price, expires)| Line {
            action,
            item,
            unit,
            millionths,
            price,
            expires,
        },
    )
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let entry = prop_oneof![
        4 => proptest::collection::vec(line(), 1..5).prop_map(Entry::Lines),
        1 => any::<Index>().prop_map(Entry::Undo),
    ];
    proptest::collection::vec(entry, 1..30)
}

proptest! {
    /// Whatever is said and taken back: on hand is the sum of the movements, each movement says the balance after it,
    /// and no quantity passes what one may hold.
    #[test]
    fn folding_the_movements_gives_what_is_on_hand(entries in entries()) {
        let books = Books::of(&entries);
        for item in books.items() {
            let mut sum = Quantity::ZERO;
            for moved in books.records.iter().flat_map(|record| &record.movements) {
                if moved.item == item.id {
                    sum = sum.checked_add(moved.delta).unwrap();
                    prop_assert_eq!(sum, moved.on_hand);
                    prop_assert!(sum.abs() <= Quantity::MAX);
                }
            }
            prop_assert_eq!(sum, item.on_hand);
        }
    }

    /// Taking back the last record, in whatever units it was said, restores every balance to the millionth.
    #[test]
    fn undo_restores(entries in entries()) {
        let mut before = Books::of(&entries);
        let Some(last) = before.records.last().cloned() else { return Ok(()) };
        let after = before.stock.clone();
        before.enter(reverse(&after, &[&last], true).unwrap());
        for item in before.items() {
            let moved = last.movements.iter().filter(|moved| moved.item == item.id);
            let delta = moved.fold(0, |sum, moved| sum + moved.delta.millionths());
            let was = after.get(&item.id).unwrap().on_hand.millionths() - delta;
            prop_assert_eq!(item.on_hand.millionths(), was);
        }
    }

    /// Records may be read in any order: months late, or several in a second.
    #[test]
    fn an_audit_finds_nothing_in_honest_books(
        entries in entries(),
        shuffle in proptest::collection::vec(any::<Index>(), 40),
    ) {
        let mut books = Books::of(&entries);
        for at in (1..books.records.len()).rev() {
            books.records.swap(at, shuffle[at].index(at + 1));
        }
        let found = books.verify();
        prop_assert!(found.is_sound(), "{found:?}");
        prop_assert_eq!(found.without_hash, 0);
        prop_assert!(found.unsettled.is_empty());
    }

    /// One record changed, dropped or entered twice, or an item changed: it shows.
    #[test]
    fn no_tampering_goes_unseen(entries in entries(), which in any::<Index>(), how in 0..TAMPERING.len()) {
        let mut books = Books::of(&entries);
        if books.records.is_empty() {
            return Ok(());
        }
        let at = which.index(books.records.len());
        if TAMPERING[how](&mut books, at) {
            prop_assert!(!books.verify().is_sound(), "tampering {how} at {at}");
        }
    }

    /// Between units whose sizes are whole multiples of each other, there and back is the same to the millionth.
    #[test]
    fn conversions_round_trip_exactly(millionths in -1_000_000_000_000_i64..1_000_000_000_000, pair in 0..PAIRS.len()) {
        let (large, small) = PAIRS[pair];
        let (large, small) = (Unit::new(large), Unit::new(small));
        let quantity = Quantity::from_millionths(millionths).unwrap();
        if let Some(converted) = convert(quantity, &large, &small) {
            prop_assert_eq!(convert(converted, &small, &large), Some(quantity));
        }
    }

    /// Where a conversion has to round, it is right to half a millionth: back again, the error is no more than half a
    /// millionth of the coarser unit, in millionths of the finer one.
    #[test]
    fn other_conversions_are_right_to_a_millionth(millionths in 1_000_000_i64..1_000_000_000, pair in 0..UNEVEN.len()) {
        let (from, to) = UNEVEN[pair];
        let (from, to) = (Unit::new(from), Unit::new(to));
        let quantity = Quantity::from_millionths(millionths).unwrap();
        let there = convert(quantity, &from, &to).unwrap();
        let back = convert(there, &to, &from).unwrap();
        let one = convert(Quantity::ONE, &to, &from).unwrap().millionths();
        let most = one / 1_000_000 / 2 + 1;
        prop_assert!((back.millionths() - millionths).abs() <= most, "{} {} {}", quantity, there, back);
    }
}

/// A larger unit, and one of which it holds a whole number.
const PAIRS: [(&str, &str); 12] = [
    ("t", "kg"),
    ("kg", "g"),
    ("g", "mg"),
    ("kg", "mg"),
    ("l", "ml"),
    ("l", "cl"),
    ("cl", "ml"),
    ("m", "cm"),
    ("m", "mm"),
    ("cm", "mm"),
    ("ft", "in"),
    ("tbsp", "tsp"),
];

const UNEVEN: [(&str, &str); 4] = [("lb", "kg"), ("oz", "g"), ("gallon", "l"), ("yard", "m")];

/// Each says whether it changed anything.
const TAMPERING: [fn(&mut Books, usize) -> bool; 11] = [
    |books, at| {
        // A smaller sale, with the item set right for it.
        let record = &mut books.records[at];
        let moved = &mut record.movements[0];
        let one = Quantity::from_millionths(1).unwrap();
        let Some(delta) = moved.delta.checked_sub(one) else {
            return false;
        };
        moved.delta = delta;
        let id = moved.item.clone();
        let mut item = books.stock.get(&id).unwrap().clone();
        let Some(on_hand) = item.on_hand.checked_sub(one) else {
            return false;
        };
        item.on_hand = on_hand;
        books.stock = Stock::new(books.stock.iter().cloned().chain([item]));
        true
    },
    |books, at| {
        books.records[at].member = MemberId::new("somebody else");
        true
    },
    |books, at| {
        books.records[at].decided_at += SignedDuration::from_secs(1);
        true
    },
    |books, at| {
        books.records[at].key.sent_at += SignedDuration::from_secs(1);
        true
    },
    |books, at| {
        books.records[at].movements[0].price = Some(Price::Total(Money(1)));
        true
    },
    |books, at| {
        books.records[at].movements[0].reason = Reason::Theft;
        true
    },
    |books, at| {
        books.records[at].movements[0].said_unit = Some(Unit::new("case"));
        true
    },
    |books, at| {
        // Gone, with the items set right for it.
        let gone = books.records.remove(at);
        for moved in gone.movements {
            let mut item = books.stock.get(&moved.item).unwrap().clone();
            let Some(on_hand) = item.on_hand.checked_sub(moved.delta) else {
                continue;
            };
            item.on_hand = on_hand;
            books.stock = Stock::new(books.stock.iter().cloned().chain([item]));
        }
        true
    },
    |books, at| {
        let again = books.records[at].clone();
        books.records.push(again);
        true
    },
    |books, at| {
        let id = books.records[at].movements[0].item.clone();
        let mut item = books.stock.get(&id).unwrap().clone();
        item.last_movement = Some(MovementHash::before_all(&id));
        books.stock = Stock::new(books.stock.iter().cloned().chain([item]));
        true
    },
    |books, at| {
        let id = books.records[at].movements[0].item.clone();
        let mut item = books.stock.get(&id).unwrap().clone();
        let other = Quantity::from_millionths(item.on_hand.millionths() ^ 1);
        item.on_hand = other.unwrap_or(Quantity::ZERO);
        books.stock = Stock::new(books.stock.iter().cloned().chain([item]));
        true
    },
];

fn got(number: i64) -> Entry {
    Entry::Lines(vec![Line {
        action: Action::Add,
        item: 0,
        unit: None,
        millionths: number * 1_000_000,
        price: None,
        expires: None,
    }])
}

#[test]
fn the_audit_says_where_the_chain_is_broken() {
    let mut books = Books::of(&[got(1), got(2), got(3)]);
    let after_it = books.records[2].key.clone();
    books.records[1].movements[0].reason = Reason::Theft;
    let found = books.verify();
    assert_eq!(found.drift, []);
    assert_eq!(found.broken[0].place, Break::At(after_it));

    let mut books = Books::of(&[got(1), got(2)]);
    books.records[1].movements[0].reason = Reason::Theft;
    assert_eq!(books.verify().broken[0].place, Break::End);
}

/// A customer's balance is the sum of their entries, and nobody has any who is not in the book.
#[test]
fn the_audit_says_whose_credit_does_not_add_up() {
    let book = Customer::new("Thandi", &MessageId::new("wamid.1"));
    let (took, after) = book.enter(Money(3_600)).unwrap();
    let (paid, after) = after.enter(Money(-5_000)).unwrap();
    let audited = |entries: &[&CreditEntry], customers: &[Customer]| {
        let mut audit = Audit::default();
        for entry in entries {
            let mut books = Books::of(&[got(1)]);
            books.records[0].credit = vec![(*entry).clone()];
            audit.record(&books.records[0]);
        }
        audit.close_credit(customers, customers)
    };
    let sound = (Vec::new(), Vec::new());
    assert_eq!(
        audited(&[&took, &paid], std::slice::from_ref(&after)),
        sound
    );
    let drift = (vec![after.id.clone()], Vec::new());
    assert_eq!(audited(&[&took], std::slice::from_ref(&after)), drift);
    assert_eq!(audited(&[&took], &[]), drift);
}

/// Two movements on one balance: what the version of the item is there to prevent.
#[test]
fn a_lost_update_shows() {
    let mut books = Books::of(&[got(1), got(2)]);
    let mut lost = Books::of(&[got(1)]);
    lost.records.extend(books.records.drain(1..));
    lost.enter(decide(&lost.stock, &[line_of(5).order()], false).unwrap());
    let found = lost.verify();
    assert!(matches!(found.broken[0].place, Break::At(_)), "{found:?}");
    assert_eq!(found.drift.len(), 1);
}

fn line_of(number: i64) -> Line {
    let Entry::Lines(lines) = got(number) else {
        unreachable!("it is lines");
    };
    lines.into_iter().next().unwrap()
}

/// Books from before there were hashes stay readable, and the chain begins with the next movement.
#[test]
fn a_chain_begins_in_the_middle_of_older_books() {
    let mut books = Books::of(&[got(1), got(2)]);
    for moved in books
        .records
        .iter_mut()
        .flat_map(|record| &mut record.movements)
    {
        moved.previous = None;
    }
    let mut old = books.items();
    old[0].last_movement = None;
    books.stock = Stock::new(old);
    assert!(books.verify().is_sound());
    books.enter(decide(&books.stock, &[line_of(3).order()], false).unwrap());
    books.enter(decide(&books.stock, &[line_of(4).order()], false).unwrap());
    let found = books.verify();
    assert!(found.is_sound(), "{found:?}");
    assert_eq!((found.movements, found.without_hash), (4, 2));
}

/// Hashes are in the table for good: a change here breaks every chain there is. The digits were computed apart from
/// this code, in Python.
#[test]
fn the_canonical_form_stays_as_it_is() {
    let mut books = Books::of(&[got(1), got(2)]);
    let first = "9ed75acf1f4666dcec4a1d72ba4afdef";
    assert_eq!(
        books.records[0].movements[0].previous,
        Some(MovementHash::new(first))
    );
    books.records[1].movements[0].unit = Some(Unit::new("bottle"));
    assert_eq!(
        MovementHash::of(&books.records[1], 0).unwrap().as_str(),
        "79ee0a57f5693b57c619030470e2e7e8"
    );
}

/// Honest records that stand in the ledger in another order than they were decided in, and far too many of them.
#[test]
fn loose_ends_have_an_end() {
    let entries: Vec<Entry> = (0..3_000).map(|_| got(1)).collect();
    let mut books = Books::of(&entries);
    assert!(books.verify().is_sound());
    // Each waits for the one before it: no more than one end is loose.
    books.records.reverse();
    assert!(books.verify().is_sound());
    // Every other one first: all of them are loose.
    books
        .records
        .sort_by_key(|record| record.key.sent_at.as_second() % 2);
    assert_eq!(books.verify().broken[0].place, Break::LooseEnds);
}
