//! Corrections: "no, 15", "the bread was 8 not 6", "no, @ 15".

use serde::{Deserialize, Serialize};

use super::Reason;
use crate::money::Price;
use crate::quantity::Quantity;
use crate::unit::Unit;

/// How to correct the last change, or the one that is named. In a quoting reply it is the quoted message's change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fix {
    /// "no, 15", "I meant 15 kg": another quantity.
    Quantity(Quantity, Option<Unit>),
    /// "I meant bread": another item.
    Name(String),
    /// "no, 15 bread": both.
    Both(Quantity, Option<Unit>, String),
    /// "no, @ 15", "no, 4 for R60": another price, perhaps of another quantity.
    Price(Option<(Quantity, Option<Unit>)>, Price),
    /// "the bread was 8 not 6": another quantity in the last change of this item, whatever came after it.
    Of(Quantity, Option<Unit>, String),
    /// "the last sale was 8 not 6": the same, of the last change of this kind.
    OfKind(Quantity, Option<Unit>, Reason),
}

impl Fix {
    /// The better quantity, with the unit said, if any.
    pub fn quantity(&self) -> Option<(Quantity, Option<&Unit>)> {
        match self {
            Self::Quantity(quantity, unit)
            | Self::Both(quantity, unit, _)
            | Self::Of(quantity, unit, _)
            | Self::OfKind(quantity, unit, _) => Some((*quantity, unit.as_ref())),
            Self::Price(said, _) => said
                .as_ref()
                .map(|(quantity, unit)| (*quantity, unit.as_ref())),
            Self::Name(_) => None,
        }
    }

    /// The item that is named.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) | Self::Both(_, _, name) | Self::Of(_, _, name) => Some(name),
            Self::Quantity(..) | Self::Price(..) | Self::OfKind(..) => None,
        }
    }
}
