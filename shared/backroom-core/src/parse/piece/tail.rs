//! Behind amount and name: verb, price, time, for whom, comments.

use super::{Piece, closing};
use crate::money::Price;
use crate::parse::amount::{self, Amount};
use crate::parse::guard;
use crate::parse::name::comments;
use crate::parse::price;
use crate::parse::sense::Flags;
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
        if let Some(guard) = guard::behind(sense) {
            // "milk is finished please order": that more is wanted takes nothing back.
            if !(self.run_out && sense.is(Flags::WISH)) {
                self.guard = self.guard.or(Some(guard));
            }
            return false;
        }
        let place = sense.is(Flags::IN)
            && self.scan.word(at + 1)
            && !self.scan.is(at + 1, Flags::TIME.or(Flags::FILLER));
        if let Some(verb) = sense.verb_after().filter(|_| !place) {
            self.run_out |= sense.is(Flags::RUN_OUT) && self.guard.is_none();
            if self.back.is_none() {
                self.back = Some(verb);
                self.prepared = comments(self.scan, at);
                if self.front.is_none() {
                    self.weak = sense.is(Flags::WEAK);
                    self.delivers = sense.is(Flags::DELIVERS);
                }
            }
            return false;
        }
        if sense.is(Flags::RETURN) {
            self.returned = true;
            return false;
        }
        if sense.is(Flags::TO.or(Flags::FROM).or(Flags::BY).or(Flags::FOR)) {
            self.who(at);
            return true;
        }
        let begins = Flags::OR
            .or(Flags::WITH)
            .or(Flags::IN)
            .or(Flags::AT)
            .or(Flags::PERSON)
            .or(Flags::REMARK);
        if sense.is(begins) {
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

    /// "to supplier", "from a customer".
    fn who(&mut self, at: usize) {
        let to = self.scan.is(at, Flags::TO);
        if to && self.delivers {
            // "delivered 10 bread to gogo": out or in is asked.
            (self.front, self.back) = (None, None);
        }
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
}
