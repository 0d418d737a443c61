//! What the API for other programs needs: its own function, and the processor, which tells owners their keys.

use backroom_core::api::ApiKeys;

use super::read::Reader;
use super::{ConfigError, Settings};

/// How the API is offered in the chat.
#[derive(Clone, Debug)]
pub struct ApiOffer {
    /// What keys are made with.
    pub keys: ApiKeys,
    /// Where the API is, if we are told.
    pub url: Option<String>,
}

impl ApiOffer {
    /// `None` without a secret: then nobody has a key.
    pub(super) fn from(reader: &mut Reader<'_>) -> Option<Self> {
        let url = reader.address("BACKROOM_API_URL");
        let keys = keys(reader)?;
        Some(Self { keys, url })
    }
}

/// What the API's function needs.
#[derive(Clone, Debug)]
pub struct ApiConfig {
    /// The table.
    pub table: String,
    /// What keys are checked with; without, every call is told that the API is not set up.
    pub keys: Option<ApiKeys>,
}

impl ApiConfig {
    /// Reads it.
    ///
    /// # Errors
    /// Names all that is missing or wrong.
    pub fn read(settings: &Settings) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(settings);
        let config = Self {
            table: reader.required("BACKROOM_TABLE"),
            keys: keys(&reader),
        };
        reader.finish(config)
    }
}

fn keys(reader: &Reader<'_>) -> Option<ApiKeys> {
    let present = reader.optional("BACKROOM_API_SECRET")?;
    let before = reader.optional("BACKROOM_API_SECRET_PREVIOUS");
    let secrets = [Some(present), before];
    ApiKeys::new(secrets.iter().flatten().map(String::as_str))
}
