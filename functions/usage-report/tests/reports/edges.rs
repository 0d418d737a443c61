//! Days, weeks and months end at each business's own midnight.

use backroom_core::business::{Business, Plan};
use jiff::{SignedDuration, Timestamp};

use super::house::{House, Moves, Shop, at};

/// How long a day is, in seconds.
const DAY: i64 = 86_400;

#[tokio::test]
async fn each_business_hears_of_its_own_day() {
    let house = templated().await;
    // Tuesday 1 December ends.
    let shops = shops(&house, "2026-12-02", [-DAY - 1, -DAY, -1, 0]).await;
    hourly(&house, "2026-12-01T12:00:00Z", 32).await;
    for shop in &shops {
        let heard = heard(&house, shop, "Tue 1 Dec");
        assert!(
            heard.contains("Sold: 2 Bread, 2 Coke. 2 messages"),
            "{heard}"
        );
    }
}

#[tokio::test]
async fn on_a_monday_each_business_hears_of_its_week_across_the_years_end() {
    let house = templated().await;
    // Monday 4 January begins; the week began on 28 December.
    let shops = shops(&house, "2027-01-04", [-7 * DAY - 1, -7 * DAY, -1, 0]).await;
    hourly(&house, "2027-01-03T17:00:00Z", 24).await;
    for shop in &shops {
        let heard = heard(&house, shop, "last week");
        let expected =
            "last week (28 Dec to 3 Jan): Sold: 2 Bread, 2 Coke. Did not move: Milk. 2 messages";
        assert!(heard.starts_with(expected), "{heard}");
    }
}

#[tokio::test]
async fn on_the_first_each_business_hears_of_its_month() {
    let house = templated().await;
    // November has 30 days.
    let shops = shops(&house, "2026-12-01", [-30 * DAY - 1, -30 * DAY, -1, 0]).await;
    hourly(&house, "2026-11-30T12:00:00Z", 32).await;
    for shop in &shops {
        let heard = heard(&house, shop, "last month");
        let expected =
            "last month (November 2026): Sold: 2 Bread, 2 Coke. Did not move: Milk. 2 messages";
        assert!(heard.starts_with(expected), "{heard}");
    }
}

async fn templated() -> House {
    House::with(&[("BACKROOM_REPORT_TEMPLATE", "stock_report")]).await
}

/// A business in each of three time zones; each sold milk, coke, bread and milk so many seconds from the midnight with
/// which that day begins there. None of these midnights is near a change of clocks but the first of November, when
/// Los Angeles has its longest day.
async fn shops(house: &House, day: &str, seconds: [i64; 4]) -> Vec<Shop> {
    let mut shops = Vec::new();
    for (name, zone, behind) in [
        ("Auckland", "Pacific/Auckland", -13),
        ("Johannesburg", "Africa/Johannesburg", -2),
        ("Los Angeles", "America/Los_Angeles", 8),
    ] {
        let shop = house.shop(name, zone).await;
        let midnight = at(&format!("{day}T00:00:00Z")) + SignedDuration::from_hours(behind);
        for (seconds, item) in seconds.into_iter().zip(["milk", "coke", "bread", "milk"]) {
            let mut moment = midnight + SignedDuration::from_secs(seconds);
            if name == "Los Angeles" && seconds <= -30 * DAY {
                moment -= SignedDuration::from_hours(1);
            }
            house
                .moves(&shop, "sipho", &moment.to_string(), Moves::sold(2, item))
                .await;
        }
        shops.push(shop);
    }
    shops
}

/// The one report with these words.
fn heard(house: &House, shop: &Shop, words: &str) -> String {
    let heard = house.heard(&shop.phone);
    let mut of_it = heard.iter().filter(|text| text.contains(words));
    let first = of_it.next();
    assert!(of_it.next().is_none(), "{}: {heard:?}", shop.business.name);
    first
        .unwrap_or_else(|| panic!("{}: {heard:?}", shop.business.name))
        .clone()
}

/// From before the first of the three mornings to after the last.
async fn hourly(house: &House, from: &str, hours: i64) {
    for hour in 0..hours {
        let moment: Timestamp = at(from) + SignedDuration::from_hours(hour);
        house.fires(&moment.to_string()).await;
    }
}

#[tokio::test]
async fn a_business_whose_time_zone_is_no_longer_known_hears_at_utc() {
    let house = templated().await;
    let shop = house.shop("Nowhere", "Atlantis/Capital").await;
    let sold = Moves::sold(2, "bread");
    house
        .moves(&shop, "sipho", "2026-12-01T23:30:00Z", sold)
        .await;
    let run = house.fires("2026-12-02T07:00:00Z").await;
    assert_eq!((run.sent, run.failed), (1, 0), "{run:?}");
    heard(&house, &shop, "Tue 1 Dec");
}

#[tokio::test]
async fn a_month_s_report_has_the_trends_where_the_plan_does() {
    let house = House::new().await;
    let mut shops = Vec::new();
    for (name, plan) in [("Thandi's Spaza", Plan::Pro), ("Sipho's", Plan::Starter)] {
        let shop = house.shop(name, "Africa/Johannesburg").await;
        let business = Business {
            plan,
            ..shop.business.clone()
        };
        assert!(house.store.set_plan(&business).await.unwrap());
        for day in 10..20 {
            let sent_at = format!("2026-11-{day}T08:00:00Z");
            let sold = Moves::sold(9, "bread");
            house.moves(&shop, "owner", &sent_at, sold).await;
        }
        house.asks(&shop, "owner", "2026-11-30").await;
        house.writes(&shop.phone, "2026-11-30T12:00:00Z");
        shops.push((shop, plan));
    }
    let run = house.fires("2026-12-01T06:00:00Z").await;
    assert_eq!(run.sent, 2, "{run:?}");
    for (shop, plan) in shops {
        let heard = house.heard(&shop.phone).pop().unwrap();
        let trends = "11 messages, 10 changes.\n\n\
             Trends, 3 Nov to 30 Nov:\n\
             (I know of nothing before 10 Nov.)\n\
             In 10 sales\n\
             Busiest day: Tuesday (2 sales)\n\
             To order, to last 14 days:\n\
             • Bread: 35 (3 days left)\n\n\
             To stop these: reports off";
        assert_eq!(heard.ends_with(trends), plan == Plan::Pro, "{heard}");
        assert_eq!(heard.contains("Trends"), plan == Plan::Pro, "{heard}");
    }
}
