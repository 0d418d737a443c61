//! What is said to an answer that comes again, or too late: what came of the first, never to send what is done once more.

use std::collections::BTreeMap;

use backroom_core::ids::QuestionId;
use backroom_core::inventory::LedgerRecord;
use backroom_core::reply::Reply;
use backroom_core::reply::ask::{self, Press};
use backroom_io::store::Kept;
use jiff::SignedDuration;

use crate::Failure;
use crate::question::{open, unless_answered};
use crate::turn::{Outcome, Turn};

/// How far back the answer is looked for: nobody presses older buttons and expects something of it.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(72);
/// In how many records of the business.
const LOOKED_THROUGH_MAX: usize = 500;
/// So long after an answer the same word or number is taken for the same answer.
const AGAIN_WITHIN: SignedDuration = SignedDuration::from_mins(2);

/// What is said to an answer to a question that is open no more.
pub(crate) async fn already(
    turn: &Turn<'_>,
    question: Option<&QuestionId>,
) -> Result<Outcome, Failure> {
    let reply = match question {
        Some(question) => what_came_of_it(turn, question).await?,
        None => ask::gone(),
    };
    unless_answered(turn, reply).await
}

async fn what_came_of_it(turn: &Turn<'_>, question: &QuestionId) -> Result<Reply, Failure> {
    let mut answers: BTreeMap<QuestionId, Reply> = BTreeMap::new();
    let (mut looked, mut seen) = (0, false);
    let oldest = turn.now - LOOK_BACK;
    let look = |kept: Kept| {
        looked += 1;
        let record = kept.record;
        let more = looked < LOOKED_THROUGH_MAX && record.key.sent_at > oldest;
        seen |= asks(&record.reply).as_ref() == Some(question);
        if let Some(answered) = record.answers.filter(|_| record.member == turn.member.id) {
            answers.insert(answered, record.reply);
        }
        more
    };
    let store = &turn.to.store;
    store
        .look_back(turn.business(), turn.latest(), look)
        .await?;
    let still_open = open(turn).await?.map(|question| question.id);
    let mut asked = question.clone();
    // An answer may have led to a further question, or had this one asked once more.
    while let Some(reply) = answers.remove(&asked) {
        match asks(&reply) {
            None => return Ok(ask::answered_already(&reply)),
            Some(further) if Some(&further) == still_open.as_ref() => return Ok(reply),
            Some(further) => asked = further,
        }
    }
    Ok(match seen {
        true => ask::gone(),
        false => ask::closed_long_ago(),
    })
}

/// The question that the reply asks with buttons.
fn asks(reply: &Reply) -> Option<QuestionId> {
    let first = reply.buttons.first()?;
    Press::read(&first.id).map(|(_, question)| question)
}

/// What came of the answer that the member gave just before this one, if it was one and they have done nothing since: who
/// says "yes" or a number twice says one thing. What is said after a quoted message is about that.
pub(crate) async fn just_now(turn: &Turn<'_>) -> Result<Option<LedgerRecord>, Failure> {
    let mut last: Option<LedgerRecord> = None;
    let oldest = turn.message.sent_at - AGAIN_WITHIN;
    let look = |kept: Kept| {
        let record = kept.record;
        let more = record.key.sent_at >= oldest;
        let own =
            record.member == turn.member.id && record.key != turn.key() && turn.follows(&record);
        let newer = last
            .as_ref()
            .is_none_or(|last| record.decided_at > last.decided_at);
        if more && own && newer {
            last = Some(record);
        }
        more
    };
    if turn.message.quoted.is_none() {
        let store = &turn.to.store;
        store
            .look_back(turn.business(), turn.latest(), look)
            .await?;
    }
    Ok(last.filter(|last| last.answers.is_some() && asks(&last.reply).is_none()))
}
