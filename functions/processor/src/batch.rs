//! SQS's batch: groups side by side, each group in order.
//!
//! The first failure of a group hands that message and all later ones of its group back to the queue, and no other
//! group's. What can't be read at all is parked with the dead letters at once: no retry would mend it, and behind it
//! its group would wait.

use std::collections::BTreeMap;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use backroom_core::message::{InboundMessage, QueueBodyError};
use backroom_io::metrics::{self, Metric};
use futures::future::join_all;
use jiff::Timestamp;

use crate::process::process_message;
use crate::{Failure, Processor};

/// Processes a batch; the answer names the records that SQS is to deliver again.
pub async fn handle(to: &Processor, event: SqsEvent) -> SqsBatchResponse {
    let mut groups: BTreeMap<String, Vec<SqsMessage>> = BTreeMap::new();
    for record in event.records {
        let group = record
            .attributes
            .get("MessageGroupId")
            .cloned()
            .unwrap_or_default();
        groups.entry(group).or_default().push(record);
    }
    let mut side_by_side = Vec::with_capacity(groups.len());
    for records in groups.into_values() {
        side_by_side.push(process_group(to, records));
    }
    let failed = join_all(side_by_side).await;
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = failed.into_iter().flatten().map(failure).collect();
    response
}

/// One group's records in order, up to the first failure; the ids of those that are to come again.
async fn process_group(to: &Processor, records: Vec<SqsMessage>) -> Vec<String> {
    let mut records = records.into_iter();
    while let Some(record) = records.next() {
        if let Err(failure) = process_record(to, &record).await {
            let attempt = record
                .attributes
                .get("ApproximateReceiveCount")
                .map(String::as_str);
            tracing::error!(
                sqs_message = record.message_id,
                attempt,
                failure = %failure,
                "message failed and will be tried again"
            );
            metrics::record(Metric::MessagesFailed, 1);
            if matches!(&failure, Failure::WhatsApp(error) if error.needs_operator()) {
                metrics::record(Metric::OperatorNeeded, 1);
            }
            return std::iter::once(record)
                .chain(records)
                .filter_map(|r| r.message_id)
                .collect();
        }
    }
    Vec::new()
}

async fn process_record(to: &Processor, record: &SqsMessage) -> Result<(), Failure> {
    let body = record.body.as_deref().unwrap_or_default();
    let reason = match InboundMessage::from_queue_body(body) {
        Ok(message) => {
            process_message(to, &message).await?;
            measure(to, &message);
            return Ok(());
        }
        // The newer webhook was deployed before the newer processor, which will read it.
        Err(QueueBodyError::NewerFormat(format)) => return Err(Failure::NewerFormat(format)),
        Err(QueueBodyError::Unreadable(reason)) => reason,
    };
    tracing::warn!(
        sqs_message = record.message_id,
        reason,
        "unreadable message parked"
    );
    metrics::record(Metric::MessagesParked, 1);
    let group = record
        .attributes
        .get("MessageGroupId")
        .map_or("", String::as_str);
    Ok(to.dead_letters.park(group, body, &reason).await?)
}

/// Records how long the sender waited, if the message says when it was sent.
fn measure(to: &Processor, message: &InboundMessage) {
    if message.sent_at > Timestamp::UNIX_EPOCH {
        let waited = to.clock.now().duration_since(message.sent_at).as_millis();
        metrics::record(Metric::PhoneToReply, u64::try_from(waited).unwrap_or(0));
    }
}

fn failure(id: String) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier = id;
    failure
}
