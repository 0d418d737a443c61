//! What Lambda's event source mapping does on AWS: takes batches from a queue, calls the function with each, deletes
//! what succeeded and leaves the rest to its visibility timeout.

use std::sync::Arc;
use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage, SqsMessageAttribute};
use backroom_io::clock::Clock;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::queue::{QueueName, Queues, Received};

/// As many messages as Lambda gives a function of a FIFO queue at once.
const BATCH_MAX: usize = 10;
/// How long to wait before asking again after the queue could not be read.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Takes messages from one of the queues and gives them to a handler.
#[derive(Clone)]
pub struct Poller {
    queues: Queues,
    queue: QueueName,
    clock: Clock,
    batches_max: usize,
}

impl std::fmt::Debug for Poller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Poller").finish_non_exhaustive()
    }
}

impl Poller {
    /// At most `batches_max` batches are with the handler at once. Groups keep their order all the same: the queue
    /// gives nothing of a group that is in flight.
    pub fn new(queues: Queues, queue: QueueName, clock: Clock, batches_max: usize) -> Self {
        Self {
            queues,
            queue,
            clock,
            batches_max,
        }
    }

    /// Works until `stop` is ready, then lets the batches that are under way finish.
    pub async fn run<Handler, Handled>(&self, handler: Handler, stop: impl Future<Output = ()>)
    where
        Handler: Fn(SqsEvent) -> Handled + Send + Sync + 'static,
        Handled: Future<Output = SqsBatchResponse> + Send + 'static,
    {
        let handler = Arc::new(handler);
        let places = Arc::new(Semaphore::new(self.batches_max));
        let mut batches = JoinSet::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            let place = tokio::select! {
                biased;
                () = &mut stop => break,
                place = Arc::clone(&places).acquire_owned() => place,
            };
            let Ok(place) = place else { break };
            while batches.try_join_next().is_some() {}
            let wait = match self.take().await {
                Ok(Taken::Batch(batch)) => {
                    let (poller, handler) = (self.clone(), Arc::clone(&handler));
                    batches.spawn(async move {
                        poller.work_off(batch, &*handler).await;
                        drop(place);
                    });
                    continue;
                }
                Ok(Taken::NothingFor(wait)) => wait,
                Err(()) => Some(PAUSE_AFTER_FAILURE),
            };
            drop(place);
            tokio::select! {
                biased;
                () = &mut stop => break,
                () = self.queues.changed(self.queue) => {}
                () = sleep_or_forever(wait) => {}
            }
        }
        while batches.join_next().await.is_some() {}
    }

    /// For tests: works off, batch by batch, all that can be received now, and tells how many messages that was.
    /// Messages that fail are not tried again before their time.
    pub async fn drain<Handled>(&self, handler: impl Fn(SqsEvent) -> Handled) -> usize
    where
        Handled: Future<Output = SqsBatchResponse>,
    {
        let mut count = 0;
        while let Ok(Taken::Batch(batch)) = self.take().await {
            count += batch.len();
            self.work_off(batch, &handler).await;
        }
        count
    }

    async fn take(&self) -> Result<Taken, ()> {
        match self.queues.receive(self.queue, BATCH_MAX, None).await {
            Ok(received) if !received.messages.is_empty() => Ok(Taken::Batch(received.messages)),
            Ok(received) => Ok(Taken::NothingFor(received.next_visible_at.map(|at| {
                let millis = at.saturating_sub(self.clock.now().as_millisecond());
                Duration::from_millis(millis.max(1).unsigned_abs())
            }))),
            Err(error) => {
                tracing::error!(%error, "the queue can't be read");
                Err(())
            }
        }
    }

    /// Gives the batch to the handler and deletes what it did not report as failed.
    async fn work_off<Handled>(&self, batch: Vec<Received>, handler: impl Fn(SqsEvent) -> Handled)
    where
        Handled: Future<Output = SqsBatchResponse>,
    {
        let response = handler(event(self.queue, &batch)).await;
        let failed = |received: &Received| {
            let failures = &response.batch_item_failures;
            failures
                .iter()
                .any(|failure| failure.item_identifier == received.message_id)
        };
        let receipts = batch
            .iter()
            .filter(|received| !failed(received))
            .map(|received| received.receipt.clone())
            .collect();
        match self.queues.delete(self.queue, receipts).await {
            Ok(deleted) => {
                let late = deleted.iter().filter(|outcome| outcome.is_err()).count();
                if late > 0 {
                    tracing::warn!(
                        messages = late,
                        "processed only after the visibility timeout: will be received again"
                    );
                }
            }
            Err(error) => {
                tracing::error!(%error, "processed messages can't be deleted: will be received again");
            }
        }
    }
}

enum Taken {
    Batch(Vec<Received>),
    /// Until something changes, or this long.
    NothingFor(Option<Duration>),
}

/// The batch of this queue as Lambda would give it to the function.
pub fn event(queue: QueueName, batch: &[Received]) -> SqsEvent {
    let mut event = SqsEvent::default();
    let records = batch.iter().map(|received| record(queue, received));
    event.records = records.collect();
    event
}

/// The record as Lambda would give it to the function.
fn record(queue: QueueName, received: &Received) -> SqsMessage {
    let mut record = SqsMessage::default();
    record.message_id = Some(received.message_id.clone());
    record.receipt_handle = Some(received.receipt.clone());
    record.body = Some(received.body.clone());
    record.md5_of_body = Some(crate::queue::md5_of(&received.body));
    record.event_source = Some("aws:sqs".to_owned());
    record.event_source_arn = Some(queue.arn());
    record.aws_region = Some(crate::aws::REGION.to_owned());
    if let serde_json::Value::Object(attributes) = received.attributes() {
        for (name, value) in attributes {
            if let serde_json::Value::String(text) = value {
                record.attributes.insert(name, text);
            }
        }
    }
    for (name, value) in &received.said {
        let mut attribute = SqsMessageAttribute::default();
        attribute.data_type = Some("String".to_owned());
        attribute.string_value = Some(value.clone());
        record.message_attributes.insert(name.clone(), attribute);
    }
    record
}

async fn sleep_or_forever(wait: Option<Duration>) {
    match wait {
        Some(wait) => tokio::time::sleep(wait).await,
        None => std::future::pending().await,
    }
}
