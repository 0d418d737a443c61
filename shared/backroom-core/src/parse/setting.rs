//! Settings with a value: "quiet hours 21 to 6", "timezone Africa/Lagos", "currency USD". Read from the words as they stand,
//! since neither hours between two dashes nor a name with a slash is anything else that the grammar knows.

use crate::business::QuietHours;
use crate::intent::{Intent, Manage};

/// Without one of these, it is no such setting.
pub(super) const HINTS: [&str; 7] = [
    "quiet",
    "stil ure",
    "time zone",
    "timezone",
    "tydsone",
    "currency",
    "geldeenheid",
];
/// What may stand before a setting's name…
const BEFORE: [&str; 6] = ["please ", "set ", "change ", "my ", "our ", "the "];
/// …and between it and its value.
const BETWEEN: [&str; 7] = ["is ", "are ", "to ", "= ", ": ", "from ", "between "];

const QUIET_HOURS: [&str; 3] = ["quiet hours", "quiet time", "stil ure"];
const TIME_ZONE: [&str; 3] = ["time zone", "timezone", "tydsone"];
const CURRENCY: [&str; 2] = ["currency", "geldeenheid"];

/// The longest name of a time zone or currency, in bytes.
const NAME_MAX: usize = 40;

/// The setting, if the message (made plain) is one.
pub(super) fn setting(plain: &str) -> Option<Intent> {
    let said = plain.trim().trim_end_matches(['.', '!']);
    let said = without(said, &BEFORE);
    let manage = if let Some(value) = value(said, &QUIET_HOURS) {
        Manage::QuietHours(quiet_hours(value)?)
    } else if let Some(value) = value(said, &TIME_ZONE) {
        let name = value
            .chars()
            .all(|c| c.is_ascii_alphabetic() || "/_-+ 0123456789".contains(c));
        (name && value.len() <= NAME_MAX).then(|| Manage::TimeZone(value.to_owned()))?
    } else {
        let value = value(said, &CURRENCY)?;
        let name = value
            .chars()
            .all(|c| c.is_alphabetic() || "$\u{20ac}\u{a3} ".contains(c));
        (name && value.len() <= NAME_MAX).then(|| Manage::Currency(value.to_uppercase()))?
    };
    Some(Intent::Manage(manage))
}

/// What is left when these are taken off the beginning, again and again.
fn without<'t>(text: &'t str, words: &[&str]) -> &'t str {
    let mut left = text.trim_start();
    while let Some(rest) = words.iter().find_map(|word| left.strip_prefix(word)) {
        left = rest.trim_start();
    }
    left
}

/// What is said behind one of these names; `None` if nothing is.
fn value<'t>(said: &'t str, names: &[&str]) -> Option<&'t str> {
    let rest = names.iter().find_map(|name| said.strip_prefix(name))?;
    let apart = rest.starts_with([' ', ':', '=']);
    let value = without(rest, &BETWEEN);
    (apart && !value.is_empty()).then_some(value)
}

/// "21 to 6", "9pm-6am", "21:00 until 06:00", "off".
fn quiet_hours(value: &str) -> Option<QuietHours> {
    if matches!(value, "off" | "none" | "never" | "af") {
        return Some(QuietHours::NONE);
    }
    let (from, until) = [" to ", " until ", " till ", " and ", " tot ", "-"]
        .iter()
        .find_map(|between| value.split_once(between))?;
    QuietHours::new(hour(from)?, hour(until)?)
}

/// A full hour: "21", "21:00", "21h00", "9pm", "9 pm".
fn hour(said: &str) -> Option<i8> {
    let said = said.trim();
    let (said, half) = match said.strip_suffix("pm").or_else(|| said.strip_suffix("p.m")) {
        Some(before) => (before, Some(12)),
        None => match said.strip_suffix("am").or_else(|| said.strip_suffix("a.m")) {
            Some(before) => (before, Some(0)),
            None => (said, None),
        },
    };
    let said = said.trim_end();
    let full = [":00", "h00", "h"].iter();
    let digits = full
        .clone()
        .find_map(|end| said.strip_suffix(end))
        .unwrap_or(said);
    let short = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let hour: i8 = short.then(|| digits.parse().ok())??;
    match half {
        Some(half) => (1..=12).contains(&hour).then_some(hour % 12 + half),
        None => Some(hour),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::hints::{self, Hints};

    #[test]
    fn each_setting_is_hinted_at() {
        for name in QUIET_HOURS.iter().chain(&TIME_ZONE).chain(&CURRENCY) {
            assert!(hints::of(name).any(Hints::SETTING), "{name}");
        }
    }
}
