//! Ledgers are recomputed at night, and what does not add up is told.

use std::sync::Mutex;
use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use aws_sdk_dynamodb::types::AttributeValue;
use backroom_core::business::Reports;
use usage_report::{begin, handle_within};

use super::house::{House, Moves, Shop, at};

#[tokio::test]
async fn each_night_each_ledger_is_recomputed_once() {
    let (house, _) = three().await;
    // In Johannesburg it is one o'clock, then two.
    assert_eq!(house.fires("2026-11-23T23:59:00Z").await.verified, 0);
    assert_eq!(house.fires("2026-11-24T00:00:00Z").await.verified, 3);
    for hour in 1..22 {
        let run = house.fires(&format!("2026-11-24T{hour:02}:00:00Z")).await;
        assert_eq!((run.verified, run.unsound), (0, 0));
    }
    assert_eq!(house.fires("2026-11-25T00:00:00Z").await.verified, 3);
}

#[tokio::test]
async fn a_schedule_that_was_down_at_night_verifies_in_the_morning() {
    let (house, _) = three().await;
    assert_eq!(house.fires("2026-11-24T07:00:00Z").await.verified, 3);
}

#[tokio::test]
async fn somebody_who_writes_into_the_table_is_found_out() {
    let (house, shops) = three().await;
    tamper(&house, &shops[1]).await;
    let run = house.fires("2026-11-24T00:00:00Z").await;
    assert_eq!((run.verified, run.unsound), (3, 1));
}

#[tokio::test]
async fn a_ledger_that_can_not_be_read_does_not_stop_the_others() {
    let (house, shops) = three().await;
    let ledger = format!("BUSINESS#{}#LEDGER", shops[0].business.id);
    house.local.aws.faults.plan(move |call| {
        let body = String::from_utf8_lossy(call.body);
        (call.operation() == "Query" && body.contains(&ledger))
            .then_some(backroom_local::faults::Fault::NotSent)
    });
    let run = house.fires("2026-11-24T00:00:00Z").await;
    assert_eq!((run.verified, run.not_verified), (2, 1));
}

/// Each may take minutes, and all that a step begins has to fit into the function's time-out.
#[tokio::test]
async fn a_step_whose_time_is_up_leaves_the_next_ledger_to_another() {
    let (house, _) = three().await;
    house.clock.set(at("2026-11-24T00:00:00Z"));
    begin(&house.report, house.clock.now()).await.unwrap();
    let verified = Mutex::new(Vec::new());
    let take = async |batch: SqsEvent| {
        let mut response = SqsBatchResponse::default();
        for record in batch.records {
            let mut one = SqsEvent::default();
            one.records.push(record);
            let (failed, did) = handle_within(&house.report, one, Duration::ZERO).await;
            verified.lock().unwrap().push(did.verified);
            let failed = failed.batch_item_failures;
            response.batch_item_failures.extend(failed);
        }
        response
    };
    house.local.report_poller.drain(take).await;
    let mut verified = verified.into_inner().unwrap();
    verified.retain(|ledgers| *ledgers > 0);
    assert_eq!(verified, [1, 1, 1]);
}

#[tokio::test]
async fn whoever_has_many_shops_may_verify_them_in_turn_or_never() {
    for (nights, each_week) in [("7", 3), ("0", 0)] {
        let (house, _) = three_with(&[("BACKROOM_VERIFY_NIGHTS", nights)]).await;
        let mut verified = 0;
        for day in 24..31 {
            let run = house.fires(&format!("2026-11-{day}T00:00:00Z")).await;
            verified += run.verified;
        }
        assert_eq!(verified, each_week);
    }
}

async fn three() -> (House, Vec<Shop>) {
    three_with(&[]).await
}

async fn three_with(environment: &[(&str, &str)]) -> (House, Vec<Shop>) {
    let house = House::with(environment).await;
    let mut shops = Vec::new();
    for name in ["One", "Two", "Three"] {
        let shop = house
            .shop_with(name, "Africa/Johannesburg", Reports::Off)
            .await;
        let sold = Moves::sold(3, "coke");
        house
            .moves(&shop, "owner", "2026-11-23T08:00:00Z", sold)
            .await;
        shops.push(shop);
    }
    (house, shops)
}

/// Somebody makes it ten more than there are.
async fn tamper(house: &House, shop: &Shop) {
    let key = |text: &str| AttributeValue::S(text.to_owned());
    house
        .local
        .aws
        .dynamodb()
        .update_item()
        .table_name(house.local.table_name())
        .key("PK", key(&format!("BUSINESS#{}", shop.business.id)))
        .key("SK", key("ITEM#coke"))
        .update_expression("SET on_hand = :more")
        .expression_attribute_values(":more", AttributeValue::N("107000000".to_owned()))
        .send()
        .await
        .unwrap();
}
