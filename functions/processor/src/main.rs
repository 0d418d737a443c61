//! The processor's Lambda: configuration and clients once, then batch after batch.

use anyhow::Context as _;
use aws_lambda_events::sqs::SqsEvent;
use backroom_io::clock::Clock;
use backroom_io::config::{ProcessorConfig, Settings, whatsapp_address};
use backroom_io::gemini::Gemini;
use backroom_io::queue::Queue;
use backroom_io::store::Store;
use backroom_io::whatsapp::WhatsApp;
use backroom_io::{aws, http, log};
use lambda_runtime::{LambdaEvent, run, service_fn};
use processor::{Processor, handle};
use tracing::Instrument as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::from_env();
    log::init(&settings, "processor");
    let http = http::client().context("setting up TLS")?;
    let aws = aws::of_function(&settings, &http);
    http::open(&http, Some(whatsapp_address(&settings)));
    let table = settings.get("BACKROOM_TABLE").unwrap_or_default();
    let store = Store::new(aws::dynamodb(&aws), table);
    let (settings, opened) = tokio::join!(settings.with_secrets(&aws), store.open());
    let settings = settings.context("reading the secrets")?;
    let config = ProcessorConfig::read(&settings)?;
    opened.context("looking at the table")?;
    let queue = Queue::new(aws::sqs(&aws), &config.queue_url);
    let dead_letters = Queue::new(aws::sqs(&aws), &config.dead_letter_queue_url);
    let report_queue = config.report_queue_url.as_deref();
    let report_queue = report_queue.map(|url| Queue::new(aws::sqs(&aws), url));
    let whatsapp = WhatsApp::new(http.clone(), &config.whatsapp);
    let gemini = config
        .gemini
        .as_ref()
        .map(|gemini| Gemini::new(http, gemini));
    let processor = Processor::new(
        config,
        store,
        (queue, dead_letters),
        whatsapp,
        gemini,
        Clock::system(),
    )
    .with_report_queue(report_queue);
    let batch = async |event: LambdaEvent<SqsEvent>| {
        let handled = handle(&processor, event.payload).instrument(log::invocation());
        Ok::<_, std::convert::Infallible>(handled.await)
    };
    run(service_fn(batch))
        .await
        .map_err(anyhow::Error::from_boxed)
}
