//! The webhook through its real handler, with the queue of `backroom-local` behind it: requests in, queued messages,
//! answers and log lines out.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod events;
mod hostile;
mod receipts;
mod requests;
mod trouble;

use backroom_core::message::InboundMessage;
use backroom_core::webhook::{SIGNATURE_HEADER, sign};
use backroom_io::config::{Settings, WebhookConfig};
use backroom_io::log;
use backroom_io::queue::Queue;
use backroom_local::Local;
use backroom_local::queue::QueueName;
use http::StatusCode;
use lambda_http::{Body, Request, Response};
use serde_json::{Value, json};
use webhook::{Webhook, handle};

/// The app secret of development, with which the files in `events/` are signed.
const SECRET: &str = "test_app_secret";
const VERIFY_TOKEN: &str = "test_verify_token";

/// A webhook with an empty queue behind it.
struct Door {
    local: Local,
    webhook: Webhook,
}

impl Door {
    async fn open() -> Self {
        Self::with(&[]).await
    }

    /// With these settings beside the usual.
    async fn with(settings: &[(&str, &str)]) -> Self {
        let local = Local::in_memory().await.unwrap();
        let mut all = Settings::new([
            ("WHATSAPP_APP_SECRET", SECRET),
            ("WHATSAPP_VERIFY_TOKEN", VERIFY_TOKEN),
            ("BACKROOM_QUEUE_URL", &local.queue_url()),
        ]);
        for (name, value) in settings {
            all = all.set(name, value);
        }
        let config = WebhookConfig::read(&all).unwrap();
        let queue = Queue::new(local.aws.sqs(), &config.queue_url);
        Self {
            webhook: Webhook::new(config, queue),
            local,
        }
    }

    async fn answers(&self, request: Request) -> Response<Body> {
        handle(&self.webhook, request).await
    }

    /// Posts a body with its signature.
    async fn post(&self, body: &[u8]) -> StatusCode {
        let request = signed(SECRET, body);
        self.answers(request).await.status()
    }

    /// Takes all that is in the queue, in the order it was sent.
    async fn queued(&self) -> Vec<InboundMessage> {
        let queues = &self.local.aws.queues;
        let mut taken = Vec::new();
        loop {
            let received = queues.receive(QueueName::Messages, 10, None).await.unwrap();
            if received.messages.is_empty() {
                break;
            }
            let receipts = received
                .messages
                .iter()
                .map(|m| m.receipt.clone())
                .collect();
            taken.extend(received.messages);
            queues.delete(QueueName::Messages, receipts).await.unwrap();
        }
        taken.sort_by_key(|message| message.sequence);
        let read = |message: &backroom_local::queue::Received| {
            let read = InboundMessage::from_queue_body(&message.body).unwrap();
            assert_eq!(message.group, read.group());
            assert_eq!(message.deduplication_id, read.id.digest());
            read
        };
        taken.iter().map(read).collect()
    }
}

/// A signed call, as the web server of `backroom dev` makes it: the body in bytes.
fn signed(secret: &str, body: &[u8]) -> Request {
    http::Request::post("/webhook/whatsapp")
        .header(SIGNATURE_HEADER, sign(secret, body))
        .body(Body::Binary(body.to_vec()))
        .unwrap()
}

/// A payload of these messages to one number of ours.
fn payload(messages: &[Value]) -> Vec<u8> {
    let value = json!({ "metadata": { "phone_number_id": "105" }, "messages": messages });
    json!({ "entry": [{ "changes": [{ "field": "messages", "value": value }] }] })
        .to_string()
        .into_bytes()
}

/// A text message.
fn says(from: impl ToString, id: impl ToString, words: &str) -> Value {
    json!({
        "from": from.to_string(), "id": format!("wamid.{}", id.to_string()), "timestamp": "1795500000",
        "type": "text", "text": { "body": words },
    })
}

/// The lines that were logged while this lives, on this thread.
struct Logged {
    kept: log::Kept,
    _guard: tracing::subscriber::DefaultGuard,
}

impl Logged {
    /// Our own lines; the AWS SDK tells of its retries too.
    fn start() -> Self {
        Self::with("webhook=info,backroom=info")
    }

    fn with(filter: &str) -> Self {
        let kept = log::Kept::default();
        let subscriber = log::subscriber(filter, "webhook", kept.clone());
        Self {
            kept,
            _guard: tracing::subscriber::set_default(subscriber),
        }
    }

    /// The lines without what stands in each of them; a metric as its name and value.
    fn lines(&self) -> Vec<Value> {
        let text = self.kept.text();
        let lines = text.lines().map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            let everywhere = [
                "timestamp",
                "level",
                "target",
                "function",
                "version",
                "_aws",
                "Service",
            ];
            for name in everywhere {
                line.as_object_mut().unwrap().remove(name);
            }
            line
        });
        lines.collect()
    }
}
