//! Whoever guesses, and whatever they send: an answer in one form, and nothing is read for who has no key.

use backroom_local::faults::Fault;

use super::*;

#[tokio::test]
async fn strangers_cost_nothing() {
    let reading = Reading::of("coke 50").await;
    let key = reading.key().await;
    let mut tampered: Vec<String> = vec![
        format!("{key}="),
        key.replace("_1_", "_2_"),
        key.replace("br_b", "br_c"),
        key.to_uppercase(),
        key[..key.len() - 1].to_owned(),
        "br_".to_owned(),
        "br__1_".to_owned() + &"A".repeat(43),
        "x".repeat(100_000),
    ];
    for at in [key.len() - 30, key.len() - 2] {
        let mut changed = key.clone();
        let other = if &key[at..=at] == "A" { "B" } else { "A" };
        changed.replace_range(at..=at, other);
        tampered.push(changed);
    }
    let before = reading.shop.store.consumed();
    for tampered in tampered {
        let refused = reading.get(&tampered, "/v1/items").await;
        assert_eq!(
            (refused.status, refused.code()),
            (401, "bad_key"),
            "{tampered}"
        );
    }
    for (shown, code) in [
        (None, "no_key"),
        (Some(""), "bad_key"),
        (Some("Bearer"), "bad_key"),
        (Some("Bearer "), "bad_key"),
        (Some(&*format!("Basic {key}")), "bad_key"),
        (Some(&*format!("Bearer {key} {key}")), "bad_key"),
        (Some(&*key), "bad_key"),
    ] {
        let refused = reading.get_with(shown, "/v1/items").await;
        assert_eq!((refused.status, refused.code()), (401, code), "{shown:?}");
    }
    let after = reading.shop.store.consumed();
    assert_eq!(
        after.since(before),
        Default::default(),
        "the table was asked"
    );
    // The key in the address is no key: addresses are written down by all that they pass.
    let refused = reading
        .get_with(None, &format!("/v1/items?key={key}"))
        .await;
    assert_eq!(refused.code(), "no_key");
}

#[tokio::test]
async fn a_key_in_letters_that_are_none_is_refused() {
    let reading = Reading::of("coke 50").await;
    let request = Request::get("/v1/items").header("authorization", &b"Bearer br_\xff"[..]);
    let refused = reading.send(request.body(Body::Empty).unwrap()).await;
    assert_eq!((refused.status, refused.code()), (401, "bad_key"));
}

#[tokio::test]
async fn odd_paths_and_queries_are_answered_in_one_form() {
    let reading = Reading::of("coke 50").await;
    let key = reading.key().await;
    for path in [
        "/",
        "/v1",
        "/v1/",
        "/v2/items",
        "/v1/items/",
        "/v1/items/../shop",
        "/v1/items/Y29rZQ/movements",
        "/v1/items/coke",
        "/v1/items/Y29rZQ%3D%3D",
        "/v1/items/SVRFTSM",
        "/v1/items/%00",
        "/v1/Items",
        "/v1/shop/",
        "/health",
    ] {
        let refused = reading.get(&key, path).await;
        assert_eq!(
            (refused.status, refused.code()),
            (404, "not_found"),
            "{path}"
        );
    }
    for query in [
        "items?limit=0",
        "items?limit=251",
        "items?limit=-1",
        "items?limit=1e2",
        "items?limit=",
        "items?limit=10&limit=20",
        "items?limt=10",
        "items?cursor=%00",
        "items?cursor=!",
        "items?cursor=",
        "movements?cursor=Y29rZQ",
        "movements?cursor=LTAwOTk5OS0wMS0wMVQwMDowMDowMFojYWIjMA",
        "movements?from=yesterday",
        "movements?from=2026-11-24",
        "movements?to=2026-13-01T00:00:00Z",
        "movements?item=coke!",
        "shop?x=1",
        "items/Y29rZQ?limit=1",
    ] {
        let refused = reading.get(&key, &format!("/v1/{query}")).await;
        assert_eq!(
            (refused.status, refused.code()),
            (400, "bad_query"),
            "{query}"
        );
    }
    let long = format!("/v1/movements?item={}", "a".repeat(5_000));
    assert_eq!(reading.get(&key, &long).await.code(), "bad_query");
    // The ends of time are moments too, and there is nothing there.
    for query in ["to=-009998-01-01T00:00:00Z", "from=9998-01-01T00:00:00Z"] {
        let found = reading.get(&key, &format!("/v1/movements?{query}")).await;
        assert_eq!(found.status, 200, "{query}");
        assert_eq!(found.value["movements"], serde_json::json!([]), "{query}");
    }
}

#[tokio::test]
async fn nothing_can_be_written() {
    let reading = Reading::of("coke 50").await;
    let key = reading.key().await;
    for method in ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] {
        let request = Request::builder().method(method).uri("/v1/items/Y29rZQ");
        let request = request.header("authorization", format!("Bearer {key}"));
        let body = Body::Text(r#"{"on_hand":"0"}"#.to_owned());
        let refused = reading.send(request.body(body).unwrap()).await;
        assert_eq!(
            (refused.status, refused.code()),
            (405, "read_only"),
            "{method}"
        );
        assert_eq!(refused.header("allow"), "GET");
    }
    assert_eq!(reading.shop.stock().await, "coke 50");
}

#[tokio::test]
async fn a_table_in_trouble_is_our_fault_and_passes() {
    let reading = Reading::of("coke 50").await;
    let key = reading.key().await;
    let faults = &reading.shop.local.aws.faults;
    faults.next_times("GetItem", Fault::ServerError, 50);
    let failed = reading.get(&key, "/v1/items").await;
    assert_eq!((failed.status, failed.code()), (503, "unavailable"));
    assert_eq!(failed.header("retry-after"), "5");
    faults.clear();
    assert_eq!(reading.get(&key, "/v1/items").await.status, 200);
}
