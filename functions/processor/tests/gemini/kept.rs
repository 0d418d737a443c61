//! What was paid for once is not paid for again.

use backroom_core::business::Role;
use backroom_local::whatsapp::SendFault;
use backroom_testing::Shop;
use jiff::SignedDuration;

use crate::{OTHERS, WORDS, check_not_understood, shop, sold};

/// A second business, with a stock of its own.
async fn found(shop: &Shop, owner: &str) {
    shop.says(owner, "hi").await;
    shop.says(owner, &format!("{owner}'s Tavern")).await;
    shop.says(owner, "got 20 coke and 20 bread").await;
}

#[tokio::test]
async fn a_phrase_is_paid_for_once_whoever_says_it() {
    let (shop, gemini) = shop().await;
    found(&shop, "Lindiwe").await;
    shop.says("Thandi", WORDS).await;
    shop.says("Thandi", &WORDS.to_uppercase()).await;
    assert_eq!(shop.says("Lindiwe", WORDS).await, "Sold 3 Coke. 17 left.");
    assert_eq!(shop.stock().await, "bread 10, coke 44");
    assert_eq!(gemini.asked().len(), 1);
}

/// In one request, somebody's words may sway how somebody else's are read.
#[tokio::test]
async fn what_was_read_among_other_words_stays_with_the_business_that_said_it() {
    let (shop, gemini) = shop().await;
    found(&shop, "Lindiwe").await;
    shop.join("Sipho", Role::Staff).await;
    shop.queue("Thandi", WORDS);
    shop.queue("Sipho", OTHERS);
    shop.settle().await;
    shop.says("Sipho", WORDS).await;
    assert_eq!(gemini.asked().len(), 1);
    shop.says("Lindiwe", WORDS).await;
    assert_eq!(gemini.asked().len(), 2);
}

#[tokio::test]
async fn a_number_more_or_less_is_another_phrase() {
    let (shop, gemini) = shop().await;
    shop.says("Thandi", WORDS).await;
    let thirty = WORDS.replace('3', "30");
    gemini.reads(&thirty, "change", &sold("30", "coke"));
    shop.says("Thandi", &thirty).await;
    assert_eq!(gemini.asked().len(), 2);
    assert_eq!(shop.stock().await, "bread 10, coke 17");
}

#[tokio::test]
async fn a_message_that_comes_again_is_not_paid_for_again() {
    let (shop, gemini) = shop().await;
    shop.join("Sipho", Role::Staff).await;
    // The token is refused until an operator acts: the answer is sent with a later delivery.
    let away = SendFault::Refused {
        http: 401,
        code: 190,
    };
    shop.whatsapp.fail_next(4, away);
    shop.queue("Thandi", WORDS);
    shop.queue("Sipho", OTHERS);
    shop.settle().await;
    for _ in 0..4 {
        shop.clock.advance(SignedDuration::from_mins(2));
        shop.settle().await;
    }
    assert_eq!(shop.heard("Thandi").len(), 1);
    assert_eq!(shop.heard("Sipho").len(), 1);
    assert_eq!(shop.stock().await, "bread 8, coke 47");
    assert_eq!(gemini.asked().len(), 1);
}

#[tokio::test]
async fn chat_is_kept_too_and_all_of_it_for_ninety_days() {
    let (shop, gemini) = shop().await;
    let chat = "lovely weather we are having hey wena";
    for (after, asked) in [(0, 1), (89, 1), (2, 2)] {
        shop.clock.advance(SignedDuration::from_hours(after * 24));
        check_not_understood(&shop, "Thandi", chat).await;
        assert_eq!(gemini.asked().len(), asked, "{after} days on");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_believed_is_asked_for_again_tomorrow() {
    let (shop, gemini) = shop().await;
    gemini.reads(WORDS, "change", &sold("30", "coke"));
    check_not_understood(&shop, "Thandi", WORDS).await;
    gemini.reads(WORDS, "change", &sold("3", "coke"));
    check_not_understood(&shop, "Thandi", WORDS).await;
    assert_eq!(gemini.asked().len(), 1);
    shop.clock.advance(SignedDuration::from_hours(25));
    shop.says("Thandi", WORDS).await;
    assert_eq!(shop.stock().await, "bread 10, coke 47");
}
