//! Which column of a sheet holds what.

use crate::import::number::Evidence;

/// Where in a row each thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The item's name.
    pub name: usize,
    /// How much there is.
    pub quantity: usize,
    /// What it is counted in.
    pub unit: Option<usize>,
    /// What it sells for.
    pub price: Option<usize>,
    /// What one costs.
    pub cost: Option<usize>,
    /// Who it is bought from.
    pub supplier: Option<usize>,
    /// From how little on it is to be bought again.
    pub alert: Option<usize>,
}

// Each list goes from the surest name to the vaguest: a sheet with "Item" and "Description" means the first.
const NAME: &[&str] = &[
    "item name",
    "product name",
    "stock item",
    "item",
    "items",
    "product",
    "products",
    "name",
    "naam",
    "artikel",
    "produk",
    "goods",
    "item description",
    "product description",
    "title",
    "description",
    "beskrywing",
];
const QUANTITY: &[&str] = &[
    "quantity on hand",
    "qty on hand",
    "stock on hand",
    "on hand",
    "soh",
    "in stock",
    "quantity in stock",
    "current stock",
    "current quantity",
    "closing stock",
    "stock level",
    "stock quantity",
    "stock qty",
    "quantity",
    "qty",
    "hoeveelheid",
    "voorraad",
    "aantal",
    "count",
    "counted",
    "balance",
    "stock",
    "amount",
];
const UNIT: &[&str] = &[
    "unit of measure",
    "unit of measurement",
    "uom",
    "unit",
    "units",
    "measure",
    "eenheid",
    "pack size",
];
const PRICE: &[&str] = &[
    "selling price",
    "sale price",
    "sell price",
    "retail price",
    "price each",
    "unit price",
    "sells for",
    "verkoopprys",
    "price",
    "prys",
    "retail",
    "selling",
];
const COST: &[&str] = &[
    "cost price",
    "unit cost",
    "cost each",
    "buying price",
    "purchase price",
    "average cost",
    "avg cost",
    "kosprys",
    "cost",
    "koste",
];
const SUPPLIER: &[&str] = &[
    "supplier name",
    "supplier",
    "vendor",
    "bought from",
    "wholesaler",
    "verskaffer",
];
const ALERT: &[&str] = &[
    "low stock threshold",
    "low stock alert",
    "low stock level",
    "low stock",
    "reorder level",
    "reorder point",
    "reorder at",
    "min quantity",
    "minimum quantity",
    "min stock",
    "minimum stock",
    "minimum",
    "min",
    "alert",
    "threshold",
];

impl Columns {
    /// As the heading says; `None` if it names no item or no quantity, so that it is no heading.
    pub fn headed(heading: &[String]) -> Option<Self> {
        let words: Vec<String> = heading.iter().map(|cell| plain_words(cell)).collect();
        let find = |names: &[&str]| {
            let place = |name: &&str| words.iter().position(|word| word == name);
            names.iter().find_map(place)
        };
        let quantity = find(QUANTITY)?;
        let name = find(NAME).filter(|name| *name != quantity)?;
        Some(Self {
            name,
            quantity,
            unit: find(UNIT),
            price: find(PRICE),
            cost: find(COST),
            supplier: find(SUPPLIER),
            alert: find(ALERT),
        })
    }

    /// Takes into account how a row writes its numbers: how many as well as prices, which have decimals more often.
    pub fn see(&self, row: &[String], evidence: &mut Evidence) {
        let numbers = [Some(self.quantity), self.price, self.cost, self.alert];
        let cells = numbers.into_iter().flatten().filter_map(|at| row.get(at));
        cells.for_each(|cell| evidence.see(cell));
    }

    /// Of a list without a heading: names, then quantities, then perhaps units.
    pub fn plain() -> Self {
        Self {
            name: 0,
            quantity: 1,
            unit: Some(2),
            price: None,
            cost: None,
            supplier: None,
            alert: None,
        }
    }

    /// What is in a list, for whoever has to find out why a sheet was not understood.
    pub const EXAMPLE: &'static str = "Item, Quantity, Unit, Price, Cost, Supplier, Reorder level";
}

/// What may stand between cells, the likeliest first.
const DELIMITERS: [u8; 4] = *b"\t;,|";

/// What stands between the cells of a text, told by its beginning: the sign that is there most often outside quotes.
pub fn delimiter(beginning: &[u8]) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in beginning {
        quoted ^= *byte == b'"';
        if let Some(at) = DELIMITERS.iter().position(|known| known == byte && !quoted) {
            counts[at] += 1;
        }
    }
    // A decimal comma is in cells that a semicolon or tab parts: those go before it.
    let parted = (0..2).find(|at| counts[*at] > 0);
    let most = (0..counts.len()).rev().max_by_key(|at| counts[*at]);
    parted.or(most).map_or(b',', |at| DELIMITERS[at])
}

/// A heading or a name of a table in lower case, with single spaces for whatever is not a letter or digit:
/// "Item_Name " is "item name".
pub fn plain_words(cell: &str) -> String {
    let lower = cell.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headed(heading: &str) -> Option<Columns> {
        let cells: Vec<String> = heading.split('|').map(str::to_owned).collect();
        Columns::headed(&cells)
    }

    #[test]
    fn columns_are_found_under_the_names_that_people_give_them() {
        let columns = headed("id|item_name|Quantity|UNIT|updated_at").unwrap();
        assert_eq!((columns.name, columns.quantity), (1, 2));
        assert_eq!((columns.unit, columns.price), (Some(3), None));
        let columns =
            headed("Code|Description|Product|Stock on hand|Cost price|Selling Price (R)|Price|Min")
                .unwrap();
        assert_eq!((columns.name, columns.quantity), (2, 3));
        assert_eq!(
            (columns.cost, columns.price, columns.alert),
            (Some(4), Some(6), Some(7))
        );
        let columns = headed("Artikel|Voorraad|Eenheid|Prys|Verskaffer").unwrap();
        assert_eq!((columns.name, columns.quantity), (0, 1));
        assert_eq!((columns.unit, columns.supplier), (Some(2), Some(4)));
    }

    #[test]
    fn what_names_no_item_or_no_quantity_is_no_heading() {
        for line in ["My stock", "Item|Unit", "Quantity|Unit", "", "Coke|24"] {
            assert_eq!(headed(line), None, "{line}");
        }
    }
}
