//! While a deployment rolls out, old and new code read what the other has queued. The files of `wire/` hold what code of
//! each format wrote: lines are added, never changed. A line that can't pass any more means another format number.
//!
//! Forward: today's code reads each line. Back: what today's code writes for it has everything that the line has, so that
//! the code that wrote the line reads it, too; and [`first`] is as much of the first reader as shows that.

use backroom_core::message::{Content, FORMAT, InboundMessage};
use backroom_core::sweep::{self, Step};
use backroom_core::task::{self, Queued};
use serde_json::{Value, json};

const MESSAGES_1: &str = include_str!("wire/messages-1.jsonl");
const TASKS_2: &str = include_str!("wire/tasks-2.jsonl");
const STEPS_1: &str = include_str!("wire/steps-1.jsonl");

/// What the first code that was deployed read of a message. It stays as it was.
mod first {
    use serde::Deserialize;

    pub(super) const FORMAT: u16 = 1;

    #[derive(Deserialize)]
    pub(super) struct Message {
        pub(super) format: u16,
        pub(super) id: String,
        pub(super) sent_at: String,
        pub(super) number: String,
        pub(super) from: Sender,
        pub(super) content: Content,
    }

    #[derive(Deserialize)]
    pub(super) struct Sender {
        #[serde(default)]
        pub(super) phone: Option<String>,
        #[serde(default)]
        pub(super) user_id: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    pub(super) enum Content {
        Text {
            body: String,
        },
        Choice {
            id: String,
        },
        /// What it did not know it answered with "I can't read that kind of message".
        #[serde(other)]
        Other,
    }
}

/// Reads a line, and writes what it says anew.
fn rewritten(line: &str) -> String {
    match Queued::read(line).unwrap_or_else(|error| panic!("{error}: {line}")) {
        Queued::Message(message) => message.to_queue_body(),
        Queued::Task(task) => task.to_queue_body(),
    }
}

/// Where `new` lacks something of `old`, or has it otherwise.
fn missing(old: &Value, new: &Value, place: &str) -> Option<String> {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => old.iter().find_map(|(name, value)| {
            let place = format!("{place}.{name}");
            match new.get(name) {
                Some(there) => missing(value, there, &place),
                // Nothing and no word about it are read alike.
                None if value.is_null() => None,
                None => Some(place),
            }
        }),
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            let mut pairs = old.iter().zip(new);
            pairs.find_map(|(old, new)| missing(old, new, &format!("{place}[]")))
        }
        _ => (old != new).then(|| place.to_owned()),
    }
}

#[test]
fn new_code_reads_what_old_code_queued_and_old_code_what_new_code_does() {
    for line in MESSAGES_1.lines().chain(TASKS_2.lines()) {
        let new = rewritten(line);
        let (old, new): (Value, Value) = (
            serde_json::from_str(line).unwrap(),
            serde_json::from_str(&new).unwrap(),
        );
        assert_eq!(missing(&old, &new, ""), None, "{line}\n{new}");
    }
}

#[test]
fn a_step_of_a_sweep_is_read_and_written_as_it_was() {
    for line in STEPS_1.lines() {
        let step = Step::read(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let (old, new): (Value, Value) = (
            serde_json::from_str(line).unwrap(),
            serde_json::from_str(&step.to_queue_body()).unwrap(),
        );
        assert_eq!(missing(&old, &new, ""), None, "{line}\n{new}");
    }
}

#[test]
fn nothing_that_was_queued_is_unknown_today() {
    for line in MESSAGES_1.lines() {
        let message = InboundMessage::from_queue_body(line).unwrap();
        let unknown = matches!(message.content, Content::Unknown { .. });
        assert_eq!(unknown, line.contains("\"type\": \"unknown\""), "{line}");
    }
    for line in TASKS_2.lines() {
        assert!(matches!(Queued::read(line), Ok(Queued::Task(_))), "{line}");
    }
}

#[test]
fn the_first_reader_reads_what_is_written_today() {
    for line in MESSAGES_1.lines() {
        let today = InboundMessage::from_queue_body(line).unwrap();
        let first: first::Message = serde_json::from_str(&today.to_queue_body()).unwrap();
        assert!(
            first.format <= first::FORMAT,
            "it would wait for newer code"
        );
        assert_eq!(first.id, today.id.as_str());
        assert_eq!(first.sent_at, today.sent_at.to_string());
        assert_eq!(first.number, today.number.as_str());
        let phone = today.from.phone.as_ref().map(|phone| phone.as_str());
        assert_eq!(first.from.phone.as_deref(), phone);
        let user_id = today.from.user_id.as_ref().map(|id| id.as_str());
        assert_eq!(first.from.user_id.as_deref(), user_id);
        match (&first.content, &today.content) {
            (first::Content::Text { body }, Content::Text { body: today }) => {
                assert_eq!(body, today)
            }
            (first::Content::Choice { id }, Content::Choice { id: today, .. }) => {
                assert_eq!(id, today);
            }
            (first::Content::Other, content) => assert_ne!(content.kind(), "text"),
            _ => panic!("read as something else: {line}"),
        }
    }
}

#[test]
fn each_format_has_its_lines() {
    let formats = |lines: &str| -> Vec<Value> {
        let format = |line: &str| serde_json::from_str::<Value>(line).unwrap()["format"].clone();
        let mut formats: Vec<Value> = lines.lines().map(format).collect();
        formats.dedup();
        formats
    };
    assert_eq!(
        formats(MESSAGES_1),
        [json!(FORMAT)],
        "add a file for the new format"
    );
    assert_eq!(
        formats(TASKS_2),
        [json!(task::FORMAT)],
        "add a file for the new format"
    );
    assert_eq!(
        formats(STEPS_1),
        [json!(sweep::FORMAT)],
        "add a file for the new format"
    );
}

#[test]
fn what_is_lost_on_the_way_is_named() {
    let old = json!({"a": {"b": 1, "none": null}, "c": [{"d": 2}]});
    assert_eq!(
        missing(
            &old,
            &json!({"a": {"b": 1, "more": 0}, "c": [{"d": 2}]}),
            ""
        ),
        None
    );
    for (new, place) in [
        (json!({"a": {}, "c": [{"d": 2}]}), ".a.b"),
        (json!({"a": {"b": 2}, "c": [{"d": 2}]}), ".a.b"),
        (json!({"a": {"b": 1}, "c": [{}]}), ".c[].d"),
        (json!({"a": {"b": 1}, "c": []}), ".c"),
    ] {
        assert_eq!(missing(&old, &new, "").as_deref(), Some(place));
    }
}
