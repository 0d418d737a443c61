//! Who did it says which way it went: what somebody else bought is sold, what the bread van left has come in, and so has what
//! was picked in the garden. The verb is then read as what it means, without who did it. Where that can't be told, the words
//! stay as they are, and it is asked.

mod buyer;
mod worked;

use crate::parse::amount;
use crate::parse::guard;
use crate::parse::lexicon;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Sense, Words};
use crate::parse::token::{Kind, Token, Tokens};

/// The longest "the lady from the shop next door".
const LONGEST_WHO: usize = 8;

/// What is told of, and not what has happened now.
const DOUBT: &str = "perhaps";

/// The tokens with such verbs as what they mean; `None` if there are none.
pub(in crate::parse) fn by_whom(scan: Scan<'_>) -> Option<Tokens> {
    let tells = Words::BUYS
        .or(Words::LEAVES)
        .or(Words::PICKS)
        .or(Words::LEAVES_WITH)
        .or(Words::LOADS)
        .or(Words::BRINGS)
        .or(Words::COLLECTS)
        .or(Words::HAVE)
        .or(Words::GRABS)
        .or(Words::GOT_FOR)
        .or(worked::TELLS);
    let flags = Flags::PRICE_AFTER.or(Flags::THIEF);
    if !scan.seen.says(tells) && !scan.seen.is(flags) {
        return None;
    }
    let may = |at: usize| scan.says(at, tells) || scan.is(at, flags);
    let first = (0..scan.len()).find(|at| may(*at))?;
    let mut list = Vec::with_capacity(scan.len() + 1);
    let mut seen = *scan.seen;
    let mut from = 0;
    for at in first..scan.len() {
        let Some(meant) = meant(scan, at) else {
            continue;
        };
        let who = meant.who.unwrap_or(at..at);
        list.extend_from_slice(&scan.tokens[from..who.start.max(from)]);
        list.extend_from_slice(&scan.tokens[who.end.max(from)..at]);
        let first_new = list.len();
        list.extend(meant.verb.map(|sense| Token {
            sense,
            ..scan.get(at)
        }));
        if meant.for_price {
            list.extend(sold_for(scan, at));
        }
        list[first_new..]
            .iter()
            .for_each(|token| seen.take(token, false));
        from = at + 1;
    }
    (from > 0).then(|| {
        list.extend_from_slice(&scan.tokens[from..]);
        Tokens { list, seen }
    })
}

/// What a verb means, and where who did it stands.
struct Meant {
    verb: Option<&'static Sense>,
    who: Option<std::ops::Range<usize>>,
    for_price: bool,
}

impl Meant {
    /// What this verb does, and who did it stands there.
    fn of(verb: &str, who: std::ops::Range<usize>) -> Self {
        Self {
            verb: Some(lexicon::look_up(verb)),
            ..Self::in_doubt(Some(who))
        }
    }

    /// It says nothing of which way it went.
    fn in_doubt(who: Option<std::ops::Range<usize>>) -> Self {
        Self {
            verb: None,
            who,
            for_price: false,
        }
    }
}

fn meant(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let token = scan.get(at);
    if token.is(Flags::KNOWN) {
        return None;
    }
    if let Some(meant) = worked::meant(scan, at) {
        return Some(meant);
    }
    if scan.says(at, Words::BUYS) {
        // "the lady who bought 3 coke came back": that was sold before.
        if told_of(scan, at) {
            return Some(Meant::of(DOUBT, at..at));
        }
        if was_bought(scan, at) {
            return Some(Meant::in_doubt(None));
        }
        return bought(scan, at)
            .or_else(|| buyer::from_us(scan, at))
            .or_else(|| buyer::named(scan, at))
            .or_else(|| buyer::the_last(scan, at))
            .or_else(|| buyer::brought_back(scan, at))
            .or_else(|| buyer::after_a_return(scan, at))
            .or_else(|| buyer::right_before(scan, at))
            .map(|who| Meant::of("sold", who))
            .or_else(|| bought_by_one_of_ours(scan, at));
    }
    if scan.says(at, Words::LEAVES) {
        return brought(scan, at)
            .map(|who| Meant::of("delivered", who))
            .or_else(|| left_by(scan, at));
    }
    if scan.says(at, Words::LEAVES_WITH) {
        return brought(scan, at).map(|who| Meant::of("took", who));
    }
    if scan.says(at, Words::LOADS) && (ordered(scan, at) || sent_off(scan, at)) {
        return Some(Meant::of("took", at..at));
    }
    if scan.says(at, Words::PICKS) {
        return picked(scan, at);
    }
    if scan.says(at, Words::COLLECTS) {
        let sold = buyer::collected(scan, at).map(|who| Meant::of("sold", who));
        return sold
            .or_else(|| by_the_rep(scan, at))
            .or_else(|| buyer::fetched_for_us(scan, at));
    }
    if scan.says(at, Words::GRABS) {
        return grabbed(scan, at);
    }
    if scan.says(at, Words::HAVE) {
        return buyer::at_table(scan, at).map(|who| Meant::of("sold", who));
    }
    if scan.says(at, Words::GOT_FOR) {
        return amount::numeral(scan, at + 1).map(|_| Meant::in_doubt(None));
    }
    if scan.says(at, Words::BRINGS) {
        return he_brings(scan, at);
    }
    let counted = scan.is(at, Flags::PRICE_AFTER)
        && scan.said(at).starts_with("verkoop ")
        && (clause_start(scan, at)..at).any(|at| scan.get(at).number().is_some());
    counted.then_some(Meant {
        for_price: true,
        ..Meant::in_doubt(None)
    })
}

/// "20 gloves were bought": by whom, or where, is not said; so it may be either way.
fn was_bought(scan: Scan<'_>, at: usize) -> bool {
    let passive = at > 0 && ["was", "were"].contains(&scan.said(at - 1));
    let sells = |at: usize| scan.says(at, Words::MARKET) || scan.is(at, Flags::SUPPLIER);
    let told = |at: usize| {
        let there = scan.is(at, Flags::AT) && (at + 1..at + 4).any(sells);
        there || scan.is(at, Flags::BY.or(Flags::FROM))
    };
    passive && !(at + 1..scan.len()).any(told)
}

/// "rep collected 2 cases, wrong stock": who brings what the shop buys takes back what it can't use.
fn by_the_rep(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let (from, to) = before(scan, at);
    let who = from..to.min(at);
    let rep = |at: usize| scan.is(at, Flags::SOMEBODY) && scan.is(at, Flags::CARRIER);
    let counted = amount::numeral(scan, at + 1).is_some();
    (counted && who.clone().any(rep)).then(|| Meant::of("sent back", who))
}

/// "grade 4 boy grabbed 3 and ran".
fn grabbed(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let ran = (at..scan.len()).any(|at| scan.is(at, Flags::THIEF));
    let counted = amount::numeral(scan, at + 1).is_some();
    let (from, to) = before(scan, at);
    let who = from..to.min(at);
    let person = |at: usize| {
        scan.is(at, Flags::SOMEBODY.or(Flags::CUSTOMER).or(Flags::THIRD))
            || scan.says(at, Words::BUYER)
    };
    let somebody = who.clone().any(person) && who.len() <= LONGEST_WHO;
    (ran && counted && somebody).then(|| Meant::of("stole", who))
}

/// "8 panels to the school, loaded on the bakkie": to somebody, and so from the shop.
fn sent_off(scan: Scan<'_>, at: usize) -> bool {
    let whom = |at: usize| {
        let words = Words::BUYER.or(Words::INSTITUTION).or(Words::MISTER);
        scan.says(at, words) || scan.is(at, Flags::CUSTOMER)
    };
    let to = |at: usize| scan.is(at, Flags::TO) && !scan.is(at, Flags::FILLER);
    (sentence_start(scan, at)..at).any(|at| to(at) && (at + 1..at + 4).any(whom))
}

/// "the truck he bring 50 bag": told, and not wished for.
fn he_brings(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let he = at.checked_sub(1).filter(|he| scan.is(*he, Flags::THIRD))?;
    let who = Flags::CARRIER.or(Flags::SUPPLIER).or(Flags::SOMEBODY);
    let from = clause_start(scan, at);
    let brings = (from..he).any(|at| scan.is(at, who) || scan.says(at, Words::VEHICLE));
    let doubt =
        (from..he).any(|at| guard::of(scan.get(at).sense).is_some() || scan.is(at, Flags::REMARK));
    let counted = scan.get(at + 1).number().is_some();
    (scan.is(at, Flags::WISH) && brings && !doubt && counted)
        .then(|| Meant::of("delivered", he..at))
}

/// "verkoop vir" of "50 m draad verkoop vir R750": what was done, and what leads to the price.
fn sold_for(scan: Scan<'_>, at: usize) -> Vec<Token> {
    let token = scan.get(at);
    let verb = token.start + "verkoop".len();
    let word = |start: usize, end: usize, glued: bool| Token {
        start,
        end,
        glued,
        sense: lexicon::look_up(&scan.text[start..end]),
        ..token
    };
    vec![
        word(token.start, verb, token.glued),
        word(verb + 1, token.end, false),
    ]
}

fn parts(scan: Scan<'_>, at: usize) -> bool {
    let token = scan.get(at);
    let mark = matches!(
        token.kind,
        Kind::Line | Kind::Symbol | Kind::Mark(b',' | b';' | b':' | b'!')
    );
    mark || token.mark(b'.') && !scan.get(at + 1).glued || token.is(Flags::AND.or(Flags::CLAUSE))
}

fn clause_start(scan: Scan<'_>, at: usize) -> usize {
    (0..at)
        .rev()
        .find(|at| parts(scan, *at))
        .map_or(0, |at| at + 1)
}

/// Where the sentence with this verb at its end begins: a list may stand between.
fn sentence_start(scan: Scan<'_>, at: usize) -> usize {
    let ends = |at: &usize| {
        let token = scan.get(*at);
        token.kind == Kind::Line || token.mark(b'.') && !scan.get(at + 1).glued
    };
    (0..at).rev().find(ends).map_or(0, |at| at + 1)
}

/// The words in front of this verb: right before it, or before the "het" whose verb this is.
fn before(scan: Scan<'_>, at: usize) -> (usize, usize) {
    let sentence = sentence_start(scan, at);
    let last = !scan.word(at + 1) || scan.is(at + 1, Flags::TIME.or(Flags::FILLER));
    let het = (sentence..at)
        .rev()
        .find(|at| scan.says(*at, Words::VERB_LAST));
    let counted = |het: &usize| (*het..at).any(|at| amount::numeral(scan, at).is_some());
    match het.filter(|het| last && counted(het)) {
        Some(het) => {
            let start = (sentence..het).rev().find(|at| parts(scan, *at));
            (start.map_or(sentence, |at| at + 1), het)
        }
        None => (clause_start(scan, at), at),
    }
}

/// The first word that may say who.
fn first_of(scan: Scan<'_>, from: usize, to: usize) -> Option<usize> {
    let idle = Flags::FILLER.or(Flags::TIME).or(Flags::AUXILIARY);
    let who = Words::BUYER.or(Words::MISTER);
    (from..to).find(|at| scan.word(*at) && (!scan.is(*at, idle) || scan.says(*at, who)))
}

/// Whether a word may tell more of somebody: "outside", "from school", "in the red car", "6" of "table 6".
fn tells_more(scan: Scan<'_>, at: usize) -> bool {
    let token = scan.get(at);
    let quiet = token.sense.verb.is_none() || token.is(Flags::AUXILIARY.or(Flags::IN));
    // "table 6", "from no 12"
    let number = |at: usize| scan.get(at).number().is_some();
    let numbered = number(at) && scan.is(at - 1, Flags::NUMBERED)
        || scan.is(at, Flags::NUMBERED) && number(at + 1);
    let doubt = guard::of(token.sense).is_some() || token.is(Flags::PERSON.or(Flags::KNOWN));
    numbered || token.word() && quiet && !doubt
}

/// Whether the verb only says of whom the message speaks: "the lady who bought 3".
fn told_of(scan: Scan<'_>, at: usize) -> bool {
    let asks = |at: &usize| {
        let one = scan.is(*at, Flags::QUESTION) && !scan.is(*at, Flags::BE.or(Flags::AUXILIARY));
        one || scan.said(*at).starts_with("who ")
    };
    let Some(who) = (at.saturating_sub(2)..=at).find(asks) else {
        return false;
    };
    let person = |at: usize| scan.says(at, Words::BUYER) || scan.is(at, Flags::CUSTOMER);
    who > 0 && scan.word(who - 1) && (0..who).any(person)
}

/// Where who bought this stands, if it was somebody who buys from a shop.
fn bought(scan: Scan<'_>, at: usize) -> Option<std::ops::Range<usize>> {
    let (from, to) = before(scan, at);
    let first = first_of(scan, from, to)?;
    let little = Flags::THE
        .or(Flags::ARTICLE)
        .or(Flags::BEFORE_UNIT)
        .or(Flags::ADJECTIVE);
    // "grade 7 teacher"
    let numbered = scan.is(first, Flags::NUMBERED) && scan.get(first + 1).number().is_some();
    let mut who = first + if numbered { 2 } else { 0 };
    while who < to && scan.is(who, little) && !scan.is(who, Flags::CUSTOMER) {
        who += 1;
    }
    if scan.get(who).sense.number.is_some() && !scan.is(who, Flags::CUSTOMER) {
        who += 1;
    }
    let stranger = |at: usize| scan.word(at) && scan.get(at).sense.unknown();
    let buyer = |at: usize| {
        scan.says(at, Words::BUYER)
            || scan.is(at, Flags::CUSTOMER)
            || scan.says(at, Words::MISTER) && scan.word(at + 1) && at + 1 < to
    };
    let named = stranger(who) && !scan.is(who, Flags::KNOWN) && !scan.says(who, Words::BUYER);
    let who = match named && who + 1 < to && scan.says(who + 1, Words::BUYER) {
        true => who + 1,
        false => who,
    };
    let source = Flags::FROM.or(Flags::AT).or(Flags::BY).or(Flags::IN);
    let elsewhere = |at: usize| {
        let sells = |at: usize| scan.says(at, Words::MARKET) || scan.is(at, Flags::SUPPLIER);
        scan.is(at, source) && (at + 1..at + 4).any(sells)
    };
    let told = who < to && (buyer(who) || next_door(scan, who, to));
    let told = told && to - first <= LONGEST_WHO;
    let from_shop = !(at..scan.len()).any(elsewhere);
    let more = (who + 1..to).all(|at| tells_more(scan, at));
    (told && from_shop && more).then_some(first..to)
}

/// "next door bought 50", "the shop next door bought 50"; but not "went next door, bought 50".
fn next_door(scan: Scan<'_>, who: usize, to: usize) -> bool {
    let door = |at: usize| scan.said(at) == "door" && scan.said(at - 1) == "next";
    let going = Flags::FROM.or(Flags::AT).or(Flags::TO).or(Flags::BY);
    let there = |at: usize| at > 1 && scan.is(at - 2, going);
    tells_more(scan, who) && (1..to).any(|at| door(at) && !there(at))
}

/// "my husband bought 10", "the neighbour's son bought 1": for the shop, or from it?
fn bought_by_one_of_ours(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let (from, to) = before(scan, at);
    let first = first_of(scan, from, to)?;
    let person = |at: usize| {
        let known = Flags::OWN
            .or(Flags::SOMEBODY)
            .or(Flags::CUSTOMER)
            .or(Flags::ABSTRACT);
        scan.is(at, known) || scan.says(at, Words::BUYER)
    };
    let told = !scan.is(first, Flags::PERSON) && (first..to).any(person);
    let told = told && (first..to).all(|at| tells_more(scan, at) || scan.is(at, Flags::OWN));
    told.then_some(Meant::in_doubt(Some(first..to)))
}

/// Where who left this stands, if it was somebody who brings goods: "the bread van left 20 white".
fn brought(scan: Scan<'_>, at: usize) -> Option<std::ops::Range<usize>> {
    let (from, to) = before(scan, at);
    let mut number = at + 1;
    while to == at && scan.is(number, Flags::PERSON.or(Flags::OWN)) {
        number += 1;
    }
    let amount = amount::amount(scan, number).map(|amount| amount.next);
    let ago = amount.is_some_and(|next| scan.is(next, Flags::ABSTRACT.or(Flags::TIME)));
    let first = first_of(scan, from, to)?;
    let brings = |at: usize| {
        let carrier = scan.is(at, Flags::CARRIER.or(Flags::SUPPLIER));
        let somebody = scan.is(at, Flags::SOMEBODY) && at > first && !scan.is(at, Flags::CUSTOMER);
        let named =
            at > first && scan.word(at - 1) && !scan.is(at - 1, Flags::ARTICLE.or(Flags::THE));
        carrier || scan.says(at, Words::VEHICLE) || somebody && named
    };
    let told = (first..to).any(brings) && to - first <= LONGEST_WHO;
    let more = (first..to).all(|at| tells_more(scan, at) && !scan.is(at, Flags::CUSTOMER));
    let ours =
        (first..to).any(|at| scan.is(at, Flags::OWN.or(Flags::BE)) || scan.says(at, Words::HAVE));
    let counted = amount.is_some() || to < at;
    (told && more && !ours && counted && !ago).then_some(first..to)
}

/// "a customer left 2 coke": whether they brought them, or so many are left, is asked; but "in the fridge left 2 coke" counts.
fn left_by(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let from = clause_start(scan, at);
    let first = first_of(scan, from, at)?;
    let named = amount::amount(scan, at + 1).is_some_and(|amount| {
        let next = amount.next + usize::from(scan.is(amount.next, Flags::OF));
        let known = scan.is(next, Flags::KNOWN) && scan.get(at + 1).sense.verb.is_none();
        let person = (first..at).any(|at| {
            scan.is(at, Flags::CUSTOMER.or(Flags::SOMEBODY)) || scan.says(at, Words::BUYER)
        });
        known || person && scan.word(next) && scan.get(next).sense.unknown()
    });
    let ours = Flags::IN
        .or(Flags::AT)
        .or(Flags::PLACE)
        .or(Flags::PERSON)
        .or(Flags::OWN)
        .or(Flags::KNOWN)
        .or(Flags::BE)
        .or(Flags::QUESTION)
        .or(Flags::HOW_MANY)
        .or(Flags::FOR)
        .or(Flags::AND);
    let somebody = (first..at).all(|at| {
        let token = scan.get(at);
        token.word()
            && token.sense.verb.is_none()
            && !token.is(ours)
            && !scan.says(at, Words::STOCK)
    });
    (named && somebody).then_some(Meant::in_doubt(None))
}

/// "picked 6 crates avos" grew; "picked 6 for the Naidoo order" goes out; of anything else it is asked.
fn picked(scan: Scan<'_>, at: usize) -> Option<Meant> {
    let sentence = sentence_start(scan, at);
    let leads = Flags::FILLER
        .or(Flags::TIME)
        .or(Flags::PERSON)
        .or(Flags::AUXILIARY);
    let first = (clause_start(scan, at)..at).all(|at| !scan.word(at) || scan.is(at, leads));
    let counted = amount::amount(scan, at + 1).is_some();
    if !first || !counted {
        return None;
    }
    let end = row_end(scan, at);
    let field = (sentence..end).any(|at| scan.says(at, Words::FIELD));
    let grown = (at + 1..end).any(|at| {
        let mut words = scan.said(at).split(' ');
        words.any(|word| lexicon::look_up(word).says(Words::GROWN))
    });
    let nobody = at..at;
    match () {
        () if ordered(scan, at) => None,
        () if field || grown => Some(Meant::of("harvested", nobody)),
        () => Some(Meant::in_doubt(None)),
    }
}

/// Where the row ends that this stands in.
fn row_end(scan: Scan<'_>, at: usize) -> usize {
    let ends = |at: &usize| scan.get(*at).kind == Kind::Line;
    (at..scan.len()).find(ends).unwrap_or(scan.len())
}

/// Whether it is for somebody: "for the Govender job", "for mrs Khoza"; not "for the stall", "for tomorrow".
fn ordered(scan: Scan<'_>, at: usize) -> bool {
    let end = row_end(scan, at);
    let Some(whom) = (at..end).find(|at| scan.is(*at, Flags::FOR)) else {
        return false;
    };
    let when = Flags::TIME.or(Flags::FUTURE).or(Flags::PLACE);
    let ours =
        (whom + 1..end.min(whom + 4)).any(|at| scan.says(at, Words::FIELD) || scan.is(at, when));
    let order =
        |at: usize| scan.is(at, Flags::CARRIER.or(Flags::CUSTOMER)) || scan.says(at, Words::SITE);
    !ours || (whom..end).any(order)
}
