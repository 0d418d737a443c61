//! The list to start with: offered with the welcome, added on a yes.

use backroom_core::business::Right;
use backroom_core::ids::{ItemId, QuestionId};
use backroom_core::inventory::{Decision, Item};
use backroom_core::question::Asks;
use backroom_core::reply::{refuse, starter as words};
use backroom_core::starter::Trade;
use backroom_io::store::Alias;

use crate::Failure;
use crate::commit::{Plan, commit, record, refused};
use crate::turn::{Outcome, Turn};

/// Offers the list of this trade, in place of the question which one it is.
pub(crate) async fn offer(
    turn: &Turn<'_>,
    trade: Trade,
    closes: &QuestionId,
) -> Result<Outcome, Failure> {
    record(turn, || Plan {
        closes: Some(closes.clone()),
        ..Plan::question(
            turn.question(Asks::Starter { trade }),
            words::offer(&turn.question_id(), trade),
        )
    })
    .await
}

/// Adds what is not there yet, under any of its names.
pub(crate) async fn add(
    turn: &Turn<'_>,
    trade: Trade,
    closes: &QuestionId,
) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::MoveStock) {
        return refused(turn, refuse::not_allowed(Right::MoveStock)).await;
    }
    let items = trade.items();
    commit(turn, async || {
        let ids: Vec<ItemId> = items.iter().flat_map(names).map(ItemId::new).collect();
        let there = turn.to.store.load_items(turn.business(), &ids).await?;
        // One that was deleted is not wanted.
        let is_new = |item: &&Item| {
            there.get(&item.id).is_none() && names(item).all(|name| there.find(name).is_none())
        };
        let new: Vec<Item> = items.iter().filter(is_new).cloned().collect();
        if new.is_empty() {
            return Ok(Plan {
                closes: Some(closes.clone()),
                ..Plan::refusal(words::nothing_to_add())
            });
        }
        let learns = new.iter().flat_map(|item| {
            item.aliases.iter().map(|name| Alias {
                folded: name.clone(),
                item: item.id.clone(),
            })
        });
        let reply = words::added(&new);
        Ok(Plan {
            closes: Some(closes.clone()),
            learns: learns.collect(),
            ..Plan::edit(
                Decision {
                    movements: Vec::new(),
                    items: new,
                },
                reply,
            )
        })
    })
    .await
}

fn names(item: &Item) -> impl Iterator<Item = &str> {
    std::iter::once(item.id.as_str()).chain(item.aliases.iter().map(String::as_str))
}
