//! Seeds, good and bad.

use crate::machine::{Folder, words};

/// Starts with this seed, which has to be refused with these words.
fn refused(json: &str, with: &str) {
    let folder = Folder::new();
    let seed = folder.seed(json);
    let output = folder.run(&["dev", "--port", "0", "--seed", &seed]);
    assert_eq!(output.status.code(), Some(2), "{json}");
    assert!(words(&output).contains(with), "{json}: {}", words(&output));
    assert!(
        !folder.path().join(".backroom").exists(),
        "nothing is begun"
    );
}

/// A business with these members and this stock.
fn shop(members: &str, stock: &str) -> String {
    format!(
        "{{\"businesses\":[\n{{\"name\":\"Shop\",\"members\":[{members}],\n\"stock\":[{stock}]}}]}}"
    )
}

const OWNER: &str = r#"{"phone":"27820000001","name":"Thandi","role":"owner"}"#;

#[test]
fn a_bad_seed_is_refused_with_its_place_and_nothing_is_loaded() {
    refused("{\"businesses\":[", "line 1");
    refused(
        &shop(OWNER, r#"{"name":"coke","qty":"lots"}"#),
        "businesses[0].stock[0].qty: a quantity such as 12 or 0.5 is wanted, not lots at line 3",
    );
    refused(
        &shop(OWNER, r#"{"name":"coke","qty":-1}"#),
        "businesses[0].stock[0].qty",
    );
    refused(&shop(OWNER, r#"{"name":"coke"}"#), "missing field `qty`");
    refused(
        &shop(OWNER, r#"{"name":"coke","qty":1,"price":2}"#),
        "unknown field `price`",
    );
    refused(
        &shop(OWNER, r#"{"name":" ","qty":1}"#),
        "businesses[0].stock[0].name",
    );
    refused(
        &shop(OWNER, r#"{"name":"Coke","qty":1},{"name":"cokes","qty":1}"#),
        "businesses[0].stock[1].name: cokes is the same item as Coke",
    );
    refused(
        &shop(r#"{"phone":"082","name":"T","role":"owner"}"#, ""),
        "businesses[0].members[0].phone",
    );
    refused(
        &shop(r#"{"phone":"27820000001","name":"T","role":"boss"}"#, ""),
        "unknown variant `boss`",
    );
    refused(
        &shop(r#"{"name":"T","role":"owner"}"#, ""),
        "businesses[0].members[0]: T needs a phone or a user_id",
    );
    refused(
        &shop(r#"{"phone":"27820000001","name":"T","role":"staff"}"#, ""),
        "businesses[0].members: Shop has no owner",
    );
    refused(
        &shop(&format!("{OWNER},{OWNER}"), ""),
        "businesses[0].members[1]",
    );
}

#[tokio::test]
async fn a_seed_loaded_twice_changes_nothing() {
    let folder = Folder::new();
    let stock: Vec<_> = (0..120)
        .map(|item| format!(r#"{{"name":"soap brand{item:03}","qty":{item}.5}}"#))
        .collect();
    let seed = folder.seed(&shop(OWNER, &stock.join(",")));
    let dev = folder.start(&["--seed", &seed]);
    let first = dev.stock("thandi").await;
    assert!(
        first.starts_with("soap brand000 0.5, soap brand001 1.5"),
        "{first}"
    );
    assert!(first.ends_with("soap brand119 119.5"), "{first}");
    let said = folder.run(&["say", "--port", dev.port(), "got 1 soap brand007"]);
    assert!(words(&said).contains("8.5"), "{}", words(&said));
    let moved = dev.stock("thandi").await;
    assert_eq!(dev.terminate(), Some(0));
    let dev = folder.start(&["--seed", &seed]);
    assert_eq!(dev.stock("thandi").await, moved);
    assert_eq!(dev.terminate(), Some(0));
    let verified = folder.run(&["verify"]);
    assert_eq!(verified.status.code(), Some(0), "{}", words(&verified));
}

#[tokio::test]
async fn businesses_share_a_number_or_have_their_own() {
    let folder = Folder::new();
    let seed = folder.seed(
        r#"{"businesses":[
        {"name":"One","members":[{"phone":"27820000001","name":"Ann","role":"owner"}],"stock":[{"name":"coke","qty":1}]},
        {"name":"Two","members":[{"phone":"27820000002","name":"Ben","role":"owner"}],"stock":[{"name":"coke","qty":2}]},
        {"name":"Three","phone_number_id":"105550000000777","members":[{"phone":"27820000001","name":"Cat","role":"owner"}],
         "stock":[{"name":"coke","qty":3}]}]}"#,
    );
    let dev = folder.start(&["--seed", &seed]);
    for (person, stock) in [("ann", "coke 1"), ("ben", "coke 2"), ("cat", "coke 3")] {
        assert_eq!(dev.stock(person).await, stock, "{person}");
    }
}
