//! How changes are to be confirmed: "quiet on", "quiet off", "confirm with reactions". Whole phrases, in words of their own.

use crate::business::Confirm;
use crate::intent::{Intent, Manage};

use super::phrases::List;
use super::words::Words;

const PHRASES: [(Confirm, List); 4] = [
    (Confirm::Silence, List::CONFIRM_SILENCE),
    (Confirm::Words, List::CONFIRM_WORDS),
    (Confirm::Reaction, List::CONFIRM_REACTION),
    (Confirm::Digest, List::CONFIRM_DIGEST),
];

/// The setting, if the message is one.
pub(super) fn confirm(words: &Words<'_>) -> Option<Intent> {
    let found = PHRASES.into_iter().find(|(_, phrases)| words.are(*phrases));
    found.map(|(confirm, _)| Intent::Manage(Manage::Confirm(confirm)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::hints::{self, Hints};
    use crate::parse::phrases;

    #[test]
    fn each_phrase_is_hinted_at() {
        for phrase in PHRASES.into_iter().flat_map(|(_, list)| phrases::of(list)) {
            assert!(hints::of(phrase).any(Hints::CONFIRM), "{phrase}");
        }
    }
}
