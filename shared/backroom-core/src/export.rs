//! Stock and history as a table that is taken away: "export stock", "export june as csv". What stands in its rows, and how
//! they are written as text; as a spreadsheet they are written in `backroom-io`.

mod rows;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::inventory::Item;
use crate::money::Money;
use crate::privacy::export::cell;
use crate::quantity::Quantity;
use crate::unit::Unit;

pub use rows::Rows;

/// A table that somebody wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// What stands in it.
    pub table: Table,
    /// What kind of file it is.
    pub format: Format,
}

/// What stands in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// All items, as they are now.
    Stock,
    /// What was sold and stands.
    Sales(When),
    /// All that moved, also what was taken back.
    Movements(When),
}

/// Of which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Since midnight.
    Today,
    /// The day before.
    Yesterday,
    /// Since Monday.
    ThisWeek,
    /// The seven days before that.
    LastWeek,
    /// Since the first.
    ThisMonth,
    /// The month before.
    LastMonth,
    /// "june", "june 2025": without a year the one that was last, or goes on.
    Month {
        /// From one.
        month: i8,
        /// If it was said.
        year: Option<i16>,
    },
    /// Since January.
    ThisYear,
    /// The year before.
    LastYear,
    /// "2025".
    Year(i16),
}

/// What kind of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// What phones and spreadsheets open best.
    #[default]
    Xlsx,
    /// Comma-separated text, for programs.
    Csv,
}

/// What stands in one place of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words: never run as a formula.
    Text(String),
    /// A quantity.
    Number(Quantity),
    /// An amount in the business's currency.
    Money(Money),
    /// A day.
    Day(Date),
    /// A moment, in the business's time zone.
    Moment(DateTime),
}

impl When {
    /// The first and the last day, where today is this day; `None` if there is no such day.
    pub fn days(self, today: Date) -> Option<(Date, Date)> {
        let back = |days: i64| today.checked_sub(jiff::Span::new().days(days)).ok();
        let monday = back(i64::from(today.weekday().to_monday_zero_offset()))?;
        let month = |first: Date| (first, first.last_of_month());
        let year = |year: i16| {
            let first = Date::new(year, 1, 1).ok()?;
            Some((first, first.last_of_year()))
        };
        Some(match self {
            Self::Today => (today, today),
            Self::Yesterday => (back(1)?, back(1)?),
            Self::ThisWeek => (monday, today),
            Self::LastWeek => {
                let first = monday.checked_sub(jiff::Span::new().days(7)).ok()?;
                (first, monday.yesterday().ok()?)
            }
            Self::ThisMonth => (today.first_of_month(), today),
            Self::LastMonth => month(today.first_of_month().yesterday().ok()?.first_of_month()),
            Self::Month {
                month: number,
                year,
            } => {
                let ago = i16::from(number > today.month());
                let year = year.unwrap_or_else(|| today.year() - ago);
                month(Date::new(year, number, 1).ok()?)
            }
            Self::ThisYear => (today.first_of_year(), today),
            Self::LastYear => year(today.year() - 1)?,
            Self::Year(of) => year(of)?,
        })
    }
}

impl Table {
    /// The days that it is about; all there is now has none.
    pub fn when(self) -> Option<When> {
        match self {
            Self::Stock => None,
            Self::Sales(when) | Self::Movements(when) => Some(when),
        }
    }

    /// How the file's name begins, and the sheet's.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Sales(_) => "sales",
            Self::Movements(_) => "history",
        }
    }

    /// The names of its columns.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Stock => &[
                "Item",
                "On hand",
                "Unit",
                "Cost",
                "Price",
                "Price per",
                "Low at",
                "Supplier",
                "Counted",
                "Expires",
                "Packs",
                "Also called",
            ],
            Self::Sales(_) => &[
                "Time",
                "Who",
                "Item",
                "Quantity",
                "Unit",
                "Price each",
                "Total",
                "Cost",
                "Profit",
            ],
            Self::Movements(_) => &[
                "Time", "Who", "Item", "What", "Said", "Said in", "Change", "On hand", "Unit",
                "Price", "Total", "Expires", "Undone",
            ],
        }
    }
}

/// The row of an item.
pub fn item_row(item: &Item, zone: &TimeZone) -> Vec<Cell> {
    let counted = item.counted_at.map(|at| at.to_zoned_datetime(zone.clone()));
    let price = item.price.as_ref();
    let per = price.and_then(|price| price.per.as_ref());
    let cost = (!item.worth.is_none()).then_some(item.worth.cost);
    let packs = item.packs.iter().map(|pack| {
        let (unit, of) = (pack.unit.as_str(), pack.of.as_str());
        format!("{unit} of {} {of}", pack.holds)
    });
    vec![
        text(&item.name),
        Cell::Number(item.on_hand),
        unit(item.unit.as_ref()),
        cost.map_or(Cell::Empty, Cell::Money),
        price.map_or(Cell::Empty, |price| Cell::Money(price.each)),
        price.map_or(Cell::Empty, |_| text(per.map_or("piece", Unit::as_str))),
        item.alert
            .map_or(Cell::Empty, |alert| Cell::Number(alert.level())),
        item.supplier.as_deref().map_or(Cell::Empty, text),
        counted.map_or(Cell::Empty, |at| Cell::Day(at.date())),
        item.batches
            .first()
            .map_or(Cell::Empty, |batch| Cell::Day(batch.expires)),
        text(&packs.collect::<Vec<_>>().join("; ")),
        text(&item.aliases.join("; ")),
    ]
}

/// Rows as comma-separated text.
#[derive(Clone, Debug)]
pub struct Csv(String);

impl Csv {
    /// With the names of the columns. A spreadsheet takes the mark before them as a sign that letters are UTF-8.
    pub fn new(columns: &[&str]) -> Self {
        let mut csv = Self("\u{feff}".to_owned());
        csv.line(columns.iter().map(|column| cell(column)));
        csv
    }

    /// Another row.
    pub fn row(&mut self, row: &[Cell]) {
        self.line(row.iter().map(|value| match value {
            Cell::Empty => String::new(),
            Cell::Text(words) => cell(words),
            Cell::Number(quantity) => quantity.to_string(),
            Cell::Money(money) => money.decimal(),
            Cell::Day(day) => day.to_string(),
            Cell::Moment(at) => at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        }));
    }

    /// All of it.
    pub fn into_text(self) -> String {
        self.0
    }

    fn line(&mut self, cells: impl Iterator<Item = String>) {
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.0.push_str(&cell);
        }
        self.0.push_str("\r\n");
    }
}

fn text(words: &str) -> Cell {
    if words.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(words.to_owned())
    }
}

fn unit(unit: Option<&Unit>) -> Cell {
    unit.map_or(Cell::Empty, |unit| text(unit.as_str()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn words_for_days_are_days() {
        let today = date(2026, 3, 10);
        for (when, expected) in [
            (When::Today, "2026-03-10 2026-03-10"),
            (When::Yesterday, "2026-03-09 2026-03-09"),
            (When::ThisWeek, "2026-03-09 2026-03-10"),
            (When::LastWeek, "2026-03-02 2026-03-08"),
            (When::ThisMonth, "2026-03-01 2026-03-10"),
            (When::LastMonth, "2026-02-01 2026-02-28"),
            (
                When::Month {
                    month: 2,
                    year: Some(2024),
                },
                "2024-02-01 2024-02-29",
            ),
            (
                When::Month {
                    month: 3,
                    year: None,
                },
                "2026-03-01 2026-03-31",
            ),
            (
                When::Month {
                    month: 6,
                    year: None,
                },
                "2025-06-01 2025-06-30",
            ),
            (When::ThisYear, "2026-01-01 2026-03-10"),
            (When::LastYear, "2025-01-01 2025-12-31"),
            (When::Year(2024), "2024-01-01 2024-12-31"),
        ] {
            let (first, last) = when.days(today).unwrap();
            assert_eq!(format!("{first} {last}"), expected, "{when:?}");
        }
        let none = When::Month {
            month: 13,
            year: None,
        };
        assert_eq!(none.days(today), None);
    }

    #[test]
    fn a_row_is_text_that_no_spreadsheet_runs() {
        let mut csv = Csv::new(&["Item", "On hand"]);
        csv.row(&[
            Cell::Text("=HYPERLINK(1)".to_owned()),
            Cell::Number("-2.5".parse().unwrap()),
            Cell::Money(Money(-150)),
            Cell::Day(date(2026, 11, 30)),
            Cell::Moment(date(2026, 11, 30).at(8, 5, 0, 0)),
            Cell::Empty,
        ]);
        assert_eq!(
            csv.into_text(),
            "\u{feff}Item,On hand\r\n'=HYPERLINK(1),-2.5,-1.50,2026-11-30,2026-11-30 08:05:00,\r\n"
        );
    }
}
