//! The amount behind a name ("coke 3", "coke: 3", "coke sold 3", "coke is 12 now"), and words in front of a verb that
//! turn out to be who did it ("thabo sold 3 coke", "the driver must still bring 20 bread").

use std::ops::Range;

use crate::intent::{Action, Reason};

use super::Piece;
use crate::parse::amount::{self, Amount};
use crate::parse::guard::{self, Guard};
use crate::parse::lexicon;
use crate::parse::name::Name;
use crate::parse::price;
use crate::parse::sense::{Flags, Place, Verb, Words};
use crate::parse::token::{Kind, Token};

/// What stands between a name and the amount behind it.
#[derive(Clone, Copy, Default)]
struct Link {
    verb: Option<Verb>,
    verb_at: Option<usize>,
    sign: Option<(Action, Reason)>,
    guard: Option<Guard>,
    weak: bool,
    delivers: bool,
    returned: bool,
    linked: bool,
    /// "is", "are".
    is: bool,
    now: bool,
    /// Where the amount would start.
    next: usize,
}

impl Piece<'_> {
    /// The last word that tells of it, where "R320 a set" behind it is what one cost.
    pub(super) fn last_before_price(&self, from: usize) -> Token {
        let scan = self.scan;
        let money = |at: &usize| matches!(scan.get(*at).kind, Kind::Money(_));
        let sum = (from..scan.len()).find(money);
        let closes = |at: &usize| price::price(scan, *at).is_some_and(|(_, end)| end >= scan.len());
        let Some(end) = sum.filter(closes) else {
            return scan.get(scan.len() - 1);
        };
        let told = |at: &usize| scan.word(*at) && !scan.is(*at, Flags::TIME);
        let last = (from..end).rev().find(told);
        scan.get(last.unwrap_or(end - 1))
    }

    /// Takes the amount behind the name, if one stands there.
    pub(super) fn amount_behind(&mut self, at: usize) -> Option<usize> {
        if self.name.is_empty() {
            return None;
        }
        let link = self.link(at)?;
        let next = link.next;
        // "r1 240 in the till": one sum, and no 240 of anything.
        let sum = |money: usize| {
            let money = matches!(self.scan.get(money).kind, Kind::Money(_)).then_some(money)?;
            price::amount(self.scan, money).map(|(_, end)| end)
        };
        if self.name.words == 1 && at > 0 && sum(at - 1).is_some_and(|end| end > at) {
            return None;
        }
        let token = self.scan.get(next);
        let plain = next == at;
        let numbered = plain && self.scan.is(at.wrapping_sub(1), Flags::NUMBERED);
        // "got fizzers a box and snackers 2 bales"
        let a_box = plain
            && token.is(Flags::ARTICLE)
            && self.front.is_some()
            && self.scan.is(next + 1, Flags::UNIT)
            && !self.scan.is(next + 1, Flags::MEASURE)
            && next + 2 == self.scan.len();
        if a_box {
            self.settle(link, false);
            return Some(self.take(Amount {
                count: amount::Count::Exact(amount::MILLIONTHS),
                unit: self.scan.get(next + 1).sense.unit(),
                pack: 0,
                next: next + 2,
            }));
        }
        if numbered || (token.word() && token.is(Flags::ARTICLE.or(Flags::VAGUE))) {
            return None;
        }
        if plain && self.points_at_one(next) || self.is_when(&link) {
            return None;
        }
        // "coke zero is finished": a name, unless that is how many are left.
        let zero = plain && token.word() && token.sense.number == Some(0);
        if zero
            && !self
                .scan
                .get(next + 1)
                .sense
                .verb
                .is_some_and(|verb| verb.action == Action::Set)
        {
            return None;
        }
        let boxed = || amount::uncounted(self.scan, next).filter(|amount| amount.pack > 0);
        let amount = amount::amount(self.scan, next).or_else(boxed)?;
        let size = self.scan.is(next + 1, Flags::MEASURE.or(Flags::SIZE));
        let bare = plain && !link.linked && link.verb.is_none();
        if bare
            && size
            && !self.name.known
            && (self.number_later(amount.next) || self.runs_out(amount.next))
        {
            return None;
        }
        let now = link.now || (link.is && self.scan.is(amount.next, Flags::NOW));
        if now && price::price(self.scan, next).is_some() || self.serves(next, amount.next) {
            return None;
        }
        self.settle(link, now);
        Some(self.take(amount))
    }

    /// "the next one in March", "the other one": no number.
    fn points_at_one(&self, at: usize) -> bool {
        let scan = self.scan;
        let which = Words::ELSEWHERE.or(Words::WHICH_ONE).or(Words::LAST);
        scan.says(at, Words::ONE) && at > 0 && scan.says(at - 1, which)
    }

    /// "lunch in 10", of nothing that the shop has: when.
    fn is_when(&self, link: &Link) -> bool {
        let scan = self.scan;
        let inside = link.verb_at == Some(link.next.wrapping_sub(1))
            && scan.is(link.next.wrapping_sub(1), Flags::IN);
        let alone = !self.known && self.front.is_none() && !scan.text.contains('\n');
        inside && alone && !scan.word(link.next + 1)
    }

    /// "used braids on two clients": who they are, and not how many braids.
    fn serves(&self, number: usize, next: usize) -> bool {
        let scan = self.scan;
        let link = Flags::IN.or(Flags::FOR).or(Flags::WITH).or(Flags::TO);
        let who = Flags::CUSTOMER.or(Flags::SOMEBODY);
        let whom = scan.is(next, who) || scan.says(next, Words::BUYER);
        whom && number > 0 && scan.is(number - 1, link)
    }

    /// Past verbs, signs and little words to where an amount may start; `None` where the name goes on.
    fn link(&self, at: usize) -> Option<Link> {
        let mut link = Link {
            next: at,
            ..Link::default()
        };
        loop {
            let token = self.scan.get(link.next);
            match token.kind {
                Kind::Number(_) => return Some(link),
                Kind::Mark(b':' | b'.') => link.linked = true,
                Kind::Mark(b'=') => {
                    link.linked = true;
                    link.sign = Some((Action::Set, Reason::Count));
                }
                Kind::Mark(b'-') => self.dash(&mut link),
                Kind::Mark(b'+') => link.sign = Some((Action::Add, Reason::Receipt)),
                Kind::Word if self.link_word(&mut link) => {}
                Kind::Word => return Some(link),
                Kind::Money(_)
                | Kind::Moment
                | Kind::Phone
                | Kind::Mark(_)
                | Kind::Line
                | Kind::Symbol => return None,
            }
            link.next += 1;
        }
    }

    /// "coke - 3", "coke -3".
    fn dash(&self, link: &mut Link) {
        let (token, behind) = (self.scan.get(link.next), self.scan.get(link.next + 1));
        if behind.glued && !token.glued {
            link.sign = Some((Action::Remove, Reason::Use));
        } else {
            link.linked = true;
        }
    }

    /// Takes one word of the link; false where the amount or more of the name begins.
    fn link_word(&self, link: &mut Link) -> bool {
        let token = self.scan.get(link.next);
        let sense = token.sense;
        let told = link.verb.is_some() || link.guard.is_some();
        if let Some(verb) = sense.verb
            && link
                .verb
                .is_none_or(|known| known.action == verb.action || link.weak)
        {
            link.verb = Some(verb);
            link.verb_at = Some(link.next);
            link.weak = token.is(Flags::WEAK);
            link.delivers = token.is(Flags::DELIVERS);
        } else if sense.is(Flags::RETURN) {
            link.returned = true;
        } else if sense.is(Flags::NOW) {
            link.now = !told;
        } else if sense.is(Flags::TIMES.or(Flags::TO).or(Flags::BE)) {
            link.linked = true;
            link.is |= sense.is(Flags::BE);
        } else if let Some(guard) = guard::of(sense) {
            link.guard = link.guard.or(Some(guard));
        } else {
            let idle = Flags::FILLER.or(Flags::TIME).or(Flags::AUXILIARY);
            return sense.is(idle) && (told || link.returned || self.leads_to_verb(link.next));
        }
        true
    }

    /// "just sold", "has already brought": whether a verb or a guard follows little words.
    fn leads_to_verb(&self, at: usize) -> bool {
        let token = self.scan.get(at + 1);
        token.word()
            && (token.sense.verb.is_some()
                || token.is(Flags::RETURN)
                || guard::of(token.sense).is_some()
                || (token.is(Flags::AUXILIARY.or(Flags::FILLER)) && self.leads_to_verb(at + 1)))
    }

    fn settle(&mut self, link: Link, now: bool) {
        let mut sign = link.sign;
        if link.verb.is_none() && sign.is_none() && (now || self.stock_of()) {
            sign = Some((Action::Set, Reason::Count));
        }
        let taken_off = sign.is_some_and(|(action, _)| action == Action::Remove);
        // "count bread -3"
        self.minus |= taken_off && self.front.is_some_and(|verb| verb.action == Action::Set);
        if let Some((action, reason)) = sign
            && self.front.is_none()
        {
            self.front = Some(Verb {
                action,
                reason,
                place: Place::Before,
            });
        }
        if let Some(verb) = link.verb {
            self.back = Some(verb);
            self.said_at = link.verb_at;
            self.weak = link.weak;
            self.delivers = link.delivers;
        }
        self.returned |= link.returned;
        self.guard = self.guard.or(link.guard);
    }

    /// "thabo sold 3 coke": what stood in front of the verb was no item. `said` is where it stands.
    pub(super) fn after_subject(&mut self, said: Range<usize>, at: usize) -> usize {
        let told = self.back.is_some() || self.returned || self.guard.is_some();
        // "bob gave me 5": of what?
        let gives = |at: usize| self.scan.says(at, Words::GIVES_US);
        let nameless = at >= self.scan.len() && !self.name.known && self.front.is_none();
        if nameless && self.said_at.is_some_and(gives) {
            self.name = Name::default();
            return at;
        }
        if !told || !self.begins_name(at) {
            return at;
        }
        if self.front.is_some() || !self.someone(said) {
            self.stray = true;
            return at;
        }
        self.name = Name::default();
        self.verb_at = self.said_at;
        self.subject = true;
        // Whether thabo bought for the shop or from it is not known.
        self.front = self.back.take().filter(|verb| match verb.reason {
            Reason::Receipt => self.delivers || self.made(),
            Reason::Sale
            | Reason::Use
            | Reason::Damage
            | Reason::Expiry
            | Reason::Theft
            | Reason::Return
            | Reason::Count
            | Reason::Correction
            | Reason::WriteOff
            | Reason::Transfer
            | Reason::Conversion => verb.action == Action::Remove || !self.weak,
        });
        self.name_from(at, true)
    }

    /// Whether the verb between makes something: whoever made it, it is there.
    pub(super) fn made(&self) -> bool {
        let at = self.said_at.or(self.verb_at);
        at.is_some_and(|at| self.scan.says(at, Words::MAKES))
    }

    /// Whether a name, and nothing that may follow one, stands here.
    fn begins_name(&self, at: usize) -> bool {
        let token = self.scan.get(at);
        let adjective = Flags::BEFORE_UNIT.or(Flags::ADJECTIVE);
        let size = token.number().is_some() && self.scan.is(at + 1, Flags::SIZE);
        size || token.word()
            && (token.sense.unknown() || (token.is(adjective) && self.scan.word(at + 1)))
    }

    /// Whether these words can be somebody: "thabo", "my nephew", "the bread van".
    fn someone(&mut self, said: Range<usize>) -> bool {
        let little = Flags::OWN
            .or(Flags::THE)
            .or(Flags::PERSON)
            .or(Flags::ARTICLE)
            .or(Flags::CUSTOMER)
            .or(Flags::SUPPLIER)
            .or(Flags::CARRIER)
            .or(Flags::THIEF)
            .or(Flags::ABSTRACT);
        let words = said.len();
        let mut named = 0;
        for at in said {
            let token = self.scan.get(at);
            if token.is(Flags::CUSTOMER.or(Flags::SUPPLIER)) {
                self.customer = Some(token.is(Flags::CUSTOMER));
            }
            let unknown = token.sense.unknown();
            named += usize::from(unknown);
            if !token.word() || !(unknown || token.is(little)) {
                return false;
            }
        }
        words <= 4 && named <= 2
    }

    /// Whether a later number is the quantity and this one part of the name: "coke 2l x 3".
    fn number_later(&self, from: usize) -> bool {
        (from..self.scan.len()).any(|at| {
            self.scan.get(at).number().is_some()
                && price::price(self.scan, at).is_none()
                && price::price(self.scan, at - 1).is_none()
        })
    }

    /// "sugar 1kg is finished": the number is the name's.
    fn runs_out(&self, at: usize) -> bool {
        let none = self.scan.is(at, Flags::RUN_OUT) || self.scan.says(at, Words::NONE_OF_IT);
        none && self.scan.get(at - 1).glued
    }

    /// "coke stock 12": what there is of it. Takes the word off the name.
    fn stock_of(&mut self) -> bool {
        let Some((name, stock)) = self.name.text.rsplit_once(' ') else {
            return false;
        };
        if !lexicon::look_up(stock).says(Words::STOCK) {
            return false;
        }
        self.name.text.truncate(name.len());
        true
    }
}
