//! The files in `events/`: each is signed as it says, and gives the messages that are written here.
//!
//! `RESIGN_EVENTS=1 cargo test -p webhook events` signs them anew after a body was edited.

use std::path::Path;

use backroom_core::ids::{BusinessNumberId, MessageId, PhoneNumber, ScopedUserId};
use backroom_core::message::{Content, FORMAT, MediaKind, OrderLine, Sender, SystemEvent};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;

use super::*;

const THANDI: &str = "27820000001";
const THANDI_ID: &str = "ZA.4471200985512345678";
const SIPHO: &str = "27820000002";
const SIPHO_ID: &str = "ZA.5500000000000000002";
const OUR_REPLY: &str = "wamid.HBgLMjcxMTAwMDAwMDAVAgARGBJPVVI=";

macro_rules! event {
    ($name:literal) => {
        include_str!(concat!("../../../../events/webhook-", $name, ".json"))
    };
}

fn person(phone: &str, user_id: &str, name: &str) -> Sender {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Sender {
        phone: some(phone).map(PhoneNumber::new),
        user_id: some(user_id).map(ScopedUserId::new),
        profile_name: some(name),
    }
}

/// The id of a customer's message, by its last part.
fn id(last: &str) -> MessageId {
    MessageId::new(format!("wamid.HBgLMjc4MjAwMDAwMDEVAgASGBQ{last}"))
}

fn message(last: &str, from: Sender, content: Content) -> InboundMessage {
    InboundMessage {
        format: FORMAT,
        id: id(last),
        sent_at: Timestamp::from_second(1_795_500_000).unwrap(),
        number: BusinessNumberId::new("105550000000001"),
        from,
        quoted: None,
        forwarded: false,
        content,
    }
}

fn thandi(last: &str, content: Content) -> InboundMessage {
    message(last, person(THANDI, THANDI_ID, "Thandi"), content)
}

fn text(body: &str) -> Content {
    Content::Text { body: body.into() }
}

fn media(
    kind: MediaKind,
    id: &str,
    mime: &str,
    caption: Option<&str>,
    file: Option<&str>,
) -> Content {
    Content::Media {
        kind,
        media_id: format!("110000000000000{id}"),
        mime_type: mime.into(),
        caption: caption.map(Into::into),
        filename: file.map(Into::into),
    }
}

/// The event is answered with 200 and gives these messages.
async fn check(event: &str, expected: &[InboundMessage]) {
    let door = Door::open().await;
    let request = lambda_http::request::from_str(event).unwrap();
    assert_eq!(
        door.answers(request).await.status(),
        StatusCode::OK,
        "{event}"
    );
    let queued = door.queued().await;
    assert_eq!(queued.len(), expected.len(), "{event}");
    for (queued, expected) in queued.iter().zip(expected) {
        // They print no content; here it is needed.
        let [queued, expected] =
            [queued, expected].map(|message| serde_json::to_value(message).unwrap());
        assert_eq!(queued, expected);
    }
}

#[tokio::test]
async fn words_are_queued() {
    check(event!("text"), &[thandi("VEVYVA==", text("sold 3 coke"))]).await;
    check(
        event!("base64"),
        &[thandi("QjY0", text("sold 2 crème soda 👍"))],
    )
    .await;
    let naledi = person("", "ZA.9900000000000000077", "Naledi");
    check(
        event!("user-id-only"),
        &[message("VUlE", naledi, text("got 10 bread"))],
    )
    .await;
}

#[tokio::test]
async fn presses_of_every_kind_of_button_are_choices() {
    for (event, last, choice, title) in [
        (event!("button"), "QlVUVE9O", "undo:abc", "Undo"),
        (event!("list-reply"), "TElTVA==", "item:42", "Coke 2L"),
        (
            event!("template-button"),
            "VEVNUExBVEU=",
            "REPORT_YES",
            "Yes please",
        ),
    ] {
        let (choice, title) = (choice.into(), title.into());
        let mut pressed = thandi(last, Content::Choice { id: choice, title });
        pressed.quoted = Some(MessageId::new(OUR_REPLY));
        check(event, &[pressed]).await;
    }
    let (name, response) = ("flow".into(), r#"{"qty":"4"}"#.into());
    let mut filled = thandi("RkxPVw==", Content::Form { name, response });
    filled.quoted = Some(MessageId::new(OUR_REPLY));
    check(event!("flow-reply"), &[filled]).await;
}

#[tokio::test]
async fn media_of_every_kind_is_queued_by_its_id() {
    let slip = Some("slip from Café Zoë");
    for (event, last, content) in [
        (
            event!("voice"),
            "Vk9JQ0U=",
            media(MediaKind::Voice, "3", "audio/ogg", None, None),
        ),
        (
            event!("audio"),
            "QVVESU8=",
            media(MediaKind::Audio, "8", "audio/mpeg", None, None),
        ),
        (
            event!("image"),
            "SU1BR0U=",
            media(MediaKind::Image, "1", "image/jpeg", slip, None),
        ),
        (
            event!("video"),
            "VklERU8=",
            media(MediaKind::Video, "2", "video/mp4", None, None),
        ),
        (
            event!("document"),
            "RE9D",
            media(
                MediaKind::Document,
                "4",
                "text/csv",
                Some("my list"),
                Some("stock.csv"),
            ),
        ),
        (
            event!("sticker"),
            "U1RJQ0tFUg==",
            media(MediaKind::Sticker, "5", "image/webp", None, None),
        ),
    ] {
        check(event, &[thandi(last, content)]).await;
    }
}

#[tokio::test]
async fn places_contacts_reactions_and_orders_are_queued() {
    let to = || MessageId::new(OUR_REPLY);
    let line = |product: &str, quantity| OrderLine {
        product: product.into(),
        quantity,
    };
    let lines = vec![line("sku1", 2), line("sku2", 1)];
    for (event, last, content) in [
        (
            event!("location"),
            "TE9D",
            Content::Location {
                name: Some("Shop".into()),
            },
        ),
        (
            event!("contacts"),
            "Q09OVEFDVFM=",
            Content::Contacts { count: 2 },
        ),
        (
            event!("reaction"),
            "UkVBQ1Q=",
            Content::Reaction {
                to: to(),
                emoji: Some("👍".into()),
            },
        ),
        (
            event!("reaction-removed"),
            "VU5SRUFDVA==",
            Content::Reaction {
                to: to(),
                emoji: None,
            },
        ),
        (
            event!("order"),
            "T1JERVI=",
            Content::Order {
                lines,
                text: Some("pls".into()),
            },
        ),
    ] {
        check(event, &[thandi(last, content)]).await;
    }
}

#[tokio::test]
async fn edits_and_deletions_are_queued() {
    let original = || id("VEVYVA==");
    let edit = Content::Edit {
        original: original(),
        body: Some("sold 4 coke".into()),
    };
    check(event!("edit"), &[thandi("RURJVA==", edit)]).await;
    let revoke = Content::Revoke {
        original: original(),
    };
    check(event!("revoke"), &[thandi("REVMRVRF", revoke)]).await;
}

#[tokio::test]
async fn changes_of_a_persons_identity_are_queued() {
    let new_id = || Some(ScopedUserId::new("ZA.2200000000000000009"));
    let number = SystemEvent::ChangedNumber {
        phone: Some(PhoneNumber::new("27820000009")),
        user_id: new_id(),
    };
    let old = person(THANDI, "", "");
    check(
        event!("system-number"),
        &[message("U1lTVEVN", old, Content::System(number))],
    )
    .await;

    let previous = Some(ScopedUserId::new(THANDI_ID));
    let user_id = SystemEvent::ChangedUserId {
        previous,
        user_id: new_id(),
    };
    let new = person("", "ZA.2200000000000000009", "");
    check(
        event!("system-user-id"),
        &[message("VVNFUklE", new, Content::System(user_id))],
    )
    .await;
}

#[tokio::test]
async fn what_nobody_knows_is_queued_as_it_came() {
    let unsupported = Content::Unsupported {
        what: Some("poll".into()),
    };
    check(event!("unsupported"), &[thandi("UE9MTA==", unsupported)]).await;
    let raw = json!({
        "from": THANDI, "from_user_id": THANDI_ID, "id": id("SE9MTw==").as_str(), "timestamp": "1795500000",
        "type": "hologram", "hologram": { "id": "1100000000000006", "depth": [[1.5, 2], [3, 4]] },
    });
    let unknown = Content::Unknown {
        message_type: Some("hologram".into()),
        raw,
    };
    check(event!("unknown"), &[thandi("SE9MTw==", unknown)]).await;
}

#[tokio::test]
async fn of_many_entries_and_changes_every_message_is_queued() {
    let sipho = |last, content| message(last, person(SIPHO, SIPHO_ID, "Sipho"), content);
    let mut undo = sipho("TTQ=", text("undo"));
    let raw = json!({
        "from": SIPHO, "from_user_id": SIPHO_ID, "id": id("TTU=").as_str(), "timestamp": "1795500000",
        "type": "hologram", "hologram": { "id": "1" },
    });
    let mut hologram = sipho(
        "TTU=",
        Content::Unknown {
            message_type: Some("hologram".into()),
            raw,
        },
    );
    undo.number = BusinessNumberId::new("105550000000002");
    hologram.number = undo.number.clone();
    let expected = [
        thandi("TTE=", text("sold 3 coke")),
        sipho("TTI=", text("got 10 bread")),
        // Thandi's second message goes after everybody's first.
        undo,
        thandi("TTM=", text("how many coke?")),
        hologram,
    ];
    let door = Door::open().await;
    let request = lambda_http::request::from_str(event!("many")).unwrap();
    assert_eq!(door.answers(request).await.status(), StatusCode::OK);
    let queued = door.queued().await;
    assert_eq!(queued.len(), expected.len());
    assert!(expected.iter().all(|expected| queued.contains(expected)));
    let of_thandi: Vec<_> = queued
        .iter()
        .filter(|m| m.group() == expected[0].group())
        .collect();
    assert!(*of_thandi[0] == expected[0] && *of_thandi[1] == expected[3]);
}

#[tokio::test]
async fn receipts_and_errors_are_answered_without_a_message() {
    for event in [
        event!("status"),
        event!("status-failed"),
        event!("account-error"),
    ] {
        check(event, &[]).await;
    }
}

#[tokio::test]
async fn the_handshake_gives_the_challenge_back_and_nothing_else() {
    let request = lambda_http::request::from_str(event!("verify")).unwrap();
    let answer = Door::open().await.answers(request).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.body().as_ref(), b"1158201444");
}

#[tokio::test]
async fn a_bad_signature_is_refused_and_nothing_queued() {
    let door = Door::open().await;
    let request = lambda_http::request::from_str(event!("bad-signature")).unwrap();
    assert_eq!(
        door.answers(request).await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert!(door.queued().await.is_empty());
}

#[test]
fn every_event_is_signed_with_the_secret_of_development() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events");
    let mut found = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with("webhook-") || name == "webhook-bad-signature.json" {
            continue;
        }
        found += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let mut event: Value = serde_json::from_str(&text).unwrap();
        let Some(body) = event["body"].as_str() else {
            continue;
        };
        let body = match event["isBase64Encoded"].as_bool() {
            Some(true) => BASE64.decode(body).unwrap(),
            _ => body.as_bytes().to_vec(),
        };
        let signature = json!(sign(SECRET, &body));
        if std::env::var_os("RESIGN_EVENTS").is_some() {
            event["headers"][SIGNATURE_HEADER] = signature;
            event["headers"]["content-length"] = json!(body.len().to_string());
            let text = serde_json::to_string_pretty(&event).unwrap();
            std::fs::write(&path, text + "\n").unwrap();
            continue;
        }
        assert_eq!(event["headers"][SIGNATURE_HEADER], signature, "{name}");
    }
    assert!(found >= 29, "{found} events");
}
