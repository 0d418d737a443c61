//! A shop and what happens in it, to make sentences of.

use backroom_core::business::{Agreed, Business, Member, Plan, Role, Settings};
use backroom_core::ids::{BusinessId, BusinessNumberId, ItemId, MemberId, MessageId, QuestionId};
use backroom_core::intent::{Intent, Line, Parsed};
use backroom_core::inventory::{
    Decision, Item, LedgerKey, LedgerRecord, Order, Pack, RecordKind, Stock, Target, decide,
};
use backroom_core::money::{Money, SellingPrice};
use backroom_core::parse::parse;
use backroom_core::quantity::Quantity;
use backroom_core::reorder::Alert;
use backroom_core::reply::Reply;
use backroom_core::unit::Unit;
use jiff::Timestamp;

pub(crate) fn now() -> Timestamp {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

pub(crate) fn whole(quantity: i64) -> Quantity {
    Quantity::whole(quantity).unwrap()
}

pub(crate) fn question() -> QuestionId {
    QuestionId::new("q0123")
}

pub(crate) fn coke() -> Item {
    Item {
        unit: Some(Unit::new("bottle")),
        on_hand: whole(48),
        version: 9,
        packs: vec![case()],
        price: Some(SellingPrice {
            each: Money(1_800),
            per: Some(Unit::new("bottle")),
        }),
        alert: Some(Alert::At(whole(48))),
        supplier: Some("metro".to_owned()),
        aliases: vec!["coca cola".to_owned()],
        ..Item::new(ItemId::new("coke"), "coke")
    }
}

pub(crate) fn bread() -> Item {
    Item {
        on_hand: whole(9),
        version: 5,
        ..Item::new(ItemId::new("bread"), "bread")
    }
}

pub(crate) fn rice() -> Item {
    Item {
        unit: Some(Unit::new("kg")),
        version: 1,
        ..Item::new(ItemId::new("rice"), "rice")
    }
}

pub(crate) fn items() -> Vec<Item> {
    vec![coke(), bread(), rice()]
}

pub(crate) fn case() -> Pack {
    Pack {
        unit: Unit::new("case"),
        holds: whole(24),
        of: Unit::new("bottle"),
    }
}

pub(crate) fn lines(text: &str) -> Vec<Line> {
    let Parsed::Understood(Intent::Change(lines)) = parse(text) else {
        panic!("{text}");
    };
    lines
}

/// What the text moves of the three items; with stock below zero.
pub(crate) fn moved(text: &str) -> Decision {
    let order = |line: &Line| Order::of(line, Target::Item(ItemId::new(line.name.as_str())));
    let orders: Vec<Order> = lines(text).iter().map(order).collect();
    decide(&Stock::new(items()), &orders, true).unwrap()
}

pub(crate) fn record(text: &str) -> LedgerRecord {
    LedgerRecord {
        happened_at: None,
        answers: None,
        sets: false,
        key: LedgerKey {
            sent_at: now(),
            digest: "d".to_owned(),
        },
        decided_at: now(),
        member: MemberId::new("thandi"),
        member_name: "Thandi".to_owned(),
        kind: RecordKind::Change,
        movements: moved(text).movements,
        credit: Vec::new(),
        reply: Reply::text("Done."),
    }
}

pub(crate) fn business() -> Business {
    Business {
        id: BusinessId::founded_by(&MessageId::new("m1")),
        name: "Thandi's Spaza".to_owned(),
        plan: Plan::Free,
        agreed: Agreed::default(),
        without_place: Vec::new(),
        number: BusinessNumberId::new("1"),
        time_zone: "Africa/Johannesburg".to_owned(),
        currency: "ZAR".to_owned(),
        settings: Settings::default(),
    }
}

pub(crate) fn member(name: &str, role: Role) -> Member {
    Member {
        id: MemberId::new(name),
        business: business().id,
        name: name.to_owned(),
        role,
    }
}
