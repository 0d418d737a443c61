//! Messages a second through the real handlers: signed webhook, queue, processor, table, reply. In memory, and with table
//! and queue in files, where what is acknowledged has to be on disk first. And with all members at the same four items at
//! once, which is what optimistic writing is worst at: who comes second plans anew.
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
        let memory = shop(Shop::empty().await).await;
        report("in memory", &memory, MEMBERS).await;
        report("in memory, four items", &memory, 4).await;
        let folder = tempfile::tempdir().expect("a folder can be made");
        let files = shop(Shop::in_folder(folder.path()).await).await;
        report("in files", &files, MEMBERS).await;
        report("in files, four items", &files, 4).await;
    });
}

/// A shop with as many items as members, and without limits.
async fn shop(of: Shop) -> Shop {
    let stock: Vec<String> = (0..MEMBERS)
        .map(|number| format!("{} 9000000", item(number)))
        .collect();
    let shop = of.with_business("Shop", &stock.join(", ")).await;
    for number in 0..MEMBERS {
        shop.join(&member(number), Role::Staff).await;
    }
    without_limits(&shop).await;
    shop
}

fn member(number: usize) -> String {
    format!("Member {number}")
}

/// A name that is close to no other.
fn item(number: usize) -> String {
    let letters = ["ba", "do", "gi", "ku", "le", "mo", "pi", "ru"];
    format!("{}{}zen", letters[number % 8], letters[number / 8])
}

/// Lets the members trade in so many items for a while and prints how many messages a second were answered.
async fn report(name: &str, shop: &Shop, items: usize) {
    let heard = || -> usize {
        let members = 0..MEMBERS;
        members
            .map(|number| shop.heard(&member(number)).len())
            .sum()
    };
    let heard_before = heard();
    let mut said = 0;
    round(shop, name, items, &mut said).await;
    let (before, began) = (said, Instant::now());
    while began.elapsed() < MEASURED_FOR {
        round(shop, name, items, &mut said).await;
    }
    let (messages, took) = (said - before, began.elapsed());
    assert_eq!(heard() - heard_before, said, "each message got one reply");
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

/// Each member sells something, and all of it is answered.
async fn round(shop: &Shop, run: &str, items: usize, said: &mut usize) {
    for number in 0..MEMBERS {
        let text = format!("sold 1 {}", item(number % items));
        let id = format!("wamid.bench.{run}.{said}");
        let status = shop
            .deliver(webhook(shop, &member(number), &id, &text))
            .await;
        assert_eq!(status, 200);
        *said += 1;
    }
    while shop.process().await > 0 {}
}

/// A text as Meta delivers it.
fn webhook(shop: &Shop, member: &str, id: &str, text: &str) -> SignedWebhook {
    let phone = shop.person(member).phone;
    let settings = WhatsAppSettings::default();
    let body = json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "27110000000", "phone_number_id": settings.number.id},
            "contacts": [{"profile": {"name": member}, "wa_id": phone}],
            "messages": [{
                "from": phone, "id": id, "timestamp": "1795500000",
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
