//! What the stock of an item cost: exact, in whole minor units, and always the sum of what its movements brought and took.
//!
//! An item keeps how much of it has a known cost, and what that cost in all; the average is never kept, so that there is
//! nothing to round but what leaves. What leaves takes its share, rounded half to even, and the rest stays behind: the
//! last one takes all that is left. What has a known cost goes first. Each movement keeps what it changed, and taking
//! it back puts back the same.

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::quantity::Quantity;

/// A stock's cost, or a change of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worth {
    /// How much of the stock has a known cost, in the item's unit.
    pub quantity: Quantity,
    /// What that much cost in all.
    pub cost: Money,
}

impl Worth {
    /// Nothing whose cost is known.
    pub const NONE: Self = Self {
        quantity: Quantity::ZERO,
        cost: Money::ZERO,
    };

    /// Whether it is nothing.
    pub fn is_none(&self) -> bool {
        *self == Self::NONE
    }

    /// The other way.
    #[must_use]
    pub fn negated(self) -> Self {
        Self {
            quantity: self.quantity.negated(),
            cost: self.cost.negated(),
        }
    }

    /// What so much takes out of it: no more than there is.
    #[must_use]
    pub fn taken(self, quantity: Quantity) -> Self {
        if quantity >= self.quantity {
            return self;
        }
        Self {
            quantity,
            cost: self.cost.share(quantity, self.quantity).unwrap_or_default(),
        }
    }

    /// So much more at the average cost; nothing where that is not known.
    #[must_use]
    pub fn more(self, quantity: Quantity) -> Self {
        self.cost
            .share(quantity, self.quantity)
            .map_or(Self::NONE, |cost| Self { quantity, cost })
    }

    /// After a change that leaves so much on hand. What is not there has no cost: of ten that come in where two were
    /// missing, eight are on hand, and cost eight tenths.
    #[must_use]
    pub fn after(self, change: Self, on_hand: Quantity) -> Option<Self> {
        let quantity = self.quantity.checked_add(change.quantity)?;
        let cost = self.cost.checked_add(change.cost)?.max(Money::ZERO);
        let most = on_hand.max(Quantity::ZERO);
        if quantity <= Quantity::ZERO || most.is_zero() {
            return Some(Self::NONE);
        }
        Some(Self { quantity, cost }.taken(most))
    }

    /// From one to the other.
    #[must_use]
    pub fn change_to(self, after: Self) -> Option<Self> {
        Some(Self {
            quantity: after.quantity.checked_sub(self.quantity)?,
            cost: after.cost.checked_add(self.cost.negated())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worth(quantity: i64, cost: i64) -> Worth {
        Worth {
            quantity: Quantity::whole(quantity).unwrap(),
            cost: Money(cost),
        }
    }

    #[test]
    fn the_last_one_takes_what_rounding_left() {
        let mut left = worth(3, 100);
        let mut taken = Vec::new();
        for _ in 0..3 {
            let out = left.taken(Quantity::ONE);
            let on_hand = left.quantity.checked_sub(Quantity::ONE).unwrap();
            left = left.after(out.negated(), on_hand).unwrap();
            taken.push(out.cost.0);
        }
        assert_eq!((taken, left), (vec![33, 34, 33], Worth::NONE));
    }

    #[test]
    fn what_is_missing_has_no_cost() {
        let eight = Quantity::whole(8).unwrap();
        assert_eq!(
            Worth::NONE.after(worth(10, 12_000), eight),
            Some(worth(8, 9_600))
        );
        let short = Quantity::whole(-2).unwrap();
        assert_eq!(
            Worth::NONE.after(worth(10, 12_000), short),
            Some(Worth::NONE)
        );
    }

    #[test]
    fn what_is_found_has_the_average_cost() {
        assert_eq!(worth(10, 125).more(Quantity::ONE), worth(1, 12));
        assert_eq!(Worth::NONE.more(Quantity::ONE), Worth::NONE);
    }
}
