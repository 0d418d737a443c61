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
}

/// Whether the word says that it is still to come.
fn to_come(word: &str) -> bool {
    phrases::of(List::CREDIT_TO_COME).any(|end| word.ends_with(end))
}

/// The sentence without the promise, if it ends in one.
pub(super) fn promised<'t>(said: &Said<'t>) -> Option<Promised<'t>> {
    let (at, end) = said.find(2, List::CREDIT_PROMISES)?;
    // "pays R50": that was paid.
    let sum = (end..said.len()).any(|at| said.sum(at));
    let told = (at..end).any(|at| to_come(said.word(at)));
    let open = told || end < said.len();
    (!sum).then(|| Promised {
        said: said.up_to(at),
        open,
    })
}

impl Promised<'_> {
    /// "Zinhle took 1 jeans": the customer, and what is left to be read as a sale; "my wife took 2" leaves open whose name it is.
    pub(super) fn taken(&self) -> Option<(String, Option<String>)> {
        self.by_somebody().or_else(|| self.by_name())
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
