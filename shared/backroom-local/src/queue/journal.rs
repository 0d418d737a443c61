//! The queues on disk: the messages with their words, and which deduplication ids have been seen.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};

use super::groups::{Millis, Sequence};
use super::{Attributes, NewMessage, QueueName, Received, Sent};

/// How long a deduplication id is remembered.
const DEDUPLICATION_MILLIS: Millis = 5 * 60 * 1000;

/// The SQLite file, or one in memory.
pub(crate) struct Journal {
    connection: Connection,
    /// Higher than that of any message before.
    next_sequence: Sequence,
    durable: Option<bool>,
    /// What has to be on disk before a message is forgotten.
    synced_first: Option<PathBuf>,
}

/// What became of a sent message.
pub(crate) enum Added {
    /// It is in the queue, at this place.
    New(Sent, Sequence),
    /// It has been there within the last five minutes.
    Duplicate(Sent),
}

impl Journal {
    pub(crate) fn open(
        connection: Connection,
        synced_first: Option<PathBuf>,
    ) -> rusqlite::Result<Self> {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS messages (
               sequence INTEGER PRIMARY KEY,
               queue INTEGER NOT NULL,
               message_id TEXT NOT NULL,
               group_id TEXT NOT NULL,
               deduplication_id TEXT NOT NULL,
               body TEXT NOT NULL,
               sent_at INTEGER NOT NULL,
               first_received_at INTEGER,
               receives INTEGER NOT NULL DEFAULT 0,
               moved_from INTEGER
             ) STRICT;
             CREATE TABLE IF NOT EXISTS deduplication (
               queue INTEGER NOT NULL,
               id TEXT NOT NULL,
               message_id TEXT NOT NULL,
               sequence INTEGER NOT NULL,
               until INTEGER NOT NULL,
               PRIMARY KEY (queue, id)
             ) STRICT, WITHOUT ROWID;
             CREATE INDEX IF NOT EXISTS deduplication_until ON deduplication (until);",
        )?;
        add_attributes(&connection)?;
        let highest: Sequence = connection.query_row(
            "SELECT max(ifnull((SELECT max(sequence) FROM messages), 0),
                        ifnull((SELECT max(sequence) FROM deduplication), 0))",
            [],
            |row| row.get(0),
        )?;
        Ok(Self {
            connection,
            next_sequence: highest + 1,
            durable: None,
            synced_first,
        })
    }

    /// Each message of the queue, oldest first: place, group, how often received.
    pub(crate) fn waiting(
        &self,
        queue: QueueName,
        mut each: impl FnMut(Sequence, &str, u32),
    ) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "SELECT sequence, group_id, receives FROM messages WHERE queue = ? ORDER BY sequence",
        )?;
        let mut rows = statement.query([queue.number()])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, row.get_ref(1)?.as_str()?, row.get(2)?);
        }
        Ok(())
    }

    /// Begins a transaction. A durable one is synced to the disk before [`Journal::commit`] returns; another one
    /// survives the end of the process but perhaps not a power cut.
    pub(crate) fn begin(&mut self, durable: bool, deletes: bool) -> rusqlite::Result<()> {
        if deletes && let Some(file) = &self.synced_first {
            sync(file)?;
        }
        if self.durable != Some(durable) {
            let level = if durable { "FULL" } else { "NORMAL" };
            self.connection.pragma_update(None, "synchronous", level)?;
            self.durable = Some(durable);
        }
        self.connection.execute_batch("BEGIN IMMEDIATE")
    }

    pub(crate) fn commit(&mut self) -> rusqlite::Result<()> {
        self.connection.execute_batch("COMMIT")
    }

    /// Undoes the transaction; there may be none any more.
    pub(crate) fn roll_back(&mut self) {
        if !self.connection.is_autocommit() {
            // If even this fails the next BEGIN will, and its sender is told.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    /// Adds a message unless its deduplication id is known.
    pub(crate) fn add(
        &mut self,
        queue: QueueName,
        message: &NewMessage,
        now: Millis,
    ) -> rusqlite::Result<Added> {
        if let Some(first) = self.seen(queue, &message.deduplication_id, now)? {
            return Ok(Added::Duplicate(first));
        }
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        let message_id = message_id(queue, sequence, now);
        self.connection
            .prepare_cached(
                "INSERT INTO messages
                   (sequence, queue, message_id, group_id, deduplication_id, body, sent_at, attributes)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                sequence,
                queue.number(),
                message_id,
                message.group,
                message.deduplication_id,
                message.body,
                now,
                written(&message.said),
            ])?;
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO deduplication VALUES (?, ?, ?, ?, ?)")?
            .execute(params![
                queue.number(),
                message.deduplication_id,
                message_id,
                sequence,
                now + DEDUPLICATION_MILLIS,
            ])?;
        let sent = Sent {
            message_id,
            sequence: sequence.unsigned_abs(),
        };
        Ok(Added::New(sent, sequence))
    }

    fn seen(&self, queue: QueueName, id: &str, now: Millis) -> rusqlite::Result<Option<Sent>> {
        self.connection
            .prepare_cached(
                "SELECT message_id, sequence FROM deduplication
                 WHERE queue = ? AND id = ? AND until > ?",
            )?
            .query_row(params![queue.number(), id, now], |row| {
                Ok(Sent {
                    message_id: row.get(0)?,
                    sequence: row.get::<_, Sequence>(1)?.unsigned_abs(),
                })
            })
            .optional()
    }

    /// Forgets some of the deduplication ids whose time is over.
    pub(crate) fn forget_old_ids(&mut self, now: Millis) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "DELETE FROM deduplication WHERE (queue, id) IN
                   (SELECT queue, id FROM deduplication WHERE until <= ? ORDER BY until LIMIT 1000)",
            )?
            .execute([now])?;
        Ok(())
    }

    /// Marks a message as received for the `receives`th time and reads it.
    pub(crate) fn receive(
        &mut self,
        sequence: Sequence,
        receives: u32,
        now: Millis,
    ) -> rusqlite::Result<Received> {
        self.connection
            .prepare_cached(
                "UPDATE messages SET receives = ?, first_received_at = ifnull(first_received_at, ?)
                 WHERE sequence = ?
                 RETURNING message_id, body, group_id, deduplication_id, sent_at, first_received_at, moved_from,
                           attributes",
            )?
            .query_row(params![receives, now, sequence], |row| {
                Ok(Received {
                    message_id: row.get(0)?,
                    receipt: receipt(sequence, receives),
                    body: row.get(1)?,
                    group: row.get(2)?,
                    deduplication_id: row.get(3)?,
                    sequence: sequence.unsigned_abs(),
                    sent_at: row.get(4)?,
                    first_received_at: row.get(5)?,
                    receives,
                    moved_from: queue_of(row.get(6)?),
                    said: row.get::<_, Option<String>>(7)?.map_or_else(Attributes::new, |json| read(&json)),
                })
            })
    }

    pub(crate) fn delete(&mut self, sequence: Sequence) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("DELETE FROM messages WHERE sequence = ?")?
            .execute([sequence])?;
        Ok(())
    }

    /// Moves a message to the end of the dead letters; tells its place there and its group.
    pub(crate) fn move_to_dead_letters(
        &mut self,
        sequence: Sequence,
        from: QueueName,
    ) -> rusqlite::Result<(Sequence, String)> {
        let moved = self.next_sequence;
        self.next_sequence += 1;
        let group = self
            .connection
            .prepare_cached(
                "UPDATE messages SET sequence = ?, queue = ?, moved_from = ?, receives = 0
                 WHERE sequence = ? RETURNING group_id",
            )?
            .query_row(
                params![
                    moved,
                    QueueName::DeadLetters.number(),
                    from.number(),
                    sequence
                ],
                |row| row.get(0),
            )?;
        Ok((moved, group))
    }
}

/// Files from before messages had attributes lack their column.
fn add_attributes(connection: &Connection) -> rusqlite::Result<()> {
    let there: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM pragma_table_info('messages') WHERE name = 'attributes')",
        [],
        |row| row.get(0),
    )?;
    if !there {
        connection.execute_batch("ALTER TABLE messages ADD COLUMN attributes TEXT")?;
    }
    Ok(())
}

/// As JSON; no attributes are nothing.
fn written(attributes: &Attributes) -> Option<String> {
    let some = !attributes.is_empty();
    some.then(|| serde_json::to_string(attributes).unwrap_or_default())
}

/// What [`written`] wrote.
fn read(json: &str) -> Attributes {
    serde_json::from_str(json).unwrap_or_default()
}

/// Waits until a file's content is on disk. One that is not there has nothing to wait for.
fn sync(file: &Path) -> rusqlite::Result<()> {
    let synced = File::open(file).and_then(|file| file.sync_data());
    match synced {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC),
            Some(format!("{}: {error}", file.display())),
        )),
        _ => Ok(()),
    }
}

/// The receipt of a message received for the `receives`th time.
fn receipt(sequence: Sequence, receives: u32) -> String {
    format!("{sequence}-{receives}")
}

/// What [`receipt`] was made of.
pub(crate) fn read_receipt(receipt: &str) -> Option<(Sequence, u32)> {
    let (sequence, receives) = receipt.split_once('-')?;
    Some((sequence.parse().ok()?, receives.parse().ok()?))
}

fn queue_of(number: Option<i64>) -> Option<QueueName> {
    QueueName::ALL
        .into_iter()
        .find(|queue| Some(queue.number()) == number)
}

/// An id in the form of a UUID. The place makes it unique in a queue, the time across data folders.
fn message_id(queue: QueueName, sequence: Sequence, now: Millis) -> String {
    let sum = format!("{:x}", md5::compute(format!("{queue:?} {sequence} {now}")));
    let part = |from: usize, to: usize| sum.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{}-{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32)
    )
}
