//! The usage report's Lambda: configuration and clients once, then a run each time the schedule fires.

use anyhow::Context as _;
use backroom_io::clock::Clock;
use backroom_io::config::{Settings, UsageReportConfig};
use backroom_io::store::Store;
use backroom_io::whatsapp::WhatsApp;
use backroom_io::{aws, http, log};
use lambda_runtime::{LambdaEvent, run, service_fn};
use tracing::Instrument as _;
use usage_report::{UsageReport, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::from_env();
    log::init(&settings, "usage-report");
    let aws = aws::config().await;
    let settings = settings
        .with_secrets(&aws)
        .await
        .context("reading the secrets")?;
    let config = UsageReportConfig::read(&settings)?;
    let store = Store::new(aws::dynamodb(&aws), &config.table);
    store.open().await.context("looking at the table")?;
    let http = http::client().context("setting up TLS")?;
    let whatsapp = WhatsApp::new(http, &config.whatsapp);
    let report = UsageReport::new(config, store, whatsapp);
    let clock = Clock::system();
    // What the event says is left aside: a schedule that was late asks for what is due now.
    let fired = async |_: LambdaEvent<serde_json::Value>| {
        let done = handle(&report, clock.now())
            .instrument(log::invocation())
            .await;
        done.map(|_| ()).map_err(|error| {
            tracing::error!(%error, "the businesses could not be listed");
            lambda_runtime::Error::from(error)
        })
    };
    run(service_fn(fired))
        .await
        .map_err(anyhow::Error::from_boxed)
}
