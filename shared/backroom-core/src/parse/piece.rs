//! One piece of a message: at most one verb, one amount and one name, in any order.

mod back;
mod behind;
mod fitted;
mod head;
mod others;
mod tail;

pub(super) use back::{
    brings_goods, goes_to_customer, goes_to_supplier, sent_by_customer, sent_by_supplier,
    takes_back, titled, took_back,
};
pub(super) use others::{buys, pests};
pub(super) use tail::and_more;

use crate::expiry::SaidDate;
use crate::intent::{Action, Reason};
use crate::money::Price;

use super::amount::{self, Amount, Count};
use super::guard::{self, Guard};
use super::lexicon;
use super::name::{Name, tail_like};
use super::price;
use super::scan::Scan;
use super::sense::{Flags, Place, Verb, Words};
use super::spelling;
use super::token::Kind;

/// More tokens than this are no line of stock; reading them would only take time.
const LONGEST: usize = 120;

/// What one piece says.
#[derive(Clone, Debug)]
pub(super) struct Piece<'t> {
    pub(super) scan: Scan<'t>,
    /// The verb in front.
    pub(super) front: Option<Verb>,
    /// The verb behind.
    pub(super) back: Option<Verb>,
    pub(super) count: Option<Count>,
    pub(super) unit: &'static str,
    /// How many go into one of the unit; 0 if that was not said.
    pub(super) pack: u32,
    pub(super) name: Name,
    pub(super) price: Option<Price>,
    /// It speaks of what is not, not yet, or perhaps.
    pub(super) guard: Option<Guard>,
    /// It is in doubt because more is wanted: "we need foil".
    pub(super) wished: bool,
    /// Words that fit nowhere: this is no line of stock.
    pub(super) stray: bool,
    /// A return, by nobody in particular.
    pub(super) returned: bool,
    /// It was brought back: to us, unless a supplier did.
    brought: bool,
    /// It was sent back.
    sent: bool,
    /// A customer (true) or a supplier (false) is named.
    pub(super) customer: Option<bool>,
    /// A customer stands in front of the verb: what they bought is sold.
    pub(super) buyer: bool,
    /// "he", "they": whoever bought, it was not the shop for certain.
    pub(super) third: bool,
    /// Something follows that is neither amount nor name.
    pub(super) commented: bool,
    /// What follows tells what it is for, or where from.
    pub(super) purpose: bool,
    /// A minus stands before the number: "sold -3".
    pub(super) minus: bool,
    /// The verb is an everyday word too.
    pub(super) weak: bool,
    /// It was added with "plus".
    pub(super) extra: bool,
    /// It began with a plus.
    pub(super) plus: bool,
    /// It began with a dash, which may be a bullet or a minus.
    pub(super) dash: bool,
    pub(super) question: bool,
    /// Its verb is that of another, in the same row.
    pub(super) led: bool,
    /// The verb behind may only tell how it was prepared: "torn in strips".
    pub(super) prepared: bool,
    /// It says that there is none left, unless a number stands with it.
    pub(super) run_out: bool,
    /// It says so by denying that there is any: "we have no bread".
    pub(super) none: bool,
    /// When it expires; it was taken out before the piece was read.
    pub(super) expires: Option<SaidDate>,
    /// The verb is what somebody does who brings goods in.
    delivers: bool,
    /// Something of the shop is named in it: words around that may be anything.
    pub(super) known: bool,
    /// It is "the", and not any.
    pub(super) the: bool,
    /// Words of no meaning to us stand in front: somebody, or something, did what the verb says.
    subject: bool,
    /// Where the verb in front stands.
    verb_at: Option<usize>,
    /// Where that between name and amount stands.
    said_at: Option<usize>,
}

impl<'t> Piece<'t> {
    /// Reads one piece.
    pub(super) fn read(scan: Scan<'t>, extra: bool) -> Self {
        let mut piece = Self {
            scan,
            front: None,
            back: None,
            count: None,
            unit: "",
            pack: 0,
            name: Name::default(),
            price: None,
            guard: None,
            wished: false,
            stray: false,
            returned: false,
            brought: false,
            sent: false,
            customer: None,
            buyer: false,
            third: false,
            commented: false,
            purpose: false,
            minus: false,
            weak: false,
            extra,
            plus: false,
            dash: false,
            question: false,
            led: false,
            prepared: false,
            run_out: false,
            none: false,
            expires: None,
            delivers: false,
            the: false,
            subject: false,
            verb_at: None,
            said_at: None,
            known: scan.any(Flags::KNOWN),
        };
        if scan.len() > LONGEST {
            piece.stray = true;
            return piece;
        }
        let at = piece.head(0);
        if at < scan.len() {
            piece.the = at > 0 && scan.is(at - 1, Flags::THE.or(Flags::OWN));
            piece.body(at);
        }
        piece.finish();
        piece
    }

    /// Whether it only names a verb: a header such as "sold:".
    pub(super) fn header(&self) -> bool {
        (self.front.is_some() || self.returned)
            && self.count.is_none()
            && self.name.is_empty()
            && !self.stray
    }

    /// Whether its verb waits for another at the end: "ek het 4 melk … verkoop".
    pub(super) fn has_verb_last(&self) -> bool {
        let set = self.weak && self.front.is_some_and(|verb| verb.action == Action::Set);
        set && self.back.is_none()
            && self
                .verb_at
                .is_some_and(|at| self.scan.says(at, Words::VERB_LAST))
    }

    /// Whether its verb is "left": so many are there, or somebody left them.
    pub(super) fn says_left(&self) -> bool {
        self.verb_at
            .is_some_and(|at| self.scan.says(at, Words::LEFT))
    }

    /// Where its name ends in the text; of a piece without a name, where it begins.
    pub(super) fn named_to(&self) -> usize {
        match self.name.last_at() {
            Some(last) => self.scan.get(last).end,
            None => self.scan.range().0,
        }
    }

    /// Whether nothing but a bullet stands before it in its row.
    pub(super) fn opens_row(&self) -> bool {
        let before = &self.scan.text[..self.scan.range().0];
        let row = before.rsplit('\n').next().unwrap_or_default();
        !row.chars().any(char::is_alphanumeric)
    }

    /// Amount then name, or name then amount.
    fn body(&mut self, at: usize) {
        let amount = amount::amount(self.scan, at);
        let next = match amount.or_else(|| amount::uncounted(self.scan, at)) {
            Some(amount) if !self.only_size(at, amount) => {
                let at = self.take(amount);
                if self.verb_here(at) || self.priced_here(at) {
                    at
                } else {
                    self.name_from(at, true)
                }
            }
            _ => self.name_from(at, false),
        };
        self.tail(next);
    }

    /// "r10 airtime" and "10mm bolts" have no quantity.
    fn only_size(&self, at: usize, amount: Amount) -> bool {
        amount.count == Count::Exact(i64::MAX)
            && !matches!(self.scan.get(at).kind, Kind::Phone | Kind::Number(_))
    }

    /// "3 gone": the verb, not a name.
    fn verb_here(&self, at: usize) -> bool {
        let sense = self.scan.get(at).sense;
        let told = !sense.is(Flags::COMMENT) || self.front.is_none();
        let idle = Flags::TIME.or(Flags::FILLER).or(Flags::AUXILIARY);
        let ends =
            (at + 1..self.scan.len()).all(|at| !self.scan.word(at) || self.scan.is(at, idle));
        let ends = ends || !self.scan.word(at + 1);
        sense.verb_after().is_some() && ends && !sense.is_unit() && told
    }

    /// "3 tins for R50": the price, not a name.
    fn priced_here(&self, at: usize) -> bool {
        !self.unit.is_empty() && price::price(self.scan, at).is_some()
    }

    fn take(&mut self, amount: Amount) -> usize {
        self.count = Some(amount.count);
        self.unit = amount.unit;
        self.pack = amount.pack;
        // "sold 2 buckets": the unit is the thing.
        if self.name.is_empty()
            && (amount.next >= self.scan.len()
                || self.priced_here(amount.next)
                || self.verb_here(amount.next)
                || self.scan.is(amount.next, Flags::FILLER)
                    && tail_like(self.scan, amount.next + 1))
            && self.scan.is(amount.next - 1, Flags::GOODS)
        {
            self.unit = "";
            return amount.next - 1;
        }
        amount.next
    }

    /// The name from here on; with no amount yet, the amount behind it too.
    fn name_from(&mut self, from: usize, counted: bool) -> usize {
        let mut at = from;

        // "add 10 to coke", "take 3 from coke".
        if counted
            && self.front.is_some()
            && self.scan.is(at, Flags::TO.or(Flags::FROM))
            && self.scan.word(at + 1)
        {
            // "received 5 from bob": of what?
            let comes = self.front.is_some_and(|verb| verb.action == Action::Add);
            if comes && self.scan.is(at, Flags::FROM) && !self.scan.is(at + 1, Flags::KNOWN) {
                return at;
            }
            at += 1;
        }
        if counted {
            // "brought 1 back"
            if self.verb_at.is_some() && self.scan.said(at).starts_with("back") {
                return at;
            }
            // "3 of them were cracked"
            if self.scan.is(at.wrapping_sub(1), Flags::OF)
                && self.scan.is(at, Flags::PERSON)
                && tail_like(self.scan, at + 1)
            {
                return at + 1;
            }
            at = self.condition(at);
            // "4 left of the coke"
            if self.scan.is(at + 1, Flags::OF)
                && let Some(verb) = self.scan.get(at).sense.verb_after()
            {
                self.back = Some(verb);
                self.weak = self.front.is_none() && self.scan.is(at, Flags::WEAK);
                at += 2;
            }
            // "took 1 for myself" names nothing.
            let whom = Flags::OWN.or(Flags::PERSON).or(Flags::THE);
            if self.scan.is(at, Flags::FOR) && self.scan.is(at + 1, whom) {
                return at;
            }
            // "sold 3 today" names nothing.
            let when = Flags::TIME.or(Flags::FUTURE).or(Flags::FILLER);
            if self.scan.is(at, when) && tail_like(self.scan, at + 1) {
                return at;
            }
        }
        // "2 new clipper blades" are two of what is known.
        let idle = Words::UNTOUCHED.or(Words::ONES);
        while self.scan.says(at, idle) && self.scan.is(at + 1, Flags::KNOWN) {
            at += 1;
        }
        while self.scan.is(at, Flags::THE) && self.scan.word(at + 1) {
            // "set the volume to 4" is said to other machines.
            self.stray |= !counted && self.weak;
            self.the |= !counted;
            at += 1;
        }
        loop {
            if at >= self.scan.len() {
                return at;
            }
            if !counted
                && self.count.is_none()
                && let Some(next) = self.amount_behind(at)
            {
                return self.after_subject(from..at, next);
            }
            match self
                .name
                .step(self.scan, at, counted || self.count.is_some())
            {
                Some(next) => at = next,
                None => return at,
            }
        }
    }

    /// "5 expired milk": why, not what.
    fn condition(&mut self, at: usize) -> usize {
        let token = self.scan.get(at);
        let removed = match self.front {
            // "swapped 2 stale bread": for fresh ones, perhaps.
            None if self.scan.part(0, at).any_says(Words::SWAPS) => false,
            None => self.scan.word(at + 1),
            Some(verb) => verb.action == Action::Remove && verb.reason != Reason::Sale,
        };
        let opened = || self.scan.part(0, at).any_says(Words::OPENED);
        if opened() && self.scan.said(at) == "new" && self.scan.word(at + 1) {
            return at + 1;
        }
        match token.sense.verb_after() {
            Some(verb)
                if verb.loses()
                    && verb.place == Place::Either
                    && removed
                    && (!token.is(Flags::COMMENT) || self.scan.said(at) == "broken")
                    && self.scan.word(at + 1)
                    && !self.scan.is(at + 1, guard::ALL) =>
            {
                self.front = Some(Verb {
                    place: Place::Before,
                    ..verb
                });
                at + 1
            }
            _ => at,
        }
    }

    /// "4 trays eggs and 5 loose": single ones of what was named before.
    pub(super) fn name_ones_of(&mut self, before: &mut Self) -> bool {
        let (first, rest) = self.name.text.split_once(' ').unwrap_or_default();
        let unit = lexicon::look_up(&before.name.text).unit();
        if lexicon::look_up(first).says(Words::ONES) && before.unit.is_empty() && !unit.is_empty() {
            // "4 trays and 5 loose eggs"
            let rest = rest.to_owned();
            self.name.text.clone_from(&rest);
            before.name.text = rest;
            before.unit = unit;
            return true;
        }
        let ones = lexicon::look_up(&self.name.text).says(Words::ONES);
        let counted = matches!(self.count, Some(Count::Exact(_))) && self.unit.is_empty();
        let named = !before.name.is_empty() && before.count.is_some();
        if !(ones && counted && named) {
            return false;
        }
        self.name = before.name.clone();
        self.stray = false;
        true
    }

    /// "3 coke stolne".
    fn misspelt_behind(&mut self) {
        if self.front.is_some()
            || self.back.is_some()
            || self.count.is_none()
            || self.name.words < 2
        {
            return;
        }
        if let Some((name, last)) = self.name.text.rsplit_once(' ')
            && let Some(verb) = spelling::verb(last)
        {
            self.back = Some(verb);
            self.name.text.truncate(name.len());
        }
    }

    /// "coke 2l none", and nothing else is said of it.
    fn says_none(&self) -> bool {
        let silent = self.front.is_none() && self.back.is_none() && self.count.is_none();
        let last = self.scan.len().saturating_sub(1);
        let alone = (0..last).all(|at| !self.scan.is(at, guard::ALL));
        silent && alone && last > 0 && self.scan.says(last, Words::NONE_OF_IT)
    }

    /// What the parts say together.
    fn finish(&mut self) {
        // "returned a 646": an article is no name.
        self.stray |= (1..3).contains(&self.name.text.len())
            && lexicon::look_up(&self.name.text).is(Flags::ARTICLE);
        self.misspelt_behind();
        if self.unit.is_empty()
            && self.count.is_some()
            && let Some(unit) = self.name.take_unit(self.scan)
        {
            self.unit = unit;
        }
        if self.unit.is_empty() && self.count.is_some() {
            self.unit = self.name.take_container(self.scan);
            let part = matches!(self.count, Some(Count::Exact(1..1_000_000)));
            self.minus |= part && !self.unit.is_empty();
        }
        // "half a pair" is none, and "there should be 4 more" is not what there is.
        let part = matches!(self.count, Some(Count::Exact(1..1_000_000)))
            && ["pair", "set"].contains(&self.unit);
        let sets = self
            .front
            .or(self.back)
            .is_some_and(|verb| verb.action == Action::Set);
        let more = self.scan.seen.says(Words::BY_HOW_MUCH)
            && (1..self.scan.len()).any(|at| {
                self.scan.get(at - 1).number().is_some() && self.scan.says(at, Words::BY_HOW_MUCH)
            });
        if self.minus || part || sets && more {
            self.count = Some(Count::Unclear);
        }
        if let (Some(price), Some(count)) = (self.price, self.count) {
            self.price = Some(price::beside(self.scan, price, count, self.unit));
        }
        self.none |= self.says_none();
        self.bought_by_others();
        self.put_in();
        self.fitted();
        self.done_by_others();
        self.came_back();
        if self.weak
            && let (Some(front), Some(back)) = (self.front, self.back)
            && front.action != back.action
            && (front.action == Action::Set || back.action == Action::Set)
            && front.reason != Reason::Use
        {
            // "we have 3 coke sold", "we got 3 coke left": the stronger word is behind.
            self.front = None;
        }
    }
}

/// The closing bracket, or the last token.
pub(super) fn closing(scan: Scan<'_>, at: usize) -> usize {
    (at..scan.len())
        .find(|at| scan.mark(*at, b')') || scan.mark(*at, b']'))
        .unwrap_or(scan.len())
}
