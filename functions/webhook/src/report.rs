//! What a webhook call leaves in the log: our digests and WhatsApp's codes, and no word, name or number of a person.
//! Receipts that only say that all is well leave nothing.

use std::collections::BTreeMap;

use backroom_core::message::InboundMessage;
use backroom_core::webhook::{Delivery, Price, Receipt, ReceiptStatus, Unreadable};
use backroom_io::metrics::{self, Metric};
use backroom_io::queue::QueueError;
use backroom_io::whatsapp::needs_operator;

/// Tells of everything in the delivery but its messages: once, however often it came.
pub(crate) fn log(delivery: &Delivery) {
    failures(&delivery.receipts);
    prices(&delivery.receipts);
    for code in &delivery.errors {
        tracing::error!(code, "WhatsApp reports an error of our number or app");
    }
    count(Metric::AccountErrors, delivery.errors.len());
    unreadable(&delivery.unreadable);
}

/// Tells of the messages that the queue took.
pub(crate) fn queued(messages: &[InboundMessage]) {
    for message in messages {
        tracing::info!(
            message_digest = message.id.digest(),
            kind = message.content.kind(),
            "message queued"
        );
    }
    count(Metric::MessagesQueued, messages.len());
}

/// Tells of what the queue did not take.
pub(crate) fn not_queued(failure: &QueueError) {
    tracing::error!(
        not_queued = failure.not_queued,
        of = failure.of,
        cause = %failure.cause,
        "messages not queued; WhatsApp will send them again"
    );
    count(Metric::MessagesNotQueued, failure.not_queued);
}

fn failures(receipts: &[Receipt]) {
    let failed = receipts
        .iter()
        .filter(|receipt| receipt.status == ReceiptStatus::Failed);
    let (mut failures, mut for_operator) = (0, 0);
    for receipt in failed {
        failures += 1;
        for_operator += usize::from(receipt.errors.iter().copied().any(needs_operator));
        let codes: Vec<String> = receipt.errors.iter().map(i64::to_string).collect();
        tracing::warn!(
            reply_digest = receipt.message.digest(),
            codes = codes.join(","),
            "reply not delivered"
        );
    }
    count(Metric::RepliesFailed, failures);
    count(Metric::OperatorNeeded, for_operator);
}

/// One line for each class of price, with how many.
fn prices(receipts: &[Receipt]) {
    let mut classes: BTreeMap<&Price, usize> = BTreeMap::new();
    for price in receipts.iter().filter_map(Receipt::charged) {
        *classes.entry(price).or_default() += 1;
    }
    for (price, replies) in classes {
        tracing::info!(
            replies,
            category = price.category,
            price = price.kind,
            "replies priced"
        );
        let metric = if price.is_paid() {
            Metric::RepliesPaid
        } else {
            Metric::RepliesFree
        };
        count(metric, replies);
    }
}

/// One line for each reason, with how many parts.
fn unreadable(parts: &[Unreadable]) {
    let mut reasons: BTreeMap<Unreadable, usize> = BTreeMap::new();
    for part in parts {
        *reasons.entry(*part).or_default() += 1;
    }
    for (reason, parts) in reasons {
        tracing::warn!(
            reason = reason.reason(),
            parts,
            "part of a payload can't be read"
        );
    }
    count(Metric::PartsUnreadable, parts.len());
    let lost = parts.iter().filter(|part| part.may_be_a_message());
    count(Metric::MessagesLost, lost.count());
}

/// Nothing is no line.
fn count(metric: Metric, number: usize) {
    if number > 0 {
        metrics::record(metric, u64::try_from(number).unwrap_or(u64::MAX));
    }
}
