//! The API through its real handler, over the embedded table: the key comes from the conversation, and what is read is
//! what was said there.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod hostile;
mod keys;
mod limits;
mod log;
mod reading;

use api::{Api, handle};
use backroom_core::business::{Business, Plan};
use backroom_io::config::{ApiConfig, Settings};
use backroom_testing::Shop;
use jiff::SignedDuration;
use lambda_http::http::Request;
use lambda_http::{Body, Response};
use serde_json::Value;

const SECRET: &str = "hush-this-is-the-installation's-secret";

/// A shop, and the function over its table.
struct Reading {
    shop: Shop,
    api: Api,
}

/// What was answered.
struct Answer {
    status: u16,
    headers: lambda_http::http::HeaderMap,
    value: Value,
}

impl Answer {
    fn code(&self) -> &str {
        self.value["error"]["code"].as_str().unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

impl Reading {
    /// Thandi's shop, on Pro.
    async fn of(stock: &str) -> Self {
        let environment = [
            ("BACKROOM_API_SECRET", SECRET),
            ("BACKROOM_API_URL", "https://backroom.example"),
        ];
        let shop = Shop::with_environment(&environment).await;
        let shop = shop.with_business("Thandi's Spaza", stock).await;
        shop.clock.advance(SignedDuration::from_secs(1));
        let api = function(&shop, &[("BACKROOM_API_SECRET", SECRET)]);
        Self { shop, api }
    }

    /// The owner asks for the key; what she is told.
    async fn key(&self) -> String {
        key_in(&self.shop.says("Thandi", "api key").await)
    }

    async fn get(&self, key: &str, path: &str) -> Answer {
        self.get_with(Some(&format!("Bearer {key}")), path).await
    }

    async fn get_with(&self, authorization: Option<&str>, path: &str) -> Answer {
        let mut request = Request::get(path);
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        self.send(request.body(Body::Empty).unwrap()).await
    }

    async fn send(&self, request: lambda_http::Request) -> Answer {
        answer(handle(&self.api, &request).await)
    }

    /// The operator gives the business another plan.
    async fn set_plan(&self, plan: Plan) {
        let business = self.shop.store.load_business(&self.shop.business).await;
        let business = Business {
            plan,
            ..business.unwrap().unwrap()
        };
        assert!(self.shop.store.set_plan(&business).await.unwrap());
        self.shop.clock.advance(SignedDuration::from_mins(1));
    }
}

fn function(shop: &Shop, settings: &[(&str, &str)]) -> Api {
    let mut all = Settings::new([("BACKROOM_TABLE", shop.local.table_name())]);
    for (name, value) in settings {
        all = all.set(name, value);
    }
    let config = ApiConfig::read(&all).unwrap();
    Api::new(config, shop.store.clone(), shop.clock.clone())
}

fn answer(response: Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    let answer = Answer {
        status: parts.status.as_u16(),
        value: serde_json::from_slice(&body).unwrap(),
        headers: parts.headers,
    };
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    let refused = answer.value.get("error").is_some();
    assert_eq!(refused, answer.status != 200, "{}", answer.value);
    answer
}

/// The key in what was said.
fn key_in(said: &str) -> String {
    let from = said.find("br_").unwrap_or_else(|| panic!("no key: {said}"));
    let key = said[from..].split(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c)));
    key.into_iter().next().unwrap().to_owned()
}
