//! A shop's stock is kept in a Google Sheet of theirs: from what they say on the phone to what stands in it.

use std::sync::Mutex;

use backroom_core::business::{Member, Role};
use backroom_core::ids::{BusinessId, MemberId};
use backroom_core::sheet::SheetId;
use backroom_io::clock::Clock;
use backroom_io::config::{Settings, UsageReportConfig};
use backroom_io::log;
use backroom_io::queue::Queue;
use backroom_io::sheets::Sheets;
use backroom_io::whatsapp::WhatsApp;
use backroom_local::faults::Fault;
use backroom_local::google::{PretendGoogle, SheetFault};
use backroom_local::whatsapp::{NewPerson, WhatsAppSettings};
use backroom_testing::Shop;
use jiff::SignedDuration;
use usage_report::{Run, UsageReport, begin, handle};

use super::house::{another_number, sender};

pub(crate) const ID: &str = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms";

pub(crate) fn link() -> String {
    format!("sheet https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0")
}

/// A shop, Google, and the usage report between them.
pub(crate) struct Stage {
    pub(crate) shop: Shop,
    pub(crate) google: PretendGoogle,
    report: UsageReport,
}

impl Stage {
    pub(crate) async fn open(stock: &str) -> Self {
        let shop = Shop::open("Thandi's Spaza", stock).await;
        let google = PretendGoogle::new(shop.clock.clone());
        let address = google.listen().await.unwrap();
        let meta = WhatsAppSettings::default();
        let graph = shop.whatsapp.listen().await.unwrap();
        let settings = Settings::new([
            ("BACKROOM_TABLE", shop.local.table_name()),
            ("BACKROOM_REPORT_QUEUE_URL", &shop.local.report_queue_url()),
            ("BACKROOM_VERIFY_NIGHTS", "0"),
            ("WHATSAPP_ACCESS_TOKEN", &meta.access_token),
            ("WHATSAPP_API_URL", &format!("http://{graph}/graph")),
            ("GOOGLE_SERVICE_ACCOUNT", &google.key_file(&address)),
            ("GOOGLE_SHEETS_API_URL", &google.api_url(&address)),
        ]);
        let config = UsageReportConfig::read(&settings).unwrap();
        let http = backroom_io::http::client().unwrap();
        let sheets = Sheets::new(http.clone(), config.sheets.as_ref().unwrap()).unwrap();
        let whatsapp = WhatsApp::new(http, &config.whatsapp);
        let queue = Queue::new(shop.local.aws.sqs(), shop.local.report_queue_url());
        let report = UsageReport::new(
            config,
            shop.store.clone(),
            queue,
            whatsapp,
            shop.clock.clone(),
        )
        .with_sheets(Some(sheets));
        Self {
            shop,
            google,
            report,
        }
    }

    /// All steps in the queue are taken, and those that come of them.
    pub(crate) async fn steps(&self) -> Run {
        let run = Mutex::new(Run::default());
        let take = async |event| {
            let (response, did) = handle(&self.report, event).await;
            assert!(response.batch_item_failures.is_empty());
            run.lock().unwrap().add(&did);
            response
        };
        self.shop.local.report_poller.drain(take).await;
        run.into_inner().unwrap()
    }

    /// An hour goes by, and the schedule fires.
    pub(crate) async fn hour(&self) -> Run {
        self.shop.clock.advance(SignedDuration::from_hours(1));
        let begun = begin(&self.report, self.shop.clock.now()).await;
        begun.unwrap();
        self.steps().await
    }

    fn tab(&self) -> String {
        let tab = self.google.tab(ID, "Backroom");
        tab.map_or_else(String::new, |tab| tab.lines().join("\n"))
    }

    fn heard(&self, name: &str) -> usize {
        self.shop.heard(name).len()
    }
}

const HEAD: &str = r#""Item" | "On hand" | "Unit" | "Low at" | "Value" | "Last moved""#;

#[tokio::test]
async fn what_moves_stands_in_the_sheet_within_the_hour() {
    let stage = Stage::open("coke 50 bottle").await;
    let shop = &stage.shop;
    let told = shop.says("Thandi", &link()).await;
    assert!(told.contains(stage.google.account_address()), "{told}");
    assert_eq!(stage.steps().await.sheets, 1);
    assert_eq!(
        stage.tab(),
        format!("{HEAD}\n\"coke\" | 50.0 | \"bottle\" |  |  | \"2026-11-24 08:00\"")
    );
    // Nothing moved: nothing is written, and nobody is told anything.
    let (writings, heard) = (stage.google.writings(), stage.heard("Thandi"));
    for _ in 0..2 {
        assert_eq!(stage.hour().await.sheets, 0);
    }
    assert_eq!(stage.google.writings(), writings);
    assert_eq!(stage.heard("Thandi"), heard);

    shop.says("Thandi", "got 10 bread @ 12").await;
    shop.says("Thandi", "alert coke 10").await;
    shop.says("Thandi", "sold 2.5 coke").await;
    shop.says("Thandi", "rename bread to =sum(A1)").await;
    assert_eq!(stage.hour().await.sheets, 1);
    assert_rows(&stage.tab());
    let shown = shop.says("Thandi", "google sheet").await;
    assert!(shown.contains("Written last on Tue 24 Nov, 11:"), "{shown}");

    // What somebody types below our rows goes, what they keep beside them stays.
    stage.google.type_into((ID, "Backroom"), (7, 2), "theirs");
    stage.google.type_into((ID, "Backroom"), (1, 6), "beside");
    shop.says("Thandi", "delete coke").await;
    shop.presses("Thandi", "Delete").await;
    stage.hour().await;
    let tab = stage.tab();
    assert!(
        tab.lines().count() == 2 && tab.ends_with("\"beside\""),
        "{tab}"
    );
}

fn assert_rows(tab: &str) {
    let lines: Vec<&str> = tab.lines().collect();
    assert_eq!(lines[0], HEAD);
    assert_eq!(
        lines[1..],
        [
            r#""=sum(A1)" | 10.0 |  |  | 120.0 | "2026-11-24 10:00""#,
            r#""coke" | 47.5 | "bottle" | 10.0 |  | "2026-11-24 10:00""#,
        ]
    );
}

#[tokio::test]
async fn who_has_not_shared_it_is_told_once_what_to_do() {
    let stage = Stage::open("coke 50 bottle").await;
    stage.google.set(ID, Some(SheetFault::NotShared));
    stage.shop.says("Thandi", &link()).await;
    let before = stage.heard("Thandi");
    assert_eq!(stage.steps().await.sheets_refused, 1);
    let told = stage.shop.heard("Thandi").split_off(before);
    assert_eq!(told.len(), 1);
    assert!(
        told[0].body.contains("share it with stock@"),
        "{}",
        told[0].body
    );
    // It is tried again, ever more seldom, and nobody is told again.
    let tries: u64 = {
        let mut tries = 0;
        for _ in 0..8 {
            tries += stage.hour().await.sheets_refused;
        }
        tries
    };
    assert_eq!((tries, stage.heard("Thandi")), (3, before + 1));
    // Shared at last.
    stage.google.set(ID, None);
    stage.shop.says("Thandi", "sheet now").await;
    assert_eq!(stage.steps().await.sheets, 1);
    assert!(stage.tab().contains("coke"));
    // Much later it is shared no more: that is told again.
    stage.google.set(ID, Some(SheetFault::Gone));
    stage.shop.says("Thandi", "sold 1 coke").await;
    let before = stage.heard("Thandi");
    stage.hour().await;
    let told = stage.shop.heard("Thandi").split_off(before);
    assert!(
        told[0].body.contains("no sheet behind that link"),
        "{}",
        told[0].body
    );
}

#[tokio::test]
async fn they_are_told_from_the_number_that_they_write_to() {
    let stage = Stage::open("coke 50 bottle").await;
    let shop = &stage.shop;
    let theirs = another_number(&shop.whatsapp);
    let sipho = NewPerson {
        name: "Sipho".to_owned(),
        number: Some(theirs.clone()),
        ..NewPerson::default()
    };
    let sipho = shop.whatsapp.add_person(sipho).unwrap();
    let member = Member {
        id: MemberId::new("sipho"),
        business: shop.business.clone(),
        name: "Sipho".to_owned(),
        role: Role::Manager,
    };
    let sipho = sender(&sipho);
    let added = shop.store.add_member(&member, &theirs, &sipho);
    assert!(added.await.unwrap());
    stage.google.set(ID, Some(SheetFault::NotShared));
    shop.says("Sipho", &link()).await;
    let before = stage.heard("Sipho");
    assert_eq!(stage.steps().await.sheets_refused, 1);
    assert_eq!(stage.heard("Sipho"), before + 1);
}

#[tokio::test]
async fn while_google_is_not_well_nobody_is_told_and_the_next_hour_writes() {
    let stage = Stage::open("coke 50 bottle").await;
    for fault in [
        SheetFault::Quota,
        SheetFault::Broken,
        SheetFault::SwitchedOff,
    ] {
        stage.google.answer(Some(fault));
        stage.shop.says("Thandi", &link()).await;
        let before = stage.heard("Thandi");
        assert_eq!(stage.steps().await.sheets_failed, 1, "{fault:?}");
        assert_eq!(stage.hour().await.sheets_failed, 1, "{fault:?}");
        stage.google.answer(None);
        assert_eq!(stage.hour().await.sheets, 1, "{fault:?}");
        assert_eq!(stage.heard("Thandi"), before);
    }
}

/// Another sheet.
const OTHER: &str = "1CyjNWt1YSB6oGNeLwCeCakhnVVrqumct85PhwF3vqnt";

/// Two shops that keep a sheet each, which nobody has written yet.
async fn two_shops() -> (Stage, [BusinessId; 2]) {
    let stage = Stage::open("coke 50 bottle").await;
    stage.shop.queue("Thandi", &link());
    stage.shop.settle().await;
    let first = stage.shop.business.clone();
    let shop = stage.shop.with_business("Thandi's Tavern", "beer 20").await;
    shop.says("Thandi", "switch to tavern").await;
    let told = shop.says("Thandi", &link().replace(ID, OTHER)).await;
    assert!(told.contains("Tavern"), "{told}");
    let both = [first, shop.business.clone()];
    (Stage { shop, ..stage }, both)
}

/// From now on what is known of this shop's sheet can't be read.
fn unreadable(stage: &Stage, business: &BusinessId) {
    let its = format!("\"BUSINESS#{business}\"");
    stage.shop.local.aws.faults.plan(move |call| {
        let body = String::from_utf8_lossy(call.body);
        let hit = call.operation() == "GetItem" && body.contains("\"SHEET\"");
        (hit && body.contains(&its)).then_some(Fault::NotSent)
    });
}

#[tokio::test]
async fn a_shop_whose_records_can_not_be_read_does_not_stop_the_others() {
    for broken in 0..2 {
        let (stage, shops) = two_shops().await;
        let kept = log::Kept::default();
        let subscriber = log::subscriber("usage_report=info", "usage-report", kept.clone());
        let _guard = tracing::subscriber::set_default(subscriber);
        unreadable(&stage, &shops[broken]);
        // What was asked for, and then what the hour brings.
        let run = stage.steps().await;
        assert_eq!((run.sheets, run.sheets_failed), (1, 1));
        stage.google.delete_tab(ID, "Backroom");
        stage.google.delete_tab(OTHER, "Backroom");
        let sold = [
            "switch to spaza",
            "sold 1 coke",
            "switch to tavern",
            "sold 1 beer",
        ];
        for said in sold {
            stage.shop.says("Thandi", said).await;
        }
        let run = stage.hour().await;
        assert_eq!((run.sheets, run.sheets_failed), (1, 1));
        let written = [ID, OTHER].map(|id| stage.google.tab(id, "Backroom").is_some());
        assert_eq!(written, [broken != 0, broken != 1]);
        let (log, id) = (kept.text(), shops[broken].as_str());
        let named = log.lines().filter(|line| line.contains("sheet failed"));
        assert_eq!(named.filter(|line| line.contains(id)).count(), 2, "{log}");

        stage.shop.local.aws.faults.clear();
        assert_eq!(stage.hour().await.sheets, 1);
    }
}

/// One that is too slow for Google, say.
#[tokio::test]
async fn a_sheet_that_google_keeps_failing_on_does_not_stop_the_others_and_is_tried_more_seldom() {
    for broken in [ID, OTHER] {
        let (stage, _) = two_shops().await;
        stage.steps().await;
        stage.google.set(broken, Some(SheetFault::Broken));
        let mut failed = 0;
        for _ in 0..8 {
            for said in [
                "switch to spaza",
                "sold 1 coke",
                "switch to tavern",
                "sold 1 beer",
            ] {
                stage.shop.says("Thandi", said).await;
            }
            let run = stage.hour().await;
            assert_eq!(run.sheets, 1, "{broken}");
            failed += run.sheets_failed;
        }
        assert_eq!(failed, 4);
        // Asked for, it is tried at once.
        stage.google.set(broken, None);
        let whose = if broken == ID { "spaza" } else { "tavern" };
        stage
            .shop
            .says("Thandi", &format!("switch to {whose}"))
            .await;
        stage.shop.says("Thandi", "sheet now").await;
        assert_eq!(stage.steps().await.sheets, 1);
    }
}

#[tokio::test]
async fn a_sheet_of_somebody_who_has_left_is_left_alone() {
    let stage = Stage::open("coke 50 bottle").await;
    stage.shop.join("Zola", Role::Manager).await;
    stage.shop.says("Zola", &link()).await;
    assert_eq!(stage.steps().await.sheets, 1);
    stage.shop.says("Thandi", "remove Zola").await;
    stage.shop.presses("Thandi", "Yes").await;
    stage.shop.says("Thandi", "sold 1 coke").await;
    let (tab, writings) = (stage.tab(), stage.google.writings());
    assert_eq!(stage.hour().await.sheets_refused, 1);
    assert_eq!((stage.tab(), stage.google.writings()), (tab, writings));
    let shown = stage.shop.says("Thandi", "google sheet").await;
    assert!(shown.contains("no longer an owner or manager"), "{shown}");
    // The owner gives it again.
    stage.shop.says("Thandi", &link()).await;
    assert_eq!(stage.steps().await.sheets, 1);
    assert!(stage.tab().contains("49"), "{}", stage.tab());
    // And ends it.
    stage.shop.says("Thandi", "sheet off").await;
    stage.shop.says("Thandi", "sold 1 coke").await;
    assert_eq!(stage.hour().await.sheets, 0);
    assert!(stage.tab().contains("49"));
}

#[tokio::test]
async fn a_tab_of_theirs_with_our_name_is_not_touched() {
    let stage = Stage::open("coke 50 bottle").await;
    stage.google.add_tab(ID, 7, "Backroom");
    stage.shop.says("Thandi", &link()).await;
    assert_eq!(stage.steps().await.sheets, 1);
    assert_eq!(stage.tab(), "");
    let ours = stage.google.tab(ID, "Backroom stock").unwrap();
    assert!(ours.lines()[1].contains("coke"));
    // Somebody deletes ours: it is made anew.
    stage.google.delete_tab(ID, "Backroom stock");
    stage.shop.says("Thandi", "sheet now").await;
    assert_eq!(stage.steps().await.sheets, 1);
    assert!(stage.google.tab(ID, "Backroom stock").is_some());
    // All of it is protected.
    stage.google.set(ID, Some(SheetFault::Protected));
    stage.shop.says("Thandi", "sheet now").await;
    assert_eq!(stage.steps().await.sheets_refused, 1);
    let told = stage.shop.heard("Thandi").pop().unwrap().body;
    assert!(told.contains("delete that tab"), "{told}");
}

#[tokio::test]
async fn a_key_that_google_does_not_know_is_the_operators() {
    let stage = Stage::open("coke 50 bottle").await;
    // By its clock the claim is of a time to come.
    let clock = Clock::stopped_at("2026-11-24T03:00:00Z".parse().unwrap());
    let elsewhere = PretendGoogle::new(clock);
    let address = elsewhere.listen().await.unwrap();
    let settings = Settings::new([
        ("BACKROOM_TABLE", "t"),
        ("BACKROOM_REPORT_QUEUE_URL", "http://q"),
        ("WHATSAPP_ACCESS_TOKEN", "t"),
        ("GOOGLE_SERVICE_ACCOUNT", &elsewhere.key_file(&address)),
        ("GOOGLE_SHEETS_API_URL", &elsewhere.api_url(&address)),
    ]);
    let config = UsageReportConfig::read(&settings).unwrap().sheets.unwrap();
    let sheets = Sheets::new(backroom_io::http::client().unwrap(), &config).unwrap();
    let id = SheetId::new(ID).unwrap();
    let now = stage.shop.clock.now();
    let error = sheets.write(&id, &["Item"], &[], now).await.unwrap_err();
    assert!(error.to_string().contains("invalid_grant"), "{error}");
    assert_eq!(elsewhere.writings(), 0);
}
