//! An Excel file (.xlsx), a row at a time. Only its table of texts is kept in memory: rows point into it.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use anyhow::{Context as _, bail, ensure};
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::archive::Archive;
use super::source::Row;

/// The most that all texts of a workbook may come to, in bytes.
const TEXTS_MAX: usize = 256 << 20;
/// The most columns that are read.
const COLUMNS_MAX: usize = 256;

/// Hands over each row of a sheet: the named one, or the first that is not hidden.
///
/// # Errors
/// It can't be read, there is no such sheet, or `on` fails.
pub(super) fn rows(
    file: File,
    sheet: Option<&str>,
    mut on: impl FnMut(Row) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let archive = Archive::open(file)?;
    let path = path_of(&archive, sheet)?;
    let texts = Texts::read(&archive)?;
    let sheet = part(&archive, &path)?.context("its sheet is missing")?;
    let mut reader = Sheet {
        xml: Reader::from_reader(sheet),
        texts: &texts,
        row: 0,
    };
    while let Some(row) = reader.next_row()? {
        on(row)?;
    }
    Ok(())
}

fn part(archive: &Archive, path: &str) -> anyhow::Result<Option<BufReader<impl Read + use<>>>> {
    Ok(archive.file(path)?.map(BufReader::new))
}

/// Where the sheet lies in the archive.
fn path_of(archive: &Archive, wanted: Option<&str>) -> anyhow::Result<String> {
    let workbook = part(archive, "xl/workbook.xml")?.context("it is no Excel workbook")?;
    let mut sheets = Vec::new();
    each_tag(workbook, "sheet", |tag| {
        let hidden = attribute(tag, "state")?.is_some_and(|state| state != "visible");
        let name = attribute(tag, "name")?.unwrap_or_default();
        sheets.push((name, attribute(tag, "r:id")?.unwrap_or_default(), hidden));
        Ok(())
    })?;
    let names: Vec<&str> = sheets.iter().map(|(name, ..)| name.as_str()).collect();
    let found = match wanted {
        Some(wanted) => sheets.iter().find(|(name, ..)| name == wanted),
        None => sheets.iter().find(|(.., hidden)| !hidden),
    };
    let Some((_, id, _)) = found else {
        bail!("there is no such sheet in it; it has {}", names.join(", "));
    };
    let relations =
        part(archive, "xl/_rels/workbook.xml.rels")?.context("it is no Excel workbook")?;
    let mut path = None;
    each_tag(relations, "Relationship", |tag| {
        if attribute(tag, "Id")?.as_ref() == Some(id) {
            path = attribute(tag, "Target")?;
        }
        Ok(())
    })?;
    let path = path.context("its sheet is missing")?;
    Ok(match path.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{path}"),
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what else stands in XML says nothing here"
)]
fn each_tag(
    xml: impl BufRead,
    name: &str,
    mut on: impl FnMut(&BytesStart<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == name => on(&tag)?,
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> anyhow::Result<Option<String>> {
    let Some(found) = tag.try_get_attribute(name)? else {
        return Ok(None);
    };
    Ok(Some(
        found
            .normalized_value(XmlVersion::Implicit1_0)?
            .into_owned(),
    ))
}

/// "&amp;" or "&#10;", as what it stands for.
fn push_reference(reference: &BytesRef<'_>, text: &mut String) -> anyhow::Result<()> {
    match reference.resolve_char_ref()? {
        Some(character) => text.push(character),
        None => text.push_str(resolve_predefined_entity(reference).unwrap_or_default()),
    }
    Ok(())
}

/// The workbook's table of texts, one after the other.
#[derive(Default)]
struct Texts {
    all: String,
    /// Where each one ends.
    ends: Vec<usize>,
}

impl Texts {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what else stands in XML says nothing here"
    )]
    fn read(archive: &Archive) -> anyhow::Result<Self> {
        let mut texts = Self::default();
        let Some(xml) = part(archive, "xl/sharedStrings.xml")? else {
            return Ok(texts);
        };
        let mut reader = Reader::from_reader(xml);
        let mut buffer = Vec::new();
        // Of "si" the texts "t" count, but not those that say how to pronounce them.
        let (mut in_text, mut in_phonetic) = (false, false);
        loop {
            match reader.read_event_into(&mut buffer)? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "t" => in_text = !in_phonetic,
                    "rPh" => in_phonetic = true,
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "t" => in_text = false,
                    "rPh" => in_phonetic = false,
                    "si" => texts.ends.push(texts.all.len()),
                    _ => {}
                },
                Event::Empty(tag) if tag.local_name().as_ref() == "si" => {
                    texts.ends.push(texts.all.len());
                }
                Event::Text(text) if in_text => texts.all.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) if in_text => {
                    push_reference(&reference, &mut texts.all)?;
                }
                Event::Eof => return Ok(texts),
                _ => {}
            }
            ensure!(texts.all.len() <= TEXTS_MAX, "it holds too much text");
            buffer.clear();
        }
    }

    fn get(&self, number: &str) -> Option<&str> {
        let number: usize = number.trim().parse().ok()?;
        let end = *self.ends.get(number)?;
        let begin = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.all.get(begin..end)
    }
}

/// A sheet, while it is read.
struct Sheet<'a, R: BufRead> {
    xml: Reader<R>,
    texts: &'a Texts,
    /// The number of the row read last, from one.
    row: u64,
}

/// A cell, while it is read.
#[derive(Default)]
struct Cell {
    /// Its column, from zero.
    column: usize,
    kind: String,
    content: String,
}

impl<R: BufRead> Sheet<'_, R> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what else stands in XML says nothing here"
    )]
    fn next_row(&mut self) -> anyhow::Result<Option<Row>> {
        let mut buffer = Vec::new();
        let mut cells: Vec<String> = Vec::new();
        let (mut cell, mut column) = (None, 0);
        let mut in_content = false;
        loop {
            match self.xml.read_event_into(&mut buffer)? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "row" => self.row = number_of(&tag)?.unwrap_or(self.row + 1),
                    "c" => cell = Some(cell_of(&tag, column)?),
                    "v" | "t" => in_content = true,
                    _ => {}
                },
                Event::Empty(tag) => match tag.local_name().as_ref() {
                    "row" => self.row = number_of(&tag)?.unwrap_or(self.row + 1),
                    "c" => column = cell_of(&tag, column)?.column + 1,
                    _ => {}
                },
                Event::Text(text) if in_content => {
                    if let Some(cell) = &mut cell {
                        cell.content.push_str(&text.xml10_content());
                    }
                }
                Event::GeneralRef(reference) if in_content => {
                    if let Some(cell) = &mut cell {
                        push_reference(&reference, &mut cell.content)?;
                    }
                }
                Event::End(tag) => match tag.local_name().as_ref() {
                    "v" | "t" => in_content = false,
                    "c" => {
                        if let Some(cell) = cell.take() {
                            column = cell.column + 1;
                            put(&mut cells, cell.column, self.text_of(&cell));
                        }
                    }
                    "row" => {
                        return Ok(Some(Row {
                            line: self.row,
                            cells,
                        }));
                    }
                    _ => {}
                },
                Event::Eof => return Ok(None),
                _ => {}
            }
            buffer.clear();
        }
    }

    fn text_of(&self, cell: &Cell) -> String {
        match cell.kind.as_str() {
            "s" => self.texts.get(&cell.content).unwrap_or_default().to_owned(),
            "n" | "" => number(&cell.content),
            _ => cell.content.clone(),
        }
    }
}

fn put(cells: &mut Vec<String>, column: usize, text: String) {
    if column < COLUMNS_MAX {
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
    }
}

fn number_of(row: &BytesStart<'_>) -> anyhow::Result<Option<u64>> {
    Ok(attribute(row, "r")?.and_then(|number| number.parse().ok()))
}

/// A cell that begins; one that doesn't say where it stands is the next one.
fn cell_of(tag: &BytesStart<'_>, next: usize) -> anyhow::Result<Cell> {
    let place = attribute(tag, "r")?;
    Ok(Cell {
        column: place.as_deref().and_then(column).unwrap_or(next),
        kind: attribute(tag, "t")?.unwrap_or_default(),
        content: String::new(),
    })
}

/// 27 of "AB12".
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.fold(0_usize, |number, letter| {
        number.saturating_mul(26) + usize::from(letter - b'A') + 1
    });
    number.checked_sub(1)
}

/// A number as Excel keeps it, in binary, as the decimal that was typed: exact to a millionth. It has four decimals or
/// more where it has any, so that it never looks as if it were in thousands.
fn number(stored: &str) -> String {
    match stored.trim().parse::<f64>() {
        Ok(number) if number.is_finite() && number.abs() < 1e15 => {
            let decimals = format!("{number:.6}");
            match decimals.strip_suffix("000000") {
                Some(whole) => whole.trim_end_matches('.').to_owned(),
                None => decimals,
            }
        }
        _ => stored.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_its_column() {
        for (place, expected) in [("A1", 0), ("Z9", 25), ("AA10", 26), ("AB12", 27)] {
            assert_eq!(column(place), Some(expected), "{place}");
        }
        assert_eq!(column("12"), None);
    }

    #[test]
    fn binary_numbers_are_read_as_they_were_typed() {
        for (stored, expected) in [
            ("24", "24"),
            ("0.30000000000000004", "0.300000"),
            ("1.234", "1.234000"),
            ("1E3", "1000"),
            ("-2.5", "-2.500000"),
            ("TRUE", "TRUE"),
        ] {
            assert_eq!(number(stored), expected);
        }
    }
}
