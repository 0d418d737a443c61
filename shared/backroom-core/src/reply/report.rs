//! What reports say: to a business what it did, to the operator how much The Backroom was used.

use jiff::civil::Date;

use super::{Reply, count, echo, thing, title};
use crate::usage::{Due, Flow, Span, Usage};

/// How many items a line of a report names.
const ITEMS_MOST: usize = 5;
/// How long the report may be as a template's parameter, in characters.
const LINE_MOST: usize = 600;

/// A business's report.
pub fn business(name: &str, due: &Due, usage: &Usage) -> Reply {
    let mut lines = vec![format!("{}, {}", title(name), when(due)), String::new()];
    lines.extend(moved(usage));
    lines.push(String::new());
    lines.push(format!("{}.", totals_of(usage)));
    lines.push("To stop these: reports off".to_owned());
    Reply::text(lines.join("\n"))
}

/// The same in one line, for a template: without the business's name, which a template may have of its own.
pub fn business_line(due: &Due, usage: &Usage) -> String {
    let line = format!(
        "{}: {}. {}",
        when(due),
        moved(usage).join(". "),
        totals_of(usage)
    );
    super::fit(line, LINE_MOST)
}

/// How much The Backroom was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// All businesses.
    pub businesses: u64,
    /// Those in which somebody wrote.
    pub active: u64,
    /// Those that could not be counted.
    pub uncounted: u64,
    /// Messages of all.
    pub messages: u64,
    /// Changes of all.
    pub changes: u64,
    /// Who wrote; a person in two businesses is two.
    pub people: u64,
}

impl Totals {
    /// Adds a business; without its usage if that could not be counted.
    pub fn add(&mut self, usage: Option<&Usage>) {
        self.businesses += 1;
        let Some(usage) = usage else {
            self.uncounted += 1;
            return;
        };
        self.active += u64::from(!usage.is_empty());
        self.messages += usage.messages;
        self.changes += usage.changes;
        self.people += usage.members.len() as u64;
    }
}

/// The operator's report.
pub fn operator(due: &Due, totals: &Totals) -> Reply {
    Reply::text(format!(
        "The Backroom, {}",
        operator_words(due, totals, "\n\n")
    ))
}

/// The same in one line, for a template.
pub fn operator_line(due: &Due, totals: &Totals) -> String {
    super::fit(operator_words(due, totals, ": "), LINE_MOST)
}

fn operator_words(due: &Due, all: &Totals, after_heading: &str) -> String {
    let mut words = format!(
        "{}{after_heading}{}, {} active. {}.",
        when(due),
        count(all.businesses, "business", "businesses"),
        all.active,
        totals(all.messages, all.changes, all.people)
    );
    if all.uncounted > 0 {
        words.push_str(&format!(" {} could not be counted.", all.uncounted));
    }
    words
}

/// "yesterday (Mon 23 Nov)", "last week (16 to 22 Nov)".
fn when(due: &Due) -> String {
    let day = |date: Date, format: &str| date.strftime(format).to_string();
    match due.span {
        Span::Day => format!("yesterday ({})", day(due.first, "%a %-d %b")),
        Span::Week if due.first.month() == due.last.month() => format!(
            "last week ({} to {})",
            due.first.day(),
            day(due.last, "%-d %b")
        ),
        Span::Week => format!(
            "last week ({} to {})",
            day(due.first, "%-d %b"),
            day(due.last, "%-d %b")
        ),
    }
}

/// "14 messages, 9 changes, 2 people".
fn totals(messages: u64, changes: u64, people: u64) -> String {
    format!(
        "{}, {}, {}",
        count(messages, "message", "messages"),
        count(changes, "change", "changes"),
        count(people, "person", "people"),
    )
}

fn totals_of(usage: &Usage) -> String {
    totals(usage.messages, usage.changes, usage.members.len() as u64)
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
    let ran_out = usage
        .ran_out()
        .into_iter()
        .map(|item| echo(&title(&item.name)));
    lines.extend(line("Ran out", ran_out.collect()));
    if lines.is_empty() {
        lines.push("No stock came in or went out".to_owned());
    }
    lines
}

fn line(word: &str, mut items: Vec<String>) -> Option<String> {
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
        Flow::SentBack => "Sent back",
    }
}
