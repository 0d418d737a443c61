//! When something expires: "got 20 milk exp 30 nov", "best before 2/12", and what does: "what expires this week?".
//!
//! A date is no number of bottles, so its words are taken out before the rest is read as movements; the line that it
//! stood behind gets it back. Whether there is such a day, the calendar says later ([`SaidDate::said_on`]).

mod asked;
mod date;

use crate::expiry::SaidDate;

use super::hints::Hints;
use super::scan::Scan;
use super::token::Token;

pub(super) use asked::asked;
pub(super) use date::MONTHS;

/// What stands in front of a date, the longer ones first; without one of them there is no date.
const MARKS: [&str; 28] = [
    "expiration date",
    "expiry date",
    "exp date",
    "expiration",
    "expiring",
    "expires",
    "expiry",
    "expire",
    "exp.",
    "exp",
    "best before date",
    "best before",
    "best by",
    "use before",
    "use by date",
    "use by",
    "sell by date",
    "sell by",
    "good until",
    "good till",
    "valid until",
    "bbe",
    "bbd",
    "bb",
    "vervaldatum",
    "verval",
    "beste voor",
    "gebruik voor",
];
/// What may stand between that and the date.
const LINKS: [&str; 9] = ["date", "dates", "is", "are", "on", "by", "the", "op", "die"];
/// What may lead over to it.
const LEADS: [&str; 14] = [
    "that", "which", "it", "they", "all", "will", "with", "an", "the", "and", "wat", "dit", "met",
    "en",
];

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
        let leads = |token: &Token| LEADS.contains(&&scan.text[token.start..token.end]);
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
    // Most words are no mark, which shows in their first letter.
    if !rest.starts_with(['e', 'b', 'u', 's', 'g', 'v']) {
        return None;
    }
    // "expires" is no "exp".
    let apart = |end: usize| !rest[end..].starts_with(char::is_alphanumeric);
    let mark = MARKS
        .iter()
        .find(|mark| rest.starts_with(**mark) && (mark.ends_with('.') || apart(mark.len())))?;
    let mut from = start + mark.len();
    loop {
        let rest = &scan.text[from..];
        let word = rest.trim_start_matches([' ', ':', '-', '=', '.']);
        from += rest.len() - word.len();
        let end = word.find(|c: char| !c.is_alphanumeric());
        match LINKS
            .iter()
            .find(|link| word[..end.unwrap_or(word.len())] == ***link)
        {
            Some(link) => from += link.len(),
            None => break,
        }
    }
    let (date, length) = date::date(&scan.text[from..])?;
    Some((date, from + length))
}
