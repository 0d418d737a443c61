//! The record of one identity of a person (phone number or business-scoped id) at one of our numbers: in which business
//! they are, or that they have been asked what theirs is called.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use backroom_core::business::Member;
use backroom_core::ids::{BusinessId, MemberId, short_hash};
use jiff::{SignedDuration, Timestamp};

use super::attributes::{Attributes, Row, seconds, text, word};
use super::error::StoreError;
use super::keys::{EXPIRES_AT, Key};
use super::transact::{delete, put};

/// How long a person who was asked for the name of their business is remembered.
const NAMING_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Nobody's yet, or already this member's. An identity never moves from one member to another.
pub(super) const FREE_OR_OURS: &str =
    "attribute_not_exists(business) OR (business = :business AND member_id = :member)";

/// What an identity stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    /// A member; and a hash of the other identity that they were last seen with.
    Member(Member, Option<String>),
    /// Asked for the name of their business.
    Naming,
}

impl Identity {
    /// Whether it is this member's, whatever they were called when it was written.
    pub(super) fn is_of(&self, member: &Member) -> bool {
        match self {
            Self::Member(of, _) => of.id == member.id && of.business == member.business,
            Self::Naming => false,
        }
    }
}

pub(super) fn read(attributes: &Attributes) -> Result<Identity, StoreError> {
    let row = Row::new("identity", attributes);
    if !row.has("business") {
        return if row.flag("naming")? {
            Ok(Identity::Naming)
        } else {
            Err(row.corrupt("business"))
        };
    }
    let member = Member {
        id: MemberId::new(row.text("member_id")?),
        business: BusinessId::new(row.text("business")?),
        name: row.text("member_name")?.to_owned(),
        role: row.word("member_role")?,
    };
    Ok(Identity::Member(
        member,
        row.text_if("known_with")?.map(str::to_owned),
    ))
}

/// Puts this member's identity.
pub(super) fn join(
    table: &str,
    key: &Key,
    member: &Member,
    known_with: Option<&Key>,
) -> TransactWriteItem {
    let mut record = key.attributes();
    record.insert("business".to_owned(), text(member.business.as_str()));
    record.insert("member_id".to_owned(), text(member.id.as_str()));
    record.insert("member_name".to_owned(), text(&member.name));
    record.insert("member_role".to_owned(), word(member.role));
    if let Some(other) = known_with {
        record.insert("known_with".to_owned(), text(seen_as(other)));
    }
    put(table, record, Some(FREE_OR_OURS), ours(member))
}

/// Puts all the identities of a new member, each knowing the other.
pub(super) fn join_all(table: &str, keys: &[Key], member: &Member) -> Vec<TransactWriteItem> {
    keys.iter()
        .map(|key| join(table, key, member, keys.iter().find(|other| *other != key)))
        .collect()
}

/// Deletes this member's identity, if it is there.
pub(super) fn leave(table: &str, key: &Key, member: &Member) -> TransactWriteItem {
    delete(table, key.attributes(), FREE_OR_OURS, ours(member))
}

/// The record of someone who was asked for a name.
pub(super) fn naming(key: &Key, now: Timestamp) -> Attributes {
    let mut record = key.attributes();
    record.insert("naming".to_owned(), AttributeValue::Bool(true));
    record.insert(EXPIRES_AT.to_owned(), seconds(now + NAMING_FOR));
    record
}

/// What stands in `known_with` for this identity.
pub(super) fn seen_as(other: &Key) -> String {
    let mut hash = short_hash(&["identity", &other.pk]);
    hash.truncate(12);
    hash
}

fn ours(member: &Member) -> Attributes {
    Attributes::from([
        (":business".to_owned(), text(member.business.as_str())),
        (":member".to_owned(), text(member.id.as_str())),
    ])
}
