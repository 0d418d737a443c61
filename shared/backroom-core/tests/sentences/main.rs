//! Every sentence that the bot can say, rendered once with sample values, in one file to be read as a whole:
//! `snapshots/sentences__every_sentence.snap`. `INSTA_UPDATE=always cargo test -p backroom-core --test sentences` writes it
//! anew: read the difference before you commit it.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod asked;
mod business;
mod owed;
mod sample;
mod sheet;
mod stock;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use backroom_core::reply::Reply;

/// What was rendered: the function's module and name, and what it says.
#[derive(Default)]
struct Sentences(Vec<(String, String)>);

impl Sentences {
    fn reply(&mut self, name: &str, reply: impl Into<Option<Reply>>) {
        let reply = reply.into().unwrap();
        let buttons: Vec<String> = reply
            .buttons
            .iter()
            .map(|button| format!("[{}]", button.title))
            .collect();
        self.line(name, format!("{}\n{}", reply.body, buttons.join(" ")));
    }

    fn line(&mut self, name: &str, said: impl Into<String>) {
        let said: String = said.into();
        let lines = said.trim_end().lines();
        let lines: Vec<String> = lines
            .map(|line| format!("    {line}").trim_end().to_owned())
            .collect();
        self.0.push((name.to_owned(), lines.join("\n")));
    }

    fn shown(&self) -> String {
        let mut shown = String::new();
        let mut before = "";
        for (name, said) in &self.0 {
            if name != before {
                shown.push_str(&format!("\n{name}\n"));
            } else {
                shown.push_str("  or\n");
            }
            shown.push_str(said);
            shown.push('\n');
            before = name;
        }
        shown
    }
}

#[test]
fn every_sentence() {
    let mut sentences = Sentences::default();
    stock::say(&mut sentences);
    asked::say(&mut sentences);
    business::say(&mut sentences);
    owed::say(&mut sentences);
    sheet::say(&mut sentences);
    let said: BTreeSet<String> = sentences.0.iter().map(|(name, _)| name.clone()).collect();
    let missing: Vec<String> = functions().difference(&said).cloned().collect();
    assert!(missing.is_empty(), "not rendered: {missing:?}");
    sentences.0.sort_by(|(one, _), (other, _)| one.cmp(other));
    insta::assert_snapshot!(sentences.shown());
}

/// The public functions of `src/reply/` that make a reply or a line: "items::renamed".
fn functions() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/reply");
    let mut functions = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let source = fs::read_to_string(&path).unwrap();
        for function in source.split("\npub fn ").skip(1) {
            let head = function.split('{').next().unwrap_or_default();
            let name = head.split(['(', '<']).next().unwrap_or_default();
            let says = ["-> Reply", "-> Option<Reply>", "-> String"];
            if says.iter().any(|says| head.contains(says)) {
                functions.insert(format!("{module}::{name}"));
            }
        }
    }
    functions
}
