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
