//! [`InboundMessage`]: one WhatsApp message as it crosses the queue, from the webhook to the processor.
//!
//! The JSON form is a contract between deployments: old and new code read each other's while a deployment rolls out.
//! New fields are optional with a default; content that the reader does not know is [`Content::Unknown`] to it; a
//! changed meaning raises [`FORMAT`].

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::ids::{BusinessNumberId, MessageId, PhoneNumber, ScopedUserId};

mod wire;

pub use wire::{QUEUE_BODY_MAX, QueueBodyError};

/// The version of the queue's message format that this code writes.
pub const FORMAT: u16 = 1;

/// The type of a message that nobody sent, which proves that messages get through: see [`Content::is_probe`].
pub const PROBE: &str = "backroom_probe";

/// One message of one person to one of our WhatsApp numbers.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct InboundMessage {
    /// The format it was written in, see [`FORMAT`].
    pub format: u16,
    /// WhatsApp's id: the idempotency key.
    pub id: MessageId,
    /// When it was sent, in whole seconds: the same in each delivery of the message.
    pub sent_at: Timestamp,
    /// The number of ours it came to.
    pub number: BusinessNumberId,
    /// Who sent it.
    pub from: Sender,
    /// The message it replies to, if it quotes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted: Option<MessageId>,
    /// Whether it was forwarded from another chat.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forwarded: bool,
    /// What it says.
    pub content: Content,
}

/// Prints no words, names or numbers, so that it can stand in a log line.
impl fmt::Debug for InboundMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InboundMessage")
            .field("id", &self.id.digest())
            .field("sent_at", &self.sent_at)
            .field("content", &self.content.kind())
            .finish_non_exhaustive()
    }
}

/// A person as WhatsApp names them. At least one of the identities is there; a sender may have no phone number.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sender {
    /// Digits without `+`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
    /// The business-scoped user id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<ScopedUserId>,
    /// The name on their profile; it can change and is no identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile_name: Option<String>,
}

/// What a message says.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", remote = "Self")]
pub enum Content {
    /// Typed words.
    Text {
        /// The words.
        body: String,
    },
    /// A pressed button or a chosen list row, of a message or of a template.
    Choice {
        /// What we put behind it.
        id: String,
        /// What the person read.
        title: String,
    },
    /// A filled-in flow or address form.
    Form {
        /// The form's name.
        name: String,
        /// JSON, as a text.
        response: String,
    },
    /// A voice note or audio file, image, video, document or sticker.
    Media {
        /// Which of them.
        kind: MediaKind,
        /// WhatsApp's media id, good for seven days.
        media_id: String,
        /// Without parameters: `audio/ogg`.
        mime_type: String,
        /// The words under it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<String>,
        /// A document's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filename: Option<String>,
    },
    /// A place.
    Location {
        /// Its name, if it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// Shared contacts.
    Contacts {
        /// How many.
        count: usize,
    },
    /// An emoji on a message; `None` takes it away. Never parsed as words.
    Reaction {
        /// The message it is on.
        to: MessageId,
        /// The emoji.
        emoji: Option<String>,
    },
    /// An order from a catalogue.
    Order {
        /// Its lines.
        lines: Vec<OrderLine>,
        /// What the person wrote with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// WhatsApp tells of a change of the person's identity.
    System(SystemEvent),
    /// An earlier message now reads like this.
    Edit {
        /// The message that was edited.
        original: MessageId,
        /// What it says now, if that is text.
        body: Option<String>,
    },
    /// An earlier message was deleted.
    Revoke {
        /// The message that was deleted.
        original: MessageId,
    },
    /// WhatsApp itself can't show it to us (a poll, an edit on a plain number).
    Unsupported {
        /// What it was, in WhatsApp's word.
        what: Option<String>,
    },
    /// More than the queue carries ([`QUEUE_BODY_MAX`]): a shop's message never is. What it said is gone, so that no
    /// part of it can be taken for the whole; its sender is still told.
    TooLong {
        /// What it was, see [`Content::kind`].
        kind: String,
        /// Its size as it would have been carried.
        bytes: usize,
    },
    /// A type or shape that this code does not know: carried as it came.
    Unknown {
        /// WhatsApp's `type`, if there is one.
        message_type: Option<String>,
        /// The message object as it came.
        raw: Value,
    },
}

/// A line of an order from a catalogue.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderLine {
    /// The catalogue's id of the product.
    pub product: String,
    /// How many.
    pub quantity: u32,
}

/// Kinds of media.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// Recorded in the chat.
    Voice,
    /// A sound file.
    Audio,
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A file.
    Document,
    /// A sticker.
    Sticker,
}

/// A change of a person's identity.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SystemEvent {
    /// The phone number changed; the message's sender is the old one.
    ChangedNumber {
        /// The new number.
        phone: Option<PhoneNumber>,
        /// The new business-scoped id (it is made anew with the number).
        user_id: Option<ScopedUserId>,
    },
    /// The business-scoped id changed.
    ChangedUserId {
        /// The id before.
        previous: Option<ScopedUserId>,
        /// The id now.
        user_id: Option<ScopedUserId>,
    },
    /// Anything else, in WhatsApp's word.
    Other {
        /// WhatsApp's `system.type`.
        what: Option<String>,
    },
}

impl Content {
    /// One word for logs and metrics.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Choice { .. } => "choice",
            Self::Form { .. } => "form",
            Self::Media { kind, .. } => match kind {
                MediaKind::Voice => "voice",
                MediaKind::Audio => "audio",
                MediaKind::Image => "image",
                MediaKind::Video => "video",
                MediaKind::Document => "document",
                MediaKind::Sticker => "sticker",
            },
            Self::Location { .. } => "location",
            Self::Contacts { .. } => "contacts",
            Self::Reaction { .. } => "reaction",
            Self::Order { .. } => "order",
            Self::System(_) => "system",
            Self::Edit { .. } => "edit",
            Self::Revoke { .. } => "revoke",
            Self::Unsupported { .. } => "unsupported",
            Self::TooLong { .. } => "too_long",
            Self::Unknown { .. } => "unknown",
        }
    }
}

impl Content {
    /// Whether it is the operator's probe. Only who knows the app secret or may write to the queue can send one; code
    /// that knows nothing of them takes it for an unknown message.
    pub fn is_probe(&self) -> bool {
        matches!(self, Self::Unknown { message_type, .. } if message_type.as_deref() == Some(PROBE))
    }
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

/// Content that newer code wrote is unknown, not an error.
impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Value::deserialize(deserializer)?;
        Ok(Self::deserialize(&raw).unwrap_or_else(|_| Self::Unknown {
            message_type: raw.get("type").and_then(Value::as_str).map(str::to_owned),
            raw,
        }))
    }
}
