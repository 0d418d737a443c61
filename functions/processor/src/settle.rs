//! A record that failed: it is tried again after a pause, or given up on: parked with its reason, and its sender told
//! once that it is kept. [`backroom_core::retry`] says which.

use std::time::Duration;

use aws_lambda_events::sqs::SqsMessage;
use backroom_core::business::Standing;
use backroom_core::message::{Content, InboundMessage};
use backroom_core::reply::chat;
use backroom_core::retry::{ATTEMPTS_MAX, Failed, pause_after};
use backroom_core::task::Queued;
use backroom_core::usage::{Account, Meter};
use backroom_io::metrics::{self, Metric};
use backroom_io::queue::{Parked, TOLD};

use crate::batch::Record;
use crate::{Failure, Processor};

/// What becomes of a record that failed: the pause before it comes again, or `None` if it is settled.
pub(crate) async fn settle(
    to: &Processor,
    record: &Record,
    failure: &Failure,
    first_of_group: bool,
) -> Option<Duration> {
    metrics::record(Metric::MessagesFailed, 1);
    if failure.needs_operator() {
        metrics::record(Metric::OperatorNeeded, 1);
    }
    let attempt = record.attempt();
    let failed = Failed {
        attempt: attempt.unwrap_or(1),
        first_of_group,
        hopeless: failure.is_hopeless(),
    };
    if let Some(pause) = pause_after(failed) {
        tracing::error!(
            sqs_message = record.sqs.message_id,
            attempt,
            failure = %failure,
            pause_s = pause.as_secs(),
            "message failed and will be tried again"
        );
        return Some(pause);
    }
    let sender = sender(record, failure);
    if let Err(error) = park(to, record, &failure.to_string(), sender.is_some()).await {
        tracing::error!(sqs_message = record.sqs.message_id, attempt, failure = %failure, %error, "message can't be parked");
        // Longer and longer; if it never can, the queue moves it itself.
        return pause_after(Failed {
            attempt: ATTEMPTS_MAX,
            first_of_group: false,
            hopeless: false,
        });
    }
    tracing::error!(
        sqs_message = record.sqs.message_id,
        attempt,
        failure = %failure,
        told = sender.is_some(),
        "message given up on and parked"
    );
    if let Some(message) = sender {
        tell(to, message).await;
    }
    None
}

/// Parks a record with the dead letters.
///
/// # Errors
/// If the queue does not take it.
pub(crate) async fn park(
    to: &Processor,
    record: &Record,
    reason: &str,
    told: bool,
) -> Result<(), Failure> {
    let parked = Parked {
        record: record.sqs.message_id.as_deref().unwrap_or_default(),
        group: record.group(),
        body: record.sqs.body.as_deref().unwrap_or_default(),
        reason,
        told: told || was_told(&record.sqs),
    };
    to.dead_letters.park(parked).await?;
    metrics::record(Metric::MessagesParked, 1);
    Ok(())
}

/// The message whose sender is to be told: one that waits for an answer, was not told before, and can be told.
fn sender<'a>(record: &'a Record, failure: &Failure) -> Option<&'a InboundMessage> {
    let Ok(Queued::Message(message)) = &record.holds else {
        return None;
    };
    let waits = match &message.content {
        Content::Reaction { .. } | Content::System(_) => false,
        Content::Text { .. }
        | Content::Choice { .. }
        | Content::Form { .. }
        | Content::Media { .. }
        | Content::Location { .. }
        | Content::Contacts { .. }
        | Content::Order { .. }
        | Content::Edit { .. }
        | Content::Revoke { .. }
        | Content::Unsupported { .. }
        | Content::TooLong { .. }
        | Content::Unknown { .. } => !message.content.is_probe(),
    };
    // Where WhatsApp takes no reply it takes no apology, and the stock may have moved.
    let reachable = !matches!(failure, Failure::WhatsApp(_));
    (waits && reachable && !was_told(&record.sqs)).then_some(message)
}

fn was_told(record: &SqsMessage) -> bool {
    record.message_attributes.contains_key(TOLD)
}

/// Tells the sender that the message is kept. It is tried once: the message itself is safe.
async fn tell(to: &Processor, message: &InboundMessage) {
    let words = if let Content::Text { body } = &message.content {
        Some(body.as_str())
    } else {
        None
    };
    let reply = chat::kept_for_later(words);
    let account = account(to, message).await;
    let charged = account
        .as_ref()
        .map(|account| to.whatsapp.on_account(account));
    let whatsapp = charged.as_ref().unwrap_or(&to.whatsapp);
    let told = whatsapp.send_reply(&message.number, &message.from, &reply);
    match (told.await, account) {
        (Ok(_), Some(account)) => {
            let told = Meter {
                replies: 1,
                ..Meter::default()
            };
            to.meter(&account, &told);
        }
        (Ok(_), None) => {}
        (Err(error), _) => {
            tracing::warn!(message_digest = message.id.digest(), %error, "sender not told that the message is kept");
        }
    }
}

/// Whom the apology is counted with: the business that the sender is in. If the table is what failed, nobody.
async fn account(to: &Processor, message: &InboundMessage) -> Option<Account> {
    let standing = to.standing_lately(message).await.ok()?;
    let Standing::Member(person) = standing else {
        return None;
    };
    let place = person.at(message.sent_at).unwrap_or(&person.here);
    let business = &place.member.business;
    Some(to.account(business, message.sent_at).await)
}
