//! What comes back or goes back, and from or to whom: a customer's goods come in, what goes to a supplier is gone, and of
//! nobody in particular it is asked.

use super::Piece;
use crate::intent::{Action, Reason};
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Place, Verb, Words};

/// Whether a customer did what the verb at this place says: "the restaurant sent back", not "we sent back".
pub(in crate::parse) fn sent_by_customer(scan: Scan<'_>, verb: usize) -> bool {
    let buys = |at: usize| scan.is(at, Flags::CUSTOMER) || scan.says(at, Words::BUYER);
    (0..verb).any(buys) && !(0..verb).any(|at| scan.is(at, Flags::PERSON.or(Flags::FOR)))
}

/// Whether a supplier did: to us, or something of theirs.
pub(in crate::parse) fn sent_by_supplier(scan: Scan<'_>, verb: usize) -> bool {
    (0..verb).any(|at| scan.is(at, Flags::SUPPLIER))
        && !(0..verb).any(|at| scan.is(at, Flags::PERSON.or(Flags::TO)))
}

/// Whether somebody with a name and a title stands in front: "mrs van wyk", "tannie sara".
pub(in crate::parse) fn titled(scan: Scan<'_>, verb: usize) -> bool {
    (0..verb).any(|at| {
        let title = scan.says(at, Words::TITLE.or(Words::MISTER));
        title && (at + 1..verb).any(|at| scan.word(at) && scan.get(at).sense.unknown())
    })
}

/// "brought back 5 cement to the builders": what they had, or what is ours?
pub(in crate::parse) fn goes_to_customer(scan: Scan<'_>) -> bool {
    (1..scan.len()).any(|at| {
        scan.is(at, Flags::CUSTOMER) && (at.saturating_sub(2)..at).any(|at| scan.is(at, Flags::TO))
    })
}

impl Piece<'_> {
    /// Decides which way a return went.
    pub(super) fn came_back(&mut self) {
        self.sent_back_by();
        let why = |verb: Option<Verb>| {
            verb.is_none_or(|verb| matches!(verb.reason, Reason::Damage | Reason::Expiry))
        };
        let broken = self.back.is_some_and(Verb::loses) && self.front.is_none();
        if self.returned && why(self.front) && (self.back.is_none() || broken) {
            if broken {
                self.back = None;
            }
            let action = match self.customer {
                Some(true) if goes_to_customer(self.scan) => return,
                Some(true) => Action::Add,
                Some(false) if self.brought && self.comes_from_supplier() => Action::Add,
                Some(false) => Action::Remove,
                None if self.brought && self.subject || self.titled() => Action::Add,
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

    /// "restaurant sent back 3 kg": comes in; of what a supplier sent back it is asked which way that went.
    fn sent_back_by(&mut self) {
        let back = |verb: &Verb| verb.reason == Reason::Return && verb.action == Action::Remove;
        let Some(at) = self
            .verb_at
            .filter(|_| self.front.as_ref().is_some_and(back))
        else {
            return;
        };
        let (customer, supplier) = (
            sent_by_customer(self.scan, at),
            sent_by_supplier(self.scan, at),
        );
        // "sent back an email about the 6 chairs"
        let other = self.scan.is(at + 1, Flags::ARTICLE) && !self.scan.is(at + 2, Flags::KNOWN);
        if supplier || customer && other {
            self.front = None;
        } else if customer {
            self.front = self.front.map(|verb| Verb {
                action: Action::Add,
                ..verb
            });
        }
    }

    /// "mrs van wyk returned 3": whoever is spoken of so buys.
    fn titled(&self) -> bool {
        let returned = (0..self.scan.len()).find(|at| self.scan.is(*at, Flags::RETURN));
        returned.is_some_and(|returned| titled(self.scan, returned))
    }

    /// "brought back 20 rolls from makro"
    fn comes_from_supplier(&self) -> bool {
        (1..self.scan.len()).any(|at| {
            self.scan.is(at, Flags::SUPPLIER)
                && (at.saturating_sub(2)..at).any(|at| self.scan.is(at, Flags::FROM))
        })
    }

    /// Whether something was brought back in it.
    pub(in crate::parse) fn brings_back(&self) -> bool {
        self.brought
    }
}
