//! Answers to a burst: what one person sent in one batch is answered in one message, as far as the answers are words alone
//! and fit. A reply costs more than all else about a message, and WhatsApp takes one in six seconds to the same person.
//!
//! What was done stays done, and is answered again from the ledger, should the one message not be taken: then all that it
//! answers goes back to the queue.

use std::mem;
use std::time::Duration;

use backroom_core::message::{Content, InboundMessage};
use backroom_core::reply::{Reply, digest};
use backroom_core::usage::{Meter, SLOW_AFTER};
use backroom_io::metrics::{self, Metric};
use backroom_io::throttled;
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
    /// Calls for it that were throttled.
    pub(crate) throttled: u64,
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
            answered.settle(self.to, Meter::default());
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
        let mut waiting = mem::take(&mut self.waiting);
        let Some((first, _)) = waiting.first() else {
            return Ok(());
        };
        let first = *first;
        let (sent, throttled) = throttled::counted(self.send_together(&waiting)).await;
        if let Some((_, answered)) = waiting.first_mut() {
            answered.throttled += throttled;
        }
        match sent {
            Ok(sent) => {
                // It counts where it was sent from: with the first that has a bill.
                let billed = waiting.iter().position(|(_, one)| one.bill.is_some());
                for (place, (_, answered)) in waiting.into_iter().enumerate() {
                    answered.done(self.to, i64::from(sent && billed == Some(place)));
                }
                Ok(())
            }
            Err(failure) => {
                for (_, answered) in waiting {
                    answered.failed(self.to);
                }
                Err((first, failure))
            }
        }
    }

    /// Sends these in one message; whether WhatsApp took it.
    async fn send_together(&self, waiting: &[(usize, Answered<'a>)]) -> Result<bool, Failure> {
        let messages: Vec<&InboundMessage> = waiting.iter().map(|(_, one)| one.message).collect();
        let outcomes: Vec<&Outcome> = waiting
            .iter()
            .filter_map(|(_, one)| one.outcome.as_ref())
            .collect();
        let bill = waiting.iter().find_map(|(_, one)| one.bill.as_ref());
        let account = bill.map(|bill| &bill.account);
        match outcomes.as_slice() {
            [outcome] => send(self.to, (&messages, account), outcome).await,
            several => {
                let reply = joined(several.iter().copied()).unwrap_or_default();
                send(self.to, (&messages, account), &Outcome::from(reply)).await
            }
        }
    }
}

impl Answered<'_> {
    /// It is over; so many replies were sent for it.
    fn done(self, to: &Processor, replies: i64) {
        let mut slow = false;
        if self.message.sent_at > Timestamp::UNIX_EPOCH {
            let waited = to.clock.now().duration_since(self.message.sent_at);
            let waited = Duration::try_from(waited).unwrap_or_default();
            slow = waited > SLOW_AFTER && self.outcome.is_some();
            let waited = u64::try_from(waited.as_millis()).unwrap_or(u64::MAX);
            metrics::record(Metric::PhoneToReply, waited);
        }
        let over = Meter {
            replies,
            slow: i64::from(slow),
            ..Meter::default()
        };
        self.settle(to, over);
    }

    /// It failed, and comes again or is parked.
    pub(crate) fn failed(self, to: &Processor) {
        let failed = Meter {
            errors: 1,
            ..Meter::default()
        };
        self.settle(to, failed);
    }

    /// Sets right what was foreseen of it.
    fn settle(self, to: &Processor, came_to: Meter) {
        let Some(bill) = self.bill else { return };
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let actual = Meter {
            write_units: count(self.units),
            throttled: count(self.throttled),
            unknown: bill.foreseen.unknown,
            ..came_to
        };
        bill.settle(to, &actual);
    }
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
