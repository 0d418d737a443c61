//! The FIFO queue between the webhook and the processor, the dead letters beside it, and the usage report's own.
//!
//! A message's group is its sender at one number of ours ([`InboundMessage::group`]) and its deduplication id is
//! [`backroom_core::ids::MessageId::digest`], so that SQS takes a message that comes again within five minutes once;
//! later than that, the ledger does.

mod dead_letters;
mod park;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::DisplayErrorContext;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use backroom_core::ids::short_hash;
use backroom_core::message::{InboundMessage, QUEUE_BODY_MAX};
use backroom_core::sweep::Step;
use backroom_core::task::Task;
use futures::StreamExt as _;

pub use dead_letters::DeadLetter;
pub use park::{Parked, TOLD};

/// One FIFO queue.
#[derive(Clone, Debug)]
pub struct Queue {
    client: Client,
    url: String,
}

/// Why the queue did not take everything. Sending all of it again is safe and keeps what it took.
#[derive(Debug, thiserror::Error)]
#[error("the queue took {} of {of} messages: {cause}", .of - .not_queued)]
pub struct QueueError {
    /// How many it did not take.
    pub not_queued: usize,
    /// Out of how many.
    pub of: usize,
    /// The first thing that went wrong.
    pub cause: Cause,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// The call as a whole, after the SDK's own retries.
    #[error("{0}")]
    Call(String),
    /// Single messages of a call, after ours: SQS's error code.
    #[error("refused with {0}")]
    Refused(String),
}

/// As many as SQS takes in one call.
const BATCH_MAX: usize = 10;
/// Calls under way at once.
const CALLS_MAX: usize = 8;
/// How often a message is offered that SQS refuses by itself.
const OFFERS_MAX: u32 = 4;
/// The wait before the second offer; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(50);

impl Queue {
    /// The queue at this address.
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        Self {
            client,
            url: url.into(),
        }
    }

    /// Sends them all, in this order within each group; an empty slice costs no call.
    ///
    /// No call holds two messages of one group: SQS may refuse one entry of a call and take those after it, and the
    /// refused one would then be queued behind its successor. After a message that SQS refuses the rest of its group
    /// is not sent; after a call that fails as a whole nothing more is.
    ///
    /// # Errors
    /// If any of them is not queued.
    pub async fn send_all(&self, messages: &[InboundMessage]) -> Result<(), QueueError> {
        let entry = |message: &InboundMessage| Entry {
            group: message.group(),
            deduplication_id: message.id.digest(),
            body: message.to_queue_body(),
        };
        self.send_entries(&messages.iter().map(entry).collect::<Vec<_>>())
            .await
    }

    /// Queues steps of a sweep, as [`Queue::send_all`] does messages; what one page queues is one call. Twice within
    /// five minutes is once.
    ///
    /// # Errors
    /// If any of them is not queued.
    pub async fn send_steps(&self, steps: &[Step]) -> Result<(), QueueError> {
        let entry = |step: &Step| Entry {
            group: short_hash(&["group", &step.group()]),
            deduplication_id: step.deduplication_id(),
            body: step.to_queue_body(),
        };
        self.send_entries(&steps.iter().map(entry).collect::<Vec<_>>())
            .await
    }

    /// Queues tasks, as [`Queue::send_all`] does messages. Twice within five minutes is once.
    ///
    /// # Errors
    /// If any of them is not queued.
    pub async fn send_tasks(&self, tasks: &[Task]) -> Result<(), QueueError> {
        let entry = |task: &Task| Entry {
            group: task.group.clone(),
            deduplication_id: task.deduplication_id(),
            body: task.to_queue_body(),
        };
        self.send_entries(&tasks.iter().map(entry).collect::<Vec<_>>())
            .await
    }

    async fn send_entries(&self, entries: &[Entry]) -> Result<(), QueueError> {
        let mut queued = 0;
        let mut stopped: BTreeSet<&str> = BTreeSet::new();
        let mut trouble = None;
        'rounds: for mut round in rounds(entries) {
            round.retain(|&index| !stopped.contains(entries[index].group.as_str()));
            let mut calls = futures::stream::iter(batches(entries, round))
                .map(|batch| self.send_batch(entries, batch))
                .buffer_unordered(CALLS_MAX);
            while let Some(sent) = calls.next().await {
                queued += sent.queued;
                let left = sent.left.iter();
                stopped.extend(left.map(|&index| entries[index].group.as_str()));
                let unreachable = matches!(sent.cause, Some(Cause::Call(_)));
                trouble = trouble.or(sent.cause);
                if unreachable {
                    break 'rounds;
                }
            }
        }
        match trouble {
            None => Ok(()),
            Some(cause) => Err(QueueError {
                not_queued: entries.len() - queued,
                of: entries.len(),
                cause,
            }),
        }
    }

    /// Queues a slice of a task, behind what its group has in the queue already. Twice within five minutes is once.
    ///
    /// # Errors
    /// If it is not taken.
    pub async fn send_task(&self, task: &Task) -> Result<(), QueueError> {
        self.client
            .send_message()
            .queue_url(&self.url)
            .message_group_id(&task.group)
            .message_deduplication_id(task.deduplication_id())
            .message_body(task.to_queue_body())
            .send()
            .await
            .map(drop)
            .map_err(|error| one(&error))
    }

    /// Sends one batch, and what is refused of it again after a wait, until all of it is taken.
    async fn send_batch(&self, entries: &[Entry], batch: Vec<usize>) -> Sent {
        let of = batch.len();
        let mut left: BTreeSet<usize> = batch.into_iter().collect();
        let mut cause = None;
        for offer in 0..OFFERS_MAX {
            if offer > 0 {
                tokio::time::sleep(FIRST_WAIT * 2_u32.pow(offer - 1)).await;
            }
            let asked = left.iter().map(|index| {
                let entry = &entries[*index];
                SendMessageBatchRequestEntry::builder()
                    .id(index.to_string())
                    .message_group_id(&entry.group)
                    .message_deduplication_id(&entry.deduplication_id)
                    .message_body(&entry.body)
                    .build()
                    .expect("it has an id and a body")
            });
            let call = self.client.send_message_batch().queue_url(&self.url);
            let answer = match call.set_entries(Some(asked.collect())).send().await {
                Ok(answer) => answer,
                Err(error) => {
                    cause = Some(call_failed(&error));
                    break;
                }
            };
            let taken = answer.successful().iter().map(|taken| taken.id().parse());
            for index in taken.flatten() {
                left.remove(&index);
            }
            if left.is_empty() {
                cause = None;
                break;
            }
            let code = answer
                .failed()
                .first()
                .map_or("no answer", |failed| failed.code());
            cause = Some(Cause::Refused(code.to_owned()));
        }
        Sent {
            queued: of - left.len(),
            left: left.into_iter().collect(),
            cause,
        }
    }
}

/// What is to be queued.
struct Entry {
    group: String,
    deduplication_id: String,
    body: String,
}

/// What became of a batch.
struct Sent {
    queued: usize,
    /// The places of the messages that were not taken.
    left: Vec<usize>,
    /// Why, if there are any.
    cause: Option<Cause>,
}

/// Splits into rounds: in the first the first message of each group, in the second each group's second, and so on.
fn rounds(entries: &[Entry]) -> Vec<Vec<usize>> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let round = seen.entry(&entry.group).or_default();
        if rounds.len() == *round {
            rounds.push(Vec::new());
        }
        rounds[*round].push(index);
        *round += 1;
    }
    rounds
}

/// Splits into batches of what SQS takes in one call: [`BATCH_MAX`] messages, and in all no more bytes than one may
/// have.
fn batches(entries: &[Entry], round: Vec<usize>) -> Vec<Vec<usize>> {
    let mut batches: Vec<Vec<usize>> = Vec::new();
    let mut bytes = 0;
    for index in round {
        let body = entries[index].body.len();
        bytes += body;
        match batches.last_mut() {
            Some(batch) if batch.len() < BATCH_MAX && bytes <= QUEUE_BODY_MAX => batch.push(index),
            Some(_) | None => {
                bytes = body;
                batches.push(vec![index]);
            }
        }
    }
    batches
}

fn call_failed(error: &(impl std::error::Error + 'static)) -> Cause {
    Cause::Call(DisplayErrorContext(error).to_string())
}

fn one(error: &(impl std::error::Error + 'static)) -> QueueError {
    QueueError {
        not_queued: 1,
        of: 1,
        cause: call_failed(error),
    }
}

#[cfg(test)]
mod tests;
