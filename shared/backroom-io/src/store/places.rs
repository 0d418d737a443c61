//! A person's places in businesses: switched between, given a role, taken away. Each is made here from what was just read
//! and written by [`super::Commit::places`], together with the record of the message that asked for it.

use std::fmt;

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use backroom_core::business::{Member, Person, Role, Standing};
use backroom_core::ids::{BusinessId, BusinessNumberId, MemberId};
use backroom_core::message::Sender;
use jiff::Timestamp;

use super::attributes::{Attributes, word};
use super::error::StoreError;
use super::identity;
use super::keys;
use super::transact::{check, delete, update};
use super::{Contact, Store};

/// What changes about one person's places, if all of it is still as it was read.
#[derive(Clone)]
pub struct PlaceWrite {
    pub(super) actions: Vec<TransactWriteItem>,
    /// Whose open question is void.
    pub(super) voids: Option<MemberId>,
}

/// Says nothing of whom.
impl fmt::Debug for PlaceWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlaceWrite")
            .field("actions", &self.actions.len())
            .finish_non_exhaustive()
    }
}

impl Store {
    /// They go on in another of their businesses, from the message that was sent then; `None` if they are not in it.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn switch(
        &self,
        (number, sender): (&BusinessNumberId, &Sender),
        to: &BusinessId,
        since: Timestamp,
    ) -> Result<Option<PlaceWrite>, StoreError> {
        let shown = self.identities(number, sender).await?;
        let switched = shown.person().and_then(|person| person.switched(to, since));
        Ok(switched.map(|person| PlaceWrite {
            actions: shown.write(&self.table, &Standing::Member(person), since),
            voids: None,
        }))
    }

    /// They have been told that they were removed from a business, by the answer to the message that was sent then. From
    /// that message on they are where they still are.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn told_of_removal(
        &self,
        (number, sender): (&BusinessNumberId, &Sender),
        since: Timestamp,
    ) -> Result<Option<PlaceWrite>, StoreError> {
        let shown = self.identities(number, sender).await?;
        let here = |person: Person| {
            let here = person.here.member.business.clone();
            person.switched(&here, since)
        };
        Ok(shown.person().and_then(here).map(|person| PlaceWrite {
            actions: shown.write(&self.table, &Standing::Member(person), since),
            voids: None,
        }))
    }

    /// They get this role. An owner gets another one only while `another_owner` is there.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn appoint(
        &self,
        contact: &Contact,
        role: Role,
        another_owner: Option<&MemberId>,
        now: Timestamp,
    ) -> Result<PlaceWrite, StoreError> {
        let member = &contact.member;
        let shown = self.identities(&contact.number, &contact.address).await?;
        let appointed = |standing: Standing| {
            let appointed = |person: Person| person.appointed(&member.business, role);
            Some(with_person(standing, appointed))
        };
        let mut values = was(member);
        values.insert(":role".to_owned(), word(role));
        let key = keys::member(&member.business, &member.id).attributes();
        let set = "SET member_role = :role";
        let mut actions = vec![update(&self.table, key, set, Some(STILL), values)];
        actions.extend(shown.change(&self.table, member, (now, false), appointed));
        actions.extend(self.still_owned(member, another_owner));
        Ok(PlaceWrite {
            actions,
            voids: Some(member.id.clone()),
        })
    }

    /// They are no longer in the business. An owner goes only while `another_owner` is there, if that is asked.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn take_out(
        &self,
        contact: &Contact,
        leaving: Leaving<'_>,
        another_owner: Option<&MemberId>,
        since: Timestamp,
    ) -> Result<PlaceWrite, StoreError> {
        let member = &contact.member;
        let shown = self.identities(&contact.number, &contact.address).await?;
        let key = keys::member(&member.business, &member.id).attributes();
        let mut actions = vec![delete(&self.table, key, Some(STILL), was(member))];
        let gone = |standing| gone(standing, &member.business, leaving, since);
        let left = (since, leaving != Leaving::Forgotten);
        actions.extend(shown.change(&self.table, member, left, gone));
        actions.extend(self.still_owned(member, another_owner));
        Ok(PlaceWrite {
            actions,
            voids: Some(member.id.clone()),
        })
    }

    /// The business is closing: nobody can join it any more, and [`Store::delete_some`] may begin.
    pub fn close(&self, business: &BusinessId) -> PlaceWrite {
        let key = keys::profile(business).attributes();
        let values = Attributes::from([(":true".to_owned(), AttributeValue::Bool(true))]);
        let there = Some("attribute_exists(PK)");
        PlaceWrite {
            actions: vec![update(
                &self.table,
                key,
                "SET closing = :true",
                there,
                values,
            )],
            voids: None,
        }
    }

    /// Two owners may go at the same moment: each goes only if the other is still one.
    fn still_owned(
        &self,
        member: &Member,
        another_owner: Option<&MemberId>,
    ) -> Option<TransactWriteItem> {
        let key = keys::member(&member.business, another_owner?).attributes();
        let owner = Attributes::from([(":was".to_owned(), word(Role::Owner))]);
        Some(check(&self.table, key, STILL, owner))
    }
}

/// How somebody leaves a business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving<'a> {
    /// By themselves.
    Left,
    /// By somebody else: with their next message they are told that the business of this name is theirs no more.
    Removed(&'a str),
    /// By themselves, and nothing is to remind of them.
    Forgotten,
}

/// The member is what they were when it was decided.
const STILL: &str = "member_role = :was";

fn was(member: &Member) -> Attributes {
    Attributes::from([(":was".to_owned(), word(member.role))])
}

fn with_person(standing: Standing, change: impl FnOnce(Person) -> Person) -> Standing {
    match standing {
        Standing::Member(person) => Standing::Member(change(person)),
        Standing::Removed { from, still } => Standing::Removed {
            from,
            still: still.map(change),
        },
        Standing::Naming | Standing::Unknown => standing,
    }
}

/// Where they stand without their place in this business; `None` where not even that is to be known.
fn gone(
    standing: Standing,
    business: &BusinessId,
    leaving: Leaving<'_>,
    since: Timestamp,
) -> Option<Standing> {
    let was_here =
        identity::person(&standing).is_some_and(|person| person.here.member.business == *business);
    let gone = match (standing, leaving) {
        (Standing::Member(person), Leaving::Removed(from)) if was_here => Standing::Removed {
            from: from.to_owned(),
            still: person.left(business, since),
        },
        (Standing::Member(person), _) => person
            .left(business, since)
            .map_or(Standing::Unknown, Standing::Member),
        (Standing::Removed { from, still }, _) => Standing::Removed {
            from,
            still: still.and_then(|person| person.left(business, since)),
        },
        (standing @ (Standing::Naming | Standing::Unknown), _) => standing,
    };
    let known = identity::person(&gone).is_some() || leaving != Leaving::Forgotten;
    known.then_some(gone)
}
