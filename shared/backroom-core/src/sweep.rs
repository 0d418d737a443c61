//! [`Step`]: a walk over all businesses that is longer than a function may run, taken in steps. Each step is a message of
//! a queue of its own, and what follows it is queued before it ends: what a crash cuts off is delivered again. Every
//! step can be done twice.
//!
//! A sweep begins with one [`Part::Page`], which looks up the next businesses, queues them a handful at a time to be
//! seen to side by side, and queues the page after it. So how far it has come is always in the queue.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::ids::{BusinessId, short_hash};

/// The format of a step: raised when an older function would misunderstand a newer one.
pub const FORMAT: u16 = 1;

/// How many businesses are seen to in one step.
pub const BUSINESSES_MAX: usize = 25;
/// How many steps a page queues for its businesses: with the page after it, what SQS takes in one call.
pub const STEPS_MAX: usize = 9;
/// How many businesses a page looks up.
pub const PAGE: usize = BUSINESSES_MAX * STEPS_MAX;

/// What a sweep is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Each business is sent the report that is due.
    Reports,
    /// Each business's ledger is recomputed.
    Verify,
    /// The stock of businesses that keep a sheet is written into it. It is begun by the steps of [`Purpose::Reports`], which
    /// have their profiles at hand.
    Sheets,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The format it was written in, see [`FORMAT`].
    pub format: u16,
    /// What the sweep is for.
    pub purpose: Purpose,
    /// The hour in which it began, in UTC: the same sweep that is begun twice within it is queued once.
    pub hour: String,
    /// What this step does.
    pub part: Part,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Looks up the businesses behind this one, or the first.
    Page {
        /// The last one that the pages before have queued.
        after: Option<BusinessId>,
    },
    /// Sees to these businesses.
    Businesses {
        /// At most [`BUSINESSES_MAX`].
        ids: Vec<BusinessId>,
    },
    /// Sees to this one, whose member asked for it.
    Asked {
        /// Whose.
        id: BusinessId,
        /// When they asked: the same message that is delivered again is the same step.
        at: Timestamp,
    },
    /// Sees to the operator.
    Operator,
}

impl Step {
    /// A first step of a sweep that begins now.
    pub fn first(purpose: Purpose, part: Part, now: Timestamp) -> Self {
        let hour = TimeZone::UTC.to_datetime(now).strftime("%Y-%m-%dT%H");
        Self {
            format: FORMAT,
            purpose,
            hour: hour.to_string(),
            part,
        }
    }

    /// Another step of the same sweep.
    #[must_use]
    pub fn then(&self, part: Part) -> Self {
        Self {
            part,
            ..self.clone()
        }
    }

    /// What follows a page that found these businesses: a step for each handful, and the next page if there are `more`.
    pub fn behind_page(&self, found: &[BusinessId], more: bool) -> Vec<Self> {
        let handfuls = found.chunks(BUSINESSES_MAX).map(<[_]>::to_vec);
        let mut steps: Vec<Self> = handfuls
            .map(|ids| self.then(Part::Businesses { ids }))
            .collect();
        let next = found.last().filter(|_| more).cloned();
        steps.extend(next.map(|last| self.then(Part::Page { after: Some(last) })));
        steps
    }

    /// Its FIFO group: pages follow each other, and sheets, of which Google takes so many in a minute; all else goes side
    /// by side.
    pub fn group(&self) -> String {
        match (self.purpose, &self.part) {
            (Purpose::Sheets, _) => self.name().to_owned(),
            (_, Part::Page { .. }) => format!("{} pages", self.name()),
            (_, Part::Businesses { .. } | Part::Asked { .. } | Part::Operator) => {
                self.deduplication_id()
            }
        }
    }

    /// What tells SQS that it has this step already.
    pub fn deduplication_id(&self) -> String {
        let (part, from, count) = match &self.part {
            Part::Page { after } => ("page", after.as_ref(), 0),
            Part::Businesses { ids } => ("businesses", ids.first(), ids.len() as i64),
            Part::Asked { id, at } => ("asked", Some(id), at.as_second()),
            Part::Operator => ("operator", None, 0),
        };
        let from = from.map_or("", BusinessId::as_str);
        short_hash(&[self.name(), &self.hour, part, from, &count.to_string()])
    }

    /// One word for logs.
    pub fn name(&self) -> &'static str {
        match self.purpose {
            Purpose::Reports => "reports",
            Purpose::Verify => "verify",
            Purpose::Sheets => "sheets",
        }
    }

    /// The body of a queue message.
    pub fn to_queue_body(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers are JSON")
    }

    /// Reads the body of a queue message.
    ///
    /// # Errors
    /// It is none, or one of newer code.
    pub fn read(body: &str) -> Result<Self, NoStep> {
        match serde_json::from_str(body) {
            Ok(step @ Self { format: FORMAT, .. }) => Ok(step),
            Ok(Self { format, .. }) => Err(NoStep::Newer(format)),
            Err(_) => Err(NoStep::Unreadable),
        }
    }
}

/// Why a queue message is no step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoStep {
    /// Newer code wrote it, which will read it.
    Newer(u16),
    /// It is something else.
    Unreadable,
}

impl fmt::Display for NoStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer(format) => write!(f, "a step in the newer format {format}"),
            Self::Unreadable => f.write_str("no step of a sweep"),
        }
    }
}

impl std::error::Error for NoStep {}

/// Whether a business is among those that are seen to tonight, where each is only so often: one night in so many, and
/// every night as many of all. Zero is never. `night` is a number that grows by one each night.
pub fn is_its_night(business: &BusinessId, night: u32, one_in: u32) -> bool {
    let hash = short_hash(&["night", business.as_str()]);
    let place = hash.get(..8).map(|digits| u32::from_str_radix(digits, 16));
    let place = place.and_then(Result::ok).unwrap_or(0);
    one_in > 0 && place % one_in == night % one_in
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(count: usize) -> Vec<BusinessId> {
        (0..count)
            .map(|n| BusinessId::new(format!("b{n:04}")))
            .collect()
    }

    fn first() -> Step {
        let now = "2026-11-24T06:59:59Z".parse().unwrap();
        Step::first(Purpose::Reports, Part::Page { after: None }, now)
    }

    #[test]
    fn a_page_and_the_next_one_are_one_call() {
        let steps = first().behind_page(&ids(PAGE), true);
        assert_eq!(steps.len(), 10);
        let seen: Vec<&BusinessId> = steps
            .iter()
            .filter_map(|step| match &step.part {
                Part::Businesses { ids } => Some(ids),
                Part::Page { .. } | Part::Asked { .. } | Part::Operator => None,
            })
            .flatten()
            .collect();
        assert_eq!(seen, ids(PAGE).iter().collect::<Vec<_>>());
        let last = Part::Page {
            after: ids(PAGE).pop(),
        };
        assert_eq!(steps[9].part, last);
        assert_eq!(first().behind_page(&ids(30), false).len(), 2);
        assert!(first().behind_page(&[], false).is_empty());
    }

    #[test]
    fn steps_are_told_apart_and_the_same_one_is_the_same() {
        let steps = first().behind_page(&ids(PAGE), true);
        let mut told: Vec<String> = steps.iter().map(Step::deduplication_id).collect();
        told.push(first().deduplication_id());
        told.push(first().then(Part::Operator).deduplication_id());
        let count = told.len();
        told.sort();
        told.dedup();
        assert_eq!(told.len(), count);
        assert_eq!(first().deduplication_id(), first().deduplication_id());
        assert_eq!(first().group(), steps[9].group(), "pages follow each other");
        assert_ne!(steps[0].group(), steps[1].group());
    }

    #[test]
    fn sheets_are_written_one_after_the_other_and_asked_for_as_often_as_somebody_asks() {
        let now: Timestamp = "2026-11-24T06:59:59Z".parse().unwrap();
        let asked = |at: &str| {
            let part = Part::Asked {
                id: BusinessId::new("b1"),
                at: at.parse().unwrap(),
            };
            Step::first(Purpose::Sheets, part, now)
        };
        let (one, other) = (asked("2026-11-24T06:59:59Z"), asked("2026-11-24T06:59:50Z"));
        let hourly = Step::first(Purpose::Sheets, Part::Businesses { ids: ids(1) }, now);
        assert_ne!(one.deduplication_id(), other.deduplication_id());
        assert_eq!(one.group(), other.group());
        assert_eq!(one.group(), hourly.group());
        assert_eq!(Step::read(&one.to_queue_body()), Ok(one));
    }

    #[test]
    fn a_step_crosses_the_queue() {
        let step = first();
        let body = step.to_queue_body();
        assert_eq!(Step::read(&body), Ok(step));
        let newer = body.replace("\"format\":1", "\"format\":2");
        assert_eq!(Step::read(&newer), Err(NoStep::Newer(2)));
        assert_eq!(Step::read("hello"), Err(NoStep::Unreadable));
    }

    #[test]
    fn each_business_has_one_night_in_so_many() {
        for business in ids(100) {
            let nights = (20_000..20_007).filter(|night| is_its_night(&business, *night, 7));
            assert_eq!(nights.count(), 1);
            assert!(is_its_night(&business, 20_000, 1) && !is_its_night(&business, 0, 0));
        }
        let tonight = ids(700);
        let tonight = tonight.iter().filter(|id| is_its_night(id, 20_000, 7));
        assert!((60..140).contains(&tonight.count()));
    }
}
