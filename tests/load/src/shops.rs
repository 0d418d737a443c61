//! The shops that trade: who is in them, what they have, and what is said.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use backroom_core::webhook::sign;
use serde_json::json;

/// Signs the webhooks, on both sides.
pub(crate) const APP_SECRET: &str = "load_app_secret";
/// The number that is written to.
pub(crate) const NUMBER: &str = "105550000000001";
/// Of each item, at first.
const STOCK: u64 = 100_000_000;
const ITEMS: [&str; 16] = [
    "coke", "bread", "milk", "rice", "sugar", "soap", "candle", "matches", "flour", "salt", "tea",
    "coffee", "butter", "cheese", "onion", "tomato",
];

/// Who trades, and how much of each item went.
pub(crate) struct Shops {
    senders: usize,
    members: usize,
    /// By shop and item.
    sold: Vec<[AtomicU64; ITEMS.len()]>,
}

impl Shops {
    /// So many senders, so many of them in each shop.
    pub(crate) fn new(senders: usize, members: usize) -> Self {
        let shops = senders.div_ceil(members);
        Self {
            senders,
            members,
            sold: (0..shops).map(|_| Default::default()).collect(),
        }
    }

    pub(crate) fn senders(&self) -> usize {
        self.senders
    }

    /// For `backroom dev --seed`.
    pub(crate) fn seed(&self) -> String {
        let stock: Vec<_> = ITEMS
            .iter()
            .map(|item| json!({"name": item, "qty": STOCK}))
            .collect();
        let businesses: Vec<_> = (0..self.sold.len())
            .map(|shop| {
                let first = shop * self.members;
                let members: Vec<_> = (first..self.senders.min(first + self.members))
                    .map(|sender| {
                        let role = if sender == first { "owner" } else { "staff" };
                        json!({"phone": phone(sender), "name": name(sender), "role": role})
                    })
                    .collect();
                json!({"name": format!("Shop {shop}"), "plan": "enterprise", "members": members, "stock": stock})
            })
            .collect();
        json!({"businesses": businesses}).to_string()
    }

    /// What a sender says in their nth message: they sell one of what is next on the shelf.
    pub(crate) fn sale(&self, sender: usize, nth: usize) -> (usize, String) {
        let item = (sender + nth) % ITEMS.len();
        (item, format!("sold 1 {}", ITEMS[item]))
    }

    /// One was sold.
    pub(crate) fn note(&self, sender: usize, item: usize) {
        self.sold[sender / self.members][item].fetch_add(1, Ordering::Relaxed);
    }

    /// Questions whose answers show whether each sale counted once: who asks, what, and how many must be left.
    pub(crate) fn questions(&self) -> impl Iterator<Item = (usize, String, u64)> + '_ {
        self.sold.iter().enumerate().flat_map(|(shop, sold)| {
            let asks = shop * self.members;
            ITEMS.iter().zip(sold).map(move |(item, sold)| {
                let left = STOCK - sold.load(Ordering::Relaxed);
                (asks, format!("how many {item}?"), left)
            })
        })
    }
}

/// The digits of a sender's phone.
pub(crate) fn phone(sender: usize) -> String {
    format!("278{sender:08}")
}

/// The sender that has this phone.
pub(crate) fn sender_of(phone: &str) -> Option<usize> {
    phone
        .trim_start_matches('+')
        .strip_prefix("278")?
        .parse()
        .ok()
}

fn name(sender: usize) -> String {
    format!("Person {sender}")
}

/// A signed webhook call with one text, as Meta makes it: the whole request.
pub(crate) fn request(sender: usize, id: &str, text: &str) -> Vec<u8> {
    let (phone, name) = (phone(sender), name(sender));
    let now = now_s();
    let body = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"27110000000","phone_number_id":"{NUMBER}"}},"contacts":[{{"profile":{{"name":"{name}"}},"wa_id":"{phone}"}}],"messages":[{{"from":"{phone}","id":"{id}","timestamp":"{now}","type":"text","text":{{"body":"{text}"}}}}]}},"field":"messages"}}]}}]}}"#
    );
    let (length, signature) = (body.len(), sign(APP_SECRET, body.as_bytes()));
    let request = format!(
        "POST /webhook/whatsapp HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\nx-hub-signature-256: {signature}\r\n\r\n{body}"
    );
    request.into_bytes()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the driver stands for people, who have clocks"
)]
fn now_s() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}
