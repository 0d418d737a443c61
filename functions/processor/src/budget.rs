//! The day's budget for Gemini: counted before each question, so that the bill has an end. Over it, people are answered
//! as without Gemini.

use backroom_core::ids::BusinessId;
use backroom_io::gemini::Gemini;
use backroom_io::metrics::{self, Metric};
use backroom_io::store::Spent;
use jiff::Timestamp;

use crate::Processor;

/// Takes one question of a business to Gemini off the day's budget; whether it may be asked. If the table can't tell, it
/// may not: the message will not fail for it.
pub(crate) async fn spend(
    to: &Processor,
    gemini: &Gemini,
    business: &BusinessId,
    now: Timestamp,
) -> bool {
    let budget = gemini.config().budget;
    let over = match to.store.spend(business, to.day_of(now), budget).await {
        Ok(Spent::Counted) => return true,
        Ok(Spent::BusinessOver) => "business",
        Ok(Spent::AllOver) => "all",
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
