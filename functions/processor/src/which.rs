//! "Did you mean Coke 500ml or Coke 2l?": which of them an answer picks, by its button, its number or in words.

use backroom_core::ids::ItemId;
use backroom_core::intent::Thing;
use backroom_core::message::Content;
use backroom_core::quantity::Quantity;
use backroom_core::question::Asks;
use backroom_core::reply::ask::Press;
use backroom_core::unit::display;

use crate::Failure;
use crate::named::called;
use crate::question::{asked_last, asked_since, open, settle};
use crate::turn::{Outcome, Turn};

/// "the white one", "coke 500ml": the answer to "which of them?", if that was asked last.
pub(crate) async fn singled_out(
    turn: &Turn<'_>,
    thing: &Thing,
) -> Result<Option<Outcome>, Failure> {
    let Some(question) = open(turn).await? else {
        return Ok(None);
    };
    let Asks::WhichItem { choices, .. } = &question.asks else {
        return Ok(None);
    };
    let Content::Text { body } = &turn.message.content else {
        return Ok(None);
    };
    let amount = display(thing.quantity, thing.unit.as_ref());
    let said = match thing.unit {
        Some(_) => [body.as_str(), amount.as_str()],
        None if thing.quantity == Quantity::ONE => [body.as_str(), thing.name.as_str()],
        None => return Ok(None),
    };
    let mut picks = said.iter().filter_map(|said| pick_named(choices, said));
    let Some(press) = picks.next() else {
        return Ok(None);
    };
    if asked_since(turn, &question) || !asked_last(turn, &question).await? {
        return Ok(None);
    }
    // On the heap: what an answer does is much to hold in here, where it seldom is one.
    Box::pin(settle(turn, question, press)).await.map(Some)
}

/// The one of them that these words single out: "500ml" of a small and a large coke.
pub(crate) fn pick_named(choices: &[ItemId], said: &str) -> Option<Press> {
    let numbered: Vec<(u8, &ItemId)> = (1..).zip(choices).collect();
    match called(&numbered, said, |(_, item)| item.as_str()).as_slice() {
        [(number, _)] => Some(Press::Pick(*number)),
        _ => None,
    }
}

/// The item that was picked; a yes picks the only one there is.
pub(crate) fn picked(choices: &[ItemId], press: Press) -> Option<&ItemId> {
    match press {
        Press::Pick(number) => choices.get(usize::from(number).checked_sub(1)?),
        Press::Yes if choices.len() == 1 => choices.first(),
        Press::Yes | Press::No | Press::New | Press::Sold | Press::Got | Press::Counted => None,
    }
}
