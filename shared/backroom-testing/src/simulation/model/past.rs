//! What was changed before: which of it stands, and what an undo or a correction makes of it.

use super::words::{amount, as_counted, balance_as_counted, because, bullets, done, lower};
use super::{Answer, Books, Change, ITEMS, Kind, Line, Moved, NOTHING, Verb, Who, words};

impl Books {
    /// The last thing that they changed before they said this: by the second, then as they came.
    pub(super) fn last(&self, who: &Who) -> Option<&Change> {
        let own = self
            .changes
            .iter()
            .filter(|change| change.member == who.member);
        own.filter(|change| change.second <= who.second)
            .max_by_key(|change| change.second)
    }

    /// Whether what it took back is taken back by it still: only an undo of it changes that.
    fn holds(&self, taker: &Change) -> bool {
        let mut takers = self.takers(taker.message);
        !takers.any(|by| by.kind == Kind::Undo && self.holds(by))
    }

    fn takers(&self, message: usize) -> impl Iterator<Item = &Change> {
        let changes = self.changes.iter();
        changes.filter(move |change| change.takes_back == Some(message))
    }

    /// Which message's change gets the marker, if this one is taken back: its own, or if it stands again, that of the undo by
    /// which it does. `None` if it does not stand.
    pub(super) fn to_mark(&self, that: &Change) -> Option<usize> {
        if self.takers(that.message).any(|taker| self.holds(taker)) {
            return None;
        }
        if !that.marked {
            return Some(that.message);
        }
        let by = self
            .takers(that.message)
            .flat_map(|taker| self.takers(taker.message));
        let by = by.filter(|by| by.kind == Kind::Undo && self.holds(by));
        by.max_by_key(|by| (!by.marked, by.number))
            .map(|by| by.message)
    }

    /// Whether the item was counted after this. A correction of something older is as old as that.
    fn counted_since(&self, that: &Change, item: usize) -> bool {
        let counted = self.counted.get(&item);
        let keeps = |moved: &Moved| moved.line.item == item && moved.keeps_count();
        counted.is_some_and(|at| that.number < *at)
            || that.kind == Kind::Fix && that.moved.iter().any(keeps)
    }

    /// What makes up for this, of what was counted since: there is as much as before.
    fn kept_counts(&self, that: &Change, moved: &[Moved]) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for was in &that.moved {
            let item = was.line.item;
            let last = moved.iter().rfind(|moved| moved.line.item == item);
            let before = self.shelves.get(&item).map_or(0, |(_, on_hand)| *on_hand);
            let found = last.map_or(0, |last| before - last.on_hand);
            let first = lines.iter().all(|line| line.item != item);
            if found == 0 || !first || !self.counted_since(that, item) {
                continue;
            }
            let measure = last.map_or(was.kept_in, |last| last.kept_in);
            lines.push(Line {
                verb: if found > 0 {
                    Verb::Found
                } else {
                    Verb::Missing
                },
                item,
                said: found.abs() / measure.2,
                measure,
            });
        }
        lines
    }

    /// When the items were counted: a corrected count stays one of its own time, one that is taken back is none.
    pub(super) fn note_counts(&mut self, answer: &Answer) {
        let taken_back = self
            .changes
            .iter()
            .find(|change| Some(change.message) == answer.takes_back);
        let counts = |moved: &&Moved| moved.line.verb == Verb::Counted;
        match (answer.kind, taken_back) {
            (Kind::Change, _) => {
                let number = self.entered + 1;
                let counted = answer.moved.iter().filter(counts);
                self.counted
                    .extend(counted.map(|moved| (moved.line.item, number)));
            }
            // A corrected count was counted when the first one was, and so is that when it stands again.
            (Kind::Undo, Some(that)) if that.kind != Kind::Fix => {
                let counted = that.moved.iter().filter(counts);
                let items = counted.map(|moved| moved.line.item);
                let gone: Vec<usize> = items
                    .filter(|item| !self.counted_since(that, *item))
                    .collect();
                self.counted.retain(|item, _| !gone.contains(item));
            }
            (Kind::Undo | Kind::Fix, _) => {}
        }
    }

    pub(super) fn take_back(&self, that: &Change) -> Answer {
        let mut lines = reversed(&that.moved);
        lines.extend(self.kept_counts(that, &self.run(&lines)));
        let moved = match self.enough(&self.run(&lines), None) {
            Ok(moved) => moved,
            Err(short) => return short,
        };
        let left = |item| {
            moved
                .iter()
                .rev()
                .find(|moved| moved.line.item == item)
                .expect("it moved back")
        };
        let now = |item| {
            let now = amount(left(item).on_hand, left(item).kept_in);
            (now, as_counted(item, &moved))
        };
        let text = match that.moved.as_slice() {
            [was] => {
                let balance = balance_as_counted(&moved[moved.len() - 1], &moved);
                format!("Undone: {}. {balance}", lower(&done(was)))
            }
            _ if that.kind == Kind::Fix => {
                let item = moved[0].line.item;
                let (now, as_counted) = now(item);
                let name = ITEMS[item].1;
                format!("Undone: your correction.\n• {name}: {now}{as_counted}")
            }
            several => {
                let told = several.iter().map(|was| {
                    let (now, as_counted) = now(was.line.item);
                    format!("{}: {now} now{as_counted}", lower(&done(was)))
                });
                format!("Undone:{}", bullets(&told.collect::<Vec<_>>()))
            }
        };
        Answer {
            text,
            moved,
            takes_back: Some(that.message),
            marks: self.to_mark(that),
            kind: Kind::Undo,
        }
    }

    pub(super) fn fix(&self, who: &Who, said: i64) -> Answer {
        let last = self.last(who).filter(|last| last.kind != Kind::Undo);
        let Some((last, marks)) = last.and_then(|last| Some((last, self.to_mark(last)?))) else {
            return words(
                "I don't see a change of yours to correct. Send it in full, for example: sold 3 coke",
            );
        };
        let of = last.message;
        let before = match (last.kind, last.moved.as_slice()) {
            (Kind::Fix, [.., before]) | (Kind::Change, [before]) => Some(*before),
            _ => None,
        };
        let Some(before) = before else {
            return words(
                "I can only correct a change of one line. Reply \"undo\" to it, then send all of it again.",
            );
        };
        let moved = match self.corrected(last, &before, said) {
            Ok(moved) => moved,
            Err(refused) => return refused,
        };
        let (back, after) = (moved[moved.len() - 2], moved[moved.len() - 1]);
        let start = moved[0].on_hand - moved[0].delta;
        let short = if after.on_hand < back.on_hand {
            (back.on_hand, -after.delta)
        } else {
            (start, start - after.on_hand)
        };
        if after.on_hand < 0 && after.on_hand < start.max(back.on_hand) {
            return words(format!(
                "{} {NOTHING}.",
                because(before.line.item, short, after.kept_in)
            ));
        }
        let was = amount(
            before.line.said * before.line.measure.2,
            before.line.measure,
        );
        let was = match said == before.line.said {
            true => String::new(),
            false => format!(", not {was}"),
        };
        let now = lower(&done(&after));
        let balance = balance_as_counted(&after, &moved);
        let text = format!("Fixed: {now}{was}. {balance}");
        Answer {
            text,
            moved,
            takes_back: Some(of),
            marks: Some(marks),
            kind: Kind::Fix,
        }
    }

    /// What was entered is taken back, what was counted since is kept, and it is entered anew.
    fn corrected(&self, last: &Change, before: &Moved, said: i64) -> Result<Vec<Moved>, Answer> {
        let item = before.line.item;
        if before.line.verb == Verb::Counted && self.counted_since(last, item) {
            let (name, title, ..) = ITEMS[item];
            return Err(words(format!(
                "{title} was counted again since. If that was wrong, count it once more: count 12 {name}. {NOTHING}."
            )));
        }
        let again = Line {
            said,
            ..before.line
        };
        let back = reversed(&[*before]);
        let both = [back.clone(), vec![again]].concat();
        let kept = self.kept_counts(last, &self.run(&both));
        let lines = [back, kept, vec![again]].concat();
        let mut moved = self.run(&lines);
        // Of a count: what was there then, and what has moved since.
        if before.line.verb == Verb::Counted {
            let now = self.shelves.get(&item).map_or(0, |(_, on_hand)| *on_hand);
            let now = now + (said - before.line.said) * before.line.measure.2;
            if now < 0 {
                let (name, title, ..) = ITEMS[item];
                return Err(words(format!(
                    "More {title} has gone out since. Count it again: count 12 {name}. {NOTHING}."
                )));
            }
            (moved[1].delta, moved[1].on_hand) = (now - moved[0].on_hand, now);
        }
        Ok(moved)
    }
}

impl Moved {
    pub(super) fn keeps_count(&self) -> bool {
        matches!(self.line.verb, Verb::Found | Verb::Missing)
    }
}

/// The other way, the last first.
fn reversed(moved: &[Moved]) -> Vec<Line> {
    let back = moved.iter().rev().map(|moved| Line {
        verb: if moved.delta > 0 {
            Verb::TookBack
        } else {
            Verb::PutBack
        },
        item: moved.line.item,
        said: moved.delta.abs() / moved.kept_in.2,
        measure: moved.kept_in,
    });
    back.collect()
}
