//! Markers of reports: each report is sent at most once for its period, however often the schedule fires.

use backroom_core::ids::BusinessId;
use jiff::{SignedDuration, Timestamp};

use super::Store;
use super::attributes::{Attributes, seconds};
use super::error::StoreError;
use super::keys::{self, EXPIRES_AT};

/// How long a marker stays: far longer than a schedule that was down would try to catch up.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Whom a report is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient<'a> {
    /// The members of a business.
    Business(&'a BusinessId),
    /// Whoever runs The Backroom.
    Operator,
}

impl Store {
    /// Claims the sending of this kind of report ("day", "week") for this period ("2026-11-24", "2026-W48"): true for
    /// the first who asks, and only for them.
    ///
    /// # Errors
    /// As every call to the table. After a time-out the claim may be taken: then the report is skipped, not doubled.
    pub async fn claim_report(
        &self,
        to: Recipient<'_>,
        kind: &str,
        period: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut record = key(to, kind, period).attributes();
        record.insert(EXPIRES_AT.to_owned(), seconds(now + KEPT_FOR));
        let condition = Some("attribute_not_exists(PK)");
        Ok(self
            .put_if("claim report", record, condition, Attributes::new())
            .await?
            .is_yes())
    }

    /// Whether somebody has claimed it. Half a read unit.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn is_claimed(
        &self,
        to: Recipient<'_>,
        kind: &str,
        period: &str,
    ) -> Result<bool, StoreError> {
        let key = key(to, kind, period);
        let record = self.get("look for claim", &key, false).await?;
        Ok(record.is_some())
    }

    /// Gives the claim back, if sending failed before anything left.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn release_report(
        &self,
        to: Recipient<'_>,
        kind: &str,
        period: &str,
    ) -> Result<(), StoreError> {
        let key = key(to, kind, period);
        self.delete_if(
            "release report",
            &key,
            "attribute_exists(PK)",
            Attributes::new(),
        )
        .await?;
        Ok(())
    }
}

fn key(to: Recipient<'_>, kind: &str, period: &str) -> keys::Key {
    let business = match to {
        Recipient::Business(business) => Some(business),
        Recipient::Operator => None,
    };
    keys::report(business, kind, period)
}
