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

/// Whether somebody stands in front who brings goods, and so takes them back: "the rep", "Albany driver", "the clover guy"; not
/// "the lady".
pub(in crate::parse) fn brings_goods(scan: Scan<'_>, verb: usize) -> bool {
    let brings = |at: usize| {
        scan.is(at, Flags::CARRIER.or(Flags::SUPPLIER)) || scan.says(at, Words::VEHICLE)
    };
    let of_whom = |at: usize| {
        let known = scan.is(at, Flags::KNOWN);
        known || scan.word(at) && scan.get(at).sense.nothing()
    };
    let guy = |at: usize| at > 0 && scan.is(at, Flags::SOMEBODY) && of_whom(at - 1);
    (0..verb).any(|at| brings(at) || guy(at))
}

/// "took back", or "took" of "took 2 back".
pub(in crate::parse) fn takes_back(scan: Scan<'_>, at: usize) -> bool {
    let took = scan.says(at, Words::GIVES) && scan.says(at, Words::CARRIES);
    took || scan.says(at, Words::TAKES_BACK)
}

/// "the lady took back 2": what she had brought, or what she had bought.
pub(in crate::parse) fn took_back(scan: Scan<'_>, verb: usize) -> bool {
    let who = Flags::CUSTOMER.or(Flags::SOMEBODY).or(Flags::THIRD);
    verb > 0 && scan.is(verb - 1, who)
}

/// Whether it goes to whoever brought it: "to the rep", "with the driver", "to Willard".
pub(in crate::parse) fn goes_to_supplier(scan: Scan<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|at| supplies(scan, at))
}

fn supplies(scan: Scan<'_>, link: usize) -> bool {
    let to = scan.is(link, Flags::TO);
    if !to && !scan.is(link, Flags::WITH) {
        return false;
    }
    let the = Flags::THE.or(Flags::OWN).or(Flags::ARTICLE);
    let whom = link + 1 + usize::from(scan.is(link + 1, the));
    // "back to Builders" is a shop; "back to the builders" may be customers.
    let brings = |at: usize| {
        scan.is(at, Flags::CARRIER.or(Flags::SUPPLIER))
            || scan.says(at, Words::VEHICLE)
            || scan.says(at, Words::MARKET) && !(at > link + 1 && scan.is(at, Flags::CUSTOMER))
    };
    // "took 3 milk back to the fridge"
    let ours = scan.is(whom, Flags::PLACE) && scan.says(whom, Words::INSIDE);
    let stranger = scan.word(link + 1) && scan.get(link + 1).sense.nothing() && !ours;
    brings(whom) || brings(whom + 1) && scan.word(whom) || to && stranger
}

impl Piece<'_> {
    /// Decides which way a return went.
    pub(super) fn came_back(&mut self) {
        self.sent_back_by();
        self.taken_back();
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
                None if self.brought && (self.subject || self.somebody_else()) => Action::Add,
                None if self.titled() || self.taken_by_us() => Action::Add,
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

    /// "took back 1 bread", and nobody else is named.
    fn taken_by_us(&self) -> bool {
        let leads = Flags::PERSON.or(Flags::FILLER).or(Flags::TIME);
        let at = (0..self.scan.len()).find(|at| !self.scan.is(*at, leads));
        let first = &self.scan.text[..self.scan.range().0];
        let alone = !first.contains(char::is_alphanumeric);
        let other = Flags::TO.or(Flags::FROM).or(Flags::THIRD).or(Flags::WITH);
        let us = at.is_some_and(|at| self.scan.says(at, Words::TAKES_BACK));
        us && alone && !self.scan.any(other)
    }

    /// "the rep took back 6": gone; of "the lady took back 2" it is asked which way that went.
    fn taken_back(&mut self) {
        if !self.returned || !self.scan.seen.says(Words::TAKES_BACK) {
            return;
        }
        let Some(at) = (0..self.scan.len()).find(|at| self.scan.says(*at, Words::TAKES_BACK))
        else {
            return;
        };
        if brings_goods(self.scan, at) || goes_to_supplier(self.scan, at, self.scan.len()) {
            self.customer = Some(false);
        } else if took_back(self.scan, at) {
            self.returned = false;
            (self.front, self.back) = (None, None);
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
        // "thandi gave back 1": to us, or for us?
        let who = self.subject && self.scan.says(at, Words::GIVES) && !customer;
        if who && !goes_to_supplier(self.scan, at, self.scan.len()) {
            self.front = None;
            return;
        }
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

    /// "guys brought back 38": they, and not we, had them.
    fn somebody_else(&self) -> bool {
        let first = (0..self.scan.len()).find(|at| self.scan.word(*at));
        first.is_some_and(|at| {
            self.scan.is(at, Flags::SOMEBODY) && self.scan.is(at + 1, Flags::RETURN)
        })
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

    /// "gave 3 back to midas", "the driver took 2 back": gone; by whom or to whom nobody knows, it is asked.
    pub(super) fn given_back(&mut self, verb: usize, back: usize) {
        (self.front, self.returned) = (None, true);
        let takes = takes_back(self.scan, verb);
        if takes && took_back(self.scan, verb) && !brings_goods(self.scan, verb) {
            self.returned = false;
        }
        let took = takes && brings_goods(self.scan, verb);
        if took || goes_to_supplier(self.scan, back, self.scan.len()) {
            self.customer = Some(false);
        }
    }

    /// "4 heels back to the supplier", "3 went back with the driver".
    pub(super) fn back_to_supplier(&mut self, at: usize) -> bool {
        let back = self.scan.says(at, Words::BACK) && supplies(self.scan, at + 1);
        let went = self
            .back
            .is_none_or(|verb| verb.reason == Reason::Use || verb.loses());
        let gone = back && self.count.is_some() && self.front.is_none() && went;
        if gone {
            self.back = Some(Verb {
                action: Action::Remove,
                reason: Reason::Return,
                place: Place::After,
            });
        }
        gone
    }
}
