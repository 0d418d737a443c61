//! The AWS clients' calls over the HTTP client that everything else uses: one pool of connections, one set of root
//! certificates, and one HTTP implementation in each function.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;

/// The client that they go over. How long a call may take the SDK sees to itself.
#[derive(Clone, Debug)]
pub(super) struct Over(pub(super) reqwest::Client);

impl HttpClient for Over {
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Over {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let http = self.0.clone();
        HttpConnectorFuture::new(async move {
            let mut answer = http.execute(outgoing(request)?).await.map_err(unanswered)?;
            let status = answer.status();
            let headers = std::mem::take(answer.headers_mut());
            let body = answer.bytes().await.map_err(unanswered)?;
            let mut response = http::Response::new(SdkBody::from(body));
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            HttpResponse::try_from(response)
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

fn outgoing(request: HttpRequest) -> Result<reqwest::Request, ConnectorError> {
    let unusable = |error: Box<dyn std::error::Error + Send + Sync>| ConnectorError::user(error);
    let (parts, body) = request
        .try_into_http1x()
        .map_err(|error| unusable(error.into()))?
        .into_parts();
    let body = body
        .bytes()
        .ok_or_else(|| unusable("a streamed body".into()))?
        .to_vec();
    reqwest::Request::try_from(http::Request::from_parts(parts, body))
        .map_err(|error| unusable(error.into()))
}

/// What the SDK's retries have to know of it.
fn unanswered(error: reqwest::Error) -> ConnectorError {
    let connecting = error.is_connect();
    let failure = if error.is_timeout() {
        ConnectorError::timeout(error.into())
    } else {
        ConnectorError::io(error.into())
    };
    if connecting {
        failure.never_connected()
    } else {
        failure
    }
}
