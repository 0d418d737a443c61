//! Counting messages where there is room for them: by whom and how often they come, and who else comes.

use backroom_core::business::Role;
use backroom_core::ids::{BusinessId, MemberId, MessageId, ScopedUserId};
use backroom_core::limit::{Sent, Side};
use backroom_core::message::Sender;
use backroom_core::usage::Meter;
use backroom_io::store::{Counted, DayCounts, Incoming, Store};
use futures::future::join_all;
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::support::{Fault, at, member, number, phone_only, shop, shop_with_retries, table};

/// Who counts messages of a business.
struct Counter<'a> {
    store: &'a Store,
    business: &'a BusinessId,
    caps: (u32, u32),
}

impl Counter<'_> {
    async fn count(&self, by: &MemberId, message: &str, sent_at: Timestamp) -> Counted {
        self.with(by, message, sent_at, &Meter::default(), None)
            .await
    }

    async fn with(
        &self,
        by: &MemberId,
        message: &str,
        sent_at: Timestamp,
        meter: &Meter,
        known: Option<&DayCounts>,
    ) -> Counted {
        let incoming = Incoming {
            business: self.business,
            member: by,
            message: &MessageId::new(message),
            sent_at,
            sent: &sent(sent_at),
            again: false,
            caps: self.caps,
            meter,
            known,
        };
        self.store.count_message(&incoming).await.unwrap()
    }
}

fn sent(at: Timestamp) -> Sent {
    Sent::at(at, &TimeZone::get("Africa/Johannesburg").unwrap())
}

fn members(business: &BusinessId, many: usize) -> Vec<MemberId> {
    let member = |name: String| member(business, &name, Role::Staff, &MessageId::new(&name)).id;
    (0..many).map(|one| member(format!("m{one}"))).collect()
}

#[tokio::test]
async fn ten_who_race_for_the_last_places_get_exactly_those() {
    let shop = shop().await;
    let counter = Counter {
        store: &shop.store,
        business: shop.id(),
        caps: (50, 40),
    };
    let members = members(shop.id(), 10);
    let races = members.iter().map(async |by| {
        let messages: Vec<String> = (0..10).map(|one| format!("{by} {one}")).collect();
        let counted = messages
            .iter()
            .map(|message| counter.count(by, message, at(0)));
        let counted = join_all(counted).await;
        counted
            .iter()
            .filter(|counted| matches!(counted, Counted::Now(_)))
            .count()
    });
    let counted: usize = join_all(races).await.into_iter().sum();
    assert_eq!(counted, 50);
    let day = shop
        .store
        .day_counts(shop.id(), sent(at(0)).day)
        .await
        .unwrap();
    assert_eq!(day.all().messages, 50);
    let own: u32 = members.iter().map(|by| day.of(by).messages).sum();
    assert_eq!(own, 50);
}

#[tokio::test]
async fn a_message_counts_once_and_is_never_refused_what_it_was_granted() {
    let shop = shop_with_retries().await;
    let counter = Counter {
        store: &shop.store,
        business: shop.id(),
        caps: (2, 2),
    };
    let members = members(shop.id(), 2);
    // The answer to the first attempt is lost: the client repeats the call.
    shop.faults.next("UpdateItem", Fault::LostAnswer);
    let first = counter.count(&members[0], "one", at(0)).await;
    assert_eq!(shop.faults.left(), 0);
    assert!(matches!(&first, Counted::Before(day) if day.all().messages == 1));
    assert!(matches!(
        counter.count(&members[0], "two", at(1)).await,
        Counted::Now(_)
    ));
    // It comes again after the last place is gone.
    let again = counter.count(&members[0], "two", at(1)).await;
    assert!(
        matches!(&again, Counted::Before(day) if day.all().messages == 2),
        "{again:?}"
    );
    let Counted::Full(day) = counter.count(&members[1], "three", at(2)).await else {
        panic!("there was no room");
    };
    assert_eq!(day.of(&members[1]).messages, 0, "nothing is written of it");
}

#[tokio::test]
async fn a_day_says_who_wrote_when_and_what_it_cost() {
    let shop = shop().await;
    let counter = Counter {
        store: &shop.store,
        business: shop.id(),
        caps: (50, 50),
    };
    let members = members(shop.id(), 2);
    let meter = Meter {
        replies: 1,
        write_units: 5,
        ..Meter::default()
    };
    let before = shop.store.consumed();
    for second in 0..3 {
        counter
            .with(&members[0], &format!("a{second}"), at(second), &meter, None)
            .await;
    }
    counter.with(&members[1], "b", at(9), &meter, None).await;
    let used = shop.store.consumed().since(before);
    assert_eq!((used.write_halves, used.read_halves), (8, 0), "a unit each");
    let late = Meter {
        replies: -1,
        tokens_asked: 850,
        ..Meter::default()
    };
    shop.store
        .meter(shop.id(), sent(at(0)).day, &late)
        .await
        .unwrap();
    let days = shop
        .store
        .usage_between(shop.id(), date(2026, 1, 1), date(2027, 1, 1))
        .await;
    let days = days.unwrap();
    assert_eq!(days.len(), 1);
    assert_eq!((days[0].messages, days[0].unrecorded), (4, 0));
    assert_eq!(
        days[0]
            .members
            .values()
            .collect::<Vec<_>>()
            .iter()
            .map(|n| **n)
            .sum::<u64>(),
        4
    );
    assert_eq!(days[0].members[&members[0]], 3);
    assert_eq!(days[0].last[&members[0]], at(2));
    assert_eq!(days[0].last[&members[1]], at(9));
    let meter = days[0].meter;
    assert_eq!(
        (meter.replies, meter.write_units, meter.tokens_asked),
        (3, 20, 850)
    );
}

/// Ten members who all write within the hour, all day long, hardly leave one unit.
#[tokio::test]
async fn a_record_stays_small_since_spans_that_are_over_are_dropped() {
    let shop = shop().await;
    let counter = Counter {
        store: &shop.store,
        business: shop.id(),
        caps: (5_000, 5_000),
    };
    let members = members(shop.id(), 6);
    let mut known = None;
    let before = shop.store.consumed();
    for quarter in 0..40 {
        let now = at(0) + SignedDuration::from_mins(15 * quarter);
        if sent(now).day != sent(at(0)).day {
            break;
        }
        for by in &members {
            let message = format!("{by} {quarter}");
            let counted = counter
                .with(by, &message, now, &Meter::default(), known.as_ref())
                .await;
            let Counted::Now(day) = counted else {
                panic!("there is room");
            };
            known = Some(day);
        }
    }
    let known = known.unwrap();
    let used = shop.store.consumed().since(before);
    assert_eq!(
        used.write_halves / 2,
        u64::from(known.all().messages),
        "a unit each"
    );
    assert!(known.all().spans.len() <= 8, "{:?}", known.all().spans);
}

#[tokio::test]
async fn an_hour_that_is_full_is_known_from_the_days_own_count() {
    let shop = shop().await;
    let by = &members(shop.id(), 1)[0];
    let mut known = DayCounts::default();
    let mut through = Vec::new();
    for minute in (0..180).step_by(5) {
        let now = at(0) + SignedDuration::from_mins(minute);
        let one = known.of(by);
        let side = |today| Side {
            today,
            before: None,
            a_day: 100,
            an_hour: 6,
        };
        let caps = (
            side(known.all()).cap(&sent(now)),
            side(&one).cap(&sent(now)),
        );
        let counter = Counter {
            store: &shop.store,
            business: shop.id(),
            caps,
        };
        let message = minute.to_string();
        let counted = counter
            .with(by, &message, now, &Meter::default(), Some(&known))
            .await;
        if let Counted::Now(day) = counted {
            known = day;
            through.push(minute);
        }
    }
    for minute in &through {
        let hour = through
            .iter()
            .filter(|at| (*minute - 59..=*minute).contains(*at))
            .count();
        assert!(hour <= 6, "{through:?}");
    }
    assert!(through.len() > 12, "{through:?}");
}

#[tokio::test]
async fn each_member_is_told_once_a_day_by_one_message() {
    let shop = shop().await;
    let [thandi, sipho] = &members(shop.id(), 2)[..] else {
        panic!("two");
    };
    let [one, two] = ["one", "two"].map(MessageId::new);
    let day = date(2026, 11, 24);
    let tell = async |member: &MemberId, message: &MessageId, day| {
        let of = (shop.id(), member);
        let counts = shop.store.tell_once(of, message, day).await.unwrap();
        counts.told(member, message)
    };
    assert_eq!(tell(thandi, &one, day).await, Some(true));
    assert_eq!(tell(thandi, &two, day).await, Some(false));
    assert_eq!(
        tell(thandi, &one, day).await,
        Some(true),
        "its answer may have been lost"
    );
    assert_eq!(tell(sipho, &two, day).await, Some(true));
    assert_eq!(tell(thandi, &two, date(2026, 11, 25)).await, Some(true));
}

#[tokio::test]
async fn a_stranger_is_heard_so_often_in_a_day_whatever_identity_counts_less() {
    let (store, _, _) = table(1).await;
    let day = (date(2026, 11, 24), at(0));
    let both = Sender {
        user_id: Some(ScopedUserId::new("ZA.1")),
        ..phone_only("27820000001")
    };
    let count = async |sender: &Sender, day| {
        store
            .count_stranger(&number(), sender, day, 3)
            .await
            .unwrap()
    };
    for _ in 0..3 {
        assert!(count(&both, day).await);
    }
    assert!(!count(&both, day).await);
    assert!(count(&phone_only("27820000002"), day).await);
    assert!(count(&both, (date(2026, 11, 25), at(90_000))).await);
}
