//! What the table keeps for Gemini: the day's budget, and answers that were paid for.

use backroom_core::gemini::AnswerKey;
use backroom_core::ids::BusinessId;
use backroom_io::store::Spent::{AllOver, BusinessOver, Counted, Kept};
use backroom_io::store::{Consumption, DailyBudget, Spent, Store};
use futures::future::join_all;
use jiff::civil::{Date, date};

use crate::support::{at, shop};

const TODAY: Date = date(2026, 11, 24);

async fn spend(store: &Store, business: &str, day: Date, in_all: u32, each: u32) -> Spent {
    let budget = DailyBudget {
        in_all,
        each,
        percent_kept: 0,
    };
    let business = BusinessId::new(business);
    let spent = store.spend((&business, false), day, budget).await;
    spent.unwrap()
}

/// With a fifth kept for those with priority, as each of these has it or not.
async fn spend_side_by_side(store: &Store, priorities: &[bool], in_all: u32) -> Vec<Spent> {
    let budget = DailyBudget {
        in_all,
        each: 100,
        percent_kept: 20,
    };
    let one = BusinessId::new("one");
    let spent = priorities
        .iter()
        .map(|priority| store.spend((&one, *priority), TODAY, budget));
    let came = join_all(spent).await;
    came.into_iter().map(Result::unwrap).collect()
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
async fn the_last_of_it_is_kept_for_priority_however_many_come_at_once() {
    let store = shop().await.store;
    let counted = |came: &[Spent]| came.iter().filter(|spent| **spent == Counted).count();
    let before = store.consumed();
    let others = spend_side_by_side(&store, &[false; 30], 20).await;
    assert_eq!(counted(&others), 16, "a fifth of twenty is kept");
    assert!(others.iter().all(|spent| matches!(spent, Counted | Kept)));
    let units = store.consumed().since(before).write_halves / 2;
    assert_eq!(units, 30 + 16, "as many as without priority");
    let mixed: Vec<bool> = (0..30).map(|n| n % 3 == 0).collect();
    let came = spend_side_by_side(&store, &mixed, 20).await;
    for (spent, priority) in came.iter().zip(&mixed) {
        let fair = match spent {
            Counted | AllOver => *priority,
            Kept => !priority,
            BusinessOver => false,
        };
        assert!(fair, "{spent:?} with priority {priority}");
    }
    assert_eq!(counted(&came), 4);
}

#[tokio::test]
async fn of_very_little_nothing_is_kept() {
    let store = shop().await.store;
    assert_eq!(spend_side_by_side(&store, &[false], 4).await, [Counted]);
    assert_eq!(
        spend_side_by_side(&store, &[false; 3], 4).await,
        [Counted; 3]
    );
    assert_eq!(spend_side_by_side(&store, &[false], 4).await, [AllOver]);
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
