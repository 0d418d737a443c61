//! What a shop sold, earned and lost in a stretch of its ledger. Arithmetic only; the words are in
//! [`crate::reply::takings`].
//!
//! A profit is told only of what has both a price and a cost; of everything else it is told how much there is of it.

use crate::intent::{Action, Reason};
use crate::inventory::{LedgerRecord, Movement, RecordKind, Sums};
use crate::money::Money;
use crate::quantity::Quantity;
use crate::unit::Unit;

/// What a shop took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Takings {
    /// What was sold, by item; what customers brought back is taken off.
    pub items: Sums<Sold>,
    /// What was used up, at cost.
    pub used: Money,
    /// What was broken, expired, stolen or missing at a count (less what a count found), at cost.
    pub lost: Money,
}

/// What was sold of one item, in one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sold {
    /// Its name at last.
    pub name: String,
    /// Its unit.
    pub unit: Option<Unit>,
    /// How much.
    pub quantity: Quantity,
    /// What was paid for it, as far as prices are known.
    pub revenue: Money,
    /// How much of it went without a known price.
    pub unpriced: Quantity,
    /// How much of it had a price, but no known cost.
    pub uncosted: Quantity,
    /// What was paid for that part of it whose cost is known too.
    pub known_revenue: Money,
    /// What that part cost.
    pub known_cost: Money,
}

impl Takings {
    /// Adds a record that stands (see [`Standing`](crate::inventory::Standing)).
    pub fn record(&mut self, record: &LedgerRecord) {
        match record.kind {
            RecordKind::Change | RecordKind::Fix { .. } => {
                for movement in &record.movements {
                    self.movement(movement);
                }
            }
            RecordKind::Undo { .. }
            | RecordKind::Edit
            | RecordKind::Refusal
            | RecordKind::Opening => {}
        }
    }

    /// Whether nothing was sold, used or lost.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.used.is_zero() && self.lost.is_zero()
    }

    /// What was paid, as far as prices are known.
    pub fn revenue(&self) -> Money {
        self.sum(|sold| sold.revenue)
    }

    /// What was paid for that whose cost is known too.
    pub fn known_revenue(&self) -> Money {
        self.sum(|sold| sold.known_revenue)
    }

    /// What that cost.
    pub fn known_cost(&self) -> Money {
        self.sum(|sold| sold.known_cost)
    }

    fn sum(&self, of: impl Fn(&Sold) -> Money) -> Money {
        self.items
            .rows()
            .fold(Money::ZERO, |sum, sold| plus(sum, of(sold)))
    }

    fn movement(&mut self, movement: &Movement) {
        let lost = movement.worth.cost.negated();
        match (movement.reason, movement.action) {
            (Reason::Sale, _) => self.sold(movement, false),
            (Reason::Return, Action::Add) => self.sold(movement, true),
            (Reason::Use, _) => self.used = plus(self.used, lost),
            (Reason::Damage | Reason::Expiry | Reason::Theft | Reason::WriteOff, _) => {
                self.lost = plus(self.lost, lost);
            }
            // What a count brings in at a price was not found, but entered.
            (Reason::Count, _) if movement.price.is_none() => self.lost = plus(self.lost, lost),
            (
                Reason::Count
                | Reason::Receipt
                | Reason::Return
                | Reason::Correction
                | Reason::Transfer
                | Reason::Conversion,
                _,
            ) => {}
        }
    }

    fn sold(&mut self, movement: &Movement, back: bool) {
        let (sold, movement) = self.items.row(movement, || Sold::none_of(movement));
        sold.name.clone_from(&movement.name);
        let quantity = movement.delta.abs();
        let costed = movement.worth.quantity.abs();
        let counted = |sum: Quantity, part: Quantity| {
            let part = if back { part.negated() } else { part };
            sum.checked_add(part).unwrap_or(sum)
        };
        let paid = |sum: Money, part: Money| plus(sum, if back { part.negated() } else { part });
        sold.quantity = counted(sold.quantity, quantity);
        let Some(total) = movement.total else {
            sold.unpriced = counted(sold.unpriced, quantity);
            return;
        };
        let uncosted = quantity.checked_sub(costed).unwrap_or_default();
        sold.revenue = paid(sold.revenue, total);
        sold.uncosted = counted(sold.uncosted, uncosted);
        let known = total.share(costed, quantity).unwrap_or_default();
        sold.known_revenue = paid(sold.known_revenue, known);
        sold.known_cost = paid(sold.known_cost, Money(movement.worth.cost.0.abs()));
    }
}

impl Sold {
    fn none_of(movement: &Movement) -> Self {
        Self {
            name: movement.name.clone(),
            unit: movement.unit.clone(),
            quantity: Quantity::ZERO,
            revenue: Money::ZERO,
            unpriced: Quantity::ZERO,
            uncosted: Quantity::ZERO,
            known_revenue: Money::ZERO,
            known_cost: Money::ZERO,
        }
    }
}

/// A sum of money within a million of the largest amounts, which no ledger holds.
fn plus(sum: Money, part: Money) -> Money {
    Money(sum.0.saturating_add(part.0))
}
