//! Founding a business: its profile, its first member with their identities, its place in the directory, and the
//! record that keeps the welcome, all in one transaction.

use backroom_core::business::{Business, Member, Place};
use backroom_core::ids::BusinessNumberId;
use backroom_core::inventory::LedgerRecord;
use backroom_core::message::Sender;

use super::Store;
use super::attributes::Attributes;
use super::business::{profile, put_directory};
use super::error::StoreError;
use super::invite::ATTEMPTS_MAX;
use super::keys;
use super::members::put_member;
use super::record;
use super::transact::{FailedCondition, Transacted, check, put_new};

/// What came of founding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Founded {
    /// The business is there.
    Done,
    /// This message founded it before: answer as this record says.
    Already(Box<LedgerRecord>),
    /// The WhatsApp number belongs to one business; nobody founds another there.
    NumberOwned,
}

/// The positions of the conditions that can be told apart.
const RECORD: usize = 0;
const NUMBER: usize = 1;

impl Store {
    /// Founds a business with its first member, who is there from now on, whatever else they are in. `record` goes into
    /// its ledger and keeps the reply. At most once for each message.
    ///
    /// # Errors
    /// As every call to the table; [`StoreError::Unsound`] for a sender without identity.
    pub async fn found_business(
        &self,
        business: &Business,
        owner: &Member,
        number: &BusinessNumberId,
        sender: &Sender,
        record: &LedgerRecord,
    ) -> Result<Founded, StoreError> {
        if owner.business != business.id {
            return Err(StoreError::Unsound("the owner is of another business"));
        }
        for _ in 0..ATTEMPTS_MAX {
            let shown = self.identities(number, sender).await?;
            if shown.is_empty() {
                return Err(StoreError::Unsound("a founder without identity"));
            }
            let place = Place {
                member: owner.clone(),
                since: record.key.sent_at,
            };
            let mut actions = vec![
                put_new(&self.table, record::write_founding(&business.id, record)?),
                check(
                    &self.table,
                    keys::number(number).attributes(),
                    "attribute_not_exists(PK)",
                    Attributes::new(),
                ),
                put_new(&self.table, profile(business, record.key.sent_at)),
                put_member(&self.table, owner, (number, sender), record.key.sent_at),
                put_directory(&self.table, &business.id),
            ];
            actions.extend(shown.join(&self.table, place));
            let Transacted::Refused(failed) = self.transact("found business", actions).await?
            else {
                return Ok(Founded::Done);
            };
            if let Some(kept) = self.kept_record(&business.id, &record.key, &failed).await? {
                return Ok(Founded::Already(Box::new(kept)));
            }
            if failed.iter().any(|condition| condition.position == NUMBER) {
                return Ok(Founded::NumberOwned);
            }
        }
        Err(StoreError::Unavailable {
            operation: "found business",
            code: "the identities kept changing".to_owned(),
        })
    }

    /// The record that stands where a refused transaction wanted to put its own. Whether DynamoDB tells of each failed
    /// condition or only of one is not promised, so where it does not tell, the table is asked.
    pub(super) async fn kept_record(
        &self,
        business: &backroom_core::ids::BusinessId,
        key: &backroom_core::inventory::LedgerKey,
        failed: &[FailedCondition],
    ) -> Result<Option<LedgerRecord>, StoreError> {
        let told = failed.iter().find(|condition| condition.position == RECORD);
        match told.and_then(|condition| condition.record.as_ref()) {
            Some(attributes) => record::read(attributes).map(Some),
            None => self.find_record(business, key).await,
        }
    }
}
