//! Founding a business: its profile, its first member with their identities, its place in the directory, and the
//! record that keeps the welcome, all in one transaction.

use aws_sdk_dynamodb::types::TransactWriteItem;
use backroom_core::business::{Business, Member};
use backroom_core::ids::BusinessNumberId;
use backroom_core::inventory::LedgerRecord;
use backroom_core::message::Sender;

use super::Store;
use super::business::{profile, put_directory};
use super::error::StoreError;
use super::keys::{self, Key};
use super::members::put_member;
use super::transact::{FailedCondition, Transacted, check_absent, put_new};
use super::{identity, record};

/// What came of founding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Founded {
    /// The business is there.
    Done,
    /// This message founded it before: answer as this record says.
    Already(Box<LedgerRecord>),
    /// The sender is in a business by now.
    AlreadyMember,
    /// The WhatsApp number belongs to one business; nobody founds another there.
    NumberOwned,
}

/// The positions of the conditions that can be told apart.
const RECORD: usize = 0;
const NUMBER: usize = 1;

impl Store {
    /// Founds a business with its first member. `record` goes into its ledger and keeps the reply. At most once for
    /// each message.
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
        let identities = keys::identities(number, sender);
        if identities.is_empty() {
            return Err(StoreError::Unsound("a founder without identity"));
        }
        if owner.business != business.id {
            return Err(StoreError::Unsound("the owner is of another business"));
        }
        let actions = transact_items(
            &self.table,
            business,
            owner,
            number,
            sender,
            record,
            &identities,
        )?;
        match self.transact("found business", actions).await? {
            Transacted::Applied => Ok(Founded::Done),
            Transacted::Refused(failed) => {
                if let Some(kept) = self.kept_record(&business.id, &record.key, &failed).await? {
                    return Ok(Founded::Already(Box::new(kept)));
                }
                let owned = failed.iter().any(|condition| condition.position == NUMBER);
                Ok(if owned {
                    Founded::NumberOwned
                } else {
                    Founded::AlreadyMember
                })
            }
        }
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

fn transact_items(
    table: &str,
    business: &Business,
    owner: &Member,
    number: &BusinessNumberId,
    sender: &Sender,
    first: &LedgerRecord,
    identities: &[Key],
) -> Result<Vec<TransactWriteItem>, StoreError> {
    let mut actions = vec![
        put_new(table, record::write_founding(&business.id, first)?),
        check_absent(table, keys::number(number).attributes()),
        put_new(table, profile(business, first.key.sent_at)),
        put_member(table, owner, sender),
        put_directory(table, &business.id),
    ];
    actions.extend(identity::join_all(table, identities, owner));
    Ok(actions)
}
