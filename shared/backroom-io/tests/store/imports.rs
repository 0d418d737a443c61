//! A list that is imported is known by its digest, from the first time on.

use backroom_io::store::{Commit, Committed};

use crate::support::{Fault, at, new_item, refusal, shop};

#[tokio::test]
async fn an_import_began_when_it_first_began_whatever_gets_lost() {
    let shop = shop().await;
    let (store, id) = (&shop.store, shop.id());
    assert_eq!(store.find_import(id, "one").await.unwrap(), None);
    shop.faults.next("PutItem", Fault::LostAnswer);
    store.begin_import(id, "one", at(5)).await.unwrap_err();
    assert_eq!(store.begin_import(id, "one", at(9)).await.unwrap(), at(5));
    assert_eq!(store.find_import(id, "one").await.unwrap(), Some(at(5)));
    assert_eq!(store.begin_import(id, "two", at(9)).await.unwrap(), at(9));
}

#[tokio::test]
async fn a_shop_of_any_size_is_listed_a_page_at_a_time_without_what_was_deleted() {
    let shop = shop().await;
    let mut items: Vec<_> = (0..90).map(|n| new_item(&format!("item {n:02}"))).collect();
    for item in &mut items {
        // More than 1 MB in all.
        item.aliases = vec!["long ".repeat(4_000)];
        item.deleted = item.id.as_str() == "item 07";
    }
    let record = refusal(&shop.owner, "m", at(0), "");
    let commit = Commit {
        items: &items,
        ..Commit::of(shop.id(), &record)
    };
    assert_eq!(shop.store.commit(&commit).await.unwrap(), Committed::Done);
    let mut pages = shop.store.item_pages(shop.id());
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await.unwrap() {
        sizes.push(page.len());
    }
    assert!(sizes.len() > 1, "{sizes:?}");
    assert_eq!(sizes.iter().sum::<usize>(), 89);
}
