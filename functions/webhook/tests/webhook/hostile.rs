//! Bodies that nobody should send, with a good signature: 200, and what can be read of them is queued.

use backroom_core::message::Content;

use super::*;

/// The texts that are queued, "?" for a message that is carried as unknown; and how many parts were unreadable.
async fn check(body: &[u8], texts: &[&str], unreadable: u64) {
    let door = Door::open().await;
    let logged = Logged::start();
    let shown = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
    assert_eq!(door.post(body).await, StatusCode::OK, "{shown}");
    let counted: u64 = logged
        .lines()
        .iter()
        .filter_map(|line| line["PartsUnreadable"].as_u64())
        .sum();
    assert_eq!(counted, unreadable, "{shown}");
    let lost = logged
        .lines()
        .iter()
        .any(|line| line["MessagesLost"].as_u64().is_some());
    let but_receipts = logged
        .lines()
        .iter()
        .filter_map(|line| {
            line["reason"]
                .as_str()
                .map(|reason| !reason.contains("receipt"))
        })
        .any(|other| other);
    assert_eq!(lost, but_receipts, "{shown}");
    let reasons = logged
        .lines()
        .iter()
        .filter(|line| line["reason"].is_string())
        .count();
    assert_eq!(reasons > 0, unreadable > 0, "{shown}");
    let queued = door.queued().await;
    let queued: Vec<&str> = queued
        .iter()
        .map(|message| text_of(&message.content))
        .collect();
    assert_eq!(queued, texts, "{shown}");
}

fn text_of(content: &Content) -> &str {
    if let Content::Text { body } = content {
        body
    } else {
        "?"
    }
}

/// A payload of two messages, the first with this (raw JSON) as its text.
fn with_text(raw: &[u8]) -> Vec<u8> {
    let payload = payload(&[says(1, 1, "HERE"), says(2, 2, "b")]);
    let at = payload
        .windows(6)
        .position(|window| window == b"\"HERE\"")
        .unwrap();
    [&payload[..at], raw, &payload[at + 6..]].concat()
}

#[tokio::test]
async fn what_is_no_payload_is_counted_with_its_reason() {
    for body in [
        &b""[..],
        b"\0",
        b"hello",
        b"[1,2]",
        b"\"text\"",
        b"\xff\xfe\xfd",
        b"{\"entry\":",
        b"{}",
        b"{\"entry\":7}",
    ] {
        check(body, &[], 1).await;
    }
    let deep = [vec![b'['; 1_000_000], vec![b']'; 1_000_000]].concat();
    check(&deep, &[], 1).await;
}

#[tokio::test]
async fn a_broken_text_costs_neither_its_message_nor_another() {
    for (raw, text) in [
        (&br#""sold 3 coke \ud83d""#[..], "sold 3 coke \u{fffd}"),
        (br#""\udc4d""#, "\u{fffd}"),
        (br#""a\u0000b""#, "a\0b"),
        (b"\"a\0b\"", "a b"),
        (b"\"caf\xe9\"", "caf\u{fffd}"),
        (
            "\"\u{202e}3 coke sold\u{200f}\"".as_bytes(),
            "\u{202e}3 coke sold\u{200f}",
        ),
        ("\"\u{fffe}\u{ffff}\"".as_bytes(), "\u{fffe}\u{ffff}"),
        (br#""\uffff""#, "\u{ffff}"),
        (b"7", "?"),
        (b"null", "?"),
        (b"{\"body\":1e999}", "?"),
    ] {
        check(&with_text(raw), &[text, "b"], 0).await;
    }
}

#[tokio::test]
async fn four_thousand_emoji_and_a_deep_message_are_carried() {
    let emoji = "👨‍👩‍👧‍👦".repeat(4096);
    check(&payload(&[says(1, 1, &emoji)]), &[&emoji], 0).await;
    let deep = [vec![b'['; 200_000], vec![b']'; 200_000]].concat();
    check(&with_text(&deep), &["?", "b"], 0).await;
}

#[tokio::test]
async fn a_text_of_a_megabyte_reaches_the_processor_as_too_long() {
    let door = Door::open().await;
    let long = "sold 3 coke\n".repeat(90_000);
    assert_eq!(
        door.post(&payload(&[says(1, 1, &long), says(1, 2, "b")]))
            .await,
        StatusCode::OK
    );
    let queued = door.queued().await;
    assert!(
        matches!(&queued[0].content, Content::TooLong { kind, bytes } if kind == "text" && *bytes > 1_000_000)
    );
    assert_eq!(text_of(&queued[1].content), "b");
}

#[tokio::test]
async fn a_thousand_updates_of_three_megabytes_are_all_queued_in_order() {
    let door = Door::open().await;
    let words = "sold 3 coke, got 10 bread\n".repeat(112);
    let messages: Vec<Value> = (0..1000).map(|n| says(n % 100, n, &words)).collect();
    let body = payload(&messages);
    assert!(body.len() > 2_900_000, "{}", body.len());
    assert_eq!(door.post(&body).await, StatusCode::OK);
    let queued = door.queued().await;
    assert_eq!(queued.len(), 1000);
    for sender in 0..100 {
        let sender_name = sender.to_string();
        let of_sender = queued
            .iter()
            .filter(|m| m.from.phone.as_ref().unwrap().as_str() == sender_name);
        let ids: Vec<String> = of_sender.map(|m| m.id.as_str().to_owned()).collect();
        let expected: Vec<String> = (0..10)
            .map(|n| format!("wamid.{}", n * 100 + sender))
            .collect();
        assert_eq!(ids, expected);
    }
}
