//! The members of a business, and where to reach them.

use aws_sdk_dynamodb::types::TransactWriteItem;
use backroom_core::business::Member;
use backroom_core::ids::{BusinessId, BusinessNumberId, MemberId, PhoneNumber, ScopedUserId};
use backroom_core::message::Sender;

use super::Store;
use super::attributes::{Attributes, Row, text, word};
use super::error::StoreError;
use super::identity;
use super::keys;
use super::read::Range;
use super::transact::{Transacted, put, update};

/// A member and how WhatsApp reaches them.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// The member.
    pub member: Member,
    /// Their identities, without a profile name.
    pub address: Sender,
}

impl Store {
    /// All members of a business, by id. Half a read unit for each 4 KB (some thirty members).
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn list_members(&self, business: &BusinessId) -> Result<Vec<Member>, StoreError> {
        let contacts = self.list_contacts(business).await?;
        Ok(contacts.into_iter().map(|contact| contact.member).collect())
    }

    /// All members of a business with their addresses, by id: for reports.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn list_contacts(&self, business: &BusinessId) -> Result<Vec<Contact>, StoreError> {
        let range = Range::beginning("list members", keys::business(business), keys::MEMBER);
        let records = self.all_pages(&range).await?;
        records
            .iter()
            .map(|record| read(business, record))
            .collect()
    }

    /// Adds a member without an invitation: for the seed. Repeating it changes nothing; false says that one of the
    /// identities belongs to somebody else.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn add_member(
        &self,
        member: &Member,
        number: &BusinessNumberId,
        sender: &Sender,
    ) -> Result<bool, StoreError> {
        let identities = keys::identities(number, sender);
        let mut actions = identity::join_all(&self.table, &identities, member);
        actions.push(put_member(&self.table, member, sender));
        match self.transact("add member", actions).await? {
            Transacted::Applied => Ok(true),
            Transacted::Refused(_) => Ok(false),
        }
    }
}

/// Puts the member's record, whatever was there.
pub(super) fn put_member(table: &str, member: &Member, sender: &Sender) -> TransactWriteItem {
    let mut record = keys::member(&member.business, &member.id).attributes();
    record.insert("member_id".to_owned(), text(member.id.as_str()));
    record.insert("member_name".to_owned(), text(&member.name));
    record.insert("member_role".to_owned(), word(member.role));
    if let Some(phone) = phone_of(sender) {
        record.insert("phone".to_owned(), text(phone.as_str()));
    }
    if let Some(user_id) = user_id_of(sender) {
        record.insert("user_id".to_owned(), text(user_id.as_str()));
    }
    put(table, record, None, Attributes::new())
}

/// Writes the identities that the sender shows into the member's record; one that they do not show stays.
pub(super) fn update_contact(table: &str, member: &Member, sender: &Sender) -> TransactWriteItem {
    let key = keys::member(&member.business, &member.id).attributes();
    let mut values = Attributes::new();
    let mut sets = Vec::new();
    if let Some(phone) = phone_of(sender) {
        sets.push("phone = :phone");
        values.insert(":phone".to_owned(), text(phone.as_str()));
    }
    if let Some(user_id) = user_id_of(sender) {
        sets.push("user_id = :user_id");
        values.insert(":user_id".to_owned(), text(user_id.as_str()));
    }
    let expression = format!("SET {}", sets.join(", "));
    update(
        table,
        key,
        &expression,
        Some("attribute_exists(PK)"),
        values,
    )
}

fn phone_of(sender: &Sender) -> Option<&PhoneNumber> {
    sender
        .phone
        .as_ref()
        .filter(|phone| !phone.as_str().is_empty())
}

fn user_id_of(sender: &Sender) -> Option<&ScopedUserId> {
    sender
        .user_id
        .as_ref()
        .filter(|user_id| !user_id.as_str().is_empty())
}

fn read(business: &BusinessId, record: &Attributes) -> Result<Contact, StoreError> {
    let row = Row::new("member", record);
    let member = Member {
        id: MemberId::new(row.text("member_id")?),
        business: business.clone(),
        name: row.text("member_name")?.to_owned(),
        role: row.word("member_role")?,
    };
    let address = Sender {
        phone: row.text_if("phone")?.map(PhoneNumber::new),
        user_id: row.text_if("user_id")?.map(ScopedUserId::new),
        profile_name: None,
    };
    Ok(Contact { member, address })
}
