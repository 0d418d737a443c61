//! What was taken will be paid for: "Zinhle took 1 jeans, she will pay on the 25th", "2 coke on credit for Joe, pays month end".

use super::said::Said;
use super::{taker, took};
use crate::parse::phrases::{self, List};

/// The longest "the lady next door took".
const LONGEST_WHO: usize = 7;

/// A sentence without the promise that closes it.
pub(super) struct Promised<'t> {
    pub(super) said: Said<'t>,
    /// The promise itself, or the day for which it was made, says that nothing was paid yet.
    open: bool,
    /// It promises nothing: who took it "without paying" may have stolen it.
    unpaid: bool,
}

/// Whether the word says that it is still to come.
fn to_come(word: &str) -> bool {
    phrases::of(List::CREDIT_TO_COME).any(|end| word.ends_with(end))
}

/// The sentence without the promise, if it ends in one.
pub(super) fn promised<'t>(said: &Said<'t>) -> Option<Promised<'t>> {
    let promise = said.find(2, List::CREDIT_PROMISES);
    let unpaid = promise.is_none();
    let (mut at, end) = promise.or_else(|| said.find(2, List::CREDIT_UNPAID))?;
    // "pays R50": that was paid.
    let sum = (end..said.len()).any(|at| said.sum(at));
    let told = unpaid || (at..end).any(|at| to_come(said.word(at)));
    let open = told || end < said.len();
    while at > 2 && said.is(at - 1, List::CREDIT_LINKS) {
        at -= 1;
    }
    (!sum).then(|| Promised {
        said: said.up_to(at),
        open,
        unpaid,
    })
}

impl Promised<'_> {
    /// "Zinhle took 1 jeans": the customer, and what is left to be read as a sale; "my wife took 2" leaves open whose name it is.
    pub(super) fn taken(&self) -> Option<(String, Option<String>)> {
        let taken = || self.by_somebody().or_else(|| self.by_name());
        let taken = (!self.unpaid).then(taken).flatten();
        taken.or_else(|| self.sold())
    }

    /// "sold 1 coke to Bob", "2 coke for Bob"; where nobody is named, to whom is left open.
    fn sold(&self) -> Option<(String, Option<String>)> {
        let said = &self.said;
        let leads = said.sells(0) || said.sells(1) && said.is_person(0);
        let counted = (0..said.len()).any(|at| said.counts(at));
        if !(self.open && counted && (leads || said.digits(0))) {
            return None;
        }
        let name = |at: usize| {
            let to = said.name_end(at + 1);
            let name = said
                .name(at + 1, to)
                .filter(|_| said.is(at, List::CREDIT_FOR));
            name.map(|name| (said.without(&[(at, to)]), Some(name)))
        };
        let named = (1..said.len()).find_map(name);
        named.or_else(|| leads.then(|| (said.without(&[]), None)))
    }

    /// "my wife took 2 bread": somebody without a name.
    fn by_somebody(&self) -> Option<(String, Option<String>)> {
        let took = took(&self.said, self.said.len().min(LONGEST_WHO)).filter(|_| self.open)?;
        let somebody = (0..took).any(|at| self.said.is_somebody(at));
        let named = (0..took).any(|at| self.said.is_unknown(at));
        let counted = (took..self.said.len()).any(|at| self.said.counts(at));
        (somebody && !named && counted).then(|| (self.said.without(&[(0, took + 1)]), None))
    }

    fn by_name(&self) -> Option<(String, Option<String>)> {
        let (took, name) = taker(&self.said, self.said.len()).filter(|_| self.open)?;
        let named = (0..took).any(|at| self.said.is_unknown(at));
        let counted = (took..self.said.len()).any(|at| self.said.counts(at));
        (named && counted).then(|| (self.said.without(&[(0, took + 1)]), Some(name)))
    }
}
