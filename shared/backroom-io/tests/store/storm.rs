//! Many sellers, each message delivered more than once, on a table in trouble: every message counts once.

use std::collections::BTreeMap;

use backroom_core::ids::ItemId;
use backroom_core::intent::Action::{self, Add, Remove};
use backroom_io::store::LedgerPages;

use crate::support::{Fault, Shop, at, shop};

const MESSAGES: u64 = 48;
const SELLERS: usize = 6;
const ITEMS: [&str; 3] = ["coke", "bread", "milk"];

#[tokio::test]
async fn whatever_is_lost_or_repeated_every_message_counts_once() {
    for seed in 1..=4 {
        storm(seed).await;
    }
}

async fn storm(seed: u64) {
    let shop = shop().await;
    let mut dice = Dice(seed);
    let mut deliveries: Vec<Message> = (0..MESSAGES)
        .map(|n| Message::thrown(n, &mut dice))
        .collect();
    deliveries.extend(deliveries.clone().into_iter().filter(|_| dice.next(3) == 0));
    for at in (1..deliveries.len()).rev() {
        deliveries.swap(at, dice.below(at + 1));
    }
    for _ in 0..MESSAGES {
        trouble(&shop, &mut dice);
    }
    let mut replies: BTreeMap<String, String> = BTreeMap::new();
    for side_by_side in deliveries.chunks(SELLERS) {
        let answered = side_by_side.iter().map(|message| deliver(&shop, message));
        for (message, reply) in side_by_side
            .iter()
            .zip(futures::future::join_all(answered).await)
        {
            let first = replies
                .entry(message.name.clone())
                .or_insert_with(|| reply.clone());
            assert_eq!(
                *first, reply,
                "seed {seed}: {} is answered as the first time",
                message.name
            );
        }
    }
    assert_books(&shop, &replies).await;
}

/// Delivers until it is acknowledged, as the queue does.
async fn deliver(shop: &Shop, message: &Message) -> String {
    loop {
        let said = shop.try_to_say(&message.name, message.action, message.count, message.item);
        match said.await {
            Ok(reply) => return reply,
            Err(error) => assert!(error.is_transient(), "{error}"),
        }
    }
}

/// One record for each message, and items that are the sum of their movements, never below nothing.
async fn assert_books(shop: &Shop, replies: &BTreeMap<String, String>) {
    shop.assert_sound().await;
    let mut pages: LedgerPages = shop.store.records_between(shop.id(), at(0), at(0), true);
    let mut records = 0;
    while let Some(page) = pages.next().await.unwrap() {
        records += page.len();
    }
    assert_eq!(records, replies.len());
    let names = ITEMS.map(ItemId::new);
    let stock = shop.store.load_items(shop.id(), &names).await.unwrap();
    assert!(stock.iter().all(|item| !item.on_hand.is_negative()));
}

fn trouble(shop: &Shop, dice: &mut Dice) {
    let (operation, fault) = match dice.next(7) {
        0 | 1 => ("TransactWriteItems", Fault::LostAnswer),
        2 => ("TransactWriteItems", Fault::NoConnection),
        3 => (
            "TransactWriteItems",
            Fault::Cancelled(&["None", "TransactionConflict"]),
        ),
        4 => ("TransactWriteItems", Fault::Refused("ThrottlingException")),
        5 => ("BatchGetItem", Fault::LeftOver),
        _ => ("BatchGetItem", Fault::NoConnection),
    };
    shop.faults.next(operation, fault);
}

#[derive(Clone)]
struct Message {
    name: String,
    action: Action,
    count: i64,
    item: &'static str,
}

impl Message {
    fn thrown(n: u64, dice: &mut Dice) -> Self {
        Self {
            name: format!("message {n}"),
            action: if dice.next(2) == 0 { Add } else { Remove },
            count: 1 + i64::try_from(dice.next(9)).unwrap(),
            item: ITEMS[dice.below(ITEMS.len())],
        }
    }
}

/// The same throws for the same seed (Knuth's multiplier).
struct Dice(u64);

impl Dice {
    fn next(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn below(&mut self, sides: usize) -> usize {
        usize::try_from(self.next(sides as u64)).unwrap()
    }
}
