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
    let night = night_due(report, now).await?;
    if night.is_some() {
        steps.push(Step::first(Purpose::Verify, page(), now));
    }
    report.queue.send_steps(&steps).await?;
    // Noted once it is queued, and not before: twice is better than never, and a ledger may be recomputed as often as one
    // likes.
    if let Some(night) = &night {
        let store = &report.store;
        let noted = store.claim_report(Recipient::Operator, VERIFY, night, now);
        noted.await?;
    }
    tracing::info!(
        steps = steps.len(),
        verify = night.is_some(),
        "sweeps begun"
    );
    Ok(())
}

/// The night whose ledgers are to be recomputed, if that was not begun yet.
async fn night_due(report: &UsageReport, now: Timestamp) -> Result<Option<String>, Failure> {
    let zone = TimeZone::get(&report.config.time_zone).map_err(|_| Failure::TimeZone)?;
    let local = now.to_zoned_datetime(zone);
    if report.config.verify_nights == 0 || local.hour() < NIGHT {
        return Ok(None);
    }
    let night = local.date().to_string();
    let store = &report.store;
    let begun = store.is_claimed(Recipient::Operator, VERIFY, &night);
    Ok((!begun.await?).then_some(night))
}
