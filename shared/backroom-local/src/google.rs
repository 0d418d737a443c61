//! A pretend Google: tokens for a service account of its own, and as much of Google Sheets as writing into one takes. Each
//! spreadsheet is there and shared until it is said to be otherwise; what was written is seen at `/sheet/<id>`.
//!
//! It promises what Google promises: a claim is believed if the account's key has signed it and it is of now; all requests
//! of a `batchUpdate` are done, or none; a tab has to be there; what is a string stays one.

mod account;
mod tab;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::{get, post};
use backroom_io::clock::Clock;
use serde_json::{Value, json};

use self::account::Account;
pub use self::tab::Tab;

/// The largest request: Google recommends 2 MB.
const BODY_MAX: usize = 16 * 1024 * 1024;
/// How long a token is good, in seconds.
const TOKEN_S: i64 = 3599;

/// The pretend Google. A clone is the same one.
#[derive(Clone)]
pub struct PretendGoogle {
    clock: Clock,
    account: Arc<Account>,
    state: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    books: BTreeMap<String, Book>,
    /// The bearer tokens that were given, and until which second each is good.
    tokens: BTreeMap<String, i64>,
    /// The answer to the next writings, instead of what would be.
    trouble: Option<SheetFault>,
    writings: usize,
}

/// A spreadsheet.
#[derive(Clone, Default)]
struct Book {
    tabs: BTreeMap<u64, Tab>,
    /// What stands in the way.
    fault: Option<SheetFault>,
}

/// What Google says instead of yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetFault {
    /// The sheet is not shared with the account.
    NotShared,
    /// There is no sheet of that id.
    Gone,
    /// Nothing in it may be changed.
    Protected,
    /// Too many requests in this minute.
    Quota,
    /// Google is not well.
    Broken,
    /// The API is switched off in the operator's project.
    SwitchedOff,
}

impl PretendGoogle {
    /// Without any spreadsheet.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            account: Arc::new(Account::own()),
            state: Arc::default(),
        }
    }

    /// The key file of its service account, whose tokens are had from this address: for `GOOGLE_SERVICE_ACCOUNT`. Its key
    /// is good for nothing else.
    pub fn key_file(&self, address: &str) -> String {
        self.account.key_file(&format!("{address}/google/token"))
    }

    /// Where its API is, given where it is served: for `GOOGLE_SHEETS_API_URL`.
    pub fn api_url(&self, address: &str) -> String {
        format!("{address}/google")
    }

    /// Its address, at which sheets are to be shared with it.
    pub fn account_address(&self) -> &'static str {
        account::EMAIL
    }

    /// Tokens and the API under `/google`, and what was written at `/sheet/<id>`.
    pub fn router(self) -> Router {
        Router::new()
            .route("/google/token", post(token))
            .route("/google/{version}/spreadsheets/{call}", post(call))
            .route("/sheet/{id}", get(page))
            .layer(DefaultBodyLimit::max(BODY_MAX))
            .with_state(self)
    }

    /// Serves it on a free port of 127.0.0.1 for as long as the runtime runs: its address.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn listen(&self) -> std::io::Result<String> {
        let listener = tokio::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let router = self.clone().router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(format!("http://{address}"))
    }

    /// From now on this spreadsheet is so; with `None` it is well.
    pub fn set(&self, id: &str, fault: Option<SheetFault>) {
        self.known().books.entry(id.to_owned()).or_default().fault = fault;
    }

    /// From now on each writing is answered so; with `None` as it should be.
    pub fn answer(&self, fault: Option<SheetFault>) {
        self.known().trouble = fault;
    }

    /// Puts a tab into a spreadsheet, as a person would.
    pub fn add_tab(&self, id: &str, number: u64, title: &str) {
        let mut known = self.known();
        let book = known.books.entry(id.to_owned()).or_default();
        book.tabs.insert(number, Tab::new(title, 1_000, 26));
    }

    /// Puts words into a tab, as a person would: its spreadsheet and name, row and column.
    pub fn type_into(&self, (id, title): (&str, &str), at: (u64, u64), words: &str) {
        let mut known = self.known();
        let tabs = known.books.get_mut(id).map(|book| book.tabs.values_mut());
        if let Some(tab) = tabs.into_iter().flatten().find(|tab| tab.title() == title) {
            tab.write(at, words);
        }
    }

    /// Forgets a tab, as a person would delete it.
    pub fn delete_tab(&self, id: &str, title: &str) {
        if let Some(book) = self.known().books.get_mut(id) {
            book.tabs.retain(|_, tab| tab.title() != title);
        }
    }

    /// The tab of this name, if there is one.
    pub fn tab(&self, id: &str, title: &str) -> Option<Tab> {
        let known = self.known();
        let mut tabs = known.books.get(id)?.tabs.values();
        tabs.find(|tab| tab.title() == title).cloned()
    }

    /// How many requests to write have come.
    pub fn writings(&self) -> usize {
        self.known().writings
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does the requests, all or none.
    fn update(&self, id: &str, body: &Value) -> Result<Value, SheetError> {
        let mut known = self.known();
        known.writings += 1;
        let fault = known.trouble;
        let book = known.books.entry(id.to_owned()).or_default();
        if let Some(fault) = fault.or(book.fault) {
            return Err(SheetError::of(fault));
        }
        let mut after = book.clone();
        let requests = body["requests"].as_array().into_iter().flatten();
        let replies = requests
            .enumerate()
            .map(|(at, request)| {
                tab::apply(&mut after.tabs, request)
                    .map_err(|why| SheetError::bad(&format!("Invalid requests[{at}]: {why}")))
            })
            .collect::<Result<Vec<Value>, _>>()?;
        *book = after;
        Ok(json!({ "spreadsheetId": id, "replies": replies }))
    }
}

/// An error as Google's APIs say it.
struct SheetError(u16, Value);

impl SheetError {
    fn new(status: u16, word: &str, message: &str) -> Self {
        let error = json!({ "code": status, "message": message, "status": word });
        Self(status, json!({ "error": error }))
    }

    fn bad(message: &str) -> Self {
        Self::new(400, "INVALID_ARGUMENT", message)
    }

    fn of(fault: SheetFault) -> Self {
        match fault {
            SheetFault::NotShared => Self::new(
                403,
                "PERMISSION_DENIED",
                "The caller does not have permission",
            ),
            SheetFault::Gone => Self::new(404, "NOT_FOUND", "Requested entity was not found."),
            SheetFault::Protected => {
                Self::bad("Invalid requests[0]: You are trying to edit a protected cell or object.")
            }
            SheetFault::Quota => Self::new(
                429,
                "RESOURCE_EXHAUSTED",
                "Quota exceeded for quota metric 'Write requests'",
            ),
            SheetFault::Broken => {
                Self::new(503, "UNAVAILABLE", "The service is currently unavailable.")
            }
            SheetFault::SwitchedOff => {
                let message =
                    "Google Sheets API has not been used in project 1 before or it is disabled.";
                let Self(status, mut body) = Self::new(403, "PERMISSION_DENIED", message);
                body["error"]["details"] = json!([{
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": "SERVICE_DISABLED",
                    "domain": "googleapis.com",
                }]);
                Self(status, body)
            }
        }
    }

    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0).unwrap_or(StatusCode::BAD_REQUEST);
        (status, axum::Json(self.1)).into_response()
    }
}

async fn token(State(google): State<PretendGoogle>, body: Bytes) -> Response {
    let now = google.clock.now().as_second();
    if let Err(why) = google.account.believes(&body, now) {
        let error = json!({ "error": "invalid_grant", "error_description": why });
        return (StatusCode::BAD_REQUEST, axum::Json(error)).into_response();
    }
    let mut known = google.known();
    let token = format!("pretend-token-{}", known.tokens.len());
    known.tokens.insert(token.clone(), now + TOKEN_S);
    axum::Json(json!({ "access_token": token, "expires_in": TOKEN_S, "token_type": "Bearer" }))
        .into_response()
}

async fn call(
    State(google): State<PretendGoogle>,
    Path((version, call)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let bearer = headers.get(header::AUTHORIZATION);
    let bearer = bearer.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let now = google.clock.now().as_second();
    let good = bearer.and_then(|token| google.known().tokens.get(token).copied());
    if good.is_none_or(|until| until <= now) {
        let message = "Request had invalid authentication credentials.";
        return SheetError::new(401, "UNAUTHENTICATED", message).into_response();
    }
    let Some(id) = call
        .strip_suffix(":batchUpdate")
        .filter(|_| version == "v4")
    else {
        return SheetError::new(404, "NOT_FOUND", "No such method.").into_response();
    };
    let Ok(body) = serde_json::from_slice(&body) else {
        return SheetError::bad("Invalid JSON payload received.").into_response();
    };
    match google.update(id, &body) {
        Ok(answer) => axum::Json(answer).into_response(),
        Err(error) => error.into_response(),
    }
}

/// What was written, for people: one table for each tab.
async fn page(State(google): State<PretendGoogle>, Path(id): Path<String>) -> Response {
    let known = google.known();
    let tabs = known.books.get(&id).map(|book| book.tabs.values());
    let tables: String = tabs.into_iter().flatten().map(Tab::to_html).collect();
    let tables = if tables.is_empty() {
        "<p>Nothing was written into this sheet since the start. Say: sheet now</p>".to_owned()
    } else {
        tables
    };
    Html(format!(
        "<!doctype html><meta charset=utf-8><title>A pretend Google Sheet</title>\
         <style>body{{font:15px sans-serif;margin:2em}}td,th{{border:1px solid #ccc;padding:2px 8px;text-align:left}}\
         table{{border-collapse:collapse}}</style>{tables}"
    ))
    .into_response()
}
