//! What goes wrong on our side: one log line, and the record is tried again.

use backroom_io::queue::QueueError;
use backroom_io::sheet::SheetError;
use backroom_io::store::StoreError;
use backroom_io::whatsapp::WhatsAppError;

/// Why a message could not be processed now. What the shopkeeper can mend is never a failure, but a reply.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The table.
    #[error("the table: {0}")]
    Store(#[from] StoreError),
    /// The reply could not be sent, and may be later.
    #[error("the reply: {0}")]
    WhatsApp(#[from] WhatsAppError),
    /// WhatsApp could not be asked for a voice note or photo, and may be later.
    #[error("the voice note or photo: {0}")]
    Media(WhatsAppError),
    /// An unreadable record could not be parked.
    #[error("the dead-letter queue: {0}")]
    Queue(#[from] QueueError),
    /// A spreadsheet could not be made.
    #[error("the spreadsheet: {0}")]
    Sheet(#[from] SheetError),
    /// A member's business is not in the table.
    #[error("a member of a business that is not there")]
    NoBusiness,
    /// Others kept changing the same items in between.
    #[error("the stock kept changing under {0} attempts")]
    StockKeptChanging(u32),
    /// The message was written by newer code, see [`backroom_core::message::FORMAT`].
    #[error("the message is in format {0}, which newer code reads")]
    NewerFormat(u16),
}

impl Failure {
    /// Whether trying again will not help, as far as one can tell: it is about what is in the table, not about the table.
    pub(crate) fn is_hopeless(&self) -> bool {
        match self {
            Self::Store(error) => match error {
                StoreError::Corrupt { .. }
                | StoreError::Unsound(_)
                | StoreError::TooManyItems { .. } => true,
                // An action that the role lacks, a table of another name: the operator mends it for all messages.
                StoreError::Refused { .. }
                | StoreError::Unavailable { .. }
                | StoreError::NewerSchema { .. } => false,
            },
            // The same rows make the same file.
            Self::Sheet(_) => true,
            Self::WhatsApp(_)
            | Self::Media(_)
            | Self::Queue(_)
            | Self::NoBusiness
            | Self::StockKeptChanging(_)
            | Self::NewerFormat(_) => false,
        }
    }

    /// Whether it will stay so until the operator does something.
    pub(crate) fn needs_operator(&self) -> bool {
        match self {
            Self::WhatsApp(error) | Self::Media(error) => error.needs_operator(),
            Self::Store(_)
            | Self::Queue(_)
            | Self::Sheet(_)
            | Self::NoBusiness
            | Self::StockKeptChanging(_)
            | Self::NewerFormat(_) => false,
        }
    }
}
