//! AWS on one machine: an embedded DynamoDB table and FIFO queues, reached by the AWS SDK's own clients without a
//! socket; and a poller that gives the queued messages to the same handlers that Lambda runs. And a pretend WhatsApp, see
//! [`whatsapp`], and a pretend Google Sheets, see [`google`].
//!
//! ```
//! # async fn example() -> Result<(), backroom_local::LocalError> {
//! let local = backroom_local::Local::in_memory().await?;
//! let table = local.aws.dynamodb();
//! let queues = local.aws.sqs();
//! # Ok(())
//! # }
//! ```

pub mod aws;
pub mod faults;
pub mod google;
pub mod poller;
pub mod queue;
pub mod table;
pub mod whatsapp;

use std::path::{Path, PathBuf};

use backroom_io::clock::Clock;
use backroom_io::store::{Store, StoreError};

use crate::aws::{Aws, Secret};
use crate::faults::Faults;
use crate::poller::Poller;
use crate::queue::{QueueError, QueueName, QueueSettings, Queues};
use crate::table::{TABLE_NAME, Table, TableError, log_of};

/// Everything of AWS that The Backroom needs, in this process.
#[derive(Clone, Debug)]
pub struct Local {
    /// The table and the queues, and the clients for them.
    pub aws: Aws,
    /// Gives the queued messages to the processor.
    pub poller: Poller,
    /// Gives the queued steps to the usage report.
    pub report_poller: Poller,
}

/// Why it can't be had.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// The data folder can't be made.
    #[error("the data folder {} can't be made", .0.display())]
    Folder(PathBuf, #[source] std::io::Error),
    /// See [`TableError`].
    #[error(transparent)]
    Table(#[from] TableError),
    /// The table can't be created in it.
    #[error("the table can't be created")]
    Create(#[from] StoreError),
    /// See [`QueueError`].
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// Batches with the processor at once, as Lambda would run several of it.
const BATCHES_MAX: usize = 8;
/// The same of the usage report, which nobody waits for.
const REPORT_BATCHES_MAX: usize = 2;

impl Local {
    /// Empty, gone with the process, with the machine's clock: for tests.
    ///
    /// # Errors
    /// See [`LocalError`].
    pub async fn in_memory() -> Result<Self, LocalError> {
        Self::in_memory_at(Clock::system()).await
    }

    /// As [`Local::in_memory`], with a clock that the test turns.
    ///
    /// # Errors
    /// See [`LocalError`].
    pub async fn in_memory_at(clock: Clock) -> Result<Self, LocalError> {
        let table = Table::in_memory()?;
        let queues = Queues::in_memory(QueueSettings::default(), clock.clone())?;
        Self::new(table, queues, clock).await
    }

    /// As [`Local::in_memory_at`], but without threads: each call is done before its caller goes on, so that nothing
    /// depends on when the system lets a thread run.
    ///
    /// # Errors
    /// See [`LocalError`].
    pub async fn in_step(settings: QueueSettings, clock: Clock) -> Result<Self, LocalError> {
        let table = Table::in_step()?;
        let queues = Queues::in_step(settings, clock.clone())?;
        Self::new(table, queues, clock).await
    }

    /// In files of this folder, which is made if it is not there.
    ///
    /// # Errors
    /// See [`LocalError`].
    pub async fn open(folder: &Path) -> Result<Self, LocalError> {
        std::fs::create_dir_all(folder)
            .map_err(|error| LocalError::Folder(folder.to_owned(), error))?;
        let clock = Clock::system();
        let file = folder.join("table.sqlite");
        let table = Table::open(&file)?;
        let settings = QueueSettings::default();
        let queues = Queues::open(
            &folder.join("queue.sqlite"),
            log_of(&file),
            settings,
            clock.clone(),
        )?;
        Self::new(table, queues, clock).await
    }

    async fn new(table: Table, queues: Queues, clock: Clock) -> Result<Self, LocalError> {
        let poller =
            |queue, batches_max| Poller::new(queues.clone(), queue, clock.clone(), batches_max);
        let report_poller = poller(QueueName::Reports, REPORT_BATCHES_MAX);
        let poller = poller(QueueName::Messages, BATCHES_MAX);
        let aws = Aws {
            table,
            queues,
            secret: Secret::default(),
            faults: Faults::default(),
        };
        Store::new(aws.dynamodb(), TABLE_NAME)
            .create_table()
            .await?;
        Ok(Self {
            aws,
            poller,
            report_poller,
        })
    }

    /// The table's name, for `BACKROOM_TABLE`.
    pub fn table_name(&self) -> &'static str {
        TABLE_NAME
    }

    /// For `BACKROOM_QUEUE_URL`.
    pub fn queue_url(&self) -> String {
        QueueName::Messages.url()
    }

    /// For `BACKROOM_REPORT_QUEUE_URL`.
    pub fn report_queue_url(&self) -> String {
        QueueName::Reports.url()
    }

    /// For `BACKROOM_DEAD_LETTER_QUEUE_URL`.
    pub fn dead_letter_queue_url(&self) -> String {
        QueueName::DeadLetters.url()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invoked_function_is_pointed_at_the_table_and_the_queues_that_are_here() {
        let environment: serde_json::Value =
            serde_json::from_str(include_str!("../../../events/env.json")).unwrap();
        let given = |name: &str| environment["Parameters"][name].as_str().unwrap();
        assert_eq!(given("BACKROOM_TABLE"), TABLE_NAME);
        for (name, queue) in [
            ("BACKROOM_QUEUE_URL", QueueName::Messages),
            ("BACKROOM_DEAD_LETTER_QUEUE_URL", QueueName::DeadLetters),
            ("BACKROOM_REPORT_QUEUE_URL", QueueName::Reports),
        ] {
            assert!(given(name).ends_with(&format!("/{}", queue.as_str())));
        }
    }
}
