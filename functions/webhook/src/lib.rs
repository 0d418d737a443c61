//! WhatsApp's webhook: verify, decode, queue, 200. It touches no table and understands no message.
//!
//! WhatsApp sends again whatever is not answered with 200, for days. So a call whose signature is good is never
//! answered 4xx: what can't be read is logged and counted, and would be no better the next time. Only if the queue
//! does not take a message is the answer 503; then the whole call comes again, and the queue and the ledger drop
//! what they have already.

mod report;

use backroom_core::task::Task;
use backroom_core::webhook::{AppSecrets, Delivery, SIGNATURE_HEADER, VerifyToken, decode};
use backroom_io::config::{Secret, WebhookConfig};
use backroom_io::metrics::{self, Metric};
use backroom_io::queue::{Queue, QueueError};
use http::{Method, StatusCode, header};
use lambda_http::{Body, Request, Response};

/// What the webhook works with; made once.
#[derive(Clone, Debug)]
pub struct Webhook {
    secrets: AppSecrets,
    verify_token: VerifyToken,
    queue: Queue,
}

impl Webhook {
    /// From its config and the queue that messages go to.
    pub fn new(config: WebhookConfig, queue: Queue) -> Self {
        Self {
            secrets: AppSecrets::new(config.app_secrets.iter().map(Secret::expose)),
            verify_token: VerifyToken::new(config.verify_token.expose()),
            queue,
        }
    }
}

/// Answers one request. The path is not looked at, save for `/health`: what reaches this function is decided outside.
pub async fn handle(webhook: &Webhook, request: Request) -> Response<Body> {
    match *request.method() {
        Method::GET | Method::HEAD if request.uri().path().ends_with("/health") => {
            answer(StatusCode::OK, "ok")
        }
        Method::GET => handshake(webhook, request.uri().query().unwrap_or_default()),
        Method::POST => receive(webhook, &request).await,
        _ => {
            let mut refused = answer(StatusCode::METHOD_NOT_ALLOWED, "GET and POST only");
            let allowed = header::HeaderValue::from_static("GET, POST");
            refused.headers_mut().insert(header::ALLOW, allowed);
            refused
        }
    }
}

/// Meta asks whether this address is ours: the challenge goes back if the token is right.
fn handshake(webhook: &Webhook, query: &str) -> Response<Body> {
    let asked = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    };
    let subscribes = asked("hub.mode").as_deref() == Some("subscribe");
    let token = asked("hub.verify_token").unwrap_or_default();
    match asked("hub.challenge") {
        Some(challenge) if subscribes && webhook.verify_token.matches(&token) => {
            tracing::info!("handshake accepted");
            answer(StatusCode::OK, challenge)
        }
        _ => {
            tracing::warn!("handshake refused");
            answer(StatusCode::FORBIDDEN, "not the verify token")
        }
    }
}

/// Takes one payload. Its size is left to what stands before this function (API Gateway takes 10 MB, Lambda 6 MB,
/// WhatsApp sends 3 MB): once signed it is not refused.
async fn receive(webhook: &Webhook, request: &Request) -> Response<Body> {
    // A body that came in base64 was decoded by lambda_http: these are the bytes that were signed.
    let body: &[u8] = request.body();
    let signature = request.headers().get(SIGNATURE_HEADER);
    let signature = signature.map(header::HeaderValue::as_bytes);
    if let Err(refusal) = webhook.secrets.verify(signature, body) {
        tracing::warn!(reason = refusal.reason(), "signature refused");
        metrics::record(Metric::SignaturesRefused, 1);
        return answer(StatusCode::UNAUTHORIZED, "not signed");
    }
    let delivery = decode(body);
    match queue(&webhook.queue, &delivery).await {
        Ok(()) => {
            // Not before: what is not queued comes again, all of it.
            report::log(&delivery);
            report::queued(&delivery.messages);
            answer(StatusCode::OK, "")
        }
        Err(failure) => {
            report::not_queued(&failure);
            answer(StatusCode::SERVICE_UNAVAILABLE, "send it again")
        }
    }
}

/// Queues its messages, and what of its receipts is charged for: other receipts cost no call.
///
/// # Errors
/// If anything of it is not queued. All of it may be queued again.
async fn queue(queue: &Queue, delivery: &Delivery) -> Result<(), QueueError> {
    queue.send_all(&delivery.messages).await?;
    let charged: Vec<Task> = delivery
        .receipts
        .iter()
        .filter_map(Task::counting)
        .collect();
    queue.send_tasks(&charged).await
}

fn answer(status: StatusCode, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    // The challenge is whatever was in the query: no browser may take it for a page.
    let plain = header::HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, plain);
    let nosniff = header::HeaderValue::from_static("nosniff");
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}
