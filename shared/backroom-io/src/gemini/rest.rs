//! [`Rest`]: the circuit breaker. After failures Gemini is left alone for a while, so that people are not kept waiting
//! for what will not come.

use std::time::Duration;

use tokio::time::Instant;

use super::{GeminiError, Refusal};

/// So many failures one after the other begin a rest.
const FAILURES: u32 = 4;
/// How long a rest is after failures that pass by themselves.
const SHORT: Duration = Duration::from_secs(30);
/// How long it is when the operator has to act, or the day's quota is spent.
const LONG: Duration = Duration::from_secs(10 * 60);

/// What is known of Gemini's state. In process: each Lambda instance learns it for itself.
#[derive(Debug, Default)]
pub(super) struct Rest {
    failures: u32,
    until: Option<Instant>,
}

impl Rest {
    /// Whether Gemini is to be left alone now. After a rest it is tried again; one more failure begins the next.
    pub(super) fn is_resting(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| now < until)
    }

    /// Learns from the outcome of a question.
    pub(super) fn note(&mut self, error: Option<&GeminiError>, now: Instant) {
        let Some(error) = error else {
            *self = Self::default();
            return;
        };
        self.failures += 1;
        let spent = matches!(
            error,
            GeminiError::Refused {
                refusal: Refusal::SpentToday | Refusal::Account,
                ..
            }
        );
        if spent {
            self.until = Some(now + LONG);
        } else if self.failures >= FAILURES {
            self.until = Some(now + SHORT);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn after_some_failures_it_rests_and_then_is_tried_again() {
        let (mut rest, now) = (Rest::default(), Instant::now());
        for _ in 0..FAILURES {
            assert!(!rest.is_resting(now));
            rest.note(Some(&refused(503)), now);
        }
        assert!(rest.is_resting(now));
        let later = now + SHORT;
        assert!(!rest.is_resting(later));
        rest.note(Some(&refused(503)), later);
        assert!(rest.is_resting(later));
        rest.note(None, later + SHORT);
        rest.note(Some(&refused(503)), later + SHORT);
        assert!(!rest.is_resting(later + SHORT));
    }

    #[test]
    fn a_wrong_key_begins_a_long_rest_at_once() {
        let (mut rest, now) = (Rest::default(), Instant::now());
        rest.note(Some(&refused(403)), now);
        assert!(rest.is_resting(now + SHORT));
        assert!(!rest.is_resting(now + LONG));
    }

    fn refused(status: u16) -> GeminiError {
        GeminiError::refused(status, &Value::Null)
    }
}
