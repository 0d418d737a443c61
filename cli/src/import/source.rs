//! Where a list comes from: a file on this machine or a Google Sheet, and what kind of file it is.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use backroom_core::import::plain_words;
use backroom_io::google_sheet::{SheetLink, download};
use backroom_io::http;
use reqwest::Url;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;
use tokio::sync::mpsc;

use super::{dump, excel, text};

/// The most that is fetched of a Google Sheet, in bytes.
const SHEET_MAX: u64 = 64 << 20;
/// The table of a dump that is imported, unless another is named.
const INVENTORY: &str = "inventory";

/// A row, and the line of the file that it begins in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

/// A list that is at hand, and is the same each time it is read.
#[derive(Debug)]
pub(super) struct Source {
    path: PathBuf,
    kind: Kind,
    /// The sheet of a workbook, or the table of a dump.
    sheet: Option<String>,
    /// What it is known by: made from all that is in it.
    digest: String,
    /// Held until it is dropped, which deletes it.
    _fetched: Option<NamedTempFile>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Excel,
    Dump,
}

impl Source {
    /// Takes a file, or fetches a sheet from where `google` is.
    ///
    /// # Errors
    /// It is not there, or nothing that can be read.
    pub(super) async fn open(
        from: &str,
        sheet: Option<&str>,
        google: &str,
    ) -> anyhow::Result<Self> {
        let fetched = match SheetLink::parse(from) {
            Some(link) => Some(fetch(&link, google).await?),
            None if from.starts_with("https://") || from.starts_with("http://") => {
                bail!(
                    "only links to Google Sheets can be fetched: save it as CSV and import that file"
                )
            }
            None => None,
        };
        let path = fetched
            .as_ref()
            .map_or_else(|| PathBuf::from(from), |file| file.path().to_owned());
        let (kind, digest) =
            look_at(&path, sheet).with_context(|| format!("{from} can't be read"))?;
        Ok(Self {
            path,
            kind,
            sheet: sheet.map(str::to_owned),
            digest,
            _fetched: fetched,
        })
    }

    /// What it is known by.
    pub(super) fn digest(&self) -> &str {
        &self.digest
    }

    /// Whether its numbers have a decimal point whatever its country.
    pub(super) fn is_dump(&self) -> bool {
        self.kind == Kind::Dump
    }

    fn reader(&self) -> Reader {
        Reader {
            path: self.path.clone(),
            kind: self.kind,
            sheet: self.sheet.clone(),
        }
    }

    /// Hands over each row, the heading among them.
    ///
    /// # Errors
    /// It can't be read, or `on` fails.
    pub(super) fn rows(&self, on: impl FnMut(Row) -> anyhow::Result<()>) -> anyhow::Result<()> {
        self.reader().rows(on)
    }

    /// Hands over each row of another table of a dump.
    ///
    /// # Errors
    /// It can't be read, or `on` fails.
    pub(super) fn other_rows(
        &self,
        mut on: impl FnMut(dump::TableRow<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        if self.kind != Kind::Dump {
            return Ok(());
        }
        let inventory = self.reader().table();
        dump::rows(BufReader::new(File::open(&self.path)?), |row| {
            if row.table == inventory {
                Ok(())
            } else {
                on(row)
            }
        })
    }

    /// So many rows at a time, read beside whoever takes them; those up to the heading are left out.
    pub(super) fn chunks(
        &self,
        heading: u64,
        rows: usize,
    ) -> mpsc::Receiver<anyhow::Result<Vec<Row>>> {
        let (sender, receiver) = mpsc::channel(2);
        let reader = self.reader();
        std::thread::spawn(move || {
            let mut chunk = Vec::with_capacity(rows);
            let read = reader.rows(|row| {
                if row.line > heading {
                    chunk.push(row);
                }
                if chunk.len() == rows {
                    let full = std::mem::replace(&mut chunk, Vec::with_capacity(rows));
                    sender
                        .blocking_send(Ok(full))
                        .context("nobody takes the rows")?;
                }
                Ok(())
            });
            // Whoever took them may be gone.
            let _ = sender.blocking_send(read.map(|()| chunk));
        });
        receiver
    }
}

/// What reads a list, whoever holds it.
struct Reader {
    path: PathBuf,
    kind: Kind,
    sheet: Option<String>,
}

impl Reader {
    fn table(&self) -> String {
        plain_words(self.sheet.as_deref().unwrap_or(INVENTORY))
    }

    fn rows(&self, on: impl FnMut(Row) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let file = File::open(&self.path)?;
        match self.kind {
            Kind::Text => text::rows(file, on),
            Kind::Excel => excel::rows(file, self.sheet.as_deref(), on),
            Kind::Dump => self.dump_rows(file, on),
        }
    }

    /// The rows of its table under one heading, the first: a statement may name its columns in another order, or fewer.
    fn dump_rows(
        &self,
        file: File,
        mut on: impl FnMut(Row) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let table = self.table();
        let mut others = Vec::new();
        let mut heading: Option<Vec<String>> = None;
        dump::rows(BufReader::new(file), |found| {
            if found.table != table {
                if !others.iter().any(|other| other == found.table) {
                    others.push(found.table.to_owned());
                }
                return Ok(());
            }
            let Some(heading) = &heading else {
                let cells = found.columns.to_vec();
                heading = Some(cells.clone());
                on(Row { line: 0, cells })?;
                return on(found.row);
            };
            on(under(heading, found)?)
        })?;
        if heading.is_none() {
            bail!(
                "there is nothing in a table {table}; --sheet names another: {}",
                others.join(", ")
            );
        }
        Ok(())
    }
}

/// The row with its values in the order of the heading; nothing where its statement has no such column.
fn under(heading: &[String], found: dump::TableRow<'_>) -> anyhow::Result<Row> {
    let dump::TableRow { columns, row, .. } = found;
    if columns == heading {
        return Ok(row);
    }
    ensure!(
        !columns.is_empty() && columns.iter().all(|column| heading.contains(column)),
        "line {}: its columns ({}) are not those of the first row ({})",
        row.line,
        columns.join(", "),
        heading.join(", ")
    );
    let value = |name: &String| {
        let at = columns.iter().position(|column| column == name)?;
        row.cells.get(at).cloned()
    };
    let cells = heading.iter().map(|name| value(name).unwrap_or_default());
    Ok(Row {
        line: row.line,
        cells: cells.collect(),
    })
}

async fn fetch(link: &SheetLink, google: &str) -> anyhow::Result<NamedTempFile> {
    let base = Url::parse(google).context("where Google Sheets are is no address")?;
    let mut file = NamedTempFile::new()?;
    download(&http::client()?, &base, link, SHEET_MAX, &mut file)
        .await
        .context("the Google Sheet can't be fetched")?;
    Ok(file)
}

/// What kind of file it is, and the digest of all of it. Its sheet is part of that: another one is another list.
fn look_at(path: &Path, sheet: Option<&str>) -> anyhow::Result<(Kind, String)> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut beginning = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        if beginning.len() < buffer.len() {
            beginning.extend_from_slice(&buffer[..read]);
        }
        digest.update(&buffer[..read]);
    }
    digest.update(sheet.unwrap_or_default());
    let digest = digest.finalize()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok((kind(path, &beginning)?, digest))
}

fn kind(path: &Path, beginning: &[u8]) -> anyhow::Result<Kind> {
    if beginning.starts_with(b"PK\x03\x04") {
        return Ok(Kind::Excel);
    }
    if beginning.starts_with(b"\xd0\xcf\x11\xe0") {
        bail!(
            "it is an old Excel file (.xls), or one with a password: save it as .xlsx without one"
        );
    }
    let is_sql = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("sql"));
    let says_dump = b"PostgreSQL database dump";
    let says_dump = beginning
        .windows(says_dump.len())
        .any(|bytes| bytes == says_dump);
    if is_sql || says_dump || beginning.starts_with(b"PGDMP") {
        return Ok(Kind::Dump);
    }
    Ok(Kind::Text)
}
