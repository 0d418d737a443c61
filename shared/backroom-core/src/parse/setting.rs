//! Settings with a value: "quiet hours 21 to 6", "timezone Africa/Lagos", "currency USD". Read from the words as they stand,
//! since neither hours between two dashes nor a name with a slash is anything else that the grammar knows.

use crate::business::QuietHours;
use crate::intent::{Intent, Manage};

use super::phrases::{self, List};

/// The longest name of a time zone or currency, in bytes.
const NAME_MAX: usize = 40;

/// The setting, if the message (made plain) is one.
pub(super) fn setting(plain: &str) -> Option<Intent> {
    let said = plain.trim().trim_end_matches(['.', '!']);
    let said = without(said, List::SETTING_BEFORE);
    let manage = if let Some(value) = value(said, List::SETTING_QUIET_HOURS) {
        Manage::QuietHours(quiet_hours(value)?)
    } else if let Some(value) = value(said, List::SETTING_TIME_ZONE) {
        let name = value
            .chars()
            .all(|c| c.is_ascii_alphabetic() || "/_-+ 0123456789".contains(c));
        (name && value.len() <= NAME_MAX).then(|| Manage::TimeZone(value.to_owned()))?
    } else {
        let value = value(said, List::SETTING_CURRENCY)?;
        let name = value
            .chars()
            .all(|c| c.is_alphabetic() || "$\u{20ac}\u{a3} ".contains(c));
        (name && value.len() <= NAME_MAX).then(|| Manage::Currency(value.to_uppercase()))?
    };
    Some(Intent::Manage(manage))
}

/// What is left when these words are taken off the beginning, again and again.
fn without(text: &str, words: List) -> &str {
    let mut left = text.trim_start();
    while let Some(rest) = phrases::behind(words, left).and_then(|rest| rest.strip_prefix(' ')) {
        left = rest.trim_start();
    }
    left
}

/// What is said behind one of these names; `None` if nothing is.
fn value(said: &str, names: List) -> Option<&str> {
    let rest = phrases::behind(names, said)?;
    let apart = rest.starts_with([' ', ':', '=']);
    let value = without(rest, List::SETTING_BETWEEN);
    (apart && !value.is_empty()).then_some(value)
}

/// "21 to 6", "9pm-6am", "21:00 until 06:00", "off".
fn quiet_hours(value: &str) -> Option<QuietHours> {
    if phrases::look_up(value).is(List::SETTING_OFF) {
        return Some(QuietHours::NONE);
    }
    let until = |word: &&str| phrases::look_up(word).is(List::SETTING_UNTIL);
    let until = value.split(' ').find(until).unwrap_or("-");
    let (from, until) = value.split_once(until)?;
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
        let named = [
            List::SETTING_QUIET_HOURS,
            List::SETTING_TIME_ZONE,
            List::SETTING_CURRENCY,
        ];
        for name in named.into_iter().flat_map(phrases::of) {
            assert!(hints::of(name).any(Hints::SETTING), "{name}");
        }
    }
}
