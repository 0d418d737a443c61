//! One member's message, and what the steps need to answer it.

use backroom_core::business::{Business, Member, Person};
use backroom_core::gemini::Transcript;
use backroom_core::ids::{BusinessId, QuestionId};
use backroom_core::inventory::{LedgerKey, LedgerRecord, Movement, RecordKind};
use backroom_core::message::InboundMessage;
use backroom_core::question::{Asks, Question};
use backroom_core::reply::Reply;
use backroom_core::reply::heard::under_words;
use backroom_io::whatsapp::Document;
use jiff::{SignedDuration, Timestamp};

use crate::Processor;
use crate::asking::Asking;

/// A message of a member, while it is being answered.
#[derive(Clone, Copy)]
pub(crate) struct Turn<'a> {
    /// The clients.
    pub(crate) to: &'a Processor,
    /// What they said.
    pub(crate) message: &'a InboundMessage,
    /// Who said it, in all their businesses.
    pub(crate) person: &'a Person,
    /// Who they are in the business that the message is for, whatever it says.
    pub(crate) member: &'a Member,
    /// Their business, if its plan has no place for them: they are here as somebody who only asks.
    pub(crate) without_place: Option<&'a Business>,
    /// When we read it.
    pub(crate) now: Timestamp,
    /// The words that were made out of it, if it is a voice note or photo: each reply that is kept stands under them.
    pub(crate) heard: Option<&'a Transcript>,
    /// What its batch asks Gemini.
    pub(crate) asking: &'a Asking<'a>,
}

/// What is said back.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// What is said.
    pub(crate) reply: Reply,
    /// Whether the answer is kept already, so that the same message, delivered again, gets it again. What was read of a
    /// voice note or photo has to be: it may read otherwise the next time.
    pub(crate) kept: bool,
    /// Whether it only says that a change went well.
    pub(crate) went_well: bool,
    /// What is sent in place of its words: a reaction to the message.
    pub(crate) reaction: Option<&'static str>,
    /// The file that it stands under, if there is one.
    pub(crate) file: Option<Document>,
    /// Whether it says by itself which of a person's businesses it is about.
    pub(crate) names_business: bool,
}

impl Outcome {
    /// A reply that is kept.
    pub(crate) fn kept(reply: Reply) -> Self {
        Self {
            reply,
            kept: true,
            went_well: false,
            reaction: None,
            file: None,
            names_business: false,
        }
    }

    /// One that says by itself which business it is about.
    pub(crate) fn of_named(self) -> Self {
        Self {
            names_business: true,
            ..self
        }
    }
}

/// A plain reply is kept nowhere: asked again, it is made again.
impl From<Reply> for Outcome {
    fn from(reply: Reply) -> Self {
        Self {
            reply,
            kept: false,
            went_well: false,
            reaction: None,
            file: None,
            names_business: false,
        }
    }
}

impl Turn<'_> {
    /// The business everything of this turn is about.
    pub(crate) fn business(&self) -> &BusinessId {
        &self.member.business
    }

    /// Where this message's record stands, or will stand.
    pub(crate) fn key(&self) -> LedgerKey {
        LedgerKey::of(&self.message.id, self.message.sent_at)
    }

    /// The record of this message.
    pub(crate) fn record(
        &self,
        kind: RecordKind,
        movements: Vec<Movement>,
        reply: Reply,
    ) -> LedgerRecord {
        let reply = match self.heard {
            Some(heard) => under_words(heard, reply),
            None => reply,
        };
        LedgerRecord {
            happened_at: None,
            answers: None,
            sets: false,
            key: self.key(),
            decided_at: self.now,
            member: self.member.id.clone(),
            member_name: self.member.name.clone(),
            kind,
            movements,
            credit: Vec::new(),
            reply,
        }
    }

    /// From when the ledger is read back: WhatsApp's clock, which dates the records, may be ahead of ours.
    pub(crate) fn latest(&self) -> Timestamp {
        self.now + SignedDuration::from_hours(24)
    }

    /// Whether the record's message was sent before this one, or in the same second: a message that comes late, or again, is
    /// about what had been said by then. One whose date can't be read is about everything.
    pub(crate) fn follows(&self, record: &LedgerRecord) -> bool {
        let sent_at = self.message.sent_at;
        record.key.sent_at <= sent_at || sent_at == Timestamp::UNIX_EPOCH
    }

    /// The id of a question that this message causes.
    pub(crate) fn question_id(&self) -> QuestionId {
        QuestionId::asked_by(&self.message.id)
    }

    /// A question that this message causes.
    pub(crate) fn question(&self, asks: Asks) -> Question {
        Question::caused_by(&self.message.id, self.now, asks)
    }
}
