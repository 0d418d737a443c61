//! What is remembered about items: written on the item, in one transaction with the record that keeps the reply.

use backroom_core::business::Right;
use backroom_core::intent::{Note, Noted};
use backroom_core::inventory::{Item, Rejection};
use backroom_core::money::{Money, SellingPrice};
use backroom_core::quantity::Quantity;
use backroom_core::reorder::Alert;
use backroom_core::reply::answer::Checked;
use backroom_core::reply::{Reply, note as words, refuse};
use backroom_core::unit::Unit;

use crate::commit::{Plan, commit, refused};
use crate::history::place;
use crate::turn::{Outcome, Turn};
use crate::{Failure, named};

/// Notes all of it, or nothing.
pub(crate) async fn note(turn: &Turn<'_>, notes: &[Note]) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::SetPrices) {
        return refused(turn, refuse::not_allowed(Right::SetPrices)).await;
    }
    commit(turn, || plan(turn, notes)).await
}

async fn plan(turn: &Turn<'_>, notes: &[Note]) -> Result<Plan, Failure> {
    let Some(notes) = with_suppliers(turn, notes).await? else {
        return Ok(Plan::refusal(words::whose_supplier()));
    };
    let names: Vec<&str> = notes.iter().map(|note| note.name.as_str()).collect();
    let found = named::load(turn, &names).await?;
    let mut noted: Vec<(Item, Noted)> = Vec::with_capacity(notes.len());
    for (note, named) in notes.iter().zip(&found) {
        let Checked::Found(item) = named else {
            return Ok(Plan::refusal(refuse::not_found(&found)));
        };
        let before = noted.iter().position(|(noted, _)| noted.id == item.id);
        let mut item = before.map_or_else(|| (**item).clone(), |at| noted.remove(at).0);
        if let Err(why) = set(&mut item, &note.what) {
            return Ok(Plan::refusal(why));
        }
        noted.push((item, note.what.clone()));
    }
    let reply = words::noted(&noted, &place(turn).await?.currency);
    Ok(Plan {
        items: noted.into_iter().map(|(item, _)| item).collect(),
        ..Plan::refusal(reply)
    })
}

/// "supplier brown bread albany": the longest beginning that is an item's name is the item. `None` if there is none.
async fn with_suppliers(turn: &Turn<'_>, notes: &[Note]) -> Result<Option<Vec<Note>>, Failure> {
    let mut told = Vec::with_capacity(notes.len());
    for note in notes {
        if note.what != Noted::SupplierBehind {
            told.push(note.clone());
            continue;
        }
        let ends = note.name.match_indices(' ').map(|(at, _)| at);
        let beginnings: Vec<&str> = ends.map(|end| &note.name[..end]).collect();
        let found = named::load(turn, &beginnings).await?;
        let known = beginnings.iter().zip(&found).rev();
        let mut known = known.filter(|(_, found)| matches!(found, Checked::Found(_)));
        let Some((name, _)) = known.next() else {
            return Ok(None);
        };
        told.push(Note {
            name: (*name).to_owned(),
            what: Noted::Supplier(note.name[name.len()..].trim().to_owned()),
        });
    }
    Ok(Some(told))
}

/// Sets it on the item, or says why it can't be.
fn set(item: &mut Item, what: &Noted) -> Result<(), Reply> {
    match what {
        Noted::Price(each, said) => item.price = Some(price(item, *each, said.as_ref())?),
        Noted::NoPrice => item.price = None,
        Noted::Alert {
            below,
            quantity,
            unit,
        } => {
            let level = in_unit_of(item, *quantity, unit.as_ref())?;
            item.alert = Some(if *below {
                Alert::Below(level)
            } else {
                Alert::At(level)
            });
        }
        Noted::NoAlert => item.alert = None,
        Noted::Supplier(supplier) => item.supplier = Some(supplier.clone()),
        Noted::SupplierBehind | Noted::NoSupplier => item.supplier = None,
    }
    Ok(())
}

/// A bare number is in the item's own unit, as in a sale.
fn in_unit_of(item: &Item, quantity: Quantity, said: Option<&Unit>) -> Result<Quantity, Reply> {
    if said.is_none() {
        return Ok(quantity);
    }
    item.measure(quantity, said).map_err(|_| {
        let rejection = Rejection::UnitMismatch {
            name: item.name.clone(),
            quantity,
            said: said.cloned(),
            unit: item.unit.clone(),
        };
        refuse::rejected(&[rejection], 1)
    })
}

/// A price is for one of the unit said, else for one of the item's.
fn price(item: &Item, each: Money, said: Option<&Unit>) -> Result<SellingPrice, Reply> {
    if each > Money::MAX {
        return Err(words::too_much());
    }
    if let Some(unit) = said
        && item.measure_about(Quantity::ONE, said).is_none()
    {
        return Err(words::price_of_another_unit(item, unit));
    }
    Ok(SellingPrice {
        each,
        per: said.or(item.unit.as_ref()).cloned(),
    })
}
