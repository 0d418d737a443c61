//! Members write, and WhatsApp delivers what they write: signed, in order for each of them unless it is held up, until it
//! is taken, and now and then once more, up to nine days later.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use backroom_core::ids::MessageId;
use backroom_local::whatsapp::{SignedWebhook, sign};
use jiff::Timestamp;
use lambda_http::Body;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use webhook::Webhook;

use super::model::{Ask, ITEMS, Line, Verb, Who, number};
use super::world::{Mortal, World};

pub(super) const APP_SECRET: &str = "pretend-app-secret";
/// The number that all write to.
pub(super) const NUMBER: &str = "105550000000001";
/// Members of each business: an owner, a manager, two who sell, and one who only looks.
pub(super) const MEMBERS: usize = 5;

pub(super) fn phone_of(person: usize) -> String {
    format!("2782{person:07}")
}

fn id_of(message: usize) -> String {
    format!("wamid.SIM{message}.")
}

/// The number in an id, or in a text that begins with one.
pub(super) fn message_of(id: &str) -> Option<usize> {
    id.strip_prefix("wamid.SIM")?
        .split('.')
        .next()?
        .parse()
        .ok()
}

/// Whose phone it is, written with a plus.
pub(super) fn person_of(phone: &str) -> Option<usize> {
    phone.strip_prefix("+2782")?.parse().ok()
}

/// All phones, and the way from them to the webhook.
pub(super) struct Meta {
    world: Arc<World>,
    webhook: Arc<Webhook>,
    lanes: Vec<mpsc::UnboundedSender<Value>>,
}

impl Meta {
    /// Each person's messages have a lane, in which they stay in order.
    pub(super) fn new(world: &Arc<World>, webhook: Webhook, people: usize) -> Self {
        let webhook = Arc::new(webhook);
        let lanes = (0..people).map(|person| {
            let (lane, waiting) = mpsc::unbounded_channel();
            world.spawn(deliver_in_order(
                Arc::clone(world),
                Arc::clone(&webhook),
                person,
                waiting,
            ));
            lane
        });
        Self {
            world: Arc::clone(world),
            lanes: lanes.collect(),
            webhook,
        }
    }

    /// Somebody writes something.
    pub(super) fn write(&self, message: usize, business: usize, last: &mut Vec<usize>) {
        let world = &self.world;
        let member = world.index(MEMBERS);
        // Who only looks has less to say.
        let member = if member == MEMBERS - 1 {
            world.index(MEMBERS)
        } else {
            member
        };
        let person = business * MEMBERS + member;
        let (ask, text, quoted) = thought_of(world, last);
        if matches!(ask, Ask::Change(_) | Ask::Fix(_)) {
            last.push(message);
            if last.len() > 12 {
                last.remove(0);
            }
        }
        let now = world.clock.now();
        let who = Who {
            message,
            member,
            second: now.as_second(),
            only_looks: member == MEMBERS - 1,
            undoes_others: member < 2,
        };
        let id = id_of(message);
        let webhook = written(&id, now, person, &text, quoted);
        let digest = MessageId::new(id).digest();
        world.referee().said(business, who, ask, (text, digest));
        world.to_come.fetch_add(1, Ordering::Relaxed);
        // Held up on the way: those behind it overtake it.
        if world.trouble(60) {
            let (world, webhook_function) = (Arc::clone(world), Arc::clone(&self.webhook));
            self.world.spawn(async move {
                world.pause(90_000).await;
                deliver(&world, &webhook_function, person, vec![webhook]).await;
            });
        } else {
            // The lane is there as long as this is.
            let _ = self.lanes[person].send(webhook);
        }
    }
}

/// Something to say.
fn thought_of(world: &World, last: &[usize]) -> (Ask, String, Option<usize>) {
    let one = |world: &World| vec![line(world)];
    let several = |world: &World| {
        (0..2 + world.index(3))
            .map(|_| line(world))
            .collect::<Vec<_>>()
    };
    let roll = world.below(100);
    let lines = match roll {
        0..60 => one(world),
        60..70 => several(world),
        70..80 => return (Ask::Undo, "undo".to_owned(), None),
        80..85 if !last.is_empty() => {
            let that = last[world.index(last.len())];
            return (Ask::UndoThat(that), "undo".to_owned(), Some(that));
        }
        80..91 => {
            let said = 1 + world.below(4);
            let said = i64::try_from(said).expect("small");
            return (Ask::Fix(said * 1000), format!("no, {said}"), None);
        }
        _ => {
            let item = world.index(ITEMS.len());
            return (
                Ask::Check(item),
                format!("how many {}?", ITEMS[item].0),
                None,
            );
        }
    };
    let text: Vec<String> = lines.iter().map(spoken).collect();
    (Ask::Change(lines), text.join(", "), None)
}

fn line(world: &World) -> Line {
    let item = world.index(ITEMS.len());
    let measures = ITEMS[item].2;
    let measure = measures[world.index(measures.len())];
    let (verb, most) = match world.below(20) {
        0..9 => (Verb::Got, 5),
        9..18 => (Verb::Sold, 4),
        _ => (Verb::Counted, 20),
    };
    let whole = i64::try_from(1 + world.below(most)).expect("small");
    let said = match measure.0 {
        "kg" | "l" if world.chance(3_000) => whole * 1000 + 500,
        "g" | "ml" => whole * 500_000,
        _ => whole * 1000,
    };
    Line {
        verb,
        item,
        said,
        measure,
    }
}

/// "sold 2 bottles of coke".
fn spoken(line: &Line) -> String {
    let verb = match line.verb {
        Verb::Got | Verb::PutBack | Verb::Found => "got",
        Verb::Sold | Verb::TookBack | Verb::Missing => "sold",
        Verb::Counted => "counted",
    };
    let said = number(line.said * line.measure.2, line.measure);
    let (one, many) = (line.measure.0, line.measure.1);
    let unit = if said == "1" { one } else { many };
    let of = if unit.is_empty() {
        String::new()
    } else {
        format!("{unit} of ")
    };
    format!("{verb} {said} {of}{}", ITEMS[line.item].0)
}

/// The message as a webhook holds it.
fn written(id: &str, now: Timestamp, person: usize, text: &str, quoted: Option<usize>) -> Value {
    let mut message = json!({
        "from": phone_of(person),
        "id": id,
        "timestamp": now.as_second().to_string(),
        "type": "text",
        "text": {"body": text},
    });
    if let Some(quoted) = quoted {
        message["context"] = json!({"from": NUMBER, "id": id_of(quoted)});
    }
    message
}

async fn deliver_in_order(
    world: Arc<World>,
    webhook: Arc<Webhook>,
    person: usize,
    mut waiting: mpsc::UnboundedReceiver<Value>,
) {
    while let Some(first) = waiting.recv().await {
        let mut messages = vec![first];
        while messages.len() < 3
            && let Ok(next) = waiting.try_recv()
        {
            messages.push(next);
        }
        deliver(&world, &webhook, person, messages).await;
    }
}

/// Delivers until it is taken, and perhaps once more later.
async fn deliver(world: &Arc<World>, webhook: &Arc<Webhook>, person: usize, messages: Vec<Value>) {
    let count = messages.len() as u64;
    let payload = json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "105550000000000", "changes": [{"field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "27110000000", "phone_number_id": NUMBER},
            "contacts": [{"profile": {"name": format!("Member {person}")}, "wa_id": phone_of(person)}],
            "messages": messages,
        }}]}],
    });
    let signed = sign(APP_SECRET, &payload);
    post(world, webhook, &signed).await;
    world.to_come.fetch_sub(count, Ordering::Relaxed);
    if world.trouble(500) {
        let (world, webhook) = (Arc::clone(world), Arc::clone(webhook));
        world.to_come.fetch_add(1, Ordering::Relaxed);
        let days = 86_400_000;
        let later = [2_000, 240_000, 3_600_000, 9 * days][world.index(4)];
        let part = Arc::clone(&world);
        part.spawn(async move {
            world.pause(later).await;
            world.referee().delivered_again();
            post(&world, &webhook, &signed).await;
            world.to_come.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

/// Until the answer is 200.
async fn post(world: &World, webhook: &Webhook, signed: &SignedWebhook) {
    let mut wait = Duration::from_secs(1);
    loop {
        let request = lambda_http::http::Request::post("/webhook/whatsapp")
            .header("content-type", "application/json")
            .header("x-hub-signature-256", signed.signature.as_str())
            .body(Body::Binary(signed.body.to_vec()))
            .expect("a request");
        let polls = if world.trouble(100) {
            world.below(8)
        } else {
            u64::MAX
        };
        let answered = Mortal::new(webhook::handle(webhook, request), polls).await;
        // An answer may be lost on the way to WhatsApp too.
        match answered {
            Some(response) if response.status().is_success() && !world.trouble(50) => return,
            Some(_) => {}
            None => world.referee().died(),
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(Duration::from_secs(600));
    }
}
