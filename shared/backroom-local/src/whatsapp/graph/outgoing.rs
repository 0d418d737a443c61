//! A message to be sent: validated as the real API does it, and turned into what the phone shows.

mod interactive;
mod template;
#[cfg(test)]
mod tests;

use backroom_core::ids::MessageId;
use serde_json::Value;

use super::GraphError;
use crate::whatsapp::log::{Bubble, Document};

/// A message to be sent.
#[derive(Debug)]
pub(super) struct Outgoing {
    /// `to` or `recipient` as it was given.
    pub(super) input: String,
    /// Digits, from `to`.
    pub(super) phone: Option<String>,
    /// From `recipient`, where there is no `to`.
    pub(super) user_id: Option<String>,
    pub(super) quote: Option<MessageId>,
    pub(super) callback: Option<String>,
    pub(super) kind: Kind,
    pub(super) bubble: Bubble,
}

/// What it counts as.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Only within 24 hours of the person's last message.
    Session,
    /// At any time.
    Template,
    /// An emoji on a message; no bubble of its own.
    Reaction {
        to: MessageId,
        emoji: Option<String>,
    },
}

const TEXT_MAX: usize = 4096;
const CAPTION_MAX: usize = 1024;
const CALLBACK_MAX: usize = 512;

/// Reads a body of `POST …/messages`.
pub(super) fn read(body: &Value) -> Result<Outgoing, GraphError> {
    check_product(body)?;
    let (input, phone, user_id) = recipient(body)?;
    let callback = body["biz_opaque_callback_data"].as_str().map(String::from);
    if let Some(callback) = &callback {
        at_most(callback, CALLBACK_MAX, "biz_opaque_callback_data")?;
    }
    let (kind, bubble) = content(body)?;
    Ok(Outgoing {
        input,
        phone,
        user_id,
        quote: body["context"]["message_id"].as_str().map(MessageId::new),
        callback,
        kind,
        bubble,
    })
}

pub(super) fn check_product(body: &Value) -> Result<(), GraphError> {
    match body["messaging_product"].as_str() {
        Some("whatsapp") => Ok(()),
        Some(_) => Err(GraphError::parameter(
            "Param messaging_product must be one of {WHATSAPP}",
        )),
        None => Err(GraphError::parameter(
            "The parameter messaging_product is required.",
        )),
    }
}

/// `to` wins where both are given.
fn recipient(body: &Value) -> Result<(String, Option<String>, Option<String>), GraphError> {
    if let Some(to) = body["to"].as_str().filter(|to| !to.is_empty()) {
        let digits: String = to.chars().filter(char::is_ascii_digit).collect();
        let tidy = to
            .chars()
            .all(|c| c.is_ascii_digit() || "+-() ".contains(c));
        if !tidy || !(7..=15).contains(&digits.len()) {
            return Err(GraphError::not_valid("to is not a phone number"));
        }
        return Ok((to.to_owned(), Some(digits), None));
    }
    let Some(id) = body["recipient"].as_str().filter(|id| !id.is_empty()) else {
        return Err(GraphError::parameter("The parameter to is required."));
    };
    let (country, number) = id.split_once('.').unwrap_or_default();
    let tidy = country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=128).contains(&number.len())
        && number
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    if !tidy {
        return Err(GraphError::not_valid(
            "recipient is not a business-scoped user id",
        ));
    }
    Ok((id.to_owned(), None, Some(id.to_owned())))
}

fn content(body: &Value) -> Result<(Kind, Bubble), GraphError> {
    // Without a type it is a text.
    let kind = body["type"].as_str().unwrap_or("text");
    let part = &body[kind];
    if !part.is_object() {
        return Err(GraphError::parameter(format!(
            "The parameter {kind} is required."
        )));
    }
    match kind {
        "text" => {
            let text = required(part, "body", "text.body")?;
            at_most(text, TEXT_MAX, "text.body")?;
            Ok((Kind::Session, Bubble::text(text)))
        }
        "interactive" => Ok((Kind::Session, interactive::read(part)?)),
        "template" => Ok((Kind::Template, template::read(part)?)),
        "reaction" => {
            let to = MessageId::new(required(part, "message_id", "reaction.message_id")?);
            let emoji = part["emoji"].as_str().filter(|emoji| !emoji.is_empty());
            let emoji = emoji.map(String::from);
            Ok((Kind::Reaction { to, emoji }, Bubble::default()))
        }
        "document" | "image" | "video" | "audio" | "sticker" => {
            Ok((Kind::Session, media(kind, part)?))
        }
        _ => Err(GraphError::parameter(
            "Param type must be one of {AUDIO, DOCUMENT, IMAGE, INTERACTIVE, REACTION, STICKER, TEMPLATE, TEXT, VIDEO}",
        )),
    }
}

fn media(kind: &str, part: &Value) -> Result<Bubble, GraphError> {
    let source = part["id"]
        .as_str()
        .or(part["link"].as_str())
        .filter(|source| !source.is_empty())
        .ok_or_else(|| GraphError::missing(&format!("{kind}.id or {kind}.link")))?;
    let caption = part["caption"].as_str().unwrap_or_default();
    at_most(caption, CAPTION_MAX, &format!("{kind}.caption"))?;
    Ok(Bubble {
        text: caption.to_owned(),
        document: Some(Document {
            filename: part["filename"].as_str().unwrap_or(kind).to_owned(),
            source: source.to_owned(),
        }),
        ..Bubble::default()
    })
}

/// A text that has to be there and not empty.
fn required<'a>(part: &'a Value, field: &str, path: &str) -> Result<&'a str, GraphError> {
    part[field]
        .as_str()
        .filter(|text| !text.is_empty())
        .ok_or_else(|| GraphError::missing(path))
}

/// Length in characters.
fn at_most(text: &str, limit: usize, path: &str) -> Result<(), GraphError> {
    if text.chars().count() > limit {
        return Err(GraphError::not_valid(format!(
            "{path} length invalid. Min length: 1, Max length: {limit}"
        )));
    }
    Ok(())
}
