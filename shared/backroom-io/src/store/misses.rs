//! What the grammar did not know: phrases and counts of all businesses together, by month, without who sent them.

use std::collections::BTreeMap;

use backroom_core::miss::{Became, Miss};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::Serialize;

use super::Store;
use super::attributes::{Attributes, Row, number, seconds, text, word};
use super::error::StoreError;
use super::keys::{self, EXPIRES_AT, Month};
use super::read::Range;

/// How long a phrase is kept after it was last sent.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(180 * 24);

/// A phrase that the grammar did not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missed {
    /// As it was first sent in the latest month, masked; others like it had other numbers.
    pub text: String,
    /// How often it was sent.
    pub times: u64,
    /// The day on which it was first sent.
    pub first_day: Date,
    /// The day on which it was last sent.
    pub last_day: Date,
    /// What became of it the last time.
    pub became: Became,
}

impl Store {
    /// Counts a miss. One write unit. A redelivered message counts again: it is a gauge.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn keep_miss(
        &self,
        miss: &Miss,
        became: Became,
        day: Date,
    ) -> Result<(), StoreError> {
        let begins = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0));
        let expires_at = begins.map(|begins| begins + KEPT_FOR).unwrap_or_default();
        let expression = format!(
            "ADD times :one SET said = if_not_exists(said, :said), \
             first_day = if_not_exists(first_day, :day), last_day = :day, became = :became, \
             {EXPIRES_AT} = :expires_at"
        );
        let values = Attributes::from([
            (":one".to_owned(), number(1)),
            (":said".to_owned(), text(&miss.text)),
            (":day".to_owned(), text(day.to_string())),
            (":became".to_owned(), word(became)),
            (":expires_at".to_owned(), seconds(expires_at)),
        ]);
        let key = keys::miss(Month::of_day(day), &miss.key);
        self.update_if("keep miss", &key, &expression, None, values)
            .await?;
        Ok(())
    }

    /// The phrases that were last sent on that day or later, those sent most often first. Reads whole months.
    ///
    /// # Errors
    /// As every call to the table.
    pub async fn misses_since(
        &self,
        since: Date,
        now: Timestamp,
    ) -> Result<Vec<Missed>, StoreError> {
        let mut phrases: BTreeMap<String, Missed> = BTreeMap::new();
        let mut month = Month::of_day(since).max(Month::of(now - KEPT_FOR));
        // A day may have begun somewhere before it has in UTC.
        let last = Month::of(now + SignedDuration::from_hours(24));
        while month <= last {
            let range = Range::beginning("misses", keys::misses(month), "");
            for record in self.all_pages(&range).await? {
                let row = Row::new("miss", &record);
                let missed = read(row)?;
                // DynamoDB takes up to two days to remove what has expired.
                if missed.last_day < since || row.moment(EXPIRES_AT)? <= now {
                    continue;
                }
                let phrase = row.text(keys::SK)?.to_owned();
                let before = phrases.remove(&phrase);
                phrases.insert(phrase, missed.after(before));
            }
            month = month.next();
        }
        let mut phrases: Vec<Missed> = phrases.into_values().collect();
        phrases.sort_by(|one, other| {
            let order = other.times.cmp(&one.times);
            order.then(other.last_day.cmp(&one.last_day))
        });
        Ok(phrases)
    }
}

impl Missed {
    /// With what was counted in earlier months.
    fn after(self, before: Option<Self>) -> Self {
        match before {
            None => self,
            Some(before) => Self {
                times: self.times + before.times,
                first_day: before.first_day,
                ..self
            },
        }
    }
}

fn read(row: Row<'_>) -> Result<Missed, StoreError> {
    let day = |name| row.text(name)?.parse().map_err(|_| row.corrupt(name));
    Ok(Missed {
        text: row.text("said")?.to_owned(),
        times: row.number("times")?,
        first_day: day("first_day")?,
        last_day: day("last_day")?,
        became: row.word("became")?,
    })
}
