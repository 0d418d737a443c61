//! Receipts: what became of a message that we sent, and what it cost.

use jiff::Timestamp;
use serde_json::Value;

use super::message::timestamp;
use super::text;
use crate::ids::{BusinessNumberId, MessageId};

/// What became of a message of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The message that we sent.
    pub message: MessageId,
    /// How far it came.
    pub status: ReceiptStatus,
    /// When, in whole seconds.
    pub at: Timestamp,
    /// The number of ours that sent it.
    pub number: Option<BusinessNumberId>,
    /// WhatsApp's error codes, for a failed one.
    pub errors: Vec<i64>,
    /// What it cost, where WhatsApp says so.
    pub price: Option<Price>,
    /// What we sent along to know it again by.
    pub callback: Option<String>,
}

/// How far a message came. Some may be left out and they may come in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptStatus {
    /// Left WhatsApp's servers.
    Sent,
    /// On the phone.
    Delivered,
    /// Seen.
    Read,
    /// Heard, of a voice message.
    Played,
    /// Not delivered, and will not be.
    Failed,
    /// A word that this code does not know.
    Other,
}

/// The price class of a message; WhatsApp tells no amounts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price {
    /// `service`, `utility`, `marketing`…
    pub category: String,
    /// `regular` is paid for; `free_customer_service`, `free_entry_point`… are not.
    pub kind: String,
}

impl Price {
    /// Whether it is paid for.
    pub fn is_paid(&self) -> bool {
        self.kind == "regular"
    }
}

impl Receipt {
    /// The price, if this is the receipt to count it by. WhatsApp repeats it on several receipts of a message: on
    /// `sent`, and on the one of `delivered` and `read` that comes first.
    pub fn charged(&self) -> Option<&Price> {
        let counts = matches!(self.status, ReceiptStatus::Delivered | ReceiptStatus::Read);
        self.price.as_ref().filter(|_| counts)
    }
}

/// Reads one of `statuses`; `None` without a message id or status.
pub(super) fn decode(status: &Value, number: Option<&BusinessNumberId>) -> Option<Receipt> {
    let errors = status.get("errors").and_then(Value::as_array);
    Some(Receipt {
        message: MessageId::new(text(status, "id")?),
        status: match text(status, "status")?.as_str() {
            "sent" => ReceiptStatus::Sent,
            "delivered" => ReceiptStatus::Delivered,
            "read" => ReceiptStatus::Read,
            "played" => ReceiptStatus::Played,
            "failed" => ReceiptStatus::Failed,
            _ => ReceiptStatus::Other,
        },
        at: timestamp(status),
        number: number.cloned(),
        errors: errors.into_iter().flatten().map(error_code).collect(),
        price: status.get("pricing").and_then(|pricing| {
            Some(Price {
                category: word(text(pricing, "category")?),
                kind: word(text(pricing, "type").unwrap_or_default()),
            })
        }),
        callback: text(status, "biz_opaque_callback_data"),
    })
}

/// The code of one of `errors`; 0, WhatsApp's "unknown", where there is none.
pub(super) fn error_code(error: &Value) -> i64 {
    let code = text(error, "code");
    code.and_then(|code| code.parse().ok()).unwrap_or(0)
}

/// A word of WhatsApp's that will stand in a log line: nothing else comes through.
fn word(text: String) -> String {
    let is_word = text.len() <= 40
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b"_-".contains(&b));
    if is_word { text } else { "other".to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_price_is_counted_once_whatever_receipts_come() {
        let counted = |status: &str| {
            let status = json!({ "id": "wamid.OUR", "status": status, "timestamp": "1795500003",
                "pricing": { "pricing_model": "PMP", "type": "regular", "category": "service" } });
            decode(&status, None).unwrap().charged().is_some()
        };
        assert!(!counted("sent"));
        assert!(counted("delivered"));
        assert!(counted("read"));
        assert!(!counted("failed"));
        assert!(!counted("dispatched"));
    }

    #[test]
    fn only_a_regular_price_is_paid() {
        let price = |pricing: Value| {
            let status = json!({ "id": "wamid.OUR", "status": "read", "pricing": pricing });
            decode(&status, None).unwrap().price
        };
        assert!(
            price(json!({ "category": "service", "type": "regular" })).is_some_and(|p| p.is_paid())
        );
        assert!(
            price(json!({ "category": "service", "type": "free_customer_service" }))
                .is_some_and(|p| !p.is_paid())
        );
        assert_eq!(price(json!({})), None);
        let odd =
            price(json!({ "category": "call 27820000001", "type": "a".repeat(500) })).unwrap();
        assert_eq!(
            (odd.category.as_str(), odd.kind.as_str()),
            ("other", "other")
        );
    }

    #[test]
    fn a_failure_keeps_every_code() {
        let failed = decode(
            &json!({ "id": "wamid.OUR", "status": "failed", "biz_opaque_callback_data": "m1",
                "errors": [{ "code": 131047 }, { "code": "131026" }, { "title": "?" }] }),
            Some(&BusinessNumberId::new("105")),
        )
        .unwrap();
        assert_eq!(failed.status, ReceiptStatus::Failed);
        assert_eq!(failed.errors, [131_047, 131_026, 0]);
        assert_eq!(failed.callback.as_deref(), Some("m1"));
        assert_eq!(failed.number, Some(BusinessNumberId::new("105")));
    }
}
