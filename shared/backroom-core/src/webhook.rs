//! WhatsApp's webhook calls: their signature verified, their payload decoded to [`InboundMessage`]s and [`Receipt`]s.
//!
//! A payload with a good signature is never refused. It is taken apart level by level (entries, changes, messages),
//! each part on its own, so that one odd part costs no other: what can't be read is counted with its reason, and a
//! message in a shape that this code does not know is carried as it came.
//!
//! Nothing here recurses with the depth of the payload: the levels are split off as raw JSON, and a message that is
//! nested too deep to be parsed keeps its deep fields as text.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::ids::BusinessNumberId;
use crate::message::InboundMessage;

mod content;
mod message;
mod receipt;
mod repair;
mod sender;
mod signature;

pub use receipt::{Price, Receipt, ReceiptStatus};
pub use signature::{AppSecrets, SIGNATURE_HEADER, SignatureError, VerifyToken, sign};

/// What one webhook call brought.
#[derive(Debug, Default, PartialEq)]
pub struct Delivery {
    /// The messages, in the order in which they stand in the payload.
    pub messages: Vec<InboundMessage>,
    /// What became of messages that we sent.
    pub receipts: Vec<Receipt>,
    /// WhatsApp's own errors about our number or app (`value.errors`): their codes.
    pub errors: Vec<i64>,
    /// Parts that could not be read, each with its reason.
    pub unreadable: Vec<Unreadable>,
    /// Changes of fields that we do not use, such as `account_update`.
    pub ignored: usize,
}

/// Why a part of a payload could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unreadable {
    /// The body is not a JSON object.
    NotJson,
    /// There is no list of entries in it.
    NoEntries,
    /// An entry without a list of changes, or a change without a value or any list that we know.
    OddEntry,
    /// `messages`, `statuses` or `errors` is not a list.
    OddList,
    /// Messages without the id of our number that they came to.
    NoNumber,
    /// A message that is not a JSON object.
    OddMessage,
    /// A message with neither a phone number nor a user id.
    NoSender,
    /// A receipt without a message id or status.
    OddReceipt,
}

impl Unreadable {
    /// Whether there may have been a message in it. Meta has none of them a second time.
    pub fn may_be_a_message(self) -> bool {
        match self {
            Self::NotJson
            | Self::NoEntries
            | Self::OddEntry
            | Self::OddList
            | Self::NoNumber
            | Self::OddMessage
            | Self::NoSender => true,
            Self::OddReceipt => false,
        }
    }

    /// The reason in words, for a log line.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NotJson => "the body is not a JSON object",
            Self::NoEntries => "no list of entries",
            Self::OddEntry => "an entry or change of an unknown shape",
            Self::OddList => "messages, statuses or errors that are not a list",
            Self::NoNumber => "messages without a phone_number_id",
            Self::OddMessage => "a message that is not a JSON object",
            Self::NoSender => "a message without a sender",
            Self::OddReceipt => "a receipt without a message id or status",
        }
    }
}

/// Decodes the body of a webhook call whose signature was good. Never fails: see [`Delivery::unreadable`].
pub fn decode(body: &[u8]) -> Delivery {
    let text = repair::readable(body);
    let mut delivery = Delivery::default();
    match fields(text.trim()) {
        None => delivery.unreadable.push(Unreadable::NotJson),
        Some(envelope) => match envelope.get("entry").copied().and_then(items) {
            None => delivery.unreadable.push(Unreadable::NoEntries),
            Some(entries) => {
                for entry in entries {
                    delivery.take_entry(entry);
                }
            }
        },
    }
    delivery
}

impl Delivery {
    fn take_entry(&mut self, entry: &RawValue) {
        let changes = fields(entry.get())
            .and_then(|entry| entry.get("changes").copied())
            .and_then(items);
        let Some(changes) = changes else {
            self.unreadable.push(Unreadable::OddEntry);
            return;
        };
        for change in changes {
            let Some(change) = fields(change.get()) else {
                self.unreadable.push(Unreadable::OddEntry);
                continue;
            };
            // A change that does not name its field is taken for what it holds.
            let field = change.get("field").map(|field| value(field));
            if field.is_some_and(|field| field != "messages") {
                self.ignored += 1;
                continue;
            }
            match change.get("value").and_then(|value| fields(value.get())) {
                Some(value) => self.take_value(&value),
                None => self.unreadable.push(Unreadable::OddEntry),
            }
        }
    }

    fn take_value(&mut self, change: &BTreeMap<Cow<'_, str>, &RawValue>) {
        if !LISTS.iter().any(|list| change.contains_key(*list)) {
            self.unreadable.push(Unreadable::OddEntry);
        }
        let number = change
            .get("metadata")
            .and_then(|metadata| text(&value(metadata), "phone_number_id"))
            .map(BusinessNumberId::new);

        let [messages, statuses, errors] = LISTS.map(|list| self.list(change, list));
        if !messages.is_empty() {
            let contacts = change.get("contacts").map(|contacts| value(contacts));
            let contacts = sender::contacts(contacts.as_ref());
            for raw in messages {
                match message::decode(raw, number.as_ref(), &contacts) {
                    Ok(message) => self.messages.push(message),
                    Err(reason) => self.unreadable.push(reason),
                }
            }
        }
        for status in statuses {
            match receipt::decode(&value(status), number.as_ref()) {
                Some(receipt) => self.receipts.push(receipt),
                None => self.unreadable.push(Unreadable::OddReceipt),
            }
        }
        for error in errors {
            self.errors.push(receipt::error_code(&value(error)));
        }
    }

    /// The list of that name: empty where there is none, or where it is no list.
    fn list<'a>(
        &mut self,
        change: &BTreeMap<Cow<'_, str>, &'a RawValue>,
        name: &str,
    ) -> Vec<&'a RawValue> {
        let Some(raw) = change.get(name).filter(|raw| raw.get() != "null") else {
            return Vec::new();
        };
        items(raw).unwrap_or_else(|| {
            self.unreadable.push(Unreadable::OddList);
            Vec::new()
        })
    }
}

/// What the value of a change may bring.
const LISTS: [&str; 3] = ["messages", "statuses", "errors"];

/// The fields of a JSON object, each still raw; the last of a name wins. `None` if it is no object.
fn fields(object: &str) -> Option<BTreeMap<Cow<'_, str>, &RawValue>> {
    /// Borrows the name where it holds no escape (serde's own map keys would be copied).
    #[derive(PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

    let fields: BTreeMap<Name<'_>, &RawValue> = serde_json::from_str(object).ok()?;
    Some(
        fields
            .into_iter()
            .map(|(Name(name), raw)| (name, raw))
            .collect(),
    )
}

/// The items of a JSON array, each still raw. `None` if it is no array.
fn items(array: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(array.get()).ok()
}

/// The value of a raw part. Where it is nested too deep for that, or holds a number out of range, an object keeps
/// those of its fields that can be read and the others as text; anything else becomes text.
fn value(raw: &RawValue) -> Value {
    let whole = |raw: &RawValue| {
        serde_json::from_str::<Value>(raw.get())
            .ok()
            .filter(|value| !is_deep(value, DEPTH_MAX))
    };
    whole(raw).unwrap_or_else(|| match fields(raw.get()) {
        Some(fields) => fields
            .into_iter()
            .map(|(name, raw)| {
                let value = whole(raw).unwrap_or_else(|| Value::from(raw.get()));
                (name.into_owned(), value)
            })
            .collect(),
        None => Value::from(raw.get()),
    })
}

/// How deep a carried value may be nested. The reader of the queue stops at 128 and the message wraps it in a few.
const DEPTH_MAX: usize = 64;

fn is_deep(value: &Value, left: usize) -> bool {
    match value {
        Value::Array(items) => left == 0 || items.iter().any(|item| is_deep(item, left - 1)),
        Value::Object(fields) => left == 0 || fields.values().any(|item| is_deep(item, left - 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The text in that field; an empty one counts as absent, and a number as its digits.
fn text(object: &Value, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            None
        }
    }
}

#[cfg(test)]
mod tests;
