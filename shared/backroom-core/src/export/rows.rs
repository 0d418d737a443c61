//! The rows of a stretch of the ledger: each movement, or each sale where it happened.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Cell, Table, text, unit};
use crate::inventory::{LedgerKey, LedgerRecord, Movement, RecordKind, Standing, TakenBack};
use crate::money::{Money, Price};
use crate::privacy::export::reason;
use crate::quantity::Quantity;

/// The rows of a stretch of the ledger, in the order of time.
#[derive(Debug)]
pub struct Rows<'a> {
    table: Table,
    zone: &'a TimeZone,
    /// What is told of happened within these moments.
    bounds: (Timestamp, Timestamp),
    standing: Standing,
    /// Of all that moved, what was taken back: it has its rows whether it stands or not.
    taken_back: TakenBack,
    /// Those of them that are marked.
    marked: Vec<LedgerKey>,
    /// The place of each record that is told of here or may be, once it stands: a correction has that of what it corrects.
    places: BTreeMap<LedgerKey, LedgerKey>,
    rows: Vec<(LedgerKey, Vec<Cell>)>,
}

impl<'a> Rows<'a> {
    /// None yet; times are told in this zone. What is told of happened from the one moment to the other.
    pub fn new(table: Table, zone: &'a TimeZone, bounds: (Timestamp, Timestamp)) -> Self {
        Self {
            table,
            zone,
            bounds,
            places: BTreeMap::new(),
            standing: Standing::default(),
            taken_back: TakenBack::default(),
            marked: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// How many there are by now.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes the next record, oldest first; `undone` if a later one has taken it back.
    pub fn record(&mut self, record: LedgerRecord, undone: bool) {
        match self.table {
            Table::Stock => {}
            Table::Movements(_) => self.movements(&record, undone),
            Table::Sales(_) => self.take_sale(record, undone),
        }
    }

    /// Takes a record if it is told of here.
    fn take_sale(&mut self, record: LedgerRecord, undone: bool) {
        let (from, until) = self.bounds;
        let place = match &record.kind {
            RecordKind::Fix { of } => self.places.get(of).cloned(),
            RecordKind::Change
            | RecordKind::Undo { .. }
            | RecordKind::Edit
            | RecordKind::Refusal
            | RecordKind::Opening => {
                let within = (from..=until).contains(&record.happened());
                within.then(|| record.key.clone())
            }
        };
        let Some(place) = place else {
            self.standing.note(&record, undone);
            return;
        };
        self.places.insert(record.key.clone(), place);
        if let Some(record) = self.standing.sift(record, undone) {
            self.sales(&record);
        }
    }

    /// Whether a record was taken back, and may stand after all: that, later records tell.
    pub fn has_open(&self) -> bool {
        let known = |key: &LedgerKey| self.taken_back.is_settled(key);
        !self.standing.is_settled() || !self.marked.iter().all(known)
    }

    /// Takes a record of after those that are to have rows: of the sales, it may correct one of them, or tell of one that
    /// happened before it was told.
    pub fn later(&mut self, record: LedgerRecord, undone: bool) {
        let corrects = matches!(record.kind, RecordKind::Fix { .. });
        let late = record.key.sent_at > self.bounds.1;
        match self.table {
            Table::Sales(_) if corrects || late => self.take_sale(record, undone),
            Table::Movements(_) => self.taken_back.note(&record, undone),
            Table::Sales(_) | Table::Stock => self.standing.note(&record, undone),
        }
    }

    /// All of them.
    pub fn into_rows(mut self) -> impl Iterator<Item = Vec<Cell>> {
        let rest: Vec<LedgerRecord> = std::mem::take(&mut self.standing).rest().collect();
        rest.iter().for_each(|record| self.sales(record));
        let undone: BTreeSet<&LedgerKey> = self
            .marked
            .iter()
            .filter(|key| self.taken_back.is_undone(key))
            .collect();
        for (key, row) in &mut self.rows {
            if undone.contains(key) {
                row.pop();
                row.push(text("undone"));
            }
        }
        self.rows.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.rows.into_iter().map(|(_, row)| row)
    }

    /// Whether it is told as undone, all that came later says.
    fn movements(&mut self, record: &LedgerRecord, undone: bool) {
        self.taken_back.note(record, undone);
        if undone {
            self.marked.push(record.key.clone());
        }
        for movement in &record.movements {
            let row = vec![
                self.moment(record.key.sent_at),
                text(&record.member_name),
                text(&movement.name),
                text(reason(movement)),
                Cell::Number(movement.said),
                unit(movement.said_unit.as_ref().or(movement.unit.as_ref())),
                Cell::Number(movement.delta),
                Cell::Number(movement.on_hand),
                unit(movement.unit.as_ref()),
                movement.price.map_or(Cell::Empty, price),
                movement.total.map_or(Cell::Empty, Cell::Money),
                movement.expires().map_or(Cell::Empty, Cell::Day),
                Cell::Empty,
            ];
            self.rows.push((record.key.clone(), row));
        }
    }

    /// What was sold, and what customers brought back, with a minus.
    fn sales(&mut self, record: &LedgerRecord) {
        if !matches!(record.kind, RecordKind::Change | RecordKind::Fix { .. }) {
            return;
        }
        let place = self.places.get(&record.key).unwrap_or(&record.key).clone();
        for movement in &record.movements {
            let Some(sold) = sold(movement) else { continue };
            let each = movement
                .total
                .and_then(|total| total.share(Quantity::ONE, movement.delta.abs()));
            let costs = (movement.worth.quantity.abs() == movement.delta.abs())
                .then(|| movement.worth.cost.negated());
            let profit = sold
                .1
                .zip(costs)
                .map(|(total, cost)| Money(total.0 - cost.0));
            let row = vec![
                self.moment(record.happened()),
                text(&record.member_name),
                text(&movement.name),
                Cell::Number(sold.0),
                unit(movement.unit.as_ref()),
                each.map_or(Cell::Empty, Cell::Money),
                sold.1.map_or(Cell::Empty, Cell::Money),
                costs.map_or(Cell::Empty, Cell::Money),
                profit.map_or(Cell::Empty, Cell::Money),
            ];
            self.rows.push((place.clone(), row));
        }
    }

    fn moment(&self, at: Timestamp) -> Cell {
        let local = at.to_zoned_datetime(self.zone.clone());
        Cell::Moment(local.datetime())
    }
}

/// How much of it was sold, and what that brought; less than nothing for what came back.
fn sold(movement: &Movement) -> Option<(Quantity, Option<Money>)> {
    use crate::intent::{Action, Reason};
    match (movement.reason, movement.action) {
        (Reason::Sale, _) => Some((movement.delta.negated(), movement.total)),
        (Reason::Return, Action::Add) => {
            Some((movement.delta.negated(), movement.total.map(Money::negated)))
        }
        _ => None,
    }
}

fn price(price: Price) -> Cell {
    match price {
        Price::Each(each) => Cell::Money(each),
        // The total stands beside it.
        Price::Total(_) | Price::AtRate(_) => Cell::Empty,
    }
}
