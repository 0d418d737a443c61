//! Owners are told what their staff's sales made low: by template, once for each crossing.

use backroom_core::business::Role;
use backroom_local::whatsapp::SendFault;
use backroom_testing::Shop;

const SOLD: &str = "Sold 3 Bread. 9 left.\nRunning low: Bread (alert at 10). What to buy: reorder";

/// Thandi's shop, with twelve loaves and an alert at ten; Sipho works there.
async fn shop(environment: &[(&str, &str)]) -> Shop {
    let shop = Shop::with_environment(environment).await;
    let shop = shop
        .with_business("Thandi's Spaza", "bread 12, milk 6")
        .await;
    shop.join("Sipho", Role::Staff).await;
    shop.says("Thandi", "alert bread 10, milk 5").await;
    shop
}

/// What Thandi got since.
fn told(shop: &Shop, since: usize) -> Vec<String> {
    let heard = shop.heard("Thandi").split_off(since);
    heard.into_iter().map(|heard| heard.body).collect()
}

#[tokio::test]
async fn an_owner_is_told_once_of_each_message_that_makes_something_low() {
    let shop = shop(&[("BACKROOM_ALERT_TEMPLATE", "stock_alert")]).await;
    let before = shop.heard("Thandi").len();
    assert_eq!(shop.says("Sipho", "sold 3 bread").await, SOLD);
    assert_eq!(told(&shop, before), ["Running low: Bread (9 left)"]);
    shop.deliver_again("Sipho", "sold 3 bread").await;
    shop.says("Sipho", "sold 1 bread").await;
    assert_eq!(told(&shop, before).len(), 1);

    shop.says("Sipho", "got 10 bread").await;
    shop.says("Sipho", "sold 8 bread, 2 milk").await;
    let line = "Running low: Bread (10 left), Milk (4 left)";
    assert_eq!(told(&shop, before)[1..], [line]);
}

#[tokio::test]
async fn who_sold_reads_it_in_the_reply_and_gets_no_template() {
    let shop = shop(&[("BACKROOM_ALERT_TEMPLATE", "stock_alert")]).await;
    assert_eq!(shop.says("Thandi", "sold 3 bread").await, SOLD);
}

#[tokio::test]
async fn without_a_template_only_who_sold_is_told() {
    let shop = shop(&[]).await;
    let before = shop.heard("Thandi").len();
    assert_eq!(shop.says("Sipho", "sold 3 bread").await, SOLD);
    assert!(told(&shop, before).is_empty());
}

#[tokio::test]
async fn a_template_that_meta_does_not_know_keeps_no_reply_back() {
    let shop = shop(&[("BACKROOM_ALERT_TEMPLATE", "stock_alert")]).await;
    let before = shop.heard("Thandi").len();
    let http = 404;
    let code = 132_001;
    shop.whatsapp
        .fail_next(1, SendFault::Refused { http, code });
    assert_eq!(shop.says("Sipho", "sold 3 bread").await, SOLD);
    assert!(told(&shop, before).is_empty());
}

#[tokio::test]
async fn an_owner_who_can_not_be_told_now_keeps_no_reply_back() {
    let shop = shop(&[("BACKROOM_ALERT_TEMPLATE", "stock_alert")]).await;
    let before = shop.heard("Thandi").len();
    // Transient: enough was written to everybody for the next minutes.
    let http = 400;
    let code = 80_007;
    shop.whatsapp
        .fail_next(1, SendFault::Refused { http, code });
    assert_eq!(shop.says("Sipho", "sold 3 bread").await, SOLD);
    assert!(told(&shop, before).is_empty());
}
