//! Payloads in, messages and receipts out. Every message type is tested from the files in `events/` by the webhook
//! function; here is what those files do not show.

use serde_json::{Value, json};

use super::*;
use crate::ids::MessageId;
use crate::message::Content;

fn change(value: Value) -> Value {
    json!({ "field": "messages", "value": value })
}

fn payload(changes: &[Value]) -> Value {
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": "WABA", "changes": changes }] })
}

fn text_message(id: &str, body: &str) -> Value {
    json!({ "from": "2782", "id": id, "timestamp": "1795500000", "type": "text", "text": { "body": body } })
}

fn with_messages(messages: Value) -> Value {
    change(json!({ "metadata": { "phone_number_id": "105" }, "messages": messages }))
}

fn decoded(payload: &Value) -> Delivery {
    decode(payload.to_string().as_bytes())
}

/// The bodies of the text messages, and "?" with the type of those of an unknown shape.
fn bodies(delivery: &Delivery) -> Vec<String> {
    let body = |message: &InboundMessage| {
        if let Content::Text { body } = &message.content {
            return body.clone();
        }
        let Content::Unknown { message_type, .. } = &message.content else {
            panic!("a text was expected: {message:?}");
        };
        format!("?{}", message_type.as_deref().unwrap_or_default())
    };
    delivery.messages.iter().map(body).collect()
}

fn check(body: &str, messages: &[&str], unreadable: &[Unreadable]) {
    let delivery = decode(body.as_bytes());
    assert_eq!(bodies(&delivery), messages, "{body}");
    assert_eq!(delivery.unreadable, unreadable, "{body}");
}

#[test]
fn every_entry_change_and_message_is_taken_in_its_order() {
    let mut payload = payload(&[
        with_messages(json!([text_message("1", "a"), text_message("2", "b")])),
        with_messages(json!([text_message("3", "c")])),
    ]);
    let again = payload["entry"][0].clone();
    payload["entry"].as_array_mut().unwrap().push(again);
    assert_eq!(bodies(&decoded(&payload)), ["a", "b", "c", "a", "b", "c"]);
}

#[test]
fn an_odd_part_costs_no_other() {
    let payload = json!({ "entry": [
        5,
        { "changes": "none" },
        { "changes": [
            null,
            { "field": "messages" },
            change(json!({ "metadata": { "phone_number_id": "105" }, "novelties": [1] })),
            { "field": "account_update", "value": { "messages": [text_message("0", "not ours")] } },
            { "value": { "metadata": { "phone_number_id": 105 }, "messages": [text_message("1", "a")] } },
            change(json!({ "messages": [text_message("2", "to nobody")] })),
            with_messages(json!("none")),
            with_messages(json!([7, { "id": "3", "type": "text" }, text_message("4", "b"), { "from": "2782" }])),
            change(json!({ "statuses": [{ "status": "sent" }, { "id": "5", "status": "read" }, []] })),
            change(json!({ "errors": [{ "code": 131000 }, {}], "messages": null })),
        ] },
    ] });
    let delivery = decoded(&payload);
    assert_eq!(bodies(&delivery), ["a", "b", "?"]);
    assert_eq!(delivery.receipts.len(), 1);
    assert_eq!(delivery.errors, [131_000, 0]);
    assert_eq!(delivery.ignored, 1);
    assert_eq!(
        delivery.unreadable,
        [
            Unreadable::OddEntry,
            Unreadable::OddEntry,
            Unreadable::OddEntry,
            Unreadable::OddEntry,
            Unreadable::OddEntry,
            Unreadable::NoNumber,
            Unreadable::OddList,
            Unreadable::OddMessage,
            Unreadable::NoSender,
            Unreadable::OddReceipt,
            Unreadable::OddReceipt,
        ]
    );
}

#[test]
fn a_body_that_is_no_payload_gives_a_reason() {
    for body in [
        "",
        " ",
        "hello",
        "[]",
        "null",
        "{",
        r#"{"entry":[]"#,
        r#"{"entry":[]} trailing"#,
        "\0",
    ] {
        check(body, &[], &[Unreadable::NotJson]);
    }
    for body in ["{}", r#"{"entry":null}"#, r#"{"entry":{}}"#] {
        check(body, &[], &[Unreadable::NoEntries]);
    }
    check(
        r#"{"object":"whatsapp_business_account","entry":[]}"#,
        &[],
        &[],
    );
    assert_eq!(decode(b"\xff\xfe").unreadable, [Unreadable::NotJson]);
}

#[test]
fn broken_text_is_repaired_and_the_message_kept() {
    let payload = payload(&[with_messages(json!([
        text_message("1", "AAA"),
        text_message("2", "b")
    ]))])
    .to_string();
    for (broken, repaired) in [
        (&br"sold 3 coke \ud83d"[..], "sold 3 coke \u{fffd}"),
        (br"\ud83d\udc4d", "👍"),
        (br"a\u0000b", "a\0b"),
        (b"a\0b", "a b"),
        (b"caf\xe9", "caf\u{fffd}"),
        (b"\\u202e123", "\u{202e}123"),
    ] {
        let (before, after) = payload.split_once("AAA").unwrap();
        let body = [before.as_bytes(), broken, after.as_bytes()].concat();
        let delivery = decode(&body);
        assert_eq!(bodies(&delivery), [repaired, "b"]);
        assert_eq!(delivery.unreadable, []);
    }
}

#[test]
fn deep_nesting_is_carried_as_text_and_costs_no_stack() {
    let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
    let message = |extra: &str| format!(r#"{{"from":"2782","id":"1",{extra}}}"#);
    let payload_of = |message: &str| {
        payload(&[with_messages(json!(["X", text_message("2", "b")]))])
            .to_string()
            .replace("\"X\"", message)
    };

    let unknown = message(&format!(r#""type":"deep","deep":{deep}"#));
    let delivery = decode(payload_of(&unknown).as_bytes());
    assert_eq!(bodies(&delivery), ["?deep", "b"]);
    let Content::Unknown { raw, .. } = &delivery.messages[0].content else {
        panic!("unknown was expected");
    };
    assert_eq!(raw["deep"], json!(deep));

    let beside = message(&format!(
        r#""type":"text","text":{{"body":"a"}},"x":{deep},"y":1e999"#
    ));
    check(&payload_of(&beside), &["a", "b"], &[]);

    // One level less than what is kept as text still has to be read on the other side of the queue.
    for depth in [DEPTH_MAX - 2, DEPTH_MAX - 1, DEPTH_MAX, 120, 126, 127, 128] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let delivery =
            decode(payload_of(&message(&format!(r#""type":"d","d":{deep}"#))).as_bytes());
        let sent = &delivery.messages[0];
        let read = InboundMessage::from_queue_body(&sent.to_queue_body());
        assert!(read.as_ref() == Ok(sent), "{depth}");
    }

    check(&deep, &[], &[Unreadable::NotJson]);
    check(
        &format!(r#"{{"entry":{deep}}}"#),
        &[],
        &[Unreadable::OddEntry],
    );
}

#[test]
fn a_message_without_id_has_the_same_one_in_each_delivery() {
    let nameless = |body: &str| {
        let mut message = text_message("", body);
        message.as_object_mut().unwrap().remove("id");
        decoded(&payload(&[with_messages(json!([message]))])).messages[0]
            .id
            .clone()
    };
    assert_eq!(nameless("a"), nameless("a"));
    assert_ne!(nameless("a"), nameless("b"));
}

#[test]
fn what_a_message_quotes_and_whether_it_was_forwarded_are_kept() {
    let with_context = |context: Value| {
        let mut message = text_message("1", "a");
        message["context"] = context;
        decoded(&payload(&[with_messages(json!([message]))]))
            .messages
            .remove(0)
    };
    let quoting = with_context(json!({ "from": "2711", "id": "wamid.OUR" }));
    assert_eq!(quoting.quoted, Some(MessageId::new("wamid.OUR")));
    assert!(!quoting.forwarded);
    assert!(with_context(json!({ "forwarded": true })).forwarded);
    assert!(with_context(json!({ "frequently_forwarded": true })).forwarded);
    assert!(!with_context(json!("?")).forwarded);
}

#[test]
fn a_thousand_updates_of_three_megabytes_are_read() {
    let body = "sold 3 coke ".repeat(240);
    let messages: Vec<Value> = (0..1000)
        .map(|n| text_message(&n.to_string(), &body))
        .collect();
    let payload = payload(&[with_messages(Value::from(messages))]).to_string();
    assert!(payload.len() > 2_900_000);
    let delivery = decode(payload.as_bytes());
    assert_eq!(delivery.messages.len(), 1000);
    assert!(
        delivery
            .messages
            .iter()
            .enumerate()
            .all(|(n, m)| m.id.as_str() == n.to_string())
    );
}

/// The body of an event in `events/`.
fn event_body(event: &str) -> String {
    let event: Value = serde_json::from_str(event).unwrap();
    event["body"].as_str().unwrap().to_owned()
}

#[test]
fn whatever_is_changed_in_a_payload_what_is_read_crosses_the_queue() {
    let bodies = [
        event_body(include_str!("../../../../events/webhook-many.json")),
        event_body(include_str!("../../../../events/webhook-order.json")),
        event_body(include_str!(
            "../../../../events/webhook-status-failed.json"
        )),
    ];
    let scraps: [&[u8]; 12] = [
        b"",
        b"\"",
        b"\\",
        b"\\ud83d",
        b"{",
        b"]",
        b",",
        b"null",
        b"1e999",
        b"\xff",
        b"\0",
        b"[[[[[[[[",
    ];
    // A generator of Lehmer's: the same changes in each run.
    let mut state: usize = 1;
    let mut pick = |below: usize| {
        state = state * 48_271 % 2_147_483_647;
        state % below
    };
    let mut carried = 0;
    for _ in 0..3000 {
        let mut body = bodies[pick(bodies.len())].clone().into_bytes();
        for _ in 0..=pick(3) {
            let from = pick(body.len());
            let to = body.len().min(from + pick(12));
            body.splice(from..to, scraps[pick(scraps.len())].iter().copied());
        }
        let delivery = decode(&body);
        carried += delivery.messages.len();
        for message in &delivery.messages {
            let read = InboundMessage::from_queue_body(&message.to_queue_body());
            assert!(
                read.as_ref() == Ok(message),
                "{}",
                String::from_utf8_lossy(&body)
            );
        }
    }
    assert!(carried > 100, "{carried}");
}
