//! Who came to the shop, and then bought, took or paid: that they came brings nothing in.

use crate::intent::Reason;
use crate::parse::amount;
use crate::parse::guard;
use crate::parse::lexicon;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::{Kind, Token};

use super::{CUSTOMER, Left, clause_end, counts, ends, less};

/// "lady came in and bought 2", "two guys walked in, took 3 coke", "man came in for 3 coke": the tokens without the coming.
pub(super) fn without_coming_in(scan: Scan<'_>) -> Left {
    if !scan.seen.says(Words::VISITS) {
        return None;
    }
    let came = (1..scan.len()).find(|at| scan.says(*at, Words::VISITS))?;
    let from = (0..came)
        .rev()
        .find(|at| ends(scan, *at))
        .map_or(0, |at| at + 1);
    let brings = Flags::CARRIER.or(Flags::SUPPLIER).or(Flags::KNOWN);
    let other = brings.or(guard::ALL).or(Flags::RETURN);
    let plain = (from..came).all(|at| scan.word(at) && !scan.is(at, other));
    let buys = |at: usize| scan.says(at, Words::BUYER) || scan.is(at, Flags::CUSTOMER);
    let somebody = |at: usize| {
        scan.is(at, Flags::SOMEBODY) || scan.says(at, Words::MISTER.or(Words::TITLE.or(Words::KIN)))
    };
    let customer = (from..came).any(buys);
    if !plain || !(customer || (from..came).any(somebody)) {
        return None;
    }
    let mut next = came + 1;
    while scan.is(next, Flags::TIME) {
        next += 1;
    }
    let wants = scan.is(next, Flags::FOR) && counts(scan, next + 1..next + 2);
    let goes_on = scan.is(next, Flags::AND) || scan.mark(next, b',') || wants;
    next += 1;
    while scan.is(next, Flags::THIRD) {
        next += 1;
    }
    // "the boy was here, dropped 4 eggs": brought them, or broke them.
    if scan.says(next, Words::DROPPED) {
        return None;
    }
    let does = scan.get(next).sense.verb.is_some() && counts(scan, next + 1..scan.len());
    if !goes_on || !(does || wants) {
        return None;
    }
    let mut tokens = scan.tokens[..from].to_vec();
    if customer {
        tokens.push(Token {
            kind: Kind::Word,
            sense: lexicon::look_up(CUSTOMER),
            ..scan.get(from)
        });
    } else {
        tokens.extend_from_slice(&scan.tokens[from..came]);
    }
    tokens.extend_from_slice(&scan.tokens[next..]);
    Some(tokens)
}

/// "gogo came. 6 fuses and 2 wipers. paid R600": who came and paid took it, and brought nothing.
pub(super) fn without_visit(scan: Scan<'_>) -> Left {
    if !scan.seen.says(Words::PAID) || !scan.seen.is(Flags::ARRIVES) {
        return None;
    }
    let end = clause_end(scan, 0);
    let came = end
        .checked_sub(1)
        .filter(|at| scan.is(*at, Flags::ARRIVES))?;
    let brings = Flags::CARRIER.or(Flags::SUPPLIER);
    let buys = |at: &usize| scan.says(*at, Words::BUYER) || scan.is(*at, Flags::CUSTOMER);
    let who = (0..came).find(buys)?;
    // "the bread man came"
    let buys = (0..who).all(|at| !scan.get(at).sense.unknown());
    let plain = (0..came).all(|at| scan.word(at) && !scan.is(at, brings.or(Flags::KNOWN)));
    let pays = |at: usize| {
        scan.says(at, Words::PAID) && (ends(scan, at - 1) || scan.is(at - 1, Flags::THIRD))
    };
    let paid = (end + 1..scan.len()).any(pays);
    (buys && plain && paid && counts(scan, end..scan.len()))
        .then(|| less(scan, 0..end + 1))
        .flatten()
}

/// "the market delivery came this morning it was ten bunches of roses": what came.
pub(super) fn without_it_was(scan: Scan<'_>) -> Left {
    if !scan.seen.says(Words::WAS) || !scan.seen.is(Flags::ARRIVES) {
        return None;
    }
    let was = (2..scan.len()).find(|at| scan.says(*at, Words::WAS))?;
    let counted = amount::numeral(scan, was + 1).is_some();
    let came = (0..was).any(|at| {
        let verb = scan.get(at).sense.verb;
        let receipt = verb.is_some_and(|verb| verb.reason == Reason::Receipt);
        receipt && scan.is(at, Flags::ARRIVES)
    });
    let other = guard::ALL.or(Flags::RETURN).or(Flags::FIX).or(Flags::KNOWN);
    let it = |at: usize| at + 1 >= was && !scan.is(at, guard::ALL);
    let plain = (0..was).all(|at| it(at) || !scan.is(at, other)) && !counts(scan, 0..was);
    let goods = Flags::CARRIER.or(Flags::SUPPLIER).or(Flags::DELIVERS);
    let goods = (0..was).any(|at| scan.is(at, goods) || scan.says(at, Words::STOCK.or(Words::LOT)));
    let buyer = (0..was).any(|at| scan.is(at, Flags::CUSTOMER) || scan.says(at, Words::BUYER));
    (counted && came && plain && goods && !buyer).then(|| {
        let received = Token {
            sense: lexicon::look_up("received"),
            ..scan.get(was)
        };
        [&[received], &scan.tokens[was + 1..]].concat()
    })
}
