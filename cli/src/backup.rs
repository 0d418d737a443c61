//! `backroom backup` and `backroom restore`: all rows of a table into a file, and from there into a new table.

mod file;

use std::io::{IsTerminal as _, Write as _, stderr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use backroom_io::clock::Clock;
use backroom_io::store::{SCHEMA, Store, TableRow};

use crate::books::TableArgs;
use file::{BackupReader, BackupWriter, Head};

/// How many rows are written at once: what a few calls take.
const CHUNK: usize = 200;
/// How often the count on the terminal is drawn at the most.
const EVERY: Duration = Duration::from_millis(100);

/// Options of `backroom backup`.
#[derive(clap::Args)]
pub(crate) struct BackupArgs {
    /// The file to write; it must not be there
    file: PathBuf,
    #[command(flatten)]
    table: TableArgs,
}

/// Options of `backroom restore`.
#[derive(clap::Args)]
pub(crate) struct RestoreArgs {
    /// What `backroom backup` wrote
    file: PathBuf,
    #[command(flatten)]
    table: TableArgs,
}

/// Writes all rows of the table into a file, whole or not at all.
///
/// # Errors
/// The table can't be read, or the file can't be written or is there.
pub(crate) fn backup(args: &BackupArgs) -> anyhow::Result<ExitCode> {
    let written = args.table.with_store(async |store: &Store| {
        let head = Head::of(store.check_schema().await?, Clock::system().now());
        let mut writer = BackupWriter::create(&args.file, &head)?;
        let mut count = Count::begin();
        let mut pages = store.rows();
        while let Some(rows) = pages.next_rows().await? {
            for row in &rows {
                writer.write(&row.to_json()?)?;
            }
            count.add(rows.len());
        }
        writer.finish()
    })?;
    say(&format!(
        "{} rows in {}. It holds people's names, numbers and words: keep it as you keep the table.",
        written.rows,
        args.file.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Puts all rows of a file into an empty table, after it has been read once to its end.
///
/// # Errors
/// The file is not whole, was written by newer code, or the table has something in it.
pub(crate) fn restore(args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    let expected = check(&args.file)?;
    args.table.with_new_store(async |store: &Store| {
        if !store.is_empty().await? {
            bail!("the table has something in it: a backup is restored into a new one");
        }
        let (_, mut reader) = BackupReader::open(&args.file)?;
        let mut count = Count::begin();
        let mut rows = Vec::with_capacity(CHUNK);
        while let Some(row) = reader.next()? {
            rows.push(TableRow::from_json(&row).context("a row of the backup is none")?);
            if rows.len() == CHUNK {
                count.add(rows.len());
                store.put_rows(std::mem::take(&mut rows)).await?;
            }
        }
        count.add(rows.len());
        store.put_rows(rows).await?;
        Ok(())
    })?;
    say(&format!(
        "{expected} rows restored. See whether they add up: backroom verify"
    ));
    Ok(ExitCode::SUCCESS)
}

/// Reads a file to its end; how many rows are in it.
fn check(path: &Path) -> anyhow::Result<u64> {
    let (head, mut reader) = BackupReader::open(path)?;
    if head.schema > SCHEMA {
        bail!(
            "{} is of a table of form {}, and this backroom understands up to {SCHEMA}: take a newer one",
            path.display(),
            head.schema
        );
    }
    while let Some(row) = reader.next()? {
        TableRow::from_json(&row).context("a row of the backup is none")?;
    }
    Ok(reader.rows())
}

/// How many rows are done, on the terminal if there is one.
struct Count {
    rows: usize,
    drawn: Option<Instant>,
}

impl Count {
    fn begin() -> Self {
        Self {
            rows: 0,
            drawn: stderr().is_terminal().then(Instant::now),
        }
    }

    fn add(&mut self, rows: usize) {
        self.rows += rows;
        if self.drawn.is_some_and(|drawn| drawn.elapsed() >= EVERY) {
            self.drawn = Some(Instant::now());
            // Without it the command does as well.
            let _ = write!(stderr(), "\r\x1b[2K{} rows", self.rows);
        }
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            let _ = write!(stderr(), "\r\x1b[2K");
        }
    }
}

#[expect(clippy::print_stdout, reason = "the line is what the command is for")]
fn say(line: &str) {
    println!("{line}");
}
