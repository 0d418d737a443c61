//! The way of an SDK client to [`Aws`] within the process: what would be an HTTP call is a function call.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
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
            aws.answer_or_fail(&target, body).await.and_then(respond)
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
        match fault {
            Fault::Throttled => Ok(crate::faults::throttled(target)),
            Fault::Conflict => Ok(crate::faults::conflict(&body)),
            Fault::ServerError => Ok(crate::faults::server_error(target)),
            Fault::NotSent => Err(ConnectorError::io("planned: never sent".into())),
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
        }
    }
}

fn respond(answer: Answer) -> Result<HttpResponse, ConnectorError> {
    let status = answer
        .status
        .try_into()
        .map_err(|error| ConnectorError::other(Box::new(error), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    if let Some(code) = answer.query_error {
        response
            .headers_mut()
            .insert("x-amzn-query-error", format!("{code};Sender"));
    }
    Ok(response)
}
