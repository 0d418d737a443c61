//! Does the ledger add up? All movements are read anew, a page at a time, and compared with the items; see
//! [`Audit`] for what is looked at and how much memory that takes.

use backroom_core::ids::BusinessId;
use backroom_core::inventory::{Audit, Verification};
use jiff::Timestamp;

use super::Store;
use super::error::StoreError;

/// How often to look again while messages keep changing the items.
const ROUNDS_MAX: usize = 3;

impl Store {
    /// Audits a business: its balances and its chains. Safe while messages come in: an item that changes meanwhile is
    /// looked at again. `read` is told after each page how many records it held.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn verify(
        &self,
        business: &BusinessId,
        now: Timestamp,
        mut read: impl FnMut(usize),
    ) -> Result<Verification, StoreError> {
        let mut verification = Verification::default();
        for _ in 0..ROUNDS_MAX {
            let before = self.all_items(business, true).await?;
            let customers = self.list_customers(business).await?;
            let mut audit = Audit::default();
            let mut pages = self.records_since(business, None, now).await?;
            while let Some(page) = pages.next().await? {
                read(page.len());
                page.iter().for_each(|kept| audit.record(&kept.record));
            }
            let after = self.all_items(business, true).await?;
            let customers_after = self.list_customers(business).await?;
            let (credit_drift, credit_unsettled) = audit.close_credit(&customers, &customers_after);
            verification = Verification {
                credit_drift,
                credit_unsettled,
                ..audit.close(&before, &after)
            };
            if verification.unsettled.is_empty() && verification.credit_unsettled.is_empty() {
                break;
            }
        }
        Ok(verification)
    }
}
