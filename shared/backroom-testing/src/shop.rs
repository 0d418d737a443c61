//! The shop: people, their phones, and everything behind them.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use axum::http::StatusCode;
use backroom_core::business::{Agreed, Business, Member, Plan, Role, Settings};
use backroom_core::ids::{BusinessId, MemberId, MessageId};
use backroom_core::inventory::{LedgerKey, LedgerRecord, RecordKind};
use backroom_core::reply::Reply;
use backroom_io::clock::Clock;
use backroom_io::config::{ProcessorConfig, Settings as Environment, WebhookConfig};
use backroom_io::gemini::Gemini;
use backroom_io::queue::Queue;
use backroom_io::store::Store;
use backroom_io::whatsapp::WhatsApp;
use backroom_local::Local;
use backroom_local::faults::Fault;
use backroom_local::google::PretendGoogle;
use backroom_local::whatsapp::{
    Attachment, ChatLogError, Deliver, NewPerson, Person, PretendWhatsApp, Side, SignedWebhook,
    WhatsAppSettings,
};
use jiff::{SignedDuration, Timestamp};
use lambda_http::Body;
use processor::Processor;
use webhook::Webhook;

/// When every test begins: a Tuesday morning in South Africa.
const OPENING: &str = "2026-11-24T06:00:00Z";

type Delivered = Arc<Mutex<Vec<SignedWebhook>>>;

/// A message that somebody got: its words and its buttons' titles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// WhatsApp's id of it.
    pub id: MessageId,
    /// The words.
    pub body: String,
    /// The buttons: their ids and titles.
    pub buttons: Vec<(String, String)>,
    /// The file: its name, and what is in it.
    pub file: Option<(String, String)>,
}

/// Everything from the phones to the table, in this process.
pub struct Shop {
    /// The embedded AWS, with its faults.
    pub local: Local,
    /// The phones.
    pub whatsapp: PretendWhatsApp,
    /// The table.
    pub store: Store,
    /// The time, which only the test moves.
    pub clock: Clock,
    /// The time that passes with each message: a second.
    pub between: SignedDuration,
    /// The first business, if [`Shop::open`] made one.
    pub business: BusinessId,
    processor: Arc<Processor>,
    /// Another process over the same table and queue.
    elsewhere: Arc<Processor>,
    deliver: Deliver,
    /// All that WhatsApp delivered, to be delivered again.
    delivered: Delivered,
}

impl Shop {
    /// An empty place: nobody is known.
    pub async fn empty() -> Self {
        Self::with_environment(&[]).await
    }

    /// As [`Shop::empty`], with more configuration: names and values as in the environment.
    pub async fn with_environment(more: &[(&str, &str)]) -> Self {
        let clock = Clock::stopped_at(OPENING.parse::<Timestamp>().expect("a timestamp"));
        let local = Local::in_memory_at(clock.clone())
            .await
            .expect("an embedded AWS");
        Self::with_local(local, clock, more).await
    }

    /// As [`Shop::empty`], with table and queue in files of this folder.
    pub async fn in_folder(folder: &Path) -> Self {
        let clock = Clock::stopped_at(OPENING.parse::<Timestamp>().expect("a timestamp"));
        let local = Local::open(folder).await.expect("an embedded AWS");
        Self::with_local(local, clock, &[]).await
    }

    async fn with_local(local: Local, clock: Clock, more: &[(&str, &str)]) -> Self {
        let settings = WhatsAppSettings::default();
        let whatsapp =
            PretendWhatsApp::in_memory(settings.clone(), clock.clone()).expect("a chat log");
        let address = whatsapp.listen().await.expect("a free port");
        let environment = environment(&local, &settings, address, more);
        let store = Store::new(local.aws.dynamodb(), local.table_name());
        let queue = Queue::new(local.aws.sqs(), local.queue_url());
        let webhook = Webhook::new(WebhookConfig::read(&environment).expect("complete"), queue);
        let delivered = Delivered::default();
        let process = || {
            let store = store.clone();
            Arc::new(processor(&local, &environment, store, clock.clone()))
        };
        Self {
            processor: process(),
            elsewhere: process(),
            deliver: deliver(Arc::new(webhook), Arc::clone(&delivered)),
            delivered,
            business: BusinessId::new("none"),
            between: SignedDuration::from_secs(1),
            local,
            whatsapp,
            store,
            clock,
        }
    }

    /// A business with an owner, Thandi, and a stock such as `"coke 50 bottle, bread 10"`.
    pub async fn open(name: &str, stock: &str) -> Self {
        Self::empty().await.with_business(name, stock).await
    }

    /// Founds a business as [`Shop::open`] does.
    pub async fn with_business(mut self, name: &str, stock: &str) -> Self {
        let message = MessageId::new(format!("wamid.opening.{name}"));
        let (business, owner, record) = founding(&message, name, Plan::Pro, self.clock.now());
        let person = self.person("Thandi");
        self.store
            .found_business(
                &business,
                &owner,
                &business.number,
                &sender(&person),
                &record,
            )
            .await
            .expect("a business");
        self.business = business.id;
        self.clock.advance(SignedDuration::from_secs(1));
        self.open_with(stock).await;
        self
    }

    /// Lets somebody in as what they are to be.
    pub async fn join(&self, name: &str, role: Role) {
        let person = self.person(name);
        let member = Member {
            id: MemberId::joined_by(&MessageId::new(format!("wamid.joined.{name}"))),
            business: self.business.clone(),
            name: name.to_owned(),
            role,
        };
        let number = WhatsAppSettings::default().number.id;
        let added = self
            .store
            .add_member(&member, &number, &sender(&person))
            .await;
        assert!(added.expect("a member"), "{name} is new");
    }

    /// The person of this name; their phone is added if they have none yet.
    pub fn person(&self, name: &str) -> Person {
        let people = self.whatsapp.people().expect("the chat log");
        people
            .into_iter()
            .find(|person| person.name == name)
            .unwrap_or_else(|| {
                let new = NewPerson {
                    name: name.to_owned(),
                    ..NewPerson::default()
                };
                self.whatsapp.add_person(new).expect("the chat log")
            })
    }

    /// Somebody says something; the words they hear back, all of them if there are several messages.
    pub async fn says(&self, name: &str, text: &str) -> String {
        let (_, heard) = self.talk(name, text, None).await;
        words(&heard)
    }

    /// As [`Shop::says`], perhaps in reply to a message: the id of what was said, and what they hear back.
    pub async fn talk(
        &self,
        name: &str,
        text: &str,
        quote: Option<&MessageId>,
    ) -> (MessageId, Vec<Heard>) {
        let person = self.person(name);
        let before = self.heard(name).len();
        let id = self
            .whatsapp
            .say(&person.id, text, quote)
            .expect("a person");
        self.settle().await;
        (id, self.heard(name).split_off(before))
    }

    /// Somebody says something that can't be written however often it is tried, until it is given up on; then all is well.
    /// The table denies it, which takes no time: trouble that may pass would be waited out in each delivery.
    pub async fn gives_up_on(&self, name: &str, text: &str) {
        let faults = &self.local.aws.faults;
        faults.next_times("TransactWriteItems", Fault::Denied, 1_000);
        self.queue(name, text);
        for _ in 0..13 {
            self.settle().await;
            self.clock.advance(SignedDuration::from_mins(6));
        }
        faults.clear();
    }

    /// Somebody says something, and nothing happens yet: see [`Shop::settle`].
    pub fn queue(&self, name: &str, text: &str) -> MessageId {
        let person = self.person(name);
        self.whatsapp.say(&person.id, text, None).expect("a person")
    }

    /// WhatsApp delivers the latest message of these words once more.
    pub async fn deliver_again(&self, name: &str, text: &str) {
        let person = self.person(name);
        let messages = self
            .whatsapp
            .conversation(&person.id)
            .expect("the chat log");
        let said = messages
            .iter()
            .rev()
            .find(|message| message.side == Side::Person && message.bubble.text == text);
        let said = said.unwrap_or_else(|| panic!("{name} never said {text}"));
        let again = {
            let delivered = self.delivered.lock().expect("the list");
            let its = |webhook: &&SignedWebhook| {
                String::from_utf8_lossy(&webhook.body)
                    .contains(&format!("\"{}\"", said.id.as_str()))
            };
            delivered
                .iter()
                .find(its)
                .expect("it was delivered before")
                .clone()
        };
        assert_eq!(self.deliver(again).await, StatusCode::OK);
        self.settle().await;
    }

    /// WhatsApp delivers all receipts once more.
    pub async fn deliver_receipts_again(&self) {
        let receipts: Vec<SignedWebhook> = {
            let delivered = self.delivered.lock().expect("the list");
            let its = |webhook: &&SignedWebhook| {
                String::from_utf8_lossy(&webhook.body).contains("\"statuses\"")
            };
            delivered.iter().filter(its).cloned().collect()
        };
        for receipt in receipts {
            assert_eq!(self.deliver(receipt).await, StatusCode::OK);
        }
    }

    /// Somebody presses the button of this title under the latest message that has one; the words they hear back.
    pub async fn presses(&self, name: &str, title: &str) -> String {
        let heard = self.heard(name);
        let buttons = heard.iter().rev().flat_map(|message| {
            message
                .buttons
                .iter()
                .map(move |(id, shown)| (&message.id, id, shown))
        });
        let found = buttons.into_iter().find(|(_, _, shown)| *shown == title);
        let (message, button, _) =
            found.unwrap_or_else(|| panic!("no button {title} under {heard:?}"));
        let press = |person: &Person| self.whatsapp.press(&person.id, message, button);
        self.hears_after(name, press).await
    }

    /// Somebody sends what a page can't: the part of a webhook's message that belongs to its type.
    pub async fn sends(&self, name: &str, message: serde_json::Value) -> String {
        let send = |person: &Person| self.whatsapp.send_raw(&person.id, message);
        self.hears_after(name, send).await
    }

    /// Somebody sends a file; the words they hear back.
    pub async fn attaches(&self, name: &str, file: &Attachment) -> String {
        let attach = |person: &Person| self.whatsapp.attach(&person.id, file);
        self.hears_after(name, attach).await
    }

    /// Somebody does something on their phone; the words they hear back.
    async fn hears_after(
        &self,
        name: &str,
        act: impl FnOnce(&Person) -> Result<MessageId, ChatLogError>,
    ) -> String {
        let before = self.heard(name).len();
        act(&self.person(name)).expect("a person, message and button");
        self.settle().await;
        words(&self.heard(name)[before..])
    }

    /// All that somebody got so far.
    pub fn heard(&self, name: &str) -> Vec<Heard> {
        let person = self.person(name);
        let messages = self
            .whatsapp
            .conversation(&person.id)
            .expect("the chat log");
        messages
            .into_iter()
            .filter(|message| message.side == Side::Business)
            .map(|message| Heard {
                id: message.id,
                body: message.bubble.text,
                buttons: message
                    .bubble
                    .choices
                    .into_iter()
                    .map(|choice| (choice.id, choice.title))
                    .collect(),
                file: message.bubble.document.map(|document| {
                    let content = self.whatsapp.content(&document).expect("the chat log");
                    (document.filename, content.unwrap_or_default())
                }),
            })
            .collect()
    }

    /// Lets everything happen that can happen now.
    pub async fn settle(&self) {
        self.clock.advance(self.between);
        while self.deliver_waiting().await + self.process().await > 0 {}
    }

    /// Delivers what was said to the webhook, which queues it; how many messages that were.
    pub async fn deliver_waiting(&self) -> usize {
        let delivered = self.whatsapp.deliver_waiting(&self.deliver).await;
        delivered.expect("the log")
    }

    /// Has WhatsApp deliver what was said so far; the queue has it then.
    pub async fn take_webhooks(&self) {
        self.clock.advance(self.between);
        let taken = self.whatsapp.deliver_waiting(&self.deliver).await;
        taken.expect("the log");
    }

    /// Gives what is in the queue to the processor; how many messages that were.
    pub async fn process(&self) -> usize {
        self.local
            .poller
            .drain(async |event: SqsEvent| self.handle(event).await)
            .await
    }

    /// Gives one batch to the processor, as Lambda would.
    pub async fn handle(&self, event: SqsEvent) -> SqsBatchResponse {
        processor::handle(&self.processor, event).await
    }

    /// As [`Shop::handle`], with so long to begin messages in.
    pub async fn handle_within(&self, event: SqsEvent, begin_within: Duration) -> SqsBatchResponse {
        processor::handle_within(&self.processor, event, begin_within).await
    }

    /// From now on another process deals with the messages: it knows nothing but what is in the table. Called again,
    /// the first one does, with what it knew.
    pub fn swap_processes(&mut self) {
        std::mem::swap(&mut self.processor, &mut self.elsewhere);
    }

    /// A webhook, as it comes.
    pub async fn deliver(&self, webhook: SignedWebhook) -> StatusCode {
        (self.deliver)(webhook).await
    }
}

/// What a message founds, with Thandi as its owner: the business, her, and the record of it.
pub fn founding(
    message: &MessageId,
    name: &str,
    plan: Plan,
    at: Timestamp,
) -> (Business, Member, LedgerRecord) {
    let business = Business {
        id: BusinessId::founded_by(message),
        name: name.to_owned(),
        plan,
        agreed: Agreed::default(),
        without_place: Vec::new(),
        number: WhatsAppSettings::default().number.id,
        time_zone: "Africa/Johannesburg".into(),
        currency: "ZAR".into(),
        settings: Settings::default(),
    };
    let owner = Member {
        id: MemberId::joined_by(message),
        business: business.id.clone(),
        name: "Thandi".into(),
        role: Role::Owner,
    };
    let record = LedgerRecord {
        happened_at: None,
        answers: None,
        sets: false,
        credit: Vec::new(),
        key: LedgerKey::of(message, at),
        decided_at: at,
        member: owner.id.clone(),
        member_name: owner.name.clone(),
        kind: RecordKind::Refusal,
        movements: Vec::new(),
        reply: Reply::text("Welcome"),
    };
    (business, owner, record)
}

/// The words of several messages.
fn words(heard: &[Heard]) -> String {
    let bodies: Vec<&str> = heard.iter().map(|heard| heard.body.as_str()).collect();
    bodies.join("\n---\n")
}

fn environment(
    local: &Local,
    whatsapp: &WhatsAppSettings,
    address: std::net::SocketAddr,
    more: &[(&str, &str)],
) -> Environment {
    let google = PretendGoogle::new(Clock::system());
    let environment = Environment::new([
        ("WHATSAPP_APP_SECRET", whatsapp.app_secret.as_str()),
        ("WHATSAPP_VERIFY_TOKEN", "test_verify_token"),
        ("WHATSAPP_ACCESS_TOKEN", whatsapp.access_token.as_str()),
        ("WHATSAPP_API_URL", &format!("http://{address}/graph")),
        ("BACKROOM_TABLE", local.table_name()),
        ("BACKROOM_QUEUE_URL", &local.queue_url()),
        (
            "BACKROOM_DEAD_LETTER_QUEUE_URL",
            &local.dead_letter_queue_url(),
        ),
        ("BACKROOM_REPORT_QUEUE_URL", &local.report_queue_url()),
        // The processor only says whom sheets are to be shared with.
        ("GOOGLE_SERVICE_ACCOUNT", &google.key_file("http://none")),
    ]);
    more.iter().fold(environment, |environment, (name, value)| {
        environment.set(name, value)
    })
}

fn processor(local: &Local, environment: &Environment, store: Store, clock: Clock) -> Processor {
    let config = ProcessorConfig::read(environment).expect("complete");
    let http = backroom_io::http::client().expect("an HTTP client");
    let queue = Queue::new(local.aws.sqs(), local.queue_url());
    let dead_letters = Queue::new(local.aws.sqs(), local.dead_letter_queue_url());
    let whatsapp = WhatsApp::new(http.clone(), &config.whatsapp);
    let gemini = config
        .gemini
        .as_ref()
        .map(|gemini| Gemini::new(http, gemini));
    Processor::new(
        config,
        store,
        (queue, dead_letters),
        whatsapp,
        gemini,
        clock,
    )
    .with_report_queue(Some(Queue::new(local.aws.sqs(), local.report_queue_url())))
}

/// Webhooks go to the handler as Lambda would give them.
fn deliver(webhook: Arc<Webhook>, delivered: Delivered) -> Deliver {
    Arc::new(move |signed: SignedWebhook| {
        delivered.lock().expect("the list").push(signed.clone());
        let webhook = Arc::clone(&webhook);
        Box::pin(async move {
            let request = lambda_http::http::Request::post("/webhook/whatsapp")
                .header("content-type", "application/json")
                .header("x-hub-signature-256", signed.signature)
                .body(Body::Binary(signed.body.to_vec()))
                .expect("a request");
            webhook::handle(&webhook, request).await.status()
        })
    })
}

/// The person as WhatsApp names them.
pub(crate) fn sender(person: &Person) -> backroom_core::message::Sender {
    backroom_core::message::Sender {
        phone: person.phone.clone(),
        user_id: person.user_id.clone(),
        profile_name: Some(person.name.clone()),
    }
}
