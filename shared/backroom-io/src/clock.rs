//! The clock: the one place below `main` that reads the time. Everything else is told it.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Tells the time: the machine's, or one that is set by hand. Copies made with `clone` show the same time.
#[derive(Clone, Debug)]
pub struct Clock(Hands);

#[derive(Clone, Debug)]
enum Hands {
    Machine,
    Set(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Hands::Machine)
    }

    /// A clock that stands still at this time until it is set.
    pub fn stopped_at(time: Timestamp) -> Self {
        Self(Hands::Set(Arc::new(Mutex::new(time))))
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            #[expect(
                clippy::disallowed_methods,
                reason = "this is the clock that the rule points to"
            )]
            Hands::Machine => Timestamp::now(),
            Hands::Set(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Sets a stopped clock, and all its clones; the machine's clock is left alone.
    pub fn set(&self, to: Timestamp) {
        if let Hands::Set(time) = &self.0 {
            *time.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }

    /// Moves a stopped clock on, and all its clones; past the end of time it stays where it is.
    pub fn advance(&self, by: SignedDuration) {
        if let Ok(later) = self.now().checked_add(by) {
            self.set(later);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_moves_only_by_hand_and_its_clones_with_it() {
        let clock = Clock::stopped_at("2026-11-24T08:00:00Z".parse().unwrap());
        let same = clock.clone();
        clock.advance(SignedDuration::from_mins(90));
        assert_eq!(same.now().to_string(), "2026-11-24T09:30:00Z");
    }
}
