//! The record of one identity of a person (phone number or business-scoped id) at one of our numbers: in which
//! businesses they are and in which of them they are speaking, or that they have been asked what theirs is called.
//!
//! A person has one identity or two. Whatever changes is read first, and written only if it is still as it was read: each
//! record counts its versions.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use backroom_core::business::{Member, Person, Place, Standing};
use backroom_core::ids::{BusinessId, BusinessNumberId, MemberId, short_hash};
use backroom_core::message::Sender;
use jiff::{SignedDuration, Timestamp};

use super::Store;
use super::attributes::{Attributes, Row, number, seconds, text, word};
use super::error::StoreError;
use super::keys::{self, EXPIRES_AT, Key};
use super::transact::{delete, put};

/// How long a person is remembered who was asked for the name of their business, or has left one.
const REMEMBERED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How many businesses that somebody has left are remembered.
const LEFT_MAX: usize = 10;

/// An identity as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    key: Key,
    pub(super) standing: Standing,
    /// A hash of the other identity that the person was last seen with.
    known_with: Option<String>,
    /// Who they were in businesses until lately, the last one first.
    left: Vec<Left>,
    /// Zero if there is no such record.
    version: u64,
}

/// Who somebody was in a business, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Left {
    was: Member,
    at: Timestamp,
}

/// The identities that a sender shows, the one that counts more first. Those of other people are among them: a phone
/// number can have passed on.
pub(super) struct Shown(Vec<Identity>);

impl Store {
    /// The sender's identities, strongly consistent.
    pub(super) async fn identities(
        &self,
        number: &BusinessNumberId,
        sender: &Sender,
    ) -> Result<Shown, StoreError> {
        let keys = keys::identities(number, sender);
        let records = self.get_all("find identities", &keys, true).await?;
        let identities = keys.into_iter().map(|key| {
            let is_it = |record: &&Attributes| record.get(keys::PK) == Some(&text(&key.pk));
            read_identity(&key, records.iter().find(is_it))
        });
        identities.collect::<Result<_, _>>().map(Shown)
    }
}

impl Shown {
    /// Whether the sender shows none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where the person stands.
    pub(super) fn standing(&self) -> Standing {
        let standings = || self.0.iter().map(|identity| &identity.standing);
        let member = standings().find(|standing| matches!(standing, Standing::Member(_)));
        let known = || standings().find(|standing| **standing != Standing::Unknown);
        member.or_else(known).cloned().unwrap_or(Standing::Unknown)
    }

    /// Who the person is, if they are in a business.
    pub(super) fn person(&self) -> Option<Person> {
        person(&self.standing()).cloned()
    }

    /// Whether each of them stands for this person, and knows the others.
    pub(super) fn is_settled(&self) -> bool {
        let standing = self.standing();
        self.0
            .iter()
            .all(|identity| identity.standing == standing && identity.knows(&self.0))
    }

    /// Whether one of them is somebody else's.
    pub(super) fn has_another(&self, person: &Person) -> bool {
        self.0.iter().any(|identity| identity.is_another(person))
    }

    /// Who they were in businesses within the last seven days.
    pub(super) fn left(&self, now: Timestamp) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        for left in self.own().flat_map(|identity| identity.left_lately(now)) {
            if !members.contains(&left.was) {
                members.push(left.was.clone());
            }
        }
        members
    }

    /// Forgets the businesses that somebody has left who is in another one.
    pub(super) fn forget_left(&self, table: &str, now: Timestamp) -> Vec<TransactWriteItem> {
        let with = |identity: &&Identity| {
            !identity.left.is_empty() && person(&identity.standing).is_some()
        };
        let without = |identity: &Identity| {
            let left = Vec::new();
            let identity = Identity {
                left,
                ..identity.clone()
            };
            identity.put(table, &identity.standing, identity.known_with.clone(), now)
        };
        self.own().filter(with).map(without).collect()
    }

    /// Those of them that are not somebody else's.
    fn own(&self) -> impl Iterator<Item = &Identity> {
        let person = self.person();
        let own = move |identity: &&Identity| {
            !person.as_ref().is_some_and(|own| identity.is_another(own))
        };
        self.0.iter().filter(own)
    }

    /// Takes them all away from somebody who is in no business.
    pub(super) fn clear_all(&self, table: &str) -> Vec<TransactWriteItem> {
        let stranger =
            |identity: &&Identity| identity.version > 0 && person(&identity.standing).is_none();
        let strangers = self.0.iter().filter(stranger);
        strangers.map(|identity| identity.delete(table)).collect()
    }

    /// Writes this standing, other than unknown, to each of them that is not somebody else's.
    pub(super) fn write(
        &self,
        table: &str,
        standing: &Standing,
        now: Timestamp,
    ) -> Vec<TransactWriteItem> {
        let own = person(standing);
        let ours = |identity: &&Identity| !own.is_some_and(|own| identity.is_another(own));
        let put = |identity: &Identity| {
            let known_with = self.0.iter().find(|other| other.key != identity.key);
            let known_with = known_with.map(|other| seen_as(&other.key));
            identity.put(table, standing, known_with, now)
        };
        self.0.iter().filter(ours).map(put).collect()
    }

    /// The person gets one more place, where they are from now on. If it is their first, whatever they have ever said is
    /// meant for it.
    pub(super) fn join(&self, table: &str, place: Place) -> Vec<TransactWriteItem> {
        let since = place.since;
        let left = self.0.iter().any(|identity| !identity.left.is_empty());
        let person = match self.person() {
            Some(person) => person.joined(place),
            None if left => Person::only(place),
            None => Person::only(Place {
                since: Timestamp::UNIX_EPOCH,
                ..place
            }),
        };
        self.write(table, &Standing::Member(person), since)
    }

    /// Writes what becomes of each of them that has this member's place, whoever holds it; `None` is nothing at all. Who
    /// leaves may be remembered.
    pub(super) fn change(
        &self,
        table: &str,
        member: &Member,
        (now, leaves): (Timestamp, bool),
        to: impl Fn(Standing) -> Option<Standing>,
    ) -> Vec<TransactWriteItem> {
        let has = |identity: &&Identity| {
            let place = person(&identity.standing).and_then(|own| own.place(&member.business));
            place.is_some_and(|place| place.member.id == member.id)
        };
        let theirs = self.0.iter().filter(has);
        theirs
            .map(|identity| {
                let Some(standing) = to(identity.standing.clone()) else {
                    return identity.delete(table);
                };
                let mut identity = identity.clone();
                if leaves {
                    let was = member.clone();
                    identity.left.insert(0, Left { was, at: now });
                }
                identity.put(table, &standing, identity.known_with.clone(), now)
            })
            .collect()
    }

    /// Takes those away that are this person's.
    pub(super) fn clear(&self, table: &str, own: &Person) -> Vec<TransactWriteItem> {
        let ours = |identity: &&Identity| identity.version > 0 && !identity.is_another(own);
        let ours = self.0.iter().filter(ours);
        ours.map(|identity| identity.delete(table)).collect()
    }

    /// Lets the first know that it was seen with the second, which is somebody else's.
    pub(super) fn note_another(&self, table: &str, now: Timestamp) -> Option<TransactWriteItem> {
        let [first, second] = self.0.as_slice() else {
            return None;
        };
        let known_with = Some(seen_as(&second.key));
        Some(first.put(table, &first.standing, known_with, now))
    }

    /// Those of them that are not among others.
    pub(super) fn without(self, others: &Self) -> Self {
        let mut left = self.0;
        left.retain(|identity| others.0.iter().all(|other| other.key != identity.key));
        Self(left)
    }
}

impl Identity {
    /// Whether it was last seen with the one beside it, or stands alone.
    fn knows(&self, shown: &[Self]) -> bool {
        shown
            .iter()
            .filter(|other| other.key != self.key)
            .all(|other| self.known_with.as_ref() == Some(&seen_as(&other.key)))
    }

    /// Whether it was last seen with the other key, if there is one.
    pub(super) fn knows_key(&self, other: Option<&Key>) -> bool {
        other.is_none_or(|other| self.known_with.as_ref() == Some(&seen_as(other)))
    }

    /// The businesses that were left within the time before this.
    fn left_lately(&self, now: Timestamp) -> impl Iterator<Item = &Left> {
        let lately = move |left: &&Left| left.at + REMEMBERED_FOR > now;
        self.left.iter().filter(lately)
    }

    /// Whether it stands for somebody who shares no place with this person.
    fn is_another(&self, own: &Person) -> bool {
        let shares = |place: &Place| {
            own.place(&place.member.business)
                .is_some_and(|own| own.member.id == place.member.id)
        };
        person(&self.standing).is_some_and(|person| !person.places().any(shares))
    }

    /// `now` is from when a standing that is not for good is forgotten one day.
    fn put(
        &self,
        table: &str,
        standing: &Standing,
        known_with: Option<String>,
        now: Timestamp,
    ) -> TransactWriteItem {
        let mut record = self.key.attributes();
        record.insert("version".to_owned(), number(self.version + 1));
        if let Some(known_with) = known_with {
            record.insert("known_with".to_owned(), text(known_with));
        }
        match standing {
            Standing::Member(person) => write_person(person, &mut record),
            Standing::Removed { from, still } => {
                record.insert("removed_from".to_owned(), text(from));
                match still {
                    Some(person) => write_person(person, &mut record),
                    None => forget_later(&mut record, now),
                }
            }
            Standing::Naming => {
                record.insert("naming".to_owned(), AttributeValue::Bool(true));
                forget_later(&mut record, now);
            }
            Standing::Unknown => forget_later(&mut record, now),
        }
        let mut left = self.left_lately(now).take(LEFT_MAX).map(write_left);
        if let Some(last) = left.next() {
            record.insert("was".to_owned(), last);
        }
        let before: Vec<AttributeValue> = left.collect();
        if !before.is_empty() {
            record.insert("was_before".to_owned(), AttributeValue::L(before));
        }
        let (condition, values) = self.as_read();
        put(table, record, Some(condition), values)
    }

    fn delete(&self, table: &str) -> TransactWriteItem {
        let (condition, values) = self.as_read();
        delete(table, self.key.attributes(), Some(condition), values)
    }

    fn as_read(&self) -> (&'static str, Attributes) {
        if self.version == 0 {
            return ("attribute_not_exists(version)", Attributes::new());
        }
        let read = Attributes::from([(":read".to_owned(), number(self.version))]);
        ("version = :read", read)
    }
}

/// Who it is, wherever they stand.
pub(super) fn person(standing: &Standing) -> Option<&Person> {
    match standing {
        Standing::Member(person) => Some(person),
        Standing::Removed { still, .. } => still.as_ref(),
        Standing::Naming | Standing::Unknown => None,
    }
}

/// The identity at this key; without a record it is nobody's.
pub(super) fn read_identity(
    key: &Key,
    record: Option<&Attributes>,
) -> Result<Identity, StoreError> {
    let mut identity = Identity {
        key: key.clone(),
        standing: Standing::Unknown,
        known_with: None,
        left: Vec::new(),
        version: 0,
    };
    let Some(record) = record else {
        return Ok(identity);
    };
    let row = Row::new("identity", record);
    identity.known_with = row.text_if("known_with")?.map(str::to_owned);
    identity.version = row.number("version")?;
    identity.left = read_left(row)?;
    let person = read_person(row)?;
    identity.standing = match (row.text_if("removed_from")?, person) {
        (Some(from), still) => Standing::Removed {
            from: from.to_owned(),
            still,
        },
        (None, Some(person)) => Standing::Member(person),
        (None, None) if row.flag("naming")? => Standing::Naming,
        (None, None) if !identity.left.is_empty() => Standing::Unknown,
        (None, None) => return Err(row.corrupt("business")),
    };
    Ok(identity)
}

/// The last one stands by itself, as in versions before, which did not say when it was: they forgot the whole record.
fn read_left(row: Row<'_>) -> Result<Vec<Left>, StoreError> {
    let mut left = Vec::new();
    let last = row.row("was")?.into_iter();
    for was in last.chain(row.rows("was_before")?) {
        let at = if was.has("left_at") {
            was.moment("left_at")?
        } else {
            row.moment(EXPIRES_AT)? - REMEMBERED_FOR
        };
        let was = read_member(was)?;
        left.push(Left { was, at });
    }
    Ok(left)
}

fn read_person(row: Row<'_>) -> Result<Option<Person>, StoreError> {
    if !row.has("business") {
        return Ok(None);
    }
    let elsewhere = row
        .rows("elsewhere")?
        .into_iter()
        .map(read_place)
        .collect::<Result<_, _>>()?;
    Ok(Some(Person {
        here: read_place(row)?,
        elsewhere,
    }))
}

fn read_place(row: Row<'_>) -> Result<Place, StoreError> {
    Ok(Place {
        member: read_member(row)?,
        since: row.moment("since")?,
    })
}

fn read_member(row: Row<'_>) -> Result<Member, StoreError> {
    Ok(Member {
        id: MemberId::new(row.text("member_id")?),
        business: BusinessId::new(row.text("business")?),
        name: row.text("member_name")?.to_owned(),
        role: row.word("member_role")?,
    })
}

fn write_person(person: &Person, record: &mut Attributes) {
    record.extend(write_place(&person.here));
    if !person.elsewhere.is_empty() {
        let places = person.elsewhere.iter();
        let places = places.map(|place| AttributeValue::M(write_place(place)));
        record.insert("elsewhere".to_owned(), AttributeValue::L(places.collect()));
    }
}

fn write_place(Place { member, since }: &Place) -> Attributes {
    let mut place = write_member(member);
    place.insert("since".to_owned(), seconds(*since));
    place
}

fn write_left(left: &Left) -> AttributeValue {
    let mut was = write_member(&left.was);
    was.insert("left_at".to_owned(), seconds(left.at));
    AttributeValue::M(was)
}

fn write_member(member: &Member) -> Attributes {
    Attributes::from([
        ("business".to_owned(), text(member.business.as_str())),
        ("member_id".to_owned(), text(member.id.as_str())),
        ("member_name".to_owned(), text(&member.name)),
        ("member_role".to_owned(), word(member.role)),
    ])
}

fn forget_later(record: &mut Attributes, now: Timestamp) {
    record.insert(EXPIRES_AT.to_owned(), seconds(now + REMEMBERED_FOR));
}

/// What stands in `known_with` for this identity.
fn seen_as(other: &Key) -> String {
    let mut hash = short_hash(&["identity", &other.pk]);
    hash.truncate(12);
    hash
}
