//! How often somebody is answered: a burst once, a change that went well as the business wants it.

use backroom_local::faults::Fault;
use backroom_local::whatsapp::{SendFault, Side};
use backroom_testing::Shop;
use jiff::SignedDuration;
use jiff::civil::date;

async fn shop() -> Shop {
    Shop::open("Thandi's Spaza", "coke 50, bread 10").await
}

fn bodies(shop: &Shop) -> Vec<String> {
    let heard = shop.heard("Thandi").into_iter();
    heard.map(|heard| heard.body).collect()
}

#[tokio::test]
async fn a_burst_is_answered_in_one_message_and_a_question_back_by_itself() {
    let shop = shop().await;
    for text in [
        "sold 1 coke",
        "sold 2 bread",
        "coke?",
        "sold 3 coek",
        "got 5 milk",
        "undo",
    ] {
        shop.queue("Thandi", text);
    }
    shop.settle().await;
    let heard = bodies(&shop);
    assert_eq!(heard.len(), 3, "{heard:?}");
    assert_eq!(
        heard[0],
        "Sold 1 Coke. 49 left.\nSold 2 Bread. 8 left.\nCoke: 49."
    );
    assert!(heard[1].contains("Did you mean Coke"), "{heard:?}");
    assert!(
        heard[2].starts_with("Got 5 Milk. You have 5.\nUndone: got 5 Milk."),
        "{heard:?}"
    );
    let usage = shop
        .store
        .usage_between(&shop.business, date(2026, 1, 1), date(2026, 12, 31));
    let day = &usage.await.unwrap()[0];
    assert_eq!(day.messages, 6);
}

#[tokio::test]
async fn what_failed_comes_again_and_what_was_done_before_it_is_answered() {
    let shop = shop().await;
    shop.local.aws.faults.plan(|call| {
        let second = String::from_utf8_lossy(call.body).contains("Sold 2 Bread");
        second.then_some(Fault::ServerError)
    });
    for text in ["sold 1 coke", "sold 2 bread", "coke?"] {
        shop.queue("Thandi", text);
    }
    shop.settle().await;
    assert_eq!(bodies(&shop), ["Sold 1 Coke. 49 left."]);
    shop.local.aws.faults.clear();
    shop.clock.advance(SignedDuration::from_mins(2));
    shop.settle().await;
    assert_eq!(
        bodies(&shop),
        ["Sold 1 Coke. 49 left.", "Sold 2 Bread. 8 left.\nCoke: 49."]
    );
}

#[tokio::test]
async fn an_answer_to_several_that_is_not_taken_is_given_again_and_nothing_is_done_twice() {
    let shop = shop().await;
    let away = SendFault::Refused {
        http: 503,
        code: 131_016,
    };
    shop.whatsapp.fail_next(10, away);
    for text in ["sold 1 coke", "sold 2 bread"] {
        shop.queue("Thandi", text);
    }
    shop.settle().await;
    assert_eq!(bodies(&shop).len(), 0);
    for _ in 0..3 {
        shop.clock.advance(SignedDuration::from_mins(2));
        shop.settle().await;
    }
    let heard = bodies(&shop).join("\n");
    assert_eq!(heard, "Sold 1 Coke. 49 left.\nSold 2 Bread. 8 left.");
    assert_eq!(shop.stock().await, "bread 8, coke 49");
}

#[tokio::test]
async fn a_change_can_be_confirmed_by_a_reaction() {
    let shop = shop().await;
    shop.says("Thandi", "confirm with reactions").await;
    assert_eq!(shop.says("Thandi", "sold 1 coke").await, "");
    assert!(
        shop.says("Thandi", "sold 99 coke")
            .await
            .starts_with("Only 49 Coke left")
    );
    let person = shop.person("Thandi");
    let said = shop.whatsapp.conversation(&person.id).unwrap();
    let reactions: Vec<_> = said
        .iter()
        .filter(|message| message.side == Side::Person)
        .map(|message| message.reaction.as_deref().unwrap_or("none"))
        .collect();
    assert_eq!(reactions, ["none", "\u{2705}", "none"]);
}

#[tokio::test]
async fn a_busy_day_is_shown_by_its_latest_and_how_many_there_were_before() {
    let shop = shop().await;
    for number in 0..40 {
        let item = if number % 4 == 0 { "bread" } else { "coke" };
        shop.queue("Thandi", &format!("got 1 {item}"));
    }
    shop.settle().await;
    let today = shop.says("Thandi", "today").await;
    assert_eq!(today.lines().count(), 1 + 30 + 1, "{today}");
    assert!(
        today.ends_with("\n…and 12 more before that. One thing alone: history coke today"),
        "{today}"
    );
    let bread = shop.says("Thandi", "history bread today").await;
    assert_eq!(bread.lines().count(), 1 + 11, "{bread}");
}
