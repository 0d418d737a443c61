//! WhatsApp message ids: opaque to all but WhatsApp, and, as in the real ones, the other side's number stands in them.

use backroom_core::ids::{MessageId, short_hash};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::people::Person;

/// The id of a message that a person sends.
pub(super) fn from_person(person: &Person, at: Timestamp, seq: i64) -> MessageId {
    wamid(person, at, seq, 0x12, 20)
}

/// The id of a message that is sent to a person.
pub(super) fn to_person(person: &Person, at: Timestamp, seq: i64) -> MessageId {
    wamid(person, at, seq, 0x11, 18)
}

/// The place in the log makes it unlike all others of this log, the time unlike those of a log that was deleted.
fn wamid(person: &Person, at: Timestamp, seq: i64, direction: u8, digits: usize) -> MessageId {
    let peer = person
        .phone
        .as_ref()
        .map(|phone| phone.as_str())
        .or(person.user_id.as_ref().map(|id| id.as_str()))
        .unwrap_or(&person.id);
    let unique = short_hash(&[
        "wamid",
        &person.id,
        &at.as_nanosecond().to_string(),
        &seq.to_string(),
    ])
    .to_uppercase();
    let mut bytes = vec![0x1c, 0x18, u8::try_from(peer.len()).unwrap_or(u8::MAX)];
    bytes.extend_from_slice(peer.as_bytes());
    bytes.extend_from_slice(&[0x15, 0x02, 0x00, direction, 0x18, digits as u8]);
    bytes.extend_from_slice(&unique.as_bytes()[..digits]);
    bytes.push(0);
    MessageId::new(format!("wamid.{}", STANDARD.encode(bytes)))
}
