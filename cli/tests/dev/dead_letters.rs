//! `backroom dead-letters` on a data folder.

use backroom_local::Local;
use backroom_local::queue::{Attributes, NewMessage, QueueName};
use serde_json::{Value, json};

use crate::machine::{Folder, NUMBER, words};

const SHOP: &str = r#"{"businesses":[{"name":"Shop","members":[{"phone":"27820000001","name":"Thandi","role":"owner"}],
  "stock":[{"name":"coke","qty":50}]}]}"#;

/// A message of Thandi's as the queue holds it.
fn says(id: &str, text: &str) -> String {
    json!({
        "format": 1, "id": id, "sent_at": "2026-11-24T06:00:00Z", "number": NUMBER,
        "from": {"phone": "27820000001"}, "content": {"type": "text", "body": text},
    })
    .to_string()
}

/// A shop that was stopped, with these dead letters of one sender.
async fn stopped_with(letters: &[(&str, Option<&str>)]) -> Folder {
    let folder = Folder::new();
    let seed = folder.seed(SHOP);
    assert_eq!(folder.start(&["--seed", &seed]).terminate(), Some(0));
    let local = Local::open(&folder.path().join(".backroom")).await.unwrap();
    let messages = letters.iter().enumerate().map(|(n, (body, reason))| {
        let reason = reason.map(|reason| ("reason".to_owned(), reason.to_owned()));
        NewMessage {
            group: "g".to_owned(),
            deduplication_id: n.to_string(),
            body: (*body).to_owned(),
            said: Attributes::from_iter(reason),
        }
    });
    let queues = &local.aws.queues;
    queues
        .send(QueueName::DeadLetters, messages.collect())
        .await
        .unwrap();
    folder
}

fn lines(json: &[u8]) -> Vec<Value> {
    let text = String::from_utf8_lossy(json);
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn dead_letters_are_listed_with_their_reasons_shown_dropped_and_sent_back() {
    let first = says("wamid.1", "sold 30 coke");
    let second = says("wamid.2", "sold 15 coke");
    let letters = [
        (&*first, Some("the table: busy")),
        ("not a message", Some("Syntax error")),
        (&*second, None),
    ];
    let folder = stopped_with(&letters).await;

    let listed = folder.run(&["dead-letters", "list"]);
    let text = words(&listed);
    assert_eq!(listed.status.code(), Some(0), "{text}");
    for part in [
        "the table: busy",
        "Syntax error",
        "no reason",
        "3 dead letters",
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert!(!text.contains("coke") && !text.contains("2782"), "{text}");

    let listed = lines(&folder.run(&["dead-letters", "list", "--json"]).stdout);
    let id = |n: usize| listed[n]["id"].as_str().unwrap();
    let kinds: Vec<&str> = listed
        .iter()
        .filter_map(|line| line["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["text", "unreadable", "text"]);
    let shown = words(&folder.run(&["dead-letters", "show", id(0), "--reveal"]));
    assert!(shown.contains("sold 30 coke"), "{shown}");

    let refused = folder.run(&["dead-letters", "drop", id(1)]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(words(&refused).contains("--yes"), "{}", words(&refused));
    let dropped = folder.run(&["dead-letters", "drop", &id(1)[..12], "--yes"]);
    assert!(words(&dropped).contains("1 dropped"), "{}", words(&dropped));
    let gone = folder.run(&["dead-letters", "show", id(1)]);
    assert_eq!(gone.status.code(), Some(2));

    let back = folder.run(&["dead-letters", "redrive", "--all"]);
    assert!(words(&back).contains("2 sent back"), "{}", words(&back));
    let dev = folder.start(&[]);
    dev.shows("thandi", "coke 5").await;
    assert_eq!(dev.terminate(), Some(0));
    let empty = folder.run(&["dead-letters", "list"]);
    assert!(
        words(&empty).contains("0 dead letters"),
        "{}",
        words(&empty)
    );
}

#[test]
fn without_a_queue_there_are_no_dead_letters() {
    let output = Folder::new().run(&["dead-letters", "list", "--data", "elsewhere"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        words(&output).contains("there is no queue in elsewhere"),
        "{}",
        words(&output)
    );
}
