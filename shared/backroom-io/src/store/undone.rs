//! The marker behind a record that was taken back: what makes that happen once.
//!
//! Of an undo it is also the marker of what stands again by it: then it says of which records, each of which is taken back
//! once more by itself. Either way the undo can't be taken back any more.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use backroom_core::ids::BusinessId;
use backroom_core::inventory::{LedgerKey, Mark};

use super::attributes::{Attributes, text};
use super::keys;
use super::transact::{put_new, update};

/// The markers to write: one row for all that stands again by the same undo.
pub(super) fn write<'a>(
    table: &'a str,
    business: &'a BusinessId,
    marks: &'a [Mark],
    by: &LedgerKey,
) -> impl Iterator<Item = TransactWriteItem> + 'a {
    let by = keys::ledger(business, by).sk;
    let mut rows: BTreeMap<&LedgerKey, Vec<&LedgerKey>> = BTreeMap::new();
    for mark in marks {
        rows.entry(&mark.on).or_default().extend(&mark.again);
    }
    rows.into_iter().map(move |(on, again)| {
        let key = keys::undone(business, on).attributes();
        if again.is_empty() {
            return put_new(table, of_itself(key, &by));
        }
        let names: Vec<String> = again
            .iter()
            .map(|of| format!("again_{}", of.digest))
            .collect();
        let set: Vec<String> = names.iter().map(|name| format!("{name} = :by")).collect();
        let free = names
            .iter()
            .map(|name| format!(" AND attribute_not_exists({name})"));
        let values = Attributes::from([(":by".to_owned(), text(&by))]);
        update(
            table,
            key,
            &format!("SET {}", set.join(", ")),
            Some(&format!(
                "attribute_not_exists(itself){}",
                free.collect::<String>()
            )),
            values,
        )
    })
}

/// Versions before wrote `undone_by` alone, whichever of the two it was.
fn of_itself(key: Attributes, by: &str) -> Attributes {
    let mut marker = key;
    marker.insert("undone_by".to_owned(), text(by));
    marker.insert("itself".to_owned(), AttributeValue::Bool(true));
    marker
}
