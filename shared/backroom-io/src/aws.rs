//! AWS clients: over the process's one HTTP client, with time-outs that fit a Lambda.

mod over;
mod trouble;

use std::time::Duration;

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

use crate::config::Settings;

pub(crate) use trouble::trouble;

/// What every AWS client of a Lambda is made from. Lambda gives region and credentials in the environment: looking for
/// them anywhere else, as [`config`] does, would only make the function larger. `AWS_ENDPOINT_URL` (or
/// `AWS_ENDPOINT_URL_DYNAMODB` and the like) counts if it is set.
///
/// A call is tried three times in all, two seconds each, with the SDK's standard back-off.
pub fn of_function(settings: &Settings, http: &reqwest::Client) -> SdkConfig {
    let credentials = EnvironmentVariableCredentialsProvider::new();
    SdkConfig::builder()
        .behavior_version(behavior())
        .region(region(settings).map(|region| Region::new(region.to_owned())))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .service_config(Endpoints(settings.clone()))
        .http_client(http_client(http))
        .timeout_config(timeouts())
        .retry_config(retries())
        .build()
}

/// As [`of_function`], for the operator's tools: region and credentials from wherever AWS's own tools take them.
pub async fn config(http: &reqwest::Client) -> SdkConfig {
    aws_config::defaults(behavior())
        .http_client(http_client(http))
        .timeout_config(timeouts())
        .retry_config(retries())
        .load()
        .await
}

/// The process's HTTP client, as the AWS clients want to be given one.
pub fn http_client(http: &reqwest::Client) -> SharedHttpClient {
    SharedHttpClient::new(over::Over(http.clone()))
}

/// The client of the table.
pub fn dynamodb(config: &SdkConfig) -> aws_sdk_dynamodb::Client {
    aws_sdk_dynamodb::Client::new(config)
}

/// The client of the queues.
pub fn sqs(config: &SdkConfig) -> aws_sdk_sqs::Client {
    aws_sdk_sqs::Client::new(config)
}

/// Lambda sets both.
fn region(settings: &Settings) -> Option<&str> {
    let region = settings.get("AWS_REGION");
    region.or_else(|| settings.get("AWS_DEFAULT_REGION"))
}

/// Another address than AWS's own.
const ENDPOINT: &str = "AWS_ENDPOINT_URL";

/// The address to use for a service, named as in the variable for it alone; `None` for AWS's own.
fn endpoint<'a>(settings: &'a Settings, service: &str) -> Option<&'a str> {
    let its_own = settings.get(&format!("{ENDPOINT}_{service}"));
    its_own.or_else(|| settings.get(ENDPOINT))
}

/// Tells the clients of other addresses.
#[derive(Debug)]
struct Endpoints(Settings);

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        if key.env() != ENDPOINT {
            return None;
        }
        let service = key.service_id().to_uppercase().replace(' ', "_");
        endpoint(&self.0, &service).map(str::to_owned)
    }
}

fn behavior() -> BehaviorVersion {
    BehaviorVersion::v2026_01_12()
}

/// How long a call may take: once, and with its repetitions.
pub fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .operation_attempt_timeout(Duration::from_secs(2))
        .operation_timeout(Duration::from_secs(7))
        .build()
}

/// How often a call is tried.
pub fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(3)
}
