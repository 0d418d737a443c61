//! Settings from AWS Secrets Manager: one call, and clear words when it fails.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use backroom_io::config::{Settings, WebhookConfig};
use serde_json::json;

use super::stand_in::{Answer, StandIn};

#[tokio::test]
async fn one_secret_holds_what_the_environment_does_not() {
    let secret = json!({"WHATSAPP_APP_SECRET": "hush", "WHATSAPP_VERIFY_TOKEN": "kept"});
    let server = StandIn::start([Answer::json(
        200,
        json!({"ARN": "arn", "Name": "backroom", "SecretString": secret.to_string()}),
    )])
    .await;
    let settings = named().or("WHATSAPP_VERIFY_TOKEN", "set");
    let settings = settings.with_secrets(&aws(&server)).await.unwrap();
    let config = WebhookConfig::read(&settings).unwrap();
    assert_eq!(config.app_secrets[0].expose(), "hush");
    assert_eq!(config.verify_token.expose(), "set");
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].json, json!({"SecretId": "backroom"}));
}

#[tokio::test]
async fn a_secret_that_is_not_there_is_named() {
    let server = StandIn::start([Answer::json(
        400,
        json!({"__type": "ResourceNotFoundException", "Message": "no such secret"}),
    )])
    .await;
    let error = named()
        .with_secrets(&aws(&server))
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("secret backroom could not be read"),
        "{error}"
    );
    assert!(error.contains("no such secret"), "{error}");
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_not_repeated() {
    let half = r#"{"SecretString": "{\"GEMINI_API_KEY\": \"hush"#;
    let server = StandIn::start([Answer::text(200, half)]).await;
    let error = named().with_secrets(&aws(&server)).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
}

#[tokio::test]
async fn without_a_name_nobody_is_asked() {
    let server = StandIn::start([]).await;
    Settings::default()
        .with_secrets(&aws(&server))
        .await
        .unwrap();
    assert!(server.requests().is_empty());
}

fn named() -> Settings {
    Settings::new([
        ("BACKROOM_SECRET_ID", "backroom"),
        ("BACKROOM_QUEUE_URL", "q"),
    ])
}

fn aws(server: &StandIn) -> SdkConfig {
    let credentials = Credentials::new("test", "test", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(backroom_io::aws::http_client(
            &backroom_io::http::client().unwrap(),
        ))
        .endpoint_url(server.url())
        .build()
}
