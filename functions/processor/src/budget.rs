//! What Gemini costs: the day's budget, counted before each question so that the bill has an end, and what each answer
//! was billed for. Over the budget, people are answered as without Gemini; the last of it is kept for those whose plan has
//! priority.

use backroom_core::business::Feature;
use backroom_core::gemini::GeminiAnswerError;
use backroom_core::ids::BusinessId;
use backroom_core::message::InboundMessage;
use backroom_core::usage::Meter;
use backroom_io::gemini::{About, Gemini, GeminiError, Tokens};
use backroom_io::metrics::{self, Metric};
use backroom_io::store::Spent;
use jiff::Timestamp;

use crate::Processor;

/// Takes one question of a business to this model, about that, off the day's budget; whether it may be asked. If the table can't tell,
/// it may not: the message will not fail for it. A model that is left alone costs nothing.
pub(crate) async fn spend(
    to: &Processor,
    gemini: &Gemini,
    of: (&str, About),
    business: &BusinessId,
) -> bool {
    if gemini.is_resting(of) {
        unanswered(&GeminiError::Resting);
        return false;
    }
    let budget = gemini.config().budget;
    let by = (business, has_priority(to, business).await);
    let day = to.day_of(to.clock.now());
    let over = match to.store.spend(by, day, budget).await {
        Ok(Spent::Counted) => return true,
        Ok(Spent::BusinessOver) => "business",
        Ok(Spent::AllOver) => "all",
        Ok(Spent::Kept) => "kept for priority",
        Err(error) => {
            tracing::warn!(business = business.as_str(), %error, "Gemini's budget not known: not asked");
            return false;
        }
    };
    metrics::record(Metric::GeminiOverBudget, 1);
    tracing::warn!(
        business = business.as_str(),
        over,
        "Gemini's budget for the day is spent"
    );
    false
}

/// Whether the business goes first where Gemini runs short. If the table can't tell, it does not.
pub(crate) async fn has_priority(to: &Processor, business: &BusinessId) -> bool {
    let profile = to.profile(business).await;
    profile.is_ok_and(|profile| profile.is_some_and(|of| of.plan.has(Feature::Priority)))
}

/// Gemini has answered a question about texts of these businesses, sent at these times.
pub(crate) async fn answered(to: &Processor, texts: &[(&BusinessId, Timestamp)], tokens: Tokens) {
    meter(to, texts, tokens).await;
    let texts = texts.len();
    let Tokens {
        prompt,
        cached,
        output,
    } = tokens;
    metrics::record(Metric::GeminiCalls, 1);
    metrics::record(Metric::GeminiTexts, texts as u64);
    tracing::info!(
        texts,
        prompt,
        cached,
        output,
        "asked Gemini; counts are tokens"
    );
}

/// Each business has its share: as much as its texts are of all of them, and the first what is left over.
async fn meter(to: &Processor, texts: &[(&BusinessId, Timestamp)], tokens: Tokens) {
    for (at, (business, sent_at)) in texts.iter().enumerate() {
        let share = |tokens: u64| {
            let all = texts.len() as u64;
            let left_over = if at == 0 { tokens % all } else { 0 };
            i64::try_from(tokens / all + left_over).unwrap_or(i64::MAX)
        };
        let used = Meter {
            gemini_texts: 1,
            tokens_asked: share(tokens.prompt),
            tokens_cached: share(tokens.cached),
            tokens_answered: share(tokens.output),
            ..Meter::default()
        };
        let account = to.account(business, *sent_at).await;
        to.meter(&account, &used);
    }
}

/// Gemini has not.
pub(crate) fn unanswered(error: &GeminiError) {
    failed(error);
    tracing::warn!(%error, "Gemini did not answer");
}

/// Counts a question that Gemini did not answer.
pub(crate) fn failed(error: &GeminiError) {
    metrics::record(Metric::GeminiErrors, 1);
    if error.is_quota() {
        metrics::record(Metric::GeminiQuotaErrors, 1);
    }
    if error.needs_operator() {
        metrics::record(Metric::GeminiRefused, 1);
    }
}

/// What Gemini says about a message is left aside.
pub(crate) fn not_believed(message: &InboundMessage, why: GeminiAnswerError) {
    let message_digest = message.id.digest();
    tracing::warn!(message_digest, ?why, "Gemini's answer is not believed");
}
