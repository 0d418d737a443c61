//! Messages with something missing: asked for where one word or number can mend it, explained otherwise.

use backroom_core::business::Right;
use backroom_core::intent::Problem;
use backroom_core::question::{Asks, Settled};
use backroom_core::reply::{Reply, ask, refuse};

use crate::commit::{Plan, record, refused};
use crate::question::{ask_again, asked_last, open, press_of, settle};
use crate::turn::{Outcome, Turn};
use crate::which::singled_out;
use crate::{Failure, account, day, expiry, list};

/// A message with something missing: asked for where the answer can be one word, explained otherwise. A bare "sold"
/// may itself be the answer to "sold, received or counted?".
pub(crate) async fn complete(turn: &Turn<'_>, problem: &Problem) -> Result<Outcome, Failure> {
    if let Problem::OnlyAction { action } = problem
        && let Some(question) = open(turn).await?
        && matches!(question.asks, Asks::WhichWay { .. })
    {
        if !asked_last(turn, &question).await? {
            return ask_again(turn, question).await;
        }
        return settle(turn, question, press_of(*action)).await;
    }
    if let Problem::NoAction { things } = problem
        && let [thing] = things.as_slice()
        && let Some(outcome) = singled_out(turn, thing).await?
    {
        return Ok(outcome);
    }
    if matches!(problem, Problem::NoAction { .. })
        && let Some(outcome) = account::may_be_owed(turn).await?
    {
        return Ok(outcome);
    }
    if let Problem::NoAction { things } = problem
        && let Some(outcome) = list::pasted(turn, things).await?
    {
        return Ok(outcome);
    }
    let Some((asks, reply)) = question(turn, problem).await? else {
        return Ok(refuse::incomplete(problem).into());
    };
    if !turn.member.role.may(Right::MoveStock) {
        return refused(turn, refuse::not_allowed(Right::MoveStock)).await;
    }
    record(turn, || {
        Plan::question(turn.question(asks.clone()), reply.clone())
    })
    .await
}

/// What is asked about the problem, and the words; `None` where one word can't mend it.
async fn question(turn: &Turn<'_>, problem: &Problem) -> Result<Option<(Asks, Reply)>, Failure> {
    Ok(match problem {
        Problem::NoAction { things } => {
            let reply = ask::which_way(&turn.question_id(), things);
            let mut things = things.clone();
            expiry::fix(turn, things.iter_mut().map(|thing| &mut thing.expires)).await?;
            let dated = things.iter().any(|thing| thing.expires.is_some());
            let known = match dated {
                true => Settled::default(),
                false => day::told(turn, &[]).await?,
            };
            reply.map(|reply| (Asks::WhichWay { things, known }, reply))
        }
        Problem::NoQuantity {
            way: Some((action, reason)),
            name,
        } => {
            let asks = Asks::HowMany {
                action: *action,
                reason: *reason,
                name: name.clone(),
            };
            Some((asks, ask::how_many(*action, name)))
        }
        Problem::NoName {
            action,
            reason,
            thing,
        } => {
            let reply = ask::of_what(thing);
            let mut thing = thing.clone();
            expiry::fix(turn, std::iter::once(&mut thing.expires)).await?;
            let asks = Asks::OfWhat {
                action: *action,
                reason: *reason,
                thing,
            };
            Some((asks, reply))
        }
        Problem::NoQuantity { way: None, .. }
        | Problem::OnlyAction { .. }
        | Problem::Line { .. }
        | Problem::BadQuantity { .. }
        | Problem::Credit
        | Problem::NotYet
        | Problem::Negated
        | Problem::TooManyLines { .. } => None,
    })
}
