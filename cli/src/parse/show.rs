//! A parse for people.

use std::io::{self, Write};

use backroom_core::credit::Credit;
use backroom_core::intent::{Action, Intent, Line, Parsed};
use backroom_core::money::Price;
use backroom_core::unit;

use super::{Found, Items, json};

/// Writes the kind, then the lines of a change or what else was understood.
pub(super) fn show(
    parsed: &Parsed,
    items: Option<&Items>,
    output: &mut impl Write,
) -> io::Result<()> {
    writeln!(output, "{}", json::kind(parsed))?;
    match parsed {
        Parsed::Understood(intent) => show_intent(intent, items, output),
        Parsed::Unsure(intent) => {
            writeln!(output, "  asked back before it is done:")?;
            show_intent(intent, items, output)
        }
        Parsed::Unrecognised => Ok(()),
        Parsed::Incomplete(problem) => writeln!(output, "  {problem:?}"),
    }
}

fn show_intent(intent: &Intent, items: Option<&Items>, output: &mut impl Write) -> io::Result<()> {
    match intent {
        Intent::Change(lines) => lines
            .iter()
            .try_for_each(|line| show_line(line, items, output)),
        Intent::Credit(Credit::Sale { lines, customer }) => {
            writeln!(output, "  on credit for {customer}:")?;
            lines
                .iter()
                .try_for_each(|line| show_line(line, items, output))
        }
        Intent::Help | Intent::HelpWith(_) => Ok(()),
        Intent::Ask(_)
        | Intent::Undo(_)
        | Intent::Fix(_)
        | Intent::Courtesy
        | Intent::Answer(_)
        | Intent::Manage(_)
        | Intent::Edit(_)
        | Intent::Stocktake(_)
        | Intent::Credit(_)
        | Intent::Note(_) => writeln!(output, "  {intent:?}"),
    }
}

fn show_line(line: &Line, items: Option<&Items>, output: &mut impl Write) -> io::Result<()> {
    let action = match line.action {
        Action::Add => "add",
        Action::Remove => "remove",
        Action::Set => "set",
    };
    let quantity = unit::display(line.quantity, line.unit.as_ref());
    let reason = format!("{:?}", line.reason).to_lowercase();
    write!(
        output,
        "  {action:<6}  {quantity:<10}  {}  ({reason})",
        line.name
    )?;
    let (price, per) = match line.price {
        Some(Price::Each(money)) => (Some(money), "each"),
        Some(Price::Total(money) | Price::AtRate(money)) => (Some(money), "in all"),
        None => (None, ""),
    };
    if let Some(price) = price {
        write!(output, "  at {} {per}", price.decimal())?;
    }
    if let Some(sum) = line.together {
        write!(output, "  at {} together", sum.decimal())?;
    }
    if let Some(expires) = line.expires {
        write!(output, "  expires {expires:?}")?;
    }
    match items.map(|items| items.resolve(&line.name)) {
        None => writeln!(output),
        Some(Found::Item(name)) => writeln!(output, "  = {name}"),
        Some(Found::Close(names)) => writeln!(output, "  ? {}", names.join(" | ")),
        Some(Found::Unknown) => writeln!(output, "  (no such item)"),
    }
}
