//! To whom a message is said: "good morning my child, I sold 6 loaves", "what did I sell my boy?". It says nothing of stock, and
//! is left aside before anything else is read.

use std::ops::Range;

use super::amount;
use super::guard;
use super::scan::Scan;
use super::sense::{Flags, Words};
use super::token::{Kind, Token};

/// The tokens without whom it is said to; `None` if that is not said.
pub(super) fn without(scan: Scan<'_>) -> Option<Vec<Token>> {
    if !scan.seen.is(Flags::OWN.or(Flags::HELP).or(Flags::FIX)) {
        return None;
    }
    if let Some(whom) = mended_for(scan) {
        return Some([&scan.tokens[..whom.start], &scan.tokens[whom.end..]].concat());
    }
    let greets = scan.is(0, Flags::HELP) && !scan.is(0, Flags::QUESTION);
    let from = match greets {
        true => greeting(scan).unwrap_or(0),
        false => 0,
    };
    let from = introduced(scan, from)
        .or_else(|| named(scan))
        .unwrap_or(from);
    let named = (from..scan.len()).find(|at| is_address(scan, *at));
    match named {
        Some(at) => Some([&scan.tokens[from..at], &scan.tokens[at + 2..]].concat()),
        None => (from > 0).then(|| scan.tokens[from..].to_vec()),
    }
}

/// "sorry aunty it was 6", "sorry my boy it was 12": whom it is said to, between the words of a correction.
fn mended_for(scan: Scan<'_>) -> Option<Range<usize>> {
    let opens = scan.is(0, Flags::FIX) && scan.is(0, Flags::COURTESY.or(Flags::FILLER));
    let whom = 1 + usize::from(scan.is(1, Flags::OWN));
    let person = scan.is(whom, Flags::SOMEBODY) || scan.says(whom, Words::BUYER.or(Words::TITLE));
    let goes_on = scan.is(whom + 1, Flags::FIX) || scan.get(whom + 1).number().is_some();
    (opens && person && goes_on).then_some(1..whom + 1)
}

/// Past "this is Sipho the new one.": who writes, in a sentence of its own.
fn introduced(scan: Scan<'_>, from: usize) -> Option<usize> {
    let is = scan.said(from) == "this" && scan.is(from + 1, Flags::BE);
    let end = (from + 2..scan.len().min(from + 9)).find(|at| ends(scan, *at) && is)?;
    let plain = (from + 2..end).all(|at| {
        let token = scan.get(at);
        token.word() && token.sense.verb.is_none() && !token.is(guard::ALL.or(Flags::KNOWN))
    });
    let rest = (end..scan.len()).any(|at| amount::numeral(scan, at).is_some());
    (plain && rest && !scan.mark(end, b'?')).then_some(end + 1)
}

/// Past "hi its Naledi": who writes, where what they did follows.
fn named(scan: Scan<'_>) -> Option<usize> {
    let is = |at: usize| ["its", "it's"].contains(&scan.said(at));
    let at = (0..scan.len().min(4)).find(|at| !scan.is(*at, Flags::HELP.or(Flags::FILLER)))?;
    let we = |at: usize| ["i", "we"].contains(&scan.said(at)) || scan.said(at).starts_with("i am ");
    let follows = we(at + 2) || scan.mark(at + 2, b',') && we(at + 3);
    let stranger = scan.word(at + 1) && scan.get(at + 1).sense.nothing();
    (at > 0 && is(at) && stranger && follows).then_some(at + 2)
}

fn ends(scan: Scan<'_>, at: usize) -> bool {
    let mark = matches!(
        scan.get(at).kind,
        Kind::Mark(b',' | b'!' | b'.' | b'?') | Kind::Line
    );
    mark || at >= scan.len()
}

/// "my child" where it belongs to nothing: at an end, or between marks.
fn is_address(scan: Scan<'_>, at: usize) -> bool {
    if !scan.is(at, Flags::OWN) {
        return false;
    }
    let who = Flags::SOMEBODY.or(Flags::ABSTRACT);
    let whom = scan.word(at + 1);
    // "what is low, my angel?"
    let apart = at > 0 && scan.mark(at - 1, b',') && scan.get(at + 1).sense.nothing();
    let person = scan.is(at + 1, who) || scan.says(at + 1, Words::BUYER) || apart;
    if !whom || !person || !ends(scan, at + 2) {
        return false;
    }
    let link = Flags::TO
        .or(Flags::FOR)
        .or(Flags::FROM)
        .or(Flags::BY)
        .or(Flags::WITH)
        .or(Flags::AND)
        .or(Flags::BE)
        .or(Flags::OF)
        .or(Flags::NOT_BUT);
    let before = scan.get(at.wrapping_sub(1));
    at == 0 || !before.is(link) && before.sense.verb.is_none()
}

/// Where the message begins behind "good morning sir," and "Môre almal,"; `None` if it does not begin so.
fn greeting(scan: Scan<'_>) -> Option<usize> {
    let end = (1..scan.len().min(6)).find(|at| ends(scan, *at) && !scan.mark(*at, b'?'))?;
    let whom = |at: usize| {
        let token = scan.get(at);
        let quiet = token.sense.verb.is_none() && token.sense.number.is_none();
        let stock = guard::ALL.or(Flags::KNOWN).or(Flags::UNIT);
        token.word() && quiet && !token.is(stock)
    };
    // "môre" is tomorrow as well: it greets where what was done closes the sentence.
    let doubt = |at: usize| scan.is(at, guard::ALL) && scan.get(at).sense.verb.is_none();
    let number = (end..scan.len()).find(|at| amount::numeral(scan, *at).is_some());
    let done = |at: usize| scan.get(at).sense.verb_after().is_some() && participle(scan.said(at));
    let past = number.is_some_and(|number| (number..scan.len()).any(done));
    let told = !scan.is(0, Flags::FUTURE) || past && !(end..scan.len()).any(doubt);
    (told && end + 1 < scan.len() && (1..end).all(whom)).then_some(end + 1)
}

/// Whether an Afrikaans verb tells of what has been done: "afgelaai", "verkoop"; but "kom in".
fn participle(said: &str) -> bool {
    said.contains("ge") || said.starts_with("verkoop") || said.starts_with("ontvang")
}
