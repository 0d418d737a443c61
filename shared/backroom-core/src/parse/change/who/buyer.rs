//! Customers by name: "Baba Jola bought 2", "the high school bought 25", "a bus full of tourists bought 6", "Thandeka bought 3
//! leggings for R270". Whoever buys for the shop says "I", or where. Who is only called by a name may be one of the staff:
//! that is asked, unless a price or several things a customer's few are told.

use std::ops::Range;

use super::{LONGEST_WHO, before, row_end, tells_more};
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
    let end = row_end(scan, at);
    let ours = (first..to).any(|at| scan.is(at, Flags::OWN.or(Flags::CARRIER).or(Flags::SUPPLIER)));
    // "me and Sipho bought"
    let others = from > 0 && scan.is(from - 1, Flags::AND);
    if to - first > LONGEST_WHO || ours || others {
        return None;
    }
    let told = institution(scan, first, to)
        || of_people(scan, first, to)
        || titled(scan, first, to) && pays(scan, at, end, i64::MAX)
        || called(scan, first, to) && pays(scan, at, end, FEW);
    (told && !elsewhere(scan, at, end)).then_some(first..to)
}

/// The first word of who it is; "mama" and "bra" are such words before a name.
fn first_of(scan: Scan<'_>, from: usize, to: usize) -> Option<usize> {
    let idle = Flags::FILLER.or(Flags::TIME).or(Flags::AUXILIARY);
    let title = |at: usize| scan.says(at, Words::TITLE.or(Words::MISTER)) && at + 1 < to;
    (from..to).find(|at| scan.word(*at) && (!scan.is(*at, idle) || title(*at)))
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

/// "thandeka", "MaDlamini", "thabo nkosi".
fn called(scan: Scan<'_>, first: usize, to: usize) -> bool {
    to - first <= 2 && (first..to).all(|at| stranger(scan, at))
}

/// Whether what was bought is what a customer buys: fewer than `most` of a thing, with a price, or several things.
fn pays(scan: Scan<'_>, at: usize, end: usize, most: i64) -> bool {
    let other = Flags::RETURN.or(Flags::FOR).or(guard::ALL);
    let doubt = |at: usize| scan.is(at, other) && price::price(scan, at).is_none();
    let again = (at + 1..scan.len()).any(|at| scan.says(at, Words::BUYS));
    if again || (at + 1..end).any(doubt) {
        return false;
    }
    let priced = (at + 1..end).any(|at| matches!(scan.get(at).kind, Kind::Money(_)));
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
        source || ours || scan.says(at, Words::STOCK)
    })
}
