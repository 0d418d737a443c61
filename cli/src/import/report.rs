//! What becomes of the rows, for whoever imports them.

use backroom_core::catalogue::Catalogue;
use backroom_core::import::number::Unreadable;
use backroom_core::import::{Columns, Entry, Fate, Fault};
use backroom_core::money::Money;
use backroom_core::quantity::Quantity;
use backroom_core::unit::{Unit, display};

use super::scan::Scan;
use super::source::Row;

/// How many rows of a kind are listed, unless all are wanted.
const LISTED: usize = 40;
/// How wide a name is at the most, in characters.
const NAME_WIDTH: usize = 32;

/// A row, and what becomes of it.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) number: u64,
    name: String,
    quantity: Option<(Quantity, Option<Unit>)>,
    price: Option<Money>,
    cost: Option<Money>,
    what: What,
}

/// What becomes of a row.
#[derive(Debug)]
pub(super) enum What {
    /// As the shop has it.
    Fate(Fate),
    /// Written by an earlier run.
    Done,
}

impl Line {
    pub(super) fn of(number: u64, entry: &Entry, what: What) -> Self {
        Self {
            number,
            name: entry.name.clone(),
            quantity: Some((entry.quantity, entry.unit.clone())),
            price: entry.price,
            cost: entry.cost,
            what,
        }
    }

    pub(super) fn at_fault(row: &Row, columns: &Columns, fault: Fault) -> Self {
        let name = row.cells.get(columns.name).map_or("", |name| name.trim());
        Self {
            number: row.line,
            name: name.chars().filter(|c| !c.is_control()).collect(),
            quantity: None,
            price: None,
            cost: None,
            what: What::Fate(Fate::Fault(fault)),
        }
    }

    /// "    12  changed  Bread          12 -> 10".
    fn text(&self, alike: Option<&str>) -> String {
        let name: String = self.name.chars().take(NAME_WIDTH).collect();
        let row = format!("{:>7}  {:<8} {name:<NAME_WIDTH$}", self.number, self.word());
        let amount = match (&self.what, &self.quantity) {
            (What::Fate(Fate::Fault(fault)), _) => {
                return format!("{row} {fault}{}", remedy(fault));
            }
            (_, None) => return row,
            (What::Fate(Fate::Changed(before)), Some((after, unit))) if before != after => {
                format!("{before} -> {}", display(*after, unit.as_ref()))
            }
            (_, Some((quantity, unit))) => display(*quantity, unit.as_ref()),
        };
        let money = |what: &str, money: Option<Money>| {
            money.map_or(String::new(), |money| {
                format!(", {what} {}", money.decimal())
            })
        };
        let alike = alike.map_or(String::new(), |other| format!(", spelled like {other}"));
        format!(
            "{row} {amount}{}{}{alike}",
            money("sells at", self.price),
            money("cost", self.cost)
        )
    }

    fn word(&self) -> &'static str {
        match &self.what {
            What::Done => "done",
            What::Fate(Fate::New) => "new",
            What::Fate(Fate::Changed(_)) => "changed",
            What::Fate(Fate::Same) => "same",
            What::Fate(Fate::Kept) => "kept",
            What::Fate(Fate::Fault(_)) => "problem",
        }
    }
}

/// Which option puts it right, where one does.
fn remedy(fault: &Fault) -> String {
    match fault {
        Fault::Number(_, _, Unreadable::Ambiguous) => {
            ": say --decimal point or --decimal comma".to_owned()
        }
        Fault::UnknownUnit(unit) => format!(": say --unit \"{unit}=UNIT\""),
        Fault::NoName
        | Fault::Nameless(_)
        | Fault::NameTooLong
        | Fault::NoQuantity
        | Fault::Number(..)
        | Fault::Negative(..)
        | Fault::TwoUnits(..)
        | Fault::OtherUnit(_)
        | Fault::TooMuch
        | Fault::Again(_) => String::new(),
    }
}

/// How many rows there were of each kind.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) new: usize,
    pub(super) changed: usize,
    pub(super) same: usize,
    pub(super) kept: usize,
    pub(super) done: usize,
    pub(super) problems: usize,
    /// New ones that are spelled like something else.
    alike: usize,
    /// Whether every row is listed.
    lists_all: bool,
}

impl Tally {
    /// Of nothing yet.
    pub(super) fn listing(all: bool) -> Self {
        Self {
            lists_all: all,
            ..Self::default()
        }
    }

    /// Counts a row, and gives the line to print if it is one that is listed.
    pub(super) fn add(
        &mut self,
        line: &Line,
        alike: impl FnOnce() -> Option<String>,
    ) -> Option<String> {
        let (count, listed) = match &line.what {
            What::Done => (&mut self.done, 0),
            What::Fate(Fate::New) => (&mut self.new, LISTED),
            What::Fate(Fate::Changed(_)) => (&mut self.changed, LISTED),
            What::Fate(Fate::Same) => (&mut self.same, 0),
            What::Fate(Fate::Kept) => (&mut self.kept, 0),
            What::Fate(Fate::Fault(_)) => (&mut self.problems, LISTED),
        };
        *count += 1;
        let mut is_listed = *count <= listed || self.lists_all;
        let alike = if matches!(line.what, What::Fate(Fate::New)) {
            alike()
        } else {
            None
        };
        if alike.is_some() {
            self.alike += 1;
            is_listed |= self.alike <= LISTED;
        }
        is_listed.then(|| line.text(alike.as_deref()))
    }

    /// "5 rows: 3 new, 1 changed, 1 with a problem".
    pub(super) fn text(&self) -> String {
        let Self {
            new,
            changed,
            same,
            kept,
            done,
            problems,
            alike,
            ..
        } = *self;
        let rows = new + changed + same + kept + done + problems;
        let kinds = [
            (new, "new"),
            (changed, "changed"),
            (same, "the same"),
            (kept, "left as they are"),
            (done, "done before"),
            (problems, "with a problem"),
        ];
        let kinds = kinds.into_iter().filter(|(count, _)| *count > 0);
        let kinds: Vec<String> = kinds
            .map(|(count, kind)| format!("{count} {kind}"))
            .collect();
        let alike = match alike {
            0 => String::new(),
            alike => format!("; {alike} spelled like another"),
        };
        let noun = if rows == 1 { "row" } else { "rows" };
        let colon = if kinds.is_empty() { "" } else { ": " };
        format!("{rows} {noun}{colon}{}{alike}", kinds.join(", "))
    }

    /// How many rows are not listed.
    pub(super) fn unlisted(&self) -> usize {
        if self.lists_all {
            return 0;
        }
        [self.new, self.changed, self.problems]
            .iter()
            .map(|count| count.saturating_sub(LISTED))
            .sum()
    }
}

/// Names of the list and of the shop that are spelled alike.
#[derive(Debug)]
pub(super) struct Spellings<'a> {
    pub(super) scan: &'a Scan,
    pub(super) catalogue: Catalogue,
}

impl Spellings<'_> {
    /// What a new item may be meant to be: something of the shop, or of a line further up.
    pub(super) fn like(&self, line: &Line) -> Option<String> {
        let id = backroom_core::ids::ItemId::new(backroom_core::catalogue::fold(&line.name));
        let (_, own) = self.scan.names.get(&id)?;
        let others = self.catalogue.like(&id, &line.name);
        others
            .iter()
            .find_map(|other| match self.scan.names.get(other) {
                Some((name, at)) if at < own => Some(format!("{name} in line {at}")),
                Some(_) => None,
                None => Some(format!("{other}, which the shop has")),
            })
    }
}
