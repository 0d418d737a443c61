//! One request for a batch, whoever said what in it, and nobody waits who needs nothing.

use std::time::Duration;

use backroom_core::business::Role;

use crate::{NOT_UNDERSTOOD, OTHERS, WORDS, shop, sold};

#[tokio::test]
async fn all_that_a_batch_needs_is_asked_in_one_request() {
    let (shop, gemini) = shop().await;
    for name in ["Sipho", "Nomsa", "Pieter"] {
        shop.join(name, Role::Staff).await;
    }
    shop.queue("Thandi", WORDS);
    shop.queue("Sipho", OTHERS);
    shop.queue("Nomsa", "sold 1 coke");
    shop.queue("Pieter", "lovely weather we are having hey");
    shop.queue("Pieter", "the boss himself walked off happy with 1 coke");
    gemini.reads(
        "the boss himself walked off happy with 1 coke",
        "change",
        &sold("1", "coke"),
    );
    shop.settle().await;
    let asked = gemini.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(asked[0].len(), 4, "{asked:?}");
    assert_eq!(shop.stock().await, "bread 8, coke 45");
    let heard: Vec<String> = shop
        .heard("Pieter")
        .into_iter()
        .map(|heard| heard.body)
        .collect();
    assert!(heard[0].starts_with(NOT_UNDERSTOOD), "{heard:?}");
    assert!(heard[1].starts_with("Sold 1 bottle of Coke."), "{heard:?}");
}

#[tokio::test]
async fn a_group_keeps_its_order_while_it_waits() {
    let (shop, _) = shop().await;
    shop.queue("Thandi", WORDS);
    shop.queue("Thandi", "how many coke?");
    shop.settle().await;
    let heard: Vec<String> = shop
        .heard("Thandi")
        .into_iter()
        .map(|heard| heard.body)
        .collect();
    assert_eq!(
        heard,
        ["Sold 3 bottles of Coke. 47 bottles left.\nCoke: 47 bottles."]
    );
}

#[tokio::test]
async fn who_needs_nothing_does_not_wait() {
    let (shop, gemini) = shop().await;
    shop.join("Sipho", Role::Staff).await;
    gemini.hold();
    shop.queue("Thandi", WORDS);
    shop.queue("Sipho", "sold 1 bread");
    let sipho_is_answered = async {
        while shop.heard("Sipho").is_empty() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let thandi_waits = shop.heard("Thandi").is_empty();
        gemini.release();
        thandi_waits
    };
    let (thandi_waits, ()) = tokio::join!(sipho_is_answered, shop.settle());
    assert!(thandi_waits);
    assert_eq!(shop.heard("Thandi").len(), 1);
}

#[tokio::test]
async fn the_same_words_of_two_people_are_asked_once() {
    let (shop, gemini) = shop().await;
    shop.join("Sipho", Role::Staff).await;
    shop.queue("Thandi", WORDS);
    shop.queue("Sipho", &WORDS.to_uppercase());
    shop.settle().await;
    assert_eq!(gemini.asked().concat().len(), 1);
    assert_eq!(shop.stock().await, "bread 10, coke 44");
}

#[tokio::test]
async fn strangers_are_never_asked_about() {
    let (shop, gemini) = shop().await;
    shop.queue("Nobody", OTHERS);
    shop.queue("Thandi", WORDS);
    shop.settle().await;
    assert_eq!(gemini.asked(), [[WORDS]]);
}
