//! The way from the functions' AWS clients to the embedded AWS, and everything that can happen on it.
//!
//! A call that has left is done, whatever becomes of who made it: it is late, its answer is late or lost, or its caller is
//! dead by then. So each call is a part of its own.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use backroom_local::aws::{Answer, Aws};
use backroom_local::faults::Fault;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::oneshot;

use super::planted::Planted;
use super::world::World;

/// How long DynamoDB knows a transaction by its token.
const TOKEN: SignedDuration = SignedDuration::from_mins(10);

/// The way. Clones are the same one.
#[derive(Clone)]
pub(super) struct Way {
    aws: Aws,
    world: Arc<World>,
    /// The transactions of the last minutes, by their tokens. The embedded engine would go by the machine's clock.
    tokens: Arc<Mutex<BTreeMap<String, (Timestamp, Answer)>>>,
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Way")
    }
}

impl HttpClient for Way {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Way {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request
            .headers()
            .get("x-amz-target")
            .unwrap_or_default()
            .to_owned();
        let Some(body) = request.body().bytes().map(<[u8]>::to_vec) else {
            return HttpConnectorFuture::ready(Err(ConnectorError::user("a streamed body".into())));
        };
        let fault = self.fault(&target);
        if let Some(fault) = fault {
            let mut referee = self.world.referee();
            referee.counts.faults += 1;
            referee.note((&target, format!("{fault:?}")));
        }
        if fault == Some(Fault::NotSent) {
            return HttpConnectorFuture::ready(Err(ConnectorError::io("it never left".into())));
        }
        let (answers, answered) = oneshot::channel();
        let way = self.clone();
        self.world
            .spawn(async move { way.carry(&target, body, fault, answers).await });
        HttpConnectorFuture::new(async move {
            match answered.await {
                Ok(answer) => answer.into_response(),
                Err(_) => Err(ConnectorError::io("the connection broke".into())),
            }
        })
    }
}

impl Way {
    pub(super) fn new(aws: Aws, world: Arc<World>) -> Self {
        Self {
            aws,
            world,
            tokens: Arc::default(),
        }
    }

    /// What goes wrong with a call, if anything.
    fn fault(&self, target: &str) -> Option<Fault> {
        let world = &self.world;
        if !world.trouble(150) {
            return None;
        }
        let writes = ["TransactWriteItems", "PutItem", "UpdateItem"];
        Some(match world.below(9) {
            0 => Fault::Throttled,
            1 => Fault::ServerError,
            2 => Fault::NotSent,
            3 | 4 => Fault::AnswerLost,
            5 | 6 if writes.iter().any(|write| target.ends_with(write)) => Fault::Conflict,
            _ => Fault::Slow(Duration::from_millis(1_500 + world.below(8_000))),
        })
    }

    async fn carry(
        &self,
        target: &str,
        body: Vec<u8>,
        fault: Option<Fault>,
        answers: oneshot::Sender<Answer>,
    ) {
        // No two commits of a process are in the same millisecond.
        if target.ends_with("TransactWriteItems") || target.ends_with("PutItem") {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        if self.world.chance(2_500) {
            self.world.pause(6).await;
        }
        if let Some(Fault::Slow(delay)) = fault {
            tokio::time::sleep(delay).await;
        }
        let refusal = fault.and_then(|fault| fault.refusal(target, &body));
        let answer = match refusal {
            Some(refusal) => refusal,
            None => self.serve(target, body).await,
        };
        if fault == Some(Fault::AnswerLost) {
            // It breaks now, or nobody hears of it until the client has waited long enough.
            self.world.pause(4_000).await;
            return;
        }
        if self.world.chance(1_000) {
            self.world.pause(6).await;
        }
        // Who asked may be dead.
        let _ = answers.send(answer);
    }

    async fn serve(&self, target: &str, body: Vec<u8>) -> Answer {
        let transaction = target.ends_with("TransactWriteItems");
        if !transaction && !target.ends_with("PutItem") {
            return self.aws.answer(target, body.into()).await;
        }
        let Ok(mut request) = serde_json::from_slice::<Value>(&body) else {
            return self.aws.answer(target, body.into()).await;
        };
        let token = request
            .as_object_mut()
            .and_then(|request| request.remove("ClientRequestToken"));
        let token = token.and_then(|token| token.as_str().map(str::to_owned));
        if let Some(first) = token.as_ref().and_then(|token| self.known(token)) {
            return first;
        }
        if let Some(planted) = self.world.settings.planted {
            planted.spoil(&mut request);
        }
        let answer = self.aws.answer(target, request.to_string().into()).await;
        if answer.status != 200 {
            return answer;
        }
        if let Some(token) = token {
            let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
            tokens.insert(token, (self.world.clock.now(), answer.clone()));
        }
        let alone = std::slice::from_ref(&request);
        let puts = request["TransactItems"]
            .as_array()
            .map_or(alone, Vec::as_slice);
        for put in puts {
            let item = put.get("Put").unwrap_or(put);
            let text = |name: &str| item["Item"][name]["S"].as_str();
            if let (Some(partition), Some(sort), Some(body)) =
                (text("PK"), text("SK"), text("body"))
                && partition.contains("#LEDGER#")
            {
                self.world.referee().committed(sort, body);
            }
        }
        answer
    }

    /// What was answered to the transaction of this token.
    fn known(&self, token: &str) -> Option<Answer> {
        let now = self.world.clock.now();
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if tokens.len() > 4_096 {
            tokens.retain(|_, (at, _)| now.duration_since(*at) < TOKEN);
        }
        let (at, answer) = tokens.get(token)?;
        (now.duration_since(*at) < TOKEN).then(|| answer.clone())
    }
}

impl Planted {
    /// Does the harm to a request.
    fn spoil(self, request: &mut Value) {
        /// A condition that always holds, and still uses its values.
        fn void(action: &mut Value) {
            if let Some(Value::String(condition)) = action.get_mut("ConditionExpression") {
                *condition =
                    format!("({condition}) OR attribute_exists(PK) OR attribute_not_exists(PK)");
            }
        }
        let is_marker = |action: &Value| {
            let sort = action["Put"]["Item"]["SK"]["S"].as_str();
            sort.is_some_and(|sort| sort.ends_with("#UNDONE"))
        };
        let actions = request
            .get_mut("TransactItems")
            .and_then(Value::as_array_mut);
        let Some(actions) = actions else {
            if self == Self::RecordWithoutCondition {
                void(request);
            }
            return;
        };
        match self {
            Self::RecordWithoutCondition => {
                let puts = actions.iter_mut().filter(|action| !is_marker(action));
                puts.filter_map(|action| action.get_mut("Put"))
                    .for_each(void);
            }
            Self::ItemWithoutVersion => {
                let updates = actions
                    .iter_mut()
                    .filter_map(|action| action.get_mut("Update"));
                updates.for_each(void);
            }
            Self::UndoneWithoutMarker => actions.retain(|action| !is_marker(action)),
            Self::ItemNotWritten => actions.retain(|action| action.get("Update").is_none()),
            Self::ReplyNotSent | Self::QueueForgets => {}
        }
    }
}
