//! The one secret, as Secrets Manager gives it: a function that runs in a container finds what `backroom dev` works with.

use std::sync::{Arc, OnceLock};

use super::{Answer, REGION};

/// The JSON object that `BACKROOM_SECRET_ID` names, whatever the id. Empty until it is set. Clones share it.
#[derive(Clone, Default)]
pub struct Secret {
    json: Arc<OnceLock<String>>,
}

impl Secret {
    /// Sets it, once: names and values as in the environment.
    pub fn set<'a>(&self, values: impl IntoIterator<Item = (&'a str, &'a str)>) {
        let object: serde_json::Map<_, _> = values
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        // The first one stays: a process has one configuration.
        let _ = self.json.set(serde_json::Value::Object(object).to_string());
    }

    pub(super) fn answer(&self, operation: &str, body: &[u8]) -> Answer {
        let id = serde_json::from_slice::<serde_json::Value>(body)
            .ok()
            .and_then(|request| request.get("SecretId")?.as_str().map(str::to_owned));
        let (Some(id), "GetSecretValue", Some(json)) = (id, operation, self.json.get()) else {
            return Answer::error(
                400,
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret.",
            );
        };
        let answer = serde_json::json!({
            "ARN": format!("arn:aws:secretsmanager:{REGION}:000000000000:secret:{id}"),
            "Name": id,
            "SecretString": json,
            "VersionId": "00000000-0000-0000-0000-000000000000",
            "VersionStages": ["AWSCURRENT"],
        });
        Answer::ok(answer.to_string())
    }
}

/// Prints nothing of it.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
