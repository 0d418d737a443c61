//! [`Shelves`]: what the items say at the end of a report: what is out or low, how long the rest lasts, what nobody wants.

use super::{Due, Span, Usage};
use crate::inventory::Item;
use crate::quantity::Quantity;

/// What lasts longer than this is not worth a word, in days.
const COVER_LONGEST: i64 = 7;

/// The items of a business beside what it did, each by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelves<'a> {
    /// They moved, and nothing is left.
    pub ran_out: Vec<&'a Item>,
    /// Something is left, but no more than their alert says.
    pub low: Vec<&'a Item>,
    /// What will be gone soon if it goes on like this, the soonest first; not for a day alone, which says too little.
    pub cover: Vec<Cover<'a>>,
    /// There is some, and in a week or a month none of it moved.
    pub still: Vec<&'a Item>,
}

/// How long something lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover<'a> {
    /// What.
    pub item: &'a Item,
    /// On hand, divided by what was sold and used in a day of the report: whole days.
    pub days: i64,
}

impl Usage {
    /// Puts the items beside what they did.
    pub fn shelves<'a>(&self, items: &'a [Item], due: &Due) -> Shelves<'a> {
        let mut items: Vec<&Item> = items.iter().collect();
        items.sort_by_cached_key(|item| item.name.to_lowercase());
        let mut shelves = Shelves::default();
        for item in items {
            let moved = self.items.of(&item.id).next().is_some();
            if item.on_hand <= Quantity::ZERO {
                shelves.ran_out.extend(moved.then_some(item));
                continue;
            }
            if item.is_low() {
                shelves.low.push(item);
            } else if due.span != Span::Day {
                shelves.cover.extend(self.cover(item, due));
            }
            if due.span != Span::Day && !moved {
                shelves.still.push(item);
            }
        }
        shelves.cover.sort_by_key(|cover| cover.days);
        shelves
    }

    fn cover<'a>(&self, item: &'a Item, due: &Due) -> Option<Cover<'a>> {
        let gone = self.gone(item)?;
        let all = item.on_hand.scale(i64::from(due.days()), 1)?;
        let days = all.millionths() / gone.millionths();
        (days < COVER_LONGEST).then_some(Cover { item, days })
    }
}
