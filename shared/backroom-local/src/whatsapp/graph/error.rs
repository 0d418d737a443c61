//! Errors as the Graph API words them. A bot should look at the code alone.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::whatsapp::ChatLogError;

/// An error answer.
#[derive(Debug)]
pub(super) struct GraphError {
    http: u16,
    code: i64,
    subcode: Option<i64>,
    details: String,
}

/// Code, HTTP status, title.
const CODES: [(i64, u16, &str); 21] = [
    (0, 401, "AuthException"),
    (1, 500, "API Unknown"),
    (2, 503, "API Service"),
    (4, 400, "Application request limit reached"),
    (100, 400, "Invalid parameter"),
    (190, 401, "Invalid OAuth access token"),
    (368, 403, "Temporarily blocked for policies violations"),
    (2500, 400, "Unknown path components"),
    (80007, 400, "Rate limit issues"),
    (130_429, 400, "Rate limit hit"),
    (131_000, 500, "Something went wrong"),
    (131_008, 400, "Required parameter is missing"),
    (131_009, 400, "Parameter value is not valid"),
    (131_016, 503, "Service unavailable"),
    (131_021, 400, "Recipient cannot be sender"),
    (131_026, 400, "Message undeliverable"),
    (131_042, 400, "Business eligibility payment issue"),
    (131_047, 400, "Re-engagement message"),
    (131_048, 400, "Spam rate limit hit"),
    (131_053, 400, "Media upload error"),
    (131_056, 400, "Pair rate limit hit"),
];

fn row(code: i64) -> (u16, &'static str) {
    CODES
        .iter()
        .find(|(known, _, _)| *known == code)
        .map_or((400, "Error"), |(_, http, title)| (*http, title))
}

impl GraphError {
    pub(super) fn code(code: i64, details: impl Into<String>) -> Self {
        Self {
            http: row(code).0,
            code,
            subcode: None,
            details: details.into(),
        }
    }

    /// One that a test asked for.
    pub(super) fn injected(http: u16, code: i64) -> Self {
        Self {
            http,
            ..Self::code(code, "asked for by a test")
        }
    }

    pub(super) fn parameter(details: impl Into<String>) -> Self {
        Self::code(100, details)
    }

    pub(super) fn missing(parameter: &str) -> Self {
        Self::code(131_008, format!("{parameter} is required"))
    }

    pub(super) fn not_valid(details: impl Into<String>) -> Self {
        Self::code(131_009, details)
    }

    pub(super) fn version() -> Self {
        Self::code(2500, "this version does not exist or has ended")
    }

    pub(super) fn no_token() -> Self {
        Self::code(0, "there is no bearer token")
    }

    pub(super) fn bad_token() -> Self {
        Self::code(190, "the token is expired, revoked or otherwise invalid")
    }

    pub(super) fn no_such_object(id: &str) -> Self {
        Self {
            subcode: Some(33),
            ..Self::code(100, format!("Object with ID '{id}' does not exist"))
        }
    }

    /// Meta's code. For tests.
    #[cfg(test)]
    pub(super) fn number(&self) -> i64 {
        self.code
    }
}

impl From<ChatLogError> for GraphError {
    fn from(error: ChatLogError) -> Self {
        tracing::error!(%error, "the pretend Graph API failed");
        Self::code(131_000, "the chat log failed")
    }
}

impl IntoResponse for GraphError {
    fn into_response(self) -> Response {
        let (_, title) = row(self.code);
        let mut error = json!({
            "message": format!("(#{}) {title}", self.code),
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": "Apretend",
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = json!(subcode);
        }
        let status = StatusCode::from_u16(self.http).unwrap_or(StatusCode::BAD_REQUEST);
        (status, Json(json!({"error": error}))).into_response()
    }
}

/// The same code in a `failed` status.
pub(in crate::whatsapp) fn status_error(code: i64) -> Value {
    let (_, title) = row(code);
    json!({
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": title},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    })
}
