//! The decision: pure, from the stock as read and the orders as understood to the movements, or to why not.

use std::collections::BTreeMap;

use crate::ids::ItemId;
use crate::intent::{Action, Line, Reason};
use crate::inventory::{Item, LedgerRecord, Movement, Stock, Worth};
use crate::money::{Money, Price};
use crate::quantity::Quantity;
use crate::unit::{Unit, in_base};

/// A line whose name has been found, or is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What it is about.
    pub target: Target,
    /// Which way.
    pub action: Action,
    /// How much, as said.
    pub quantity: Quantity,
    /// In what, as said.
    pub unit: Option<Unit>,
    /// What it cost or earned.
    pub price: Option<Price>,
    /// Why.
    pub reason: Reason,
}

impl Order {
    /// The line, about this.
    pub fn of(line: &Line, target: Target) -> Self {
        Self {
            target,
            action: line.action,
            quantity: line.quantity,
            unit: line.unit.clone(),
            price: line.price,
            reason: line.reason,
        }
    }
}

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An item of the shop.
    Item(ItemId),
    /// A new one: its id, and the name as said.
    New(ItemId, String),
}

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

/// The opposite of the records' movements, newest record first, against the stock as it is now.
///
/// # Errors
/// As [`decide`]: taking back a receipt of what has been sold since would leave less than nothing.
pub fn reverse(
    stock: &Stock,
    records: &[&LedgerRecord],
    oversell: bool,
) -> Result<Decision, Vec<Rejection>> {
    let mut sheet = Sheet::new(stock);
    for record in records {
        for movement in record.movements.iter().rev() {
            sheet.take_back(movement);
        }
    }
    sheet.close(oversell)
}

/// A decision followed by another that was made on its outcome: one decision.
#[must_use]
pub fn then(first: Decision, second: Decision) -> Decision {
    let mut items: BTreeMap<ItemId, Item> = BTreeMap::new();
    for item in first.items.into_iter().chain(second.items) {
        items.insert(item.id.clone(), item);
    }
    let mut movements = first.movements;
    movements.extend(second.movements);
    Decision {
        movements,
        items: items.into_values().collect(),
    }
}

/// The stock while lines are applied to it.
struct Sheet<'a> {
    stock: &'a Stock,
    /// Each touched item as it would be, with all that has been taken out of it.
    touched: BTreeMap<ItemId, (Item, Quantity)>,
    movements: Vec<Movement>,
    rejections: Vec<(ItemId, Rejection)>,
}

impl<'a> Sheet<'a> {
    fn new(stock: &'a Stock) -> Self {
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

    /// Enters a line; `worth` is what it changes of the item's worth, where that is not for the line to say.
    fn enter(&mut self, order: &Order, worth: Option<Worth>) {
        let id = order.target.id().clone();
        let (item, taken) = self.touched.entry(id.clone()).or_insert_with(|| {
            let item = self.stock.get(&id).cloned();
            (item.unwrap_or_else(|| made_by(order)), Quantity::ZERO)
        });
        // Nothing on hand, and no unit yet: the item takes the unit that is used now.
        if item.on_hand.is_zero() && item.unit.is_none() && order.action != Action::Remove {
            item.unit = kept_in(order);
        }
        let Some(amount) = in_unit_of(item, order.quantity, order.unit.as_ref()) else {
            let rejection = Rejection::UnitMismatch {
                name: item.name.clone(),
                quantity: order.quantity,
                said: order.unit.clone(),
                unit: item.unit.clone(),
            };
            return self.rejections.push((id, rejection));
        };
        let Some(movement) = movement(item, order, amount, worth) else {
            let name = item.name.clone();
            return self.rejections.push((id, Rejection::TooMuch { name }));
        };
        if order.action == Action::Remove {
            *taken = taken.checked_add(amount).unwrap_or(Quantity::MAX);
        }
        self.movements.push(movement);
    }

    fn take_back(&mut self, movement: &Movement) {
        let Some(item) = self.stock.get(&movement.item) else {
            return;
        };
        let back = movement.delta.negated();
        // The ledger is in the unit the item had then; the item may have been empty and changed its unit since.
        let amount = in_unit_of(item, back.abs(), movement.unit.as_ref());
        let worth = Worth {
            quantity: in_unit_of(item, movement.worth.quantity, movement.unit.as_ref())
                .unwrap_or(movement.worth.quantity),
            ..movement.worth
        };
        let order = Order {
            target: Target::Item(movement.item.clone()),
            action: if back.is_negative() {
                Action::Remove
            } else {
                Action::Add
            },
            quantity: back.abs(),
            unit: if amount.is_some() {
                movement.unit.clone()
            } else {
                item.unit.clone()
            },
            price: movement.price,
            reason: Reason::Correction,
        };
        self.enter(&order, Some(worth.negated()));
        // It has to be counted again.
        if movement.action == Action::Set
            && let Some((item, _)) = self.touched.get_mut(&movement.item)
        {
            item.counted_at = None;
        }
    }

    fn close(mut self, oversell: bool) -> Result<Decision, Vec<Rejection>> {
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
    worth: Option<Worth>,
) -> Option<Movement> {
    let delta = match order.action {
        Action::Add => amount,
        Action::Remove => amount.negated(),
        Action::Set => amount.checked_sub(item.on_hand)?,
    };
    let on_hand = item.on_hand.checked_add(delta)?;
    let total = total(item, order, amount)?;
    let change = match worth {
        Some(worth) => worth,
        None => worth_of(item, order, amount, delta)?,
    };
    let after = item.worth.after(change, on_hand)?;
    let worth = item.worth.change_to(after)?;
    item.on_hand = on_hand;
    item.worth = after;
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
            | Reason::Correction,
            _,
        ) => return Some(None),
    };
    if let Some(price) = order.price {
        return price.total(order.quantity).map(Some);
    }
    let remembered = item.price.as_ref().filter(|_| sold);
    Some(remembered.and_then(|price| price.total(amount, item.unit.as_ref())))
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

/// A bare number is in the item's own unit: who keeps rice in kilograms and says "sold 2 rice" means kilograms. The
/// reply says the unit, so that a slip shows.
fn in_unit_of(item: &Item, quantity: Quantity, said: Option<&Unit>) -> Option<Quantity> {
    match said {
        None => Some(quantity),
        Some(_) => in_base(quantity, said, item.unit.as_ref()),
    }
}

/// The unit that a new item is counted in. Of a "case of 24" the pieces are counted: they are what is sold.
fn kept_in(order: &Order) -> Option<Unit> {
    order.unit.clone().filter(|unit| unit.pack().is_none())
}

impl Target {
    /// The item's id, there or to be.
    pub fn id(&self) -> &ItemId {
        match self {
            Self::Item(id) | Self::New(id, _) => id,
        }
    }
}

/// The item that an order makes.
fn made_by(order: &Order) -> Item {
    let name = match &order.target {
        Target::New(_, name) => name.clone(),
        Target::Item(id) => id.as_str().to_owned(),
    };
    Item {
        unit: kept_in(order),
        ..Item::new(order.target.id().clone(), name)
    }
}

impl Stock {
    /// The stock after a decision, to decide the next thing on.
    #[must_use]
    pub fn after(&self, decision: &Decision) -> Self {
        Self::new(self.iter().chain(&decision.items).cloned())
    }
}
