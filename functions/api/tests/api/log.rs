//! What the function writes into its log: that it was called and why it refused, and no key, name or path.

use std::collections::BTreeSet;

use backroom_io::log;
use backroom_local::faults::Fault;
use backroom_testing::log::assert_tells_nothing;

use super::*;

/// Everything of ours, and of the libraries what production has.
const EVERYTHING: &str = "info,backroom_core=trace,backroom_io=trace,api=trace,backroom_local=off,processor=off,webhook=off";

#[tokio::test]
async fn no_line_tells_of_a_key_or_of_the_shop() {
    // The first time each line is only made known: where another test comes to it first, without a log, it is left out.
    logged().await;
    let (log, keys) = logged().await;
    for told in [
        "API called",
        "\"reason\":\"key_ended\"",
        "a call of the API failed",
        "\"ApiCalls\":1",
        "\"ApiRefused\":1",
        "\"ApiFailed\":1",
    ] {
        assert!(log.contains(told), "nothing of {told}:\n{log}");
    }
    let mut said: BTreeSet<String> = keys
        .iter()
        .map(|key| key[key.len() - 43..].to_owned())
        .collect();
    said.extend([SECRET, "Bearer", "br_", "coke", "Y29rZQ", "Thandi", "Spaza"].map(str::to_owned));
    assert!(assert_tells_nothing(&log, &said) > 10, "{log}");
}

/// The log of calls of all kinds, and the keys that were good.
async fn logged() -> (String, [String; 2]) {
    let kept = log::Kept::default();
    let subscriber = log::subscriber(EVERYTHING, "api", kept.clone());
    let guard = tracing::subscriber::set_default(subscriber);
    let keys = calls_of_all_kinds().await;
    drop(guard);
    (kept.text(), keys)
}

/// What is answered, refused and fails; the keys that were good.
async fn calls_of_all_kinds() -> [String; 2] {
    let reading = Reading::of("coke 50").await;
    let key = reading.key().await;
    reading.get(&key, "/v1/items?limit=10").await;
    reading.get(&key, "/v1/items/Y29rZQ").await;
    reading.get(&key, "/v1/movements?item=Y29rZQ").await;
    reading.get(&key, "/v1/nothing/Y29rZQ").await;
    reading.get(&format!("{key}x"), "/v1/items").await;
    let in_the_address = format!("/v1/items?key={key}");
    reading.get_with(None, &in_the_address).await;
    let renewed = key_in(&reading.shop.says("Thandi", "new api key").await);
    reading.get(&key, "/v1/items").await;
    let faults = &reading.shop.local.aws.faults;
    faults.next_times("GetItem", Fault::ServerError, 50);
    reading.get(&renewed, "/v1/items").await;
    faults.clear();
    [key, renewed]
}
