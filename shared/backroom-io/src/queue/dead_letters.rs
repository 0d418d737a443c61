//! The operator's side of the dead letters: look at them, send them back to where they came from, drop them.
//!
//! SQS shows what it holds only by giving it out, and of a FIFO group it gives out no more than ten while those are out.
//! So a look sees at most the first ten of each sender; the others are seen when these are gone.

use std::fmt;
use std::time::Duration;

use aws_sdk_sqs::types::{Message, MessageSystemAttributeName, QueueAttributeName};
use backroom_core::ids::short_hash;
use backroom_core::task::Queued;

use super::park::{REASON, TOLD, attribute};
use super::{BATCH_MAX, Cause, Queue, QueueError, call_failed, one};

/// How long a look waits for more, in seconds: SQS then asks all of its machines.
const WAIT: i32 = 1;

/// A message that was given up on.
#[derive(Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// SQS's id of it.
    pub id: String,
    /// Why the processor parked it. Without one SQS moved it, since it was delivered too often: the processor ended in
    /// the middle of it, or could not park it.
    pub reason: Option<String>,
    /// Whether its sender has been told that it is kept.
    pub told: bool,
    /// Since when it has been here, in unix milliseconds.
    pub since: i64,
    /// Its group here.
    pub group: String,
    /// What it holds.
    pub body: String,
    /// What it is given back or deleted with, while it is taken.
    pub receipt: String,
}

/// Prints no words, names or numbers, so that it can stand in a log line.
impl fmt::Debug for DeadLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeadLetter")
            .field("id", &self.id)
            .field("reason", &self.reason)
            .field("told", &self.told)
            .finish_non_exhaustive()
    }
}

impl Queue {
    /// About how many messages it holds.
    ///
    /// # Errors
    /// If the queue does not say.
    pub async fn depth(&self) -> Result<u64, Cause> {
        use QueueAttributeName as Name;
        let counts = [
            Name::ApproximateNumberOfMessages,
            Name::ApproximateNumberOfMessagesNotVisible,
            Name::ApproximateNumberOfMessagesDelayed,
        ];
        let call = self.client.get_queue_attributes().queue_url(&self.url);
        let answer = call.set_attribute_names(Some(counts.to_vec()));
        let answer = answer.send().await.map_err(|error| call_failed(&error))?;
        let attributes = answer.attributes.unwrap_or_default();
        let counts = counts.iter().filter_map(|name| attributes.get(name));
        Ok(counts.filter_map(|count| count.parse::<u64>().ok()).sum())
    }

    /// Takes the first ten messages of each group, in order, for so long: give them back or delete them before.
    ///
    /// # Errors
    /// If the queue can't be read.
    pub async fn take(&self, held: Duration) -> Result<Vec<DeadLetter>, Cause> {
        let mut letters = Vec::new();
        loop {
            let answer = self
                .client
                .receive_message()
                .queue_url(&self.url)
                .max_number_of_messages(BATCH_MAX.try_into().unwrap_or(10))
                .visibility_timeout(i32::try_from(held.as_secs()).unwrap_or(i32::MAX))
                .wait_time_seconds(WAIT)
                .message_system_attribute_names(MessageSystemAttributeName::All)
                .message_attribute_names("All")
                .send()
                .await
                .map_err(|error| call_failed(&error))?;
            let more = answer.messages.unwrap_or_default();
            if more.is_empty() {
                return Ok(letters);
            }
            letters.extend(more.into_iter().map(read));
        }
    }

    /// Gives back what was taken.
    ///
    /// # Errors
    /// If one is not given back; it is visible again when its time is over.
    pub async fn give_back(&self, letters: &[DeadLetter]) -> Result<(), Cause> {
        for some in letters.chunks(BATCH_MAX) {
            let receipts: Vec<&str> = some.iter().map(|letter| &*letter.receipt).collect();
            self.hand_back(&receipts, Duration::ZERO).await?;
        }
        Ok(())
    }

    /// Deletes a message that was taken.
    ///
    /// # Errors
    /// If it is not deleted.
    pub async fn discard(&self, letter: &DeadLetter) -> Result<(), Cause> {
        let call = self.client.delete_message().queue_url(&self.url);
        let call = call.receipt_handle(&letter.receipt).send();
        call.await.map(drop).map_err(|error| call_failed(&error))
    }

    /// Sends a dead letter back to here, the queue it came from, behind what its group has here. Twice within five
    /// minutes is once; it does not matter how long ago it was here first.
    ///
    /// # Errors
    /// If it is not taken.
    pub async fn redrive(&self, letter: &DeadLetter) -> Result<(), QueueError> {
        let group = match Queued::read(&letter.body) {
            Ok(Queued::Message(message)) => message.group(),
            Ok(Queued::Task(task)) => task.group,
            Err(_) => letter.group.clone(),
        };
        let call = self
            .client
            .send_message()
            .queue_url(&self.url)
            .message_group_id(group)
            .message_deduplication_id(short_hash(&["redriven", &letter.id]))
            .message_body(&letter.body);
        let call = if letter.told {
            call.message_attributes(TOLD, attribute("yes")?)
        } else {
            call
        };
        call.send().await.map(drop).map_err(|error| one(&error))
    }
}

fn read(message: Message) -> DeadLetter {
    let system = |name| {
        let attributes = message.attributes();
        attributes.and_then(|all| all.get(&name)).cloned()
    };
    let said = |name| {
        let attributes = message.message_attributes();
        let value = attributes.and_then(|all| all.get(name));
        value.and_then(|value| value.string_value().map(str::to_owned))
    };
    let since = system(MessageSystemAttributeName::SentTimestamp);
    DeadLetter {
        reason: said(REASON),
        told: said(TOLD).is_some(),
        since: since.and_then(|at| at.parse().ok()).unwrap_or_default(),
        group: system(MessageSystemAttributeName::MessageGroupId).unwrap_or_default(),
        id: message.message_id.unwrap_or_default(),
        body: message.body.unwrap_or_default(),
        receipt: message.receipt_handle.unwrap_or_default(),
    }
}
