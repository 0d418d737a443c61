//! Running low, and what to buy.
//!
//! Whether an item is low is told from what is on hand alone, so that each crossing is found in the decision that makes
//! it, and found once: what is low already falls no further, and what has come up again may fall again.

use serde::{Deserialize, Serialize};

use crate::intent::Reason;
use crate::inventory::{Item, Movement, Pack};
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

    /// What to buy of it: enough to reach twice its alert. `None` while it is not low.
    pub fn to_buy(&self) -> Option<Purchase<'_>> {
        let alert = self.alert.filter(|_| self.is_low())?;
        let level = alert.level();
        self.purchase(level.checked_add(level)?.checked_sub(self.on_hand)?)
    }

    /// So much that is short of it, in whole ones and whole packs. `None` if nothing is.
    pub fn purchase(&self, short: Quantity) -> Option<Purchase<'_>> {
        let whole = short.millionths().div_euclid(Quantity::ONE.millionths());
        let rest = short.millionths().rem_euclid(Quantity::ONE.millionths());
        let short = Quantity::whole(whole + i64::from(rest > 0));
        let short = short.filter(|short| *short > Quantity::ZERO)?;
        let packs = self.packs_for(short);
        Some(Purchase { short, packs })
    }

    /// So much in whole packs: the largest that are not more than is short, else the smallest that there are.
    fn packs_for(&self, short: Quantity) -> Option<(i64, &Pack)> {
        let sized = self.packs.iter().filter_map(|pack| {
            let size = self.measure(Quantity::ONE, Some(&pack.unit)).ok()?;
            (size > Quantity::ONE).then_some((size, pack))
        });
        let (size, pack) = sized.min_by_key(|(size, _)| {
            let fits = *size <= short;
            (!fits, if fits { size.negated() } else { *size })
        })?;
        let (short, size) = (short.millionths(), size.millionths());
        Some((
            short.div_euclid(size) + i64::from(short.rem_euclid(size) > 0),
            pack,
        ))
    }
}

/// What to buy of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purchase<'a> {
    /// How much is short, in whole ones of the item's unit.
    pub short: Quantity,
    /// That in whole packs, where it is known what a pack holds.
    pub packs: Option<(i64, &'a Pack)>,
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
    use crate::unit::Unit;

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
            let bread = bread(on_hand, alert);
            let buy = bread.to_buy();
            buy.map_or_else(|| "nothing".to_owned(), |buy| buy.short.to_string())
        };
        assert_eq!(bought("11", at), "nothing");
        assert_eq!(bought("10", at), "10");
        assert_eq!(bought("10", below), "nothing");
        assert_eq!(bought("9.25", below), "11");
        assert_eq!(bought("0", at), "20");
        assert_eq!(bought("-2", at), "22");
        assert_eq!(bought("0", Alert::At(Quantity::ZERO)), "nothing");
    }

    #[test]
    fn what_is_bought_in_packs_is_rounded_up_to_whole_ones() {
        let level = |level: i64| Alert::At(Quantity::whole(level).unwrap());
        let pack = |unit: &str, holds: i64, of: &str| Pack {
            unit: Unit::new(unit),
            holds: Quantity::whole(holds).unwrap(),
            of: Unit::new(of),
        };
        let item = Item {
            packs: vec![
                pack("pallet", 60, "case"),
                pack("pack", 6, "piece"),
                pack("case", 24, "piece"),
            ],
            ..bread("0", level(15))
        };
        let bought = |item: &Item| {
            let (number, pack) = item.to_buy()?.packs?;
            Some(format!("{number} {}", pack.unit.as_str()))
        };
        assert_eq!(bought(&item).unwrap(), "2 case", "30 are short");
        let few = Item {
            alert: Some(level(2)),
            ..item.clone()
        };
        assert_eq!(bought(&few).unwrap(), "1 pack", "4 are short");
        let many = Item {
            alert: Some(level(720)),
            ..item.clone()
        };
        assert_eq!(bought(&many).unwrap(), "1 pallet", "1440 are short");
        let in_cases = Item {
            unit: Some(Unit::new("case")),
            packs: vec![pack("case", 24, "piece")],
            ..item
        };
        assert_eq!(bought(&in_cases), None, "they are counted in packs");
    }
}
