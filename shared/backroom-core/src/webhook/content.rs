//! What a message says: each of WhatsApp's message types to its [`Content`].
//!
//! A type of which a needed part is missing or odd is an unknown shape, and carried as it came.

use serde_json::Value;

use super::sender::{phone, user_id};
use super::text;
use crate::ids::MessageId;
use crate::message::{Content, MediaKind, OrderLine, SystemEvent};

/// The content of a message object.
pub(super) fn decode(message: Value) -> Content {
    let message_type = text(&message, "type");
    let known = message_type
        .as_deref()
        .and_then(|message_type| known(message_type, &message));
    known.unwrap_or(Content::Unknown {
        message_type,
        raw: message,
    })
}

fn known(message_type: &str, message: &Value) -> Option<Content> {
    let part = message.get(message_type);
    match message_type {
        "text" => Some(Content::Text {
            body: words(part?, "body")?,
        }),
        "button" => {
            let title = text(part?, "text")?;
            Some(Content::Choice {
                // A template button need not have a payload; then its text is all there is.
                id: text(part?, "payload").unwrap_or_else(|| title.clone()),
                title,
            })
        }
        "interactive" => interactive(part?),
        "audio" | "image" | "video" | "document" | "sticker" => media(message_type, part?),
        "location" => Some(Content::Location {
            name: text(part?, "name"),
        }),
        "contacts" => Some(Content::Contacts {
            count: part?.as_array()?.len(),
        }),
        "reaction" => Some(Content::Reaction {
            to: MessageId::new(text(part?, "message_id")?),
            emoji: text(part?, "emoji"),
        }),
        "order" => order(part?),
        "system" => Some(Content::System(system(part?))),
        "edit" => {
            let edited = part?.get("message");
            let body = edited
                .and_then(|edited| edited.get("text"))
                .and_then(|edited| words(edited, "body"));
            Some(Content::Edit {
                original: MessageId::new(text(part?, "original_message_id")?),
                body,
            })
        }
        "revoke" => Some(Content::Revoke {
            original: MessageId::new(text(part?, "original_message_id")?),
        }),
        "unsupported" => Some(Content::Unsupported {
            what: part.and_then(|part| text(part, "type")),
        }),
        _ => None,
    }
}

/// A session's own button, list row or filled-in flow.
fn interactive(part: &Value) -> Option<Content> {
    let kind = text(part, "type")?;
    let reply = part.get(&kind)?;
    match kind.as_str() {
        "button_reply" | "list_reply" => Some(Content::Choice {
            id: text(reply, "id")?,
            title: text(reply, "title").unwrap_or_default(),
        }),
        "nfm_reply" => Some(Content::Form {
            name: text(reply, "name").unwrap_or_default(),
            response: text(reply, "response_json")?,
        }),
        _ => None,
    }
}

fn media(message_type: &str, part: &Value) -> Option<Content> {
    let is_voice = part.get("voice").and_then(Value::as_bool).unwrap_or(false);
    let kind = match message_type {
        "audio" if is_voice => MediaKind::Voice,
        "audio" => MediaKind::Audio,
        "image" => MediaKind::Image,
        "video" => MediaKind::Video,
        "document" => MediaKind::Document,
        "sticker" => MediaKind::Sticker,
        _ => return None,
    };
    // `audio/ogg; codecs=opus`: only what stands before the parameters is a type.
    let mime_type = text(part, "mime_type").unwrap_or_default();
    let mime_type = mime_type.split(';').next().unwrap_or_default().trim();
    Some(Content::Media {
        kind,
        media_id: text(part, "id")?,
        mime_type: mime_type.to_ascii_lowercase(),
        caption: text(part, "caption"),
        filename: text(part, "filename"),
    })
}

fn order(part: &Value) -> Option<Content> {
    let lines = part.get("product_items")?.as_array()?;
    let lines = lines.iter().map(|line| {
        let quantity = text(line, "quantity")?;
        Some(OrderLine {
            product: text(line, "product_retailer_id")?,
            quantity: quantity
                .strip_suffix(".0")
                .unwrap_or(&quantity)
                .parse()
                .ok()?,
        })
    });
    Some(Content::Order {
        lines: lines.collect::<Option<_>>()?,
        text: words(part, "text").filter(|text| !text.is_empty()),
    })
}

fn system(part: &Value) -> SystemEvent {
    let what = text(part, "type");
    match what.as_deref() {
        Some("user_changed_number") => SystemEvent::ChangedNumber {
            // Before 2026 it was `new_wa_id`.
            phone: phone(part, "wa_id").or_else(|| phone(part, "new_wa_id")),
            user_id: user_id(part, "user_id"),
        },
        Some("user_changed_user_id") => SystemEvent::ChangedUserId {
            previous: user_id(part, "previous_user_id"),
            user_id: user_id(part, "user_id"),
        },
        Some(_) | None => SystemEvent::Other { what },
    }
}

/// The words in that field, which may be none; unlike [`text`], a number is no words.
fn words(object: &Value, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_known_type_in_an_unknown_shape_is_carried_as_it_came() {
        for odd in [
            json!({}),
            json!({ "type": 5 }),
            json!({ "type": "hologram", "hologram": { "id": "1" } }),
            json!({ "type": "text" }),
            json!({ "type": "text", "text": "sold 3 coke" }),
            json!({ "type": "text", "text": { "body": 7 } }),
            json!({ "type": "button", "button": { "payload": "X" } }),
            json!({ "type": "interactive", "interactive": { "type": "call_permission_reply", "call_permission_reply": {} } }),
            json!({ "type": "interactive", "interactive": { "type": "button_reply" } }),
            json!({ "type": "image", "image": { "caption": "no id" } }),
            json!({ "type": "contacts", "contacts": {} }),
            json!({ "type": "reaction", "reaction": { "emoji": "👍" } }),
            json!({ "type": "order", "order": { "product_items": [{ "product_retailer_id": "a", "quantity": 1.5 }] } }),
            json!({ "type": "order", "order": { "product_items": [{ "product_retailer_id": "a", "quantity": -1 }] } }),
            json!({ "type": "edit", "edit": {} }),
            json!({ "type": "system" }),
        ] {
            let message_type = odd
                .get("type")
                .map(|t| t.as_str().map_or_else(|| t.to_string(), str::to_owned));
            let expected = Content::Unknown {
                message_type,
                raw: odd.clone(),
            };
            assert!(decode(odd.clone()) == expected, "{odd}");
        }
    }

    #[test]
    fn small_differences_of_shape_are_understood() {
        let is = |message: Value, expected: Content| {
            assert!(decode(message.clone()) == expected, "{message}");
        };
        is(
            json!({ "type": "text", "text": { "body": "" } }),
            Content::Text {
                body: String::new(),
            },
        );
        is(
            json!({ "type": "button", "button": { "text": "Yes" } }),
            Content::Choice {
                id: "Yes".into(),
                title: "Yes".into(),
            },
        );
        is(
            json!({ "type": "location", "location": { "latitude": "-26.2" } }),
            Content::Location { name: None },
        );
        is(
            json!({ "type": "order", "order": { "product_items": [{ "product_retailer_id": "a", "quantity": "2" }] } }),
            Content::Order {
                lines: vec![OrderLine {
                    product: "a".into(),
                    quantity: 2,
                }],
                text: None,
            },
        );
        is(
            json!({ "type": "unsupported", "errors": [{ "code": 131051 }] }),
            Content::Unsupported { what: None },
        );
        is(
            json!({ "type": "edit", "edit": { "original_message_id": "m", "message": { "type": "image", "image": {} } } }),
            Content::Edit {
                original: MessageId::new("m"),
                body: None,
            },
        );
        is(
            json!({ "type": "system", "system": { "type": "customer_identity_changed" } }),
            Content::System(SystemEvent::Other {
                what: Some("customer_identity_changed".into()),
            }),
        );
    }
}
