//! Invitations: made, looked at, and used once to join a business.

use aws_sdk_dynamodb::types::TransactWriteItem;
use backroom_core::business::{Invite, Member, Place, Role};
use backroom_core::ids::{BusinessId, BusinessNumberId, MemberId};
use backroom_core::inventory::LedgerRecord;
use backroom_core::message::Sender;
use jiff::Timestamp;

use super::Store;
use super::attributes::{Attributes, Row, seconds, text, word};
use super::error::StoreError;
use super::keys::{self, EXPIRES_AT};
use super::members::put_member;
use super::record;
use super::transact::{Transacted, check, delete, put_new};

/// What came of joining.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// The member is in.
    Done,
    /// This message joined before: answer as this record says.
    Already(Box<LedgerRecord>),
    /// The invitation is used, expired or was never there, or who made it may not invite to that any more.
    InviteGone,
    /// The sender is in this business already.
    AlreadyMember,
}

/// Where the last of the conditions stands that no other try can meet: after the record's, the invitation's and the
/// business's, that of who invited.
const INVITED_BY: usize = 3;

/// How often a join is tried while another message of the person changes their identities.
pub(super) const ATTEMPTS_MAX: u32 = 3;

/// The code is nobody else's.
pub(super) const FREE_OR_SAME: &str = "attribute_not_exists(PK) OR business = :business";

impl Store {
    /// Makes an invitation. False if the code is another business's. A code that was used could come back by a
    /// redelivered message: for messages, let [`super::Commit::invites`] write it together with their record.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn create_invite(&self, invite: &Invite) -> Result<bool, StoreError> {
        let values = Attributes::from([(":business".to_owned(), text(invite.business.as_str()))]);
        let put = self.put_if("create invite", write(invite), Some(FREE_OR_SAME), values);
        Ok(put.await?.is_yes())
    }

    /// The open invitation of this code. Strongly consistent.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn find_invite(
        &self,
        code: &str,
        now: Timestamp,
    ) -> Result<Option<Invite>, StoreError> {
        let record = self.get("find invite", &keys::invite(code), true).await?;
        let invite = record.map(|record| read(&record)).transpose()?;
        Ok(invite.filter(|invite| invite.expires_at > now))
    }

    /// Uses an invitation: the member is written with their identities, the invitation goes, and `record` (decided
    /// now) keeps the reply in the ledger of the business. At most once for each message and for each invitation.
    ///
    /// # Errors
    /// As every call to the table; [`StoreError::Unsound`] for a sender without identity.
    pub async fn join(
        &self,
        invite: &Invite,
        member: &Member,
        number: &BusinessNumberId,
        sender: &Sender,
        record: &LedgerRecord,
    ) -> Result<Joined, StoreError> {
        for _ in 0..ATTEMPTS_MAX {
            let shown = self.identities(number, sender).await?;
            if shown.is_empty() {
                return Err(StoreError::Unsound("a new member without identity"));
            }
            let person = shown.person();
            if person.is_some_and(|person| person.place(&member.business).is_some()) {
                let kept = self.find_record(&member.business, &record.key).await?;
                return Ok(kept.map_or(Joined::AlreadyMember, |kept| {
                    Joined::Already(Box::new(kept))
                }));
            }
            let place = Place {
                member: member.clone(),
                since: record.key.sent_at,
            };
            let mut actions = vec![
                put_new(&self.table, record::write(&member.business, record)?),
                use_invite(&self.table, &invite.code, member, record.decided_at),
                check(
                    &self.table,
                    keys::profile(&member.business).attributes(),
                    "attribute_exists(PK) AND attribute_not_exists(closing)",
                    Attributes::new(),
                ),
                may_invite(&self.table, invite),
                put_member(&self.table, member, (number, sender), record.key.sent_at),
                delete(
                    &self.table,
                    keys::invited(&member.business, &invite.code).attributes(),
                    None,
                    Attributes::new(),
                ),
            ];
            actions.extend(shown.join(&self.table, place));
            let Transacted::Refused(failed) = self.transact("join", actions).await? else {
                return Ok(Joined::Done);
            };
            if let Some(kept) = self
                .kept_record(&member.business, &record.key, &failed)
                .await?
            {
                return Ok(Joined::Already(Box::new(kept)));
            }
            // The invitation is used or too old, its business is closing, or who made it was removed.
            if failed
                .iter()
                .any(|condition| condition.position <= INVITED_BY)
            {
                return Ok(Joined::InviteGone);
            }
        }
        Err(StoreError::Unavailable {
            operation: "join",
            code: "the identities kept changing".to_owned(),
        })
    }
}

/// Takes the invitation away, if it is this business's and open.
fn use_invite(table: &str, code: &str, member: &Member, now: Timestamp) -> TransactWriteItem {
    let values = Attributes::from([
        (":business".to_owned(), text(member.business.as_str())),
        (":now".to_owned(), seconds(now)),
    ]);
    let condition = "business = :business AND expires_at > :now";
    delete(
        table,
        keys::invite(code).attributes(),
        Some(condition),
        values,
    )
}

/// Whoever made the invitation is still in the business, as one who may make somebody this.
fn may_invite(table: &str, invite: &Invite) -> TransactWriteItem {
    let roles = [Role::Viewer, Role::Staff, Role::Manager, Role::Owner];
    let appoints = roles
        .into_iter()
        .filter(|role| role.appoints(invite.role))
        .zip([":one", ":two", ":three", ":four"]);
    let values: Attributes = appoints
        .map(|(role, value)| (value.to_owned(), word(role)))
        .collect();
    let named: Vec<&str> = values.keys().map(String::as_str).collect();
    let condition = format!("member_role IN ({})", named.join(", "));
    let key = keys::member(&invite.business, &invite.invited_by).attributes();
    check(table, key, &condition, values)
}

pub(super) fn write(invite: &Invite) -> Attributes {
    let mut record = keys::invite(&invite.code).attributes();
    record.insert("code".to_owned(), text(&invite.code));
    record.insert("business".to_owned(), text(invite.business.as_str()));
    record.insert("business_name".to_owned(), text(&invite.business_name));
    record.insert("member_role".to_owned(), word(invite.role));
    record.insert("invited_by".to_owned(), text(invite.invited_by.as_str()));
    record.insert(EXPIRES_AT.to_owned(), seconds(invite.expires_at));
    record
}

/// The note at the business, by which its open invitations are found.
pub(super) fn noted(invite: &Invite) -> Attributes {
    let mut record = keys::invited(&invite.business, &invite.code).attributes();
    record.insert(EXPIRES_AT.to_owned(), seconds(invite.expires_at));
    record
}

fn read(record: &Attributes) -> Result<Invite, StoreError> {
    let row = Row::new("invite", record);
    Ok(Invite {
        code: row.text("code")?.to_owned(),
        business: BusinessId::new(row.text("business")?),
        business_name: row.text("business_name")?.to_owned(),
        role: row.word("member_role")?,
        invited_by: MemberId::new(row.text("invited_by")?),
        expires_at: row.moment(EXPIRES_AT)?,
    })
}
