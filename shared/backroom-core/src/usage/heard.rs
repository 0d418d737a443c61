//! [`Heard`]: when members last wrote, which decides whether they can be written to.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::ids::MemberId;

/// WhatsApp lets us write freely for 24 hours after a person's last message; the rest is for clocks that differ.
const OPEN_FOR: SignedDuration = SignedDuration::from_mins(24 * 60 - 10);

/// Whether a person may be written to without a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// They wrote within the last 24 hours.
    Open,
    /// They wrote yesterday, and it is not known when.
    Perhaps,
    /// Not that we know.
    Closed,
}

/// When members last wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    moments: BTreeMap<MemberId, Timestamp>,
    days: BTreeMap<MemberId, Date>,
}

impl Heard {
    /// The member sent a message at this time.
    pub fn at(&mut self, member: &MemberId, sent_at: Timestamp) {
        let latest = self.moments.entry(member.clone()).or_insert(sent_at);
        *latest = sent_at.max(*latest);
    }

    /// The members sent messages on this day.
    pub fn on<'a>(&mut self, day: Date, members: impl IntoIterator<Item = &'a MemberId>) {
        for member in members {
            let latest = self.days.entry(member.clone()).or_insert(day);
            *latest = day.max(*latest);
        }
    }

    /// Whether the member may be written to now; `today` is the day of `now` where they are.
    pub fn window(&self, member: &MemberId, now: Timestamp, today: Date) -> Window {
        let moment = self.moments.get(member);
        let day = self.days.get(member);
        if moment.is_some_and(|sent_at| now.duration_since(*sent_at) < OPEN_FOR)
            || day.is_some_and(|day| *day >= today)
        {
            Window::Open
        } else if day.is_some_and(|day| day.tomorrow().is_ok_and(|next| next == today)) {
            Window::Perhaps
        } else {
            Window::Closed
        }
    }
}
