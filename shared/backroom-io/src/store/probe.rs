//! That a probe of the operator's got through to the table.

use backroom_core::ids::MessageId;
use jiff::{SignedDuration, Timestamp};

use super::Store;
use super::attributes::{Attributes, Row, seconds};
use super::error::StoreError;
use super::keys::{self, EXPIRES_AT};
use super::read::Range;

/// How long that is remembered.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

impl Store {
    /// Notes that this probe is here. One write unit.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn note_probe(&self, probe: &MessageId, now: Timestamp) -> Result<(), StoreError> {
        let mut record = keys::probe(&probe.digest()).attributes();
        record.insert("arrived_at".to_owned(), seconds(now));
        record.insert(EXPIRES_AT.to_owned(), seconds(now + KEPT));
        self.put_if("note probe", record, None, Attributes::new())
            .await?;
        Ok(())
    }

    /// When the last one arrived, of those of a day. One read unit.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn last_probe(&self) -> Result<Option<Timestamp>, StoreError> {
        let (of, begins) = keys::probes();
        let range = Range::beginning("last probe", of, begins);
        let arrived = self.all_pages(&range).await?;
        let arrived = arrived
            .iter()
            .map(|record| Row::new("probe", record).moment("arrived_at"));
        Ok(arrived.collect::<Result<Vec<_>, _>>()?.into_iter().max())
    }
}
