//! The credit book: "2 bread on credit for Thandi", "Thandi took 3 coke on account", "Thandi paid 50", "who owes me?".
//!
//! A customer's name is a word like any other, and only its place shows that it is one. So the name and what stands around
//! it are cut out of the text, and the rest is read as a sale.

mod back;
mod paid;
mod promise;
mod said;

use crate::credit::Credit;
use crate::intent::{Action, Intent, Line, Parsed, Problem, Query, Reason};

use super::hints::{self, Hints};
use super::phrases::{self, List};
use super::scan::Scan;
use super::{change, text, token};
use said::Said;

pub use back::brought_back;

/// What reads the sale that is on credit.
type Read<'r> = &'r dyn Fn(&str) -> Option<Parsed>;

/// What is said about the credit book, if it is about that.
pub(super) fn credit(raw: &str, scan: Scan<'_>) -> Option<Parsed> {
    read_by(raw, scan, &|rest| {
        let tokens = token::tokens(rest);
        change::change(rest, tokens.scan(rest))
    })
}

/// The same, where the sale in it is read by `read`.
pub(super) fn read_by(raw: &str, scan: Scan<'_>, read: Read<'_>) -> Option<Parsed> {
    let customer = scan.hints(Hints::CUSTOMER) && scan.hints(Hints::OF_CUSTOMER);
    if !scan.hints(Hints::CREDIT) && !customer {
        return None;
    }
    let Some(said) = Said::of(raw, scan.text) else {
        let (raw, plain) = listed(raw)?;
        return read_by(&raw, token::tokens(&plain).scan(&plain), read);
    };
    let understood = |intent| Some(Parsed::Understood(intent));
    if let Some(query) = asked(&said) {
        return understood(Intent::Ask(query));
    }
    if let Some(from) = said.past(0, List::CREDIT_FORGET) {
        let name = said.name(from, said.len())?;
        return understood(Intent::Credit(Credit::Forget(name)));
    }
    if let Some(rename) = renamed(&said) {
        return understood(Intent::Credit(rename));
    }
    if scan.text.contains('?') {
        return None;
    }
    if let Some(returned) = back::on_credit(&said, read) {
        return understood(Intent::Credit(returned));
    }
    if let Some((rest, customer)) = owing(&said)
        && let Some(lines) = lines(&rest, read)
    {
        return understood(Intent::Credit(Credit::Sale { lines, customer }));
    }
    if let Some(owes) = owes_sum(&said) {
        return Some(owes.map_or(Parsed::Incomplete(Problem::Credit), |owes| {
            Parsed::Understood(Intent::Credit(owes))
        }));
    }
    if paid::unclear(&said) {
        return Some(Parsed::Incomplete(Problem::Credit));
    }
    if let Some(paid) = paid::corrected(&said).or_else(|| paid::paid(&said)) {
        return understood(Intent::Credit(paid));
    }
    let promised = promise::promised(&said);
    let (rest, customer) = match &promised {
        Some(promised) => match sale(&promised.said).or_else(|| promised.taken()) {
            Some(sale) => sale,
            // "fitted a battery, he pays on the 25th, put it on his account"
            None => {
                said.find(0, List::CREDIT_ON_CREDIT)?;
                return Some(Parsed::Incomplete(Problem::Credit));
            }
        },
        None => sale(&said)?,
    };
    Some(match (lines(&rest, read), customer) {
        (Some(lines), Some(customer)) => {
            Parsed::Understood(Intent::Credit(Credit::Sale { lines, customer }))
        }
        (None, _) | (_, None) => Parsed::Incomplete(Problem::Credit),
    })
}

/// "Thandi owes me 50", "Thandi still owes R50 from last month", "Thandi owes me 50 more": a debt without goods. The inner
/// `None` is one of nobody who has a name.
fn owes_sum(said: &Said<'_>) -> Option<Option<Credit>> {
    let (at, mut end) = said.find(1, List::CREDIT_OWES_SUM)?;
    while said.is(end, List::CREDIT_STILL) {
        end += 1;
    }
    if !said.digits(end) {
        return None;
    }
    let (amount, end) = paid::sum_at(said, end)?;
    let more = said.past(end, List::CREDIT_MORE);
    let end = more.unwrap_or(end);
    if said.past(end, List::CREDIT_SINCE).unwrap_or(end) != said.len() {
        return None;
    }
    let customer = said.name_before(at, &[List::CREDIT_HAS, List::CREDIT_STILL]);
    Some(customer.map(|customer| Credit::Owes {
        customer,
        amount,
        more: more.is_some(),
    }))
}

/// "rename customer Lindiwee to Lindiwe", "join customers Lindiwee and Lindiwe".
fn renamed(said: &Said<'_>) -> Option<Credit> {
    let from = said.past(0, List::CREDIT_RENAME)?;
    let to = (from + 1..said.len()).find(|at| said.is(*at, List::CREDIT_RENAME_TO))?;
    Some(Credit::Rename {
        from: said.name(from, to)?,
        to: said.name(to + 1, said.len())?,
    })
}

/// "On account Naidoo Plumbing:" and a list below: on one line, and the plain form of it.
fn listed(raw: &str) -> Option<(String, String)> {
    let (head, rows) = raw.trim().split_once('\n')?;
    let plain_head = text::plain(head.trim())?;
    let heads = plain_head.ends_with(':') && !plain_head.bytes().any(|byte| byte.is_ascii_digit());
    if !heads || !hints::of(&plain_head).any(Hints::CREDIT) {
        return None;
    }
    let raw = format!("{} {}", head.trim(), rows.trim().replace('\n', ", "));
    let plain = text::plain(&raw)?.into_owned();
    Some((raw, plain))
}

/// "what did Thandi take", "statement for Thandi", "Thandi's statement": what one of them took and paid.
pub(super) fn account(raw: &str, scan: Scan<'_>) -> Option<Query> {
    if !scan.hints(Hints::ACCOUNT) {
        return None;
    }
    let said = Said::of(raw, scan.text)?;
    if let Some(from) = said.past(0, List::CREDIT_WHAT_DID) {
        let ends = |at: &usize| said.past(*at, List::CREDIT_TAKEN) == Some(said.len());
        let to = (from + 1..said.len()).find(ends)?;
        return said.name(from, to).map(Query::Account);
    }
    if let Some(from) = said.past(0, List::CREDIT_STATEMENT) {
        return said.name(from, said.len()).map(Query::Account);
    }
    let last = said.len().checked_sub(1)?;
    let statement = said.past(last, List::CREDIT_STATEMENT) == Some(said.len());
    let owner = statement.then(|| said.owner(0, last).or_else(|| said.name(0, last)))?;
    owner.map(Query::Account)
}

fn asked(said: &Said<'_>) -> Option<Query> {
    let all = said.past(0, List::CREDIT_WHO_OWES);
    let all = all.filter(|end| said.past(*end, List::CREDIT_IN_ALL).unwrap_or(*end) == said.len());
    if all.is_some() {
        return Some(Query::Owes(None));
    }
    let owes = |at: usize| {
        let end = said.past(at, List::CREDIT_OWES_ASKED)?;
        let end = said.past(end, List::CREDIT_NOW).unwrap_or(end);
        (end == said.len()).then_some(())
    };
    if let Some(from) = said.past(0, List::CREDIT_DOES) {
        let to = (from + 1..said.len()).find(|at| owes(*at).is_some())?;
        return said.name(from, to).map(|name| Query::Owes(Some(name)));
    }
    // "thandi owes?", "thandi's balance", "balance of thandi"
    let tells = |at: usize| said.past(at, List::CREDIT_OWES_ALL) == Some(said.len());
    let plainly = (1..said.len()).any(tells);
    if (said.asks || plainly)
        && let Some(to) = (1..said.len()).find(|at| owes(*at).is_some())
    {
        return said.name(0, to).map(|name| Query::Owes(Some(name)));
    }
    let from = said.past(0, List::CREDIT_SHOW).unwrap_or(0);
    if let Some(from) = said.past(from, List::CREDIT_BALANCE_OF) {
        return said
            .name(from, said.len())
            .map(|name| Query::Owes(Some(name)));
    }
    let last = said.len().checked_sub(1)?;
    let account = said.is(last, List::CREDIT_BALANCE);
    let owner = account.then(|| said.owner(from, last))?;
    owner.map(|name| Query::Owes(Some(name)))
}

/// A sale on credit: what is left to be read as a sale, and the customer, if that is a name.
fn sale(said: &Said<'_>) -> Option<(String, Option<String>)> {
    // "put 2 bread on Thandi's tab"
    for at in 2..said.len() {
        if said.is(at, List::CREDIT_ACCOUNTS)
            && let Some(on) = (at.saturating_sub(4)..at)
                .rev()
                .find(|on| said.is(*on, List::CREDIT_ON))
            && let Some(owner) = said.owner(on + 1, at)
        {
            return Some((said.without(&[(on, at + 1)]), Some(owner)));
        }
    }
    // "Thandi owes me for 2 bread"
    if let Some((at, end)) = said.find(1, List::CREDIT_OWES_FOR)
        && said.digits(end)
    {
        return Some((said.from(end), said.name(0, at)));
    }
    // "Keitumetse owes R85 for an edge control"
    if let Some((at, end)) = said.find(1, List::CREDIT_OWES)
        && said.digits(end)
        && let Some(from) = said.past(end + 1, List::CREDIT_FOR)
        && from < said.len()
    {
        let (sum, items) = (said.part(end, end + 1), said.from(from));
        return Some((format!("sold {items} for {sum}"), said.name(0, at)));
    }
    // "credit Thandi 2 bread"
    if said.is(0, List::CREDIT_CREDIT) {
        let from = said.past(1, List::CREDIT_FOR).unwrap_or(1);
        let to = (from..said.len()).find(|at| said.digits(*at))?;
        return Some((said.from(to), said.name(from, to)));
    }
    let (at, end) = said.find(0, List::CREDIT_ON_CREDIT)?;
    if let Some(from) = said.past(end, List::CREDIT_FOR) {
        let to = said.name_end(from);
        return Some((
            said.without(&[(at, said.past_until(to))]),
            said.name(from, to),
        ));
    }
    // "2 bread for Thandi on credit"
    let for_whom = (1..at).rev().find(|from| said.is(*from, List::CREDIT_FOR));
    if let Some(from) = for_whom
        && let Some(name) = said.name(from + 1, at)
    {
        return Some((said.without(&[(from, end)]), Some(name)));
    }
    // "Thandi took 3 coke on account"
    if let Some((took, name)) = taker(said, at) {
        return Some((said.without(&[(0, took + 1), (at, end)]), Some(name)));
    }
    if let Some((to, name)) = receiver(said, at) {
        return Some((said.without(&[(0, to), (at, end)]), Some(name)));
    }
    // "2 bread on credit Thandi"
    let to = said.name_end(end);
    Some((
        said.without(&[(at, said.past_until(to))]),
        said.name(end, to),
    ))
}

/// "gave Thandi 2 bread", "Thandi: 2 bread", "bra Themba 2 bread": who got it, and where it begins; it stands before `to`.
fn receiver(said: &Said<'_>, to: usize) -> Option<(usize, String)> {
    let from = usize::from(said.is(0, List::CREDIT_GAVE));
    let number = (from + 1..to.min(from + 4)).find(|at| said.digits(*at))?;
    let led = from > 0 || said.ends(number - 1, ':') || said.is_title(0);
    let name = said.name(from, number).filter(|_| led)?;
    Some((number, name))
}

/// Where it is said that somebody took something.
fn took(said: &Said<'_>, to: usize) -> Option<usize> {
    (1..to).find(|took| said.is(*took, List::CREDIT_TOOK))
}

/// Who took something, and where that is said; what they took stands before `to`.
fn taker(said: &Said<'_>, to: usize) -> Option<(usize, String)> {
    let took = took(said, to.min(7))?;
    // "Mandla from the garage"
    let whence = (1..took).find(|at| said.is(*at, List::CREDIT_WHENCE));
    let end = whence.unwrap_or(took);
    // "Thabo wants to take": but Hope is a name.
    let doubt = (1..took).any(|at| said.doubts(at)) || end > 3;
    Some((took, said.name(0, end).filter(|_| !doubt)?))
}

/// "Mr Sithole took 5 hens, he owes me", "Nomsa took 1 jumpsuit, she owes me R450": what is left to be read as a sale, with the
/// sum as its price, and the customer.
fn owing(said: &Said<'_>) -> Option<(String, String)> {
    let (at, end) = said.find(3, List::CREDIT_THEY_OWE)?;
    let sum = end + 1 == said.len() && said.sum(end);
    let (took, name) = taker(said, at).filter(|_| sum || end == said.len())?;
    let items = said.part(took + 1, at);
    let counted = (took..at).any(|at| said.counts(at));
    let rest = match sum {
        true => format!("sold {items} for {}", said.part(end, end + 1)),
        false => items.to_owned(),
    };
    counted.then_some((rest, name))
}

/// What is left, read as a sale: each line goes out.
fn lines(rest: &str, read: Read<'_>) -> Option<Vec<Line>> {
    let rest = rest.trim_matches([' ', ',', '.', ':', '-', '!']);
    let put = phrases::behind(List::CREDIT_PUT, rest).and_then(|rest| rest.strip_prefix(' '));
    let rest = put.unwrap_or(rest);
    // "a skirt" alone may be anything, but "sold a skirt" is one.
    let lines = moved(read(rest)).or_else(|| moved(read(&format!("sold {rest}"))))?;
    let out = |line: &Line| {
        line.action == Action::Remove && matches!(line.reason, Reason::Sale | Reason::Use)
    };
    let sold = |line: Line| Line {
        reason: Reason::Sale,
        ..line
    };
    lines
        .iter()
        .all(out)
        .then(|| lines.into_iter().map(sold).collect())
}

/// What has moved, if that is all of it.
fn moved(parsed: Option<Parsed>) -> Option<Vec<Line>> {
    match parsed? {
        Parsed::Understood(Intent::Change(lines)) => Some(lines),
        Parsed::Incomplete(Problem::NoAction { things }) => {
            let sold = |thing: crate::intent::Thing| thing.line(Action::Remove, Reason::Sale);
            Some(things.into_iter().map(sold).collect())
        }
        Parsed::Understood(_)
        | Parsed::Unsure(_)
        | Parsed::Incomplete(_)
        | Parsed::Unrecognised => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::hints::{self, Hints};

    #[test]
    fn each_phrase_is_hinted_at() {
        for phrase in phrases::of(List::CREDIT_ON_CREDIT) {
            assert!(hints::of(phrase).any(Hints::CREDIT), "{phrase}");
        }
    }
}
