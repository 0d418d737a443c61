//! What messages cost, by business and day: counted with the message where it can be foreseen, the rest added later.
//!
//! The rest waits in the process and rides on the business's next message, so that an ordinary message costs no write more.
//! What stands for money is not left to chance: it is added when the batch ends.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use backroom_core::business::zone;
use backroom_core::ids::BusinessId;
use backroom_core::limit::Sent;
use backroom_core::usage::{Account, Meter};
use futures::future::join_all;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::Processor;

/// How many businesses' days may wait; when there are more, all are added.
const WAITING_MAX: usize = 500;

/// What is not added yet.
#[derive(Debug, Default)]
pub(crate) struct Meters(Mutex<BTreeMap<(BusinessId, Date), Meter>>);

/// What was foreseen of a message that is being dealt with.
#[derive(Debug)]
pub(crate) struct Bill {
    pub(crate) account: Account,
    pub(crate) foreseen: Meter,
}

impl Meters {
    fn waiting(&self) -> MutexGuard<'_, BTreeMap<(BusinessId, Date), Meter>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets this wait.
    pub(crate) fn add(&self, business: &BusinessId, day: Date, meter: &Meter) {
        if meter.is_zero() {
            return;
        }
        let mut waiting = self.waiting();
        let sum = waiting.entry((business.clone(), day)).or_default();
        *sum = sum.plus(meter);
    }

    /// What waits for this day of the business; whoever takes it adds it, or gives it back.
    pub(crate) fn take(&self, business: &BusinessId, day: Date) -> Meter {
        let waiting = self.waiting().remove(&(business.clone(), day));
        waiting.unwrap_or_default()
    }

    /// Takes what is not to wait any longer: money, troubles, and days that no message rides to any more.
    fn take_due(&self) -> Vec<((BusinessId, Date), Meter)> {
        let mut waiting = self.waiting();
        let many = waiting.len() > WAITING_MAX;
        let mut latest: BTreeMap<BusinessId, Date> = BTreeMap::new();
        for (business, day) in waiting.keys() {
            latest.insert(business.clone(), *day);
        }
        let due = |(business, day): &(BusinessId, Date), meter: &Meter| {
            many || latest.get(business) != Some(day) || is_due(meter)
        };
        let (taken, left) = std::mem::take(&mut *waiting)
            .into_iter()
            .partition(|(of, meter)| due(of, meter));
        *waiting = left;
        let taken: BTreeMap<_, _> = taken;
        taken.into_iter().collect()
    }
}

fn is_due(meter: &Meter) -> bool {
    meter.replies > 0 || meter.templates != 0 || meter.errors != 0 || meter.gemini_texts != 0
}

impl Bill {
    /// What it came to.
    pub(crate) fn settle(self, to: &Processor, actual: &Meter) {
        let late = actual.less(&self.foreseen);
        to.meters
            .add(&self.account.business, self.account.day, &late);
    }
}

impl Processor {
    /// Adds what is due. What can't be added waits on: it is no message's trouble.
    pub(crate) async fn meter_due(&self) {
        let due = self.meters.take_due();
        let added = due.iter().map(async |((business, day), meter)| {
            if let Err(error) = self.store.meter(business, *day, meter).await {
                tracing::warn!(business = business.as_str(), %error, "usage not metered yet");
                self.meters.add(business, *day, meter);
            }
        });
        join_all(added).await;
    }

    /// What is sent for the business at that time is counted there: in its own day.
    pub(crate) async fn account(&self, business: &BusinessId, at: Timestamp) -> Account {
        let profile = self.profile(business).await.ok().flatten();
        let zone = match &profile {
            Some(profile) => zone(&profile.time_zone),
            None => zone(&self.config.time_zone),
        };
        Account {
            business: business.clone(),
            day: Sent::at(at, &zone).day,
        }
    }

    /// Meters something beside what a message is foreseen to cost.
    pub(crate) fn meter(&self, account: &Account, meter: &Meter) {
        self.meters.add(&account.business, account.day, meter);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn units_wait_for_the_next_message_and_money_does_not() {
        let meters = Meters::default();
        let (one, other) = (BusinessId::new("b1"), BusinessId::new("b2"));
        let [monday, tuesday] = [date(2026, 11, 30), date(2026, 12, 1)];
        let units = Meter {
            write_units: 3,
            ..Meter::default()
        };
        let tokens = Meter {
            gemini_texts: 1,
            tokens_asked: 800,
            ..Meter::default()
        };
        meters.add(&one, monday, &units);
        meters.add(&one, monday, &units);
        meters.add(&other, monday, &tokens);
        let due = meters.take_due();
        assert_eq!(due, [((other.clone(), monday), tokens)]);
        // Another day has come: nothing more is going to ride to the one before.
        meters.add(&one, tuesday, &units);
        let due = meters.take_due();
        assert_eq!(due, [((one.clone(), monday), units.plus(&units))]);
        assert_eq!(meters.take(&one, tuesday), units);
        assert!(meters.take(&one, tuesday).is_zero());
    }
}
