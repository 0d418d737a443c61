//! The addresses of `backroom dev`: requests become what Lambda would give the webhook and the API, and back.

use std::sync::Arc;

use api::Api;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use backroom_core::webhook::SIGNATURE_HEADER;
use backroom_local::whatsapp::{PretendWhatsApp, SignedWebhook};
use webhook::Webhook;

use super::parts::Parts;

/// What API Gateway takes; WhatsApp sends 3 MB at most.
const BODY_BYTES_MAX: usize = 10 * 1024 * 1024;
const WEBHOOK: &str = "/webhook/whatsapp";

/// All routes.
pub(crate) fn all(parts: &Parts) -> Router {
    let webhook = Router::new()
        .route(WEBHOOK, any(call))
        .route("/health", get(call))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(Called {
            webhook: Arc::clone(&parts.webhook),
            phones: parts.phones.clone(),
        });
    let reading = Router::new()
        .route("/v1/{*below}", any(read))
        .with_state(Arc::clone(&parts.api));
    let webhook = webhook.merge(reading);
    let webhook = match &parts.google {
        Some(google) => webhook.merge(google.clone().router()),
        None => webhook,
    };
    match &parts.phones {
        Some(phones) => webhook.merge(phones.clone().router()),
        None => webhook.route("/", get("The Backroom answers on WhatsApp.\n")),
    }
}

/// What a call needs.
#[derive(Clone)]
struct Called {
    webhook: Arc<Webhook>,
    phones: Option<PretendWhatsApp>,
}

async fn call(
    State(called): State<Called>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(phones) = &called.phones
        && method == Method::POST
    {
        let signature = headers.get(SIGNATURE_HEADER);
        phones.overhear(signature.map(HeaderValue::as_bytes), &body);
    }
    let request = as_lambda(method, uri, headers, &body);
    answered(webhook::handle(&called.webhook, request).await)
}

/// A program reads a shop's stock.
async fn read(
    State(api): State<Arc<Api>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let request = as_lambda(method, uri, headers, &[]);
    answered(api::handle(&api, &request).await)
}

fn as_lambda(method: Method, uri: Uri, headers: HeaderMap, body: &[u8]) -> lambda_http::Request {
    let mut request = lambda_http::Request::new(lambda_http::Body::Binary(body.to_vec()));
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    request
}

fn answered(response: lambda_http::Response<lambda_http::Body>) -> Response {
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, Body::from(body.to_vec())).into_response()
}

/// Gives a webhook of the pretend WhatsApp to the handler without a socket.
pub(crate) async fn deliver(webhook: &Webhook, signed: SignedWebhook) -> StatusCode {
    let body = lambda_http::Body::Binary(signed.body.to_vec());
    let request = lambda_http::http::Request::post(WEBHOOK)
        .header(SIGNATURE_HEADER, signed.signature)
        .body(body);
    match request {
        Ok(request) => webhook::handle(webhook, request).await.status(),
        Err(_) => StatusCode::BAD_REQUEST,
    }
}
