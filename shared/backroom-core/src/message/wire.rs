//! An [`InboundMessage`] as the body of a queue message, and back.

use std::fmt;

use serde::Deserialize;

use super::{Content, FORMAT, InboundMessage};
use crate::ids::short_hash;

/// The most that [`InboundMessage::to_queue_body`] gives, in bytes. SQS took 256 KiB until 2025, and queues may still
/// be set to that; some room is left for the ids beside it.
pub const QUEUE_BODY_MAX: usize = 255 * 1024;

/// Why a queue message's body is not an [`InboundMessage`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueueBodyError {
    /// Not the JSON of a message: no retry will help. What was wrong, without any of its words.
    Unreadable(String),
    /// Written by newer code with another meaning: it is read again when this code has been replaced.
    NewerFormat(u16),
}

impl fmt::Display for QueueBodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "not an inbound message: {why}"),
            Self::NewerFormat(format) => {
                write!(
                    f,
                    "format {format} is newer than {FORMAT}, which this code reads"
                )
            }
        }
    }
}

impl std::error::Error for QueueBodyError {}

impl InboundMessage {
    /// The FIFO group: the messages of one person to one number of ours, which are handled one after the other. The
    /// user id counts before the phone number, which may be left out of some messages. 32 hexadecimal digits.
    pub fn group(&self) -> String {
        let user_id = self.from.user_id.as_ref().map(|id| id.as_str());
        let phone = self.from.phone.as_ref().map(|phone| phone.as_str());
        let person = user_id.or(phone).unwrap_or_default();
        short_hash(&["group", self.number.as_str(), person])
    }

    /// The body of a queue message: JSON of at most [`QUEUE_BODY_MAX`] bytes in the characters that SQS takes. What
    /// is longer is carried as [`Content::TooLong`].
    pub fn to_queue_body(&self) -> String {
        let whole = self.to_json();
        if whole.len() <= QUEUE_BODY_MAX {
            return whole;
        }
        let mut short = self.clone();
        short.content = Content::TooLong {
            kind: self.content.kind().to_owned(),
            bytes: whole.len(),
        };
        // What is left is WhatsApp's ids and a name; only a forgery could make them long.
        short.from.profile_name = None;
        short.to_json()
    }

    /// Reads what [`Self::to_queue_body`] wrote, also by older or newer code.
    pub fn from_queue_body(body: &str) -> Result<Self, QueueBodyError> {
        /// What even a newer format still says.
        #[derive(Deserialize)]
        struct Written {
            format: u16,
        }
        let unreadable = |error: &serde_json::Error| {
            QueueBodyError::Unreadable(format!(
                "{:?} error at line {} column {}",
                error.classify(),
                error.line(),
                error.column()
            ))
        };
        match serde_json::from_str::<Self>(body) {
            Ok(message) if message.format <= FORMAT => Ok(message),
            Ok(message) => Err(QueueBodyError::NewerFormat(message.format)),
            Err(error) => match serde_json::from_str::<Written>(body) {
                Ok(Written { format }) if format > FORMAT => {
                    Err(QueueBodyError::NewerFormat(format))
                }
                Ok(_) | Err(_) => Err(unreadable(&error)),
            },
        }
    }

    fn to_json(&self) -> String {
        let json = serde_json::to_string(self)
            .expect("texts, numbers and values with text keys are always JSON");
        // SQS takes the characters of XML: of those that JSON leaves unescaped these two are none.
        if json.contains(['\u{fffe}', '\u{ffff}']) {
            return json
                .replace('\u{fffe}', "\\ufffe")
                .replace('\u{ffff}', "\\uffff");
        }
        json
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::*;
    use crate::ids::{BusinessNumberId, MessageId, PhoneNumber, ScopedUserId};
    use crate::message::{MediaKind, OrderLine, Sender, SystemEvent};

    fn message(content: Content) -> InboundMessage {
        InboundMessage {
            format: FORMAT,
            id: MessageId::new("wamid.1"),
            sent_at: Timestamp::from_second(1_795_500_000).unwrap(),
            number: BusinessNumberId::new("105"),
            from: Sender {
                phone: Some(PhoneNumber::new("27820000001")),
                user_id: Some(ScopedUserId::new("ZA.1")),
                profile_name: Some("Thandi".into()),
            },
            quoted: None,
            forwarded: false,
            content,
        }
    }

    fn text(body: &str) -> Content {
        Content::Text { body: body.into() }
    }

    fn there_and_back(message: &InboundMessage) -> Result<InboundMessage, QueueBodyError> {
        InboundMessage::from_queue_body(&message.to_queue_body())
    }

    fn every_content() -> Vec<Content> {
        let id = || MessageId::new("wamid.2");
        let phone = Some(PhoneNumber::new("2783"));
        let user_id = Some(ScopedUserId::new("ZA.2"));
        vec![
            text("sold 3 coke"),
            Content::Choice {
                id: "undo:abc".into(),
                title: "Undo".into(),
            },
            Content::Form {
                name: "flow".into(),
                response: "{}".into(),
            },
            Content::Media {
                kind: MediaKind::Voice,
                media_id: "M3".into(),
                mime_type: "audio/ogg".into(),
                caption: None,
                filename: None,
            },
            Content::Location { name: None },
            Content::Contacts { count: 2 },
            Content::Reaction {
                to: id(),
                emoji: None,
            },
            Content::Order {
                lines: vec![OrderLine {
                    product: "sku1".into(),
                    quantity: 2,
                }],
                text: None,
            },
            Content::System(SystemEvent::ChangedNumber {
                phone,
                user_id: user_id.clone(),
            }),
            Content::System(SystemEvent::ChangedUserId {
                previous: None,
                user_id,
            }),
            Content::System(SystemEvent::Other { what: None }),
            Content::Edit {
                original: id(),
                body: None,
            },
            Content::Revoke { original: id() },
            Content::Unsupported {
                what: Some("poll".into()),
            },
            Content::TooLong {
                kind: "text".into(),
                bytes: 1 << 20,
            },
            Content::Unknown {
                message_type: None,
                raw: json!({ "type": "hologram", "x": [1.5] }),
            },
        ]
    }

    #[test]
    fn every_content_crosses_the_queue_unchanged() {
        for content in every_content() {
            let sent = message(content);
            assert!(there_and_back(&sent) == Ok(sent.clone()), "{sent:?}");
        }
        let mut bare = message(text(""));
        bare.from = Sender {
            phone: None,
            user_id: None,
            profile_name: None,
        };
        bare.quoted = Some(MessageId::new("wamid.0"));
        bare.forwarded = true;
        assert!(there_and_back(&bare) == Ok(bare));
    }

    #[test]
    fn old_code_reads_what_new_code_adds() {
        let mut written = serde_json::to_value(message(text("sold 3 coke"))).unwrap();
        written["added_later"] = json!({ "a": 1 });
        written["from"]["username"] = json!("@thandi");
        written["content"]["language"] = json!("zu");
        let read = InboundMessage::from_queue_body(&written.to_string());
        assert!(read == Ok(message(text("sold 3 coke"))));

        for (added, message_type) in [
            (json!({ "type": "hologram", "id": 1 }), Some("hologram")),
            (
                json!({ "type": "media", "kind": "smell", "media_id": "M", "mime_type": "" }),
                Some("media"),
            ),
            (
                json!({ "type": "system", "event": "moved_planet" }),
                Some("system"),
            ),
            (json!({}), None),
            (json!("?"), None),
        ] {
            written["content"] = added.clone();
            let read = InboundMessage::from_queue_body(&written.to_string());
            let expected = message(Content::Unknown {
                message_type: message_type.map(str::to_owned),
                raw: added,
            });
            assert!(read == Ok(expected), "{written}");
        }
    }

    #[test]
    fn new_code_reads_the_first_format() {
        let written = r#"{"format":1,"id":"wamid.1","sent_at":"2026-11-24T06:00:00Z","number":"105",
            "from":{"phone":"2782"},"content":{"type":"text","body":"sold 3 coke"}}"#;
        let read = InboundMessage::from_queue_body(written).unwrap();
        assert_eq!(read.sent_at.as_second(), 1_795_500_000);
        assert!(read.content == text("sold 3 coke") && !read.forwarded);
    }

    #[test]
    fn a_newer_format_waits_and_what_is_no_message_does_not() {
        let newer = |mut written: Value| {
            written["format"] = json!(FORMAT + 1);
            InboundMessage::from_queue_body(&written.to_string())
        };
        let same_shape = serde_json::to_value(message(text("x"))).unwrap();
        let expected = Err(QueueBodyError::NewerFormat(FORMAT + 1));
        assert!(newer(same_shape) == expected && newer(json!({})) == expected);

        for odd in [
            "",
            "not json",
            "{}",
            "[]",
            r#"{"format":1}"#,
            r#"{"format":70000}"#,
        ] {
            let read = InboundMessage::from_queue_body(odd);
            assert!(matches!(read, Err(QueueBodyError::Unreadable(_))), "{odd}");
        }
    }

    #[test]
    fn the_body_holds_only_characters_that_sqs_takes() {
        let all: String = ('\0'..='\u{ffff}').chain(['\u{10ffff}', '👍']).collect();
        let sent = message(text(&all));
        let body = sent.to_queue_body();
        // From the SQS reference: #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.
        assert!(
            body.chars()
                .all(|c| { matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..) })
        );
        assert!(there_and_back(&sent) == Ok(sent));
    }

    #[test]
    fn what_the_queue_cannot_carry_is_named_instead_of_cut() {
        let fits = message(text(&"x".repeat(QUEUE_BODY_MAX - 1000)));
        assert!(there_and_back(&fits) == Ok(fits));

        let long = message(text(&"x".repeat(QUEUE_BODY_MAX)));
        let body = long.to_queue_body();
        assert!(body.len() < 500);
        let read = InboundMessage::from_queue_body(&body).unwrap();
        assert!(
            matches!(&read.content, Content::TooLong { kind, bytes } if kind == "text" && *bytes > QUEUE_BODY_MAX)
        );
        assert!(read.id == long.id && read.from.phone == long.from.phone);
    }

    #[test]
    fn the_group_is_one_person_at_one_number() {
        let group = |number: &str, phone: Option<&str>, user_id: Option<&str>| {
            let mut message = message(text("x"));
            message.number = BusinessNumberId::new(number);
            message.from.phone = phone.map(PhoneNumber::new);
            message.from.user_id = user_id.map(ScopedUserId::new);
            message.group()
        };
        let thandi = group("105", Some("2782"), Some("ZA.1"));
        assert_eq!(thandi, group("105", None, Some("ZA.1")));
        assert_eq!(thandi.len(), 32);
        for other in [
            group("106", None, Some("ZA.1")),
            group("105", None, Some("ZA.2")),
            group("105", Some("2782"), None),
        ] {
            assert_ne!(thandi, other);
        }
    }
}
