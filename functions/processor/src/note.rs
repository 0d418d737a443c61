//! What is remembered about items: written on the item, in one transaction with the record that keeps the reply.

use backroom_core::business::Right;
use backroom_core::intent::{Note, Noted};
use backroom_core::inventory::Item;
use backroom_core::money::{Money, SellingPrice};
use backroom_core::quantity::Quantity;
use backroom_core::reply::answer::Checked;
use backroom_core::reply::{Reply, refuse, takings as words};
use backroom_core::unit::{Unit, in_base};

use crate::commit::{Plan, commit};
use crate::history::place;
use crate::turn::{Outcome, Turn};
use crate::{Failure, named};

/// Notes all of it, or nothing.
pub(crate) async fn note(turn: &Turn<'_>, notes: &[Note]) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::SetPrices) {
        return Ok(refuse::not_allowed(Right::SetPrices).into());
    }
    commit(turn, || plan(turn, notes)).await
}

async fn plan(turn: &Turn<'_>, notes: &[Note]) -> Result<Plan, Failure> {
    let names: Vec<&str> = notes.iter().map(|note| note.name.as_str()).collect();
    let found = named::load(turn, &names).await?;
    let mut items: Vec<Item> = Vec::with_capacity(notes.len());
    for (note, named) in notes.iter().zip(&found) {
        let Checked::Found(item) = named else {
            return Ok(Plan::refusal(refuse::not_found(&found)));
        };
        let before = items.iter().position(|noted| noted.id == item.id);
        let mut item = before.map_or_else(|| item.clone(), |at| items.remove(at));
        if let Err(why) = set(&mut item, &note.what) {
            return Ok(Plan::refusal(why));
        }
        items.push(item);
    }
    let currency = place(turn).await?.currency;
    let reply = match items.as_slice() {
        [item] => words::price(item, &currency),
        several => words::prices(several, &currency),
    };
    Ok(Plan {
        items,
        ..Plan::refusal(reply)
    })
}

/// Sets it on the item, or says why it can't be.
fn set(item: &mut Item, what: &Noted) -> Result<(), Reply> {
    match what {
        Noted::Price(each, said) => item.price = Some(price(item, *each, said.as_ref())?),
        Noted::NoPrice => item.price = None,
    }
    Ok(())
}

/// A price is for one of the unit said, else for one of the item's.
fn price(item: &Item, each: Money, said: Option<&Unit>) -> Result<SellingPrice, Reply> {
    if each > Money::MAX {
        return Err(words::too_much());
    }
    if let Some(unit) = said
        && in_base(Quantity::ONE, said, item.unit.as_ref()).is_none()
    {
        return Err(words::price_of_another_unit(item, unit));
    }
    Ok(SellingPrice {
        each,
        per: said.or(item.unit.as_ref()).cloned(),
    })
}
