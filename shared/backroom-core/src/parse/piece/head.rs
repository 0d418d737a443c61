//! In front of amount and name: signs, politeness, verbs, and what puts the whole in doubt.

use crate::intent::{Action, Reason};

use super::Piece;
use crate::parse::amount;
use crate::parse::guard;
use crate::parse::sense::{Flags, Place, Sense, Verb, Words};
use crate::parse::spelling;
use crate::parse::token::Kind;

impl Piece<'_> {
    /// In front of amount and name: sign, fillers, verbs, and what puts the whole in doubt.
    pub(super) fn head(&mut self, from: usize) -> usize {
        let mut at = self.sign(from);
        while at < self.scan.len() {
            let token = self.scan.get(at);
            let sense = token.sense;
            match token.kind {
                Kind::Mark(b'?') => self.question = true,
                Kind::Mark(b'-')
                    if self.front.is_some() && self.scan.get(at + 1).glued && !token.glued =>
                {
                    self.minus = true
                }
                Kind::Mark(b':' | b'=' | b'-' | b'*' | b'"' | b'.' | b'!' | b'>')
                | Kind::Symbol => {}
                Kind::Moment if at + 1 < self.scan.len() => {}
                Kind::Word if self.numeral_here(at) => return at,
                Kind::Word if self.supplier_until(at).is_some() => {
                    at = self.supplier_until(at).unwrap_or(at);
                    continue;
                }
                Kind::Word => {
                    if !self.head_word(at) {
                        let Some(next) = self.past_noise(at) else {
                            return at;
                        };
                        self.subject |= self.front.is_none();
                        at = next;
                        continue;
                    }
                    if sense.is(Flags::CUSTOMER.or(Flags::SUPPLIER)) {
                        self.customer = Some(sense.is(Flags::CUSTOMER));
                        self.buyer |= sense.is(Flags::CUSTOMER) && self.front.is_none();
                    }
                }
                Kind::Number(_)
                | Kind::Money(_)
                | Kind::Moment
                | Kind::Phone
                | Kind::Mark(_)
                | Kind::Line => return at,
            }
            at += 1;
        }
        at
    }

    /// "from coca cola 10 cases": where the number behind the supplier's name stands.
    fn supplier_until(&self, at: usize) -> Option<usize> {
        self.front?;
        let out = self.front.is_some_and(|verb| verb.action == Action::Remove);
        let link = Flags::FROM.or(Flags::BY);
        let link = if out { link.or(Flags::TO) } else { link };
        // "gave the workers 4 vetkoek"
        if out && self.scan.is(at, Flags::THE.or(Flags::OWN)) {
            let one = |at: usize| {
                self.scan.is(at, Flags::ARTICLE)
                    && (at + 1..at + 3).any(|at| self.scan.is(at, Flags::KNOWN))
            };
            let number =
                (at + 2..at + 6).find(|at| self.scan.get(*at).number().is_some() || one(*at))?;
            // "gave the mechanic next door 1", but not "out the taxi man bought 1".
            if (at + 2..number).any(|at| self.scan.get(at).sense.verb.is_some()) {
                return None;
            }
            let named = amount::amount(self.scan, number).is_some_and(|amount| {
                self.scan.get(amount.next).sense.unknown() && self.scan.word(amount.next)
            });
            return named.then_some(number);
        }
        // "got a parcel from town with 10 screens"
        if !out && self.scan.is(at, Flags::ARTICLE) && self.scan.is(at + 1, Flags::CARRIER) {
            let with = (at + 2..at + 7).find(|at| self.scan.is(*at, Flags::WITH.or(Flags::OF)))?;
            return amount::numeral(self.scan, with + 1).map(|_| with + 1);
        }
        // "back from makro with 10": the verb is the link.
        let behind = at > 0
            && self.scan.is(at - 1, Flags::FROM)
            && self.scan.get(at - 1).sense.verb.is_some();
        let from = match self.scan.is(at, link) && !self.scan.is(at, Flags::OF) {
            true => at + 2,
            false if behind => at + 1,
            false => return None,
        };
        let number =
            |next: &usize| self.scan.get(*next).number().is_some() || self.scan.mark(*next, b':');
        (from..from + 4).find(number)
    }

    fn numeral_here(&self, at: usize) -> bool {
        let token = self.scan.get(at);
        if token.is(Flags::VAGUE) && (token.is(Flags::AUXILIARY) || token.is(Flags::FILLER)) {
            return false;
        }
        amount::numeral(self.scan, at).is_some()
    }

    /// "+ 3 coke", "-3 coke", "- sold 3 coke".
    fn sign(&mut self, at: usize) -> usize {
        let sign = |action, reason| {
            Some(Verb {
                action,
                reason,
                place: Place::Before,
            })
        };
        if self.scan.mark(at, b'+') {
            self.front = sign(Action::Add, Reason::Receipt);
            self.plus = true;
            return at + 1;
        }
        if self.scan.mark(at, b'-') {
            self.dash = true;
            return at + 1;
        }
        at
    }

    /// Past words that say nothing of stock, to a verb, a number or the name of something of the shop: "the lady from
    /// next door took 2 coke". Words right before that name may be part of it: "diet coke".
    fn past_noise(&self, at: usize) -> Option<usize> {
        let stops = guard::ALL
            .or(Flags::RETURN)
            .or(Flags::HOW_MANY)
            .or(Flags::CUSTOMER)
            .or(Flags::SUPPLIER);
        let parts = Flags::TO
            .or(Flags::FROM)
            .or(Flags::FOR)
            .or(Flags::IN)
            .or(Flags::WITH)
            .or(Flags::BY)
            .or(Flags::AT)
            .or(Flags::THE)
            .or(Flags::OWN)
            .or(Flags::BE)
            .or(Flags::PERSON);
        if !self.known {
            return None;
        }
        let mut apart = at;
        let mut place = false;
        for next in at..self.scan.len() {
            let token = self.scan.get(next);
            if token.is(Flags::KNOWN) {
                return (apart > at && !place).then_some(apart);
            }
            let ends = token.sense.verb_before().is_some() || token.is(stops);
            // "in a green jacket"
            let worn = self.scan.is(next, Flags::ARTICLE)
                && place
                && !self.scan.is(next + 1, Flags::KNOWN);
            let counted = next > at && self.numeral_here(next) && !worn;
            if counted || ends && next > at {
                // "gave discount on 2 coke"
                let far = self.front.is_some() && (place || next > at + 3);
                return (!far).then_some(next);
            }
            let box_of = amount::uncounted(self.scan, next).is_some();
            if token.mark(b':') {
                apart = next + 1;
                continue;
            }
            if !token.word() || ends || box_of {
                return None;
            }
            if token.is(parts) {
                apart = next + 1;
                place = !token.is(Flags::THE.or(Flags::OWN).or(Flags::BE).or(Flags::PERSON));
            }
        }
        None
    }

    /// Takes one word in front; false where the name begins.
    fn head_word(&mut self, at: usize) -> bool {
        let sense = self.scan.get(at).sense;
        if sense.is(Flags::NONE) && self.front.is_none() {
            self.none = self.guard.is_none();
            self.run_out = self.none;
        }
        if let Some(guard) = guard::of(sense) {
            self.guard = self.guard.or(Some(guard));
            self.wished = wished(sense, self.scan.said(at));
            return true;
        }
        if let Some(verb) = sense.verb_before() {
            self.verb_in_front(at, verb);
            return true;
        }
        if sense.is(Flags::RETURN) {
            self.returned = true;
            self.brought |= super::tail::brings_back(self.scan.said(at));
            return true;
        }
        // "stock: bread 10, milk 4"
        let ends = self.scan.mark(at + 1, b':') || at + 1 == self.scan.len();
        if self.scan.says(at, Words::STOCK) && ends {
            // "bought stock: 10 bread"
            if self.front.is_some() {
                return true;
            }
            self.front = Some(Verb {
                action: Action::Set,
                reason: Reason::Count,
                place: Place::Before,
            });
            return true;
        }
        // "Sales Sat:"
        if self.scan.says(at, Words::DAY) && ends && self.front.is_some() {
            return true;
        }
        // "put new brake pads on the polo"
        if self.known && self.front.is_none() && self.scan.says(at, Words::PUTS) {
            return true;
        }
        self.third |= sense.is(Flags::THIRD);
        let verb = self.front.is_some() || self.returned;
        let idle = Flags::FILLER
            .or(Flags::PERSON)
            .or(Flags::AUXILIARY)
            .or(Flags::TIME)
            .or(Flags::CUSTOMER)
            .or(Flags::SUPPLIER);
        if sense.is(idle) || (sense.is(Flags::THE) && !verb) {
            return true;
        }
        let link = Flags::OF
            .or(Flags::FROM)
            .or(Flags::BY)
            .or(Flags::THE)
            .or(Flags::BE)
            .or(Flags::IN)
            .or(Flags::OWN);
        if verb && sense.is(link) && self.more_verb_or_number(at) {
            return true;
        }
        self.misspelt(at)
    }

    fn verb_in_front(&mut self, at: usize, verb: Verb) {
        let sense = self.scan.get(at).sense;
        // "broken in the store room:" counts nothing.
        let place = verb.action == Action::Set && self.scan.said(at).starts_with("in ");
        let gone = self
            .front
            .is_some_and(|front| front.action == Action::Remove);
        // "have sold", "did a stock count": the later one says what happened.
        let later = self.front.is_none() || self.weak || !sense.is(Flags::WEAK);
        if place && gone || !later {
            return;
        }
        // "robbed last night. they took 5"
        let lost = self.front.filter(|front| front.loses());
        let reason = match lost.filter(|_| verb.reason == Reason::Use) {
            Some(front) => front.reason,
            None => verb.reason,
        };
        self.front = Some(Verb { reason, ..verb });
        self.run_out = sense.is(Flags::RUN_OUT);
        self.weak = sense.is(Flags::WEAK);
        self.delivers = sense.is(Flags::DELIVERS);
        self.verb_at = Some(at);
    }

    /// "delivrd 10 bread": a verb with a slip of the thumb, if a number follows.
    fn misspelt(&mut self, at: usize) -> bool {
        if self.front.is_some()
            || !self.scan.get(at).sense.unknown()
            || amount::numeral(self.scan, at + 1).is_none()
        {
            return false;
        }
        self.front = spelling::verb(self.scan.said(at));
        self.front.is_some()
    }

    /// Whether the little words from here lead to a number: "delivery from makro: 3 coke" does not begin a name.
    fn more_verb_or_number(&self, at: usize) -> bool {
        let link = Flags::OF
            .or(Flags::FROM)
            .or(Flags::BY)
            .or(Flags::THE)
            .or(Flags::SUPPLIER)
            .or(Flags::CUSTOMER)
            .or(Flags::OWN)
            .or(Flags::IN)
            .or(Flags::BE)
            .or(Flags::AUXILIARY);
        let mut next = at;
        while self.scan.is(next, link) || self.scan.mark(next, b':') {
            next += 1;
        }
        self.scan.is(at, Flags::OF)
            || next >= self.scan.len()
            || amount::numeral(self.scan, next).is_some()
    }
}

/// Whether more of a thing is wanted: "need foil", "must order foil"; but not "need to sleep".
fn wished(sense: &Sense, said: &str) -> bool {
    sense.is(Flags::WISH) && !said.ends_with(" to") && !said.ends_with("wanna")
}
