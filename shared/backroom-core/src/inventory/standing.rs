//! Which records of a stretch of the ledger stand: not those that were taken back, but those whose correction was taken
//! back itself ("sold 3", "no, 15", "undo": three were sold).

use std::collections::BTreeMap;

use crate::inventory::{LedgerKey, LedgerRecord, RecordKind};

/// Sifts records, oldest first. Remembers only those that were taken back.
#[derive(Debug, Default)]
pub struct Standing {
    /// Taken back, and whether they stand after all.
    held: BTreeMap<LedgerKey, (LedgerRecord, bool)>,
}

impl Standing {
    /// Takes the next record, `undone` if a later one has taken it back; gives it back if it stands for certain.
    pub fn sift(&mut self, record: LedgerRecord, undone: bool) -> Option<LedgerRecord> {
        match &record.kind {
            RecordKind::Undo { of } => {
                for key in of {
                    self.revoke(key);
                }
            }
            // A correction takes back what it corrects, not what that had taken back in its turn.
            RecordKind::Fix { of } => self.set(of, false),
            RecordKind::Change | RecordKind::Edit | RecordKind::Refusal | RecordKind::Opening => {}
        }
        if !undone {
            return Some(record);
        }
        self.held.insert(record.key.clone(), (record, false));
        None
    }

    /// Of those that were taken back, the ones that stand after all.
    pub fn rest(self) -> impl Iterator<Item = LedgerRecord> {
        let held = self.held.into_values();
        held.filter(|(_, stands)| *stands).map(|(record, _)| record)
    }

    /// Undone: what it had taken back stands again.
    fn revoke(&mut self, key: &LedgerKey) {
        self.set(key, false);
        match self.held.get(key).map(|(record, _)| record.kind.clone()) {
            Some(RecordKind::Undo { of }) => {
                for key in &of {
                    self.restore(key);
                }
            }
            Some(RecordKind::Fix { of }) => self.restore(&of),
            Some(
                RecordKind::Change | RecordKind::Edit | RecordKind::Refusal | RecordKind::Opening,
            )
            | None => {}
        }
    }

    fn restore(&mut self, key: &LedgerKey) {
        self.set(key, true);
        if let Some((record, _)) = self.held.get(key)
            && let RecordKind::Undo { of } = record.kind.clone()
        {
            for key in &of {
                self.revoke(key);
            }
        }
    }

    fn set(&mut self, key: &LedgerKey, stands: bool) {
        if let Some(held) = self.held.get_mut(key) {
            held.1 = stands;
        }
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

    /// "a", "b fixes a", "c undoes b": what stands of them, in the end.
    fn standing(story: &str) -> String {
        let steps: Vec<Vec<&str>> = story
            .split(", ")
            .map(|step| step.split(' ').collect())
            .collect();
        let mut standing = Standing::default();
        let mut names: Vec<LedgerKey> = Vec::new();
        for step in &steps {
            let kind = match step.as_slice() {
                [_] => RecordKind::Change,
                [_, "fixes", of] => RecordKind::Fix { of: key(of) },
                [_, _, of @ ..] => RecordKind::Undo {
                    of: of.iter().map(|of| key(of)).collect(),
                },
                [] => panic!("nothing happens"),
            };
            let undone = steps.iter().any(|later| later[1..].contains(&step[0]));
            let record = LedgerRecord {
                credit: Vec::new(),
                key: key(step[0]),
                decided_at: Timestamp::UNIX_EPOCH,
                member: MemberId::new("m1"),
                member_name: "Thandi".into(),
                kind,
                movements: Vec::new(),
                reply: Reply::text("ok"),
            };
            names.extend(standing.sift(record, undone).map(|record| record.key));
        }
        names.extend(standing.rest().map(|record| record.key));
        let stands = |step: &&Vec<&str>| names.contains(&key(step[0]));
        let stand: Vec<&str> = steps.iter().filter(stands).map(|step| step[0]).collect();
        stand.join(" ")
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
        ] {
            assert_eq!(standing(story), expected, "{story}");
        }
    }
}
