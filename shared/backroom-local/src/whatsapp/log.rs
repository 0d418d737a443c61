//! The chat log: who holds a phone, and what was said, both ways, with its ticks. An SQLite file, so that
//! conversations are there again after a restart, and what was not delivered yet still is to be.

mod messages;
mod people;

use std::path::Path;
use std::time::Duration;

use backroom_core::ids::MessageId;
use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

pub(super) use self::messages::Draft;

/// The log. Its calls are short, and are made under a lock.
pub(super) struct ChatLog {
    connection: Connection,
}

/// Why the chat log can't do it.
#[derive(Debug, thiserror::Error)]
pub enum ChatLogError {
    /// SQLite could not.
    #[error("chat log: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A column does not hold what it should.
    #[error("chat log: {0}")]
    Json(#[from] serde_json::Error),
    /// Nobody is called so.
    #[error("there is no such person")]
    NoSuchPerson,
    /// The person has no such message, or it has no such button.
    #[error("there is no such message or button")]
    NoSuchMessage,
}

/// A message in a chat, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChatMessage {
    /// Its WhatsApp id.
    pub id: MessageId,
    /// Its place in the log.
    pub seq: i64,
    /// Raised with each change of it: the cursor for reading what is new.
    pub rev: i64,
    /// Who wrote it.
    pub side: Side,
    /// When.
    pub at: Timestamp,
    /// The message it replies to.
    pub quote: Option<MessageId>,
    /// What it shows.
    pub bubble: Bubble,
    /// How far it got.
    pub tick: Tick,
    /// An emoji that the other side put on it.
    pub reaction: Option<String>,
    /// WhatsApp's code, where it failed.
    pub failed: Option<i64>,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The person with the phone.
    Person,
    /// The bot.
    Business,
}

/// How far a message got; each later one includes the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tick {
    /// WhatsApp has it.
    Sent,
    /// The other side has it: for a person's message, the webhook answered 200.
    Delivered,
    /// It was read.
    Read,
    /// It will not arrive.
    Failed,
}

/// What a message shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bubble {
    /// The words.
    pub text: String,
    /// Above them, in bold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// Below them, small.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    /// Buttons, or the rows of a list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Opens the list; `None` where the choices are buttons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<String>,
    /// A file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// The name of the template it was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

/// A button or a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What comes back.
    pub id: String,
    /// What is read.
    pub title: String,
    /// The small line under a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A file in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What it is called.
    pub filename: String,
    /// The id it was uploaded under, or the address it is at.
    pub source: String,
}

impl Bubble {
    /// Only words.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS number (
        id TEXT PRIMARY KEY, digits TEXT NOT NULL, name TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS person (
        ord INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
        phone TEXT, user_id TEXT, number TEXT NOT NULL REFERENCES number,
        CHECK (phone IS NOT NULL OR user_id IS NOT NULL),
        UNIQUE (number, phone), UNIQUE (number, user_id)
    );
    CREATE TABLE IF NOT EXISTS message (
        seq INTEGER PRIMARY KEY, rev INTEGER NOT NULL UNIQUE, person TEXT NOT NULL REFERENCES person (id),
        side TEXT NOT NULL, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, quote TEXT, bubble TEXT NOT NULL,
        tick INTEGER NOT NULL, reaction TEXT, failed INTEGER, webhook TEXT
    );
    CREATE INDEX IF NOT EXISTS message_of_person ON message (person, seq);
    CREATE INDEX IF NOT EXISTS message_waiting ON message (seq) WHERE webhook IS NOT NULL;
    CREATE TABLE IF NOT EXISTS media (
        id TEXT PRIMARY KEY, mime_type TEXT NOT NULL, filename TEXT NOT NULL, content BLOB NOT NULL
    );
";

impl ChatLog {
    pub(super) fn open(path: &Path) -> Result<Self, ChatLogError> {
        let connection = Connection::open(path)?;
        // What was written is there after a kill, though perhaps not after a power cut: it is a pretend phone.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        Self::with(connection)
    }

    pub(super) fn in_memory() -> Result<Self, ChatLogError> {
        Self::with(Connection::open_in_memory()?)
    }

    fn with(connection: Connection) -> Result<Self, ChatLogError> {
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection })
    }
}
