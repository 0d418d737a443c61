//! Files that people send: a photo, a recording, or anything else.

use backroom_core::ids::{MessageId, short_hash};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::log::{Bubble, Document};
use super::{ChatLogError, PretendWhatsApp, lock};

/// A file that a person sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Such as `image/jpeg`. A sound in `audio/ogg` is a voice note, as WhatsApp records it.
    pub mime_type: String,
    /// What it is called.
    pub filename: String,
    /// What is in it.
    pub content: Vec<u8>,
    /// The words under it.
    pub caption: Option<String>,
}

impl PretendWhatsApp {
    /// A person sends a file; as [`PretendWhatsApp::say`].
    ///
    /// # Errors
    /// When there is no such person, or the chat log can't be written.
    pub fn attach(&self, person: &str, file: &Attachment) -> Result<MessageId, ChatLogError> {
        let media = self.keep_media(&file.mime_type, &file.filename, &file.content)?;
        let bubble = Bubble {
            document: Some(Document {
                filename: file.filename.clone(),
                source: media.clone(),
            }),
            ..Bubble::text(file.caption.as_deref().unwrap_or_default())
        };
        self.send(person, message(file, &media), bubble, None)
    }

    /// Makes the next look-up of a file say this in place of the truth: fields of its answer, or an `error`.
    pub fn look_up_next(&self, fields: Value) {
        lock(&self.inner.faults).look_ups.push_back(fields);
    }

    /// Keeps a file; the id that it can be had by.
    pub(super) fn keep_media(
        &self,
        mime_type: &str,
        filename: &str,
        content: &[u8],
    ) -> Result<String, ChatLogError> {
        let at = self.inner.clock.now().as_nanosecond().to_string();
        let hash = short_hash(&["media", &at, &digest(content)]);
        let id = u64::from_str_radix(&hash[..15], 16)
            .unwrap_or_default()
            .to_string();
        self.log().keep_media(&id, mime_type, filename, content)?;
        Ok(id)
    }
}

/// The part of a webhook's message that belongs to its type.
fn message(file: &Attachment, media: &str) -> Value {
    let bare = file.mime_type.split(';').next().unwrap_or_default().trim();
    let kind = match bare.split('/').next() {
        Some("audio") => "audio",
        Some("image") => "image",
        Some("video") => "video",
        _ => "document",
    };
    let mut part = json!({
        "id": media, "mime_type": file.mime_type, "sha256": digest(&file.content),
    });
    match kind {
        "audio" => part["voice"] = json!(bare == "audio/ogg"),
        "document" => part["filename"] = json!(file.filename),
        _ => {}
    }
    if let Some(caption) = &file.caption
        && kind != "audio"
    {
        part["caption"] = json!(caption);
    }
    json!({"type": kind, kind: part})
}

/// In base64, as in a webhook.
fn digest(content: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(content))
}
