//! Packs: what a case, a bag or a roll of an item holds, and what an amount comes to in the item's own unit.
//!
//! A pack is a fact about the item as it was said ("1 case = 24 bottles"), not about its unit: it stays true when the
//! item is kept in something else. The ledger never depends on it: each movement carries what it came to then.

use serde::{Deserialize, Serialize};

use crate::inventory::Item;
use crate::quantity::Quantity;
use crate::unit::{Dimension, Unit, ratio};

/// How many packs an item can have: a record with a few of them is still read and written as one kilobyte.
pub const PACKS_MAX: usize = 6;

/// "1 case = 24 bottles", of one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// The pack: "case".
    #[serde(rename = "u")]
    pub unit: Unit,
    /// How much it holds: more than nothing.
    #[serde(rename = "n")]
    pub holds: Quantity,
    /// Of what: "bottle", or "piece" if nothing was said.
    #[serde(rename = "of")]
    pub of: Unit,
}

/// Why an amount can't be told in an item's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmeasured {
    /// Nothing is known that leads from the one unit to the other.
    Unknown,
    /// It is known, but comes out crooked: a bottle is no exact part of a case of 24.
    Inexact,
}

impl Item {
    /// A quantity in the unit that the item is counted in. A number without a unit is so many pieces. What is counted comes out exactly or not at all; what is measured, to a millionth.
    ///
    /// # Errors
    /// Where nothing leads to the item's unit, or not exactly.
    pub fn measure(&self, quantity: Quantity, unit: Option<&Unit>) -> Result<Quantity, Unmeasured> {
        let way = self.way_from(unit).ok_or(Unmeasured::Unknown)?;
        let dimension = self.unit.as_ref().map(Unit::dimension);
        let measured = matches!(
            dimension,
            Some(Dimension::Mass | Dimension::Volume | Dimension::Length)
        );
        way.of(quantity, !measured).ok_or(Unmeasured::Inexact)
    }

    /// The same to a millionth, whatever is counted: for a level, not for stock.
    pub fn measure_about(&self, quantity: Quantity, unit: Option<&Unit>) -> Option<Quantity> {
        self.way_from(unit)?.of(quantity, false)
    }

    fn way_from(&self, unit: Option<&Unit>) -> Option<Fraction> {
        let piece = Unit::piece();
        let base = self.unit.as_ref().unwrap_or(&piece);
        way(unit.unwrap_or(&piece), base, &self.packs)
    }

    /// So much of it, in this unit: rounded to a millionth. `None` where that can't be told.
    pub(super) fn told_in(&self, amount: Quantity, unit: Option<&Unit>) -> Option<Quantity> {
        let piece = Unit::piece();
        let base = self.unit.as_ref().unwrap_or(&piece);
        way(base, unit.unwrap_or(&piece), &self.packs)?.of(amount, false)
    }

    /// What this pack holds, if that is known.
    pub fn pack(&self, unit: &Unit) -> Option<&Pack> {
        self.packs
            .iter()
            .find(|pack| pack.unit.canonical() == unit.canonical())
    }

    /// Learns what a pack holds, in place of what was known of it. False if the item has too many packs already.
    pub fn learn(&mut self, pack: Pack) -> bool {
        self.packs
            .retain(|known| known.unit.canonical() != pack.unit.canonical());
        let room = self.packs.len() < PACKS_MAX;
        if room {
            self.packs.push(pack);
        }
        room
    }
}

/// Which of two units is the pack, and which is what it holds: a case of bottles, a bag of kilograms. `None` where
/// neither holds the other: kilograms and litres, bottles and tins, so many kilograms to a piece.
pub fn pack_and_content<'a>(one: &'a Unit, other: &'a Unit) -> Option<(&'a Unit, &'a Unit)> {
    let size = |unit: &Unit| match unit.dimension() {
        Dimension::Mass | Dimension::Volume | Dimension::Length => Some(0),
        Dimension::Count if unit.is_plain() => Some(1),
        Dimension::Count => Some(2),
        Dimension::Pack => Some(3),
        Dimension::Loose => None,
    };
    let (pack, content) = match size(one)?.cmp(&size(other)?) {
        std::cmp::Ordering::Greater => (one, other),
        std::cmp::Ordering::Less => (other, one),
        std::cmp::Ordering::Equal => return None,
    };
    let counted = size(pack)? == 2 && size(content)? == 1;
    (!pack.is_plain() && !counted).then_some((pack, content))
}

/// A fraction, in its lowest terms.
#[derive(Clone, Copy)]
struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    fn new(numerator: i128, denominator: i128) -> Option<Self> {
        let divisor = greatest_common_divisor(numerator, denominator);
        (divisor > 0).then(|| Self {
            numerator: numerator / divisor,
            denominator: denominator / divisor,
        })
    }

    fn times(self, other: Self) -> Option<Self> {
        // Each reduced across first: no product is larger than it must be.
        let one = Self::new(self.numerator, other.denominator)?;
        let two = Self::new(other.numerator, self.denominator)?;
        Some(Self {
            numerator: one.numerator.checked_mul(two.numerator)?,
            denominator: one.denominator.checked_mul(two.denominator)?,
        })
    }

    /// So much of a quantity: exactly, or rounded half away from zero to a millionth, but never to nothing.
    fn of(self, quantity: Quantity, exactly: bool) -> Option<Quantity> {
        let product = i128::from(quantity.millionths()).checked_mul(self.numerator)?;
        let rest = product % self.denominator;
        if rest != 0 && exactly {
            return None;
        }
        let up = rest.abs().checked_mul(2)? >= self.denominator;
        let rounded = product / self.denominator + if up { product.signum() } else { 0 };
        let result = Quantity::from_millionths(i64::try_from(rounded).ok()?)?;
        (result.is_zero() == quantity.is_zero()).then_some(result)
    }
}

fn greatest_common_divisor(one: i128, other: i128) -> i128 {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// What one of a unit is in the other, straight or by way of packs, each used once.
fn way(from: &Unit, to: &Unit, packs: &[Pack]) -> Option<Fraction> {
    let straight = |from: &Unit, to: &Unit| {
        let (numerator, denominator) = ratio(from, to)?;
        Fraction::new(numerator.into(), denominator.into())
    };
    if let Some(way) = straight(from, to) {
        return Some(way);
    }
    packs.iter().enumerate().find_map(|(at, pack)| {
        let holds = Fraction::new(pack.holds.millionths().into(), 1_000_000)?;
        let others = [&packs[..at], &packs[at + 1..]].concat();
        let unpacked = || {
            let into = straight(from, &pack.unit)?.times(holds)?;
            into.times(way(&pack.of, to, &others)?)
        };
        let packed = || {
            let holds = Fraction::new(holds.denominator, holds.numerator)?;
            let into = straight(from, &pack.of)?.times(holds)?;
            into.times(way(&pack.unit, to, &others)?)
        };
        unpacked().or_else(packed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ItemId;

    /// An item kept in `base`, with packs such as "case 24 bottle".
    fn item(base: &str, packs: &[&str]) -> Item {
        let unit = |word: &str| Unit::new(word);
        let pack = |text: &&str| {
            let mut words = text.split(' ');
            let mut next = || words.next().unwrap();
            Pack {
                unit: unit(next()),
                holds: next().parse().unwrap(),
                of: unit(next()),
            }
        };
        Item {
            unit: (base != "-").then(|| unit(base)),
            packs: packs.iter().map(pack).collect(),
            ..Item::new(ItemId::new("thing"), "Thing")
        }
    }

    #[track_caller]
    fn check(base: &str, packs: &[&str], said: &str, expected: &str) {
        let (quantity, unit) = said.split_once(' ').unwrap();
        let unit = (unit != "-").then(|| Unit::new(unit));
        let measured = item(base, packs).measure(quantity.parse().unwrap(), unit.as_ref());
        let shown = match measured {
            Ok(quantity) => quantity.to_string(),
            Err(why) => format!("{why:?}").to_lowercase(),
        };
        assert_eq!(shown, expected, "{said}, kept in {base}, {packs:?}");
    }

    #[test]
    fn a_pack_is_so_many_of_what_it_holds() {
        check("bottle", &["case 24 bottle"], "2 case", "48");
        check("bottle", &["case 24 bottle"], "0.5 case", "12");
        check("-", &["case 24 piece"], "2 case", "48");
        check("bottle", &["case 24 piece"], "2 case", "48");
        check("-", &["case 24 bottle"], "2 case", "48");
        check("kg", &["bag 50 kg"], "2 bag", "100");
        check("g", &["bag 50 kg"], "2 bag", "100000");
        check(
            "bottle",
            &["pallet 60 case", "case 24 bottle"],
            "1 pallet",
            "1440",
        );
        check("bottle", &["case 24 bottle"], "2 crate", "unknown");
        check("bottle", &[], "2 case", "unknown");
        check("bottle", &["case 12 bottle"], "2 case of 24", "48");
        check("case", &["case 12 bottle"], "2 case of 24", "2");
        check("kg", &[], "2 case of 24", "unknown");
        check("case", &["case 24 bottle"], "2 tray of 12", "1");
        check("bottle", &["case 24 bottle"], "2 kg", "unknown");
    }

    #[test]
    fn what_is_kept_in_packs_is_told_exactly_or_not_at_all() {
        check("case", &["case 24 bottle"], "48 bottle", "2");
        check("case", &["case 24 bottle"], "3 bottle", "0.125");
        check("case", &["case 24 bottle"], "1 bottle", "inexact");
        // By way of a third of a case, and still a whole number of bottles.
        check("bottle", &["case 24 bottle", "case 3 tray"], "1 tray", "8");
        check("bag", &["bag 50 kg"], "25 kg", "0.5");
        check("kg", &["bag 12.5 kg"], "3 bag", "37.5");
    }

    #[test]
    fn a_pack_that_is_learnt_again_replaces_what_was_known() {
        let mut item = item("bottle", &["case 24 bottle"]);
        let pack = |unit: &str| Pack {
            unit: Unit::new(unit),
            holds: Quantity::ONE,
            of: Unit::new("bottle"),
        };
        assert!(item.learn(pack("case")));
        assert_eq!(item.packs, [pack("case")]);
        for unit in ["box", "crate", "tray", "carton", "pack"] {
            assert!(item.learn(pack(unit)));
        }
        assert!(!item.learn(pack("pallet")), "too many");
        assert_eq!(item.packs.len(), PACKS_MAX);
    }
}
