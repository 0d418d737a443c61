//! What is read: all of it, exactly, and each thing once.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;

#[tokio::test]
async fn the_shop_says_where_it_is_and_what_its_money_is() {
    let reading = Reading::of("coke 50").await;
    let key = reading.key().await;
    let twice = reading.get(&key, "//v1/shop").await;
    assert_eq!(
        twice.status, 200,
        "behind an address that ends with a slash"
    );
    let found = reading.get(&key, "/v1/shop").await.value;
    assert_eq!(
        found,
        json!({
            "id": reading.shop.business.as_str(),
            "name": "Thandi's Spaza",
            "plan": "Pro",
            "currency": "ZAR",
            "time_zone": "Africa/Johannesburg",
        })
    );
}

#[tokio::test]
async fn an_item_is_told_exactly() {
    let reading = Reading::of("").await;
    let shop = &reading.shop;
    shop.says("Thandi", "bought 10.5 kg rice @ 20").await;
    shop.says("Thandi", "price rice 25.50").await;
    shop.says("Thandi", "alert rice 4").await;
    shop.says("Thandi", "rice from metro").await;
    let key = reading.key().await;
    let items = reading.get(&key, "/v1/items").await.value;
    let item = &items["items"][0];
    assert_eq!(
        *item,
        json!({
            "id": "cmljZQ",
            "name": "rice",
            "unit": "kg",
            "on_hand": "10.5",
            "price": {"amount": "25.50", "currency": "ZAR", "per": "kg"},
            "cost": {"amount": "210.00", "currency": "ZAR", "of": "10.5"},
            "low": {"level": "4", "when": "at_or_below", "now": false},
            "supplier": "metro",
        })
    );
    assert_eq!(items["next_cursor"], json!(null));
    let one = reading.get(&key, "/v1/items/cmljZQ").await.value;
    assert_eq!(one, *item);
    shop.says("Thandi", "delete rice").await;
    shop.presses("Thandi", "Delete").await;
    let gone = reading.get(&key, "/v1/items/cmljZQ").await;
    assert_eq!((gone.status, gone.code()), (404, "not_found"));
    assert_eq!(
        reading.get(&key, "/v1/items").await.value["items"],
        json!([])
    );
}

#[tokio::test]
async fn what_moved_is_told_the_newest_first_with_what_was_taken_back() {
    let reading = Reading::of("coke 50 bottle").await;
    let shop = &reading.shop;
    shop.says("Thandi", "sold 3 coke @ 18").await;
    shop.says("Thandi", "got 10 bread").await;
    shop.says("Thandi", "undo").await;
    let key = reading.key().await;
    let found = reading.get(&key, "/v1/movements").await.value;
    let told = |movement: &Value| {
        format!(
            "{} {} {} {} {}",
            movement["reason"],
            movement["name"],
            movement["change"],
            movement["on_hand"],
            movement["undone"]
        )
    };
    let movements = found["movements"].as_array().unwrap();
    let movements: Vec<String> = movements.iter().map(told).collect();
    assert_eq!(
        movements,
        [
            r#""correction" "bread" "-10" "0" false"#,
            r#""receipt" "bread" "10" "10" true"#,
            r#""sale" "coke" "-3" "47" false"#,
            r#""count" "coke" "50" "50" false"#,
        ]
    );
    let sale = &found["movements"][2];
    assert_eq!(sale["total"], json!({"amount": "54.00", "currency": "ZAR"}));
    assert_eq!(
        (&sale["unit"], &sale["item"]),
        (&json!("bottle"), &json!("Y29rZQ"))
    );
    let at: jiff::Timestamp = sale["at"].as_str().unwrap().parse().unwrap();
    assert!(at < shop.clock.now());
    let text = found.to_string();
    assert!(!text.contains("Thandi"), "who it was is not told: {text}");
    // Of one item, and of a time.
    let coke = reading.get(&key, "/v1/movements?item=Y29rZQ").await.value;
    assert_eq!(coke["movements"].as_array().unwrap().len(), 2);
    let from = reading
        .get(&key, &format!("/v1/movements?from={at}"))
        .await
        .value;
    assert_eq!(from["movements"].as_array().unwrap().len(), 3);
    let to = reading
        .get(&key, &format!("/v1/movements?to={at}"))
        .await
        .value;
    assert_eq!(to["movements"].as_array().unwrap().len(), 1);
}

/// "sold 4", "no, 5", "undo": four were sold.
#[tokio::test]
async fn a_sale_that_stands_again_is_not_told_as_taken_back() {
    let reading = Reading::of("coke 50").await;
    let shop = &reading.shop;
    shop.says("Thandi", "sold 4 coke").await;
    shop.says("Thandi", "no, 5").await;
    shop.says("Thandi", "undo").await;
    let key = reading.key().await;
    let all = reading.get(&key, "/v1/movements").await.value;
    let sales = |found: &Value| {
        let movements = found["movements"].as_array().unwrap().iter();
        let sales = movements.filter(|movement| movement["reason"] == "sale");
        let told = sales.map(|sale| format!("{} {}", sale["change"], sale["undone"]));
        told.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(sales(&all), r#""-5" true, "-4" false"#);
    // On a page by itself, what took it back is not among what is told.
    let movements = all["movements"].as_array().unwrap();
    let at = movements
        .iter()
        .position(|movement| movement["change"] == "-4" && movement["reason"] == "sale");
    let cursor = &movements[at.unwrap() - 1]["id"].as_str().unwrap();
    let page = format!("/v1/movements?limit=1&cursor={cursor}");
    assert_eq!(
        sales(&reading.get(&key, &page).await.value),
        r#""-4" false"#
    );
    // Taken back a second time, its marker is the undo's, which stands.
    shop.says("Thandi", "undo sale").await;
    let all = reading.get(&key, "/v1/movements").await.value;
    assert_eq!(sales(&all), r#""-5" true, "-4" true"#);
    let corrections = all["movements"].as_array().unwrap().iter();
    let undone = corrections.filter(|one| one["reason"] == "correction" && one["undone"] == true);
    assert_eq!(undone.count(), 1, "that of the correction: {all}");
}

/// All pages of a list, and how many there were.
async fn pages(reading: &Reading, key: &str, list: &str, query: &str) -> (Vec<Value>, usize) {
    let (mut all, mut pages) = (Vec::new(), 0);
    let mut more = String::new();
    loop {
        let path = format!("/v1/{list}?{query}{more}");
        let page = reading.get(key, &path).await.value;
        all.extend(page[list].as_array().unwrap().iter().cloned());
        pages += 1;
        match page["next_cursor"].as_str() {
            Some(cursor) => more = format!("&cursor={cursor}"),
            None => return (all, pages),
        }
    }
}

fn ids(all: &[Value]) -> BTreeSet<&str> {
    all.iter().map(|one| one["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn pages_give_each_item_and_each_movement_once() {
    let stock: Vec<String> = (0..253).map(|n| format!("item{n:03} {n}")).collect();
    let reading = Reading::of(&stock.join(", ")).await;
    let shop = &reading.shop;
    let key = reading.key().await;
    let line = |from: usize| {
        let lines: Vec<String> = (from..from + 10).map(|n| format!("1 item{n:03}")).collect();
        format!("got {}", lines.join(", "))
    };
    for from in [0, 10, 20, 30, 40] {
        shop.says("Thandi", &line(from)).await;
        shop.clock.advance(SignedDuration::from_hours(24 * 20));
    }
    for (limit, expected) in [(250, 2), (100, 3), (253 / 2, 3)] {
        let (all, pages) = pages(&reading, &key, "items", &format!("limit={limit}")).await;
        assert_eq!((all.len(), pages), (253, expected), "by {limit}");
        assert_eq!(ids(&all).len(), 253);
        assert!(all.windows(2).all(|two| two[0]["id"] != two[1]["id"]));
    }
    for limit in [250, 101, 7] {
        let (all, _) = pages(&reading, &key, "movements", &format!("limit={limit}")).await;
        assert_eq!(all.len(), 303, "by {limit}");
        assert_eq!(ids(&all).len(), 303, "by {limit}");
        let at: Vec<&str> = all.iter().map(|one| one["at"].as_str().unwrap()).collect();
        assert!(at.is_sorted_by(|newer, older| newer >= older));
    }
    let (some, _) = pages(&reading, &key, "movements", "item=aXRlbTAwMw&limit=1").await;
    let changes: Vec<&str> = some
        .iter()
        .map(|one| one["change"].as_str().unwrap())
        .collect();
    assert_eq!(changes, ["1", "3"]);
}
