//! What other programs ask: one item, a page of items; and whether one more call may be answered in this hour.
//!
//! The hour's count is a record of its own beside the day's, `BUSINESS#<id>#USAGE` / `API#<hour>`, so that a program never
//! uses up the messages of the people in the shop. It goes two days later (TTL).

use backroom_core::ids::{BusinessId, ItemId};
use backroom_core::inventory::Item;
use jiff::{SignedDuration, Timestamp};

use super::Store;
use super::error::StoreError;
use super::items;
use super::keys;
use super::read::Range;

/// How long an hour's count stays after it began.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(48);

impl Store {
    /// Counts one more call in the hour that began then, unless there were so many already; whether it may be answered. One
    /// write unit.
    ///
    /// # Errors
    /// As every call to the table. It may be counted all the same.
    pub async fn count_api_call(
        &self,
        business: &BusinessId,
        hour: Timestamp,
        most: u32,
    ) -> Result<bool, StoreError> {
        let expires_at = hour.checked_add(KEPT_FOR).unwrap_or(hour);
        let key = keys::api_hour(business, hour);
        self.count_up("count API call", &key, ("calls", most), expires_at)
            .await
    }

    /// One item, if there is one of that id that was not deleted. Half a read unit.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn find_item(
        &self,
        business: &BusinessId,
        id: &ItemId,
    ) -> Result<Option<Item>, StoreError> {
        let record = self
            .get("find item", &keys::item(business, id), false)
            .await?;
        let item = record.as_ref().map(items::read).transpose()?;
        Ok(item.filter(|item| !item.deleted))
    }

    /// So many items at the most that were not deleted, behind this one by id or from the first; and whether there are more.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn items_behind(
        &self,
        business: &BusinessId,
        after: Option<&ItemId>,
        most: usize,
    ) -> Result<(Vec<Item>, bool), StoreError> {
        let mut range = Range::beginning("list items", keys::business(business), keys::ITEM);
        // One more, to know whether there is one; and no fewer for what is found already, or a run of deleted ones would be
        // read one by one.
        range.limit = Some(i32::try_from(most + 1).unwrap_or(i32::MAX));
        let mut from = after.map(|after| keys::item(business, after).attributes());
        let mut found: Vec<Item> = Vec::new();
        loop {
            let page = self.page(&range, from).await?;
            for record in &page.records {
                let item = items::read(record)?;
                if !item.deleted {
                    found.push(item);
                }
            }
            from = page.next;
            if from.is_none() || found.len() > most {
                break;
            }
        }
        let more = found.len() > most;
        found.truncate(most);
        Ok((found, more))
    }
}
