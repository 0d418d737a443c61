//! What is said about dates of expiry.

use jiff::civil::Date;

use super::{Reply, amount, echo, title};
use crate::expiry::{SaidDate, Within};
use crate::inventory::{Batch, Item};

/// What expires by then, the earliest first; with what is past its date, and still there as far as is known.
pub fn expiring(items: &[Item], within: Within, today: Date) -> Reply {
    let until = within.until(today);
    let mut found: Vec<(&Item, &Batch)> = items
        .iter()
        .flat_map(|item| item.batches.iter().map(move |batch| (item, batch)))
        .filter(|(_, batch)| batch.expires <= until)
        .collect();
    found.sort_by_key(|(_, batch)| batch.expires);
    if found.is_empty() {
        return none(items, within, until, today);
    }
    let own = matches!((items, within), ([_], Within::Ever));
    let heading = match within {
        Within::Ever if own => format!("{} expires:", title(&items[0].name)),
        Within::Ever => "With a date:".to_owned(),
        Within::Past => "Past its date:".to_owned(),
        Within::Days(0) => "Expiring today:".to_owned(),
        Within::Days(_) | Within::Week | Within::Month => {
            format!("Expiring by {}:", day(until, today))
        }
    };
    let lines: Vec<String> = found
        .iter()
        .map(|(item, batch)| {
            let much = amount(batch.quantity, item.unit.as_ref());
            let past = batch.expires < today && within != Within::Past;
            let past = if past { ", past" } else { "" };
            let expires = day(batch.expires, today);
            let name = if own {
                String::new()
            } else {
                title(&item.name) + ", "
            };
            format!("• {name}{much}: {expires}{past}")
        })
        .collect();
    Reply::list(
        &heading,
        &lines,
        "\nI take it that the oldest goes out first.",
    )
}

fn none(items: &[Item], within: Within, until: Date, today: Date) -> Reply {
    let what = match (items, within) {
        ([item], Within::Ever) => format!("I know no date for {}.", title(&item.name)),
        (_, Within::Past) => "Nothing is past its date, as far as I know.".to_owned(),
        (_, Within::Days(0)) => "Nothing expires today, as far as I know.".to_owned(),
        _ => format!(
            "Nothing expires by {}, as far as I know.",
            day(until, today)
        ),
    };
    Reply::text(format!(
        "{what} Say the date when stock comes in, for example: got 20 milk exp 30 nov"
    ))
}

/// A date that no calendar has.
pub fn no_such_day(name: &str, said: SaidDate) -> Reply {
    let words = match said {
        SaidDate::Day { day, month, year } => match year {
            Some(year) => format!("{day}/{month}/{year}"),
            None => format!("{day}/{month}"),
        },
        SaidDate::Month { month, year } => match year {
            Some(year) => format!("{month}/{year}"),
            None => month.to_string(),
        },
        SaidDate::InDays(days) => format!("in {days} days"),
        SaidDate::Weekday(_) => "that day".to_owned(),
    };
    Reply::text(format!(
        "I can't make a date of {words} for the {}. Nothing was changed: send it again with the day first, like 30/11 or 30 nov.",
        echo(name)
    ))
}

/// "30 Nov", with the year where it is not this one.
fn day(day: Date, today: Date) -> String {
    if day.year() == today.year() {
        day.strftime("%-d %b").to_string()
    } else {
        full(day)
    }
}

/// "30 Nov 2026".
pub(super) fn full(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}
