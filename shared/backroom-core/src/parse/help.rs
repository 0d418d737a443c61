//! "help", with what it is wanted for: "help stock", "help me with my team".

use crate::intent::{Intent, Topic};

use super::phrases::List;
use super::words::Words;

const TOPICS: [(Topic, List); 6] = [
    (Topic::Paste, List::HELP_PASTE),
    (Topic::Stock, List::HELP_STOCK),
    (Topic::Items, List::HELP_ITEMS),
    (Topic::Money, List::HELP_MONEY),
    (Topic::Reports, List::HELP_REPORTS),
    (Topic::Team, List::HELP_TEAM),
];

/// Help with one thing.
pub(super) fn help(words: &Words<'_>) -> Option<Intent> {
    let mut at = usize::from(words.is(0, List::HELP));
    if at == 0 {
        return None;
    }
    while words.is(at, List::HELP_IDLE) {
        at += 1;
    }
    let topic = TOPICS.into_iter().find(|(_, names)| words.is(at, *names));
    let (topic, _) = topic.filter(|_| at + 1 == words.len())?;
    Some(Intent::HelpWith(topic))
}
