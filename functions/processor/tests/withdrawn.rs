//! Messages that are edited or deleted in the chat after they were done.

use backroom_core::ids::MessageId;
use backroom_testing::Shop;
use serde_json::json;

async fn deletes(shop: &Shop, original: &MessageId) -> Vec<String> {
    let gone = json!({"type": "revoke", "revoke": {"original_message_id": original.as_str()}});
    sent(shop, gone).await
}

async fn edits(shop: &Shop, original: &MessageId) -> Vec<String> {
    let message = json!({"type": "text", "text": {"body": "sold 4 coke"}});
    let edit = json!({"original_message_id": original.as_str(), "message": message});
    sent(shop, json!({"type": "edit", "edit": edit})).await
}

/// What is heard, with the titles of the buttons.
async fn sent(shop: &Shop, message: serde_json::Value) -> Vec<String> {
    let before = shop.heard("Thandi").len();
    shop.sends("Thandi", message).await;
    let heard = shop.heard("Thandi").split_off(before);
    heard
        .into_iter()
        .map(|heard| {
            let titles = heard.buttons.iter().map(|(_, title)| format!(" [{title}]"));
            format!("{}{}", heard.body, titles.collect::<String>())
        })
        .collect()
}

#[tokio::test]
async fn what_a_deleted_or_edited_message_did_can_be_taken_back_whatever_came_after_it() {
    let shop = Shop::open("Thandi's Spaza", "coke 50, bread 10").await;
    let (coke, _) = shop.talk("Thandi", "sold 3 coke", None).await;
    let (bread, _) = shop.talk("Thandi", "got 10 bread", None).await;
    assert_eq!(
        edits(&shop, &coke).await,
        [
            "I saw you edited a message. What it did stays: sold 3 Coke. Take it back? Then send it again. [Yes] [No]"
        ]
    );
    assert_eq!(
        shop.presses("Thandi", "Yes").await,
        "Undone: sold 3 Coke. You have 50."
    );
    assert!(edits(&shop, &coke).await.is_empty());
    shop.says("Thandi", "sold 1 coke").await;
    assert_eq!(
        deletes(&shop, &bread).await,
        ["You deleted a message, but what it did stays: got 10 Bread. Take it back? [Yes] [No]"]
    );
    assert_eq!(
        shop.says("Thandi", "yes").await,
        "Undone: got 10 Bread. 10 left."
    );
    assert!(deletes(&shop, &bread).await.is_empty());
    assert_eq!(shop.stock().await, "bread 10, coke 49");
}

#[tokio::test]
async fn a_deleted_payment_stands_until_it_is_taken_back() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.says("Thandi", "2 coke @ 10 on credit for Lindiwe")
        .await;
    let (paid, _) = shop.talk("Thandi", "Lindiwe paid 5", None).await;
    assert_eq!(
        deletes(&shop, &paid).await,
        [
            "You deleted a message, but what it did stays: Lindiwe paid R5.00. Take it back? [Yes] [No]"
        ]
    );
    assert_eq!(
        shop.presses("Thandi", "Yes").await,
        "Undone: Lindiwe paid R5.00. Lindiwe owes R20.00."
    );
    let (asked, _) = shop.talk("Thandi", "who owes me", None).await;
    assert!(deletes(&shop, &asked).await.is_empty());
}
