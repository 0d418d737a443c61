//! Reading the ledger back: newest first, in order, in pages, across months.

use std::collections::BTreeSet;

use backroom_core::inventory::{LedgerRecord, Mark, RecordKind};
use backroom_io::store::{Commit, Committed};
use jiff::Timestamp;

use crate::support::{Shop, at, refusal, shop};

#[tokio::test]
async fn a_record_is_read_as_it_was_written() {
    let shop = shop().await;
    let mut record = refusal(&shop.owner, "a", at(0), "Sold 3 Coke.\n“9 left” 👍");
    record.kind = RecordKind::Opening;
    write(&shop, &record).await;
    assert_eq!(
        shop.store
            .find_record(shop.id(), &record.key)
            .await
            .unwrap(),
        Some(record)
    );
}

#[tokio::test]
async fn the_latest_come_first_across_months_and_end_at_the_founding() {
    let shop = shop().await;
    for (message, sent_at) in [
        ("november", "2026-11-30T23:59:59Z"),
        ("december", "2026-12-31T23:59:59Z"),
        ("march", "2027-03-01T00:00:00Z"),
        ("march too", "2027-03-01T00:00:01Z"),
    ] {
        write(
            &shop,
            &refusal(&shop.owner, message, moment(sent_at), message),
        )
        .await;
    }
    let until = moment("2027-04-02T00:00:00Z");
    assert_eq!(
        latest(&shop, until, 10).await,
        ["march too", "march", "december", "november", "Welcome!"]
    );
    assert_eq!(latest(&shop, until, 2).await, ["march too", "march"]);
    assert_eq!(latest(&shop, until, 0).await, [""; 0]);
    assert_eq!(
        latest(&shop, moment("2027-03-01T00:00:00Z"), 2).await,
        ["march", "december"],
        "until is included"
    );
    let before = shop.store.consumed();
    latest(&shop, until, 10).await;
    let read = shop.store.consumed().since(before);
    assert!(read.read_halves <= 12, "six months, not a year: {read:?}");
}

#[tokio::test]
async fn a_shop_that_was_silent_for_more_than_a_year_starts_afresh() {
    let shop = shop().await;
    assert_eq!(
        latest(&shop, moment("2027-10-31T00:00:00Z"), 1).await,
        ["Welcome!"]
    );
    assert_eq!(
        latest(&shop, moment("2027-11-01T00:00:00Z"), 1).await,
        [""; 0]
    );
}

#[tokio::test]
async fn more_than_a_megabyte_of_records_is_read_in_pages_each_record_once_and_in_order() {
    let shop = shop().await;
    let words = "word ".repeat(750);
    for n in 0..420 {
        let mut record = refusal(&shop.owner, &format!("m{n}"), at(n), &words);
        // Every seventh takes back the one before it, so that markers stand at the pages' ends too.
        let before = [refusal(&shop.owner, &format!("m{}", n - 1), at(n - 1), "").key];
        let mut undoes = Vec::new();
        if n % 7 == 1 {
            undoes.extend(before.iter().map(Mark::first));
            record.kind = RecordKind::Undo {
                of: before.to_vec(),
            };
        }
        let commit = Commit {
            undoes: &undoes,
            ..Commit::of(shop.id(), &record)
        };
        assert_eq!(shop.store.commit(&commit).await.unwrap(), Committed::Done);
    }
    let mut pages = shop.store.records_between(shop.id(), at(0), at(419), false);
    let (mut sizes, mut read) = (Vec::new(), Vec::new());
    while let Some(page) = pages.next().await.unwrap() {
        sizes.push(page.len());
        read.extend(
            page.into_iter()
                .map(|kept| (kept.record.key.sent_at, kept.undone)),
        );
    }
    assert!(sizes.len() > 1, "{sizes:?}");
    let expected: Vec<_> = (0..420).map(|n| (at(n), n % 7 == 0)).collect();
    assert_eq!(read, expected);

    let back = shop
        .store
        .latest_records(shop.id(), at(500), 420)
        .await
        .unwrap();
    let back: Vec<_> = back
        .into_iter()
        .rev()
        .map(|kept| (kept.record.key.sent_at, kept.undone))
        .collect();
    assert_eq!(back, expected);
}

#[tokio::test]
async fn a_stretch_of_time_includes_both_its_ends() {
    let shop = shop().await;
    for n in 0..5 {
        write(
            &shop,
            &refusal(&shop.owner, &format!("m{n}"), at(n), &n.to_string()),
        )
        .await;
    }
    let mut pages = shop.store.records_between(shop.id(), at(1), at(3), true);
    let mut replies = Vec::new();
    while let Some(page) = pages.next().await.unwrap() {
        replies.extend(page.into_iter().map(|kept| kept.record.reply.body));
    }
    assert_eq!(replies, ["1", "2", "3"]);
}

#[tokio::test]
async fn messages_of_the_same_second_do_not_hide_each_other() {
    let shop = shop().await;
    for n in 0..20 {
        write(
            &shop,
            &refusal(&shop.owner, &format!("m{n}"), at(0), &n.to_string()),
        )
        .await;
    }
    let replies: BTreeSet<_> = latest(&shop, at(0), 20).await.into_iter().collect();
    assert_eq!(replies.len(), 20);
}

#[tokio::test]
async fn a_quoted_message_is_found_by_its_digest() {
    let shop = shop().await;
    for n in 0..150 {
        write(
            &shop,
            &refusal(&shop.owner, &format!("m{n}"), at(n), &n.to_string()),
        )
        .await;
    }
    let digest = refusal(&shop.owner, "m3", at(3), "").key.digest;
    let found = shop
        .store
        .find_recent_by_digest(shop.id(), &digest, at(200))
        .await
        .unwrap();
    assert_eq!(found.unwrap().record.reply.body, "3");
    let found = shop
        .store
        .find_recent_by_digest(shop.id(), "none", at(200))
        .await
        .unwrap();
    assert_eq!(found, None);
}

async fn write(shop: &Shop, record: &LedgerRecord) {
    let committed = shop
        .store
        .commit(&Commit::of(shop.id(), record))
        .await
        .unwrap();
    assert_eq!(committed, Committed::Done);
}

async fn latest(shop: &Shop, until: Timestamp, limit: usize) -> Vec<String> {
    let latest = shop
        .store
        .latest_records(shop.id(), until, limit)
        .await
        .unwrap();
    latest
        .into_iter()
        .map(|kept| kept.record.reply.body)
        .collect()
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}
