//! The way from other processes: DynamoDB, SQS and Secrets Manager on one loopback address, for `AWS_ENDPOINT_URL`.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use super::Aws;

/// DynamoDB takes requests of up to 16 MB.
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;

impl Aws {
    /// The routes to serve on a loopback address. No signature is asked for.
    pub fn router(self) -> Router {
        Router::new()
            .route("/", post(answer))
            // Clients of SQS may post to the queue's own address.
            .route("/{account}/{queue}", post(answer))
            .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
            .with_state(self)
    }
}

async fn answer(State(aws): State<Aws>, headers: HeaderMap, body: Bytes) -> Response {
    // Browsers name the page that a request comes from; the SDKs do not. No page has business here.
    if headers.contains_key(header::ORIGIN) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let target = headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let answer = aws.answer(target, body).await;
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let json = [(header::CONTENT_TYPE, "application/x-amz-json-1.0")];
    let mut response = (status, json, answer.body).into_response();
    if let Some(code) = answer.query_error
        && let Ok(value) = format!("{code};Sender").parse()
    {
        response.headers_mut().insert("x-amzn-query-error", value);
    }
    response
}
