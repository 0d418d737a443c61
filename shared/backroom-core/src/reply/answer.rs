//! What is said to a question about the stock.

use super::{Reply, amount, change, echo, title};
use crate::intent::{Action, Period};
use crate::inventory::{Item, LedgerRecord};
use jiff::tz::TimeZone;

/// One name of a "how many …?", and what it turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// This item.
    Found(Item),
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

/// What moved, newest first, in the business's time zone and currency. The records hold only the movements that were asked for.
pub fn history(
    records: &[(LedgerRecord, bool)],
    action: Option<Action>,
    period: Period,
    zone: &TimeZone,
    currency: &str,
) -> Reply {
    let moved = match action {
        None => "moved",
        Some(Action::Add) => "came in",
        Some(Action::Remove) => "went out",
        Some(Action::Set) => "was counted",
    };
    let when = match period {
        Period::Today => "today",
        Period::Yesterday => "yesterday",
        Period::Week => "this week",
        Period::Month => "this month",
        Period::Latest => "lately",
    };
    let lines: Vec<String> = records
        .iter()
        .flat_map(|(record, undone)| {
            let at = record.decided_at.to_zoned_datetime(zone.clone());
            let at = match period {
                Period::Today | Period::Yesterday => at.strftime("%H:%M"),
                Period::Week | Period::Month | Period::Latest => at.strftime("%-d %b %H:%M"),
            }
            .to_string();
            record.movements.iter().map(move |movement| {
                let undone = if *undone { " (undone)" } else { "" };
                let what = change::lower(&change::done(movement, currency));
                format!("• {at} {} {what}{undone}", echo(&record.member_name))
            })
        })
        .collect();
    if lines.is_empty() {
        return Reply::text(format!("Nothing {moved} {when}."));
    }
    Reply::list(&format!("What {moved} {when}:"), &lines, "")
}
