//! FIFO queues on one machine, with SQS's promises.
//!
//! - Messages of one group are received in the order they were sent; while one of a group is in flight, no other of it
//!   is received. Groups do not wait for each other.
//! - A message sent again within five minutes under the same deduplication id is acknowledged and not added.
//! - A received message that is not deleted before its visibility timeout ends comes again, still before the later
//!   ones of its group; received too often, it moves to the dead letters.
//! - A sender's acknowledgement means that the message is on disk. After a crash each message that was not deleted
//!   comes again, at once: whoever had it in flight is gone.
//!
//! One thread owns everything ([`worker`]): it takes the commands that have gathered, applies them to the [`groups`]
//! and the [`journal`], commits once for all of them, and only then answers. That is what makes thousands of messages
//! a second possible on a disk that syncs a few hundred times. (A simulation asks for no thread, so that nothing depends
//! on when the system lets one run.)

mod groups;
mod journal;
mod protocol;
mod worker;

pub(crate) use protocol::md5_of;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use backroom_core::retry::ATTEMPTS_MAX;
use backroom_io::clock::Clock;
use tokio::sync::{Notify, oneshot};

use worker::{Command, Desk};

/// The queues there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QueueName {
    /// From the webhook to the processor.
    Messages,
    /// What could not be processed.
    DeadLetters,
    /// The steps of the usage report.
    Reports,
}

impl QueueName {
    pub(crate) const ALL: [Self; 3] = [Self::Messages, Self::DeadLetters, Self::Reports];

    /// As AWS would name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Messages => "messages.fifo",
            Self::DeadLetters => "dead-letters.fifo",
            Self::Reports => "reports.fifo",
        }
    }

    /// Its address as SQS would give it. Only the last part counts: requests from other machines name other hosts.
    pub fn url(self) -> String {
        format!("http://localhost/000000000000/{}", self.as_str())
    }

    /// Its name across AWS.
    pub fn arn(self) -> String {
        format!(
            "arn:aws:sqs:{}:000000000000:{}",
            crate::aws::REGION,
            self.as_str()
        )
    }

    fn number(self) -> i64 {
        match self {
            Self::Messages => 1,
            Self::DeadLetters => 2,
            Self::Reports => 3,
        }
    }

    /// Whether what is received too often moves from here to the dead letters.
    pub(crate) fn gives_up(self) -> bool {
        match self {
            Self::Messages => true,
            Self::DeadLetters | Self::Reports => false,
        }
    }
}

/// How long and how often.
#[derive(Clone, Copy, Debug)]
pub struct QueueSettings {
    /// How long a received message stays invisible unless the receiver says otherwise.
    pub visibility: Duration,
    /// The same of a step of the usage report, which may work for minutes.
    pub step_visibility: Duration,
    /// How often a message is received before it moves to the dead letters.
    pub receives_max: u32,
}

impl QueueSettings {
    /// How long what was received from this queue stays invisible unless the receiver says otherwise.
    pub fn visibility_of(&self, queue: QueueName) -> Duration {
        match queue {
            QueueName::Messages | QueueName::DeadLetters => self.visibility,
            QueueName::Reports => self.step_visibility,
        }
    }
}

impl Default for QueueSettings {
    fn default() -> Self {
        Self {
            visibility: Duration::from_secs(60),
            step_visibility: Duration::from_secs(600),
            // As in the template: the processor gives up before that.
            receives_max: ATTEMPTS_MAX + 10,
        }
    }
}

/// A message to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// Messages of one group stay in order.
    pub group: String,
    /// The same id within five minutes is the same message.
    pub deduplication_id: String,
    /// The words.
    pub body: String,
    /// What stands beside the words: texts by their names.
    pub said: Attributes,
}

/// The attributes of a message that its sender gave it, texts all.
pub type Attributes = BTreeMap<String, String>;

/// A sender's acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The message's id; of a duplicate, the first one's.
    pub message_id: String,
    /// Rises with each message.
    pub sequence: u64,
}

/// A received message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Its id, the same each time.
    pub message_id: String,
    /// What to delete it with: another one each time.
    pub receipt: String,
    /// The words.
    pub body: String,
    /// What its sender wrote beside them.
    pub said: Attributes,
    /// Its group.
    pub group: String,
    /// What it was sent under.
    pub deduplication_id: String,
    /// Its place.
    pub sequence: u64,
    /// Unix milliseconds.
    pub sent_at: i64,
    /// Unix milliseconds.
    pub first_received_at: i64,
    /// One, the first time.
    pub receives: u32,
    /// The queue that gave it up, in the dead letters.
    pub moved_from: Option<QueueName>,
}

/// What a receive gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// At most as many as asked for, in the order sent.
    pub messages: Vec<Received>,
    /// When the next message that is in flight now becomes visible again, in unix milliseconds.
    pub next_visible_at: Option<i64>,
}

/// How full a queue is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    /// Waiting, or behind one of their group that is in flight.
    pub visible: usize,
    /// Received and not deleted.
    pub in_flight: usize,
}

/// Why the queues can't do what they were asked to.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// The file can't be opened, or is no queue.
    #[error("the queue's file can't be opened")]
    Open(#[source] rusqlite::Error),
    /// The system gives no thread.
    #[error("the queue's thread can't be started")]
    Thread(#[source] std::io::Error),
    /// The disk did not take it: nothing of it was done.
    #[error("the queue can't be written")]
    Write(#[source] Arc<rusqlite::Error>),
    /// This receipt's time is over: the message may have been received again.
    #[error("the receipt handle has expired")]
    ExpiredReceipt,
    /// This was never a receipt of this queue.
    #[error("the receipt handle is not valid")]
    InvalidReceipt,
    /// The queues have stopped.
    #[error("the queue has stopped")]
    Stopped,
}

/// One for each queue, in the order of [`QueueName::ALL`]: whoever waits for one is not woken in the place of another.
type Changes = [Notify; QueueName::ALL.len()];

/// The queues. Clones share them; the file is closed with the last of them.
#[derive(Clone, Debug)]
pub struct Queues {
    commands: Desk,
    changed: Arc<Changes>,
    settings: QueueSettings,
}

impl Queues {
    /// Opens the file, or makes it. All that is in it is visible.
    ///
    /// Before messages are deleted, what was done about them has to be as durable as the delete: `synced_first` is the
    /// file that holds it.
    ///
    /// # Errors
    /// [`QueueError::Open`], [`QueueError::Thread`].
    pub fn open(
        file: &Path,
        synced_first: PathBuf,
        settings: QueueSettings,
        clock: Clock,
    ) -> Result<Self, QueueError> {
        let connection = rusqlite::Connection::open(file).map_err(QueueError::Open)?;
        Self::start(connection, Some(synced_first), settings, clock)
    }

    /// Empty queues that are gone with the process.
    ///
    /// # Errors
    /// [`QueueError::Open`], [`QueueError::Thread`].
    pub fn in_memory(settings: QueueSettings, clock: Clock) -> Result<Self, QueueError> {
        let connection = rusqlite::Connection::open_in_memory().map_err(QueueError::Open)?;
        Self::start(connection, None, settings, clock)
    }

    /// As [`Queues::in_memory`], but without a thread: each command is done before its caller goes on.
    ///
    /// # Errors
    /// [`QueueError::Open`].
    pub fn in_step(settings: QueueSettings, clock: Clock) -> Result<Self, QueueError> {
        let connection = rusqlite::Connection::open_in_memory().map_err(QueueError::Open)?;
        let changed = Arc::new(Changes::default());
        let journal = journal::Journal::open(connection, None).map_err(QueueError::Open)?;
        let commands = worker::in_step(journal, settings, clock, Arc::clone(&changed))?;
        Ok(Self {
            commands,
            changed,
            settings,
        })
    }

    fn start(
        connection: rusqlite::Connection,
        synced_first: Option<PathBuf>,
        settings: QueueSettings,
        clock: Clock,
    ) -> Result<Self, QueueError> {
        let changed = Arc::new(Changes::default());
        let journal = journal::Journal::open(connection, synced_first).map_err(QueueError::Open)?;
        let commands = worker::start(journal, settings, clock, Arc::clone(&changed))?;
        Ok(Self {
            commands,
            changed,
            settings,
        })
    }

    /// Sends all of them or none, in this order. When it returns they are on disk.
    ///
    /// # Errors
    /// [`QueueError::Write`], [`QueueError::Stopped`].
    pub async fn send(
        &self,
        queue: QueueName,
        messages: Vec<NewMessage>,
    ) -> Result<Vec<Sent>, QueueError> {
        self.ask(|reply| Command::Send {
            queue,
            messages,
            reply,
        })
        .await
    }

    /// Takes up to `most` messages, which stay invisible for `visibility` (by default the queue's).
    ///
    /// # Errors
    /// [`QueueError::Write`], [`QueueError::Stopped`].
    pub async fn receive(
        &self,
        queue: QueueName,
        most: usize,
        visibility: Option<Duration>,
    ) -> Result<Receipt, QueueError> {
        let visibility = visibility.unwrap_or_else(|| self.settings.visibility_of(queue));
        self.ask(|reply| Command::Receive {
            queue,
            most,
            visibility,
            reply,
        })
        .await
    }

    /// Deletes received messages: for each receipt whether it was still good. Deleting twice is no error.
    ///
    /// # Errors
    /// [`QueueError::Write`], [`QueueError::Stopped`].
    pub async fn delete(
        &self,
        queue: QueueName,
        receipts: Vec<String>,
    ) -> Result<Vec<Result<(), QueueError>>, QueueError> {
        self.ask(|reply| Command::Delete {
            queue,
            receipts,
            reply,
        })
        .await
    }

    /// Makes a received message visible again after `visibility` from now; at once if that is zero.
    ///
    /// # Errors
    /// Any [`QueueError`] but `Open` and `Thread`.
    pub async fn change_visibility(
        &self,
        queue: QueueName,
        receipt: String,
        visibility: Duration,
    ) -> Result<(), QueueError> {
        self.ask(|reply| Command::ChangeVisibility {
            queue,
            receipt,
            visibility,
            reply,
        })
        .await?
    }

    /// How full it is.
    ///
    /// # Errors
    /// [`QueueError::Stopped`].
    pub async fn depth(&self, queue: QueueName) -> Result<Depth, QueueError> {
        self.ask(|reply| Command::Depth { queue, reply }).await
    }

    /// Returns once something has been sent, deleted or made visible there since the last return: time to receive. For
    /// one receiver of each queue.
    pub async fn changed(&self, queue: QueueName) {
        self.changed[queue as usize].notified().await;
    }

    /// What holds for all of them.
    pub fn settings(&self) -> QueueSettings {
        self.settings
    }

    async fn ask<T>(
        &self,
        command: impl FnOnce(worker::Reply<T>) -> Command,
    ) -> Result<T, QueueError> {
        let (reply, answer) = oneshot::channel();
        self.commands.take(command(reply))?;
        answer.await.unwrap_or(Err(QueueError::Stopped))
    }
}
