//! How often the table, Gemini or WhatsApp asked us to slow down while some work was done. Such a call is repeated, so mostly
//! nobody notices but by the time it takes: the operator's report tells of it before they do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::FinalizerInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use serde_json::Value;

tokio::task_local! {
    /// Of the work that is being watched.
    static CALLS: Arc<AtomicU64>;
}

/// Does the work, and says how many of the calls in it were throttled, repetitions included.
pub async fn counted<T>(work: impl Future<Output = T>) -> (T, u64) {
    let calls = Arc::new(AtomicU64::new(0));
    let done = CALLS.scope(Arc::clone(&calls), work).await;
    (done, calls.load(Ordering::Relaxed))
}

/// A call was throttled.
pub(crate) fn note() {
    CALLS
        .try_with(|calls| calls.fetch_add(1, Ordering::Relaxed))
        .ok();
}

/// Notes the calls of an AWS client that are throttled: its own repetitions of them would hide that.
#[derive(Debug)]
pub(crate) struct Watch;

impl Intercept for Watch {
    fn name(&self) -> &'static str {
        "Throttled"
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let refused = context
            .response()
            .filter(|response| !response.status().is_success())
            .and_then(|response| response.body().bytes());
        if refused.is_some_and(is_throttled) {
            note();
        }
        Ok(())
    }
}

/// Whether DynamoDB's answer says that there were too many calls: as a whole, or for an action of a transaction.
fn is_throttled(answer: &[u8]) -> bool {
    let Ok(answer) = serde_json::from_slice::<Value>(answer) else {
        return false;
    };
    let whole = answer["__type"].as_str();
    let whole = whole.and_then(|kind| kind.rsplit('#').next());
    let actions = answer["CancellationReasons"].as_array();
    let actions = actions.into_iter().flatten();
    let mut codes = whole
        .into_iter()
        .chain(actions.filter_map(|reason| reason["Code"].as_str()));
    codes.any(|code| {
        matches!(
            code,
            "ProvisionedThroughputExceeded"
                | "ProvisionedThroughputExceededException"
                | "RequestLimitExceeded"
                | "Throttling"
                | "ThrottlingError"
                | "ThrottlingException"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_throttled_call_is_known_by_its_code_and_not_by_what_a_record_says() {
        let throttled = |answer: &str| is_throttled(answer.as_bytes());
        assert!(throttled(
            r#"{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException"}"#
        ));
        let cancelled = |code: &str| {
            format!(
                r#"{{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","CancellationReasons":
                [{{"Code":"None"}},{{"Code":"{code}","Item":{{"name":{{"S":"ThrottlingError"}}}}}}]}}"#
            )
        };
        assert!(throttled(&cancelled("ThrottlingError")));
        assert!(!throttled(&cancelled("TransactionConflict")));
        assert!(!throttled(&cancelled("ConditionalCheckFailed")));
        assert!(!throttled("<html>") && !throttled("{}"));
    }

    #[tokio::test]
    async fn only_the_work_that_is_watched_counts() {
        note();
        let ((), calls) = counted(async {
            note();
            tokio::task::yield_now().await;
            note();
        })
        .await;
        assert_eq!(calls, 2);
    }
}
