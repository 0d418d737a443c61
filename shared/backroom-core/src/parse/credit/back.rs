//! What a customer brings back: "Lindiwe returned 1 bread on credit".

use crate::credit::Credit;
use crate::intent::{Action, Intent, Line, Parsed, Reason};
use crate::parse::phrases::List;
use crate::parse::{change, text, token};

use super::Read;
use super::said::Said;

/// Goods that come off what somebody owes, where that is said.
pub(super) fn on_credit(said: &Said<'_>, read: Read<'_>) -> Option<Credit> {
    let (at, end) = said.find(2, List::CREDIT_OFF)?;
    if end != said.len() {
        return None;
    }
    let (lines, customer) = brought(&said.up_to(at), read)?;
    Some(Credit::Returned {
        lines,
        customer,
        off_debt: true,
    })
}

/// "Lindiwe returned 1 bread": whether Lindiwe is in the credit book, the words do not tell.
pub fn brought_back(message: &str) -> Option<Credit> {
    let raw = message.trim();
    let plain = text::plain(raw)?;
    let said = Said::of(raw, &plain)?;
    let (lines, customer) = brought(&said, &|rest| {
        let tokens = token::tokens(rest);
        change::change(rest, tokens.scan(rest))
    })?;
    Some(Credit::Returned {
        lines,
        customer,
        off_debt: false,
    })
}

fn brought(said: &Said<'_>, read: Read<'_>) -> Option<(Vec<Line>, String)> {
    let (at, end) = said.find(1, List::CREDIT_RETURNED)?;
    let customer = said.name_before(at, &[List::CREDIT_HAS, List::CREDIT_HET])?;
    let things = match end == said.len() {
        // "Lindiwe het 1 brood teruggebring"
        true => {
            let het = (1..at).find(|at| said.is(*at, List::CREDIT_HET))?;
            return Some((lines(said.part(het + 1, at), read)?, said.name(0, het)?));
        }
        false => said.from(end),
    };
    Some((lines(&things, read)?, customer))
}

fn lines(things: &str, read: Read<'_>) -> Option<Vec<Line>> {
    let Parsed::Understood(Intent::Change(lines)) = read(&format!("customer returned {things}"))?
    else {
        return None;
    };
    let back = |line: &Line| line.action == Action::Add && line.reason == Reason::Return;
    lines.iter().all(back).then_some(lines)
}
