//! The open question to a member: asked, looked at, and closed once.

use aws_sdk_dynamodb::types::TransactWriteItem;
use backroom_core::ids::{BusinessId, MemberId, QuestionId};
use backroom_core::question::Question;
use jiff::Timestamp;

use super::Store;
use super::attributes::{Attributes, Row, seconds, text};
use super::error::StoreError;
use super::keys::{self, EXPIRES_AT};
use super::transact::{delete, put};

const IS_THIS_ONE: &str = "question_id = :question";

impl Store {
    /// The member's open question. Strongly consistent; an expired one is none, even while it is still in the table.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn find_question(
        &self,
        business: &BusinessId,
        member: &MemberId,
        now: Timestamp,
    ) -> Result<Option<Question>, StoreError> {
        let record = self
            .get("find question", &keys::question(business, member), true)
            .await?;
        let question = record.map(|record| read(&record)).transpose()?;
        Ok(question.filter(|question| question.expires_at > now))
    }

    /// Asks the member, in place of what was asked before. For a message that has a record, use
    /// [`super::Commit::opens`].
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn ask(
        &self,
        business: &BusinessId,
        member: &MemberId,
        question: &Question,
    ) -> Result<(), StoreError> {
        let record = record(business, member, question)?;
        self.put_if("ask", record, None, Attributes::new()).await?;
        Ok(())
    }

    /// Closes the question without anything else; false if it was not open any more.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn close_question(
        &self,
        business: &BusinessId,
        member: &MemberId,
        question: &QuestionId,
    ) -> Result<bool, StoreError> {
        let key = keys::question(business, member);
        self.delete_if("close question", &key, IS_THIS_ONE, this_one(question))
            .await
    }
}

/// What a commit does to the member's question: nothing, close one, ask one, or ask one in place of the one it closes
/// (one record, and a transaction touches each record once).
pub(super) fn write(
    table: &str,
    business: &BusinessId,
    member: &MemberId,
    (closes, opens): (Option<&QuestionId>, Option<&Question>),
) -> Result<Option<TransactWriteItem>, StoreError> {
    Ok(match (closes, opens) {
        (None, None) => None,
        (Some(closed), None) => {
            let key = keys::question(business, member).attributes();
            Some(delete(table, key, Some(IS_THIS_ONE), this_one(closed)))
        }
        (closed, Some(question)) => {
            let condition = closed.map(|_| IS_THIS_ONE);
            let values = closed.map(this_one).unwrap_or_default();
            Some(put(
                table,
                record(business, member, question)?,
                condition,
                values,
            ))
        }
    })
}

fn this_one(question: &QuestionId) -> Attributes {
    Attributes::from([(":question".to_owned(), text(question.as_str()))])
}

fn record(
    business: &BusinessId,
    member: &MemberId,
    question: &Question,
) -> Result<Attributes, StoreError> {
    let body = serde_json::to_string(question)
        .map_err(|_| StoreError::Unsound("a question that is no JSON"))?;
    let mut record = keys::question(business, member).attributes();
    record.insert("question_id".to_owned(), text(question.id.as_str()));
    record.insert("body".to_owned(), text(body));
    record.insert(EXPIRES_AT.to_owned(), seconds(question.expires_at));
    Ok(record)
}

fn read(record: &Attributes) -> Result<Question, StoreError> {
    let row = Row::new("question", record);
    let question: Question =
        serde_json::from_str(row.text("body")?).map_err(|_| row.corrupt("body"))?;
    if question.id.as_str() != row.text("question_id")? {
        return Err(row.corrupt("question_id"));
    }
    Ok(question)
}
