//! The usage report's Lambda: configuration and clients once; then the first steps each time the schedule fires, and what
//! its own queue brings.

use anyhow::Context as _;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use backroom_io::clock::Clock;
use backroom_io::config::{Settings, UsageReportConfig, whatsapp_address};
use backroom_io::queue::Queue;
use backroom_io::sheets::Sheets;
use backroom_io::store::Store;
use backroom_io::whatsapp::WhatsApp;
use backroom_io::{aws, http, log};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;
use tracing::Instrument as _;
use usage_report::{UsageReport, begin, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::from_env();
    log::init(&settings, "usage-report");
    let http = http::client().context("setting up TLS")?;
    let aws = aws::of_function(&settings, &http);
    http::open(&http, Some(whatsapp_address(&settings)));
    let table = settings.get("BACKROOM_TABLE").unwrap_or_default();
    let store = Store::new(aws::dynamodb(&aws), table);
    let (settings, opened) = tokio::join!(settings.with_secrets(&aws), store.open());
    let settings = settings.context("reading the secrets")?;
    let config = UsageReportConfig::read(&settings)?;
    opened.context("looking at the table")?;
    let queue = Queue::new(aws::sqs(&aws), &config.queue_url);
    let sheets = config.sheets.as_ref();
    let sheets = sheets.map(|sheets| Sheets::new(http.clone(), sheets));
    let sheets = sheets.transpose()?;
    let whatsapp = WhatsApp::new(http, &config.whatsapp);
    let clock = Clock::system();
    let report =
        UsageReport::new(config, store, queue, whatsapp, clock.clone()).with_sheets(sheets);
    let fired = async |event: LambdaEvent<Value>| {
        let answered = answer(&report, &clock, event.payload);
        answered.instrument(log::invocation()).await
    };
    run(service_fn(fired))
        .await
        .map_err(anyhow::Error::from_boxed)
}

/// What the queue brings has records; all else is the schedule. What that says is left aside: one that was late asks for
/// what is due now.
async fn answer(
    report: &UsageReport,
    clock: &Clock,
    event: Value,
) -> Result<SqsBatchResponse, Error> {
    if event.get("Records").is_some() {
        let batch: SqsEvent = serde_json::from_value(event)?;
        return Ok(handle(report, batch).await.0);
    }
    begin(report, clock.now()).await.map_err(|error| {
        tracing::error!(%error, "the sweeps could not be begun");
        Error::from(error)
    })?;
    Ok(SqsBatchResponse::default())
}
