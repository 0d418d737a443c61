//! What stands on a note beside what moved, and moves nothing: "site: Erf 2210" in a row of its own, "Job card 2214, CA 456 789 -"
//! in front, "Regards, Fatima" at the end, and the number of who went ("bakkie 1 took 8"). It is left aside where something of
//! the shop is named elsewhere.

use super::scan::Scan;
use super::sense::{Flags, Words};
use super::token::{Form, Kind, Token};

/// The longest name of who signs, in words.
const NAME_MOST: usize = 3;

/// The tokens without such labels; `None` if there are none.
pub(super) fn without(scan: Scan<'_>) -> Option<Vec<Token>> {
    if !scan.seen.says(Words::LABEL) && !scan.seen.is(Flags::CARRIER) {
        return None;
    }
    let signed = unsigned(scan);
    let scan = scan.part(0, signed.unwrap_or(scan.len()));
    let mut kept: Vec<Token> = Vec::with_capacity(scan.len());
    let mut from = 0;
    while from < scan.len() {
        let line = (from..scan.len()).find(|at| scan.get(*at).kind == Kind::Line);
        let to = line.map_or(scan.len(), |at| at + 1);
        let row = scan.part(from, to);
        let past = if from == 0 { fronted(row) } else { None };
        match past {
            _ if heads_receipt(scan, from) => kept.extend_from_slice(row.tokens),
            _ if labelled(row) => {}
            Some(past) => kept.extend_from_slice(&row.tokens[past..]),
            None => kept.extend_from_slice(row.tokens),
        }
        from = to;
    }
    if let Some(number) = numbered(scan.less(Some(&kept))) {
        kept.remove(number);
    }
    let known = kept.iter().any(|token| token.is(Flags::KNOWN));
    (known && kept.len() < scan.len() || signed.is_some()).then_some(kept)
}

/// Whether a label opens it: "the site", "job card".
fn opens(row: Scan<'_>) -> Option<usize> {
    let little = Flags::THE.or(Flags::OWN);
    let label = (0..row.len()).find(|at| !row.is(*at, little))?;
    row.says(label, Words::LABEL).then_some(label)
}

/// "Delivery note:" in front of a list without a verb: it says that all of it came.
fn heads_receipt(scan: Scan<'_>, row: usize) -> bool {
    let told = |at: usize| scan.get(at).sense.verb.is_some();
    let note = scan.says(0, Words::SLIP) && scan.said(0).starts_with("delivery");
    row == 0 && note && !(0..scan.len()).any(told)
}

/// "site: Erf 2210 Centurion": nothing else stands in the row.
fn labelled(row: Scan<'_>) -> bool {
    let Some(label) = opens(row) else {
        return false;
    };
    let named = row.mark(label + 1, b':') || row.mark(label + 1, b'#') || row.mark(label + 1, b'-');
    let numbered = row.get(label + 1).number().is_some();
    let goods =
        (0..row.len()).any(|at| row.is(at, Flags::KNOWN) || row.get(at).sense.verb.is_some());
    (named || numbered && row.len() <= 4) && !goods
}

/// Past "Job card 2214, CA 456 789 -", "Job 2214:".
fn fronted(row: Scan<'_>) -> Option<usize> {
    let label = opens(row)?;
    let parts = |at: &usize| {
        let dash = row.mark(*at, b'-') && !row.get(*at).glued && !row.get(at + 1).glued;
        dash || row.mark(*at, b':') && *at > label + 1
    };
    let end = (label + 1..row.len().min(12)).find(parts)?;
    let numbered = row.get(label + 1).number().is_some() || row.mark(label + 1, b'#');
    let other = |at: usize| row.is(at, Flags::KNOWN) || row.get(at).sense.verb.is_some();
    (numbered && !(0..end).any(other)).then_some(end + 1)
}

/// Where "Regards, Fatima" begins.
fn unsigned(scan: Scan<'_>) -> Option<usize> {
    if !scan.seen.says(Words::LABEL) {
        return None;
    }
    let end = scan.trimmed().len();
    let at = (end.saturating_sub(NAME_MOST + 2)..end)
        .find(|at| scan.is(*at, Flags::COURTESY) && scan.says(*at, Words::LABEL))?;
    let name = |at: usize| {
        let mark = !scan.word(at) && scan.get(at).number().is_none();
        mark || scan.get(at).sense.unknown() && !scan.is(at, Flags::KNOWN)
    };
    (at > 0 && (at + 1..scan.len()).all(name)).then_some(at)
}

/// "Bakkie 1 took 8 panels": where the number stands of who it was.
fn numbered(scan: Scan<'_>) -> Option<usize> {
    let idle = Flags::THE.or(Flags::OWN).or(Flags::FILLER);
    let who =
        (0..scan.len().min(3)).find(|at| scan.says(*at, Words::LABEL) || !scan.is(*at, idle))?;
    let number = scan.get(who + 1).number()?;
    let did = scan.get(who + 2);
    let does = did.sense.verb.is_some() || did.is(Flags::RETURN);
    let small = number.form == Form::Whole && scan.said(who + 1).len() < 3;
    // "card 5 received" are five of them.
    let team = scan.says(who, Words::LABEL) && scan.is(who, Flags::FILLER);
    let goes = scan.says(who, Words::VEHICLE) || team;
    let counts = |at: usize| scan.get(at).number().is_some();
    let counted = (who + 3..scan.len()).any(counts);
    (goes && does && small && counted).then_some(who + 1)
}
