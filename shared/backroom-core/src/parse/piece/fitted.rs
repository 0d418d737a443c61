//! What is put in or on something else: "put a fan belt in the golf" is used, "put 5 bread on the shelf" has not moved.

use crate::intent::{Action, Reason};

use super::Piece;
use crate::parse::lexicon;
use crate::parse::sense::{Flags, Place, Verb, Words};

/// What was put in something else.
pub(super) const USED: Verb = Verb {
    action: Action::Remove,
    reason: Reason::Use,
    place: Place::Either,
};

impl Piece<'_> {
    /// What is put in somebody's car is used; what is put anywhere else is not counted there.
    pub(super) fn fitted(&mut self) {
        if !self.scan.seen.says(Words::PUTS) {
            return;
        }
        let Some(put) = (0..self.scan.len()).find(|at| self.scan.says(*at, Words::PUTS)) else {
            return;
        };
        // "in pots" is where they are; "in stock" that they have come.
        let inside = |at: usize| {
            let place = self.scan.is(at, Flags::IN) && !self.scan.says(at + 1, Words::STOCK);
            place && self.scan.word(at + 1)
        };
        let inside = (put + 1..self.scan.len()).any(inside);
        let counts = self.back.is_some_and(|verb| verb.action == Action::Set);
        if (counts || inside) && self.front.is_none() {
            self.back = None;
        }
        let silent = self.front.is_none() && self.back.is_none() && !self.returned;
        if silent && self.known && (put + 1..self.scan.len()).any(|at| self.in_car(at)) {
            self.front = Some(USED);
        }
    }

    /// "in the golf", "on mr naidoo's bakkie"; in a bakkie of nobody's goods are only loaded.
    pub(super) fn in_car(&self, at: usize) -> bool {
        if !self.scan.is(at, Flags::IN) {
            return false;
        }
        // The car may be named in what fits it: "shock tazz".
        let car = |at: &usize| {
            let said = lexicon::look_up(self.scan.said(*at));
            said.says(Words::CAR.or(Words::VEHICLE))
        };
        let Some(car) = (at + 1..at + 6).find(car) else {
            return false;
        };
        let whose = |at: usize| {
            let said = self.scan.said(at);
            let name = self.scan.get(at).sense.empty() && said.ends_with('s');
            name || self.scan.says(at, Words::TITLE) || self.scan.is(at, Flags::CUSTOMER)
        };
        let model = !self.scan.says(car, Words::VEHICLE);
        let on = ["on", "op"].contains(&self.scan.said(at));
        model || on || (at + 1..car).any(whose)
    }

    /// Whether it says that so many were put somewhere, and nothing else.
    pub(in crate::parse) fn puts(&self) -> bool {
        let puts = || (0..self.scan.len()).any(|at| self.scan.says(at, Words::PUTS));
        let put_in = self
            .verb_at
            .is_some_and(|at| self.scan.says(at, Words::PUTS_IN));
        (self.front.is_none() || put_in) && self.count.is_some() && !self.returned && puts()
    }

    /// Whether a car stands behind it in which that may have been put.
    pub(in crate::parse) fn stands_in_car(&self) -> bool {
        (1..self.scan.len()).any(|at| self.in_car(at))
    }

    /// "put in 1 battery for the old man" is fitted; for whom nobody knows, in or out is asked.
    pub(super) fn put_in(&mut self) {
        let Some(verb) = self
            .verb_at
            .filter(|at| self.scan.says(*at, Words::PUTS_IN))
        else {
            return;
        };
        // "put in 4 plugs on the corolla"
        if (verb + 1..self.scan.len()).any(|at| self.in_car(at)) {
            self.front = Some(USED);
        }
        if self.at_job(verb) {
            self.front = Some(USED);
            return;
        }
        let Some(whom) = (verb..self.scan.len()).find(|at| self.scan.is(*at, Flags::FOR)) else {
            return;
        };
        let any = |flags: Flags| (whom..self.scan.len()).any(|at| self.scan.is(at, flags));
        if any(Flags::CUSTOMER.or(Flags::SOMEBODY)) {
            self.front = Some(USED);
        } else if !any(Flags::TIME.or(Flags::FUTURE).or(Flags::ABSTRACT)) {
            self.front = None;
        }
    }

    /// "at the Fourways job", "at mrs botha".
    fn at_job(&self, from: usize) -> bool {
        (from + 1..self.scan.len()).any(|at| {
            let site = || (at + 1..at + 5).any(|at| self.scan.says(at, Words::SITE));
            self.scan.is(at, Flags::AT) && (site() || super::others::buys(self.scan, at))
        })
    }
}
