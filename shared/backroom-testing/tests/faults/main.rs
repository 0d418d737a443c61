//! Everything that the functions call has trouble: about every eighth call of the table, the queue, Gemini and WhatsApp is
//! throttled, refused, late, or cut off, before or after it was done. At the end nothing is lost and nothing is there twice.
//!
//! `FAULTS_MESSAGES=20000 cargo test -p backroom-testing --test faults` for a longer run than the one in CI; `just faults`
//! does that. `FAULTS_SEED` rolls other dice.

// `cfg(test)` on a module is what lets its helpers unwrap.
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod shops;
#[cfg(test)]
mod world;

use std::sync::Arc;

use backroom_local::queue::{Depth, QueueName};
use serde_json::json;

use shops::{adds_up, empties, found, stock_up, text, trade};

use world::World;

/// Who trades, each in a shop of their own.
pub(crate) const SENDERS: usize = 12;
/// Messages of all of them, unless `FAULTS_MESSAGES` says otherwise.
const MESSAGES: usize = 240;

#[tokio::test]
async fn nothing_is_lost_and_nothing_is_doubled_however_the_calls_fare() {
    let seed = given("FAULTS_SEED").unwrap_or(20_261_129);
    let each = given("FAULTS_MESSAGES").unwrap_or(MESSAGES as u64) as usize / SENDERS;
    let world = Arc::new(World::begin(seed).await);
    let lines = json!([{"action": "remove", "quantity": "3", "unit": null, "name": "rice", "reason": "sale"}]);
    for (sender, number) in
        (0..SENDERS).flat_map(|sender| (0..each).map(move |number| (sender, number)))
    {
        world.gemini.reads(&text(sender, number), "change", &lines);
    }
    let mut businesses = Vec::new();
    for sender in 0..SENDERS {
        businesses.push(found(&world, sender).await);
    }
    world.work();
    stock_up(&world).await;
    let trading = (0..SENDERS).map(|sender| tokio::spawn(trade(Arc::clone(&world), sender, each)));
    for trader in trading.collect::<Vec<_>>() {
        trader.await.unwrap();
    }
    world.proxies.iter().for_each(|proxy| proxy.calm());
    empties(&world).await;
    for (behind, proxy) in ["AWS", "Gemini", "WhatsApp"].iter().zip(&world.proxies) {
        let (troubled, passed) = proxy.carried();
        eprintln!("{behind}: {troubled} calls had trouble, {passed} had none");
        assert!(
            troubled > 0,
            "{behind} had no trouble: the test shows nothing"
        );
    }
    for (sender, business) in businesses.iter().enumerate() {
        adds_up(&world, sender, business, each).await;
    }
    let parked = world.queues.depth(QueueName::DeadLetters).await.unwrap();
    assert_eq!(parked, Depth::default(), "nothing is given up");
}

fn given(name: &str) -> Option<u64> {
    let found = std::env::vars().find(|(given, _)| given == name)?;
    found.1.parse().ok()
}
