//! When a list was first imported: what makes the keys of its records, so that importing it again finds them.

use backroom_core::ids::BusinessId;
use jiff::Timestamp;

use super::Store;
use super::attributes::{Attributes, Row, seconds};
use super::error::StoreError;
use super::keys;
use super::write::Written;

impl Store {
    /// When the import of this list into this business began, to the second; `None` if it never did.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn find_import(
        &self,
        business: &BusinessId,
        digest: &str,
    ) -> Result<Option<Timestamp>, StoreError> {
        let key = keys::import(business, digest);
        let record = self.get("find import", &key, true).await?;
        record.map(|record| began(&record)).transpose()
    }

    /// Notes that the import of this list begins, and says when it began: now, or the first time. One write unit.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn begin_import(
        &self,
        business: &BusinessId,
        digest: &str,
        now: Timestamp,
    ) -> Result<Timestamp, StoreError> {
        let mut record = keys::import(business, digest).attributes();
        record.insert("began_at".to_owned(), seconds(now));
        let new = Some("attribute_not_exists(PK)");
        let corrupt = StoreError::Corrupt {
            kind: "import",
            what: "there and not there",
        };
        match self
            .put_if("begin import", record.clone(), new, Attributes::new())
            .await?
        {
            Written::Yes => began(&record),
            Written::No(Some(there)) => began(&there),
            Written::No(None) => {
                let there = self.find_import(business, digest).await?;
                there.ok_or(corrupt)
            }
        }
    }
}

fn began(record: &Attributes) -> Result<Timestamp, StoreError> {
    Row::new("import", record).moment("began_at")
}
