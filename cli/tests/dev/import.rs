//! `backroom import`: a shop moves in.

use std::io::Write as _;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use backroom_core::ids::ItemId;
use backroom_io::store::Store;
use backroom_local::Local;
use flate2::Compression;
use flate2::write::DeflateEncoder;

use crate::machine::{Folder, words};

const SHOP: &str = r#"{"businesses":[{"name":"Shop","plan":"pro",
  "members":[{"phone":"27820000001","name":"Thandi","role":"owner"}],
  "stock":[{"name":"Bread","qty":12},{"name":"Sugar","qty":5,"unit":"kg"}]}]}"#;
const SHEET: &str = "Thandi's stock;;;\nItem;Qty;Unit;Price\nCoke;24;bottles;R 18,00\nBread;10;;\n\
    Sugar;5;kg;\nBred;3;;\nRice;1 200,5;kg;R 12 900,00\n";

/// A shop with bread and sugar, and a list to import.
fn shop(list: &str, content: &[u8]) -> Folder {
    let folder = Folder::new();
    let seed = folder.seed(SHOP);
    assert_eq!(folder.start(&["--seed", &seed]).terminate(), Some(0));
    std::fs::write(folder.path().join(list), content).unwrap();
    folder
}

/// Runs it, and gives what it said with its exit code.
fn import(folder: &Folder, args: &[&str]) -> (String, Option<i32>) {
    let mut all = vec!["import"];
    all.extend(args);
    let output = folder.run(&all);
    (words(&output), output.status.code())
}

/// What the shop has: `Bread 12, Sugar 5 kg`.
async fn stock(folder: &Folder) -> String {
    let local = Local::open(&folder.path().join(".backroom")).await.unwrap();
    let store = Store::new(local.aws.dynamodb(), local.table_name());
    let business = store.businesses().next().await.unwrap().unwrap().remove(0);
    let items = store.list_items(&business, true).await.unwrap();
    let lines = items.iter().map(|item| {
        let unit = item.unit.as_ref().map_or("", |unit| unit.as_str());
        format!("{} {} {unit}", item.name, item.on_hand)
            .trim_end()
            .to_owned()
    });
    lines.collect::<Vec<_>>().join(", ")
}

/// Three are sold, as if somebody had texted it.
async fn sell_three_coke(folder: &Folder) {
    let dev = folder.start(&[]);
    let said = folder.run(&["say", "--port", dev.port(), "--as", "Thandi", "sold 3 coke"]);
    assert!(words(&said).contains("21"), "{}", words(&said));
    assert_eq!(dev.terminate(), Some(0));
}

#[tokio::test]
async fn a_list_is_told_first_then_written_and_never_twice() {
    // As Windows writes it.
    let folder = shop("stock.csv", SHEET.replace('\n', "\r\n").as_bytes());
    let (told, code) = import(&folder, &["stock.csv"]);
    assert_eq!(code, Some(0), "{told}");
    for line in [
        "3  new      Coke                             24 bottles, sells at 18.00",
        "4  changed  Bread                            12 -> 10",
        "6  new      Bred                             3, spelled like Bread in line 4",
        "7  new      Rice                             1200.5 kg, sells at 12900.00",
        "5 rows: 3 new, 1 changed, 1 the same; 1 spelled like another. Nothing was written",
    ] {
        assert!(told.contains(line), "{line} is not in:\n{told}");
    }
    assert_eq!(stock(&folder).await, "Bread 12, Sugar 5 kg");

    let (written, code) = import(&folder, &["stock.csv", "--apply"]);
    assert_eq!(code, Some(0), "{written}");
    let opened = "Bread 10, Bred 3, Coke 24 bottle, Rice 1200.5 kg, Sugar 5 kg";
    assert_eq!(stock(&folder).await, opened);
    assert_eq!(folder.run(&["verify"]).status.code(), Some(0));

    sell_three_coke(&folder).await;
    let (again, code) = import(&folder, &["stock.csv", "--apply"]);
    assert_eq!(code, Some(0), "{again}");
    assert!(again.contains("5 rows: 5 done before. Written."), "{again}");
    assert_eq!(stock(&folder).await, opened.replace("Coke 24", "Coke 21"));
}

#[tokio::test]
async fn what_has_a_problem_holds_the_rest_up_unless_it_is_left_out() {
    let list = "Item,Qty,Unit\nCoke,24,bottle\nBread,lots,\nCOKES,3,\nMilk,-2,\nSugar,1,bottle\nTea,4,klompie\n,5,\n";
    let folder = shop("stock.csv", list.as_bytes());
    let (told, code) = import(&folder, &["stock.csv", "--apply"]);
    assert_eq!(code, Some(2), "{told}");
    for line in [
        "3  problem  Bread                            quantity \"lots\" is not a number",
        "4  problem  COKES                            the same item as in line 2",
        "5  problem  Milk                             quantity \"-2\" is less than nothing",
        "6  problem  Sugar                            the shop keeps it in kg",
        "7  problem  Tea                              \"klompie\" is not a unit",
        "no name",
        "nothing was written",
    ] {
        assert!(told.contains(line), "{line} is not in:\n{told}");
    }
    assert_eq!(stock(&folder).await, "Bread 12, Sugar 5 kg");
    let (written, code) = import(&folder, &["stock.csv", "--apply", "--leave-problems"]);
    assert_eq!(code, Some(0), "{written}");
    assert_eq!(stock(&folder).await, "Bread 12, Coke 24 bottle, Sugar 5 kg");
    // A unit that was not known is told by whoever imports; the rest was done before.
    let (mended, _) = import(
        &folder,
        &[
            "stock.csv",
            "--apply",
            "--leave-problems",
            "--unit",
            "klompie=bag",
        ],
    );
    assert!(
        mended.contains("7 rows: 1 new, 1 done before, 5 with a problem"),
        "{mended}"
    );
    assert_eq!(
        stock(&folder).await,
        "Bread 12, Coke 24 bottle, Sugar 5 kg, Tea 4 bag"
    );
}

#[tokio::test]
async fn a_run_that_was_cut_off_goes_on_where_it_ended() {
    let rows: String = (1..=400)
        .map(|n| format!("Thing no {n}x{n},{n}\n"))
        .collect();
    let folder = shop("stock.csv", format!("Item,Qty\n{rows}").as_bytes());
    // However far each of these comes, the next one goes on from there.
    for wait in [1, 200, 300, 400, 500, 600] {
        let mut child = folder.spawn(&["import", "stock.csv", "--apply"]);
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
    }
    let (written, code) = import(&folder, &["stock.csv", "--apply"]);
    assert_eq!(code, Some(0), "{written}");
    let there = stock(&folder).await;
    assert_eq!(there.matches("Thing").count(), 400, "{there}");
    let verified = folder.run(&["verify"]);
    assert_eq!(verified.status.code(), Some(0), "{}", words(&verified));
    let (again, _) = import(&folder, &["stock.csv"]);
    assert!(again.contains("400 rows: 400 done before"), "{again}");
}

#[tokio::test]
async fn a_plan_s_room_is_kept_unless_the_operator_says_so() {
    let folder = Folder::new();
    let seed = folder.seed(&SHOP.replace("\"pro\"", "\"free\""));
    assert_eq!(folder.start(&["--seed", &seed]).terminate(), Some(0));
    let rows: String = (1..=49).map(|n| format!("Thing {n}x{n},1\n")).collect();
    std::fs::write(folder.path().join("stock.csv"), format!("Item,Qty\n{rows}")).unwrap();
    let (told, code) = import(&folder, &["stock.csv", "--apply"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(
        told.contains("has room for 50 items, and the shop would have 51"),
        "{told}"
    );
    let (written, code) = import(&folder, &["stock.csv", "--apply", "--over-plan"]);
    assert_eq!(code, Some(0), "{written}");
}

#[tokio::test]
async fn a_workbook_is_read_by_its_sheets() {
    let folder = shop("stock.xlsx", &workbook());
    let (told, code) = import(&folder, &["stock.xlsx"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains("2  new      Salt & vinegar chips             24 bags"),
        "{told}"
    );
    assert!(
        told.contains("5  new      Rice                             1.234 kg, sells at 12.50"),
        "{told}"
    );
    let (other, code) = import(&folder, &["stock.xlsx", "--sheet", "Old"]);
    assert_eq!(code, Some(2), "{other}");
    assert!(other.contains("it has Hidden, Stock"), "{other}");
}

#[tokio::test]
async fn a_dump_of_the_node_app_is_read_and_checked_against_itself() {
    let dump = "--\n-- PostgreSQL database dump\n--\n\
        CREATE TABLE public.users (\n    id integer\n);\n\
        COPY public.inventory (id, item_name, quantity, unit, updated_at) FROM stdin;\n\
        1\tCoke\t24\tbottles\t2026-11-01 08:00:00+00\n2\tBread\t12\t\\N\t\\N\n\\.\n\n\
        INSERT INTO public.inventory (id, item_name, quantity, unit) VALUES (3, 'Kellogg''s', 2.500, 'box'),\n\
        (4, 'Rice', 7, 'kg');\n\
        COPY public.transactions (id, item_name, action, quantity, user_phone, created_at) FROM stdin;\n\
        1\tCoke\tadd\t30\t27820000001\t2026-11-01\n2\tcoke\tsold\t6\t27820000001\t2026-11-01\n\
        3\tRice\tadd\t9\t27820000001\t2026-11-01\n\\.\n";
    let folder = shop("backup.sql", dump.as_bytes());
    let (told, code) = import(&folder, &["backup.sql"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains("Rice: its quantity is 7, its transactions add up to 9"),
        "{told}"
    );
    assert!(!told.contains("Coke: its quantity"), "{told}");
    assert!(told.contains("4 rows: 3 new, 1 the same"), "{told}");
    let (written, _) = import(&folder, &["backup.sql", "--apply"]);
    assert!(written.contains("Written."), "{written}");
    assert_eq!(
        stock(&folder).await,
        "Bread 12, Coke 24 bottle, Kellogg's 2.5 box, Rice 7 kg, Sugar 5 kg"
    );
}

#[tokio::test]
async fn inserts_of_a_dump_are_read_under_the_columns_that_each_names() {
    let dump = "INSERT INTO inventory (id, item_name, quantity, unit) VALUES (1, 'Coke', 24, 'bottles'), (2, 'Rice', 7, 'kg'), (3, 'coke', 3, NULL);\n\
        INSERT INTO inventory (quantity, item_name) VALUES (8, 'Bread');\n";
    let folder = shop("backup.sql", dump.as_bytes());
    let (told, _) = import(&folder, &["backup.sql", "--all"]);
    assert!(told.contains("12 -> 8"), "{told}");
    assert!(told.contains("the same item as in line 1"), "{told}");
    assert!(
        told.contains("4 rows: 2 new, 1 changed, 1 with a problem"),
        "{told}"
    );

    let more = format!(
        "{dump}INSERT INTO inventory (item_name, quantity, price) VALUES ('Tea', 1, 20);\n"
    );
    std::fs::write(folder.path().join("more.sql"), more).unwrap();
    let (told, code) = import(&folder, &["more.sql"]);
    assert_ne!(code, Some(0), "{told}");
    assert!(
        told.contains(
            "line 3: its columns (item_name, quantity, price) are not those of the first row"
        ),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_google_sheet_is_fetched_by_its_link() {
    let csv = ([(CONTENT_TYPE, "text/csv")], "Item,Qty\nCoke,24\n");
    let page = ([(CONTENT_TYPE, "text/html")], "<html>");
    let google = Router::new()
        .route(
            "/spreadsheets/d/{id}/export",
            get(move || async move { csv }),
        )
        .route(
            "/spreadsheets/d/e/{id}/pub",
            get(move || async move { page }),
        );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, google).await });
    let folder = shop("unused.csv", b"");
    let at = ["--google-sheets-url", &address];
    let shared =
        "https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs/edit#gid=0";
    let (told, code) = import(&folder, &[shared, at[0], at[1]]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("2  new      Coke"), "{told}");
    let private = "https://docs.google.com/spreadsheets/d/e/2PACX-1BxiMVs0XRA5nFMdKvBd/pubhtml";
    let (told, code) = import(&folder, &[private, at[0], at[1]]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("the sheet is private"), "{told}");
    let (told, _) = import(&folder, &["https://evil.example/stock.csv"]);
    assert!(told.contains("only links to Google Sheets"), "{told}");
}

#[tokio::test]
async fn the_cost_and_what_else_a_list_says_are_kept() {
    let list = "Item,Qty,Price,Cost,Supplier,Reorder level\nCoke,24,18.00,12.50,Cash & Carry,6\n";
    let folder = shop("stock.csv", list.as_bytes());
    let (written, code) = import(&folder, &["stock.csv", "--apply"]);
    assert_eq!(code, Some(0), "{written}");
    let local = Local::open(&folder.path().join(".backroom")).await.unwrap();
    let store = Store::new(local.aws.dynamodb(), local.table_name());
    let business = store.businesses().next().await.unwrap().unwrap().remove(0);
    let stock = store
        .load_items(&business, &[ItemId::new("coke")])
        .await
        .unwrap();
    let coke = stock.find("coke").unwrap();
    assert_eq!(coke.worth.cost.0, 30_000);
    assert_eq!(coke.price.as_ref().map(|price| price.each.0), Some(1800));
    assert_eq!(coke.supplier.as_deref(), Some("Cash & Carry"));
    assert!(coke.alert.is_some());
}

/// A workbook as Excel writes it: a hidden sheet, and one with shared, inline, binary and missing cells.
fn workbook() -> Vec<u8> {
    const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let workbook = format!(
        "<?xml version=\"1.0\"?><workbook {MAIN} xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
         <sheets><sheet name=\"Hidden\" sheetId=\"1\" state=\"hidden\" r:id=\"rId1\"/>\
         <sheet name=\"Stock\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>"
    );
    let relations = "<Relationships xmlns=\"x\">\
         <Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet2.xml\"/></Relationships>";
    let texts = format!(
        "<sst {MAIN}><si><t>Item</t></si><si><t>Qty</t></si><si><t>Unit</t></si><si><t>Price</t></si>\
         <si><r><t>Salt &amp; </t></r><r><t>vinegar chips</t></r><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></si></sst>"
    );
    let sheet = format!(
        "<worksheet {MAIN}><sheetData>\
         <row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c></row>\
         <row r=\"2\"><c r=\"A2\" t=\"s\"><v>4</v></c><c r=\"B2\"><v>24</v></c><c r=\"C2\" t=\"inlineStr\"><is><t>bags</t></is></c></row>\
         <row r=\"3\"/>\
         <row r=\"5\"><c r=\"A5\" t=\"str\"><f>A1</f><v>Rice</v></c><c r=\"B5\" s=\"3\"><v>1.2339999999999999</v></c><c r=\"C5\" t=\"inlineStr\"><is><t>kg</t></is></c><c r=\"D5\"><v>12.5</v></c></row>\
         </sheetData></worksheet>"
    );
    zip(&[
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/sharedStrings.xml", &texts),
        ("xl/worksheets/sheet1.xml", "<worksheet/>"),
        ("xl/worksheets/sheet2.xml", &sheet),
    ])
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    let u16_of = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    let u32_of = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    for (name, content) in files {
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
        packer.write_all(content.as_bytes()).unwrap();
        let packed = packer.finish().unwrap();
        let offset = archive.len();
        // Version, flags, method, time and date, sum.
        let common = [
            &[20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &u32_of(packed.len()),
            &u32_of(content.len()),
            &u16_of(name.len()),
            &[0, 0],
        ]
        .concat();
        archive.extend(
            [
                b"PK\x03\x04",
                common.as_slice(),
                name.as_bytes(),
                packed.as_slice(),
            ]
            .concat(),
        );
        directory.extend(
            [
                b"PK\x01\x02\x14\0",
                common.as_slice(),
                &[0; 10],
                &u32_of(offset),
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = u16_of(files.len());
    let end = [
        b"PK\x05\x06\0\0\0\0".as_slice(),
        &count,
        &count,
        &u32_of(directory.len()),
        &u32_of(archive.len()),
        &[0, 0],
    ]
    .concat();
    [archive, directory, end].concat()
}
