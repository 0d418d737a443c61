//! What is asked before it is done: a slip of the thumb looks just like it.

use serde::{Deserialize, Serialize};

use crate::ids::ItemId;
use crate::intent::Action;
use crate::inventory::{Decision, Movement, Stock};
use crate::quantity::Quantity;

/// So many lines are done without asking; more of them nobody reads twice before sending.
pub const LINES_SURE: usize = 20;
/// So many times what usually goes out is not doubted.
const TIMES_SURE: i64 = 10;
/// What usually goes out is known from so many times on.
const TRUSTED: u8 = 5;
/// A mean over about so many times.
const REMEMBERED: u8 = 20;

/// What goes out of an item at a time: a running mean, which is kept where it is used and costs no read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removals {
    /// How often something went out: no more than the mean remembers.
    pub times: u8,
    /// The mean, in the item's unit.
    pub mean: Quantity,
}

impl Removals {
    /// Whether nothing is known.
    pub fn is_none(&self) -> bool {
        self.times == 0
    }

    /// What usually goes out, if that is known.
    pub fn usual(self) -> Option<Quantity> {
        (self.times >= TRUSTED && self.mean > Quantity::ZERO).then_some(self.mean)
    }

    /// With so much more gone out. What is far more than usual counts as ten times as much: a slip must not make the next
    /// one usual.
    #[must_use]
    pub fn with(self, amount: Quantity) -> Self {
        let times = (self.times + 1).min(REMEMBERED);
        let most = self.most().unwrap_or(Quantity::MAX);
        let off = amount.min(most).checked_sub(self.mean);
        let step = off.and_then(|off| off.scale(1, i64::from(times)));
        let mean = step.and_then(|step| self.mean.checked_add(step));
        mean.map_or(self, |mean| Self { times, mean })
    }

    /// As it was before so much went out, where that was taken back.
    #[must_use]
    pub fn without(self, amount: Quantity) -> Self {
        let times = self.times.saturating_sub(1);
        let plain = || {
            let off = self.mean.checked_sub(amount)?;
            self.mean.checked_add(off.scale(1, i64::from(times))?)
        };
        let before = |mean| Self { times, mean };
        let plain = plain()
            .map(before)
            .filter(|before| before.mean > Quantity::ZERO);
        // It counted as so many times the mean, and no more.
        let cut = || {
            let of = i64::from(times) + TIMES_SURE;
            let mean = self.mean.scale(i64::from(self.times), of);
            mean.map(before).filter(|before| before.usual().is_some())
        };
        let fits = |before: &Self| before.most().is_none_or(|most| amount <= most);
        plain.filter(fits).or_else(cut).unwrap_or_default()
    }

    fn most(self) -> Option<Quantity> {
        self.usual()?.scale(TIMES_SURE, 1)
    }
}

/// Something that is asked about before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt<'a> {
    /// It is counted as none, with stock in the book.
    ToNothing(&'a Movement),
    /// More goes out than ten times of what usually does: so much.
    FarMore(&'a Movement, Quantity),
    /// It is a count that was asked about, and it has moved since.
    Moved(&'a Movement),
}

/// What is doubtful about a decision on this stock, in the order said.
pub fn doubts<'a>(stock: &Stock, decision: &'a Decision) -> Vec<Doubt<'a>> {
    let doubt = |moved: &'a Movement| match moved.action {
        Action::Add => None,
        Action::Set => (moved.on_hand.is_zero() && moved.delta.is_negative())
            .then_some(Doubt::ToNothing(moved)),
        Action::Remove => {
            let removals = stock.get(&moved.item)?.removals;
            let far = moved.delta.abs() > removals.most()?;
            Some(Doubt::FarMore(moved, removals.usual()?)).filter(|_| far)
        }
    };
    let said = decision.movements.iter();
    said.filter(|moved| moved.reason.can_be_said())
        .filter_map(doubt)
        .collect()
}

/// The counts among it of what there is no longer as much of as was `told` when they were asked about, in the order said.
pub fn moved_since<'a>(
    told: &[(ItemId, Quantity)],
    stock: &Stock,
    decision: &'a Decision,
) -> Vec<Doubt<'a>> {
    let has_moved = |id: &ItemId| {
        let told = told.iter().find(|(told, _)| told == id);
        told.is_some_and(|(_, told)| *told != stock.on_hand(id))
    };
    let counts = decision.movements.iter().filter(|moved| {
        moved.action == Action::Set && moved.reason.can_be_said() && !moved.delta.is_zero()
    });
    counts
        .filter(|moved| has_moved(&moved.item))
        .map(|moved| match moved.on_hand.is_zero() {
            true => Doubt::ToNothing(moved),
            false => Doubt::Moved(moved),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(amounts: &[i64]) -> Removals {
        let quantities = amounts
            .iter()
            .map(|amount| Quantity::whole(*amount).unwrap());
        quantities.fold(Removals::default(), Removals::with)
    }

    /// To a whole number.
    fn about(mean: Quantity) -> i64 {
        (mean.millionths() + 500_000) / 1_000_000
    }

    #[test]
    fn what_is_usual_is_known_after_a_few_times() {
        assert_eq!(after(&[2, 2, 2, 2]).usual(), None);
        assert_eq!(after(&[1, 2, 3, 2, 2]).usual(), Quantity::whole(2));
    }

    #[test]
    fn what_is_taken_back_was_not_usual() {
        let slipped = after(&[300, 2, 2]).without(Quantity::whole(300).unwrap());
        assert_eq!((slipped.times, about(slipped.mean)), (2, 2));
        assert!(
            after(&[300])
                .without(Quantity::whole(300).unwrap())
                .is_none()
        );
    }

    #[test]
    fn what_is_taken_back_leaves_what_was_usual() {
        for usual in [vec![2; 5], vec![1, 2, 3, 2, 2, 4], vec![2; 30]] {
            for slip in [3, 19, 300, 5_000] {
                let slipped = after(&[usual.clone(), vec![slip]].concat());
                let back = slipped.without(Quantity::whole(slip).unwrap());
                let (was, is) = (after(&usual).mean, back.mean);
                assert_eq!(about(was), about(is), "{usual:?} and {slip}: {was} is {is}");
            }
        }
    }

    #[test]
    fn a_slip_does_not_become_usual_and_a_new_habit_does() {
        let slipped = after(&[2, 2, 2, 2, 2, 5_000]);
        assert!(slipped.most().unwrap() < Quantity::whole(60).unwrap());
        let grown = after(&[[2; 20], [12; 20]].concat());
        assert!(grown.usual().unwrap() > Quantity::whole(8).unwrap());
        assert_eq!(grown.times, REMEMBERED);
    }
}
