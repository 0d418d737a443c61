//! What the grammar does not know, with a pretend Gemini: when it is asked, what becomes of its guesses, and what when it
//! is away.

mod batch;
mod guess;
mod kept;
mod priority;
mod question;
mod trouble;

use backroom_testing::{PretendGemini, Shop};
use serde_json::{Value, json};

/// Words that the grammar is not to know.
const WORDS: &str = "wena the ouma from next door walked off happy with 3 coke hey";
/// Others.
const OTHERS: &str = "the kids next door walked off happy with 2 bread hey wena";
/// How the answer begins when nobody understood.
const NOT_UNDERSTOOD: &str = "Sorry, I didn't get that.";
/// How it ends when the names of the shop are known, and nobody knows what became of them.
const ASKED: &str = "sold, received or counted?";

async fn shop() -> (Shop, PretendGemini) {
    shop_with(&[]).await
}

/// A shop where Gemini reads both [`WORDS`] and [`OTHERS`] as sales.
async fn shop_with(more: &[(&str, &str)]) -> (Shop, PretendGemini) {
    let gemini = PretendGemini::start().await;
    gemini.reads(WORDS, "change", &sold("3", "coke"));
    gemini.reads(OTHERS, "change", &sold("2", "bread"));
    let mut environment = gemini.environment().to_vec();
    environment.extend(more);
    let shop = Shop::with_environment(&environment).await;
    let shop = shop
        .with_business("Thandi's Spaza", "coke 50 bottle, bread 10")
        .await;
    (shop, gemini)
}

fn sold(quantity: &str, name: &str) -> Value {
    json!([{"action": "remove", "quantity": quantity, "unit": null, "name": name, "reason": "sale"}])
}

/// Somebody says so, and nobody understands more than the grammar does.
async fn check_not_understood(shop: &Shop, name: &str, words: &str) {
    let answer = shop.says(name, words).await;
    let asked = answer.starts_with(NOT_UNDERSTOOD) || answer.ends_with(ASKED);
    assert!(asked, "{words}: {answer}");
}
