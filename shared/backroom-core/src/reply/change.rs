//! What is said when stock has moved.

use jiff::civil::Date;

use super::ask::{Press, yes_or_no};
use super::credit::payment;
use super::expiry::full;
use super::money::money;
use super::{Reply, amount, thing, title};
use crate::ids::QuestionId;
use crate::intent::{Action, Reason};
use crate::inventory::{LedgerRecord, Movement, RecordKind, TOLD_DAYS};
use crate::money::Money;
use crate::quantity::Quantity;
use crate::unit::{Dimension, Unit, ratio};

/// "Sold 3 bottles of Coke. 47 bottles left.", or a line for each movement; with what it came to, in the business's
/// currency, where that is known. That an item is kept in another unit by the way is not told: the balance shows it.
pub fn changed(movements: &[Movement], currency: &str) -> Reply {
    let told: Vec<Movement> = movements
        .iter()
        .filter(|moved| is_told(moved))
        .cloned()
        .collect();
    match told.as_slice() {
        [one] => Reply::text(format!("{}. {}", done(one, currency), balance(one))),
        several => Reply::list("Done:", &lines(several, currency), ""),
    }
}

/// "Done: … I noted no price: R50.00 was for all of it.": after a change of several things whose parts of one sum nobody knows.
pub fn without_price(reply: Reply, unshared: Option<Money>, currency: &str) -> Reply {
    let Some(sum) = unshared else {
        return reply;
    };
    let sum = money(sum, currency);
    Reply {
        body: format!("{}\n{NO_PRICE}{sum} was for all of it.", reply.body),
        ..reply
    }
}

/// For which day a change is noted that names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDay {
    /// For one before today.
    Before {
        /// The day.
        day: Date,
        /// How many days before.
        ago: i32,
    },
    /// For today, since the one it names is further back than [`TOLD_DAYS`].
    LongAgo,
}

/// "Sold 4 Hats. 12 left. Noted for yesterday."
pub fn on_its_day(reply: Reply, on: Option<OnDay>) -> Reply {
    match on {
        Some(OnDay::Before { ago: 1, .. }) => reply.and("Noted for yesterday."),
        Some(OnDay::Before { day, ago }) => {
            let last = if ago < TOLD_DAYS { "" } else { "last " };
            reply.and(&format!("Noted for {last}{}.", day.strftime("%A")))
        }
        Some(OnDay::LongAgo) => reply.and(&format!("{FOR_TODAY} I can go back {TOLD_DAYS} days.")),
        None => reply,
    }
}

/// "Got 10 Milk, good until 3 Nov 2026. You have 10. That date is past already."
pub fn past_its_date(reply: Reply, past: bool) -> Reply {
    match past {
        true => reply.and(PAST),
        false => reply,
    }
}

const FOR_TODAY: &str = "Noted for today:";
const PAST: &str = "That date is past already.";

/// Whether the reply to a change says what may be a slip: that it is noted for another day than it names, or that what came in is
/// past its date.
pub fn tells_of_a_day(reply: &Reply) -> bool {
    [FOR_TODAY, PAST]
        .iter()
        .any(|told| reply.body.contains(told))
}

const NO_PRICE: &str = "I noted no price: ";

/// Whether the reply to a change says that a sum was left out of it.
pub fn leaves_out_a_price(reply: &Reply) -> bool {
    reply.body.lines().any(|line| line.starts_with(NO_PRICE))
}

/// "• Sold 3 bottles of Coke. 47 bottles left.": a line for each movement, whole.
pub(super) fn told(movements: &[Movement], currency: &str) -> Vec<String> {
    let told = movements.iter().filter(|moved| is_told(moved));
    lines(&told.cloned().collect::<Vec<_>>(), currency)
}

/// "Undone: sold 3 bottles of Coke. You have 50 bottles.": the records as they were, the movements that took them back.
pub fn undone(records: &[&LedgerRecord], movements: &[Movement], currency: &str) -> Reply {
    let corrected = |record: &&LedgerRecord| matches!(record.kind, RecordKind::Fix { .. });
    let was: Vec<&Movement> = records
        .iter()
        .flat_map(|record| &record.movements)
        .filter(|moved| is_told(moved))
        .collect();
    match (was.as_slice(), movements) {
        ([was], [.., now]) => Reply::text(format!(
            "Undone: {}. {}",
            lower(&done(was, currency)),
            balance_as_counted(now, movements)
        )),
        _ if records.iter().any(corrected) => {
            Reply::list("Undone: your correction.", &balances(movements), "")
        }
        _ => {
            let lines: Vec<String> = was
                .iter()
                .zip(on_hand_of(&was, movements))
                .map(|(was, now)| format!("• {}: {now}", lower(&done(was, currency))))
                .collect();
            Reply::list("Undone:", &lines, "")
        }
    }
}

/// The last balance of each item, in the order of their last movements.
fn balances(movements: &[Movement]) -> Vec<String> {
    let is_last = |at: usize| {
        movements[at + 1..]
            .iter()
            .all(|later| later.item != movements[at].item)
    };
    let last = (0..movements.len())
        .filter(|at| is_last(*at))
        .map(|at| &movements[at]);
    last.map(|now| {
        let as_counted = if kept_count(now, movements) {
            ", as counted"
        } else {
            ""
        };
        format!(
            "• {}: {}{as_counted}",
            title(&now.name),
            amount(now.on_hand, now.unit.as_ref())
        )
    })
    .collect()
}

/// "Fixed: sold 15 Coke, not 3. 35 left.": what was entered before, and the movements of the correction.
pub fn fixed(before: &Movement, movements: &[Movement], currency: &str) -> Reply {
    let Some(after) = movements.last() else {
        return changed(movements, currency);
    };
    let said = |movement: &Movement| (movement.said, movement.said_unit.clone());
    let was = match before.total {
        _ if before.item != after.item => Some(title(&before.name)),
        _ if said(before) != said(after) => Some(amount(before.said, before.said_unit.as_ref())),
        total if total != after.total => total.map(|total| money(total, currency)),
        _ => None,
    };
    let was = was.map_or_else(String::new, |was| format!(", not {was}"));
    let now = lower(&done(after, currency));
    let balance = balance_as_counted(after, movements);
    Reply::text(format!("Fixed: {now}{was}. {balance}"))
}

/// Whether that change is the one to correct: after something that was refused, it may not be.
pub fn sure_to_fix(
    question: &QuestionId,
    before: &Movement,
    after: &Movement,
    currency: &str,
) -> Option<Reply> {
    let (was, would) = (done(before, currency), done(after, currency));
    yes_or_no(
        question,
        &format!(
            "Correct this one? It was: {}. It would be: {}.",
            lower(&was),
            lower(&would)
        ),
    )
}

/// So many lines of a change are told in a question about it.
const LINES_TOLD: usize = 3;

/// Whether that change is the one to take back: after something that was set, it may not be.
pub fn sure_to_undo(question: &QuestionId, record: &LedgerRecord, currency: &str) -> Reply {
    let was = what_it_was(record, currency);
    to_take_back(
        question,
        &format!(
            "Take this back? It was: {was}. What you set since stays; to change that, say it again."
        ),
    )
}

/// Whether to take back what a message did that was edited or deleted in the chat.
pub fn still_stands(
    question: &QuestionId,
    record: &LedgerRecord,
    edited: bool,
    currency: &str,
) -> Reply {
    let was = what_it_was(record, currency);
    to_take_back(
        question,
        &match edited {
            true => format!(
                "I saw you edited a message. What it did stays: {was}. Take it back? Then send it again."
            ),
            false => {
                format!("You deleted a message, but what it did stays: {was}. Take it back?")
            }
        },
    )
}

fn to_take_back(question: &QuestionId, body: &str) -> Reply {
    let buttons = [(Press::Yes, "Yes"), (Press::No, "No")];
    Reply::with_buttons(
        body,
        buttons.map(|(press, title)| (press.id(question), title.to_owned())),
    )
}

/// "sold 3 Bread for R54.00; got 2 Coke", "Lindiwe paid R50.00".
pub(super) fn what_it_was(record: &LedgerRecord, currency: &str) -> String {
    let told = record.entered().iter().filter(|moved| is_told(moved));
    let mut told: Vec<String> = told.map(|moved| lower(&done(moved, currency))).collect();
    if told.is_empty() {
        let entries = record.entered_credit().iter();
        told = entries.map(|entry| payment(entry, currency)).collect();
    }
    let more = told.len().saturating_sub(LINES_TOLD);
    told.truncate(LINES_TOLD);
    let more = match more {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    format!("{}{more}", told.join("; "))
}

fn lines(movements: &[Movement], currency: &str) -> Vec<String> {
    movements
        .iter()
        .map(|movement| format!("• {}. {}", done(movement, currency), balance(movement)))
        .collect()
}

/// The last balance of each item, beside the movements that were taken back.
fn on_hand_of(was: &[&Movement], now: &[Movement]) -> Vec<String> {
    was.iter()
        .map(|was| {
            let last = now
                .iter()
                .rev()
                .find(|now| now.item == was.item)
                .unwrap_or(was);
            let as_counted = if kept_count(last, now) {
                ", as counted"
            } else {
                ""
            };
            format!(
                "{} now{as_counted}",
                amount(last.on_hand, last.unit.as_ref())
            )
        })
        .collect()
}

/// What was done, as a sentence without its full stop: "Sold 3 bottles of Coke for R54.00".
pub(super) fn done(movement: &Movement, currency: &str) -> String {
    let mut what = moved(movement);
    if let Some(total) = movement.total {
        what.push_str(&format!(" for {}", money(total, currency)));
    }
    if let Some(expires) = movement
        .expires()
        .filter(|_| movement.reason != Reason::Transfer)
    {
        what.push_str(&format!(", good until {}", full(expires)));
    }
    what
}

fn is_told(movement: &Movement) -> bool {
    movement.reason != Reason::Conversion
}

/// "3 bottles of Coke", "2 cases (48 bottles) of Coke": as it was said, and where that is in packs, what it came to.
pub(super) fn said(movement: &Movement) -> String {
    // A bare number was taken in the item's unit, and the reply says so.
    let unit = movement.said_unit.as_ref().or(movement.unit.as_ref());
    let piece = Unit::piece();
    let kept = movement.unit.as_ref().unwrap_or(&piece);
    let what = thing(movement.said, unit, &movement.name);
    // A "case of 24" is a case where cases are counted, and else it is told what it came to, as for every pack.
    let pack = unit.map(|unit| unit.pack().map_or_else(|| unit.clone(), |(word, _)| word));
    if pack.is_none_or(|pack| ratio(&pack, kept).is_some()) {
        return what;
    }
    let came_to: Quantity = match movement.action {
        Action::Set => movement.on_hand,
        Action::Add | Action::Remove => movement.delta.abs(),
    };
    let came_to = amount(came_to, movement.unit.as_ref());
    match unit.and_then(Unit::pack) {
        Some(_) => format!("{what} ({came_to})"),
        None => format!(
            "{} ({came_to}) of {}",
            amount(movement.said, unit),
            title(&movement.name)
        ),
    }
}

fn moved(movement: &Movement) -> String {
    let what = said(movement);
    let written_off = |why: &str| format!("Wrote off {what} ({why})");
    let verb = match (movement.reason, movement.action) {
        (Reason::WriteOff, _) => {
            let gone = thing(movement.delta.abs(), movement.unit.as_ref(), &movement.name);
            return format!("Wrote off {gone} (deleted)");
        }
        (Reason::Transfer, Action::Add) => return format!("Moved in {what} (merged)"),
        (Reason::Transfer, _) => return format!("Moved out {what} (merged)"),
        (Reason::Conversion, Action::Add) => return format!("Put in {what} (change of unit)"),
        (Reason::Conversion, _) => return format!("Took out {what} (change of unit)"),
        (_, Action::Set) => return counted(movement, &what),
        (Reason::Damage, _) => return written_off("damaged"),
        (Reason::Expiry, _) => return written_off("expired"),
        (Reason::Theft, _) => return written_off("stolen"),
        (Reason::Sale, _) => "Sold",
        (Reason::Use, _) => "Used",
        (Reason::Return, Action::Add) => "Took back",
        (Reason::Return, Action::Remove) => "Sent back",
        (Reason::Correction, Action::Add) => return format!("Put back {what} (correction)"),
        (Reason::Correction, Action::Remove) => return format!("Took back {what} (correction)"),
        (Reason::Count, Action::Add) => return format!("Found {what} (at the count)"),
        (Reason::Count, Action::Remove) => return format!("Missed {what} (at the count)"),
        (Reason::Receipt, Action::Add) => "Got",
        (Reason::Receipt, Action::Remove) => "Took out",
    };
    format!("{verb} {what}")
}

/// "Counted 100 Bolts (4 fewer than the book)".
fn counted(movement: &Movement, what: &str) -> String {
    match movement.delta {
        delta if delta.is_zero() => format!("Counted {what} (as the book says)"),
        delta if delta == movement.on_hand => format!("Counted {what}"),
        delta => {
            let variance = variance(delta, movement.unit.as_ref());
            format!("Counted {what} ({variance} than the book)")
        }
    }
}

/// "4 fewer", "2 bottles more", "0.5 kg less".
pub(super) fn variance(delta: Quantity, unit: Option<&Unit>) -> String {
    let things = unit.is_none_or(|unit| unit.dimension() == Dimension::Count);
    let than = match (delta.is_negative(), things) {
        (false, _) => "more",
        (true, true) => "fewer",
        (true, false) => "less",
    };
    format!("{} {than}", amount(delta.abs(), unit))
}

/// "47 bottles left.", "You have 50 bottles.", and where stock went below zero, by how much.
fn balance(movement: &Movement) -> String {
    let now = amount(movement.on_hand, movement.unit.as_ref());
    if movement.on_hand.is_negative() {
        let short = amount(movement.on_hand.abs(), movement.unit.as_ref());
        let before = movement.on_hand.checked_sub(movement.delta);
        let short_before = before.is_some_and(Quantity::is_negative);
        return match movement.delta.is_negative() {
            true if short_before => {
                format!("On hand is {now}: {short} more went out than came in.")
            }
            true => format!("That is {short} more than you had: on hand is {now}."),
            false => format!("Still {short} more went out than you had: on hand is {now}."),
        };
    }
    if movement.delta.is_negative() && movement.action != Action::Set {
        return if movement.on_hand.is_zero() {
            "None left.".to_owned()
        } else {
            format!("{now} left.")
        };
    }
    format!("You have {now}.")
}

/// The balance after an undo or a correction; "You have 7, as counted." where the item was counted since.
fn balance_as_counted(last: &Movement, movements: &[Movement]) -> String {
    let balance = balance(last);
    match balance.strip_suffix('.') {
        Some(balance) if kept_count(last, movements) => format!("{balance}, as counted."),
        _ => balance,
    }
}

/// Whether the undo or correction left as much of the item as was counted since.
fn kept_count(of: &Movement, movements: &[Movement]) -> bool {
    let mut its = movements.iter().filter(|moved| moved.item == of.item);
    its.any(Movement::keeps_count)
}

pub(super) fn lower(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}
