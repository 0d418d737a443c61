//! Days and weeks at their edges, what is counted, and how it reads.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::inventory::{LedgerKey, Worth};
use crate::reply::{Reply, report};

#[test]
fn the_day_before_is_due_in_the_morning_and_the_week_on_a_monday() {
    for (zone, now, due) in [
        // Tuesday, 06:59 and 07:00 in Johannesburg (UTC+2).
        ("Africa/Johannesburg", "2026-11-24T04:59:59Z", "nothing"),
        (
            "Africa/Johannesburg",
            "2026-11-24T05:00:00Z",
            "day 2026-11-23: 2026-11-22T22:00:00Z to 2026-11-23T21:59:59Z",
        ),
        (
            "Africa/Johannesburg",
            "2026-11-24T17:59:59Z",
            "day 2026-11-23: 2026-11-22T22:00:00Z to 2026-11-23T21:59:59Z",
        ),
        ("Africa/Johannesburg", "2026-11-24T18:00:00Z", "nothing"),
        // Monday.
        (
            "Africa/Johannesburg",
            "2026-11-23T05:00:00Z",
            "week 2026-W47: 2026-11-15T22:00:00Z to 2026-11-22T21:59:59Z",
        ),
        // It is Monday in Auckland (UTC+13) while it is Sunday in Los Angeles (UTC-8).
        (
            "Pacific/Auckland",
            "2026-11-22T18:00:00Z",
            "week 2026-W47: 2026-11-15T11:00:00Z to 2026-11-22T10:59:59Z",
        ),
        (
            "America/Los_Angeles",
            "2026-11-22T18:00:00Z",
            "day 2026-11-21: 2026-11-21T08:00:00Z to 2026-11-22T07:59:59Z",
        ),
        // The first of a month, and a week that lies in two months and two years.
        (
            "Africa/Johannesburg",
            "2026-12-01T06:00:00Z",
            "day 2026-11-30: 2026-11-29T22:00:00Z to 2026-11-30T21:59:59Z",
        ),
        (
            "Africa/Johannesburg",
            "2027-01-04T06:00:00Z",
            "week 2026-W53: 2026-12-27T22:00:00Z to 2027-01-03T21:59:59Z",
        ),
        // A day of 25 hours, and a week with one of 23.
        (
            "America/Los_Angeles",
            "2026-11-02T16:00:00Z",
            "week 2026-W44: 2026-10-26T07:00:00Z to 2026-11-02T07:59:59Z",
        ),
        (
            "Pacific/Auckland",
            "2026-09-27T18:00:00Z",
            "week 2026-W39: 2026-09-20T12:00:00Z to 2026-09-27T10:59:59Z",
        ),
    ] {
        let zone_found = TimeZone::get(zone).unwrap();
        let shown = Due::at(now.parse().unwrap(), &zone_found).map_or_else(
            || "nothing".to_owned(),
            |due| {
                format!(
                    "{} {}: {} to {}",
                    due.kind(),
                    due.label(),
                    due.from,
                    due.until
                )
            },
        );
        assert_eq!(shown, due, "{zone} {now}");
    }
}

#[test]
fn a_report_tells_what_moved_and_who_was_there() {
    let mut usage = Usage::default();
    usage.record(
        &change("thandi", &[sold("coke", 3, 9), sold("bread", 8, 0)]),
        false,
    );
    usage.record(&change("sipho", &[sold("coke", 9, 0)]), false);
    usage.record(&change("sipho", &[got("coke", 24, 24)]), false);
    usage.record(&change("sipho", &[lost("milk", 2, 5)]), false);
    usage.record(&record("thandi", RecordKind::Refusal, &[]), false);
    usage.counted(2, &BTreeSet::from([MemberId::new("zanele")]));
    assert_eq!(
        said(&usage),
        "Thandi's Spaza, yesterday (Mon 23 Nov)\n\n\
         Sold: 12 Coke, 8 Bread\n\
         Got: 24 Coke\n\
         Wrote off: 2 Milk\n\
         Ran out: Bread\n\n\
         7 messages, 4 changes, 3 people.\n\
         To stop these: reports off"
    );
}

#[test]
fn what_was_taken_back_was_not_sold() {
    let mut usage = Usage::default();
    usage.record(&change("thandi", &[sold("coke", 3, 9)]), true);
    let undo = RecordKind::Undo { of: vec![key()] };
    usage.record(&record("thandi", undo, &[correction("coke", 3, 12)]), false);
    let fix = RecordKind::Fix { of: key() };
    usage.record(
        &record(
            "thandi",
            fix,
            &[correction("bread", 2, 8), sold("bread", 5, 3)],
        ),
        false,
    );
    assert_eq!(usage.changes, 1);
    assert!(
        said(&usage).contains("Sold: 5 Bread\n\n3 messages, 1 change, 1 person."),
        "{}",
        said(&usage)
    );
}

#[test]
fn questions_alone_and_opening_balances_move_nothing() {
    let mut usage = Usage::default();
    usage.record(
        &record("thandi", RecordKind::Opening, &[got("coke", 9, 9)]),
        false,
    );
    assert!(usage.is_empty());
    usage.counted(1, &BTreeSet::from([MemberId::new("thandi")]));
    assert!(
        said(&usage).contains("No stock came in or went out\n\n1 message, 0 changes, 1 person.")
    );
}

#[test]
fn a_line_names_the_most_often_moved_and_counts_the_rest() {
    let mut usage = Usage::default();
    let names: Vec<String> = (1..=8).map(|number| format!("item {number}")).collect();
    for name in &names {
        usage.record(&change("thandi", &[sold(name, 1, 5)]), false);
    }
    usage.record(&change("thandi", &[sold("item 7", 1, 4)]), false);
    let said = said(&usage);
    assert!(
        said.contains("Sold: 2 Item 7, 1 Item 1, 1 Item 2, 1 Item 3, 1 Item 4 …and 3 more"),
        "{said}"
    );
}

#[test]
fn a_template_gets_one_line_and_the_operator_a_total() {
    let mut usage = Usage::default();
    usage.record(&change("thandi", &[sold("coke", 3, 9)]), false);
    assert_eq!(
        report::business_line(&week(), &usage),
        "last week (28 Dec to 3 Jan): Sold: 3 Coke. 1 message, 1 change, 1 person"
    );
    let mut totals = report::Totals::default();
    totals.add(Some(&usage));
    totals.add(Some(&Usage::default()));
    assert_eq!(
        report::operator(&day(), &totals).body,
        "The Backroom, yesterday (Mon 23 Nov)\n\n2 businesses, 1 active. 1 message, 1 change, 1 person."
    );
    totals.add(None);
    assert_eq!(
        report::operator_line(&day(), &totals),
        "yesterday (Mon 23 Nov): 3 businesses, 1 active. 1 message, 1 change, 1 person. 1 could not be counted."
    );
}

#[test]
fn who_wrote_within_a_day_can_be_written_to() {
    let now: Timestamp = "2026-11-24T05:00:00Z".parse().unwrap();
    let today = "2026-11-24".parse().unwrap();
    let member = MemberId::new("thandi");
    for (sent_at, window) in [
        ("2026-11-23T05:30:00Z", Window::Open),
        ("2026-11-23T05:05:00Z", Window::Closed),
    ] {
        let mut heard = Heard::default();
        heard.at(&member, sent_at.parse().unwrap());
        heard.at(&member, "2026-11-01T00:00:00Z".parse().unwrap());
        assert_eq!(heard.window(&member, now, today), window, "{sent_at}");
    }
    for (day, window) in [
        ("2026-11-24", Window::Open),
        ("2026-11-23", Window::Perhaps),
        ("2026-11-22", Window::Closed),
    ] {
        let mut heard = Heard::default();
        heard.on(day.parse().unwrap(), &BTreeSet::from([member.clone()]));
        assert_eq!(heard.window(&member, now, today), window, "{day}");
    }
}

fn said(usage: &Usage) -> String {
    report::business("Thandi's Spaza", &day(), usage).body
}

fn day() -> Due {
    due("2026-11-24T08:00:00Z")
}

fn week() -> Due {
    due("2027-01-04T08:00:00Z")
}

fn due(now: &str) -> Due {
    Due::at(now.parse().unwrap(), &TimeZone::UTC).unwrap()
}

fn change(member: &str, movements: &[Movement]) -> LedgerRecord {
    record(member, RecordKind::Change, movements)
}

fn record(member: &str, kind: RecordKind, movements: &[Movement]) -> LedgerRecord {
    LedgerRecord {
        key: key(),
        decided_at: key().sent_at,
        member: MemberId::new(member),
        member_name: member.to_owned(),
        kind,
        movements: movements.to_vec(),
        reply: Reply::text("Done."),
    }
}

fn key() -> LedgerKey {
    LedgerKey {
        sent_at: "2026-11-23T10:00:00Z".parse().unwrap(),
        digest: "d".to_owned(),
    }
}

fn sold(name: &str, quantity: i64, on_hand: i64) -> Movement {
    movement(name, Action::Remove, Reason::Sale, quantity, on_hand)
}

fn got(name: &str, quantity: i64, on_hand: i64) -> Movement {
    movement(name, Action::Add, Reason::Receipt, quantity, on_hand)
}

fn lost(name: &str, quantity: i64, on_hand: i64) -> Movement {
    movement(name, Action::Remove, Reason::Expiry, quantity, on_hand)
}

fn correction(name: &str, quantity: i64, on_hand: i64) -> Movement {
    movement(name, Action::Add, Reason::Correction, quantity, on_hand)
}

fn movement(name: &str, action: Action, reason: Reason, quantity: i64, on_hand: i64) -> Movement {
    let said = Quantity::whole(quantity).unwrap();
    Movement {
        item: ItemId::new(name),
        name: name.to_owned(),
        action,
        reason,
        said,
        said_unit: None,
        delta: if action == Action::Remove {
            said.negated()
        } else {
            said
        },
        on_hand: Quantity::whole(on_hand).unwrap(),
        unit: None,
        price: None,
        previous: None,
        total: None,
        worth: Worth::NONE,
        fell_low: false,
    }
}
