//! Running low, and what to buy.
//!
//! Whether an item is low is told from what is on hand alone, so that each crossing is found in the decision that makes
//! it, and found once: what is low already falls no further, and what has come up again may fall again.

use serde::{Deserialize, Serialize};

use crate::intent::Reason;
use crate::inventory::{Item, Movement};
use crate::quantity::Quantity;

/// From when on an item is low, in its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alert {
    /// "alert bread 10": with so much or less.
    At(Quantity),
    /// "alert me when bread is below 10": with less.
    Below(Quantity),
}

impl Alert {
    /// The quantity in it.
    pub fn level(self) -> Quantity {
        match self {
            Self::At(level) | Self::Below(level) => level,
        }
    }

    /// The same with another quantity.
    #[must_use]
    pub fn with(self, level: Quantity) -> Self {
        match self {
            Self::At(_) => Self::At(level),
            Self::Below(_) => Self::Below(level),
        }
    }

    /// Whether so much is little.
    pub fn is_low(self, on_hand: Quantity) -> bool {
        match self {
            Self::At(level) => on_hand <= level,
            Self::Below(level) => on_hand < level,
        }
    }
}

impl Item {
    /// Whether there is less of it than its alert says.
    pub fn is_low(&self) -> bool {
        self.alert.is_some_and(|alert| alert.is_low(self.on_hand))
    }

    /// How much to buy of it, in whole ones of its unit: enough to reach twice its alert. `None` while it is not low.
    pub fn to_buy(&self) -> Option<Quantity> {
        let alert = self.alert.filter(|_| self.is_low())?;
        let level = alert.level();
        let short = level.checked_add(level)?.checked_sub(self.on_hand)?;
        let whole = short.millionths().div_euclid(Quantity::ONE.millionths());
        let rest = short.millionths().rem_euclid(Quantity::ONE.millionths());
        Quantity::whole(whole + i64::from(rest > 0)).filter(|buy| *buy > Quantity::ZERO)
    }
}

/// Marks the movement with which an item fell to its alert; the items are as the movements leave them.
pub fn mark(items: &[Item], movements: &mut [Movement]) {
    for item in items {
        let Some(alert) = item.alert else { continue };
        // By the way it may be kept in another unit: what it was before counts in the unit it is in now.
        let of_item =
            |moved: &Movement| moved.item == item.id && moved.reason != Reason::Conversion;
        let first = movements.iter().find(|moved| of_item(moved));
        let before = first.and_then(|moved| moved.on_hand.checked_sub(moved.delta));
        let crossed = before.is_some_and(|before| !alert.is_low(before) && item.is_low());
        if let Some(last) = movements.iter_mut().rev().find(|moved| of_item(moved)) {
            last.fell_low = crossed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ItemId;

    fn bread(on_hand: &str, alert: Alert) -> Item {
        Item {
            on_hand: on_hand.parse().unwrap(),
            alert: Some(alert),
            ..Item::new(ItemId::new("bread"), "bread")
        }
    }

    #[test]
    fn what_is_to_be_bought_reaches_twice_the_alert() {
        let ten = Quantity::whole(10).unwrap();
        let (at, below) = (Alert::At(ten), Alert::Below(ten));
        let bought = |on_hand: &str, alert| {
            let buy = bread(on_hand, alert).to_buy();
            buy.map_or_else(|| "nothing".to_owned(), |buy| buy.to_string())
        };
        assert_eq!(bought("11", at), "nothing");
        assert_eq!(bought("10", at), "10");
        assert_eq!(bought("10", below), "nothing");
        assert_eq!(bought("9.25", below), "11");
        assert_eq!(bought("0", at), "20");
        assert_eq!(bought("-2", at), "22");
        assert_eq!(bought("0", Alert::At(Quantity::ZERO)), "nothing");
    }
}
