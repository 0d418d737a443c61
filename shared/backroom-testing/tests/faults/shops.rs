//! Who trades in the midst of it, what they say, and what must have come of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use backroom_core::business::Plan;
use backroom_core::ids::{BusinessId, MessageId, PhoneNumber};
use backroom_core::message::Sender;
use backroom_io::clock::Clock;
use backroom_local::queue::{Depth, QueueName};
use backroom_local::whatsapp::Side;
use backroom_testing::founding;

use crate::SENDERS;
use crate::world::World;

/// How long it may take until all is answered once the trouble is over.
const PATIENCE: Duration = Duration::from_secs(180);

/// A shop, entered without trouble.
pub(crate) async fn found(world: &World, sender: usize) -> BusinessId {
    let message = MessageId::new(format!("wamid.opening.{sender}"));
    let now = Clock::system().now();
    let name = format!("Shop {sender}");
    let (business, owner, record) = founding(&message, &name, Plan::Enterprise, now);
    let sender = Sender {
        phone: Some(PhoneNumber::new(phone(sender))),
        user_id: None,
        profile_name: None,
    };
    let founded = world
        .store
        .found_business(&business, &owner, &business.number, &sender, &record)
        .await;
    founded.unwrap();
    business.id
}

/// The first message of each, which is in trouble like all others.
pub(crate) async fn stock_up(world: &World) {
    for sender in 0..SENDERS {
        let text = "got 1000000 coke, 1000000 bread, 1000000 rice";
        world
            .say(&phone(sender), &format!("wamid.stock.{sender}"), text)
            .await;
    }
}

/// Says everything in order, and now and then something twice, as WhatsApp does.
pub(crate) async fn trade(world: Arc<World>, sender: usize, messages: usize) {
    for number in 0..messages {
        let (id, text) = (id(sender, number), text(sender, number));
        for _ in 0..=usize::from(number % 7 == 3) {
            world.say(&phone(sender), &id, &text).await;
        }
    }
}

fn phone(sender: usize) -> String {
    format!("278200001{sender:02}")
}

fn id(sender: usize, number: usize) -> String {
    format!("wamid.{sender}.{number}")
}

pub(crate) fn text(sender: usize, number: usize) -> String {
    match number % 10 {
        // Only Gemini reads it, and each anew: what it said of a phrase before is not asked again.
        6 | 9 => format!(
            "wena the {} walked off happy with 3 rice",
            name(sender * 100_000 + number)
        ),
        4 => "how many coke?".to_owned(),
        odd if odd % 2 == 1 => "sold 2 bread, 1 coke".to_owned(),
        _ => "sold 1 coke".to_owned(),
    }
}

/// Letters that stand for a number.
fn name(number: usize) -> String {
    number
        .to_string()
        .bytes()
        .map(|digit| char::from(digit - b'0' + b'k'))
        .collect()
}

/// Waits until the queue is empty.
pub(crate) async fn empties(world: &World) {
    let emptied = async {
        while world.queues.depth(QueueName::Messages).await.unwrap() != Depth::default() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let emptied = tokio::time::timeout(PATIENCE, emptied).await;
    emptied.expect("all messages are worked off");
}

/// Each message moved stock once, the ledger says so, and none was answered twice.
pub(crate) async fn adds_up(world: &World, sender: usize, business: &BusinessId, messages: usize) {
    let now = Clock::system().now();
    let verified = world.store.verify(business, now, |_| ()).await.unwrap();
    assert!(verified.is_sound(), "shop {sender}: {verified:?}");
    let items = world.store.list_items(business, false).await.unwrap();
    let left: BTreeMap<String, i64> = items
        .into_iter()
        .map(|item| {
            (
                item.name.to_lowercase(),
                item.on_hand.to_string().parse().unwrap(),
            )
        })
        .collect();
    let sold = |item: &str| 1_000_000 - left[item];
    let said = |starts: &str| {
        (0..messages)
            .filter(|&number| text(sender, number).starts_with(starts))
            .count() as i64
    };
    let both = said("sold 2 bread, 1 coke");
    assert_eq!(sold("coke"), said("sold 1 coke") + both, "shop {sender}");
    assert_eq!(sold("bread"), 2 * both, "shop {sender}");
    // Where Gemini could not be asked the shopkeeper was told so.
    assert!(
        sold("rice") % 3 == 0 && sold("rice") <= 3 * said("wena"),
        "shop {sender}"
    );
    let person = world.phones.people().unwrap().into_iter();
    let person = person.filter(|person| person.phone == Some(PhoneNumber::new(phone(sender))));
    let heard: Vec<String> = person
        .flat_map(|person| world.phones.conversation(&person.id).unwrap())
        .filter(|message| message.side == Side::Business)
        .map(|message| message.bubble.text)
        .collect();
    // With the first one. What WhatsApp may have sent is not sent again: it would be read, and paid for, twice.
    assert!(
        heard.len() <= messages + 1,
        "shop {sender} heard {heard:#?}"
    );
}
