//! When a change happened, if not when it was told: "sold 4 hats yesterday".

use backroom_core::intent::{Action, Line};
use backroom_core::message::Content;
use backroom_core::parse::happened_yesterday;
use backroom_core::question::Settled;

use crate::Failure;
use crate::history::place;
use crate::turn::Turn;

/// What a message settles of its lines before anything was asked about them: when they happened. What was counted is counted
/// as things are now.
pub(crate) async fn told(turn: &Turn<'_>, lines: &[Line]) -> Result<Settled, Failure> {
    let Content::Text { body } = &turn.message.content else {
        return Ok(Settled::default());
    };
    let counts = lines.iter().any(|line| line.action == Action::Set);
    if counts || !happened_yesterday(body) {
        return Ok(Settled::default());
    }
    let sent = turn
        .message
        .sent_at
        .to_zoned_datetime(place(turn).await?.zone);
    let day_before = sent.yesterday().ok().map(|then| then.timestamp());
    Ok(Settled {
        happened_at: day_before,
        ..Settled::default()
    })
}
