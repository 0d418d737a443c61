//! A first look at the whole list: its heading, how it writes numbers, and the names in it.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use backroom_core::catalogue::fold;
use backroom_core::ids::ItemId;
use backroom_core::import::Columns;
use backroom_core::import::number::{Decimal, Evidence, quantity};

use super::source::{Row, Source};

/// In how many rows from the top a heading is looked for.
const HEADING_ROWS: usize = 10;
/// How many names are compared with each other; the rest of a longer list is not, so that memory stays bounded.
pub(super) const NAMES_MAX: usize = 5_000;

/// What the whole of a list tells.
#[derive(Debug)]
pub(super) struct Scan {
    pub(super) columns: Columns,
    /// The heading of each column; empty for a list without.
    pub(super) heading: Vec<String>,
    /// The line of the heading.
    pub(super) heading_line: u64,
    pub(super) decimal: Option<Decimal>,
    /// How many rows there are below it.
    pub(super) rows: usize,
    /// The first names in it, and where each is first.
    pub(super) names: BTreeMap<ItemId, (String, u64)>,
}

impl Scan {
    /// Reads all of it once.
    ///
    /// # Errors
    /// It can't be read, or no columns are found in it.
    pub(super) fn of(source: &Source) -> anyhow::Result<Self> {
        let mut top: Vec<Row> = Vec::new();
        let mut scan: Option<(Self, Evidence)> = None;
        source.rows(|row| {
            if let Some((scan, evidence)) = &mut scan {
                scan.see(&row, evidence);
                return Ok(());
            }
            top.push(row);
            let columns = top.last().and_then(|row| Columns::headed(&row.cells));
            if columns.is_some() || top.len() == HEADING_ROWS {
                scan = Some(begin(columns, &mut top)?);
            }
            Ok(())
        })?;
        let (mut scan, evidence) = match scan {
            Some(scan) => scan,
            None => begin(None, &mut top)?,
        };
        scan.decimal = if source.is_dump() {
            Some(Decimal::Point)
        } else {
            evidence.decimal()
        };
        Ok(scan)
    }

    fn see(&mut self, row: &Row, evidence: &mut Evidence) {
        self.rows += 1;
        self.columns.see(&row.cells, evidence);
        let name = row
            .cells
            .get(self.columns.name)
            .map_or("", |name| name.trim());
        let folded = fold(name);
        if self.names.len() < NAMES_MAX && !folded.is_empty() {
            let first = (name.to_owned(), row.line);
            self.names.entry(ItemId::new(folded)).or_insert(first);
        }
    }
}

/// The last of the top rows is the heading, or without one the first of them is a row like any other.
fn begin(columns: Option<Columns>, top: &mut Vec<Row>) -> anyhow::Result<(Scan, Evidence)> {
    let mut scan = Scan {
        columns: columns.unwrap_or(Columns::plain()),
        heading: Vec::new(),
        heading_line: 0,
        decimal: None,
        rows: 0,
        names: BTreeMap::new(),
    };
    let mut evidence = Evidence::default();
    if columns.is_some() {
        let heading = top.pop().context("a heading is a row")?;
        scan.heading_line = heading.line;
        scan.heading = heading.cells;
        return Ok((scan, evidence));
    }
    let first = top
        .iter()
        .find(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
    let second = first.and_then(|row| row.cells.get(1));
    if second.is_none_or(|cell| quantity(cell, Some(Decimal::Point)).is_err()) {
        let found = first.map_or(String::new(), |row| row.cells.join(", "));
        let found: String = found
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect();
        bail!(
            "no heading that names an item and a quantity, such as \"{}\"; it begins with \"{found}\"",
            Columns::EXAMPLE
        );
    }
    for row in top.drain(..) {
        scan.see(&row, &mut evidence);
    }
    Ok((scan, evidence))
}
