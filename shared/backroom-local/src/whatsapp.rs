//! A pretend WhatsApp: the Graph API on one side, a phone in the browser on the other, and a chat log between them.
//!
//! It promises what Meta promises and no more. A message of a person is delivered to the webhook, signed, again and
//! again until the answer is 200; one person's messages arrive in order, but the same one may arrive twice. A send is
//! validated as the real one is and answered with an id; its receipts follow as webhooks. Nothing is deduplicated.

mod attachment;
mod delivery;
mod events;
mod faults;
mod graph;
mod inbound;
mod log;
mod overheard;
mod page;
mod people;
mod phone;
mod stock;
mod wamid;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::Router;
use backroom_core::ids::{BusinessNumberId, MessageId};
use backroom_io::clock::Clock;
use jiff::Timestamp;
use tokio::sync::{Notify, broadcast};

pub use self::attachment::Attachment;
pub use self::delivery::{Deliver, SignedWebhook};
pub use self::events::PhoneEvent;
pub use self::faults::SendFault;
pub use self::inbound::sign;
pub use self::log::{Bubble, ChatLogError, ChatMessage, Choice, Document, Side, Tick};
pub use self::people::{NewPerson, Person};
pub use self::stock::{MovementRow, ShowStock, StockBoard, StockRow};

use self::log::{ChatLog, Draft};

/// What Meta's dashboard would hold.
#[derive(Clone)]
pub struct WhatsAppSettings {
    /// Signs each webhook.
    pub app_secret: String,
    /// The bearer token that the Graph API accepts.
    pub access_token: String,
    /// The WhatsApp Business Account: `entry[].id` of each webhook.
    pub account: String,
    /// The number that people write to unless they are added with another.
    pub number: BusinessNumber,
    /// Whether the webhook is told what became of each message of the bot: one webhook for all its statuses.
    pub receipts: bool,
}

/// A WhatsApp number of a business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessNumber {
    /// Meta's `phone_number_id`.
    pub id: BusinessNumberId,
    /// Its digits, without `+`.
    pub digits: String,
    /// The name at the top of the chat.
    pub name: String,
}

impl Default for WhatsAppSettings {
    /// Values that are good on one machine and nowhere else.
    fn default() -> Self {
        Self {
            app_secret: "pretend-app-secret".into(),
            access_token: "pretend-access-token".into(),
            account: "105550000000000".into(),
            number: BusinessNumber {
                id: BusinessNumberId::new("105550000000001"),
                digits: "27110000000".into(),
                name: "The Backroom".into(),
            },
            receipts: true,
        }
    }
}

/// The pretend WhatsApp. A clone is the same one.
#[derive(Clone)]
pub struct PretendWhatsApp {
    inner: Arc<Inner>,
}

struct Inner {
    settings: WhatsAppSettings,
    clock: Clock,
    log: Mutex<ChatLog>,
    faults: Mutex<faults::Faults>,
    /// Until when the bot is shown as typing to whom.
    typing: Mutex<BTreeMap<String, Timestamp>>,
    /// Whether replies are charged for.
    charges: AtomicBool,
    /// Receipts on their way to the webhook.
    receipts: Mutex<Vec<delivery::Receipt>>,
    events: broadcast::Sender<PhoneEvent>,
    /// Wakes the delivery.
    wake: Arc<Notify>,
    stock: OnceLock<ShowStock>,
}

impl PretendWhatsApp {
    /// With its chat log in the file at `path`, made if it is not there.
    ///
    /// # Errors
    /// When the file can't be opened or is no chat log.
    pub fn open(
        settings: WhatsAppSettings,
        path: &Path,
        clock: Clock,
    ) -> Result<Self, ChatLogError> {
        Self::with_log(settings, ChatLog::open(path)?, clock)
    }

    /// With a chat log that is forgotten with it.
    ///
    /// # Errors
    /// When SQLite can't open a database in memory.
    pub fn in_memory(settings: WhatsAppSettings, clock: Clock) -> Result<Self, ChatLogError> {
        Self::with_log(settings, ChatLog::in_memory()?, clock)
    }

    fn with_log(
        settings: WhatsAppSettings,
        mut log: ChatLog,
        clock: Clock,
    ) -> Result<Self, ChatLogError> {
        log.add_number(&settings.number)?;
        Ok(Self {
            inner: Arc::new(Inner {
                settings,
                clock,
                log: Mutex::new(log),
                faults: Mutex::default(),
                typing: Mutex::default(),
                charges: AtomicBool::new(false),
                receipts: Mutex::default(),
                events: broadcast::Sender::new(256),
                wake: Arc::default(),
                stock: OnceLock::new(),
            }),
        })
    }

    /// The page at `/`, its API under `/phone`, and the Graph API under `/graph`. For loopback only: it refuses a
    /// page or host that is not this machine's.
    pub fn router(self) -> Router {
        Router::new()
            .merge(page::routes())
            .merge(phone::routes())
            .layer(axum::middleware::from_fn(phone::only_this_page))
            .merge(graph::routes())
            .with_state(self)
    }

    /// Serves [`PretendWhatsApp::router`] on a free port of 127.0.0.1 for as long as the runtime runs; the Graph API
    /// is at `http://<address>/graph`.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn listen(&self) -> std::io::Result<SocketAddr> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let router = self.clone().router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(address)
    }

    /// Starts the delivery of webhooks: what waits in the log, and from now on each message and receipt. It ends when
    /// the last clone of this is dropped. To be called within a tokio runtime, once.
    pub fn deliver_with(&self, deliver: Deliver) {
        tokio::spawn(delivery::run(Arc::downgrade(&self.inner), deliver));
    }

    /// Delivers what waits, once, in order, without retries; answers how many webhooks were taken. For tests that
    /// keep the time themselves.
    ///
    /// # Errors
    /// When the chat log can't be read or written.
    pub async fn deliver_waiting(&self, deliver: &Deliver) -> Result<usize, ChatLogError> {
        let mut lanes = delivery::Lanes::default();
        let mut taken = 0;
        loop {
            match lanes.pass(self, deliver).await? {
                0 => return Ok(taken),
                more => taken += more,
            }
        }
    }

    /// Shows stock beside the phones.
    pub fn show_stock(&self, show: ShowStock) {
        // The first one stays: there is one table.
        let _ = self.inner.stock.set(show);
    }

    /// Tells the pages that stock may have changed. They also look by themselves after each reply.
    pub fn stock_changed(&self) {
        self.tell(PhoneEvent::Stock);
    }

    /// Lets people write to one more number.
    ///
    /// # Errors
    /// When the chat log can't be written.
    pub fn add_number(&self, number: &BusinessNumber) -> Result<(), ChatLogError> {
        self.log().add_number(number)
    }

    /// From now on what is sent is charged for: the number's free replies of the month are used up.
    pub fn charge(&self) {
        self.inner.charges.store(true, Ordering::Relaxed);
    }

    /// Makes the next `count` sends go wrong. Read receipts are not counted.
    pub fn fail_next(&self, count: usize, fault: SendFault) {
        lock(&self.inner.faults).add(count, fault);
    }

    /// All that was sent to people, in order, with who got it; from the log, so of earlier runs too.
    ///
    /// # Errors
    /// When the chat log can't be read.
    pub fn sent(&self) -> Result<Vec<(Person, ChatMessage)>, ChatLogError> {
        self.log().sent()
    }

    /// One person's conversation, in order.
    ///
    /// # Errors
    /// When the chat log can't be read.
    pub fn conversation(&self, person: &str) -> Result<Vec<ChatMessage>, ChatLogError> {
        self.log().messages(person, 0)
    }

    /// What is in a file that the bot has sent, as text; `None` if it is not here.
    ///
    /// # Errors
    /// When the chat log can't be read.
    pub fn content(&self, file: &Document) -> Result<Option<String>, ChatLogError> {
        let found = self.log().media(&file.source)?;
        Ok(found.map(|(_, content)| String::from_utf8_lossy(&content).into_owned()))
    }

    /// A person says something; in the log when this returns, and on its way to the webhook.
    ///
    /// # Errors
    /// When there is no such person, or the chat log can't be written.
    pub fn say(
        &self,
        person: &str,
        text: &str,
        quote: Option<&MessageId>,
    ) -> Result<MessageId, ChatLogError> {
        let body = serde_json::json!({"type": "text", "text": {"body": text}});
        self.send(person, body, Bubble::text(text), quote)
    }

    /// A person presses a button, or chooses a row, of a message that was sent to them.
    ///
    /// # Errors
    /// When there is no such person, message or button, or the chat log can't be written.
    pub fn press(
        &self,
        person: &str,
        message: &MessageId,
        button: &str,
    ) -> Result<MessageId, ChatLogError> {
        let pressed = self
            .log()
            .message(person, message)?
            .filter(|message| message.side == Side::Business)
            .ok_or(ChatLogError::NoSuchMessage)?;
        let choice = pressed
            .bubble
            .choices
            .iter()
            .find(|choice| choice.id == button)
            .ok_or(ChatLogError::NoSuchMessage)?;
        let body = inbound::pressed(&pressed.bubble, choice);
        self.send(person, body, Bubble::text(&choice.title), Some(message))
    }

    /// A person sends what the page can't: `body` is the part of a webhook's message that belongs to its type, with
    /// `type`. For tests.
    ///
    /// # Errors
    /// When there is no such person, or the chat log can't be written.
    pub fn send_raw(
        &self,
        person: &str,
        body: serde_json::Value,
    ) -> Result<MessageId, ChatLogError> {
        let kind = body["type"].as_str().unwrap_or("message").to_owned();
        self.send(person, body, Bubble::text(format!("[{kind}]")), None)
    }

    fn send(
        &self,
        person: &str,
        body: serde_json::Value,
        bubble: Bubble,
        quote: Option<&MessageId>,
    ) -> Result<MessageId, ChatLogError> {
        let id = {
            let mut log = self.log();
            let person = log.person(person)?.ok_or(ChatLogError::NoSuchPerson)?;
            let at = self.inner.clock.now();
            let id = wamid::from_person(&person, at, log.next_seq()?);
            let webhook = inbound::message(&person, &id, at, quote, body);
            log.append(&Draft {
                person: &person.id,
                side: Side::Person,
                id: &id,
                at,
                quote,
                bubble: &bubble,
                tick: Tick::Sent,
                webhook: Some(&webhook),
            })?;
            self.tell(PhoneEvent::Message {
                person: person.id.clone(),
            });
            id
        };
        self.inner.wake.notify_one();
        Ok(id)
    }

    fn tell(&self, event: PhoneEvent) {
        // No page is open: nobody to tell.
        let _ = self.inner.events.send(event);
    }

    fn log(&self) -> MutexGuard<'_, ChatLog> {
        lock(&self.inner.log)
    }
}

/// SQLite keeps its own consistency, and the rest are plain values: a panic elsewhere spoils neither.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
