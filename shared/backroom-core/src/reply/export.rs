//! What is said with a file of stock or history, and where there is none.

use jiff::civil::Date;

use super::plan::comes_with;
use super::{Reply, count, echo};
use crate::business::{Business, Feature, Prices};
use crate::export::Table;

/// Under the file. `rows` are those of this part; `part` counts from one, and `last` is whether no other follows.
pub fn file(
    business: &str,
    table: Table,
    days: Option<(Date, Date)>,
    rows: usize,
    (part, last): (u32, bool),
) -> Reply {
    let rows = rows as u64;
    let what = match table {
        Table::Stock => format!("Stock: {}", count(rows, "item", "items")),
        Table::Sales(_) => format!("Sales{}: {}", within(days), count(rows, "line", "lines")),
        Table::Movements(_) => format!("History{}: {}", within(days), count(rows, "line", "lines")),
    };
    let which = match (part, last) {
        (1, true) => String::new(),
        (part, true) => format!(" (part {part}, the last)"),
        (part, false) => format!(" (part {part}; more follows)"),
    };
    Reply::text(format!("{}. {what}{which}.", echo(business)))
}

/// There is nothing to put into it.
pub fn nothing(table: Table, days: Option<(Date, Date)>) -> Reply {
    Reply::text(match table {
        Table::Stock => "You have no items yet. Tell me what you got: got 50 coke".to_owned(),
        Table::Sales(_) => format!("Nothing was sold{}, so there is no file.", within(days)),
        Table::Movements(_) => format!("No stock moved{}, so there is no file.", within(days)),
    })
}

/// The plan has no files.
pub fn not_in_plan(business: &Business, prices: &Prices) -> Reply {
    Reply::text(format!(
        "{} A copy of all that is kept is always yours: export my data",
        comes_with("Files like that", Feature::CsvExport, business, prices)
    ))
}

/// " on 24 Nov 2026", " from 1 to 30 Jun 2026".
fn within(days: Option<(Date, Date)>) -> String {
    let day = |date: Date, format: &str| date.strftime(format).to_string();
    match days {
        None => String::new(),
        Some((first, last)) if first == last => format!(" on {}", day(first, "%-d %b %Y")),
        Some((first, last)) => {
            let format = match () {
                () if first.first_of_month() == last.first_of_month() => "%-d",
                () if first.year() == last.year() => "%-d %b",
                () => "%-d %b %Y",
            };
            format!(" from {} to {}", day(first, format), day(last, "%-d %b %Y"))
        }
    }
}
