//! Days, weeks and months at their edges, what is counted, and how it reads.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::business::Reports;
use crate::chart::Mark;
use crate::ids::{ItemId, MessageId};
use crate::intent::Period;
use crate::inventory::{Item, LedgerKey, Worth};
use crate::reorder::Alert;
use crate::reply::Reply;
use crate::reply::report::{self, Told};

mod shelves;

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
            "month 2026-11: 2026-10-31T22:00:00Z to 2026-11-30T21:59:59Z",
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
        let shown = Due::at(now.parse().unwrap(), &zone_found, Reports::Daily).map_or_else(
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
fn who_wants_less_gets_less() {
    let due = |now: &str, wanted| {
        let due = Due::at(now.parse().unwrap(), &TimeZone::UTC, wanted);
        due.map_or_else(|| "nothing".to_owned(), |due| due.label())
    };
    let (tuesday, monday, first) = (
        "2026-11-24T08:00:00Z",
        "2026-11-23T08:00:00Z",
        "2027-02-01T08:00:00Z",
    );
    for (wanted, reports) in [
        (Reports::Off, ["nothing", "nothing", "nothing"]),
        (Reports::Daily, ["2026-11-23", "2026-W47", "2027-01"]),
        (Reports::Weekly, ["nothing", "2026-W47", "2027-01"]),
        (Reports::Monthly, ["nothing", "nothing", "2027-01"]),
    ] {
        assert_eq!(
            [tuesday, monday, first].map(|now| due(now, wanted)),
            reports
        );
    }
}

#[test]
fn a_report_tells_what_moved_and_who_was_there() {
    let mut day = Day::default();
    day.record(&change("thandi", &[sold("coke", 3), sold("bread", 8)]));
    day.record(&change("sipho", &[sold("coke", 9)]));
    day.record(&change("sipho", &[got("coke", 24)]));
    day.record(&change("sipho", &[lost("milk", 2)]));
    day.record(&record("thandi", RecordKind::Refusal, &[]));
    day.counted
        .usage
        .counted(2, &BTreeSet::from([MemberId::new("zanele")]));
    day.items = vec![item("coke", 24), item("bread", 0), item("milk", 5)];
    day.items[2].alert = Some(Alert::At(Quantity::whole(6).unwrap()));
    assert_eq!(
        day.said(),
        "Thandi's Spaza, yesterday (Mon 23 Nov)\n\n\
         Sold: 12 Coke, 8 Bread\n\
         Got: 24 Coke\n\
         Wrote off: 2 Milk\n\n\
         Ran out: Bread\n\
         Low: 5 Milk\n\n\
         Changes: sipho 3, thandi 1\n\
         7 messages.\n\n\
         To stop these: reports off"
    );
}

#[test]
fn a_report_tells_what_was_earned() {
    let mut day = Day::default();
    day.record(&change("thandi", &[paid(sold("coke", 3), 5_400, 3, 3_600)]));
    day.record(&change("thandi", &[paid(sold("bread", 1), 1_800, 0, 0)]));
    day.record(&change("thandi", &[paid(lost("milk", 2), 0, 2, 2_000)]));
    day.items = vec![item("coke", 9)];
    day.items[0].worth.cost = Money(10_800);
    assert!(
        day.said().contains(
            "\n\nSales: R72.00, profit R18.00 where the cost is known\n\
             Lost: R20.00\n\
             Stock cost: R108.00\n\n"
        ),
        "{}",
        day.said()
    );
}

#[test]
fn what_was_taken_back_was_not_sold() {
    let (zone, due) = (TimeZone::UTC, day());
    let mut tally = Tally::new(&due, &zone);
    let at = |id: &str, record: LedgerRecord| LedgerRecord {
        key: LedgerKey::of(&MessageId::new(id), key().sent_at),
        ..record
    };
    let first = at("1", change("thandi", &[sold("coke", 3)]));
    let fix = RecordKind::Fix {
        of: first.key.clone(),
    };
    let fixed = [correction("coke", 3), sold("coke", 5)];
    let fix = at("2", record("thandi", fix, &fixed));
    let lost = at("3", change("thandi", &[sold("bread", 9)]));
    let of = vec![lost.key.clone()];
    let undo = at(
        "4",
        record("thandi", RecordKind::Undo { of }, &[correction("bread", 9)]),
    );
    for (record, undone) in [(first, true), (fix, false), (lost, true), (undo, false)] {
        tally.record(record, undone);
    }
    let counted = tally.counted();
    assert_eq!((counted.usage.messages, counted.usage.changes), (4, 1));
    let day = Day {
        due,
        counted,
        items: Vec::new(),
    };
    assert!(
        day.said().contains("Sold: 5 Coke\n\n4 messages, 1 change."),
        "{}",
        day.said()
    );
}

#[test]
fn questions_alone_and_opening_balances_move_nothing() {
    let mut day = Day::default();
    day.record(&record("thandi", RecordKind::Opening, &[got("coke", 9)]));
    assert!(day.counted.usage.is_empty());
    day.counted
        .usage
        .counted(1, &BTreeSet::from([MemberId::new("thandi")]));
    assert!(
        day.said()
            .contains("No stock came in or went out\n\n1 message, 0 changes.")
    );
}

#[test]
fn a_line_names_the_most_often_moved_and_counts_the_rest() {
    let mut day = Day::default();
    let names: Vec<String> = (1..=8).map(|number| format!("item {number}")).collect();
    for name in &names {
        day.record(&change("thandi", &[sold(name, 1)]));
    }
    day.record(&change("thandi", &[sold("item 7", 1)]));
    let said = day.said();
    assert!(
        said.contains("Sold: 2 Item 7, 1 Item 1, 1 Item 2, 1 Item 3, 1 Item 4 …and 3 more"),
        "{said}"
    );
}

#[test]
fn a_report_that_is_asked_for_says_until_when() {
    let zone = TimeZone::get("Africa/Johannesburg").unwrap();
    let heading = |period, now: &str| {
        let due = Due::asked(period, now.parse().unwrap(), &zone).unwrap();
        let day = Day::of(due);
        let words = report::asked("spaza", &day.told()).body;
        words.lines().next().unwrap().to_owned()
    };
    for (period, now, expected) in [
        // A Tuesday, half an hour past midnight there.
        (Period::Latest, "2026-11-23T22:30:00Z", "Today (Tue 24 Nov)"),
        (
            Period::Yesterday,
            "2026-11-23T22:30:00Z",
            "Yesterday (Mon 23 Nov)",
        ),
        (
            Period::Week,
            "2026-11-23T22:30:00Z",
            "This week (23 to 24 Nov)",
        ),
        (
            Period::Week,
            "2026-11-23T10:00:00Z",
            "This week (Mon 23 Nov)",
        ),
        (
            Period::Week,
            "2026-12-01T10:00:00Z",
            "This week (30 Nov to 1 Dec)",
        ),
        (
            Period::Month,
            "2026-11-23T22:30:00Z",
            "This month (1 to 24 Nov)",
        ),
    ] {
        assert_eq!(heading(period, now), expected, "{now}");
    }
}

#[test]
fn a_chart_shows_each_day_and_the_best_sellers() {
    let mut week = Day::of(week());
    week.record(&change("thandi", &[sold("coke", 3), sold("bread", 100)]));
    week.record(&change("thandi", &[sold("coke", 1)]));
    let chart = report::asked("spaza", &week.told()).chart.unwrap();
    assert_eq!(chart.title, "Spaza, last week (28 Dec to 3 Jan)");
    let shown = |marks: &[Mark]| {
        let marks = marks
            .iter()
            .map(|mark| format!("{} {}", mark.label, mark.size));
        marks.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        shown(&chart.columns),
        "Mon 3, Tue 0, Wed 0, Thu 0, Fri 0, Sat 0, Sun 0"
    );
    assert_eq!(shown(&chart.bars), "Coke 2, Bread 1");
    week.record(&change("thandi", &[paid(sold("bread", 1), 1_800, 0, 0)]));
    let chart = report::asked("spaza", &week.told()).chart.unwrap();
    assert_eq!(shown(&chart.bars), "Bread 1800");
    assert_eq!(chart.bars[0].value, "R18.00");
    assert_eq!(report::asked("spaza", &Day::default().told()).chart, None);
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

/// A period, what was done in it, and what is left.
struct Day {
    due: Due,
    counted: Counted,
    items: Vec<Item>,
}

impl Default for Day {
    fn default() -> Self {
        Self::of(day())
    }
}

impl Day {
    fn of(due: Due) -> Self {
        Self {
            due,
            counted: Counted::default(),
            items: Vec::new(),
        }
    }

    fn record(&mut self, record: &LedgerRecord) {
        self.counted.usage.wrote(record);
        self.counted.usage.moved_by(record, self.due.first);
        self.counted.takings.record(record);
    }

    fn told(&self) -> Told<'_> {
        Told {
            due: &self.due,
            today: self.due.last.tomorrow().unwrap(),
            usage: &self.counted.usage,
            takings: &self.counted.takings,
            items: &self.items,
            currency: "ZAR",
            trends: None,
        }
    }

    fn said(&self) -> String {
        report::business("Thandi's Spaza", &self.told()).body
    }
}

fn day() -> Due {
    due("2026-11-24T08:00:00Z")
}

fn week() -> Due {
    due("2027-01-04T08:00:00Z")
}

fn due(now: &str) -> Due {
    Due::at(now.parse().unwrap(), &TimeZone::UTC, Reports::Daily).unwrap()
}

fn change(member: &str, movements: &[Movement]) -> LedgerRecord {
    record(member, RecordKind::Change, movements)
}

fn record(member: &str, kind: RecordKind, movements: &[Movement]) -> LedgerRecord {
    LedgerRecord {
        happened_at: None,
        answers: None,
        sets: false,
        credit: Vec::new(),
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

fn sold(name: &str, quantity: i64) -> Movement {
    movement(name, Action::Remove, Reason::Sale, quantity)
}

fn got(name: &str, quantity: i64) -> Movement {
    movement(name, Action::Add, Reason::Receipt, quantity)
}

fn lost(name: &str, quantity: i64) -> Movement {
    movement(name, Action::Remove, Reason::Expiry, quantity)
}

fn correction(name: &str, quantity: i64) -> Movement {
    movement(name, Action::Add, Reason::Correction, quantity)
}

/// The same for so much money; so many of them had a known cost, which was this.
fn paid(movement: Movement, total: i64, costed: i64, cost: i64) -> Movement {
    let worth = Worth {
        quantity: Quantity::whole(costed).unwrap(),
        cost: Money(cost),
    };
    Movement {
        total: (total > 0).then_some(Money(total)),
        worth: worth.negated(),
        ..movement
    }
}

fn item(name: &str, on_hand: i64) -> Item {
    Item {
        on_hand: Quantity::whole(on_hand).unwrap(),
        ..Item::new(ItemId::new(name), name)
    }
}

fn movement(name: &str, action: Action, reason: Reason, quantity: i64) -> Movement {
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
        on_hand: Quantity::ZERO,
        unit: None,
        price: None,
        previous: None,
        total: None,
        worth: Worth::NONE,
        fell_low: false,
        batches: Vec::new(),
    }
}

#[test]
fn a_template_gets_one_line() {
    let mut week = Day::of(week());
    week.record(&change("thandi", &[sold("coke", 3)]));
    assert_eq!(
        report::business_line(&week.told()),
        "last week (28 Dec to 3 Jan): Sold: 3 Coke. 1 message, 1 change."
    );
}
