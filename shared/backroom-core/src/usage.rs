//! What a business did in a day, a week or a month: counted from its ledger and its usage counters. Arithmetic only; the
//! words are in [`crate::reply::report`].

mod account;
mod day;
mod due;
mod heard;
mod shelves;
mod tally;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::ids::{ItemId, MemberId};
use crate::intent::{Action, Reason};
use crate::inventory::{Item, LedgerRecord, Movement, RecordKind, Sums};
use crate::money::Money;
use crate::quantity::Quantity;
use crate::unit::{Unit, ratio};

pub use account::Account;
pub use day::{DayUsage, Meter, SLOW_AFTER};
pub use due::{Due, Span, Tense};
pub use heard::{Heard, Window};
pub use shelves::{Cover, Shelves};
pub use tally::{Counted, Tally};

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
    items: Sums<ItemUsage>,
    /// Their changes, by who made them; each with the name they had at last.
    changed_by: BTreeMap<MemberId, (String, u64)>,
    /// How often something was sold on each day, and what that brought as far as prices are known.
    sold_on: BTreeMap<Date, (u64, Money)>,
}

/// What one item did, in one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemUsage {
    /// Its name at last.
    pub name: String,
    /// Its unit.
    pub unit: Option<Unit>,
    /// How often it moved each way, and how much in all.
    flows: BTreeMap<Flow, (u64, Quantity)>,
}

impl ItemUsage {
    /// How often it moved this way.
    pub fn times(&self, flow: Flow) -> u64 {
        self.flows.get(&flow).map_or(0, |(times, _)| *times)
    }

    /// How much was sold and used, in this unit; `None` where that depends on the thing.
    fn gone_in(&self, unit: Option<&Unit>) -> Option<Quantity> {
        let of = |flow| self.flows.get(&flow).map_or(Quantity::ZERO, |flow| flow.1);
        let gone = of(Flow::Sold).checked_add(of(Flow::Used))?;
        if self.unit.as_ref() == unit {
            return Some(gone);
        }
        let piece = Unit::piece();
        let (many, of) = ratio(self.unit.as_ref().unwrap_or(&piece), unit.unwrap_or(&piece))?;
        gone.scale(many, of)
    }
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
    /// By a customer: in again.
    CameBack,
    /// To the supplier.
    SentBack,
}

impl Flow {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 6] = [
        Self::Sold,
        Self::Used,
        Self::Got,
        Self::WrittenOff,
        Self::CameBack,
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
            (Action::Add, Reason::Return) => Some(Self::CameBack),
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
    /// Adds a message that left a record, whether or not that was taken back later.
    pub fn wrote(&mut self, record: &LedgerRecord) {
        // An opening balance is no member's message.
        if record.kind != RecordKind::Opening {
            self.messages += 1;
            self.members.insert(record.member.clone());
        }
    }

    /// Adds what a record that stands (see [`Standing`](crate::inventory::Standing)) has moved on that day.
    pub fn moved_by(&mut self, record: &LedgerRecord, day: Date) {
        match record.kind {
            RecordKind::Change | RecordKind::Fix { .. } => {}
            RecordKind::Undo { .. }
            | RecordKind::Edit
            | RecordKind::Refusal
            | RecordKind::Opening => return,
        }
        self.changes += 1;
        let (name, changes) = self.changed_by.entry(record.member.clone()).or_default();
        name.clone_from(&record.member_name);
        *changes += 1;
        for movement in &record.movements {
            self.movement(movement);
            if Flow::of(movement) == Some(Flow::Sold) {
                let (times, money) = self.sold_on.entry(day).or_default();
                *times += 1;
                *money = Money(money.0.saturating_add(movement.total.unwrap_or_default().0));
            }
        }
    }

    /// Adds messages that left no record.
    pub fn counted<'a>(&mut self, messages: u64, members: impl IntoIterator<Item = &'a MemberId>) {
        self.messages += messages;
        self.members.extend(members.into_iter().cloned());
    }

    /// Whether nobody wrote.
    pub fn is_empty(&self) -> bool {
        self.messages == 0
    }

    /// The items that moved this way, the most often moved first; each with how much.
    pub fn moved(&self, flow: Flow) -> Vec<(&ItemUsage, Quantity)> {
        let mut moved: Vec<(&ItemUsage, u64, Quantity)> = self
            .items
            .rows()
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

    /// How often an item moved this way.
    pub fn times(&self, item: &ItemId, flow: Flow) -> u64 {
        self.items.of(item).map(|did| did.times(flow)).sum()
    }

    /// How much of an item was sold and used, in its unit; `None` if nothing was.
    pub fn gone(&self, item: &Item) -> Option<Quantity> {
        let mut did = self.items.of(&item.id);
        let gone = did.find_map(|did| did.gone_in(item.unit.as_ref()))?;
        (gone > Quantity::ZERO).then_some(gone)
    }

    /// Who changed the stock and how often, the most often first.
    pub fn changed_by(&self) -> Vec<(&str, u64)> {
        let who = self.changed_by.values();
        let mut who: Vec<(&str, u64)> = who.map(|(name, times)| (name.as_str(), *times)).collect();
        who.sort_by_key(|(name, times)| (std::cmp::Reverse(*times), *name));
        who
    }

    /// How often something was sold on that day, and what that brought as far as prices are known.
    pub fn sold_on(&self, day: Date) -> (u64, Money) {
        self.sold_on.get(&day).copied().unwrap_or_default()
    }

    fn movement(&mut self, movement: &Movement) {
        let (item, movement) = self.items.row(movement, || ItemUsage {
            name: String::new(),
            unit: movement.unit.clone(),
            flows: BTreeMap::new(),
        });
        item.name.clone_from(&movement.name);
        if let Some(flow) = Flow::of(&movement) {
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
