//! What is said to a question about the stock.

use std::collections::BTreeMap;

use super::period::when;
use super::{Reply, amount, change, echo, title};
use crate::ids::ItemId;
use crate::intent::{Action, Period};
use crate::inventory::{Item, LedgerRecord};
use jiff::tz::TimeZone;

/// One name of a "how many …?", and what it turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// This item.
    Found(Box<Item>),
    /// Not kept, but one of these may be meant.
    Close(String, Vec<Item>),
    /// Not kept.
    Unknown(String),
}

/// "Coke: 47 bottles.", or a line for each.
pub fn check(answers: &[Checked]) -> Reply {
    match answers {
        [one] => Reply::text(checked(one)),
        several => {
            let lines: Vec<String> = several.iter().map(checked).collect();
            Reply::text(lines.join("\n"))
        }
    }
}

/// Several answers to one question, in one message.
pub fn several(answers: &[Reply]) -> Reply {
    let bodies: Vec<&str> = answers.iter().map(|answer| answer.body.as_str()).collect();
    Reply::text(bodies.join("\n\n"))
}

fn checked(answer: &Checked) -> String {
    match answer {
        Checked::Found(item) => format!("{}.", on_hand(item)),
        Checked::Close(said, near) => {
            let near: Vec<String> = near.iter().map(on_hand).collect();
            format!(
                "I don't have \"{}\". Nearest: {}.",
                echo(said),
                near.join(", ")
            )
        }
        Checked::Unknown(said) => format!("I don't have \"{}\" in stock.", echo(said)),
    }
}

/// "Coke: 47 bottles".
fn on_hand(item: &Item) -> String {
    format!(
        "{}: {}",
        title(&item.name),
        amount(item.on_hand, item.unit.as_ref())
    )
}

/// Everything there is, by name.
pub fn list(items: &[Item]) -> Reply {
    if items.is_empty() {
        return Reply::text(
            "Nothing in stock yet. Tell me what came in, for example: got 50 bottles of coke",
        );
    }
    let count = if items.len() == 1 {
        "1 item".to_owned()
    } else {
        format!("{} items", items.len())
    };
    Reply::list(&format!("You have {count}:"), &by_name(items), "")
}

fn by_name(items: &[Item]) -> Vec<String> {
    let mut lines: Vec<(String, String)> = items
        .iter()
        .map(|item| (item.name.to_lowercase(), format!("• {}", on_hand(item))))
        .collect();
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

/// What moved, as it was asked for.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    /// Newest first, each with only the movements that were asked for, and whether it was taken back.
    pub records: &'a [(LedgerRecord, bool)],
    /// Only this item.
    pub item: Option<&'a Item>,
    /// Only movements this way.
    pub action: Option<Action>,
    /// How far back.
    pub period: Period,
    /// Only what the one who asks has moved.
    pub own: bool,
    /// Where the search ended before the period did: after how many messages.
    pub looked_through: Option<usize>,
    /// The business's.
    pub zone: &'a TimeZone,
    /// The business's.
    pub currency: &'a str,
}

/// How many movements are shown, the latest: more than a screen or two is not read.
const MOVEMENTS_MAX: usize = 30;

/// A line for each movement: when, who, what; of one item also what was left. Of many, the latest, and how to see less.
pub fn history(asked: &History<'_>) -> Reply {
    let mut lines: Vec<String> = asked
        .records
        .iter()
        .flat_map(|(record, undone)| {
            let at = record.decided_at.to_zoned_datetime(asked.zone.clone());
            let at = match asked.period {
                Period::Today | Period::Yesterday | Period::On(_) => at.strftime("%H:%M"),
                Period::Week
                | Period::Month
                | Period::In(_)
                | Period::Named(_)
                | Period::LastWeek
                | Period::LastMonth
                | Period::Latest => at.strftime("%-d %b %H:%M"),
            }
            .to_string();
            record.movements.iter().map(move |movement| {
                let what = change::lower(&change::done(movement, asked.currency));
                let undone = if *undone { " (undone)" } else { "" };
                let left = match asked.item {
                    Some(_) => format!(": {}", amount(movement.on_hand, movement.unit.as_ref())),
                    None => String::new(),
                };
                format!("• {at} {} {what}{undone}{left}", echo(&record.member_name))
            })
        })
        .collect();
    let ending = asked.looked_through.map_or_else(String::new, |messages| {
        format!("\nI looked through the last {messages} messages.")
    });
    if lines.is_empty() {
        return Reply::text(format!("Nothing {}.{ending}", what_and_when(asked)));
    }
    let more = lines.len().saturating_sub(MOVEMENTS_MAX);
    let ending = if more > 0 {
        lines.truncate(MOVEMENTS_MAX);
        format!("\n…and {more} more before that.{}{ending}", narrower(asked))
    } else {
        ending
    };
    Reply::list(&format!("What {}:", what_and_when(asked)), &lines, &ending)
}

/// How to see less than all of it: the item that moved most often alone.
fn narrower(asked: &History<'_>) -> String {
    if asked.item.is_some() {
        return String::new();
    }
    let mut times: BTreeMap<&ItemId, (usize, &str)> = BTreeMap::new();
    for movement in asked
        .records
        .iter()
        .flat_map(|(record, _)| &record.movements)
    {
        let (times, name) = times.entry(&movement.item).or_default();
        *times += 1;
        *name = &movement.name;
    }
    let most = times
        .into_values()
        .max_by_key(|(times, name)| (*times, *name));
    most.map_or_else(String::new, |(_, name)| {
        let when = match asked.period == Period::Latest {
            true => String::new(),
            false => format!(" {}", when(asked.period)),
        };
        format!(
            " One thing alone: history {}{when}",
            echo(name).to_lowercase()
        )
    })
}

/// To a question about a day or month that is none, or has not begun.
pub fn no_such_day() -> Reply {
    Reply::text("That day is still to come, or there is no such day. Ask for example: sales friday")
}

/// "went out of Coke today, by you".
fn what_and_when(asked: &History<'_>) -> String {
    let moved = match asked.action {
        None => "moved",
        Some(Action::Add) => "came in",
        Some(Action::Remove) => "went out",
        Some(Action::Set) => "was counted",
    };
    let when = match asked.period == Period::Latest {
        true => "lately".to_owned(),
        false => when(asked.period),
    };
    let of = asked
        .item
        .map_or_else(String::new, |item| format!(" of {}", title(&item.name)));
    let by = if asked.own { ", by you" } else { "" };
    format!("{moved}{of} {when}{by}")
}
