//! The webhook's own work for one warm call, from the request to its answer: signature, decoding, the SQS client's
//! encoding and signing, log lines. What answers for SQS is a function in this process.
//!
//! `cargo bench -p webhook`; the median is what counts. The aims are 300 µs for a text message and 50 µs for a receipt.

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use backroom_io::config::{Settings, WebhookConfig};
use backroom_io::log;
use backroom_io::queue::Queue;
use divan::Bencher;
use lambda_http::Request;
use webhook::{Webhook, handle};

fn main() {
    // Lines are made as in a Lambda, and thrown away.
    let lines = log::subscriber("info", "webhook", std::io::sink);
    tracing::subscriber::set_global_default(lines).expect("nothing has started a log before");
    divan::main();
}

macro_rules! event {
    ($name:literal) => {
        include_str!(concat!("../../../events/webhook-", $name, ".json"))
    };
}

/// One text message, queued.
#[divan::bench]
fn text(bencher: Bencher<'_, '_>) {
    run(bencher, event!("text"));
}

/// A receipt with a price, which is logged and counted.
#[divan::bench]
fn receipt_with_a_price(bencher: Bencher<'_, '_>) {
    run(bencher, event!("status"));
}

/// A receipt that only says that all is well.
#[divan::bench]
fn receipt(bencher: Bencher<'_, '_>) {
    let event = event!("status");
    let mut event: serde_json::Value = serde_json::from_str(event).expect("an event is JSON");
    let body = event["body"].as_str().expect("a webhook event has a body");
    let body = body
        .replace("\"delivered\"", "\"read\"")
        .replace("\"pricing\"", "\"x\"");
    let signature = backroom_core::webhook::sign("test_app_secret", body.as_bytes());
    event["headers"]["x-hub-signature-256"] = signature.into();
    event["body"] = body.into();
    run(bencher, &event.to_string());
}

/// A call that anybody could make.
#[divan::bench]
fn bad_signature(bencher: Bencher<'_, '_>) {
    run(bencher, event!("bad-signature"));
}

fn run(bencher: Bencher<'_, '_>, event: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime starts");
    let webhook = webhook();
    bencher
        .with_inputs(|| -> Request {
            lambda_http::request::from_str(event).expect("an event is a request")
        })
        .bench_values(|request| runtime.block_on(handle(&webhook, request)));
}

fn webhook() -> Webhook {
    let settings = Settings::new([
        ("WHATSAPP_APP_SECRET", "test_app_secret"),
        ("WHATSAPP_VERIFY_TOKEN", "test_verify_token"),
        (
            "BACKROOM_QUEUE_URL",
            "https://sqs.af-south-1.amazonaws.com/123456789012/messages.fifo",
        ),
    ]);
    let config = WebhookConfig::read(&settings).expect("it is complete");
    let connector = SharedHttpConnector::new(Taken);
    let sqs = aws_sdk_sqs::Config::builder()
        .behavior_version_latest()
        .region(aws_sdk_sqs::config::Region::new("af-south-1"))
        .credentials_provider(aws_credential_types::Credentials::new(
            "AKIDEXAMPLE",
            "secret",
            None,
            None,
            "bench",
        ))
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build();
    let queue = Queue::new(aws_sdk_sqs::Client::from_conf(sqs), &config.queue_url);
    Webhook::new(config, queue)
}

/// Takes every first entry.
#[derive(Debug)]
struct Taken;

impl HttpConnector for Taken {
    fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
        let body =
            r#"{"Successful":[{"Id":"0","MessageId":"m","MD5OfMessageBody":"d"}],"Failed":[]}"#;
        let status = 200.try_into().expect("200 is a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(body))))
    }
}
