//! Conversations through the real webhook, queue, processor and table: one file of `conversations/` for each, as a
//! shopkeeper would read it.
//!
//! ```text
//! # what this shows
//! shop: Thandi's Spaza             founds a business with Thandi as its owner; without it, nobody is known
//! stock: coke 50 bottle            its opening stock
//! join: Sipho staff                somebody joins it
//!
//! Thandi: sold 3 coke              somebody says something ("\n" in it is a new line)
//!     Sold 3 bottles of Coke. …    what they hear back; [Yes] are buttons
//! Thandi > sold 3 coke: undo       in reply to what they (or anybody) said before
//! Thandi presses Yes               presses a button of the last message
//! wait: 2 hours                    (or "0 seconds": from now on 5 ms pass between messages)
//! Sipho: join {code}               with the last invitation that anybody heard
//! on hand: coke 47                 what is in the table now
//! ```
//!
//! `UPDATE_CONVERSATIONS=1 cargo test -p processor --test conversation` writes what was heard into the files: read
//! the difference before you commit it.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use backroom_core::business::Role;
use backroom_io::log;
use backroom_testing::log::assert_tells_nothing;
use backroom_testing::{Heard, Shop};
use jiff::SignedDuration;

#[tokio::test]
async fn every_conversation_reads_as_written_and_no_line_of_the_log_tells_of_it() {
    let kept = log::Kept::default();
    let ours = "info,backroom_core=trace,backroom_io=trace,processor=trace,webhook=trace,backroom_local=off";
    let subscriber = log::subscriber(ours, "processor", kept.clone());
    let _guard = tracing::subscriber::set_default(subscriber);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let update = std::env::vars().any(|(name, _)| name == "UPDATE_CONVERSATIONS");
    let mut wrong = Vec::new();
    let mut said = BTreeSet::new();
    for file in files {
        let written = fs::read_to_string(&file).unwrap();
        said.extend(words_of(&written));
        let heard = play(&written).await;
        if heard != written {
            if update {
                fs::write(&file, &heard).unwrap();
            }
            wrong.push(format!(
                "{}\n{}",
                file.display(),
                difference(&written, &heard)
            ));
        }
    }
    assert!(wrong.is_empty() || update, "{}", wrong.join("\n\n"));
    let lines = assert_tells_nothing(&kept.text(), &said);
    assert!(lines > 500, "only {lines} lines");
}

/// What is said and heard in a conversation and by whom, as far as it can't be a word of our own: several words, or a
/// person's or a shop's name.
fn words_of(script: &str) -> Vec<String> {
    let spoken = script.lines().filter(|line| !line.starts_with('#'));
    let mut words = Vec::new();
    for line in spoken {
        let (who, what) = line.split_once(": ").unwrap_or(("", line));
        words.push(what.trim().to_owned());
        words.push(who.split(" > ").next().unwrap_or_default().to_owned());
    }
    words.retain(|said| said.contains(' ') && said.len() > 8 || NAMES.contains(&said.as_str()));
    words
}

const NAMES: [&str; 5] = ["Lindiwe", "Sipho", "Thandi", "Vusi", "Zola"];

/// Plays a conversation and writes it down as it went.
async fn play(script: &str) -> String {
    let mut stage = Stage {
        shop: Shop::empty().await,
        said: Vec::new(),
        code: String::new(),
    };
    let mut log = Vec::new();
    let mut lines = script.lines().peekable();
    while let Some(line) = lines.next() {
        let indented = |line: &str| line.starts_with("    ");
        // A reply may have empty lines in it.
        if indented(line) || (line.is_empty() && lines.peek().copied().is_some_and(indented)) {
            continue;
        }
        let heard = if line.is_empty() || line.starts_with('#') {
            String::new()
        } else {
            stage.act(line).await
        };
        match line.strip_prefix("on hand:") {
            Some(_) => log.push(format!("on hand: {heard}")),
            None => {
                log.push(line.to_owned());
                log.extend(
                    heard
                        .lines()
                        .map(|line| format!("    {line}").trim_end().to_owned()),
                );
            }
        }
    }
    stage.assert_sound().await;
    log.join("\n") + "\n"
}

struct Stage {
    shop: Shop,
    /// What was said, by whom, and the id it got.
    said: Vec<(String, backroom_core::ids::MessageId)>,
    /// The code of the last invitation.
    code: String,
}

impl Stage {
    async fn act(&mut self, line: &str) -> String {
        if let Some((name, title)) = line.split_once(" presses ") {
            let before = self.shop.heard(name).len();
            self.shop.presses(name, title).await;
            return shown(&self.shop.heard(name)[before..]);
        }
        let (who, what) = line
            .split_once(": ")
            .unwrap_or_else(|| panic!("what is {line:?}?"));
        match who {
            "shop" => {
                let shop = std::mem::replace(&mut self.shop, Shop::empty().await);
                self.shop = shop.with_business(what, "").await;
            }
            "stock" => self.shop.open_with(what).await,
            "join" => {
                let (name, role) = what.rsplit_once(' ').unwrap();
                self.shop.join(name, role_named(role)).await;
            }
            "wait" if what == "0 seconds" => self.shop.between = SignedDuration::from_millis(5),
            "wait" => {
                let hours: i64 = what.strip_suffix(" hours").unwrap().parse().unwrap();
                self.shop.clock.advance(SignedDuration::from_hours(hours));
            }
            "on hand" => return self.shop.stock().await,
            _ => {
                return self
                    .say(
                        who,
                        &what.replace("\\n", "\n").replace("{code}", &self.code),
                    )
                    .await;
            }
        }
        String::new()
    }

    /// However it went: each balance is the sum of its movements, and each chain is whole.
    async fn assert_sound(&self) {
        let store = &self.shop.store;
        let mut pages = store.businesses();
        while let Some(ids) = pages.next().await.unwrap() {
            for id in ids {
                let found = store
                    .verify(&id, self.shop.clock.now(), |_| ())
                    .await
                    .unwrap();
                assert!(found.is_sound() && found.unsettled.is_empty(), "{found:?}");
            }
        }
    }

    async fn say(&mut self, who: &str, what: &str) -> String {
        let (name, quoted) = match who.split_once(" > ") {
            None => (who, None),
            Some((name, quoted)) => {
                let said = self.said.iter().rev().find(|(said, _)| said == quoted);
                (name, Some(said.unwrap().1.clone()))
            }
        };
        let (id, heard) = self.shop.talk(name, what, quoted.as_ref()).await;
        self.said.push((what.to_owned(), id));
        self.said.extend(
            heard
                .iter()
                .map(|heard| (heard.body.clone(), heard.id.clone())),
        );
        let invitation = heard
            .iter()
            .flat_map(|heard| heard.body.lines().last())
            .next();
        if let Some(code) = invitation.and_then(|line| line.strip_prefix("join ")) {
            self.code = code.to_owned();
        }
        shown(&heard)
    }
}

/// "words" and below them "[Yes] [No]"; above them a file.
fn shown(heard: &[Heard]) -> String {
    let messages: Vec<String> = heard
        .iter()
        .map(|heard| {
            let buttons: Vec<String> = heard
                .buttons
                .iter()
                .map(|(_, title)| format!("[{title}]"))
                .collect();
            let mut lines = Vec::new();
            lines.extend(heard.file.iter().map(|(name, _)| format!("[file {name}]")));
            lines.push(heard.body.clone());
            if !buttons.is_empty() {
                lines.push(buttons.join(" "));
            }
            lines.join("\n")
        })
        .collect();
    messages.join("\n--- and another message ---\n")
}

fn role_named(role: &str) -> Role {
    match role {
        "owner" => Role::Owner,
        "manager" => Role::Manager,
        "staff" => Role::Staff,
        "viewer" => Role::Viewer,
        other => panic!("no role is called {other}"),
    }
}

fn difference(written: &str, heard: &str) -> String {
    let written: Vec<&str> = written.lines().collect();
    let heard: Vec<&str> = heard.lines().collect();
    let at = written
        .iter()
        .zip(&heard)
        .take_while(|(one, other)| one == other)
        .count();
    let line = |lines: &[&str]| {
        lines
            .get(at)
            .map_or("(nothing)".to_owned(), |line| (*line).to_owned())
    };
    format!(
        "line {}\n  written: {}\n  heard:   {}",
        at + 1,
        line(&written),
        line(&heard)
    )
}
