//! What the one thing cost that a message tells of, where that stands apart from it: "20 came, paid R900 for the lot", "ten combs
//! came in, from the china shop, R8 each", "two dozen arrived from Ahmed, invoice says R35 each"; and what several cost
//! together: "sold 3 coke, 2 bread, R90 altogether".

use crate::intent::{Action, Line, Reason};
use crate::money::Price;
use crate::parse::guard;
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::Kind;

use super::around::ends;

/// Gives the lines what was paid for them, if they all went the same way and it is the only sum of money.
pub(in crate::parse) fn told_apart(lines: &mut [Line], scan: Scan<'_>) {
    let Some((line, others)) = lines.split_first() else {
        return;
    };
    let alike = |other: &Line| {
        let unpriced = other.price.is_none() && other.together.is_none();
        unpriced && (other.action, other.reason) == (line.action, line.reason)
    };
    let paid = matches!(
        (line.action, line.reason),
        (Action::Add, Reason::Receipt) | (Action::Remove, Reason::Sale)
    );
    let parts = scan.seen.marks(b",;.!-(") || scan.seen.is(Flags::AND.or(Flags::EACH));
    if !paid || !parts || !alike(line) || !others.iter().all(alike) {
        return;
    }
    let Some(at) = (0..scan.len()).find(|at| is_sum(scan, *at)) else {
        return;
    };
    let Some((price, next)) = price::price(scan, at) else {
        return;
    };
    if (next.max(at + 1)..scan.len()).any(|at| is_sum(scan, at)) {
        return;
    }
    let (from, to) = clause(scan, at);
    // "fetched 1 kist, sold @ R3200"
    let sold = |at: usize| {
        let verb = scan.get(at).sense.verb;
        line.reason == Reason::Sale && verb.is_some_and(|verb| verb.reason == Reason::Sale)
    };
    let quiet = |at: usize| {
        !scan.word(at) || tells_of_price(scan, at) || of_line(scan, at, line) || sold(at)
    };
    if from == 0 || !(from..at).chain(next..to).all(quiet) {
        return;
    }
    match (lines, price) {
        ([line], price) => line.price = Some(price),
        (lines, Price::Total(sum)) => {
            lines.iter_mut().for_each(|line| line.together = Some(sum));
        }
        (_, Price::Each(_) | Price::AtRate(_)) => {}
    }
}

/// "order came, 6 filters, 20 plugs. paid R2140 for the lot": the scan without what was paid for what came, which sells
/// nothing.
pub(in crate::parse) fn without_cost(scan: Scan<'_>) -> Scan<'_> {
    if !scan.seen.says(Words::PAID) {
        return scan;
    }
    let comes = |at: usize| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(|verb| verb.reason == Reason::Receipt)
    };
    // Somebody else came, and paid for it.
    let other = Flags::CUSTOMER.or(Flags::SOMEBODY).or(Flags::FOR);
    let buyer = Words::BUYER.or(Words::MISTER).or(Words::TITLE);
    let goes = |at: usize| {
        let verb = scan.get(at).sense.verb;
        let out = verb.is_some_and(|verb| verb.action == Action::Remove);
        // "the bread man came"
        let brings = scan.is(at, Flags::SOMEBODY)
            && at > 0
            && scan.word(at - 1)
            && scan.get(at - 1).sense.unknown();
        out || !brings && (scan.is(at, other) || scan.says(at, buyer))
    };
    let opens = |at: &usize| {
        let (from, _) = clause(scan, *at);
        from == *at && scan.says(*at, Words::PAID) && (is_sum(scan, at + 1) || at + 1 >= scan.len())
    };
    let Some(at) = (2..scan.len()).find(opens) else {
        return scan;
    };
    let rest = (at + 1..scan.len()).all(|at| !scan.word(at) || tells_of_price(scan, at));
    let ours = (0..at).any(comes) && !(0..at).any(goes);
    match rest && ours {
        true => scan.part(0, at - 1),
        false => scan,
    }
}

fn is_sum(scan: Scan<'_>, at: usize) -> bool {
    if matches!(scan.get(at).kind, Kind::Money(_)) {
        return true;
    }
    let token = scan.get(at);
    if !token.counts() && scan.said(at) != "r" {
        return false;
    }
    // "paid 2250 for all 5", "sold 2 joints, 1300 for both"
    let both = scan.said(at + 2) == "both" || scan.says(at + 2, Words::ALL);
    let paid = at > 0 && scan.says(at - 1, Words::PAID);
    let all = both || paid && scan.is(at + 2, Flags::THE);
    let whole = (paid || at > 0 && scan.mark(at - 1, b',')) && scan.is(at + 1, Flags::FOR) && all;
    whole || price::told(scan, at).is_some_and(|(_, money, _)| money)
}

/// From what parts the sum from the words before it, to what parts it from those behind.
fn clause(scan: Scan<'_>, at: usize) -> (usize, usize) {
    let parts = |at: &usize| {
        let dash = scan.mark(*at, b'-') && !scan.get(at + 1).glued;
        ends(scan, *at) || dash || scan.is(*at, Flags::AND)
    };
    let from = (0..at).rev().find(parts).map_or(0, |at| at + 1);
    let to = (at..scan.len()).find(parts).unwrap_or(scan.len());
    (from, to)
}

/// "paid", "invoice says", "it cost me", "each", "for the lot", "for both".
fn tells_of_price(scan: Scan<'_>, at: usize) -> bool {
    let little = Flags::FILLER
        .or(Flags::TIME)
        .or(Flags::AUXILIARY)
        .or(Flags::PERSON)
        .or(Flags::OWN)
        .or(Flags::BE)
        .or(Flags::EACH)
        .or(Flags::FOR)
        .or(Flags::OF)
        .or(Flags::AT)
        .or(Flags::IN)
        .or(Flags::THE)
        .or(Flags::REMARK)
        .or(Flags::PRICE);
    let paid = Words::PAID
        .or(Words::COSTS)
        .or(Words::CHARGES)
        .or(Words::TOTAL)
        .or(Words::TENDER)
        .or(Words::ALL)
        .or(Words::SAID)
        .or(Words::LABEL);
    let doubt = scan.is(at, guard::ALL) && !scan.says(at, paid);
    !doubt && (scan.is(at, little) || scan.says(at, paid) || scan.said(at) == "both")
}

/// "R200 per fan", "paid R540 for the relaxers".
fn of_line(scan: Scan<'_>, at: usize, line: &Line) -> bool {
    let said = scan.said(at).trim_end_matches('s');
    scan.is(at, Flags::KNOWN) || line.name.contains(said)
}
