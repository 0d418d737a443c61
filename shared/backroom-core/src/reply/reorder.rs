//! What is said about running low: the alert itself, what is low, what to buy.

use std::collections::BTreeMap;

use super::{Reply, amount, echo, title};
use crate::inventory::{Item, Movement};
use crate::quantity::Quantity;
use crate::reorder::{Alert, Purchase};
use crate::unit::Dimension;

/// The longest that an alert may be as a template's parameter, in characters.
const LINE_MOST: usize = 600;

/// A reply to what moved, with a word about what fell to its alert by it.
#[must_use]
pub fn with_alerts(reply: Reply, items: &[Item], movements: &[Movement]) -> Reply {
    let low: Vec<String> = fell_low(movements)
        .filter_map(|moved| items.iter().find(|item| item.id == moved.item))
        .map(|item| format!("{}{}", title(&item.name), level(item.alert)))
        .collect();
    if low.is_empty() {
        return reply;
    }
    let body = format!(
        "{}\nRunning low: {}. What to buy: reorder",
        reply.body,
        low.join(", ")
    );
    Reply {
        body: Reply::text(body).body,
        ..reply
    }
}

fn fell_low(movements: &[Movement]) -> impl Iterator<Item = &Movement> {
    movements.iter().filter(|moved| moved.fell_low)
}

/// The same in one line, to an owner who was not there.
pub fn alert_line(movements: &[Movement]) -> String {
    let low: Vec<String> = fell_low(movements)
        .map(|moved| {
            format!(
                "{} ({} left)",
                title(&moved.name),
                amount(moved.on_hand, moved.unit.as_ref())
            )
        })
        .collect();
    super::fit(format!("Running low: {}", low.join(", ")), LINE_MOST)
}

/// " (alert at 10)", " (alert below 10)".
fn level(alert: Option<Alert>) -> String {
    match alert {
        Some(Alert::At(level)) => format!(" (alert at {level})"),
        Some(Alert::Below(level)) => format!(" (alert below {level})"),
        None => String::new(),
    }
}

/// "• Bread: 9 (alert at 10)".
fn row(item: &Item) -> String {
    let on_hand = amount(item.on_hand, item.unit.as_ref());
    format!("• {}: {on_hand}{}", title(&item.name), level(item.alert))
}

/// At what level each is told as low.
pub fn alerts(items: &[Item]) -> Reply {
    let mut watched: Vec<&Item> = items.iter().filter(|item| item.alert.is_some()).collect();
    watched.sort_by_key(|item| item.name.to_lowercase());
    let Some(first) = watched.first() else {
        let known = items.iter().max_by_key(|item| item.version);
        let name = known.map_or_else(
            || "bread".to_owned(),
            |item| echo(&item.name).to_lowercase(),
        );
        return Reply::text(format!(
            "There are no alerts. To be told in time: alert {name} 10"
        ));
    };
    let ending = format!(
        "\nTo end one: no alert {}",
        echo(&first.name).to_lowercase()
    );
    let rows: Vec<String> = watched.into_iter().map(row).collect();
    Reply::list("Your alerts:", &rows, &ending)
}

/// What is at its alert, and what has run out.
pub fn low(items: &[Item]) -> Reply {
    let rows = |of: &dyn Fn(&Item) -> bool| {
        let mut items: Vec<&Item> = items.iter().filter(|item| of(item)).collect();
        items.sort_by_key(|item| item.name.to_lowercase());
        items.into_iter().map(row).collect::<Vec<String>>()
    };
    let low = rows(&|item| item.is_low());
    let out = rows(&|item| !item.is_low() && item.on_hand <= Quantity::ZERO);
    let ending = if low.is_empty() {
        ""
    } else {
        "\nWhat to buy: reorder"
    };
    match (low.is_empty(), out.is_empty()) {
        (true, true) => Reply::text(if items.iter().any(|item| item.alert.is_some()) {
            "Nothing is low."
        } else {
            "Nothing has run out. To be told in time: alert bread 10"
        }),
        (true, false) => Reply::list("Run out:", &out, ""),
        (false, true) => Reply::list("Low:", &low, ending),
        (false, false) => {
            let lines: Vec<String> = low
                .into_iter()
                .chain(["Run out:".to_owned()])
                .chain(out)
                .collect();
            Reply::list("Low:", &lines, ending)
        }
    }
}

/// What to buy, by supplier.
pub fn to_buy(items: &[Item]) -> Reply {
    let mut lists: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
    let mut sorted: Vec<&Item> = items.iter().collect();
    sorted.sort_by_key(|item| item.name.to_lowercase());
    for item in sorted {
        let left = amount(item.on_hand, item.unit.as_ref());
        let short = match item.to_buy() {
            Some(buy) => format!(": {}", purchase(item, &buy, " short")),
            None if item.on_hand <= Quantity::ZERO => String::new(),
            None => continue,
        };
        let line = format!("• {}{short} ({left} left)", title(&item.name));
        let supplier = item.supplier.as_ref().map(|supplier| title(supplier));
        lists.entry(supplier).or_default().push(line);
    }
    if lists.is_empty() {
        return Reply::text(
            "Nothing to buy. I list what is low and what has run out: alert bread 10",
        );
    }
    // Those without a supplier come last.
    let unknown = lists.remove(&None);
    let named = lists.len();
    let mut lines = Vec::new();
    for (supplier, list) in lists {
        lines.push(format!("From {}:", supplier.unwrap_or_default()));
        lines.extend(list);
    }
    if let Some(list) = unknown {
        if named > 0 {
            lines.push("From anywhere:".to_owned());
        }
        lines.extend(list);
    }
    Reply::list("To buy, to reach twice each alert:", &lines, "")
}

/// "30 bottles short, 2 cases of 24", with " short" behind how much.
pub(super) fn purchase(item: &Item, buy: &Purchase<'_>, behind: &str) -> String {
    let mut text = format!("{}{behind}", amount(buy.short, item.unit.as_ref()));
    if let Some((number, pack)) = buy.packs {
        let known = item.unit.as_ref().unwrap_or(&pack.of);
        let counted = pack.of.dimension() == Dimension::Count;
        let same = pack.of.is_plain() || counted && pack.of.canonical() == known.canonical();
        let of = Some(&pack.of).filter(|_| !same);
        let packs = Quantity::whole(number).unwrap_or(Quantity::MAX);
        text.push_str(&format!(
            ", {} of {}",
            amount(packs, Some(&pack.unit)),
            amount(pack.holds, of)
        ));
    }
    text
}
