//! Limits at their edges: the last place raced for, midnight, plans and clocks that change, messages that come again; and
//! what a day has counted in the end.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by failing"
)]

use backroom_core::business::{Agreed, Business, Plan, Role};
use backroom_core::usage::{DayUsage, Meter};
use backroom_io::store::ProfileChange;
use backroom_local::faults::Fault;
use backroom_local::whatsapp::SendFault;
use backroom_testing::{PretendGemini, Shop};
use jiff::SignedDuration;
use jiff::civil::date;
use serde_json::json;

async fn change(shop: &Shop, change: impl FnOnce(&mut Business)) {
    let business = shop.store.load_business(&shop.business).await;
    let before = business.unwrap().unwrap();
    let mut after = before.clone();
    change(&mut after);
    assert!(shop.store.set_plan(&after).await.unwrap());
    let settings = ProfileChange { before, after };
    assert!(shop.store.save_business(&settings).await.unwrap());
    // Every process knows it after a while.
    shop.clock.advance(SignedDuration::from_mins(1));
}

/// From now on the business has so many messages a day.
async fn a_day(shop: &Shop, most: u32) {
    change(shop, |business| {
        business.agreed = Agreed {
            messages_a_day: Some(most),
            ..Agreed::default()
        };
    })
    .await;
}

async fn days(shop: &Shop) -> Vec<DayUsage> {
    let (from, to) = (date(2026, 1, 1), date(2027, 12, 31));
    let days = shop.store.usage_between(&shop.business, from, to).await;
    days.unwrap()
}

const OVER: &str = "That's more than ";

#[tokio::test]
async fn of_ten_who_race_for_the_last_of_fifty_places_one_gets_it() {
    for left in [1, 5] {
        let shop = Shop::open("Thandi's Spaza", "coke 100").await;
        a_day(&shop, 50).await;
        let sellers: Vec<String> = (0..10).map(|number| format!("Seller {number}")).collect();
        for seller in &sellers {
            shop.join(seller, Role::Staff).await;
        }
        for _ in left..50 {
            shop.queue("Thandi", "coke?");
        }
        shop.settle().await;
        for seller in &sellers {
            shop.queue(seller, "sold 1 coke");
        }
        shop.settle().await;
        let heard: Vec<String> = sellers
            .iter()
            .flat_map(|seller| shop.heard(seller))
            .map(|heard| heard.body)
            .collect();
        let sold = heard
            .iter()
            .filter(|body| body.starts_with("Sold 1 Coke"))
            .count();
        let told = heard.iter().filter(|body| body.starts_with(OVER)).count();
        assert_eq!((sold, told), (left, 10 - left), "{heard:?}");
        assert_eq!(shop.stock().await, format!("coke {}", 100 - left));
        let day = &days(&shop).await[0];
        assert_eq!(day.messages, 50);
        assert_eq!(day.members.len(), 1 + left);
    }
}

#[tokio::test]
async fn over_the_limit_one_is_told_once_then_there_is_silence_until_midnight() {
    // The last evening of a month, and of a year, where the business is.
    for (zone, evening, midnight) in [
        (
            "Africa/Johannesburg",
            "2026-11-30T20:00:00Z",
            "2026-11-30T22:00:00Z",
        ),
        (
            "Pacific/Auckland",
            "2026-12-31T09:00:00Z",
            "2026-12-31T11:00:00Z",
        ),
        (
            "America/Los_Angeles",
            "2026-12-01T06:00:00Z",
            "2026-12-01T08:00:00Z",
        ),
    ] {
        let mut shop = Shop::open("Thandi's Spaza", "coke 50").await;
        shop.between = SignedDuration::ZERO;
        change(&shop, |business| {
            business.time_zone = zone.to_owned();
            business.plan = Plan::Free;
        })
        .await;
        a_day(&shop, 3).await;
        shop.clock.set(evening.parse().unwrap());
        for left in [49, 48, 47] {
            let heard = shop.says("Thandi", "sold 1 coke").await;
            assert_eq!(heard, format!("Sold 1 Coke. {left} left."), "{zone}");
        }
        assert_eq!(
            shop.says("Thandi", "sold 1 coke").await,
            "That's more than Free's 3 messages a day, so this one was not done and nothing was changed. From midnight I do \
             everything again; until then only undo, help and plan, and I stay silent otherwise. For more: upgrade",
            "{zone}"
        );
        for text in [
            "sold 1 coke",
            "coke?",
            "flooble",
            "yes",
            "got 5 coke, 3 bread",
        ] {
            assert_eq!(shop.says("Thandi", text).await, "", "{zone}: {text}");
        }
        assert_eq!(
            shop.says("Thandi", "undo").await,
            "Undone: sold 1 Coke. You have 48."
        );
        assert!(shop.says("Thandi", "help").await.starts_with("Tell me"));
        assert!(shop.says("Thandi", "plan").await.contains("6 of 3, 3 over"));
        shop.clock.set(midnight.parse().unwrap());
        shop.clock.advance(SignedDuration::from_secs(-1));
        assert_eq!(shop.says("Thandi", "sold 1 coke").await, "", "{zone}");
        shop.clock.set(midnight.parse().unwrap());
        assert_eq!(
            shop.says("Thandi", "sold 1 coke").await,
            "Sold 1 Coke. 47 left.",
            "{zone}"
        );
        assert_eq!(shop.stock().await, "coke 47");
        let days = days(&shop).await;
        let [first, second] = &days[days.len() - 2..] else {
            panic!("two days");
        };
        assert_eq!((first.messages, second.messages), (6, 1), "{zone}");
        assert_eq!(first.day.tomorrow().unwrap(), second.day);
        assert_eq!(second.day.day(), 1, "{zone}");
    }
}

#[tokio::test]
async fn over_the_limit_one_still_has_a_right_to_ones_data() {
    let mut shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.between = SignedDuration::ZERO;
    shop.join("Sipho", Role::Staff).await;
    a_day(&shop, 2).await;
    for heard in ["Coke: 50.", "Coke: 50.", ""] {
        let said = shop.says("Sipho", "coke?").await;
        assert!(said.starts_with(heard), "{said}");
    }
    let heard = shop.says("Sipho", "export my data").await;
    assert!(!heard.is_empty(), "a file");
    let heard = shop.says("Sipho", "delete my data").await;
    assert!(heard.contains("delete"), "{heard}");
    let heard = shop.presses("Sipho", "Delete my data").await;
    assert!(!heard.is_empty(), "it is done");
}

#[tokio::test]
async fn an_hour_slides_over_midnight() {
    let mut shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.between = SignedDuration::ZERO;
    change(&shop, |business| {
        business.agreed = Agreed {
            messages_an_hour: Some(4),
            ..Agreed::default()
        };
    })
    .await;
    // Half past eleven in the evening.
    shop.clock.set("2026-11-24T21:30:00Z".parse().unwrap());
    for _ in 0..3 {
        assert_eq!(shop.says("Thandi", "coke?").await, "Coke: 50.");
    }
    shop.clock.set("2026-11-24T22:10:00Z".parse().unwrap());
    assert_eq!(shop.says("Thandi", "coke?").await, "Coke: 50.");
    let heard = shop.says("Thandi", "coke?").await;
    assert!(
        heard.contains("4 messages an hour") && heard.contains("From 00:40 I"),
        "{heard}"
    );
    shop.clock.set("2026-11-24T22:39:59Z".parse().unwrap());
    assert_eq!(shop.says("Thandi", "coke?").await, "");
    shop.clock.set("2026-11-24T22:40:00Z".parse().unwrap());
    for _ in 0..3 {
        assert_eq!(shop.says("Thandi", "coke?").await, "Coke: 50.");
    }
    assert_eq!(
        shop.says("Thandi", "coke?").await,
        "",
        "the one of ten past is within the hour"
    );
}

#[tokio::test]
async fn one_member_is_held_to_their_own_share() {
    let shop = Shop::open("Thandi's Spaza", "coke 1000").await;
    shop.join("Sipho", Role::Staff).await;
    change(&shop, |business| business.plan = Plan::Starter).await;
    for _ in 0..150 {
        shop.queue("Sipho", "coke?");
    }
    shop.settle().await;
    let heard = shop.says("Sipho", "sold 1 coke").await;
    assert!(
        heard.starts_with("That's more than Starter's 150 messages a day from one person, "),
        "{heard}"
    );
    assert!(
        heard.ends_with("For more, the owner can say: upgrade"),
        "{heard}"
    );
    assert_eq!(
        shop.says("Thandi", "sold 1 coke").await,
        "Sold 1 Coke. 999 left."
    );
}

#[tokio::test]
async fn a_plan_that_changes_during_the_day_counts_from_then_on() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    a_day(&shop, 2).await;
    for _ in 0..2 {
        shop.says("Thandi", "sold 1 coke").await;
    }
    assert!(shop.says("Thandi", "sold 1 coke").await.starts_with(OVER));
    a_day(&shop, 5).await;
    for left in [47, 46, 45] {
        let heard = shop.says("Thandi", "sold 1 coke").await;
        assert_eq!(
            heard,
            format!("Sold 1 Coke. {left} left."),
            "what was refused was not counted"
        );
    }
    // Told today, so there is silence; and a smaller plan takes nothing back.
    assert_eq!(shop.says("Thandi", "sold 1 coke").await, "");
    a_day(&shop, 3).await;
    assert_eq!(shop.says("Thandi", "sold 1 coke").await, "");
    assert_eq!(shop.stock().await, "coke 45");
    shop.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(
        shop.says("Thandi", "sold 1 coke").await,
        "Sold 1 Coke. 44 left."
    );
}

#[tokio::test]
async fn what_was_let_through_is_not_refused_when_it_comes_again() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    a_day(&shop, 3).await;
    shop.join("Sipho", Role::Staff).await;
    let first = shop.says("Thandi", "sold 2 coke").await;
    // The second has its place, and fails: the queue brings it again after others took the rest.
    let faults = &shop.local.aws.faults;
    faults.next_times("TransactWriteItems", Fault::ServerError, 30);
    assert_eq!(shop.says("Thandi", "sold 3 coke").await, "");
    faults.clear();
    shop.says("Sipho", "coke?").await;
    assert!(shop.says("Sipho", "coke?").await.starts_with(OVER));
    shop.clock.advance(SignedDuration::from_mins(2));
    shop.settle().await;
    assert_eq!(
        shop.heard("Thandi").pop().unwrap().body,
        "Sold 3 Coke. 45 left."
    );
    // And WhatsApp brings the first again, days later.
    shop.clock.advance(SignedDuration::from_hours(40));
    shop.deliver_again("Thandi", "sold 2 coke").await;
    assert_eq!(shop.heard("Thandi").pop().unwrap().body, first);
    assert_eq!(shop.stock().await, "coke 45");
    let day = &days(&shop).await[0];
    assert_eq!(
        (day.messages, day.meter.errors),
        (4, 1),
        "what comes again when its day is long over counts again: no limit depends on it any more"
    );
    assert_eq!(
        day.meter.replies, 5,
        "three that were let through, a refusal, one again"
    );
}

/// It had its place, got lost on the way (a dead letter), and comes back when that day is long over.
#[tokio::test]
async fn what_comes_late_is_done_whatever_its_day_had() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    a_day(&shop, 2).await;
    shop.gives_up_on("Thandi", "sold 3 coke").await;
    shop.says("Thandi", "coke?").await;
    assert!(shop.says("Thandi", "coke?").await.starts_with(OVER));
    shop.clock.advance(SignedDuration::from_hours(30));
    shop.deliver_again("Thandi", "sold 3 coke").await;
    assert_eq!(
        shop.heard("Thandi").pop().unwrap().body,
        "Sold 3 Coke. 47 left."
    );
}

#[tokio::test]
async fn a_notice_that_was_lost_comes_with_the_same_message() {
    let shop = Shop::open("Thandi's Spaza", "coke 50").await;
    a_day(&shop, 1).await;
    shop.says("Thandi", "coke?").await;
    let away = SendFault::Refused {
        http: 503,
        code: 131_016,
    };
    shop.whatsapp.fail_next(10, away);
    assert_eq!(shop.says("Thandi", "sold 1 coke").await, "");
    let before = shop.heard("Thandi").len();
    for _ in 0..3 {
        shop.clock.advance(SignedDuration::from_mins(2));
        shop.settle().await;
    }
    let heard = shop.heard("Thandi").split_off(before);
    assert_eq!(heard.len(), 1);
    assert!(heard[0].body.starts_with(OVER));
}

/// What was done is answered together; while no answer is taken, all of it comes again.
#[tokio::test]
async fn a_burst_counts_once_however_often_it_comes() {
    for between in [SignedDuration::ZERO, SignedDuration::from_secs(1)] {
        let mut shop = Shop::open("Thandi's Spaza", "coke 50").await;
        a_day(&shop, 5).await;
        let away = SendFault::Refused {
            http: 503,
            code: 131_016,
        };
        shop.whatsapp.fail_next(10, away);
        for text in ["sold 1 coke", "sold 2 coke", "sold 3 coke", "sold 4 coke"] {
            shop.queue("Thandi", text);
            shop.clock.advance(between);
        }
        for _ in 0..4 {
            shop.settle().await;
            shop.clock.advance(SignedDuration::from_mins(2));
            shop.swap_processes();
        }
        let heard = shop.heard("Thandi");
        assert_eq!(heard.len(), 1, "{heard:?}");
        assert!(
            heard[0].body.ends_with("Sold 4 Coke. 40 left."),
            "{heard:?}"
        );
        assert_eq!(days(&shop).await[0].messages, 4, "{between}");
        assert_eq!(shop.says("Thandi", "coke?").await, "Coke: 40.");
    }
}

/// The clock of the process goes back over midnight, and an hour; what was sent when is WhatsApp's to say.
#[tokio::test]
async fn a_clock_that_goes_back_gives_nobody_more() {
    let mut shop = Shop::open("Thandi's Spaza", "coke 50").await;
    shop.between = SignedDuration::from_millis(5);
    a_day(&shop, 4).await;
    for (time, texts) in [
        ("2026-11-24T22:30:00Z", 3),
        ("2026-11-24T21:30:00Z", 3),
        ("2026-11-24T22:31:00Z", 3),
        ("2026-11-24T20:31:00Z", 3),
    ] {
        shop.clock.set(time.parse().unwrap());
        for _ in 0..texts {
            shop.says("Thandi", "sold 1 coke").await;
        }
    }
    let counted: Vec<u64> = days(&shop).await.iter().map(|day| day.messages).collect();
    assert_eq!(counted, [4, 4]);
    assert_eq!(shop.stock().await, "coke 42");
}

#[tokio::test]
async fn a_stranger_who_floods_is_not_answered_any_more() {
    let shop = Shop::empty().await;
    for _ in 0..30 {
        shop.says("Flood", "hello").await;
    }
    assert_eq!(shop.heard("Flood").len(), 20);
    assert!(!shop.says("Zola", "hello").await.is_empty());
    shop.clock.advance(SignedDuration::from_hours(24));
    assert!(!shop.says("Flood", "hello").await.is_empty());
}

#[tokio::test]
async fn a_day_meters_what_it_cost_and_an_ordinary_message_pays_one_unit_for_all_of_it() {
    let shop = Shop::open("Thandi's Spaza", "coke 50, bread 10").await;
    let before = shop.store.consumed();
    for text in [
        "sold 1 coke",
        "sold 1 coke, 2 bread",
        "coke?",
        "help",
        "wena the ouma walked off happy",
        "sold 99 coke",
    ] {
        shop.says("Thandi", text).await;
    }
    let used = shop.store.consumed().since(before);
    let day = &days(&shop).await[0];
    assert_eq!(day.messages, 6);
    // The last message's correction waits: it was foreseen to write an item too, and was refused.
    let waiting = 3;
    assert_eq!(
        day.meter,
        Meter {
            replies: 6,
            unknown: 1,
            write_units: i64::try_from(used.write_halves / 2).unwrap() + waiting,
            ..Meter::default()
        }
    );
    shop.says("Thandi", "coke?").await;
    let used = shop.store.consumed().since(before);
    let day = &days(&shop).await[0];
    assert_eq!(
        day.meter.write_units,
        i64::try_from(used.write_halves / 2).unwrap()
    );
}

#[tokio::test]
async fn tokens_are_metered_for_the_business_that_asked() {
    let gemini = PretendGemini::start().await;
    let shop = Shop::with_environment(&gemini.environment()).await;
    let shop = shop.with_business("Thandi's Spaza", "coke 50").await;
    let words = "wena the ouma walked off happy with 3 coke";
    let lines = json!([{"action": "remove", "quantity": "3", "unit": null, "name": "coke", "reason": "sale"}]);
    gemini.reads(words, "change", &lines);
    shop.says("Thandi", words).await;
    shop.says("Thandi", words).await;
    let meter = days(&shop).await[0].meter;
    assert_eq!(
        (meter.unknown, meter.gemini_texts),
        (2, 1),
        "the second time its answer was kept"
    );
    assert!(
        meter.tokens_asked > 0 && meter.tokens_answered > 0,
        "{meter:?}"
    );
}

#[tokio::test]
async fn words_over_a_limit_are_not_asked_about() {
    let gemini = PretendGemini::start().await;
    let shop = Shop::with_environment(&gemini.environment()).await;
    let shop = shop.with_business("Thandi's Spaza", "coke 50").await;
    shop.says("Lindiwe", "hi").await;
    shop.says("Lindiwe", "Lindiwe's Tavern").await;
    shop.join("Sipho", Role::Staff).await;
    a_day(&shop, 2).await;
    shop.says("Thandi", "coke?").await;
    let words = "wena the ouma walked off happy with 3 coke";
    let last = "wena the ouma walked off happy with 4 coke";
    shop.queue("Thandi", last);
    shop.queue("Sipho", "wena the ouma walked off happy with 5 coke");
    shop.queue("Lindiwe", words);
    shop.settle().await;
    let asked = gemini.asked().concat();
    shop.queue("Sipho", "wena the ouma walked off happy with 6 coke");
    shop.queue("Lindiwe", "wena the ouma walked off happy with 7 coke");
    shop.settle().await;
    let then = gemini.asked().concat();
    assert_eq!(
        then[asked.len()..],
        ["wena the ouma walked off happy with 7 coke"]
    );
}
