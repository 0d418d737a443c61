//! Every key of the table. Keys are spelled here and nowhere else.
//!
//! A part that comes from outside can't leave its place: in a partition key `#` and `%` are escaped, at the end of a
//! sort key nothing follows it, and what is long is cut and ended by a hash of the whole. So no name, number or code,
//! whatever stands in it, reaches another business's records.

use std::borrow::Cow;

use aws_sdk_dynamodb::types::AttributeValue;
use backroom_core::gemini::AnswerKey;
use backroom_core::ids::{BusinessId, BusinessNumberId, ItemId, MemberId, short_hash};
use backroom_core::inventory::LedgerKey;
use backroom_core::message::Sender;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::attributes::Attributes;

/// The partition key's attribute.
pub(super) const PK: &str = "PK";
/// The sort key's attribute.
pub(super) const SK: &str = "SK";
/// The attribute after whose moment (unix seconds) a record may go.
pub(super) const EXPIRES_AT: &str = "expires_at";

/// The sort key of a business's profile.
pub(super) const PROFILE: &str = "PROFILE";
/// How items' sort keys begin.
pub(super) const ITEM: &str = "ITEM#";
/// How the sort keys of customers begin.
pub(super) const CUSTOMER: &str = "CUSTOMER#";
/// How members' sort keys begin.
pub(super) const MEMBER: &str = "MEMBER#";
/// How the sort keys of a business's invitations begin.
const INVITED: &str = "INVITE#";
/// How the sort keys of replies that are charged for begin.
const PAID: &str = "PAID#";
/// How the sort key of an undone record's marker ends.
pub(super) const UNDONE: &str = "#UNDONE";
/// The partition of the directory of businesses.
pub(super) const DIRECTORY: &str = "BUSINESSES";

/// The longest part taken as it is, in bytes. DynamoDB takes 1,024 for a sort key, 2,048 for a partition key.
const PART_MAX: usize = 512;
/// What is kept of a longer one, before its hash.
const PART_KEPT: usize = 400;

/// Where one record is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) pk: String,
    pub(super) sk: String,
}

impl Key {
    /// As attributes: a request's key, or the beginning of a record.
    pub(super) fn attributes(&self) -> Attributes {
        Attributes::from([
            (PK.to_owned(), AttributeValue::S(self.pk.clone())),
            (SK.to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }
}

/// The identities of a sender, the one that counts more first: the user id (WhatsApp's own, bound to the person),
/// then the phone number (which may go to someone else one day). An empty one is none.
pub(super) fn identities(number: &BusinessNumberId, sender: &Sender) -> Vec<Key> {
    let identity = |kind: &str, text: &str| Key {
        pk: format!("IDENTITY#{}#{kind}:{}", part(number.as_str()), part(text)),
        sk: "STANDING".to_owned(),
    };
    let user_id = sender.user_id.as_ref().map(|id| ("id", id.as_str()));
    let phone = sender.phone.as_ref().map(|phone| ("wa", phone.as_str()));
    [user_id, phone]
        .into_iter()
        .flatten()
        .filter(|(_, text)| !text.is_empty())
        .map(|(kind, text)| identity(kind, text))
        .collect()
}

/// The partition of a business.
pub(super) fn business(business: &BusinessId) -> String {
    format!("BUSINESS#{}", part(business.as_str()))
}

pub(super) fn profile(of: &BusinessId) -> Key {
    Key {
        pk: business(of),
        sk: PROFILE.to_owned(),
    }
}

pub(super) fn member(of: &BusinessId, member: &MemberId) -> Key {
    Key {
        pk: business(of),
        sk: format!("{MEMBER}{}", tail(member.as_str())),
    }
}

pub(super) fn item(of: &BusinessId, item: &ItemId) -> Key {
    Key {
        pk: business(of),
        sk: format!("{ITEM}{}", tail(item.as_str())),
    }
}

pub(super) fn alias(of: &BusinessId, folded: &str) -> Key {
    Key {
        pk: business(of),
        sk: format!("ALIAS#{}", tail(folded)),
    }
}

pub(super) fn question(of: &BusinessId, member: &MemberId) -> Key {
    Key {
        pk: business(of),
        sk: format!("QUESTION#{}", tail(member.as_str())),
    }
}

/// What is known of the sheet in which the business's stock is kept.
pub(super) fn sheet(of: &BusinessId) -> Key {
    Key {
        pk: business(of),
        sk: "SHEET".to_owned(),
    }
}

/// The business's open stocktake.
pub(super) fn stocktake(of: &BusinessId) -> Key {
    Key {
        pk: business(of),
        sk: "STOCKTAKE".to_owned(),
    }
}

/// That a list was imported, by its digest.
pub(super) fn import(of: &BusinessId, digest: &str) -> Key {
    Key {
        pk: business(of),
        sk: format!("IMPORT#{}", tail(digest)),
    }
}

/// The partition of one month of a business's ledger. The month is that of `sent_at`, in UTC.
pub(super) fn ledger_month(of: &BusinessId, month: Month) -> String {
    format!("{}#LEDGER#{month}", business(of))
}

pub(super) fn ledger(of: &BusinessId, key: &LedgerKey) -> Key {
    Key {
        pk: ledger_month(of, Month::of(key.sent_at)),
        sk: format!("{}#{}", moment(key.sent_at), tail(&key.digest)),
    }
}

/// The marker that a record has been undone: the record's own key and an ending, so that it stands right after it.
pub(super) fn undone(of: &BusinessId, key: &LedgerKey) -> Key {
    let mut key = ledger(of, key);
    key.sk.push_str(UNDONE);
    key
}

/// Right behind a record and its marker: where reading backwards goes on with this record.
pub(super) fn behind_ledger(of: &BusinessId, key: &LedgerKey) -> Key {
    let mut key = undone(of, key);
    key.sk.push('~');
    key
}

/// A record's place from its sort key; `None` if that is none.
pub(super) fn ledger_key(sk: &str) -> Option<LedgerKey> {
    let (sent_at, digest) = sk.split_once('#')?;
    Some(LedgerKey {
        sent_at: sent_at.parse().ok()?,
        digest: digest.to_owned(),
    })
}

/// A moment in whole seconds, as the sort keys of the ledger begin.
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The partition of a business's usage counters and report markers.
pub(super) fn usage(of: &BusinessId) -> String {
    format!("{}#USAGE", business(of))
}

pub(super) fn usage_day(of: &BusinessId, day: Date) -> Key {
    Key {
        pk: usage(of),
        sk: day.to_string(),
    }
}

/// The calls of other programs in the hour that began then.
pub(super) fn api_hour(of: &BusinessId, hour: Timestamp) -> Key {
    Key {
        pk: usage(of),
        sk: format!("API#{}", moment(hour)),
    }
}

/// Replies of a day that are charged for, those whose digest begins with this.
pub(super) fn paid(of: &BusinessId, day: Date, part: &str) -> Key {
    Key {
        pk: usage(of),
        sk: format!("{PAID}{day}#{part}"),
    }
}

/// From where to where those of some days stand.
pub(super) fn paid_days(from: Date, to: Date) -> (String, String) {
    (format!("{PAID}{from}"), format!("{PAID}{to}#~"))
}

/// The day in such a sort key.
pub(super) fn paid_day(sk: &str) -> Option<Date> {
    let (day, _) = sk.strip_prefix(PAID)?.split_once('#')?;
    day.parse().ok()
}

/// How much somebody in no business has said on a day: under a hash of the identity of theirs that counts most.
pub(super) fn stranger_day(identity: &Key, day: Date) -> Key {
    Key {
        pk: format!("STRANGER#{}", short_hash(&["stranger", &identity.pk])),
        sk: day.to_string(),
    }
}

/// What a business, or without one the whole deployment, has asked Gemini on a day.
pub(super) fn asked_day(of: Option<&BusinessId>, day: Date) -> Key {
    Key {
        pk: of.map_or_else(operator, usage),
        sk: format!("GEMINI#{day}"),
    }
}

/// An answer of Gemini that is kept.
pub(super) fn answer(answer: &AnswerKey) -> Key {
    Key {
        pk: format!("GEMINI#{}", part(answer.as_str())),
        sk: "ANSWER".to_owned(),
    }
}

/// The partition of what the grammar did not know in a month.
pub(super) fn misses(month: Month) -> String {
    format!("MISSES#{month}")
}

/// A phrase that it did not know.
pub(super) fn miss(month: Month, phrase: &str) -> Key {
    Key {
        pk: misses(month),
        sk: tail(phrase).into_owned(),
    }
}

/// Which form the records of the table have.
pub(super) fn schema() -> Key {
    Key {
        pk: "META".to_owned(),
        sk: "SCHEMA".to_owned(),
    }
}

/// The partition of what belongs to no business.
fn operator() -> String {
    "OPERATOR".to_owned()
}

/// The marker of a report to a business, or without one to the operator.
pub(super) fn report(to: Option<&BusinessId>, kind: &str, period: &str) -> Key {
    Key {
        pk: to.map_or_else(operator, usage),
        sk: format!("REPORT#{}#{}", part(kind), tail(period)),
    }
}

/// That a probe got through.
pub(super) fn probe(digest: &str) -> Key {
    let (pk, begins) = probes();
    Key {
        pk,
        sk: format!("{begins}{}", tail(digest)),
    }
}

/// Where the probes are, and how their sort keys begin.
pub(super) fn probes() -> (String, &'static str) {
    (operator(), "PROBE#")
}

pub(super) fn invite(code: &str) -> Key {
    Key {
        pk: format!("INVITE#{}", part(code)),
        sk: "INVITE".to_owned(),
    }
}

/// Somebody in the credit book, under the folded name.
pub(super) fn customer(of: &BusinessId, folded: &str) -> Key {
    Key {
        pk: business(of),
        sk: format!("{CUSTOMER}{}", tail(folded)),
    }
}

/// That this code is one of the business's.
pub(super) fn invited(of: &BusinessId, code: &str) -> Key {
    Key {
        pk: business(of),
        sk: format!("{INVITED}{}", tail(code)),
    }
}

/// The code in such a sort key.
pub(super) fn invited_code(sk: &str) -> Option<&str> {
    sk.strip_prefix(INVITED)
}

pub(super) fn number(number: &BusinessNumberId) -> Key {
    Key {
        pk: format!("NUMBER#{}", part(number.as_str())),
        sk: "NUMBER".to_owned(),
    }
}

pub(super) fn directory(business: &BusinessId) -> Key {
    Key {
        pk: DIRECTORY.to_owned(),
        sk: tail(business.as_str()).into_owned(),
    }
}

/// A month in UTC, such as 2026-11.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month of messages that do not say when they were sent: 1970-01-01 is put down for them.
    pub(super) const UNDATED: Self = Self {
        year: 1970,
        month: 1,
    };

    pub(super) fn of(at: Timestamp) -> Self {
        Self::of_day(TimeZone::UTC.to_datetime(at).date())
    }

    pub(super) fn of_day(day: Date) -> Self {
        Self {
            year: day.year(),
            month: day.month(),
        }
    }

    pub(super) fn previous(self) -> Self {
        if self.month == 1 {
            Self {
                year: self.year - 1,
                month: 12,
            }
        } else {
            Self {
                month: self.month - 1,
                ..self
            }
        }
    }

    pub(super) fn next(self) -> Self {
        if self.month == 12 {
            Self {
                year: self.year + 1,
                month: 1,
            }
        } else {
            Self {
                month: self.month + 1,
                ..self
            }
        }
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// A part of a key with more behind it.
fn part(text: &str) -> Cow<'_, str> {
    if text.contains(['#', '%']) {
        Cow::Owned(tail(&text.replace('%', "%25").replace('#', "%23")).into_owned())
    } else {
        tail(text)
    }
}

/// A part that ends a key: as it is, or if it is long, its beginning and a hash of the whole.
pub(super) fn tail(text: &str) -> Cow<'_, str> {
    if text.len() <= PART_MAX {
        return Cow::Borrowed(text);
    }
    let kept = text.floor_char_boundary(PART_KEPT);
    Cow::Owned(format!("{}~{}", &text[..kept], short_hash(&["key", text])))
}

#[cfg(test)]
mod tests;
