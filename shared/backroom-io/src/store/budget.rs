//! The day's budget: how much each business, and all of them together, may ask Gemini. Counted before it is asked, so
//! that no crowd and no fault can spend more. The last part of what all may ask is kept for plans with priority.

use backroom_core::ids::BusinessId;
use jiff::civil::Date;
use jiff::{SignedDuration, tz::TimeZone};

use super::Store;
use super::attributes::Row;
use super::error::StoreError;
use super::keys;

/// How long a day's count stays after its day.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How many texts Gemini may be asked about in a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DailyBudget {
    /// By all businesses together; at zero nothing is asked.
    pub in_all: u32,
    /// By each business; at zero nothing is asked.
    pub each: u32,
    /// How much of what all may ask, in a hundred, only those with priority may.
    pub percent_kept: u32,
}

impl DailyBudget {
    /// What all businesses together may have asked before one of these is refused.
    fn most(self, priority: bool) -> u32 {
        let kept = u64::from(self.in_all) * u64::from(self.percent_kept.min(100)) / 100;
        let kept = u32::try_from(kept).unwrap_or(self.in_all);
        self.in_all - if priority { 0 } else { kept }
    }
}

/// What came of taking a text off the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// It is counted: ask.
    Counted,
    /// The business has asked enough today.
    BusinessOver,
    /// All businesses together have.
    AllOver,
    /// All businesses together have asked so much that what may be left is for those with priority, and this has none.
    Kept,
}

impl Store {
    /// Takes one text that Gemini is to be asked about off the day's budget, for a business with priority or without.
    /// Two write units; one where the business is over. Days are those of one time zone for all.
    ///
    /// # Errors
    /// As every call to the table. It may be counted all the same.
    pub async fn spend(
        &self,
        (business, priority): (&BusinessId, bool),
        day: Date,
        budget: DailyBudget,
    ) -> Result<Spent, StoreError> {
        if budget.in_all == 0 {
            return Ok(Spent::AllOver);
        }
        let most = budget.most(priority);
        Ok(if !self.count(Some(business), day, budget.each).await? {
            Spent::BusinessOver
        } else if !self.count(None, day, most).await? {
            if most < budget.in_all {
                Spent::Kept
            } else {
                Spent::AllOver
            }
        } else {
            Spent::Counted
        })
    }

    /// How many texts Gemini was asked about on a day by all businesses together. Half a read unit.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn asked_on(&self, day: Date) -> Result<u64, StoreError> {
        let record = self
            .get("asked", &keys::asked_day(None, day), false)
            .await?;
        let texts = record.map(|record| Row::new("asked", &record).number_if("texts"));
        Ok(texts.transpose()?.flatten().unwrap_or(0))
    }

    /// Counts one more, unless there are so many already.
    async fn count(
        &self,
        of: Option<&BusinessId>,
        day: Date,
        most: u32,
    ) -> Result<bool, StoreError> {
        let begins = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0));
        let expires_at = begins.map(|begins| begins + KEPT_FOR).unwrap_or_default();
        let key = keys::asked_day(of, day);
        self.count_up("spend", &key, ("texts", most), expires_at)
            .await
    }
}
