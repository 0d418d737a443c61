//! A ledger record as it is kept: one JSON text with short names, so that a one-line sale stays under 1 KB (two write
//! units in a transaction).

use aws_sdk_dynamodb::types::AttributeValue;
use backroom_core::credit::CreditEntry;
use backroom_core::ids::{BusinessId, ItemId, MemberId, QuestionId};
use backroom_core::intent::{Action, Reason};
use backroom_core::inventory::{Batch, LedgerRecord, Movement, MovementHash, RecordKind, Worth};
use backroom_core::money::{Money, Price};
use backroom_core::quantity::Quantity;
use backroom_core::reply::Reply;
use backroom_core::unit::Unit;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::attributes::{Attributes, Row, text};
use super::error::StoreError;
use super::keys;

/// The format this code writes, and the only one it reads.
const FORMAT: u16 = 1;

/// [`LedgerRecord`] without its key, which is the record's own.
#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(rename = "f")]
    format: u16,
    #[serde(rename = "at")]
    decided_at: Timestamp,
    #[serde(rename = "on", default, skip_serializing_if = "Option::is_none")]
    happened_at: Option<Timestamp>,
    #[serde(rename = "q", default, skip_serializing_if = "Option::is_none")]
    answers: Option<QuestionId>,
    #[serde(rename = "set", default, skip_serializing_if = "is_default")]
    sets: bool,
    #[serde(rename = "by")]
    member: MemberId,
    #[serde(rename = "n")]
    member_name: String,
    #[serde(flatten)]
    kind: RecordKind,
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    movements: Vec<Line>,
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    credit: Vec<CreditEntry>,
    #[serde(rename = "r")]
    reply: Reply,
}

/// [`Movement`], without what can be told from the rest.
#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(rename = "i")]
    item: ItemId,
    /// Left out if it is the item's id.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(rename = "a")]
    action: Action,
    #[serde(rename = "y")]
    reason: Reason,
    #[serde(rename = "s")]
    said: Quantity,
    #[serde(rename = "su", default, skip_serializing_if = "Option::is_none")]
    said_unit: Option<Unit>,
    #[serde(rename = "d")]
    delta: Quantity,
    #[serde(rename = "h")]
    on_hand: Quantity,
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    unit: Option<Unit>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    price: Option<Price>,
    /// Whether that is [`Price::AtRate`].
    #[serde(rename = "pr", default, skip_serializing_if = "is_default")]
    at_rate: bool,
    /// The hash of the item's movement before it.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    previous: Option<MovementHash>,
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    total: Option<Money>,
    /// The two parts of its worth.
    #[serde(rename = "wq", default, skip_serializing_if = "is_default")]
    worth_quantity: Quantity,
    #[serde(rename = "wc", default, skip_serializing_if = "is_default")]
    worth_cost: Money,
    #[serde(rename = "lo", default, skip_serializing_if = "is_default")]
    fell_low: bool,
    #[serde(rename = "b", default, skip_serializing_if = "Vec::is_empty")]
    batches: Vec<Batch>,
}

/// What is nothing takes no room.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The record with its key, ready to be put.
pub(super) fn write(
    business: &BusinessId,
    record: &LedgerRecord,
) -> Result<Attributes, StoreError> {
    let body = Body {
        format: FORMAT,
        decided_at: record.decided_at,
        happened_at: record.happened_at,
        answers: record.answers.clone(),
        sets: record.sets,
        member: record.member.clone(),
        member_name: record.member_name.clone(),
        kind: record.kind.clone(),
        movements: record.movements.iter().map(line).collect(),
        credit: record.credit.clone(),
        reply: record.reply.clone(),
    };
    let body = serde_json::to_string(&body)
        .map_err(|_| StoreError::Unsound("a ledger record that is no JSON"))?;
    let mut attributes = keys::ledger(business, &record.key).attributes();
    attributes.insert("body".to_owned(), text(body));
    Ok(attributes)
}

/// The first record of a business: nothing is older, so reading backwards ends there.
pub(super) fn write_founding(
    business: &BusinessId,
    record: &LedgerRecord,
) -> Result<Attributes, StoreError> {
    let mut attributes = write(business, record)?;
    attributes.insert("founding".to_owned(), AttributeValue::Bool(true));
    Ok(attributes)
}

/// Whether it is the first record of its business.
pub(super) fn is_founding(attributes: &Attributes) -> bool {
    attributes.contains_key("founding")
}

pub(super) fn read(attributes: &Attributes) -> Result<LedgerRecord, StoreError> {
    let row = Row::new("ledger", attributes);
    let key = keys::ledger_key(row.text(keys::SK)?).ok_or_else(|| row.corrupt("key"))?;
    let body: Body = serde_json::from_str(row.text("body")?).map_err(|_| row.corrupt("body"))?;
    if body.format != FORMAT {
        return Err(row.corrupt("format"));
    }
    Ok(LedgerRecord {
        key,
        decided_at: body.decided_at,
        happened_at: body.happened_at,
        answers: body.answers,
        sets: body.sets,
        member: body.member,
        member_name: body.member_name,
        kind: body.kind,
        movements: body.movements.into_iter().map(movement).collect(),
        credit: body.credit,
        reply: body.reply,
    })
}

fn line(movement: &Movement) -> Line {
    Line {
        item: movement.item.clone(),
        name: (movement.name != movement.item.as_str()).then(|| movement.name.clone()),
        action: movement.action,
        reason: movement.reason,
        said: movement.said,
        said_unit: movement.said_unit.clone(),
        delta: movement.delta,
        on_hand: movement.on_hand,
        unit: movement.unit.clone(),
        price: movement.price,
        at_rate: Price::is_at_rate(movement.price),
        previous: movement.previous.clone(),
        total: movement.total,
        worth_quantity: movement.worth.quantity,
        worth_cost: movement.worth.cost,
        fell_low: movement.fell_low,
        batches: movement.batches.clone(),
    }
}

fn movement(line: Line) -> Movement {
    Movement {
        name: line.name.unwrap_or_else(|| line.item.as_str().to_owned()),
        item: line.item,
        action: line.action,
        reason: line.reason,
        said: line.said,
        said_unit: line.said_unit,
        delta: line.delta,
        on_hand: line.on_hand,
        unit: line.unit,
        price: Price::kept(line.price, line.at_rate),
        previous: line.previous,
        total: line.total,
        worth: Worth {
            quantity: line.worth_quantity,
            cost: line.worth_cost,
        },
        fell_low: line.fell_low,
        batches: line.batches,
    }
}

#[cfg(test)]
mod tests {
    use backroom_core::ids::MessageId;
    use backroom_core::inventory::LedgerKey;
    use backroom_core::reply::Button;

    use super::*;

    #[test]
    fn a_record_is_written_in_this_form_and_read_back_whole() {
        let business = BusinessId::new("b0123456789abcdef");
        let mut record = sale();
        let written = write(&business, &record).unwrap();
        let body = written["body"].as_s().unwrap();
        assert_eq!(
            body,
            r#"{"f":1,"at":"2026-11-24T11:09:58.123Z","by":"m0123456789abcdef","n":"Thandi","kind":"change","m":[{"i":"coke","n":"Coke","a":"remove","y":"sale","s":"2","su":"case","d":"-48","h":"9","u":"bottle","p":{"each":1800},"l":"9ed75acf1f4666dcec4a1d72ba4afdef","t":3600,"wq":"-48","wc":-2400,"lo":true}],"r":{"body":"Sold 2 cases of Coke. 9 bottles left."}}"#
        );
        assert_eq!(read(&written).unwrap(), record);

        record.kind = RecordKind::Undo {
            of: vec![LedgerKey::of(&MessageId::new("a"), record.key.sent_at)],
        };
        record.movements[0].name = "coke".to_owned();
        record.reply.buttons = vec![Button {
            id: "undo".to_owned(),
            title: "Undo".to_owned(),
        }];
        assert_eq!(read(&write(&business, &record).unwrap()).unwrap(), record);
    }

    #[test]
    fn a_one_line_sale_is_less_than_a_kilobyte_with_room_to_spare() {
        let mut record = sale();
        record.movements[0].name =
            "Simba Chips Mexican Chilli 120g (the big bag, party size)".to_owned();
        record.movements[0].item = ItemId::new(record.movements[0].name.as_str());
        record.reply.body = "a reply of two hundred characters ".repeat(6);
        let written = write(&BusinessId::new("b0123456789abcdef"), &record).unwrap();
        let bytes: usize = written
            .iter()
            .map(|(name, value)| name.len() + value.as_s().map_or(1, String::len))
            .sum();
        assert!(bytes < 800, "{bytes}");
    }

    #[test]
    fn what_is_no_record_is_not_believed() {
        let business = BusinessId::new("b");
        let whole = write(&business, &sale()).unwrap();
        for (name, value) in [
            ("body", "{}"),
            ("body", r#"{"f":2}"#),
            ("SK", "yesterday"),
            ("SK", "x#y"),
        ] {
            let mut broken = whole.clone();
            broken.insert(name.to_owned(), text(value));
            let error = read(&broken).unwrap_err();
            assert!(
                matches!(error, StoreError::Corrupt { kind: "ledger", .. }),
                "{error}"
            );
        }
    }

    fn sale() -> LedgerRecord {
        LedgerRecord {
            happened_at: None,
            answers: None,
            sets: false,
            credit: Vec::new(),
            key: LedgerKey::of(
                &MessageId::new("wamid.1"),
                "2026-11-24T11:09:57Z".parse().unwrap(),
            ),
            decided_at: "2026-11-24T11:09:58.123Z".parse().unwrap(),
            member: MemberId::new("m0123456789abcdef"),
            member_name: "Thandi".to_owned(),
            kind: RecordKind::Change,
            movements: vec![Movement {
                item: ItemId::new("coke"),
                name: "Coke".to_owned(),
                action: Action::Remove,
                reason: Reason::Sale,
                said: Quantity::whole(2).unwrap(),
                said_unit: Some(Unit::new("case")),
                delta: Quantity::whole(-48).unwrap(),
                on_hand: Quantity::whole(9).unwrap(),
                unit: Some(Unit::new("bottle")),
                price: Some(Price::Each(Money(1800))),
                previous: Some(MovementHash::before_all(&ItemId::new("coke"))),
                total: Some(Money(3600)),
                worth: Worth {
                    quantity: Quantity::whole(-48).unwrap(),
                    cost: Money(-2400),
                },
                fell_low: true,
                batches: Vec::new(),
            }],
            reply: Reply {
                body: "Sold 2 cases of Coke. 9 bottles left.".to_owned(),
                ..Reply::default()
            },
        }
    }
}
