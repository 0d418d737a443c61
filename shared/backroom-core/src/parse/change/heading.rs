//! A heading says which way the list below it went: "Stock from the rep: 6 relaxer", "Fabric arrived: linen 50 m", "Back from
//! the Moloi wedding" in a row of its own, "Counted the drinks, coke 4". It is then read as what it means.

use super::line::of_a_place;
use crate::intent::{Action, Reason};
use crate::parse::guard;
use crate::parse::lexicon;
use crate::parse::piece::Piece;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Verb, Words};
use crate::parse::token::{Kind, Token};

/// The longest heading, in tokens.
const LONGEST: usize = 10;

/// The tokens with what the heading means in its place; `None` where there is none, or it says nothing for certain.
pub(super) fn headed(scan: Scan<'_>) -> Option<Vec<Token>> {
    if !scan.seen.is(Flags::KNOWN) || !scan.seen.has_number() {
        return None;
    }
    if let Some(tokens) = closed_by_verb(scan) {
        return Some(tokens);
    }
    if let Some(tokens) = for_a_place(scan) {
        return Some(tokens);
    }
    let (head, end) = heading(scan)?;
    let counted = (0..end).any(|at| head.get(at).number().is_some());
    let listed = |at: usize| scan.is(at, Flags::KNOWN);
    let asks = (0..scan.len()).any(|at| scan.mark(at, b'?'));
    let note = delivery_note(head);
    // "Pyjamas on the rail: 13" counts those.
    let of_one = head.any(Flags::KNOWN) && scan.get(end + 1).number().is_some();
    if of_one && scan.mark(end, b':') && !scan.word(end + 2) {
        return None;
    }
    if counted && note.is_none() || asks || !(end..scan.len()).any(listed) {
        return None;
    }
    if falls_short(scan, end) {
        return Some(scan.tokens[end + 1..].to_vec());
    }
    let verb = if scan.mark(end, b',') {
        counts(head, false).or_else(|| order(scan, head))
    } else {
        note.or_else(|| counts(head, true))
            .or_else(|| counts_place(head))
            .or_else(|| counts_behind(head))
            .or_else(|| way(head))
            .or_else(|| sales(head))
            .or_else(|| is_here(head))
    };
    let last = head.get(end - 1);
    let meant = Token {
        kind: Kind::Word,
        glued: false,
        hyphened: false,
        sense: lexicon::look_up(verb?),
        ..last
    };
    let mut tokens = vec![meant];
    tokens.extend_from_slice(&scan.tokens[end..]);
    Some(tokens)
}

/// "Delivery for Mrs Botha: 6 chairs", "Delivery to the church": for somebody, and so not for the shop.
pub(in crate::parse) fn for_somebody(scan: Scan<'_>) -> bool {
    if !scan.seen.is(Flags::DELIVERS) && !scan.seen.is(Flags::CARRIER) {
        return false;
    }
    let Some((head, end)) = heading(scan) else {
        return false;
    };
    let first = (0..end).find(|at| !idle(head, *at));
    let delivery = first.is_some_and(|at| head.is(at, Flags::CARRIER));
    let whom = (0..end).any(|at| {
        let the = at + 1 + usize::from(head.is(at + 1, Flags::THE.or(Flags::ARTICLE)));
        let buys = [at + 1, the].into_iter().any(|at| {
            head.is(at, Flags::CUSTOMER)
                || head.says(at, Words::BUYER.or(Words::MISTER).or(Words::TITLE))
        });
        head.is(at, Flags::FOR.or(Flags::TO)) && buys
    });
    let counted = (0..end).any(|at| head.get(at).number().is_some());
    delivery && whom && !counted
}

/// What may be a heading, and where it ends.
fn heading(scan: Scan<'_>) -> Option<(Scan<'_>, usize)> {
    let end = (1..scan.len().min(LONGEST)).find(|at| ends(scan, *at))?;
    Some((scan.part(0, end), end))
}

/// What ends a heading: a row, a colon, a full stop, or a comma.
fn ends(scan: Scan<'_>, at: usize) -> bool {
    match scan.get(at).kind {
        Kind::Line => at + 1 < scan.len(),
        Kind::Mark(b':' | b',') => true,
        Kind::Mark(b'.') => !scan.get(at + 1).glued,
        Kind::Word
        | Kind::Number(_)
        | Kind::Money(_)
        | Kind::Moment
        | Kind::Phone
        | Kind::Mark(_)
        | Kind::Symbol => false,
    }
}

/// "fridge 2 was off", and "HARDWARE" and "PAINT" in rows of their own between what is counted: they name no goods of the shop.
pub(super) fn drop_titles(pieces: &mut Vec<Piece<'_>>) {
    pieces.retain(|piece| !of_a_place(piece));
    let counted = |piece: &&Piece<'_>| piece.name.known && piece.count.is_some();
    if pieces.len() > 2 && pieces.iter().filter(counted).count() > 1 {
        pieces.retain(|piece| !is_title(piece));
    }
}

fn is_title(piece: &Piece<'_>) -> bool {
    const MOST: usize = 3;
    let scan = piece.scan;
    let behind = scan.text.get(scan.range().1..).unwrap_or_default();
    let row = piece.opens_row() && behind.trim_start_matches([' ', ':', '.']).starts_with('\n');
    let silent = piece.count.is_none() && piece.guard.is_none() && !piece.known;
    let plain = |at: usize| scan.word(at) && scan.get(at).sense.unknown();
    row && silent && scan.len() <= MOST && (0..scan.len()).all(plain)
}

/// "Sales for today".
fn sales(head: Scan<'_>) -> Option<&'static str> {
    let told = |at: usize| head.is(at, Flags::SALES);
    let little = Flags::FOR
        .or(Flags::OF)
        .or(Flags::TODAY)
        .or(Flags::YESTERDAY);
    let quiet = |at: usize| told(at) || idle(head, at) || head.is(at, little);
    let all = (0..head.len()).any(told) && (0..head.len()).all(quiet);
    all.then_some("sold")
}

/// Words that say nothing, or when it was.
fn idle(head: Scan<'_>, at: usize) -> bool {
    let little = Flags::FILLER
        .or(Flags::TIME)
        .or(Flags::THE)
        .or(Flags::OWN)
        .or(Flags::PERSON)
        .or(Flags::AUXILIARY)
        .or(Flags::BE);
    let verb = head.get(at).sense.verb.is_some();
    !head.word(at) || head.is(at, little) && !verb || head.says(at, Words::DAY)
}

/// Whether a word may name goods, or who brings them.
fn names(head: Scan<'_>, at: usize) -> bool {
    let who = Flags::CARRIER.or(Flags::SUPPLIER).or(Flags::SOMEBODY);
    head.get(at).sense.unknown()
        || head.is(at, who)
        || head.says(at, Words::LOT.or(Words::STOCK).or(Words::MARKET))
}

/// Whether behind this link somebody, or some place, stands that goods come from.
fn is_source(head: Scan<'_>, link: usize) -> bool {
    let other = Flags::TIME.or(Flags::PLACE).or(Flags::PERSON);
    let little = Flags::THE.or(Flags::OWN).or(Flags::ARTICLE);
    let from = (link + 1..head.len()).find(|at| !head.is(*at, little));
    from.is_some_and(|from| {
        head.word(from) && !head.is(from, other) && !head.says(from, Words::INSIDE)
    })
}

/// "Fabric arrived", "Abattoir delivery 07h30", "Stock from the rep", "Parcel from JHB is here", "Back from Moloi wedding".
fn way(head: Scan<'_>) -> Option<&'static str> {
    let content: Vec<usize> = (0..head.len()).filter(|at| !idle(head, *at)).collect();
    let (first, last) = (*content.first()?, *content.last()?);
    let verb = |at: usize| head.get(at).sense.verb;
    let comes = |verb: Verb| verb.action == Action::Add && verb.reason == Reason::Receipt;
    let here = (0..head.len()).any(|at| head.is(at, Flags::ARRIVES));
    let any = |flags: Flags| (0..head.len()).any(|at| head.is(at, flags));
    let wishes =
        (0..head.len()).any(|at| head.is(at, guard::ALL) && !(here && head.is(at, Flags::CARRIER)));
    let whom = Flags::RETURN
        .or(Flags::CUSTOMER)
        .or(Flags::TO)
        .or(Flags::FOR)
        .or(Flags::CLAUSE)
        .or(Flags::QUESTION);
    let returned =
        any(Flags::RETURN.or(Flags::CUSTOMER)) || any(Flags::TO.or(Flags::FOR).or(Flags::CLAUSE));
    let asks = head.is(first, whom.or(Flags::NO).or(Flags::FIX))
        || head.is(first, Flags::HOW_MANY) && !head.says(first, Words::STOCK);
    if wishes || returned || asks {
        return None;
    }
    let from_work = || (0..head.len()).any(|at| head.says(at, Words::OCCASION.or(Words::SITE)));
    let source = |at: usize| is_source(head, at);
    let back = |at: usize| {
        if from_work() {
            "customer returned"
        } else if head.is(at, Flags::FROM) {
            "received"
        } else {
            ""
        }
    };
    // "back from Moloi wedding"
    if verb(first).is_some_and(comes) && head.is(first, Flags::FROM) {
        let said = back(first);
        let rest = content[1..]
            .iter()
            .all(|at| names(head, *at) || head.says(*at, Words::OCCASION.or(Words::SITE)));
        return (source(first) && rest && !said.is_empty()).then_some(said);
    }
    // "fabric arrived", "bakery delivery"
    let arrived = verb(last).is_some_and(comes) && !head.is(last, Flags::FROM);
    let before = content.iter().filter(|at| **at != last);
    if arrived
        && first < last
        && before
            .clone()
            .all(|at| names(head, *at) || head.is(*at, Flags::FROM) && source(*at))
    {
        return Some("received");
    }
    // "stock from the rep", "parcel from JHB is here"
    let lot = head.is(first, Flags::CARRIER) || head.says(first, Words::LOT.or(Words::STOCK));
    // "stock received from the rep"
    let received = content.len() > 2 && verb(content[1]).is_some_and(comes);
    let second = 1 + usize::from(received && !head.is(content[1], Flags::FROM));
    let from = *content.get(second)?;
    let rest = content[second + 1..]
        .iter()
        .all(|at| names(head, *at) || head.is(*at, Flags::ARRIVES));
    let plain = head.is(from, Flags::FROM) && verb(from).is_none() && source(from);
    (lot && plain && rest).then(|| {
        if from_work() {
            "customer returned"
        } else {
            "received"
        }
    })
}

/// "coca cola guy here": who brings goods has come.
fn is_here(head: Scan<'_>) -> Option<&'static str> {
    let content: Vec<usize> = (0..head.len()).filter(|at| !idle(head, *at)).collect();
    let [_, .., last] = content.as_slice() else {
        return None;
    };
    let person = head.is(*last, Flags::SOMEBODY.or(Flags::CARRIER));
    let comes = last + 2 == head.len() && head.is(last + 1, Flags::ARRIVES);
    let plain = content.iter().all(|at| names(head, *at));
    (comes && person && plain).then_some("received")
}

/// "Delivery note:", "Waybill 4471:", "Invoice from the rep:": what stands on it came in. An invoice may be one of the shop's own.
fn delivery_note(head: Scan<'_>) -> Option<&'static str> {
    if !head.seen.says(Words::SLIP) {
        return None;
    }
    let first = (0..head.len()).find(|at| !idle(head, *at))?;
    let begins = |word: &str| head.said(first).starts_with(word);
    let comes = begins("delivery") || begins("waybill");
    let theirs = |at: usize| head.is(at, Flags::SUPPLIER.or(Flags::CARRIER));
    let from = (first + 1..head.len())
        .find(|at| head.is(*at, Flags::FROM))
        .unwrap_or(head.len());
    let supplied = from < head.len() || (first + 1..head.len()).any(theirs);
    let whose = |at: usize| {
        let number = head.get(at).number().is_some() || head.is(at, Flags::NUMBERED);
        let named = at >= from && (names(head, at) || head.is(at, Flags::FROM));
        (number || idle(head, at) || theirs(at) || named) && !head.is(at, Flags::KNOWN)
    };
    let note = head.says(first, Words::SLIP) && (comes || begins("invoice") && supplied);
    (note && (first + 1..head.len()).all(whose)).then_some("received")
}

/// "midas order came, 6 filters": whose it was is no name of goods.
fn order(scan: Scan<'_>, head: Scan<'_>) -> Option<&'static str> {
    let last = head.len() - 1;
    let ours = head.said(last).split(' ').next().unwrap_or_default();
    let lot = matches!(ours, "order" | "delivery" | "stock")
        || (0..last).any(|at| head.is(at, Flags::CARRIER));
    let known = (0..head.len()).any(|at| head.is(at, Flags::KNOWN));
    let counted = scan.get(head.len() + 1).number().is_some();
    (lot && !known && counted).then(|| way(head)).flatten()
}

/// "Thabo's shift, all sold:", "Sipho's sales:" in a row of its own: what was done closes it.
fn closed_by_verb(scan: Scan<'_>) -> Option<Vec<Token>> {
    let colon = (1..scan.len().min(LONGEST)).find(|at| scan.mark(*at, b':'))?;
    let head = scan.part(0, colon);
    let last = (0..colon).rev().find(|at| !idle(head, *at))?;
    let verb = head.get(last).sense.verb_after();
    let surely = verb.is_some() && !head.is(last, Flags::WEAK) || head.is(last, Flags::SALES);
    let other = guard::ALL
        .or(Flags::RETURN)
        .or(Flags::QUESTION)
        .or(Flags::CUSTOMER)
        .or(Flags::SUPPLIER)
        .or(Flags::CARRIER)
        .or(Flags::FIX)
        .or(Flags::KNOWN);
    let quiet = |at: usize| {
        let token = head.get(at);
        let all = head.says(at, Words::ALL);
        let unsaid = token.sense.verb.is_none() || head.is(at, Flags::AUXILIARY);
        token.number().is_none() && !head.is(at, other) && (unsaid || all) && !head.mark(at, b'?')
    };
    // A heading of one word needs no help.
    let leads = (0..last).any(|at| !idle(head, at));
    let alone = scan.get(colon + 1).kind == Kind::Line;
    let whole = surely && alone && leads && (0..colon).all(|at| at == last || quiet(at));
    let sense = match verb.map(|verb| verb.reason) {
        // "all sold" alone says that there is none left.
        Some(Reason::Sale) => lexicon::look_up("sold"),
        Some(Reason::Use) => lexicon::look_up("used"),
        _ => head.get(last).sense,
    };
    let meant = Token {
        sense,
        ..head.get(last)
    };
    whole.then(|| [&[meant], &scan.tokens[colon..]].concat())
}

/// "sold for the Ext 4 house:" in a row of its own: whatever number the place has, it counts nothing.
fn for_a_place(scan: Scan<'_>) -> Option<Vec<Token>> {
    let colon = (2..scan.len().min(LONGEST)).find(|at| scan.mark(*at, b':'))?;
    let head = scan.part(0, colon);
    let number = (1..colon).find(|at| head.get(*at).number().is_some())?;
    let links = Flags::FOR.or(Flags::TO).or(Flags::AT).or(Flags::IN);
    let link = (0..number).find(|at| head.is(*at, links))?;
    let mut verbs =
        (0..colon).filter(|at| head.get(*at).sense.verb.is_some() && !head.is(*at, links));
    let (verb, None) = (verbs.next()?, verbs.next()) else {
        return None;
    };
    let other = guard::ALL
        .or(Flags::RETURN)
        .or(Flags::QUESTION)
        .or(Flags::KNOWN)
        .or(Flags::FROM)
        .or(Flags::FIX);
    let plain = (0..colon).all(|at| at == verb || !head.is(at, other));
    let goes = head
        .get(verb)
        .sense
        .verb
        .is_some_and(|verb| verb.action == Action::Remove);
    let named =
        (link + 1..number).any(|at| head.word(at) && !head.is(at, Flags::THE.or(Flags::ARTICLE)));
    let alone = scan.get(colon + 1).kind == Kind::Line;
    (plain && goes && named && alone).then(|| [&[head.get(verb)], &scan.tokens[colon..]].concat())
}

/// "Sim count", "Stock of the drinks".
fn counts_behind(head: Scan<'_>) -> Option<&'static str> {
    let last = (0..head.len()).rev().find(|at| !idle(head, *at))?;
    let verb = head.get(last).sense.verb;
    let counts = verb.is_some_and(|verb| verb.action == Action::Set) && !head.is(last, Flags::WEAK);
    let named = |at: usize| head.word(at) && (head.get(at).sense.unknown() || idle(head, at));
    (counts && last > 0 && (0..last).all(named)).then_some("counted")
}

/// "Stocktake paint aisle", "stall stock tonight": where it is counted.
fn counts_place(head: Scan<'_>) -> Option<&'static str> {
    let inside = |at: usize| head.is(at, Flags::PLACE) || head.says(at, Words::INSIDE);
    let content: Vec<usize> = (0..head.len()).filter(|at| !idle(head, *at)).collect();
    let [first, .., last] = *content.as_slice() else {
        return None;
    };
    let verb = head.get(first).sense.verb;
    let sets = verb.is_some_and(|verb| verb.action == Action::Set) && !head.is(first, Flags::WEAK);
    let named = |at: &usize| inside(*at) || head.word(*at) && head.get(*at).sense.unknown();
    let stocktake = sets && inside(last) && content[1..].iter().all(named);
    let stock =
        head.says(last, Words::STOCK) && content[..content.len() - 1].iter().all(|at| inside(*at));
    (stocktake || stock).then_some("counted")
}

/// "counted the drinks": what is counted stands below. It may be something of the shop where a colon follows.
fn counts(head: Scan<'_>, known: bool) -> Option<&'static str> {
    let first = (0..head.len()).find(|at| !idle(head, *at))?;
    let counts = head
        .get(first)
        .sense
        .verb
        .is_some_and(|verb| verb.action == Action::Set);
    let the = head.is(first + 1, Flags::THE.or(Flags::OWN)) || head.is(first + 1, Flags::VAGUE);
    let named = |at: usize| {
        head.get(at).sense.unknown() && head.word(at) && (known || !head.is(at, Flags::KNOWN))
    };
    let rest = (first + 2..head.len()).all(|at| named(at) || idle(head, at));
    (counts && the && rest && first + 2 < head.len() && !head.is(first, Flags::WEAK))
        .then_some("counted")
}

fn came(scan: Scan<'_>, at: usize) -> bool {
    let verb = scan.get(at).sense.verb;
    verb.is_some_and(|verb| verb.reason == Reason::Receipt)
}

/// "Goldwagen delivery short, only got 1": less came than was asked for; how much is said behind.
fn falls_short(scan: Scan<'_>, end: usize) -> bool {
    let said = |at: usize| scan.says(at, Words::FALLS_SHORT);
    let quiet = |at: usize| said(at) || idle(scan, at) || names(scan, at);
    (0..end).any(said) && (0..end).all(quiet) && (end..scan.len()).any(|at| came(scan, at))
}
