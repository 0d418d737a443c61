//! What The Backroom promises, written apart from its code: what is on hand after each message, and the words that say so.
//! It knows nothing of tables, queues or versions; messages come to it one after another.

mod past;
mod words;

use std::collections::{BTreeMap, VecDeque};

use words::{amount, balance, because, bullets, done};

pub(super) use words::number;

/// A unit: its word for one, for several, and how much it is of the least one of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measure(
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) i64,
);

/// What the shops keep, by name: what it is kept in, and whether it is counted rather than weighed.
pub(super) const ITEMS: [(&str, &str, &[Measure], bool); 5] = [
    ("bolts", "Bolts", &[Measure("", "", 1)], true),
    ("candles", "Candles", &[Measure("", "", 1)], true),
    ("coke", "Coke", &[Measure("bottle", "bottles", 1)], true),
    (
        "milk",
        "Milk",
        &[Measure("l", "l", 1000), Measure("ml", "ml", 1)],
        false,
    ),
    (
        "sugar",
        "Sugar",
        &[Measure("kg", "kg", 1000), Measure("g", "g", 1)],
        false,
    ),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Got,
    Sold,
    Counted,
    /// Taken back: in, or out again.
    PutBack,
    TookBack,
    /// Makes up for a change of what was counted since.
    Found,
    Missing,
}

/// "sold 2.5 kg of sugar": so many thousandths of the measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) verb: Verb,
    pub(super) item: usize,
    pub(super) said: i64,
    pub(super) measure: Measure,
}

#[derive(Clone, Debug)]
pub(super) enum Ask {
    Change(Vec<Line>),
    Undo,
    /// In reply to this message.
    UndoThat(usize),
    /// "no, 3", in thousandths.
    Fix(i64),
    Check(usize),
}

/// Who asks, when, in which message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Who {
    pub(super) message: usize,
    pub(super) member: usize,
    /// As WhatsApp dates the message.
    pub(super) second: i64,
    pub(super) only_looks: bool,
    pub(super) undoes_others: bool,
}

/// A line that was done: what it added, and what was on hand then, in thousandths of the least measure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moved {
    line: Line,
    delta: i64,
    on_hand: i64,
    kept_in: Measure,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Change,
    Undo,
    Fix,
}

#[derive(Clone, Debug)]
struct Change {
    /// Which one it is of those that were entered.
    number: usize,
    message: usize,
    member: usize,
    second: i64,
    kind: Kind,
    moved: Vec<Moved>,
    /// The message whose change it took back.
    takes_back: Option<usize>,
    /// It has the marker of what was taken back.
    marked: bool,
}

/// What a message does, and the words that answer it.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) moved: Vec<Moved>,
    /// The message whose change it takes back, and the one that gets the marker.
    takes_back: Option<usize>,
    pub(super) marks: Option<usize>,
    kind: Kind,
}

/// The books of one shop.
#[derive(Debug, Default)]
pub(super) struct Books {
    shelves: BTreeMap<usize, (Measure, i64)>,
    /// By which change each was counted last.
    counted: BTreeMap<usize, usize>,
    /// So many changes were entered.
    entered: usize,
    /// The latest, oldest first.
    changes: VecDeque<Change>,
}

/// As far back as changes are taken back here.
const CHANGES_MAX: usize = 2_000;

const NOTHING: &str = "Nothing was changed";

impl Books {
    /// What is right to answer now.
    pub(super) fn answer(&self, who: &Who, ask: &Ask) -> Answer {
        if who.only_looks && !matches!(ask, Ask::Check(_)) {
            return words("You can look, but not change the stock. Ask the owner to change that.");
        }
        match ask {
            Ask::Check(item) => words(match self.shelves.get(item) {
                Some((measure, on_hand)) => {
                    format!("{}: {}.", ITEMS[*item].1, amount(*on_hand, *measure))
                }
                None => format!("I don't have \"{}\" in stock.", ITEMS[*item].0),
            }),
            Ask::Change(lines) => self.change(lines),
            Ask::Undo => match self.last(who) {
                None => words("You have no change to undo."),
                Some(last) if last.kind == Kind::Undo => words(
                    "You took that back already. To take back another change, reply \"undo\" to it.",
                ),
                Some(last) if self.to_mark(last).is_none() => words(
                    "Your last change is already undone. To take back an older one, reply \"undo\" to it.",
                ),
                Some(last) => self.take_back(last),
            },
            Ask::UndoThat(message) => match self
                .changes
                .iter()
                .find(|change| change.message == *message)
            {
                None => words(
                    "I can't tell which change you mean. Reply \"undo\" to the message that you sent, or just say: undo",
                ),
                Some(that) if self.to_mark(that).is_none() => {
                    words("That change is already undone or corrected.")
                }
                Some(that) if that.member != who.member && !who.undoes_others => {
                    words("That change isn't yours. Ask the owner or a manager to undo it.")
                }
                Some(that) => self.take_back(that),
            },
            Ask::Fix(said) => self.fix(who, *said),
        }
    }

    /// It happened.
    pub(super) fn enter(&mut self, who: &Who, answer: &Answer) {
        for moved in &answer.moved {
            self.shelves
                .insert(moved.line.item, (moved.kept_in, moved.on_hand));
        }
        for change in &mut self.changes {
            change.marked |= Some(change.message) == answer.marks;
        }
        if answer.moved.is_empty() {
            return;
        }
        self.note_counts(answer);
        self.entered += 1;
        self.changes.push_back(Change {
            number: self.entered,
            message: who.message,
            member: who.member,
            second: who.second,
            kind: answer.kind,
            moved: answer.moved.clone(),
            takes_back: answer.takes_back,
            marked: false,
        });
        if self.changes.len() > CHANGES_MAX {
            self.changes.pop_front();
        }
    }

    /// What is on hand: names and quantities.
    pub(super) fn stock(&self) -> BTreeMap<&'static str, String> {
        let shelves = self.shelves.iter();
        shelves
            .map(|(item, (measure, on_hand))| (ITEMS[*item].0, number(*on_hand, *measure)))
            .collect()
    }

    fn change(&self, lines: &[Line]) -> Answer {
        let unknown =
            |line: &&Line| line.verb == Verb::Sold && !self.shelves.contains_key(&line.item);
        let unknown: Vec<&str> = lines
            .iter()
            .filter(unknown)
            .map(|line| ITEMS[line.item].0)
            .collect();
        match unknown.as_slice() {
            [] => {}
            [name] => {
                return words(format!(
                    "I don't have \"{name}\" in stock, so nothing was changed. If it is there, {}",
                    count_first(name)
                ));
            }
            names => {
                let list: String = names.iter().map(|name| format!("\n• {name}")).collect();
                return words(format!(
                    "{NOTHING}. I don't have these in stock:{list}\nIf they are there, count what there was before this. Then send all of it again."
                ));
            }
        }
        let moved = match self.enough(&self.run(lines), Some(lines)) {
            Ok(moved) => moved,
            Err(short) => return short,
        };
        let told: Vec<String> = moved
            .iter()
            .map(|moved| format!("{}. {}", done(moved), balance(moved)))
            .collect();
        let text = match told.as_slice() {
            [one] => one.clone(),
            several => format!("Done:{}", bullets(several)),
        };
        Answer {
            text,
            moved,
            takes_back: None,
            marks: None,
            kind: Kind::Change,
        }
    }

    /// The lines one after another, whatever is left.
    fn run(&self, lines: &[Line]) -> Vec<Moved> {
        let mut shelves = self.shelves.clone();
        let done = lines.iter().map(|line| {
            let (kept_in, on_hand) = shelves.entry(line.item).or_insert((line.measure, 0));
            let amount = line.said * line.measure.2;
            let delta = match line.verb {
                Verb::Got | Verb::PutBack | Verb::Found => amount,
                Verb::Sold | Verb::TookBack | Verb::Missing => -amount,
                Verb::Counted => amount - *on_hand,
            };
            *on_hand += delta;
            Moved {
                line: *line,
                delta,
                on_hand: *on_hand,
                kept_in: *kept_in,
            }
        });
        done.collect()
    }

    /// All of it, unless an item ends below nothing and lower than it was; what can be sent again is told how.
    fn enough(&self, moved: &[Moved], again: Option<&[Line]>) -> Result<Vec<Moved>, Answer> {
        let mut ends: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
        for moved in moved {
            let (taken, left) = ends.entry(moved.line.item).or_default();
            *left = moved.on_hand;
            if matches!(moved.line.verb, Verb::Sold | Verb::TookBack) {
                *taken -= moved.delta;
            }
        }
        let short = ends.iter().filter_map(|(item, (taken, left))| {
            let (measure, before) = self
                .shelves
                .get(item)
                .copied()
                .unwrap_or((ITEMS[*item].2[0], 0));
            (*left < 0 && *left < before).then(|| because(*item, (before, *taken), measure))
        });
        match short.collect::<Vec<_>>().as_slice() {
            [] => Ok(moved.to_vec()),
            short => Err(words(refused(short, again))),
        }
    }
}

/// What is said where items fall short; what is not taken back or corrected can be sent `again`.
fn refused(short: &[String], again: Option<&[Line]>) -> String {
    match (short, again) {
        ([one], Some([line])) => {
            let how = count_first(ITEMS[line.item].0);
            format!("{one} {NOTHING}. If the book is wrong, {how}")
        }
        ([one], None) => format!("{one} {NOTHING}."),
        (several, Some(_)) => format!(
            "{NOTHING}:{}\nWhere the book is wrong, count what there was before this. Then send all of it again.",
            bullets(several)
        ),
        (several, None) => format!(
            "{NOTHING}:{}\nFix that and send all of it again.",
            bullets(several)
        ),
    }
}

fn count_first(name: &str) -> String {
    format!("say: count {name}, and how many there were before this. Then send it again.")
}

impl Moved {
    /// The item, what was added and what was on hand then, as the ledger writes it.
    pub(super) fn entry(&self) -> (String, String, String) {
        let number = |quantity| number(quantity, self.kept_in);
        (
            ITEMS[self.line.item].0.to_owned(),
            number(self.delta),
            number(self.on_hand),
        )
    }
}

fn words(text: impl Into<String>) -> Answer {
    Answer {
        text: text.into(),
        moved: Vec::new(),
        takes_back: None,
        marks: None,
        kind: Kind::Change,
    }
}
