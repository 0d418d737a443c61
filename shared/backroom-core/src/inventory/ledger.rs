//! The ledger: one record for each message that was decided, with its movements and the reply that was given.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::credit::CreditEntry;
use crate::ids::{ItemId, MemberId, MessageId, QuestionId};
use crate::intent::{Action, Reason};
use crate::inventory::{Batch, MovementHash, Worth};
use crate::money::{Money, Price};
use crate::quantity::Quantity;
use crate::reply::Reply;
use crate::unit::Unit;

/// So many days afterwards is told what happened, at most: each day of the week has a name for that long.
pub const TOLD_DAYS: i32 = 7;

/// What happened is told so long afterwards at most, but for corrections: [`TOLD_DAYS`], of which one may have an hour more.
pub const TOLD_WITHIN: SignedDuration = SignedDuration::from_hours(24 * TOLD_DAYS as i64 + 1);

/// Where a message's record stands in the ledger: known from the message alone, which is what makes the put of the
/// record the duplicate check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LedgerKey {
    /// When the message was sent.
    pub sent_at: Timestamp,
    /// [`MessageId::digest`] of the message.
    pub digest: String,
}

impl LedgerKey {
    /// The key of this message's record.
    pub fn of(id: &MessageId, sent_at: Timestamp) -> Self {
        Self {
            sent_at,
            digest: id.digest(),
        }
    }
}

/// What became of one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRecord {
    /// Its place.
    pub key: LedgerKey,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// When it happened, if not when the message was sent: a correction is of when that was which it corrects. What is counted
    /// by days goes by this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened_at: Option<Timestamp>,
    /// The question that it answered, or let drop: who answers it again is told what came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<QuestionId>,
    /// Whether it set something that is no stock: a price, an alert, a setting. It is changed by saying it again, and a bare
    /// "undo" that follows it may be meant for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sets: bool,
    /// Who sent it.
    pub member: MemberId,
    /// Their name then, for "who sold coke".
    pub member_name: String,
    /// What kind of record it is.
    pub kind: RecordKind,
    /// What moved; empty for a refusal.
    pub movements: Vec<Movement>,
    /// What was owed or paid, each customer once; of a correction, what it takes back and then what it enters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credit: Vec<CreditEntry>,
    /// What was answered: a redelivered message is answered the same.
    pub reply: Reply,
}

impl LedgerRecord {
    /// When what it tells of happened.
    pub fn happened(&self) -> Timestamp {
        self.happened_at.unwrap_or(self.key.sent_at)
    }

    /// Whether it changed what there is, or what is owed.
    pub fn moves(&self) -> bool {
        !self.movements.is_empty() || !self.credit.is_empty()
    }

    /// The movements that it entered: of a correction, only the new one.
    pub fn entered(&self) -> &[Movement] {
        match self.kind {
            RecordKind::Fix { .. } => &self.movements[self.movements.len().saturating_sub(1)..],
            RecordKind::Change
            | RecordKind::Undo { .. }
            | RecordKind::Edit
            | RecordKind::Refusal
            | RecordKind::Opening => &self.movements,
        }
    }

    /// The entries of the credit book that it made: of a correction, only the new one.
    pub fn entered_credit(&self) -> &[CreditEntry] {
        match self.kind {
            RecordKind::Fix { .. } => &self.credit[self.credit.len().saturating_sub(1)..],
            RecordKind::Change
            | RecordKind::Undo { .. }
            | RecordKind::Edit
            | RecordKind::Refusal
            | RecordKind::Opening => &self.credit,
        }
    }
}

/// Kinds of record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RecordKind {
    /// Stock moved.
    Change,
    /// Earlier records were taken back: all their movements, the other way.
    Undo {
        /// The records that were taken back, newest first.
        of: Vec<LedgerKey>,
    },
    /// "no, 15": an earlier record was taken back and a corrected one entered.
    Fix {
        /// The record that was corrected.
        of: LedgerKey,
    },
    /// An item itself was changed: its names, its packs or its unit. Not to be undone, but to be changed again.
    Edit,
    /// Nothing moved: kept so that a redelivered message gets the same answer even if the stock has moved since.
    Refusal,
    /// Opening balances: an import, a seed.
    Opening,
}

impl Movement {
    /// The date that was said of what came in or was counted, if there was one.
    pub fn expires(&self) -> Option<Date> {
        let said = self.action != Action::Remove && self.reason != Reason::Correction;
        let more = self
            .batches
            .iter()
            .find(|batch| !batch.quantity.is_negative());
        more.filter(|_| said).map(|batch| batch.expires)
    }
}

/// One row of the ledger: so much of one item in or out. Never changed, never deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// The item.
    pub item: ItemId,
    /// Its name then.
    pub name: String,
    /// The way it was said.
    pub action: Action,
    /// Why.
    pub reason: Reason,
    /// The quantity as said.
    pub said: Quantity,
    /// The unit as said.
    pub said_unit: Option<Unit>,
    /// What was added to on hand, in the item's unit: negative is out; for a count the variance.
    pub delta: Quantity,
    /// On hand afterwards.
    pub on_hand: Quantity,
    /// The item's unit.
    pub unit: Option<Unit>,
    /// The price, if said.
    pub price: Option<Price>,
    /// What the line came to, where it is known: paid for what came in, earned by what was sold (by the price said or
    /// remembered), given back for what a customer returned.
    pub total: Option<Money>,
    /// What was added to the item's worth: for what goes out, its cost with a minus.
    pub worth: Worth,
    /// Whether the item fell to its alert with this movement.
    pub fell_low: bool,
    /// What was added to the item's batches, each day once and the earliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub batches: Vec<Batch>,
    /// The hash of the item's movement before this one, see [`crate::inventory::link`]; `None` until it is written, and
    /// from before there were hashes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<MovementHash>,
}
