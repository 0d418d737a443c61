//! The AWS of one machine: the embedded table, the queues and a secret behind one address, spoken to in AWS's JSON protocols.
//!
//! The AWS SDK's clients reach it in two ways: inside this process through [`connector`], without a socket; and from
//! other processes, such as a function under `sam local invoke`, through [`http`].

mod connector;
mod http;
mod secrets;

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

    /// A DynamoDB client that reaches the table without a socket.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::from_conf(
            aws_sdk_dynamodb::Config::builder()
                .behavior_version_latest()
                .region(aws_sdk_dynamodb::config::Region::new(REGION))
                .credentials_provider(credentials())
                .endpoint_url("http://localhost")
                .http_client(self.clone())
                .build(),
        )
    }

    /// An SQS client that reaches the queues without a socket.
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::from_conf(
            aws_sdk_sqs::Config::builder()
                .behavior_version_latest()
                .region(aws_sdk_sqs::config::Region::new(REGION))
                .credentials_provider(credentials())
                .endpoint_url("http://localhost")
                .http_client(self.clone())
                .build(),
        )
    }
}

/// The region in answers; any other in requests is as good.
pub(crate) const REGION: &str = "us-east-1";

fn credentials() -> aws_credential_types::Credentials {
    aws_credential_types::Credentials::new("local", "local", None, None, "backroom-local")
}
