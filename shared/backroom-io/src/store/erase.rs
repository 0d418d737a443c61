//! Erasure, a slice at a time: somebody who has left is made unknown in the records, or a whole business is deleted. Each
//! slice can be repeated, and a business of any size is a matter of more slices.

use aws_sdk_dynamodb::types::{DeleteRequest, WriteRequest};
use backroom_core::business::Role;
use backroom_core::ids::{BusinessId, MemberId};
use backroom_core::inventory::{LedgerKey, LedgerRecord};
use backroom_core::privacy::{Forgotten, forgotten, pseudonym};
use jiff::{SignedDuration, Timestamp};

use super::attributes::{Attributes, Row, text};
use super::error::StoreError;
use super::keys::{self, Key, Month};
use super::read::Range;
use super::transact::{Transacted, delete};
use super::write::{BATCH_MAX, some_at_once};
use super::{Contact, Kept, Leaving, LedgerPages, Store, record};

/// Messages are stamped by WhatsApp's clock, and may have been under way for a while: one that was sent before its sender's
/// business was entered here is in its ledger all the same.
const BEFORE_FOUNDING: SignedDuration = SignedDuration::from_hours(365 * 24);
const AFTER_NOW: SignedDuration = SignedDuration::from_hours(48);
/// How many rows are read at once.
const PAGE: i32 = 500;
/// How often a member or a record is read again that changed meanwhile.
const ATTEMPTS_MAX: u32 = 6;

impl Store {
    /// Makes somebody who is in the business no more, or in its credit book, unknown in the records after this one, at least
    /// `some` of them; `None` when that was the last, else the record to go on after.
    ///
    /// # Errors
    /// As every call to the table. All of it can be repeated.
    pub async fn forget(
        &self,
        business: &BusinessId,
        whom: Forgotten<'_>,
        after: Option<&LedgerKey>,
        (some, now): (usize, Timestamp),
    ) -> Result<Option<LedgerKey>, StoreError> {
        // All that was there went with the business.
        if self.founded_at(business).await?.is_none() {
            return Ok(None);
        }
        if let (None, Forgotten::Member(member, name)) = (after, whom) {
            self.forget_stocktake(business, (member, name)).await?;
        }
        let mut pages = self.records_since(business, after, now).await?;
        pages.most = Some(PAGE);
        let mut seen = 0;
        while let Some(page) = pages.next().await? {
            seen += page.len();
            let named = |kept: &&Kept| forgotten(&kept.record, whom).is_some();
            let mut writes = Vec::new();
            for kept in page.iter().filter(named) {
                writes.push(self.rewrite(business, &kept.record, whom));
            }
            some_at_once(writes).await?;
            if let Some(last) = page.last().filter(|_| seen >= some) {
                return Ok(Some(last.record.key.clone()));
            }
        }
        Ok(None)
    }

    /// All records of a business by now, or those behind this one, strongly consistent; first those of messages that did
    /// not say when they were sent. Of a business that is gone, what is still there of its last year.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn records_since(
        &self,
        business: &BusinessId,
        after: Option<&LedgerKey>,
        now: Timestamp,
    ) -> Result<LedgerPages, StoreError> {
        let founded_at = self.founded_at(business).await?;
        let from = founded_at.unwrap_or(now) - BEFORE_FOUNDING;
        let pages = self.records_after(business, after, (from, now + AFTER_NOW));
        Ok(match after {
            Some(_) => pages,
            None => pages.undated_first(),
        })
    }

    /// Whether the business is to be deleted, or is deleted already.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn is_closing(&self, business: &BusinessId) -> Result<bool, StoreError> {
        let profile = self.get("close", &keys::profile(business), true).await?;
        profile.map_or(Ok(true), |profile| {
            Row::new("profile", &profile).flag("closing")
        })
    }

    /// Writes a record's words anew, if it is still there (its business may be closing), and as it was read: others may be
    /// forgotten in it at the same time.
    async fn rewrite(
        &self,
        business: &BusinessId,
        record: &LedgerRecord,
        whom: Forgotten<'_>,
    ) -> Result<(), StoreError> {
        let key = keys::ledger(business, &record.key);
        let mut read = record::write(business, record)?;
        for _ in 0..ATTEMPTS_MAX {
            let Some(after) = forgotten(&record::read(&read)?, whom) else {
                return Ok(());
            };
            let body = |record: &Attributes| record.get("body").cloned();
            let after = body(&record::write(business, &after)?);
            let values = [(":read", body(&read)), (":body", after)];
            let values = values
                .into_iter()
                .filter_map(|(name, body)| Some((name.to_owned(), body?)));
            let as_read = Some("body = :read");
            if self
                .update_if(
                    "forget",
                    &key,
                    "SET body = :body",
                    as_read,
                    values.collect(),
                )
                .await?
            {
                return Ok(());
            }
            // Changed, gone, or written by a version that puts it otherwise.
            let Some(found) = self.get("forget", &key, true).await? else {
                return Ok(());
            };
            read = found;
        }
        Err(StoreError::Unavailable {
            operation: "forget",
            code: "a record kept changing".to_owned(),
        })
    }

    async fn forget_stocktake(
        &self,
        business: &BusinessId,
        (member, name): (&MemberId, &str),
    ) -> Result<(), StoreError> {
        let key = keys::stocktake(business);
        let values = Attributes::from([
            (":name".to_owned(), text(name)),
            (":nobody".to_owned(), text(pseudonym(member))),
        ]);
        let set = "SET started_by = :nobody";
        self.update_if("forget", &key, set, Some("started_by = :name"), values)
            .await?;
        Ok(())
    }

    /// Deletes some of what is kept of a business that is closing, at least `some` rows if there are so many; true when
    /// nothing is left. First its members go, so that nobody adds to it any more; its profile goes when a whole look
    /// has found nothing else.
    ///
    /// # Errors
    /// As every call to the table. All of it can be repeated.
    pub async fn delete_some(
        &self,
        business: &BusinessId,
        some: usize,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(profile) = self.get("close", &keys::profile(business), true).await? else {
            return Ok(true);
        };
        let row = Row::new("profile", &profile);
        if !row.flag("closing")? {
            return Err(StoreError::Unsound("a business that is not closing"));
        }
        let mut deleted = 0;
        for contact in self.list_contacts(business).await? {
            self.part_from(&contact, row.text("business_name")?, now)
                .await?;
            deleted += 1;
            if deleted >= some {
                return Ok(false);
            }
        }
        for pk in partitions(business, row.moment("founded_at")?, now) {
            deleted += self
                .delete_partition(business, &pk, some - deleted.min(some))
                .await?;
            if deleted >= some {
                return Ok(false);
            }
        }
        if deleted > 0 {
            return Ok(false);
        }
        let number = backroom_core::ids::BusinessNumberId::new(row.text("number_id")?);
        let own = Attributes::from([(":business".to_owned(), text(business.as_str()))]);
        let ours = "business = :business";
        for key in [keys::number(&number), keys::directory(business)] {
            self.delete_if("close", &key, ours, own.clone()).await?;
        }
        let there = "attribute_exists(PK)";
        self.delete_if("close", &keys::profile(business), there, Attributes::new())
            .await?;
        Ok(true)
    }

    /// A member of a closing business is told with their next message; its owner, who closes it, is forgotten.
    async fn part_from(
        &self,
        contact: &Contact,
        name: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let member = &contact.member;
        let leaving = match member.role {
            Role::Owner => Leaving::Forgotten,
            Role::Viewer | Role::Staff | Role::Manager => Leaving::Removed(name),
        };
        for _ in 0..ATTEMPTS_MAX {
            let found = self.find_contact(&member.business, &member.id).await?;
            let Some(contact) = found else {
                return Ok(());
            };
            let mut actions = self.take_out(&contact, leaving, None, now).await?.actions;
            let question = keys::question(&member.business, &member.id).attributes();
            actions.push(delete(&self.table, question, None, Attributes::new()));
            if let Transacted::Applied = self.transact("close", actions).await? {
                return Ok(());
            }
        }
        Err(StoreError::Unavailable {
            operation: "close",
            code: "a member kept changing".to_owned(),
        })
    }

    /// Deletes rows of a partition, but for the profile, until it is empty or there were so many; how many there were.
    async fn delete_partition(
        &self,
        business: &BusinessId,
        pk: &str,
        most: usize,
    ) -> Result<usize, StoreError> {
        let range = Range {
            condition: "",
            values: Vec::new(),
            consistent: true,
            limit: Some(PAGE),
            ..Range::beginning("close", pk.to_owned(), "")
        };
        let profile = keys::profile(business);
        let mut from = None;
        let mut deleted = 0;
        while deleted < most {
            let page = self.page(&range, from).await?;
            let mut rows = Vec::with_capacity(page.records.len());
            for record in &page.records {
                let row = Row::new("row", record);
                let (pk, sk) = (
                    row.text(keys::PK)?.to_owned(),
                    row.text(keys::SK)?.to_owned(),
                );
                rows.extend(keys::invited_code(&sk).map(keys::invite));
                rows.push(Key { pk, sk });
            }
            rows.retain(|key| *key != profile);
            deleted += rows.len();
            let mut batches = Vec::new();
            for batch in rows.chunks(BATCH_MAX) {
                batches.push(self.delete_batch(batch));
            }
            some_at_once(batches).await?;
            from = page.next;
            if from.is_none() {
                break;
            }
        }
        Ok(deleted)
    }

    async fn delete_batch(&self, keys: &[Key]) -> Result<(), StoreError> {
        let request = |key: &Key| {
            let delete = DeleteRequest::builder()
                .set_key(Some(key.attributes()))
                .build()
                .expect("it has a key");
            WriteRequest::builder().delete_request(delete).build()
        };
        self.write_batch("close", keys.iter().map(request).collect())
            .await
    }
}

/// All partitions that a business can have.
fn partitions(business: &BusinessId, founded_at: Timestamp, now: Timestamp) -> Vec<String> {
    let undated = keys::ledger_month(business, Month::UNDATED);
    let mut partitions = vec![keys::business(business), keys::usage(business), undated];
    let last = Month::of(now + AFTER_NOW);
    let mut month = Month::of(founded_at - BEFORE_FOUNDING);
    while month <= last {
        partitions.push(keys::ledger_month(business, month));
        month = month.next();
    }
    partitions
}
