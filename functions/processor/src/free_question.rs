//! A free question about a business's own stock: a stronger model chooses which of our queries answer it, and we run and
//! word them. Nothing moves, and no figure is the model's.

use std::cmp::Reverse;
use std::time::Duration;

use backroom_core::gemini::{AnswerKey, Choice};
use backroom_core::intent::Query;
use backroom_core::reply::{Reply, answer};
use backroom_io::gemini::{About, Gemini};
use backroom_io::metrics::{self, Metric};
use jiff::SignedDuration;

use crate::budget::{answered, not_believed, spend, unanswered};
use crate::turn::Turn;
use crate::understand::nearest;
use crate::{Failure, history};

/// How long a choice is kept: as long as the question may be delivered again. Later the shop may have other items.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(1);

/// The longest that the choice may take: the message was read by Gemini first, see [`crate::batch`].
const IN_ALL: Duration = Duration::from_secs(5);

/// Answers a free question; with the nearest thing we know, where no model can be asked or it finds no query.
pub(crate) async fn answer(turn: &Turn<'_>, question: &str) -> Result<Reply, Failure> {
    let mut replies = Vec::new();
    for query in queries(turn, question).await? {
        replies.push(history::ask(turn, &query).await?);
    }
    if replies.is_empty() {
        return nearest(turn).await;
    }
    Ok(answer::several(&replies))
}

async fn queries(turn: &Turn<'_>, question: &str) -> Result<Vec<Query>, Failure> {
    let Some(gemini) = &turn.to.gemini else {
        return Ok(Vec::new());
    };
    let Some(model) = &gemini.config().question_model else {
        return Ok(Vec::new());
    };
    let items = turn.to.items_lately(turn.business()).await?;
    let mut items: Vec<_> = items.iter().collect();
    // Those that moved most often are the likeliest to be asked about.
    items.sort_by_key(|item| Reverse(item.version));
    let names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
    let key = AnswerKey::choice(model, question, turn.business());
    let choice = match kept(turn, &key).await {
        Some(choice) => choice,
        None => match choose(turn, gemini, model, question, &names, &key).await {
            Some(choice) => choice,
            None => return Ok(Vec::new()),
        },
    };
    Ok(choice.check(&names).unwrap_or_else(|why| {
        not_believed(turn.message, why);
        Vec::new()
    }))
}

async fn kept(turn: &Turn<'_>, key: &AnswerKey) -> Option<Choice> {
    let found = turn
        .to
        .store
        .find_answers(std::slice::from_ref(key), turn.now)
        .await;
    let mut found = found
        .inspect_err(|error| tracing::warn!(%error, "kept answers not read"))
        .ok()?;
    let choice = serde_json::from_str(&found.remove(key)?).ok()?;
    metrics::record(Metric::GeminiAnswersReused, 1);
    Some(choice)
}

async fn choose(
    turn: &Turn<'_>,
    gemini: &Gemini,
    model: &str,
    question: &str,
    items: &[&str],
    key: &AnswerKey,
) -> Option<Choice> {
    let of = (model, About::Words);
    if !spend(turn.to, gemini, of, turn.business()).await {
        return None;
    }
    let chosen = gemini
        .within(IN_ALL)
        .choose(model, question, items)
        .await
        .inspect_err(unanswered)
        .ok()?;
    let asked_for = [(turn.business(), turn.message.sent_at)];
    answered(turn.to, &asked_for, chosen.tokens).await;
    let choice = chosen
        .choice
        .map_err(|why| not_believed(turn.message, why))
        .ok()?;
    let kept = serde_json::to_string(&choice).ok()?;
    let until = turn.now + KEPT_FOR;
    if let Err(error) = turn.to.store.keep_answer(key, &kept, until).await {
        tracing::warn!(%error, "answer not kept");
    }
    Some(choice)
}
