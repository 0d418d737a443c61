//! Tables as spreadsheets: XLSX, which phones open and WhatsApp takes. Words stay words: nothing in one is run.

use backroom_core::export::Cell;
use backroom_core::money::Money;
use backroom_core::quantity::Quantity;
use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Why a spreadsheet could not be made.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct SheetError(#[from] XlsxError);

/// How wide a column is, in characters.
const WIDTH: u16 = 16;
/// The longest text in one place that a spreadsheet takes, in units of UTF-16, as Excel counts.
const TEXT_MAX: usize = 32_767;

/// The rows under the names of their columns, as the bytes of a file. All of it is in memory while it is made.
///
/// # Errors
/// If it has more rows than a sheet, a million, or can't be written.
pub fn xlsx(
    name: &str,
    columns: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<Vec<u8>, SheetError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let formats = Formats {
        money: Format::new().set_num_format("0.00"),
        day: Format::new().set_num_format("yyyy-mm-dd"),
        moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
    };
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, name) in (0..).zip(columns) {
        sheet.write_string_with_format(0, column, *name, &bold)?;
        sheet.set_column_width(column, WIDTH)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            write(sheet, (row, column), &cell, &formats)?;
        }
    }
    Ok(book.save_to_buffer()?)
}

struct Formats {
    money: Format,
    day: Format,
    moment: Format,
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(words) => sheet.write_string(row, column, fitting(words))?,
        Cell::Number(quantity) => sheet.write_number(row, column, quantity_number(*quantity))?,
        Cell::Money(money) => {
            sheet.write_number_with_format(row, column, money_number(*money), &formats.money)?
        }
        Cell::Day(day) => {
            sheet.write_datetime_with_format(row, column, at_midnight(*day)?, &formats.day)?
        }
        Cell::Moment(at) => {
            let (hour, minute) = (at.hour().unsigned_abs(), at.minute().unsigned_abs());
            let midnight = at_midnight(at.date())?;
            let moment = midnight.and_hms(hour.into(), minute, f64::from(at.second()))?;
            sheet.write_datetime_with_format(row, column, moment, &formats.moment)?
        }
    };
    Ok(())
}

/// As much of the words as a place takes.
pub(crate) fn fitting(words: &str) -> &str {
    let mut units = 0;
    let too_long = words.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > TEXT_MAX
    });
    too_long.map_or(words, |(at, _)| &words[..at])
}

fn at_midnight(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let part = |part: i8| part.unsigned_abs();
    let year = day.year().unsigned_abs();
    ExcelDateTime::from_ymd(year, part(day.month()), part(day.day()))
}

/// A spreadsheet counts in floating point; all that a shop has of something is far within what that holds.
pub(crate) fn quantity_number(quantity: Quantity) -> f64 {
    quantity.to_string().parse().unwrap_or_default()
}

pub(crate) fn money_number(Money(minor): Money) -> f64 {
    minor as f64 / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_a_zip_and_runs_nothing() {
        let rows = [vec![
            Cell::Text("=1+1".to_owned()),
            Cell::Number("0.333333".parse().unwrap()),
            Cell::Money(Money(-150)),
            Cell::Day(jiff::civil::date(2026, 11, 30)),
            Cell::Moment(jiff::civil::date(2026, 11, 30).at(8, 5, 59, 0)),
            Cell::Empty,
            Cell::Text("🍞".repeat(40_000)),
        ]];
        let file = xlsx("stock", &["Item", "Number"], rows.into_iter()).unwrap();
        assert!(file.starts_with(b"PK\x03\x04"));
    }
}
