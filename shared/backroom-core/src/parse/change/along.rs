//! What was sold along with something else: "4 cement sold with a hammer and a brush" are three lines.

use crate::intent::Reason;
use crate::parse::amount;
use crate::parse::lexicon;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::Token;

use super::around::{clause_end, counts};

/// The tokens with "and" for that "with", and the verb in front of all of it; `None` if nothing went along.
pub(super) fn with_another(scan: Scan<'_>) -> Option<Vec<Token>> {
    if !(scan.seen.is(Flags::WITH) && scan.seen.is(Flags::KNOWN)) {
        return None;
    }
    let known = |at: usize| scan.is(at, Flags::KNOWN);
    let one = |at: usize| scan.is(at, Flags::ARTICLE) && known(at + 1);
    let so_many = |at: usize| {
        let amount = amount::amount(scan, at).filter(|_| scan.get(at).number().is_some());
        amount.is_some_and(|amount| {
            known(amount.next) || scan.is(amount.next, Flags::OF) && known(amount.next + 1)
        })
    };
    let with =
        (2..scan.len()).find(|at| scan.is(*at, Flags::WITH) && (one(at + 1) || so_many(at + 1)))?;
    let sells = |at: &usize| {
        let verb = scan.get(*at).sense.verb;
        verb.is_some_and(|verb| verb.reason == Reason::Sale)
    };
    let end = clause_end(scan, 0);
    let mut sold = (0..end).filter(sells);
    let (verb, None) = (sold.next()?, sold.next()) else {
        return None;
    };
    let other = Flags::EACH.or(Flags::RETURN).or(Flags::CUSTOMER);
    let doubt = (0..scan.len()).any(|at| scan.is(at, other) || scan.says(at, Words::PAID));
    let named = (0..with).any(known) && counts(scan, 0..with);
    // "together with"
    let together = usize::from(scan.is(with - 1, Flags::FILLER) || scan.says(with - 1, Words::ALL));
    let behind = verb + 1 + together == with;
    let in_front =
        (0..verb).all(|at| !scan.word(at) || scan.is(at, Flags::FILLER.or(Flags::PERSON)));
    if verb > with || with > end || doubt || !named || !(behind || in_front) {
        return None;
    }
    let and = Token {
        sense: lexicon::look_up("and"),
        ..scan.get(with)
    };
    let mut tokens = Vec::with_capacity(scan.len());
    if behind {
        tokens.push(scan.get(verb));
        tokens.extend_from_slice(&scan.tokens[..verb]);
    } else {
        tokens.extend_from_slice(&scan.tokens[..with]);
    }
    tokens.push(and);
    tokens.extend_from_slice(&scan.tokens[with + 1..]);
    Some(tokens)
}
