//! What a business pays for: what it reads of it, and what happens where it ends.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by failing"
)]

use backroom_core::business::{Agreed, Business, Plan, Role, without_place};
use backroom_testing::Shop;
use jiff::SignedDuration;

/// The operator gives the business another plan, as `backroom plan` does; every process knows it after a while.
async fn set_plan(shop: &Shop, plan: Plan, agreed: Agreed) {
    let business = shop.store.load_business(&shop.business).await;
    let mut business = Business {
        plan,
        agreed,
        ..business.unwrap().unwrap()
    };
    let members = shop.store.list_members(&shop.business).await.unwrap();
    let out = without_place(&members, &business.allowance());
    business.without_place = out.iter().map(|member| member.id.clone()).collect();
    assert!(shop.store.set_plan(&business).await.unwrap());
    shop.clock.advance(SignedDuration::from_mins(1));
}

#[tokio::test]
async fn a_plan_says_what_is_used_and_left_and_how_to_have_more() {
    let environment = [
        (
            "BACKROOM_UPGRADE_URL",
            "https://pay.example/backroom?for={business}",
        ),
        ("BACKROOM_PRICE_STARTER", "4.50"),
    ];
    let shop = Shop::with_environment(&environment).await;
    let shop = shop
        .with_business("Thandi's Spaza", "coke 50, bread 10")
        .await;
    set_plan(&shop, Plan::Free, Agreed::default()).await;
    assert_eq!(
        shop.says("Thandi", "plan").await,
        "Thandi's Spaza is on Free.\n\
         • Messages today: 1 of 50, 49 left\n\
         • Items: 2 of 50, 48 left\n\
         • People who change stock: 1 of 1, 0 left\n\
         Starter, $4.50 a month: 200 messages a day, 500 items, 2 people, files to take away. To change: upgrade"
    );
    let heard = shop.says("Thandi", "upgrade to pro").await;
    assert_eq!(
        heard,
        format!(
            "You can have:\n\
             • Pro, $15.00 a month: unlimited messages, unlimited items, 10 people, files to take away, \
             trends and what to order, your stock in other programs, understood first on busy days\n\
             Pay here: https://pay.example/backroom?for={}",
            shop.business
        )
    );
    set_plan(&shop, Plan::Pro, Agreed::default()).await;
    assert_eq!(
        shop.says("Thandi", "upgrade to starter").await,
        "Thandi's Spaza is on Pro, which has all that Starter has."
    );
    let heard = shop.says("Thandi", "upgrade").await;
    assert!(
        heard.contains("• Enterprise, price by agreement: "),
        "{heard}"
    );
}

#[tokio::test]
async fn what_is_over_a_smaller_plan_stays_and_moves_and_nothing_new_comes() {
    let shop = Shop::open("Thandi's Spaza", "coke 50, bread 10, milk 3").await;
    let two = Agreed {
        items: Some(2),
        ..Agreed::default()
    };
    set_plan(&shop, Plan::Free, two).await;
    let heard = shop.says("Thandi", "got 5 eggs").await;
    assert_eq!(
        heard,
        "Free is for 2 items, and you have 3. So nothing new can be added, and nothing was changed; all you have can be \
         sold, received and counted as before. Delete what you don't need, or say: upgrade"
    );
    assert_eq!(
        shop.says("Thandi", "got 5 milk, 1 rice").await,
        heard,
        "all of it or nothing"
    );
    assert_eq!(
        shop.says("Thandi", "got 5 milk").await,
        "Got 5 Milk. You have 8."
    );
    assert_eq!(
        shop.says("Thandi", "sold 1 bread").await,
        "Sold 1 Bread. 9 left."
    );
    assert_eq!(
        shop.says("Thandi", "undo").await,
        "Undone: sold 1 Bread. You have 10."
    );
    let heard = shop.says("Thandi", "plan").await;
    assert!(heard.contains("• Items: 3 of 2, 1 over\n"), "{heard}");
    set_plan(&shop, Plan::Free, Agreed::default()).await;
    assert_eq!(
        shop.says("Thandi", "got 5 eggs").await,
        "Got 5 Eggs. You have 5."
    );
    assert_eq!(shop.stock().await, "bread 10, coke 50, eggs 5, milk 8");
}

#[tokio::test]
async fn whom_a_smaller_plan_has_no_place_for_only_asks_until_there_is_one() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.join("Sipho", Role::Staff).await;
    set_plan(&shop, Plan::Free, Agreed::default()).await;
    assert_eq!(
        shop.says("Sipho", "sold 1 coke").await,
        "Thandi's Spaza is on Free, which is for 1 person who can change stock. You came later, so for now you can only \
         look: stock, or: how many coke? The owner can say: upgrade"
    );
    assert_eq!(shop.says("Sipho", "coke?").await, "Coke: 50.");
    assert_eq!(
        shop.says("Thandi", "sold 1 coke").await,
        "Sold 1 Coke. 49 left."
    );
    let heard = shop.says("Thandi", "invite").await;
    assert!(
        heard.starts_with("Thandi's Spaza is on Free, which is for 1 person"),
        "{heard}"
    );
    let heard = shop.says("Thandi", "invite viewer").await;
    assert!(heard.contains("join "), "who only looks: {heard}");
    shop.join("Lindiwe", Role::Viewer).await;
    let heard = shop.says("Thandi", "make Lindiwe staff").await;
    assert!(
        heard.starts_with("Thandi's Spaza is on Free, which is for 1 person"),
        "nor by another role: {heard}"
    );
    set_plan(&shop, Plan::Starter, Agreed::default()).await;
    assert_eq!(
        shop.says("Sipho", "sold 1 coke").await,
        "Sold 1 Coke. 48 left."
    );
}

#[tokio::test]
async fn an_invitation_waits_until_there_is_a_place() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    let invited = shop.says("Thandi", "invite").await;
    let join = invited.lines().last().unwrap().to_owned();
    set_plan(&shop, Plan::Free, Agreed::default()).await;
    assert_eq!(
        shop.says("Sipho", &join).await,
        "There is no place left in Thandi's Spaza. Ask its owner to make room or to upgrade, then send this again."
    );
    set_plan(&shop, Plan::Starter, Agreed::default()).await;
    let heard = shop.says("Sipho", &join).await;
    assert!(heard.starts_with("You're in"), "{heard}");
    shop.deliver_again("Sipho", &join).await;
    let again = shop.heard("Sipho").pop().unwrap().body;
    assert_eq!(again, heard, "answered as the first time");
}

#[tokio::test]
async fn trends_come_with_pro_for_those_who_see_what_was_sold() {
    let shop = Shop::open("Thandi's Spaza", "bread 50").await;
    shop.join("Sipho", Role::Staff).await;
    assert_eq!(
        shop.says("Thandi", "trends").await,
        "Trends, 27 Oct to 23 Nov: too little was sold to tell. Tell me each sale, and ask again: trends"
    );
    for _ in 0..20 {
        shop.says("Thandi", "sold 2 bread @ 18").await;
        shop.clock.advance(SignedDuration::from_hours(24));
    }
    // Today is not over, and what was taken back was not sold.
    shop.says("Thandi", "sold 3 bread @ 18").await;
    shop.says("Thandi", "undo").await;
    let trends = "Trends, 16 Nov to 13 Dec:\n\
         (I know of nothing before 24 Nov.)\n\
         Sales: R720.00\n\
         In 20 sales\n\
         Week by week: R0.00, R216.00, R252.00, R252.00\n\
         Best day: Tuesday (R108.00 in all)\n\
         To order, to last 14 days:\n\
         • Bread: 18 (5 days left)";
    for words in [
        "trends",
        "how are we doing compared to last month?",
        "busiest day",
    ] {
        assert_eq!(shop.says("Thandi", words).await, trends);
    }
    assert_eq!(
        shop.says("Sipho", "trends").await,
        "Only the owner or a manager sees that."
    );
    set_plan(&shop, Plan::Starter, Agreed::default()).await;
    assert_eq!(
        shop.says("Thandi", "trends").await,
        "What grows, what falls, your best day and what to order for 14 days come with Pro ($15.00 a month), and \
         Thandi's Spaza is on Starter. To have it: upgrade. What was sold stays yours to ask: report month"
    );
    let report = shop.says("Thandi", "report last month").await;
    assert!(report.starts_with("Last month (November 2026)"), "{report}");
    assert!(!report.contains("Trends"), "{report}");
    set_plan(&shop, Plan::Pro, Agreed::default()).await;
    let report = shop.says("Thandi", "report last month").await;
    assert!(
        report.contains("\n\nTrends, 3 Nov to 30 Nov:\n"),
        "{report}"
    );
}

#[tokio::test]
async fn what_a_plan_did_not_allow_to_change_stays_refused() {
    let environment = [(
        "BACKROOM_API_SECRET",
        "a secret of thirty-two letters or so",
    )];
    for said in [
        "sheet https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit",
        "api key",
    ] {
        let shop = Shop::with_environment(&environment).await;
        let shop = shop.with_business("Thandi's Spaza", "coke 50").await;
        set_plan(&shop, Plan::Free, Agreed::default()).await;
        let refused = shop.says("Thandi", said).await;
        assert!(refused.contains("is on Free"), "{refused}");
        set_plan(&shop, Plan::Pro, Agreed::default()).await;
        shop.clock.advance(SignedDuration::from_hours(1));
        shop.deliver_again("Thandi", said).await;
        let heard = shop.heard("Thandi").pop().unwrap();
        assert_eq!(heard.body, refused);
        let business = shop.store.load_business(&shop.business).await.unwrap();
        assert_eq!(business.unwrap().settings, Default::default(), "{said}");
    }
}

#[tokio::test]
async fn who_has_no_place_any_more_answers_no_question_that_moves_stock() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.join("Sipho", Role::Staff).await;
    for (said, answer) in [("3 coke", "sold"), ("sold coke", "3")] {
        set_plan(&shop, Plan::Pro, Agreed::default()).await;
        shop.says("Sipho", said).await;
        set_plan(&shop, Plan::Free, Agreed::default()).await;
        let heard = shop.says("Sipho", answer).await;
        assert!(heard.contains("you can only look"), "{heard}");
        assert_eq!(shop.stock().await, "coke 50");
    }
}
