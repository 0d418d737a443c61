//! The `transactions` of a dump, added up and compared with its `inventory`: which of the two was wrong is for the shop to
//! count. They are not imported: see ADR 0017.

use std::collections::BTreeMap;

use backroom_core::catalogue::fold;
use backroom_core::import::plain_words;
use backroom_core::quantity::Quantity;

use super::scan::Scan;
use super::source::Source;

const TABLE: &str = "transactions";
const NAMES: &[&str] = &["item name", "product name", "item", "product", "name"];
const IDS: &[&str] = &["item id", "inventory id", "product id"];
const ACTIONS: &[&str] = &["action", "type", "transaction type", "kind", "direction"];
const QUANTITIES: &[&str] = &["quantity", "qty", "amount", "change", "quantity change"];
const IN: &[&str] = &[
    "add", "added", "in", "stock in", "receive", "received", "restock", "purchase", "bought",
    "return", "returned",
];
const OUT: &[&str] = &[
    "remove",
    "removed",
    "out",
    "stock out",
    "sold",
    "sale",
    "sell",
    "use",
    "used",
    "waste",
    "damaged",
    "expired",
];

/// Lines about each item whose transactions don't add up to its quantity; empty without transactions.
///
/// # Errors
/// The dump can't be read.
pub(super) fn differences(source: &Source, scan: &Scan) -> anyhow::Result<Vec<String>> {
    let sums = sums(source, scan)?;
    let mut lines = Vec::new();
    if sums.is_empty() {
        return Ok(lines);
    }
    source.rows(|row| {
        let cell = |column: usize| row.cells.get(column).map_or("", |cell| cell.trim());
        let name = cell(scan.columns.name);
        let Some(sum) = sums.get(&fold(name)) else {
            return Ok(());
        };
        match (cell(scan.columns.quantity).parse::<Quantity>(), sum) {
            (Ok(quantity), Some(sum)) if quantity != *sum => lines.push(format!(
                "{name}: its quantity is {quantity}, its transactions add up to {sum}"
            )),
            _ => {}
        }
        Ok(())
    })?;
    Ok(lines)
}

/// What the transactions of each item, by its folded name, add up to; `None` where one of them can't be told.
fn sums(source: &Source, scan: &Scan) -> anyhow::Result<BTreeMap<String, Option<Quantity>>> {
    let names = names_by_id(source, scan)?;
    let mut sums: BTreeMap<String, Option<Quantity>> = BTreeMap::new();
    source.other_rows(|found| {
        if found.table != TABLE {
            return Ok(());
        }
        let words: Vec<String> = found.columns.iter().map(|name| plain_words(name)).collect();
        let cell = |known: &[&str]| {
            let at = known
                .iter()
                .find_map(|name| words.iter().position(|word| word == name))?;
            found.row.cells.get(at).map(|cell| cell.trim())
        };
        let by_id = || cell(IDS).and_then(|id| names.get(id).cloned());
        let Some(name) = cell(NAMES).map(fold).or_else(by_id) else {
            return Ok(());
        };
        let moved = moved(
            cell(ACTIONS).unwrap_or_default(),
            cell(QUANTITIES).unwrap_or_default(),
        );
        let sum = sums.entry(name).or_insert(Some(Quantity::ZERO));
        *sum = sum
            .zip(moved)
            .and_then(|(sum, moved)| sum.checked_add(moved));
        Ok(())
    })?;
    Ok(sums)
}

fn names_by_id(source: &Source, scan: &Scan) -> anyhow::Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    let id = scan
        .heading
        .iter()
        .position(|name| plain_words(name) == "id");
    if let (Some(id), true) = (id, source.is_dump()) {
        source.rows(|row| {
            if let (Some(id), Some(name)) = (row.cells.get(id), row.cells.get(scan.columns.name)) {
                names.insert(id.clone(), fold(name));
            }
            Ok(())
        })?;
    }
    Ok(names)
}

/// What a transaction added.
fn moved(action: &str, quantity: &str) -> Option<Quantity> {
    let quantity: Quantity = quantity.parse().ok()?;
    let action = plain_words(action);
    if IN.contains(&action.as_str()) {
        Some(quantity.abs())
    } else if OUT.contains(&action.as_str()) {
        Some(quantity.abs().negated())
    } else if action.is_empty() {
        Some(quantity)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_goes_the_way_that_its_action_says() {
        for (action, quantity, expected) in [
            ("add", "5", Some("5")),
            ("SOLD", "3", Some("-3")),
            ("stock_out", "-3", Some("-3")),
            ("", "-3", Some("-3")),
            ("set", "3", None),
            ("add", "lots", None),
        ] {
            let moved = moved(action, quantity).map(|quantity| quantity.to_string());
            assert_eq!(moved.as_deref(), expected, "{action} {quantity}");
        }
    }
}
