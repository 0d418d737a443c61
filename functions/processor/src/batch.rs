//! SQS's batch: groups side by side, each group in order.
//!
//! The first failure of a group hands that message and all later ones of its group back to the queue, and no other
//! group's; they come again after a pause that grows with each try. What has failed too often is parked with the dead
//! letters and its sender told ([`crate::settle`]), and the group goes on. What can't be read at all is parked at once: no
//! retry would mend it, and behind it its group would wait. What there is no time for goes back unbegun: a function that
//! runs out of time in the middle would have all its messages delivered, and answered, again. What one
//! group sent is answered together where that can be ([`crate::burst`]).

use std::collections::BTreeMap;
use std::time::Duration;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use backroom_core::message::{InboundMessage, QueueBodyError};
use backroom_core::task::Queued;
use futures::future::join_all;
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::asking::Asking;
use crate::burst::{Answered, Burst, may_be_slow};
use crate::process::process_message;
use crate::settle::{park, settle};
use crate::{Failure, Processor, task};

/// How long after the batch's first message another one is begun. The longest takes 32 seconds: 11 for a voice note, a
/// photo or two questions to Gemini, 10 for telling the owners what runs low, 10 for its reply, and a moment for the
/// table. Together they fit into the function's time-out.
const BEGIN_WITHIN: Duration = Duration::from_secs(8);

/// Processes a batch; the answer names the records that SQS is to deliver again.
pub async fn handle(to: &Processor, event: SqsEvent) -> SqsBatchResponse {
    handle_within(to, event, BEGIN_WITHIN).await
}

/// As [`handle`], but after so long no other message of a group is begun.
pub async fn handle_within(
    to: &Processor,
    event: SqsEvent,
    begin_within: Duration,
) -> SqsBatchResponse {
    let begin_until = Instant::now() + begin_within;
    let records: Vec<Record> = event.records.into_iter().map(Record::read).collect();
    let delivered: Vec<_> = records.iter().filter_map(Record::delivered).collect();
    let asking = Asking::about(to, &delivered);
    let mut groups: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in &records {
        groups.entry(record.group()).or_default().push(record);
    }
    let mut side_by_side = Vec::with_capacity(groups.len());
    for records in groups.values() {
        side_by_side.push(process_group(to, records, &asking, begin_until));
    }
    let failed = join_all(side_by_side).await;
    to.meter_due().await;
    to.known.report();
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = failed.into_iter().flatten().map(failure).collect();
    response
}

/// A record of the batch, and what is in it if that can be read.
pub(crate) struct Record {
    pub(crate) sqs: SqsMessage,
    pub(crate) holds: Result<Queued, QueueBodyError>,
}

impl Record {
    fn read(sqs: SqsMessage) -> Self {
        let body = sqs.body.as_deref().unwrap_or_default();
        let holds = Queued::read(body);
        Self { sqs, holds }
    }

    fn message(&self) -> Option<&InboundMessage> {
        match &self.holds {
            Ok(Queued::Message(message)) => Some(message),
            Ok(Queued::Task(_)) | Err(_) => None,
        }
    }

    /// Its message, and whether the queue has delivered it before.
    fn delivered(&self) -> Option<(&InboundMessage, bool)> {
        Some((self.message()?, self.attempt() > Some(1)))
    }

    /// Its FIFO group; empty where there is none.
    pub(crate) fn group(&self) -> &str {
        self.attribute("MessageGroupId").unwrap_or_default()
    }

    /// How often the queue has delivered it, this time among them.
    pub(crate) fn attempt(&self) -> Option<u32> {
        self.attribute("ApproximateReceiveCount")?.parse().ok()
    }

    /// What the queue says of it, by SQS's name.
    fn attribute(&self, name: &str) -> Option<&str> {
        self.sqs.attributes.get(name).map(String::as_str)
    }
}

/// One group's records in order, up to the first failure that is to be tried again or the end of the time; the ids of
/// those that are to come again. The first is always begun.
async fn process_group(
    to: &Processor,
    records: &[&Record],
    asking: &Asking<'_>,
    begin_until: Instant,
) -> Vec<String> {
    let mut burst = Burst::new(to);
    for at in 0..records.len() {
        let mut done = answer_next(to, records[at], (at, &mut burst), (asking, begin_until)).await;
        if let Ok(Next::NoTime) = done {
            return hand_back(to, &records[at..], Duration::ZERO).await;
        }
        let last = at + 1 == records.len() || Instant::now() >= begin_until;
        if last && done.is_ok() {
            done = burst.send().await.map(|()| Next::Done);
        }
        if let Err((from, failure)) = done {
            match settle(to, records[from], &failure, from == 0).await {
                Some(pause) => return hand_back(to, &records[from..], pause).await,
                // It is given up on; what was to be answered together with it comes again.
                None if from < at => {
                    return hand_back(to, &records[from + 1..], Duration::ZERO).await;
                }
                None => {}
            }
        }
        if last {
            return match &records[at + 1..] {
                [] => Vec::new(),
                unbegun => hand_back(to, unbegun, Duration::ZERO).await,
            };
        }
    }
    Vec::new()
}

/// What became of the next record of a group.
enum Next {
    /// It is dealt with; its answer may wait for others.
    Done,
    /// It was not begun: sending what waited took too long.
    NoTime,
}

/// Deals with the next record of the group and has it answered, by itself or together with others; which of them failed,
/// and why.
async fn answer_next<'r>(
    to: &Processor,
    record: &'r Record,
    (at, burst): (usize, &mut Burst<'r>),
    (asking, begin_until): (&Asking<'_>, Instant),
) -> Result<Next, (usize, Failure)> {
    let slow = |message| may_be_slow(asking, message);
    if record.message().is_none_or(slow) {
        burst.send().await?;
        if at > 0 && Instant::now() >= begin_until {
            return Ok(Next::NoTime);
        }
    }
    match process_record(to, record, asking).await {
        Ok(Some(answered)) => burst.add(at, answered).await?,
        Ok(None) => {}
        Err(failure) => {
            burst.send().await?;
            return Err((at, failure));
        }
    }
    Ok(Next::Done)
}

/// Has these come again after the pause; their ids.
async fn hand_back(to: &Processor, again: &[&Record], pause: Duration) -> Vec<String> {
    let receipts = again.iter();
    let receipts: Vec<&str> = receipts
        .filter_map(|record| record.sqs.receipt_handle.as_deref())
        .collect();
    if let Err(error) = to.queue.hand_back(&receipts, pause).await {
        tracing::warn!(%error, "records come again only after the queue's own pause");
    }
    let ids = again.iter();
    ids.filter_map(|record| record.sqs.message_id.clone())
        .collect()
}

async fn process_record<'r>(
    to: &Processor,
    record: &'r Record,
    asking: &Asking<'_>,
) -> Result<Option<Answered<'r>>, Failure> {
    let reason = match &record.holds {
        Ok(Queued::Message(message)) => {
            // Each line about it says which message it is about.
            let span = tracing::info_span!("message", message_digest = message.id.digest());
            let answered = process_message(to, message, asking);
            return answered.instrument(span).await.map(Some);
        }
        Ok(Queued::Task(task)) => return task::go_on(to, task).await.map(|()| None),
        // The newer webhook was deployed before the newer processor, which will read it.
        Err(QueueBodyError::NewerFormat(format)) => return Err(Failure::NewerFormat(*format)),
        Err(QueueBodyError::Unreadable(reason)) => reason,
    };
    tracing::warn!(
        sqs_message = record.sqs.message_id,
        reason,
        "unreadable message parked"
    );
    park(to, record, reason, false).await.map(|()| None)
}

fn failure(id: String) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier = id;
    failure
}
