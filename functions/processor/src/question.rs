//! Questions back, and their answers: a question is bound to the message that caused it, used once, and expires.

use backroom_core::business::Right;
use backroom_core::catalogue::fold;
use backroom_core::ids::QuestionId;
use backroom_core::intent::{Action, Answer, Reason, Thing};
use backroom_core::inventory::LedgerRecord;
use backroom_core::quantity::Quantity;
use backroom_core::question::{Asks, Question, Settled};
use backroom_core::reply::ask::{self, Press};
use backroom_core::reply::{
    Reply, credit as credit_words, items as words, plan as plan_words, refuse,
};
use backroom_core::starter::Trade;
use backroom_core::unit::{Unit, display};
use backroom_io::store::Kept;
use jiff::{SignedDuration, Timestamp};

use crate::change::change_settled;
use crate::commit::{Plan, record, refused};
use crate::heap::on_heap;
use crate::team;
use crate::turn::{Outcome, Turn};
use crate::which::{pick, pick_named, picked};
use crate::{Failure, answered, credit, day, fix, items, packs, setting, starter, undo};

/// A pressed button.
pub(crate) async fn pressed(
    turn: &Turn<'_>,
    press: Press,
    id: &QuestionId,
) -> Result<Outcome, Failure> {
    match open(turn).await? {
        Some(question) if question.id == *id => settle(turn, question, press).await,
        _ => answered::already(turn, Some(id)).await,
    }
}

/// A bare "yes", "no" or number.
pub(crate) async fn answered(turn: &Turn<'_>, answer: &Answer) -> Result<Outcome, Failure> {
    let question = open(turn).await?;
    // An answer that comes late, or again, is none to what was asked since.
    let Some(question) = question.filter(|question| !asked_since(turn, question)) else {
        if let Some(reply) = said_again(turn, answer).await? {
            return unless_answered(turn, reply).await;
        }
        let reply = match answer {
            Answer::Yes => ask::nothing_asked(),
            Answer::No => to_mend(turn),
            Answer::Number(quantity, unit) => {
                ask::only_a_number(&display(*quantity, unit.as_ref()))
            }
        };
        return unless_answered(turn, reply).await;
    };
    match answer {
        // To a message that is quoted, or to what was done since, it is no answer to this.
        Answer::No if !meant(turn, &question).await? => unless_answered(turn, to_mend(turn)).await,
        Answer::No => settle(turn, question, Press::No).await,
        _ if !asked_last(turn, &question).await? => ask_again(turn, question).await,
        Answer::Yes => settle(turn, question, Press::Yes).await,
        Answer::Number(quantity, unit) => number(turn, question, *quantity, unit.clone()).await,
    }
}

/// What came of the same answer a moment ago. A "no" after something was done is about that.
async fn said_again(turn: &Turn<'_>, answer: &Answer) -> Result<Option<Reply>, Failure> {
    let before = answered::just_now(turn).await?;
    let before = before.filter(|before| *answer != Answer::No || !before.moves());
    Ok(before.map(|before| ask::answered_already(&before.reply)))
}

/// What takes the last change back, while a question of ours waits that was asked last: then nothing was done that it could
/// be about but that, so it lets the question drop. One that asks whether to take something back is asked once more.
pub(crate) async fn dropped_by_undo(turn: &Turn<'_>) -> Result<Option<Outcome>, Failure> {
    let Some(question) = open(turn).await? else {
        return Ok(None);
    };
    if asked_since(turn, &question) || !asked_last(turn, &question).await? {
        return Ok(None);
    }
    Ok(Some(match matches!(question.asks, Asks::Undo { .. }) {
        true => ask_again(turn, question).await?,
        false => drop_it(turn, &question.id).await?,
    }))
}

/// How a "no" that answers nothing can be said of what was done.
fn to_mend(turn: &Turn<'_>) -> Reply {
    match turn.message.quoted {
        Some(_) => ask::to_mend_that(),
        None => ask::to_mend(),
    }
}

/// Whether a bare "no" is to this question: it quotes it, or quotes nothing and this was said last.
async fn meant(turn: &Turn<'_>, question: &Question) -> Result<bool, Failure> {
    match &turn.message.quoted {
        Some(quoted) => Ok(turn.to.sent.meant_by(quoted) == question.about.digest()),
        None => asked_last(turn, question).await,
    }
}

/// How far WhatsApp's clock, which dates messages, may be behind ours, which dates questions.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(2);

/// Whether the question was asked after this message was sent.
pub(crate) fn asked_since(turn: &Turn<'_>, question: &Question) -> bool {
    let sent_at = turn.message.sent_at;
    sent_at > Timestamp::UNIX_EPOCH && sent_at + CLOCKS_APART < question.asked_at()
}

/// Whether the member has changed or been asked nothing since: a bare word or number is to what was said last.
pub(crate) async fn asked_last(turn: &Turn<'_>, question: &Question) -> Result<bool, Failure> {
    let mut last: Option<LedgerRecord> = None;
    let own = |record: &LedgerRecord| record.member == turn.member.id && record.key != turn.key();
    let look = |kept: Kept| {
        // Messages of one second have no order in the ledger: all of that second are looked at.
        let same_second = |last: &LedgerRecord| kept.record.key.sent_at >= last.key.sent_at;
        let more = last.as_ref().is_none_or(same_second);
        let newer = last
            .as_ref()
            .is_none_or(|last| kept.record.decided_at > last.decided_at);
        if more && newer && own(&kept.record) {
            last = Some(kept.record);
        }
        more
    };
    let store = &turn.to.store;
    store
        .look_back(turn.business(), turn.latest(), look)
        .await?;
    Ok(last.is_none_or(|last| last.key.digest == question.about.digest() && turn.follows(&last)))
}

/// The member's open question once more, if it is the last that was said: what would correct a change is more likely about
/// that. A correction that was asked about may itself be corrected, and what kind of business it is may wait.
pub(crate) async fn asked_instead(turn: &Turn<'_>) -> Result<Option<Outcome>, Failure> {
    let waits = |question: &Question| !matches!(question.asks, Asks::Fix { .. } | Asks::WhichTrade);
    let Some(question) = open(turn).await?.filter(waits) else {
        return Ok(None);
    };
    if asked_since(turn, &question) || !asked_last(turn, &question).await? {
        return Ok(None);
    }
    Ok(Some(ask_again(turn, question).await?))
}

/// The question once more, as it was asked; the buttons under it before answer it no longer.
pub(crate) async fn ask_again(turn: &Turn<'_>, question: Question) -> Result<Outcome, Failure> {
    let store = &turn.to.store;
    let digest = question.about.digest();
    let asked = store
        .find_recent_by_digest(turn.business(), &digest, turn.latest())
        .await?;
    let Some(asked) = asked else {
        return Ok(ask::pick_one().into());
    };
    record(turn, || Plan {
        closes: Some(question.id.clone()),
        ..Plan::question(
            turn.question(question.asks.clone()),
            asked.record.reply.clone().asked_by(&turn.question_id()),
        )
    })
    .await
}

/// A bare name is how much there is of it, or the answer to "3 of what?" or "what kind of business?": then it is settled.
/// Once something else was said, a name is a look at the stock again.
pub(crate) async fn named(turn: &Turn<'_>, name: &str) -> Result<Option<Outcome>, Failure> {
    let Some(mut question) = open(turn).await? else {
        return Ok(None);
    };
    let (action, reason, thing) = match &question.asks {
        Asks::OfWhat { .. } if !asked_last(turn, &question).await? => return Ok(None),
        Asks::OfWhat {
            action,
            reason,
            thing,
        } => (*action, *reason, thing.clone()),
        Asks::WhichTrade => {
            return Ok(match Trade::named_in(name) {
                Some(trade) => Some(starter::offer(turn, trade, &question.id).await?),
                None => None,
            });
        }
        Asks::WhichItem { .. } => {
            let picked = pick(turn, &mut question, &[name]).await?;
            return settle_last(turn, question, picked).await;
        }
        Asks::Merge {
            from,
            into,
            told: false,
        } => {
            let names = [from.clone(), into.clone()];
            let picked = pick_named(turn, &names, &[name]).await?;
            return settle_last(turn, question, picked).await;
        }
        Asks::WhichWay { .. }
        | Asks::HowMany { .. }
        | Asks::Confirm { .. }
        | Asks::Credit { .. }
        | Asks::Team(_)
        | Asks::Delete { .. }
        | Asks::Currency { .. }
        | Asks::Merge { .. }
        | Asks::Starter { .. }
        | Asks::Fix { .. }
        | Asks::Undo { .. }
        | Asks::Price { .. }
        | Asks::HowManyIn { .. } => return Ok(None),
    };
    let thing = Thing {
        name: name.to_owned(),
        ..thing
    };
    let lines = [thing.line(action, reason)];
    change_settled(turn, &lines, &Settled::default(), Some(&question.id))
        .await
        .map(Some)
}

/// Settles it with what a word picked, if something did and it was asked last.
async fn settle_last(
    turn: &Turn<'_>,
    question: Question,
    picked: Option<Press>,
) -> Result<Option<Outcome>, Failure> {
    let Some(press) = picked else {
        return Ok(None);
    };
    match asked_last(turn, &question).await? {
        true => Box::pin(settle(turn, question, press)).await.map(Some),
        false => Ok(None),
    }
}

pub(crate) async fn open(turn: &Turn<'_>) -> Result<Option<Question>, Failure> {
    Ok(turn
        .to
        .store
        .find_question(turn.business(), &turn.member.id, turn.now)
        .await?)
}

/// Says this, unless the message was answered before: it may itself have made what it asks for impossible.
pub(crate) async fn unless_answered(turn: &Turn<'_>, reply: Reply) -> Result<Outcome, Failure> {
    Ok(
        match turn
            .to
            .store
            .find_record(turn.business(), &turn.key())
            .await?
        {
            Some(record) => Outcome::kept(record.reply),
            None => reply.into(),
        },
    )
}

/// Does what the answer says, and closes the question with it.
pub(crate) async fn settle(
    turn: &Turn<'_>,
    question: Question,
    press: Press,
) -> Result<Outcome, Failure> {
    let id = &question.id;
    if press != Press::No
        && let Some(outcome) = not_by_answer(turn, &question.asks).await?
    {
        return Ok(outcome);
    }
    match (question.asks, press) {
        (_, Press::No) => drop_it(turn, id).await,
        (Asks::Team(asked), press) => on_heap(|| team::settle(turn, &asked, id, press)).await,
        (Asks::Credit { what, choices }, press) => {
            on_heap(|| credit::settled(turn, (what, &choices), press, id)).await
        }
        (Asks::Confirm { lines, mut known }, Press::Yes) => {
            known.sure = true;
            on_heap(|| change_settled(turn, &lines, &known, Some(id))).await
        }
        (
            Asks::WhichItem {
                lines,
                said,
                choices,
                mut known,
                ..
            },
            Press::Yes | Press::Pick(_),
        ) => {
            let Some(item) = picked(&choices, press) else {
                return Ok(ask::pick_one().into());
            };
            known.names.push((fold(&said), item.clone()));
            on_heap(|| change_settled(turn, &lines, &known, Some(id))).await
        }
        (
            Asks::WhichItem {
                lines,
                said,
                mut known,
                or_new: true,
                ..
            },
            Press::New,
        ) => {
            known.new.push(fold(&said));
            on_heap(|| change_settled(turn, &lines, &known, Some(id))).await
        }
        (Asks::WhichWay { things, known }, Press::Sold | Press::Got | Press::Counted) => {
            let (action, reason) = way_of(press);
            let lines = things.into_iter().map(|thing| thing.line(action, reason));
            let (lines, known) = (lines.collect::<Vec<_>>(), day::of_way(known, action));
            on_heap(|| change_settled(turn, &lines, &known, Some(id))).await
        }
        (Asks::Delete { item, on_hand }, Press::Yes) => {
            on_heap(|| items::delete_settled(turn, &item, on_hand, id)).await
        }
        (Asks::Currency { to }, Press::Yes) => {
            on_heap(|| setting::currency_settled(turn, &to, id)).await
        }
        (Asks::WhichTrade, Press::New) => on_heap(|| starter::offer(turn, Trade::Other, id)).await,
        (Asks::Fix { fix, of }, Press::Yes) => {
            on_heap(|| fix::fix_settled(turn, &fix, &of, id)).await
        }
        (Asks::Undo { of }, Press::Yes) => on_heap(|| undo::undo_settled(turn, &of, id)).await,
        (Asks::Starter { trade }, Press::Yes) => on_heap(|| starter::add(turn, trade, id)).await,
        (Asks::Merge { from, into, told }, _) => {
            on_heap(|| items::merge_settled(turn, (&from, &into), told, press, id)).await
        }
        (asks, _) => Ok(no_answer(&asks).into()),
    }
}

/// Who may not move stock, or has no place in the plan any more, does not do it by an answer either.
pub(crate) async fn not_by_answer(
    turn: &Turn<'_>,
    asks: &Asks,
) -> Result<Option<Outcome>, Failure> {
    if matches!(asks, Asks::Team(_)) || turn.member.role.may(Right::MoveStock) {
        return Ok(None);
    }
    let why = match turn.without_place {
        Some(business) => plan_words::only_asks(business),
        None => refuse::not_allowed(Right::MoveStock),
    };
    refused(turn, why).await.map(Some)
}

/// What is said to a press that answers nothing.
fn no_answer(asks: &Asks) -> Reply {
    match asks {
        Asks::HowMany { .. } => ask::just_the_number(),
        Asks::OfWhat { .. } => ask::just_the_name(),
        Asks::Price { .. } => credit_words::just_the_price(),
        Asks::HowManyIn { of, .. } => words::only_so_many(of),
        Asks::WhichWay { .. }
        | Asks::WhichItem { .. }
        | Asks::Confirm { .. }
        | Asks::Currency { .. }
        | Asks::WhichTrade
        | Asks::Starter { .. }
        | Asks::Fix { .. }
        | Asks::Undo { .. }
        | Asks::Delete { .. }
        | Asks::Merge { .. }
        | Asks::Credit { .. }
        | Asks::Team(_) => ask::pick_one(),
    }
}

/// A bare number: how many, or which of the items suggested.
async fn number(
    turn: &Turn<'_>,
    mut question: Question,
    quantity: Quantity,
    unit: Option<Unit>,
) -> Result<Outcome, Failure> {
    if let Some(outcome) = not_by_answer(turn, &question.asks).await? {
        return Ok(outcome);
    }
    match question.asks {
        Asks::HowMany {
            action,
            reason,
            name,
        } => {
            let thing = Thing {
                expires: None,
                quantity,
                unit,
                name,
                price: None,
                together: None,
            };
            let lines = [thing.line(action, reason)];
            change_settled(turn, &lines, &Settled::default(), Some(&question.id)).await
        }
        Asks::OfWhat { .. } => Ok(ask::just_the_name().into()),
        Asks::Price { .. } if unit.is_some() => Ok(credit_words::just_the_price().into()),
        Asks::Price { lines, at, known } => {
            credit::price_told(turn, (lines, at), &known, (quantity, &question.id)).await
        }
        Asks::HowManyIn { .. } => packs::answered(turn, question, quantity, unit).await,
        Asks::WhichItem { .. } if unit.is_some() => {
            let said = display(quantity, unit.as_ref());
            match pick(turn, &mut question, &[&said]).await? {
                Some(press) => settle(turn, question, press).await,
                None => Ok(ask::pick_one().into()),
            }
        }
        Asks::WhichItem { .. } | Asks::Credit { .. } | Asks::Team(_) if unit.is_none() => {
            let pick = [Press::Pick(1), Press::Pick(2), Press::Pick(3)]
                .into_iter()
                .zip(1..)
                .find(|(_, number)| Quantity::whole(*number) == Some(quantity));
            match pick {
                Some((press, _)) => settle(turn, question, press).await,
                None => Ok(ask::pick_one().into()),
            }
        }
        Asks::WhichItem { .. }
        | Asks::WhichWay { .. }
        | Asks::Confirm { .. }
        | Asks::Delete { .. }
        | Asks::Currency { .. }
        | Asks::WhichTrade
        | Asks::Starter { .. }
        | Asks::Fix { .. }
        | Asks::Undo { .. }
        | Asks::Merge { .. }
        | Asks::Credit { .. }
        | Asks::Team(_) => Ok(ask::pick_one().into()),
    }
}

async fn drop_it(turn: &Turn<'_>, question: &QuestionId) -> Result<Outcome, Failure> {
    record(turn, || Plan {
        closes: Some(question.clone()),
        ..Plan::refusal(ask::dropped())
    })
    .await
}

pub(crate) fn press_of(action: Action) -> Press {
    match action {
        Action::Add => Press::Got,
        Action::Remove => Press::Sold,
        Action::Set => Press::Counted,
    }
}

fn way_of(press: Press) -> (Action, Reason) {
    match press {
        Press::Got => (Action::Add, Reason::Receipt),
        Press::Counted => (Action::Set, Reason::Count),
        Press::Sold | Press::Yes | Press::No | Press::New | Press::Pick(_) => {
            (Action::Remove, Reason::Sale)
        }
    }
}
