//! A ledger record as it is kept: one JSON text with short names, so that a one-line sale stays under 1 KB (two write
//! units in a transaction).

use aws_sdk_dynamodb::types::AttributeValue;
use backroom_core::ids::{BusinessId, ItemId, MemberId};
use backroom_core::intent::{Action, Reason};
use backroom_core::inventory::{LedgerKey, LedgerRecord, Movement, RecordKind};
use backroom_core::money::Price;
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
    #[serde(rename = "by")]
    member: MemberId,
    #[serde(rename = "n")]
    member_name: String,
    #[serde(flatten)]
    kind: RecordKind,
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    movements: Vec<Line>,
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
}

/// The record with its key, ready to be put.
pub(super) fn write(
    business: &BusinessId,
    record: &LedgerRecord,
) -> Result<Attributes, StoreError> {
    let body = Body {
        format: FORMAT,
        decided_at: record.decided_at,
        member: record.member.clone(),
        member_name: record.member_name.clone(),
        kind: record.kind.clone(),
        movements: record.movements.iter().map(line).collect(),
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
        member: body.member,
        member_name: body.member_name,
        kind: body.kind,
        movements: body.movements.into_iter().map(movement).collect(),
        reply: body.reply,
    })
}

/// The marker of an undone record: by which it was undone.
pub(super) fn write_undone(
    business: &BusinessId,
    undone: &LedgerKey,
    by: &LedgerKey,
) -> Attributes {
    let mut attributes = keys::undone(business, undone).attributes();
    attributes.insert("undone_by".to_owned(), text(keys::ledger(business, by).sk));
    attributes
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
        price: line.price,
    }
}
