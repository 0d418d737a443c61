//! Taking changes back, and correcting them: new movements, the other way; the old ones stay.

use backroom_core::business::Right;
use backroom_core::catalogue::fold;
use backroom_core::ids::{ItemId, QuestionId};
use backroom_core::intent::{Fix, Line, Reason, Undo};
use backroom_core::inventory::{
    Decision, Item, LedgerKey, LedgerRecord, Order, RecordKind, Stock, Target, decide, doubts,
    enough, reverse, then,
};
use backroom_core::question::Asks;
use backroom_core::reply::{Reply, change as words, credit as credit_words, refuse};
use backroom_io::store::{Alias, Kept};

use crate::change::{as_owner_allows, ask_first, currency, moved};
use crate::commit::{Plan, commit};
use crate::turn::{Outcome, Turn};
use crate::{Failure, credit};

/// How many of a business's latest records are looked through for a member's own changes.
const LOOK_BACK: usize = 500;

/// Takes back the member's last change, their last few, or the one that the message replies to.
pub(crate) async fn undo(turn: &Turn<'_>, which: Undo) -> Result<Outcome, Failure> {
    commit(turn, || plan_undo(turn, which)).await
}

async fn plan_undo(turn: &Turn<'_>, which: Undo) -> Result<Plan, Failure> {
    let mut found = find(turn, which).await?;
    loop {
        let records = match &found {
            Ok(records) => records,
            Err(why) => return Ok(Plan::refusal(why.clone())),
        };
        let plan = take_back(turn, records).await?;
        // A plan is written on conditions; a refusal is not. What is short may be so because somebody else has taken the
        // change back since it was found.
        if plan.kind != RecordKind::Refusal {
            return Ok(plan);
        }
        let found_again = find(turn, which).await?;
        if found_again == found {
            return Ok(plan);
        }
        found = found_again;
    }
}

type Found = Result<Vec<LedgerRecord>, Reply>;

async fn find(turn: &Turn<'_>, which: Undo) -> Result<Found, Failure> {
    if let Some(quoted) = &turn.message.quoted {
        let digest = turn.to.sent.meant_by(quoted);
        return Ok(find_that(turn, &digest).await?.map(|record| vec![record]));
    }
    Ok(match which {
        Undo::Last => match own_changes(turn, 1, |_| true).await?.into_iter().next() {
            None => Err(refuse::nothing_to_undo()),
            Some(kept) if kept.record.kind == RecordKind::Edit => Err(refuse::edit_not_undone()),
            Some(kept) if stands(&kept) => Ok(vec![kept.record]),
            Some(_) => Err(refuse::already_undone()),
        },
        Undo::LastOf(kind) => {
            let of = |kept: &Kept| stands(kept) && is_of(&kept.record, kind);
            let own = own_changes(turn, 1, of).await?;
            match own.into_iter().find(of) {
                Some(kept) => Ok(vec![kept.record]),
                None => Err(refuse::none_to_undo(kind)),
            }
        }
        Undo::Latest(count) => {
            let count = usize::from(count);
            let own = own_changes(turn, count, stands).await?;
            let standing = own.into_iter().filter(stands).map(|kept| kept.record);
            let standing: Vec<LedgerRecord> = standing.take(count).collect();
            if standing.is_empty() {
                Err(refuse::nothing_to_undo())
            } else {
                Ok(standing)
            }
        }
    })
}

/// The change of the message with this digest, if the member may take it back.
async fn find_that(turn: &Turn<'_>, digest: &str) -> Result<Result<LedgerRecord, Reply>, Failure> {
    let store = &turn.to.store;
    let found = store
        .find_recent_by_digest(turn.business(), digest, turn.latest())
        .await?;
    Ok(match found {
        Some(kept) if kept.record.kind == RecordKind::Edit => Err(refuse::edit_not_undone()),
        Some(kept) if !kept.record.moves() => Err(refuse::quoted_changed_nothing()),
        Some(kept) if kept.undone => Err(refuse::that_is_undone()),
        Some(kept)
            if kept.record.member != turn.member.id && !turn.member.role.may(Right::UndoOthers) =>
        {
            Err(refuse::not_yours_to_undo())
        }
        Some(kept) => Ok(kept.record),
        None => Err(refuse::quoted_changed_nothing()),
    })
}

/// The member's own records that moved stock before this message was sent, newest first, until so many of them count; perhaps
/// a few more. An opening stock was not said, and is not unsaid. This message's own record is not among them: a redelivered "undo" is found
/// to be committed before it can take back anything else.
async fn own_changes(
    turn: &Turn<'_>,
    wanted: usize,
    counts: impl Fn(&Kept) -> bool,
) -> Result<Vec<Kept>, Failure> {
    let mut own: Vec<Kept> = Vec::new();
    let mut seen = 0;
    let is_own = |record: &LedgerRecord| {
        let moved = record.moves() && record.kind != RecordKind::Opening;
        (moved || record.kind == RecordKind::Edit)
            && record.member == turn.member.id
            && record.key != turn.key()
            && turn.follows(record)
    };
    let look = |kept: Kept| {
        seen += 1;
        // Messages of one second have no order in the ledger: all of that second are looked at.
        let older = own
            .last()
            .is_some_and(|last| kept.record.key.sent_at < last.record.key.sent_at);
        let enough = older && own.iter().filter(|kept| counts(kept)).count() >= wanted;
        if !enough && is_own(&kept.record) {
            own.push(kept);
        }
        !enough && seen < LOOK_BACK
    };
    turn.to
        .store
        .look_back(turn.business(), turn.latest(), look)
        .await?;
    // The order in which they were decided is the sender's.
    own.sort_by_key(|kept| std::cmp::Reverse(kept.record.decided_at));
    Ok(own)
}

fn stands(kept: &Kept) -> bool {
    !kept.undone && !matches!(kept.record.kind, RecordKind::Undo { .. } | RecordKind::Edit)
}

/// Whether a line of it was entered as this: of a correction, as what it entered.
fn is_of(record: &LedgerRecord, kind: Reason) -> bool {
    let entered = last_of(record);
    entered.iter().any(|movement| movement.reason == kind)
}

async fn take_back(turn: &Turn<'_>, records: &[LedgerRecord]) -> Result<Plan, Failure> {
    let records: Vec<&LedgerRecord> = records.iter().collect();
    let stock = load(turn, &records, &[]).await?;
    let decision = as_owner_allows(turn, |oversell| reverse(&stock, &records, oversell)).await?;
    let of: Vec<_> = records.iter().map(|record| record.key.clone()).collect();
    let moved_then = records.iter().flat_map(|record| &record.movements);
    let currency = currency(turn, moved_then).await?;
    let plan = match decision {
        Ok(decision) => Plan {
            kind: RecordKind::Undo { of: of.clone() },
            undoes: of,
            learns: names_back(&stock, &decision),
            forgets: names_gone(&stock, &decision),
            ..moved(turn, decision, |movements| {
                words::undone(&records, movements, &currency)
            })
        },
        Err(rejections) => return Ok(Plan::refusal(refuse::rejected(&rejections, 1))),
    };
    credit::undone(turn, plan, &records).await
}

/// Items that were deleted and are there again.
fn back<'a>(stock: &'a Stock, decision: &'a Decision) -> impl Iterator<Item = &'a Item> {
    let deleted = |id| stock.get(id).is_some_and(|item| item.deleted);
    decision.items.iter().filter(move |item| deleted(&item.id))
}

/// Their other names lead to them again.
fn names_back(stock: &Stock, decision: &Decision) -> Vec<Alias> {
    let names = back(stock, decision).flat_map(|item| {
        item.aliases.iter().map(|name| Alias {
            folded: name.clone(),
            item: item.id.clone(),
        })
    });
    names.collect()
}

/// Their own names lead nowhere else: to what they had been merged into.
fn names_gone(stock: &Stock, decision: &Decision) -> Vec<Alias> {
    let gone = back(stock, decision).flat_map(|item| {
        let name = item.id.as_str();
        let others = decision
            .items
            .iter()
            .filter_map(|other| stock.get(&other.id));
        others
            .filter(move |other| other.aliases.iter().any(|alias| alias == name))
            .map(move |other| Alias {
                folded: name.to_owned(),
                item: other.id.clone(),
            })
    });
    gone.collect()
}

async fn load(
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

/// Corrects the member's last change, or the one that is meant, if that was a single line: takes it back and enters it anew.
pub(crate) async fn fix(turn: &Turn<'_>, fix: &Fix) -> Result<Outcome, Failure> {
    commit(turn, || plan_fix(turn, fix, None)).await
}

/// A yes to a correction that was asked about: of that change, if it still stands.
pub(crate) async fn fix_settled(
    turn: &Turn<'_>,
    fix: &Fix,
    of: &LedgerKey,
    closes: &QuestionId,
) -> Result<Outcome, Failure> {
    commit(turn, async || {
        Ok(Plan {
            closes: Some(closes.clone()),
            ..plan_fix(turn, fix, Some(of)).await?
        })
    })
    .await
}

/// Corrects the change that is meant, which is the one that they were `sure` about, if they were asked.
async fn plan_fix(turn: &Turn<'_>, fix: &Fix, sure: Option<&LedgerKey>) -> Result<Plan, Failure> {
    let mut meant = to_mend(turn, fix, sure).await?;
    loop {
        let record = match &meant {
            Ok(record) => record.clone(),
            Err(why) => return Ok(Plan::refusal(why.clone())),
        };
        let plan = fix_record(turn, fix, sure.is_some(), record).await?;
        // As with an undo: before it is refused, whether the change still stands.
        if plan.kind != RecordKind::Refusal || plan.opens.is_some() {
            return Ok(plan);
        }
        let meant_again = to_mend(turn, fix, sure).await?;
        if meant_again == meant {
            return Ok(plan);
        }
        meant = meant_again;
    }
}

/// The change that is to be corrected: the one about which the member was asked, or to which the message replies, or the
/// member's last, of what the correction names if there is one.
async fn to_mend(
    turn: &Turn<'_>,
    fix: &Fix,
    sure: Option<&LedgerKey>,
) -> Result<Result<LedgerRecord, Reply>, Failure> {
    // A button that is pressed replies to the question.
    let quoted = || turn.message.quoted.as_ref();
    let replied_to = || quoted().map(|quoted| turn.to.sent.meant_by(quoted));
    if let Some(digest) = sure.map(|sure| sure.digest.clone()).or_else(replied_to) {
        return find_that(turn, &digest).await;
    }
    let named = match fix {
        Fix::OfKind(_, _, kind) => {
            let of = |kept: &Kept| stands(kept) && is_of(&kept.record, *kind);
            let found = own_changes(turn, 1, of).await?.into_iter().find(of);
            return Ok(found
                .map(|kept| kept.record)
                .ok_or_else(|| refuse::none_to_fix(*kind)));
        }
        Fix::Of(_, _, name) => last_with(turn, name).await?,
        Fix::Quantity(..) | Fix::Name(_) | Fix::Both(..) => None,
    };
    let last = match named {
        Some(named) => Some(named),
        None => last_standing(turn).await?,
    };
    Ok(last.ok_or_else(refuse::nothing_to_fix))
}

/// The member's last change that still stands and has a line of this item.
async fn last_with(turn: &Turn<'_>, name: &str) -> Result<Option<LedgerRecord>, Failure> {
    let id = ItemId::new(fold(name));
    let stock = load(turn, &[], std::slice::from_ref(&id)).await?;
    let Some(item) = stock.find(id.as_str()).map(|item| &item.id) else {
        return Ok(None);
    };
    let of = |kept: &Kept| {
        let entered = last_of(&kept.record);
        stands(kept) && entered.iter().any(|movement| movement.item == *item)
    };
    let found = own_changes(turn, 1, of).await?.into_iter().find(of);
    Ok(found.map(|kept| kept.record))
}

/// The member's last change, if it still stands.
async fn last_standing(turn: &Turn<'_>) -> Result<Option<LedgerRecord>, Failure> {
    let last = own_changes(turn, 1, |_| true).await?.into_iter().next();
    Ok(last.filter(|kept| !kept.undone).map(|kept| kept.record))
}

async fn fix_record(
    turn: &Turn<'_>,
    fix: &Fix,
    sure: bool,
    record: LedgerRecord,
) -> Result<Plan, Failure> {
    if !record.credit.is_empty() {
        return Ok(Plan::refusal(credit_words::undo_it_instead()));
    }
    let ([before], RecordKind::Change | RecordKind::Fix { .. }) = (last_of(&record), &record.kind)
    else {
        return Ok(Plan::refusal(refuse::nothing_to_fix()));
    };
    let line = corrected(before, fix);
    let id = match fix {
        Fix::Quantity(..) | Fix::OfKind(..) => before.item.clone(),
        Fix::Name(_) | Fix::Both(..) | Fix::Of(..) => ItemId::new(fold(&line.name)),
    };
    let stock = load(turn, &[&record], std::slice::from_ref(&id)).await?;
    let Some(item) = stock.find(id.as_str()).map(|item| item.id.clone()) else {
        return Ok(Plan::refusal(refuse::unknown_items(&[&line.name])));
    };
    let order = Order {
        expires: before.expires(),
        ..Order::of(&line, Target::Item(item))
    };
    // Of a correction, only what it entered is taken back: what it corrected stays so.
    let entered = LedgerRecord {
        movements: last_of(&record).to_vec(),
        ..record.clone()
    };
    let decide_both = |oversell| {
        // What is short in between doesn't matter; what is short in the end does.
        let back = reverse(&stock, &[&entered], true)?;
        let again = decide(&stock.after(&back), std::slice::from_ref(&order), oversell)?;
        let both = then(back, again);
        if oversell {
            return Ok(both);
        }
        enough(&stock, both)
    };
    let decision = as_owner_allows(turn, decide_both).await?;
    let moved_now = decision.iter().flat_map(|decision| &decision.movements);
    let currency = currency(turn, moved_now).await?;
    if let (Ok(decision), Ok(back), false) = (&decision, reverse(&stock, &[&entered], true), sure)
        && let doubts = doubts(&stock.after(&back), decision)
        && !doubts.is_empty()
    {
        let (fix, of) = (fix.clone(), record.key);
        return Ok(ask_first(turn, Asks::Fix { fix, of }, &[line], &doubts));
    }
    Ok(match decision {
        Ok(decision) => Plan {
            kind: RecordKind::Fix {
                of: record.key.clone(),
            },
            undoes: vec![record.key.clone()],
            ..moved(turn, decision, |movements| match movements.last() {
                Some(after) => words::fixed(before, after, &currency),
                None => words::changed(movements, &currency),
            })
        },
        Err(rejections) => Plan::refusal(refuse::rejected(&rejections, 1)),
    })
}

/// The movements that a record entered: of a correction, only the new one.
fn last_of(record: &LedgerRecord) -> &[backroom_core::inventory::Movement] {
    match record.kind {
        RecordKind::Fix { .. } => &record.movements[record.movements.len().saturating_sub(1)..],
        RecordKind::Change
        | RecordKind::Undo { .. }
        | RecordKind::Edit
        | RecordKind::Refusal
        | RecordKind::Opening => &record.movements,
    }
}

fn corrected(before: &backroom_core::inventory::Movement, fix: &Fix) -> Line {
    let mut line = Line {
        action: before.action,
        quantity: before.said,
        unit: before.said_unit.clone(),
        name: before.name.clone(),
        price: before.price,
        reason: before.reason,
        expires: None,
    };
    match fix {
        Fix::Name(name) => line.name.clone_from(name),
        Fix::Quantity(quantity, unit) | Fix::OfKind(quantity, unit, _) => {
            line.quantity = *quantity;
            line.unit = unit.clone().or(line.unit);
        }
        Fix::Both(quantity, unit, name) | Fix::Of(quantity, unit, name) => {
            line.quantity = *quantity;
            line.unit = unit.clone().or(line.unit);
            line.name.clone_from(name);
        }
    }
    line
}
