//! Who hears what, and who does not.

use backroom_core::business::{Reports, Role};
use backroom_local::whatsapp::SendFault;
use jiff::civil::date;

use super::house::{House, Moves, another_number};

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
async fn each_owner_hears_it_from_the_number_that_they_write_to() {
    let house = House::new().await;
    let shop = house.shop("Thandi's Spaza", "Africa/Johannesburg").await;
    let theirs = another_number(&house.whatsapp);
    let partner = house.join_at(&shop, "sipho", Role::Owner, &theirs).await;
    let sold = Moves::sold(3, "coke");
    house
        .moves(&shop, "sipho", "2026-11-23T08:00:00Z", sold)
        .await;
    house.writes(&partner, "2026-11-23T08:00:00Z");
    assert_eq!(house.fires("2026-11-24T05:30:00Z").await.sent, 1);
    assert_eq!(house.heard(&partner).len(), 1);
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
    let buttons: Vec<&str> = sent[0]
        .1
        .bubble
        .choices
        .iter()
        .map(|choice| &*choice.id)
        .collect();
    assert_eq!(
        buttons,
        ["report:day:2026-11-23"],
        "it opens the whole report"
    );
    let day = date(2026, 11, 24);
    let days = house
        .store
        .usage_between(&shop.business.id, day, day)
        .await
        .unwrap();
    assert_eq!(days[0].meter.templates, 1, "it is counted");
}

#[tokio::test]
async fn a_template_without_a_button_is_sent_without_one_and_that_is_remembered() {
    let house = House::with(&[("BACKROOM_REPORT_TEMPLATE", "stock_report")]).await;
    let shop = house.shop("Thandi's Spaza", "Africa/Johannesburg").await;
    for day in ["2026-11-23", "2026-11-24"] {
        let sold = Moves::sold(3, "coke");
        let time = format!("{day}T08:00:00Z");
        house.moves(&shop, "sipho", &time, sold).await;
    }
    let refused = SendFault::Refused {
        http: 400,
        code: 132_000,
    };
    house.whatsapp.fail_next(1, refused);
    assert_eq!(house.fires("2026-11-24T06:00:00Z").await.sent, 1);
    assert_eq!(house.fires("2026-11-25T06:00:00Z").await.sent, 1);
    assert_eq!(house.heard(&shop.phone).len(), 2);
    let sent = house.whatsapp.sent().unwrap();
    assert!(
        sent.iter()
            .all(|(_, message)| message.bubble.choices.is_empty())
    );
}
