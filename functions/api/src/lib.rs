//! The API for other programs: a business's stock and its movements as JSON, to be read and not written.
//!
//! Whose they are is told by the key alone. It is checked before anything is read, so that strangers cost nothing; then one
//! read tells whether it is still good and what the plan gives, one write counts the call, and the answer is made.

mod answer;
mod items;
mod movements;
mod query;

use backroom_core::api::{ApiKeys, KeyHolder};
use backroom_core::business::{Business, Feature};
use backroom_io::clock::Clock;
use backroom_io::config::ApiConfig;
use backroom_io::metrics::{self, Metric};
use backroom_io::store::Store;
use http::{Method, header};
use jiff::Timestamp;
use lambda_http::{Body, Request, Response};
use serde_json::{Value, json};

use answer::Refusal;
use query::Query;

/// The seconds of an hour.
const HOUR: i64 = 3_600;

/// What the API works with; made once.
#[derive(Debug)]
pub struct Api {
    keys: Option<ApiKeys>,
    store: Store,
    clock: Clock,
}

impl Api {
    /// From its config and the table.
    pub fn new(config: ApiConfig, store: Store, clock: Clock) -> Self {
        Self {
            keys: config.keys,
            store,
            clock,
        }
    }
}

/// What is asked for.
enum Route<'a> {
    Shop,
    Items,
    Item(&'a str),
    Movements,
}

impl<'a> Route<'a> {
    fn of(path: &'a str) -> Option<Self> {
        // The address of a function's URL ends with a slash, to which people put another.
        let rest = path.trim_start_matches('/').strip_prefix("v1/")?;
        Some(match rest.split_once('/') {
            None if rest == "shop" => Self::Shop,
            None if rest == "items" => Self::Items,
            None if rest == "movements" => Self::Movements,
            Some(("items", id)) if !id.is_empty() && !id.contains('/') => Self::Item(id),
            None | Some(_) => return None,
        })
    }

    /// For a log line: a path may hold the name of an item.
    fn name(&self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Items => "items",
            Self::Item(_) => "item",
            Self::Movements => "movements",
        }
    }
}

/// Answers one request.
pub async fn handle(api: &Api, request: &Request) -> Response<Body> {
    match respond(api, request).await {
        Ok(value) => answer::found(&value),
        Err(refusal) => {
            tell(&refusal);
            answer::refused(&refusal)
        }
    }
}

/// One line for the operator, where it is theirs to know.
fn tell(refusal: &Refusal) {
    match refusal {
        Refusal::Failed(error) => {
            tracing::error!(%error, "a call of the API failed");
            metrics::record(Metric::ApiFailed, 1);
        }
        Refusal::NotSetUp => tracing::warn!("BACKROOM_API_SECRET is not set"),
        Refusal::NoKey
        | Refusal::BadKey
        | Refusal::KeyEnded
        | Refusal::NotInPlan
        | Refusal::TooMany { .. } => {
            tracing::info!(reason = refusal.code(), "a call of the API refused");
            metrics::record(Metric::ApiRefused, 1);
        }
        Refusal::NotFound | Refusal::Method | Refusal::Query(_) => {}
    }
}

async fn respond(api: &Api, request: &Request) -> Result<Value, Refusal> {
    let key = shown(request)?;
    let keys = api.keys.as_ref().ok_or(Refusal::NotSetUp)?;
    let holder = keys.holder(key).ok_or(Refusal::BadKey)?;
    let business = admit(api, &holder).await?;
    metrics::record(Metric::ApiCalls, 1);
    let route = Route::of(request.uri().path()).ok_or(Refusal::NotFound)?;
    if request.method() != Method::GET {
        return Err(Refusal::Method);
    }
    tracing::info!(
        business = business.id.as_str(),
        route = route.name(),
        "API called"
    );
    let query = Query::read(request.uri().query().unwrap_or_default())?;
    match route {
        Route::Shop => query.allow(&[]).map(|()| shop(&business)),
        Route::Items => items::list(api, &business, &query).await,
        Route::Item(id) => {
            query.allow(&[])?;
            items::one(api, &business, id).await
        }
        Route::Movements => movements::list(api, &business, &query).await,
    }
}

/// The key that the request shows.
fn shown(request: &Request) -> Result<&str, Refusal> {
    let shown = request.headers().get(header::AUTHORIZATION);
    let shown = shown.ok_or(Refusal::NoKey)?.to_str();
    let shown = shown.map_err(|_| Refusal::BadKey)?;
    let (scheme, key) = shown.split_once(' ').ok_or(Refusal::BadKey)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refusal::BadKey);
    }
    Ok(key.trim())
}

/// The business, if the key is still good, its plan has an API, and there is room in its hour: the call is counted.
async fn admit(api: &Api, holder: &KeyHolder) -> Result<Business, Refusal> {
    let business = api.store.load_business(&holder.business).await?;
    let business = business.ok_or(Refusal::KeyEnded)?;
    if !business.settings.api.is_good(holder.generation) {
        return Err(Refusal::KeyEnded);
    }
    if !business.plan.has(Feature::Api) {
        return Err(Refusal::NotInPlan);
    }
    let now = api.clock.now();
    let into = now.as_second().rem_euclid(HOUR);
    let hour = Timestamp::from_second(now.as_second() - into).unwrap_or(now);
    let most = business.allowance().messages_an_hour;
    let counted = api.store.count_api_call(&business.id, hour, most);
    if counted.await? {
        Ok(business)
    } else {
        Err(Refusal::TooMany {
            most,
            seconds: HOUR - into,
        })
    }
}

fn shop(business: &Business) -> Value {
    json!({
        "id": business.id.as_str(),
        "name": business.name,
        "plan": business.plan.name(),
        "currency": business.currency,
        "time_zone": business.time_zone,
    })
}
