//! "Did you mean Coke 500ml or Coke 2l?": which of them an answer picks, by its button, its number or in words.

use backroom_core::catalogue::{Catalogue, Resolution, fold};
use backroom_core::ids::{ItemId, QuestionId};
use backroom_core::intent::{Line, Thing};
use backroom_core::inventory::Item;
use backroom_core::message::Content;
use backroom_core::quantity::Quantity;
use backroom_core::question::{Asks, Question, Settled};
use backroom_core::reply::TITLE_MAX;
use backroom_core::reply::answer::Checked;
use backroom_core::reply::ask::{self as words, Press};
use backroom_core::unit::display;

use crate::Failure;
use crate::commit::Plan;
use crate::named::{OFFERED, called, load};
use crate::question::{asked_last, asked_since, open, settle};
use crate::turn::{Outcome, Turn};

/// A name as said, and what it may stand for.
pub(crate) struct Near {
    pub(crate) said: String,
    /// Nearest first.
    pub(crate) choices: Vec<Item>,
    /// Whether it may as well be new.
    pub(crate) or_new: bool,
    /// Whether it may mean others than these.
    pub(crate) more: bool,
}

/// Asks which of them is meant.
pub(crate) fn ask(turn: &Turn<'_>, lines: Vec<Line>, known: &Settled, near: Near) -> Plan {
    let Near {
        said,
        choices,
        or_new,
        more,
    } = near;
    let mut known = known.clone();
    known.share(fold(&said), choices.iter().map(|item| item.name.as_str()));
    let question = turn.question(Asks::WhichItem {
        lines,
        choices: choices.iter().map(|item| item.id.clone()).collect(),
        known,
        said: said.clone(),
        or_new,
    });
    let choices: Vec<&Item> = choices.iter().collect();
    let reply = words::which_item(&question.id, &said, &choices, (or_new, more));
    Plan::question(question, reply)
}

/// "the white one", "coke 500ml": the answer to "which of them?", if that was asked last.
pub(crate) async fn singled_out(
    turn: &Turn<'_>,
    thing: &Thing,
) -> Result<Option<Outcome>, Failure> {
    let Some(mut question) = open(turn).await? else {
        return Ok(None);
    };
    if !matches!(question.asks, Asks::WhichItem { .. }) {
        return Ok(None);
    }
    let Content::Text { body } = &turn.message.content else {
        return Ok(None);
    };
    let amount = display(thing.quantity, thing.unit.as_ref());
    let said = match thing.unit {
        Some(_) => [body.as_str(), amount.as_str()],
        None if thing.quantity == Quantity::ONE => [body.as_str(), thing.name.as_str()],
        None => return Ok(None),
    };
    let Some(press) = pick(turn, &mut question, &said).await? else {
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

/// Which item the first of these words picks: one of those suggested, or any other of the shop that what was said at first may
/// mean. That one is added to the question's, and learns no name: it was not the nearest.
pub(crate) async fn pick(
    turn: &Turn<'_>,
    question: &mut Question,
    said: &[&str],
) -> Result<Option<Press>, Failure> {
    let Asks::WhichItem {
        said: asked,
        choices,
        known,
        ..
    } = &mut question.asks
    else {
        return Ok(None);
    };
    let named = load(turn, said).await?;
    let found = named.iter().find_map(|checked| match checked {
        Checked::Found(item) if choices.contains(&item.id) || fits(item, asked) => Some(&**item),
        Checked::Found(_) | Checked::Close(..) | Checked::Unknown(_) => None,
    });
    let picked = match found {
        Some(item) => item.id.clone(),
        None => match pick_named(turn, choices, said).await? {
            Some(press) => return Ok(Some(press)),
            None => match named.iter().find_map(|checked| only_one(checked, asked)) {
                Some(item) => item.id.clone(),
                None => return Ok(None),
            },
        },
    };
    if !choices.contains(&picked) {
        known.shared.push(fold(asked));
        choices.push(picked.clone());
    }
    let at = choices.iter().position(|choice| *choice == picked);
    let number = at.and_then(|at| u8::try_from(at + 1).ok());
    Ok(number.map(Press::Pick))
}

/// The one item that "white" singles out of all breads. Where a name is near to many, not all of them are told.
fn only_one<'a>(checked: &'a Checked, asked: &str) -> Option<&'a Item> {
    let Checked::Close(said, near) = checked else {
        return None;
    };
    let all = near.len() < OFFERED;
    let fit: Vec<&Item> = near.iter().filter(|item| fits(item, asked)).collect();
    match called(&fit, said, |item| &item.name).as_slice() {
        [one] if all => Some(*one),
        _ => None,
    }
}

/// Whether this name may mean the item.
pub(crate) fn fits(item: &Item, name: &str) -> bool {
    Catalogue::of([item]).resolve(name) != Resolution::Unknown
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
