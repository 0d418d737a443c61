//! The processor as Lambda runs it: several processes at once, each with a batch of the queue at a time, each of which may
//! die at any await. A new process knows nothing of the one before.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_lambda_events::sqs::SqsBatchResponse;
use backroom_io::config::{ProcessorConfig, Settings as Environment, WebhookConfig};
use backroom_io::queue::Queue;
use backroom_io::store::Store;
use backroom_io::whatsapp::WhatsApp;
use backroom_local::aws::{dynamodb_through, sqs_through};
use backroom_local::poller::event;
use backroom_local::queue::{QueueName, Queues, Received};
use backroom_local::table::TABLE_NAME;
use processor::Processor;
use webhook::Webhook;

use super::meta::{APP_SECRET, message_of};
use super::planted::Planted;
use super::way::Way;
use super::world::{Mortal, World};

/// As in the template: how long a record stays with a function, and how long a function may take.
pub(super) const VISIBILITY: Duration = Duration::from_secs(180);
const TIMEOUT: Duration = Duration::from_secs(30);

/// What functions are made of.
#[derive(Clone)]
pub(super) struct Functions {
    world: Arc<World>,
    way: Way,
    queues: Queues,
    http: reqwest::Client,
    births: Arc<AtomicU64>,
}

impl Functions {
    pub(super) fn new(world: &Arc<World>, way: Way, queues: Queues, socket: &Path) -> Self {
        let http = backroom_io::http::builder().unix_socket(socket).build();
        Self {
            world: Arc::clone(world),
            way,
            queues,
            http: http.expect("an HTTP client"),
            births: Arc::default(),
        }
    }

    pub(super) fn webhook(&self) -> Webhook {
        let config = WebhookConfig::read(&self.environment(0)).expect("complete");
        Webhook::new(
            config,
            Queue::new(sqs_through(self.way.clone()), QueueName::Messages.url()),
        )
    }

    /// A new process: its number, which is part of its address of WhatsApp, and itself.
    fn born(&self) -> (u64, Processor) {
        let process = self.births.fetch_add(1, Ordering::Relaxed);
        let config = ProcessorConfig::read(&self.environment(process)).expect("complete");
        let store = Store::new(dynamodb_through(self.way.clone()), TABLE_NAME);
        let queue = |name: QueueName| Queue::new(sqs_through(self.way.clone()), name.url());
        let whatsapp = WhatsApp::new(self.http.clone(), &config.whatsapp);
        let queues = (queue(QueueName::Messages), queue(QueueName::DeadLetters));
        let clock = self.world.clock.clone();
        let processor = Processor::new(config, store, queues, whatsapp, None, clock);
        (process, processor)
    }

    fn environment(&self, process: u64) -> Environment {
        Environment::new([
            ("WHATSAPP_APP_SECRET", APP_SECRET),
            ("WHATSAPP_VERIFY_TOKEN", "verify"),
            ("WHATSAPP_ACCESS_TOKEN", "token"),
            ("WHATSAPP_API_URL", &format!("http://localhost/{process}")),
            ("BACKROOM_TABLE", TABLE_NAME),
            ("BACKROOM_QUEUE_URL", &QueueName::Messages.url()),
            (
                "BACKROOM_DEAD_LETTER_QUEUE_URL",
                &QueueName::DeadLetters.url(),
            ),
        ])
    }

    /// Works for ever, one batch after another.
    pub(super) async fn work(self) {
        let world = &self.world;
        let (mut number, mut process) = self.born();
        loop {
            // Now and then a record comes again before the one who has it is done.
            let visibility = if world.trouble(30) {
                Duration::from_secs(1 + world.below(3))
            } else {
                VISIBILITY
            };
            let most = 1 + world.index(10);
            let received = self
                .queues
                .receive(QueueName::Messages, most, Some(visibility))
                .await;
            let received = received.expect("the queue in memory");
            if received.messages.is_empty() {
                self.wait(received.next_visible_at).await;
                continue;
            }
            for message in received.messages.iter().filter_map(number_of) {
                let mut referee = world.referee();
                referee.begun(message);
                referee.given(number, message);
            }
            if world.trouble(20) {
                world.pause(20_000).await;
            }
            let polls = if world.trouble(300) {
                world.below(60)
            } else {
                u64::MAX
            };
            let event = event(QueueName::Messages, &received.messages);
            let handled = Mortal::new(processor::handle(&process, event), polls);
            let handled = tokio::time::timeout(TIMEOUT, handled).await.ok().flatten();
            if handled.is_none() {
                world.referee().died();
                (number, process) = self.born();
            } else {
                world.referee().has_answered(number);
            }
            for message in received.messages.iter().filter_map(number_of) {
                world.referee().ended(message);
            }
            self.delete(&received.messages, handled).await;
        }
    }

    /// Until there may be something to receive.
    async fn wait(&self, next_visible_at: Option<i64>) {
        let now = self.world.clock.now().as_millisecond();
        let until = next_visible_at
            .map(|at| Duration::from_millis(at.saturating_sub(now).max(1).unsigned_abs()));
        let until = async {
            match until {
                Some(until) => tokio::time::sleep(until).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.queues.changed(QueueName::Messages) => {}
            () = until => {}
        }
    }

    /// What the event source does with the function's answer: deletes what did not fail, unless that is lost too.
    async fn delete(&self, batch: &[Received], handled: Option<SqsBatchResponse>) {
        let forgets = self.world.settings.planted == Some(Planted::QueueForgets);
        let done: Vec<&Received> = match &handled {
            _ if forgets => batch.iter().collect(),
            None => return,
            Some(_) if self.world.trouble(50) => return,
            Some(response) => {
                let failed = |received: &&Received| {
                    let failures = response.batch_item_failures.iter();
                    failures
                        .map(|failure| &failure.item_identifier)
                        .any(|id| *id == received.message_id)
                };
                batch.iter().filter(|received| !failed(received)).collect()
            }
        };
        let receipts = done
            .iter()
            .map(|received| received.receipt.clone())
            .collect();
        let deleted = self
            .queues
            .delete(QueueName::Messages, receipts)
            .await
            .expect("the queue in memory");
        for (received, deleted) in done.iter().zip(deleted) {
            if let (Some(message), Ok(())) = (number_of(received), deleted) {
                self.world.referee().acknowledged(message);
            }
        }
    }
}

/// Which message is in the record.
fn number_of(received: &Received) -> Option<usize> {
    received
        .body
        .split("\"id\":\"")
        .skip(1)
        .find_map(message_of)
}
