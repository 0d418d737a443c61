//! Where the islands say that something has moved, but not all of it: what is to be asked; and where they say that there is
//! none left.

use super::Chart;
use super::done::agreed;
use crate::intent::{Action, Intent, Line, Parsed, Problem, Reason, Thing};
use crate::parse::guard;
use crate::parse::sense::{Flags, Words};
use crate::quantity::Quantity;

impl Chart<'_> {
    /// What is to be asked, where something has moved for certain: which way, or how many.
    pub(super) fn open(&self) -> Option<Problem> {
        let moves = Flags::RETURN;
        // "wood glue, 6"
        let bare = self.scan.len() <= 4 && self.amounts.len() == 1 || self.amounts.is_empty();
        let told = (0..self.scan.len()).find_map(|at| {
            let token = self.scan.get(at);
            let verb = token.sense.verb.filter(|_| !token.is(Flags::WEAK));
            (verb.is_some() || token.is(moves)).then_some(verb)
        });
        let told = match told {
            None if bare || self.leaves(0, self.range().1) => None,
            told => told?,
        };
        if let Some(pairs) = self.pairs() {
            let things = pairs.iter().filter_map(|(name, counted)| {
                let quantity = counted
                    .amount
                    .count
                    .quantity()
                    .filter(|quantity| !quantity.is_zero())?;
                Some(self.thing(*name, counted, quantity))
            });
            let things: Vec<Thing> = things.collect();
            return (things.len() == pairs.len()).then_some(Problem::NoAction { things });
        }
        let [name] = self.names.as_slice() else {
            return None;
        };
        if !self.others.is_empty() {
            return None;
        }
        let lost = self.scan.len() <= 8 && self.others.is_empty();
        let lost = || {
            let all = agreed(&self.verbs(0, self.scan.len()));
            all.filter(|verb| lost && (verb.loses() || verb.reason == Reason::Receipt))
        };
        let back = (0..self.scan.len()).any(|at| {
            let in_two = self.scan.said(at).starts_with("back") && self.sent(0, at).is_some();
            let verb = self.scan.get(at).sense.verb;
            let returned = verb.is_some_and(|verb| verb.reason == Reason::Return);
            in_two || returned || self.scan.is(at, Flags::RETURN)
        });
        if self.amounts.is_empty() && back && self.scan.len() <= 16 {
            let verbs = self.verbs(0, self.scan.len());
            let way = agreed(&verbs).filter(|verb| verb.reason == Reason::Return);
            return Some(Problem::NoQuantity {
                way: way.map(|verb| (verb.action, verb.reason)),
                name: self.name(*name),
            });
        }
        let sale_or_loss = told
            .filter(|verb| verb.reason == Reason::Sale || verb.loses())
            .or_else(lost);
        (self.amounts.is_empty() && sale_or_loss.is_some()).then(|| Problem::NoQuantity {
            way: sale_or_loss.map(|verb| (verb.action, verb.reason)),
            name: self.name(*name),
        })
    }

    /// "sold R100 worth of wors": so much money, and not how many.
    pub(super) fn worth(&self) -> Option<Problem> {
        let worth = (0..self.scan.len()).any(|at| self.scan.says(at, Words::WORTH));
        let [name] = self.names.as_slice() else {
            return None;
        };
        let verb = agreed(&self.verbs(0, self.scan.len()))?;
        worth.then(|| Problem::NoQuantity {
            way: Some((verb.action, verb.reason)),
            name: self.name(*name),
        })
    }

    /// "mayo finished, oil finished", "sold all the mussels": none left of any, once that is confirmed.
    pub(super) fn none_left(&self) -> Option<Parsed> {
        let scan = self.scan;
        let tokens = 0..scan.len();
        let mut gone = false;
        for at in tokens.clone() {
            let token = scan.get(at);
            let all = scan.says(at, Words::ALL) || scan.is(at, Flags::NONE);
            let out = token
                .sense
                .verb
                .is_some_and(|verb| verb.action == Action::Remove);
            gone |= scan.says(at, Words::OUT) && at + 1 == scan.len();
            gone |= token.is(Flags::RUN_OUT.or(Flags::NONE))
                || all && scan.is(at + 1, Flags::THE.or(Flags::OWN)) && self.goes_out();
            let doubt = guard::of(token.sense).is_some()
                && !token.is(Flags::NONE)
                && token.sense.verb.is_none();
            let other =
                token.sense.verb.is_some() && !out && !token.is(Flags::AUXILIARY.or(Flags::WEAK));
            if doubt || other || token.is(Flags::RETURN) {
                return None;
            }
        }
        let near = |name: &usize| {
            let said = |at: usize| {
                scan.is(at, Flags::RUN_OUT.or(Flags::NONE))
                    || scan.says(at, Words::ALL.or(Words::OUT))
            };
            (name.saturating_sub(3)..name + 4).any(said)
        };
        let lines = self.names.iter().map(|name| Line {
            action: Action::Set,
            quantity: Quantity::ZERO,
            unit: None,
            name: self.name(*name),
            price: None,
            together: None,
            reason: Reason::Count,
            expires: None,
        });
        (gone && self.names.iter().all(near))
            .then(|| Parsed::Unsure(Intent::Change(lines.collect())))
    }

    fn goes_out(&self) -> bool {
        let out = |at| {
            let verb = self.scan.get(at).sense.verb;
            verb.is_some_and(|verb| verb.action == Action::Remove)
        };
        (0..self.scan.len()).any(out)
    }
}
