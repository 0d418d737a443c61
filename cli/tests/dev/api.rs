//! The API beside the page: another program reads what the phones moved.

use crate::machine::{Folder, words};

#[tokio::test]
async fn a_program_reads_the_stock_with_the_key_that_the_owner_was_told() {
    let folder = Folder::new();
    let seed = folder.seed(
        r#"{"businesses":[{"name":"Shop","plan":"pro",
          "members":[{"phone":"27820000001","name":"Thandi","role":"owner"}],
          "stock":[{"name":"coke","qty":50,"unit":"bottles"}]}]}"#,
    );
    let dev = folder.start(&["--seed", &seed]);
    let say = |text: &str| words(&folder.run(&["say", "--port", dev.port(), text]));
    say("sold 3 coke");
    let said = say("api key");
    let address = format!("{}/v1/items", dev.url);
    assert!(said.contains(&address), "{said}");
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let (_, key) = said.split_once("br_").unwrap();
    let key: String = key.chars().take_while(|c| letter(*c)).collect();
    let reads = async |key: String| {
        let asked = dev.http.get(&address).bearer_auth(key);
        let answer = asked.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let (status, items) = reads(format!("br_{key}")).await;
    assert_eq!(status, 200, "{items}");
    assert!(items.contains(r#""on_hand":"47""#), "{items}");
    assert_eq!(reads(format!("br_x{key}")).await.0, 401);
    let (status, refused) = dev.get("/v1/items").await;
    assert_eq!(status, 401);
    assert!(refused.contains(r#""code":"no_key""#), "{refused}");
}
