//! Measurements, not run by themselves:
//!
//! `cargo test --release -p usage-report --test reports -- --ignored --nocapture --test-threads 1`

#![expect(clippy::print_stdout, reason = "what was measured")]

use std::time::Instant;

use backroom_core::business::Reports;

use super::house::{House, Moves};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement of some minutes"]
async fn ten_thousand_businesses_in_one_sweep() {
    measure("by template", 10_000, &Moves::got(3, "coke"), false).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement of some minutes"]
async fn five_hundred_businesses_with_charts() {
    measure("under a chart", 500, &Moves::sold(3, "coke"), true).await;
}

/// So many businesses get their report, and then their ledgers are verified.
async fn measure(how: &str, count: usize, moves: &Moves, open: bool) {
    let house = House::with(&[
        ("BACKROOM_REPORT_TEMPLATE", "stock_report"),
        ("BACKROOM_VERIFY_NIGHTS", "0"),
    ])
    .await;
    for n in 0..count {
        let name = format!("Shop {n}");
        let zone = "Africa/Johannesburg";
        let shop = if open {
            house.shop_with(&name, zone, Reports::Daily).await
        } else {
            house.empty_shop(&name, zone, Reports::Daily).await
        };
        house
            .moves(&shop, "owner", "2026-11-23T08:00:00Z", moves.clone())
            .await;
        if open {
            house.writes(&shop.phone, "2026-11-23T08:00:00Z");
        }
    }
    let before = house.store.consumed();
    let began = Instant::now();
    house.clock.set("2026-11-24T06:00:00Z".parse().unwrap());
    usage_report::begin(&house.report, house.clock.now())
        .await
        .unwrap();
    let begun = began.elapsed();
    let run = house.steps().await;
    let took = began.elapsed();
    let after = house.store.consumed();
    assert_eq!(run.sent, count as u64);
    println!(
        "{count} reports {how}: the schedule took {} ms, all steps one after the other {:.1} s, {:.2} ms each; {:?} before, \
         {:?} after",
        begun.as_millis(),
        took.as_secs_f64(),
        took.as_secs_f64() * 1_000.0 / count as f64,
        before,
        after
    );
}
