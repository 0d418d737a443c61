//! "delete my data", "delete my shop": asked about first, then done by a [task] that is queued before anything
//! is written, so that no crash can leave it half done.

use backroom_core::business::Right;
use backroom_core::ids::QuestionId;
use backroom_core::message::InboundMessage;
use backroom_core::question::{Asks, TeamQuestion};
use backroom_core::reply::{Reply, ask, privacy as words, refuse};
use backroom_core::task::{Task, Work};
use backroom_io::store::Leaving;

use crate::commit::{Plan, commit, record, refused};
use crate::manage::business;
use crate::team::{another_owner, next_business};
use crate::turn::{Outcome, Turn};
use crate::{Failure, Processor, place, task};

/// "delete my data". Where they have left, that needs no question. The data of a shop's only owner goes with the shop,
/// which is another one.
pub(crate) async fn ask_to_forget(turn: &Turn<'_>) -> Result<Outcome, Failure> {
    let (number, sender) = (&turn.message.number, &turn.message.from);
    let left = forget_where_they_left(turn.to, turn.message).await?;
    if left {
        let store = &turn.to.store;
        store.forget_left(number, sender, turn.now).await?;
    }
    let owner = turn.member.role.may(Right::Close);
    if owner && another_owner(turn, &turn.member.id).await?.is_none() {
        return propose_close(turn, Some(left)).await;
    }
    let name = business(turn).await?.name;
    record(turn, || {
        let question = turn.question(Asks::Team(TeamQuestion::Forget));
        let elsewhere = !turn.person.elsewhere.is_empty();
        let reply = words::sure_to_forget(&question.id, &name, elsewhere);
        Plan::question(question, with_those_left(reply, left))
    })
    .await
}

fn with_those_left(reply: Reply, left: bool) -> Reply {
    if left {
        words::also_where_they_left(reply)
    } else {
        reply
    }
}

/// Who has left businesses lately is forgotten there; whether there are any.
async fn forget_where_they_left(to: &Processor, message: &InboundMessage) -> Result<bool, Failure> {
    let (store, now) = (&to.store, to.clock.now());
    let left = store.who_was(&message.number, &message.from, now).await?;
    for was in &left {
        let work = Work::Forget {
            member: was.id.clone(),
            name: was.name.clone(),
            after: None,
        };
        let task = Task::asked_by(message, &was.business, work);
        to.queue.send_task(&task).await?;
    }
    Ok(!left.is_empty())
}

/// "delete my shop".
pub(crate) async fn ask_to_close(turn: &Turn<'_>) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::Close) {
        return refused(turn, refuse::not_allowed(Right::Close)).await;
    }
    if another_owner(turn, &turn.member.id).await?.is_some() {
        let name = business(turn).await?.name;
        return refused(turn, words::not_the_only_owner(&name)).await;
    }
    propose_close(turn, None).await
}

/// Asks whether the shop is to go; if they wanted their own data to, with whether they have left others.
async fn propose_close(turn: &Turn<'_>, own_data: Option<bool>) -> Result<Outcome, Failure> {
    let store = &turn.to.store;
    let name = business(turn).await?.name;
    let members = store.list_members(turn.business()).await?.len();
    let items = store.list_items(turn.business(), false).await?.len();
    record(turn, || {
        let question = turn.question(Asks::Team(TeamQuestion::Close));
        let counts = (members, items);
        let reply = words::sure_to_close(&question.id, &name, counts, own_data.is_some());
        Plan::question(question, with_those_left(reply, own_data == Some(true)))
    })
    .await
}

/// A yes to being forgotten.
pub(crate) async fn forget(turn: &Turn<'_>, question: &QuestionId) -> Result<Outcome, Failure> {
    let work = Work::Forget {
        member: turn.member.id.clone(),
        name: turn.member.name.clone(),
        after: None,
    };
    task::start(turn, work).await?;
    let name = business(turn).await?.name;
    let next = next_business(turn).await?;
    let outcome = commit(turn, async || {
        let store = &turn.to.store;
        let own = store.find_contact(turn.business(), &turn.member.id).await?;
        let Some(own) = own else {
            return Ok(Plan::refusal(ask::gone()));
        };
        let another = another_owner(turn, &turn.member.id).await?;
        if own.member.role.may(Right::Close) && another.is_none() {
            return Ok(Plan::refusal(backroom_core::reply::team::last_owner(&name)));
        }
        let another = another.filter(|_| own.member.role.may(Right::Close));
        let since = place::after(turn.message);
        let places = store
            .take_out(&own, Leaving::Forgotten, another.as_ref(), since)
            .await?;
        Ok(Plan {
            places: Some(places),
            closes: Some(question.clone()),
            ..Plan::refusal(words::forgetting(&name, next.as_deref()))
        })
    });
    outcome.await.map(Outcome::of_named)
}

/// A yes to the end of the business.
pub(crate) async fn close(turn: &Turn<'_>, question: &QuestionId) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::Close) || another_owner(turn, &turn.member.id).await?.is_some()
    {
        return refused(turn, refuse::not_allowed(Right::Close)).await;
    }
    task::start(turn, Work::Close).await?;
    let name = business(turn).await?.name;
    record(turn, || Plan {
        places: Some(turn.to.store.close(turn.business())),
        closes: Some(question.clone()),
        ..Plan::refusal(words::closing(&name))
    })
    .await
    .map(Outcome::of_named)
}

/// "delete my data" of somebody who is in no business: if they were in some until lately, they are forgotten there too.
pub(crate) async fn forget_stranger(
    to: &Processor,
    message: &InboundMessage,
) -> Result<Reply, Failure> {
    forget_where_they_left(to, message).await?;
    to.store
        .forget_stranger(&message.number, &message.from)
        .await?;
    Ok(words::nothing_kept())
}
