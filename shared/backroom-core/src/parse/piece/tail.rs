//! Behind amount and name: verb, price, time, for whom, comments.

use super::{Piece, closing};
use crate::intent::Action;
use crate::money::Price;
use crate::parse::amount::{self, Amount};
use crate::parse::guard;
use crate::parse::name::{comments, denies, is_clause};
use crate::parse::price;
use crate::parse::sense::{Flags, Verb};
use crate::parse::token::Kind;

impl Piece<'_> {
    /// Behind amount and name: verb, price, time, for whom, comments.
    pub(super) fn tail(&mut self, from: usize) {
        let mut at = from;
        while at < self.scan.len() {
            let token = self.scan.get(at);
            if self.price.is_none()
                && let Some((price, next)) = price::price(self.scan, at)
            {
                self.price = Some(price);
                at = next;
                continue;
            }
            match token.kind {
                Kind::Mark(b'?') => self.question = true,
                Kind::Mark(b'(' | b'[') => at = closing(self.scan, at),
                Kind::Mark(b'-' | b':') => return,
                Kind::Word | Kind::Number(_)
                    if self.count.is_none() && self.late_amount(at).is_some() =>
                {
                    at = self.late_amount(at).map_or(at, |amount| self.take(amount));
                    continue;
                }
                Kind::Word => {
                    if self.tail_word(at) {
                        self.commented = true;
                        self.price = self.price.or_else(|| self.price_later(at));
                        return;
                    }
                }
                Kind::Number(_) => self.stray = true,
                Kind::Money(_)
                | Kind::Moment
                | Kind::Phone
                | Kind::Mark(_)
                | Kind::Line
                | Kind::Symbol => {}
            }
            at += 1;
        }
    }

    /// "sold to thabo R54": a price behind a comment says that it is one.
    fn price_later(&self, from: usize) -> Option<Price> {
        (from..self.scan.len())
            .filter(|at| {
                matches!(self.scan.get(*at).kind, Kind::Money(_)) || self.scan.mark(*at, b'@')
            })
            .find_map(|at| price::price(self.scan, at))
            .map(|(price, _)| price)
    }

    /// "coke sold today: 3": the amount behind everything else.
    fn late_amount(&self, at: usize) -> Option<Amount> {
        let token = self.scan.get(at);
        let digits = token.number().is_some()
            || (token.is(Flags::TIMES) && self.scan.get(at + 1).number().is_some());
        amount::amount(self.scan, at).filter(|_| digits && !self.name.is_empty())
    }

    /// Takes one word behind; true where a comment begins.
    fn tail_word(&mut self, at: usize) -> bool {
        let sense = self.scan.get(at).sense;
        let told = self.front.is_some_and(|_| !self.weak) || self.returned;
        if told && denies(self.scan, at) || self.stands(at) {
            return true;
        }
        if let Some(guard) = guard::behind(sense) {
            // "milk is finished please order": that more is wanted takes nothing back.
            if !(self.run_out && sense.is(Flags::WISH)) {
                self.guard = self.guard.or(Some(guard));
                self.wished |= sense.is(Flags::WISH);
            }
            return false;
        }
        if let Some(verb) = sense.verb_after().filter(|_| !self.place(at)) {
            self.verb_behind(at, verb);
            return false;
        }
        if sense.is(Flags::RETURN) {
            self.returned = true;
            return false;
        }
        if sense.is(Flags::TO.or(Flags::FROM).or(Flags::BY).or(Flags::FOR)) {
            self.purpose = sense.is(Flags::FOR.or(Flags::FROM));
            self.who(at);
            return true;
        }
        if self.comment_begins(at) {
            return true;
        }
        let idle = Flags::TIME
            .or(Flags::FILLER)
            .or(Flags::AUXILIARY)
            .or(Flags::BE)
            .or(Flags::CUSTOMER)
            .or(Flags::SUPPLIER);
        if sense.is(Flags::COMMENT) && !sense.is(idle) {
            return true;
        }
        if !sense.is(idle) {
            self.stray = true;
        }
        false
    }

    fn verb_behind(&mut self, at: usize, verb: Verb) {
        self.run_out |= self.scan.is(at, Flags::RUN_OUT) && self.guard.is_none();
        // "5 left over, thrown away"
        let left = self.back.is_some_and(|back| back.action == Action::Set) && verb.loses();
        if self.back.is_some() && !left {
            return;
        }
        self.back = Some(verb);
        self.prepared = comments(self.scan, at);
        if self.front.is_none() {
            self.weak = self.scan.is(at, Flags::WEAK);
            self.delivers = self.scan.is(at, Flags::DELIVERS);
        }
    }

    /// "in the golf": where it is.
    fn place(&self, at: usize) -> bool {
        let other = Flags::TIME.or(Flags::FILLER).or(Flags::FROM);
        self.scan.is(at, Flags::IN) && self.scan.word(at + 1) && !self.scan.is(at + 1, other)
    }

    /// "sold 3 coke in the fridge" counts nothing.
    fn stands(&self, at: usize) -> bool {
        let verb = self.scan.get(at).sense.verb;
        let begins = |place| self.scan.said(at).starts_with(place);
        let counts = verb.is_some_and(|verb| verb.action == Action::Set);
        self.front.is_some() && counts && ["in ", "on "].into_iter().any(begins)
    }

    fn comment_begins(&mut self, at: usize) -> bool {
        // "half a litre of coolant topped up in the golf": in or out is asked.
        let put = self.back.is_some_and(|back| back.action == Action::Add) && self.front.is_none();
        if put && self.place(at) && self.scan.is(at + 1, Flags::THE.or(Flags::OWN)) {
            let inside = Flags::TIME.or(Flags::SUPPLIER).or(Flags::CARRIER);
            let brought = (at + 1..at + 4).any(|at| self.scan.is(at, inside));
            self.back = self.back.filter(|_| brought);
        }
        let begins = Flags::OR
            .or(Flags::WITH)
            .or(Flags::IN)
            .or(Flags::AT)
            .or(Flags::PERSON)
            .or(Flags::REMARK);
        // "fell off the shelf"
        let the = Flags::THE.or(Flags::OWN).or(Flags::ARTICLE);
        let lost = self.back.is_some_and(Verb::loses) && self.scan.is(at, the);
        lost || is_clause(self.scan, at) || self.scan.is(at, begins)
    }

    /// "to supplier", "from a customer".
    fn who(&mut self, at: usize) {
        let to = self.scan.is(at, Flags::TO);
        if to && self.delivers {
            // "delivered 10 bread to gogo": out or in is asked.
            (self.front, self.back) = (None, None);
        }
        self.lost_later(at);
        let named = (at..self.scan.len()).find_map(|at| {
            let token = self.scan.get(at);
            token
                .is(Flags::CUSTOMER.or(Flags::SUPPLIER))
                .then(|| token.is(Flags::CUSTOMER))
        });
        if self.customer.is_none() {
            self.customer = named.or(self.returned.then_some(!to));
        }
        let last = self.scan.get(self.scan.len() - 1);
        if self.back.is_none() && self.front.is_none() && last.sense.verb_after().is_some() {
            self.back = last.sense.verb_after();
            self.weak = last.is(Flags::WEAK);
        }
        for at in at..self.scan.len() {
            if let Some(guard) = guard::behind(self.scan.get(at).sense)
                && self.scan.is(at, Flags::FUTURE)
            {
                self.guard = self.guard.or(Some(guard));
            }
        }
    }

    /// "8 left from yesterday, binned them": what became of those that were left.
    fn lost_later(&mut self, from: usize) {
        let mut later =
            (from..self.scan.len()).filter_map(|at| self.scan.get(at).sense.verb_after());
        if self.back.is_some_and(|back| back.action == Action::Set) {
            self.back = later.find(|verb| verb.loses()).or(self.back);
        }
    }
}
