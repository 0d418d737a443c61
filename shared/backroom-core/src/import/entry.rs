//! A row of a sheet, read.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::catalogue::fold;
use crate::ids::ItemId;
use crate::import::Columns;
use crate::import::number::{Decimal, Unreadable, money, quantity};
use crate::inventory::Item;
use crate::money::{Money, SellingPrice};
use crate::quantity::Quantity;
use crate::reorder::Alert;
use crate::unit::{Dimension, Unit};

/// The longest name of an item, in characters, as in a message.
const NAME_MAX: usize = 80;
/// How much of a cell a fault quotes, in characters.
const QUOTED: usize = 30;

/// What a row says of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The folded name: what the item is found by.
    pub id: ItemId,
    /// The name as it stands there.
    pub name: String,
    /// How much there is.
    pub quantity: Quantity,
    /// What it is counted in; `None` for plain pieces, or if the row does not say.
    pub unit: Option<Unit>,
    /// What one sells for.
    pub price: Option<Money>,
    /// What one cost.
    pub cost: Option<Money>,
    /// Who it is bought from.
    pub supplier: Option<String>,
    /// With so much or less it is low.
    pub alert: Option<Quantity>,
}

/// What a row says of an item beside how much there is and what that cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Beside {
    /// What its price and its level are in; `None` is the item's own unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// What one sells for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Who it is bought from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// With so much or less it is low.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<Quantity>,
}

impl Entry {
    /// What it says beside that, if anything.
    pub fn beside(&self) -> Option<Beside> {
        let any = self.price.is_some() || self.supplier.is_some() || self.alert.is_some();
        any.then(|| Beside {
            unit: self.unit.clone(),
            price: self.price,
            supplier: self.supplier.clone(),
            alert: self.alert,
        })
    }
}

impl Beside {
    /// Notes it on the item.
    pub fn note(&self, item: &mut Item) {
        // Without a unit, it is in the item's own.
        let unit = self.unit.as_ref().or(item.unit.as_ref()).cloned();
        if let Some(level) = self.alert {
            let level = item.measure_about(level, unit.as_ref());
            item.alert = level.map(Alert::At).or(item.alert);
        }
        if let Some(each) = self.price {
            item.price = Some(SellingPrice { each, per: unit });
        }
        if let Some(supplier) = &self.supplier {
            item.supplier = Some(supplier.clone());
        }
    }
}

/// Why a row can't be taken. What it quotes has no control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no name, but something else.
    NoName,
    /// Signs alone, or control characters: nothing that could be found again.
    Nameless(String),
    /// More than 80 characters.
    NameTooLong,
    /// There is a name and no quantity.
    NoQuantity,
    /// The heading of the cell, what is in it, and what is wrong with that.
    Number(&'static str, String, Unreadable),
    /// The heading of the cell, and what is in it.
    Negative(&'static str, String),
    /// Not a unit that is known.
    UnknownUnit(String),
    /// The quantity's own unit and that of its column differ.
    TwoUnits(String, String),
    /// The item is kept in a unit that this can't be turned into.
    OtherUnit(String),
    /// More than can be counted.
    TooMuch,
    /// The same item as in this line.
    Again(u64),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoName => f.write_str("no name"),
            Self::Nameless(name) => write!(f, "\"{name}\" is no name that could be found again"),
            Self::NameTooLong => write!(f, "the name has more than {NAME_MAX} characters"),
            Self::NoQuantity => f.write_str("no quantity"),
            Self::Number(what, cell, why) => match why {
                Unreadable::Empty => write!(f, "no {what}"),
                Unreadable::NotANumber => write!(f, "{what} \"{cell}\" is not a number"),
                Unreadable::Ambiguous => {
                    write!(f, "{what} \"{cell}\" may be in thousands or a fraction")
                }
                Unreadable::OutOfRange => write!(f, "{what} \"{cell}\" is out of range"),
            },
            Self::Negative(what, cell) => write!(f, "{what} \"{cell}\" is less than nothing"),
            Self::UnknownUnit(unit) => write!(f, "\"{unit}\" is not a unit that I know"),
            Self::TwoUnits(one, other) => write!(f, "in \"{one}\" and in \"{other}\" at once"),
            Self::OtherUnit(unit) => write!(f, "the shop keeps it in {unit}"),
            Self::TooMuch => f.write_str("more than can be counted"),
            Self::Again(line) => write!(f, "the same item as in line {line}"),
        }
    }
}

/// How the rows of a sheet are read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What stands where.
    pub columns: Columns,
    /// What its numbers are written with, if anything told.
    pub decimal: Option<Decimal>,
    /// What the sheet calls units that are called otherwise here, in lower case.
    pub units: BTreeMap<String, Unit>,
}

impl Reading {
    /// What a row says; `None` if there is nothing in it.
    ///
    /// # Errors
    /// See [`Fault`].
    pub fn entry(&self, row: &[String]) -> Result<Option<Entry>, Fault> {
        let columns = &self.columns;
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(None);
        }
        let (id, name) = name(cell(row, Some(columns.name)))?;
        let (quantity, word) = self.quantity("quantity", cell(row, Some(columns.quantity)))?;
        let own = self.unit(word)?;
        let unit = self.unit(cell(row, columns.unit))?;
        let unit = match (own, unit) {
            (Some(own), Some(unit)) if own.canonical() != unit.canonical() => {
                return Err(Fault::TwoUnits(own.as_str().into(), unit.as_str().into()));
            }
            (own, unit) => unit.or(own),
        };
        let supplier = quoted(cell(row, columns.supplier), NAME_MAX);
        let alert = match cell(row, columns.alert) {
            "" => None,
            cell => Some(self.quantity("reorder level", cell)?.0),
        };
        Ok(Some(Entry {
            id,
            name,
            quantity,
            unit: unit.filter(|unit| !unit.is_plain()),
            price: self.money("price", cell(row, columns.price))?,
            cost: self.money("cost", cell(row, columns.cost))?,
            supplier: Some(supplier).filter(|supplier| !supplier.is_empty()),
            alert,
        }))
    }

    fn quantity<'a>(
        &self,
        what: &'static str,
        cell: &'a str,
    ) -> Result<(Quantity, &'a str), Fault> {
        let (quantity, word) = match quantity(cell, self.decimal) {
            Ok(read) => read,
            Err(Unreadable::Empty) => return Err(Fault::NoQuantity),
            Err(why) => return Err(Fault::Number(what, quoted(cell, QUOTED), why)),
        };
        if quantity.is_negative() {
            return Err(Fault::Negative(what, quoted(cell, QUOTED)));
        }
        Ok((quantity, word))
    }

    fn money(&self, what: &'static str, cell: &str) -> Result<Option<Money>, Fault> {
        match money(cell, self.decimal) {
            Ok(money) if money.0 < 0 => Err(Fault::Negative(what, quoted(cell, QUOTED))),
            Ok(money) => Ok(Some(money)),
            Err(Unreadable::Empty) => Ok(None),
            Err(why) => Err(Fault::Number(what, quoted(cell, QUOTED), why)),
        }
    }

    /// "bottles", "Kg", "case of 24".
    fn unit(&self, cell: &str) -> Result<Option<Unit>, Fault> {
        let word = cell.trim().trim_end_matches('.').to_lowercase();
        if word.is_empty() {
            return Ok(None);
        }
        let known = |word: &str| {
            let named = self.units.get(word).cloned();
            named.or_else(|| Unit::from_word(word))
        };
        let pack = word.split_once(" of ").and_then(|(pack, pieces)| {
            let pack = known(pack.trim()).filter(|unit| unit.dimension() == Dimension::Pack)?;
            let pieces = pieces.trim().parse().ok().filter(|pieces| *pieces > 0)?;
            Some(Unit::pack_of(pack.as_str(), pieces))
        });
        let unknown = || Fault::UnknownUnit(quoted(cell, QUOTED));
        known(&word).or(pack).map(Some).ok_or_else(unknown)
    }
}

fn cell(row: &[String], column: Option<usize>) -> &str {
    let cell = column.and_then(|column| row.get(column));
    cell.map_or("", |cell| cell.trim())
}

fn name(cell: &str) -> Result<(ItemId, String), Fault> {
    let words: Vec<&str> = cell.split_whitespace().collect();
    let name = words.join(" ");
    if name.is_empty() {
        return Err(Fault::NoName);
    }
    let folded = fold(&name);
    if folded.is_empty() || name.chars().any(char::is_control) {
        return Err(Fault::Nameless(quoted(&name, QUOTED)));
    }
    if name.chars().count() > NAME_MAX {
        return Err(Fault::NameTooLong);
    }
    Ok((ItemId::new(folded), name))
}

/// The beginning of a cell, on one line and without control characters, which would reach a terminal.
fn quoted(cell: &str, most: usize) -> String {
    let printable = |c: char| if c.is_control() { ' ' } else { c };
    cell.trim().chars().take(most).map(printable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(row: &str) -> String {
        let heading = "Item|Qty|Unit|Price|Cost|Supplier|Min";
        let cells = |line: &str| -> Vec<String> { line.split('|').map(str::to_owned).collect() };
        let reading = Reading {
            columns: Columns::headed(&cells(heading)).unwrap(),
            decimal: Some(Decimal::Comma),
            units: BTreeMap::from([("bots".to_owned(), Unit::new("bottle"))]),
        };
        match reading.entry(&cells(row)) {
            Ok(None) => "nothing".to_owned(),
            Err(fault) => fault.to_string(),
            Ok(Some(entry)) => {
                let mut words = format!("{}: {}", entry.id, entry.quantity);
                words += &entry
                    .unit
                    .map_or(String::new(), |unit| format!(" {}", unit.as_str()));
                let amounts = [("sells", entry.price), ("costs", entry.cost)];
                for (what, amount) in amounts {
                    words += &amount.map_or(String::new(), |money| format!(", {what} {}", money.0));
                }
                words += &entry
                    .supplier
                    .map_or(String::new(), |who| format!(", from {who}"));
                words
                    + &entry
                        .alert
                        .map_or(String::new(), |at| format!(", low at {at}"))
            }
        }
    }

    #[test]
    fn a_row_is_read_or_its_fault_is_told() {
        for (row, expected) in [
            (
                "Coca-Cola  2L|24|bottles|R 18,00|12,5|Cash & Carry|6",
                "coca cola 2l: 24 bottle, sells 1800, costs 1250, from Cash & Carry, low at 6",
            ),
            ("Bread|10", "bread: 10"),
            ("Sugar|2,5 kg", "sugar: 2.5 kg"),
            ("Milk|3|each", "milk: 3"),
            ("Fanta|6|Bots", "fanta: 6 bottle"),
            ("Cola|2|case of 24", "cola: 2 case of 24"),
            ("|||", "nothing"),
            ("|24||", "no name"),
            ("***|24", "\"***\" is no name that could be found again"),
            ("Drinks", "no quantity"),
            ("Bread|-", "no quantity"),
            ("Bread|lots", "quantity \"lots\" is not a number"),
            ("Bread|-3", "quantity \"-3\" is less than nothing"),
            ("Bread|3|klompie", "\"klompie\" is not a unit that I know"),
            ("Bread|3 kg|bottle", "in \"kg\" and in \"bottle\" at once"),
            ("Bread|3||lots", "price \"lots\" is not a number"),
            ("Bread|3||-2", "price \"-2\" is less than nothing"),
            (
                "Bread|3|||||-1",
                "reorder level \"-1\" is less than nothing",
            ),
            (
                "Bread\u{1b}[2Jx|3",
                "\"Bread [2Jx\" is no name that could be found again",
            ),
        ] {
            assert_eq!(read(row), expected, "{row}");
        }
        assert_eq!(
            read(&format!("{}|3", "x".repeat(81))),
            "the name has more than 80 characters"
        );
    }
}
