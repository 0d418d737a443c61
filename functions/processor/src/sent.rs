//! Which reply answered which message, as far as this process remembers: so that "undo" in reply to *our* words finds
//! the change they were about. WhatsApp tells only the id of the quoted message, and keeping that id in the table would
//! cost one more write for every reply ever sent; who quotes a reply does so soon, and is told plainly if it is too late.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use backroom_core::ids::MessageId;

/// How many replies are remembered.
const REMEMBERED: usize = 2_000;

/// The latest replies of this process.
#[derive(Debug, Default)]
pub(crate) struct Sent(Mutex<Latest>);

#[derive(Debug, Default)]
struct Latest {
    /// Digests: of the reply, and of the message that it answered.
    answered: BTreeMap<String, String>,
    oldest_first: VecDeque<String>,
}

impl Sent {
    /// Notes a reply.
    pub(crate) fn note(&self, reply: &MessageId, answers: &MessageId) {
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.oldest_first.len() >= REMEMBERED
            && let Some(oldest) = latest.oldest_first.pop_front()
        {
            latest.answered.remove(&oldest);
        }
        let reply = reply.digest();
        if latest
            .answered
            .insert(reply.clone(), answers.digest())
            .is_none()
        {
            latest.oldest_first.push_back(reply);
        }
    }

    /// The digest of the message that is meant by quoting this one: the one it answered, or itself.
    pub(crate) fn meant_by(&self, quoted: &MessageId) -> String {
        let quoted = quoted.digest();
        let latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        latest.answered.get(&quoted).cloned().unwrap_or(quoted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_replies_are_forgotten() {
        let sent = Sent::default();
        let id = |word: &str, number: usize| MessageId::new(format!("wamid.{word}{number}"));
        for number in 0..=REMEMBERED {
            sent.note(&id("reply", number), &id("message", number));
        }
        assert_eq!(sent.meant_by(&id("reply", 0)), id("reply", 0).digest());
        assert_eq!(sent.meant_by(&id("reply", 1)), id("message", 1).digest());
        assert_eq!(sent.meant_by(&id("message", 7)), id("message", 7).digest());
    }
}
