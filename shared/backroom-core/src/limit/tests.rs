//! Days and hours at their edges, and a day of messages against a list of all of them.

use proptest::prelude::*;

use super::*;
use crate::business::Plan;
use crate::parse::parse;

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn sent(time: &str, zone: &str) -> Sent {
    Sent::at(at(time), &TimeZone::get(zone).unwrap())
}

/// Where, when: the day there and its span; and of the day before the span from which on the hour counts.
const EDGES: [&str; 10] = [
    // Month ends: it is December in Auckland while it is November in the others.
    "Pacific/Auckland 2026-11-30T10:59:59Z: 2026-11-30 71",
    "Pacific/Auckland 2026-11-30T11:00:00Z: 2026-12-01 0, 2026-11-30 69",
    "Africa/Johannesburg 2026-11-30T21:59:59Z: 2026-11-30 71",
    "Africa/Johannesburg 2026-11-30T22:00:00Z: 2026-12-01 0, 2026-11-30 69",
    "America/Los_Angeles 2026-12-01T07:59:59Z: 2026-11-30 71",
    "America/Los_Angeles 2026-12-01T08:40:00Z: 2026-12-01 2, 2026-11-30 71",
    "America/Los_Angeles 2026-12-01T09:00:00Z: 2026-12-01 3",
    // A year's end, and a zone that is a quarter of an hour off.
    "Asia/Kathmandu 2026-12-31T18:15:00Z: 2027-01-01 0, 2026-12-31 69",
    // The day before had 25 hours, or 23.
    "America/Los_Angeles 2026-11-02T08:10:00Z: 2026-11-02 0, 2026-11-01 72",
    "Pacific/Auckland 2026-09-27T11:10:00Z: 2026-09-28 0, 2026-09-27 66",
];

#[test]
fn a_day_begins_at_midnight_where_the_business_is() {
    for edge in EDGES {
        let (given, _) = edge.split_once(": ").unwrap();
        let (zone, time) = given.split_once(' ').unwrap();
        let sent = sent(time, zone);
        let day_before = sent.day_before(&TimeZone::get(zone).unwrap());
        let day_before = day_before.map_or(String::new(), |(day, span)| format!(", {day} {span}"));
        assert_eq!(
            format!("{given}: {} {}{day_before}", sent.day, sent.span),
            edge
        );
    }
}

/// A business whose day has let through these, at these times of Johannesburg's 24 November.
fn count(spans: &[(i64, u32)]) -> Count {
    Count {
        messages: spans.iter().map(|(_, count)| count).sum(),
        spans: spans.iter().copied().collect(),
    }
}

fn side(today: &Count, a_day: u32, an_hour: u32) -> Side<'_> {
    Side {
        today,
        before: None,
        a_day,
        an_hour,
    }
}

#[test]
fn the_day_ends_at_midnight_and_the_hour_when_its_first_messages_are_an_hour_old() {
    // Noon is span 36.
    let noon = sent("2026-11-24T10:05:00Z", "Africa/Johannesburg");
    let again = |side: Side<'_>| {
        let nobody = Count::default();
        let one = Side {
            today: &nobody,
            before: None,
            ..side
        };
        let full = reached(&side, &one, &noon)?;
        let again = full
            .again
            .to_zoned_datetime(TimeZone::get("Africa/Johannesburg").unwrap());
        Some((
            full.period,
            full.most,
            again.strftime("%d %H:%M").to_string(),
        ))
    };
    let fifty = count(&[(30, 20), (34, 25), (36, 5)]);
    assert_eq!(
        again(side(&fifty, 50, 500)),
        Some((Period::Day, 50, "25 00:00".into()))
    );
    assert_eq!(again(side(&fifty, 51, 500)), None);
    // 30 in the hour: those of 11:20 have left it at 12:40.
    assert_eq!(
        again(side(&fifty, 99, 30)),
        Some((Period::Hour, 30, "24 12:40".into()))
    );
    assert_eq!(again(side(&fifty, 99, 31)), None);
    assert_eq!(
        again(side(&fifty, 99, 5)),
        Some((Period::Hour, 5, "24 13:20".into()))
    );
    // Both: the day is longer.
    assert_eq!(
        again(side(&fifty, 50, 5)),
        Some((Period::Day, 50, "25 00:00".into()))
    );
    assert_eq!(side(&fifty, 99, 31).cap(&noon), 51);
    assert_eq!(
        side(&fifty, 99, 30).cap(&noon),
        50,
        "and 50 is not below 50"
    );
    assert_eq!(side(&fifty, 0, 30).cap(&noon), 0);
}

#[test]
fn an_hour_goes_over_midnight_and_a_day_does_not() {
    let past = sent("2026-11-24T22:10:00Z", "Africa/Johannesburg");
    let (day, from) = past
        .day_before(&TimeZone::get("Africa/Johannesburg").unwrap())
        .unwrap();
    assert_eq!((day.to_string().as_str(), from), ("2026-11-24", 69));
    let before = count(&[(40, 500), (68, 20), (69, 30), (71, 10)]);
    let today = count(&[(0, 5)]);
    let side = Side {
        today: &today,
        before: Some((&before, from)),
        a_day: 100,
        an_hour: 50,
    };
    assert_eq!(side.cap(&past), 10, "40 of the day before, and ten");
    assert!(side.full(Whose::Business, &past).next().is_none());
    let full = Side {
        an_hour: 45,
        ..side
    };
    let full: Vec<Full> = full.full(Whose::Business, &past).collect();
    assert_eq!(full[0].again, at("2026-11-24T22:20:00Z"));
    let none = Side {
        an_hour: 40,
        ..side
    };
    assert_eq!(none.cap(&past), 0);
}

#[test]
fn taking_back_help_and_the_plan_are_essential() {
    for text in [
        "undo",
        "undo 2",
        "help",
        "hi",
        "help stock",
        "plan",
        "upgrade to pro",
    ] {
        assert!(is_essential(&parse(text)), "{text}");
    }
    for text in [
        "sold 1 coke",
        "stock",
        "no, 15",
        "yes",
        "thanks",
        "invite",
        "flooble",
    ] {
        assert!(!is_essential(&parse(text)), "{text}");
    }
    let free = Plan::Free.allowance();
    assert_eq!(
        for_essentials(&free).messages_a_day,
        free.messages_a_day + ESSENTIAL_MORE
    );
}

/// Messages sent at these seconds after noon of some day; those that were let through. One process sees all of them.
fn let_through(seconds: &[i64], a_day: u32, an_hour: u32) -> Vec<i64> {
    let zone = TimeZone::get("Africa/Johannesburg").unwrap();
    let noon = at("2026-11-24T10:00:00Z");
    let mut days: BTreeMap<Date, Count> = BTreeMap::new();
    let mut through = Vec::new();
    for second in seconds {
        let sent = Sent::at(noon + SignedDuration::from_secs(*second), &zone);
        let before = sent.day_before(&zone);
        let before = before.map(|(day, from)| (days.get(&day).cloned().unwrap_or_default(), from));
        let today = days.entry(sent.day).or_default();
        let side = Side {
            today,
            before: before.as_ref().map(|(count, from)| (count, *from)),
            a_day,
            an_hour,
        };
        let room = today.messages < side.cap(&sent);
        assert_eq!(room, side.full(Whose::Member, &sent).next().is_none());
        if room {
            today.messages += 1;
            *today.spans.entry(sent.span).or_default() += 1;
            through.push(*second);
        }
    }
    through
}

proptest! {
    /// Over two days: the sliding hour is never exceeded, and never held back for longer than an hour and a span.
    #[test]
    fn an_hour_has_never_more_and_is_never_held_back_for_long(
        gaps in prop::collection::vec(0_i64..2_000, 1..120),
        an_hour in 1_u32..12,
    ) {
        let seconds: Vec<i64> = gaps.iter().scan(0, |at, gap| { *at += gap; Some(*at) }).collect();
        let through = let_through(&seconds, u32::MAX, an_hour);
        let within = |from: i64, to: i64| through.iter().filter(|at| (from..to).contains(*at)).count() as u32;
        for second in &through {
            prop_assert!(within(*second - 3_599, *second + 1) <= an_hour);
        }
        for second in seconds.iter().filter(|second| !through.contains(second)) {
            prop_assert!(within(*second - 4_800, *second + 1) >= an_hour, "{second} was held back");
        }
    }

    /// On one day, in whatever order messages come, and whatever any clock of ours says.
    #[test]
    fn in_no_order_has_an_hour_or_a_day_more(
        seconds in prop::collection::vec(0_i64..36_000, 1..120),
        an_hour in 1_u32..12,
        a_day in 1_u32..60,
    ) {
        let mut through = let_through(&seconds, a_day, an_hour);
        through.sort_unstable();
        prop_assert!(through.len() <= a_day as usize);
        for second in &through {
            let hour = through.iter().filter(|at| (*second..*second + 3_600).contains(*at));
            prop_assert!(hour.count() <= an_hour as usize);
        }
    }

    /// Who knows less of the day never lets more through.
    #[test]
    fn what_is_not_known_lets_no_more_through(
        seconds in prop::collection::vec(0_i64..36_000, 1..80),
        known in 0_usize..80,
        an_hour in 1_u32..12,
    ) {
        let zone = TimeZone::get("Africa/Johannesburg").unwrap();
        let noon = at("2026-11-24T10:00:00Z");
        let mut sorted = seconds;
        sorted.sort_unstable();
        let counted = |seconds: &[i64]| {
            let mut count = Count::default();
            for second in seconds {
                let sent = Sent::at(noon + SignedDuration::from_secs(*second), &zone);
                count.messages += 1;
                *count.spans.entry(sent.span).or_default() += 1;
            }
            count
        };
        let last = *sorted.last().unwrap();
        let now = Sent::at(noon + SignedDuration::from_secs(last), &zone);
        let all = counted(&sorted);
        let some = counted(&sorted[..known.min(sorted.len())]);
        prop_assert!(side(&some, u32::MAX, an_hour).cap(&now) <= side(&all, u32::MAX, an_hour).cap(&now));
    }
}
