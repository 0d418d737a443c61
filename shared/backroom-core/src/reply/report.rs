//! What reports say to a business about what it did.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::money::money;
use super::takings::{earned_in_all, paid_off};
use super::{CAPTION_MAX, Reply, count, echo, thing, title, trends};
use crate::chart::{Chart, Mark};
use crate::inventory::Item;
use crate::money::Money;
use crate::takings::Takings;
use crate::trends::Trends;
use crate::usage::{Due, Flow, Span, Tense, Usage};

/// How many items a line of a report names.
const ITEMS_MOST: usize = 5;
/// How many items a chart shows.
const BARS_MOST: usize = 6;
/// How many characters stand around a report's words at the most: whose it is, how to have no more.
const HEADING_MOST: usize = 120;
/// How long the report may be as a template's parameter, in characters.
pub(super) const LINE_MOST: usize = 600;

/// What a business's report is made of.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The days it covers.
    pub due: &'a Due,
    /// The day on which it is told.
    pub today: Date,
    /// What was done in them.
    pub usage: &'a Usage,
    /// What that brought.
    pub takings: &'a Takings,
    /// All items, as they are now.
    pub items: &'a [Item],
    /// ISO 4217 code of the money.
    pub currency: &'a str,
    /// How sales go beside the weeks before, for plans that have it, in the report on a month that is over.
    pub trends: Option<&'a Trends>,
}

impl Told<'_> {
    /// Whether what the items say now is true of the last of its days, or nearly.
    fn ends_now(&self) -> bool {
        let yesterday = self.today.yesterday().unwrap_or(self.today);
        self.due.last >= yesterday
    }
}

/// A business's report.
pub fn business(name: &str, told: &Told<'_>) -> Reply {
    let words = format!(
        "{}, {}\n\nTo stop these: reports off",
        title(name),
        words(told)
    );
    Reply {
        chart: chart(name, told),
        ..Reply::text(words)
    }
}

/// The report that was asked for.
pub fn asked(name: &str, told: &Told<'_>) -> Reply {
    let words = words(told);
    let mut chars = words.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    Reply {
        chart: chart(name, told),
        ..Reply::text(first.chain(chars).collect::<String>())
    }
}

fn words(told: &Told<'_>) -> String {
    let Told { due, usage, .. } = told;
    let mut parts = vec![when(due), moved(usage).join("\n")];
    let shelves = shelves(told);
    let sections = [earned(told), shelves, vec![who(usage)]];
    parts.extend(
        sections
            .into_iter()
            .filter(|lines| !lines.is_empty())
            .map(|lines| lines.join("\n")),
    );
    let words = parts.join("\n\n");
    let Some(trends) = told.trends.filter(|trends| !trends.says_little()) else {
        return words;
    };
    let items = if told.ends_now() { told.items } else { &[] };
    let trends = trends::section(trends, items, told.currency).join("\n");
    // What is too long to stand under its chart would lose it.
    if words.chars().count() + trends.chars().count() + HEADING_MOST > CAPTION_MAX {
        format!("{words}\n\nWhat grows, what falls and what to order: trends")
    } else {
        format!("{words}\n\n{trends}")
    }
}

/// The same in one line, for a template: without the business's name, which a template may have of its own.
pub fn business_line(told: &Told<'_>) -> String {
    let lines = [moved(told.usage), earned(told), shelves(told)].concat();
    let line = format!(
        "{}: {}. {}",
        when(told.due),
        lines.join(". "),
        who(told.usage)
    );
    super::fit(line, LINE_MOST)
}

/// "Sales: R540.00, of which profit R120.00", and what the stock cost; nothing where no money is known.
fn earned(told: &Told<'_>) -> Vec<String> {
    let money = |amount| money(amount, told.currency);
    let mut lines = Vec::new();
    let takings = told.takings;
    if !takings.revenue().is_zero() {
        let (revenue, cost) = (takings.known_revenue(), takings.known_cost());
        let whole = revenue == takings.revenue();
        let profit = match () {
            () if revenue.is_zero() => String::new(),
            () if whole => format!(", profit {}", money(Money(revenue.0 - cost.0))),
            () => format!(
                ", profit {} where the cost is known",
                money(Money(revenue.0 - cost.0))
            ),
        };
        let revenue = earned_in_all(takings, told.currency);
        lines.push(format!("Sales: {revenue}{profit}"));
    }
    lines.extend(paid_off(takings, told.currency));
    if takings.lost > Money::ZERO {
        lines.push(format!("Lost: {}", money(takings.lost)));
    }
    let worth = told.items.iter().map(|item| item.worth.cost.0).sum();
    if worth != 0 && told.ends_now() {
        lines.push(format!("Stock cost: {}", money(Money(worth))));
    }
    lines
}

fn shelves(told: &Told<'_>) -> Vec<String> {
    if !told.ends_now() {
        return Vec::new();
    }
    let shelves = told.usage.shelves(told.items, told.due);
    let named = |items: &[&Item]| items.iter().map(|item| title(&item.name)).collect();
    let low = shelves
        .low
        .iter()
        .map(|item| thing(item.on_hand, item.unit.as_ref(), &item.name));
    let cover = shelves.cover.iter().map(|cover| {
        let name = title(&cover.item.name);
        match cover.days {
            0 => format!("{name} less than a day"),
            days => format!("{name} {}", count(days.unsigned_abs(), "day", "days")),
        }
    });
    [
        line("Ran out", named(&shelves.ran_out)),
        line("Low", low.collect()),
        line("Lasts at this pace", cover.collect()),
        line("Did not move", named(&shelves.still)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// "Thandi 6 changes, Sipho 3; 14 messages".
fn who(usage: &Usage) -> String {
    let messages = count(usage.messages, "message", "messages");
    let who = usage.changed_by();
    if let [_, _, ..] = who.as_slice() {
        let named = who
            .iter()
            .map(|(name, times)| format!("{} {times}", echo(name)));
        let line = line("Changes", named.collect()).unwrap_or_default();
        format!("{line}\n{messages}.")
    } else {
        format!("{messages}, {}.", count(usage.changes, "change", "changes"))
    }
}

/// The report as a picture: what was sold on each day of more than one, and of what the most; in money if prices are
/// known, else by how often. `None` where nothing was sold.
fn chart(name: &str, told: &Told<'_>) -> Option<Box<Chart>> {
    let priced = !told.takings.revenue().is_zero();
    let mut bars = if priced {
        earners(told)
    } else {
        often(told.usage)
    };
    if bars.is_empty() {
        return None;
    }
    bars.truncate(BARS_MOST);
    let [columns_title, bars_title] = if priced {
        ["Sales by day", "Best sellers"]
    } else {
        ["Times sold by day", "Sold most often"]
    };
    let columns = match told.due.span {
        Span::Day => Vec::new(),
        Span::Week | Span::Month => columns(told, priced),
    };
    Some(Box::new(Chart {
        title: format!("{}, {}", title(name), when(told.due)),
        columns_title: columns_title.to_owned(),
        columns,
        bars_title: bars_title.to_owned(),
        bars,
    }))
}

fn earners(told: &Told<'_>) -> Vec<Mark> {
    let sold = told.takings.items.rows();
    let mut bars: Vec<Mark> = sold
        .filter(|sold| sold.revenue > Money::ZERO)
        .map(|sold| Mark {
            label: title(&sold.name),
            value: money(sold.revenue, told.currency),
            size: sold.revenue.0,
        })
        .collect();
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.size));
    bars
}

fn often(usage: &Usage) -> Vec<Mark> {
    let sold = usage.moved(Flow::Sold).into_iter();
    sold.map(|(item, _)| {
        let times = item.times(Flow::Sold);
        Mark {
            label: title(&item.name),
            value: count(times, "time", "times"),
            size: i64::try_from(times).unwrap_or(i64::MAX),
        }
    })
    .collect()
}

fn columns(told: &Told<'_>, priced: bool) -> Vec<Mark> {
    let format = match told.due.span {
        Span::Month => "%-d",
        Span::Day | Span::Week => "%a",
    };
    let column = |day: Date| {
        let (times, brought) = told.usage.sold_on(day);
        Mark {
            label: day.strftime(format).to_string(),
            value: String::new(),
            size: if priced {
                brought.0
            } else {
                i64::try_from(times).unwrap_or(i64::MAX)
            },
        }
    };
    let days = told.due.first.series(1.day());
    days.take_while(|day| *day <= told.due.last)
        .map(column)
        .collect()
}

/// "yesterday (Mon 23 Nov)", "last week (16 to 22 Nov)", "last month (November 2026)", "this week (23 to 24 Nov)".
pub(super) fn when(due: &Due) -> String {
    let day = |date: Date, format: &str| date.strftime(format).to_string();
    let days = || match (due.first == due.last, due.first.month() == due.last.month()) {
        (true, _) => day(due.first, "%a %-d %b"),
        (false, true) => format!("{} to {}", due.first.day(), day(due.last, "%-d %b")),
        (false, false) => format!(
            "{} to {}",
            day(due.first, "%-d %b"),
            day(due.last, "%-d %b")
        ),
    };
    match (due.span, due.tense) {
        (Span::Day | Span::Week, Tense::Past) => days(),
        (Span::Day, Tense::JustOver) => format!("yesterday ({})", days()),
        (Span::Day, Tense::SoFar) => format!("today ({})", days()),
        (Span::Week, Tense::JustOver) => format!("last week ({})", days()),
        (Span::Week, Tense::SoFar) => format!("this week ({})", days()),
        (Span::Month, Tense::Past) => day(due.first, "%B %Y"),
        (Span::Month, Tense::JustOver) => format!("last month ({})", day(due.first, "%B %Y")),
        (Span::Month, Tense::SoFar) => format!("this month ({})", days()),
    }
}

/// A line for each way in which stock moved: "Sold: 12 bottles of Coke, 8 Bread".
fn moved(usage: &Usage) -> Vec<String> {
    let mut lines: Vec<String> = Flow::ALL
        .into_iter()
        .filter_map(|flow| {
            let items = usage.moved(flow).into_iter();
            let items =
                items.map(|(item, quantity)| thing(quantity, item.unit.as_ref(), &item.name));
            line(word(flow), items.collect())
        })
        .collect();
    if lines.is_empty() {
        lines.push("No stock came in or went out".to_owned());
    }
    lines
}

/// "Sold: 12 Coke, 8 Bread …and 3 more"; nothing for none.
pub(super) fn line(word: &str, mut items: Vec<String>) -> Option<String> {
    let more = items.len().saturating_sub(ITEMS_MOST);
    items.truncate(ITEMS_MOST);
    let more = if more == 0 {
        String::new()
    } else {
        format!(" …and {more} more")
    };
    (!items.is_empty()).then(|| format!("{word}: {}{more}", items.join(", ")))
}

fn word(flow: Flow) -> &'static str {
    match flow {
        Flow::Sold => "Sold",
        Flow::Used => "Used",
        Flow::Got => "Got",
        Flow::WrittenOff => "Wrote off",
        Flow::CameBack => "Came back",
        Flow::SentBack => "Sent back",
    }
}
