//! One message of a payload to one [`InboundMessage`].

use jiff::Timestamp;
use serde_json::Value;
use serde_json::value::RawValue;

use super::sender::sender;
use super::{Unreadable, content, text, value};
use crate::ids::{BusinessNumberId, MessageId, short_hash};
use crate::message::{FORMAT, InboundMessage, Sender};

/// Decodes one of `messages`. Whatever its content, it is carried; but not without somebody to answer.
pub(super) fn decode(
    raw: &RawValue,
    number: Option<&BusinessNumberId>,
    contacts: &[Sender],
) -> Result<InboundMessage, Unreadable> {
    let message = value(raw);
    if !message.is_object() {
        return Err(Unreadable::OddMessage);
    }
    let number = number.cloned().ok_or(Unreadable::NoNumber)?;
    let from = sender(&message, contacts).ok_or(Unreadable::NoSender)?;
    let context = message.get("context");
    let flag = |name| {
        context
            .and_then(|context| context.get(name))
            .and_then(Value::as_bool)
            .unwrap_or(false)
    };
    Ok(InboundMessage {
        format: FORMAT,
        id: id(&message, raw),
        sent_at: timestamp(&message),
        number,
        from,
        quoted: context
            .and_then(|context| text(context, "id"))
            .map(MessageId::new),
        forwarded: flag("forwarded") || flag("frequently_forwarded"),
        content: content::decode(message),
    })
}

/// WhatsApp's id. A message without one gets one from its own text, the same in each delivery.
fn id(message: &Value, raw: &RawValue) -> MessageId {
    MessageId::new(
        text(message, "id")
            .unwrap_or_else(|| format!("unnamed.{}", short_hash(&["unnamed", raw.get()]))),
    )
}

/// The time of a message or status: unix seconds, as a text or number (milliseconds are recognised by their size).
///
/// Where it can't be read it is 1970-01-01, not the time of the delivery: the ledger key is made of it, and a
/// message must have the same key in each delivery.
pub(super) fn timestamp(object: &Value) -> Timestamp {
    /// The year 5138 in seconds, 1973 in milliseconds.
    const SECONDS_MAX: i64 = 100_000_000_000;

    let text = text(object, "timestamp").unwrap_or_default();
    let whole = text.split('.').next().unwrap_or_default();
    let number = whole.trim().parse::<i64>().unwrap_or(0).max(0);
    let seconds = if number < SECONDS_MAX {
        number
    } else {
        number / 1000
    };
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_odd_time_is_the_same_odd_time_in_each_delivery() {
        for (given, expected) in [
            (json!("1795500000"), 1_795_500_000),
            (json!(1_795_500_000), 1_795_500_000),
            (json!("1795500000.75"), 1_795_500_000),
            (json!(1_795_500_000_123_i64), 1_795_500_000),
            (json!(" 1795500000 "), 1_795_500_000),
            (json!("yesterday"), 0),
            (json!(""), 0),
            (json!("-5"), 0),
            (json!("9223372036854775807"), 0),
            (json!("99999999999999999999999"), 0),
            (json!({}), 0),
            (Value::Null, 0),
        ] {
            let read = timestamp(&json!({ "timestamp": given }));
            assert_eq!(read.as_second(), expected, "{given}");
        }
        assert_eq!(timestamp(&json!({})), Timestamp::UNIX_EPOCH);
    }
}
