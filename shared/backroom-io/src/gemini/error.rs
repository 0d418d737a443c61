//! [`GeminiError`]: why Gemini gave no answer. Its messages hold nothing of what was asked.

use std::time::Duration;

use serde_json::Value;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum GeminiError {
    /// Not asked: it failed several times just now, or its quota is spent.
    #[error("Gemini is left alone for a while after failures")]
    Resting,
    /// No connection.
    #[error("Gemini could not be reached")]
    Unreachable(#[source] reqwest::Error),
    /// No answer in time, or half of one.
    #[error("Gemini did not answer in time")]
    NoAnswer(#[source] reqwest::Error),
    /// Gemini said no.
    #[error("Gemini refused: {refusal:?} (HTTP {status})")]
    Refused {
        /// What sort of no.
        refusal: Refusal,
        /// The HTTP status.
        status: u16,
    },
}

/// Sorts of no, by what can be done about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Overloaded or broken for the moment.
    Unavailable,
    /// Too many requests a minute.
    TooMany {
        /// When to come back, if Gemini said.
        retry_after: Option<Duration>,
    },
    /// The day's quota is spent.
    SpentToday,
    /// The key is wrong or restricted, the model is gone, or billing is off: the operator has to act.
    Account,
    /// We sent something that the model does not take: a fault in this code, or a model with other rules.
    Malformed,
}

impl GeminiError {
    /// From an error of the HTTP client. The address is taken out of it; it is in the configuration.
    pub(super) fn unanswered(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if error.is_connect() {
            Self::Unreachable(error)
        } else {
            Self::NoAnswer(error)
        }
    }

    /// From an answer other than 200.
    pub(super) fn refused(status: u16, answer: &Value) -> Self {
        let details = answer["error"]["details"].as_array();
        let details = details.map(Vec::as_slice).unwrap_or_default();
        let refusal = match status {
            429 if spent_today(details) => Refusal::SpentToday,
            429 => Refusal::TooMany {
                retry_after: retry_after(details),
            },
            500..=599 => Refusal::Unavailable,
            // A bad key is 400, as a malformed request is.
            400 if has_reason(details, "API_KEY_INVALID") => Refusal::Account,
            400 if answer["error"]["status"] == "FAILED_PRECONDITION" => Refusal::Account,
            401 | 403 | 404 => Refusal::Account,
            _ => Refusal::Malformed,
        };
        Self::Refused { refusal, status }
    }

    /// Whether it is the question itself that is not taken.
    pub(super) fn is_of_the_question(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                refusal: Refusal::Malformed,
                ..
            }
        )
    }

    /// Whether asking again in a moment may help. A time-out is not repeated: the person has waited long enough.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused { refusal, .. } => {
                matches!(refusal, Refusal::Unavailable | Refusal::TooMany { .. })
            }
            Self::Resting | Self::NoAnswer(_) => false,
        }
    }

    /// Whether a quota of ours is spent, of the minute or of the day.
    pub fn is_quota(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                refusal: Refusal::TooMany { .. } | Refusal::SpentToday,
                ..
            }
        )
    }

    /// How long Gemini asked to be left alone, if it did.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused {
                refusal: Refusal::TooMany { retry_after },
                ..
            } => *retry_after,
            Self::Refused { .. } | Self::Resting | Self::Unreachable(_) | Self::NoAnswer(_) => None,
        }
    }

    /// Whether it will stay so until the operator does something.
    pub fn needs_operator(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                refusal: Refusal::Account | Refusal::Malformed,
                ..
            }
        )
    }
}

fn spent_today(details: &[Value]) -> bool {
    details
        .iter()
        .flat_map(|detail| detail["violations"].as_array().into_iter().flatten())
        .filter_map(|violation| violation["quotaId"].as_str())
        .any(|id| id.contains("PerDay"))
}

fn has_reason(details: &[Value], reason: &str) -> bool {
    details.iter().any(|detail| detail["reason"] == reason)
}

/// "54s", "0.5s".
fn retry_after(details: &[Value]) -> Option<Duration> {
    let delay = details
        .iter()
        .find_map(|detail| detail["retryDelay"].as_str())?;
    let seconds: f64 = delay.strip_suffix('s')?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_refusal_is_sorted_by_what_can_be_done() {
        for (status, error, refusal) in [
            (503, json!({"status": "UNAVAILABLE"}), Refusal::Unavailable),
            (500, json!({"status": "INTERNAL"}), Refusal::Unavailable),
            (
                400,
                json!({"details": [{"reason": "API_KEY_INVALID"}]}),
                Refusal::Account,
            ),
            (
                400,
                json!({"status": "FAILED_PRECONDITION"}),
                Refusal::Account,
            ),
            (
                400,
                json!({"status": "INVALID_ARGUMENT"}),
                Refusal::Malformed,
            ),
            (404, json!({"status": "NOT_FOUND"}), Refusal::Account),
            (429, json!({}), Refusal::TooMany { retry_after: None }),
            (
                429,
                json!({"details": [{"retryDelay": "0.25s"}]}),
                Refusal::TooMany {
                    retry_after: Some(Duration::from_millis(250)),
                },
            ),
            (
                429,
                json!({"details": [
                    {"violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]},
                    {"retryDelay": "54s"},
                ]}),
                Refusal::SpentToday,
            ),
        ] {
            let refused = GeminiError::refused(status, &json!({"error": error}));
            assert!(
                matches!(refused, GeminiError::Refused { refusal: is, .. } if is == refusal),
                "{status}: {refused:?}"
            );
        }
    }
}
