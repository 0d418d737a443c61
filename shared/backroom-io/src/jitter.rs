//! Pauses between attempts.

use std::time::Duration;

/// A pause that doubles with each attempt (counted from zero), drawn between half and the whole of it, so that those
/// who failed together do not come back together.
pub(crate) fn jittered(first: Duration, attempt: u32) -> Duration {
    let whole = first.saturating_mul(2_u32.saturating_pow(attempt));
    let millis = u64::try_from(whole.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(fastrand::u64(millis / 2..=millis))
}
