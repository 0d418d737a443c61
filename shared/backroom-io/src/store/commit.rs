//! The commit: everything that one message changes, in one transaction with the record that keeps its reply.
//!
//! | Position | Action | Condition |
//! |---|---|---|
//! | 0 | put the ledger record | it is not there; if it is, it comes back |
//! | then | update each item | its version is the one that was read |
//! | then | put each customer whose balance changes | their version is the one that was read |
//! | then | put a marker for each record undone | it is not there, or not for a record that stood again |
//! | then | delete or replace the member's question | it is the one that was answered |
//! | then | put aliases, an invitation, the profile | (the name is free where it has to be, the code is, the business is there) |
//! | then | put or delete the stocktake | none is open; it is the one that was read |
//! | then | delete aliases | they lead to the item that they led to |
//! | then | what changes about a member and their identities | they are as they were read |
//!
//! Whether the message was committed before is answered first, whatever else no longer holds: a redelivered sale finds
//! its stock moved (by itself), and still gets its first reply. Nothing is written in halves, and a commit can be
//! repeated after any failure.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::TransactWriteItem;
use backroom_core::business::Invite;
use backroom_core::credit::{CreditEntry, Customer};
use backroom_core::ids::{BusinessId, ItemId, MemberId, QuestionId};
use backroom_core::inventory::{Item, LedgerRecord, Mark, Movement, RecordKind, link};
use backroom_core::quantity::Quantity;
use backroom_core::question::Question;
use backroom_core::stocktake::Stocktaking;

use super::attributes::{Attributes, text};
use super::business::{ProfileChange, changed};
use super::error::StoreError;
use super::places::PlaceWrite;
use super::transact::{ACTIONS_MAX, FailedCondition, Transacted, delete, put, put_new, update};
use super::write::Written;
use super::{Store, customers, invite, items, keys, question, record, stocktake, undone};

/// The most items that one commit changes: the rest of a transaction's hundred actions is for all else.
pub const ITEMS_MAX: usize = 90;

/// What one message changes. Start from [`Commit::of`].
#[derive(Clone, Copy, Debug)]
pub struct Commit<'a> {
    /// Whose.
    pub business: &'a BusinessId,
    /// The record, with the movements and the reply.
    pub record: &'a LedgerRecord,
    /// Each item that the movements touch, as it will be, with the version that was read. At most [`ITEMS_MAX`].
    pub items: &'a [Item],
    /// Each customer that the record's entries are of, as they will be, with the version that was read.
    pub customers: &'a [Customer],
    /// What is marked for each record that this one takes back. Each can be marked once.
    pub undoes: &'a [Mark],
    /// The question of the record's member that this message answers.
    pub closes: Option<&'a QuestionId>,
    /// The question that this message's reply asks its member; it replaces an older one.
    pub opens: Option<&'a Question>,
    /// Other names learnt for items. They join the aliases of those that are written too.
    pub learns: &'a [Alias],
    /// Whether they are learnt only if none of them leads to another item by now.
    pub learns_if_free: bool,
    /// Other names that no longer lead to their items. They must be gone from the aliases of the items written.
    pub forgets: &'a [Alias],
    /// An invitation made by this message.
    pub invites: Option<&'a Invite>,
    /// What changes about the business's name and settings.
    pub profile: Option<&'a ProfileChange>,
    /// The stocktake that this message opens or closes.
    pub stocktake: Option<&'a Stocktaking>,
    /// What changes about somebody's places in businesses.
    pub places: Option<&'a PlaceWrite>,
}

/// Another name of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The name, folded.
    pub folded: String,
    /// The item.
    pub item: ItemId,
}

/// What came of a commit. Only [`Committed::Done`] has written something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Committed {
    /// All of it is written.
    Done,
    /// This message was committed before: answer as its record says.
    Already(Box<LedgerRecord>),
    /// An item, a member or the stocktake is not as it was read: load and decide again.
    StockChanged,
    /// A record to be undone is undone by now.
    AlreadyUndone,
    /// The question is answered, replaced or expired.
    QuestionGone,
    /// A name that was to be learnt only if it is free leads to another item: decide again, and learn none.
    NameTaken,
}

impl<'a> Commit<'a> {
    /// A record and nothing else: a refusal.
    pub fn of(business: &'a BusinessId, record: &'a LedgerRecord) -> Self {
        Self {
            business,
            record,
            items: &[],
            customers: &[],
            undoes: &[],
            closes: None,
            opens: None,
            learns: &[],
            learns_if_free: false,
            forgets: &[],
            invites: None,
            profile: None,
            stocktake: None,
            places: None,
        }
    }
}

impl Store {
    /// Writes what a message changes, once, with each movement hung onto its item's chain ([`link`]). Two write units
    /// for the record and for each item of up to 1 KB; a record alone costs one.
    ///
    /// # Errors
    /// As every call to the table, with nothing written or (after a time-out) perhaps everything: repeat it.
    /// [`StoreError::TooManyItems`] and [`StoreError::Unsound`] before anything is sent.
    pub async fn commit(&self, commit: &Commit<'_>) -> Result<Committed, StoreError> {
        check(commit)?;
        let mut record = commit.record.clone();
        let mut items = commit.items.to_vec();
        link(&mut record, &mut items);
        let commit = &Commit {
            record: &record,
            items: &items,
            ..*commit
        };
        let mut actions = transact_items(&self.table, commit)?;
        if actions.len() == 1 {
            return self.commit_record(commit).await;
        }
        let kinds: Vec<Kind> = actions.iter().map(|(kind, _)| *kind).collect();
        let actions: Vec<_> = actions.drain(..).map(|(_, action)| action).collect();
        match self.transact("commit", actions).await? {
            Transacted::Applied => Ok(Committed::Done),
            Transacted::Refused(failed) => {
                match self
                    .kept_record(commit.business, &commit.record.key, &failed)
                    .await?
                {
                    Some(kept) => Ok(Committed::Already(Box::new(kept))),
                    None => refusal(&kinds, &failed),
                }
            }
        }
    }

    /// A record alone needs no transaction, which would cost twice as much.
    async fn commit_record(&self, commit: &Commit<'_>) -> Result<Committed, StoreError> {
        let attributes = record::write(commit.business, commit.record)?;
        let condition = "attribute_not_exists(PK)";
        match self
            .put_if("commit", attributes, Some(condition), Attributes::new())
            .await?
        {
            Written::Yes => Ok(Committed::Done),
            Written::No(Some(there)) => Ok(Committed::Already(Box::new(record::read(&there)?))),
            Written::No(None) => {
                let kept = self
                    .find_record(commit.business, &commit.record.key)
                    .await?;
                let corrupt = StoreError::Corrupt {
                    kind: "ledger",
                    what: "there and not there",
                };
                Ok(Committed::Already(Box::new(kept.ok_or(corrupt)?)))
            }
        }
    }
}

/// What stands at a position of the transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Record,
    Item,
    Customer,
    Undone,
    Question,
    Learnt,
    Alias,
    Invite,
    Profile,
    Stocktake,
    Place,
}

fn transact_items(
    table: &str,
    commit: &Commit<'_>,
) -> Result<Vec<(Kind, TransactWriteItem)>, StoreError> {
    let Commit {
        business, record, ..
    } = *commit;
    let mut actions = vec![(
        Kind::Record,
        put_new(table, record::write(business, record)?),
    )];
    for item in commit.items {
        actions.push((
            Kind::Item,
            items::write(table, business, item, commit.learns),
        ));
    }
    for customer in commit.customers {
        let action = customers::write(table, business, customer);
        actions.push((Kind::Customer, action));
    }
    // That the marker is not there yet is no second look at what an item's version says already: the ledger is read before
    // the items are, and whoever takes the same record back in between leaves items that look fresh. A simulation seldom meets
    // that moment; the test `a_record_is_undone_once` makes it.
    let markers = undone::write(table, business, commit.undoes, &record.key);
    actions.extend(markers.map(|marker| (Kind::Undone, marker)));
    let asked = (commit.closes, commit.opens);
    if let Some(action) = question::write(table, business, &record.member, asked)? {
        actions.push((Kind::Question, action));
    }
    actions.extend(names(table, commit));
    if let Some(invite) = commit.invites {
        let values = Attributes::from([(":business".to_owned(), text(invite.business.as_str()))]);
        let action = put(
            table,
            invite::write(invite),
            Some(invite::FREE_OR_SAME),
            values,
        );
        actions.push((Kind::Invite, action));
        let noted = invite::noted(invite);
        actions.push((Kind::Invite, put(table, noted, None, Attributes::new())));
    }
    if let Some(profile) = commit.profile {
        let key = keys::profile(business).attributes();
        let (set, values) = changed(profile);
        let action = update(table, key, &set, Some("attribute_exists(PK)"), values);
        actions.push((Kind::Profile, action));
    }
    if let Some(what) = commit.stocktake {
        actions.push((Kind::Stocktake, stocktake::write(table, business, what)));
    }
    if let Some(places) = commit.places {
        let theirs = places.actions.iter();
        actions.extend(theirs.map(|action| (Kind::Place, action.clone())));
        // What this message asks or answers is written above.
        let spoken = |of: &MemberId| *of == record.member && asked != (None, None);
        if let Some(member) = places.voids.as_ref().filter(|of| !spoken(of)) {
            let key = keys::question(business, member).attributes();
            let void = delete(table, key, None, Attributes::new());
            actions.push((Kind::Place, void));
        }
    }
    if actions.len() > ACTIONS_MAX {
        return Err(StoreError::TooManyItems {
            items: actions.len(),
            most: ACTIONS_MAX,
        });
    }
    Ok(actions)
}

/// Names that lead to items from now on, and those that no longer do.
fn names(table: &str, commit: &Commit<'_>) -> Vec<(Kind, TransactWriteItem)> {
    let key = |alias: &Alias| keys::alias(commit.business, &alias.folded).attributes();
    let own = "attribute_not_exists(PK) OR item_id = :item";
    let item = |alias: &Alias| text(alias.item.as_str());
    let learnt = commit.learns.iter().map(|alias| {
        let mut attributes = key(alias);
        attributes.insert("item_id".to_owned(), item(alias));
        let put = if commit.learns_if_free {
            let values = Attributes::from([(":item".to_owned(), item(alias))]);
            put(table, attributes, Some(own), values)
        } else {
            put(table, attributes, None, Attributes::new())
        };
        (Kind::Learnt, put)
    });
    let forgotten = commit.forgets.iter().map(|alias| {
        let values = Attributes::from([(":item".to_owned(), item(alias))]);
        (Kind::Alias, delete(table, key(alias), Some(own), values))
    });
    learnt.chain(forgotten).collect()
}

/// What the failed conditions say, the most final first: there is no use in deciding again on what is undone or
/// answered.
fn refusal(kinds: &[Kind], failed: &[FailedCondition]) -> Result<Committed, StoreError> {
    let has = |kind| {
        failed
            .iter()
            .any(|condition| kinds.get(condition.position) == Some(&kind))
    };
    if has(Kind::Profile) {
        return Err(StoreError::Corrupt {
            kind: "profile",
            what: "not there",
        });
    }
    if has(Kind::Invite) {
        return Err(StoreError::Unsound("an invitation with a code in use"));
    }
    if has(Kind::Undone) {
        return Ok(Committed::AlreadyUndone);
    }
    if has(Kind::Question) {
        return Ok(Committed::QuestionGone);
    }
    if has(Kind::Learnt) {
        return Ok(Committed::NameTaken);
    }
    Ok(Committed::StockChanged)
}

/// What must hold of what is written, whoever decided it.
fn check(commit: &Commit<'_>) -> Result<(), StoreError> {
    let items = commit.items.len();
    if items > ITEMS_MAX {
        return Err(StoreError::TooManyItems {
            items,
            most: ITEMS_MAX,
        });
    }
    let takes_back = match &commit.record.kind {
        RecordKind::Undo { of } => of.as_slice(),
        RecordKind::Fix { of } => std::slice::from_ref(of),
        RecordKind::Change | RecordKind::Edit | RecordKind::Refusal | RecordKind::Opening => &[],
    };
    if takes_back.len() != commit.undoes.len() {
        return Err(StoreError::Unsound(
            "it marks more or fewer records than it undoes",
        ));
    }
    let invited_to = commit.invites.map(|invite| &invite.business);
    let profile_of = commit.profile.map(|profile| &profile.after.id);
    if [invited_to, profile_of]
        .into_iter()
        .flatten()
        .any(|id| id != commit.business)
    {
        return Err(StoreError::Unsound("something of another business"));
    }
    check_credit(commit.customers, &commit.record.credit)?;
    check_balances(commit.items, &commit.record.movements)
}

/// A balance is the sum of its entries: each entry's customer is written once, and stands where it left them.
fn check_credit(customers: &[Customer], entries: &[CreditEntry]) -> Result<(), StoreError> {
    let adds_up = |customer: &Customer| {
        let own = || entries.iter().filter(|entry| entry.customer == customer.id);
        let follows = |(before, after): (&CreditEntry, &CreditEntry)| {
            before.balance.checked_add(after.amount) == Some(after.balance)
        };
        own().next_back().map(|entry| entry.balance) == Some(customer.balance)
            && own().zip(own().skip(1)).all(follows)
    };
    let ids: BTreeSet<_> = customers.iter().map(|customer| &customer.id).collect();
    let once = ids.len() == customers.len();
    let theirs = entries.iter().all(|entry| ids.contains(&entry.customer));
    if once && theirs && customers.iter().all(adds_up) {
        Ok(())
    } else {
        Err(StoreError::Unsound("credit entries that do not add up"))
    }
}

/// On hand is the sum of the movements: each movement's item is written, and stands where its last movement left it.
fn check_balances(items: &[Item], movements: &[Movement]) -> Result<(), StoreError> {
    let by_id: BTreeMap<_, _> = items.iter().map(|item| (&item.id, item)).collect();
    if by_id.len() != items.len() {
        return Err(StoreError::Unsound("an item twice"));
    }
    let mut left: BTreeMap<&ItemId, Quantity> = BTreeMap::new();
    for movement in movements {
        let Some(item) = by_id.get(&movement.item) else {
            return Err(StoreError::Unsound(
                "a movement of an item that is not written",
            ));
        };
        let new = (item.version == 0).then_some(Quantity::ZERO);
        let before = left.insert(&movement.item, movement.on_hand).or(new);
        let adds_up =
            |before: Quantity| before.checked_add(movement.delta) == Some(movement.on_hand);
        if !before.is_none_or(adds_up) {
            return Err(StoreError::Unsound("movements that do not add up"));
        }
    }
    for item in items {
        let new = (item.version == 0).then_some(Quantity::ZERO);
        let expected = left.get(&item.id).copied().or(new);
        if expected.is_some_and(|on_hand| on_hand != item.on_hand) {
            return Err(StoreError::Unsound(
                "an item that is not where its movements left it",
            ));
        }
    }
    Ok(())
}
