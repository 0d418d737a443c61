//! What was changed before: which of it stands, and which was taken back or corrected.

use backroom_core::business::Right;
use backroom_core::ids::ItemId;
use backroom_core::intent::Reason;
use backroom_core::inventory::{LedgerRecord, Mark, RecordKind, Stock, TakenBack};
use backroom_core::reply::{Reply, refuse};
use backroom_io::store::Kept;

use crate::Failure;
use crate::turn::Turn;

/// How many of a business's latest records are looked through.
const LOOK_BACK: usize = 500;

/// A change of the past.
#[derive(Clone, PartialEq)]
pub(crate) struct Past {
    pub(crate) record: LedgerRecord,
    /// What is marked when it is taken back; `None` if it does not stand.
    pub(crate) mark: Option<Mark>,
}

impl Past {
    /// Whether it can be taken back: it stands, and is no undo itself.
    pub(crate) fn stands(&self) -> bool {
        self.mark.is_some()
            && !matches!(self.record.kind, RecordKind::Undo { .. } | RecordKind::Edit)
    }

    /// Whether a line of it was entered as this: of a correction, as what it entered.
    pub(crate) fn is_of(&self, kind: Reason) -> bool {
        let entered = self.record.entered();
        entered.iter().any(|movement| movement.reason == kind)
    }

    /// Whether a line of it is of this item.
    pub(crate) fn has(&self, item: &ItemId) -> bool {
        let entered = self.record.entered();
        entered.iter().any(|movement| movement.item == *item)
    }
}

/// The items that the records moved, and some more.
pub(crate) async fn load(
    turn: &Turn<'_>,
    records: &[&LedgerRecord],
    more: &[ItemId],
) -> Result<Stock, Failure> {
    let moved = records.iter().flat_map(|record| &record.movements);
    let mut ids: Vec<ItemId> = moved.map(|movement| movement.item.clone()).collect();
    ids.extend_from_slice(more);
    ids.sort();
    ids.dedup();
    Ok(turn.to.store.load_items(turn.business(), &ids).await?)
}

/// The change of the message with this digest, if the member may take it back.
pub(crate) async fn find_that(
    turn: &Turn<'_>,
    digest: &str,
) -> Result<Result<Past, Reply>, Failure> {
    let mut found: Option<LedgerRecord> = None;
    let mut taken_back = TakenBack::default();
    let mut seen = 0;
    let look = |kept: Kept| {
        seen += 1;
        // Messages of one second have no order in the ledger: all of that second are looked at.
        let older = |found: &LedgerRecord| kept.record.key.sent_at < found.key.sent_at;
        let past = found.as_ref().is_some_and(older);
        taken_back.note(&kept.record, kept.undone);
        if kept.record.key.digest == digest {
            found = Some(kept.record);
        }
        !past && seen < LOOK_BACK
    };
    let store = &turn.to.store;
    store
        .look_back(turn.business(), turn.latest(), look)
        .await?;
    let Some(record) = found else {
        return Ok(Err(refuse::quoted_changed_nothing()));
    };
    let mark = taken_back.to_mark(&record.key);
    let others = record.member != turn.member.id;
    Ok(match () {
        () if record.kind == RecordKind::Edit => Err(refuse::edit_not_undone()),
        () if !record.moves() => Err(refuse::quoted_changed_nothing()),
        () if mark.is_none() => Err(refuse::that_is_undone()),
        () if others && !turn.member.role.may(Right::UndoOthers) => {
            Err(refuse::not_yours_to_undo())
        }
        () => Ok(Past { record, mark }),
    })
}

/// The member's own changes before this message was sent, the newest first.
pub(crate) struct Own {
    /// What moved stock, and perhaps some that are older than was wanted.
    pub(crate) changes: Vec<Past>,
    /// The message that was refused, or answered with a question, since the newest of them.
    pub(crate) refused_since: bool,
    /// The newest of them is older than something that they set, which is no change of stock.
    pub(crate) set_since: bool,
}

/// The member's own records that moved stock before this message was sent, newest first, until so many of them count; perhaps
/// a few more. An opening stock was not said, and is not unsaid. This message's own record is not among them: a redelivered "undo" is found
/// to be committed before it can take back anything else.
pub(crate) async fn own_changes(
    turn: &Turn<'_>,
    wanted: usize,
    counts: impl Fn(&Past) -> bool,
) -> Result<Own, Failure> {
    let mut own: Vec<Past> = Vec::new();
    let (mut refused, mut set) = (None, None);
    let mut taken_back = TakenBack::default();
    let mut seen = 0;
    let is_own = |record: &LedgerRecord| {
        record.member == turn.member.id && record.key != turn.key() && turn.follows(record)
    };
    let look = |kept: Kept| {
        seen += 1;
        // Messages of one second have no order in the ledger: all of that second are looked at.
        let older = own
            .last()
            .is_some_and(|last| kept.record.key.sent_at < last.record.key.sent_at);
        let enough = older && own.iter().filter(|past| counts(past)).count() >= wanted;
        taken_back.note(&kept.record, kept.undone);
        if !enough && is_own(&kept.record) {
            let record = kept.record;
            let moved = record.moves() && record.kind != RecordKind::Opening;
            if moved || record.kind == RecordKind::Edit {
                // What was taken back may stand after all: that is known when all that is newer has been seen.
                let mark = (!kept.undone).then(|| Mark::first(&record.key));
                own.push(Past { record, mark });
            } else if record.kind == RecordKind::Refusal {
                refused = refused.max(Some(record.decided_at));
                set = set.max(record.sets.then_some(record.decided_at));
            }
        }
        !enough && seen < LOOK_BACK
    };
    turn.to
        .store
        .look_back(turn.business(), turn.latest(), look)
        .await?;
    for past in &mut own {
        past.mark = taken_back.to_mark(&past.record.key);
    }
    // The order in which they were decided is the sender's.
    own.sort_by_key(|past| std::cmp::Reverse(past.record.decided_at));
    let newest = own.first().map(|past| past.record.decided_at);
    Ok(Own {
        changes: own,
        refused_since: refused > newest,
        set_since: set > newest,
    })
}
