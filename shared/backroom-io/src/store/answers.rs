//! Answers of Gemini that are kept, so that a phrase is paid for once: what it said, and nothing of who asked. Whoever
//! uses one checks it anew.

use std::collections::BTreeMap;

use backroom_core::gemini::AnswerKey;
use jiff::Timestamp;

use super::Store;
use super::attributes::{Attributes, Row, seconds, text};
use super::error::StoreError;
use super::keys::{self, EXPIRES_AT};

impl Store {
    /// Those of the answers that are kept. Keys must be unlike each other. Half a read unit for each key, whether it
    /// is there or not.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn find_answers(
        &self,
        wanted: &[AnswerKey],
        now: Timestamp,
    ) -> Result<BTreeMap<AnswerKey, String>, StoreError> {
        let keys: Vec<_> = wanted.iter().map(keys::answer).collect();
        let mut found = BTreeMap::new();
        for record in self.get_all("find answers", &keys, false).await? {
            let row = Row::new("answer", &record);
            let pk = row.text(keys::PK)?;
            let key = wanted.iter().zip(&keys).find(|(_, key)| key.pk == pk);
            // DynamoDB takes up to two days to remove what has expired.
            if let Some((key, _)) = key
                && row.moment(EXPIRES_AT)? > now
            {
                found.insert(key.clone(), row.text("answer")?.to_owned());
            }
        }
        Ok(found)
    }

    /// Keeps an answer until then, in place of an older one. One write unit for each KB.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn keep_answer(
        &self,
        key: &AnswerKey,
        answer: &str,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let mut record = keys::answer(key).attributes();
        record.insert("answer".to_owned(), text(answer));
        record.insert(EXPIRES_AT.to_owned(), seconds(until));
        self.put_if("keep answer", record, None, Attributes::new())
            .await?;
        Ok(())
    }
}
