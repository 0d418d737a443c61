//! The bodies of calls to `/messages`: pure, from our types to WhatsApp's JSON.

use backroom_core::ids::MessageId;
use backroom_core::message::Sender;
use backroom_core::reply::{Button, Reply};
use serde_json::{Map, Value, json};

use super::{Filled, Shown, WhatsAppError};

/// Text, or text over buttons.
pub(super) fn reply(to: &Sender, reply: &Reply) -> Result<Value, WhatsAppError> {
    let mut message = addressed(to)?;
    if reply.buttons.is_empty() {
        message.insert("type".into(), json!("text"));
        message.insert(
            "text".into(),
            json!({"preview_url": false, "body": reply.body}),
        );
    } else {
        let buttons: Vec<Value> = reply.buttons.iter().map(button).collect();
        message.insert("type".into(), json!("interactive"));
        message.insert(
            "interactive".into(),
            json!({"type": "button", "body": {"text": reply.body}, "action": {"buttons": buttons}}),
        );
    }
    Ok(Value::Object(message))
}

/// A file that is uploaded, with words under it.
pub(super) fn document(
    to: &Sender,
    media_id: &str,
    filename: &str,
    caption: &str,
) -> Result<Value, WhatsAppError> {
    let mut message = addressed(to)?;
    message.insert("type".into(), json!("document"));
    message.insert(
        "document".into(),
        json!({"id": media_id, "filename": filename, "caption": caption}),
    );
    Ok(Value::Object(message))
}

/// A picture that is uploaded, with words under it.
pub(super) fn picture(to: &Sender, media_id: &str, caption: &str) -> Result<Value, WhatsAppError> {
    let mut message = addressed(to)?;
    message.insert("type".into(), json!("image"));
    message.insert("image".into(), json!({"id": media_id, "caption": caption}));
    Ok(Value::Object(message))
}

/// A reaction to somebody's message.
pub(super) fn reaction(
    to: &Sender,
    message: &MessageId,
    emoji: &str,
) -> Result<Value, WhatsAppError> {
    let mut reaction = addressed(to)?;
    reaction.insert("type".into(), json!("reaction"));
    reaction.insert(
        "reaction".into(),
        json!({"message_id": message.as_str(), "emoji": emoji}),
    );
    Ok(Value::Object(reaction))
}

/// An approved template with positional parameters in its body, and perhaps a quick-reply button.
pub(super) fn template(to: &Sender, filled: &Filled<'_>) -> Result<Value, WhatsAppError> {
    let mut message = addressed(to)?;
    let parameters: Vec<Value> = filled
        .lines
        .iter()
        .map(|text| json!({"type": "text", "text": one_line(text)}))
        .collect();
    let mut components = vec![json!({"type": "body", "parameters": parameters})];
    components.extend(filled.opens.map(|payload| {
        let parameters = [json!({"type": "payload", "payload": payload})];
        json!({"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": parameters})
    }));
    message.insert("type".into(), json!("template"));
    message.insert(
        "template".into(),
        json!({
            "name": filled.template.name,
            "language": {"code": filled.template.language},
            "components": components,
        }),
    );
    Ok(Value::Object(message))
}

/// The read receipt, perhaps with the typing indicator.
pub(super) fn shown(message: &MessageId, what: Shown) -> Value {
    let mut body = json!({
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": message.as_str(),
    });
    if what == Shown::Typing {
        body["typing_indicator"] = json!({"type": "text"});
    }
    body
}

/// By phone number where it is known. With `+`: without it, WhatsApp may put our own country's code before the number
/// and write to somebody else.
fn addressed(to: &Sender) -> Result<Map<String, Value>, WhatsAppError> {
    let (field, address) = match (&to.phone, &to.user_id) {
        (Some(phone), _) => ("to", format!("+{}", phone.as_str())),
        (None, Some(user_id)) => ("recipient", user_id.as_str().to_owned()),
        (None, None) => return Err(WhatsAppError::NoRecipient),
    };
    let mut message = Map::new();
    message.insert("messaging_product".into(), json!("whatsapp"));
    message.insert("recipient_type".into(), json!("individual"));
    message.insert(field.into(), json!(address));
    Ok(message)
}

fn button(button: &Button) -> Value {
    json!({"type": "reply", "reply": {"id": button.id, "title": button.title}})
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
