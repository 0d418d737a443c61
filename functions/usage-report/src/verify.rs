//! Ledgers at night: recomputed, and compared with what the items say.

use std::time::Duration;

use backroom_core::business::zone;
use backroom_core::ids::BusinessId;
use backroom_core::inventory::Verification;
use backroom_core::sweep::is_its_night;
use jiff::civil::{Date, date};
use tokio::time::timeout;

use crate::{Failure, Outcome, UsageReport};

/// The longest that one ledger may take at night. `backroom verify` takes as long as it needs.
const WITHIN: Duration = Duration::from_secs(200);
/// The night from which nights are counted.
const FIRST_NIGHT: Date = date(2020, 1, 1);

/// Verifies those of the businesses whose night it is, one after the other: a ledger is read a page at a time, so that
/// memory stays the same however long it is. Failures are logged here.
pub(crate) async fn verify(to: &UsageReport, ids: &[BusinessId]) -> Vec<Outcome> {
    let night = night(to);
    let one_in = to.config.verify_nights;
    let mut outcomes = Vec::new();
    for id in ids.iter().filter(|id| is_its_night(id, night, one_in)) {
        outcomes.push(match timeout(WITHIN, look_at(to, id)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => {
                tracing::error!(business = %id, %error, "ledger not verified");
                Outcome::NotVerified
            }
            Err(_) => {
                tracing::error!(business = %id, "ledger not verified: it takes too long");
                Outcome::NotVerified
            }
        });
    }
    outcomes
}

async fn look_at(to: &UsageReport, id: &BusinessId) -> Result<Outcome, Failure> {
    let found = to.store.verify(id, to.clock.now(), |_| {}).await?;
    // Half of one that is being deleted does not add up, and need not.
    if found.is_sound() || to.store.is_closing(id).await? {
        return Ok(Outcome::Sound);
    }
    tell(id, &found);
    Ok(Outcome::Unsound)
}

/// How much is wrong, in numbers: items have the names that people gave them. `backroom verify` names them.
fn tell(id: &BusinessId, found: &Verification) {
    tracing::error!(
        business = %id,
        records = found.records,
        balances = found.drift.len(),
        costs = found.cost_drift.len(),
        batches = found.batch_drift.len(),
        credit = found.credit_drift.len(),
        chains = found.broken.len(),
        "the ledger does not add up"
    );
}

/// Which night it is, in the operator's days.
fn night(to: &UsageReport) -> u32 {
    let zone = zone(&to.config.time_zone);
    let today = to.clock.now().to_zoned_datetime(zone).date();
    let days = FIRST_NIGHT.until(today).map_or(0, |span| span.get_days());
    u32::try_from(days).unwrap_or(0)
}
