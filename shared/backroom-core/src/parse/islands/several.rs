//! What is told in more numbers or names than one change has: a count in several places ("6 in front and 4 in the back, so 10"),
//! what is made of something else ("made 12 kg sausage with 10 kg beef"), and by how much a count is wrong ("there should be 4
//! more").

use super::{Chart, Counted};
use crate::intent::{Action, Line, Reason};
use crate::parse::sense::{Flags, Verb, Words};
use crate::parse::token::Kind;
use crate::quantity::Quantity;

impl Chart<'_> {
    /// "mixers: 4 here, 2 in the back room": all there are; a sum that is said has to be that.
    pub(super) fn summed(&self) -> Option<Vec<Line>> {
        let scan = self.scan;
        let [name] = *self.names.as_slice() else {
            return None;
        };
        let (first, last) = (self.amounts.first()?, self.amounts.last()?);
        let placed = |from: usize, to: usize| (from..to).any(|at| self.is_place(at));
        let ends: Vec<usize> = self
            .amounts
            .iter()
            .skip(1)
            .map(|counted| counted.at)
            .chain([scan.len()])
            .collect();
        let total = self.amounts.len() > 2 && !placed(last.amount.next, scan.len());
        let parts = self.amounts.len() - usize::from(total);
        let alike = self.amounts.iter().all(|counted| {
            let next = counted.amount.next;
            let own = !scan.is(next, Flags::KNOWN) || next == name;
            counted.amount.unit == first.amount.unit && counted.amount.pack == 0 && own
        });
        let everywhere = self.amounts[..parts]
            .iter()
            .zip(&ends)
            .all(|(counted, end)| placed(counted.amount.next, *end));
        let begins = |at: usize| match at {
            0 => name + 1,
            _ => self.amounts[at - 1].amount.next,
        };
        let in_front = (0..parts)
            .all(|at| (begins(at)..self.amounts[at].at).any(|at| scan.is(at, Flags::PLACE)));
        let everywhere = everywhere || in_front && !total;
        let quiet = (0..scan.len()).all(|at| at == name || self.is_quiet(at));
        if parts < 2 || !alike || !everywhere || !quiet || !self.others.is_empty() {
            return None;
        }
        let mut sum = Quantity::ZERO;
        for counted in &self.amounts[..parts] {
            sum = sum.checked_add(whole(counted)?)?;
        }
        if total && whole(last)? != sum {
            return None;
        }
        let mut line = self
            .thing(name, first, sum)
            .line(Action::Set, Reason::Count);
        // "hunters fridge 5, store 12": the fridge is no part of the name.
        if in_front {
            scan.said(name).clone_into(&mut line.name);
        }
        Some(vec![line])
    }

    /// Says where: "here", "in front", "in the back room".
    fn is_place(&self, at: usize) -> bool {
        let scan = self.scan;
        let counts = |verb: Verb| verb.action == Action::Set;
        // "4 in the morning", "6 in a box" say nothing of where.
        let the = Flags::THE.or(Flags::OWN);
        let where_to = at + 1 + usize::from(scan.is(at + 1, the));
        let other = Flags::TIME.or(Flags::ARTICLE).or(Flags::EACH);
        let held = where_to == at + 1 && scan.is(where_to, Flags::UNIT);
        let inside = scan.is(at, Flags::IN.or(Flags::AT))
            && scan.word(where_to)
            && !scan.is(where_to, other)
            && !held;
        let beside = scan.is(at, Flags::BY) && scan.is(at + 1, the) || scan.is(at, Flags::REMARK);
        let phrase = scan.is(at, Flags::HOW_MANY_AFTER)
            && scan.said(at).contains(' ')
            && !scan.says(at, Words::TOTAL);
        let inside = inside || beside || phrase;
        let said = scan.get(at).sense.verb.is_some_and(counts)
            && !scan.says(at, Words::LEFT.or(Words::TOTAL));
        inside || said || scan.is(at, Flags::PLACE) || scan.says(at, Words::HERE)
    }

    /// Nothing that moves, doubts or asks.
    fn is_quiet(&self, at: usize) -> bool {
        let token = self.scan.get(at);
        let doubts = crate::parse::guard::ALL
            .or(Flags::RETURN)
            .or(Flags::CUSTOMER)
            .or(Flags::SUPPLIER)
            .or(Flags::HOW_MANY);
        let other = token
            .sense
            .verb
            .is_some_and(|verb| verb.action != Action::Set)
            && !token.is(Flags::IN)
            && !self.scan.says(at, Words::TOTAL);
        let money = matches!(token.kind, Kind::Money(_) | Kind::Moment | Kind::Phone);
        let filler = token.is(Flags::FILLER);
        !money && !other && (!token.is(doubts) || filler || token.sense.verb.is_some())
    }

    /// "made 10 kg sausage with 8 kg steak", "used 8 kg steak to make 10 kg sausage": what comes of it, and what goes into it.
    pub(super) fn made(&self) -> Option<Vec<Line>> {
        let scan = self.scan;
        let several = self.names.len() == self.amounts.len() && self.amounts.len() > 1;
        if !several || !self.others.is_empty() || !self.says(Words::MAKES) {
            return None;
        }
        let pairs = || self.names.iter().zip(&self.amounts);
        let joined = pairs().all(|(name, counted)| {
            let of = usize::from(scan.is(counted.amount.next, Flags::OF));
            counted.amount.next + of == *name
        });
        let (first, second) = (self.amounts[0].at, self.amounts[1].at);
        let makes = |from: usize, to: usize| (from..to).any(|at| self.produces(at));
        let uses = |at: usize| {
            let verb = scan.get(at).sense.verb;
            verb.is_some_and(|verb| verb.reason == Reason::Use)
        };
        let link = (self.names[0] + 1..second)
            .any(|at| scan.is(at, Flags::WITH.or(Flags::FROM)) || uses(at));
        let used = (0..first).any(uses);
        let last = self.amounts.len() - 1;
        let into = used && makes(self.names[last - 1], self.amounts[last].at);
        let behind = scan.is(second - 1, Flags::OF) && makes(first, second);
        let from = !used && (makes(0, first) && link || behind);
        let doubt = (0..scan.len()).any(|at| {
            scan.is(at, crate::parse::guard::ALL.or(Flags::RETURN)) && !scan.says(at, Words::MAKES)
        });
        let sold = self
            .verbs(0, scan.len())
            .iter()
            .any(|verb| verb.reason == Reason::Sale);
        if !joined || doubt || sold || into == from {
            return None;
        }
        let product = if from { 0 } else { last };
        let line = |(at, (name, counted)): (usize, (&usize, &Counted))| {
            let thing = self.thing(*name, counted, whole(counted)?);
            Some(match at == product {
                true => thing.line(Action::Add, Reason::Receipt),
                false => thing.line(Action::Remove, Reason::Use),
            })
        };
        pairs().enumerate().map(line).collect()
    }

    /// Whether something new comes of it: "mixed" only uses what there is.
    fn produces(&self, at: usize) -> bool {
        let verb = self.scan.get(at).sense.verb;
        let uses = verb.is_some_and(|verb| verb.action != Action::Add);
        self.scan.says(at, Words::MAKES) && !uses
    }

    /// "the count is wrong, there should be 4 more", "found 2 more behind the shelf", "found 1 more spade and 3 more rakes".
    pub(super) fn corrected(&self) -> Option<Vec<Line>> {
        let scan = self.scan;
        let first = self.amounts.first()?;
        let more = |counted: &Counted| {
            (counted.at + 1..=counted.amount.next).find(|at| scan.says(*at, Words::BY_HOW_MUCH))
        };
        let several = self.names.len() > 1;
        let found = match several {
            true => Words::FINDS,
            false => Words::SHOULD_BE.or(Words::FINDS),
        };
        let should = first.at > 0 && scan.says(first.at - 1, found);
        let paired = self.names.len() == self.amounts.len() && self.others.is_empty();
        let pairs = || self.names.iter().zip(&self.amounts);
        let in_turn = pairs().all(|(name, counted)| !several || counted.at < *name)
            && pairs()
                .zip(self.amounts.iter().skip(1))
                .all(|((name, _), next)| *name < next.at);
        let last = self.amounts.last()?.at;
        let moved = (0..last).any(|at| {
            let verb = scan.get(at).sense.verb;
            let more = scan.says(at, Words::BY_HOW_MUCH);
            !more && verb.is_some_and(|verb| verb.action != Action::Set)
        });
        if !should || !paired || !in_turn || moved {
            return None;
        }
        let line = |(name, counted): (&usize, &Counted)| {
            let less = scan.get(more(counted)?).sense.verb.is_some();
            let action = if less { Action::Remove } else { Action::Add };
            let line = self.thing(*name, counted, whole(counted)?);
            Some(line.line(action, Reason::Correction))
        };
        pairs().map(line).collect()
    }
}

/// How many that are, if it is more than none.
fn whole(counted: &Counted) -> Option<Quantity> {
    let quantity = counted.amount.count.quantity()?;
    (!quantity.is_zero()).then_some(quantity)
}
