//! The table itself: made once, with an end for what may go, and in trouble.

use backroom_core::business::Standing;

use crate::support::{Fault, at, number, phone_only, shop, table};

#[tokio::test]
async fn making_the_table_again_changes_nothing() {
    let shop = shop().await;
    shop.store.create_table().await.unwrap();
    assert!(shop.store.load_business(shop.id()).await.unwrap().is_some());
}

#[tokio::test]
async fn what_may_go_has_a_moment_after_which_it_goes() {
    let (store, client, _) = table(1).await;
    let sender = phone_only("27830000009");
    store.start_naming(&number(), &sender, at(0)).await.unwrap();
    let ttl = client
        .describe_time_to_live()
        .table_name("backroom")
        .send()
        .await
        .unwrap();
    let ttl = ttl.time_to_live_description.unwrap();
    assert_eq!(ttl.attribute_name(), Some("expires_at"));
    let naming = client.scan().table_name("backroom").send().await.unwrap();
    let expires_at = naming.items()[0]["expires_at"].as_n().unwrap();
    assert_eq!(*expires_at, at(7 * 24 * 3600).as_second().to_string());
}

#[tokio::test]
async fn a_busy_table_is_a_passing_failure_never_an_unknown_sender_or_an_empty_shop() {
    let shop = shop().await;
    let busy = Fault::Refused("ProvisionedThroughputExceededException");
    let sender = phone_only("27820000001");
    for fault in [busy, Fault::LostAnswer, Fault::NoConnection] {
        shop.faults.next("GetItem", fault.clone());
        let error = shop
            .store
            .find_standing(&number(), &sender)
            .await
            .unwrap_err();
        assert!(error.is_transient(), "{fault:?}");
        shop.faults.next("Query", fault.clone());
        let error = shop.store.list_items(shop.id(), true).await.unwrap_err();
        assert!(error.is_transient(), "{fault:?}");
        shop.faults.next("Query", fault.clone());
        let error = shop
            .store
            .latest_records(shop.id(), at(0), 1)
            .await
            .unwrap_err();
        assert!(error.is_transient(), "{fault:?}");
    }
    let standing = shop.store.find_standing(&number(), &sender).await;
    assert!(matches!(standing, Ok(Standing::Member(_))));
}
