//! One clause of a message: what stands in it, and whether it says that anything has moved.

use super::{Chart, Counted};
use crate::intent::{Action, Reason};
use crate::parse::amount;
use crate::parse::guard;
use crate::parse::name::denies;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Verb, Words};
use crate::parse::token::Kind;

/// What stands between two places.
pub(super) struct Clause<'c> {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) names: Vec<usize>,
    pub(super) amounts: Vec<&'c Counted>,
    pub(super) verbs: Vec<(usize, Verb)>,
    /// From its first name or number to its last.
    pub(super) range: (usize, usize),
}

impl Chart<'_> {
    pub(super) fn clause_of(&self, from: usize, to: usize) -> Clause<'_> {
        let inside = |at: &&usize| (from..to).contains(*at);
        let mut names: Vec<usize> = self.names.iter().filter(inside).copied().collect();
        let inside = |counted: &&Counted| (from..to).contains(&counted.at);
        let amounts: Vec<&Counted> = self.amounts.iter().filter(inside).collect();
        let range = range_of(&names, &amounts).unwrap_or((from, to));
        let verbs = self.verbs_at(from, to, range);
        if !amounts.is_empty() && names.len() > amounts.len() {
            names.retain(|name| !self.is_purpose(*name));
        }
        Clause {
            from,
            to,
            names,
            amounts,
            verbs,
            range,
        }
    }

    /// Where each begins and ends.
    pub(super) fn clauses(&self) -> Vec<(usize, usize)> {
        let mut clauses = Vec::with_capacity(4);
        let mut from = 0;
        for at in 0..=self.scan.len() {
            let ends = at == self.scan.len() || self.ends_clause(at) || self.parts(at);
            let begins = at > from && at < self.scan.len() && self.begins_clause(from, at);
            if ends || begins {
                if at > from {
                    clauses.push((from, at));
                }
                from = at + usize::from(ends);
            }
        }
        clauses
    }

    /// "client already had one": what they had before is none of ours.
    pub(super) fn had_one(&self, at: usize) -> bool {
        let had = at > 0 && self.scan.says(at - 1, Words::HAVE);
        let whose = |at: usize| self.scan.is(at, Flags::CUSTOMER.or(Flags::THIRD));
        had && !self.scan.word(at + 1) && (at.saturating_sub(3)..at).any(whose)
    }

    fn parts(&self, at: usize) -> bool {
        let token = self.scan.get(at);
        let dash = token.mark(b'-') && !token.glued && !self.scan.get(at + 1).glued;
        let numbered = self.scan.get(at + 1).number().is_some()
            || self.scan.get(at - usize::from(at > 0)).is(Flags::KNOWN);
        token.kind == Kind::Symbol
            || dash && !numbered
            || matches!(token.kind, Kind::Mark(b'(' | b')' | b'[' | b']'))
    }

    /// "sold 1 customer will fetch it": who does something else begins another clause, once so many are counted.
    fn begins_clause(&self, from: usize, at: usize) -> bool {
        let who = Flags::CUSTOMER.or(Flags::THIRD).or(Flags::PERSON);
        let counted = self
            .amounts
            .iter()
            .any(|counted| (from..at).contains(&counted.at));
        let told = (from..at).any(|at| self.scan.get(at).sense.verb.is_some());
        let next = self.scan.get(at + 1);
        let does =
            next.is(Flags::AUXILIARY.or(Flags::BE).or(guard::ALL)) || next.sense.verb.is_some();
        let sold = (from..at).any(|at| {
            let verb = self.scan.get(at).sense.verb;
            verb.is_some_and(|verb| verb.reason == Reason::Sale)
        });
        // "sold 1 will be collected friday"
        let will =
            sold && self.scan.is(at, Flags::FUTURE) && self.scan.said(at).starts_with("will");
        // "need to order cabbage only 3 left"
        // "did not sell coke got 1", "will get coke got 1" may be anything.
        let denied = (from..at).any(|at| self.scan.is(at, guard::ALL));
        let only = self.scan.is(at, Flags::AUXILIARY)
            && !(denied && self.scan.get(at).sense.verb.is_some())
            && amount::numeral(self.scan, at + 1).is_some()
            && (from..at).any(|at| self.scan.is(at, Flags::KNOWN));
        // "got 3 but only ordered 2"
        // "ordered 20 but only got 15"
        let asked = (from..at).any(|at| self.scan.is(at, Flags::WISH));
        let comes = |at: usize| {
            let verb = self.scan.get(at).sense.verb;
            verb.is_some_and(|verb| verb.action == Action::Add)
        };
        // "ordered 20 only 15 came"
        let came = comes(at + 1) || next.number().is_some() && (at + 2..at + 5).any(comes);
        if counted && asked && came && self.scan.says(at, Words::ONLY) {
            return true;
        }
        let wished = counted && told && self.scan.is(at, Flags::WISH) && next.number().is_some();
        wished
            || self.scan.is(at, who) && counted && told && does
            || counted && will
            || !counted && only
    }

    /// Whether all that it says has not happened; `None` if it takes back what was said before, or leaves all of it in doubt.
    pub(super) fn only_doubts(
        &self,
        clause: &Clause<'_>,
        doubted_before: bool,
        told: bool,
    ) -> Option<bool> {
        let (from, to) = (clause.from, clause.to);
        let doubted = self.doubted(from, to)?;
        // "sold 3 coke but he didnt take them" takes it back.
        let back = Flags::NEGATIVE.or(Flags::RETURN);
        let denied = (from..to).any(|at| {
            let said = self.scan.is(at, back) || self.scan.said(at).ends_with("back");
            said && !denies(self.scan, at)
        });
        // "got 10 bread, they did not bring the milk"
        let before: Vec<&str> = (self.names.iter().filter(|name| **name < from))
            .map(|name| self.scan.said(*name))
            .collect();
        let other = |name: &usize| !before.contains(&self.scan.said(*name));
        let who = Flags::THIRD.or(Flags::SUPPLIER).or(Flags::CARRIER);
        let theirs = self.scan.is(from, who) || self.scan.is(from + 1, who);
        let others = theirs && clause.amounts.is_empty() && !clause.names.is_empty();
        let others = others && clause.names.iter().all(other);
        if doubted && denied && told && !others {
            return None;
        }
        let goes_on = doubted_before
            && clause.verbs.is_empty()
            && !clause.amounts.is_empty()
            && !self.only(&clause.amounts);
        Some(doubted || goes_on)
    }

    /// Whether its numbers may mean more than one thing; `told` is how many lines were told before.
    pub(super) fn is_unclear(&self, clause: &Clause<'_>, told: usize) -> bool {
        let (from, to) = (clause.from, clause.to);
        // "12 minus 3" is worked out, and what is done is made or gone.
        let reached = (from..to)
            .any(|at| self.scan.says(at, Words::REACHED) && self.scan.get(at).sense.verb.is_some());
        let counted = clause.amounts.len();
        let lost = clause.verbs.iter().any(|(_, verb)| verb.loses());
        // "did 3 heads", "those 2 ous left": nothing of the shop is counted there.
        let other = |at: &usize| (from..to).contains(at) && !self.of_no_stock(*at);
        counted > 0 && reached && counted + told > 1
            || self.others.iter().any(other)
            || counted > 0 && !lost && self.leaves(from, clause.range.0)
    }

    /// "the bread guy left 40 bread": we have so many, or he brought them.
    pub(super) fn leaves(&self, from: usize, counted: usize) -> bool {
        let left = (from..counted).find(|at| self.scan.says(*at, Words::LEFT));
        let ours = |at: usize| self.scan.is(at, Flags::AUXILIARY.or(Flags::BE));
        let who = Flags::SOMEBODY
            .or(Flags::CARRIER)
            .or(Flags::SUPPLIER)
            .or(Flags::THIRD);
        let others = (0..counted).any(|at| self.scan.is(at, who));
        left.is_some_and(|left| left == 0 || !ours(left - 1)) && others
    }

    /// "did 3 heads", "2 boys": what is worked on, or who came.
    fn of_no_stock(&self, at: usize) -> bool {
        let worked = at > 0 && self.scan.says(at - 1, Words::WORK);
        let who = Flags::CUSTOMER.or(Flags::SOMEBODY).or(Flags::ABSTRACT);
        let behind = amount::amount(self.scan, at).map_or(at, |amount| amount.next);
        worked || self.scan.is(behind, who)
    }

    /// "on the quantum", "for the cakes".
    fn is_purpose(&self, name: usize) -> bool {
        let the = Flags::THE.or(Flags::OWN);
        let link = Flags::FOR.or(Flags::IN).or(Flags::WITH);
        let mut before = name;
        while before > 0
            && (self.scan.is(before - 1, the.or(Flags::ARTICLE))
                || self.scan.is(before - 1, Flags::KIND))
        {
            before -= 1;
        }
        let worked = before > 0 && self.scan.says(before - 1, Words::WORK);
        worked || before > 0 && before < name && self.scan.is(before - 1, link)
    }

    /// Whether the clause speaks of what has not happened; `None` if that puts all of it in doubt.
    fn doubted(&self, from: usize, to: usize) -> Option<bool> {
        let mut doubted = false;
        for at in from..to {
            let token = self.scan.get(at);
            // "too salty she says" doubts nothing of what came back.
            let says = ["says", "said", "say"]
                .iter()
                .any(|said| self.scan.said(at).ends_with(said));
            let why = says && self.amounts.iter().all(|counted| counted.at < from);
            if why {
                continue;
            }
            if token.is(Flags::CONDITION) && token.sense.verb.is_none() && !token.is(Flags::FILLER)
            {
                return None;
            }
            let guard = guard::of(token.sense).is_some() && token.sense.verb.is_none();
            doubted |= guard && !denies(self.scan, at);
        }
        Some(doubted)
    }
}

fn range_of(names: &[usize], amounts: &[&Counted]) -> Option<(usize, usize)> {
    let counted = amounts.iter().map(|counted| counted.at);
    let places = || names.iter().copied().chain(counted.clone());
    Some((places().min()?, places().max()?))
}

/// Whether a row or what stands between commas is nothing but words that nobody knows: another thing, without its number.
pub(super) fn names_more(scan: Scan<'_>) -> bool {
    let parts = |at: &usize| {
        let kind = scan.get(*at).kind;
        matches!(kind, Kind::Line | Kind::Mark(b',' | b';'))
    };
    let mut from = 0;
    while from < scan.len() {
        let to = (from..scan.len()).find(parts).unwrap_or(scan.len());
        let mut words = (from..to).filter(|at| scan.word(*at)).peekable();
        if words.peek().is_some()
            && words.all(|at| {
                let quiet = Words::HERE.or(Words::TOTAL).or(Words::UNTOUCHED);
                let says = scan.says(at, quiet) || scan.is(at, Flags::PLACE.or(Flags::REMARK));
                scan.get(at).sense.unknown() && !scan.is(at, Flags::KNOWN) && !says
            })
            && !(from..to).any(|at| scan.says(at, Words::EXCHANGES))
        {
            return true;
        }
        from = to + 1;
    }
    false
}
