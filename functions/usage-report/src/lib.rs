//! The usage report: each hour, sends each business that wants it the summary of its day before (on a Monday of its
//! week before), in the morning of its own time zone, and the operator a total.
//!
//! Each report is sent at most once for its period, however often the schedule fires: who is about to send it first
//! *claims* it in the table. A claim is given back only if the message certainly did not go out. Whoever is cut off
//! between the claim and the send, or does not learn what became of the message, leaves the claim: that report is lost,
//! which is better than saying it twice.

mod business;
mod operator;
mod sending;

use backroom_io::config::UsageReportConfig;
use backroom_io::store::{Store, StoreError};
use backroom_io::whatsapp::WhatsApp;
use futures::{FutureExt as _, StreamExt as _};
use jiff::Timestamp;

/// How many businesses are seen to at once.
const AT_ONCE: usize = 4;

/// What the report is made with.
#[derive(Clone, Debug)]
pub struct UsageReport {
    config: UsageReportConfig,
    store: Store,
    whatsapp: WhatsApp,
}

impl UsageReport {
    /// From its clients.
    pub fn new(config: UsageReportConfig, store: Store, whatsapp: WhatsApp) -> Self {
        Self {
            config,
            store,
            whatsapp,
        }
    }
}

/// What one run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Businesses looked at.
    pub businesses: u64,
    /// Reports sent, the operator's among them.
    pub sent: u64,
    /// Reports about which there was nothing to say.
    pub nothing: u64,
    /// Reports that wait until their reader writes: only then they may be written to.
    pub waiting: u64,
    /// Reports that failed; each has its own log line. Those that did not go out are tried again by the next run.
    pub failed: u64,
}

/// What became of one report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It was sent, or is being sent, by another run; or there is none to send.
    NotDue,
    Sent,
    Nothing,
    Waiting,
    Failed,
}

/// Why something of a report could not be done.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the time zone is not known")]
    TimeZone,
}

impl Run {
    fn note(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::NotDue => {}
            Outcome::Sent => self.sent += 1,
            Outcome::Nothing => self.nothing += 1,
            Outcome::Waiting => self.waiting += 1,
            Outcome::Failed => self.failed += 1,
        }
    }
}

/// Sends what is due now. A business that fails is logged and does not stop the others.
///
/// # Errors
/// If the list of businesses can't be read; what was sent before stays sent, and a repetition sends only the rest.
pub async fn handle(report: &UsageReport, now: Timestamp) -> Result<Run, StoreError> {
    let mut run = Run::default();
    let mut pages = report.store.businesses();
    while let Some(ids) = pages.next().await? {
        // Boxed here, so that the compiler sees that they can change threads.
        let each = ids
            .iter()
            .map(|id| business::report(report, id, now).boxed());
        let each: Vec<_> = each.collect();
        let mut outcomes = futures::stream::iter(each).buffer_unordered(AT_ONCE);
        while let Some(outcomes) = outcomes.next().await {
            run.businesses += 1;
            outcomes.into_iter().for_each(|outcome| run.note(outcome));
        }
    }
    run.note(operator::report(report, now).await);
    tracing::info!(
        businesses = run.businesses,
        sent = run.sent,
        nothing = run.nothing,
        waiting = run.waiting,
        failed = run.failed,
        "usage reports done"
    );
    Ok(run)
}
