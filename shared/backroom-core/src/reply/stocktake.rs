//! What is said while the shop is counted.

use super::change::variance;
use super::money::money;
use super::{Reply, count, echo, title};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::inventory::Item;
use crate::money::Money;
use crate::stocktake::{Finding, Findings, Stocktake};

/// One was opened, until then.
pub fn started(items: usize, until: Timestamp, zone: &TimeZone) -> Reply {
    let until = until.to_zoned_datetime(zone.clone());
    Reply::text(format!(
        "Stocktake started: {} to count. Send what you count, for example: 100 bolts, 50 nuts. \
         Others can count too. It is open until {}. Then say: uncounted, or: end count",
        count(items as u64, "item", "items"),
        until.strftime("%a %H:%M")
    ))
}

/// One is open already.
pub fn already_open(stocktake: &Stocktake, items: &[Item]) -> Reply {
    Reply::text(format!(
        "{} has started a stocktake: {}. Just send what you count. To close it: end count",
        echo(&stocktake.started_by),
        progress(stocktake, items)
    ))
}

/// What has not been counted yet.
pub fn uncounted(stocktake: &Stocktake, items: &[Item]) -> Reply {
    let names = names(stocktake, items);
    if names.is_empty() {
        return Reply::text("Everything is counted. To close the stocktake: end count");
    }
    let heading = format!("Still to count ({}):", progress(stocktake, items));
    Reply::list(&heading, &names, "")
}

/// There is none.
pub fn none_open() -> Reply {
    Reply::text("No stocktake is open. To start one: start count")
}

/// One was closed: what differs from the book, what it cost, and what was not counted.
pub fn ended(stocktake: &Stocktake, items: &[Item], findings: &Findings, currency: &str) -> Reply {
    let mut lines: Vec<String> = findings
        .items
        .rows()
        .filter(|finding| !finding.variance.is_zero())
        .map(|finding| format!("• {}", found(finding, currency)))
        .collect();
    let heading = format!(
        "Stocktake closed: {}.{}",
        progress(stocktake, items),
        match (lines.is_empty(), findings.items.is_empty()) {
            (_, true) => "",
            (true, false) => " All as the book says.",
            (false, false) => " Different from the book:",
        }
    );
    let sum: i64 = findings.items.rows().map(|finding| finding.cost.0).sum();
    lines.extend(match sum {
        0 => None,
        ..0 => Some(format!("Missing at cost: {}", money(Money(-sum), currency))),
        _ => Some(format!("Found at cost: {}", money(Money(sum), currency))),
    });
    let left = names(stocktake, items);
    if !left.is_empty() {
        lines.push("Not counted:".to_owned());
        lines.extend(left);
    }
    Reply::list(&heading, &lines, "")
}

/// "Bolts: 4 fewer (R8.00)".
fn found(finding: &Finding, currency: &str) -> String {
    let name = title(&finding.name);
    let variance = variance(finding.variance, finding.unit.as_ref());
    if finding.cost.is_zero() {
        return format!("{name}: {variance}");
    }
    let cost = money(Money(finding.cost.0.abs()), currency);
    format!("{name}: {variance} ({cost})")
}

/// "5 of 12 counted".
fn progress(stocktake: &Stocktake, items: &[Item]) -> String {
    let counted = items.iter().filter(|item| stocktake.has(item)).count();
    format!(
        "{counted} of {} counted",
        count(items.len() as u64, "item", "items")
    )
}

fn names(stocktake: &Stocktake, items: &[Item]) -> Vec<String> {
    let left = items.iter().filter(|item| !stocktake.has(item));
    let mut names: Vec<String> = left
        .map(|item| format!("• {}", title(&item.name)))
        .collect();
    names.sort_by_key(|name| name.to_lowercase());
    names
}
