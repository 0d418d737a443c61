//! A file sent to somebody: uploaded first, which anyone may do twice, and then sent under its id.

use backroom_core::ids::{BusinessNumberId, MessageId, short_hash};
use backroom_core::message::Sender;
use backroom_core::reply::Reply;
use serde_json::Value;
use tokio::time::Instant;

use super::{WhatsApp, WhatsAppError, body, sent_id};

/// What a table of ours is declared as: WhatsApp takes no `text/csv`. The file's name tells the phone what it is.
const PLAIN: &str = "text/plain";

/// A file of plain text, such as a table.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// Its name, in letters, digits, dots and dashes.
    pub filename: String,
    /// What is in it, held in memory: a few megabytes at the most.
    pub content: String,
}

/// Says nothing of what is in it.
impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document")
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}

impl WhatsApp {
    /// Sends a file from this number of ours, with words under it. WhatsApp keeps it for 30 days.
    ///
    /// # Errors
    /// See [`WhatsAppError`].
    pub async fn send_document(
        &self,
        number: &BusinessNumberId,
        to: &Sender,
        document: &Document,
        words: &Reply,
    ) -> Result<MessageId, WhatsAppError> {
        let deadline = Instant::now() + self.in_all;
        let url = format!("{}/{number}/media", self.base);
        let (kind, form) = form(document);
        let upload = |within| {
            let request = self.http.post(&url).header("content-type", &kind);
            self.call(request.body(form.clone()), within)
        };
        let uploaded = self.repeated(deadline, upload).await?;
        let media_id = uploaded["id"].as_str().ok_or(WhatsAppError::NoId)?;
        let message = body::document(to, media_id, &document.filename, &words.body)?;
        let send = |within| self.post(number, &message, within);
        let answer: Value = self.repeated(deadline, send).await?;
        sent_id(&answer)
    }
}

/// The form that the API wants, and its type.
fn form(document: &Document) -> (String, String) {
    let Document { filename, content } = document;
    // A line that does not stand in the file, since it is made from it.
    let boundary = format!("backroom-{}", short_hash(&["form", content]));
    let field = |name: &str, value: &str| {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
    };
    let form = format!(
        "{}{}--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{filename}\"\r\n\
         Content-Type: {PLAIN}\r\n\r\n{content}\r\n--{boundary}--\r\n",
        field("messaging_product", "whatsapp"),
        field("type", PLAIN),
    );
    (format!("multipart/form-data; boundary={boundary}"), form)
}
