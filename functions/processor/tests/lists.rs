//! A list that somebody sends as a file.

use backroom_core::business::Role;
use backroom_local::whatsapp::Attachment;
use backroom_testing::Shop;

fn file(name: &str, mime_type: &str, content: &str) -> Attachment {
    Attachment {
        mime_type: mime_type.into(),
        filename: name.into(),
        content: content.as_bytes().to_vec(),
        caption: None,
    }
}

async fn sends(shop: &Shop, who: &str, name: &str, content: &str) -> String {
    shop.attaches(who, &file(name, "text/csv", content)).await
}

#[tokio::test]
async fn a_csv_file_is_asked_about_and_counted_on_a_yes() {
    let shop = Shop::empty()
        .await
        .with_business("Thandi's Spaza", "coke 5 bottle")
        .await;
    let list = "Item;Qty;Unit;Cost\nCoke;24;bottles;12,50\nSugar;2,5;kg;\n";
    insta::assert_snapshot!(sends(&shop, "Thandi", "stock.csv", list).await, @r"
    Shall I put in these 2 items?
    • Coke: 24 bottles
    • Sugar: 2.5 kg
    Nothing is changed yet.
    ");
    assert_eq!(shop.stock().await, "coke 5");
    insta::assert_snapshot!(shop.presses("Thandi", "Yes").await, @r"
    Done:
    • Counted 24 bottles of Coke (19 bottles more than the book). You have 24 bottles.
    • Counted 2.5 kg of Sugar. You have 2.5 kg.
    ");
    assert_eq!(shop.stock().await, "Sugar 2.5, coke 24");
}

#[tokio::test]
async fn prices_levels_and_suppliers_go_in_for_those_who_may_set_them() {
    let shop = Shop::empty()
        .await
        .with_business("Thandi's Spaza", "coke 5 bottle")
        .await;
    shop.join("Sipho", Role::Staff).await;
    let list = "Item;Qty;Unit;Price;Supplier;Min\nCoke;24;;18,50;Jumbo;6\nSugar;2,5;kg;30;;1\n";
    insta::assert_snapshot!(sends(&shop, "Sipho", "stock.csv", list).await, @r"
    Shall I put in these 2 items?
    • Coke: 24
    • Sugar: 2.5 kg
    Their prices, reorder levels and suppliers are left out: only the owner or a manager can set those. Nothing is changed yet.
    ");
    shop.presses("Sipho", "Yes").await;
    insta::assert_snapshot!(shop.says("Thandi", "price coke?").await, @"Coke has no price. To set one: price coke, and what one sells for");
    insta::assert_snapshot!(sends(&shop, "Thandi", "stock.csv", list).await, @r"
    Shall I put in these 2 items?
    • Coke: 24
    • Sugar: 2.5 kg
    Their prices, reorder levels and suppliers go in too. Nothing is changed yet.
    ");
    insta::assert_snapshot!(shop.presses("Thandi", "Yes").await, @r"
    Done:
    • Counted 24 bottles of Coke (as the book says). You have 24 bottles.
    • Counted 2.5 kg of Sugar (as the book says). You have 2.5 kg.
    ");
    insta::assert_snapshot!(shop.says("Thandi", "price coke?").await, @"Coke sells for R18.50 per bottle. I count that where a sale says no price.");
    insta::assert_snapshot!(shop.says("Thandi", "sold 19 coke, 2 kg sugar").await, @r"
    Done:
    • Sold 19 bottles of Coke for R351.50. 5 bottles left.
    • Sold 2 kg of Sugar for R60.00. 0.5 kg left.
    Running low: Coke (alert at 6), Sugar (alert at 1). What to buy: reorder
    ");
}

#[tokio::test]
async fn what_cannot_be_put_in_is_told_and_changes_nothing() {
    let shop = Shop::empty()
        .await
        .with_business("Thandi's Spaza", "coke 5 bottle")
        .await;
    shop.join("Vusi", Role::Viewer).await;
    insta::assert_snapshot!(sends(&shop, "Thandi", "stock.csv", "Item,Qty\nCoke,lots\nTea,1\n").await, @r#"
    I can't put in stock.csv as it is:
    • line 2: quantity "lots" is not a number
    Mend that and send it again. Nothing was changed.
    "#);
    insta::assert_snapshot!(sends(&shop, "Thandi", "stock.csv", "Item,Qty\nCoke,1\nCokes,1\n").await, @"Cokes is in your list twice. Send the list again with one of them. Nothing was changed.");
    insta::assert_snapshot!(sends(&shop, "Thandi", "letter.txt", "Dear Thandi,\nhow are you?\n").await, @"I can't find items in letter.txt. The first line has to say which column is which, for example: Item, Quantity, Unit. Nothing was changed.");
    insta::assert_snapshot!(sends(&shop, "Thandi", "stock.xlsx", "PK").await, @"I can't read Excel files here. Save it as CSV (in Google Sheets: File, Download, CSV) and send me that, or paste the list: paste my list");
    insta::assert_snapshot!(sends(&shop, "Vusi", "stock.csv", "Item,Qty\nCoke,1\n").await, @"You can look, but not change the stock. Ask the owner to change that.");
    let pdf = file("stock.pdf", "application/pdf", "%PDF");
    insta::assert_snapshot!(shop.attaches("Thandi", &pdf).await, @"I can't read that kind of file. Send your list as CSV, or type it here: paste my list");
    assert_eq!(shop.stock().await, "coke 5");
}

#[tokio::test]
async fn of_a_long_file_the_first_fifty_are_put_in() {
    let shop = Shop::empty()
        .await
        .with_business("Thandi's Spaza", "")
        .await;
    let rows: String = (0..60).map(|n| format!("Thing {n}x{n},{n}\n")).collect();
    let asked = sends(&shop, "Thandi", "stock.csv", &format!("Item,Qty\n{rows}")).await;
    assert!(
        asked.starts_with("Shall I put in these 50 items?"),
        "{asked}"
    );
    assert!(asked.contains("These are the first 50 of 60"), "{asked}");
    let put_in = shop.presses("Thandi", "Yes").await;
    assert_eq!(shop.stock().await.matches("Thing").count(), 50, "{put_in}");
}

#[tokio::test]
async fn what_is_too_much_to_be_taken_back_at_once_is_refused() {
    let shop = Shop::empty()
        .await
        .with_business("Thandi's Spaza", "coke 5 bottle")
        .await;
    for from in [1, 51] {
        let list: String = (from..from + 50)
            .map(|n| format!("thing {n}x{n},{n}\n"))
            .collect();
        sends(&shop, "Thandi", "stock.csv", &list).await;
        shop.presses("Thandi", "Yes").await;
    }
    insta::assert_snapshot!(
        shop.says("Thandi", "undo 2").await,
        @"That is too much to take back at once. Nothing was changed: try fewer, for example: undo 2"
    );
    let undone = shop.says("Thandi", "undo").await;
    assert!(undone.contains("counted 51 Thing 51x51: 0 now"), "{undone}");
}
