//! The file of a backup: lines of JSON, compressed. First what it is, then a row in each line, and at last how many there
//! were and the SHA-256 of all before: a file that was cut off or changed is not taken.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The form of the file itself.
const FORMAT: u32 = 1;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Head {
    /// [`FORMAT`].
    backroom_backup: u32,
    /// The form of the table's records.
    pub(crate) schema: u32,
    /// When it was begun: what came later is in it or not.
    begun_at: Timestamp,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
struct Tail {
    end: End,
}

/// How the last line begins; a row begins with its keys.
const END: &[u8] = b"{\"end\":";

/// What was written.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct End {
    pub(crate) rows: u64,
    /// Of all lines before, with their line ends, in hexadecimal digits.
    sha256: String,
}

impl Head {
    pub(crate) fn of(schema: u32, begun_at: Timestamp) -> Self {
        Self {
            backroom_backup: FORMAT,
            schema,
            begun_at,
        }
    }
}

/// Writes a file beside its place, and puts it there when it is whole.
pub(crate) struct BackupWriter {
    into: GzEncoder<BufWriter<File>>,
    sum: Sha256,
    rows: u64,
    /// Where it is until it is whole.
    fresh: Unfinished,
    path: PathBuf,
}

/// A file that goes with its value, unless it was moved to its place: what is in it are people's names, numbers and words.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Of a whole one nothing is here any more.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl BackupWriter {
    pub(crate) fn create(path: &Path, head: &Head) -> anyhow::Result<Self> {
        if path.exists() {
            bail!("{} is there already", path.display());
        }
        let mut fresh = path.as_os_str().to_owned();
        fresh.push(".part");
        let fresh = PathBuf::from(fresh);
        let mut options = OpenOptions::new();
        options.create(true).write(true).truncate(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options
            .open(&fresh)
            .with_context(|| format!("{} can't be written", fresh.display()))?;
        let mut writer = Self {
            into: GzEncoder::new(BufWriter::new(file), Compression::default()),
            sum: Sha256::new(),
            rows: 0,
            fresh: Unfinished(fresh),
            path: path.to_owned(),
        };
        writer.line(head)?;
        Ok(writer)
    }

    pub(crate) fn write(&mut self, row: &Value) -> anyhow::Result<()> {
        self.rows += 1;
        self.line(row)
    }

    pub(crate) fn finish(mut self) -> anyhow::Result<End> {
        let sha256 = hex(&self.sum.clone().finalize());
        let tail = Tail {
            end: End {
                rows: self.rows,
                sha256,
            },
        };
        self.line(&tail)?;
        let file = self
            .into
            .finish()?
            .into_inner()
            .map_err(|error| error.into_error())?;
        file.sync_all()?;
        std::fs::rename(&self.fresh.0, &self.path)
            .with_context(|| format!("{} can't be written", self.path.display()))?;
        Ok(tail.end)
    }

    fn line(&mut self, line: &impl Serialize) -> anyhow::Result<()> {
        let mut json = serde_json::to_vec(line)?;
        json.push(b'\n');
        self.sum.update(&json);
        let written = self.into.write_all(&json);
        written.with_context(|| format!("{} can't be written", self.fresh.0.display()))
    }
}

/// Reads a file, a row at a time.
pub(crate) struct BackupReader {
    from: BufReader<GzDecoder<File>>,
    sum: Sha256,
    rows: u64,
    ended: bool,
}

impl BackupReader {
    pub(crate) fn open(path: &Path) -> anyhow::Result<(Head, Self)> {
        let file = File::open(path).with_context(|| format!("{} can't be read", path.display()))?;
        let mut reader = Self {
            from: BufReader::new(GzDecoder::new(file)),
            sum: Sha256::new(),
            rows: 0,
            ended: false,
        };
        let head = reader
            .line()
            .ok()
            .and_then(|line| serde_json::from_slice(&line).ok());
        let head: Head = head.with_context(|| format!("{} is no backup", path.display()))?;
        if head.backroom_backup > FORMAT {
            bail!("{} was written by a newer backroom", path.display());
        }
        Ok((head, reader))
    }

    /// The next row; `None` when the file has ended as it should.
    pub(crate) fn next(&mut self) -> anyhow::Result<Option<Value>> {
        if self.ended {
            return Ok(None);
        }
        let before = self.sum.clone();
        let line = self.line()?;
        if line.starts_with(END) {
            let Tail { end } = serde_json::from_slice(&line).context("the backup is damaged")?;
            let whole = End {
                rows: self.rows,
                sha256: hex(&before.finalize()),
            };
            if end != whole {
                bail!(
                    "the backup was changed after it was written: its sum or its count is another"
                );
            }
            self.ended = true;
            return Ok(None);
        }
        self.rows += 1;
        serde_json::from_slice(&line)
            .context("the backup is damaged")
            .map(Some)
    }

    /// How many rows there were so far.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    fn line(&mut self) -> anyhow::Result<Vec<u8>> {
        let mut line = Vec::new();
        self.from
            .read_until(b'\n', &mut line)
            .context("the backup is damaged")?;
        if line.last() != Some(&b'\n') {
            bail!("the backup is cut off");
        }
        self.sum.update(&line);
        Ok(line)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_backup_that_failed_nothing_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("backup");
        let head = Head::of(2, Timestamp::UNIX_EPOCH);
        let mut writer = BackupWriter::create(&path, &head).unwrap();
        writer
            .write(&serde_json::json!({ "phone": "27820000001" }))
            .unwrap();
        assert!(folder.path().join("backup.part").exists());
        drop(writer);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    fn written(folder: &Path, rows: u64) -> PathBuf {
        let path = folder.join("backup");
        let head = Head::of(2, Timestamp::UNIX_EPOCH);
        let mut writer = BackupWriter::create(&path, &head).unwrap();
        for row in 0..rows {
            writer.write(&serde_json::json!({ "row": row })).unwrap();
        }
        assert_eq!(writer.finish().unwrap().rows, rows);
        path
    }

    /// All rows, or what is wrong.
    fn read(path: &Path) -> Result<u64, String> {
        let told = |error: anyhow::Error| format!("{error:#}");
        let (_, mut reader) = BackupReader::open(path).map_err(told)?;
        while reader.next().map_err(told)?.is_some() {}
        Ok(reader.rows())
    }

    /// The same file with other lines in it.
    fn rewrite(path: &Path, change: impl FnOnce(String) -> String) {
        let mut lines = String::new();
        let mut old = GzDecoder::new(File::open(path).unwrap());
        std::io::Read::read_to_string(&mut old, &mut lines).unwrap();
        let mut new = GzEncoder::new(File::create(path).unwrap(), Compression::fast());
        new.write_all(change(lines).as_bytes()).unwrap();
        new.finish().unwrap();
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path(), 1_000);
        assert_eq!(read(&path), Ok(1_000));
        let head = Head::of(2, Timestamp::UNIX_EPOCH);
        assert!(BackupWriter::create(&path, &head).is_err(), "it is there");
    }

    #[test]
    fn a_file_that_was_changed_or_cut_is_not_taken() {
        for (change, told) in [
            (
                ("{\"row\":1}", "{\"row\":7}"),
                "its sum or its count is another",
            ),
            (("{\"row\":1}\n", ""), "its sum or its count is another"),
            (
                ("\"rows\":3", "\"rows\":4"),
                "its sum or its count is another",
            ),
            (("{\"row\":1}", "{\"row\""), "damaged"),
            (("}}\n", "}}"), "cut off"),
            (
                ("\"backroom_backup\":1", "\"backroom_backup\":2"),
                "newer backroom",
            ),
            (("backroom_backup", "other"), "no backup"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = written(folder.path(), 3);
            rewrite(&path, |lines| lines.replace(change.0, change.1));
            let wrong = read(&path).unwrap_err();
            assert!(wrong.contains(told), "{change:?}: {wrong}");
        }
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path(), 1_000);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(read(&path).is_err());
        std::fs::write(&path, "a text").unwrap();
        assert!(read(&path).unwrap_err().contains("no backup"));
    }
}
