//! Answers: JSON, never to be kept by what lies between, and one form for all that is refused.

use backroom_core::money::Money;
use backroom_io::store::StoreError;
use http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use serde_json::{Value, json};

/// When a call that failed is worth trying again, in seconds.
const TRY_AGAIN: i64 = 5;

/// Why a call is not answered.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Nobody set a secret for keys.
    NotSetUp,
    /// It shows no key.
    NoKey,
    /// It shows none of ours.
    BadKey,
    /// Its key was one of ours.
    KeyEnded,
    /// The business's plan has no API.
    NotInPlan,
    /// The hour's calls are used up.
    TooMany {
        /// How many an hour has.
        most: u32,
        /// When the next one begins.
        seconds: i64,
    },
    /// There is nothing of that path, or no such item.
    NotFound,
    /// It wants to write.
    Method,
    /// The query can't be read; why.
    Query(&'static str),
    /// The table could not be reached.
    Failed(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl Refusal {
    /// What programs tell it by.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NotSetUp => "not_set_up",
            Self::NoKey => "no_key",
            Self::BadKey => "bad_key",
            Self::KeyEnded => "key_ended",
            Self::NotInPlan => "not_in_plan",
            Self::TooMany { .. } => "too_many_calls",
            Self::NotFound => "not_found",
            Self::Method => "read_only",
            Self::Query(_) => "bad_query",
            Self::Failed(_) => "unavailable",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            // Not 5xx: that anybody may call would look as if something were wrong here.
            Self::NotSetUp | Self::NotFound => StatusCode::NOT_FOUND,
            Self::NoKey | Self::BadKey | Self::KeyEnded => StatusCode::UNAUTHORIZED,
            Self::NotInPlan => StatusCode::FORBIDDEN,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Query(_) => StatusCode::BAD_REQUEST,
            Self::Failed(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::NotSetUp => "This installation has no API.".to_owned(),
            Self::NoKey => "Send the key as: Authorization: Bearer br_…".to_owned(),
            Self::BadKey => "That is no key of ours.".to_owned(),
            Self::KeyEnded => {
                "This key is good no more. The owner gets another one in the chat: api key"
                    .to_owned()
            }
            Self::NotInPlan => {
                "The shop's plan has no API. The owner says in the chat: upgrade".to_owned()
            }
            Self::TooMany { most, .. } => format!("{most} calls an hour are used up."),
            Self::NotFound => "There is no such thing.".to_owned(),
            Self::Method => {
                "Only GET: what changes stock is said in the chat, where it can be undone."
                    .to_owned()
            }
            Self::Query(why) => (*why).to_owned(),
            Self::Failed(_) => "Not now. Try again in a moment.".to_owned(),
        }
    }

    /// A header that says more.
    fn header(&self) -> Option<(header::HeaderName, HeaderValue)> {
        match self {
            Self::NoKey | Self::BadKey | Self::KeyEnded => {
                Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
            }
            Self::TooMany { seconds, .. } => {
                Some((header::RETRY_AFTER, HeaderValue::from(*seconds)))
            }
            Self::Failed(_) => Some((header::RETRY_AFTER, HeaderValue::from(TRY_AGAIN))),
            Self::Method => Some((header::ALLOW, HeaderValue::from_static("GET"))),
            Self::NotSetUp | Self::NotInPlan | Self::NotFound | Self::Query(_) => None,
        }
    }
}

/// 200, and this.
pub(crate) fn found(value: &Value) -> Response<Body> {
    response(StatusCode::OK, value)
}

/// What was refused, and why.
pub(crate) fn refused(refusal: &Refusal) -> Response<Body> {
    let error = json!({"error": {"code": refusal.code(), "message": refusal.message()}});
    let mut response = response(refusal.status(), &error);
    if let Some((name, value)) = refusal.header() {
        response.headers_mut().insert(name, value);
    }
    response
}

/// An amount as programs read it exactly: "18.50" in its currency.
pub(crate) fn money(amount: Money, currency: &str) -> Value {
    json!({"amount": amount.decimal(), "currency": currency})
}

fn response(status: StatusCode, value: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}
