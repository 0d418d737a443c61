//! What the grammar does not know is counted for the operator; what it knows, or what a stranger says, is not.

use backroom_core::miss::Became;
use backroom_io::store::{Consumption, Missed};
use backroom_local::faults::Fault;
use backroom_testing::{PretendGemini, Shop};
use jiff::civil::date;
use serde_json::json;

/// The phrases that are kept, with their counts.
async fn kept(shop: &Shop) -> Vec<(String, u64)> {
    let missed = all(shop).await.into_iter();
    missed.map(|missed| (missed.text, missed.times)).collect()
}

async fn all(shop: &Shop) -> Vec<Missed> {
    let since = date(2026, 11, 1);
    let missed = shop.store.misses_since(since, shop.clock.now()).await;
    missed.expect("the table can be read")
}

#[tokio::test]
async fn words_that_nobody_knows_are_counted_by_phrase() {
    let shop = Shop::open("Thandi's Spaza", "coke 50, bread 10").await;
    for words in [
        "wena 3 coke walked off hey, call 082 123 4567",
        "Wena 12 coke walked off hey, call 083 765 4321",
        "the ouma is happy today hey",
    ] {
        shop.says("Thandi", words).await;
    }
    let expected = [
        ("wena 3 coke walked off hey, call <number>".to_owned(), 2),
        ("the ouma is happy today hey".to_owned(), 1),
    ];
    assert_eq!(kept(&shop).await, expected);
    assert_eq!(all(&shop).await[0].became, Became::Nothing);
}

#[tokio::test]
async fn what_gemini_made_of_it_is_kept_with_it() {
    let gemini = PretendGemini::start().await;
    let (sale, question) = (
        "wena 3 coke walked off hey",
        "whats up with the coke hey wena",
    );
    let line = json!({"action": "remove", "quantity": "3", "unit": null, "name": "coke", "reason": "sale"});
    gemini.reads(sale, "change", &json!([line]));
    gemini.reads(question, "low", &json!([]));
    let shop = Shop::with_environment(&gemini.environment()).await;
    let shop = shop.with_business("Thandi's Spaza", "coke 50").await;
    for words in [sale, question, "the ouma is happy today hey"] {
        shop.says("Thandi", words).await;
    }
    assert_eq!(shop.stock().await, "coke 47");
    let mut became: Vec<Became> = all(&shop)
        .await
        .iter()
        .map(|missed| missed.became)
        .collect();
    became.sort_by_key(|became| format!("{became:?}"));
    assert_eq!(became, [Became::Change, Became::Nothing, Became::Question]);
}

#[tokio::test]
async fn what_is_understood_is_not_kept_and_costs_nothing_more() {
    let shop = Shop::open("Thandi's Spaza", "coke 50, bread 10").await;
    for words in [
        "sold 3 coke",
        "sold coke",
        "how many bread?",
        "thanks",
        "didn't sell any coke",
    ] {
        shop.says("Thandi", words).await;
    }
    shop.says("Somebody", "wena the ouma walked off hey").await;
    assert_eq!(kept(&shop).await, []);

    let written = |since: Consumption| shop.store.consumed().since(since).write_halves;
    let before = shop.store.consumed();
    shop.says("Thandi", "thanks").await;
    let counted = written(before);
    let before = shop.store.consumed();
    shop.says("Thandi", "wena the ouma walked off hey").await;
    assert_eq!(written(before), counted + 2, "one unit for the miss");
}

#[tokio::test]
async fn a_miss_that_cannot_be_kept_is_answered_all_the_same() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    let before = shop.says("Thandi", "wena the ouma walked off hey").await;
    shop.local.aws.faults.plan(|call| {
        let miss = String::from_utf8_lossy(call.body).contains("MISSES#");
        miss.then_some(Fault::ServerError)
    });
    let answer = shop.says("Thandi", "wena the ouma walked off hey").await;
    assert_eq!(answer, before);
}
