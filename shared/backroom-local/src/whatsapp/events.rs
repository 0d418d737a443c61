//! What the open pages are told. An event only says where to look; the page then reads the log, so one that is missed
//! costs nothing.

use serde::Serialize;

/// Something on a page is no longer as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum PhoneEvent {
    /// A message came, or its ticks changed.
    Message {
        /// In whose chat.
        person: String,
    },
    /// The bot types, or stopped typing.
    Typing {
        /// In whose chat.
        person: String,
        /// Whether it types.
        on: bool,
    },
    /// A phone was added.
    People,
    /// Stock may have changed.
    Stock,
}
