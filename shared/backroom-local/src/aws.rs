//! The AWS of one machine: the embedded table, the queues and a secret behind one address, spoken to in AWS's JSON protocols.
//!
//! The AWS SDK's clients reach it in two ways: inside this process through [`connector`], without a socket; and from
//! other processes, such as a function under `sam local invoke`, through [`http`].

mod connector;
mod http;
mod secrets;

use aws_smithy_runtime_api::client::http::HttpClient;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;

pub use self::secrets::Secret;
use crate::faults::Faults;
use crate::queue::Queues;
use crate::table::Table;

/// The table, the queues and the secret.
#[derive(Clone, Debug)]
pub struct Aws {
    /// DynamoDB.
    pub table: Table,
    /// SQS.
    pub queues: Queues,
    /// Secrets Manager.
    pub secret: Secret,
    /// What goes wrong on the way of the clients of this process; nothing unless a test plans it.
    pub faults: Faults,
}

/// What a service answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// JSON.
    pub body: String,
    /// The code that SQS gave in its older protocol; it still sends it beside the newer one, and the SDK prefers it.
    pub query_error: Option<&'static str>,
}

impl Answer {
    /// As it comes to a client.
    ///
    /// # Errors
    /// When its status is none of HTTP's.
    pub fn into_response(self) -> Result<HttpResponse, ConnectorError> {
        let status = self.status.try_into();
        let status = status.map_err(|error| ConnectorError::other(Box::new(error), None))?;
        let mut response = HttpResponse::new(status, SdkBody::from(self.body));
        if let Some(code) = self.query_error {
            let headers = response.headers_mut();
            headers.insert("x-amzn-query-error", format!("{code};Sender"));
        }
        Ok(response)
    }

    /// A success.
    pub(crate) fn ok(body: String) -> Self {
        Self {
            status: 200,
            body,
            query_error: None,
        }
    }

    /// An error of this type with this message for developers.
    pub(crate) fn error(status: u16, kind: &str, message: &str) -> Self {
        Self {
            status,
            body: serde_json::json!({"__type": kind, "message": message}).to_string(),
            query_error: None,
        }
    }
}

impl Aws {
    /// Answers a request by its `X-Amz-Target`, such as `DynamoDB_20120810.GetItem` or `AmazonSQS.SendMessage`.
    pub async fn answer(&self, target: &str, body: Bytes) -> Answer {
        match target.split_once('.') {
            Some(("DynamoDB_20120810", operation)) => self.table.answer(operation, body).await,
            Some(("AmazonSQS", operation)) => self.queues.answer(operation, &body).await,
            Some(("secretsmanager", operation)) => self.secret.answer(operation, &body),
            _ => Answer::error(
                400,
                "com.amazon.coral.service#UnknownOperationException",
                "Here are only DynamoDB, SQS and Secrets Manager, in their JSON protocols.",
            ),
        }
    }

    /// A DynamoDB client that reaches the table without a socket, and does not sign: nobody here would look at it.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::from_conf(
            aws_sdk_dynamodb::Config::builder()
                .behavior_version_latest()
                .region(aws_sdk_dynamodb::config::Region::new(REGION))
                .allow_no_auth()
                .endpoint_url("http://localhost")
                .http_client(self.clone())
                .build(),
        )
    }

    /// An SQS client that reaches the queues without a socket, and does not sign either.
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::from_conf(
            aws_sdk_sqs::Config::builder()
                .behavior_version_latest()
                .region(aws_sdk_sqs::config::Region::new(REGION))
                .allow_no_auth()
                .endpoint_url("http://localhost")
                .http_client(self.clone())
                .build(),
        )
    }
}

/// A DynamoDB client that goes this way, with the time-outs and repetitions of a function's.
pub fn dynamodb_through(way: impl HttpClient + 'static) -> aws_sdk_dynamodb::Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version_latest()
        .region(aws_sdk_dynamodb::config::Region::new(REGION))
        .allow_no_auth()
        .endpoint_url("http://localhost")
        .timeout_config(backroom_io::aws::timeouts())
        .retry_config(backroom_io::aws::retries())
        .http_client(way);
    aws_sdk_dynamodb::Client::from_conf(config.build())
}

/// As [`dynamodb_through`], of SQS.
pub fn sqs_through(way: impl HttpClient + 'static) -> aws_sdk_sqs::Client {
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version_latest()
        .region(aws_sdk_sqs::config::Region::new(REGION))
        .allow_no_auth()
        .endpoint_url("http://localhost")
        .timeout_config(backroom_io::aws::timeouts())
        .retry_config(backroom_io::aws::retries())
        .http_client(way);
    aws_sdk_sqs::Client::from_conf(config.build())
}

/// The region in answers; any other in requests is as good.
pub(crate) const REGION: &str = "us-east-1";
