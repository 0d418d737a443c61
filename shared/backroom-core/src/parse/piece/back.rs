//! What comes back or goes back, and from or to whom: a customer's goods come in, what goes to a supplier is gone, and of
//! nobody in particular it is asked.

use super::Piece;
use crate::intent::{Action, Reason};
use crate::parse::sense::{Flags, Place, Verb};

impl Piece<'_> {
    /// Decides which way a return went.
    pub(super) fn came_back(&mut self) {
        let why = |verb: Option<Verb>| {
            verb.is_none_or(|verb| matches!(verb.reason, Reason::Damage | Reason::Expiry))
        };
        let broken = self.back.is_some_and(Verb::loses) && self.front.is_none();
        if self.returned && why(self.front) && (self.back.is_none() || broken) {
            if broken {
                self.back = None;
            }
            let action = match self.customer {
                Some(true) if self.goes_to_customer() => return,
                Some(true) => Action::Add,
                Some(false) if self.brought && self.comes_from_supplier() => Action::Add,
                Some(false) => Action::Remove,
                None if self.brought && self.subject => Action::Add,
                // "the chargers were faulty, sent them back"
                None if self.sent && broken && !self.third => Action::Remove,
                None => return,
            };
            self.front = Some(Verb {
                action,
                reason: Reason::Return,
                place: Place::Either,
            });
        }
    }

    /// "brought back 20 rolls from makro"
    fn comes_from_supplier(&self) -> bool {
        (1..self.scan.len()).any(|at| {
            self.scan.is(at, Flags::SUPPLIER)
                && (at.saturating_sub(2)..at).any(|at| self.scan.is(at, Flags::FROM))
        })
    }

    /// "brought back 5 cement to the builders": what they had, or what is ours?
    fn goes_to_customer(&self) -> bool {
        (1..self.scan.len()).any(|at| {
            self.scan.is(at, Flags::CUSTOMER)
                && (at.saturating_sub(2)..at).any(|at| self.scan.is(at, Flags::TO))
        })
    }

    /// Whether something was brought back in it.
    pub(in crate::parse) fn brings_back(&self) -> bool {
        self.brought
    }
}
