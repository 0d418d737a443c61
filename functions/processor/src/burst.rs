//! Answers to a burst: what one person sent in one batch is answered in one message, as far as the answers are words alone
//! and fit. A reply costs more than all else about a message, and WhatsApp takes one in six seconds to the same person.
//!
//! What was done stays done, and is answered again from the ledger, should the one message not be taken: then all that it
//! answers goes back to the queue.

use std::mem;

use backroom_core::message::{Content, InboundMessage};
use backroom_core::reply::{Reply, digest};
use backroom_core::usage::Meter;
use backroom_io::metrics::{self, Metric};
use jiff::Timestamp;

use crate::asking::Asking;
use crate::meter::Bill;
use crate::process::send;
use crate::turn::Outcome;
use crate::{Failure, Processor};

/// A message that was dealt with, and what is to be said about it.
pub(crate) struct Answered<'a> {
    pub(crate) message: &'a InboundMessage,
    /// `None` where silence is right.
    pub(crate) outcome: Option<Outcome>,
    /// What was foreseen of it, for a member's message.
    pub(crate) bill: Option<Bill>,
    /// Write units that it took.
    pub(crate) units: u64,
}

/// Answers of a group that are not sent yet, each with the place of its message in the group.
pub(crate) struct Burst<'a> {
    to: &'a Processor,
    waiting: Vec<(usize, Answered<'a>)>,
}

impl<'a> Burst<'a> {
    /// Of nothing yet.
    pub(crate) fn new(to: &'a Processor) -> Self {
        Self {
            to,
            waiting: Vec::new(),
        }
    }

    /// Adds an answer; sends those before it, if it can't be said together with them.
    ///
    /// # Errors
    /// As [`Burst::send`].
    pub(crate) async fn add(
        &mut self,
        at: usize,
        answered: Answered<'a>,
    ) -> Result<(), (usize, Failure)> {
        let Some(outcome) = &answered.outcome else {
            answered.done(self.to, 0);
            return Ok(());
        };
        let before = self
            .waiting
            .iter()
            .filter_map(|(_, one)| one.outcome.as_ref());
        let alone = !self.waiting.is_empty() && joined(before.chain([outcome])).is_none();
        if alone && let Err(failed) = self.send().await {
            // It is done, and is answered when it comes again behind the one that failed.
            answered.settle(self.to, 0, 0);
            return Err(failed);
        }
        self.waiting.push((at, answered));
        Ok(())
    }

    /// Sends what waits.
    ///
    /// # Errors
    /// When trying again may help: from that place of the group on.
    pub(crate) async fn send(&mut self) -> Result<(), (usize, Failure)> {
        let waiting = mem::take(&mut self.waiting);
        let Some((first, _)) = waiting.first() else {
            return Ok(());
        };
        let first = *first;
        let messages: Vec<&InboundMessage> = waiting.iter().map(|(_, one)| one.message).collect();
        let outcomes: Vec<&Outcome> = waiting
            .iter()
            .filter_map(|(_, one)| one.outcome.as_ref())
            .collect();
        let sent = match outcomes.as_slice() {
            [outcome] => send(self.to, &messages, outcome).await,
            several => {
                let reply = joined(several.iter().copied()).unwrap_or_default();
                send(self.to, &messages, &Outcome::from(reply)).await
            }
        };
        match sent {
            Ok(sent) => {
                for (place, (_, answered)) in waiting.into_iter().enumerate() {
                    answered.done(self.to, i64::from(sent && place == 0));
                }
                Ok(())
            }
            Err(failure) => {
                for (_, answered) in waiting {
                    answered.settle(self.to, 0, 1);
                }
                Err((first, failure))
            }
        }
    }
}

impl Answered<'_> {
    /// It is over; so many replies were sent for it.
    fn done(self, to: &Processor, replies: i64) {
        if self.message.sent_at > Timestamp::UNIX_EPOCH {
            let waited = to.clock.now().duration_since(self.message.sent_at);
            let waited = u64::try_from(waited.as_millis()).unwrap_or(0);
            metrics::record(Metric::PhoneToReply, waited);
        }
        self.settle(to, replies, 0);
    }

    /// Sets right what was foreseen of it.
    fn settle(self, to: &Processor, replies: i64, errors: i64) {
        let Some(bill) = self.bill else { return };
        let actual = Meter {
            replies,
            errors,
            write_units: i64::try_from(self.units).unwrap_or(i64::MAX),
            unknown: bill.foreseen.unknown,
            ..Meter::default()
        };
        bill.settle(to, &actual);
    }
}

/// It failed: what was foreseen of it is set right.
pub(crate) fn failed(to: &Processor, message: &InboundMessage, bill: Option<Bill>, units: u64) {
    let answered = Answered {
        message,
        outcome: None,
        bill,
        units,
    };
    answered.settle(to, 0, 1);
}

/// Whether a message may take seconds to answer: what waits is sent before.
pub(crate) fn may_be_slow(asking: &Asking<'_>, message: &InboundMessage) -> bool {
    matches!(message.content, Content::Media { .. }) || asking.doubtful(message).is_some()
}

/// The words of all, if they can be said in one message.
fn joined<'o>(outcomes: impl Iterator<Item = &'o Outcome>) -> Option<Reply> {
    let mut replies: Vec<&Reply> = Vec::new();
    for outcome in outcomes {
        if outcome.file.is_some() || outcome.reaction.is_some() {
            return None;
        }
        replies.push(&outcome.reply);
    }
    digest::joined(replies)
}
