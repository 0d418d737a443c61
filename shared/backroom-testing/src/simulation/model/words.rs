//! The sentences, as the README and the conversations have them.

use super::{ITEMS, Line, Measure, Moved, Verb};

/// "2.5": thousandths of the least measure as a number of this one.
pub(in super::super) fn number(quantity: i64, measure: Measure) -> String {
    let thousandths = quantity / measure.2;
    let sign = if quantity < 0 { "-" } else { "" };
    let (whole, part) = (thousandths.abs() / 1000, thousandths.abs() % 1000);
    let text = format!("{sign}{whole}.{part:03}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// "2 bottles".
pub(super) fn amount(quantity: i64, measure: Measure) -> String {
    let number = number(quantity, measure);
    match measure {
        Measure("", ..) => number,
        Measure(one, ..) if number.trim_start_matches('-') == "1" => format!("{number} {one}"),
        Measure(_, many, _) => format!("{number} {many}"),
    }
}

pub(super) fn thing(quantity: i64, measure: Measure, item: usize) -> String {
    let of = if measure.0.is_empty() { "" } else { "of " };
    let (amount, name) = (amount(quantity, measure), ITEMS[item].1);
    // "1 Bolt" of what is called "Bolts".
    let name = match amount == "1" {
        true => name.trim_end_matches('s'),
        false => name,
    };
    format!("{amount} {of}{name}")
}

pub(super) fn because(item: usize, (on_hand, wanted): (i64, i64), measure: Measure) -> String {
    let wanted = amount(wanted, measure);
    if on_hand <= 0 {
        format!("No {} left, so {wanted} can't go out.", ITEMS[item].1)
    } else {
        format!(
            "Only {} left, so {wanted} can't go out.",
            thing(on_hand, measure, item)
        )
    }
}

/// "Sold 3 Bolts".
pub(super) fn done(moved: &Moved) -> String {
    let Line {
        verb,
        item,
        said,
        measure,
    } = moved.line;
    let what = thing(said * measure.2, measure, item);
    let than = match (moved.delta > 0, ITEMS[item].3) {
        (true, _) => "more",
        (false, true) => "fewer",
        (false, false) => "less",
    };
    match verb {
        Verb::Got => format!("Got {what}"),
        Verb::Sold => format!("Sold {what}"),
        Verb::PutBack => format!("Put back {what} (correction)"),
        Verb::TookBack => format!("Took back {what} (correction)"),
        Verb::Found => format!("Found {what} (at the count)"),
        Verb::Missing => format!("Missed {what} (at the count)"),
        Verb::Counted if moved.delta == 0 => format!("Counted {what} (as the book says)"),
        Verb::Counted if moved.delta == moved.on_hand => format!("Counted {what}"),
        Verb::Counted => format!(
            "Counted {what} ({} {than} than the book)",
            amount(moved.delta.abs(), moved.kept_in)
        ),
    }
}

/// "9 left."
pub(super) fn balance(moved: &Moved) -> String {
    let now = amount(moved.on_hand, moved.kept_in);
    if moved.on_hand < 0 {
        let short = amount(-moved.on_hand, moved.kept_in);
        return match moved.delta < 0 {
            true => format!("That is {short} more than you had: on hand is {now}."),
            false => format!("Still {short} more went out than you had: on hand is {now}."),
        };
    }
    match moved.line.verb {
        Verb::Sold | Verb::TookBack | Verb::Missing if moved.on_hand == 0 => {
            "None left.".to_owned()
        }
        Verb::Sold | Verb::TookBack | Verb::Missing => format!("{now} left."),
        Verb::Got | Verb::Counted | Verb::PutBack | Verb::Found => format!("You have {now}."),
    }
}

/// "9 left, as counted." after an undo or a correction of what was counted since.
pub(super) fn balance_as_counted(last: &Moved, moved: &[Moved]) -> String {
    let balance = balance(last);
    match balance.strip_suffix('.') {
        Some(balance) => format!("{balance}{}.", as_counted(last.line.item, moved)),
        None => balance,
    }
}

pub(super) fn as_counted(item: usize, moved: &[Moved]) -> &'static str {
    let mut its = moved.iter().filter(|moved| moved.line.item == item);
    if its.any(Moved::keeps_count) {
        ", as counted"
    } else {
        ""
    }
}

pub(super) fn bullets(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n• {line}")).collect()
}

pub(super) fn lower(text: &str) -> String {
    text[..1].to_lowercase() + &text[1..]
}
