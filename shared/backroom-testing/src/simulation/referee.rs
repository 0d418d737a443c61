//! Watches a simulation and compares it with the [`model`](super::model): each record at the moment in which the table
//! takes it, each reply at the moment in which it is heard.
//!
//! The table's order of commits is the order in which messages come to the model. What moves stock must be what the model
//! says at that very moment. What moves nothing (a refusal, a question about stock) was read a little earlier, and has to
//! have been right at some moment since the message was begun.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use jiff::Timestamp;
use serde_json::Value;

use super::meta::MEMBERS;
use super::model::{Answer, Ask, Books, Who};

/// A message, what was said and what became of it.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) business: usize,
    pub(super) who: Who,
    pub(super) ask: Ask,
    pub(super) text: String,
    /// The reply and the movements in its record, once it has one.
    pub(super) kept: Option<(Box<str>, u64)>,
    /// What was right to answer at some moment since it was begun and not acknowledged.
    right: Vec<String>,
    /// Whether it is among those that are being worked on.
    open: bool,
    /// How many processes have it.
    hands: u32,
    begun: u32,
    pub(super) heard: u32,
    /// A reply may have been lost: WhatsApp took it and did not deliver, or took it for good as refused.
    pub(super) excused: bool,
    /// Whether a later one has taken it back.
    undone: bool,
}

/// Counts of what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages that members sent.
    pub messages: u64,
    /// Webhooks that WhatsApp delivered once more.
    pub delivered_again: u64,
    /// How often a message was begun by a processor.
    pub begun: u64,
    /// Records that moved stock.
    pub changes: u64,
    /// Records that moved nothing.
    pub refusals: u64,
    /// Of these, questions back: "sure?".
    pub asked: u64,
    /// Replies that were heard.
    pub replies: u64,
    /// Functions that died in the middle.
    pub deaths: u64,
    /// Calls of the table and the queue that met trouble.
    pub faults: u64,
    /// Calls of WhatsApp that did.
    pub unsent: u64,
}

/// What is said to a question that is dropped.
const DROPPED: &str = "OK, nothing was changed.";

/// The referee.
#[derive(Debug, Default)]
pub(super) struct Referee {
    pub(super) books: Vec<Books>,
    pub(super) messages: Vec<Said>,
    by_digest: BTreeMap<String, usize>,
    /// Messages that are being worked on, of each business.
    open: Vec<Vec<usize>>,
    pub(super) counts: Counts,
    trace: DefaultHasher,
    wrong: Option<String>,
    blamed: Option<usize>,
    /// Who was asked something by the last that was recorded of them: business and member.
    waiting: BTreeSet<(usize, usize)>,
    /// What each process was given of each person and is about to answer.
    given: BTreeMap<(u64, usize), Vec<usize>>,
    /// What happened to each message, if that is to be told.
    tale: Option<(Timestamp, Vec<(usize, String)>)>,
}

impl Referee {
    pub(super) fn of(businesses: usize) -> Self {
        Self {
            books: (0..businesses).map(|_| Books::default()).collect(),
            open: vec![Vec::new(); businesses],
            ..Self::default()
        }
    }

    /// What is not as it should be, the first of it.
    pub(super) fn wrong(&self) -> Option<&str> {
        self.wrong.as_deref()
    }

    /// Something is not as it should be.
    pub(super) fn object(&mut self, what: impl Into<String>) {
        self.wrong.get_or_insert(what.into());
    }

    /// A message is not as it should be.
    fn object_to(&mut self, message: usize, what: String) {
        let text = &self.messages[message].text;
        let what = format!("message {message} ({text}) {what}");
        if self.wrong.is_none() {
            self.blamed = Some(message);
        }
        self.object(what);
    }

    /// Keeps what happens, to tell it.
    pub(super) fn at(&mut self, now: Timestamp) {
        self.tale.get_or_insert_with(|| (now, Vec::new())).0 = now;
    }

    fn tell(&mut self, message: usize, what: impl FnOnce() -> String) {
        if let Some((now, tale)) = &mut self.tale {
            tale.push((message, format!("{now} {message} {}", what())));
        }
    }

    /// What led to the message that is not as it should be: all that happened to the latest ones of its member.
    pub(super) fn tale(&self) -> String {
        let (_, tale) = self.tale.as_ref().cloned().unwrap_or_default();
        let Some(last) = self.blamed.map(|message| &self.messages[message]) else {
            return String::new();
        };
        let (business, member, message) = (last.business, last.who.member, last.who.message);
        let near = tale.iter().filter(|(of, _)| {
            let of = &self.messages[*of];
            of.business == business && of.who.member == member && of.who.message + 100 > message
        });
        near.map(|(_, what)| format!("{what}\n")).collect()
    }

    /// Part of what has to be the same each time.
    pub(super) fn note(&mut self, event: impl std::hash::Hash) {
        event.hash(&mut self.trace);
    }

    /// A number for all that happened, in its order.
    pub(super) fn trace(&self) -> u64 {
        self.trace.finish()
    }

    /// A member says something.
    pub(super) fn said(
        &mut self,
        business: usize,
        who: Who,
        ask: Ask,
        (text, digest): (String, String),
    ) {
        self.note((who.message, who.second, &text));
        self.counts.messages += 1;
        self.by_digest.insert(digest, who.message);
        let told = format!("shop {business}, member {} says: {text}", who.member);
        self.messages.push(Said {
            business,
            who,
            ask,
            text,
            kept: None,
            right: Vec::new(),
            open: false,
            hands: 0,
            begun: 0,
            heard: 0,
            excused: false,
            undone: false,
        });
        self.tell(who.message, || told);
    }

    /// WhatsApp delivers a webhook once more.
    pub(super) fn delivered_again(&mut self) {
        self.note("delivered again");
        self.counts.delivered_again += 1;
    }

    /// A function dies.
    pub(super) fn died(&mut self) {
        self.note("died");
        self.counts.deaths += 1;
    }

    /// A processor has it.
    pub(super) fn begun(&mut self, message: usize) {
        self.note(("begun", message));
        self.tell(message, || "begun".to_owned());
        self.counts.begun += 1;
        let said = &mut self.messages[message];
        said.begun += 1;
        said.hands += 1;
        if said.kept.is_some() {
            return;
        }
        if !said.open {
            (said.open, said.right) = (true, Vec::new());
            self.open[said.business].push(message);
        }
        let now = self.books[said.business].answer(&said.who, &said.ask).text;
        if !said.right.contains(&now) {
            said.right.push(now);
        }
    }

    /// A processor has it no more: it is done, or dead.
    pub(super) fn ended(&mut self, message: usize) {
        let said = &mut self.messages[message];
        said.hands -= 1;
        // What leaves a record may still be on its way to the table.
        if said.hands == 0 && said.leaves_no_record() {
            said.open = false;
            let business = said.business;
            self.open[business].retain(|open| *open != message);
        }
    }

    /// The queue has forgotten it.
    pub(super) fn acknowledged(&mut self, message: usize) {
        self.note(("acknowledged", message));
        self.tell(message, || "acknowledged".to_owned());
        let said = &self.messages[message];
        if said.kept.is_none() && !said.leaves_no_record() {
            self.object_to(message, "was acknowledged without a record".to_owned());
        }
    }

    /// The table takes a record with this key.
    pub(super) fn committed(&mut self, sort_key: &str, body: &str) {
        let digest = sort_key.rsplit('#').next().unwrap_or_default();
        let Some(&message) = self.by_digest.get(digest) else {
            return;
        };
        let Ok(record) = serde_json::from_str::<Value>(body) else {
            return self.object_to(message, "has a record that is no JSON".to_owned());
        };
        let reply = record["r"]["body"].as_str().unwrap_or_default();
        let moved = movements(&record);
        self.note((message, reply, &moved));
        self.tell(message, || format!("recorded: {body}"));
        let said = &self.messages[message];
        let answer = self.books[said.business].answer(&said.who, &said.ask);
        let asked = moved.is_empty() && !record["r"]["buttons"].is_null();
        let exact = reply == answer.text && moved == entries(&answer);
        let refused = moved.is_empty() && said.right.iter().any(|right| right == reply);
        if let Some((first, _)) = &said.kept {
            let text = format!("was committed twice: {first:?}, {reply:?}");
            return self.object_to(message, text);
        }
        let place = (said.business, said.who.member);
        // A bare undo means the question that waits; the question may have waited too long.
        let undo = matches!(said.ask, Ask::Undo);
        let drops = undo && moved.is_empty() && reply == DROPPED && self.waiting.contains(&place);
        if !(exact || refused || drops || (asked && said.may_be_asked_about())) {
            let right = (entries(&answer), answer.text);
            let text = format!("was recorded as {:?}; right was {right:?}", (moved, reply));
            return self.object_to(message, text);
        }
        self.counts.changes += u64::from(!moved.is_empty());
        self.counts.refusals += u64::from(moved.is_empty());
        self.counts.asked += u64::from(asked);
        match asked {
            true => self.waiting.insert(place),
            false => self.waiting.remove(&place),
        };
        let business = said.business;
        let who = said.who;
        let said = &mut self.messages[message];
        said.kept = Some((reply.into(), fingerprint(&moved)));
        (said.open, said.right) = (false, Vec::new());
        self.open[business].retain(|open| *open != message);
        if exact {
            self.books[business].enter(&who, &answer);
            if let Some(that) = answer.marks {
                self.messages[that].undone = true;
            }
            if !moved.is_empty() {
                self.moved_on(business);
            }
        }
    }

    /// Stock moved: what those that are being worked on may answer from now on.
    fn moved_on(&mut self, business: usize) {
        for &message in &self.open[business] {
            let said = &mut self.messages[message];
            if said.kept.is_none() {
                let now = self.books[business].answer(&said.who, &said.ask).text;
                if !said.right.contains(&now) {
                    said.right.push(now);
                }
            }
        }
    }

    /// A process is given the message, and is about to answer it.
    pub(super) fn given(&mut self, process: u64, message: usize) {
        let of = (process, self.messages[message].person());
        let given = self.given.entry(of).or_default();
        given.retain(|other| *other != message);
        given.push(message);
    }

    /// It will not answer these again by itself.
    pub(super) fn answered(&mut self, process: u64, person: usize, messages: &[usize]) {
        if let Some(given) = self.given.get_mut(&(process, person)) {
            given.retain(|message| !messages.contains(message));
        }
    }

    /// A process is done with its batch, and with answering.
    pub(super) fn has_answered(&mut self, process: u64) {
        self.given.retain(|(of, _), _| *of != process);
    }

    /// A process says this to a person: which messages it answers, some that it was given one after the other; the
    /// earliest that it can be.
    pub(super) fn told(&mut self, process: u64, person: usize, text: &str) -> Vec<usize> {
        let empty = Vec::new();
        let given = self.given.get(&(process, person)).unwrap_or(&empty);
        let mut runs = (0..given.len())
            .flat_map(|from| (from + 1..=given.len()).rev().map(move |to| from..to));
        let spelt = |run: &std::ops::Range<usize>| {
            let messages = &given[run.clone()];
            ["\n", "\n\n"]
                .iter()
                .any(|between| self.spells(messages, text, between))
        };
        if let Some(run) = runs.find(spelt) {
            return given[run].to_vec();
        }
        let right = given.iter().map(|message| {
            let said = &self.messages[*message];
            format!("{}: {:?} or {:?}", said.text, said.kept, said.right)
        });
        let right = right.collect::<Vec<_>>().join("; ");
        let what = format!("told {text:?}; right was {right}");
        match given.last() {
            Some(message) => self.object_to(*message, what),
            None => self.object(what),
        }
        Vec::new()
    }

    /// Whether the text is the answers to these, one after the other.
    fn spells(&self, messages: &[usize], text: &str, between: &str) -> bool {
        let Some((first, rest)) = messages.split_first() else {
            return false;
        };
        let said = &self.messages[*first];
        let kept = said.kept.iter().map(|(kept, _)| &**kept);
        let right = said.right.iter().map(String::as_str);
        let right = right.filter(|_| said.kept.is_none() && said.leaves_no_record());
        kept.chain(right)
            .any(|answer| match text.strip_prefix(answer) {
                Some("") => rest.is_empty(),
                Some(others) => others
                    .strip_prefix(between)
                    .is_some_and(|others| self.spells(rest, others, between)),
                None => false,
            })
    }

    /// WhatsApp has delivered the reply to these.
    pub(super) fn heard(&mut self, messages: &[usize]) {
        self.counts.replies += 1;
        for &message in messages {
            self.note(("heard", message));
            self.tell(message, || "is answered".to_owned());
            let said = &mut self.messages[message];
            said.heard += 1;
            if said.heard > said.begun {
                self.object_to(
                    message,
                    "was answered more often than it was begun".to_owned(),
                );
            }
        }
    }

    /// The reply to these is lost: they may never be answered.
    pub(super) fn lost(&mut self, messages: &[usize]) {
        for &message in messages {
            self.messages[message].excused = true;
        }
    }

    /// The record in the ledger, at the end.
    pub(super) fn stands(
        &mut self,
        digest: &str,
        reply: &str,
        movements: &[(String, String, String)],
        undone: bool,
    ) -> bool {
        let Some(&message) = self.by_digest.get(digest) else {
            return false;
        };
        if self.messages[message].undone != undone {
            self.object_to(message, format!("is marked as undone: {undone}"));
        }
        let kept = &self.messages[message].kept;
        let right = kept
            .as_ref()
            .is_some_and(|(kept, moved)| **kept == *reply && *moved == fingerprint(movements));
        if !right {
            let text =
                format!("has another record in the end: {reply}, {movements:?}; it was {kept:?}");
            self.object_to(message, text);
        }
        true
    }

    /// Messages that nobody was told about.
    pub(super) fn unanswered(&self) -> impl Iterator<Item = usize> {
        let messages = self.messages.iter().enumerate();
        messages
            .filter(|(_, said)| said.heard == 0 && !said.excused)
            .map(|(message, _)| message)
    }

    /// How many have a record.
    pub(super) fn kept_of(&self, business: usize) -> usize {
        let kept = |said: &&Said| said.business == business && said.kept.is_some();
        self.messages.iter().filter(kept).count()
    }
}

impl Said {
    fn person(&self) -> usize {
        self.business * MEMBERS + self.who.member
    }

    /// Whether it leaves no record: a question about the stock.
    fn leaves_no_record(&self) -> bool {
        matches!(self.ask, Ask::Check(_))
    }

    /// Whether it may be asked about before it is done: something goes out, perhaps far more than usual.
    fn may_be_asked_about(&self) -> bool {
        matches!(self.ask, Ask::Change(_) | Ask::Fix(_))
    }
}

fn entries(answer: &Answer) -> Vec<(String, String, String)> {
    answer
        .moved
        .iter()
        .map(super::model::Moved::entry)
        .collect()
}

/// Item, what was added, and what was on hand then.
fn movements(record: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let moved = record["m"].as_array().into_iter().flatten();
    moved
        .map(|line| {
            (
                text(line.get("n").unwrap_or(&line["i"])),
                text(&line["d"]),
                text(&line["h"]),
            )
        })
        .collect()
}

fn fingerprint(moved: &[(String, String, String)]) -> u64 {
    let mut hasher = DefaultHasher::new();
    moved.hash(&mut hasher);
    hasher.finish()
}
