//! What people tell around a change and is no part of it: how hot it was, what the invoice says, where the house stands, in what
//! somebody came, when something fell. It is left aside before pieces or islands are read, if a number is left without it.

mod afterwards;
mod hidden;
mod hours;
mod numbers;
mod reported;
mod visit;

use std::ops::Range;

pub(in crate::parse) use numbers::without_model;

use crate::intent::{Action, Reason};
use crate::parse::amount;
use crate::parse::guard;
use crate::parse::lexicon;
use crate::parse::price;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Place, Verb, Words};
use crate::parse::token::{Kind, Token};

use super::told::without_clauses;

/// More tokens than this are a story.
const LONGEST: usize = 80;

/// Whoever bought something wrong bought it from us.
const CUSTOMER: &str = "customer";

pub(super) use afterwards::taken_back;

type Left = Option<Vec<Token>>;

/// The tokens without what is only told around the change; `None` if nothing is.
pub(in crate::parse) fn without_told(scan: Scan<'_>) -> Left {
    if !may_tell(scan) || scan.len() > LONGEST {
        return None;
    }
    if let Some(left) = afterwards::without_uncounted(scan) {
        return Some(left);
    }
    let steps: [fn(Scan<'_>) -> Left; 33] = [
        hidden::found_hidden,
        reported::without_paid_for,
        reported::paid_later,
        reported::counted_otherwise,
        reported::out_of,
        hours::without_hour,
        afterwards::without_which,
        afterwards::without_one,
        afterwards::without_as_new,
        without_written_off,
        numbers::without_order,
        numbers::without_paper_number,
        numbers::without_heading_number,
        visit::without_it_was,
        without_theirs,
        numbers::for_four,
        numbers::without_between,
        visit::without_visit,
        visit::without_coming_in,
        without_arrival,
        without_left_over,
        without_when,
        without_address,
        without_expected,
        reported::without_saying,
        without_reported,
        without_relative,
        without_wrong_one,
        without_looks,
        without_place_number,
        without_done_by,
        without_clauses,
        afterwards::without_why,
    ];
    let mut left: Left = None;
    for step in steps {
        left = step(scan.less(left.as_deref())).or(left);
    }
    left.filter(|tokens| counts(scan.less(Some(tokens)), 0..tokens.len()))
}

/// Whether words stand there that what is only told is not without.
fn may_tell(scan: Scan<'_>) -> bool {
    let clauses = Words::AROUND
        .or(Words::SLIP)
        .or(Words::CAR)
        .or(Words::SITE)
        .or(Words::STREET);
    let words = clauses.or(Words::WHEN).or(Words::SHOULD_BE);
    let flags = Flags::NEGATIVE
        .or(Flags::CLAUSE)
        .or(Flags::CONDITION)
        .or(Flags::RETURN)
        .or(Flags::THIEF)
        .or(Flags::WISH);
    let people = scan.seen.is(Flags::SOMEBODY.or(Flags::CUSTOMER))
        && scan.seen.is(Flags::WITH.or(Flags::IN));
    let other = scan
        .seen
        .says(Words::BETWEEN.or(Words::AS_NEW).or(Words::VISITS))
        || scan.seen.is(Flags::ARRIVES.or(Flags::DELIVERS))
        || scan.seen.is(Flags::THIRD) && scan.seen.says(Words::BUYS)
        || numbers::has_four(scan);
    let other = other || scan.seen.is(Flags::OF) && scan.seen.says(Words::BUYER);
    let other =
        other || scan.seen.is(Flags::OF) && scan.seen.is(Flags::SOMEBODY.or(Flags::CUSTOMER));
    let by = scan.seen.is(Flags::BY) && scan.seen.marks(b".,");
    let headed =
        scan.seen.is(Flags::KNOWN) && (scan.seen.marks(b":") || scan.seen.is(Flags::PLACE));
    let by = by || headed || scan.seen.says(Words::WAS);
    let by = by || scan.seen.has_number() && scan.seen.says(hours::TELLS.or(Words::FINDS));
    let by = by || scan.seen.says(Words::PAID) && scan.seen.is(Flags::FOR);
    let by = by || reported::may_be_of(scan);
    let by = by || scan.seen.says(Words::SAID) && scan.seen.is(Flags::KNOWN);
    let past = Flags::YESTERDAY.or(Flags::LAST_WEEK).or(Flags::LAST_MONTH);
    let by = by || scan.seen.is(Flags::THIRD) && scan.seen.is(past);
    by || scan.seen.says(words) || scan.seen.is(flags) || people || other
}

/// "collected 25 meters that they bought": which those are.
fn without_theirs(scan: Scan<'_>) -> Left {
    if !(scan.seen.is(Flags::THIRD) && scan.seen.says(Words::BUYS)) {
        return None;
    }
    let theirs = |at: &usize| {
        let bought = scan.is(*at, Flags::THIRD) && scan.says(at + 1, Words::BUYS);
        bought && scan.word(at - 1) && !scan.is(at - 1, Flags::CLAUSE.or(Flags::AND))
    };
    let who = (2..scan.len()).find(theirs)?;
    let to = clause_end(scan, who);
    let that = usize::from(scan.is(who - 1, Flags::THE));
    (done_before(scan, who - that) && of_no_stock(scan, who..to))
        .then(|| less(scan, who - that..to))
        .flatten()
}

/// "2 came with flat tyres, writing them off": lost, and how they came does not matter.
fn without_written_off(scan: Scan<'_>) -> Left {
    let comes = Flags::ARRIVES.or(Flags::DELIVERS);
    if !(scan.seen.is(comes) && scan.seen.says(Words::OFF_THE_BOOKS)) {
        return None;
    }
    let came = (1..scan.len()).find(|at| scan.is(*at, comes))?;
    let end = clause_end(scan, came);
    let off = scan.get(end + 1).sense.verb.is_some_and(Verb::loses)
        && scan.says(end + 1, Words::OFF_THE_BOOKS)
        && (end + 2 >= scan.len() || ends(scan, end + 2));
    let whole = counts(scan, 0..came) && of_no_stock(scan, came + 1..end);
    (off && whole).then(|| less(scan, came..end)).flatten()
}

/// "5 floodlights arrived cracked": they are lost, and have not come in.
fn without_arrival(scan: Scan<'_>) -> Left {
    if !scan.seen.is(Flags::ARRIVES.or(Flags::DELIVERS)) {
        return None;
    }
    let comes = Flags::ARRIVES.or(Flags::DELIVERS);
    let lost = |at: usize| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(Verb::loses) && !scan.says(at, Words::DISPOSAL) && !scan.is(at, comes)
    };
    let counted =
        |at: usize| scan.get(at + 1).number().is_some() || scan.is(at + 1, Flags::ARTICLE);
    let at = (1..scan.len()).find(|at| scan.is(*at, comes) && lost(at + 1) && !counted(at + 1))?;
    done_before(scan, at + 1)
        .then(|| less(scan, at..at + 1))
        .flatten()
}

/// "brought back 4 rails left over from the Pillay site": that comes in, and counts nothing.
fn without_left_over(scan: Scan<'_>) -> Left {
    if !scan.seen.says(Words::SITE) {
        return None;
    }
    let over = |at: &usize| {
        let said = scan.said(*at).replace(' ', "");
        said == "leftover" && scan.is(at + 1, Flags::FROM)
    };
    let at = (1..scan.len()).find(over)?;
    let end = clause_end(scan, at);
    let site = (at + 2..end).find(|at| scan.says(*at, Words::SITE))?;
    let returned = (0..at).find(|at| scan.is(*at, Flags::RETURN));
    let elsewhere = (0..scan.len()).any(|at| scan.is(at, Flags::SUPPLIER.or(Flags::TO)));
    if !counts(scan, 0..at) || !of_no_stock(scan, at + 1..end) {
        return None;
    }
    let came_in = |at: usize, said: &str| Token {
        sense: lexicon::look_up(said),
        ..scan.get(at)
    };
    let mut tokens = scan.tokens[..at].to_vec();
    match returned {
        Some(back) if !elsewhere => tokens[back] = came_in(back, "put back"),
        Some(_) => {}
        None => tokens.push(came_in(at, "left over from site")),
    }
    tokens.extend_from_slice(&scan.tokens[site + 1..]);
    Some(tokens)
}

/// Whether a number, or "a", stands there.
pub(super) fn counts(scan: Scan<'_>, mut range: Range<usize>) -> bool {
    range.any(|at| scan.get(at).number().is_some() || amount::numeral(scan, at).is_some())
}

/// Where the sentence or what stands between commas ends.
pub(super) fn clause_end(scan: Scan<'_>, from: usize) -> usize {
    (from..scan.len())
        .find(|at| ends(scan, *at))
        .unwrap_or(scan.len())
}

pub(super) fn ends(scan: Scan<'_>, at: usize) -> bool {
    let token = scan.get(at);
    matches!(
        token.kind,
        Kind::Line | Kind::Symbol | Kind::Mark(b',' | b';' | b'!' | b'(' | b')')
    ) || token.mark(b'.') && !scan.get(at + 1).glued
}

fn less(scan: Scan<'_>, range: Range<usize>) -> Left {
    Some([&scan.tokens[..range.start], &scan.tokens[range.end..]].concat())
}

/// Whether nothing is counted there, and nothing of the shop is named.
fn of_no_stock(scan: Scan<'_>, range: Range<usize>) -> bool {
    let number = |at: usize| scan.get(at).number().is_some() || scan.get(at).sense.number.is_some();
    !range
        .clone()
        .any(|at| scan.is(at, Flags::KNOWN) || number(at))
}

/// Whether something is said to have been done before this place.
fn done_before(scan: Scan<'_>, at: usize) -> bool {
    let done = |at: usize| scan.get(at).sense.verb.is_some() || scan.is(at, Flags::RETURN);
    counts(scan, 0..at) && (0..at).any(done)
}

/// "5 eggs broke when Sanele dropped the tray": when it was, where that is past.
fn without_when(scan: Scan<'_>) -> Left {
    if !scan.seen.says(Words::WHEN) {
        return None;
    }
    let at = (1..scan.len()).find(|at| scan.says(*at, Words::WHEN))?;
    let to = clause_end(scan, at);
    let past = |at: usize| {
        let token = scan.get(at);
        let present = |verb: Verb| verb.place == Place::Before;
        let did = token.sense.verb.is_some_and(|verb| !present(verb));
        did || scan.says(at, Words::WAS)
            || token.word() && token.sense.unknown() && scan.said(at).ends_with("ed")
    };
    let waits = Flags::FUTURE.or(Flags::WISH).or(Flags::CONDITION);
    let doubted = |at: usize| scan.is(at, waits) && scan.get(at).sense.verb.is_none();
    let told = done_before(scan, at) && !(0..at).any(doubted);
    let then = (at + 1..to).any(past) && !(at + 1..to).any(doubted);
    (told && then && of_no_stock(scan, at + 1..to))
        .then(|| less(scan, at..to))
        .flatten()
}

/// "at 12 Rose Ave": where it was done.
fn without_address(scan: Scan<'_>) -> Left {
    if !scan.seen.says(Words::STREET) {
        return None;
    }
    let street = (2..scan.len()).find(|at| scan.says(*at, Words::STREET))?;
    let number = (street.saturating_sub(4)..street)
        .rev()
        .find(|at| scan.get(*at).number().is_some())?;
    let link = Flags::AT
        .or(Flags::TO)
        .or(Flags::IN)
        .or(Flags::FROM)
        .or(Flags::FOR);
    let numbered = usize::from(number > 0 && scan.is(number - 1, Flags::NUMBERED));
    let number = number - numbered;
    let linked = number > 0 && scan.is(number - 1, link);
    let linked = linked || numbered > 0 && scan.said(number).contains(' ');
    let named = (number + 1..=street).all(|at| scan.word(at) && !scan.is(at, Flags::KNOWN));
    (linked && named && counts(scan, 0..number - 1))
        .then(|| less(scan, number..street + 1))
        .flatten()
}

/// "supposed to be 40 cement, only 35 came": the tokens without what should have come.
fn without_expected(scan: Scan<'_>) -> Left {
    if !scan.seen.says(Words::SHOULD_BE) {
        return None;
    }
    let number = |at: usize| scan.get(at).number().is_some();
    let from = (0..scan.len()).find(|at| scan.says(*at, Words::SHOULD_BE) && number(at + 1))?;
    let came = |at: usize| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(|verb| verb.reason == Reason::Receipt)
    };
    // "count: water 22, should be 24"
    let counted = |at: usize| {
        let verb = scan.get(at).sense.verb;
        verb.is_some_and(|verb| verb.action == Action::Set)
    };
    let counted = from > 3 && scan.mark(from - 1, b',') && (0..2).any(counted);
    let other = (0..scan.len()).any(|at| at != from + 1 && number(at));
    if !other || !(counted || (0..scan.len()).any(came)) {
        return None;
    }
    let mut tokens = [&scan.tokens[..from], &scan.tokens[from + 2..]].concat();
    // "cement, only 35 came" is one thing.
    let rest = scan.less(Some(&tokens));
    let parts = |at: usize| rest.mark(at, b',') || rest.is(at, Flags::CLAUSE);
    let comma = (from..rest.len()).find(|at| parts(*at) && rest.says(at + 1, Words::ONLY));
    if let Some(comma) = comma {
        tokens.remove(comma);
    }
    if let Some(last) = tokens.last()
        && last.mark(b',')
    {
        tokens.pop();
    }
    Some(tokens)
}

/// "she says its too small": what was said of it, and not that it is to come.
fn without_reported(scan: Scan<'_>) -> Left {
    if !scan.seen.is(Flags::CONDITION) {
        return None;
    }
    let says = |at: &usize| {
        let said = scan.said(*at);
        let reports = ["says", "said", "say"]
            .iter()
            .any(|word| said.ends_with(word));
        scan.is(*at, Flags::CONDITION) && said.contains(' ') && reports
    };
    let at = (1..scan.len()).find(says)?;
    let to = clause_end(scan, at);
    let moves = |at: usize| {
        let token = scan.get(at);
        let verb = token.sense.verb.filter(|verb| !verb.loses());
        verb.is_some() && !token.is(Flags::AUXILIARY.or(Flags::BE)) || token.is(Flags::RETURN)
    };
    // "he said he'd pay": it was not paid for.
    let pays = |at: usize| {
        let mut words = scan.said(at).split(' ');
        words.any(|word| matches!(word, "pay" | "pays" | "betaal"))
    };
    let quiet = !(at + 1..to).any(|at| moves(at) || pays(at) || scan.is(at, guard::ALL));
    (to > at + 1 && quiet && done_before(scan, at) && of_no_stock(scan, at + 1..to))
        .then(|| less(scan, at..to))
        .flatten()
}

/// "38 mc4 that they didnt need on site": which those are.
fn without_relative(scan: Scan<'_>) -> Left {
    if !scan.seen.is(Flags::NEGATIVE) {
        return None;
    }
    let who = Flags::PERSON.or(Flags::THIRD).or(Flags::SOMEBODY);
    // "that they didnt", "that the shop didnt"; but not "to the shop, didnt".
    let not = |at: usize| {
        let not = at + usize::from(scan.is(at, Flags::THE) && scan.word(at + 1)) + 1;
        let whole = scan.is(at, who) || scan.is(at, Flags::THE.or(Flags::CUSTOMER));
        (whole && scan.is(not, Flags::NEGATIVE)).then_some(not)
    };
    let named = |at: usize| scan.word(at) && scan.get(at).sense.unknown();
    let which = |at: &usize| scan.is(*at, Flags::THE) && named(at - 1) && not(at + 1).is_some();
    let at = (1..scan.len()).find(which)?;
    let to = clause_end(scan, at);
    (done_before(scan, at) && of_no_stock(scan, not(at + 1)? + 1..to))
        .then(|| less(scan, at..to))
        .flatten()
}

/// "customer bought the wrong one": why it was brought back, and by whom.
fn without_wrong_one(scan: Scan<'_>) -> Left {
    if !scan.seen.is(Flags::RETURN) {
        return None;
    }
    let wrong = |at: usize| scan.says(at, Words::WHICH_ONE) || scan.is(at, Flags::FIX);
    let which = |at: &usize| scan.is(at - 1, Flags::THE) && wrong(*at);
    let at = (2..scan.len()).find(which)? - 2;
    let verb = scan.get(at);
    let by = Flags::THIRD.or(Flags::CUSTOMER).or(Flags::SOMEBODY);
    let bought = verb.sense.verb.is_some_and(|verb| !verb.loses());
    let customer = scan.said(at).contains(' ') || at > 0 && scan.is(at - 1, by);
    let to = clause_end(scan, at);
    let one = (at + 3..to).all(|at| !scan.is(at, Flags::KNOWN) && scan.get(at).number().is_none());
    let sense = lexicon::look_up(CUSTOMER);
    (bought && customer && one && done_before(scan, at)).then(|| {
        let customer = Token { sense, ..verb };
        [&scan.tokens[..at], &[customer], &scan.tokens[to..]].concat()
    })
}

/// "man in a green jacket stole": what somebody looks like.
fn without_looks(scan: Scan<'_>) -> Left {
    let who = Flags::SOMEBODY.or(Flags::CUSTOMER).or(Flags::THIEF);
    let link = Flags::IN.or(Flags::WITH);
    if !(scan.seen.is(who) && scan.seen.is(link)) {
        return None;
    }
    let looks = |at: &usize| {
        let worn = scan.is(at + 2, Flags::ARTICLE.or(Flags::THE).or(Flags::OWN));
        let worn = worn || scan.is(at + 1, Flags::IN) && scan.get(at + 2).sense.empty();
        scan.is(*at, who) && scan.is(at + 1, link) && worn && scan.word(at + 2)
    };
    let at = (0..scan.len()).find(looks)? + 1;
    let verb = (at + 2..(at + 6).min(scan.len())).find(|at| scan.get(*at).sense.verb.is_some())?;
    let plain = (at + 2..verb).all(|at| scan.word(at) && scan.get(at).sense.number.is_none());
    (plain && counts(scan, verb..scan.len()))
        .then(|| less(scan, at..verb))
        .flatten()
}

/// "used 12 panels. Roof done by 3": until when they worked.
fn without_done_by(scan: Scan<'_>) -> Left {
    if !scan.seen.is(Flags::BY) {
        return None;
    }
    let number = |at: usize| scan.get(at).number().is_some();
    let by = |at: &usize| {
        let last = at + 2 >= scan.len() || ends(scan, at + 2);
        scan.is(*at, Flags::BY) && number(at + 1) && last
    };
    let at = (3..scan.len()).find(by)?;
    let from = (1..at).rev().find(|at| ends(scan, *at))? + 1;
    let moves = |at: usize| {
        let moved = |verb: Verb| matches!(verb.reason, Reason::Sale | Reason::Receipt);
        scan.get(at).sense.verb.is_some_and(moved) || scan.is(at, guard::ALL.or(Flags::RETURN))
    };
    let quiet = of_no_stock(scan, from..at) && !(from..at).any(moves);
    (from < at && quiet && done_before(scan, from))
        .then(|| less(scan, from - 1..at + 2))
        .flatten()
}

/// "broke into bakkie 2 last night": which one that is.
fn without_place_number(scan: Scan<'_>) -> Left {
    if !scan.seen.is(Flags::THIEF) {
        return None;
    }
    let broke = (0..scan.len()).find(|at| scan.is(*at, Flags::THIEF))?;
    let kind = |at: usize| {
        let inside = scan.says(at, Words::INSIDE.or(Words::VEHICLE));
        inside || scan.is(at, Flags::PLACE) || scan.said(at - 1).ends_with("into")
    };
    let number = |at: usize| scan.get(at).number().is_some();
    let place = (broke + 1..broke + 5).find(|at| kind(*at) && number(at + 1))?;
    let number = number(place + 1);
    let next = scan.get(place + 2);
    let named = next.word() && next.sense.unknown();
    let rest = counts(scan, place + 2..scan.len());
    (scan.word(place) && number && !named && rest && price::price(scan, place + 1).is_none())
        .then(|| less(scan, place + 1..place + 2))
        .flatten()
}
