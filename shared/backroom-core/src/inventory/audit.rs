//! The audit: does the ledger add up to the items, and is each item's chain whole? Pure; the records are shown to it one
//! after the other, in any order.
//!
//! Memory is a few words for each item, however long the ledger. What grows beyond that are loose ends of chains: a
//! message that was delivered late stands in the ledger before those that were decided before it, and its neighbours
//! wait for it. Past [`LOOSE_ENDS_MAX`] of them an item's chain is called broken and not followed any further.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::credit::Customer;
use crate::ids::{CustomerId, ItemId};
use crate::inventory::{Batch, Item, LedgerKey, LedgerRecord, MovementHash, Worth};
use crate::money::Money;
use crate::quantity::Quantity;

/// How many loose ends of one item's chain are remembered.
const LOOSE_ENDS_MAX: usize = 1_000;

/// What an audit has found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// How many items there are.
    pub items: usize,
    /// How many ledger records were read.
    pub records: usize,
    /// How many movements there are, and how many of them are from before there were hashes.
    pub movements: usize,
    /// See `movements`.
    pub without_hash: usize,
    /// Items that are not what their movements add up to; none, if all is well.
    pub drift: Vec<Drift>,
    /// Items whose known cost is not that of their movements; none, if all is well.
    pub cost_drift: Vec<CostDrift>,
    /// Items whose batches are not those of their movements; none, if all is well.
    pub batch_drift: Vec<ItemId>,
    /// Items whose chain is not whole; none, if all is well.
    pub broken: Vec<Broken>,
    /// Customers whose balance is not the sum of their entries; none, if all is well.
    pub credit_drift: Vec<CustomerId>,
    /// Customers who changed each time they were looked at: nothing is known of them.
    pub credit_unsettled: Vec<CustomerId>,
    /// Items that changed each time they were looked at: nothing is known of them.
    pub unsettled: Vec<ItemId>,
}

/// An item that is not what its movements add up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The item.
    pub item: ItemId,
    /// What the item says; `None` if there is no such item.
    pub on_hand: Option<Quantity>,
    /// The sum of its movements; `None` past what a quantity holds.
    pub ledger: Option<Quantity>,
}

/// An item whose known cost is not what its movements add up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CostDrift {
    /// The item.
    pub item: ItemId,
    /// What the item says; none if there is no such item.
    pub worth: Worth,
    /// The sum of its movements; `None` past what can be counted.
    pub ledger: Option<Worth>,
}

/// An item whose chain is not whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The item.
    pub item: ItemId,
    /// Where.
    pub place: Break,
}

/// Where a chain is not whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Break {
    /// This record's movement does not fit onto the one before it: that one is gone, is not what it was, or is
    /// followed by another.
    At(LedgerKey),
    /// What the item calls its last movement is not the end of its chain.
    End,
    /// More than [`LOOSE_ENDS_MAX`].
    LooseEnds,
}

impl Verification {
    /// Whether all is well, as far as is known.
    pub fn is_sound(&self) -> bool {
        self.drift.is_empty()
            && self.cost_drift.is_empty()
            && self.batch_drift.is_empty()
            && self.broken.is_empty()
            && self.credit_drift.is_empty()
    }
}

/// The books while they are read.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    accounts: BTreeMap<ItemId, Account>,
    /// What each customer's entries come to, in minor units.
    credit: BTreeMap<CustomerId, i128>,
    records: usize,
    movements: usize,
    without_hash: usize,
}

/// One item's.
#[derive(Clone, Debug, Default)]
struct Account {
    /// In millionths.
    sum: i128,
    /// What it cost in minor units, and how much of it in millionths.
    cost: (i128, i128),
    /// What expires when, in millionths; no day has none.
    batches: BTreeMap<Date, i128>,
    has_begun: bool,
    /// Movements that none of those seen follows.
    ends: BTreeSet<MovementHash>,
    /// What movements follow that has not been seen, and the first of these movements.
    awaited: BTreeMap<MovementHash, LedgerKey>,
    broken: Option<Break>,
}

impl Audit {
    /// Takes a record into account: each once.
    pub fn record(&mut self, record: &LedgerRecord) {
        self.records += 1;
        self.movements += record.movements.len();
        for entry in &record.credit {
            *self.credit.entry(entry.customer.clone()).or_default() += i128::from(entry.amount.0);
        }
        for (place, movement) in record.movements.iter().enumerate() {
            let account = self.accounts.entry(movement.item.clone()).or_default();
            account.sum += i128::from(movement.delta.millionths());
            account.cost.0 += i128::from(movement.worth.cost.0);
            account.cost.1 += i128::from(movement.worth.quantity.millionths());
            account.count_batches(&movement.batches);
            match (&movement.previous, MovementHash::of(record, place)) {
                (Some(previous), Some(hash)) => {
                    let begins = *previous == MovementHash::before_all(&movement.item);
                    account.link(previous, hash, begins, &record.key);
                }
                (None, _) | (_, None) => self.without_hash += 1,
            }
        }
    }

    /// Compares with the customers as they were before and after the ledger was read: those whose balance is another, and
    /// those who changed meanwhile.
    pub fn close_credit(
        &mut self,
        before: &[Customer],
        after: &[Customer],
    ) -> (Vec<CustomerId>, Vec<CustomerId>) {
        let mut sums = std::mem::take(&mut self.credit);
        let (mut drift, mut unsettled) = (Vec::new(), Vec::new());
        for customer in after {
            let sum = sums.remove(&customer.id).unwrap_or_default();
            let settled = before
                .iter()
                .any(|was| was.id == customer.id && was.version == customer.version);
            if !settled {
                unsettled.push(customer.id.clone());
            } else if sum != i128::from(customer.balance.0) {
                drift.push(customer.id.clone());
            }
        }
        // Of nobody in the book.
        let lost = sums.into_iter().filter(|(_, sum)| *sum != 0);
        drift.extend(lost.map(|(id, _)| id));
        (drift, unsettled)
    }

    /// Compares with the items as they were before and after the ledger was read. Where both are the same, the ledger
    /// held exactly their movements.
    pub fn close(mut self, before: &[Item], after: &[Item]) -> Verification {
        let mut found = Verification {
            items: after.iter().filter(|item| !item.deleted).count(),
            records: self.records,
            movements: self.movements,
            without_hash: self.without_hash,
            ..Verification::default()
        };
        let before: BTreeMap<_, _> = before.iter().map(|item| (&item.id, item)).collect();
        let after: BTreeMap<_, _> = after.iter().map(|item| (&item.id, item)).collect();
        let ids: BTreeSet<ItemId> = after
            .keys()
            .copied()
            .cloned()
            .chain(self.accounts.keys().cloned())
            .collect();
        for id in ids {
            let item = after.get(&id).copied();
            if item.map(|item| item.version) != before.get(&id).map(|item| item.version) {
                found.unsettled.push(id);
                continue;
            }
            let account = self.accounts.remove(&id).unwrap_or_default();
            found.drift.extend(account.drift(&id, item));
            found.cost_drift.extend(account.cost_drift(&id, item));
            if !account.has_batches(item.map_or(&[], |item| &item.batches)) {
                found.batch_drift.push(id.clone());
            }
            let place = account.break_in(item);
            found
                .broken
                .extend(place.map(|place| Broken { item: id, place }));
        }
        found
    }
}

impl Account {
    fn link(&mut self, previous: &MovementHash, hash: MovementHash, begins: bool, key: &LedgerKey) {
        let follows_one_seen = if begins {
            !std::mem::replace(&mut self.has_begun, true)
        } else {
            self.ends.remove(previous)
        };
        if !follows_one_seen {
            let waits = !begins && !self.awaited.contains_key(previous);
            if waits {
                self.awaited.insert(previous.clone(), key.clone());
            } else {
                self.broken.get_or_insert_with(|| Break::At(key.clone()));
            }
        }
        if self.awaited.remove(&hash).is_none() {
            self.ends.insert(hash);
        }
        if self.ends.len() + self.awaited.len() > LOOSE_ENDS_MAX {
            self.ends.clear();
            self.awaited.clear();
            self.broken = Some(Break::LooseEnds);
        }
    }

    fn count_batches(&mut self, changes: &[Batch]) {
        for change in changes {
            let sum = self.batches.entry(change.expires).or_default();
            *sum += i128::from(change.quantity.millionths());
            if *sum == 0 {
                self.batches.remove(&change.expires);
            }
        }
    }

    fn has_batches(&self, batches: &[Batch]) -> bool {
        let batches = batches.iter();
        let own = batches.map(|batch| (batch.expires, i128::from(batch.quantity.millionths())));
        own.eq(self.batches.iter().map(|(day, sum)| (*day, *sum)))
    }

    fn drift(&self, id: &ItemId, item: Option<&Item>) -> Option<Drift> {
        let on_hand = item.map(|item| item.on_hand);
        let adds_up = i128::from(on_hand.unwrap_or_default().millionths()) == self.sum;
        (!adds_up).then(|| Drift {
            item: id.clone(),
            on_hand,
            ledger: i64::try_from(self.sum)
                .ok()
                .and_then(Quantity::from_millionths),
        })
    }

    fn cost_drift(&self, id: &ItemId, item: Option<&Item>) -> Option<CostDrift> {
        let worth = item.map_or(Worth::NONE, |item| item.worth);
        let (cost, quantity) = self.cost;
        let ledger = i64::try_from(cost).ok().and_then(|cost| {
            let millionths = i64::try_from(quantity).ok()?;
            Some(Worth {
                quantity: Quantity::from_millionths(millionths)?,
                cost: Money(cost),
            })
        });
        (ledger != Some(worth)).then(|| CostDrift {
            item: id.clone(),
            worth,
            ledger,
        })
    }

    fn break_in(self, item: Option<&Item>) -> Option<Break> {
        if self.broken.is_some() {
            return self.broken;
        }
        if let Some(key) = self.awaited.into_values().min() {
            return Some(Break::At(key));
        }
        let last = item.and_then(|item| item.last_movement.as_ref());
        (!self.ends.iter().eq(last)).then_some(Break::End)
    }
}
