//! A customer pays: "Thandi paid 50", "Thandi paid R50 off her account", "payment from Thandi 50", "Thandi paid in full".

use crate::credit::Credit;
use crate::money::Money;
use crate::parse::phrases::List;
use crate::parse::price;
use crate::parse::token;

use super::said::Said;

/// The payment, if the sentence is one.
pub(super) fn paid(said: &Said<'_>) -> Option<Credit> {
    if let Some(from) = said.past(0, List::CREDIT_PAYMENT) {
        let by_name = |name: (usize, usize), sum: usize| {
            let (amount, end) = sum_at(said, sum)?;
            let behind = name.0 > sum || end == said.len();
            let customer = said.name(name.0, name.1).filter(|_| behind)?;
            Some(Credit::Paid {
                customer,
                amount: Some(amount),
            })
        };
        let sum = (from..said.len()).find(|at| said.digits(*at))?;
        return match (from..said.len()).find(|at| said.is(*at, List::CREDIT_PAID_BY)) {
            Some(by) if by > sum => by_name((by + 1, said.len()), sum),
            _ => by_name((from, sum), sum),
        };
    }
    if let Some(settled) = settled(said) {
        return Some(settled);
    }
    let verb = (1..said.len().min(6))
        .find(|at| said.is(*at, List::CREDIT_PAID) || said.is(*at, List::CREDIT_HET))?;
    let customer = said.name_before(verb, &[List::CREDIT_HAS])?;
    let mut at = verb + 1;
    if let Some(end) = said.past(at, List::CREDIT_PAID_ALL)
        && (end..said.len()).all(|at| said.is(at, List::CREDIT_PAID_BEHIND))
        && !said.is(verb, List::CREDIT_HET)
    {
        return Some(Credit::Paid {
            customer,
            amount: None,
        });
    }
    while said.is(at, List::CREDIT_PAID_BEFORE) {
        at += 1;
    }
    let (amount, end) = sum_at(said, at)?;
    let rest = (end..said.len()).all(|at| said.is(at, List::CREDIT_PAID_BEHIND));
    let done = !said.is(verb, List::CREDIT_HET) || said.is(said.len() - 1, List::CREDIT_BETAAL);
    (rest && done).then_some(Credit::Paid {
        customer,
        amount: Some(amount),
    })
}

/// "Mrs Dlamini settled", "Sannie het klaar betaal": all of it.
fn settled(said: &Said<'_>) -> Option<Credit> {
    let (at, end) = said.find(1, List::CREDIT_SETTLED)?;
    let rest = (end..said.len()).all(|at| said.is(at, List::CREDIT_PAID_BEHIND));
    let customer = said.name_before(at, &[List::CREDIT_HAS]).filter(|_| rest)?;
    Some(Credit::Paid {
        customer,
        amount: None,
    })
}

/// "bob paid half": how much in all is not said.
pub(super) fn unclear(said: &Said<'_>) -> bool {
    let from = corrects(said);
    let Some(verb) = (from + 1..said.len().min(6)).find(|at| said.is(*at, List::CREDIT_PAID))
    else {
        return false;
    };
    let part = said.past(verb + 1, List::CREDIT_PAID_PART) == Some(said.len());
    said.name(from, verb).is_some() && part
}

/// Past "no, sorry".
fn corrects(said: &Said<'_>) -> usize {
    let no = |at: &usize| said.is(*at, List::CREDIT_NO);
    (0..said.len()).take_while(no).count()
}

/// "no, bob paid 16", "bob paid 16 not 15": what they paid last was another sum.
pub(super) fn corrected(said: &Said<'_>) -> Option<Credit> {
    let from = corrects(said);
    let not = (from + 3..said.len()).find(|at| {
        let was = sum_at(said, at + 1).is_some_and(|(_, end)| end == said.len());
        said.is(*at, List::CREDIT_NOT) && was
    });
    if from == 0 && not.is_none() {
        return None;
    }
    match paid(&said.part_of(from, not.unwrap_or(said.len())))? {
        Credit::Paid {
            customer,
            amount: Some(amount),
        } => Some(Credit::Corrected { customer, amount }),
        Credit::Paid { .. }
        | Credit::Sale { .. }
        | Credit::Owes { .. }
        | Credit::Corrected { .. }
        | Credit::Returned { .. }
        | Credit::Rename { .. }
        | Credit::Forget(_) => None,
    }
}

/// The sum of money at this word, more than nothing, and the word behind it.
pub(super) fn sum_at(said: &Said<'_>, at: usize) -> Option<(Money, usize)> {
    let text = said.from(at);
    let tokens = token::tokens(&text);
    let (amount, end) = price::amount(tokens.scan(&text), 0)?;
    let length = tokens.list.get(end.checked_sub(1)?)?.end;
    let words = text[..length]
        .split(' ')
        .filter(|word| !word.is_empty())
        .count();
    (Money::ZERO < amount && amount <= Money::MAX).then_some((amount, at + words))
}
