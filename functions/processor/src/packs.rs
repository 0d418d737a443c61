//! What items are counted in: what a pack holds is told once, or asked for when it is first needed; an item can be kept in
//! another unit.

use backroom_core::business::Right;
use backroom_core::ids::{ItemId, QuestionId};
use backroom_core::inventory::{
    self, Decision, Item, Order, Pack, Rejection, Stock, Unlearnt, Unmeasured, learn_pack,
    pack_and_content,
};
use backroom_core::quantity::Quantity;
use backroom_core::question::{Asks, Question, Waiting};
use backroom_core::reply::{Reply, items as words, refuse};
use backroom_core::unit::{Dimension, Unit};

use crate::Failure;
use crate::change::change_settled;
use crate::commit::{Plan, commit};
use crate::items::settled;
use crate::named::certain;
use crate::question::open;
use crate::turn::{Outcome, Turn};

/// What an item's unit is, where a number without one is in pieces.
fn unit_of(item: &Item) -> Unit {
    item.unit.clone().unwrap_or_else(Unit::piece)
}

/// A pack that has to be known before the orders can be done: of which item, and of what it holds how much is asked.
pub(crate) fn wanted(
    stock: &Stock,
    orders: &[Order],
    rejections: &[Rejection],
) -> Option<(Item, Unit, Unit)> {
    let unknown = |rejection: &Rejection| matches!(rejection, Rejection::UnitMismatch { .. });
    if !rejections.iter().all(unknown) {
        return None;
    }
    orders.iter().find_map(|order| {
        let item = stock.get(order.target.id())?;
        let said = order.unit.as_ref()?;
        let known = item.measure(order.quantity, Some(said)) != Err(Unmeasured::Unknown);
        let kept = unit_of(item);
        let (pack, of) = pack_and_content(said, &kept).filter(|_| !known)?;
        Some((item.clone(), pack.clone(), of.clone()))
    })
}

/// Asks how much of the one is in the other.
pub(crate) fn ask(turn: &Turn<'_>, item: &Item, pack: &Unit, of: &Unit, then: Waiting) -> Plan {
    let question = turn.question(Asks::HowManyIn {
        item: item.id.clone(),
        pack: pack.clone(),
        of: of.clone(),
        then,
    });
    Plan::question(question, words::how_many_in(item, pack, of))
}

/// The stock once packs are learnt, and the movements of items that are kept in another unit by that.
pub(crate) fn taught(stock: &Stock, packs: &[(ItemId, Pack)]) -> Result<(Stock, Decision), Reply> {
    let mut stock = stock.clone();
    let mut decision = Decision::default();
    for (id, pack) in packs {
        let Some(item) = stock.get(id).filter(|item| !item.deleted).cloned() else {
            return Err(words::gone_by_now());
        };
        let learnt = learn_pack(&item, pack.clone()).map_err(|why| unlearnt(why, &item, pack))?;
        stock = stock.after(&learnt);
        decision = inventory::then(decision, learnt);
    }
    Ok((stock, decision))
}

fn unlearnt(why: Unlearnt, item: &Item, pack: &Pack) -> Reply {
    match why {
        Unlearnt::TooMany => words::too_many_packs(item),
        Unlearnt::Known => words::not_a_pack(pack),
        Unlearnt::Crooked => words::comes_out_crooked(item, &pack.of),
    }
}

/// A number in answer to "how many bottles are in a case of Coke?".
pub(crate) async fn answered(
    turn: &Turn<'_>,
    question: Question,
    holds: Quantity,
    unit: Option<Unit>,
) -> Result<Outcome, Failure> {
    let Asks::HowManyIn {
        item,
        pack,
        of,
        then,
    } = question.asks
    else {
        return Ok(words::gone_by_now().into());
    };
    let fits = unit.as_ref().is_none_or(|unit| same_kind(unit, &of));
    if !fits || holds <= Quantity::ZERO {
        return Ok(words::only_so_many(&of).into());
    }
    let pack = Pack {
        unit: pack,
        holds,
        of: unit.filter(|unit| !unit.is_plain()).unwrap_or(of),
    };
    match then {
        Waiting::Change { lines, mut known } => {
            known.packs.push((item, pack));
            change_settled(turn, &lines, &known, Some(&question.id)).await
        }
        Waiting::KeepIn(unit) => keep_settled(turn, &item, &unit, &pack, &question.id).await,
    }
}

fn same_kind(one: &Unit, other: &Unit) -> bool {
    let counts = |unit: &Unit| unit.dimension() == Dimension::Count;
    one.dimension() == other.dimension()
        && (!counts(one) || one.is_plain() || other.is_plain() || one == other)
}

/// "1 case coke = 24". If just that is being asked, it answers the question.
pub(crate) async fn teach(
    turn: &Turn<'_>,
    name: &str,
    pack: &Unit,
    holds: Quantity,
    of: Option<&Unit>,
) -> Result<Outcome, Failure> {
    if let Some(question) = open(turn).await?
        && let Asks::HowManyIn {
            item, pack: asked, ..
        } = &question.asks
        && asked.canonical() == pack.canonical()
        && certain(turn, name)
            .await?
            .is_ok_and(|named| named.id == *item)
    {
        return answered(turn, question, holds, of.cloned()).await;
    }
    commit(turn, async || {
        let item = match certain(turn, name).await? {
            Ok(item) => item,
            Err(reply) => return Ok(Plan::refusal(reply)),
        };
        let kept = unit_of(&item);
        let held = pack_and_content(pack, &kept).filter(|(outer, _)| *outer == pack);
        let of = of.or(held.map(|(_, content)| content)).cloned();
        let pack = Pack {
            unit: pack.clone(),
            holds,
            of: of.unwrap_or_else(Unit::piece),
        };
        Ok(teach_plan(turn, &item, pack))
    })
    .await
}

fn teach_plan(turn: &Turn<'_>, item: &Item, pack: Pack) -> Plan {
    let before = item.pack(&pack.unit).cloned();
    if before.as_ref() == Some(&pack) {
        return Plan::refusal(words::pack_known(item, &pack));
    }
    if before.is_some() && !turn.member.role.may(Right::ChangeItems) {
        return Plan::refusal(refuse::not_allowed(Right::ChangeItems));
    }
    match learn_pack(item, pack.clone()) {
        Ok(decision) => {
            let after = decision.items.first().unwrap_or(item);
            let reply = words::pack_learnt(after, &pack, before.as_ref(), &decision.movements);
            Plan::edit(decision, reply)
        }
        Err(why) => Plan::refusal(unlearnt(why, item, &pack)),
    }
}

/// "keep coke in bottles".
pub(crate) async fn keep_in(turn: &Turn<'_>, name: &str, unit: &Unit) -> Result<Outcome, Failure> {
    commit(turn, async || {
        let item = match certain(turn, name).await? {
            Ok(item) => item,
            Err(reply) => return Ok(Plan::refusal(reply)),
        };
        let kept = unit_of(&item);
        if kept.canonical() == unit.canonical() {
            return Ok(Plan::refusal(words::kept_so_already(&item)));
        }
        Ok(keep_plan(&item, unit).unwrap_or_else(|| {
            let (pack, of) = pack_and_content(&kept, unit).unwrap_or((&kept, unit));
            ask(turn, &item, pack, of, Waiting::KeepIn(unit.clone()))
        }))
    })
    .await
}

/// `None` where it has to be asked how much of the one unit is in the other.
fn keep_plan(item: &Item, unit: &Unit) -> Option<Plan> {
    let base = Some(unit.clone()).filter(|unit| !unit.is_plain());
    match inventory::keep_in(item, base) {
        Ok(decision) => {
            let after = decision.items.first().unwrap_or(item);
            let reply = words::kept_in(after);
            Some(Plan::edit(decision, reply))
        }
        Err(Unmeasured::Unknown) => None,
        Err(Unmeasured::Inexact) => Some(Plan::refusal(words::comes_out_crooked(item, unit))),
    }
}

async fn keep_settled(
    turn: &Turn<'_>,
    item: &ItemId,
    unit: &Unit,
    pack: &Pack,
    closes: &QuestionId,
) -> Result<Outcome, Failure> {
    settled(turn, [item], closes, |[mut item]| {
        if !item.learn(pack.clone()) {
            return Plan::refusal(words::too_many_packs(&item));
        }
        let crooked = || Plan::refusal(words::comes_out_crooked(&item, unit));
        keep_plan(&item, unit).unwrap_or_else(crooked)
    })
    .await
}
