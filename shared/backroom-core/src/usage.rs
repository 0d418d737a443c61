//! What a business did in a day or a week: counted from its ledger and its usage counters. Arithmetic only; the words
//! are in [`crate::reply::report`].

mod due;
mod heard;

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{ItemId, MemberId};
use crate::intent::{Action, Reason};
use crate::inventory::{LedgerRecord, Movement, RecordKind};
use crate::quantity::Quantity;
use crate::unit::Unit;

pub use due::{Due, Span};
pub use heard::{Heard, Window};

/// What a business did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Messages of members, of whatever kind.
    pub messages: u64,
    /// Those of them that moved stock and still stand.
    pub changes: u64,
    /// Who wrote.
    pub members: BTreeSet<MemberId>,
    /// What moved, by item.
    items: BTreeMap<ItemId, ItemUsage>,
}

/// What one item did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemUsage {
    /// Its name at last.
    pub name: String,
    /// Its unit at last.
    pub unit: Option<Unit>,
    /// On hand at last.
    pub on_hand: Quantity,
    /// How often it moved each way, and how much in all.
    flows: BTreeMap<Flow, (u64, Quantity)>,
}

/// The ways in which stock moves, as a report tells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// To customers.
    Sold,
    /// By the shop itself.
    Used,
    /// In, from wherever.
    Got,
    /// Damaged, expired, stolen.
    WrittenOff,
    /// To the supplier.
    SentBack,
}

impl Flow {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 5] = [
        Self::Sold,
        Self::Used,
        Self::Got,
        Self::WrittenOff,
        Self::SentBack,
    ];

    /// Counts, corrections and what is only called or kept otherwise move nothing in this sense.
    fn of(movement: &Movement) -> Option<Self> {
        match (movement.action, movement.reason) {
            (Action::Set, _)
            | (
                _,
                Reason::Correction
                | Reason::Count
                | Reason::WriteOff
                | Reason::Transfer
                | Reason::Conversion,
            ) => None,
            (Action::Add, _) => Some(Self::Got),
            (Action::Remove, Reason::Sale) => Some(Self::Sold),
            (Action::Remove, Reason::Use | Reason::Receipt) => Some(Self::Used),
            (Action::Remove, Reason::Damage | Reason::Expiry | Reason::Theft) => {
                Some(Self::WrittenOff)
            }
            (Action::Remove, Reason::Return) => Some(Self::SentBack),
        }
    }
}

impl Usage {
    /// Adds a record of the ledger; `undone` if a later one has taken it back.
    pub fn record(&mut self, record: &LedgerRecord, undone: bool) {
        match record.kind {
            // Not a member's message.
            RecordKind::Opening => return,
            RecordKind::Change | RecordKind::Fix { .. } if !undone => {
                self.changes += 1;
                for movement in &record.movements {
                    self.movement(movement);
                }
            }
            RecordKind::Change
            | RecordKind::Fix { .. }
            | RecordKind::Undo { .. }
            | RecordKind::Edit
            | RecordKind::Refusal => {}
        }
        self.messages += 1;
        self.members.insert(record.member.clone());
        // What is taken back has moved again: what is on hand is so by the latest record of any kind.
        for movement in &record.movements {
            if let Some(item) = self.items.get_mut(&movement.item) {
                item.on_hand = movement.on_hand;
            }
        }
    }

    /// Adds messages that left no record.
    pub fn counted(&mut self, messages: u64, members: &BTreeSet<MemberId>) {
        self.messages += messages;
        self.members.extend(members.iter().cloned());
    }

    /// Whether nobody wrote.
    pub fn is_empty(&self) -> bool {
        self.messages == 0
    }

    /// The items that moved this way, the most often moved first; each with how much.
    pub fn moved(&self, flow: Flow) -> Vec<(&ItemUsage, Quantity)> {
        let mut moved: Vec<(&ItemUsage, u64, Quantity)> = self
            .items
            .values()
            .filter_map(|item| {
                let (times, quantity) = item.flows.get(&flow)?;
                Some((item, *times, *quantity))
            })
            .collect();
        moved.sort_by(|one, other| {
            let order = |(item, times, quantity): &(&ItemUsage, u64, Quantity)| {
                (std::cmp::Reverse((*times, *quantity)), item.name.clone())
            };
            order(one).cmp(&order(other))
        });
        moved
            .into_iter()
            .map(|(item, _, quantity)| (item, quantity))
            .collect()
    }

    /// The items that moved and of which nothing was left, by name.
    pub fn ran_out(&self) -> Vec<&ItemUsage> {
        let mut out: Vec<&ItemUsage> = self
            .items
            .values()
            .filter(|item| item.on_hand <= Quantity::ZERO)
            .collect();
        out.sort_by(|one, other| one.name.cmp(&other.name));
        out
    }

    fn movement(&mut self, movement: &Movement) {
        let item = self
            .items
            .entry(movement.item.clone())
            .or_insert_with(|| ItemUsage {
                name: movement.name.clone(),
                unit: None,
                on_hand: movement.on_hand,
                flows: BTreeMap::new(),
            });
        item.name.clone_from(&movement.name);
        item.unit.clone_from(&movement.unit);
        if let Some(flow) = Flow::of(movement) {
            let (times, total) = item.flows.entry(flow).or_default();
            *times += 1;
            *total = total
                .checked_add(movement.delta.abs())
                .unwrap_or(Quantity::MAX);
        }
    }
}

#[cfg(test)]
mod tests;
