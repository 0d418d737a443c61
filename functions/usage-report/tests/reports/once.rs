//! At most once for a period, whatever happens.

use backroom_io::store::Recipient;
use backroom_local::whatsapp::SendFault;

use super::house::{House, Moves, Shop, at};

#[tokio::test]
async fn however_often_the_schedule_fires_the_report_is_sent_once() {
    let (house, shop) = busy().await;
    for minute in 0..5 {
        house.fires(&format!("2026-11-24T06:0{minute}:00Z")).await;
    }
    house.fires("2026-11-24T17:00:00Z").await;
    assert_eq!(house.heard(&shop.phone).len(), 1);
}

#[tokio::test]
async fn two_schedules_at_once_send_it_once() {
    let (house, shop) = busy().await;
    let fire = || house.fires("2026-11-24T06:00:00Z");
    let runs = futures::join!(fire(), fire(), fire(), fire());
    assert_eq!(runs.0.sent + runs.1.sent + runs.2.sent + runs.3.sent, 1);
    assert_eq!(house.heard(&shop.phone).len(), 1);
}

#[tokio::test]
async fn what_whatsapp_refused_is_sent_by_the_next_run() {
    let (house, shop) = busy().await;
    house.whatsapp.fail_next(
        1,
        SendFault::Refused {
            http: 400,
            code: 131_042,
        },
    );
    let run = house.fires("2026-11-24T06:00:00Z").await;
    assert_eq!((run.sent, run.failed), (0, 1));
    assert_eq!(house.fires("2026-11-24T07:00:00Z").await.sent, 1);
    assert_eq!(house.heard(&shop.phone).len(), 1);
}

#[tokio::test]
async fn what_may_have_been_sent_is_not_sent_again() {
    for fault in [SendFault::AnswerLost, SendFault::Silent] {
        let (house, shop) = busy().await;
        let house = house.impatient();
        house.whatsapp.fail_next(1, fault);
        assert_eq!(house.fires("2026-11-24T06:00:00Z").await.failed, 1);
        assert_eq!(house.fires("2026-11-24T07:00:00Z").await.sent, 0);
        assert!(house.heard(&shop.phone).len() <= 1, "{fault:?}");
    }
}

/// A run that is cut off between the claim and the send loses the report: nobody can tell that it was not sent.
#[tokio::test]
async fn a_crash_between_claim_and_send_loses_the_report_rather_than_doubling_it() {
    let (house, shop) = busy().await;
    let kind = format!("day:{}", shop.owner);
    let claimed = house
        .store
        .claim_report(
            Recipient::Business(&shop.business.id),
            &kind,
            "2026-11-23",
            at("2026-11-24T06:00:00Z"),
        )
        .await
        .unwrap();
    assert!(claimed);
    house.fires("2026-11-24T07:00:00Z").await;
    assert!(house.heard(&shop.phone).is_empty());
}

#[tokio::test]
async fn a_business_that_fails_does_not_stop_the_others_and_is_sent_later() {
    let (house, failing) = busy().await;
    let fine = house.shop("Fine", "Africa/Johannesburg").await;
    house
        .moves(
            &fine,
            "owner",
            "2026-11-23T08:00:00Z",
            Moves::sold(1, "coke"),
        )
        .await;
    house.writes(&fine.phone, "2026-11-23T08:00:00Z");
    let ledger = format!("BUSINESS#{}#LEDGER", failing.business.id);
    house.local.aws.faults.plan(move |call| {
        let body = String::from_utf8_lossy(call.body);
        (call.operation() == "Query" && body.contains(&ledger))
            .then_some(backroom_local::faults::Fault::NotSent)
    });
    let run = house.fires("2026-11-24T06:00:00Z").await;
    assert_eq!((run.businesses, run.sent, run.failed), (2, 1, 1));
    house.local.aws.faults.clear();
    assert_eq!(house.fires("2026-11-24T07:00:00Z").await.sent, 1);
    for shop in [&failing, &fine] {
        assert_eq!(house.heard(&shop.phone).len(), 1);
    }
}

/// A shop that sold something on Monday 23 November, and whose owner wrote.
async fn busy() -> (House, Shop) {
    let house = House::new().await;
    let shop = house.shop("Busy", "Africa/Johannesburg").await;
    house
        .moves(
            &shop,
            "owner",
            "2026-11-23T08:00:00Z",
            Moves::sold(3, "coke"),
        )
        .await;
    house.writes(&shop.phone, "2026-11-23T08:00:00Z");
    (house, shop)
}
