//! Secrets Manager, as far as a function that starts asks for it: one secret, under whatever id.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::json;

use crate::aws::{Answer, REGION};

/// The secret: the names that `backroom_io::config` looks for, with their values. There is none until it is given.
#[derive(Clone, Default)]
pub struct Secrets(Arc<OnceLock<BTreeMap<String, String>>>);

impl Secrets {
    /// Gives it its values; a second time changes nothing.
    pub fn give<N: Into<String>, V: Into<String>>(&self, pairs: impl IntoIterator<Item = (N, V)>) {
        let values = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        self.0.get_or_init(|| values.collect());
    }

    /// What Secrets Manager would answer.
    pub(crate) fn answer(&self, operation: &str) -> Answer {
        match (operation, self.0.get()) {
            ("GetSecretValue", Some(values)) => Answer::ok(
                json!({
                    "ARN": format!("arn:aws:secretsmanager:{REGION}:000000000000:secret:backroom-local"),
                    "Name": "backroom",
                    "VersionId": "00000000-0000-4000-8000-000000000001",
                    "SecretString": json!(values).to_string(),
                })
                .to_string(),
            ),
            ("GetSecretValue", None) => Answer::error(
                400,
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret.",
            ),
            _ => Answer::error(
                400,
                "UnknownOperationException",
                "Here is only GetSecretValue.",
            ),
        }
    }
}

/// Prints the names only.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.0.get().iter().flat_map(|values| values.keys()))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_there_once_it_is_given_and_is_not_printed() {
        let secrets = Secrets::default();
        assert_eq!(secrets.answer("GetSecretValue").status, 400);
        secrets.give([("WHATSAPP_APP_SECRET", "hush")]);
        let answer = secrets.answer("GetSecretValue");
        assert_eq!(answer.status, 200);
        assert!(
            answer
                .body
                .contains(r#""SecretString":"{\"WHATSAPP_APP_SECRET\":\"hush\"}""#)
        );
        assert_eq!(format!("{secrets:?}"), r#"{"WHATSAPP_APP_SECRET"}"#);
    }
}
