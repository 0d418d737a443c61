//! When something was, as it is asked about.

use crate::intent::Period;

/// "today", "last week", "on 12 Nov 2026", "in October 2026"; without a period, today.
pub(super) fn when(period: Period) -> String {
    let plain = match period {
        Period::On(day) => return day.strftime("on %-d %b %Y").to_string(),
        Period::In(first) => return first.strftime("in %B %Y").to_string(),
        Period::Today | Period::Latest => "today",
        Period::Yesterday => "yesterday",
        Period::Week => "this week",
        Period::Month => "this month",
        Period::LastWeek => "last week",
        Period::LastMonth => "last month",
        // It was asked about as that day, or that month.
        Period::Named(_) => "then",
    };
    plain.to_owned()
}
