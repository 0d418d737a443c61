//! What a function in a container does: the same table, queues and secret, over HTTP.

use aws_sdk_dynamodb::types::AttributeValue;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use backroom_local::Local;
use backroom_local::queue::QueueName;
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// The status and the answer to a call of this target.
async fn call(local: &Local, target: &str, body: &Value) -> (u16, Value) {
    let request = Request::post("/")
        .header("x-amz-target", target)
        .header("content-type", "application/x-amz-json-1.0")
        .body(Body::from(body.to_string()))
        .unwrap();
    let response = local.aws.clone().router().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn another_process_sees_the_same_table() {
    let local = Local::in_memory().await.unwrap();
    local
        .aws
        .dynamodb()
        .put_item()
        .table_name(local.table_name())
        .item("PK", AttributeValue::S("A".to_owned()))
        .item("SK", AttributeValue::S("B".to_owned()))
        .send()
        .await
        .unwrap();
    let key = json!({"PK": {"S": "A"}, "SK": {"S": "B"}});
    let get = json!({"TableName": local.table_name(), "Key": key});
    let (status, answer) = call(&local, "DynamoDB_20120810.GetItem", &get).await;
    assert_eq!((status, &answer["Item"]), (200, &key));
}

#[tokio::test]
async fn another_process_sends_to_the_same_queue_whatever_host_it_names() {
    let local = Local::in_memory().await.unwrap();
    let send = json!({
        "QueueUrl": "http://10.0.2.2:8001/000000000000/messages.fifo",
        "MessageBody": "words",
        "MessageGroupId": "a",
        "MessageDeduplicationId": "1",
    });
    let (status, answer) = call(&local, "AmazonSQS.SendMessage", &send).await;
    assert_eq!(status, 200, "{answer}");
    let received = local
        .aws
        .queues
        .receive(QueueName::Messages, 10, None)
        .await
        .unwrap();
    assert_eq!(received.messages[0].body, "words");
}

#[tokio::test]
async fn the_secret_is_what_was_set_first() {
    let local = Local::in_memory().await.unwrap();
    let get = json!({"SecretId": "backroom"});
    let target = "secretsmanager.GetSecretValue";
    assert_eq!(call(&local, target, &get).await.0, 400);
    local.aws.secret.set([("WHATSAPP_VERIFY_TOKEN", "hush")]);
    local.aws.secret.set([("WHATSAPP_VERIFY_TOKEN", "other")]);
    let (status, answer) = call(&local, target, &get).await;
    assert_eq!(status, 200);
    assert_eq!(
        answer["SecretString"],
        r#"{"WHATSAPP_VERIFY_TOKEN":"hush"}"#
    );
    assert!(!format!("{:?}", local.aws).contains("hush"));
}

#[tokio::test]
async fn what_is_not_known_is_said_to_be_unknown() {
    let local = Local::in_memory().await.unwrap();
    for target in [
        "",
        "AmazonSQS.PurgeQueue",
        "DynamoDB_20120810.DeleteTable",
        "Lambda.Invoke",
    ] {
        let (status, answer) = call(&local, target, &json!({})).await;
        assert_eq!(status, 400, "{target}: {answer}");
        assert!(answer["__type"].is_string(), "{target}: {answer}");
    }
}

#[tokio::test]
async fn a_page_in_a_browser_is_refused() {
    let local = Local::in_memory().await.unwrap();
    let request = Request::post("/")
        .header("x-amz-target", "AmazonSQS.ReceiveMessage")
        .header("origin", "http://evil.example")
        .body(Body::empty())
        .unwrap();
    let response = local.aws.router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 403);
}
