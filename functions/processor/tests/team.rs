//! Places in businesses under a queue that delivers late and twice, and a number that changes.

#![expect(clippy::unwrap_used, reason = "a test may")]

use backroom_core::business::Role;
use backroom_core::ids::{MessageId, PhoneNumber, ScopedUserId};
use backroom_core::message::{Content, FORMAT, InboundMessage, Sender};
use backroom_local::whatsapp::NewPerson;
use backroom_testing::Shop;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// Thandi in two shops, the Tavern being where she is.
async fn two_shops() -> Shop {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.says("Thandi", "new shop Thandi's Tavern").await;
    shop.says("Thandi", "got 20 coke").await;
    assert_eq!(shop.stock().await, "coke 20");
    shop
}

/// A message of Thandi from that moment comes out of the queue now.
async fn late(shop: &Shop, text: &str, sent_at: Timestamp) {
    let person = shop.person("Thandi");
    let message = InboundMessage {
        format: FORMAT,
        id: MessageId::new(format!("wamid.late.{text}")),
        sent_at,
        number: person.number.clone(),
        from: Sender {
            phone: person.phone.clone(),
            user_id: person.user_id.clone(),
            profile_name: None,
        },
        quoted: None,
        forwarded: false,
        content: Content::Text { body: text.into() },
    };
    let event = json!({"Records": [{"messageId": "1", "body": message.to_queue_body()}]});
    let event = serde_json::from_value(event).unwrap();
    assert!(shop.handle(event).await.batch_item_failures.is_empty());
}

#[tokio::test]
async fn what_was_queued_before_a_switch_goes_to_the_shop_before_it() {
    for between in [SignedDuration::from_secs(1), SignedDuration::from_millis(5)] {
        let mut shop = two_shops().await;
        shop.between = between;
        for text in [
            "sold 1 coke",
            "switch",
            "sold 2 coke",
            "switch",
            "sold 3 coke",
        ] {
            shop.queue("Thandi", text);
            shop.clock.advance(between);
        }
        shop.settle().await;
        assert_eq!(shop.stock().await, "coke 16");
        shop.says("Thandi", "switch").await;
        assert_eq!(shop.stock().await, "coke 48");
    }
}

#[tokio::test]
async fn a_message_that_comes_again_after_a_switch_counts_in_neither_shop_again() {
    let shop = two_shops().await;
    let first = shop.says("Thandi", "sold 1 coke").await;
    shop.says("Thandi", "switch").await;
    for text in [
        "sold 1 coke",
        "switch",
        "got 20 coke",
        "new shop Thandi's Tavern",
    ] {
        shop.clock.advance(SignedDuration::from_hours(24));
        shop.deliver_again("Thandi", text).await;
        assert_eq!(shop.stock().await, "coke 50", "after {text} again");
    }
    let heard: Vec<String> = shop
        .heard("Thandi")
        .into_iter()
        .map(|heard| heard.body)
        .collect();
    assert_eq!(heard.iter().filter(|body| **body == first).count(), 2);
    shop.says("Thandi", "switch").await;
    assert_eq!(shop.stock().await, "coke 19");
}

#[tokio::test]
async fn a_late_message_goes_to_the_shop_that_its_sender_was_in() {
    let shop = two_shops().await;
    // It was sent before the switch, and WhatsApp delivers it after.
    let sent_at = shop.clock.now();
    shop.clock.advance(SignedDuration::from_secs(5));
    shop.says("Thandi", "switch").await;
    late(&shop, "sold 4 coke", sent_at).await;
    assert_eq!(shop.stock().await, "coke 50");
    shop.says("Thandi", "switch").await;
    assert_eq!(shop.stock().await, "coke 16");
}

#[tokio::test]
async fn of_three_shops_a_late_message_goes_to_the_right_one_or_to_none() {
    let shop = two_shops().await;
    let in_tavern = shop.clock.now();
    shop.clock.advance(SignedDuration::from_secs(60));
    shop.says("Thandi", "new shop Thandi's Kiosk").await;
    shop.says("Thandi", "got 7 coke").await;
    let in_kiosk = shop.clock.now();
    shop.clock.advance(SignedDuration::from_secs(60));
    shop.says("Thandi", "switch to Thandi's Tavern").await;
    late(&shop, "sold 4 coke", in_tavern).await;
    let heard = shop.heard("Thandi").pop().unwrap().body;
    assert!(heard.contains("That message is older than"), "{heard}");
    late(&shop, "sold 2 coke", in_kiosk).await;
    for (name, stock) in [
        ("Tavern", "coke 20"),
        ("Kiosk", "coke 5"),
        ("Spaza", "coke 50"),
    ] {
        shop.says("Thandi", &format!("switch to Thandi's {name}"))
            .await;
        assert_eq!(shop.stock().await, stock, "{name}");
    }
}

#[tokio::test]
async fn a_message_from_before_its_sender_was_in_the_shop_is_not_for_it() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.join("Sipho", Role::Staff).await;
    shop.says("Sipho", "sold 1 coke").await;
    shop.says("Sipho", "leave").await;
    shop.presses("Sipho", "Yes").await;
    shop.says("Sipho", "hi").await;
    shop.says("Sipho", "Sipho's Place").await;
    shop.says("Sipho", "got 10 coke").await;
    shop.clock.advance(SignedDuration::from_hours(24));
    shop.deliver_again("Sipho", "sold 1 coke").await;
    let heard = shop.heard("Sipho").pop().unwrap().body;
    assert!(heard.starts_with("That message is older than"), "{heard}");
    assert_eq!(
        shop.says("Sipho", "stock").await,
        "You have 1 item:\n• Coke: 10"
    );
    assert_eq!(shop.stock().await, "coke 49");
}

#[tokio::test]
async fn a_new_number_is_the_same_member_and_the_old_one_is_nobody() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.join("Sipho", Role::Staff).await;
    let old = shop.person("Sipho");
    let body = json!({"type": "system", "system": {
        "type": "user_changed_number", "body": "Sipho changed", "wa_id": "27825555555", "user_id": "ZA.555"
    }});
    assert_eq!(shop.sends("Sipho", body).await, "", "nobody is answered");
    let new = shop
        .whatsapp
        .add_person(NewPerson {
            name: "Sipho again".into(),
            phone: Some(PhoneNumber::new("27825555555")),
            user_id: Some(ScopedUserId::new("ZA.555")),
            ..NewPerson::default()
        })
        .unwrap();
    let heard = shop.says(&new.name, "sold 1 coke").await;
    assert_eq!(heard, "Sold 1 Coke. 49 left.");
    assert!(
        shop.says("Thandi", "today")
            .await
            .contains("Sipho sold 1 Coke")
    );
    let heard = shop.says(&old.name, "sold 1 coke").await;
    assert!(heard.starts_with("Welcome to The Backroom!"), "{heard}");
    // Whoever is removed is removed under all their names and numbers.
    shop.says("Thandi", "remove Sipho").await;
    shop.presses("Thandi", "Yes").await;
    let heard = shop.says(&new.name, "sold 1 coke").await;
    assert!(
        heard.starts_with("You're no longer in Thandi's Spaza"),
        "{heard}"
    );
    assert_eq!(shop.stock().await, "coke 49");
}

#[tokio::test]
async fn who_hides_their_number_is_followed_by_their_id() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    let phone = |name: &str, phone: Option<&str>, user_id: &str| {
        let person = NewPerson {
            name: name.into(),
            phone: phone.map(PhoneNumber::new),
            user_id: Some(ScopedUserId::new(user_id)),
            ..NewPerson::default()
        };
        shop.whatsapp.add_person(person).unwrap();
    };
    phone("Naledi", None, "ZA.777");
    let invitation = shop.says("Thandi", "invite manager").await;
    let code = invitation.lines().last().unwrap().to_owned();
    let heard = shop.says("Naledi", &code).await;
    assert!(heard.starts_with("You're in: Thandi's Spaza"), "{heard}");
    assert_eq!(
        shop.says("Naledi", "sold 1 coke").await,
        "Sold 1 Coke. 49 left."
    );
    let body = json!({"type": "system", "system": {
        "type": "user_changed_user_id", "previous_user_id": "ZA.777", "user_id": "ZA.778"
    }});
    assert_eq!(shop.sends("Naledi", body).await, "", "nobody is answered");
    // Under the new id, now with the number shown, they are who they were, with all their rights.
    phone("Naledi again", Some("27827777777"), "ZA.778");
    let heard = shop.says("Naledi again", "invite").await;
    assert!(heard.contains("join "), "a manager invites: {heard}");
    assert_eq!(
        shop.says("Naledi again", "undo").await,
        "Undone: sold 1 Coke. You have 50."
    );
    let heard = shop.says("Naledi", "sold 1 coke").await;
    assert!(heard.starts_with("Welcome to The Backroom!"), "{heard}");
    let team = shop.says("Thandi", "team").await;
    assert_eq!(team.matches("Naledi").count(), 1, "{team}");
    assert_eq!(shop.stock().await, "coke 50");
}

#[tokio::test]
async fn a_removal_that_comes_twice_or_crashes_happens_once() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.join("Sipho", Role::Staff).await;
    shop.says("Thandi", "remove Sipho").await;
    let first = shop.says("Thandi", "yes").await;
    assert_eq!(first, "Sipho is no longer in Thandi's Spaza.");
    shop.clock.advance(SignedDuration::from_hours(24));
    shop.deliver_again("Thandi", "yes").await;
    assert_eq!(shop.heard("Thandi").pop().unwrap().body, first);
    shop.deliver_again("Thandi", "remove Sipho").await;
    let asked = shop.heard("Thandi").pop().unwrap().body;
    assert!(asked.starts_with("Remove Sipho (staff)"), "{asked}");
}

#[tokio::test]
async fn a_yes_to_leaving_that_comes_again_is_answered_again_and_answers_nothing_else() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.join("Sipho", Role::Staff).await;
    shop.says("Sipho", "new shop Sipho's Place").await;
    shop.says("Sipho", "got 10 coke").await;
    let asked = shop.says("Sipho", "count coke 0").await;
    assert!(asked.contains("Nothing is changed yet"), "{asked}");
    shop.says("Sipho", "switch").await;
    shop.says("Sipho", "leave").await;
    let left = shop.says("Sipho", "yes").await;
    assert!(left.starts_with("You have left Thandi's Spaza"), "{left}");
    let before = shop.heard("Sipho").len();
    shop.clock.advance(SignedDuration::from_mins(6));
    shop.deliver_again("Sipho", "yes").await;
    let heard = shop.heard("Sipho").pop().unwrap().body;
    assert!(heard.ends_with(&left), "{heard}");
    assert_eq!(shop.heard("Sipho").len(), before + 1);
    assert_eq!(shop.says("Sipho", "coke?").await, "Coke: 10.");
}

#[tokio::test]
async fn who_is_in_no_shop_any_more_is_not_asked_for_one_by_what_comes_again() {
    for (wish, reply, standing) in [
        ("leave", "You have left", "Unknown"),
        ("delete my data", "Welcome to The Backroom!", "Unknown"),
    ] {
        let shop = Shop::open("Thandi's Spaza", "coke 50").await;
        shop.join("Sipho", Role::Staff).await;
        shop.says("Sipho", wish).await;
        shop.says("Sipho", "yes").await;
        let before = shop.heard("Sipho").len();
        shop.clock.advance(SignedDuration::from_mins(6));
        shop.deliver_again("Sipho", "yes").await;
        let heard = shop.heard("Sipho").split_off(before);
        let heard: Vec<&str> = heard.iter().map(|heard| heard.body.as_str()).collect();
        assert!(
            matches!(heard.as_slice(), [one] if one.starts_with(reply)),
            "{wish}: {heard:?}"
        );
        let person = shop.person("Sipho");
        let sender = Sender {
            phone: person.phone.clone(),
            user_id: person.user_id.clone(),
            profile_name: None,
        };
        let now = shop.store.find_standing(&person.number, &sender).await;
        assert_eq!(format!("{:?}", now.unwrap()), standing, "{wish}");
    }
}
