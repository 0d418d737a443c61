//! What the grammar did not know: counted by phrase, over months, and gone in time.

use backroom_core::miss::{Became, Miss};
use backroom_io::store::{Missed, Store};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use crate::support::shop;

const TODAY: Date = date(2026, 11, 24);

async fn miss(store: &Store, words: &str, became: Became, day: Date) {
    let miss = Miss::of(words).unwrap();
    store.keep_miss(&miss, became, day).await.unwrap();
}

async fn since(store: &Store, since: Date, today: Date) -> Vec<Missed> {
    let noon = TimeZone::UTC.to_timestamp(today.at(12, 0, 0, 0)).unwrap();
    store.misses_since(since, noon).await.unwrap()
}

#[tokio::test]
async fn the_commonest_phrase_comes_first_whatever_its_numbers() {
    let store = shop().await.store;
    miss(&store, "the ouma is happy", Became::Nothing, TODAY).await;
    for words in [
        "3 coke walked off",
        "12 Coke walked off",
        "1 coke  walked off",
    ] {
        miss(&store, words, Became::Change, TODAY).await;
    }
    let missed = since(&store, TODAY, TODAY).await;
    let missed: Vec<(&str, u64)> = missed.iter().map(|m| (m.text.as_str(), m.times)).collect();
    assert_eq!(missed, [("3 coke walked off", 3), ("the ouma is happy", 1)]);
}

#[tokio::test]
async fn months_add_up_and_the_last_day_decides_what_is_listed() {
    let store = shop().await.store;
    let (october, november) = (date(2026, 10, 30), date(2026, 11, 2));
    miss(
        &store,
        "the ouma is happy",
        Became::Nothing,
        date(2026, 10, 1),
    )
    .await;
    miss(&store, "3 coke walked off", Became::Nothing, october).await;
    miss(&store, "2 coke walked off", Became::Change, november).await;
    let missed = since(&store, date(2026, 10, 2), TODAY).await;
    let expected = Missed {
        text: "2 coke walked off".to_owned(),
        times: 2,
        first_day: october,
        last_day: november,
        became: Became::Change,
    };
    assert_eq!(missed, [expected]);
    assert_eq!(since(&store, date(2026, 11, 3), TODAY).await, []);
}

#[tokio::test]
async fn half_a_year_after_it_was_last_said_a_phrase_is_forgotten() {
    let store = shop().await.store;
    miss(&store, "the ouma is happy", Became::Nothing, TODAY).await;
    let known = async |today| since(&store, TODAY, today).await.len();
    assert_eq!(known(date(2027, 5, 22)).await, 1);
    assert_eq!(known(date(2027, 5, 23)).await, 0);
    // However far back one asks, no month is read that can hold nothing any more.
    let before = store.consumed();
    since(&store, date(1, 1, 1), date(2027, 5, 23)).await;
    assert!(store.consumed().since(before).read_halves <= 9);
}

#[tokio::test]
async fn a_miss_takes_one_write_unit_however_long_the_text() {
    let store = shop().await.store;
    for words in ["the ouma is happy".to_owned(), "ő𝔘 ".repeat(1000)] {
        let before = store.consumed();
        miss(&store, &words, Became::Nothing, TODAY).await;
        assert_eq!(store.consumed().since(before).write_halves, 2);
    }
}
