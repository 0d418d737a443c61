//! Planning and committing: load, decide in memory, write once; if the stock moved meanwhile, all of it again, in line with
//! others of the shop to whom the same happened.

use backroom_core::business::Invite;
use backroom_core::credit::{CreditEntry, Customer};
use backroom_core::ids::QuestionId;
use backroom_core::inventory::{Decision, Item, LedgerRecord, Mark, Movement, RecordKind};
use backroom_core::question::Question;
use backroom_core::reply::Reply;
use backroom_core::retry::wait_apart;
use backroom_core::stocktake::{self, Stocktaking};
use backroom_io::store::{
    ACTIONS_MAX, Alias, Commit, Committed, ITEMS_MAX, PlaceWrite, ProfileChange,
};
use jiff::Timestamp;

use crate::alert::tell_owners;
use crate::confirm::went_well;
use crate::items::free;
use crate::turn::{Outcome, Turn};
use crate::{Failure, answered};

/// How often a message is decided afresh before it goes back to the queue.
const ATTEMPTS_MAX: u32 = 8;
/// What a commit writes beside what moves.
const RECORD_AND_QUESTION: usize = 2;
/// So many movements have room in a record, however long their names are.
const MOVEMENTS_MAX: usize = 300;

/// All that one message is to change, made from what was just read.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) kind: RecordKind,
    /// When it happened, if not when the message was sent.
    pub(crate) happened_at: Option<Timestamp>,
    pub(crate) movements: Vec<Movement>,
    pub(crate) items: Vec<Item>,
    /// Entries of the credit book, and their customers as they will be.
    pub(crate) credit: Vec<CreditEntry>,
    pub(crate) customers: Vec<Customer>,
    pub(crate) reply: Reply,
    pub(crate) undoes: Vec<Mark>,
    pub(crate) closes: Option<QuestionId>,
    pub(crate) opens: Option<Question>,
    pub(crate) learns: Vec<Alias>,
    /// Whether they are learnt only where they lead to no other item by now.
    pub(crate) learns_if_free: bool,
    pub(crate) forgets: Vec<Alias>,
    pub(crate) invites: Option<Invite>,
    /// On the heap: a plan lies in the state of each step that may make one.
    pub(crate) profile: Option<Box<ProfileChange>>,
    pub(crate) stocktake: Option<Stocktaking>,
    pub(crate) places: Option<PlaceWrite>,
}

impl Plan {
    /// Nothing moves, and the record keeps the answer.
    pub(crate) fn refusal(reply: Reply) -> Self {
        Self {
            kind: RecordKind::Refusal,
            happened_at: None,
            movements: Vec::new(),
            items: Vec::new(),
            credit: Vec::new(),
            customers: Vec::new(),
            reply,
            undoes: Vec::new(),
            closes: None,
            opens: None,
            learns: Vec::new(),
            learns_if_free: false,
            forgets: Vec::new(),
            invites: None,
            profile: None,
            stocktake: None,
            places: None,
        }
    }

    /// An item itself changes, with its movements if any.
    pub(crate) fn edit(decision: Decision, reply: Reply) -> Self {
        Self {
            kind: RecordKind::Edit,
            movements: decision.movements,
            items: decision.items,
            ..Self::refusal(reply)
        }
    }

    /// The business's name or settings change.
    pub(crate) fn profile(change: &ProfileChange, reply: Reply) -> Self {
        Self {
            profile: Some(Box::new(change.clone())),
            ..Self::refusal(reply)
        }
    }

    /// Whether it can be written at once: as one transaction, and its record as one item of the table.
    pub(crate) fn fits(&self) -> bool {
        let names = self.learns.len() + self.forgets.len();
        let beside = RECORD_AND_QUESTION + self.customers.len() + self.undoes.len() + names;
        self.items.len() <= ITEMS_MAX
            && self.items.len() + beside <= ACTIONS_MAX
            && self.movements.len() <= MOVEMENTS_MAX
    }

    /// Whether it sets something that is no stock and no entry of the credit book. An invitation sets nothing by itself.
    fn sets(&self) -> bool {
        let written = !self.items.is_empty()
            || !self.customers.is_empty()
            || !self.learns.is_empty()
            || !self.forgets.is_empty()
            || self.profile.is_some()
            || self.stocktake.is_some()
            || self.places.is_some();
        self.kind == RecordKind::Refusal && written
    }

    /// Nothing moves yet: the reply asks something back.
    pub(crate) fn question(question: Question, reply: Reply) -> Self {
        Self {
            opens: Some(question),
            ..Self::refusal(reply)
        }
    }
}

/// Makes a plan and commits it, at most once for each message whatever happens in between.
///
/// # Errors
/// When the table can't be reached, or the stock kept changing.
pub(crate) async fn commit<Planned>(
    turn: &Turn<'_>,
    plan: impl Fn() -> Planned,
) -> Result<Outcome, Failure>
where
    Planned: Future<Output = Result<Plan, Failure>>,
{
    // On the heap, so that each place that commits something does not hold all of this in its own future.
    Box::pin(plan_and_write(turn, plan)).await
}

async fn plan_and_write<Planned>(
    turn: &Turn<'_>,
    plan: impl Fn() -> Planned,
) -> Result<Outcome, Failure>
where
    Planned: Future<Output = Result<Plan, Failure>>,
{
    let mut in_line = None;
    let mut name_taken = false;
    for attempt in 0..ATTEMPTS_MAX {
        let mut plan = plan().await?;
        if name_taken {
            plan.learns = free(turn, plan.learns).await?;
            plan.learns_if_free = false;
        }
        // Who was asked is told what came of it, and that something new is kept now.
        let begins = |item: &Item| item.last_movement.is_none();
        let asked = plan.closes.is_some() || plan.opens.is_some();
        let telling = asked || plan.items.iter().any(begins);
        // Later than all that it was decided on: a count knows by this what it follows.
        let decided_at = turn.to.clock.now();
        stocktake::mark(&mut plan.items, &plan.movements, decided_at);
        let record = LedgerRecord {
            decided_at,
            answers: plan.closes.clone(),
            sets: plan.sets(),
            happened_at: plan.happened_at,
            credit: plan.credit,
            ..turn.record(plan.kind, plan.movements, plan.reply)
        };
        let commit = Commit {
            items: &plan.items,
            customers: &plan.customers,
            undoes: &plan.undoes,
            closes: plan.closes.as_ref(),
            opens: plan.opens.as_ref(),
            learns: &plan.learns,
            learns_if_free: plan.learns_if_free,
            forgets: &plan.forgets,
            invites: plan.invites.as_ref(),
            profile: plan.profile.as_deref(),
            stocktake: plan.stocktake.as_ref(),
            places: plan.places.as_ref(),
            ..Commit::of(turn.business(), &record)
        };
        match turn.to.store.commit(&commit).await? {
            Committed::Done => {
                drop(in_line);
                if let Some(profile) = &plan.profile {
                    turn.to.known.changed(&profile.after, turn.to.clock.now());
                }
                let others = [plan.learns.as_slice(), &plan.forgets];
                if changes_names(&plan.items, others, &record.kind) {
                    turn.to.known.items_changed(turn.business());
                }
                if plan.places.is_some() {
                    turn.to.known.people_changed();
                }
                tell_owners(turn, &record).await?;
                return Ok(kept(record, telling));
            }
            Committed::Already(first) => {
                drop(in_line);
                tell_owners(turn, &first).await?;
                return Ok(kept(*first, asked));
            }
            Committed::QuestionGone => return answered::already(turn, plan.closes.as_ref()).await,
            Committed::NameTaken => name_taken = true,
            // Of what is undone by now, the next look says so: then the refusal is kept, and a repetition of this message
            // takes nothing else back.
            Committed::StockChanged | Committed::AlreadyUndone => {
                // Who stood in line already collided with another process, or with somebody new.
                if in_line.take().is_some() {
                    tokio::time::sleep(wait_apart(&turn.key().digest, attempt)).await;
                }
                in_line = Some(turn.to.lines.stand(turn.business()).await);
            }
        }
    }
    Err(Failure::StockKeptChanging(ATTEMPTS_MAX))
}

/// Whether an item is called otherwise than before: it is new, or was renamed, merged, deleted or brought back, or other names
/// lead to it.
fn changes_names(items: &[Item], others: [&[Alias]; 2], kind: &RecordKind) -> bool {
    let named = |item: &Item| item.version == 0 || *kind != RecordKind::Change;
    items.iter().any(named) || others.iter().any(|names| !names.is_empty())
}

fn kept(record: LedgerRecord, telling: bool) -> Outcome {
    let went_well = !telling && went_well(&record);
    Outcome {
        went_well,
        ..Outcome::kept(record.reply)
    }
}

/// As [`commit`], for a plan that nothing has to be read for.
///
/// # Errors
/// When the table can't be reached.
pub(crate) async fn record(turn: &Turn<'_>, plan: impl Fn() -> Plan) -> Result<Outcome, Failure> {
    commit(turn, || std::future::ready(Ok(plan()))).await
}

/// Says no, and keeps that, so that the message is refused again if it comes again when it would not be: its sender may have
/// another role by then, or its business another plan. So whatever would have changed something is refused, for one write
/// unit. Who asks a question that their role has no answer to is told so without a record: a question costs no write, and if it
/// comes again and is answered then, no harm is done. Nor is what no role or plan decides: a name too long is too long again.
///
/// # Errors
/// When the table can't be reached.
pub(crate) async fn refused(turn: &Turn<'_>, reply: Reply) -> Result<Outcome, Failure> {
    record(turn, || Plan::refusal(reply.clone())).await
}
