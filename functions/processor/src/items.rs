//! Items themselves: renamed, merged, called otherwise, deleted. What can't simply be said the other way round asks first.

use backroom_core::business::Right;
use backroom_core::catalogue::fold;
use backroom_core::ids::{ItemId, QuestionId};
use backroom_core::intent::Edit;
use backroom_core::inventory::{
    ALIASES_MAX, Decision, Item, RecordKind, Unmergeable, delete, merge,
};
use backroom_core::quantity::Quantity;
use backroom_core::question::Asks;
use backroom_core::reply::ask::{self, Press};
use backroom_core::reply::{Reply, chat, items as words, refuse};
use backroom_io::store::Alias;

use crate::change::NAME_MAX;
use crate::commit::{Plan, commit, refused};
use crate::named::{certain, exactly};
use crate::turn::{Outcome, Turn};
use crate::{Failure, packs};

/// Does what a member wants of an item. Names and packs are learnt from everybody who moves stock; what changes an item
/// for everybody is for the owner and managers.
pub(crate) async fn edit(turn: &Turn<'_>, edit: &Edit) -> Result<Outcome, Failure> {
    let role = turn.member.role;
    if !role.may(Right::MoveStock) {
        return refused(turn, refuse::not_allowed(Right::MoveStock)).await;
    }
    match edit {
        Edit::Alias { alias, of } => commit(turn, || call_also(turn, alias, of)).await,
        Edit::Pack {
            name,
            pack,
            holds,
            of,
        } => packs::teach(turn, name, pack, *holds, of.as_ref()).await,
        _ if !role.may(Right::ChangeItems) => {
            refused(turn, refuse::not_allowed(Right::ChangeItems)).await
        }
        Edit::Rename { from, to } => commit(turn, || rename(turn, from, to)).await,
        Edit::Call(said) => commit(turn, || call(turn, said)).await,
        Edit::Merge { from, into, told } => {
            commit(turn, || ask_to_merge(turn, from, into, *told)).await
        }
        Edit::Forget(alias) => commit(turn, || forget(turn, alias)).await,
        Edit::Delete(name) => commit(turn, || ask_to_delete(turn, name)).await,
        Edit::KeepIn { name, unit } => packs::keep_in(turn, name, unit).await,
    }
}

/// A name that no item can have.
fn unfit(name: &str) -> Option<Reply> {
    if fold(name).is_empty() {
        return Some(refuse::nameless());
    }
    (name.chars().count() > NAME_MAX).then(|| refuse::name_too_long(name))
}

/// "rename coke to coca cola": the id and the old name stay.
async fn rename(turn: &Turn<'_>, from: &str, to: &str) -> Result<Plan, Failure> {
    if let Some(reply) = unfit(to) {
        return Ok(Plan::refusal(reply));
    }
    let item = match certain(turn, from).await? {
        Ok(item) => item,
        Err(reply) => return Ok(Plan::refusal(reply)),
    };
    if item.name == to {
        return Ok(Plan::refusal(words::called_so_already(to)));
    }
    let taken = exactly(turn, to).await?.filter(|other| other.id != item.id);
    if let Some(other) = taken {
        return Ok(if is_own_name(&other, to) {
            merge_question(turn, &item, &other, true)
        } else {
            Plan::refusal(words::means_already(to, &other))
        });
    }
    let reply = words::renamed(&item.name, to);
    let renamed = Item {
        name: to.to_owned(),
        ..item
    };
    Ok(learn_name(renamed, to, reply))
}

/// Whether the item is called so, and not only by another name.
fn is_own_name(item: &Item, name: &str) -> bool {
    let folded = fold(name);
    item.id.as_str() == folded || fold(&item.name) == folded
}

/// Writes the item, and that this name leads to it.
fn learn_name(item: Item, name: &str, reply: Reply) -> Plan {
    let folded = fold(name);
    let known = item.id.as_str() == folded || item.aliases.contains(&folded);
    if !known && item.aliases.len() >= ALIASES_MAX {
        return Plan::refusal(words::too_many_names(&item));
    }
    let alias = Alias {
        item: item.id.clone(),
        folded,
    };
    Plan {
        learns: if known { Vec::new() } else { vec![alias] },
        ..Plan::edit(written(item), reply)
    }
}

/// An item that is written as it is here, without a movement.
fn written(item: Item) -> Decision {
    Decision {
        movements: Vec::new(),
        items: vec![item],
    }
}

/// "call coke coca cola": the longest beginning that is an item's name is that name.
async fn call(turn: &Turn<'_>, said: &str) -> Result<Plan, Failure> {
    let words: Vec<&str> = said.split(' ').collect();
    for end in (1..words.len()).rev() {
        let from = words[..end].join(" ");
        if exactly(turn, &from).await?.is_some() {
            return rename(turn, &from, &words[end..].join(" ")).await;
        }
    }
    Ok(Plan::refusal(chat::not_understood(None)))
}

/// "loosies = cigarettes", whichever of the two is the item.
async fn call_also(turn: &Turn<'_>, alias: &str, of: &str) -> Result<Plan, Failure> {
    if let Some(reply) = unfit(alias).or_else(|| unfit(of)) {
        return Ok(Plan::refusal(reply));
    }
    let named = exactly(turn, alias).await?;
    let item = match (certain(turn, of).await?, named) {
        (Ok(item), None) => return Ok(also(item, alias)),
        (Err(_), Some(named)) => return Ok(also(named, of)),
        (Err(reply), None) => return Ok(Plan::refusal(reply)),
        (Ok(item), Some(named)) if item.id == named.id => {
            return Ok(Plan::refusal(words::alias_learnt(alias, &item)));
        }
        (Ok(item), Some(named)) if is_own_name(&named, alias) => (named, item),
        (Ok(_), Some(named)) => return Ok(Plan::refusal(words::means_already(alias, &named))),
    };
    let (from, into) = item;
    Ok(if turn.member.role.may(Right::ChangeItems) {
        merge_question(turn, &from, &into, true)
    } else {
        Plan::refusal(refuse::not_allowed(Right::ChangeItems))
    })
}

fn also(item: Item, alias: &str) -> Plan {
    let reply = words::alias_learnt(alias, &item);
    learn_name(item, alias, reply)
}

/// "forget alias loosies".
async fn forget(turn: &Turn<'_>, alias: &str) -> Result<Plan, Failure> {
    let Some(mut item) = exactly(turn, alias).await? else {
        return Ok(Plan::refusal(words::no_alias(alias)));
    };
    if is_own_name(&item, alias) {
        return Ok(Plan::refusal(words::own_name(alias, &item)));
    }
    let folded = fold(alias);
    item.aliases.retain(|known| *known != folded);
    let reply = words::alias_forgotten(alias, &item);
    Ok(Plan {
        forgets: vec![Alias {
            item: item.id.clone(),
            folded,
        }],
        ..Plan::edit(written(item), reply)
    })
}

/// Those of the names that lead to no other item that the shop still has.
pub(crate) async fn free(turn: &Turn<'_>, mut names: Vec<Alias>) -> Result<Vec<Alias>, Failure> {
    let folded = names.iter().map(|alias| ItemId::new(alias.folded.clone()));
    let folded: Vec<ItemId> = folded.collect();
    let stock = turn.to.store.load_items(turn.business(), &folded).await?;
    names.retain(|alias| {
        let leads = stock.find(&alias.folded);
        leads.is_none_or(|item| item.id == alias.item)
    });
    Ok(names)
}

async fn ask_to_delete(turn: &Turn<'_>, name: &str) -> Result<Plan, Failure> {
    Ok(match certain(turn, name).await? {
        Ok(item) => delete_question(turn, &item),
        Err(reply) => Plan::refusal(reply),
    })
}

fn delete_question(turn: &Turn<'_>, item: &Item) -> Plan {
    let question = turn.question(Asks::Delete {
        item: item.id.clone(),
        on_hand: item.on_hand,
    });
    let reply = words::delete(&question.id, item);
    Plan::question(question, reply)
}

/// A yes to "Delete Bread?". If the stock has moved since, what is written off is another amount, and it is asked again.
pub(crate) async fn delete_settled(
    turn: &Turn<'_>,
    item: &ItemId,
    on_hand: Quantity,
    closes: &QuestionId,
) -> Result<Outcome, Failure> {
    settled(turn, [item], closes, |[item]| {
        if item.on_hand != on_hand {
            return delete_question(turn, &item);
        }
        match delete(&item) {
            Some(decision) => moved(decision, words::deleted(&item)),
            None => Plan::refusal(words::too_much_together(&item)),
        }
    })
    .await
}

/// What an answer decides about items, by one who may change them; they may be gone by now.
pub(crate) async fn settled<const N: usize>(
    turn: &Turn<'_>,
    ids: [&ItemId; N],
    closes: &QuestionId,
    plan: impl Fn([Item; N]) -> Plan,
) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::ChangeItems) {
        return refused(turn, refuse::not_allowed(Right::ChangeItems)).await;
    }
    let ids = ids.map(ItemId::clone);
    commit(turn, async || {
        let stock = turn.to.store.load_items(turn.business(), &ids).await?;
        let kept = ids.iter().filter_map(|id| stock.get(id)).cloned();
        let kept: Vec<Item> = kept.filter(|item| !item.deleted).collect();
        Ok(Plan {
            closes: Some(closes.clone()),
            ..kept
                .try_into()
                .map_or_else(|_| Plan::refusal(words::gone_by_now()), &plan)
        })
    })
    .await
}

/// Stock moves because of what became of its item: to be undone as any change.
fn moved(decision: Decision, reply: Reply) -> Plan {
    Plan {
        kind: RecordKind::Change,
        ..Plan::edit(decision, reply)
    }
}

async fn ask_to_merge(
    turn: &Turn<'_>,
    from: &str,
    into: &str,
    told: bool,
) -> Result<Plan, Failure> {
    Ok(
        match (certain(turn, from).await?, certain(turn, into).await?) {
            (Ok(from), Ok(into)) if from.id == into.id => Plan::refusal(words::one_already(&from)),
            (Ok(from), Ok(into)) => merge_question(turn, &from, &into, told),
            (Err(reply), _) | (_, Err(reply)) => Plan::refusal(reply),
        },
    )
}

fn merge_question(turn: &Turn<'_>, from: &Item, into: &Item, told: bool) -> Plan {
    if let Err(why) = merge(from, into) {
        return Plan::refusal(unmergeable(why, from, into));
    }
    let question = turn.question(Asks::Merge {
        from: from.id.clone(),
        into: into.id.clone(),
        told,
    });
    let reply = words::merge(&question.id, from, into, told);
    Plan::question(question, reply)
}

fn unmergeable(why: Unmergeable, from: &Item, into: &Item) -> Reply {
    match why {
        Unmergeable::Units => words::not_mergeable(from, into),
        Unmergeable::TooMuch => words::too_much_together(into),
        Unmergeable::Names => words::too_many_names_together(from, into),
    }
}

/// A yes to "Merge Coke into Coca-Cola?", or of two names the one that stays.
pub(crate) async fn merge_settled(
    turn: &Turn<'_>,
    (one, other): (&ItemId, &ItemId),
    told: bool,
    press: Press,
    closes: &QuestionId,
) -> Result<Outcome, Failure> {
    let (from, into) = if press == (if told { Press::Yes } else { Press::Pick(2) }) {
        (one, other)
    } else if !told && press == Press::Pick(1) {
        (other, one)
    } else {
        return Ok(ask::pick_one().into());
    };
    settled(turn, [from, into], closes, |[from, into]| {
        merge_plan(&from, &into)
    })
    .await
}

fn merge_plan(from: &Item, into: &Item) -> Plan {
    let decision = match merge(from, into) {
        Ok(decision) => decision,
        Err(why) => return Plan::refusal(unmergeable(why, from, into)),
    };
    let names = std::iter::once(from.id.as_str()).chain(from.aliases.iter().map(String::as_str));
    let lead = |name: &str| Alias {
        folded: name.to_owned(),
        item: into.id.clone(),
    };
    let learns = names
        .filter(|name| *name != into.id.as_str())
        .map(lead)
        .collect();
    let after = decision.items.iter().find(|item| item.id == into.id);
    let reply = words::merged(from, after.unwrap_or(into));
    Plan {
        learns,
        ..moved(decision, reply)
    }
}
