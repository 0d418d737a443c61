//! [`Settings`]: named values, from the environment and from one secret in AWS Secrets Manager. Read once, at start.

use std::collections::BTreeMap;
use std::fmt;

use aws_config::SdkConfig;
use aws_sdk_secretsmanager::error::{ProvideErrorMetadata, SdkError};

use crate::aws::trouble;

/// The names that are ours begin so, and where AWS is; nothing else of the environment is kept.
const PREFIXES: [&str; 7] = [
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_REGION",
    "BACKROOM_",
    "GEMINI_",
    "GOOGLE_",
    "WHATSAPP_",
];

/// Set by Lambda: which of the versions that were deployed this is.
pub(crate) const LAMBDA_VERSION: &str = "AWS_LAMBDA_FUNCTION_VERSION";

/// Named values. An empty or blank value counts as not set: that is how templates leave an optional one out.
#[derive(Clone, Default)]
pub struct Settings(BTreeMap<String, String>);

/// Why the secret could not be used. Its contents are in no message.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// Secrets Manager did not give it.
    #[error("secret {id} could not be read: {why}")]
    Unreadable {
        /// `BACKROOM_SECRET_ID`.
        id: String,
        /// What AWS said.
        why: String,
    },
    /// It is not a JSON object of texts.
    #[error("secret {id} is not a JSON object whose values are texts")]
    NotAnObject {
        /// `BACKROOM_SECRET_ID`.
        id: String,
    },
}

impl Settings {
    /// From pairs of name and value.
    pub fn new<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut settings = Self::default();
        for (name, value) in pairs {
            settings.fill(name.into(), value.into());
        }
        settings
    }

    /// From the environment: what is ours of it.
    pub fn from_env() -> Self {
        Self::new(
            std::env::vars_os()
                .filter_map(|(name, value)| {
                    Some((name.into_string().ok()?, value.into_string().ok()?))
                })
                .filter(|(name, _)| {
                    name == LAMBDA_VERSION || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
                }),
        )
    }

    /// Adds what the secret named by `BACKROOM_SECRET_ID` holds, in one call; without that name, nothing. A value that
    /// is set already stays.
    ///
    /// # Errors
    /// If the secret can't be read or has another shape.
    pub async fn with_secrets(self, aws: &SdkConfig) -> Result<Self, SecretsError> {
        let Some(id) = self.get("BACKROOM_SECRET_ID").map(str::to_owned) else {
            return Ok(self);
        };
        let answer = aws_sdk_secretsmanager::Client::new(aws)
            .get_secret_value()
            .secret_id(&id)
            .send()
            .await
            .map_err(|error| SecretsError::Unreadable {
                id: id.clone(),
                why: why(&error),
            })?;
        self.with_secret_json(answer.secret_string().unwrap_or_default())
            .ok_or(SecretsError::NotAnObject { id })
    }

    /// Adds the values of a JSON object of texts, where they are not set already.
    fn with_secret_json(mut self, json: &str) -> Option<Self> {
        let secrets: BTreeMap<String, String> = serde_json::from_str(json).ok()?;
        for (name, value) in secrets {
            self.fill(name, value);
        }
        Some(self)
    }

    /// The value, if it is set.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// With this value for the name, unless it has one.
    #[must_use]
    pub fn or(mut self, name: &str, value: &str) -> Self {
        self.fill(name.to_owned(), value.to_owned());
        self
    }

    /// With this value for the name, whatever it had.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.0.remove(name);
        self.or(name, value)
    }

    fn fill(&mut self, name: String, value: String) {
        let value = value.trim();
        if !value.is_empty() {
            self.0.entry(name).or_insert_with(|| value.to_owned());
        }
    }
}

/// What went wrong, with AWS's own words where it has some.
fn why<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    let trouble = trouble(error);
    match error.as_service_error().and_then(|said| said.message()) {
        Some(message) => format!("{trouble}: {message}"),
        None => trouble,
    }
}

/// Prints the names only: among the values are secrets.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_fills_what_is_not_set_and_a_variable_wins() {
        let settings = Settings::new([("WHATSAPP_VERIFY_TOKEN", "set"), ("GEMINI_API_KEY", " ")])
            .with_secret_json(r#"{"WHATSAPP_VERIFY_TOKEN":"kept","GEMINI_API_KEY":"key"}"#)
            .unwrap();
        assert_eq!(settings.get("WHATSAPP_VERIFY_TOKEN"), Some("set"));
        assert_eq!(settings.get("GEMINI_API_KEY"), Some("key"));
    }

    #[test]
    fn a_secret_of_another_shape_is_refused() {
        for json in ["", "[]", "plain", r#"{"A":1}"#] {
            assert!(
                Settings::default().with_secret_json(json).is_none(),
                "{json}"
            );
        }
    }

    #[test]
    fn values_are_not_printed() {
        let settings = Settings::new([("GEMINI_API_KEY", "hush")]);
        assert_eq!(format!("{settings:?}"), r#"{"GEMINI_API_KEY"}"#);
    }
}
