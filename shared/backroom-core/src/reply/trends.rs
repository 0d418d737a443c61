//! What is said about how sales go.

use jiff::civil::{Date, Weekday};

use super::money::money;
use super::plan::comes_with;
use super::{Reply, amount, count, reorder, title};
use crate::business::{Business, Feature, Prices};
use crate::inventory::Item;
use crate::money::Money;
use crate::trends::{Change, ORDER_DAYS, Stretch, ToOrder, Trends, WEEKS, percent};

/// How many items that grow or fall are named.
const NAMED_MOST: usize = 3;
/// How many items to order are named.
const ORDERS_MOST: usize = 10;
/// And how many in a report.
const ORDERS_IN_REPORT: usize = 5;

/// "trends".
pub fn trends(trends: &Trends, items: &[Item], currency: &str) -> Reply {
    Reply::text(said(trends, items, currency, false).join("\n"))
}

/// The lines of it for a report: without its weeks, since a report has a chart, and with less to order.
pub(super) fn section(trends: &Trends, items: &[Item], currency: &str) -> Vec<String> {
    said(trends, items, currency, true)
}

fn said(trends: &Trends, items: &[Item], currency: &str, in_report: bool) -> Vec<String> {
    let (now, before) = (&trends.now, &trends.before);
    let days = format!("{} to {}", day(now.first), day(now.last));
    if trends.says_little() {
        return vec![format!(
            "Trends, {days}: too little was sold to tell. Tell me each sale, and ask again: trends"
        )];
    }
    let compares = trends.compares();
    let heading = if compares {
        format!("Trends, {days} beside the {WEEKS} weeks before:")
    } else {
        format!("Trends, {days}:")
    };
    let mut lines = vec![heading];
    lines.extend(
        trends
            .known_since()
            .map(|since| format!("(I know of nothing before {}.)", day(since))),
    );
    let before = Some(before).filter(|_| compares);
    lines.extend(sales(now, before, currency));
    if !in_report {
        lines.extend(weeks(trends, now, before, currency));
    }
    lines.extend(margin(now, before));
    lines.extend(best_day(trends, currency));
    if compares {
        lines.extend(named("Growing", &trends.growing()));
        lines.extend(named("Falling", &trends.falling()));
    }
    let most = if in_report {
        ORDERS_IN_REPORT
    } else {
        ORDERS_MOST
    };
    lines.extend(orders(&trends.to_order(items), most));
    lines
}

/// The plan has no trends.
pub fn not_in_plan(business: &Business, prices: &Prices) -> Reply {
    let what =
        format!("What grows, what falls, your best day and what to order for {ORDER_DAYS} days");
    Reply::text(format!(
        "{} What was sold stays yours to ask: report month",
        comes_with(&what, Feature::Analytics, business, prices)
    ))
}

/// "Sales: R5,400.00, up 12% from R4,820.00", and how often something was sold.
fn sales(now: &Stretch, before: Option<&Stretch>, currency: &str) -> Vec<String> {
    let paid = now.takings.revenue();
    let paid_before = before.map(|before| before.takings.revenue());
    let mut lines = Vec::new();
    if !paid.is_zero() || paid_before.is_some_and(|before| !before.is_zero()) {
        let money = |amount: i64| money(Money(amount), currency);
        let from = paid_before.map(|before| from(paid.0, before.0, &money));
        lines.push(format!(
            "Sales: {}{}",
            money(paid.0),
            from.unwrap_or_default()
        ));
    }
    let times = |stretch: &Stretch| i64::try_from(stretch.times_sold()).unwrap_or(i64::MAX);
    let from = before.map(|before| from(times(now), times(before), &|times| times.to_string()));
    let times = count(now.times_sold(), "sale", "sales");
    lines.push(format!("In {times}{}", from.unwrap_or_default()));
    lines
}

/// ", up 12% from R4,820.00"; ", as before".
fn from(now: i64, before: i64, shown: &dyn Fn(i64) -> String) -> String {
    let shown = shown(before);
    match percent(now - before, before) {
        _ if now == before => ", as before".to_owned(),
        None => format!(", from {shown}"),
        Some(up) if up > 0 => format!(", up {up}% from {shown}"),
        Some(0) => format!(", from {shown}"),
        Some(down) => format!(", down {}% from {shown}", down.unsigned_abs()),
    }
}

/// "Week by week: R1,200.00, R1,300.00 …", in money if prices are known.
fn weeks(trends: &Trends, now: &Stretch, before: Option<&Stretch>, currency: &str) -> Vec<String> {
    let priced = trends.best_weekday().is_some();
    let shown = |stretch: &Stretch| {
        let weeks: Vec<String> = if priced {
            let weeks = trends.by_week(stretch).into_iter();
            weeks.map(|week| money(week, currency)).collect()
        } else {
            let weeks = trends.times_by_week(stretch).into_iter();
            weeks.map(|times| times.to_string()).collect()
        };
        weeks.join(", ")
    };
    let mut lines = vec![format!("Week by week: {}", shown(now))];
    lines.extend(before.map(|before| format!("Before: {}", shown(before))));
    lines
}

fn margin(now: &Stretch, before: Option<&Stretch>) -> Option<String> {
    let margin = now.margin()?;
    let before = before.and_then(Stretch::margin);
    let before = before.map_or_else(String::new, |before| format!(", before {before}%"));
    Some(format!(
        "Profit, where the cost is known: {margin}% of sales{before}"
    ))
}

fn best_day(trends: &Trends, currency: &str) -> Option<String> {
    if let Some((weekday, paid)) = trends.best_weekday() {
        let paid = money(paid, currency);
        return Some(format!("Best day: {} ({paid} in all)", name(weekday)));
    }
    let (weekday, times) = trends.busiest_weekday()?;
    let times = count(times, "sale", "sales");
    Some(format!("Busiest day: {} ({times})", name(weekday)))
}

/// "Growing: Bread 120 from 80, Coke 96 bottles from 70".
fn named(word: &str, changes: &[Change<'_>]) -> Option<String> {
    let shown: Vec<String> = changes
        .iter()
        .take(NAMED_MOST)
        .map(|change| {
            let name = title(change.name);
            format!(
                "{name} {} from {}",
                amount(change.now, change.unit),
                change.before
            )
        })
        .collect();
    (!shown.is_empty()).then(|| format!("{word}: {}", shown.join(", ")))
}

/// What to order, a line each.
fn orders(orders: &[ToOrder<'_>], most: usize) -> Vec<String> {
    if orders.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("To order, to last {ORDER_DAYS} days:")];
    for order in orders.iter().take(most) {
        let name = title(&order.item.name);
        let left = match order.days_left {
            0 => "less than a day left".to_owned(),
            days => format!("{} left", count(days.unsigned_abs(), "day", "days")),
        };
        let buy = reorder::purchase(order.item, &order.buy, "");
        lines.push(format!("• {name}: {buy} ({left})"));
    }
    let more = orders.len().saturating_sub(most);
    if more > 0 {
        lines.push(format!("…and {more} more"));
    }
    lines
}

fn day(date: Date) -> String {
    date.strftime("%-d %b").to_string()
}

fn name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
