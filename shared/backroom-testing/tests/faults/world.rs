//! The real webhook and processor, each of whose calls goes through a proxy: table and queue, Gemini, WhatsApp.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use backroom_core::webhook::sign;
use backroom_io::clock::Clock;
use backroom_io::config::{ProcessorConfig, Settings, WebhookConfig};
use backroom_io::gemini::Gemini;
use backroom_io::queue::Queue;
use backroom_io::store::Store;
use backroom_io::whatsapp::WhatsApp;
use backroom_io::{aws, http};
use backroom_local::aws::{Aws, Secret};
use backroom_local::faults::Faults;
use backroom_local::poller::Poller;
use backroom_local::queue::{QueueName, QueueSettings, Queues};
use backroom_local::table::{TABLE_NAME, Table};
use backroom_local::whatsapp::{PretendWhatsApp, WhatsAppSettings};
use backroom_testing::PretendGemini;
use processor::Processor;
use serde_json::json;
use tokio::net::TcpListener;
use webhook::Webhook;

use crate::proxy::{Behind, Proxy};

/// Longer than a batch takes in all this, as on AWS: else it would be handled a second time beside the first. What fails
/// comes back sooner, the processor sees to that.
const VISIBILITY: Duration = Duration::from_secs(30);
/// A message may fail many times here and is no dead letter: the trouble ends.
const RECEIVES_MAX: u32 = 1_000;

pub(crate) struct World {
    pub(crate) queues: Queues,
    /// The table, reached without trouble.
    pub(crate) store: Store,
    pub(crate) phones: PretendWhatsApp,
    pub(crate) gemini: PretendGemini,
    pub(crate) proxies: [Proxy; 3],
    settings: WhatsAppSettings,
    webhook: Webhook,
    processor: Arc<Processor>,
}

impl World {
    pub(crate) async fn begin(seed: u64) -> Self {
        let queue = QueueSettings {
            visibility: VISIBILITY,
            receives_max: RECEIVES_MAX,
            ..QueueSettings::default()
        };
        let aws = Aws {
            table: Table::in_memory().unwrap(),
            queues: Queues::in_memory(queue, Clock::system()).unwrap(),
            secret: Secret::default(),
            faults: Faults::default(),
        };
        let store = Store::new(aws.dynamodb(), TABLE_NAME);
        store.create_table().await.unwrap();
        let settings = WhatsAppSettings {
            receipts: false,
            ..WhatsAppSettings::default()
        };
        let phones = PretendWhatsApp::in_memory(settings.clone(), Clock::system()).unwrap();
        let gemini = PretendGemini::start().await;
        let to_gemini = gemini.environment()[1].1.trim_start_matches("http://");
        let proxies = [
            Proxy::before(Behind::Aws, serve(aws.clone()).await, seed).await,
            Proxy::before(Behind::Gemini, to_gemini.parse().unwrap(), seed + 2).await,
            Proxy::before(Behind::WhatsApp, phones.listen().await.unwrap(), seed + 4).await,
        ];
        let environment = environment(&settings, &proxies);
        let (webhook, processor) = functions(&environment, proxies[0].address);
        Self {
            queues: aws.queues,
            store,
            phones,
            gemini,
            proxies,
            settings,
            webhook,
            processor,
        }
    }

    /// Takes messages from the queue and gives them to the processor, for ever.
    pub(crate) fn work(&self) {
        let queue = QueueName::Messages;
        let poller = Poller::new(self.queues.clone(), queue, Clock::system(), 8);
        let processor = Arc::clone(&self.processor);
        tokio::spawn(async move {
            let handler = move |event| {
                let processor = Arc::clone(&processor);
                async move { processor::handle(&processor, event).await }
            };
            poller.run(handler, std::future::pending()).await;
        });
    }

    /// Delivers a text as WhatsApp does: again, until it is taken.
    pub(crate) async fn say(&self, phone: &str, id: &str, text: &str) {
        while self.post(phone, id, text).await != 200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn post(&self, phone: &str, id: &str, text: &str) -> u16 {
        let now = Clock::system().now().as_second().to_string();
        let number = self.settings.number.id.as_str();
        let body = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{
            "field": "messages",
            "value": {
                "messaging_product": "whatsapp",
                "metadata": {"display_phone_number": "27110000000", "phone_number_id": number},
                "contacts": [{"profile": {"name": phone}, "wa_id": phone}],
                "messages": [{"from": phone, "id": id, "timestamp": now, "type": "text", "text": {"body": text}}],
            },
        }]}]})
        .to_string();
        let request = lambda_http::http::Request::post("/webhook/whatsapp")
            .header(
                "x-hub-signature-256",
                sign(&self.settings.app_secret, body.as_bytes()),
            )
            .body(lambda_http::Body::Text(body))
            .unwrap();
        webhook::handle(&self.webhook, request)
            .await
            .status()
            .as_u16()
    }
}

fn environment(
    whatsapp: &WhatsAppSettings,
    [_, gemini, graph]: &[Proxy; 3],
) -> [(&'static str, String); 10] {
    [
        ("WHATSAPP_APP_SECRET", whatsapp.app_secret.clone()),
        ("WHATSAPP_VERIFY_TOKEN", "test_verify_token".to_owned()),
        ("WHATSAPP_ACCESS_TOKEN", whatsapp.access_token.clone()),
        (
            "WHATSAPP_API_URL",
            format!("http://{}/graph", graph.address),
        ),
        ("GEMINI_API_KEY", "test-key".to_owned()),
        ("GEMINI_API_URL", format!("http://{}", gemini.address)),
        ("BACKROOM_TABLE", TABLE_NAME.to_owned()),
        ("BACKROOM_QUEUE_URL", QueueName::Messages.url()),
        (
            "BACKROOM_DEAD_LETTER_QUEUE_URL",
            QueueName::DeadLetters.url(),
        ),
        ("AWS_REGION", "us-east-1".to_owned()),
    ]
}

/// The functions as their `main`s make them, with credentials that nobody looks at.
fn functions(
    environment: &[(&'static str, String); 10],
    aws: SocketAddr,
) -> (Webhook, Arc<Processor>) {
    let settings =
        Settings::new(environment.clone()).or("AWS_ENDPOINT_URL", &format!("http://{aws}"));
    let http = http::client().unwrap();
    let credentials = Credentials::new("test", "test", None, None, "test");
    let aws = aws::of_function(&settings, &http)
        .into_builder()
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build();
    let queue = |url: &str| Queue::new(aws::sqs(&aws), url);
    let config = WebhookConfig::read(&settings).unwrap();
    let messages = queue(&config.queue_url);
    let webhook = Webhook::new(config, messages);
    let config = ProcessorConfig::read(&settings).unwrap();
    let store = Store::new(aws::dynamodb(&aws), &config.table);
    let queues = (
        queue(&config.queue_url),
        queue(&config.dead_letter_queue_url),
    );
    let whatsapp = WhatsApp::new(http.clone(), &config.whatsapp);
    let gemini = config
        .gemini
        .as_ref()
        .map(|gemini| Gemini::new(http, gemini));
    let processor = Processor::new(config, store, queues, whatsapp, gemini, Clock::system());
    (webhook, Arc::new(processor))
}

/// The embedded AWS on a port of this machine, as other processes reach it.
async fn serve(aws: Aws) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, aws.router()).await });
    address
}
