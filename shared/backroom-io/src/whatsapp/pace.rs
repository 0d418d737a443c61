//! Whether WhatsApp is tried again, and after how long.

use std::time::Duration;

use super::{Refusal, WhatsAppError};
use crate::attempts::jittered;

/// How often a call is repeated at the most.
const REPETITIONS: u32 = 4;

/// The pause before the next attempt; `None` if there is to be none: the error is not one that a repetition heals, or
/// there is not enough time left. `attempt` counts from zero.
pub(super) fn pause(error: &WhatsAppError, attempt: u32, left: Duration) -> Option<Duration> {
    if attempt >= REPETITIONS || !error.is_transient() {
        return None;
    }
    let pause = match error.refusal() {
        // WhatsApp's own rule: 4^X seconds.
        Some(Refusal::PairRate) => Duration::from_secs(4_u64.pow(attempt)),
        Some(Refusal::Later) => return None,
        Some(Refusal::RateLimited) => jittered(Duration::from_millis(500), attempt),
        _ => jittered(Duration::from_millis(200), attempt),
    };
    (pause < left).then_some(pause)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(code: i64) -> WhatsAppError {
        WhatsAppError::refused(400, &json!({"error": {"code": code}}))
    }

    #[test]
    fn one_person_written_to_too_often_is_waited_for_as_whatsapp_asks() {
        let long = Duration::from_secs(60);
        let pauses: Vec<u64> = (0..3)
            .map(|attempt| pause(&refused(131_056), attempt, long).unwrap().as_secs())
            .collect();
        assert_eq!(pauses, [1, 4, 16]);
        assert_eq!(pause(&refused(131_056), 2, Duration::from_secs(10)), None);
    }

    #[test]
    fn what_no_repetition_within_seconds_heals_is_not_repeated() {
        for code in [80_007, 131_047, 190, 100, 131_026, 999_999] {
            assert_eq!(
                pause(&refused(code), 0, Duration::from_secs(60)),
                None,
                "{code}"
            );
        }
    }

    #[test]
    fn there_is_an_end_to_repetitions() {
        assert_eq!(
            pause(&refused(131_000), REPETITIONS, Duration::from_secs(60)),
            None
        );
    }
}
