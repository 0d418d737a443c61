//! What the calls have cost: the capacity that the table reports with each answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_dynamodb::types::ConsumedCapacity;

/// Capacity used, in half units: the smallest amount that a call can cost (an eventually consistent read of 4 KB).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consumption {
    /// Half read units.
    pub read_halves: u64,
    /// Half write units; always even.
    pub write_halves: u64,
}

impl Consumption {
    /// What was used since an earlier total.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self {
            read_halves: self.read_halves.saturating_sub(earlier.read_halves),
            write_halves: self.write_halves.saturating_sub(earlier.write_halves),
        }
    }
}

tokio::task_local! {
    /// What the work that is being measured has used.
    static MEASURED: Arc<Consumed>;
}

/// Does the work, and says what the calls in it used.
pub(super) async fn measured<T>(work: impl Future<Output = T>) -> (T, Consumption) {
    let used = Arc::new(Consumed::default());
    let done = MEASURED.scope(Arc::clone(&used), work).await;
    (done, used.total())
}

/// The running totals.
#[derive(Debug, Default)]
pub(super) struct Consumed {
    read_halves: AtomicU64,
    write_halves: AtomicU64,
}

impl Consumed {
    pub(super) fn total(&self) -> Consumption {
        Consumption {
            read_halves: self.read_halves.load(Ordering::Relaxed),
            write_halves: self.write_halves.load(Ordering::Relaxed),
        }
    }

    pub(super) fn read<'a>(&self, reported: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        let halves = halves(reported);
        let used = |to: &Self| to.read_halves.fetch_add(halves, Ordering::Relaxed);
        used(self);
        MEASURED.try_with(|one| used(one)).ok();
    }

    pub(super) fn wrote<'a>(&self, reported: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        let halves = halves(reported);
        let used = |to: &Self| to.write_halves.fetch_add(halves, Ordering::Relaxed);
        used(self);
        MEASURED.try_with(|one| used(one)).ok();
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "capacity is a small positive number of halves"
)]
fn halves<'a>(reported: impl IntoIterator<Item = &'a ConsumedCapacity>) -> u64 {
    reported
        .into_iter()
        .filter_map(ConsumedCapacity::capacity_units)
        .map(|units| (units * 2.0).round() as u64)
        .sum()
}
