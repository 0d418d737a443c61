//! Whose plan has priority is still understood when the day's budget runs short, and goes first in a batch.

use backroom_core::business::Standing;
use backroom_core::ids::BusinessId;
use backroom_core::message::Sender;
use backroom_testing::{PretendGemini, Shop};
use jiff::civil::date;

use crate::{OTHERS, WORDS, check_not_understood, shop_with, sold};

/// Thandi's business, which is on Pro, and one that Lindiwe has just founded, which is on Free.
async fn two_shops(more: &[(&str, &str)]) -> (Shop, PretendGemini) {
    let (shop, gemini) = shop_with(more).await;
    shop.says("Lindiwe", "hi").await;
    shop.says("Lindiwe", "Lindiwe's Tavern").await;
    shop.says("Lindiwe", "got 20 coke and 20 bread").await;
    (shop, gemini)
}

#[tokio::test]
async fn the_last_of_the_day_s_budget_is_for_those_with_priority() {
    let (shop, gemini) = two_shops(&[
        ("GEMINI_DAILY_LIMIT", "5"),
        ("GEMINI_PRIORITY_PERCENT", "40"),
    ])
    .await;
    let words = |number: usize| format!("{WORDS} {}", "man ".repeat(number).trim());
    for number in 1..=8 {
        gemini.reads(&words(number), "change", &sold("3", "coke"));
    }
    for number in 1..=3 {
        let heard = shop.says("Lindiwe", &words(number)).await;
        assert!(heard.starts_with("Sold 3 Coke."), "{heard}");
    }
    check_not_understood(&shop, "Lindiwe", &words(4)).await;
    for number in 5..=6 {
        let heard = shop.says("Thandi", &words(number)).await;
        assert!(heard.starts_with("Sold 3 bottles of Coke."), "{heard}");
    }
    check_not_understood(&shop, "Thandi", &words(7)).await;
    check_not_understood(&shop, "Lindiwe", &words(8)).await;
    assert_eq!(gemini.requests().len(), 5);
}

#[tokio::test]
async fn in_a_batch_that_must_leave_words_out_those_with_priority_go_in_first() {
    for (theirs, hers) in [(WORDS, OTHERS), (OTHERS, WORDS)] {
        let (shop, gemini) = two_shops(&[("GEMINI_DAILY_LIMIT", "1")]).await;
        shop.queue("Lindiwe", theirs);
        shop.queue("Thandi", hers);
        shop.settle().await;
        assert_eq!(gemini.asked(), [[hers]]);
    }
}

#[tokio::test]
async fn who_has_budget_for_what_others_say_too_is_billed_for_it() {
    let (shop, gemini) = two_shops(&[("GEMINI_DAILY_LIMIT_PER_BUSINESS", "1")]).await;
    let day = date(2026, 11, 24);
    let texts = async |business: &BusinessId| {
        let days = shop
            .store
            .billed_between(business, (day, day))
            .await
            .unwrap();
        days.first().map_or(0, |day| day.meter.gemini_texts)
    };
    shop.says("Thandi", OTHERS).await;
    assert_eq!(texts(&shop.business).await, 1);
    shop.queue("Thandi", WORDS);
    shop.queue("Lindiwe", WORDS);
    shop.settle().await;
    assert_eq!(gemini.requests().len(), 2);
    let lindiwe = shop.person("Lindiwe");
    let sender = Sender {
        phone: lindiwe.phone.clone(),
        user_id: lindiwe.user_id.clone(),
        profile_name: None,
    };
    let standing = shop.store.find_standing(&lindiwe.number, &sender).await;
    let Ok(Standing::Member(lindiwe)) = standing else {
        panic!("she has a shop")
    };
    let hers = lindiwe.here.member.business;
    assert_eq!((texts(&shop.business).await, texts(&hers).await), (1, 1));
}
