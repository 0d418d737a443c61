//! What becomes of a message that could not be dealt with: it is tried again after a pause, or given up on.
//!
//! The messages behind it wait, since a group is dealt with in order. Each time that they are handed back behind it the
//! queue counts a delivery of theirs, too: so only the first of a group is given up on for its number of deliveries, and
//! each behind it has at least one try as the first.

use std::time::Duration;

/// How often a message is delivered before it is given up on: half an hour of tries.
pub const ATTEMPTS_MAX: u32 = 12;
/// The same for one that no retry will heal. Not the first time, since a deployment may be under way.
pub const HOPELESS_ATTEMPTS_MAX: u32 = 3;

/// The pause after the first try; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// A message that could not be dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed {
    /// How often it has been delivered by now, from one.
    pub attempt: u32,
    /// Whether no message of its group stood before it.
    pub first_of_group: bool,
    /// Whether trying again will not help, as far as one can tell.
    pub hopeless: bool,
}

/// The first wait before what others changed meanwhile is decided anew, and how often it is doubled at the most.
const FIRST_WAIT: Duration = Duration::from_millis(8);
const DOUBLED_MAX: u32 = 6;

/// How long a message waits before it is decided anew, counted from zero: twice as long each time, and as much again by chance.
/// The chance is in its digest, so that those who collided do not collide again, and nothing here is random.
pub fn wait_apart(digest: &str, attempt: u32) -> Duration {
    let base = FIRST_WAIT * 2_u32.pow(attempt.min(DOUBLED_MAX));
    let pairs = digest.len() / 2;
    let at = (attempt as usize % pairs.max(1)) * 2;
    let chance = digest
        .get(at..at + 2)
        .and_then(|hex| u8::from_str_radix(hex, 16).ok());
    base + base * u32::from(chance.unwrap_or(0)) / 256
}

/// How long to wait before it is tried again; `None` if it is given up on.
pub fn pause_after(failed: Failed) -> Option<Duration> {
    let most = if failed.hopeless {
        HOPELESS_ATTEMPTS_MAX
    } else {
        ATTEMPTS_MAX
    };
    if failed.first_of_group && failed.attempt >= most {
        return None;
    }
    let doubled = failed.attempt.saturating_sub(1).min(10);
    Some((FIRST_PAUSE * 2_u32.pow(doubled)).min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(attempt: u32) -> Failed {
        Failed {
            attempt,
            first_of_group: true,
            hopeless: false,
        }
    }

    #[test]
    fn a_message_is_tried_again_soon_then_seldom_for_half_an_hour() {
        let pauses: Vec<u64> = (1..)
            .map_while(|attempt| pause_after(failed(attempt)))
            .map(|pause| pause.as_secs())
            .collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300, 300, 300]);
        assert_eq!(pauses.iter().sum::<u64>() / 60, 30);
    }

    #[test]
    fn what_no_retry_heals_is_given_up_on_after_three_tries() {
        let hopeless = |attempt| Failed {
            hopeless: true,
            ..failed(attempt)
        };
        assert!(pause_after(hopeless(2)).is_some());
        assert!(pause_after(hopeless(3)).is_none());
    }

    #[test]
    fn what_stood_behind_another_has_a_try_of_its_own() {
        let behind = Failed {
            first_of_group: false,
            ..failed(ATTEMPTS_MAX)
        };
        assert_eq!(pause_after(behind), Some(LONGEST_PAUSE));
        assert_eq!(pause_after(failed(ATTEMPTS_MAX + 1)), None);
    }

    #[test]
    fn those_who_collided_wait_apart_and_not_for_long() {
        let digests: Vec<String> = (0..200)
            .map(|number| crate::ids::MessageId::new(format!("wamid.{number}")).digest())
            .collect();
        for attempt in 0..8 {
            let least = FIRST_WAIT * 2_u32.pow(attempt.min(DOUBLED_MAX));
            let waits = digests.iter().map(|digest| wait_apart(digest, attempt));
            let waits: Vec<Duration> = waits.collect();
            let within = |wait: &Duration| (least..2 * least).contains(wait);
            assert!(waits.iter().all(within), "{attempt}: {waits:?}");
            // In each quarter of the span is about a quarter of them.
            for quarter in 0..4 {
                let from = least + least * quarter / 4;
                let those = waits
                    .iter()
                    .filter(|wait| (from..from + least / 4).contains(wait));
                let those = those.count();
                assert!((25..=75).contains(&those), "{attempt}, {quarter}: {those}");
            }
        }
        let all: Duration = (0..8).map(|attempt| wait_apart("ff", attempt)).sum();
        assert!(all < Duration::from_millis(2 * 1_528), "{all:?}");
        // The same message waits otherwise the next time, also beside others.
        let [one, other] = ["0010", "0080"].map(|digest| wait_apart(digest, 1));
        assert_ne!(one, other);
        assert_eq!(wait_apart("", 3), FIRST_WAIT * 8);
    }

    #[test]
    fn no_number_of_tries_is_too_large() {
        for attempt in [0, 1_000, u32::MAX] {
            let behind = Failed {
                first_of_group: false,
                ..failed(attempt)
            };
            assert!(pause_after(behind).is_some_and(|pause| pause <= LONGEST_PAUSE));
        }
    }
}
