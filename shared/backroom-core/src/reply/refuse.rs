//! What is said when nothing was changed, and why.

use super::answer::Checked;
use super::plural::agreeing;
use super::{Reply, amount, echo, thing, title};
use crate::business::{Right, Role};
use crate::intent::{Action, Problem, Reason};
use crate::inventory::Rejection;
use crate::unit::Unit;

/// Each item that stands in the way of an undo, a correction or a note, and that nothing was changed.
pub fn rejected(rejections: &[Rejection], lines: usize) -> Reply {
    match rejections {
        [one] if lines == 1 => Reply::text(format!("{} Nothing was changed.", because(one))),
        several => all_rejected(several, "\nFix that and send all of it again."),
    }
}

/// The same of a change, which can be sent again once the book is right.
pub fn not_moved(rejections: &[Rejection], lines: usize) -> Reply {
    let short = |why: &Rejection| matches!(why, Rejection::NotEnough { .. });
    match rejections {
        [one @ Rejection::NotEnough { name, .. }] if lines == 1 => Reply::text(format!(
            "{} Nothing was changed. If the book is wrong, {}",
            because(one),
            count_first(name)
        )),
        several if several.iter().all(short) => all_rejected(
            several,
            "\nWhere the book is wrong, count what there was before this. Then send all of it again.",
        ),
        others => rejected(others, lines),
    }
}

fn all_rejected(rejections: &[Rejection], ending: &str) -> Reply {
    let lines: Vec<String> = rejections
        .iter()
        .map(|r| format!("• {}", because(r)))
        .collect();
    Reply::list("Nothing was changed:", &lines, ending)
}

/// How to set right what there was. It names no number, since who copies it would have that many; and no name that ends in one,
/// since "count coke 2 l" counts two litres.
fn count_first(name: &str) -> String {
    let name = match name.contains(|c: char| c.is_ascii_digit()) {
        true => ", its name".to_owned(),
        false => format!(" {}", echo(name).to_lowercase()),
    };
    format!("say: count{name}, and how many there were before this. Then send it again.")
}

fn because(rejection: &Rejection) -> String {
    match rejection {
        Rejection::NotEnough {
            name,
            on_hand,
            wanted,
            unit,
        } => {
            let unit = unit.as_ref();
            let wanted = amount(*wanted, unit);
            if *on_hand <= crate::quantity::Quantity::ZERO {
                return format!("No {} left, so {wanted} can't go out.", title(name));
            }
            format!(
                "Only {} left, so {wanted} can't go out.",
                thing(*on_hand, unit, name)
            )
        }
        Rejection::UnitMismatch {
            name,
            quantity,
            said,
            unit,
        } => {
            let counted = unit.as_ref().map_or("pieces".into(), Unit::plural);
            format!(
                "{} {} kept in {counted}, and I don't know how many {} come to: send it in {counted}.",
                title(name),
                agreeing(name, "is", "are"),
                amount(*quantity, said.as_ref())
            )
        }
        Rejection::Inexact {
            name,
            quantity,
            said,
            unit,
        } => {
            let kept = unit.as_ref().map_or("pieces".into(), Unit::plural);
            let wanted = said.as_ref().map_or("pieces".into(), Unit::plural);
            format!(
                "{} {} kept in {kept}, and {} can't be told in them exactly. To count it in {wanted}: keep {} in {wanted}.",
                title(name),
                agreeing(name, "is", "are"),
                amount(*quantity, said.as_ref()),
                echo(name).to_lowercase(),
            )
        }
        Rejection::UnitChanged { .. }
        | Rejection::Gone { .. }
        | Rejection::MovedSince { .. }
        | Rejection::CountedSince { .. } => because_of_since(rejection),
        Rejection::TooMuch { name } => {
            format!(
                "That is more {} than I can count. Check the number.",
                title(name)
            )
        }
    }
}

/// What has become of the item since.
fn because_of_since(rejection: &Rejection) -> String {
    match rejection {
        Rejection::UnitChanged { name, was, unit } => {
            let word = |unit: &Option<Unit>| {
                unit.as_ref()
                    .map_or("pieces".into(), Unit::plural)
                    .into_owned()
            };
            format!(
                "{} {} kept in {} now, and that was in {}, so I can't take it back. Count it instead: count 12 {}.",
                title(name),
                agreeing(name, "is", "are"),
                word(unit),
                word(was),
                echo(name).to_lowercase(),
            )
        }
        Rejection::Gone {
            name,
            into: Some(into),
        } => format!(
            "{} is {} now, so I can't change that by itself. Count what there is: count 12 {}.",
            title(name),
            title(into),
            echo(into).to_lowercase(),
        ),
        Rejection::Gone { name, into: None } => {
            format!(
                "{} was deleted since, so I can't correct that.",
                title(name)
            )
        }
        Rejection::MovedSince { name } => format!(
            "More {} has gone out since. Count it again: count 12 {}.",
            title(name),
            echo(name).to_lowercase(),
        ),
        Rejection::CountedSince { name } => format!(
            "{} was counted again since. If that was wrong, count it once more: count 12 {}.",
            title(name),
            echo(name).to_lowercase(),
        ),
        Rejection::NotEnough { .. }
        | Rejection::UnitMismatch { .. }
        | Rejection::Inexact { .. }
        | Rejection::TooMuch { .. } => because(rejection),
    }
}

/// "You have no bananas." with the way to start, for something that would go out and isn't known.
pub fn unknown_items(names: &[&str]) -> Reply {
    match names {
        [name] => {
            let name = echo(name);
            Reply::text(format!(
                "I don't have \"{name}\" in stock, so nothing was changed. If it is there, {}",
                count_first(&name)
            ))
        }
        several => {
            let lines: Vec<String> = several
                .iter()
                .map(|name| format!("• {}", echo(name)))
                .collect();
            Reply::list(
                "Nothing was changed. I don't have these in stock:",
                &lines,
                "\nIf they are there, count what there was before this. Then send all of it again.",
            )
        }
    }
}

/// Names that are not known for certain, where no question is worth asking.
pub fn not_found(answers: &[Checked]) -> Reply {
    let lines = answers.iter().filter_map(|answer| match answer {
        Checked::Found(_) => None,
        Checked::Close(said, near) => {
            let near: Vec<String> = near.iter().map(|item| title(&item.name)).collect();
            let near = near.join(" or ");
            Some(format!(
                "I don't have \"{}\". Nearest: {near}. Send it with that name.",
                echo(said)
            ))
        }
        Checked::Unknown(said) => Some(format!("I don't have \"{}\" in stock.", echo(said))),
    });
    let lines: Vec<String> = lines.collect();
    Reply::list(&lines.join("\n"), &[], " Nothing was changed.")
}

/// A name without a letter or digit.
pub fn nameless() -> Reply {
    Reply::text("I need a name for that, for example: got 10 bread. Nothing was changed.")
}

/// A name longer than any thing's.
pub fn name_too_long(name: &str) -> Reply {
    Reply::text(format!(
        "\"{}\" is too long for a name. Nothing was changed: send it shorter.",
        echo(name)
    ))
}

/// A message that is ours, but not complete.
pub fn incomplete(problem: &Problem) -> Reply {
    Reply::text(match problem {
        Problem::Credit => return super::credit::say_all(),
        Problem::NoQuantity { way, name } => {
            let name = echo(name);
            let verb = way.map_or("sold", |(action, _)| verb(action));
            format!("Send it with a number, for example: {verb} 3 {name}")
        }
        Problem::NoName { action, thing, .. } => {
            let amount = amount(thing.quantity, thing.unit.as_ref());
            format!(
                "Send it with a name, for example: {} {amount} bread",
                verb(*action)
            )
        }
        Problem::NoAction { .. } => {
            "Say whether it went in or out, like: got 3 coke, or: sold 3 coke".to_owned()
        }
        Problem::OnlyAction { action } => {
            let verb = verb(*action);
            format!("Say what, and how many, in one message, for example: {verb} 3 bread")
        }
        Problem::Line { number, text } => format!(
            "I can't read line {number}: \"{}\". Say it like: sold 3 coke. Nothing was changed: send all of it again.",
            echo(text)
        ),
        Problem::BadQuantity { text } => {
            format!(
                "I can't take one number from \"{}\". Nothing was changed: send it again with one exact number.",
                echo(text)
            )
        }
        Problem::NotYet => {
            "I changed nothing, since it hasn't happened yet. Tell me when it has.".to_owned()
        }
        Problem::Negated => "OK, I changed nothing.".to_owned(),
        Problem::TooManyLines { most } => {
            format!(
                "That is a long list. Please send at most {most} lines at a time. Nothing was changed."
            )
        }
    })
}

/// Something that the member may not do.
pub fn not_allowed(right: Right) -> Reply {
    Reply::text(match right.least() {
        Role::Viewer | Role::Staff => {
            "You can look, but not change the stock. Ask the owner to change that."
        }
        Role::Manager => "Only the owner or a manager can do that.",
        Role::Owner => "Only the owner can do that.",
    })
}

/// An undo by somebody with nothing to undo.
pub fn nothing_to_undo() -> Reply {
    Reply::text("You have no change to undo.")
}

/// Of this kind, the member has none that still stands.
pub fn none_to_undo(kind: Reason) -> Reply {
    let kind = called(kind);
    Reply::text(format!(
        "I don't see a {kind} of yours to undo. To take back another change, reply \"undo\" to it."
    ))
}

/// No change of this kind that could be corrected.
pub fn none_to_fix(kind: Reason) -> Reply {
    let kind = called(kind);
    Reply::text(format!(
        "I don't see a {kind} of yours to correct. To correct another change, reply to it, for example: no, 15"
    ))
}

/// A change of this kind, as people call it.
fn called(kind: Reason) -> &'static str {
    match kind {
        Reason::Receipt => "delivery",
        Reason::Sale => "sale",
        Reason::Use => "use",
        Reason::Damage => "damage",
        Reason::Expiry => "expiry",
        Reason::Theft => "theft",
        Reason::Return => "return",
        Reason::Count => "count",
        Reason::Correction | Reason::WriteOff | Reason::Transfer | Reason::Conversion => "change",
    }
}

/// The last that the member did was to take something back.
pub fn undone_just_now() -> Reply {
    Reply::text("You took that back already. To take back another change, reply \"undo\" to it.")
}

/// The last change was taken back before.
pub fn already_undone() -> Reply {
    Reply::text(
        "Your last change is already undone. To take back an older one, reply \"undo\" to it.",
    )
}

/// More changes than can be taken back in one go.
pub fn too_much_to_undo() -> Reply {
    Reply::text(
        "That is too much to take back at once. Nothing was changed: try fewer, for example: undo 2",
    )
}

/// The change that an undo replies to was taken back before.
pub fn that_is_undone() -> Reply {
    Reply::text("That change is already undone or corrected.")
}

/// An undo of somebody else's change by a member who may not.
pub fn not_yours_to_undo() -> Reply {
    Reply::text("That change isn't yours. Ask the owner or a manager to undo it.")
}

/// The message that an undo replies to changed no stock, or is too long ago to be found.
pub fn quoted_changed_nothing() -> Reply {
    Reply::text(
        "I can't tell which change you mean. Reply \"undo\" to the message that you sent, or just say: undo",
    )
}

/// The last thing that was said changed an item itself, not its stock.
pub fn edit_not_undone() -> Reply {
    Reply::text(
        "That changed an item, not its stock: to change it back, say it the other way round. To take back an older stock \
         change, reply \"undo\" to it.",
    )
}

/// A correction without a change it could correct.
pub fn nothing_to_correct() -> Reply {
    Reply::text(
        "I don't see a change of yours to correct. Send it in full, for example: sold 3 coke",
    )
}

/// A correction of a change of several lines.
pub fn nothing_to_fix() -> Reply {
    Reply::text(
        "I can only correct a change of one line. Reply \"undo\" to it, then send all of it again.",
    )
}

fn verb(action: Action) -> &'static str {
    match action {
        Action::Add => "got",
        Action::Set => "count",
        Action::Remove => "sold",
    }
}
