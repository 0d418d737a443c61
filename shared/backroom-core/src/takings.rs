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
    /// What was sold and is owed for: part of what was sold.
    pub on_credit: Money,
    /// What customers paid of what they owed.
    pub paid_off: Money,
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
                self.credit(record);
            }
            // What it leaves missing, or finds, where the item was counted since.
            RecordKind::Undo { .. } => {
                let kept = record.movements.iter().filter(|moved| moved.keeps_count());
                kept.for_each(|movement| self.movement(movement));
            }
            RecordKind::Edit | RecordKind::Refusal | RecordKind::Opening => {}
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

    /// A debt without goods is from before, and nothing that was sold; goods that come back off a debt are no payment. Where two
    /// customers are joined, a debt goes from the one to the other, and nothing was paid.
    fn credit(&mut self, record: &LedgerRecord) {
        let entries = record.entered_credit();
        let sum = entries
            .iter()
            .map(|entry| entry.amount)
            .fold(Money::ZERO, plus);
        if sum.is_zero() {
            return;
        }
        for entry in entries {
            if !record.movements.is_empty() {
                self.on_credit = plus(self.on_credit, entry.amount);
            } else if entry.amount < Money::ZERO {
                self.paid_off = plus(self.paid_off, entry.amount.negated());
            }
        }
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
        if back {
            sold.come_back(&movement);
        } else {
            sold.gone_out(&movement);
        }
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

    fn gone_out(&mut self, movement: &Movement) {
        let quantity = movement.delta.abs();
        let costed = movement.worth.quantity.abs();
        self.quantity = more(self.quantity, quantity);
        let Some(total) = movement.total else {
            self.unpriced = more(self.unpriced, quantity);
            return;
        };
        self.revenue = plus(self.revenue, total);
        self.uncosted = more(self.uncosted, less(quantity, costed));
        let known = total.share(costed, quantity).unwrap_or_default();
        self.known_revenue = plus(self.known_revenue, known);
        self.known_cost = plus(self.known_cost, Money(movement.worth.cost.0.abs()));
    }

    /// What a customer brought back is taken off what was sold: off what has a price or a cost as far as it has them itself,
    /// but of neither more than there is while there is some of the other. That goes at its average.
    fn come_back(&mut self, movement: &Movement) {
        let quantity = movement.delta.abs();
        let costed = movement.worth.quantity.abs();
        let priced = less(self.quantity, self.unpriced);
        let known = less(priced, self.uncosted);
        let off_priced = match movement.total {
            Some(_) => part(quantity, quantity, (priced, self.unpriced)),
            None => part(Quantity::ZERO, quantity, (priced, self.unpriced)),
        };
        let off_known = part(costed.min(off_priced), off_priced, (known, self.uncosted));
        let off_revenue = match movement.total {
            Some(total) => total.share(off_priced, quantity),
            None => self.revenue.share(off_priced, priced),
        }
        .unwrap_or_default();
        let own = off_known.min(costed);
        let own_cost = Money(movement.worth.cost.0.abs()).share(own, costed);
        let other_cost = self.known_cost.share(less(off_known, own), known);
        let off_cost = plus(own_cost.unwrap_or_default(), other_cost.unwrap_or_default());
        let off_known_revenue = off_revenue.share(off_known, off_priced).unwrap_or_default();
        self.quantity = less(self.quantity, quantity);
        self.unpriced = less(self.unpriced, less(quantity, off_priced));
        self.uncosted = less(self.uncosted, less(off_priced, off_known));
        self.revenue = plus(self.revenue, off_revenue.negated());
        self.known_revenue = plus(self.known_revenue, off_known_revenue.negated());
        self.known_cost = plus(self.known_cost, off_cost.negated());
    }
}

/// How much of `all` is of the first of two, where `said` would be: of each no more than there is, while there is some of the
/// other.
fn part(said: Quantity, all: Quantity, (one, other): (Quantity, Quantity)) -> Quantity {
    let (one, other) = (one.max(Quantity::ZERO), other.max(Quantity::ZERO));
    let without = less(all, other);
    said.clamp(one.min(without), one.max(without))
}

fn more(sum: Quantity, part: Quantity) -> Quantity {
    sum.checked_add(part).unwrap_or(sum)
}

fn less(sum: Quantity, part: Quantity) -> Quantity {
    sum.checked_sub(part).unwrap_or(sum)
}

/// A sum of money within a million of the largest amounts, which no ledger holds.
fn plus(sum: Money, part: Money) -> Money {
    Money(sum.0.saturating_add(part.0))
}
