//! What the schedule does: it queues the first steps, and nothing else.

use backroom_core::sweep::{Part, Purpose, Step};
use backroom_io::store::Recipient;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::{Failure, UsageReport};

/// The ledgers are recomputed from this hour of the operator's day on: the shops are quiet, and whoever reads the alarm
/// is not yet at work.
const NIGHT: i8 = 2;
/// The marker of a night whose sweep has begun.
const VERIFY: &str = "verify";

/// Begins what is due: each hour the reports, and once a day the ledgers. Safe to call again.
///
/// # Errors
/// If it can't be queued; nothing is lost by calling again, or by waiting for the next hour.
pub async fn begin(report: &UsageReport, now: Timestamp) -> Result<(), Failure> {
    let page = || Part::Page { after: None };
    let mut steps = vec![Step::first(Purpose::Reports, page(), now)];
    if report.config.operator.is_some() {
        steps.push(Step::first(Purpose::Reports, Part::Operator, now));
    }
    let night = claim_night(report, now).await?;
    if night.is_some() {
        steps.push(Step::first(Purpose::Verify, page(), now));
    }
    if let Err(error) = report.queue.send_steps(&steps).await {
        // Twice is better than never: a ledger may be recomputed as often as one likes.
        if let Some(night) = night {
            let released = report
                .store
                .release_report(Recipient::Operator, VERIFY, &night);
            released.await?;
        }
        return Err(error.into());
    }
    tracing::info!(
        steps = steps.len(),
        verify = night.is_some(),
        "sweeps begun"
    );
    Ok(())
}

/// The night whose ledgers are to be recomputed by whoever asks first.
async fn claim_night(report: &UsageReport, now: Timestamp) -> Result<Option<String>, Failure> {
    let zone = TimeZone::get(&report.config.time_zone).map_err(|_| Failure::TimeZone)?;
    let local = now.to_zoned_datetime(zone);
    if report.config.verify_nights == 0 || local.hour() < NIGHT {
        return Ok(None);
    }
    let night = local.date().to_string();
    let store = &report.store;
    let claimed = store.claim_report(Recipient::Operator, VERIFY, &night, now);
    Ok(claimed.await?.then_some(night))
}
