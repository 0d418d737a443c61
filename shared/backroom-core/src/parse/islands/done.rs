//! What was done, as the verbs in the message say: those beside a number, or all of them.

use super::Chart;
use crate::intent::{Action, Reason};
use crate::parse::guard::lost_on_the_way;
use crate::parse::piece::{
    brings_goods, buys, goes_to_customer, goes_to_supplier, pests, sent_by_customer,
    sent_by_supplier, takes_back, titled, took_back,
};
use crate::parse::price;
use crate::parse::sense::{Flags, Place, Verb, Words};
use crate::parse::token::Kind;

impl Chart<'_> {
    /// The clause in which the amount stands.
    pub(super) fn clause(&self, amount: usize) -> (usize, usize) {
        let ends = |at: &usize| self.ends_clause(*at);
        let from = (0..amount).rev().find(ends).map_or(0, |at| at + 1);
        let to = (amount..self.scan.len())
            .find(ends)
            .unwrap_or(self.scan.len());
        (from, to)
    }

    pub(super) fn ends_clause(&self, at: usize) -> bool {
        let token = self.scan.get(at);
        matches!(token.kind, Kind::Mark(b',' | b';' | b'!') | Kind::Line)
            || token.mark(b'.') && !self.scan.get(at + 1).glued
            || token.is(Flags::CLAUSE)
            || self.scan.says(at, Words::SO)
            || token.is(Flags::AND) && self.scan.get(at + 1).sense.verb.is_some()
    }

    pub(super) fn says(&self, words: Words) -> bool {
        (0..self.scan.len()).any(|at| self.scan.says(at, words))
    }

    /// The verbs between two places, those of returns included.
    pub(super) fn verbs(&self, from: usize, to: usize) -> Vec<Verb> {
        let verbs = self.verbs_at(from, to, self.range());
        verbs.into_iter().map(|(_, verb)| verb).collect()
    }

    /// The same with their places; `counted` is where names and numbers stand, which some verbs go before and some behind.
    pub(super) fn verbs_at(
        &self,
        from: usize,
        to: usize,
        counted: (usize, usize),
    ) -> Vec<(usize, Verb)> {
        let mut verbs = Vec::new();
        let mut little = Vec::new();
        for at in from..to {
            let token = self.scan.get(at);
            let two_part = self.sent(from, at).is_some() || self.given(from, at);
            let back = self.scan.said(at).starts_with("back") && two_part;
            let back = back || self.back_to_supplier(at);
            if back || token.is(Flags::RETURN) {
                let Some(verb) = self.returned(from, at) else {
                    return Vec::new();
                };
                verbs.push((at, verb));
                continue;
            }
            let Some(verb) = token.sense.verb.filter(|_| !token.is(Flags::KNOWN)) else {
                continue;
            };
            // "bill 3200 total": a sum.
            let summed = self.scan.says(at, Words::TOTAL) && at > 0;
            if summed && price::price(self.scan, at - 1).is_some_and(|(_, next)| next > at) {
                continue;
            }
            // "R320 a set": what one costs.
            let sum = |at: usize| matches!(self.scan.get(at).kind, Kind::Money(_));
            if at > 1 && self.scan.is(at - 1, Flags::ARTICLE) && sum(at - 2) {
                continue;
            }
            // "gave 1 back"
            if self.scan.says(at, Words::GIVES)
                && (at..to).any(|at| self.scan.says(at, Words::BACK))
            {
                continue;
            }
            // "120 in the box"
            if self.scan.is(at, Flags::IN) && self.scan.is(at + 1, Flags::THE.or(Flags::OWN)) {
                continue;
            }
            // "put 5 on the shelf" counts nothing.
            let put = |at: usize| self.scan.says(at, Words::PUTS);
            let inside = self.scan.is(at, Flags::IN) && self.scan.word(at + 1);
            if (verb.action == Action::Set || inside) && (0..at).any(put) {
                continue;
            }
            // "for loose selling": what it is for.
            if (at.saturating_sub(2)..at).any(|at| self.scan.is(at, Flags::FOR)) {
                continue;
            }
            let (first, last) = counted;
            let misplaced = verb.place == Place::After && at < first
                || verb.place == Place::Before && at > last;
            // "customer paid R1100 for 2 cisterns"
            let paid = self.scan.says(at, Words::PAID)
                && price::price(self.scan, at + 1)
                    .is_some_and(|(_, next)| self.scan.is(next, Flags::FOR));
            let misplaced = misplaced && !paid;
            if self.undecided(at, verb) {
                return Vec::new();
            }
            // "put 5 coke in the fridge" counts nothing.
            let put =
                verb.action == Action::Set && (0..first).any(|at| self.scan.says(at, Words::PUTS));
            if put || self.of_another(at, verb) {
                return Vec::new();
            }
            if misplaced {
                continue;
            }
            let verb = self.which_way(at, verb);
            // "plugs: got 24 used 8"
            let counted = self.scan.get(at + 1).number().is_some();
            match token.is(Flags::AUXILIARY.or(Flags::FILLER)) && !counted {
                true => little.push((at, verb)),
                false => verbs.push((at, verb)),
            }
        }
        if verbs.is_empty() { little } else { verbs }
    }

    /// Whether who did it leaves it open what was done: dropped off or broken, lost before it came, sent back to us or from us.
    fn undecided(&self, at: usize, verb: Verb) -> bool {
        let scan = self.scan;
        let stranger =
            |at: usize| scan.word(at) && scan.get(at).sense.empty() && !scan.is(at, Flags::KNOWN);
        // "sab dropped 10 castle": brought them, or broke them.
        if scan.says(at, Words::DROPPED) {
            let brings = Flags::SOMEBODY.or(Flags::CARRIER).or(Flags::SUPPLIER);
            let little = Flags::FILLER.or(Flags::TIME).or(Flags::AUXILIARY);
            let who = (0..at).rev().find(|at| !scan.is(*at, little));
            let other = who.is_some_and(stranger);
            // "Albany dropped 30 white bread", where bread is called so
            let named =
                (0..at).any(|at| scan.is(at, Flags::KNOWN)) && scan.get(at + 1).number().is_some();
            let others = other || named || (0..at).any(|at| scan.is(at, brings));
            let left_at = (at..scan.len()).any(|at| scan.is(at, Flags::AT) && buys(scan, at));
            return left_at || others && !self.says(Words::ON_THE_FLOOR);
        }
        // "thandi gave back 1": to us, or for us?
        let by_stranger = at > 0 && stranger(at - 1);
        let gave = by_stranger && scan.says(at, Words::GIVES);
        if gave && goes_back(verb) && !goes_to_supplier(scan, at, self.clause(at).1) {
            return true;
        }
        // "Thabo sent 10 brake pads": to us, or for us? "the seamstress finished 4 dresses": made, or used up?
        let counted = scan.get(at + 1).number().is_some();
        let to = (at + 1..scan.len()).any(|at| scan.is(at, Flags::TO));
        let sent = by_stranger && scan.says(at, Words::SENDS) && !to;
        let buyer = at > 0 && scan.says(at - 1, Words::BUYER) && !scan.is(at - 1, Flags::KNOWN);
        let made = scan.is(at, Flags::RUN_OUT) && verb.action == Action::Remove;
        if counted && (sent || made && (by_stranger || buyer)) {
            return true;
        }
        // "the courier lost our 20 tyres": they never came.
        lost_on_the_way(scan, at) || goes_back(verb) && sent_by_supplier(scan, at)
    }

    /// What a customer sent back comes in.
    fn which_way(&self, at: usize, verb: Verb) -> Verb {
        let action = match goes_back(verb) && sent_by_customer(self.scan, at) {
            true => Action::Add,
            false => verb.action,
        };
        Verb { action, ..verb }
    }

    /// Which way that goes which comes back or goes back; `None` if nothing says so.
    fn returned(&self, from: usize, at: usize) -> Option<Verb> {
        let any = |flags: Flags| (0..self.scan.len()).any(|at| self.scan.is(at, flags));
        let back = |action| Verb {
            action,
            reason: Reason::Return,
            place: Place::Either,
        };
        let to_supplier = goes_to_supplier(self.scan, at, self.clause(at).1);
        if to_supplier && !goes_to_customer(self.scan) {
            return Some(back(Action::Remove));
        }
        // "the rep took back 6" is gone, "the lady took back 2" may be either.
        let took = (from..=at).find(|at| takes_back(self.scan, *at));
        match took {
            Some(took) if brings_goods(self.scan, took) => return Some(back(Action::Remove)),
            Some(took) if took_back(self.scan, took) => return self.back_by(at),
            Some(_) | None => {}
        }
        if let Some(verb) = self.back_by(at) {
            return Some(verb);
        }
        // "mom swopped, brought back 1 m, took 1 l"
        let customer = any(Flags::CUSTOMER.or(Flags::SOMEBODY))
            || self.says(Words::EXCHANGES)
            || titled(self.scan, at)
            || (0..at).any(|at| self.scan.says(at, Words::BUYER));
        if goes_to_customer(self.scan) {
            return None;
        }
        let sent = self.scan.said(at).starts_with("sent").then_some(true);
        match (customer, any(Flags::SUPPLIER), self.sent(from, at).or(sent)) {
            (true, false, None) => Some(back(Action::Add)),
            (false, true, _) | (_, _, Some(true)) => Some(back(Action::Remove)),
            (_, _, Some(false)) => Some(back(Action::Add)),
            (_, _, None) => None,
        }
    }

    /// "she brought back", "returned 1 to Masterparts", "autozone took it back".
    fn back_by(&self, at: usize) -> Option<Verb> {
        let scan = self.scan;
        let returned = |action| {
            Some(Verb {
                action,
                reason: Reason::Return,
                place: Place::Either,
            })
        };
        let who = at > 0 && scan.word(at - 1);
        let third = who && scan.is(at - 1, Flags::THIRD);
        let other = who && scan.get(at - 1).sense.empty() && !scan.is(at - 1, Flags::KNOWN);
        if scan.says(at, Words::TAKES_BACK) {
            return if other || third {
                returned(Action::Remove)
            } else {
                None
            };
        }
        // The customer's own words may stand in another clause.
        if (0..scan.len()).any(|at| scan.is(at, Flags::CUSTOMER.or(Flags::SUPPLIER))) {
            return None;
        }
        let to = (at + 1..(at + 6).min(scan.len())).find(|at| scan.is(*at, Flags::TO));
        let stranger =
            |at: usize| scan.word(at) && scan.get(at).sense.empty() && !scan.is(at, Flags::KNOWN);
        if to.is_some_and(|to| stranger(to + 1)) {
            return returned(Action::Remove);
        }
        let sold = (0..at).any(|at| {
            let verb = scan.get(at).sense.verb;
            verb.is_some_and(|verb| verb.reason == Reason::Sale)
        });
        ((third || sold) && to.is_none())
            .then(|| returned(Action::Add))
            .flatten()
    }

    /// "made guacamole", "the cat got", "topped up in the golf": done to something else, by somebody else, or for what
    /// is no stock.
    pub(super) fn of_another(&self, at: usize, verb: Verb) -> bool {
        let scan = self.scan;
        let idle = Flags::ARTICLE.or(Flags::THE).or(Flags::OWN);
        let object = (at + 1..scan.len())
            .find(|at| !scan.is(*at, idle))
            .unwrap_or(scan.len());
        let thing = scan.get(object).sense.empty() && !scan.says(object, Words::DAY)
            || scan.is(object, Flags::ABSTRACT);
        let other = scan.word(object) && thing && object > at;
        // "bale opened, 40 scarves inside"
        let object = |at: usize| scan.get(at).sense.empty() || scan.is(at, Flags::UNIT);
        let acted = scan.says(at, Words::DONATED.or(Words::OPENED));
        let given = acted && at > 0 && object(at - 1) && !scan.is(at - 1, Flags::KNOWN);
        // "the neighbours have 4"
        let others = Flags::CUSTOMER.or(Flags::SOMEBODY);
        let theirs = scan.says(at, Words::HAVE)
            && at > 0
            && (scan.get(at - 1).sense.empty() || scan.is(at - 1, others));
        // "put in 1 battery for mrs dlamini": fitted, perhaps.
        let into = |at: usize| scan.is(at, Flags::FOR) || scan.says(at, Words::CAR);
        let fitted = scan.says(at, Words::PUTS_IN) && (at..scan.len()).any(into);
        if given || theirs || fitted {
            return true;
        }
        if verb.reason != Reason::Receipt {
            // "lettuce went slimy"
            let became = scan.says(at, Words::GOES) && at > 0 && scan.is(at - 1, Flags::KNOWN);
            return other
                && !became
                && !scan.is(at, Flags::THIEF)
                && verb.action != Action::Set
                && scan.get(at).end < scan.text.len()
                && !verb.loses();
        }
        // "delivered 2 to mrs botha": not to us.
        let to = scan.is(at, Flags::DELIVERS) && (at..scan.len()).any(|at| scan.is(at, Flags::TO));
        if to {
            return true;
        }
        let brings = scan.is(at, Flags::DELIVERS.or(Flags::ARRIVES));
        let others = Flags::PEST.or(Flags::THIEF).or(Flags::SOMEBODY);
        let somebody = at > 0
            && scan.word(at - 1)
            && (scan.get(at - 1).sense.empty() || scan.is(at - 1, others));
        // "swopped the empties got 2 gas": we did both.
        let somebody = somebody && !self.goes_on_to(at);
        let inside = scan.is(at + 1, Flags::IN) && scan.is(at + 2, Flags::THE.or(Flags::OWN));
        // "they both bought slides": not we.
        let third = at > 0
            && (at.saturating_sub(2)..at).any(|at| self.scan.is(at, Flags::THIRD))
            && !self.scan.is(at, Flags::AUXILIARY);
        other || (somebody || third) && !brings || inside
    }

    /// Whether the clause of this verb begins with something else that we did: "paid the driver got 10 bread".
    fn goes_on_to(&self, at: usize) -> bool {
        let scan = self.scan;
        let from = (0..at).rev().find(|at| self.ends_clause(*at));
        let from = from.map_or(0, |at| at + 1);
        let idle = Flags::FILLER.or(Flags::TIME);
        let first = (from..at).find(|at| scan.word(*at) && !scan.is(*at, idle));
        first.is_some_and(|first| {
            let did = scan.get(first).sense.unknown() && scan.said(first).ends_with("ed");
            let what =
                first + 1 < at && scan.is(first + 1, Flags::THE.or(Flags::OWN).or(Flags::ARTICLE));
            what && (did || scan.says(first, Words::EXCHANGES))
        })
    }

    /// Thieves steal and rats spoil what others only take.
    pub(super) fn done_by(&self, verb: Verb) -> Verb {
        let used = verb.reason == Reason::Use;
        let thief = (0..self.scan.len()).find(|at| self.scan.is(*at, Flags::THIEF));
        // "thief got 2 watches"
        let got = verb.reason == Reason::Receipt
            && thief.is_some_and(|at| self.scan.get(at + 1).sense.verb == Some(verb));
        if got {
            return Verb {
                action: Action::Remove,
                reason: Reason::Theft,
                ..verb
            };
        }
        let because = |reason| {
            (0..self.scan.len()).any(|at| {
                let verb = self.scan.get(at).sense.verb;
                verb.is_some_and(|verb| verb.reason == reason)
                    && !self.scan.says(at, Words::DISPOSAL)
            })
        };
        let damaged = || because(Reason::Damage);
        let disposed = verb.reason == Reason::Expiry
            && !(0..self.scan.len()).any(|at| {
                let verb = self.scan.get(at).sense.verb;
                verb.is_some_and(|verb| verb.reason == Reason::Expiry)
                    && !self.scan.says(at, Words::DISPOSAL)
            });
        // "lost 2 to the dog"
        let lost =
            |at: usize| self.scan.is(at, Flags::WEAK) && self.scan.get(at).sense.verb == Some(verb);
        let lost = (0..self.scan.len()).any(lost);
        let pests = pests(self.scan);
        let spoils = pests || self.says(Words::DISASTER);
        let eaten = verb.reason == Reason::Theft && lost && spoils && thief.is_none();
        // "shampoo leaked in the box, lost 4": nobody stole them.
        let told_lost = verb.reason == Reason::Theft
            && thief.is_none()
            && self.says(Words::LOSES)
            && self.amounts.len() == 1;
        let reason = match () {
            () if eaten || told_lost && damaged() => Reason::Damage,
            () if told_lost && because(Reason::Expiry) => Reason::Expiry,
            () if used && thief.is_some() => Reason::Theft,
            () if used && (pests || self.says(Words::DISASTER)) => Reason::Damage,
            () if disposed && (pests || damaged()) => Reason::Damage,
            () => verb.reason,
        };
        Verb { reason, ..verb }
    }

    /// "gave 1 back" may go either way.
    fn given(&self, from: usize, back: usize) -> bool {
        let says = |words| (from..back).any(|at| self.scan.says(at, words));
        says(Words::GIVES)
    }

    /// "4 heels back to the supplier"
    fn back_to_supplier(&self, at: usize) -> bool {
        let back =
            self.scan.says(at, Words::BACK) && self.scan.is(at + 1, Flags::TO.or(Flags::WITH));
        back && goes_to_supplier(self.scan, at, self.clause(at).1)
    }

    /// "sent 1 back" goes out, "brought 1 back" comes in.
    pub(super) fn sent(&self, from: usize, back: usize) -> Option<bool> {
        (from..back).rev().find_map(|at| {
            let sends = self.scan.says(at, Words::SENDS);
            (sends || self.scan.says(at, Words::BRINGS)).then_some(sends)
        })
    }
}

fn goes_back(verb: Verb) -> bool {
    verb.reason == Reason::Return && verb.action == Action::Remove
}

/// The one thing that these verbs say; what is lost goes before what is only gone.
pub(super) fn agreed(verbs: &[Verb]) -> Option<Verb> {
    let rank = |verb: &&Verb| match verb.reason {
        Reason::Theft => 0,
        Reason::Return => 1,
        Reason::Expiry => 2,
        Reason::Damage => 3,
        Reason::Sale => 4,
        Reason::Receipt
        | Reason::Use
        | Reason::Count
        | Reason::Correction
        | Reason::WriteOff
        | Reason::Transfer
        | Reason::Conversion => 5,
    };
    let first = verbs.iter().min_by_key(rank)?;
    let same = |verb: &Verb| {
        // "two went missing when the boys left"
        verb.action == first.action
            || first.reason == Reason::Return && verb.loses()
            || first.loses() && verb.action == Action::Set
    };
    verbs.iter().all(same).then_some(*first)
}
