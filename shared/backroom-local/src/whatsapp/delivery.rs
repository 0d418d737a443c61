//! Webhooks on their way to the bot: again and again until the answer is 200. Each person has a lane: their messages
//! go in order, and somebody else's trouble does not hold them up.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::http::StatusCode;
use backroom_core::ids::{BusinessNumberId, MessageId};
use bytes::Bytes;
use futures::future::BoxFuture;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::log::{ChatLogError, Tick};
use super::people::Person;
use super::{Inner, PhoneEvent, PretendWhatsApp, inbound, lock};

/// A POST to the webhook.
#[derive(Clone, Debug)]
pub struct SignedWebhook {
    /// The body, to be passed on byte by byte.
    pub body: Bytes,
    /// The header `X-Hub-Signature-256`.
    pub signature: String,
}

/// Carries a webhook to its handler and brings back the answer's status. Called for one webhook at a time.
pub type Deliver = Arc<dyn Fn(SignedWebhook) -> BoxFuture<'static, StatusCode> + Send + Sync>;

/// What became of a message of the bot.
pub(super) struct Receipt {
    pub(super) number: BusinessNumberId,
    pub(super) person: Person,
    pub(super) id: MessageId,
    pub(super) at: Timestamp,
    /// What the sender wanted to see again.
    pub(super) callback: Option<String>,
    /// WhatsApp's code, if it failed; otherwise it was sent, delivered and read.
    pub(super) failed: Option<i64>,
    /// Whether it is charged for.
    pub(super) paid: bool,
    /// `service`, or `utility` for a template.
    pub(super) category: &'static str,
}

/// Between the tries at one webhook.
const BACK_OFF: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_millis(300),
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(10),
];
/// When nothing wakes it.
const IDLE: Duration = Duration::from_secs(30);

/// Delivers until the pretend WhatsApp is gone.
pub(super) async fn run(pretend: Weak<Inner>, deliver: Deliver) {
    let mut lanes = Lanes::default();
    loop {
        let Some(inner) = pretend.upgrade() else {
            return;
        };
        let wake = Arc::clone(&inner.wake);
        let pass = lanes.pass(&PretendWhatsApp { inner }, &deliver).await;
        let wait = match pass {
            // A lane may hold more than its first.
            Ok(taken) if taken > 0 => continue,
            Ok(_) => lanes.next_try(),
            Err(error) => {
                tracing::error!(%error, "webhooks not delivered; trying again");
                Duration::from_secs(1)
            }
        };
        // Whoever is waiting is woken; a lane that backs off is passed over until its time.
        let _ = tokio::time::timeout(wait, wake.notified()).await;
    }
}

/// The lanes that are backing off.
#[derive(Default)]
pub(super) struct Lanes {
    tries: BTreeMap<String, (usize, Instant)>,
}

impl Lanes {
    /// Delivers the first of each lane; answers how many were taken.
    pub(super) async fn pass(
        &mut self,
        pretend: &PretendWhatsApp,
        deliver: &Deliver,
    ) -> Result<usize, ChatLogError> {
        let mut taken = self.receipts(pretend, deliver).await?;
        let waiting = pretend.log().waiting()?;
        for message in waiting {
            let lane = message.person.id.clone();
            if self.backs_off(&lane) {
                continue;
            }
            let value = json!({
                "contacts": [inbound::contact(&message.person)],
                "messages": [message.webhook],
            });
            let status = post(pretend, deliver, &message.person.number, value).await?;
            if self.settle(lane, status) {
                pretend.log().taken(&message.id)?;
                let person = message.person.id;
                pretend.tell(PhoneEvent::Message { person });
                taken += 1;
            }
        }
        Ok(taken)
    }

    /// Receipts are one lane, and leave in one webhook per number. They are not in the log: a kill loses them.
    async fn receipts(
        &mut self,
        pretend: &PretendWhatsApp,
        deliver: &Deliver,
    ) -> Result<usize, ChatLogError> {
        const LANE: &str = "";
        if self.backs_off(LANE) {
            return Ok(0);
        }
        let receipts = std::mem::take(&mut *lock(&pretend.inner.receipts));
        let mut numbers: BTreeMap<BusinessNumberId, Vec<Receipt>> = BTreeMap::new();
        for receipt in receipts {
            numbers
                .entry(receipt.number.clone())
                .or_default()
                .push(receipt);
        }
        let mut taken = 0;
        for (number, receipts) in numbers {
            let statuses: Vec<Value> = receipts.iter().flat_map(statuses).collect();
            let contacts: Vec<Value> = receipts
                .iter()
                .filter(|receipt| receipt.failed.is_none())
                .map(|receipt| inbound::contact(&receipt.person))
                .collect();
            let mut value = json!({"statuses": statuses});
            if !contacts.is_empty() {
                value["contacts"] = json!(contacts);
            }
            let status = post(pretend, deliver, &number, value).await?;
            if self.settle(LANE.into(), status) {
                taken += 1;
            } else {
                lock(&pretend.inner.receipts).extend(receipts);
            }
        }
        Ok(taken)
    }

    fn backs_off(&self, lane: &str) -> bool {
        self.tries
            .get(lane)
            .is_some_and(|(_, until)| *until > Instant::now())
    }

    /// Whether it was taken; if not, its lane waits.
    fn settle(&mut self, lane: String, status: StatusCode) -> bool {
        if status == StatusCode::OK {
            self.tries.remove(&lane);
            return true;
        }
        tracing::warn!(status = status.as_u16(), "webhook not taken; trying again");
        let (tries, until) = self.tries.entry(lane).or_insert((0, Instant::now()));
        *until = Instant::now() + BACK_OFF[(*tries).min(BACK_OFF.len() - 1)];
        *tries += 1;
        false
    }

    fn next_try(&self) -> Duration {
        self.tries
            .values()
            .map(|(_, until)| until.saturating_duration_since(Instant::now()))
            .min()
            .unwrap_or(IDLE)
            .min(IDLE)
    }
}

async fn post(
    pretend: &PretendWhatsApp,
    deliver: &Deliver,
    number: &BusinessNumberId,
    value: Value,
) -> Result<StatusCode, ChatLogError> {
    let settings = &pretend.inner.settings;
    let number = pretend.log().number(number.as_str())?;
    let number = number.unwrap_or_else(|| settings.number.clone());
    let webhook = inbound::envelope(&settings.account, &number, value);
    Ok(deliver(inbound::sign(&settings.app_secret, &webhook)).await)
}

/// The statuses of one message: all that happened to it, as if at once.
fn statuses(receipt: &Receipt) -> Vec<Value> {
    let ticks: &[&str] = if receipt.failed.is_some() {
        &["failed"]
    } else {
        &["sent", "delivered", "read"]
    };
    ticks
        .iter()
        .map(|tick| {
            let mut status = json!({
                "id": receipt.id,
                "status": tick,
                "timestamp": receipt.at.as_second().to_string(),
            });
            if let Some(phone) = &receipt.person.phone {
                status["recipient_id"] = json!(phone);
            }
            if let Some(user_id) = &receipt.person.user_id {
                status["recipient_user_id"] = json!(user_id);
            }
            if let Some(callback) = &receipt.callback {
                status["biz_opaque_callback_data"] = json!(callback);
            }
            match receipt.failed {
                Some(code) => status["errors"] = json!([super::graph::status_error(code)]),
                None => {
                    status["pricing"] = json!({
                        "billable": true,
                        "pricing_model": "PMP",
                        "type": if receipt.paid { "regular" } else { "free_customer_service" },
                        "category": receipt.category,
                    });
                }
            }
            status
        })
        .collect()
}

/// The tick that a message of the bot ends with.
pub(super) fn final_tick(failed: Option<i64>) -> Tick {
    if failed.is_some() {
        Tick::Failed
    } else {
        Tick::Read
    }
}
