//! "Did you mean Coke 500ml or Coke 2l?": which of them an answer picks, by its button, its number or in words.

use backroom_core::ids::{ItemId, QuestionId};
use backroom_core::intent::Thing;
use backroom_core::inventory::Item;
use backroom_core::message::Content;
use backroom_core::quantity::Quantity;
use backroom_core::question::Asks;
use backroom_core::reply::TITLE_MAX;
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
    let Some(press) = pick_named(turn, choices, &said).await? else {
        return Ok(None);
    };
    if asked_since(turn, &question) || !asked_last(turn, &question).await? {
        return Ok(None);
    }
    // On the heap: what an answer does is much to hold in here, where it seldom is one.
    Box::pin(settle(turn, question, press)).await.map(Some)
}

/// What a button says that was cut short or numbered to be unlike its neighbours, typed in place of a tap. Whatever else is
/// said is looked at no further.
pub(crate) async fn title_typed(
    turn: &Turn<'_>,
    body: &str,
) -> Result<Option<(Press, QuestionId)>, Failure> {
    let said = body.trim().replace("...", "…");
    let numbered = said.starts_with(|first: char| first.is_ascii_digit())
        && said.get(1..).is_some_and(|rest| rest.starts_with(". "));
    if said.chars().count() > TITLE_MAX || !(numbered || said.contains('…')) {
        return Ok(None);
    }
    let Some(question) = open(turn).await? else {
        return Ok(None);
    };
    let digest = question.about.digest();
    let store = &turn.to.store;
    let asked = store
        .find_recent_by_digest(turn.business(), &digest, turn.latest())
        .await?;
    let asked = asked.map(|kept| kept.record.reply.buttons);
    let said = said.to_lowercase();
    Ok(asked
        .unwrap_or_default()
        .iter()
        .find(|button| button.title.to_lowercase() == said)
        .and_then(|button| Press::read(&button.id))
        .filter(|(_, id)| *id == question.id))
}

/// The one of them that the first of these words singles out: "500ml" of a small and a large coke. What they are called now
/// counts before what else they go by.
pub(crate) async fn pick_named(
    turn: &Turn<'_>,
    choices: &[ItemId],
    said: &[&str],
) -> Result<Option<Press>, Failure> {
    let stock = turn.to.store.load_items(turn.business(), choices).await?;
    let mut items: Vec<(u8, &Item)> = Vec::new();
    for (number, id) in (1..).zip(choices) {
        items.extend(stock.get(id).map(|item| (number, item)));
    }
    let shown = |(number, item): &(u8, &'_ Item)| (*number, item.name.clone());
    let shown: Vec<(u8, String)> = items.iter().map(shown).collect();
    let mut others: Vec<(u8, String)> = Vec::new();
    for (number, item) in items {
        let id = item.id.as_str().to_owned();
        let names = item.aliases.iter().cloned().chain([id]);
        others.extend(names.map(|name| (number, name)));
    }
    let pick = |said: &&str| one_called(&shown, said).or_else(|| one_called(&others, said));
    Ok(said.iter().find_map(pick).map(Press::Pick))
}

/// The number of the only one that goes by this name.
fn one_called(names: &[(u8, String)], said: &str) -> Option<u8> {
    let found = called(names, said, |(_, name)| name);
    let (first, _) = found.first()?;
    let one = found.iter().all(|(number, _)| number == first);
    one.then_some(*first)
}

/// The item that was picked; a yes picks the only one there is.
pub(crate) fn picked(choices: &[ItemId], press: Press) -> Option<&ItemId> {
    match press {
        Press::Pick(number) => choices.get(usize::from(number).checked_sub(1)?),
        Press::Yes if choices.len() == 1 => choices.first(),
        Press::Yes | Press::No | Press::New | Press::Sold | Press::Got | Press::Counted => None,
    }
}
