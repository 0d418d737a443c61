//! When something expires: "got 20 milk exp 30 nov", "best before 2/12", and what does: "what expires this week?".
//!
//! A date is no number of bottles, so its words are taken out before the rest is read as movements; the line that it
//! stood behind gets it back. Whether there is such a day, the calendar says later ([`SaidDate::said_on`]).

mod asked;
mod date;

use crate::expiry::SaidDate;

use super::hints::Hints;
use super::phrases::{self, List};
use super::scan::Scan;
use super::token::Token;

pub(super) use asked::asked;
pub(super) use date::{MONTHS, date, nth};

/// A message without its dates.
pub(super) struct Dated {
    /// What is left.
    pub(super) tokens: Vec<Token>,
    /// Where each date was in the text, and what it says.
    pub(super) dates: Vec<(usize, SaidDate)>,
}

/// Takes the dates out; `None` if there are none.
pub(super) fn without_dates(scan: Scan<'_>) -> Option<Dated> {
    if !scan.hints(Hints::DATED) {
        return None;
    }
    let mut dated: Option<Dated> = None;
    let mut at = 0;
    while at < scan.len() {
        let Some((date, end)) = date_at(scan, at) else {
            if let Some(dated) = &mut dated {
                dated.tokens.push(scan.get(at));
            }
            at += 1;
            continue;
        };
        let dated = dated.get_or_insert_with(|| Dated {
            tokens: scan.tokens[..at].to_vec(),
            dates: Vec::new(),
        });
        let kept = &mut dated.tokens;
        let leads = |token: &Token| is(&scan.text[token.start..token.end], List::EXPIRY_LEADS);
        while kept.last().is_some_and(leads) {
            kept.pop();
        }
        let bracket = kept.last().is_some_and(|token| token.mark(b'('));
        if bracket {
            kept.pop();
        }
        dated.dates.push((scan.get(at).start, date));
        while at < scan.len() && scan.get(at).start < end {
            at += 1;
        }
        at += usize::from(bracket && scan.mark(at, b')'));
    }
    dated
}

/// The date whose mark this token begins, and where it ends in the text.
fn date_at(scan: Scan<'_>, at: usize) -> Option<(SaidDate, usize)> {
    let start = scan.get(at).start;
    let rest = scan.text.get(start..)?;
    // "expires" is no "exp".
    let marked = |rest: &&str| {
        let mark = &scan.text[start..scan.text.len() - rest.len()];
        mark.ends_with('.') || !rest.starts_with(char::is_alphanumeric)
    };
    let behind = phrases::rests(List::EXPIRY_MARKS, rest).filter(marked);
    let mut rest = behind.min_by_key(|rest| rest.len())?;
    loop {
        let word = rest.trim_start_matches([' ', ':', '-', '=', '.']);
        let end = word.find(|c: char| !c.is_alphanumeric());
        let (link, behind) = word.split_at(end.unwrap_or(word.len()));
        if !is(link, List::EXPIRY_LINKS) {
            let (date, length) = date::date(word)?;
            return Some((date, scan.text.len() - word.len() + length));
        }
        rest = behind;
    }
}

fn is(word: &str, list: List) -> bool {
    phrases::look_up(word).is(list)
}
