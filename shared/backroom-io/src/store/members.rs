//! The members of a business, and where to reach them.

use aws_sdk_dynamodb::types::TransactWriteItem;
use backroom_core::business::{Member, Person, Place};
use backroom_core::ids::{BusinessId, BusinessNumberId, MemberId, PhoneNumber, ScopedUserId};
use backroom_core::message::Sender;
use jiff::Timestamp;

use super::Store;
use super::attributes::{Attributes, Row, seconds, text, word};
use super::error::StoreError;
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
    /// The WhatsApp number of ours that they write to.
    pub number: BusinessNumberId,
    /// When they came, to the second; the beginning of time for who was there first.
    pub joined_at: Timestamp,
}

impl Store {
    /// All members of a business in the order in which they came. Half a read unit for each 4 KB (some thirty members).
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn list_members(&self, business: &BusinessId) -> Result<Vec<Member>, StoreError> {
        let mut contacts = self.list_contacts(business).await?;
        contacts.sort_by_key(|contact| contact.joined_at);
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

    /// One member with their address, strongly consistent.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn find_contact(
        &self,
        business: &BusinessId,
        member: &MemberId,
    ) -> Result<Option<Contact>, StoreError> {
        let record = self
            .get("find member", &keys::member(business, member), true)
            .await?;
        record.map(|record| read(business, &record)).transpose()
    }

    /// Adds a member without an invitation: for the seed. Repeating it changes nothing; false says that the person is in
    /// the business as another member.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn add_member(
        &self,
        member: &Member,
        number: &BusinessNumberId,
        sender: &Sender,
    ) -> Result<bool, StoreError> {
        let shown = self.identities(number, sender).await?;
        let person = shown.person();
        if let Some(place) = person.as_ref().and_then(|own| own.place(&member.business)) {
            return Ok(place.member.id == member.id);
        }
        let place = Place {
            member: member.clone(),
            since: Timestamp::UNIX_EPOCH,
        };
        let mut actions = vec![put_member(
            &self.table,
            member,
            (number, sender),
            place.since,
        )];
        actions.extend(shown.join(&self.table, place));
        match self.transact("add member", actions).await? {
            Transacted::Applied => Ok(true),
            Transacted::Refused(_) => Ok(false),
        }
    }

    /// The member's records in all their businesses learn the identities that the sender shows. One that these take the
    /// place of is theirs no more: a number they no longer have may be somebody else's tomorrow.
    pub(super) async fn follow(
        &self,
        person: &Person,
        (number, sender): (&BusinessNumberId, &Sender),
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut actions = Vec::new();
        let mut given_up = Vec::new();
        for Place { member, .. } in person.places() {
            actions.push(update_contact(&self.table, member, sender));
            let Some(contact) = self.find_contact(&member.business, &member.id).await? else {
                continue;
            };
            let old = replaced(contact.address, sender);
            if !given_up.contains(&old) {
                let shown = self.identities(number, &old).await?;
                actions.extend(shown.clear(&self.table, person));
                given_up.push(old);
            }
        }
        Ok(actions)
    }
}

/// Those of the identities in the place of which the sender shows others.
fn replaced(old: Sender, sender: &Sender) -> Sender {
    Sender {
        phone: old
            .phone
            .filter(|old| phone_of(sender).is_some_and(|new| new != old)),
        user_id: old
            .user_id
            .filter(|old| user_id_of(sender).is_some_and(|new| new != old)),
        profile_name: None,
    }
}

/// Puts the member's record, whatever was there.
pub(super) fn put_member(
    table: &str,
    member: &Member,
    (number, sender): (&BusinessNumberId, &Sender),
    joined_at: Timestamp,
) -> TransactWriteItem {
    let mut record = keys::member(&member.business, &member.id).attributes();
    record.insert("member_id".to_owned(), text(member.id.as_str()));
    record.insert("member_name".to_owned(), text(&member.name));
    record.insert("member_role".to_owned(), word(member.role));
    record.insert("number_id".to_owned(), text(number.as_str()));
    record.insert("joined_at".to_owned(), seconds(joined_at));
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
    Ok(Contact {
        member,
        address,
        number: BusinessNumberId::new(row.text("number_id")?),
        joined_at: if row.has("joined_at") {
            row.moment("joined_at")?
        } else {
            Timestamp::UNIX_EPOCH
        },
    })
}
