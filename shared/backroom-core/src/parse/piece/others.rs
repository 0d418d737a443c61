//! Who did it may say what was done: thieves steal, rats spoil, customers buy, and what others left or gave is asked about.

use crate::intent::{Action, Reason};
use crate::parse::guard;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Place, Verb, Words};

use super::Piece;

/// Whether somebody who buys stands behind this word, by no name: "to the school".
pub(super) fn buyer_behind(scan: Scan<'_>, link: usize) -> bool {
    let the = Flags::THE.or(Flags::OWN).or(Flags::ARTICLE);
    let whom = link + 1 + usize::from(scan.is(link + 1, the));
    let buys = |at: usize| scan.is(at, Flags::CUSTOMER) || scan.says(at, Words::BUYER);
    buys(link + 1) || buys(whom)
}

/// Whether somebody who buys stands behind this word: "to the school", "at mrs botha".
pub(in crate::parse) fn buys(scan: Scan<'_>, link: usize) -> bool {
    let the = Flags::THE.or(Flags::OWN).or(Flags::ARTICLE);
    let whom = link + 1 + usize::from(scan.is(link + 1, the));
    [link + 1, whom].into_iter().any(|at| {
        let title = Words::BUYER.or(Words::TITLE).or(Words::MISTER);
        scan.is(at, Flags::CUSTOMER) || scan.says(at, title)
    })
}

/// What a supplier did.
const BROUGHT: Verb = Verb {
    action: Action::Add,
    reason: Reason::Receipt,
    place: Place::Either,
};

impl Piece<'_> {
    /// "the rep gave us 2 free": what that cost, and not that it is gone.
    pub(super) fn came_free(&self, at: usize) -> bool {
        let came = self.front.is_some_and(|front| front.action == Action::Add);
        let free = ["free", "for free"].contains(&self.scan.said(at));
        free && (came || self.scan.any_says(Words::GIVES_US))
    }

    /// "customer came and bought 3": sold. "they bought 3": ours or theirs is asked.
    pub(super) fn bought_by_others(&mut self) {
        let sale = |verb: Verb| Verb {
            action: Action::Remove,
            reason: Reason::Sale,
            ..verb
        };
        let delivers = self.delivers;
        let bought = |verb: &Verb| verb.reason == Reason::Receipt && !delivers;
        if self.buyer {
            self.front = self
                .front
                .map(|verb| if bought(&verb) { sale(verb) } else { verb });
            self.back = self
                .back
                .map(|verb| if bought(&verb) { sale(verb) } else { verb });
        } else if self.third {
            self.front = self.front.filter(|verb| !bought(verb));
            self.back = self.back.filter(|verb| !bought(verb));
        }
    }

    /// Whether it says "delivered", and nobody else did: we, or whoever brings.
    pub(in crate::parse) fn delivered_by_us(&self) -> bool {
        let brings = Flags::CARRIER
            .or(Flags::SUPPLIER)
            .or(Flags::SOMEBODY)
            .or(Flags::THIRD)
            .or(Flags::QUESTION);
        let came = self
            .front
            .is_some_and(|verb| verb.reason == Reason::Receipt);
        let others = |verb: usize| (0..verb).any(|at| self.scan.is(at, brings));
        let by_us = self.verb_at.is_some_and(|verb| !others(verb));
        came && self.delivers && !self.subject && by_us
    }

    /// Whether whoever it went to buys from shops; `None` if it does not say that it went anywhere.
    pub(in crate::parse) fn went_to_buyer(&self) -> Option<bool> {
        let scan = self.scan;
        let to = (1..scan.len()).find(|at| scan.is(*at, Flags::TO.or(Flags::AT)))?;
        let sold = buyer_behind(scan, to);
        (sold || scan.is(to, Flags::TO)).then_some(sold)
    }

    /// Why it is gone, as those who did it say: thieves steal, rats spoil, and whoever pays has bought.
    fn why_by_others(&mut self) {
        let says = |class: Words| self.scan.any_says(class);
        let thief = self.scan.any(Flags::THIEF);
        let pests = pests(self.scan);
        let verb = self.front.or(self.back);
        let stolen = verb.is_some_and(|verb| verb.reason == Reason::Theft);
        let spoils = pests || says(Words::DISASTER);
        // "lost 2 to the dog"
        let eaten = stolen && self.weak && spoils && !thief;
        let gone = match () {
            () if thief => Some(Reason::Theft),
            () if pests => Some(Reason::Damage),
            () if self.price.is_some() && self.customer == Some(true) => Some(Reason::Sale),
            () => None,
        };
        // "cockroaches got in, 3 royco threw it": spoilt before; "sold 10 for himself": stolen.
        let spoilt = pests && says(Words::DISPOSAL);
        let privately = says(Words::PRIVATELY);
        let changed = |verb: Verb| {
            let was = |reason| verb.reason == reason;
            let reason = match () {
                () if was(Reason::Theft) && eaten => Reason::Damage,
                () if was(Reason::Use) => gone.unwrap_or(Reason::Use),
                () if was(Reason::Expiry) && spoilt => Reason::Damage,
                () if was(Reason::Sale) && privately => Reason::Theft,
                () => verb.reason,
            };
            Verb { reason, ..verb }
        };
        self.front = self.front.map(changed);
        self.back = self.back.map(changed);
    }

    /// Whether it moved for the shop at all, as those who did it say.
    pub(super) fn done_by_others(&mut self) {
        self.why_by_others();
        // "box of 50 pens opened": none of them is used yet.
        if self.pack > 0 && self.scan.any_says(Words::OPENED) {
            (self.front, self.back) = (None, None);
        }
        let Some(at) = self.verb_at else {
            return;
        };
        let verb = self.scan.get(at);
        let before = |flags: Flags| (0..at).any(|at| self.scan.is(at, flags));
        let other = before(Flags::SOMEBODY) || self.subject;
        let left_at = (at + 1..self.scan.len())
            .any(|next| self.scan.is(next, Flags::AT) && buys(self.scan, next));
        if self.scan.says(at, Words::DROPPED) && left_at {
            self.front = None;
        }
        let spilt = self.scan.seen.says(Words::ON_THE_FLOOR);
        if self.scan.says(at, Words::DROPPED) && other && !spilt {
            self.front = None;
        }
        // "the seamstress finished 4 dresses": made, or used up?
        self.stray |= self.subject && verb.is(Flags::RUN_OUT) && self.count.is_some();
        // "Thabo sent 10 brake pads": to us, or for us?
        let to = (at + 1..self.scan.len()).any(|at| self.scan.is(at, Flags::TO));
        let sent = self.scan.says(at, Words::SENDS) && !to;
        if sent && before(Flags::SUPPLIER) {
            self.front = Some(BROUGHT);
        } else if sent && self.subject {
            self.front = None;
        }
        // "Albany dropped 30 white bread", where bread is called so: brought it?
        if self.scan.says(at, Words::DROPPED) && before(Flags::KNOWN) {
            self.front = None;
        }
        // "staff lunch is at 1"
        self.stray |=
            self.scan.says(at, Words::STAFF_MEAL) && self.scan.said(at + 1).starts_with("is");
        if guard::lost_on_the_way(self.scan, at) {
            self.front = None;
        }
        // "he left 20 bread": brought it, or did not take it.
        let who = Flags::SOMEBODY
            .or(Flags::CARRIER)
            .or(Flags::SUPPLIER)
            .or(Flags::THIRD);
        let ours = at > 0 && self.scan.is(at - 1, Flags::BE.or(Flags::AUXILIARY));
        if self.scan.says(at, Words::LEFT) && before(who) && !ours {
            self.front = None;
        }
        if self.scan.says(at, Words::DROPPED) && before(Flags::CARRIER.or(Flags::SUPPLIER)) {
            self.front = Some(BROUGHT);
        }
        // "the neighbours have 4": not we.
        let have = self.scan.says(at, Words::HAVE);
        if have && (self.subject || self.customer.is_some()) && !before(Flags::PLACE) {
            self.front = None;
        }
        // "mrs adams donated 6": to us, or for us?
        if self.scan.says(at, Words::DONATED) && self.subject {
            self.front = None;
        }
        // "the restaurant fetched 15 kg": for the shop, or from it?
        let brings = self.delivers || verb.is(Flags::ARRIVES) || before(Flags::CARRIER);
        let brings = brings || self.made();
        if self.subject && !brings {
            self.front = self.front.filter(|verb| verb.reason != Reason::Receipt);
        }
    }
}

/// Whether animals spoil things here: what was opened "for our own birds" is theirs.
pub(in crate::parse) fn pests(scan: Scan<'_>) -> bool {
    let theirs = |at: usize| (at.saturating_sub(3)..at).any(|at| scan.is(at, Flags::FOR));
    // "dog food" is goods.
    let names = |at: usize| {
        let next = scan.get(at + 1);
        next.word() && next.sense.empty() && !scan.said(at + 1).ends_with("ed")
    };
    let pest = |at: usize| scan.is(at, Flags::PEST) && !theirs(at) && !names(at);
    scan.any(Flags::PEST) && (0..scan.len()).any(pest)
}
