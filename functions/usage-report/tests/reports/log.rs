//! What the log tells of a night of reports: nothing of shops, people, phones or stock.

use std::collections::BTreeSet;

use backroom_core::business::{Reports, Role};
use backroom_io::log;
use backroom_local::faults::Fault;
use backroom_local::google::SheetFault;
use backroom_local::whatsapp::SendFault;
use backroom_testing::log::assert_tells_nothing;

use super::house::{House, Moves, OPERATOR, Shop};
use super::sheets::{ID, Stage};

/// Everything of ours, and of the libraries what production has.
const EVERYTHING: &str = "info,backroom_core=trace,backroom_io=trace,usage_report=trace,backroom_local=off,processor=off,webhook=off";

#[tokio::test]
async fn no_line_tells_of_a_shop_a_person_or_their_stock() {
    let kept = log::Kept::default();
    let subscriber = log::subscriber(EVERYTHING, "usage-report", kept.clone());
    let _guard = tracing::subscriber::set_default(subscriber);
    let mut told = a_night_of_reports().await;
    told.extend(hours_of_a_sheet().await);
    let names = ["Nomvula's Kitchen", "Broken Books", "Far Away Foods"];
    let people = ["Sibongile", "Thandi", "sparkling guava", "ginger beer"];
    told.extend(names.map(str::to_owned));
    told.extend(people.map(str::to_owned));
    told.insert(ID.to_owned());
    let log = kept.text();
    let lines = assert_tells_nothing(&log, &told);
    // Some of them are told only where something was slow.
    assert!(lines > 15, "only {lines} lines:\n{log}");
}

/// Reports as words under a chart and by template, one that WhatsApp refuses, books that can't be read, and the
/// operator's; all that was told.
async fn a_night_of_reports() -> BTreeSet<String> {
    let house = House::with(&[
        ("BACKROOM_OPERATOR_PHONE", OPERATOR),
        ("BACKROOM_REPORT_TEMPLATE", "stock_report"),
    ])
    .await;
    let zone = "Africa/Johannesburg";
    let open = house.shop_with("Nomvula's Kitchen", zone, Reports::Daily);
    let open = open.await;
    house.join(&open, "Sibongile", Role::Manager).await;
    let away = house.shop_with("Far Away Foods", zone, Reports::Daily);
    let away = away.await;
    let broken = house.shop_with("Broken Books", zone, Reports::Daily);
    let broken = broken.await;
    // An owner who wrote gets words and a chart, one who did not a template.
    trade(&house, &open, "owner").await;
    for shop in [&away, &broken] {
        trade(&house, shop, "Sibongile").await;
    }
    house.writes(&open.phone, "2026-11-23T09:00:00Z");
    let refused = SendFault::Refused {
        http: 400,
        code: 131_042,
    };
    house.whatsapp.fail_next(1, refused);
    let ledger = format!("BUSINESS#{}#LEDGER", broken.business.id);
    house.local.aws.faults.plan(move |call| {
        let body = String::from_utf8_lossy(call.body);
        (call.operation() == "Query" && body.contains(&ledger)).then_some(Fault::NotSent)
    });
    assert!(house.fires("2026-11-24T06:00:00Z").await.failed >= 2);
    house.local.aws.faults.clear();
    assert!(house.fires("2026-11-24T07:00:00Z").await.sent >= 2);
    let mut told = BTreeSet::new();
    for phone in [&open.phone, &away.phone, &house.operator_phone()] {
        told.extend(house.heard(phone));
    }
    assert!(told.len() >= 3, "{told:?}");
    told
}

async fn trade(house: &House, shop: &Shop, who: &str) {
    for (minute, item) in ["sparkling guava", "ginger beer"].into_iter().enumerate() {
        let at = |hour| format!("2026-11-23T0{hour}:0{minute}:00Z");
        let got = Moves::got(20, item);
        house.moves(shop, who, &at(7), got).await;
        let sold = Moves::sold(3, item);
        house.moves(shop, who, &at(8), sold).await;
    }
}

/// A sheet that is written, then Google in each kind of trouble; all that was said and heard.
async fn hours_of_a_sheet() -> BTreeSet<String> {
    let stage = Stage::open("sparkling guava 50 bottle").await;
    stage.shop.says("Thandi", &super::sheets::link()).await;
    assert_eq!(stage.steps().await.sheets, 1);
    let troubles = [
        SheetFault::Quota,
        SheetFault::Broken,
        SheetFault::SwitchedOff,
        SheetFault::NotShared,
        SheetFault::Gone,
        SheetFault::Protected,
    ];
    for fault in troubles {
        stage.shop.says("Thandi", "sold 1 sparkling guava").await;
        stage.google.answer(Some(fault));
        stage.hour().await;
        stage.google.answer(None);
    }
    let heard = stage.shop.heard("Thandi").into_iter();
    heard.map(|heard| heard.body).collect()
}
