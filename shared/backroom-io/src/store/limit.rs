//! Counting a message before it is acted on, where its business's limits have room for it: one update of the day's record
//! (see `usage.rs`), whose condition is the limit. The table makes such updates one after another, so however many
//! processes race for the last place, one gets it.
//!
//! The condition compares how many were let through on the day with one number, the cap. That the hour has room for one
//! more can be said so too, since how many had been let through when the hour began does not change any more: see
//! [`backroom_core::limit::Side::cap`]. A message that comes again neither counts twice nor is refused what it was granted: the queue
//! gives out one sender's messages in order, so those that may come again after they were counted are the last one and
//! such as were sent before it. Of those of one second the digests tell which were counted.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    ReturnConsumedCapacity, ReturnValue, ReturnValuesOnConditionCheckFailure,
};
use backroom_core::ids::{BusinessId, BusinessNumberId, MemberId, MessageId, short_hash};
use backroom_core::limit::{Count, Sent};
use backroom_core::message::Sender;
use backroom_core::usage::Meter;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::Store;
use super::attributes::{Attributes, Row, number, text};
use super::error::StoreError;
use super::keys::{self, EXPIRES_AT, Key};
use super::usage::{add, expiry};

/// How the attribute begins that counts a member's messages.
pub(super) const MEMBER: &str = "m:";
/// How the attribute begins that names a member's last message, and those of the same second: the second, then their marks.
pub(super) const LAST: &str = "l:";
/// How the attribute begins that names the message at which a member was told of a limit.
const TOLD: &str = "t:";
/// How the attribute begins that counts a span.
const IN_SPAN: &str = "s:";
/// How many spans before the hour are kept, for messages that come late.
const SPANS_LATE: i64 = 3;
/// How many messages of one second are named: as many as the queue gives out at once.
const MARKS_MAX: usize = 10;
/// How long a stranger's day is kept: it may be another day where they are.
const STRANGERS_FOR: SignedDuration = SignedDuration::from_hours(2 * 24);

/// A message of a member that is to be counted.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    /// The business it is for.
    pub business: &'a BusinessId,
    /// Who sent it.
    pub member: &'a MemberId,
    /// Its id.
    pub message: &'a MessageId,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// The same, in the business's day.
    pub sent: &'a Sent,
    /// Whether the queue has delivered it before: it may be counted.
    pub again: bool,
    /// It counts if fewer were let through on that day: of all members, and of its sender.
    pub caps: (u32, u32),
    /// What else is added if it counts.
    pub meter: &'a Meter,
    /// What this process knows of the day; spans that are over are dropped by it.
    pub known: Option<&'a DayCounts>,
}

/// What came of counting a message.
#[derive(Clone, Debug)]
pub enum Counted {
    /// It is counted.
    Now(DayCounts),
    /// It was counted before.
    Before(DayCounts),
    /// There is no room for it, and nothing was written.
    Full(DayCounts),
}

/// What a day's record counts for the limits, as it was at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayCounts {
    all: Count,
    /// By their tags.
    members: BTreeMap<String, Count>,
    last: BTreeMap<String, String>,
    told: BTreeMap<String, String>,
}

impl DayCounts {
    /// Of all members.
    pub fn all(&self) -> &Count {
        &self.all
    }

    /// Of one member.
    pub fn of(&self, member: &MemberId) -> Count {
        self.members.get(&tag(member)).cloned().unwrap_or_default()
    }

    /// Whether this message of the member was counted: their last one, or if the queue delivers it again, one before that.
    pub fn has(
        &self,
        member: &MemberId,
        message: &MessageId,
        sent_at: Timestamp,
        again: bool,
    ) -> bool {
        self.last
            .get(&tag(member))
            .is_some_and(|last| last.contains(&mark(message)) || (again && *last >= after(sent_at)))
    }

    /// If the member was told on this day that a limit is reached: whether it was in answer to this message.
    pub fn told(&self, member: &MemberId, message: &MessageId) -> Option<bool> {
        let at = self.told.get(&tag(member))?;
        Some(*at == message.digest())
    }
}

impl Store {
    /// Counts a message where there is room for it. One write unit while the record has less than 1 KB: some eight
    /// members who all write within the hour.
    ///
    /// # Errors
    /// As every call to the table. It may be counted all the same; repeated, it is not counted again.
    pub async fn count_message(&self, incoming: &Incoming<'_>) -> Result<Counted, StoreError> {
        let (all, one) = incoming.caps;
        if all == 0 || one == 0 {
            let day = self.day_counts(incoming.business, incoming.sent.day);
            return day.await.map(Counted::Full);
        }
        let mut names = Names::default();
        let mut values = Attributes::from([
            (":one".to_owned(), number(1)),
            (":cap_all".to_owned(), number(all)),
            (":cap_one".to_owned(), number(one)),
            (":last".to_owned(), text(incoming.last())),
            (":mark".to_owned(), text(mark(incoming.message))),
            (":expires_at".to_owned(), expiry(incoming.sent.day)),
        ]);
        let (tag, span) = (tag(incoming.member), incoming.sent.span);
        let of_member = names.name(format!("{MEMBER}{}", incoming.member));
        let last = names.name(format!("{LAST}{tag}"));
        let spans = [
            names.name(format!("{IN_SPAN}{span}")),
            names.name(format!("{IN_SPAN}{tag}:{span}")),
        ];
        let mut added = vec!["messages_in :one".to_owned(), format!("{of_member} :one")];
        added.extend(spans.map(|span| format!("{span} :one")));
        added.extend(
            Some(add(incoming.meter, &mut names, &mut values)).filter(|added| !added.is_empty()),
        );
        let mut expression = format!(
            "ADD {} SET {last} = :last, {EXPIRES_AT} = :expires_at",
            added.join(", ")
        );
        let over = incoming.over().map(|over| names.name(over));
        let over: Vec<String> = over.collect();
        if !over.is_empty() {
            expression.push_str(&format!(" REMOVE {}", over.join(", ")));
        }
        let mut new = format!("NOT contains({last}, :mark)");
        if incoming.again {
            values.insert(":after".to_owned(), text(after(incoming.sent_at)));
            new.push_str(&format!(" AND {last} < :after"));
        }
        let condition = format!(
            "(attribute_not_exists(messages_in) OR messages_in < :cap_all) \
             AND (attribute_not_exists({of_member}) OR {of_member} < :cap_one) \
             AND (attribute_not_exists({last}) OR ({new}))"
        );
        let key = keys::usage_day(incoming.business, incoming.sent.day);
        let change = Change {
            operation: "count message",
            key: &key,
            expression,
            condition: Some(condition),
            names,
            values,
        };
        Ok(match self.change(change).await? {
            Ok(day) => Counted::Now(day),
            Err(day) if incoming.is_in(&day) => Counted::Before(day),
            Err(day) => Counted::Full(day),
        })
    }

    /// Notes that the member is told, in answer to this message, that a limit of the day is reached: once a day.
    /// Whether this message is the one. One write unit.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn tell_once(
        &self,
        (business, member): (&BusinessId, &MemberId),
        message: &MessageId,
        day: Date,
    ) -> Result<DayCounts, StoreError> {
        let mut names = Names::default();
        let told = names.name(format!("{TOLD}{}", tag(member)));
        let key = keys::usage_day(business, day);
        let change = Change {
            operation: "tell once",
            key: &key,
            expression: format!(
                "SET {told} = if_not_exists({told}, :message), {EXPIRES_AT} = :expires_at"
            ),
            condition: None,
            names,
            values: Attributes::from([
                (":message".to_owned(), text(message.digest())),
                (":expires_at".to_owned(), expiry(day)),
            ]),
        };
        let (Ok(day) | Err(day)) = self.change(change).await?;
        Ok(day)
    }

    /// What a day has counted, strongly consistent. One read unit.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn day_counts(
        &self,
        business: &BusinessId,
        day: Date,
    ) -> Result<DayCounts, StoreError> {
        let key = keys::usage_day(business, day);
        let record = self.get("day counts", &key, true).await?;
        record
            .as_ref()
            .map_or_else(|| Ok(DayCounts::default()), read)
    }

    /// Counts a message of somebody who is in no business, unless they sent so many already on that day; whether it is
    /// counted. One write unit. A message that comes again counts again: this holds back a flood, and no more.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn count_stranger(
        &self,
        number: &BusinessNumberId,
        sender: &Sender,
        (day, now): (Date, Timestamp),
        most: u32,
    ) -> Result<bool, StoreError> {
        let identities = keys::identities(number, sender);
        let Some(identity) = identities.first() else {
            return Ok(true);
        };
        let key = keys::stranger_day(identity, day);
        let expires_at = now + STRANGERS_FOR;
        self.count_up("count stranger", &key, ("messages", most), expires_at)
            .await
    }

    /// Makes the change; the record as it is after it, or if the condition did not hold, as it is without it.
    pub(super) async fn change(
        &self,
        change: Change<'_>,
    ) -> Result<Result<DayCounts, DayCounts>, StoreError> {
        let answer = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(change.key.attributes()))
            .update_expression(change.expression)
            .set_condition_expression(change.condition)
            .set_expression_attribute_names(Some(change.names.0.into_iter().collect()))
            .set_expression_attribute_values(Some(change.values))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        let error = match answer {
            Ok(written) => {
                self.consumed.wrote(written.consumed_capacity());
                return Ok(Ok(read(&written.attributes.unwrap_or_default())?));
            }
            Err(error) => error,
        };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                Ok(Err(read(&failed.item.clone().unwrap_or_default())?))
            }
            _ => Err(StoreError::from_sdk(change.operation, &error)),
        }
    }
}

impl Incoming<'_> {
    /// Whether it was counted.
    fn is_in(&self, day: &DayCounts) -> bool {
        day.has(self.member, self.message, self.sent_at, self.again)
    }

    /// What names the member's last message once this one is counted. One that comes late leaves the second as it is.
    fn last(&self) -> String {
        let (second, mark) = (self.sent_at.as_second().to_string(), mark(self.message));
        let known = self
            .known
            .and_then(|known| known.last.get(&tag(self.member)));
        let known = known.and_then(|last| last.split_once('.'));
        match known.filter(|(latest, _)| **latest >= *second) {
            Some((latest, marks)) => {
                let marks = marks.split('.').take(MARKS_MAX - 1);
                let marks: String = marks.map(|before| format!(".{before}")).collect();
                format!("{latest}{mark}{marks}")
            }
            None => format!("{second}{mark}"),
        }
    }

    /// The attributes of the spans that are over.
    fn over(&self) -> impl Iterator<Item = String> {
        let from = self.sent.hour_from() - SPANS_LATE;
        let all = self.known.into_iter().flat_map(move |known| {
            let spans = known.all.spans.range(..from);
            spans.map(|(span, _)| format!("{IN_SPAN}{span}"))
        });
        let members = self.known.into_iter().flat_map(|known| &known.members);
        all.chain(members.flat_map(move |(tag, count)| {
            let spans = count.spans.range(..from);
            spans.map(move |(span, _)| format!("{IN_SPAN}{tag}:{span}"))
        }))
    }
}

/// A change of a day's record.
pub(super) struct Change<'a> {
    pub(super) operation: &'static str,
    pub(super) key: &'a Key,
    pub(super) expression: String,
    pub(super) condition: Option<String>,
    pub(super) names: Names,
    pub(super) values: Attributes,
}

/// The names of attributes that can't stand in an expression as they are, or that DynamoDB may have reserved.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// What stands for it.
    pub(super) fn name(&mut self, attribute: String) -> String {
        let name = format!("#n{}", self.0.len());
        self.0.insert(name.clone(), attribute);
        name
    }
}

/// A member in the attributes of a day.
pub(super) fn tag(member: &MemberId) -> String {
    let mut hash = short_hash(&["tag", member.as_str()]);
    hash.truncate(6);
    hash
}

/// A message among a member's last ones.
fn mark(message: &MessageId) -> String {
    format!(".{}", &message.digest()[..12])
}

/// What is above each last message that was sent then, or before.
fn after(sent_at: Timestamp) -> String {
    (sent_at.as_second() + 1).to_string()
}

fn read(record: &Attributes) -> Result<DayCounts, StoreError> {
    let row = Row::new("usage", record);
    let mut day = DayCounts::default();
    day.all.messages = row.number_if("messages_in")?.unwrap_or(0);
    for (name, value) in record {
        let count = || {
            let count = value.as_n().ok().and_then(|count| count.parse().ok());
            count.ok_or_else(|| row.corrupt("count"))
        };
        let words = || value.as_s().cloned().map_err(|_| row.corrupt("message"));
        if let Some(member) = name.strip_prefix(MEMBER) {
            let member = day.members.entry(tag(&MemberId::new(member))).or_default();
            member.messages = count()?;
        } else if let Some(tag) = name.strip_prefix(LAST) {
            day.last.insert(tag.to_owned(), words()?);
        } else if let Some(tag) = name.strip_prefix(TOLD) {
            day.told.insert(tag.to_owned(), words()?);
        } else if let Some(span) = name.strip_prefix(IN_SPAN) {
            let (of, span) = match span.split_once(':') {
                Some((tag, span)) => (day.members.entry(tag.to_owned()).or_default(), span),
                None => (&mut day.all, span),
            };
            let span = span.parse().map_err(|_| row.corrupt("span"))?;
            of.spans.insert(span, count()?);
        }
    }
    Ok(day)
}
