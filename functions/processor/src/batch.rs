//! SQS's batch: groups side by side, each group in order.
//!
//! The first failure of a group hands that message and all later ones of its group back to the queue, and no other
//! group's. What can't be read at all is parked with the dead letters at once: no retry would mend it, and behind it
//! its group would wait.

use std::collections::BTreeMap;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use backroom_core::message::{FORMAT, InboundMessage};
use futures::future::join_all;

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
    match read(body) {
        Ok(message) => process_message(to, &message).await,
        Err(reason) => {
            tracing::warn!(
                sqs_message = record.message_id,
                reason,
                "unreadable message parked"
            );
            let group = record
                .attributes
                .get("MessageGroupId")
                .map_or("", String::as_str);
            Ok(to.dead_letters.park(group, body, reason).await?)
        }
    }
}

/// The message in a record, or in a word why there is none.
fn read(body: &str) -> Result<InboundMessage, &'static str> {
    match serde_json::from_str::<InboundMessage>(body) {
        Ok(message) if message.format <= FORMAT => Ok(message),
        Ok(_) => Err("newer-format"),
        Err(error) if error.is_data() => Err("not-a-message"),
        Err(_) => Err("not-json"),
    }
}

fn failure(id: String) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier = id;
    failure
}
