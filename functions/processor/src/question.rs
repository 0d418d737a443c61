//! Questions back, and their answers: a question is bound to the message that caused it, used once, and expires.

use backroom_core::catalogue::fold;
use backroom_core::ids::QuestionId;
use backroom_core::intent::{Action, Answer, Line, Problem, Reason};
use backroom_core::quantity::Quantity;
use backroom_core::question::{Asks, Question};
use backroom_core::reply::ask::{self, Press};
use backroom_core::reply::{Reply, refuse};
use backroom_core::unit::{Unit, display};

use crate::Failure;
use crate::change::{Settled, change_settled};
use crate::commit::{Plan, record};
use crate::turn::{Outcome, Turn};

/// A pressed button.
pub(crate) async fn pressed(
    turn: &Turn<'_>,
    press: Press,
    id: &QuestionId,
) -> Result<Outcome, Failure> {
    match open(turn).await? {
        Some(question) if question.id == *id => settle(turn, question, press).await,
        _ => not_open(turn, ask::gone()).await,
    }
}

/// A bare "yes", "no" or number.
pub(crate) async fn answered(turn: &Turn<'_>, answer: &Answer) -> Result<Outcome, Failure> {
    let Some(question) = open(turn).await? else {
        let reply = match answer {
            Answer::Yes | Answer::No => ask::nothing_asked(),
            Answer::Number(quantity, unit) => {
                ask::only_a_number(&display(*quantity, unit.as_ref()))
            }
        };
        return not_open(turn, reply).await;
    };
    match answer {
        Answer::Yes => settle(turn, question, Press::Yes).await,
        Answer::No => settle(turn, question, Press::No).await,
        Answer::Number(quantity, unit) => number(turn, question, *quantity, unit.clone()).await,
    }
}

/// A message with something missing: asked for where the answer can be one word, explained otherwise. A bare "sold"
/// may itself be the answer to "sold, received or counted?".
pub(crate) async fn complete(turn: &Turn<'_>, problem: &Problem) -> Result<Outcome, Failure> {
    if let Problem::OnlyAction { action } = problem
        && let Some(question) = open(turn).await?
        && matches!(question.asks, Asks::WhichWay { .. })
    {
        return settle(turn, question, press_of(*action)).await;
    }
    let (asks, reply) = match problem {
        Problem::NoAction {
            quantity,
            unit,
            name,
        } => (
            Asks::WhichWay {
                quantity: *quantity,
                unit: unit.clone(),
                name: name.clone(),
            },
            ask::which_way(&turn.question_id(), *quantity, unit.as_ref(), name),
        ),
        Problem::NoQuantity {
            action: Some(action),
            name,
        } => (
            Asks::HowMany {
                action: *action,
                name: name.clone(),
            },
            ask::how_many(*action, name),
        ),
        Problem::NoQuantity { action: None, .. }
        | Problem::NoName { .. }
        | Problem::OnlyAction { .. }
        | Problem::Line { .. }
        | Problem::BadQuantity { .. }
        | Problem::NotYet
        | Problem::Negated
        | Problem::TooManyLines { .. } => return Ok(refuse::incomplete(problem).into()),
    };
    if !turn.member.role.moves_stock() {
        return Ok(refuse::not_allowed().into());
    }
    record(turn, || {
        Plan::question(turn.question(asks.clone()), reply.clone())
    })
    .await
}

async fn open(turn: &Turn<'_>) -> Result<Option<Question>, Failure> {
    Ok(turn
        .to
        .store
        .find_question(turn.business(), &turn.member.id, turn.now)
        .await?)
}

/// No such question is open. If that is because this very message closed it, it is answered as the first time.
async fn not_open(turn: &Turn<'_>, reply: Reply) -> Result<Outcome, Failure> {
    Ok(
        match turn
            .to
            .store
            .find_record(turn.business(), &turn.key())
            .await?
        {
            Some(record) => Outcome::recorded(record.reply),
            None => reply.into(),
        },
    )
}

/// Does what the answer says, and closes the question with it.
async fn settle(turn: &Turn<'_>, question: Question, press: Press) -> Result<Outcome, Failure> {
    let closing = Settled {
        closes: Some(question.id.clone()),
        ..Settled::default()
    };
    match (question.asks, press) {
        (_, Press::No) => drop_it(turn, question.id).await,
        (Asks::Confirm { lines }, Press::Yes) => change_settled(turn, &lines, &closing).await,
        (
            Asks::WhichItem {
                lines,
                said,
                choices,
                settled,
                ..
            },
            Press::Yes | Press::Pick(_),
        ) => {
            let at = if let Press::Pick(number) = press {
                usize::from(number) - 1
            } else {
                0
            };
            let Some(item) = choices
                .get(at)
                .filter(|_| press != Press::Yes || choices.len() == 1)
            else {
                return Ok(ask::pick_one().into());
            };
            let mut names = settled;
            names.push((fold(&said), item.clone()));
            change_settled(turn, &lines, &Settled { names, ..closing }).await
        }
        (
            Asks::WhichItem {
                lines,
                said,
                settled,
                or_new: true,
                ..
            },
            Press::New,
        ) => {
            let settled = Settled {
                names: settled,
                new: vec![fold(&said)],
                ..closing
            };
            change_settled(turn, &lines, &settled).await
        }
        (
            Asks::WhichWay {
                quantity,
                unit,
                name,
            },
            Press::Sold | Press::Got | Press::Counted,
        ) => {
            let line = line(action_of(press), quantity, unit, name);
            change_settled(turn, &[line], &closing).await
        }
        (Asks::HowMany { .. }, _) => Ok(ask::just_the_number().into()),
        (Asks::WhichWay { .. } | Asks::WhichItem { .. } | Asks::Confirm { .. }, _) => {
            Ok(ask::pick_one().into())
        }
    }
}

/// A bare number: how many, or which of the items suggested.
async fn number(
    turn: &Turn<'_>,
    question: Question,
    quantity: Quantity,
    unit: Option<Unit>,
) -> Result<Outcome, Failure> {
    match question.asks {
        Asks::HowMany { action, name } => {
            let settled = Settled {
                closes: Some(question.id),
                ..Settled::default()
            };
            change_settled(turn, &[line(action, quantity, unit, name)], &settled).await
        }
        Asks::WhichItem { .. } if unit.is_none() => {
            let pick = [Press::Pick(1), Press::Pick(2), Press::Pick(3)]
                .into_iter()
                .zip(1..)
                .find(|(_, number)| Quantity::whole(*number) == Some(quantity));
            match pick {
                Some((press, _)) => settle(turn, question, press).await,
                None => Ok(ask::pick_one().into()),
            }
        }
        Asks::WhichItem { .. } | Asks::WhichWay { .. } | Asks::Confirm { .. } => {
            Ok(ask::pick_one().into())
        }
    }
}

async fn drop_it(turn: &Turn<'_>, question: QuestionId) -> Result<Outcome, Failure> {
    record(turn, || Plan {
        closes: Some(question.clone()),
        ..Plan::refusal(ask::dropped())
    })
    .await
}

fn line(action: Action, quantity: Quantity, unit: Option<Unit>, name: String) -> Line {
    let reason = match action {
        Action::Add => Reason::Receipt,
        Action::Remove => Reason::Sale,
        Action::Set => Reason::Count,
    };
    Line {
        action,
        quantity,
        unit,
        name,
        price: None,
        reason,
    }
}

fn press_of(action: Action) -> Press {
    match action {
        Action::Add => Press::Got,
        Action::Remove => Press::Sold,
        Action::Set => Press::Counted,
    }
}

fn action_of(press: Press) -> Action {
    match press {
        Press::Got => Action::Add,
        Press::Counted => Action::Set,
        Press::Sold | Press::Yes | Press::No | Press::New | Press::Pick(_) => Action::Remove,
    }
}
