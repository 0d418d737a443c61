//! What a business did in a period, and who wrote since.

use backroom_core::ids::BusinessId;
use backroom_core::usage::{Due, Heard, Usage};
use jiff::Timestamp;

use crate::{Failure, UsageReport};

/// What the table says.
pub(crate) struct Counted {
    /// What was done in the period.
    pub(crate) usage: Usage,
    /// When members wrote, from the period's beginning until now.
    pub(crate) heard: Heard,
}

/// Reads the ledger and the counters from the period's beginning until now, a page at a time.
pub(crate) async fn count(
    to: &UsageReport,
    business: &BusinessId,
    due: &Due,
    now: Timestamp,
) -> Result<Counted, Failure> {
    let (mut usage, mut heard) = (Usage::default(), Heard::default());
    let mut pages = to.store.records_between(business, due.from, now, false);
    while let Some(records) = pages.next().await? {
        for kept in records {
            heard.at(&kept.record.member, kept.record.key.sent_at);
            if kept.record.key.sent_at <= due.until {
                usage.record(&kept.record, kept.undone);
            }
        }
    }
    // The day after the period may have begun; which one it is matters only for who was heard.
    let today = due.last.tomorrow().unwrap_or(due.last);
    for day in to.store.usage_between(business, due.first, today).await? {
        heard.on(day.day, &day.members);
        if day.day <= due.last {
            usage.counted(day.messages, &day.members);
        }
    }
    Ok(Counted { usage, heard })
}
