//! The addresses of `backroom dev`: requests become what Lambda would give the webhook, and back.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use backroom_local::whatsapp::SignedWebhook;
use webhook::Webhook;

use super::parts::Parts;

/// What API Gateway takes; WhatsApp sends 3 MB at most.
const BODY_BYTES_MAX: usize = 10 * 1024 * 1024;
const WEBHOOK: &str = "/webhook/whatsapp";
const SIGNATURE: &str = "x-hub-signature-256";

/// All routes.
pub(crate) fn all(parts: &Parts) -> Router {
    let webhook = Router::new()
        .route(WEBHOOK, any(call))
        .route("/health", get(call))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(Arc::clone(&parts.webhook));
    match &parts.phones {
        Some(phones) => webhook.merge(phones.clone().router()),
        None => webhook.route("/", get("The Backroom answers on WhatsApp.\n")),
    }
}

async fn call(
    State(webhook): State<Arc<Webhook>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut request = lambda_http::Request::new(lambda_http::Body::Binary(body.to_vec()));
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    let (parts, body) = webhook::handle(&webhook, request).await.into_parts();
    (parts.status, parts.headers, Body::from(body.to_vec())).into_response()
}

/// Gives a webhook of the pretend WhatsApp to the handler without a socket.
pub(crate) async fn deliver(webhook: &Webhook, signed: SignedWebhook) -> StatusCode {
    let body = lambda_http::Body::Binary(signed.body.to_vec());
    let request = lambda_http::http::Request::post(WEBHOOK)
        .header(SIGNATURE, signed.signature)
        .body(body);
    match request {
        Ok(request) => webhook::handle(webhook, request).await.status(),
        Err(_) => StatusCode::BAD_REQUEST,
    }
}
