//! Gemini away, slow, over its budget or talking nonsense: nobody's message fails, and nobody waits long.

use backroom_local::faults::Fault;
use backroom_testing::gemini_says;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{WORDS, check_not_understood, shop, shop_with};

#[tokio::test]
async fn whatever_is_no_answer_the_shopkeeper_gets_what_we_know() {
    let cut = json!({"candidates": [{"finishReason": "MAX_TOKENS", "content": {"parts": [{"text": "{\"mess"}]}}]});
    let prose = json!({"candidates": [{"finishReason": "STOP", "content": {"parts": [{"text": "Sure! 3 coke."}]}}]});
    let bad_key = json!({"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": "API key not valid"}});
    let busy = json!({"error": {"details": [{"retryDelay": "54s"}]}});
    for (status, answer) in [
        (200, json!({"promptFeedback": {"blockReason": "SAFETY"}})),
        (200, json!({"candidates": []})),
        (200, gemini_says(&json!({"messages": []}))),
        (200, Value::Null),
        (200, cut),
        (200, prose),
        (400, bad_key),
        (429, busy),
    ] {
        let (shop, gemini) = shop().await;
        gemini.answers(status, answer.clone());
        check_not_understood(&shop, "Thandi", WORDS).await;
        assert_eq!(gemini.requests().len(), 1, "{answer}");
        assert_eq!(shop.stock().await, "bread 10, coke 50", "{answer}");
    }
}

#[tokio::test]
async fn after_some_failures_it_is_left_alone() {
    let (shop, gemini) = shop().await;
    gemini.answers(400, json!({"error": {"status": "INVALID_ARGUMENT"}}));
    for _ in 0..4 {
        check_not_understood(&shop, "Thandi", WORDS).await;
    }
    let before = shop.store.consumed();
    check_not_understood(&shop, "Thandi", WORDS).await;
    assert_eq!(gemini.requests().len(), 4);
    let written = shop.store.consumed().since(before).write_halves;
    assert_eq!(
        written, 12,
        "counted; the question back is kept with its record, and the miss counted; the budget is not"
    );
}

/// Six seconds pass: as long as a person is kept waiting.
#[tokio::test]
async fn while_it_is_silent_one_is_answered_without_it() {
    let (shop, gemini) = shop().await;
    gemini.hold();
    check_not_understood(&shop, "Thandi", WORDS).await;
    assert_eq!(gemini.requests().len(), 1);
    gemini.release();
    shop.says("Thandi", WORDS).await;
    assert_eq!(shop.stock().await, "bread 10, coke 47");
}

#[tokio::test]
async fn over_the_day_s_budget_it_is_not_asked_until_tomorrow() {
    for limit in ["GEMINI_DAILY_LIMIT", "GEMINI_DAILY_LIMIT_PER_BUSINESS"] {
        let (shop, gemini) = shop_with(&[(limit, "1")]).await;
        let more = format!("{WORDS} man");
        gemini.reads(&more, "change", &crate::sold("3", "coke"));
        shop.says("Thandi", WORDS).await;
        check_not_understood(&shop, "Thandi", &more).await;
        // What is kept costs nothing.
        shop.says("Thandi", WORDS).await;
        assert_eq!(gemini.requests().len(), 1, "{limit}");
        shop.clock.advance(SignedDuration::from_hours(24));
        shop.says("Thandi", &more).await;
        assert_eq!(gemini.requests().len(), 2, "{limit}");
        assert_eq!(shop.stock().await, "bread 10, coke 41");
    }
}

#[tokio::test]
async fn a_table_that_can_t_say_what_is_kept_or_spent_fails_no_message() {
    let (shop, gemini) = shop().await;
    let faults = &shop.local.aws.faults;
    // What it may be asked can't be counted; the message itself can.
    faults.plan(|call| {
        let budget = String::from_utf8_lossy(call.body).contains("GEMINI#");
        (call.operation() == "UpdateItem" && budget).then_some(Fault::ServerError)
    });
    check_not_understood(&shop, "Thandi", WORDS).await;
    assert!(gemini.requests().is_empty());
    faults.clear();
    faults.next_times("PutItem", Fault::ServerError, 9);
    let chat = "lovely weather we are having hey wena";
    check_not_understood(&shop, "Thandi", chat).await;
    faults.clear();
    check_not_understood(&shop, "Thandi", chat).await;
    assert_eq!(gemini.requests().len(), 2);
}
