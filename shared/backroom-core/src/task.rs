//! [`Task`]: work that no person's message is, or that is longer than one may take, done in slices. Each slice is a message of the queue, and the
//! next one is queued before it ends: what a crash cuts off is delivered again. Every slice can be done twice.
//!
//! A task stands in the group of the person who asked for it, so it is begun when their message has been dealt with, and
//! their later messages wait for a slice, never for all of it.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::export::Wanted;
use crate::ids::{BusinessId, BusinessNumberId, CustomerId, MemberId, short_hash};
use crate::inventory::LedgerKey;
use crate::message::{InboundMessage, QueueBodyError, Sender};
use crate::usage::Account;
use crate::webhook::Receipt;

/// The format of a task, counted with that of messages ([`crate::message::FORMAT`]): code that knows no tasks takes one
/// for a newer message, and leaves it to newer code.
pub const FORMAT: u16 = 2;

/// One slice of a task.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// The format it was written in, see [`FORMAT`].
    pub format: u16,
    /// Of the message that asked for it: the same in each slice.
    pub id: String,
    /// Its FIFO group.
    pub group: String,
    /// Whose.
    pub business: BusinessId,
    /// Which slice, from one.
    pub slice: u32,
    /// What is to be done.
    pub work: Work,
}

/// What a task does. `after` is the last record that the slices before have dealt with.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Another part of the file with somebody's data.
    Export {
        /// Who asked.
        member: MemberId,
        /// Where they wrote to.
        number: BusinessNumberId,
        /// Where it is sent.
        to: Sender,
        /// The records before are in earlier parts.
        after: LedgerKey,
    },
    /// Another part of a file that somebody takes away.
    Table {
        /// Which.
        wanted: Wanted,
        /// Which stretch of the ledger it is made of.
        stretch: Stretch,
        /// Who asked.
        member: MemberId,
        /// Where they wrote to.
        number: BusinessNumberId,
        /// Where it is sent.
        to: Sender,
        /// The records before are in earlier parts.
        after: LedgerKey,
    },
    /// Somebody who has left is made unknown in the records.
    Forget {
        /// Their id, which stays.
        member: MemberId,
        /// Their name, which goes.
        name: String,
        /// Which records are done.
        #[serde(default)]
        after: Option<LedgerKey>,
    },
    /// A customer of the credit book is made unknown in the records.
    ForgetCustomer {
        /// Their id, which stays.
        customer: CustomerId,
        /// Their name, which goes.
        name: String,
        /// Which records are done.
        #[serde(default)]
        after: Option<LedgerKey>,
    },
    /// Everything of a business that is closing is deleted.
    Close,
    /// WhatsApp charges for a message of ours, which the task's id is the digest of.
    Paid {
        /// The business's day that it was sent on.
        day: Date,
    },
}

/// A stretch of a business's days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// The first day and the last one.
    pub days: (Date, Date),
    /// The first moment of the first.
    pub from: Timestamp,
    /// The last whole second of the last.
    pub until: Timestamp,
}

/// Prints no names and numbers, so that it can stand in a log line.
impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task")
            .field("id", &self.id)
            .field("slice", &self.slice)
            .field("work", &self.work.kind())
            .finish_non_exhaustive()
    }
}

impl Work {
    /// One word for logs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Export { .. } => "export",
            Self::Table { .. } => "table",
            Self::Forget { .. } => "forget",
            Self::ForgetCustomer { .. } => "forget_customer",
            Self::Close => "close",
            Self::Paid { .. } => "paid",
        }
    }

    /// Who is forgotten by it.
    fn who(&self) -> &str {
        match self {
            Self::Forget { member, .. } => member.as_str(),
            Self::ForgetCustomer { customer, .. } => customer.as_str(),
            Self::Export { .. } | Self::Table { .. } | Self::Close | Self::Paid { .. } => "",
        }
    }
}

impl Task {
    /// The first slice of what this message asks for.
    pub fn asked_by(message: &InboundMessage, business: &BusinessId, work: Work) -> Self {
        Self {
            format: FORMAT,
            id: message.id.digest(),
            group: message.group(),
            business: business.clone(),
            slice: 1,
            work,
        }
    }

    /// Counts what WhatsApp charges for by this receipt; `None` if that is nothing, or not of a business. In a group of
    /// its own: it holds nobody up.
    pub fn counting(receipt: &Receipt) -> Option<Self> {
        receipt.charged().filter(|price| price.is_paid())?;
        let account = Account::from_callback(receipt.callback.as_deref()?)?;
        let id = receipt.message.digest();
        Some(Self {
            format: FORMAT,
            group: short_hash(&["group", "paid", &id]),
            id,
            business: account.business,
            slice: 1,
            work: Work::Paid { day: account.day },
        })
    }

    /// The slice after this one.
    #[must_use]
    pub fn next(&self, work: Work) -> Self {
        Self {
            slice: self.slice + 1,
            work,
            ..self.clone()
        }
    }

    /// What tells SQS that it has this slice already. One message may have its sender forgotten in several businesses.
    pub fn deduplication_id(&self) -> String {
        let (of, slice) = (self.business.as_str(), self.slice.to_string());
        let (kind, who) = (self.work.kind(), self.work.who());
        short_hash(&["task", &self.id, kind, of, who, &slice])
    }

    /// The body of a queue message.
    pub fn to_queue_body(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers are JSON")
    }
}

/// What the queue holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Queued {
    /// What a person sent.
    Message(Box<InboundMessage>),
    /// A slice of a task.
    Task(Box<Task>),
}

impl Queued {
    /// Reads the body of a queue message, also of older or newer code.
    ///
    /// # Errors
    /// See [`QueueBodyError`].
    pub fn read(body: &str) -> Result<Self, QueueBodyError> {
        match InboundMessage::from_queue_body(body) {
            Ok(message) => Ok(Self::Message(Box::new(message))),
            Err(newer @ QueueBodyError::NewerFormat(_)) => match serde_json::from_str(body) {
                Ok(task @ Task { format: FORMAT, .. }) => Ok(Self::Task(Box::new(task))),
                Ok(_) | Err(_) => Err(newer),
            },
            Err(unreadable @ QueueBodyError::Unreadable(_)) => Err(unreadable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message;

    fn task() -> Task {
        Task {
            format: FORMAT,
            id: "0f".to_owned(),
            group: "a group".to_owned(),
            business: BusinessId::new("b1"),
            slice: 1,
            work: Work::Forget {
                member: MemberId::new("m1"),
                name: "Sipho".to_owned(),
                after: None,
            },
        }
    }

    #[test]
    fn a_task_crosses_the_queue_and_older_code_leaves_it_alone() {
        let body = task().to_queue_body();
        assert_eq!(Queued::read(&body), Ok(Queued::Task(Box::new(task()))));
        const { assert!(FORMAT > message::FORMAT, "else older code parks it") };
        let older = InboundMessage::from_queue_body(&body);
        assert!(older == Err(QueueBodyError::NewerFormat(FORMAT)));
        let unknown = body.replace("forget", "paint");
        let read = Queued::read(&unknown);
        assert_eq!(read, Err(QueueBodyError::NewerFormat(FORMAT)), "it waits");
    }

    #[test]
    fn each_slice_is_queued_once() {
        let first = task();
        let second = first.next(Work::Close);
        assert_eq!(first.deduplication_id(), task().deduplication_id());
        assert_ne!(first.deduplication_id(), second.deduplication_id());
        assert!(!format!("{first:?}").contains("Sipho"));
    }
}
