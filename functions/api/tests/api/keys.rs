//! Who has a key, and which keys are good.

use backroom_core::business::{Plan, Role};

use super::*;

#[tokio::test]
async fn the_owner_is_told_a_key_and_a_program_reads_with_it() {
    let reading = Reading::of("coke 50 bottle").await;
    let said = reading.shop.says("Thandi", "api key").await;
    let key = key_in(&said);
    assert_eq!(
        said,
        format!(
            "The API key of Thandi's Spaza:\n{key}\n\n\
             With it a program reads your stock and what moved; it can change nothing. Give it only to whom you trust with \
             that.\n\
             To try it: curl -H \"Authorization: Bearer {key}\" https://backroom.example/v1/items\n\
             Also /v1/shop and /v1/movements.\n\n\
             Another one: new api key. None: api off"
        )
    );
    assert_eq!(reading.key().await, key, "asked again, it is the same");
    let found = reading.get(&key, "/v1/items").await;
    assert_eq!(found.status, 200);
    assert_eq!(found.value["items"][0]["on_hand"], "50");
    let lower = reading
        .get_with(Some(&format!("bearer  {key} ")), "/v1/shop")
        .await;
    assert_eq!(lower.status, 200);
}

#[tokio::test]
async fn the_key_is_kept_nowhere() {
    let reading = Reading::of("coke 50").await;
    let key = reading.key().await;
    let proof = &key[key.len() - 20..];
    let mut pages = reading.shop.store.rows();
    let mut rows = 0;
    while let Some(page) = pages.next_rows().await.unwrap() {
        for row in page {
            rows += 1;
            let row = format!("{row:?}");
            assert!(!row.contains(proof), "{row}");
        }
    }
    assert!(rows > 3);
}

#[tokio::test]
async fn a_redelivered_message_is_answered_with_the_same_key() {
    let reading = Reading::of("coke 50").await;
    let key = reading.key().await;
    reading.shop.deliver_again("Thandi", "api key").await;
    let heard = reading.shop.heard("Thandi");
    assert_eq!(key_in(&heard.last().unwrap().body), key);
    assert_eq!(reading.get(&key, "/v1/shop").await.status, 200);
}

#[tokio::test]
async fn only_the_owner_has_it() {
    let reading = Reading::of("coke 50").await;
    for (name, role) in [
        ("Zanele", Role::Manager),
        ("Sipho", Role::Staff),
        ("Vusi", Role::Viewer),
    ] {
        reading.shop.join(name, role).await;
        for words in ["api key", "new api key", "api off"] {
            let heard = reading.shop.says(name, words).await;
            assert!(!heard.contains("br_"), "{heard}");
            assert_eq!(heard, "Only the owner can do that.", "{name}: {words}");
        }
    }
}

#[tokio::test]
async fn what_stands_in_the_place_of_a_key_is_a_name_to_everybody_else() {
    let reading = Reading::of("coke 50").await;
    reading.shop.join("Sipho", Role::Staff).await;
    reading.key().await;
    for words in ["got 3 [api key]", "[api key]?", "how many [api key]"] {
        let heard = reading.shop.says("Sipho", words).await;
        assert!(!heard.contains("br_"), "{heard}");
    }
}

#[tokio::test]
async fn a_new_key_makes_the_old_one_worthless() {
    let reading = Reading::of("coke 50").await;
    let old = reading.key().await;
    let said = reading.shop.says("Thandi", "new api key").await;
    assert!(
        said.starts_with("The new API key of Thandi's Spaza; the one before is good no more:\n"),
        "{said}"
    );
    let new = key_in(&said);
    let refused = reading.get(&old, "/v1/items").await;
    assert_eq!((refused.status, refused.code()), (401, "key_ended"));
    assert_eq!(refused.header("www-authenticate"), "Bearer");
    assert_eq!(reading.get(&new, "/v1/items").await.status, 200);
}

#[tokio::test]
async fn off_ends_it_and_the_next_key_is_another() {
    let reading = Reading::of("coke 50").await;
    let none = reading.shop.says("Thandi", "api off").await;
    assert_eq!(none, "You have no API key. To have one: api key");
    let key = reading.key().await;
    let said = reading.shop.says("Thandi", "api off").await;
    assert_eq!(
        said,
        "The API key is good no more. To have another: api key"
    );
    assert_eq!(reading.get(&key, "/v1/items").await.code(), "key_ended");
    let next = reading.key().await;
    assert_ne!(next, key);
    assert_eq!(reading.get(&key, "/v1/items").await.code(), "key_ended");
    assert_eq!(reading.get(&next, "/v1/items").await.status, 200);
}

#[tokio::test]
async fn a_key_opens_its_own_shop_and_no_other() {
    let reading = Reading::of("coke 50").await;
    reading.shop.says("Lindiwe", "hi").await;
    reading.shop.says("Lindiwe", "Lindiwe's Tavern").await;
    reading.shop.says("Lindiwe", "got 20 beer").await;
    let key = reading.key().await;
    let theirs = reading.get(&key, "/v1/items").await.value;
    assert!(!theirs.to_string().contains("Beer"), "{theirs}");
    // The business of the key is all that says whose stock it is: no other can be named.
    let named = reading.get(&key, "/v1/items?business=b1").await;
    assert_eq!((named.status, named.code()), (400, "bad_query"));
}

#[tokio::test]
async fn a_plan_without_it_has_no_key_and_a_smaller_plan_ends_it() {
    let reading = Reading::of("coke 50").await;
    reading.set_plan(Plan::Free).await;
    let said = reading.shop.says("Thandi", "api key").await;
    assert_eq!(
        said,
        "Other programs that read your stock come with Pro ($15.00 a month), and Thandi's Spaza is on Free. To have it: \
         upgrade."
    );
    reading.set_plan(Plan::Pro).await;
    let key = reading.key().await;
    reading.set_plan(Plan::Starter).await;
    let refused = reading.get(&key, "/v1/items").await;
    assert_eq!((refused.status, refused.code()), (403, "not_in_plan"));
    // It can be ended on any plan, and is what it was on the larger one.
    reading.set_plan(Plan::Enterprise).await;
    assert_eq!(reading.get(&key, "/v1/items").await.status, 200);
    reading.set_plan(Plan::Free).await;
    let said = reading.shop.says("Thandi", "api off").await;
    assert!(said.starts_with("The API key is good no more."), "{said}");
}

#[tokio::test]
async fn without_the_secret_nobody_has_a_key() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    let said = shop.says("Thandi", "api key").await;
    assert_eq!(
        said,
        "Reading your stock with other programs is not set up here. Ask whoever gave you this number."
    );
    let api = function(&shop, &[]);
    let reading = Reading { shop, api };
    let refused = reading.get("br_b1_1_x", "/v1/items").await;
    assert_eq!((refused.status, refused.code()), (404, "not_set_up"));
    // Strangers learn nothing, and are no failure of ours.
    for stranger in [None, Some("Basic YTpi")] {
        let refused = reading.get_with(stranger, "/v1/items").await;
        assert_eq!(refused.status, 401);
    }
}

#[tokio::test]
async fn while_the_secret_is_changed_keys_of_both_are_good() {
    let mut reading = Reading::of("coke 50").await;
    let key = reading.key().await;
    let changed = |before: &str| {
        let settings = [
            ("BACKROOM_API_SECRET", "another"),
            ("BACKROOM_API_SECRET_PREVIOUS", before),
        ];
        function(&reading.shop, &settings)
    };
    let (both, one) = (changed(SECRET), changed(""));
    reading.api = both;
    assert_eq!(reading.get(&key, "/v1/shop").await.status, 200);
    reading.api = one;
    assert_eq!(reading.get(&key, "/v1/shop").await.code(), "bad_key");
}
