//! A dead letter as the operator reads it: without the person's words, name and number unless they are asked for.

use backroom_core::ids::short_hash;
use backroom_core::message::QueueBodyError;
use backroom_core::task::Queued;
use backroom_io::queue::DeadLetter;
use jiff::Timestamp;
use serde::Serialize;

/// How much of an id stands in a line: enough to name it by.
const ID_SHOWN: usize = 8;
/// How much of a reason stands in a line, in characters.
const REASON_SHOWN: usize = 300;

/// What is shown of one.
#[derive(Debug, Serialize)]
pub(crate) struct Letter {
    /// SQS's id.
    id: String,
    /// Since when it lies here.
    since: Timestamp,
    /// `text`, `voice`, …; `task forget`, …; `unreadable`, `newer`.
    kind: String,
    /// As in the logs, if it is a message or a task of one.
    message_digest: Option<String>,
    /// When the person sent it.
    sent_at: Option<Timestamp>,
    /// A hash of its group: the same for all of one sender.
    sender: String,
    /// Why it is here.
    pub(crate) why: String,
    /// Whether the sender knows that it is kept.
    told: bool,
    /// All of it, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

impl Letter {
    pub(crate) fn read(letter: &DeadLetter, reveal: bool) -> Self {
        let (kind, message_digest, sent_at, group) = match Queued::read(&letter.body) {
            Ok(Queued::Message(message)) => (
                message.content.kind().to_owned(),
                Some(message.id.digest()),
                Some(message.sent_at),
                message.group(),
            ),
            Ok(Queued::Task(task)) => {
                let kind = format!("task {}", task.work.kind());
                (kind, Some(task.id), None, task.group)
            }
            Err(QueueBodyError::NewerFormat(_)) => {
                ("newer".to_owned(), None, None, letter.group.clone())
            }
            Err(QueueBodyError::Unreadable(_)) => {
                ("unreadable".to_owned(), None, None, letter.group.clone())
            }
        };
        let why = letter.reason.clone().unwrap_or_else(|| {
            "no reason: the processor ended in the middle of it each time, or could not park it"
                .to_owned()
        });
        Self {
            id: letter.id.clone(),
            since: Timestamp::from_millisecond(letter.since).unwrap_or_default(),
            kind,
            message_digest,
            sent_at,
            sender: short_hash(&["shown", &group])
                .chars()
                .take(ID_SHOWN)
                .collect(),
            why,
            told: letter.told,
            body: reveal.then(|| letter.body.clone()),
        }
    }

    /// One line; why it is here stands in the next.
    pub(crate) fn line(&self) -> String {
        let id: String = self.id.chars().take(ID_SHOWN).collect();
        let at = self.sent_at.unwrap_or(self.since);
        let digest = self.message_digest.as_deref().unwrap_or("-");
        let told = if self.told { "  told" } else { "" };
        format!(
            "{id:<8}  {}  sender {}  {:<10}  {digest}{told}",
            at.strftime("%Y-%m-%d %H:%M:%S"),
            self.sender,
            self.kind
        )
    }
}

/// On one line, and not longer than is read.
pub(crate) fn short(reason: &str) -> String {
    let line = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(REASON_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"format":1,"id":"wamid.1","sent_at":"2026-11-24T06:00:00Z","number":"105",
        "from":{"phone":"27820000001","profile_name":"Thandi"},"content":{"type":"text","body":"sold 3 coke"}}"#;

    fn letter(body: &str, reason: Option<&str>) -> DeadLetter {
        DeadLetter {
            id: "0f1e2d3c-4b5a-6978".to_owned(),
            reason: reason.map(str::to_owned),
            told: true,
            since: 1_795_500_600_000,
            group: "27820000001".to_owned(),
            body: body.to_owned(),
            receipt: String::new(),
        }
    }

    #[test]
    fn nothing_personal_is_shown_unless_it_is_asked_for() {
        let mut letter = letter(BODY, Some("the table:\nbusy"));
        for body in [BODY, "not JSON 27820000001 Thandi coke"] {
            letter.body = body.to_owned();
            let shown = Letter::read(&letter, false);
            let all = format!(
                "{} {}",
                shown.line(),
                serde_json::to_string(&shown).unwrap()
            );
            for personal in ["2782", "Thandi", "coke", "wamid"] {
                assert!(!all.contains(personal), "{all}");
            }
            let revealed = serde_json::to_string(&Letter::read(&letter, true)).unwrap();
            assert!(revealed.contains("coke"));
        }
    }

    #[test]
    fn a_line_says_what_it_is_and_when_it_was_sent() {
        let shown = Letter::read(&letter(BODY, Some("the table:\nbusy")), false);
        let line = shown.line();
        assert!(
            line.starts_with("0f1e2d3c  2026-11-24 06:00:00  sender "),
            "{line}"
        );
        assert!(line.contains("text") && line.ends_with("told"), "{line}");
        assert_eq!(short(&shown.why), "the table: busy");
        let odd = Letter::read(&letter("{", None), false);
        assert!(odd.line().contains("2026-11-24 06:10:00") && odd.line().contains("unreadable"));
        assert!(odd.why.starts_with("no reason"));
    }
}
