//! One pass over the rows: each compared with the shop, and in the second pass written.
//!
//! Rows go through in chunks, each at most one transaction. A chunk's record is found again by the list's digest, the
//! chunk's number and how often it was written before, so that what was done is not done twice, whatever came in
//! between: a run that was cut off, a second run, a sale.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use anyhow::bail;
use backroom_core::business::Member;
use backroom_core::ids::{BusinessId, ItemId, MessageId};
use backroom_core::import::{Entry, Fate, Fault, Opened, Reading, open};
use backroom_core::inventory::{LedgerKey, LedgerRecord, RecordKind, Stock};
use backroom_core::reply::Reply;
use backroom_core::stocktake;
use backroom_io::clock::Clock;
use backroom_io::store::{Commit, Committed, ITEMS_MAX, Store};
use jiff::Timestamp;

use super::report::{Line, What};
use super::source::Row;

/// How many rows go through at once. A number of its own: chunks are counted in the keys of their records, so a run that
/// was cut off before this changed would not find what it had done.
pub(super) const CHUNK: usize = 90;
const _: () = assert!(CHUNK <= ITEMS_MAX);
/// How often a chunk is decided afresh while the shop goes on trading.
const ATTEMPTS_MAX: u32 = 8;

/// What both passes need.
pub(super) struct Pass<'a> {
    pub(super) store: &'a Store,
    pub(super) business: &'a BusinessId,
    /// In whose name the balances are entered.
    pub(super) owner: &'a Member,
    pub(super) reading: &'a Reading,
    pub(super) digest: &'a str,
    /// When this list was first imported, if it was.
    pub(super) began: Option<Timestamp>,
    pub(super) only_new: bool,
    /// Whether something is written.
    pub(super) applies: bool,
    /// The chunk that comes next.
    pub(super) number: usize,
    /// Each item met so far, as a hash, and its line.
    pub(super) seen: BTreeMap<u64, u64>,
}

/// Rows that could be read, with their lines.
type Entries = Vec<(u64, Entry)>;

impl Pass<'_> {
    /// Takes a chunk through, and tells what became of each row in it.
    ///
    /// # Errors
    /// The table can't be reached, or the shop kept changing.
    pub(super) async fn take(&mut self, rows: &[Row]) -> anyhow::Result<Vec<Line>> {
        let mut lines = Vec::with_capacity(rows.len());
        let mut entries = Entries::new();
        for row in rows {
            match self.reading.entry(&row.cells) {
                Ok(Some(entry)) => entries.push((row.line, entry)),
                Ok(None) => {}
                Err(fault) => lines.push(Line::at_fault(row, &self.reading.columns, fault)),
            }
        }
        let ids: Vec<ItemId> = entries.iter().map(|(_, entry)| entry.id.clone()).collect();
        let mut stock = self.store.load_items(self.business, &ids).await?;
        self.take_out_repeated(&stock, &mut entries, &mut lines);
        for _ in 0..ATTEMPTS_MAX {
            let (done, times) = self.done().await?;
            let is_done = |entry: &Entry| {
                let there = stock.find(entry.id.as_str());
                done.contains(&entry.id) || there.is_some_and(|item| done.contains(&item.id))
            };
            let (done, left): (Entries, Entries) = entries
                .iter()
                .cloned()
                .partition(|(_, entry)| is_done(entry));
            let fresh: Vec<Entry> = left.iter().map(|(_, entry)| entry.clone()).collect();
            let opened = open(&stock, &fresh, self.only_new);
            if self.applies && !self.write(times, &opened).await? {
                stock = self.store.load_items(self.business, &ids).await?;
                continue;
            }
            lines.extend(
                done.iter()
                    .map(|(line, entry)| Line::of(*line, entry, What::Done)),
            );
            let fates = opened.fates.into_iter().map(|(_, fate)| What::Fate(fate));
            lines.extend(
                left.iter()
                    .zip(fates)
                    .map(|((line, entry), what)| Line::of(*line, entry, what)),
            );
            lines.sort_by_key(|line| line.number);
            self.number += 1;
            return Ok(lines);
        }
        bail!(
            "the stock kept changing while it was imported; start again, and it goes on from here"
        )
    }

    /// The same item a second time is at fault: nobody knows which of the two is meant.
    fn take_out_repeated(&mut self, stock: &Stock, entries: &mut Entries, lines: &mut Vec<Line>) {
        entries.retain(|(line, entry)| {
            let there = stock.find(entry.id.as_str());
            let id = there.map_or(&entry.id, |item| &item.id);
            let mut hasher = DefaultHasher::new();
            id.as_str().hash(&mut hasher);
            // Not told by the line: a dump has several rows in one.
            let first = match self.seen.entry(hasher.finish()) {
                Slot::Vacant(slot) => {
                    slot.insert(*line);
                    return true;
                }
                Slot::Occupied(slot) => *slot.get(),
            };
            let fate = Fate::Fault(Fault::Again(first));
            lines.push(Line::of(*line, entry, What::Fate(fate)));
            false
        });
    }

    /// The items that this chunk has written already, and in how many records.
    async fn done(&self) -> anyhow::Result<(BTreeSet<ItemId>, u32)> {
        let mut done = BTreeSet::new();
        let mut times = 0;
        if let Some(began) = self.began {
            loop {
                let key = LedgerKey::of(&self.message(times), began);
                let Some(record) = self.store.find_record(self.business, &key).await? else {
                    break;
                };
                done.extend(record.movements.into_iter().map(|moved| moved.item));
                times += 1;
            }
        }
        Ok((done, times))
    }

    /// What stands for a message in this chunk's record.
    fn message(&self, times: u32) -> MessageId {
        let Self {
            business,
            digest,
            number,
            ..
        } = self;
        MessageId::new(format!("import/{business}/{digest}/{number}/{times}"))
    }

    /// Writes what was decided, if there is something; false if the shop has changed since it was read.
    async fn write(&self, times: u32, opened: &Opened) -> anyhow::Result<bool> {
        let Some(began) = self.began.filter(|_| !opened.decision.items.is_empty()) else {
            return Ok(true);
        };
        let now = Clock::system().now();
        let movements = opened.decision.movements.clone();
        let mut items = opened.decision.items.clone();
        stocktake::mark(&mut items, &movements, now);
        let record = LedgerRecord {
            happened_at: None,
            answers: None,
            sets: false,
            key: LedgerKey::of(&self.message(times), began),
            decided_at: now,
            member: self.owner.id.clone(),
            member_name: self.owner.name.clone(),
            kind: RecordKind::Opening,
            movements,
            credit: Vec::new(),
            reply: Reply::text("Opening stock."),
        };
        let commit = Commit {
            items: &items,
            ..Commit::of(self.business, &record)
        };
        Ok(match self.store.commit(&commit).await? {
            Committed::Done => true,
            // Another run of the same import is at it as well: look again at what it has done.
            Committed::Already(_) | Committed::StockChanged => false,
            Committed::AlreadyUndone | Committed::QuestionGone | Committed::NameTaken => {
                bail!("an import undoes, answers and learns nothing")
            }
        })
    }
}
