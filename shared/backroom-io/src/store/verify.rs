//! Does the ledger add up? Every balance is computed anew from all movements and compared with the item.

use std::collections::BTreeMap;

use backroom_core::ids::{BusinessId, ItemId};
use backroom_core::inventory::Item;
use backroom_core::quantity::Quantity;
use jiff::{SignedDuration, Timestamp};

use super::Store;
use super::error::StoreError;

/// Messages are stamped by WhatsApp's clock: look a little past ours on either side.
const CLOCKS_APART: SignedDuration = SignedDuration::from_hours(48);
/// How often to look again while messages keep changing the items.
const ROUNDS_MAX: usize = 3;

/// What a verification has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// How many items there are.
    pub items: usize,
    /// How many ledger records were read.
    pub records: usize,
    /// Items that are not what their movements add up to; none, if all is well.
    pub drift: Vec<Drift>,
    /// Items that changed each time they were looked at: nothing is known of them.
    pub unsettled: Vec<ItemId>,
}

/// An item that is not what its movements add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The item.
    pub item: ItemId,
    /// What the item says; `None` if there is no such item.
    pub on_hand: Option<Quantity>,
    /// The sum of its movements; `None` past what a quantity holds.
    pub ledger: Option<Quantity>,
}

impl Store {
    /// Computes every balance of a business anew. Memory is one sum for each item, however long the ledger. Safe while
    /// messages come in: an item that changes meanwhile is looked at again.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn verify(
        &self,
        business: &BusinessId,
        now: Timestamp,
    ) -> Result<Verification, StoreError> {
        let Some(founded_at) = self.founded_at(business).await? else {
            return Ok(Verification::default());
        };
        let mut verification = Verification::default();
        for _ in 0..ROUNDS_MAX {
            let before = self.list_items(business, true).await?;
            let (records, sums) = self
                .add_up(business, founded_at - CLOCKS_APART, now + CLOCKS_APART)
                .await?;
            let after = self.list_items(business, true).await?;
            verification = compare(&before, &sums, &after);
            verification.records = records;
            if verification.unsettled.is_empty() {
                break;
            }
        }
        Ok(verification)
    }

    /// The number of records, and the sum of each item's movements in millionths.
    async fn add_up(
        &self,
        business: &BusinessId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<(usize, BTreeMap<ItemId, i128>), StoreError> {
        let mut sums = BTreeMap::new();
        let mut records = 0;
        let mut pages = self.records_between(business, from, to, true);
        while let Some(page) = pages.next().await? {
            records += page.len();
            for movement in page.into_iter().flat_map(|kept| kept.record.movements) {
                *sums.entry(movement.item).or_default() += i128::from(movement.delta.millionths());
            }
        }
        Ok((records, sums))
    }
}

/// Items as they were before and after the ledger was read. Where both are the same, the ledger held exactly their
/// movements.
fn compare(before: &[Item], sums: &BTreeMap<ItemId, i128>, after: &[Item]) -> Verification {
    let mut verification = Verification {
        items: after.len(),
        ..Verification::default()
    };
    let before: BTreeMap<_, _> = before.iter().map(|item| (&item.id, item)).collect();
    let after: BTreeMap<_, _> = after.iter().map(|item| (&item.id, item)).collect();
    let mut ids: Vec<&ItemId> = after.keys().copied().chain(sums.keys()).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let item = after.get(id);
        if item.map(|item| item.version) != before.get(id).map(|item| item.version) {
            verification.unsettled.push(id.clone());
            continue;
        }
        let sum = sums.get(id).copied().unwrap_or_default();
        let on_hand = item.map(|item| item.on_hand);
        if i128::from(on_hand.unwrap_or_default().millionths()) != sum {
            let ledger = i64::try_from(sum).ok().and_then(Quantity::from_millionths);
            verification.drift.push(Drift {
                item: id.clone(),
                on_hand,
                ledger,
            });
        }
    }
    verification
}
