//! One thing made of another by taking it apart or putting it together: "opened 1 drum and filled 26 bottles", "slaughtered 40
//! broilers, so 40 frozen chickens", "packed 25 small from 1 big", "mixed 1 base with 2 tint".

use super::{Chart, Counted};
use crate::intent::{Action, Line, Reason};
use crate::parse::amount::{self, Count};
use crate::parse::guard;
use crate::parse::scan::Scan;
use crate::parse::sense::{Flags, Words};
use crate::parse::token::Kind;

/// Whether more than one thing is told of, which need not go the same way: "opened 1 drum and filled 26 bottles".
pub(in crate::parse) fn converts(scan: Scan<'_>) -> bool {
    if !scan.seen.says(Words::TAKES_APART.or(Words::PACKS)) {
        return false;
    }
    let counted = |at: usize| {
        let amount = amount::amount(scan, at)?;
        matches!(amount.count, Count::Exact(_) | Count::Article).then_some(amount.next)
    };
    let acts = Words::TAKES_APART.or(Words::PACKS);
    let first = (0..scan.len()).find(|at| scan.says(*at, acts) && counted(at + 1).is_some());
    let Some((first, behind)) = first.and_then(|at| Some((at, counted(at + 1)?))) else {
        return false;
    };
    let apart = scan.says(first, Words::TAKES_APART);
    let packs = scan.says(first, Words::PACKS);
    (behind + 1..scan.len()).any(|at| {
        let put = scan.says(at, Words::PUTS);
        let link = apart && (put || becomes(scan, at)) || packs && is_of(scan, at);
        link && counted(at + 1).is_some()
    })
}

/// What leads to what something becomes: "into 20", "and packed 20", "so 20", ": 20".
fn becomes(scan: Scan<'_>, at: usize) -> bool {
    let words = Words::INTO
        .or(Words::PACKS)
        .or(Words::COMES_OF)
        .or(Words::SO);
    matches!(scan.get(at).kind, Kind::Mark(b':' | b'=' | b'>')) || scan.says(at, words)
}

/// What leads to what something was made of: "from 1", "out of 1".
fn is_of(scan: Scan<'_>, at: usize) -> bool {
    scan.is(at, Flags::FROM) && !scan.is(at, Flags::OF) || scan.said(at) == "out of"
}

impl Chart<'_> {
    /// What is told in more numbers or names than one change has.
    pub(super) fn of_several(&self) -> Option<Vec<Line>> {
        self.summed()
            .or_else(|| self.corrected())
            .or_else(|| self.made())
            .or_else(|| self.converted())
    }

    /// What was used up and what came of it; `None` where that is not certain.
    pub(super) fn converted(&self) -> Option<Vec<Line>> {
        let scan = self.scan;
        let tells = Words::TAKES_APART.or(Words::PACKS).or(Words::MIXES);
        let several = self.names.len() == self.amounts.len() && self.amounts.len() > 1;
        if !scan.seen.says(tells) || !several || !self.others.is_empty() || !self.is_plain() {
            return None;
        }
        let pairs = || self.names.iter().zip(&self.amounts);
        let joined = pairs().all(|(name, counted)| {
            let of = usize::from(scan.is(counted.amount.next, Flags::OF));
            counted.amount.next + of == *name
        });
        let first = self.amounts[0].at;
        let leads = |words: Words| (0..first).any(|at| scan.says(at, words));
        let between = |place: usize| self.names[place - 1] + 1..self.amounts[place].at;
        let parted = |link: &dyn Fn(usize) -> bool| {
            (1..self.names.len()).find(|place| between(*place).any(link))
        };
        let with = |at: usize| scan.is(at, Flags::WITH.or(Flags::AND).or(Flags::TO));
        let (place, before, behind) = if leads(Words::MIXES) {
            // "mixed 2 gel with 1 conditioner": a third thing may have come of it, unless it is for somebody.
            let last = self.names.last().copied()?;
            let purpose = (last..scan.len()).any(|at| scan.is(at, Flags::FOR));
            let tints = (0..first).any(|at| scan.said(at) == "tinted");
            if !purpose && !tints {
                return None;
            }
            (parted(&with)?, Action::Remove, Action::Remove)
        } else if let Some(place) =
            parted(&|at| becomes(scan, at)).filter(|_| leads(Words::TAKES_APART))
        {
            (place, Action::Remove, Action::Add)
        } else {
            let place = parted(&|at| is_of(scan, at)).filter(|_| leads(Words::PACKS))?;
            (place, Action::Add, Action::Remove)
        };
        let line = |(at, (name, counted)): (usize, (&usize, &Counted))| {
            let quantity = counted.amount.count.quantity()?;
            let thing = self.thing(*name, counted, quantity);
            Some(match if at < place { before } else { behind } {
                Action::Add => thing.line(Action::Add, Reason::Receipt),
                Action::Remove | Action::Set => thing.line(Action::Remove, Reason::Use),
            })
        };
        joined
            .then(|| pairs().enumerate().map(line).collect())
            .flatten()
    }

    /// Nothing is doubted, sold, returned or lost.
    fn is_plain(&self) -> bool {
        let scan = self.scan;
        (0..scan.len()).all(|at| {
            let verb = scan.get(at).sense.verb;
            let other = verb.is_some_and(|verb| {
                verb.loses() || matches!(verb.reason, Reason::Sale | Reason::Return)
            });
            let doubt = scan.is(at, guard::ALL) && verb.is_none();
            !other && !doubt && !scan.is(at, Flags::RETURN)
        })
    }
}
