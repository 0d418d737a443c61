//! Units of quantity: as written, what they measure, and how one turns into another.
//!
//! A [`Unit`] keeps the word that was written ("tbsp", "tablespoon", "bottel"); what it means is looked up in
//! `unit/measures.rs`, and which words name it in each language in `unit/english.rs` and its neighbours.
//!
//! Single things and packs are told apart: a bottle, tin, bag or loaf is one thing, and a number without a unit means
//! the same as a number of them. A case, box, crate, pack, carton or tray holds several things whose number has to be
//! known, so it is never taken for a number of pieces. Said with it, it is: a "case of 24" is 24 pieces, and still a
//! case where cases are counted. (A dozen is a number, not a unit: the grammar reads it as 12.)

mod afrikaans;
mod english;
mod measures;

use std::borrow::Cow;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::quantity::Quantity;
use measures::Measure;

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
    /// Household measures that are not converted: pinch, handful; and any word that is not known as a unit.
    Loose,
}

/// One word for a unit in one language.
struct Word {
    /// As written, in the singular.
    singular: &'static str,
    /// Its plural in replies; equal to the singular for symbols ("5 kg").
    plural: &'static str,
    /// Other ways to write the plural, or the word with an unusual spelling of the singular.
    also: &'static [&'static str],
    /// The measure that it names, see `unit/measures.rs`.
    means: &'static str,
}

/// A word that has a plural.
const fn word(
    singular: &'static str,
    plural: &'static str,
    also: &'static [&'static str],
    means: &'static str,
) -> Word {
    Word {
        singular,
        plural,
        also,
        means,
    }
}

/// A symbol or abbreviation, which is read with a plural s but never written with one.
const fn symbol(symbol: &'static str, also: &'static [&'static str], means: &'static str) -> Word {
    word(symbol, symbol, also, means)
}

/// Another language is one more file, and one more name here. Where two languages share a form, the first wins.
const LANGUAGES: &[&[Word]] = &[english::WORDS, afrikaans::WORDS];

/// Each form of each word, sorted for look-up.
static FORMS: LazyLock<Vec<(&'static str, &'static Word, &'static Measure)>> =
    LazyLock::new(|| {
        let mut forms = Vec::new();
        for word in LANGUAGES.iter().copied().flatten() {
            let Some(measure) = measures::MEASURES.iter().find(|m| m.name == word.means) else {
                continue; // a test holds that there is none
            };
            for form in [word.singular, word.plural].iter().chain(word.also) {
                forms.push((*form, word, measure));
            }
        }
        forms.sort_by_key(|(form, _, _)| *form); // stable: the first language stays first
        forms.dedup_by_key(|(form, _, _)| *form);
        forms
    });

fn look_up(form: &str) -> Option<(&'static Word, &'static Measure)> {
    let at = FORMS
        .binary_search_by(|(known, _, _)| (*known).cmp(form))
        .ok()?;
    let (_, word, measure) = FORMS[at];
    Some((word, measure))
}

impl Unit {
    /// Takes the text as it is: the caller has folded it.
    pub fn new(singular: impl Into<String>) -> Self {
        Self(singular.into())
    }

    /// So many single things in one: "case of 24".
    pub fn pack_of(singular: &str, pieces: u32) -> Self {
        Self(format!("{singular}{OF}{pieces}"))
    }

    /// The word and the number of a pack whose number was said: "case" and 24 of a "case of 24".
    pub fn pack(&self) -> Option<(Self, u32)> {
        let (word, pieces) = self.0.split_once(OF)?;
        Some((Self::new(word), pieces.parse().ok()?))
    }

    /// The unit that this lower-case word names, singular or plural, in any language: "bottles" is "bottle",
    /// "kgs" is "kg", "blikke" is "blik". The word is kept; only its number is changed.
    pub fn from_word(word: &str) -> Option<Self> {
        look_up(word).map(|(word, _)| Self::new(word.singular))
    }

    /// As written, in the singular.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The one name of what is meant: "g" for "gram", "tin" for "can" and "blik"; the word itself if it is not known.
    pub fn canonical(&self) -> &str {
        look_up(&self.0).map_or(&self.0, |(_, measure)| measure.name)
    }

    /// What it measures.
    pub fn dimension(&self) -> Dimension {
        look_up(&self.0).map_or(Dimension::Loose, |(_, measure)| measure.dimension)
    }

    /// As it is written after any number but one: "bottles", "loaves", but "kg".
    pub fn plural(&self) -> Cow<'_, str> {
        if let Some((word, pieces)) = self.pack() {
            return Cow::Owned(format!("{}{OF}{pieces}", word.plural()));
        }
        match look_up(&self.0) {
            Some((word, _)) => Cow::Borrowed(word.plural),
            None => Cow::Owned(regular_plural(&self.0)),
        }
    }

    /// What a number without a unit is in.
    pub fn piece() -> Self {
        Self::new(measures::PIECE)
    }

    /// Whether it only says "one of them": piece, each, unit.
    pub fn is_plain(&self) -> bool {
        self.canonical() == measures::PIECE
    }
}

/// "3 bottles", "1 loaf", "5 kg", "3".
pub fn display(quantity: Quantity, unit: Option<&Unit>) -> String {
    match unit {
        None => quantity.to_string(),
        Some(unit) if quantity.abs() == Quantity::ONE => format!("{quantity} {}", unit.as_str()),
        Some(unit) => format!("{quantity} {}", unit.plural()),
    }
}

/// Converts between units of the same dimension, right to a millionth; `None` where they can't be compared
/// (a case in bottles, a kilogram in litres), the result is out of range, or something would become nothing.
pub fn convert(quantity: Quantity, from: &Unit, to: &Unit) -> Option<Quantity> {
    let (numerator, denominator) = sizes(from, to)?;
    let converted = quantity.scale(numerator, denominator)?;
    (converted.is_zero() == quantity.is_zero()).then_some(converted)
}

/// How much of the one unit is how much of the other: 1 kg is 1000/1 g. `None` where they can't be compared.
fn sizes(from: &Unit, to: &Unit) -> Option<(i64, i64)> {
    if from == to || from.canonical() == to.canonical() {
        return Some((1, 1));
    }
    let (_, from) = look_up(&from.0)?;
    let (_, to) = look_up(&to.0)?;
    if from.dimension == to.dimension {
        Some((from.size?, to.size?))
    } else {
        None
    }
}

/// Between a pack and the number of its pieces.
const OF: &str = " of ";

/// How much of the one unit is how much of the other, where that is so of anything; `None` where it depends on the thing.
///
/// A piece and a single thing (a bottle, a loaf) are the same. Two different single things are not: three cloves are not
/// three heads. A case is so many pieces if it says so ("case of 24"), and a case where cases are counted.
pub(crate) fn ratio(from: &Unit, to: &Unit) -> Option<(i64, i64)> {
    if let Some((word, pieces)) = from.pack() {
        let in_pieces = || ratio(&Unit::piece(), to).map(|(one, of)| (one * i64::from(pieces), of));
        return sizes(&word, to).or_else(in_pieces);
    }
    let counts = |unit: &Unit| unit.dimension() == Dimension::Count;
    let plain = from.is_plain() || to.is_plain();
    sizes(from, to).or_else(|| (plain && counts(from) && counts(to)).then_some((1, 1)))
}

/// The English plural of a word that is in no table.
fn regular_plural(word: &str) -> String {
    if let Some(stem) = word.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'i', 'o', 'u'])
        && !stem.is_empty()
    {
        return format!("{stem}ies");
    }
    let hisses = ["s", "x", "z", "ch", "sh"];
    let ending = if hisses.iter().any(|end| word.ends_with(end)) {
        "es"
    } else {
        "s"
    };
    format!("{word}{ending}")
}

#[cfg(test)]
mod tests;
