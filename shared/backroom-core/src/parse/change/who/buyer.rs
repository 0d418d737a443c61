//! Customers by name: "Baba Jola bought 2", "the high school bought 25", "a bus full of tourists bought 6", "Thandeka bought 3
//! leggings for R270". Whoever buys for the shop says "I", or where. Who is only called by a name may be one of the staff:
//! that is asked, unless a price or several things a customer's few are told.

use std::ops::Range;

use super::{DOUBT, LONGEST_WHO, Meant, before, row_end, tells_more};
use crate::intent::{Action, Reason};
use crate::parse::amount::{self, Count, MILLIONTHS};
use crate::parse::guard;
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::Kind;

/// Of so many a customer seldom buys more, and who fetches stock seldom less.
const FEW: i64 = 10 * MILLIONTHS;

/// Where the customer stands who bought this.
pub(super) fn named(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    let (from, to) = before(scan, at);
    let first = first_of(scan, from, to)?;
    // "…, her nephew is fetching it now"
    let apart = |at: &usize| scan.mark(*at, b',') && scan.is(at + 1, Flags::OWN.or(Flags::THIRD));
    let end = row_end(scan, at);
    let end = (at..end).find(apart).unwrap_or(end);
    let goods = Flags::CARRIER.or(Flags::SUPPLIER);
    let own = if kin(scan, first, to) {
        goods
    } else {
        goods.or(Flags::OWN)
    };
    let ours = (first..to).any(|at| scan.is(at, own));
    // "me and Sipho bought"
    let others = from > 0 && scan.is(from - 1, Flags::AND);
    if to - first > LONGEST_WHO || ours || others {
        return None;
    }
    let told = institution(scan, first, to)
        || of_people(scan, first, to)
        || kin(scan, first, to) && pays(scan, at, end, FEW) && priced(scan, at, end)
        || titled(scan, first, to) && pays(scan, at, end, i64::MAX)
        || called(scan, first, to) && pays(scan, at, end, FEW);
    (told && !elsewhere(scan, at, end)).then_some(first..to)
}

/// "St Marys bought 40 from us": whoever that is buys from the shop.
pub(super) fn from_us(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    let ends = |at: usize| !scan.word(at) || scan.is(at, Flags::TIME.or(Flags::FILLER));
    let us = |at: usize| {
        let shop = scan.is(at + 1, Flags::THE.or(Flags::OWN)) && scan.said(at + 2) == "shop";
        let myself = shop && ends(at + 3) && scan.text.contains("myself");
        let ours = ["us", "me"].contains(&scan.said(at + 1)) && ends(at + 2) || myself;
        ours && scan.is(at, Flags::FROM)
    };
    let (from, to) = before(scan, at);
    if to != at || !(at + 1..row_end(scan, at)).any(us) {
        return None;
    }
    let first = first_of(scan, from, to).or((from < to).then_some(from))?;
    let privately =
        (at..scan.len()).any(|at| scan.is(at, Flags::FOR) && scan.said(at + 1) == "myself");
    let we = |at: usize| scan.is(at, Flags::PERSON) && !scan.is(at, Flags::THIRD) && !privately;
    let other = guard::ALL.or(Flags::KNOWN).or(Flags::QUESTION);
    let whole = (first..to).all(|at| scan.word(at) && !scan.is(at, other) && !we(at));
    (whole && to - first <= LONGEST_WHO).then_some(first..to)
}

/// "customer returned 1 cardigan and then bought 1 jumpsuit": the same customer; where the verb stands, if it is so.
pub(super) fn brought_back(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    let (from, to) = before(scan, at);
    let silent =
        first_of(scan, from, to).is_none() && !(from..to).any(|at| scan.is(at, Flags::PERSON));
    let returns = |at: usize| {
        let verb = scan.get(at).sense.verb;
        let back =
            verb.is_some_and(|verb| verb.action == Action::Add && verb.reason == Reason::Return);
        let who = (0..at).any(|at| scan.is(at, Flags::CUSTOMER) || scan.says(at, Words::BUYER));
        back || scan.is(at, Flags::RETURN) && who
    };
    (silent && to == at && from > 0 && (0..from).any(returns)).then_some(at..at)
}

/// "the municipality collected 25": where it stands; "the church collected 10 from the depot" may be anything.
pub(super) fn collected(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    let (from, to) = before(scan, at);
    let first = first_of(scan, from, to)?;
    let end = row_end(scan, at);
    let other = Flags::FROM.or(Flags::FOR).or(guard::ALL);
    let plain = to - first <= LONGEST_WHO && !(at..end).any(|at| scan.is(at, other));
    (to == at && plain && institution(scan, first, to) && !elsewhere(scan, at, end))
        .then_some(first..to)
}

/// "the church collected 10 from Makro for us" came in; without "for us" it is in doubt whether anything moved here.
pub(super) fn fetched_for_us(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let (from, to) = before(scan, at);
    let first = first_of(scan, from, to)?;
    let end = row_end(scan, at);
    let ours = Flags::OWN.or(Flags::PERSON).or(Flags::PLACE);
    let us =
        |at: usize| scan.is(at + 1, ours) || scan.is(at + 1, Flags::THE) && scan.is(at + 2, ours);
    let other = |at: usize| scan.is(at, Flags::FROM) && scan.word(at + 1) && !us(at);
    let for_us = |at: usize| scan.is(at, Flags::FOR) && scan.is(at + 1, Flags::PERSON);
    let elsewhere = (at + 1..end).any(other);
    let received = elsewhere && (at + 1..end).any(for_us);
    let others = (first..to).any(|at| {
        scan.is(at, Flags::CUSTOMER) || scan.says(at, Words::BUYER.or(Words::INSTITUTION))
    });
    let verb = if received { "received" } else { DOUBT };
    (elsewhere && others).then(|| Meant::of(verb, first..to))
}

/// "Uncle bought the last polony": where he stands who bought what was left of ours.
pub(super) fn the_last(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    let last = scan.is(at + 1, Flags::THE) && scan.says(at + 2, Words::LAST);
    let (from, to) = before(scan, at);
    let first = first_of(scan, from, to).or((last && from < to).then_some(from))?;
    let ours = (first..to).any(|at| scan.is(at, Flags::OWN.or(Flags::PERSON)));
    let told = last && to == at && !ours && to - first <= LONGEST_WHO;
    (told && !elsewhere(scan, at, row_end(scan, at))).then_some(first..to)
}

/// "table 6 had 2 brownies".
pub(super) fn at_table(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    let number = at
        .checked_sub(1)
        .filter(|at| scan.get(*at).number().is_some())?;
    let table = number.checked_sub(1)?;
    let seat = scan.is(table, Flags::NUMBERED) && scan.says(table, Words::BUYER);
    let counted = amount::numeral(scan, at + 1).is_some();
    (seat && counted).then_some(table..at)
}

/// The first word of who it is; "mama" and "bra" are such words before a name.
fn first_of(scan: Scan<'_>, from: usize, to: usize) -> Option<usize> {
    let idle = Flags::FILLER.or(Flags::TIME).or(Flags::AUXILIARY);
    let title = |at: usize| scan.says(at, Words::TITLE.or(Words::MISTER)) && at + 1 < to;
    (from..to).find(|at| scan.word(*at) && (!scan.is(*at, idle) || title(*at)))
}

/// "she returned a jumpsuit and bought a kaftan": a customer, who brought back what is not ours to bring.
pub(super) fn after_a_return(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    let whom = Flags::THIRD.or(Flags::SOMEBODY).or(Flags::CUSTOMER);
    let customer = |at: usize| scan.is(at, Flags::RETURN) && scan.is(at - 1, whom);
    let returned = scan.seen.is(Flags::RETURN) && (1..at).any(customer);
    if !returned {
        return None;
    }
    if scan.is(at - 1, Flags::AND) {
        return Some(at..at);
    }
    // "…, then he bought 1"
    let mut from = at;
    let leads = Flags::THIRD
        .or(Flags::AND)
        .or(Flags::CLAUSE)
        .or(Flags::FILLER)
        .or(Flags::TIME);
    while from > 1 && scan.is(from - 1, leads) {
        from -= 1;
    }
    let apart = scan.mark(from - 1, b',') || (from..at).any(|at| scan.is(at, Flags::AND));
    (apart && scan.is(at - 1, Flags::THIRD)).then_some(at - 1..at)
}

/// "while you were out the Quantum man bought 2": whatever is told before.
pub(super) fn right_before(scan: Scan<'_>, at: usize) -> Option<Range<usize>> {
    let buyer = scan.says(at.checked_sub(1)?, Words::BUYER);
    (buyer && !elsewhere(scan, at, scan.len())).then_some(at..at)
}

/// A word that nobody knows: somebody's name.
fn stranger(scan: Scan<'_>, at: usize) -> bool {
    let sense = scan.get(at).sense;
    scan.word(at) && sense.nothing()
}

/// "baba jola", "auntie rose".
fn titled(scan: Scan<'_>, first: usize, to: usize) -> bool {
    let title = scan.says(first, Words::TITLE.or(Words::MISTER));
    title && first + 1 < to && (first + 1..to).all(|at| stranger(scan, at))
}

/// "the high school", "St Mary's church".
fn institution(scan: Scan<'_>, first: usize, to: usize) -> bool {
    // "the office upstairs"
    let to = to - usize::from(to > first + 1 && scan.says(to - 1, Words::HERE));
    let last = scan.says(to - 1, Words::INSTITUTION);
    // "the team" may be our own, "the soccer team" is not.
    let named = !scan.is(to - 1, Flags::FILLER) || to - first > 1 && stranger(scan, to - 2);
    last && named && (first..to).all(|at| tells_more(scan, at))
}

/// "a bus full of tourists", "two workers from the mine".
fn of_people(scan: Scan<'_>, first: usize, to: usize) -> bool {
    let person = |at: usize| {
        let of = at > first && scan.is(at - 1, Flags::OF);
        of && scan.says(at, Words::BUYER)
    };
    (first..to).any(person) && (first..to).all(|at| tells_more(scan, at))
}

/// "my cousin".
fn kin(scan: Scan<'_>, first: usize, to: usize) -> bool {
    to == first + 2 && scan.is(first, Flags::OWN) && scan.says(first + 1, Words::KIN)
}

fn priced(scan: Scan<'_>, at: usize, end: usize) -> bool {
    (at + 1..end).any(|at| matches!(scan.get(at).kind, Kind::Money(_)))
}

/// "thandeka", "MaDlamini", "thabo nkosi".
fn called(scan: Scan<'_>, first: usize, to: usize) -> bool {
    to - first <= 2 && (first..to).all(|at| stranger(scan, at))
}

/// Whether what was bought is what a customer buys: fewer than `most` of a thing, with a price, or several things.
fn pays(scan: Scan<'_>, at: usize, end: usize, most: i64) -> bool {
    let other = Flags::RETURN.or(Flags::FOR).or(guard::ALL);
    let theirs = |at: usize| scan.is(at, Flags::FOR) && scan.says(at + 1, Words::THEIR);
    let doubt = |at: usize| scan.is(at, other) && !theirs(at) && price::price(scan, at).is_none();
    let again = (at + 1..scan.len()).any(|at| scan.says(at, Words::BUYS));
    if again || (at + 1..end).any(doubt) {
        return false;
    }
    let priced = priced(scan, at, end);
    let (mut things, mut place) = (0, at + 1);
    while place < end {
        if let Some((_, next)) = price::price(scan, place) {
            place = next.max(place + 1);
            continue;
        }
        let amount = amount::amount(scan, place).filter(|amount| scan.word(amount.next));
        let Some(amount) = amount else {
            place += 1;
            continue;
        };
        match amount.count {
            Count::Exact(count) if count >= most => return false,
            Count::Vague | Count::Unclear => return false,
            Count::Exact(_) | Count::Article => things += 1,
        }
        place = amount.next.max(place + 1);
    }
    things > 1 || things > 0 && priced
}

/// "from Makro", "in town", "stock": bought for the shop.
fn elsewhere(scan: Scan<'_>, at: usize, end: usize) -> bool {
    let link = Flags::FROM.or(Flags::AT).or(Flags::IN);
    (at + 1..end).any(|at| {
        let source = scan.is(at, link)
            && !scan.is(at, Flags::OF)
            && scan.word(at + 1)
            && !scan.is(at + 1, Flags::TIME)
            && price::price(scan, at).is_none();
        let ours = scan.is(at, Flags::FOR) && scan.is(at + 1, Flags::OWN.or(Flags::THE));
        let ours = ours && !scan.says(at + 2, Words::OCCASION) && !scan.says(at + 1, Words::THEIR);
        source || ours || scan.says(at, Words::STOCK)
    })
}
