//! How changes are to be confirmed: "quiet on", "quiet off", "confirm with reactions". Whole phrases, in words of their own.

use crate::business::Confirm;
use crate::intent::{Intent, Manage};

use super::words::Words;

/// One of these is in each of the phrases.
pub(super) const HINTS: [&str; 6] = ["quiet", "problems", "stil", "confirm", "react", "digest"];
const PHRASES: [(Confirm, &[&str]); 4] = [
    (
        Confirm::Silence,
        &[
            "quiet on",
            "quiet mode",
            "quiet mode on",
            "turn quiet on",
            "turn on quiet",
            "turn on quiet mode",
            "be quiet",
            "only tell me problems",
            "only problems",
            "stil aan",
            "bly stil",
        ],
    ),
    (
        Confirm::Words,
        &[
            "quiet off",
            "quiet mode off",
            "turn quiet off",
            "turn off quiet",
            "turn off quiet mode",
            "not quiet",
            "confirm with words",
            "confirm in words",
            "confirm by text",
            "confirm with text",
            "confirm everything",
            "stil af",
        ],
    ),
    (
        Confirm::Reaction,
        &[
            "confirm with reactions",
            "confirm with a reaction",
            "confirm by reaction",
            "confirm with ticks",
            "confirm with a tick",
            "confirm with a thumbs up",
            "reactions only",
            "only react",
            "just react",
        ],
    ),
    (
        Confirm::Digest,
        &[
            "confirm hourly",
            "confirm each hour",
            "confirm every hour",
            "confirm once an hour",
            "confirm with a digest",
            "confirm by digest",
            "digest on",
            "hourly digest",
        ],
    ),
];

/// The setting, if the message is one.
pub(super) fn confirm(words: &Words<'_>) -> Option<Intent> {
    let found = PHRASES.into_iter().find(|(_, phrases)| words.are(phrases));
    found.map(|(confirm, _)| Intent::Manage(Manage::Confirm(confirm)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::hints::{self, Hints};

    #[test]
    fn each_phrase_is_hinted_at() {
        for phrase in PHRASES.into_iter().flat_map(|(_, phrases)| phrases) {
            assert!(hints::of(phrase).any(Hints::CONFIRM), "{phrase}");
        }
    }
}
