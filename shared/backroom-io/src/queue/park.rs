//! What the processor does about a record that it can't deal with: hands it back for a while, or parks it with the dead
//! letters.

use std::time::Duration;

use aws_sdk_sqs::types::MessageAttributeValue;
use backroom_core::ids::short_hash;
use backroom_core::message::QUEUE_BODY_MAX;
use futures::future::try_join_all;

use super::{Cause, Queue, QueueError, call_failed, one};

/// The attribute of a dead letter that says why it is one.
pub(super) const REASON: &str = "reason";
/// The attribute of a message whose sender has been told that it is kept: it stays with it when it is sent back.
pub const TOLD: &str = "told";

const REASON_BYTES_MAX: usize = 500;
/// With the reason it stays below SQS's least limit.
const PARKED_BYTES_MAX: usize = QUEUE_BODY_MAX;
/// SQS's limit on the id of a group.
const GROUP_MAX: usize = 128;

/// A record on its way to the dead letters.
#[derive(Clone, Copy, Debug)]
pub struct Parked<'a> {
    /// SQS's id of it. The same record parked twice within five minutes is one dead letter.
    pub record: &'a str,
    /// Its group; any text.
    pub group: &'a str,
    /// What it holds. What SQS can't carry of it is replaced, and its end cut off.
    pub body: &'a str,
    /// Why it is parked, without a word of it.
    pub reason: &'a str,
    /// Whether its sender is told.
    pub told: bool,
}

impl Queue {
    /// Parks a record here, in the dead letters, behind what its group has there already.
    ///
    /// # Errors
    /// If it is not taken.
    pub async fn park(&self, parked: Parked<'_>) -> Result<(), QueueError> {
        let reason = attribute(&carried(parked.reason, REASON_BYTES_MAX))?;
        let told = parked.told.then(|| attribute("yes")).transpose()?;
        let of_record = ["parked", parked.record, parked.group, parked.body];
        let message = self
            .client
            .send_message()
            .queue_url(&self.url)
            .message_group_id(group_of(parked.group))
            .message_deduplication_id(short_hash(&of_record))
            .message_attributes(REASON, reason)
            .message_body(carried(parked.body, PARKED_BYTES_MAX));
        let message = match told {
            Some(told) => message.message_attributes(TOLD, told),
            None => message,
        };
        message.send().await.map(drop).map_err(|error| one(&error))
    }

    /// Has received records come again after this pause instead of the queue's own. At most ten.
    ///
    /// # Errors
    /// If one of them is not found under its receipt any more. It then comes after the queue's own pause.
    pub async fn hand_back(&self, receipts: &[&str], pause: Duration) -> Result<(), Cause> {
        let seconds = i32::try_from(pause.as_secs()).unwrap_or(i32::MAX);
        let mut calls = Vec::with_capacity(receipts.len());
        for receipt in receipts {
            let call = self
                .client
                .change_message_visibility()
                .queue_url(&self.url)
                .receipt_handle(*receipt)
                .visibility_timeout(seconds);
            calls.push(call.send());
        }
        let handed_back = try_join_all(calls).await;
        handed_back.map(drop).map_err(|error| call_failed(&error))
    }
}

pub(super) fn attribute(value: &str) -> Result<MessageAttributeValue, QueueError> {
    MessageAttributeValue::builder()
        .data_type("String")
        .string_value(value)
        .build()
        .map_err(|error| one(&error))
}

/// The group as it is, so that its dead letters stay in order whoever moved them; what SQS takes for none, by its hash.
fn group_of(group: &str) -> String {
    let fits = (1..=GROUP_MAX).contains(&group.len());
    if fits && group.bytes().all(|byte| byte.is_ascii_graphic()) {
        group.to_owned()
    } else {
        short_hash(&["group", group])
    }
}

/// The text in the characters that SQS takes, not longer than that and not empty.
fn carried(text: &str, bytes_max: usize) -> String {
    let mut bytes = 0;
    let kept: String = text
        .chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'.. => c,
            _ => char::REPLACEMENT_CHARACTER,
        })
        .take_while(|c| {
            bytes += c.len_utf8();
            bytes <= bytes_max
        })
        .collect();
    if kept.is_empty() {
        "(empty)".to_owned()
    } else {
        kept
    }
}
