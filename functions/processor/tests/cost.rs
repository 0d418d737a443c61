//! What a message costs in the table's own units, through the whole processor: the sender looked up, the stock read, the
//! change written; and one unit for each message, which counts it in its business's day, holds it to the limits and meters
//! it (`store/limit.rs`). And no more than one message back.

use backroom_io::store::Consumption;
use backroom_testing::{PretendGemini, Shop};
use serde_json::json;

/// A shop of a hundred items, whose owner has said something before.
async fn shop() -> Shop {
    stocked(Shop::empty().await).await
}

async fn stocked(empty: Shop) -> Shop {
    let stock: Vec<String> = (0..100)
        .map(|number| format!("tea {} 50", letters(number)))
        .collect();
    let shop = empty
        .with_business("Thandi's Spaza", &stock.join(", "))
        .await;
    shop.says("Thandi", "hello").await;
    shop
}

/// "aa" to "dv": a name of its own that is spelled like no other.
fn letters(number: u8) -> String {
    let letter = |n: u8| char::from(b'a' + n).to_string().repeat(3);
    letter(number / 26) + &letter(number % 26)
}

/// Says it; the units read and written for it.
async fn cost(shop: &Shop, text: &str) -> (f64, f64) {
    let before: Consumption = shop.store.consumed();
    let heard = shop.heard("Thandi").len();
    shop.says("Thandi", text).await;
    assert_eq!(shop.heard("Thandi").len(), heard + 1, "{text}");
    let used = shop.store.consumed().since(before);
    let units = |halves: u64| f64::from(u32::try_from(halves).unwrap_or(u32::MAX)) / 2.0;
    (units(used.read_halves), units(used.write_halves))
}

#[tokio::test]
async fn a_one_line_change_costs_four_units_written_its_count_one_and_at_most_two_read() {
    let shop = shop().await;
    for text in [
        "sold 3 tea aaabbb",
        "got 2 tea aaabbb",
        "count 40 tea aaabbb",
        "broke 1 tea aaabbb",
    ] {
        assert_eq!(cost(&shop, text).await, (1.5, 5.0), "{text}");
    }
    // A date is a day of the business's, whose time zone is known from before; a sale then takes from the batches on the
    // item.
    for day in 1..=9 {
        let text = format!("got 2 tea aaabbb exp {day} dec");
        assert_eq!(cost(&shop, &text).await, (1.5, 5.0), "{text}");
    }
    assert_eq!(cost(&shop, "sold 15 tea aaabbb").await, (1.5, 5.0));
    // With money the business's currency is needed too, which is known likewise. The chain and a remembered price fit in.
    shop.says("Thandi", "price tea cccddd 12.50").await;
    for text in [
        "got 9 tea cccddd @ R8.99",
        "sold 1 tea cccddd",
        "sold 1 tea aaabbb @ 13",
    ] {
        assert_eq!(cost(&shop, text).await, (1.5, 5.0), "{text}");
    }
}

/// The customer is a record more (1 read, 2 written); who is new is looked for among the others too.
#[tokio::test]
async fn a_sale_on_credit_and_a_payment_write_the_customer_too() {
    let shop = shop().await;
    let sale = "1 tea aaabbb @ 13 on credit for Lindiwe";
    assert_eq!(cost(&shop, sale).await, (3.5, 7.0));
    assert_eq!(cost(&shop, sale).await, (2.5, 7.0));
    assert_eq!(cost(&shop, "Lindiwe paid 13").await, (1.5, 5.0));
}

#[tokio::test]
async fn a_check_by_name_costs_one_and_a_half_units_read() {
    let shop = shop().await;
    for text in ["tea aaabbb?", "how many tea aaabbb"] {
        assert_eq!(
            cost(&shop, text).await,
            (1.5, 1.0),
            "{text}: the item as it is now, half a unit for who asks; the unit written counts the message"
        );
    }
}

/// A bare name may also answer a question of ours ("sold 3": of what?), so whether one is open is read first.
#[tokio::test]
async fn a_bare_name_costs_one_more() {
    let shop = shop().await;
    assert_eq!(cost(&shop, "Tea AAABBB").await, (2.5, 1.0));
}

/// A refused sale leaves a record, so that it is refused again if it comes again.
#[tokio::test]
async fn a_refusal_costs_one_unit_written_and_its_count() {
    let shop = shop().await;
    assert_eq!(
        cost(&shop, "sold 60 tea aaabbb").await,
        (1.5, 2.0),
        "the settings are known from before"
    );
}

#[tokio::test]
async fn each_further_line_costs_one_read_and_two_written_while_the_record_is_small() {
    let shop = shop().await;
    let two = "sold 1 tea aaabbb, 1 tea aaaccc";
    assert_eq!(cost(&shop, two).await, (2.5, 7.0));
    let names = (1..6).map(|number| format!("1 tea {}", letters(number)));
    let five = format!("sold {}", names.collect::<Vec<_>>().join(", "));
    let (read, written) = cost(&shop, &five).await;
    assert!(
        read <= 5.5 && written <= 15.0,
        "{read} read, {written} written"
    );
}

/// What the grammar does not know costs what a plain sale does, and more: it is read again with the names of the shop (the
/// list of the items: 2.5 here), an earlier answer is looked for (1), the items are looked at before a guess is done (1),
/// the phrase is counted as a miss (1 written). The first time Gemini's budget is counted (2), its answer kept (1), and its tokens are
/// metered when the batch ends (1).
#[tokio::test]
async fn what_gemini_knows_costs_five_units_written_once_and_then_one() {
    let gemini = PretendGemini::start().await;
    let shop = stocked(Shop::with_environment(&gemini.environment()).await).await;
    let words = "wena the ouma walked off happy with 3 tea aaabbb";
    let lines = json!([
        {"action": "remove", "quantity": "3", "unit": null, "name": "tea aaabbb", "reason": "sale"}
    ]);
    gemini.reads(words, "change", &lines);
    assert_eq!(cost(&shop, words).await, (6.0, 10.0));
    assert_eq!(cost(&shop, words).await, (6.0, 6.0));
    assert_eq!(gemini.requests().len(), 1);
}

/// The names of the shop are read once, for whether they make it clear and for the example in the answer.
#[tokio::test]
async fn what_is_not_understood_costs_one_read_of_the_list() {
    let shop = shop().await;
    let unknown = "which of it did the aunties like best";
    assert_eq!(cost(&shop, unknown).await, (3.0, 2.0));
}
