//! The API as a Lambda: configuration and clients once, then every request to [`api::handle`].

use std::convert::Infallible;

use api::{Api, handle};
use backroom_io::clock::Clock;
use backroom_io::config::{ApiConfig, Settings};
use backroom_io::store::Store;
use backroom_io::{aws, http, log};
use lambda_http::{Error, Request, service_fn};
use tracing::Instrument as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::from_env();
    log::init(&settings, "api");
    let http = http::client()?;
    let aws = aws::of_function(&settings, &http);
    let table = settings.get("BACKROOM_TABLE").unwrap_or_default();
    let store = Store::new(aws::dynamodb(&aws), table);
    let (settings, opened) = tokio::join!(settings.with_secrets(&aws), store.open());
    let config = ApiConfig::read(&settings?)?;
    opened?;
    let api = &Api::new(config, store, Clock::system());
    lambda_http::run(service_fn(move |request: Request| async move {
        let handled = handle(api, &request).instrument(log::invocation());
        Ok::<_, Infallible>(handled.await)
    }))
    .await
}
