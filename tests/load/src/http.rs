//! As much HTTP/1.1 as the driver needs, both ways: it shares the machine with what it measures, so it has to be light.

use std::io::{Error, ErrorKind};
use std::ops::Range;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The longest head that is read, in bytes.
const HEAD_MAX: usize = 16 * 1024;

/// A connection, and what was read of it beyond the last message.
pub(crate) struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
    /// The message that was given out last, to be dropped before the next one.
    given: usize,
}

/// A request or an answer, in the connection's memory until the next one.
pub(crate) struct Message<'a> {
    /// `POST /path HTTP/1.1` or `HTTP/1.1 200 OK`.
    pub(crate) first_line: &'a str,
    pub(crate) body: &'a [u8],
}

impl Message<'_> {
    /// The status of an answer.
    pub(crate) fn status(&self) -> u16 {
        let status = self.first_line.split(' ').nth(1);
        status.and_then(|word| word.parse().ok()).unwrap_or(0)
    }
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> Self {
        // Without it a small write may wait for the answer to the one before it; an error only means that it does.
        let _ = stream.set_nodelay(true);
        Self {
            stream,
            read: Vec::with_capacity(4096),
            given: 0,
        }
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// The next message; `None` once the other side has closed.
    pub(crate) async fn next(&mut self) -> std::io::Result<Option<Message<'_>>> {
        self.read.drain(..self.given);
        self.given = 0;
        let body = loop {
            if let Some(body) = body_of(&self.read)? {
                if self.read.len() >= body.end {
                    break body;
                }
            } else if self.read.len() > HEAD_MAX {
                return Err(invalid("the head is too long"));
            }
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return match self.read.len() {
                    0 => Ok(None),
                    _ => Err(ErrorKind::UnexpectedEof.into()),
                };
            }
        };
        self.given = body.end;
        let line_end = self.read.iter().position(|&byte| byte == b'\r');
        let first_line = self.read.get(..line_end.unwrap_or(0)).unwrap_or_default();
        Ok(Some(Message {
            first_line: std::str::from_utf8(first_line).map_err(|_| invalid("a strange head"))?,
            body: &self.read[body],
        }))
    }
}

/// Where the body of the message at the beginning is; `None` while its head is not all there.
fn body_of(read: &[u8]) -> std::io::Result<Option<Range<usize>>> {
    let Some(end) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&read[..end]).map_err(|_| invalid("a strange head"))?;
    let mut length = 0;
    for line in head.split("\r\n").skip(1) {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if name.eq_ignore_ascii_case("content-length") {
            let given = value.trim().parse();
            length = given.map_err(|_| invalid("a length that is no number"))?;
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            return Err(invalid("a body in chunks"));
        }
    }
    Ok(Some(end + 4..end + 4 + length))
}

fn invalid(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}
