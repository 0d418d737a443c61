//! What a line cost or earned: "@ R18", "at 18 each", "R12,50 each", "for R200". Never a quantity.

mod beside;

use crate::money::{Money, Price};
use crate::unit::Unit;

use super::amount::{self, Count, MILLIONTHS, Numeral};
use super::scan::Scan;
use super::sense::{Flags, Words};
use super::token::{Form, Kind};

pub(super) use beside::beside;

/// The price at `at`, and where it ends.
#[inline]
pub(super) fn price(scan: Scan<'_>, at: usize) -> Option<(Price, usize)> {
    // It is asked at nearly every word, and most are none.
    let begins = Flags::AT.or(Flags::TIMES).or(Flags::FOR).or(Flags::RAND);
    let token = scan.tokens.get(at)?;
    let long = token.end - token.start > 1;
    let other = token.word() && long && !token.is(begins) && !token.sense.says(Words::TENDER);
    let other = other && token.sense.number.is_none();
    (!other).then(|| price_at(scan, at)).flatten()
}

fn price_at(scan: Scan<'_>, at: usize) -> Option<(Price, usize)> {
    let token = scan.get(at);
    if let Some(paid) = tendered(scan, at) {
        return Some(paid);
    }
    if token.mark(b'@')
        || token.is(Flags::AT)
        || (token.is(Flags::TIMES) && scan.get(at + 1).number().is_none())
    {
        let (sum, next) = sum(scan, at + 1)?;
        let (is_each, next) = each(scan, next.end);
        // "@ 36 total"
        if !is_each && scan.says(next, Words::TOTAL) && !scan.word(next + 1) {
            return Some((Price::Total(sum.minor), next + 1));
        }
        let certain = token.mark(b'@') || sum.money || next > at + 2 || at + 2 >= scan.len();
        return certain.then_some((Price::Each(sum.minor), next));
    }
    if token.is(Flags::FOR) || token.mark(b'=') {
        let (sum, next) = sum(scan, at + 1)?;
        let (is_each, next) = each(scan, next.end);
        // "coolant = 9" counts, and "2 coke = 40" does not.
        if token.mark(b'=') && !sum.money && !is_each && !counted_before(scan, at) {
            return None;
        }
        let paid = scan.says(next, Words::TENDER) && !scan.word(next + 1);
        let next = next + usize::from(paid);
        if !sum.money && !paid && next < scan.len() && !is_each {
            return None;
        }
        return Some((
            if is_each {
                Price::Each(sum.minor)
            } else {
                Price::Total(sum.minor)
            },
            next,
        ));
    }
    let (sum, next) = sum(scan, at)?;
    let (is_each, next) = each(scan, next.end);
    // "150 for all", "r150 in total", "r1700 for the two"
    let the = scan.is(next + 1, Flags::THE);
    let both = scan.is(next, Flags::FOR)
        && (the || scan.says(next + 1, Words::ALL) || scan.said(next + 1) == "both");
    if both && !is_each {
        let numbered = scan.get(next + 2).counts();
        let end = next + 2 + usize::from(numbered);
        if numbered && !scan.word(end) || !numbered && (!the || !scan.word(end)) {
            return Some((Price::Total(sum.minor), end));
        }
    }
    let whole = ["total", "in total", "altogether", "all together", "for all"];
    let next = next + usize::from(sum.money && whole.contains(&scan.said(next)));
    match (is_each, sum.money) {
        (true, _) => Some((Price::Each(sum.minor), next)),
        (false, true) => Some((Price::Total(sum.minor), next)),
        (false, false) => altogether(scan, at, next).then_some((Price::Total(sum.minor), next + 1)),
    }
}

/// "bought 2 cartons of noodles, 14,000 altogether", "sold 3 belts 540 altogether": too many to be a sum of what is counted, which
/// is one thing.
fn altogether(scan: Scan<'_>, at: usize, next: usize) -> bool {
    const MANY: i64 = 1_000 * MILLIONTHS;
    const SOME: i64 = 100 * MILLIONTHS;
    const TIMES: i64 = 20;
    let total = scan.says(next, Words::TOTAL) && !scan.word(next + 1);
    let Some(sum) = scan.get(at).number().filter(|_| total && at > 0) else {
        return false;
    };
    let mut counts = (0..scan.len())
        .filter(|other| *other != at)
        .filter_map(|other| amount::numeral(scan, other));
    let (Some(counted), None) = (counts.next(), counts.next()) else {
        return false;
    };
    let sum = sum.millionths;
    let most = match counted.count {
        Count::Exact(count) => count.saturating_mul(TIMES).max(SOME),
        Count::Article | Count::Vague | Count::Unclear => return false,
    };
    match scan.mark(at - 1, b',') {
        true => sum >= MANY,
        false => sum >= most && scan.word(at - 1) && scan.get(at - 1).sense.verb.is_none(),
    }
}

/// Whether what stands before it in its row, or since the last comma, is counted already.
fn counted_before(scan: Scan<'_>, at: usize) -> bool {
    let parts = |at: &usize| matches!(scan.get(*at).kind, Kind::Line | Kind::Mark(b',' | b';'));
    let from = (0..at).rev().find(parts).map_or(0, |at| at + 1);
    (from..at).any(|at| {
        let token = scan.get(at);
        token.number().is_some() || token.sense.number.is_some() || token.is(Flags::ARTICLE)
    })
}

/// "R20", "20 each", "@ 20 per bottle": a message that is what one costs and nothing else, and one of what if it says so.
pub fn only_a_price(text: &str) -> Option<(Money, Option<Unit>)> {
    let plain = super::plain(text.trim())?;
    let tokens = super::token::tokens(&plain);
    let scan = tokens.scan(&plain).trimmed();
    let begins = scan.mark(0, b'@') || scan.is(0, Flags::AT);
    let at = usize::from(begins);
    let (sum, end) = sum(scan, at)?;
    let (is_each, next) = each(scan, end.end);
    if !(sum.money || begins || is_each) || next < scan.len() {
        return None;
    }
    if !is_each || next == end.end + 1 {
        return Some((sum.minor, None));
    }
    let of = Some(scan.get(next - 1).sense.unit()).filter(|of| !of.is_empty())?;
    Some((sum.minor, Some(Unit::new(of))))
}

/// A sum of money in minor units at `at`, with or without a sign of it, and where it ends.
pub(super) fn amount(scan: Scan<'_>, at: usize) -> Option<(Money, usize)> {
    sum(scan, at).map(|(sum, end)| (sum.minor, end.end))
}

/// The same, and whether a sign of money stands there.
pub(super) fn told(scan: Scan<'_>, at: usize) -> Option<(Money, bool, usize)> {
    sum(scan, at).map(|(sum, end)| (sum.minor, sum.money, end.end))
}

/// "1500 cash", "card 1450", behind so many of something: what was paid for all of it.
fn tendered(scan: Scan<'_>, at: usize) -> Option<(Price, usize)> {
    if !scan.seen.says(Words::TENDER) {
        return None;
    }
    let before = scan.says(at, Words::TENDER);
    let number = at + usize::from(before);
    if !before && !scan.says(at + 1, Words::TENDER) || scan.get(number).number().is_none() {
        return None;
    }
    let next = at + 2;
    let idle = scan.is(next, Flags::FILLER.or(Flags::TIME));
    let alone = idle || !scan.word(next) && scan.get(next).number().is_none();
    let counts = |at: usize| {
        let token = scan.get(at);
        token.number().is_some() || token.sense.number.is_some() || token.is(Flags::ARTICLE)
    };
    if !alone || scan.get(number + 1).glued || !(0..at).any(counts) {
        return None;
    }
    let (sum, end) = sum(scan, number)?;
    (end.end <= next).then_some((Price::Total(sum.minor), next))
}

/// Whether a number in it may be what was paid, though it names nothing else.
pub(super) fn may_be_paid(scan: Scan<'_>) -> bool {
    scan.seen.says(Words::TENDER) && (0..scan.len()).any(|at| perhaps_paid(scan, at))
}

/// "sold jeans 450 cash": so many, or so much for one.
pub(super) fn perhaps_paid(scan: Scan<'_>, at: usize) -> bool {
    const FEW: i64 = 10_000_000;
    let many = scan
        .get(at)
        .number()
        .is_some_and(|number| number.millionths >= FEW);
    if !many || !scan.says(at + 1, Words::TENDER) {
        return false;
    }
    let before = scan.get(at.wrapping_sub(1));
    let of_names = Flags::SIZE.or(Flags::UNIT);
    let named = before.word() && (before.sense.unknown() || before.is(of_names));
    named && (0..scan.len()).all(|other| other == at || amount::numeral(scan, other).is_none())
}

struct Sum {
    minor: Money,
    /// It says that it is money: "r18", "18 rand".
    money: bool,
}

struct End {
    end: usize,
}

/// What stands before a sum.
const LEADING: [&str; 6] = ["rs", "rs.", "ksh", "kes", "ngn", "inr"];

/// "r18", "r 18", "r1 500", "18 rand", or a plain number.
fn sum(scan: Scan<'_>, at: usize) -> Option<(Sum, End)> {
    let token = scan.get(at);
    if let Kind::Money(cents) = token.kind {
        // "r21 000": the letter is one of its digits.
        let (cents, end) = thousands(scan, at + 1, scan.said(at).len() <= 4, cents);
        let minor = Money(cents);
        return Some((Sum { minor, money: true }, End { end }));
    }
    let sign =
        scan.said(at) == "r" || (token.is(Flags::RAND) && scan.get(at + 1).number().is_some());
    // "twenty rand"
    let hundred = token.is(Flags::ARTICLE) && scan.is(at + 1, Flags::SCALE);
    if !sign && (token.sense.number.is_some() || hundred) {
        let numeral = amount::numeral(scan, at)?;
        let Count::Exact(millionths) = numeral.count else {
            return None;
        };
        return spoken(scan, numeral.next, millionths / 10_000);
    }
    let number = scan.get(if sign { at + 1 } else { at }).number()?;
    if number.millionths > 1_000_000_000 * 1_000_000 || number.form == Form::Fraction {
        return None;
    }
    let mut end = at + 1 + usize::from(sign);
    let mut cents = number.millionths / 10_000;
    let short = number.form == Form::Whole && scan.said(end - 1).len() <= 3;
    let (whole, behind) = thousands(scan, end, short, cents);
    if sign || scan.is(behind, Flags::RAND) {
        (cents, end) = (whole, behind);
    }
    let mut money = sign;
    // "3 rs 20 coupons": three of them.
    let leads = scan.get(end + 1).number().is_some() && LEADING.contains(&scan.said(end));
    if scan.is(end, Flags::RAND) && !leads {
        if scan.said(end).starts_with("cent") {
            cents /= 100;
        }
        money = true;
        end += 1;
    } else if scan.said(end) == "bob"
        && !sign
        && (scan.is(end + 1, Flags::EACH) || !scan.word(end + 1))
    {
        // "250 bob each"; but Bob buys, too.
        money = true;
        end += 1;
    } else if scan.said(end) == "c" && scan.get(end).glued && scan.is(end + 1, Flags::EACH) {
        // "50c each"
        cents /= 100;
        money = true;
        end += 1;
    } else if scan.said(end) == "r" && scan.get(end).glued {
        money = true;
        end += 1;
    }
    Some((
        Sum {
            minor: Money(cents),
            money,
        },
        End { end },
    ))
}

/// "twenty rand", "fifteen rand fifty each", "eighteen each": so many, and what says that it is money.
fn spoken(scan: Scan<'_>, end: usize, cents: i64) -> Option<(Sum, End)> {
    const TENS: i64 = 10_00;
    if !scan.is(end, Flags::RAND) {
        let (minor, money) = (Money(cents), false);
        let each = cents >= TENS && each(scan, end).0;
        return each.then_some((Sum { minor, money }, End { end }));
    }
    if scan.said(end).starts_with("cent") {
        return None;
    }
    let (cents, end) = match amount::numeral(scan, end + 1) {
        Some(Numeral {
            count: Count::Exact(more),
            next,
        }) if (10 * MILLIONTHS..100 * MILLIONTHS).contains(&more)
            && (scan.is(next, Flags::EACH) || !scan.word(next)) =>
        {
            (cents + more / MILLIONTHS, next)
        }
        _ => (cents, end + 1),
    };
    let (minor, money) = (Money(cents), true);
    Some((Sum { minor, money }, End { end }))
}

/// "r1 500", "r 1 250 000": the thousands behind a sum that may go on so, and where it ends.
fn thousands(scan: Scan<'_>, from: usize, short: bool, cents: i64) -> (i64, usize) {
    let (mut cents, mut end) = (cents, from);
    while let Some(number) = scan.get(end).number()
        && short
        && scan.said(end).split(['.', ',']).next().map(str::len) == Some(3)
        && matches!(number.form, Form::Whole | Form::Padded | Form::Decimal)
        && !scan.get(end).glued
        && !scan.get(end + 1).glued
    {
        let added = number.millionths / 10_000;
        cents = cents.saturating_mul(1000).saturating_add(added);
        end += 1;
        if number.form == Form::Decimal {
            break;
        }
    }
    (cents, end)
}

/// "each", "a piece", "per bottle", "/kg".
fn each(scan: Scan<'_>, at: usize) -> (bool, usize) {
    if scan.mark(at, b'/') && scan.word(at + 1) {
        return (true, at + 2);
    }
    let unit = scan.get(at + 1).sense.is_unit() || scan.is(at + 1, Flags::SCALE);
    if scan.is(at, Flags::EACH) {
        return (true, if unit { at + 2 } else { at + 1 });
    }
    if scan.is(at, Flags::ARTICLE) && unit {
        return (true, at + 2);
    }
    (false, at)
}
