//! A message that was edited or deleted in the chat after it had been done: what it did stays, and whether that is to be
//! taken back is asked, for a message that is gone can't be replied to.

use backroom_core::business::Right;
use backroom_core::ids::MessageId;
use backroom_core::inventory::{LedgerRecord, RecordKind};
use backroom_core::question::Asks;
use backroom_core::reply::{change as words, chat};

use crate::Failure;
use crate::commit::{Plan, record};
use crate::history::{currency, place};
use crate::turn::{Outcome, Turn};

/// Asks whether what the message did is to be taken back; `None` if it did nothing that stands.
pub(crate) async fn ask(
    turn: &Turn<'_>,
    original: &MessageId,
    edited: bool,
) -> Result<Option<Outcome>, Failure> {
    let found = turn
        .to
        .store
        .find_recent_by_digest(turn.business(), &original.digest(), turn.latest())
        .await?;
    let Some(done) = found.filter(|kept| !kept.undone && kept.record.moves()) else {
        return Ok(None);
    };
    let done = done.record;
    let askable = match done.kind {
        RecordKind::Change | RecordKind::Fix { .. } => true,
        RecordKind::Undo { .. } | RecordKind::Edit | RecordKind::Refusal | RecordKind::Opening => {
            false
        }
    };
    let may = done.member == turn.member.id && turn.member.role.may(Right::MoveStock);
    if !askable || !may {
        let reply = if edited {
            chat::edited()
        } else {
            chat::revoked()
        };
        return Ok(Some(reply.into()));
    }
    let currency = currency_of(turn, &done).await?;
    let of = vec![done.key.clone()];
    record(turn, || {
        let question = turn.question(Asks::Undo { of: of.clone() });
        let reply = words::still_stands(&question.id, &done, edited, &currency);
        Plan::question(question, reply)
    })
    .await
    .map(Some)
}

/// The currency in which the change is told; read only if it has an amount of money.
pub(crate) async fn currency_of(turn: &Turn<'_>, record: &LedgerRecord) -> Result<String, Failure> {
    match record.credit.is_empty() {
        true => currency(turn, &record.movements).await,
        false => Ok(place(turn).await?.currency),
    }
}
