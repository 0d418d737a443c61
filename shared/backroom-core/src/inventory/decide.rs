//! The decision: pure, from the stock as read and the orders as understood to the movements, or to why not.

use std::collections::BTreeMap;

use crate::ids::ItemId;
use crate::intent::{Action, Reason};
use crate::inventory::{Batch, Item, Movement, Order, Stock, Unmeasured, Worth, batch};
use crate::money::Money;
use crate::quantity::Quantity;
use crate::unit::Unit;

/// What is to be written: the movements, and each touched item as it will be. An item keeps the version that was
/// read; the write raises it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// In the order said.
    pub movements: Vec<Movement>,
    /// Each item once, by id.
    pub items: Vec<Item>,
}

/// Why an item's lines can't be done. The shopkeeper can act on each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The unit said can't be turned into the item's.
    UnitMismatch {
        /// The item.
        name: String,
        /// The quantity said.
        quantity: Quantity,
        /// As said.
        said: Option<Unit>,
        /// The item's.
        unit: Option<Unit>,
    },
    /// It can, but comes out crooked: a bottle is no exact part of a case of 24.
    Inexact {
        /// The item.
        name: String,
        /// The quantity said.
        quantity: Quantity,
        /// As said.
        said: Option<Unit>,
        /// The item's.
        unit: Option<Unit>,
    },
    /// A movement can't be taken back: it was in a unit that can't be turned into the item's any more.
    UnitChanged {
        /// The item.
        name: String,
        /// The unit it was in then.
        was: Option<Unit>,
        /// The unit it is in now.
        unit: Option<Unit>,
    },
    /// A movement can't be taken back by itself: its item was deleted since, or merged into another.
    Gone {
        /// The item.
        name: String,
        /// The item that has its name now.
        into: Option<String>,
    },
    /// A count can't be corrected: more went out since than it would have been.
    MovedSince {
        /// The item.
        name: String,
    },
    /// A count can't be corrected: there is a newer one.
    CountedSince {
        /// The item.
        name: String,
    },
    /// On hand would pass [`Quantity::MAX`].
    TooMuch {
        /// The item.
        name: String,
    },
    /// Less on hand than would go out.
    NotEnough {
        /// The item.
        name: String,
        /// On hand.
        on_hand: Quantity,
        /// All that the message takes out of it, in the item's unit.
        wanted: Quantity,
        /// The item's unit.
        unit: Option<Unit>,
    },
}

/// Decides all orders or none. The lines of one item are applied in the order said, and only what is left at the end
/// is checked: "got 10 coke, sold 12 coke" with 5 on hand is fine.
///
/// # Errors
/// At most one rejection for each item, in the order said.
pub fn decide(stock: &Stock, orders: &[Order], oversell: bool) -> Result<Decision, Vec<Rejection>> {
    let mut sheet = Sheet::new(stock);
    for order in orders {
        sheet.apply(order);
    }
    sheet.close(oversell)
}

/// What a movement changes of an item beside on hand, where that is not for the line to say.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) worth: Worth,
    pub(super) batches: Vec<Batch>,
}

impl Given {
    /// All that there is of the item.
    pub(super) fn all_of(item: &Item) -> Self {
        Self {
            worth: item.worth,
            batches: item.batches.clone(),
        }
    }

    /// The other way.
    pub(super) fn negated(self) -> Self {
        Self {
            worth: self.worth.negated(),
            batches: batch::each(&self.batches, |quantity| Some(quantity.negated())),
        }
    }

    /// In a unit in which what was so much is so many.
    pub(super) fn scaled(self, many: Quantity, much: Quantity) -> Self {
        let (many, much) = (many.millionths(), much.millionths());
        let costed = self.worth.quantity;
        Self {
            worth: Worth {
                quantity: costed.scale(many, much).unwrap_or(costed),
                ..self.worth
            },
            batches: batch::each(&self.batches, |quantity| quantity.scale(many, much)),
        }
    }
}

/// One order that says itself what it changes beside on hand. What is below zero may go on being so.
pub(super) fn decide_given(stock: &Stock, order: &Order, given: Given) -> Option<Decision> {
    let mut sheet = Sheet::new(stock);
    sheet.enter(order, Some(given));
    sheet.close(true).ok()
}

/// The stock while lines are applied to it.
pub(super) struct Sheet<'a> {
    pub(super) stock: &'a Stock,
    /// Each touched item as it would be, with all that has been taken out of it.
    pub(super) touched: BTreeMap<ItemId, (Item, Quantity)>,
    movements: Vec<Movement>,
    pub(super) rejections: Vec<(ItemId, Rejection)>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(stock: &'a Stock) -> Self {
        Self {
            stock,
            touched: BTreeMap::new(),
            movements: Vec::new(),
            rejections: Vec::new(),
        }
    }

    fn apply(&mut self, order: &Order) {
        self.enter(order, None);
    }

    /// Enters a line.
    pub(super) fn enter(&mut self, order: &Order, given: Option<Given>) {
        let id = order.target.id().clone();
        let (item, taken) = self
            .touched
            .entry(id.clone())
            .or_insert_with(|| (order.item(self.stock.get(&id)), Quantity::ZERO));
        order.give_unit(item);
        let amount = match order.amount(item) {
            Ok(amount) => amount,
            Err(why) => {
                let rejection = unmeasured(item, order, why);
                return self.rejections.push((id, rejection));
            }
        };
        let Some(movement) = movement(item, order, amount, given) else {
            let name = item.name.clone();
            return self.rejections.push((id, Rejection::TooMuch { name }));
        };
        if order.action == Action::Remove {
            *taken = taken.checked_add(amount).unwrap_or(Quantity::MAX);
        }
        self.movements.push(movement);
    }

    pub(super) fn close(mut self, oversell: bool) -> Result<Decision, Vec<Rejection>> {
        for (id, (item, taken)) in &self.touched {
            let before = self
                .stock
                .get(id)
                .map_or(Quantity::ZERO, |item| item.on_hand);
            let short = item.on_hand.is_negative() && item.on_hand < before;
            if short && !oversell && !self.rejections.iter().any(|(rejected, _)| rejected == id) {
                let rejection = Rejection::NotEnough {
                    name: item.name.clone(),
                    on_hand: before,
                    wanted: *taken,
                    unit: item.unit.clone(),
                };
                self.rejections.push((id.clone(), rejection));
            }
        }
        if self.rejections.is_empty() {
            let items = self.touched.into_values().map(|(item, _)| item).collect();
            return Ok(Decision {
                movements: self.movements,
                items,
            });
        }
        let mut seen: Vec<ItemId> = Vec::new();
        self.rejections.retain(|(id, _)| {
            let first = !seen.contains(id);
            seen.push(id.clone());
            first
        });
        Err(self
            .rejections
            .into_iter()
            .map(|(_, rejection)| rejection)
            .collect())
    }
}

/// Moves the item by so much of its unit, and tells how; `None` past what can be counted.
fn movement(
    item: &mut Item,
    order: &Order,
    amount: Quantity,
    given: Option<Given>,
) -> Option<Movement> {
    let delta = match order.action {
        Action::Add => amount,
        Action::Remove => amount.negated(),
        Action::Set => amount.checked_sub(item.on_hand)?,
    };
    let on_hand = item.on_hand.checked_add(delta)?;
    let total = total(item, order, amount)?;
    let (change, batches) = match given {
        Some(given) => (
            given.worth,
            batch::sum(&item.batches, &given.batches, on_hand),
        ),
        None => (
            worth_of(item, order, amount, delta)?,
            batch::after(&item.batches, order, delta, on_hand),
        ),
    };
    let after = item.worth.after(change, on_hand)?;
    let worth = item.worth.change_to(after)?;
    item.on_hand = on_hand;
    item.worth = after;
    let changed = batch::change(&item.batches, &batches);
    item.batches = batches;
    if order.action == Action::Remove && order.reason.can_be_said() {
        item.removals = item.removals.with(amount);
    }
    Some(Movement {
        item: item.id.clone(),
        name: item.name.clone(),
        action: order.action,
        reason: order.reason,
        said: order.quantity,
        said_unit: order.unit.clone(),
        delta,
        on_hand,
        unit: item.unit.clone(),
        price: order.price,
        previous: None,
        total,
        worth,
        fell_low: false,
        batches: changed,
    })
}

/// What the line comes to; `None` past what can be counted, `Some(None)` if nobody has said.
fn total(item: &Item, order: &Order, amount: Quantity) -> Option<Option<Money>> {
    let sold = match (order.reason, order.action) {
        (Reason::Sale, _) | (Reason::Return, Action::Add) => true,
        (Reason::Receipt, _) => false,
        (
            Reason::Return
            | Reason::Use
            | Reason::Damage
            | Reason::Expiry
            | Reason::Theft
            | Reason::Count
            | Reason::Correction
            | Reason::WriteOff
            | Reason::Transfer
            | Reason::Conversion,
            _,
        ) => return Some(None),
    };
    if let Some(price) = order.price {
        return price.total(order.quantity).map(Some);
    }
    // What is part of a sum is not at its price.
    Some(if sold && order.together.is_none() {
        at_its_price(item, amount)
    } else {
        None
    })
}

/// What so much of the item sells for, in its unit.
pub(super) fn at_its_price(item: &Item, amount: Quantity) -> Option<Money> {
    let price = item.price.as_ref()?;
    // A price may be for a case of what is sold by the bottle, or for a bottle of what is kept in cases.
    match item.measure(Quantity::ONE, price.per.as_ref()) {
        Ok(one) => price.each.share(amount, one),
        Err(_) => price.each.times(item.told_in(amount, price.per.as_ref())?),
    }
}

/// What the line changes of the item's worth: what came in cost its price, what a customer returns or a count finds the
/// average, and all that goes out takes its share. What came in without a price has no known cost.
fn worth_of(item: &Item, order: &Order, amount: Quantity, delta: Quantity) -> Option<Worth> {
    if delta.is_negative() {
        return Some(item.worth.taken(delta.abs()).negated());
    }
    let bought = matches!(order.reason, Reason::Receipt | Reason::Count);
    let Some(price) = order.price.filter(|_| bought) else {
        let found = matches!(order.reason, Reason::Return | Reason::Count);
        return Some(if found {
            item.worth.more(delta)
        } else {
            Worth::NONE
        });
    };
    let total = price.total(order.quantity)?;
    Some(Worth {
        quantity: delta,
        // Of a count, only what was found is new. A count of nothing finds nothing.
        cost: total.share(delta, amount).unwrap_or_default(),
    })
}

fn unmeasured(item: &Item, order: &Order, why: Unmeasured) -> Rejection {
    let (name, said, unit) = (item.name.clone(), order.unit.clone(), item.unit.clone());
    let quantity = order.quantity;
    match why {
        Unmeasured::Unknown => Rejection::UnitMismatch {
            name,
            quantity,
            said,
            unit,
        },
        Unmeasured::Inexact => Rejection::Inexact {
            name,
            quantity,
            said,
            unit,
        },
    }
}

impl Stock {
    /// The stock after a decision, to decide the next thing on.
    #[must_use]
    pub fn after(&self, decision: &Decision) -> Self {
        Self::new(self.iter().chain(&decision.items).cloned())
    }
}
