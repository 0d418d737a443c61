//! Webhooks as Meta sends them: the envelope, the escaping, the signature.

use backroom_core::ids::MessageId;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::Sha256;

use super::log::{Bubble, Choice};
use super::people::Person;
use super::{BusinessNumber, delivery::SignedWebhook};

/// The message object: the common fields around the part that belongs to its type.
pub(super) fn message(
    person: &Person,
    id: &MessageId,
    at: Timestamp,
    quote: Option<&MessageId>,
    body: Value,
) -> Value {
    let mut message = body.as_object().cloned().unwrap_or_else(|| {
        Map::from_iter([
            ("type".to_owned(), json!("unknown")),
            ("unknown".to_owned(), body),
        ])
    });
    message.insert("id".into(), json!(id));
    // Whole seconds, as a text; an identity that is not known is left out, not empty.
    message.insert("timestamp".into(), json!(at.as_second().to_string()));
    if let Some(phone) = &person.phone {
        message.insert("from".into(), json!(phone));
    }
    if let Some(user_id) = &person.user_id {
        message.insert("from_user_id".into(), json!(user_id));
    }
    if let Some(quote) = quote {
        message
            .entry("context")
            .or_insert_with(|| json!({"from": person.number, "id": quote}));
    }
    Value::Object(message)
}

/// What a pressed button or a chosen row sends.
pub(super) fn pressed(bubble: &Bubble, choice: &Choice) -> Value {
    if bubble.template.is_some() {
        return json!({"type": "button", "button": {"payload": choice.id, "text": choice.title}});
    }
    let mut reply = json!({"id": choice.id, "title": choice.title});
    if let Some(description) = &choice.description {
        reply["description"] = json!(description);
    }
    let kind = if bubble.opens.is_some() {
        "list_reply"
    } else {
        "button_reply"
    };
    json!({"type": "interactive", "interactive": {"type": kind, kind: reply}})
}

/// Who wrote, as `contacts` names them.
pub(super) fn contact(person: &Person) -> Value {
    let mut contact = json!({"profile": {"name": person.name}});
    if let Some(phone) = &person.phone {
        contact["wa_id"] = json!(phone);
    }
    if let Some(user_id) = &person.user_id {
        contact["user_id"] = json!(user_id);
    }
    contact
}

/// The envelope around the messages or statuses of one number.
pub(super) fn envelope(account: &str, number: &BusinessNumber, mut value: Value) -> Value {
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] =
        json!({"display_phone_number": number.digits, "phone_number_id": number.id});
    json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": account, "changes": [{"field": "messages", "value": value}]}],
    })
}

/// Signs a webhook with the app secret.
pub fn sign(app_secret: &str, webhook: &Value) -> SignedWebhook {
    let body = escaped(webhook);
    let mut mac = Hmac::<Sha256>::new_from_slice(app_secret.as_bytes())
        .expect("an HMAC key may have any length");
    mac.update(&body);
    let digest = mac.finalize().into_bytes();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    SignedWebhook {
        body,
        signature: format!("sha256={hex}"),
    }
}

/// JSON in which all but ASCII is `\u` and four lower-case digits, as Meta writes it.
fn escaped(value: &Value) -> Bytes {
    let mut text = String::new();
    for unit in value.to_string().encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => text.push(char::from(byte)),
            _ => text.push_str(&format!("\\u{unit:04x}")),
        }
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_escaped_and_signed_as_meta_does_it() {
        let signed = sign("test_app_secret", &json!({"t": "ä👍"}));
        assert_eq!(&signed.body[..], br#"{"t":"\u00e4\ud83d\udc4d"}"#);
        assert_eq!(
            signed.signature,
            "sha256=3a0ce74ed5c237698aa3b47651e9162b6558e1e7e482a9cbb7ca38489bdd82b3"
        );
    }
}
