//! What is known of the Google Sheet in which a business's stock is kept: one record, written with each try.

use backroom_core::ids::BusinessId;
use backroom_core::sheet::SheetState;
use jiff::SignedDuration;

use super::Store;
use super::attributes::{Attributes, Row, number, seconds, text, word};
use super::error::StoreError;
use super::keys::{self, EXPIRES_AT};

/// How long it stays: then a sheet of which nothing has changed is written once more. It keeps no row of a shop that is gone.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

impl Store {
    /// What is known. Half a read unit, eventually consistent: at worst the sheet is written once more than it has to be.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn load_sheet_state(
        &self,
        business: &BusinessId,
    ) -> Result<Option<SheetState>, StoreError> {
        let key = keys::sheet(business);
        let record = self.get("load sheet state", &key, false).await?;
        record.map(|record| read(&record)).transpose()
    }

    /// Keeps what is known. One write unit.
    ///
    /// # Errors
    /// As every call to the table; then the sheet is written once more than it has to be.
    pub async fn save_sheet_state(
        &self,
        business: &BusinessId,
        state: &SheetState,
    ) -> Result<(), StoreError> {
        let mut record = keys::sheet(business).attributes();
        record.insert("since".to_owned(), seconds(state.since));
        record.insert("tries".to_owned(), number(state.tries));
        record.insert("tried_at".to_owned(), seconds(state.tried_at));
        record.insert(EXPIRES_AT.to_owned(), seconds(state.tried_at + KEPT_FOR));
        let optional = [
            ("digest", state.digest.as_deref().map(text)),
            ("written_at", state.written_at.map(seconds)),
            ("trouble", state.trouble.map(word)),
        ];
        let known = optional
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        record.extend(known);
        self.put_if("save sheet state", record, None, Attributes::new())
            .await
            .map(drop)
    }
}

fn read(record: &Attributes) -> Result<SheetState, StoreError> {
    let row = Row::new("sheet", record);
    let written = row.has("written_at").then(|| row.moment("written_at"));
    let trouble = row.has("trouble").then(|| row.word("trouble"));
    Ok(SheetState {
        since: row.moment("since")?,
        digest: row.text_if("digest")?.map(str::to_owned),
        written_at: written.transpose()?,
        trouble: trouble.transpose()?,
        tries: row.number("tries")?,
        tried_at: row.moment("tried_at")?,
    })
}
