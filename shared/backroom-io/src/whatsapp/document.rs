//! A table sent to somebody, as a file.

use backroom_core::ids::{BusinessNumberId, MessageId};
use backroom_core::message::Sender;
use backroom_core::reply::Reply;
use tokio::time::Instant;

use super::upload::File;
use super::{WhatsApp, WhatsAppError, body};

/// A file, such as a table.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// Its name, in letters, digits, dots and dashes.
    pub filename: String,
    /// What kind of file.
    pub kind: DocumentKind,
    /// What is in it, held in memory: a few megabytes at the most.
    pub content: Vec<u8>,
}

/// Kinds of file that we send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// Comma-separated text.
    Csv,
    /// A spreadsheet.
    Xlsx,
}

impl DocumentKind {
    /// What it is declared as: WhatsApp takes no `text/csv`; the file's name tells the phone what it is.
    fn mime(self) -> &'static str {
        match self {
            Self::Csv => "text/plain",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
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
            kind: document.kind.mime(),
            content: &document.content,
        };
        let media_id = self.upload(number, &file).await?;
        let message = body::document(to, &media_id, &document.filename, &words.body)?;
        self.send_until(number, &message, deadline).await
    }
}
