//! A table sent to somebody, as a file.

use backroom_core::ids::{BusinessNumberId, MessageId};
use backroom_core::message::Sender;
use backroom_core::reply::Reply;
use tokio::time::Instant;

use super::upload::File;
use super::{WhatsApp, WhatsAppError, body};

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
        let file = File {
            name: &document.filename,
            kind: PLAIN,
            content: document.content.as_bytes(),
        };
        let media_id = self.upload(number, &file, deadline).await?;
        let message = body::document(to, &media_id, &document.filename, &words.body)?;
        self.send_until(number, &message, deadline).await
    }
}
