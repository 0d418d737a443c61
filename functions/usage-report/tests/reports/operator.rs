//! What the operator hears: each client's usage, cost and margin.

use backroom_core::business::{Business, Plan, Reports};
use backroom_core::ids::MessageId;
use backroom_core::usage::Account;
use backroom_io::log;
use backroom_local::whatsapp::SendFault;
use jiff::civil::date;

use super::house::{House, OPERATOR, Shop};

/// What a template carries.
const LINE: &str = "yesterday (Mon 23 Nov): 3 businesses, 2 active. 90 messages, 3 people. Cost about $0.62 (95 replies, \
    80 of them charged for, 3 texts to Gemini), plans bring $0.50. Look at: 6 attempts in 100 messages failed; 5 of 100 messages were answered after \
    more than 5 seconds; 2 calls were throttled.";

#[tokio::test]
async fn the_operator_hears_what_all_businesses_used_and_cost_under_a_file_with_each_of_them() {
    let house = three().await;
    // They wrote once, so WhatsApp takes words and files.
    let phone = house.operator_phone();
    house.writes(&phone, "2026-11-24T05:00:00Z");
    house.fires("2026-11-24T06:00:00Z").await;
    house.fires("2026-11-24T07:00:00Z").await;
    assert_eq!(
        house.operator_heard(),
        [
            LINE,
            "The Backroom, yesterday (Mon 23 Nov)\n\n\
          3 businesses, 2 active. 90 messages, 3 people.\n\n\
          Cost about $0.62 (95 replies, 80 of them charged for, 3 texts to Gemini), plans bring $0.50.\n\n\
          Cost most: One $0.39, Two $0.23\n\n\
          Have outgrown their plan: Two (Free, 40 of 50 messages on a day)\n\n\
          Look at: 6 attempts in 100 messages failed; 5 of 100 messages were answered after more than 5 seconds; 2 calls were throttled."
        ]
    );
    let sent = house.whatsapp.sent().unwrap();
    let (_, message) = sent.last().unwrap();
    let file = message.bubble.document.clone().unwrap();
    assert_eq!(file.filename, "backroom-2026-11-23.csv");
    let csv = house.whatsapp.content(&file).unwrap().unwrap();
    assert_eq!(csv.lines().count(), 4);
    let one = csv.lines().nth(1).unwrap();
    assert!(one.contains(",One,Pro,50,2,50,2000,0,55,0,50,"), "{one}");
    assert!(one.ends_with(",0.38875,0.5,0.11125,"), "{one}");
}

#[tokio::test]
async fn an_operator_who_did_not_write_hears_it_by_template() {
    let house = three().await;
    house.fires("2026-11-24T06:00:00Z").await;
    assert_eq!(house.operator_heard(), [LINE]);
}

#[tokio::test]
async fn a_business_that_can_not_be_counted_is_told_of() {
    let house = three().await;
    let usage = "#USAGE".to_owned();
    let mut first = true;
    house.local.aws.faults.plan(move |call| {
        let body = String::from_utf8_lossy(call.body);
        let hit =
            call.operation() == "Query" && body.contains(&usage) && body.contains("2026-11-23");
        (hit && std::mem::take(&mut first)).then_some(backroom_local::faults::Fault::NotSent)
    });
    house.fires("2026-11-24T06:00:00Z").await;
    let heard = house.operator_heard();
    assert!(heard[0].contains("3 businesses, "), "{heard:?}");
}

#[tokio::test]
async fn an_operator_s_report_that_fails_is_counted_apart_and_comes_with_the_next_hour() {
    let house = three().await;
    let kept = log::Kept::default();
    let lines = "usage_report=info,backroom::metrics=info";
    let subscriber = log::subscriber(lines, "usage-report", kept.clone());
    let _guard = tracing::subscriber::set_default(subscriber);
    let refused = SendFault::Refused {
        http: 400,
        code: 131_042,
    };
    house.whatsapp.fail_next(1, refused);
    house.fires("2026-11-24T06:00:00Z").await;
    assert!(house.operator_heard().is_empty());
    house.fires("2026-11-24T07:00:00Z").await;
    assert_eq!(house.operator_heard(), [LINE]);
    let log = kept.text();
    let counted = |metric: &str| log.matches(&format!("\"{metric}\":1}}")).count();
    assert_eq!(counted("OperatorReportsFailed"), 1, "{log}");
    assert_eq!((counted("ReportsFailed"), counted("ReportsSent")), (0, 0));
}

async fn three() -> House {
    let house = House::with(&[
        ("BACKROOM_OPERATOR_PHONE", OPERATOR),
        ("BACKROOM_REPORT_TEMPLATE", "stock_report"),
    ])
    .await;
    let zone = "Africa/Johannesburg";
    let one = house.shop_with("One", zone, Reports::Off).await;
    let two = house.shop_with("Two", zone, Reports::Off).await;
    house.shop_with("Three", zone, Reports::Off).await;
    on_pro(&house, &one).await;
    let counts = [
        ("messages_in", 50),
        ("m:a", 30),
        ("m:b", 20),
        ("replies", 55),
        ("gemini_texts", 3),
        ("tokens_asked", 20_000),
        ("tokens_answered", 1_000),
        ("write_units", 400),
        ("errors", 6),
        ("slow", 5),
        ("throttled", 2),
    ];
    house.counted(&one, "2026-11-23", &counts).await;
    house.counted(&one, "2026-11-24", &counts).await;
    let counts = [("messages_in", 40), ("m:a", 40), ("replies", 40)];
    house.counted(&two, "2026-11-23", &counts).await;
    charged(&house, &one, 50).await;
    charged(&house, &two, 30).await;
    house
}

/// So many of the day's replies are charged for, each of which is told twice.
async fn charged(house: &House, shop: &Shop, replies: u32) {
    let account = Account {
        business: shop.business.id.clone(),
        day: date(2026, 11, 23),
    };
    for number in (0..replies).chain(0..replies) {
        let reply = MessageId::new(format!("wamid.{number}")).digest();
        house.store.note_paid(&account, &reply).await.unwrap();
    }
}

async fn on_pro(house: &House, shop: &Shop) {
    let business = Business {
        plan: Plan::Pro,
        ..shop.business.clone()
    };
    assert!(house.store.set_plan(&business).await.unwrap());
}
