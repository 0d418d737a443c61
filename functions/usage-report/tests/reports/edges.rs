//! Days, weeks and months end at each business's own midnight.

use jiff::{SignedDuration, Timestamp};

use super::house::{House, Moves, at};

#[tokio::test]
async fn each_business_hears_of_its_own_day_across_a_months_end() {
    let house = House::with(&[("BACKROOM_REPORT_TEMPLATE", "stock_report")]).await;
    // The last seconds of Monday 30 November and the first of Tuesday 1 December, in each time zone.
    let zones = [
        ("Auckland", "Pacific/Auckland", "2026-11-30T11:00:00Z"),
        (
            "Johannesburg",
            "Africa/Johannesburg",
            "2026-11-30T22:00:00Z",
        ),
        ("Los Angeles", "America/Los_Angeles", "2026-12-01T08:00:00Z"),
    ];
    let mut shops = Vec::new();
    for (name, zone, midnight) in zones {
        let shop = house.shop(name, zone).await;
        for (seconds, item) in [
            (-86_401, "milk"),
            (-86_400, "coke"),
            (-1, "bread"),
            (0, "milk"),
        ] {
            let moment = at(midnight) + SignedDuration::from_secs(seconds);
            house
                .moves(&shop, "sipho", &moment.to_string(), Moves::sold(2, item))
                .await;
        }
        shops.push(shop);
    }
    // Every hour, from before the first morning of Tuesday to after the last.
    hourly(&house, "2026-11-30T12:00:00Z", 32).await;
    for shop in &shops {
        let heard = house.heard(&shop.phone);
        let of_monday: Vec<&String> = heard
            .iter()
            .filter(|text| text.contains("Mon 30 Nov"))
            .collect();
        let name = &shop.business.name;
        assert_eq!(of_monday.len(), 1, "{name}: {heard:?}");
        assert!(
            of_monday[0].contains("Sold: 2 Bread, 2 Coke. 2 messages"),
            "{name}: {heard:?}"
        );
    }
}

#[tokio::test]
async fn on_a_monday_each_business_hears_of_its_week_across_the_years_end() {
    let house = House::with(&[("BACKROOM_REPORT_TEMPLATE", "stock_report")]).await;
    // Monday 4 January begins; the week began on 28 December.
    let zones = [
        ("Auckland", "Pacific/Auckland", "2027-01-03T11:00:00Z"),
        (
            "Johannesburg",
            "Africa/Johannesburg",
            "2027-01-03T22:00:00Z",
        ),
        ("Los Angeles", "America/Los_Angeles", "2027-01-04T08:00:00Z"),
    ];
    let mut shops = Vec::new();
    for (name, zone, midnight) in zones {
        let shop = house.shop(name, zone).await;
        let week = 7 * 86_400;
        for (seconds, item) in [
            (-week - 1, "milk"),
            (-week, "coke"),
            (-1, "bread"),
            (0, "milk"),
        ] {
            let moment = at(midnight) + SignedDuration::from_secs(seconds);
            house
                .moves(&shop, "sipho", &moment.to_string(), Moves::sold(2, item))
                .await;
        }
        shops.push(shop);
    }
    hourly(&house, "2027-01-03T17:00:00Z", 24).await;
    for shop in &shops {
        let heard = house.heard(&shop.phone);
        let of_week: Vec<&String> = heard
            .iter()
            .filter(|text| text.contains("last week"))
            .collect();
        let name = &shop.business.name;
        assert_eq!(of_week.len(), 1, "{name}: {heard:?}");
        assert!(
            of_week[0]
                .starts_with("last week (28 Dec to 3 Jan): Sold: 2 Bread, 2 Coke. 2 messages"),
            "{name}: {heard:?}"
        );
    }
}

async fn hourly(house: &House, from: &str, hours: i64) {
    for hour in 0..hours {
        let moment: Timestamp = at(from) + SignedDuration::from_hours(hour);
        house.fires(&moment.to_string()).await;
    }
}
