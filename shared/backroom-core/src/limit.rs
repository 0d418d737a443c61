//! Rate limits: whether one more message is let through, how many may be before it is not, and when there is room again.
//!
//! A day is a calendar day where the business is; an hour is any hour, over midnight too. Messages are counted in spans of
//! 20 minutes, and the hour before a message is taken to begin with its span: never is more let through in an hour than
//! was agreed, and what an hour holds back is let through 20 minutes late at the most. All of it goes by when messages
//! were *sent*, which WhatsApp says: no clock of ours, wrong or set back, decides anything.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::business::Allowance;
use crate::intent::{Intent, Manage, Parsed};

/// How long a span is.
const SPAN: SignedDuration = SignedDuration::from_mins(20);
/// How many of them an hour has.
const SPANS_AN_HOUR: i64 = 3;

/// How long after its day a message is let through in any case: the day's limit has ended, and it may have been granted its
/// place before it got lost on the way.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// How many more "undo" and "help" are let through where a limit is reached. They always work, for any person; this holds
/// back a machine.
const ESSENTIAL_MORE: u32 = 50;

/// When a message was sent, in the business's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The day.
    pub day: Date,
    /// The span of the day, from zero.
    pub span: i64,
    /// When the day begins.
    begins: Timestamp,
    /// When the next one does.
    ends: Timestamp,
}

impl Sent {
    /// In this time zone.
    pub fn at(sent_at: Timestamp, zone: &TimeZone) -> Self {
        let day = sent_at.to_zoned_datetime(zone.clone()).date();
        let begins = beginning(day, zone).unwrap_or(sent_at);
        let next = day.tomorrow().ok();
        let ends = next.and_then(|next| beginning(next, zone));
        Self {
            day,
            span: span(sent_at, begins),
            begins,
            ends: ends.unwrap_or(sent_at),
        }
    }

    /// The day before and its span from which on messages count, if the hour before this one begins there.
    pub fn day_before(&self, zone: &TimeZone) -> Option<(Date, i64)> {
        if self.hour_from() >= 0 {
            return None;
        }
        let day = self.day.yesterday().ok()?;
        let begins = beginning(day, zone)?;
        let hour_from = self.begins + SPAN * i32::try_from(self.hour_from()).ok()?;
        Some((day, span(hour_from, begins)))
    }

    /// Whether its day has been over for so long that no limit holds it back any more.
    pub fn is_late(&self, now: Timestamp) -> bool {
        now.duration_since(self.ends) >= LATE
    }

    /// The span with which the hour before it begins: below zero, it is of the day before.
    pub fn hour_from(&self) -> i64 {
        self.span - SPANS_AN_HOUR
    }

    /// So many spans later.
    fn later(&self, spans: i64) -> Timestamp {
        let spans = i32::try_from(self.span + spans).unwrap_or(i32::MAX);
        self.begins.checked_add(SPAN * spans).unwrap_or(self.ends)
    }
}

fn beginning(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_timestamp(day.at(0, 0, 0, 0)).ok()
}

fn span(at: Timestamp, begins: Timestamp) -> i64 {
    at.duration_since(begins)
        .as_secs()
        .div_euclid(SPAN.as_secs())
}

/// What was let through on a day: of a business, or of one member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// In all.
    pub messages: u32,
    /// In each span; early ones may be forgotten.
    pub spans: BTreeMap<i64, u32>,
}

impl Count {
    /// How many from this span on.
    fn since(&self, span: i64) -> u32 {
        let counts = self.spans.range(span..).map(|(_, count)| *count);
        counts.fold(0, u32::saturating_add)
    }
}

/// One side of a message: all of the business, or its sender alone.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What was let through on the day, as far as it is known; it can only have become more.
    pub today: &'a Count,
    /// What was let through on the day before, and from which span on that counts.
    pub before: Option<(&'a Count, i64)>,
    /// The most in a day.
    pub a_day: u32,
    /// The most in an hour.
    pub an_hour: u32,
}

impl Side<'_> {
    /// How many of the day may have been let through for the message to be let through too: it is, if there are fewer.
    /// What was not known of the day yet can only make it lower than it is.
    pub fn cap(&self, sent: &Sent) -> u32 {
        let in_hour = self.today.since(sent.hour_from());
        let earlier = self.today.messages.saturating_sub(in_hour);
        let hour = self.an_hour.saturating_sub(self.in_hour_before(0));
        self.a_day.min(earlier.saturating_add(hour))
    }

    fn in_hour_before(&self, later: i64) -> u32 {
        self.before
            .map_or(0, |(before, from)| before.since(from + later))
    }

    /// The limits that are reached now.
    fn full(&self, whose: Whose, sent: &Sent) -> impl Iterator<Item = Full> {
        let full = move |period, most, again| Full {
            whose,
            period,
            most,
            again,
        };
        let day = self.today.messages >= self.a_day;
        let day = day.then(|| full(Period::Day, self.a_day, sent.ends));
        let has_room = |later: &i64| {
            let in_hour = self.today.since(sent.hour_from() + later);
            in_hour.saturating_add(self.in_hour_before(*later)) < self.an_hour
        };
        // With an hour and a span over, nothing of before counts any more.
        let over = SPANS_AN_HOUR + 1;
        let room = (0..over).find(has_room).unwrap_or(over);
        let hour = (room > 0).then(|| full(Period::Hour, self.an_hour, sent.later(room)));
        day.into_iter().chain(hour)
    }
}

/// Whose limit it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// That of all members together.
    Business,
    /// That of each.
    Member,
}

/// What a limit is counted over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A day of the business.
    Day,
    /// Any hour.
    Hour,
}

/// A limit that is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full {
    /// Whose it is.
    pub whose: Whose,
    /// What it is counted over.
    pub period: Period,
    /// The most.
    pub most: u32,
    /// When there is room again.
    pub again: Timestamp,
}

/// The limit that holds a message back; if several do, the one that does so the longest.
pub fn reached(business: &Side<'_>, member: &Side<'_>, sent: &Sent) -> Option<Full> {
    let business = business.full(Whose::Business, sent);
    let full = business.chain(member.full(Whose::Member, sent));
    full.reduce(|one, other| if other.again > one.again { other } else { one })
}

/// What somebody may do whatever the limits are, within reason: take back, get help, see and change the plan, and what they
/// have a right to: their own data, and to leave.
pub fn is_essential(parsed: &Parsed) -> bool {
    let (Parsed::Understood(intent) | Parsed::Unsure(intent)) = parsed else {
        return false;
    };
    matches!(
        intent,
        Intent::Undo(_)
            | Intent::Help
            | Intent::HelpWith(_)
            | Intent::Manage(
                Manage::Plan
                    | Manage::Upgrade(_)
                    | Manage::Export
                    | Manage::Forget
                    | Manage::Leave
                    | Manage::Close
            )
    )
}

/// The allowance for what no limit holds back.
#[must_use]
pub fn without_limit(allowance: &Allowance) -> Allowance {
    Allowance {
        messages_a_day: u32::MAX,
        messages_an_hour: u32::MAX,
        member_messages_a_day: u32::MAX,
        member_messages_an_hour: u32::MAX,
        ..*allowance
    }
}

/// The allowance for what is essential.
#[must_use]
pub fn for_essentials(allowance: &Allowance) -> Allowance {
    let more = |most: u32| most.saturating_add(ESSENTIAL_MORE);
    Allowance {
        messages_a_day: more(allowance.messages_a_day),
        messages_an_hour: more(allowance.messages_an_hour),
        member_messages_a_day: more(allowance.member_messages_a_day),
        member_messages_an_hour: more(allowance.member_messages_an_hour),
        ..*allowance
    }
}

#[cfg(test)]
mod tests;
