//! Trouble on demand, between the SDK's clients and the embedded AWS: what the real one does now and then and the
//! embedded one never does by itself.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::aws::Answer;

/// What happens to a call instead of, or beside, its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Refused for now: too many calls. Nothing was done.
    Throttled,
    /// A transaction is refused because another one holds the items. Nothing was done.
    Conflict,
    /// 500. Nothing was done.
    ServerError,
    /// Its role may not. Nothing was done, and nobody tries again at once.
    Denied,
    /// The connection broke before the call left. Nothing was done.
    NotSent,
    /// It was done, but the answer never arrives: the caller sees a time-out.
    AnswerLost,
    /// It is done, later.
    Slow(Duration),
}

impl Fault {
    /// What the service answers to a call that meets it; `None` if it answers nothing of its own.
    pub fn refusal(self, target: &str, body: &[u8]) -> Option<Answer> {
        match self {
            Self::Throttled => Some(throttled(target)),
            Self::Conflict => Some(conflict(body)),
            Self::ServerError => Some(server_error(target)),
            Self::Denied => Some(denied(target)),
            Self::NotSent | Self::AnswerLost | Self::Slow(_) => None,
        }
    }
}

/// A call about to be made.
#[derive(Debug)]
pub struct Call<'a> {
    /// Such as `DynamoDB_20120810.TransactWriteItems` or `AmazonSQS.SendMessageBatch`.
    pub target: &'a str,
    /// Its JSON.
    pub body: &'a [u8],
}

impl Call<'_> {
    /// The operation without its service: `TransactWriteItems`.
    pub fn operation(&self) -> &str {
        self.target
            .split_once('.')
            .map_or(self.target, |(_, operation)| operation)
    }
}

type Plan = Box<dyn FnMut(&Call<'_>) -> Option<Fault> + Send>;

/// The plan that decides what goes wrong. Clones share it; at first nothing does.
#[derive(Clone, Default)]
pub struct Faults {
    plan: Arc<Mutex<Option<Plan>>>,
}

impl Faults {
    /// From now on this closure is asked before each call, retries included.
    pub fn plan(&self, plan: impl FnMut(&Call<'_>) -> Option<Fault> + Send + 'static) {
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(plan));
    }

    /// This fault for the next `times` calls of this operation; then all is well again.
    pub fn next_times(&self, operation: &'static str, fault: Fault, times: usize) {
        let mut left = times;
        self.plan(move |call| {
            (left > 0 && call.operation() == operation).then(|| {
                left -= 1;
                fault
            })
        });
    }

    /// Nothing goes wrong any more.
    pub fn clear(&self) {
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(crate) fn next(&self, call: &Call<'_>) -> Option<Fault> {
        let mut plan = self.plan.lock().unwrap_or_else(PoisonError::into_inner);
        plan.as_mut().and_then(|plan| plan(call))
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faults")
    }
}

fn throttled(target: &str) -> Answer {
    if is_queue(target) {
        return Answer {
            query_error: Some("RequestThrottled"),
            ..Answer::error(400, "com.amazonaws.sqs#RequestThrottled", "planned")
        };
    }
    Answer::error(400, &dynamodb("ThrottlingException"), "planned")
}

fn server_error(target: &str) -> Answer {
    if is_queue(target) {
        return Answer::error(500, "com.amazonaws.sqs#InternalFailure", "planned");
    }
    Answer::error(500, &dynamodb("InternalServerError"), "planned")
}

fn denied(target: &str) -> Answer {
    let code = if is_queue(target) {
        "com.amazonaws.sqs#AccessDeniedException"
    } else {
        "com.amazon.coral.service#AccessDeniedException"
    };
    Answer::error(400, code, "planned")
}

/// What DynamoDB says when another transaction holds the first of the items.
fn conflict(body: &[u8]) -> Answer {
    let items = serde_json::from_slice::<serde_json::Value>(body)
        .ok()
        .and_then(|request| request.get("TransactItems")?.as_array().map(Vec::len));
    let Some(items) = items else {
        let message = "Transaction is ongoing for the item";
        return Answer::error(400, &dynamodb("TransactionConflictException"), message);
    };
    let reasons: Vec<_> = (0..items)
        .map(|position| match position {
            0 => serde_json::json!({
                "Code": "TransactionConflict",
                "Message": "Transaction is ongoing for the item",
            }),
            _ => serde_json::json!({"Code": "None"}),
        })
        .collect();
    let body = serde_json::json!({
        "__type": dynamodb("TransactionCanceledException"),
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]",
        "CancellationReasons": reasons,
    });
    Answer {
        status: 400,
        body: body.to_string(),
        query_error: None,
    }
}

fn is_queue(target: &str) -> bool {
    target.starts_with("AmazonSQS.")
}

fn dynamodb(name: &str) -> String {
    format!("com.amazonaws.dynamodb.v20120810#{name}")
}
