//! Questions about dates: "expiring", "what expires this week?", "when does the milk expire?".

use crate::expiry::{SOON_DAYS, Within};
use crate::intent::{Intent, Query};
use crate::parse::hints::Hints;
use crate::parse::scan::Scan;

/// A message of more words asks something else.
const WORDS_MAX: usize = 12;
/// What asks about dates to come, and about those that have passed.
const TO_COME: [&str; 7] = [
    "expiring",
    "expires",
    "expire",
    "expiry",
    "expiries",
    "verval",
    "expiration",
];
const PASSED: [&str; 2] = ["expired", "verstryk"];
/// Words that ask, or show that something is asked for.
const ASKING: [&str; 14] = [
    "what", "what's", "whats", "which", "anything", "any", "list", "show", "stock", "items",
    "products", "goods", "wat", "enigiets",
];
/// Words that say nothing more.
const LITTLE: [&str; 38] = [
    "about",
    "is",
    "are",
    "has",
    "have",
    "had",
    "will",
    "going",
    "to",
    "be",
    "do",
    "does",
    "we",
    "i",
    "my",
    "our",
    "the",
    "that",
    "me",
    "please",
    "pls",
    "all",
    "near",
    "nearly",
    "close",
    "coming",
    "up",
    "getting",
    "soon",
    "already",
    "now",
    "things",
    "stuff",
    "date",
    "dates",
    "gaan",
    "binnekort",
    "asseblief",
];

/// The question, if all of the message is one.
pub(in crate::parse) fn asked(scan: Scan<'_>) -> Option<Intent> {
    if !scan.hints(Hints::EXPIRING) {
        return None;
    }
    let text = scan.text;
    let apart = |c: char| !c.is_alphanumeric() && c != '\'';
    let words: Vec<&str> = text.split(apart).filter(|word| !word.is_empty()).collect();
    if words.len() > WORDS_MAX {
        return None;
    }
    let asks = text.contains('?') || words.iter().any(|word| ASKING.contains(word));
    let when = matches!(words.first(), Some(&("when" | "wanneer")));
    let mut within = None;
    let mut passed = None;
    let mut name: Vec<&str> = Vec::new();
    let mut at = usize::from(when);
    while let Some(word) = words.get(at) {
        if let Some((stretch, next)) = stretch(&words[at..]) {
            within = Some(stretch);
            at += next;
            continue;
        }
        match word {
            word if TO_COME.contains(word) && passed.is_none() => passed = Some(false),
            word if PASSED.contains(word) && passed.is_none() => passed = Some(true),
            word if ASKING.contains(word) || LITTLE.contains(word) => {}
            word => name.push(word),
        }
        at += 1;
    }
    let passed = passed?;
    let about = when
        || words
            .iter()
            .any(|word| word.starts_with("expir") && word.ends_with('y'));
    let number = name
        .iter()
        .any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    if !name.is_empty() && (!about || passed || number || within.is_some()) {
        return None;
    }
    let within = match within {
        None if passed && !asks => return None,
        None if passed => Within::Past,
        Some(_) if passed => return None,
        Some(within) => within,
        None if !name.is_empty() || when => Within::Ever,
        None => Within::Days(SOON_DAYS),
    };
    let name = (!name.is_empty()).then(|| name.join(" "));
    Some(Intent::Ask(Query::Expiring { name, within }))
}

/// "today", "this week", "in the next 3 days": how far it looks, and how many words that takes.
fn stretch(words: &[&str]) -> Option<(Within, usize)> {
    match words {
        ["today" | "vandag", ..] => Some((Within::Days(0), 1)),
        ["tomorrow" | "môre", ..] => Some((Within::Days(1), 1)),
        ["this" | "hierdie", "week", ..] => Some((Within::Week, 2)),
        ["this" | "hierdie", "month" | "maand", ..] => Some((Within::Month, 2)),
        ["the", "next", ..] => stretch(&words[1..]).map(|(within, words)| (within, words + 1)),
        ["in" | "within" | "next", rest @ ..] => days(rest).map(|(days, words)| (days, words + 1)),
        _ => None,
    }
}

fn days(words: &[&str]) -> Option<(Within, usize)> {
    let (count, unit, taken) = match words {
        ["the", "next", count, unit, ..] => (count.parse::<u16>().ok()?, *unit, 4),
        [count, unit, ..] if count.parse::<u16>().is_ok() => (count.parse().ok()?, *unit, 2),
        [unit, ..] => (1, *unit, 1),
        [] => return None,
    };
    let each = match unit {
        "day" | "days" | "dae" | "dag" => 1,
        "week" | "weeks" | "weke" => 7,
        "month" | "months" | "maande" => 30,
        _ => return None,
    };
    Some((Within::Days(count.min(366) * each), taken))
}
