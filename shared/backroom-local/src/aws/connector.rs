//! The way of an SDK client to [`Aws`] within the process: what would be an HTTP call is a function call.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use bytes::Bytes;

use super::{Answer, Aws};
use crate::faults::{Call, Fault};

impl HttpClient for Aws {
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Aws {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let aws = self.clone();
        HttpConnectorFuture::new(async move {
            let target = request
                .headers()
                .get("x-amz-target")
                .unwrap_or_default()
                .to_owned();
            let body = request
                .body()
                .bytes()
                .map(Bytes::copy_from_slice)
                .ok_or_else(|| ConnectorError::user("a streamed body".into()))?;
            aws.answer_or_fail(&target, body)
                .await
                .and_then(Answer::into_response)
        })
    }
}

impl Aws {
    /// Answers, with the fault that is planned for this call.
    async fn answer_or_fail(&self, target: &str, body: Bytes) -> Result<Answer, ConnectorError> {
        let Some(fault) = self.faults.next(&Call {
            target,
            body: &body,
        }) else {
            return Ok(self.answer(target, body).await);
        };
        if let Some(refusal) = fault.refusal(target, &body) {
            return Ok(refusal);
        }
        match fault {
            Fault::AnswerLost => {
                self.answer(target, body).await;
                Err(ConnectorError::timeout(
                    "planned: the answer was lost".into(),
                ))
            }
            Fault::Slow(delay) => {
                tokio::time::sleep(delay).await;
                Ok(self.answer(target, body).await)
            }
            Fault::NotSent
            | Fault::Throttled
            | Fault::Conflict
            | Fault::ServerError
            | Fault::Denied => Err(ConnectorError::io("planned: never sent".into())),
        }
    }
}
