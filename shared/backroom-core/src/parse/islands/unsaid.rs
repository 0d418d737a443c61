//! What was done where no verb says so: "springs 120 in the box", "12 m cable cut", "24 toothbrushes from China mall".

use super::{Chart, Counted};
use crate::intent::{Action, Reason};
use crate::parse::sense::{Flags, Place, Verb, Words};
use crate::parse::token::Kind;

impl Chart<'_> {
    /// "springs 120 in the box": nothing is said but where so many are.
    pub(super) fn stands(&self) -> bool {
        let scan = self.scan;
        let (first, last) = self.range();
        if first > 0 {
            return false;
        }
        let inside = (last..scan.len())
            .find(|at| scan.is(*at, Flags::IN) && scan.is(at + 1, Flags::THE.or(Flags::OWN)));
        let told = |at: usize| {
            let token = scan.get(at);
            token.is(Flags::RETURN) || token.sense.verb.is_some() && !token.is(Flags::IN)
        };
        inside.is_some_and(|at| at + 4 > scan.len() && self.holds(at)) && !(0..scan.len()).any(told)
    }

    /// "in the box": where things are kept; what is in a car or "in the pies" was used there.
    fn holds(&self, inside: usize) -> bool {
        let scan = self.scan;
        let place = scan.is(inside + 2, Flags::PLACE.or(Flags::UNIT));
        let kept = scan.says(inside + 2, Words::INSIDE.or(Words::VESSEL));
        (place || kept) && !scan.says(inside, Words::INTO)
    }

    /// What is said where no verb is: "12 m cable cut", "market: 3 sacks potatoes", "24 toothbrushes from China mall".
    pub(super) fn unsaid(&self) -> Option<Verb> {
        let scan = self.scan;
        let (first, last) = self.range();
        let told = |at: usize| {
            scan.get(at).sense.verb.is_some()
                && !scan.is(
                    at,
                    Flags::IN
                        .or(Flags::FILLER)
                        .or(Flags::AUXILIARY)
                        .or(Flags::TIME),
                )
                || scan.is(at, Flags::RETURN)
        };
        if (0..scan.len()).any(told) {
            return None;
        }
        let way = |action, reason| {
            Some(Verb {
                action,
                reason,
                place: Place::Either,
            })
        };
        if let Some(reason) = self.cut(last) {
            return way(Action::Remove, reason);
        }
        let header = (0..first).any(|at| scan.says(at, Words::MARKET))
            && (0..first).any(|at| scan.mark(at, b':') || scan.get(at).kind == Kind::Line);
        let other = Flags::TIME
            .or(Flags::PLACE)
            .or(Flags::CUSTOMER)
            .or(Flags::FILLER)
            .or(Flags::PERSON);
        let source = |at: usize| {
            let from =
                scan.is(at, Flags::FROM) && !scan.is(at, Flags::OF) && scan.said(at) != "off";
            let idle = Flags::THE.or(Flags::OWN).or(Flags::ARTICLE);
            let who = (at + 1..scan.len()).find(|at| !scan.is(*at, idle));
            let there = |at: usize| scan.is(at, other) || scan.says(at, Words::INSIDE);
            from && who.is_some_and(|at| scan.word(at) && !there(at))
        };
        // "2 brandy and 4 coke to table 6"
        let served = |at: usize| {
            let the = Flags::THE.or(Flags::OWN).or(Flags::ARTICLE);
            let whom = at + 1 + usize::from(scan.is(at + 1, the));
            let table = scan.is(at + 1, Flags::NUMBERED) && scan.get(at + 2).number().is_some();
            scan.is(at, Flags::TO)
                && (table
                    || scan.is(at + 1, Flags::CUSTOMER)
                    || scan.is(whom, Flags::CUSTOMER)
                    || scan.says(whom, Words::TITLE))
        };
        if (last..scan.len()).any(served) {
            return way(Action::Remove, Reason::Sale);
        }
        // "plugged three tyres, so 3 plugs"
        let worked = !self.others.is_empty() && (0..first).any(|at| scan.says(at, Words::WORK));
        if worked && !header {
            return way(Action::Remove, Reason::Use);
        }
        if header || (last..scan.len()).any(source) {
            return way(Action::Add, Reason::Receipt);
        }
        if self.goes_into(last) {
            return way(Action::Remove, Reason::Use);
        }
        None
    }

    /// Why it is gone that was cut: "12 m cable cut for mr Nel", "2 rails cut up for the carport job".
    fn cut(&self, last: usize) -> Option<Reason> {
        let scan = self.scan;
        if !self.says(Words::CUTS) {
            return None;
        }
        let long = |counted: &Counted| {
            ["m", "meter", "metre", "mm", "cm", "length", "sqm"].contains(&counted.amount.unit)
        };
        let whom = (last..scan.len()).find(|at| scan.is(*at, Flags::FOR));
        let site = |from: usize| (from..scan.len()).any(|at| scan.says(at, Words::SITE));
        let sold = whom.is_some_and(|at| scan.says(at + 1, Words::TITLE));
        let gone = self.amounts.iter().all(long) || whom.is_some_and(site);
        gone.then_some(if sold { Reason::Sale } else { Reason::Use })
    }

    /// "used 6 l coolant on the polo, radiator was leaking": what broke is something else, and what was used is not lost.
    pub(super) fn befell_another(&self, counted: usize) -> bool {
        let scan = self.scan;
        let lost = |at: &usize| scan.get(*at).sense.verb.is_some_and(Verb::loses);
        let Some(lost) = (0..scan.len()).find(lost) else {
            return false;
        };
        let used = (0..counted).any(|at| scan.says(at, Words::USES));
        let is = |at: usize| scan.is(at, Flags::BE.or(Flags::AUXILIARY));
        let what = (0..lost).rev().find(|at| !is(*at)).unwrap_or(0);
        let other = scan.word(what) && scan.get(what).sense.empty() && !scan.is(what, Flags::KNOWN);
        used && counted < what && other && self.clause(what).0 > counted
    }

    /// "3 kg mince into the samoosas": used, where that is no place and nothing to keep it in.
    fn goes_into(&self, last: usize) -> bool {
        let scan = self.scan;
        let into = |at: &usize| scan.says(*at, Words::INTO);
        let Some(into) = (last..scan.len()).find(into) else {
            return false;
        };
        let idle = Flags::THE.or(Flags::OWN).or(Flags::ARTICLE);
        let what = into + 1 + usize::from(scan.is(into + 1, idle));
        let kept = Words::INSIDE.or(Words::VESSEL).or(Words::VEHICLE);
        let place = scan.is(what, Flags::PLACE.or(Flags::UNIT).or(Flags::CARRIER));
        let place = place || scan.says(what, kept.or(Words::STOCK).or(Words::SITE));
        what > into + 1 && scan.word(what) && !place
    }
}
