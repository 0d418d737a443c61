//! What one of ours says that they have done ("Thabo says he sold 3"), and what we paid for ("I paid R900 for 10 kg oxtail").

use super::{Left, clause_end, counts, less};
use crate::intent::Action;
use crate::parse::amount::{self, Count};
use crate::parse::lexicon;
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::Token;

/// "Thabo says he sold 3", "my sister said that she used 2": the tokens without who says so. What they should do or want, and
/// what a customer says, is no change.
pub(super) fn without_saying(scan: Scan<'_>) -> Left {
    const LATEST: usize = 7;
    if !scan.seen.is(Flags::CONDITION) {
        return None;
    }
    let says = |at: &usize| {
        let said = scan.said(*at);
        let reports = said.starts_with("says ") || said.starts_with("said ");
        reports && scan.is(*at, Flags::CONDITION)
    };
    let at = (1..scan.len().min(LATEST)).find(says)?;
    let idle = Flags::FILLER.or(Flags::TIME);
    let from = (0..at).find(|at| scan.word(*at) && !scan.is(*at, idle))?;
    let kin = |at: usize| scan.says(at, Words::KIN) || scan.is(at, Flags::SOMEBODY);
    let kin = scan.is(from, Flags::OWN) && kin(from + 1) && from + 2 == at;
    let named = (from..at).all(|at| scan.word(at) && scan.get(at).sense.nothing());
    let more = Flags::THIRD.or(Flags::AUXILIARY);
    let did = (at + 1..scan.len()).find(|at| !scan.is(*at, more))?;
    let verb = scan.get(did).sense.verb?;
    let past = scan.said(did).ends_with("ed") || PAST.contains(&scan.said(did));
    let done = verb.action == Action::Remove && past && counts(scan, did + 1..did + 2);
    ((kin || named) && done)
        .then(|| less(scan, from..did))
        .flatten()
}

/// What has been done, of verbs that do not say so by their ends.
const PAST: [&str; 10] = [
    "sold", "took", "gave", "broke", "lost", "spilt", "burnt", "threw", "ate", "drank",
];

/// "I paid R900 for 10 kg oxtail": bought, and for what. Where nobody is said to have paid, which way it went is not said.
pub(super) fn without_paid_for(scan: Scan<'_>) -> Left {
    if !(scan.seen.says(Words::PAID) && scan.seen.is(Flags::FOR)) {
        return None;
    }
    let paid = (0..scan.len()).find(|at| scan.says(*at, Words::PAID))?;
    let ours = |at: usize| ["i", "we"].contains(&scan.said(at));
    let idle = Flags::FILLER.or(Flags::TIME).or(Flags::AUXILIARY);
    if !(0..paid).all(|at| !scan.word(at) || ours(at) || scan.is(at, idle)) {
        return None;
    }
    // "paid Cashbuild R1900": money that goes to somebody.
    let sum = (paid + 1..paid + 4).find(|at| price::told(scan, *at).is_some())?;
    let whom = (paid + 1..sum).all(|at| {
        let who = Flags::SUPPLIER.or(Flags::CARRIER).or(Flags::THE);
        scan.is(at, who) || scan.word(at) && scan.get(at).sense.nothing()
    });
    if !whom {
        return None;
    }
    let (_, _, link) = price::told(scan, sum)?;
    let bought = amount::amount(scan, link + 1)?;
    let exact = matches!(bought.count, Count::Exact(_)) && scan.word(bought.next);
    let end = clause_end(scan, link + 1);
    let alone = !counts(scan, bought.next..scan.len());
    if !scan.is(link, Flags::FOR) || !exact || !alone {
        return None;
    }
    let verb = Token {
        sense: lexicon::look_up("bought"),
        ..scan.get(paid)
    };
    let mut tokens = scan.tokens[..paid].to_vec();
    let by_us = sum > paid + 1 || (0..paid).any(ours);
    tokens.extend(by_us.then_some(verb));
    tokens.extend_from_slice(&scan.tokens[link + 1..end]);
    tokens.extend_from_slice(&scan.tokens[link..=link]);
    tokens.extend_from_slice(&scan.tokens[sum..link]);
    tokens.extend_from_slice(&scan.tokens[end..]);
    Some(tokens)
}

/// "gogo paid for the 2 bread she took yesterday": what was taken then was told then; whether it was, is not known.
pub(super) fn paid_later(scan: Scan<'_>) -> Left {
    let before = Flags::YESTERDAY.or(Flags::LAST_WEEK).or(Flags::LAST_MONTH);
    if !(scan.seen.is(Flags::THIRD) && scan.seen.is(before)) {
        return None;
    }
    let paid = (0..scan.len()).find(|at| scan.said(*at).starts_with("paid"))?;
    let end = clause_end(scan, paid);
    let took = |at: &usize| scan.is(*at, Flags::THIRD) && scan.get(at + 1).sense.verb.is_some();
    let whose = (paid + 1..end).find(took)?;
    let then = (whose..end).any(|at| scan.is(at, before));
    let for_them = scan.is(paid + 1, Flags::FOR) || scan.said(paid).ends_with(" for");
    let mut tokens = scan.tokens.to_vec();
    tokens[paid].sense = lexicon::look_up(PERHAPS);
    (then && for_them && counts(scan, paid..whose)).then_some(tokens)
}

/// Whatever stands with it is in doubt.
const PERHAPS: &str = "perhaps";

/// "system says 14 candles but i count 12", "you said 14 candles but there is only 12": what there is, and not what it says.
pub(super) fn counted_otherwise(scan: Scan<'_>) -> Left {
    const LATEST: usize = 4;
    if !(scan.seen.says(Words::SAID) && scan.seen.is(Flags::KNOWN)) {
        return None;
    }
    let number = |at: usize| scan.get(at).number().is_some();
    let says = (1..LATEST).find(|at| scan.says(*at, Words::SAID))?;
    let name = says + 2;
    let parts = scan.is(name + 1, Flags::CLAUSE) || scan.mark(name + 1, b',');
    let last = (name + 2..scan.len()).rev().find(|at| number(*at))?;
    let little = Flags::FILLER
        .or(Flags::PERSON)
        .or(Flags::TIME)
        .or(Flags::BE);
    let counts = |at: usize| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(|verb| verb.action == Action::Set) || scan.says(at, Words::ONLY)
    };
    let quiet = |at: usize| counts(at) || scan.is(at, little) || !scan.word(at) && !number(at);
    let before = (name + 2..last).all(quiet) && (name + 2..last).any(counts);
    let after = (last + 1..scan.len()).all(quiet);
    let whole = number(says + 1) && scan.is(name, Flags::KNOWN) && parts && before && after;
    let counted = Token {
        sense: lexicon::look_up("counted"),
        ..scan.get(0)
    };
    whole.then(|| vec![counted, scan.get(last), scan.get(name)])
}

/// Whether so many may be said to be of so many.
pub(super) fn may_be_of(scan: Scan<'_>) -> bool {
    let of = || scan.text.contains(" out of ") || scan.text.contains(" of the ");
    scan.seen.has_number() && scan.seen.is(Flags::KNOWN) && of()
}

/// "got 3 out of the 5 soap", "sold 8 of the 10 bread": so many, of what there were. A higher number may be what it is called.
pub(super) fn out_of(scan: Scan<'_>) -> Left {
    const MOST: i64 = 100 * amount::MILLIONTHS;
    if !may_be_of(scan) {
        return None;
    }
    let number = |at: usize| scan.get(at).number();
    let of = |at: usize| {
        let the = usize::from(scan.said(at + 1) == "the");
        let part = scan.said(at) == "out of" || scan.said(at) == "of" && the > 0;
        let (few, all) = (number(at - 1)?, number(at + 1 + the)?);
        let fewer = part && few.millionths < all.millionths && all.millionths < MOST;
        let name = at + 2 + the;
        (fewer && scan.is(name, Flags::KNOWN)).then_some((at, name))
    };
    let (from, to) = (1..scan.len()).find_map(of)?;
    let moved = scan.get(from.checked_sub(2)?).sense.verb.is_some();
    moved.then(|| less(scan, from..to)).flatten()
}
