//! A ZIP archive, as far as an Excel file needs it: its files by name, each unpacked as it is read.
//!
//! Kept small on purpose. Libraries for all of ZIP bring encryption and writing with them, and features for crates that
//! the AWS clients share; see ADR 0017.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use anyhow::{Context as _, bail, ensure};
use flate2::read::DeflateDecoder;

/// The longest end of an archive: its last record and the longest comment.
const END_MAX: u64 = 22 + 65_535;
/// The most that one file in it may come to, unpacked: a bomb is cut off there.
const UNPACKED_MAX: u64 = 1 << 30;
/// The largest directory that is read.
const DIRECTORY_MAX: u64 = 1 << 24;

/// An archive that is open.
#[derive(Debug)]
pub(super) struct Archive {
    file: File,
    entries: BTreeMap<String, Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Of its local header.
    offset: u64,
    /// In bytes, packed.
    packed: u64,
    /// 0 is stored, 8 is deflated.
    method: u16,
}

impl Archive {
    /// Reads the directory.
    ///
    /// # Errors
    /// It is no archive, or one that this doesn't read.
    pub(super) fn open(mut file: File) -> anyhow::Result<Self> {
        let length = file.seek(SeekFrom::End(0))?;
        let end = read_at(&file, length.saturating_sub(END_MAX), END_MAX.min(length))?;
        let last = end
            .windows(4)
            .rposition(|bytes| bytes == [b'P', b'K', 5, 6])
            .context("it is no Excel file, or it is cut off")?;
        let record = &end[last..];
        let (size, offset) = (u32_at(record, 12)?, u32_at(record, 16)?);
        ensure!(
            u64::from(size) <= DIRECTORY_MAX && offset != u32::MAX,
            "it is too large an Excel file"
        );
        let directory = read_at(&file, offset.into(), size.into())?;
        let entries = entries(&directory)?;
        Ok(Self { file, entries })
    }

    /// One of its files, unpacked as it is read; `None` if it is not there.
    ///
    /// # Errors
    /// It can't be read.
    pub(super) fn file(&self, name: &str) -> anyhow::Result<Option<impl Read + use<>>> {
        let Some(entry) = self.entries.get(name) else {
            return Ok(None);
        };
        let header = read_at(&self.file, entry.offset, 30)?;
        ensure!(
            header.starts_with(b"PK\x03\x04"),
            "it is a broken Excel file"
        );
        let lengths = u64::from(u16_at(&header, 26)?) + u64::from(u16_at(&header, 28)?);
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(entry.offset + 30 + lengths))?;
        let packed = BufReader::new(file).take(entry.packed);
        let unpacked: Box<dyn Read> = match entry.method {
            0 => Box::new(packed),
            8 => Box::new(DeflateDecoder::new(packed)),
            _ => bail!("it is packed in a way that is not known"),
        };
        Ok(Some(unpacked.take(UNPACKED_MAX)))
    }
}

fn entries(directory: &[u8]) -> anyhow::Result<BTreeMap<String, Entry>> {
    let mut entries = BTreeMap::new();
    let mut rest = directory;
    while rest.starts_with(b"PK\x01\x02") {
        ensure!(u16_at(rest, 8)? & 1 == 0, "it is protected by a password");
        let name_end = 46 + usize::from(u16_at(rest, 28)?);
        let end = name_end + usize::from(u16_at(rest, 30)?) + usize::from(u16_at(rest, 32)?);
        let name = rest
            .get(46..name_end)
            .context("it is a broken Excel file")?;
        let entry = Entry {
            method: u16_at(rest, 10)?,
            packed: u32_at(rest, 20)?.into(),
            offset: u32_at(rest, 42)?.into(),
        };
        entries.insert(String::from_utf8_lossy(name).into_owned(), entry);
        rest = rest.get(end..).context("it is a broken Excel file")?;
    }
    Ok(entries)
}

fn read_at(mut file: &File, offset: u64, length: u64) -> anyhow::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> anyhow::Result<u16> {
    let two = bytes.get(at..at + 2).and_then(|two| two.try_into().ok());
    two.map(u16::from_le_bytes)
        .context("it is a broken Excel file")
}

fn u32_at(bytes: &[u8], at: usize) -> anyhow::Result<u32> {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    four.map(u32::from_le_bytes)
        .context("it is a broken Excel file")
}
