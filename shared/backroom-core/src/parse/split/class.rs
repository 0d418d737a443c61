//! What a stretch between two separators is: another item, a comment, or more of a name.

use super::beside::{a_little_more, had_their_own, sizes_alone};
use super::{BECAUSE, BUT};
use crate::intent::{Action, Reason};
use crate::money::Price;
use crate::parse::amount::{self, Count};
use crate::parse::lexicon;
use crate::parse::name::{comments, denies};
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Verb, Words};
use crate::parse::token::Kind;

/// What stands between two separators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Item,
    Comment,
    /// Words without a number.
    Bare,
    /// A verb alone, behind the list that it closes.
    Verb,
    /// "unsalted", "red", "R18 each": which kind, or for how much, after the name.
    More,
    /// "thanks", "today".
    Idle,
}

/// "a roller and a tray": one more thing, which elsewhere holds others.
fn a_vessel(scan: Scan<'_>, at: usize) -> bool {
    let ends = Flags::TO.or(Flags::FOR).or(Flags::TIME);
    let last = at + 2 >= scan.len() || scan.is(at + 2, ends);
    scan.is(at, Flags::ARTICLE) && scan.says(at + 1, Words::VESSEL) && last
}

/// What the stretch is that stands behind this separator.
pub(super) fn class(scan: Scan<'_>, mark: u8) -> Class {
    let idle = Flags::FILLER
        .or(Flags::TIME)
        .or(Flags::AND)
        .or(Flags::COURTESY);
    if sizes_alone(scan) {
        return Class::Comment;
    }
    if let Some(class) = sum(scan) {
        return class;
    }
    // "sold 3 coke, keep 2 for me", "2 pumps out on trial, not sold": in doubt, and no comment.
    let sells = |verb: Verb| verb.reason == Reason::Sale;
    let unsold = |at: usize| scan.get(at).sense.verb.is_some_and(sells);
    let waits = scan.is(0, Flags::WISH.or(Flags::FUTURE)) && scan.get(1).number().is_some();
    if waits || scan.is(0, Flags::NEGATIVE) && unsold(1) && scan.len() == 2 {
        return Class::Item;
    }
    let mut at = 0;
    while at < scan.len() && (!scan.word(at) || scan.is(at, idle)) && !leads(scan, at) {
        at += 1;
    }
    if at >= scan.len() {
        return Class::Idle;
    }
    if let Some(class) = more_of_it(scan, at) {
        return class;
    }
    if mark == b'&' && (the_other(scan, at) || a_vessel(scan, at)) || one_priced(scan, at) {
        return Class::Item;
    }
    if on_the_floor(scan)
        || had_their_own(scan)
        || of_theirs(scan, at)
        || the_old_one(scan, at)
        || a_little_more(scan, at)
    {
        return Class::Comment;
    }
    if let Some(class) = clause(scan, mark).or_else(|| told(scan, at, mark)) {
        return class;
    }
    if amount::numeral(scan, at).is_some_and(|numeral| certain(scan, at, numeral)) {
        return match counts_item(scan, at, mark) {
            true => Class::Item,
            false => Class::Comment,
        };
    }
    if closes(scan, at) {
        return Class::Verb;
    }
    if counted_behind(scan, at) {
        return Class::Item;
    }
    if describes(scan, at) && !is_named(scan, at) {
        return Class::Comment;
    }
    // "100% cotton"
    if scan.said(at).ends_with('%') {
        return Class::Comment;
    }
    let numbered = (at..scan.len()).any(|at| scan.get(at).number().is_some());
    let described = (at..scan.len()).any(|at| describes(scan, at));
    let described = described && mark != b'&' && !is_named(scan, at);
    match (numbered, described) {
        (true, false) => Class::Item,
        (_, true) => Class::Comment,
        (false, false) => Class::Bare,
    }
}

/// Whether the number here counts another item: no comment follows it, and it is no more of what stands before.
fn counts_item(scan: Scan<'_>, at: usize, mark: u8) -> bool {
    let Some(amount) = amount::amount(scan, at) else {
        return false;
    };
    adjectives_from(scan, amount.next)
        || priced(scan, amount)
        || mark == BUT
        || !comment_from(scan, amount.next)
            && !comments(scan, amount.next)
            && !extra(scan, amount, mark)
}

/// "3 tins for R50", "3 bags @ 10".
fn priced(scan: Scan<'_>, amount: amount::Amount) -> bool {
    !amount.unit.is_empty() && price::price(scan, amount.next).is_some()
}

/// "took 1 bread, paid R14", "20 cords, cost R95 each", "1 came back, sent to willard", "returned 1, too big": what
/// became of what stands before.
fn more_of_it(scan: Scan<'_>, at: usize) -> Option<Class> {
    let sum = |at: usize| price::price(scan, at).map(|(_, next)| next);
    let paid = Words::PAID.or(Words::COSTS);
    if scan.says(at, paid) && sum(at + 1).is_some_and(|next| next >= scan.len()) {
        return Some(Class::More);
    }
    // "they paid R1 500"
    let who = scan.is(at, Flags::PERSON) && scan.says(at + 1, Words::PAID);
    if who && sum(at + 2).is_some_and(|next| next >= scan.len()) {
        return Some(Class::More);
    }
    let numbered = || (at..scan.len()).any(|at| scan.get(at).number().is_some());
    if scan.says(at, Words::SENDS) && !numbered() {
        return Some(Class::Item);
    }
    let idle = Flags::FILLER
        .or(Flags::TIME)
        .or(Flags::AND)
        .or(Flags::COURTESY);
    let why = scan.is(at, Flags::REMARK) && scan.said(at).contains(' ');
    let whole = why && (at + 1..scan.len()).all(|at| !scan.word(at) || scan.is(at, idle));
    (whole || at_fault(scan, at)).then_some(Class::Comment)
}

/// "and the gennie for the funeral": another thing of the shop, and nothing else of it.
fn the_other(scan: Scan<'_>, at: usize) -> bool {
    let behind = Flags::FOR
        .or(Flags::TO)
        .or(Flags::FROM)
        .or(Flags::TIME)
        .or(Flags::IN)
        .or(Flags::WITH)
        .or(Flags::FILLER);
    let next = at + 1 + usize::from(scan.says(at + 1, Words::LAST));
    let the = scan.is(at, Flags::THE) && scan.is(next, Flags::KNOWN);
    let end = next + 1;
    the && (!scan.word(end) && scan.get(end).number().is_none() || scan.is(end, behind))
}

/// "whole 5l on the floor": where it went.
pub(super) fn on_the_floor(scan: Scan<'_>) -> bool {
    scan.any_says(Words::ON_THE_FLOOR)
        && (0..scan.len()).all(|at| scan.get(at).sense.verb.is_none() && !scan.is(at, Flags::KNOWN))
}

/// "one cash", "2 on the yoco": how so many of them were paid for.
pub(super) fn tendered(scan: Scan<'_>) -> bool {
    let little = Flags::AND
        .or(Flags::IN)
        .or(Flags::BY)
        .or(Flags::THE)
        .or(Flags::FILLER);
    let tender = |at: usize| scan.says(at, Words::TENDER);
    let number = |at: usize| scan.get(at).number().is_some() || scan.get(at).sense.number.is_some();
    let quiet = |at: usize| {
        let paid = tender(at) || scan.says(at, Words::PAID);
        !scan.word(at) || number(at) || paid || scan.is(at, little)
    };
    let all = || 0..scan.len();
    all().any(tender) && all().any(number) && all().all(quiet)
}

/// "wrong edition", "bad stitching": what was wrong with it, where something went back.
fn at_fault(scan: Scan<'_>, at: usize) -> bool {
    let back = scan.seen.is(Flags::RETURN) || scan.seen.says(Words::SENDS.or(Words::BACK));
    let at = at + usize::from(scan.is(at, Flags::THE));
    if !back || !scan.says(at, Words::FAULT) {
        return false;
    }
    let other = Flags::RETURN
        .or(Flags::KNOWN)
        .or(Flags::NEGATIVE)
        .or(Flags::CONDITION);
    (at..scan.len()).all(|at| {
        let moved = |verb: Verb| matches!(verb.reason, Reason::Sale | Reason::Receipt);
        let verb = scan.get(at).sense.verb.is_some_and(moved);
        let number = scan.get(at).number().is_some() || scan.get(at).sense.number.is_some();
        !verb && !number && !scan.is(at, other)
    })
}

/// "he's got a golf 4": what a customer has of his own.
fn of_theirs(scan: Scan<'_>, at: usize) -> bool {
    let brings = Flags::CARRIER.or(Flags::SUPPLIER);
    scan.says(at, Words::THEIRS) && !scan.seen.is(brings)
}

/// "and a green bar R18": one more, with a price of its own.
fn one_priced(scan: Scan<'_>, at: usize) -> bool {
    let priced = |at: &usize| matches!(scan.get(*at).kind, Kind::Money(_));
    let Some(sum) = (at + 2..(at + 6).min(scan.len())).find(priced) else {
        return false;
    };
    let ends = price::price(scan, sum).is_some_and(|(_, next)| next >= scan.len());
    let links = Flags::OF.or(Flags::FOR).or(Flags::TO).or(Flags::FROM);
    let named = |at: usize| {
        let sense = scan.get(at).sense;
        scan.word(at) && sense.verb.is_none() && !sense.is(links) && sense.number.is_none()
    };
    scan.is(at, Flags::ARTICLE) && ends && (at + 1..sum).all(named)
}

/// "the old one is broken": why another was taken.
fn the_old_one(scan: Scan<'_>, at: usize) -> bool {
    let which = at + usize::from(scan.is(at, Flags::THE.or(Flags::OWN)));
    let one = scan.get(which + 1);
    let became = scan.is(which + 2, Flags::BE.or(Flags::AUXILIARY));
    let told = became || scan.get(which + 2).sense.verb.is_some_and(Verb::loses);
    let moved = |at: usize| scan.is(at, Flags::RETURN) || scan.get(at).number().is_some();
    let counts = one.word() && one.sense.number.is_some();
    which > at
        && scan.says(which, Words::WHICH_ONE)
        && counts
        && told
        && !(which + 2..scan.len()).any(moved)
}

/// What its first words make it, if they leave no doubt.
fn told(scan: Scan<'_>, at: usize, mark: u8) -> Option<Class> {
    let numbered = (0..scan.len()).any(|at| amount::numeral(scan, at).is_some());
    // "2 leaking, returned to the supplier"
    if scan.is(at, Flags::RETURN) && !numbered {
        return Some(Class::Verb);
    }
    if (at..scan.len()).all(|at| scan.is(at, Flags::KIND)) {
        return Some(Class::More);
    }
    if verb_leads(scan, at).is_some_and(|next| counts(scan, at, next)) {
        return Some(Class::Item);
    }
    // "and some jam", "no milk": other things, without a number.
    let unknown = scan.get(at + 1).sense.unknown() && scan.word(at + 1);
    let vague = scan.is(at, Flags::VAGUE) && mark == b'&' && at + 2 == scan.len();
    let none = scan.said(at) == "no" && mark == b',' && at + 4 >= scan.len();
    if unknown && (vague || none) {
        return Some(Class::Item);
    }
    // "cant sell it", "didnt like the colour"
    let instead = scan.is(at, Flags::OR) && !scan.is(at, Flags::OF);
    if instead || denies(scan, at) && !numbered {
        return Some(Class::Comment);
    }
    // "got 25, 4 left"
    let behind = |amount: amount::Amount| {
        let idle = Flags::TIME.or(Flags::FILLER);
        let verb = became(scan, amount.next);
        scan.get(verb).sense.verb_after().is_some()
            && (verb + 1..scan.len()).all(|at| !scan.word(at) || scan.is(at, idle))
    };
    let counted = scan.get(at).number().is_some();
    let item = counted && amount::amount(scan, at).is_some_and(behind) || happened(scan, at);
    item.then_some(Class::Item)
}

/// Behind a number past "were", "of them were" to what became of so many.
fn became(scan: Scan<'_>, at: usize) -> usize {
    let of = usize::from(scan.is(at, Flags::OF));
    let them =
        usize::from(scan.is(at + of, Flags::PERSON) && (of > 0 || scan.is(at - 1, Flags::OF)));
    let next = if them > 0 { at + of + them } else { at };
    next + usize::from(scan.is(next, Flags::BE))
}

/// "arch file 1 damaged by water": a name, how many, and what happened to them.
fn happened(scan: Scan<'_>, at: usize) -> bool {
    let noun = |at: usize| {
        let named = scan.get(at).sense.unknown() || scan.is(at, Flags::ORDER);
        scan.word(at) && named && !describes(scan, at)
    };
    let Some(number) = (at..scan.len()).find(|at| !noun(*at)) else {
        return false;
    };
    let counted = number > at && scan.get(number).number().is_some();
    counted
        && amount::numeral(scan, number)
            .is_some_and(|numeral| scan.get(numeral.next).sense.verb_after().is_some())
}

/// "R18 each", "@ R18", "65 each"; but "R50 airtime" is another item.
fn sum(scan: Scan<'_>) -> Option<Class> {
    let money = matches!(scan.get(0).kind, Kind::Money(_));
    let bare = scan.get(0).number().is_some();
    if !money && !bare && !scan.mark(0, b'@') {
        return None;
    }
    let (paid, next) = price::price(scan, 0)?;
    if bare {
        let idle = Flags::FILLER.or(Flags::TIME);
        let ends = (next..scan.len()).all(|at| !scan.word(at) || scan.is(at, idle));
        return (matches!(paid, Price::Each(_)) && ends).then_some(Class::More);
    }
    let named = scan.get(next).sense.unknown() && scan.word(next);
    match money && named {
        true => Some(Class::Item),
        false if named => None,
        false => Some(Class::More),
    }
}

/// "fresh milk 3", "bread 3 left", "sugar 2 kg".
fn counted_behind(scan: Scan<'_>, at: usize) -> bool {
    let mut end = scan.len();
    while end > at && scan.get(end - 1).sense.verb_after().is_some() {
        end -= 1;
    }
    let unit = scan.is(end.wrapping_sub(1), Flags::UNIT);
    let number = end.wrapping_sub(1 + usize::from(unit));
    if end <= at + 1 || number <= at || scan.get(number).number().is_none() {
        return false;
    }
    let linked = scan.mark(number - 1, b':') || scan.mark(number - 1, b'-');
    let name = scan.part(at, number - usize::from(linked));
    // "4 large left, small 9"
    let sized = (0..name.len()).all(|at| name.is(at, Flags::BEFORE_UNIT.or(Flags::ADJECTIVE)));
    if sized && number + 1 == end {
        return true;
    }
    let noun = name.len() == 1 && name.get(0).sense.unknown() && !describes(name, 0);
    noun || is_named(name, 0)
}

/// "but he paid", "because it was off", "they were mouldy": a thought without a number tells more of what stands before,
/// unless it may take that back ("but they returned it").
fn clause(scan: Scan<'_>, mark: u8) -> Option<Class> {
    let others = is_other(scan.said(0)) && scan.len() > 1;
    let begins = mark == BUT || mark == BECAUSE || others;
    let numbered = (0..scan.len()).any(|at| amount::numeral(scan, at).is_some());
    if !begins || numbered {
        return None;
    }
    let takes_back = |at: usize| {
        let token = scan.get(at);
        token.is(Flags::RETURN.or(Flags::NEGATIVE).or(Flags::UNDO))
            || (token.sense.verb).is_some_and(|verb| {
                mark == BUT && !scan.says(at, Words::PAID) || verb.action != Action::Remove
            })
    };
    let back = mark != BECAUSE && (0..scan.len()).any(takes_back);
    Some(if back { Class::Item } else { Class::Comment })
}

/// Whether the words begin with somebody or something else: "he", "it was".
pub(in crate::parse) fn is_other(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or_default();
    lexicon::look_up(first).says(Words::OTHER)
}

/// "fresh milk", "fried chicken": an adjective before a noun is another thing, not a comment.
fn is_named(scan: Scan<'_>, at: usize) -> bool {
    let words = scan.len() - at;
    let noun = |at| scan.word(at) && scan.get(at).sense.unknown() && !describes(scan, at);
    (2..=3).contains(&words)
        && noun(scan.len() - 1)
        && (at..scan.len() - 1).all(|at| noun(at) || is_adjective(scan, at))
}

/// Adjectives and participles; not prepositions and adverbs.
fn is_adjective(scan: Scan<'_>, at: usize) -> bool {
    let said = scan.said(at);
    scan.is(at, Flags::BEFORE_UNIT.or(Flags::ADJECTIVE))
        || (scan.word(at) && said.len() > 4 && said.ends_with("ed"))
}

/// Whether a verb and then a number begin an item: not "broken in half", "in a block".
fn counts(scan: Scan<'_>, at: usize, next: usize) -> bool {
    let loose = scan.is(at, Flags::COMMENT.or(Flags::IN));
    amount::amount(scan, next).is_some()
        && (!loose || (next == at + 1 && scan.get(next).number().is_some()))
}

/// "some", "an extra" count nothing.
fn certain(scan: Scan<'_>, at: usize, numeral: amount::Numeral) -> bool {
    match numeral.count {
        Count::Exact(_) | Count::Unclear => true,
        Count::Article => {
            // "a card" is no "card" that it was paid with.
            let last = scan.len() == at + 2 && scan.is(at + 1, Flags::FILLER);
            let noun = (scan.get(at + 1).sense.unknown() || last) && scan.len() - at <= 3;
            // "and a box for the job"
            let link = Flags::FOR.or(Flags::TO).or(Flags::FROM).or(Flags::TIME);
            let named = scan.is(at + 1, Flags::KNOWN)
                && (scan.is(at + 2, link) || scan.get(at + 2).sense.verb_after().is_some());
            noun || named || amount::amount(scan, at).is_some_and(|amount| !amount.unit.is_empty())
        }
        Count::Vague => false,
    }
}

/// Whether a verb alone stands here, to close a list: "3 coke, 2 bread, sold". "crushed" tells how.
fn closes(scan: Scan<'_>, at: usize) -> bool {
    let token = scan.get(at);
    let verb = token
        .sense
        .verb_after()
        .filter(|verb| verb.reason != Reason::Damage);
    verb.is_some() && !token.is(Flags::COMMENT) && at + 1 == scan.len()
}

/// "plus 2 tbsp", "2 tbsp for the sauce": more of the same, or what it is for.
fn extra(scan: Scan<'_>, amount: amount::Amount, mark: u8) -> bool {
    let kitchen = lexicon::look_up(amount.unit).says(Words::KITCHEN);
    // "3 bags for the wedding" are sold.
    let article = amount.count == Count::Article;
    let measured =
        article || kitchen || scan.is(amount.next - 1, Flags::MEASURE) || amount.unit.is_empty();
    let what_for = measured && scan.is(amount.next, Flags::FOR.or(Flags::TO));
    (mark == b'+' && kitchen) || what_for
}

fn leads(scan: Scan<'_>, at: usize) -> bool {
    scan.get(at).number().is_some() || scan.mark(at, b'+') || scan.mark(at, b'-')
}

/// Past the verb at `at` and the little words behind it.
pub(super) fn verb_leads(scan: Scan<'_>, at: usize) -> Option<usize> {
    let mut next = at;
    let mut found = false;
    loop {
        let token = scan.get(next);
        let verb = token.sense.verb_before().is_some() || token.is(Flags::RETURN);
        let little = Flags::FILLER
            .or(Flags::PERSON)
            .or(Flags::AUXILIARY)
            .or(Flags::OF)
            .or(Flags::CUSTOMER);
        let sign = token.mark(b'+') || token.mark(b'-');
        found |= verb || sign;
        if amount::numeral(scan, next).is_some()
            || !(verb || sign || token.is(little) || token.mark(b':'))
        {
            return found.then_some(next);
        }
        next += 1;
    }
}

/// "4 boneless", of "4 boneless, skinless chicken breasts"; but not "1 chopped".
fn adjectives_from(scan: Scan<'_>, at: usize) -> bool {
    let adjective = |at: usize| {
        let participle = scan.said(at).ends_with("ed") && scan.said(at) != "dried";
        scan.is(at, Flags::ADJECTIVE.or(Flags::BEFORE_UNIT)) && !participle
    };
    at < scan.len() && (at..scan.len()).all(adjective)
}

/// Whether only comments come from here on.
fn comment_from(scan: Scan<'_>, at: usize) -> bool {
    at < scan.len() && (at..scan.len()).all(|at| !scan.word(at) || describes(scan, at))
}

/// Whether a word tells how, not what: "peeled", "finely", "for".
pub(super) fn describes(scan: Scan<'_>, at: usize) -> bool {
    let token = scan.get(at);
    if !token.word() {
        return false;
    }
    let said = scan.said(at);
    if token.is(Flags::COMMENT) || (token.is(Flags::SIZE) && (token.glued || said.len() > 2)) {
        return true;
    }
    let participle = [
        "ed", "less", "%", "-thin", "-thick", "-wide", "-long", "-free",
    ];
    let ends = participle.iter().any(|end| said.ends_with(end));
    token.sense.unknown() && said.len() > 4 && (ends || is_adverb(said))
}

/// "finely"; but not "jelly" or "family".
pub(in crate::parse) fn is_adverb(word: &str) -> bool {
    let nouns = ["belly", "brolly", "family", "holly", "jelly", "lolly"];
    word.len() > 4 && word.ends_with("ly") && !nouns.contains(&word)
}
