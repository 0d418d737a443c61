//! Behind amount and name: verb, price, time, for whom, comments.

use super::back::sent_by_customer;
use super::others::buyer_behind;
use super::{Piece, closing};
use crate::intent::{Action, Reason};
use crate::money::Price;
use crate::parse::amount::{self, Amount};
use crate::parse::guard;
use crate::parse::name::{comments, denies, is_clause};
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Place, Verb, Words};
use crate::parse::token::Kind;

/// Whoever brings something back brings it to us.
pub(in crate::parse) fn brings_back(said: &str) -> bool {
    ["brought", "bring", "gebring"]
        .iter()
        .any(|part| said.contains(part))
}

/// "3 kg samp and rys": something else, which is not known.
pub(in crate::parse) fn and_more(scan: Scan<'_>, at: usize) -> bool {
    let idle = Flags::ARTICLE
        .or(Flags::THE)
        .or(Flags::OWN)
        .or(Flags::VAGUE)
        .or(Flags::BEFORE_UNIT);
    let more = (at + 1..scan.len()).find(|at| !scan.is(*at, idle));
    let thing = Flags::UNIT
        .or(Flags::SIZE)
        .or(Flags::PLACE)
        .or(Flags::ABSTRACT);
    // "and a bottle of coke": of what is known.
    let holds = |at: usize| {
        let of = at + 1 + usize::from(scan.is(at + 1, Flags::OF));
        scan.is(at, Flags::UNIT) && scan.is(of, Flags::KNOWN)
    };
    let is_thing = |at: usize| {
        let token = scan.get(at);
        let thing = token.is(thing) && token.sense.verb.is_none() && !holds(at);
        token.word() && (token.sense.empty() || thing)
    };
    scan.is(at, Flags::AND) && more.is_some_and(is_thing)
}

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
                    // "hosepipe R349 sold 2": what one costs.
                    if let Some(Price::Total(each)) = self.price.filter(|_| self.known) {
                        self.price = Some(Price::Each(each));
                    }
                    continue;
                }
                Kind::Word => {
                    if self.tail_word(at) {
                        self.commented = true;
                        self.verb_last();
                        self.price = self.price.or_else(|| self.price_later(at));
                        self.stray |= self.known && self.left_over(at);
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
        // "sold a screen to the guy from next door for 420"
        let sold = |verb: Option<Verb>| {
            verb.is_some_and(|verb| matches!(verb.reason, Reason::Sale | Reason::Receipt))
        };
        let paid = (from..self.scan.len())
            .filter(|at| self.scan.is(*at, Flags::FOR) && (sold(self.front) || sold(self.back)))
            .find_map(|at| price::price(self.scan, at));
        if let Some((paid, _)) = paid {
            return Some(paid);
        }
        // "sold 10 at the derby!! 60 bucks each"
        let each = |at: usize| {
            let token = self.scan.get(at);
            let may = token.counts() || token.is(Flags::AT);
            let found = may.then(|| price::price(self.scan, at)).flatten();
            found.is_some_and(|(paid, _)| matches!(paid, Price::Each(_)))
        };
        (from..self.scan.len())
            .filter(|at| {
                let money = matches!(self.scan.get(*at).kind, Kind::Money(_));
                money || self.scan.mark(*at, b'@') || each(*at)
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
        if self.name.known && and_more(self.scan, at) {
            self.stray = true;
            return false;
        }
        // "1 paint set swapped": which of them went out is not said.
        if self.scan.says(at, Words::SWAPS) {
            self.stray = true;
            return false;
        }
        if self.sent_back(at) {
            self.who(at);
            return sense.is(Flags::FROM);
        }
        let lost = self.back.is_some_and(Verb::loses);
        let told = self.front.is_some_and(|_| !self.weak) || self.returned || lost;
        if told && denies(self.scan, at) || self.stands(at) {
            return true;
        }
        if self.back_from_buyer(at) || self.back_to_supplier(at) {
            return true;
        }
        if let Some(guard) = guard::behind(sense) {
            // "milk is finished please order": that more is wanted takes nothing back; nor does where it broke.
            let left =
                self.back.is_some_and(|back| back.action == Action::Set) && !self.number_from(at);
            let more = (self.run_out || left) && sense.is(Flags::WISH);
            if !(more || guard::on_the_way(self.scan, at)) {
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
            self.brought |= brings_back(self.scan.said(at));
            self.sent |= self.scan.said(at).starts_with("sent");
            return false;
        }
        if sense.is(Flags::TO.or(Flags::FROM).or(Flags::BY).or(Flags::FOR)) {
            self.purpose = sense.is(Flags::FOR.or(Flags::FROM));
            self.bought_from(at);
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
        if sense.is(idle) {
            return false;
        }
        // Whatever it tells of what is known, it is no part of it; but what happened to it may still come.
        let order = sense.is(Flags::ORDER) && self.scan.is(at + 1, Flags::OWN.or(Flags::PERSON));
        let noise = self.name.known && !sense.is(Flags::KNOWN) && !order;
        self.stray |= !noise;
        noise && (self.front.is_some() || self.back.is_some())
    }

    fn number_from(&self, from: usize) -> bool {
        (from..self.scan.len()).any(|at| self.scan.get(at).number().is_some())
    }

    /// Whether a number, or something else of the shop, stands in what only tells more.
    fn left_over(&self, from: usize) -> bool {
        let link = Flags::FOR
            .or(Flags::TO)
            .or(Flags::IN)
            .or(Flags::WITH)
            .or(Flags::BY);
        let mut linked = false;
        (from..self.scan.len()).any(|at| {
            let token = self.scan.get(at);
            linked |= token.is(link);
            let priced = price::price(self.scan, at).is_some()
                || at > from && price::price(self.scan, at - 1).is_some();
            let counted = token.number().is_some()
                && !priced
                && !self.scan.is(at.wrapping_sub(1), Flags::NUMBERED);
            let other = token.sense.verb.filter(|_| !token.is(Flags::AUXILIARY));
            let takes_back = token.is(Flags::RETURN)
                || other.is_some_and(|other| {
                    let own = self.back.or(self.front);
                    other.action != Action::Set && own.is_some_and(|own| own.action != other.action)
                });
            counted || token.is(Flags::KNOWN) && !linked || takes_back && !linked
        })
    }

    /// "sent 3 coke back", "brought 3 rails back from site": the verb is in two parts.
    fn sent_back(&mut self, at: usize) -> bool {
        let back = self.scan.said(at).starts_with("back") || self.scan.says(at, Words::BACK);
        let (Some(verb), true) = (self.verb_at, back) else {
            return false;
        };
        let returned = |action| {
            Some(Verb {
                action,
                reason: Reason::Return,
                place: Place::Either,
            })
        };
        let said = |words| self.scan.says(verb, words);
        match () {
            () if said(Words::BRINGS) => self.front = returned(Action::Add),
            () if said(Words::SENDS) && sent_by_customer(self.scan, verb) => {
                self.front = returned(Action::Add);
            }
            () if said(Words::SENDS) => self.front = returned(Action::Remove),
            () if said(Words::GIVES) => self.given_back(verb, at),
            () => return false,
        }
        true
    }

    fn verb_behind(&mut self, at: usize, verb: Verb) {
        if self.came_free(at) {
            return;
        }
        self.run_out |= self.scan.is(at, Flags::RUN_OUT) && self.guard.is_none();
        // "5 left over, thrown away"
        let left = self.back.is_some_and(|back| back.action == Action::Set)
            && (verb.loses() || verb.reason == Reason::Return);
        // "2 boxes thawed out and spoilt", "1 not working, returned by customer"
        let why = self.back.is_some_and(|back| {
            let surer = [Reason::Return, Reason::Theft].contains(&verb.reason);
            let dated = verb.reason == Reason::Expiry && !self.scan.says(at, Words::DISPOSAL);
            let surer = surer || dated && back.reason == Reason::Damage;
            back.reason == Reason::Use && verb.loses() || back.loses() && surer
        });
        if self.back.is_some() && !left && !why {
            // "6 curry left over, took home": are they there, or gone?
            let counted = self.back.is_some_and(|back| back.action == Action::Set);
            let gone = verb.action == Action::Remove
                && !self.scan.is(at, Flags::RUN_OUT.or(Flags::AUXILIARY));
            self.stray |= counted && gone && self.front.is_none();
            return;
        }
        self.back = Some(verb);
        self.prepared = comments(self.scan, at);
        if self.front.is_none() {
            self.weak = self.scan.is(at, Flags::WEAK);
            self.delivers = self.scan.is(at, Flags::DELIVERS);
        }
    }

    /// "ek het 2 konfyt vir die huis gevat": the verb at the end goes before "het".
    fn verb_last(&mut self) {
        let have = self.weak && self.front.is_some_and(|front| front.action == Action::Set);
        let last = self.scan.get(self.scan.len() - 1).sense;
        let verb = last.verb_after().filter(|verb| verb.action != Action::Set);
        if have && self.back.is_none() && self.scan.said(0) != "there" {
            self.back = verb;
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
        // "arrived in the post" has come.
        let came = (0..at).any(|at| self.scan.is(at, Flags::ARRIVES));
        let put = self.back.is_some_and(|back| back.action == Action::Add)
            && self.front.is_none()
            && !came;
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
            .or(Flags::REMARK)
            .or(Flags::CLAUSE);
        // "fell off the shelf"
        let the = Flags::THE.or(Flags::OWN).or(Flags::ARTICLE);
        let lost = self.back.is_some_and(Verb::loses) && self.scan.is(at, the);
        lost || is_clause(self.scan, at) || self.scan.is(at, begins)
    }

    /// "3 dozen eggs from the farm": came in, if nothing else is said of them; but not "from the fridge".
    fn bought_from(&mut self, at: usize) {
        let silent = self.front.is_none() && self.back.is_none() && !self.returned;
        let off = self.scan.said(at) == "off";
        if !(self.known && silent && self.scan.is(at, Flags::FROM)) || off {
            return;
        }
        let idle = Flags::THE.or(Flags::OWN).or(Flags::ARTICLE);
        let source = (at + 1..self.scan.len()).find(|at| !self.scan.is(*at, idle));
        let other = Flags::TIME
            .or(Flags::PLACE)
            .or(Flags::CUSTOMER)
            .or(Flags::FILLER)
            .or(Flags::PERSON);
        let verbs = (at..self.scan.len()).any(|at| self.scan.get(at).sense.verb.is_some());
        // "2 bears from the front table"
        let there = |at: usize| self.scan.is(at, other) || self.scan.says(at, Words::INSIDE);
        if !verbs && source.is_some_and(|at| self.scan.word(at) && !there(at)) {
            self.front = Some(Verb {
                action: Action::Add,
                reason: Reason::Receipt,
                place: Place::Either,
            });
        }
    }

    /// "to supplier", "from a customer".
    fn who(&mut self, at: usize) {
        let to = self.scan.is(at, Flags::TO);
        let here = (at + 1..at + 3).any(|at| self.scan.says(at, Words::INSIDE));
        if to && self.delivers && !here {
            // "delivered 10 bread to gogo": out or in is asked.
            (self.front, self.back) = (self.brought_to_buyer(at), None);
        }
        self.lost_later(at);
        let named = (at..self.scan.len()).find_map(|at| {
            let token = self.scan.get(at);
            token
                .is(Flags::CUSTOMER.or(Flags::SUPPLIER))
                .then(|| token.is(Flags::CUSTOMER))
        });
        // "gave 3 back" to nobody, by nobody.
        let linked = !self.scan.says(at, Words::BACK);
        if self.customer.is_none() {
            // "took 3 milk back to the fridge"
            let returned = self.returned && linked && !(to && here);
            self.customer = named.or(returned.then_some(!to));
        }
        // "3 went to the school"
        let went = (0..at).any(|at| self.scan.says(at, Words::GOES));
        if to && went && named == Some(true) {
            let sold = |verb: Verb| match verb.reason == Reason::Use {
                true => Verb {
                    reason: Reason::Sale,
                    ..verb
                },
                false => verb,
            };
            (self.front, self.back) = (self.front.map(sold), self.back.map(sold));
        }
        let last = self.last_before_price(at);
        if self.back.is_none() && self.front.is_none() && last.sense.verb_after().is_some() {
            self.back = last.sense.verb_after();
            self.weak = last.is(Flags::WEAK);
        }
        let counted = self
            .back
            .or(self.front)
            .is_some_and(|verb| verb.action == Action::Set);
        for at in at..self.scan.len() {
            // "4 left for tomorrow"
            if counted
                && self.scan.is(at, Flags::TIME.or(Flags::FUTURE))
                && self.scan.is(at - 1, Flags::FOR)
            {
                continue;
            }
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

    /// "2 tarts came back from the cafe"
    fn back_from_buyer(&mut self, at: usize) -> bool {
        if self.count.is_none() || !self.scan.says(at, Words::BACK_FROM) {
            return false;
        }
        let the = Flags::THE.or(Flags::OWN).or(Flags::ARTICLE);
        let whom = at + 1 + usize::from(self.scan.is(at + 1, the));
        let other = |at: usize| {
            self.scan.is(at, Flags::CUSTOMER)
                || self
                    .scan
                    .says(at, Words::BUYER.or(Words::SITE).or(Words::OCCASION))
        };
        let silent = self.front.is_none() && self.back.is_none();
        let returned = silent && (whom..whom + 3).any(other);
        if returned {
            self.back = Some(Verb {
                action: Action::Add,
                reason: Reason::Return,
                place: Place::After,
            });
        }
        returned
    }

    /// "delivered 45 m2 to the school", where nobody else is said to have done so: sold.
    fn brought_to_buyer(&self, to: usize) -> Option<Verb> {
        let brings = Flags::CARRIER
            .or(Flags::SUPPLIER)
            .or(Flags::SOMEBODY)
            .or(Flags::THIRD);
        let verb = self.verb_at?;
        let brings = brings.or(Flags::QUESTION);
        let others = self.subject || (0..verb).any(|at| self.scan.is(at, brings));
        (buyer_behind(self.scan, to) && !others).then_some(Verb {
            action: Action::Remove,
            reason: Reason::Sale,
            place: Place::Either,
        })
    }
}
