//! Messages a second through the real handlers: signed webhook, queue, processor, table, reply. In memory, and with table
//! and queue in files, where what is acknowledged has to be on disk first.
//!
//! `just bench` runs it beside the others. Everything is in this process, WhatsApp included (a stand-in that is called over
//! loopback); what the program `backroom dev` does as a whole, `just load` tells.

use std::time::{Duration, Instant};

use backroom_core::business::{Agreed, Business, Plan, Role, UNLIMITED};
use backroom_core::webhook::sign;
use backroom_local::whatsapp::{SignedWebhook, WhatsAppSettings};
use backroom_testing::Shop;
use jiff::SignedDuration;
use serde_json::json;

/// Who texts, each one message at a time, since a burst is answered as one: as many groups of the queue.
const MEMBERS: usize = 32;
/// How long each of the two is measured.
const MEASURED_FOR: Duration = Duration::from_secs(5);

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime starts");
    runtime.block_on(async {
        report(
            "in memory",
            &Shop::empty().await.with_business("Shop", STOCK).await,
        )
        .await;
        let folder = tempfile::tempdir().expect("a folder can be made");
        let shop = Shop::in_folder(folder.path()).await;
        report("in files", &shop.with_business("Shop", STOCK).await).await;
    });
}

const ITEMS: [&str; 4] = ["coke", "bread", "milk", "rice"];
const STOCK: &str = "coke 9000000, bread 9000000, milk 9000000, rice 9000000";

/// Lets the members trade for a while and prints how many messages a second were answered.
async fn report(name: &str, shop: &Shop) {
    let members: Vec<String> = (0..MEMBERS)
        .map(|number| format!("Member {number}"))
        .collect();
    for member in &members {
        shop.join(member, Role::Staff).await;
    }
    without_limits(shop).await;
    let mut said = 0;
    round(shop, &members, &mut said).await;
    let (before, began) = (said, Instant::now());
    while began.elapsed() < MEASURED_FOR {
        round(shop, &members, &mut said).await;
    }
    let (messages, took) = (said - before, began.elapsed());
    let answered: usize = members.iter().map(|member| shop.heard(member).len()).sum();
    assert_eq!(answered, said, "each message got one reply");
    let rate = messages as f64 / took.as_secs_f64();
    #[expect(clippy::print_stdout, reason = "it is what a benchmark is for")]
    {
        println!("{name}: {rate:.0} messages/s, {:.3} ms each", 1000.0 / rate);
    }
}

/// Whatever they say, they are not told to be silent.
async fn without_limits(shop: &Shop) {
    let found = shop.store.load_business(&shop.business).await;
    let business = Business {
        plan: Plan::Enterprise,
        agreed: Agreed {
            messages_a_day: Some(UNLIMITED),
            messages_an_hour: Some(UNLIMITED),
            ..Agreed::default()
        },
        ..found
            .expect("the table answers")
            .expect("the shop is there")
    };
    let set = shop.store.set_plan(&business).await;
    assert!(set.expect("the table answers"), "the shop is there");
    shop.clock.advance(SignedDuration::from_mins(1));
}

/// Each member sells a few things, and all of it is answered.
async fn round(shop: &Shop, members: &[String], said: &mut usize) {
    for (number, member) in members.iter().enumerate() {
        let text = format!("sold 1 {}", ITEMS[(number + *said) % ITEMS.len()]);
        let status = shop.deliver(webhook(shop, member, *said, &text)).await;
        assert_eq!(status, 200);
        *said += 1;
    }
    while shop.process().await > 0 {}
}

/// A text as Meta delivers it.
fn webhook(shop: &Shop, member: &str, number: usize, text: &str) -> SignedWebhook {
    let phone = shop.person(member).phone;
    let settings = WhatsAppSettings::default();
    let body = json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "27110000000", "phone_number_id": settings.number.id},
            "contacts": [{"profile": {"name": member}, "wa_id": phone}],
            "messages": [{
                "from": phone, "id": format!("wamid.bench.{number}"), "timestamp": "1795500000",
                "type": "text", "text": {"body": text},
            }],
        }}]}],
    })
    .to_string();
    SignedWebhook {
        signature: sign(&settings.app_secret, body.as_bytes()),
        body: body.into(),
    }
}
