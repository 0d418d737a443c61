//! The chain: each movement carries the hash of the item's movement before it, and the item that of its last one. A
//! movement that is changed, taken out or slipped in afterwards no longer fits its neighbours, and shows.
//!
//! What is hashed is the canonical form below: what moved, when, by whom, and the hash before it. Names of people and
//! the words of the reply are not in it: they may have to be forgotten one day, and the chain has to outlive that.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ItemId, MemberId, short_hash};
use crate::intent::{Action, Reason};
use crate::inventory::{Batch, Item, LedgerRecord, Movement, Worth};
use crate::money::{Money, Price};
use crate::quantity::Quantity;
use crate::unit::Unit;

/// Stands for one movement and, through the hash in it, for all of its item's movements before: 32 hexadecimal digits,
/// the first half of a SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MovementHash(String);

impl MovementHash {
    /// As it was kept.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, to be kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the first movement of an item carries, since there is none before it.
    pub fn before_all(item: &ItemId) -> Self {
        Self(short_hash(&["item", item.as_str()]))
    }

    /// The hash of the movement at this place (from zero) of the record; `None` if it is in no chain.
    pub fn of(record: &LedgerRecord, place: usize) -> Option<Self> {
        let movement = record.movements.get(place)?;
        let canonical = Canonical {
            item: &movement.item,
            sent_at: record.key.sent_at.as_second(),
            message: &record.key.digest,
            place,
            member: &record.member,
            decided_at: record.decided_at,
            action: movement.action,
            reason: movement.reason,
            said: movement.said,
            said_unit: movement.said_unit.as_ref(),
            delta: movement.delta,
            on_hand: movement.on_hand,
            unit: movement.unit.as_ref(),
            price: movement.price,
            previous: movement.previous.as_ref()?,
            total: movement.total,
            worth: movement.worth,
            batches: &movement.batches,
        };
        let text = serde_json::to_string(&canonical).expect("texts and numbers are JSON");
        Some(Self(short_hash(&["movement", &text])))
    }
}

/// What is hashed, as JSON in this order, what is absent left out. A field that movements get one day joins at the end
/// and is left out where it is absent, so that older hashes stay what they are.
#[derive(Serialize)]
struct Canonical<'a> {
    item: &'a ItemId,
    /// Unix seconds, as in the record's key.
    sent_at: i64,
    message: &'a str,
    place: usize,
    member: &'a MemberId,
    decided_at: Timestamp,
    action: Action,
    reason: Reason,
    said: Quantity,
    #[serde(skip_serializing_if = "Option::is_none")]
    said_unit: Option<&'a Unit>,
    delta: Quantity,
    on_hand: Quantity,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a Unit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<Price>,
    previous: &'a MovementHash,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Money>,
    #[serde(skip_serializing_if = "Worth::is_none")]
    worth: Worth,
    #[serde(skip_serializing_if = "<[Batch]>::is_empty")]
    batches: &'a [Batch],
}

/// Hangs the record's movements onto the chains of their items, which are as they were read but for what moves. An item
/// from before there were chains begins its own here.
pub fn link(record: &mut LedgerRecord, items: &mut [Item]) {
    for place in 0..record.movements.len() {
        let movement: &mut Movement = &mut record.movements[place];
        let Some(item) = items.iter_mut().find(|item| item.id == movement.item) else {
            continue;
        };
        let last = item.last_movement.take();
        movement.previous = Some(last.unwrap_or_else(|| MovementHash::before_all(&item.id)));
        item.last_movement = MovementHash::of(record, place);
        // A message that was late is no later movement.
        item.moved_at = item.moved_at.max(Some(record.key.sent_at));
    }
}
