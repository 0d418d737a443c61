//! Sums that only add up what is told: "sold 18 today: 12 bread, 6 milk", "bread 12, milk 6, total 18"; and the prices of
//! several lines behind all of them.

use crate::intent::{Line, Thing};
use crate::money::Price;
use crate::parse::lexicon;
use crate::parse::piece::Piece;
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::{Form, Kind, Token};
use crate::quantity::Quantity;

/// The tokens without a number that is the sum of the others; `None` if none is.
pub(in crate::parse) fn without_total(scan: Scan<'_>) -> Option<Vec<Token>> {
    if !(scan.seen.says(Words::TOTAL) || scan.seen.marks(b":=")) {
        return None;
    }
    let said = (0..scan.len())
        .find(|at| scan.says(*at, Words::TOTAL) || scan.mark(*at, b':') || scan.mark(*at, b'='))?;
    if let Some(rest) = money(scan) {
        return without_total(scan.less(Some(&rest))).or(Some(rest));
    }
    if scan.mark(said, b':') {
        return in_front(scan, said).or_else(|| behind(scan));
    }
    behind(scan)
}

/// "coke 24, fanta 12, TOTAL R812.50": a sum of money that all of it came to; `None` if nothing else stands before it.
fn money(scan: Scan<'_>) -> Option<Vec<Token>> {
    let sum = |at: usize| {
        price::amount(scan, at)
            .filter(|_| matches!(scan.get(at).kind, Kind::Money(_)) || scan.said(at) == "r")
    };
    let at = (1..scan.len()).find(|at| sum(*at).is_some() && scan.says(at - 1, Words::TOTAL))?;
    let (_, next) = sum(at)?;
    let from = at - 1;
    let row = scan.get(from - usize::from(from > 0)).kind == Kind::Line;
    let ends = next >= scan.len() || scan.get(next).kind == Kind::Line;
    (row && ends).then(|| [&scan.tokens[..from], &scan.tokens[next..]].concat())
}

/// A whole number that counts something, as far as the next token tells: no size, no sum of money.
fn counted(scan: Scan<'_>, at: usize) -> Option<i64> {
    let number = scan.get(at).number()?;
    let size = scan.get(at + 1).glued && scan.word(at + 1)
        || scan.is(at + 1, Flags::MEASURE.or(Flags::SIZE));
    let other = size
        || scan.is(at.wrapping_sub(1), Flags::NUMBERED)
        || price::price(scan, at).is_some()
        || at > 0 && price::price(scan, at - 1).is_some();
    (number.form == Form::Whole && !other).then_some(number.millionths)
}

/// The numbers between two places; `None` if there are fewer than two, or one of them is no plain count.
fn sum(scan: Scan<'_>, from: usize, to: usize) -> Option<i64> {
    let numbers = (from..to).filter_map(|at| counted(scan, at));
    let (count, sum) = numbers.fold((0, 0_i64), |(count, sum), number| {
        (count + 1, sum.saturating_add(number))
    });
    (count > 1).then_some(sum)
}

/// "sold 40 takeaways today: 25 lamb 15 chicken".
fn in_front(scan: Scan<'_>, colon: usize) -> Option<Vec<Token>> {
    let mut numbers = (0..colon).filter(|at| scan.get(*at).number().is_some());
    let (first, more) = (numbers.next()?, numbers.next());
    let total = counted(scan, first).filter(|_| more.is_none())?;
    let same = sum(scan, colon + 1, scan.len())? == total;
    same.then(|| [&scan.tokens[..first], &scan.tokens[colon..]].concat())
}

/// "12 bread, 6 milk, 18 in total", "total 18" in a row of its own.
fn behind(scan: Scan<'_>) -> Option<Vec<Token>> {
    let last = (0..scan.len())
        .rev()
        .find(|at| scan.get(*at).number().is_some())?;
    let total = counted(scan, last)?;
    let sign = |at: usize| {
        scan.says(at, Words::TOTAL.or(Words::SO))
            || scan.is(at, Flags::BE.or(Flags::FILLER))
            || scan.mark(at, b'=')
            || scan.mark(at, b':')
    };
    let mut from = last;
    while from > 0 && sign(from - 1) {
        from -= 1;
    }
    let mut to = last + 1;
    while to < scan.len() && sign(to) {
        to += 1;
    }
    let says = (from..to).any(|at| scan.says(at, Words::TOTAL) || scan.mark(at, b'='));
    let apart = from > 0
        && (matches!(
            scan.get(from - 1).kind,
            Kind::Mark(b',' | b';' | b'.' | b'-') | Kind::Line
        ) || scan.is(from, Flags::FILLER)
            || scan.says(from, Words::TOTAL.or(Words::SO))
            || scan.mark(from, b'='));
    let same = says && apart && sum(scan, 0, from)? == total;
    same.then(|| [&scan.tokens[..from], &scan.tokens[to..]].concat())
}

/// "knuckles 5.5, lamb neck 3.1 kg": what is no whole number is measured as the last of them is.
pub(super) fn give_units(lines: &mut [Line], pieces: &[Piece<'_>]) {
    let ([others @ .., last], [told @ .., _]) = (lines, pieces) else {
        return;
    };
    // The verb behind the last of them is everybody's.
    let silent = |scan: Scan<'_>| (0..scan.len()).all(|at| scan.get(at).sense.verb.is_none());
    if !told
        .iter()
        .all(|piece| piece.back.is_some() && silent(piece.scan))
    {
        return;
    }
    let Some(unit) = last.unit.clone() else {
        return;
    };
    if !lexicon::look_up(unit.as_str()).is(Flags::MEASURE) {
        return;
    }
    let bare = |line: &&mut Line| {
        let part = line.quantity.millionths() % 1_000_000 != 0;
        line.unit.is_none() && part && line.quantity > Quantity::ONE
    };
    for line in others.iter_mut().filter(bare) {
        line.unit = Some(unit.clone());
    }
}

/// "2 cisterns and 1 rose @ R310 and R95": each line its price, where there are as many.
pub(in crate::parse) fn give_prices(lines: &mut [Line], scan: Scan<'_>) {
    let [others @ .., _] = &*lines else {
        return;
    };
    if others.is_empty() {
        return;
    }
    give_sums(lines, scan);
    if lines.iter().rev().skip(1).any(|line| line.price.is_some()) {
        return;
    }
    let sums = || (0..scan.len()).filter(|at| matches!(scan.get(*at).kind, Kind::Money(_)));
    let Some(first) = sums().next() else {
        return;
    };
    let last = (0..scan.len())
        .rev()
        .find(|at| scan.get(*at).number().is_some());
    let each = scan.mark(first.wrapping_sub(1), b'@') || scan.is(first.wrapping_sub(1), Flags::AT);
    if sums().count() != lines.len() || !each || last.is_some_and(|last| last > first) {
        return;
    }
    for (line, at) in lines.iter_mut().zip(sums()) {
        line.price = price::amount(scan, at).map(|(each, _)| Price::Each(each));
    }
}

/// "sold 1 bench and 1 shelf, R950 and R1800": a sum for each of them. What several of one cost is not said so.
fn give_sums(lines: &mut [Line], scan: Scan<'_>) {
    let sums = || (0..scan.len()).filter(|at| matches!(scan.get(*at).kind, Kind::Money(_)));
    let (Some(first), Some(last)) = (sums().next(), sums().next_back()) else {
        return;
    };
    if sums().count() != lines.len() {
        return;
    }
    let ends = |at: usize| price::amount(scan, at).map_or(at + 1, |(_, next)| next);
    let joined = |at: usize| {
        scan.is(at, Flags::AND) || matches!(scan.get(at).kind, Kind::Mark(b',' | b'+' | b'&'))
    };
    let together = sums().zip(sums().skip(1)).all(|(one, next)| {
        let between = ends(one)..next;
        !between.is_empty() && between.clone().all(joined)
    });
    let counted = |at: usize| scan.get(at).number().is_some();
    let each = scan.mark(first.wrapping_sub(1), b'@') || scan.is(first.wrapping_sub(1), Flags::AT);
    if !together || each || (ends(last)..scan.len()).any(counted) {
        return;
    }
    let single = lines.iter().all(|line| line.quantity == Quantity::ONE);
    for (line, at) in lines.iter_mut().zip(sums()) {
        let sum = price::amount(scan, at).filter(|_| single);
        line.price = sum.map(|(each, _)| Price::Each(each));
    }
}

/// "5 pens and 8 books sold, R6 each for the pens", "2 caps and 3 belts sold, belts R90 each": the price of one of several.
pub(super) fn price_of_one(lines: &mut [Line], scan: Scan<'_>) {
    let each = |at: usize| {
        let found = price::price(scan, at)?;
        let said = matches!(scan.get(at).kind, Kind::Money(_)) || scan.mark(at, b'@');
        (said && matches!(found.0, Price::Each(_))).then_some(found)
    };
    let Some((at, (each, next))) = (2..scan.len()).find_map(|at| Some((at, each(at)?))) else {
        return;
    };
    let called = |from: usize, to: usize| {
        let (start, end) = scan.part(from, to).trimmed().range();
        scan.text.get(start..end).unwrap_or_default()
    };
    let stem = |name: &str| name.trim_end_matches('s').to_owned();
    let parts = |at: &usize| {
        matches!(
            scan.get(*at).kind,
            Kind::Mark(b',' | b';' | b'.') | Kind::Line
        )
    };
    let name = if scan.is(next, Flags::FOR) {
        let from = next + 1 + usize::from(scan.is(next + 1, Flags::THE.or(Flags::ARTICLE)));
        called(from, scan.len())
    } else {
        let from = (0..at).rev().find(parts).map_or(at, |at| at + 1);
        called(from, at)
    };
    let same = |line: &Line| !name.is_empty() && stem(&line.name) == stem(name);
    let mut named = lines.iter().enumerate().filter(|(_, line)| same(line));
    let (Some((one, _)), None) = (named.next(), named.next()) else {
        return;
    };
    for (place, line) in lines.iter_mut().enumerate() {
        if place == one {
            line.price = Some(each);
        } else if line.price == Some(each) {
            line.price = None;
        }
    }
}

/// "3 coke, 2 bread for R90": a sum behind the last of several that went the same way is for all of them.
pub(super) fn only_sum(lines: &mut [Line]) {
    let Some((last, others)) = lines.split_last() else {
        return;
    };
    let Some(Price::Total(sum)) = last.price else {
        return;
    };
    let alike = |line: &Line| (line.action, line.reason) == (last.action, last.reason);
    let mut others = others.iter().filter(|line| alike(line)).peekable();
    if others.peek().is_none() || others.any(|line| line.price.is_some()) {
        return;
    }
    let way = (last.action, last.reason);
    for line in lines
        .iter_mut()
        .filter(|line| (line.action, line.reason) == way)
    {
        (line.price, line.together) = (None, Some(sum));
    }
}

/// The same, before it is said which way they went.
pub(super) fn only_sum_of(things: &mut [Thing]) {
    if let [others @ .., last] = &*things
        && let Some(Price::Total(sum)) = last.price
        && !others.is_empty()
        && others.iter().all(|thing| thing.price.is_none())
    {
        for thing in things {
            (thing.price, thing.together) = (None, Some(sum));
        }
    }
}
