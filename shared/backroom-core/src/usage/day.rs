//! [`DayUsage`]: what one day of a business has counted, and [`Meter`], what of it costs something.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::ids::MemberId;

/// A day of a business, as its counters have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayUsage {
    /// The day, in the business's time zone.
    pub day: Date,
    /// Messages of members that were let through, of whatever kind: each once, however often it was delivered.
    pub messages: u64,
    /// Messages without a ledger record, as the versions before [`DayUsage::messages`] counted them; zero since.
    pub unrecorded: u64,
    /// How many of the messages were whose. Of the versions before, members without a number (zero).
    pub members: BTreeMap<MemberId, u64>,
    /// When they sent the last of them, as far as that is known.
    pub last: BTreeMap<MemberId, Timestamp>,
    /// What was counted beside the messages.
    pub meter: Meter,
}

/// Who waits longer for a reply has waited too long: the alarm *Slow replies* goes by the same. WhatsApp tells only in whole
/// seconds when a message was sent, so some who waited a little over four are among them.
pub const SLOW_AFTER: Duration = Duration::from_secs(5);

/// Counts of what costs something, and of what goes wrong. What one of them costs is not here: prices age, whoever reads it has them. Corrections
/// of what was foreseen wrongly are negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meter {
    /// Replies that WhatsApp took; it charges for some.
    pub replies: i64,
    /// Messages by template that WhatsApp took; it charges for most.
    pub templates: i64,
    /// Of both, those that it said it charges for. Kept apart from the others, and read with them where money is told:
    /// `Store::billed_between`.
    pub paid: i64,
    /// Messages in words that the grammar did not know; it knew all others.
    pub unknown: i64,
    /// Messages that were not acted on since a limit was reached.
    pub refused: i64,
    /// Attempts at a message that failed and were tried again, or parked.
    pub errors: i64,
    /// Messages that were answered later than [`SLOW_AFTER`] after they were sent.
    pub slow: i64,
    /// Calls of the table, Gemini and WhatsApp that were refused for being too many; they were repeated.
    pub throttled: i64,
    /// Write units, as the table reported them.
    pub write_units: i64,
    /// Texts, voice notes and photos that Gemini was asked about.
    pub gemini_texts: i64,
    /// Tokens it was asked with, those of [`Meter::tokens_cached`] among them.
    pub tokens_asked: i64,
    /// Tokens of these that it had in its cache, which cost less.
    pub tokens_cached: i64,
    /// Tokens that it answered.
    pub tokens_answered: i64,
}

impl Meter {
    /// Each count with its name: that of its attribute in the table, and of its column in what is exported.
    pub fn counts(&self) -> [(&'static str, i64); 13] {
        let mut counts = *self;
        counts.counts_mut().map(|(name, count)| (name, *count))
    }

    fn counts_mut(&mut self) -> [(&'static str, &mut i64); 13] {
        [
            ("replies", &mut self.replies),
            ("templates", &mut self.templates),
            ("paid", &mut self.paid),
            ("unknown", &mut self.unknown),
            ("refused", &mut self.refused),
            ("errors", &mut self.errors),
            ("slow", &mut self.slow),
            ("throttled", &mut self.throttled),
            ("write_units", &mut self.write_units),
            ("gemini_texts", &mut self.gemini_texts),
            ("tokens_asked", &mut self.tokens_asked),
            ("tokens_cached", &mut self.tokens_cached),
            ("tokens_answered", &mut self.tokens_answered),
        ]
    }

    /// The same with each count changed by what `change` gives for its name and itself.
    #[must_use]
    pub fn map(&self, mut change: impl FnMut(&'static str, i64) -> i64) -> Self {
        let mut changed = *self;
        for (name, count) in changed.counts_mut() {
            *count = change(name, *count);
        }
        changed
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let others = other.counts();
        self.map(|name, count| {
            let added = others.iter().find(|(of, _)| *of == name);
            count.saturating_add(added.map_or(0, |(_, added)| *added))
        })
    }

    /// What this is more than the other.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        self.plus(&other.map(|_, count| count.saturating_neg()))
    }

    /// Whether nothing is counted.
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_by_their_names() {
        let one = Meter {
            replies: 3,
            tokens_answered: 7,
            ..Meter::default()
        };
        let other = Meter {
            replies: 1,
            errors: 2,
            ..Meter::default()
        };
        let both = one.plus(&other);
        assert_eq!((both.replies, both.errors, both.tokens_answered), (4, 2, 7));
        assert_eq!(both.less(&other), one);
        assert!(one.less(&one).is_zero() && !one.is_zero());
    }
}
