//! What the table keeps for Gemini: the day's budget, and answers that were paid for.

use backroom_core::gemini::AnswerKey;
use backroom_core::ids::BusinessId;
use backroom_io::store::Spent::{AllOver, BusinessOver, Counted};
use backroom_io::store::{Consumption, DailyBudget, Spent, Store};
use futures::future::join_all;
use jiff::civil::{Date, date};

use crate::support::{at, shop};

const TODAY: Date = date(2026, 11, 24);

async fn spend(store: &Store, business: &str, day: Date, in_all: u32, each: u32) -> Spent {
    let budget = DailyBudget { in_all, each };
    store
        .spend(&BusinessId::new(business), day, budget)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_business_asks_so_often_a_day_and_all_together_so_often() {
    let store = shop().await.store;
    for (business, day, expected) in [
        ("one", TODAY, Counted),
        ("one", TODAY, Counted),
        ("one", TODAY, BusinessOver),
        ("two", TODAY, Counted),
        ("three", TODAY, AllOver),
        ("one", date(2026, 11, 25), Counted),
    ] {
        let came = spend(&store, business, day, 3, 2).await;
        assert_eq!(came, expected, "{business} on {day}");
    }
}

#[tokio::test]
async fn at_zero_nothing_is_asked_and_nothing_is_written() {
    let store = shop().await.store;
    let before = store.consumed();
    assert_eq!(spend(&store, "one", TODAY, 0, 5).await, AllOver);
    assert_eq!(spend(&store, "one", TODAY, 5, 0).await, BusinessOver);
    assert_eq!(store.consumed().since(before), Consumption::default());
}

#[tokio::test]
async fn many_at_once_spend_no_more_than_there_is() {
    let store = shop().await.store;
    let came = join_all((0..40).map(|_| spend(&store, "one", TODAY, 100, 7))).await;
    let counted = came.iter().filter(|spent| **spent == Counted).count();
    assert_eq!(counted, 7);
}

#[tokio::test]
async fn a_text_that_is_asked_about_takes_two_write_units() {
    let store = shop().await.store;
    let before = store.consumed();
    spend(&store, "one", TODAY, 5, 1).await;
    assert_eq!(store.consumed().since(before).write_halves, 4);
}

#[tokio::test]
async fn an_answer_is_found_until_it_expires() {
    let store = shop().await.store;
    let key = |text: &str| AnswerKey::reading("gemini", text, None);
    let (kept, other) = (key("three walked out"), key("never asked"));
    store.keep_answer(&kept, "first", at(60)).await.unwrap();
    store.keep_answer(&kept, "second", at(60)).await.unwrap();
    let wanted = [kept.clone(), other];
    let found = store.find_answers(&wanted, at(0)).await.unwrap();
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        [(kept, "second".to_owned())]
    );
    assert!(
        store
            .find_answers(&wanted, at(60))
            .await
            .unwrap()
            .is_empty()
    );
    assert!(store.find_answers(&[], at(0)).await.unwrap().is_empty());
}

#[tokio::test]
async fn to_look_for_an_answer_takes_half_a_read_unit_and_to_keep_it_one_write_unit() {
    let store = shop().await.store;
    let key = AnswerKey::reading("gemini", "three walked out", None);
    let before = store.consumed();
    store
        .find_answers(std::slice::from_ref(&key), at(0))
        .await
        .unwrap();
    store
        .keep_answer(&key, &"x".repeat(300), at(60))
        .await
        .unwrap();
    store
        .find_answers(std::slice::from_ref(&key), at(0))
        .await
        .unwrap();
    assert_eq!(
        store.consumed().since(before),
        Consumption {
            read_halves: 2,
            write_halves: 2
        }
    );
}
