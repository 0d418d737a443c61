//! Which records of a stretch of the ledger stand: not those that were taken back, but those whose correction was taken
//! back itself ("sold 3", "no, 15", "undo": three were sold).

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::{LedgerKey, LedgerRecord, RecordKind};

/// Sifts records, oldest first. Remembers only those that were taken back.
#[derive(Debug, Default)]
pub struct Standing {
    held: BTreeMap<LedgerKey, LedgerRecord>,
    taken_back: TakenBack,
}

impl Standing {
    /// Takes the next record, `undone` if a later one has taken it back; gives it back if it stands for certain.
    pub fn sift(&mut self, record: LedgerRecord, undone: bool) -> Option<LedgerRecord> {
        self.taken_back.note(&record, undone);
        if !undone {
            return Some(record);
        }
        self.held.insert(record.key.clone(), record);
        None
    }

    /// Notes a record of after those that are sifted, which may tell of one of them that it stands after all.
    pub fn note(&mut self, record: &LedgerRecord, undone: bool) {
        self.taken_back.note(record, undone);
    }

    /// Whether all that was taken back is known to stand or not, whatever comes later.
    pub fn is_settled(&self) -> bool {
        self.held.keys().all(|key| self.taken_back.is_settled(key))
    }

    /// Of those that were taken back, the ones that stand after all.
    pub fn rest(self) -> impl Iterator<Item = LedgerRecord> {
        let Self { held, taken_back } = self;
        let stands = move |record: &LedgerRecord| taken_back.stands(&record.key);
        held.into_values().filter(stands)
    }
}

/// Which records take back which, of a stretch of the ledger that was gone through in any order.
#[derive(Debug, Default)]
pub struct TakenBack {
    /// By what a record was taken back, more than once if it stood again in between.
    by: BTreeMap<LedgerKey, Vec<Taker>>,
    /// Those that have the marker of an undone record.
    marked: BTreeSet<LedgerKey>,
    /// Those that take back: the marker of one, where nothing took it back, is of what stands again by it.
    undos: BTreeSet<LedgerKey>,
}

#[derive(Debug)]
struct Taker {
    key: LedgerKey,
    /// Not a correction.
    undoes: bool,
}

/// What is marked when a record is taken back, so that it is taken back once each time that it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The record itself; or if it has its marker already and stands again, the undo by which it does.
    pub on: LedgerKey,
    /// The record that stands again: each of those that one undo brought back is marked for itself.
    pub again: Option<LedgerKey>,
}

impl Mark {
    /// Of a record that was never taken back.
    pub fn first(key: &LedgerKey) -> Self {
        Self {
            on: key.clone(),
            again: None,
        }
    }
}

impl TakenBack {
    /// Notes a record, and whether it has the marker of an undone one.
    pub fn note(&mut self, record: &LedgerRecord, marked: bool) {
        if marked {
            self.marked.insert(record.key.clone());
        }
        let (of, undoes) = match &record.kind {
            RecordKind::Undo { of } => {
                self.undos.insert(record.key.clone());
                (of.as_slice(), true)
            }
            RecordKind::Fix { of } => (std::slice::from_ref(of), false),
            RecordKind::Change | RecordKind::Edit | RecordKind::Refusal | RecordKind::Opening => {
                return;
            }
        };
        for of in of {
            let key = record.key.clone();
            let takers = self.by.entry(of.clone()).or_default();
            takers.push(Taker { key, undoes });
        }
    }

    /// Whether the record stands: unmarked, or all that took it back has been taken back itself. What was taken back by
    /// nothing that was noted does not.
    pub fn stands(&self, key: &LedgerKey) -> bool {
        let takers = self.takers(key);
        let marked = self.marked.contains(key) && !self.undos.contains(key);
        !takers.iter().any(|taker| self.holds(&taker.key)) && (!marked || !takers.is_empty())
    }

    /// Whether a record is taken back, as far as was noted. Not the undo that is marked because what it brought back was
    /// taken back again: that undo itself stands.
    pub fn is_undone(&self, key: &LedgerKey) -> bool {
        !self.stands(key) && !self.is_marked_for_another(key)
    }

    /// Whether nothing took it back, and something was taken back again that it had brought back.
    fn is_marked_for_another(&self, key: &LedgerKey) -> bool {
        let undoes = |taker: &Taker| self.takers(&taker.key).iter().any(|by| by.key == *key);
        let again = |taker: &Taker| taker.key > *key && !undoes(taker);
        let marked_for =
            |takers: &Vec<Taker>| takers.iter().any(undoes) && takers.iter().any(again);
        self.takers(key).is_empty() && self.by.values().any(marked_for)
    }

    /// Whether the record was not taken back, or all that is marked on the way from it to what took it back last was noted.
    pub fn is_settled(&self, key: &LedgerKey) -> bool {
        let takers = self.takers(key);
        let told = !takers.is_empty() && takers.iter().all(|taker| self.is_settled(&taker.key));
        told || !self.marked.contains(key) || self.is_marked_for_another(key)
    }

    /// What to mark when this record is to be taken back. `None` if it does not stand.
    pub fn to_mark(&self, key: &LedgerKey) -> Option<Mark> {
        if !self.stands(key) {
            return None;
        }
        if !self.marked.contains(key) {
            return Some(Mark::first(key));
        }
        let takers = self.takers(key).iter();
        let restored_by = takers.flat_map(|taker| self.takers(&taker.key));
        let restored_by = restored_by.filter(|by| by.undoes && self.holds(&by.key));
        // One that is marked may be so for this record.
        let newest = restored_by.max_by_key(|by| (!self.marked.contains(&by.key), &by.key));
        newest.map(|by| Mark {
            on: by.key.clone(),
            again: Some(key.clone()),
        })
    }

    /// Whether what it takes back is taken back by it still. A correction of a correction leaves what that had taken back.
    fn holds(&self, key: &LedgerKey) -> bool {
        let mut undone_by = self.takers(key).iter().filter(|taker| taker.undoes);
        !undone_by.any(|taker| self.holds(&taker.key))
    }

    fn takers(&self, key: &LedgerKey) -> &[Taker] {
        self.by.get(key).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::ids::{MemberId, MessageId};
    use crate::reply::Reply;

    fn key(name: &str) -> LedgerKey {
        LedgerKey::of(&MessageId::new(name), Timestamp::UNIX_EPOCH)
    }

    /// "a", "b fixes a", "c undoes b".
    fn steps(story: &str) -> Vec<Vec<&str>> {
        let steps = story.split(", ");
        steps.map(|step| step.split(' ').collect()).collect()
    }

    /// The record of a step, and whether another took it back.
    fn record(step: &[&str], steps: &[Vec<&str>]) -> (LedgerRecord, bool) {
        let kind = match step {
            [_] | [_, "marks", _] => RecordKind::Change,
            [_, "fixes", of] => RecordKind::Fix { of: key(of) },
            [_, _, of @ ..] => RecordKind::Undo {
                of: of.iter().map(|of| key(of)).collect(),
            },
            [] => panic!("nothing happens"),
        };
        let undone = steps.iter().any(|later| later[1..].contains(&step[0]));
        let record = LedgerRecord {
            happened_at: None,
            answers: None,
            sets: false,
            credit: Vec::new(),
            key: key(step[0]),
            decided_at: Timestamp::UNIX_EPOCH,
            member: MemberId::new("m1"),
            member_name: "Thandi".into(),
            kind,
            movements: Vec::new(),
            reply: Reply::text("ok"),
        };
        (record, undone)
    }

    /// What stands of a story, in the end.
    fn standing(story: &str) -> String {
        let steps = steps(story);
        let mut standing = Standing::default();
        let mut names: Vec<LedgerKey> = Vec::new();
        for step in &steps {
            let (record, undone) = record(step, &steps);
            names.extend(standing.sift(record, undone).map(|record| record.key));
        }
        assert!(standing.is_settled(), "{story}");
        names.extend(standing.rest().map(|record| record.key));
        let stands = |step: &&Vec<&str>| names.contains(&key(step[0]));
        let stand: Vec<&str> = steps.iter().filter(stands).map(|step| step[0]).collect();
        stand.join(" ")
    }

    /// What is marked to take the record back: "c for a", if that stands again by c.
    fn to_mark(story: &str, of: &str) -> Option<String> {
        let steps = steps(story);
        let mut taken_back = TakenBack::default();
        for step in &steps {
            let (record, undone) = record(step, &steps);
            taken_back.note(&record, undone);
        }
        let name = |of: &LedgerKey| {
            let step = steps.iter().find(|step| key(step[0]) == *of);
            step.unwrap()[0]
        };
        let mark = taken_back.to_mark(&key(of))?;
        Some(match &mark.again {
            None => name(&mark.on).to_owned(),
            Some(again) => format!("{} for {}", name(&mark.on), name(again)),
        })
    }

    #[test]
    fn what_stands_again_is_marked_on_that_by_which_it_does() {
        let two = "a, b, c fixes a, d fixes b, e undoes c d";
        for (story, of, mark) in [
            ("a, b", "a", Some("a")),
            ("a, b undoes a", "a", None),
            ("a, b fixes a, c undoes b", "a", Some("c for a")),
            (two, "a", Some("e for a")),
            (two, "b", Some("e for b")),
            (&format!("{two}, f undoes a, x marks e"), "a", None),
            (
                &format!("{two}, f undoes a, x marks e"),
                "b",
                Some("e for b"),
            ),
            // It stands by the second undo too, which is not marked.
            (
                &format!("{two}, f undoes a, x marks e, g undoes f"),
                "a",
                Some("g for a"),
            ),
        ] {
            assert_eq!(to_mark(story, of).as_deref(), mark, "{of} of {story}");
        }
    }

    #[test]
    fn what_is_told_as_undone_is_what_was_taken_back_and_stands_no_more() {
        for (story, undone) in [
            ("a, b", ""),
            ("a, b undoes a", "a"),
            ("a, b fixes a, c undoes b", "b"),
            // The marker of the second time lies on the first undo.
            ("a, b fixes a, c undoes b, d undoes a, x marks c", "a b"),
            ("a, b marks a", "a"),
        ] {
            let steps = steps(story);
            let mut taken_back = TakenBack::default();
            for step in steps.iter().rev() {
                let (record, undone) = record(step, &steps);
                taken_back.note(&record, undone);
            }
            let told = steps.iter().map(|step| step[0]);
            let told: Vec<&str> = told
                .filter(|step| taken_back.is_undone(&key(step)))
                .collect();
            assert_eq!(told.join(" "), undone, "{story}");
            let known = steps
                .iter()
                .all(|step| taken_back.is_settled(&key(step[0])));
            assert_eq!(known, story != "a, b marks a", "{story}");
        }
    }

    #[test]
    fn it_is_settled_once_all_that_took_anything_back_was_seen() {
        for (story, settled) in [
            ("a, b", "a b"),
            ("a, b, c undoes a, d, e", "c d e"),
            ("a, b fixes a, c, d undoes b, e", "d e"),
            ("a, b undoes a, c undoes b, d undoes c, e", "d e"),
        ] {
            let steps = steps(story);
            let mut standing = Standing::default();
            let mut after = Vec::new();
            for step in &steps {
                let (record, undone) = record(step, &steps);
                if step[0] == "a" {
                    standing.sift(record, undone);
                } else {
                    standing.note(&record, undone);
                }
                after.extend(standing.is_settled().then_some(step[0]));
            }
            assert_eq!(after.join(" "), settled, "{story}");
        }
    }

    #[test]
    fn what_was_taken_back_stands_again_where_that_was_taken_back() {
        for (story, expected) in [
            ("a, b", "a b"),
            ("a, b undoes a", "b"),
            ("a, b fixes a", "b"),
            ("a, b fixes a, c fixes b", "c"),
            ("a, b fixes a, c undoes b", "a c"),
            ("a, b fixes a, c fixes b, d undoes c", "b d"),
            ("a, b fixes a, c fixes b, d undoes c, e undoes b", "a d e"),
            ("a, b, c undoes a b, d undoes c", "a b d"),
            ("a, b undoes a, c undoes b, d undoes c", "b d"),
            // Taken back again.
            ("a, b fixes a, c undoes b, d undoes a", "c d"),
            ("a, b fixes a, c undoes b, d fixes a", "c d"),
            ("a, b fixes a, c undoes b, d fixes a, e undoes d", "a c e"),
        ] {
            assert_eq!(standing(story), expected, "{story}");
        }
    }
}
