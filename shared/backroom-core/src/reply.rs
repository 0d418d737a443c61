//! What is said back. Every sentence the bot can say is a function below this module.

use serde::{Deserialize, Serialize};

/// One WhatsApp message to the shopkeeper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The words: at most [`BODY_MAX`] characters, or [`BODY_MAX_WITH_BUTTONS`] where there are buttons.
    pub body: String,
    /// At most three.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
}

/// A button under a reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What comes back when it is pressed: at most 256 characters.
    pub id: String,
    /// What is read: at most 20 characters, unlike its neighbours'.
    pub title: String,
}

/// WhatsApp's limit on a text body, in characters.
pub const BODY_MAX: usize = 4096;
/// WhatsApp's limit on the body of a message with buttons, in characters.
pub const BODY_MAX_WITH_BUTTONS: usize = 1024;
