//! CSV, TSV and their like, a row at a time.

use std::fs::File;
use std::io::{BufReader, Read, Seek as _, SeekFrom};

use anyhow::bail;
use backroom_core::import::delimiter;
use csv::{ByteRecord, ReaderBuilder};

use super::source::Row;

/// How much of the file is looked at to see what parts its cells, in bytes.
const LOOKED_AT: u64 = 8192;

/// Hands over each row.
///
/// # Errors
/// It can't be read, or `on` fails.
pub(super) fn rows(
    mut file: File,
    mut on: impl FnMut(Row) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut beginning = Vec::new();
    Read::by_ref(&mut file)
        .take(LOOKED_AT)
        .read_to_end(&mut beginning)?;
    if beginning.starts_with(b"\xff\xfe") || beginning.starts_with(b"\xfe\xff") {
        bail!("it is in UTF-16: save it as \"CSV UTF-8\"");
    }
    if beginning.contains(&0) {
        bail!("it is no text");
    }
    // What Excel puts before UTF-8.
    let mark = if beginning.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    file.seek(SeekFrom::Start(mark))?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&beginning))
        .from_reader(Lines::of(BufReader::new(file)));
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        // Where a record begins, the reader counts from before the empty lines that it passed over; where it ends, it is
        // right.
        let within = record
            .iter()
            .flatten()
            .filter(|byte| **byte == b'\n')
            .count() as u64;
        let line = reader.position().line().saturating_sub(1 + within);
        let cells = record.iter().map(text).collect();
        on(Row { line, cells })?;
    }
    Ok(())
}

/// Each line end as a line feed, whatever it was, and one at the end: a row's line is counted by those.
struct Lines<R> {
    inner: R,
    /// Whether a carriage return came last, which a line feed may belong to.
    returned: bool,
    ended: bool,
}

impl<R: Read> Lines<R> {
    fn of(inner: R) -> Self {
        Self {
            inner,
            returned: false,
            ended: false,
        }
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let read = self.inner.read(buffer)?;
            if read == 0 && !self.ended && !buffer.is_empty() {
                self.ended = true;
                buffer[0] = b'\n';
                return Ok(1);
            }
            let mut kept = 0;
            for at in 0..read {
                let byte = buffer[at];
                if !(byte == b'\n' && self.returned) {
                    buffer[kept] = if byte == b'\r' { b'\n' } else { byte };
                    kept += 1;
                }
                self.returned = byte == b'\r';
            }
            // Nothing left of what was read is not the end.
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

/// UTF-8, or else what Windows writes in the west.
fn text(cell: &[u8]) -> String {
    match std::str::from_utf8(cell) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(cell)
            .0
            .into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn read(content: &[u8]) -> Vec<String> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        file.rewind().unwrap();
        let mut lines = Vec::new();
        rows(file, |row| {
            lines.push(format!("{}: {}", row.line, row.cells.join("|")));
            Ok(())
        })
        .unwrap();
        lines
    }

    #[test]
    fn cells_are_parted_by_whatever_parts_them() {
        assert_eq!(read(b"Item,Qty\nCoke,24\n"), ["1: Item|Qty", "2: Coke|24"]);
        assert_eq!(
            read(b"Item;Qty\r\nSugar;2,5\r\n"),
            ["1: Item|Qty", "2: Sugar|2,5"]
        );
        assert_eq!(
            read(b"Item,Qty\r\n\"Two\r\nlines\",1\r\nX,2\r\n"),
            ["1: Item|Qty", "2: Two\nlines|1", "4: X|2"]
        );
        assert_eq!(
            read(b"Item,Qty\rCoke,24\rX,1"),
            ["1: Item|Qty", "2: Coke|24", "3: X|1"]
        );
        assert_eq!(
            read(b"Item\tQty\nSugar\t2,5"),
            ["1: Item|Qty", "2: Sugar|2,5"]
        );
        assert_eq!(
            read(b"\xef\xbb\xbfItem,Qty\n\"Nails; 50mm, box\",\"1,200\"\n\nX,1"),
            ["1: Item|Qty", "2: Nails; 50mm, box|1,200", "4: X|1"]
        );
        assert_eq!(
            read(b"Item,Qty\nCr\xe8me,1"),
            ["1: Item|Qty", "2: Cr\u{e8}me|1"]
        );
    }
}
