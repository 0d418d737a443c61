//! What a process remembers saves reads, and never gives anybody a wrong figure or a right they lost: with a second process
//! over the same table, which changes things behind its back.

use backroom_core::business::Role;
use backroom_testing::Shop;
use jiff::SignedDuration;

/// A shop whose first process knows all that can be known of it.
async fn familiar() -> Shop {
    let shop = Shop::open("Thandi's Spaza", "coke 50, bread 10").await;
    shop.join("Sipho", Role::Staff).await;
    for (who, text) in [("Thandi", "help"), ("Sipho", "hello"), ("Thandi", "coek?")] {
        shop.says(who, text).await;
    }
    shop
}

#[tokio::test]
async fn help_and_greetings_read_nothing_from_the_table() {
    let shop = familiar().await;
    for text in ["help", "hello", "help stock", "thanks"] {
        let before = shop.store.consumed();
        assert_ne!(shop.says("Thandi", text).await, "");
        let used = shop.store.consumed().since(before);
        assert_eq!(
            (used.read_halves, used.write_halves),
            (0, 2),
            "{text}: it is only counted"
        );
    }
}

#[tokio::test]
async fn what_another_process_changed_is_in_every_answer_about_stock() {
    let mut shop = familiar().await;
    shop.swap_processes();
    for text in [
        "sold 7 coke",
        "bread = loaf",
        "rename coke to cola",
        "got 5 milk",
        "delete bread",
    ] {
        shop.says("Thandi", text).await;
    }
    shop.presses("Thandi", "Delete").await;
    shop.swap_processes();
    let questions = [
        "coke?", "colas?", "cola?", "loaf?", "bread?", "milks?", "stock", "mlik?", "low",
    ];
    for text in questions {
        let stale = shop.says("Thandi", text).await;
        shop.swap_processes();
        let fresh = shop.says("Thandi", text).await;
        shop.swap_processes();
        assert_eq!(stale, fresh, "{text}");
    }
    assert_eq!(
        shop.says("Thandi", "sold 1 cola").await,
        "Sold 1 Cola. 42 left."
    );
    assert_eq!(
        shop.says("Thandi", "sold 1 milk").await,
        "Sold 1 Milk. 4 left."
    );
}

#[tokio::test]
async fn who_was_removed_elsewhere_moves_and_sees_nothing_here() {
    let mut shop = familiar().await;
    shop.swap_processes();
    shop.says("Thandi", "remove Sipho from the team").await;
    shop.presses("Thandi", "Yes").await;
    shop.swap_processes();
    let heard = shop.says("Sipho", "sold 1 coke").await;
    assert!(
        heard.contains("removed") || heard.contains("no longer"),
        "{heard}"
    );
    let heard = shop.says("Sipho", "stock").await;
    assert!(!heard.contains("50"), "{heard}");
    assert_eq!(shop.stock().await, "bread 10, coke 50");
}

#[tokio::test]
async fn who_only_looks_by_now_changes_nothing_here() {
    let mut shop = familiar().await;
    shop.swap_processes();
    shop.says("Thandi", "make Sipho viewer").await;
    shop.swap_processes();
    let heard = shop.says("Sipho", "sold 1 coke").await;
    assert!(heard.starts_with("You can look"), "{heard}");
}

#[tokio::test]
async fn a_setting_counts_at_once_here_and_soon_elsewhere() {
    let mut shop = familiar().await;
    shop.swap_processes();
    shop.says("Thandi", "coke?").await;
    shop.says("Thandi", "quiet on").await;
    assert_eq!(shop.says("Thandi", "sold 1 coke").await, "");
    shop.swap_processes();
    shop.clock.advance(SignedDuration::from_secs(31));
    assert_eq!(shop.says("Thandi", "sold 1 coke").await, "");
    assert_eq!(shop.stock().await, "bread 10, coke 48");
}

#[tokio::test]
async fn a_refusal_or_a_question_back_lets_no_name_be_forgotten() {
    let shop = familiar().await;
    for text in ["sold 99 coke", "sold 3 coek"] {
        assert_ne!(shop.says("Thandi", text).await, "");
        let before = shop.store.consumed();
        shop.says("Thandi", "help").await;
        let used = shop.store.consumed().since(before);
        assert_eq!((used.read_halves, used.write_halves), (0, 2), "{text}");
    }
}
