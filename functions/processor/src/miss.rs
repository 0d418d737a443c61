//! What the grammar did not know is counted for the operator, whatever Gemini made of it.

use backroom_core::message::Content;
use backroom_core::miss::{Became, Miss};

use crate::turn::Turn;
use crate::understand::Meaning;

/// Keeps typed words that the grammar did not know; those of a voice note or photo are not the sender's own. That it
/// could not be kept is nobody's trouble but ours.
pub(crate) async fn keep(turn: &Turn<'_>, words: &str, meaning: &Meaning) {
    if !matches!(&turn.message.content, Content::Text { body } if body == words) {
        return;
    }
    let Some(miss) = Miss::of(words) else {
        return;
    };
    let became = match meaning {
        Meaning::Guess(intent) | Meaning::Unsure(intent) => Became::of(intent),
        Meaning::Question(_) => Became::Question,
        Meaning::Say(_)
        | Meaning::Intent(_)
        | Meaning::Incomplete(_)
        | Meaning::Press(..)
        | Meaning::Withdrawn { .. }
        | Meaning::Silence => Became::Nothing,
    };
    let day = turn.to.day_of(turn.now);
    if let Err(error) = turn.to.store.keep_miss(&miss, became, day).await {
        tracing::warn!(message_digest = turn.message.id.digest(), %error, "miss not kept");
    }
}
