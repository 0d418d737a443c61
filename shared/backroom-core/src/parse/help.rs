//! "help", with what it is wanted for: "help stock", "help me with my team".

use crate::intent::{Intent, Topic};

use super::words::Words;

/// Without one of these, it is no such sentence.
pub(super) const HINTS: [&str; 2] = ["help", "hulp"];
const HELP: [&str; 3] = ["help", "hulp", "?"];
const IDLE: [&str; 9] = [
    "me", "with", "on", "about", "for", "the", "my", "met", "oor",
];
const TOPICS: [(Topic, &[&str]); 6] = [
    (Topic::Paste, &["list", "import", "paste", "csv", "excel"]),
    (
        Topic::Stock,
        &[
            "stock",
            "voorraad",
            "counting",
            "count",
            "stocktake",
            "expiry",
            "expiring",
            "undo",
            "fix",
        ],
    ),
    (
        Topic::Items,
        &[
            "items",
            "item",
            "names",
            "packs",
            "units",
            "unit",
            "pack",
            "alias",
            "supplier",
            "suppliers",
        ],
    ),
    (
        Topic::Money,
        &[
            "money", "prices", "price", "sales", "profit", "geld", "credit", "debtors", "owing",
        ],
    ),
    (
        Topic::Reports,
        &[
            "reports", "report", "history", "alerts", "alert", "reorder", "low",
        ],
    ),
    (
        Topic::Team,
        &[
            "team", "people", "shops", "shop", "plan", "privacy", "settings", "data", "export",
            "invite",
        ],
    ),
];

/// Help with one thing.
pub(super) fn help(words: &Words<'_>) -> Option<Intent> {
    let mut at = usize::from(words.is(0, &HELP));
    if at == 0 {
        return None;
    }
    while words.is(at, &IDLE) {
        at += 1;
    }
    let topic = TOPICS.into_iter().find(|(_, names)| words.is(at, names));
    let (topic, _) = topic.filter(|_| at + 1 == words.len())?;
    Some(Intent::HelpWith(topic))
}
