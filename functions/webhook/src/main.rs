//! The webhook as a Lambda: configuration and clients once, then every request to [`webhook::handle`].

use std::convert::Infallible;

use backroom_io::config::{Settings, WebhookConfig};
use backroom_io::queue::Queue;
use backroom_io::{aws, http, log};
use lambda_http::{Error, Request, service_fn};
use tracing::Instrument as _;
use webhook::{Webhook, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::from_env();
    log::init(&settings, "webhook");
    let http = http::client()?;
    let aws = aws::of_function(&settings, &http);
    http::open(&http, settings.get("BACKROOM_QUEUE_URL").map(str::to_owned));
    let config = WebhookConfig::read(&settings.with_secrets(&aws).await?)?;
    let queue = Queue::new(aws::sqs(&aws), &config.queue_url);
    let webhook = &Webhook::new(config, queue);
    lambda_http::run(service_fn(move |request: Request| async move {
        let handled = handle(webhook, request).instrument(log::invocation());
        Ok::<_, Infallible>(handled.await)
    }))
    .await
}
