//! Stock and history as a file, for plans that have it; and the whole report, opened by the button under a template.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by failing"
)]

use aws_lambda_events::sqs::SqsEvent;
use backroom_core::business::{Business, Plan, Role};
use backroom_core::export::{Format, Table, Wanted, When};
use backroom_core::message::Sender;
use backroom_core::task::{self, Stretch, Task, Work};
use backroom_local::whatsapp::SendFault;
use backroom_testing::{Heard, Shop};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

async fn on(shop: &Shop, plan: Plan) {
    let business = shop.store.load_business(&shop.business).await;
    let business = Business {
        plan,
        ..business.unwrap().unwrap()
    };
    assert!(shop.store.set_plan(&business).await.unwrap());
    shop.clock.advance(SignedDuration::from_mins(1));
}

async fn file(shop: &Shop, text: &str) -> (String, String, String) {
    let (_, heard) = shop.talk("Thandi", text, None).await;
    let [Heard { body, file, .. }] = heard.as_slice() else {
        panic!("one message: {heard:?}");
    };
    let (name, content) = file.clone().unwrap_or_else(|| panic!("a file: {body}"));
    (body.clone(), name, content)
}

async fn shop() -> Shop {
    let shop = Shop::open("Thandi's Spaza", "coke 50 bottle").await;
    for said in [
        "bought 10 bread @ 12",
        "sold 2 bread @ 18",
        "sold 4 coke",
        "no, 3",
        "undo",
        "sold 1 bread @ 20",
        "undo",
    ] {
        shop.says("Thandi", said).await;
    }
    shop
}

#[tokio::test]
async fn stock_is_a_spreadsheet_or_on_request_plain_text() {
    let shop = shop().await;
    let (words, name, content) = file(&shop, "export stock").await;
    assert_eq!(words, "Thandi's Spaza. Stock: 2 items.");
    assert_eq!(name, "thandi-s-spaza-stock-2026-11-24.xlsx");
    assert!(content.starts_with("PK"));
    let (_, name, content) = file(&shop, "export stock as csv").await;
    assert_eq!(name, "thandi-s-spaza-stock-2026-11-24.csv");
    assert_eq!(
        content,
        "\u{feff}Item,On hand,Unit,Cost,Price,Price per,Low at,Supplier,Counted,Expires,Packs,Also called\r\n\
         bread,8,,96.00,,,,,,,,\r\n\
         coke,46,bottle,,,,,,,,,\r\n"
    );
}

#[tokio::test]
async fn sales_are_what_stands_and_history_is_all_of_it() {
    let shop = shop().await;
    let (words, name, content) = file(&shop, "export sales as csv").await;
    assert_eq!(
        words,
        "Thandi's Spaza. Sales from 1 to 24 Nov 2026: 2 lines."
    );
    assert_eq!(name, "thandi-s-spaza-sales-2026-11-01-to-2026-11-24.csv");
    assert_eq!(
        content,
        "\u{feff}Time,Who,Item,Quantity,Unit,Price each,Total,Cost,Profit\r\n\
         2026-11-24 08:00:02,Thandi,bread,2,,18.00,36.00,24.00,12.00\r\n\
         2026-11-24 08:00:03,Thandi,coke,4,bottle,,,,\r\n"
    );
    let (words, _, content) = file(&shop, "export november as csv").await;
    assert!(words.contains("History from 1 to 30 Nov 2026: "), "{words}");
    assert!(content.contains("bread,sold,1,"), "{content}");
    // The correction's two, and the last sale: the sale of four stands again.
    assert_eq!(content.matches(",undone\r\n").count(), 3, "{content}");
    let none = shop.says("Thandi", "export sales last month").await;
    assert_eq!(
        none,
        "Nothing was sold from 1 to 31 Oct 2026, so there is no file."
    );
}

/// What is corrected, or the correction taken back, after the days that the file is about.
#[tokio::test]
async fn a_sale_that_stands_again_since_is_in_the_file_of_its_day() {
    let shop = Shop::open("Thandi's Spaza", "bread 30").await;
    let (sold, _) = shop.talk("Thandi", "sold 3 bread @ 18", None).await;
    shop.says("Thandi", "sold 1 bread @ 20").await;
    shop.clock.advance(SignedDuration::from_hours(24));
    shop.talk("Thandi", "no, 15", Some(&sold)).await;
    let (_, _, content) = file(&shop, "export sales yesterday as csv").await;
    assert_eq!(content.matches(",bread,").count(), 2, "{content}");
    shop.says("Thandi", "undo").await;
    shop.says("Thandi", "sold 2 bread @ 20").await;
    shop.says("Thandi", "undo").await;
    let (_, _, content) = file(&shop, "export sales yesterday as csv").await;
    assert!(content.contains(",bread,3,,18.00,54.00,"), "{content}");
    assert_eq!(content.matches(",bread,").count(), 2, "{content}");
}

#[tokio::test]
async fn a_word_that_a_spreadsheet_would_run_is_only_a_word() {
    let shop = Shop::open("Thandi's Spaza", "=cmd 5").await;
    let (_, _, content) = file(&shop, "export stock as csv").await;
    assert!(content.contains("\r\n'=cmd,5,"), "{content}");
}

#[tokio::test]
async fn a_plan_without_files_says_where_they_are() {
    let shop = shop().await;
    on(&shop, Plan::Free).await;
    assert_eq!(
        shop.says("Thandi", "export stock").await,
        "Files like that come with Starter ($5.00 a month), and Thandi's Spaza is on Free. To have it: upgrade. A copy of \
         all that is kept is always yours: export my data"
    );
    on(&shop, Plan::Starter).await;
    assert_eq!(
        file(&shop, "export stock").await.0,
        "Thandi's Spaza. Stock: 2 items."
    );
    shop.join("Sipho", Role::Staff).await;
    assert_eq!(
        shop.says("Sipho", "export stock").await,
        "Only the owner or a manager can do that."
    );
}

#[tokio::test]
async fn a_long_history_comes_in_parts_and_each_row_once() {
    let mut shop = Shop::open("Thandi's Spaza", "coke 900000").await;
    on(&shop, Plan::Enterprise).await;
    shop.between = SignedDuration::ZERO;
    // Twenty lines a message, and a page of the ledger is a megabyte.
    let items: Vec<String> = (0..20).map(|n| format!("{} thing{n}", n + 1)).collect();
    let said = format!("got {}", items.join(", "));
    for _ in 0..1_100 {
        shop.queue("Thandi", &said);
    }
    shop.settle().await;
    let before = shop.heard("Thandi").len();
    shop.queue("Thandi", "export today as csv");
    shop.settle().await;
    let parts: Vec<Heard> = shop.heard("Thandi").split_off(before);
    let names: Vec<String> = parts
        .iter()
        .map(|part| part.file.clone().unwrap().0)
        .collect();
    assert!(
        names[0].ends_with("-part-1.csv") && names.len() == 2,
        "{names:?}"
    );
    let lines = parts.iter().map(|part| part.file.clone().unwrap().1);
    let rows: usize = lines.map(|text| text.lines().count() - 1).sum();
    assert_eq!(rows, 1 + 22_000);
    assert!(
        parts[1].body.ends_with("(part 2, the last)."),
        "{}",
        parts[1].body
    );
}

#[tokio::test]
async fn the_button_under_a_template_opens_the_whole_report() {
    let shop = shop().await;
    shop.join("Sipho", Role::Staff).await;
    shop.clock.advance(SignedDuration::from_hours(72));
    let press = |payload: &str| json!({"type": "button", "button": {"payload": payload, "text": "Open report"}});
    let pressed = shop.sends("Thandi", press("report:day:2026-11-24")).await;
    assert!(
        pressed.starts_with("Tue 24 Nov\n\nSold: 4 bottles of Coke, 2 Bread"),
        "{pressed}"
    );
    let month = shop.sends("Thandi", press("report:month:2026-11-01")).await;
    assert!(month.starts_with("November 2026\n\n"), "{month}");
    // What the shelves say now is no part of what was then.
    assert!(!pressed.contains("Stock cost"), "{pressed}");
    let old = shop.sends("Thandi", press("report:day:2026-08-01")).await;
    // However long ago: that stretch of the ledger is read, and no other.
    assert!(old.starts_with("Sat 1 Aug\n\nNo stock"), "{old}");
    let staff = shop.sends("Sipho", press("report:day:2026-11-24")).await;
    assert_eq!(staff, "Only the owner or a manager sees that.");
}

/// A measurement: `cargo test --profile bench --workspace --test tables -- --ignored --nocapture`. Each in a shop of its own,
/// the smaller first, so that what it took is no head start of the larger.
#[tokio::test]
#[ignore = "a measurement of a minute"]
async fn a_hundred_thousand_rows_take_no_more_memory_than_a_part() {
    for format in ["export today", "export today as csv"] {
        for parts in [1, 5] {
            measure_export(format, parts).await;
        }
    }
}

/// So many parts of 20,000 rows each.
#[expect(clippy::print_stdout, reason = "what was measured")]
async fn measure_export(said: &str, parts: usize) {
    let mut shop = Shop::open("Thandi's Spaza", "coke 900000").await;
    on(&shop, Plan::Enterprise).await;
    shop.between = SignedDuration::ZERO;
    let items: Vec<String> = (0..20).map(|n| format!("{} thing{n}", n + 1)).collect();
    let got = format!("got {}", items.join(", "));
    for _ in 0..parts * 1_000 {
        shop.queue("Thandi", &got);
    }
    shop.settle().await;
    let before = shop.heard("Thandi").len();
    let resident = memory("VmRSS");
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let began = std::time::Instant::now();
    shop.queue("Thandi", said);
    shop.settle().await;
    let took = began.elapsed();
    let peak = memory("VmHWM").saturating_sub(resident);
    let files: Vec<usize> = shop.heard("Thandi")[before..]
        .iter()
        .map(|part| part.file.clone().unwrap().1.len())
        .collect();
    assert_eq!(files.len(), parts);
    println!(
        "{said}: {} ms, files of {files:?} bytes, {} MB more memory at its peak",
        took.as_millis(),
        peak / 1_024
    );
}

/// Of this process, in KB.
fn memory(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// The second part of a file, as the first one's task: after the first of so many records.
async fn second_part(shop: &Shop) -> SqsEvent {
    let (said, _) = shop.talk("Thandi", "got 5 milk", None).await;
    shop.says("Thandi", "got 6 eggs").await;
    let thandi = shop.person("Thandi");
    let members = shop.store.list_members(&shop.business).await.unwrap();
    let from: Timestamp = "2026-11-24T00:00:00Z".parse().unwrap();
    let records =
        shop.store
            .latest_records(&shop.business, from + SignedDuration::from_hours(24), 9);
    let records = records.await.unwrap();
    let after = records
        .into_iter()
        .find(|kept| kept.record.key.digest == said.digest());
    let task = Task {
        format: task::FORMAT,
        id: "0f".to_owned(),
        group: "a group".to_owned(),
        business: shop.business.clone(),
        slice: 1,
        work: Work::Table {
            wanted: Wanted {
                table: Table::Movements(When::Today),
                format: Format::Csv,
            },
            stretch: Stretch {
                days: (date(2026, 11, 24), date(2026, 11, 24)),
                from,
                until: from + SignedDuration::from_hours(22),
            },
            member: members[0].id.clone(),
            number: thandi.number.clone(),
            to: Sender {
                phone: thandi.phone.clone(),
                user_id: thandi.user_id.clone(),
                profile_name: None,
            },
            after: after.unwrap().record.key,
        },
    };
    let event = json!({"Records": [{"messageId": "1", "body": task.to_queue_body()}]});
    serde_json::from_value(event).unwrap()
}

#[tokio::test]
async fn a_part_that_may_have_arrived_or_never_will_is_not_sent_again() {
    let shop = shop().await;
    let part = second_part(&shop).await;
    let refused = |http, code| SendFault::Refused { http, code };
    for (fault, comes_again) in [
        // A proxy failed on the way back: nobody knows.
        (SendFault::Broken { http: 502 }, false),
        // Who blocked us, who has not written for a day.
        (refused(400, 131_026), false),
        (refused(400, 131_047), false),
        (refused(400, 80_007), true),
        (refused(401, 190), true),
    ] {
        let before = shop.heard("Thandi").len();
        shop.whatsapp.fail_next(1, fault);
        let answer = shop.handle(part.clone()).await;
        let again = answer.batch_item_failures.len();
        assert_eq!(again, usize::from(comes_again), "{fault:?}");
        assert_eq!(shop.heard("Thandi").len(), before);
    }
    let before = shop.heard("Thandi").len();
    assert!(shop.handle(part).await.batch_item_failures.is_empty());
    let heard = shop.heard("Thandi").split_off(before);
    let (_, content) = heard[0].file.clone().unwrap();
    assert!(content.contains("eggs,"), "{content}");
    assert!(!content.contains("milk,"), "{content}");
}
