//! What is said about the list to start with.

use super::ask::Press;
use super::{BODY_MAX_WITH_BUTTONS, Reply, count, title};
use crate::ids::QuestionId;
use crate::inventory::Item;
use crate::starter::Trade;
use crate::unit::Unit;

/// A welcome, and the offer of a list: that of the trade, or of the one they name.
#[must_use]
pub fn offered(welcome: Reply, question: &QuestionId, trade: Option<Trade>) -> Reply {
    let offer = trade.map_or_else(|| which_trade(question), |trade| offer(question, trade));
    let body = format!("{}\n\n{}", welcome.body, offer.body);
    let fits = body.chars().count() < BODY_MAX_WITH_BUTTONS;
    if fits {
        Reply { body, ..offer }
    } else {
        welcome
    }
}

/// "What kind of business is it?"
pub fn which_trade(question: &QuestionId) -> Reply {
    let names: Vec<&str> = Trade::NAMED.into_iter().map(Trade::name).collect();
    Reply::with_buttons(
        format!(
            "Want a list to start with? Say what you are: {}.",
            names.join(", ")
        ),
        [
            (Press::New.id(question), "Something else".to_owned()),
            (Press::No.id(question), "No".to_owned()),
        ],
    )
}

/// "Here is a list to start with (spaza): …"
pub fn offer(question: &QuestionId, trade: Trade) -> Reply {
    let items: Vec<String> = trade.items().iter().map(kept).collect();
    let whose = if trade == Trade::Other {
        String::new()
    } else {
        format!(" ({})", trade.name())
    };
    Reply::with_buttons(
        format!(
            "Here is a list to start with{whose}: {}. Shall I add it, with none on hand yet?",
            items.join(", ")
        ),
        [
            (Press::Yes.id(question), "Yes".to_owned()),
            (Press::No.id(question), "No".to_owned()),
        ],
    )
}

/// "Coke (bottles)".
fn kept(item: &Item) -> String {
    let name = title(&item.name);
    let unit = item.unit.as_ref().map(Unit::plural);
    unit.map_or_else(|| name.clone(), |unit| format!("{name} ({unit})"))
}

/// They are there.
pub fn added(items: &[Item]) -> Reply {
    let name = |at: usize| items.get(at).map_or("bread", |item| item.name.as_str());
    Reply::text(format!(
        "Added {}, none on hand yet. Tell me what you have: count 20 {}, 10 {}. What you don't keep: delete {}",
        count(items.len() as u64, "item", "items"),
        name(0),
        name(1),
        name(2),
    ))
}

/// All of it was there.
pub fn nothing_to_add() -> Reply {
    Reply::text("You have all of that already.")
}
