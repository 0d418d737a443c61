//! Who hears what, and who does not.

use backroom_core::business::{Reports, Role};

use super::house::{House, Moves, OPERATOR};

#[tokio::test]
async fn in_the_morning_the_owner_hears_what_was_done_yesterday() {
    let house = House::new().await;
    let shop = house.shop("Thandi's Spaza", "Africa/Johannesburg").await;
    let staff = house.join(&shop, "sipho", Role::Staff).await;
    house
        .moves(
            &shop,
            "owner",
            "2026-11-23T08:00:00Z",
            Moves::sold(3, "coke"),
        )
        .await;
    house
        .moves(
            &shop,
            "sipho",
            "2026-11-23T09:00:00Z",
            Moves::sold(9, "coke"),
        )
        .await;
    house
        .moves(
            &shop,
            "sipho",
            "2026-11-23T10:00:00Z",
            Moves::got(24, "bread"),
        )
        .await;
    house
        .moves(
            &shop,
            "sipho",
            "2026-11-24T05:00:00Z",
            Moves::sold(50, "milk"),
        )
        .await;
    house.asks(&shop, "sipho", "2026-11-23").await;
    house.asks(&shop, "sipho", "2026-11-24").await;
    house.writes(&shop.phone, "2026-11-23T08:00:00Z");

    assert_eq!(house.fires("2026-11-24T04:30:00Z").await.sent, 0);
    assert_eq!(house.fires("2026-11-24T05:30:00Z").await.sent, 1);
    assert_eq!(
        house.heard(&shop.phone),
        ["Thandi's Spaza, yesterday (Mon 23 Nov)\n\n\
          Sold: 12 Coke\n\
          Got: 24 Bread\n\n\
          Changes: sipho 2, owner 1\n\
          4 messages.\n\n\
          To stop these: reports off"]
    );
    assert!(house.heard(&staff).is_empty());
}

#[tokio::test]
async fn who_does_not_want_reports_and_who_did_nothing_hears_nothing() {
    let house = House::new().await;
    let silent = house
        .shop_with("Silent", "Africa/Johannesburg", Reports::Off)
        .await;
    let idle = house.shop("Idle", "Africa/Johannesburg").await;
    house
        .moves(
            &silent,
            "owner",
            "2026-11-23T08:00:00Z",
            Moves::sold(3, "coke"),
        )
        .await;
    for phone in [&silent.phone, &idle.phone] {
        house.writes(phone, "2026-11-23T08:00:00Z");
    }
    let run = house.fires("2026-11-24T06:00:00Z").await;
    assert_eq!((run.businesses, run.sent, run.nothing), (2, 0, 1));
    assert!(house.whatsapp.sent().unwrap().is_empty());
}

#[tokio::test]
async fn who_has_not_written_for_a_day_hears_it_when_they_write() {
    let house = House::new().await;
    let shop = house.shop("Thandi's Spaza", "Africa/Johannesburg").await;
    house
        .moves(
            &shop,
            "sipho",
            "2026-11-23T08:00:00Z",
            Moves::sold(3, "coke"),
        )
        .await;
    for hour in ["2026-11-24T05:00:00Z", "2026-11-24T06:00:00Z"] {
        let run = house.fires(hour).await;
        assert_eq!((run.sent, run.waiting), (0, 1));
    }
    house.writes(&shop.phone, "2026-11-24T06:30:00Z");
    house
        .moves(
            &shop,
            "owner",
            "2026-11-24T06:30:00Z",
            Moves::sold(1, "coke"),
        )
        .await;
    assert_eq!(house.fires("2026-11-24T07:00:00Z").await.sent, 1);
    assert!(house.heard(&shop.phone)[0].contains("Sold: 3 Coke"));
}

#[tokio::test]
async fn with_a_template_they_hear_it_at_once() {
    let house = House::with(&[("BACKROOM_REPORT_TEMPLATE", "stock_report")]).await;
    let shop = house.shop("Thandi's Spaza", "Africa/Johannesburg").await;
    house
        .moves(
            &shop,
            "sipho",
            "2026-11-23T08:00:00Z",
            Moves::sold(3, "coke"),
        )
        .await;
    assert_eq!(house.fires("2026-11-24T05:00:00Z").await.sent, 1);
    let sent = house.whatsapp.sent().unwrap();
    assert_eq!(sent[0].1.bubble.template.as_deref(), Some("stock_report"));
    assert_eq!(
        house.heard(&shop.phone),
        ["yesterday (Mon 23 Nov): Sold: 3 Coke. 1 message, 1 change."]
    );
}

#[tokio::test]
async fn the_operator_hears_the_total_of_all_businesses() {
    let house = House::with(&[
        ("BACKROOM_OPERATOR_PHONE", OPERATOR),
        ("BACKROOM_REPORT_TEMPLATE", "stock_report"),
    ])
    .await;
    let one = house
        .shop_with("One", "Africa/Johannesburg", Reports::Off)
        .await;
    let two = house
        .shop_with("Two", "America/Los_Angeles", Reports::Off)
        .await;
    house
        .shop_with("Three", "Africa/Johannesburg", Reports::Off)
        .await;
    house
        .moves(
            &one,
            "owner",
            "2026-11-23T08:00:00Z",
            Moves::sold(3, "coke"),
        )
        .await;
    house
        .moves(
            &two,
            "owner",
            "2026-11-23T21:59:59Z",
            Moves::sold(3, "coke"),
        )
        .await;
    house
        .moves(
            &two,
            "owner",
            "2026-11-23T22:00:00Z",
            Moves::sold(3, "coke"),
        )
        .await;
    house.asks(&two, "sipho", "2026-11-23").await;
    house.fires("2026-11-24T06:00:00Z").await;
    house.fires("2026-11-24T07:00:00Z").await;
    assert_eq!(
        house.operator_heard(),
        ["yesterday (Mon 23 Nov): 3 businesses, 2 active. 4 messages, 2 changes, 3 people."],
        "messages of each business's own 23 November, which in Los Angeles had not ended"
    );
}
