//! Attempts at one call: repeated while that may help and there is time, with pauses in between.

use std::fmt::Display;
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Tries until it succeeds, or `pause` knows no time for another attempt. Each attempt is told how much time is left;
/// `pause` is told it too, with the error and the attempt's number (counted from zero).
pub(crate) async fn repeat<Done, Error: Display, Trying>(
    until: Instant,
    attempt: impl Fn(Duration) -> Trying,
    pause: impl Fn(&Error, u32, Duration) -> Option<Duration>,
) -> Result<Done, Error>
where
    Trying: Future<Output = Result<Done, Error>>,
{
    let left = || until.saturating_duration_since(Instant::now());
    let mut number = 0;
    loop {
        let error = match attempt(left()).await {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        let Some(pause) = pause(&error, number, left()) else {
            return Err(error);
        };
        tracing::debug!(%error, attempt = number, "tried again");
        sleep(pause).await;
        number += 1;
    }
}

/// A pause that doubles with each attempt (counted from zero), drawn between half and the whole of it, so that those
/// who failed together do not come back together.
pub(crate) fn jittered(first: Duration, attempt: u32) -> Duration {
    let whole = first.saturating_mul(2_u32.saturating_pow(attempt));
    let millis = u64::try_from(whole.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(fastrand::u64(millis / 2..=millis))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_pause_doubles_and_is_drawn_from_its_second_half() {
        for attempt in 0..4 {
            let whole = Duration::from_millis(200) * 2_u32.pow(attempt);
            let pauses: BTreeSet<Duration> = (0..200)
                .map(|_| jittered(Duration::from_millis(200), attempt))
                .collect();
            assert!(
                pauses
                    .iter()
                    .all(|pause| (whole / 2..=whole).contains(pause))
            );
            assert!(pauses.len() > 20, "{attempt}: {}", pauses.len());
        }
    }
}
