//! Taking changes back: new movements, the other way; the old ones stay.

use backroom_core::ids::QuestionId;
use backroom_core::intent::Undo;
use backroom_core::inventory::{
    Decision, Item, LedgerKey, LedgerRecord, RecordKind, Stock, reverse,
};
use backroom_core::question::Asks;
use backroom_core::reply::{Reply, ask, change as words, refuse};
use backroom_io::store::Alias;

use crate::change::{as_owner_allows, moved};
use crate::commit::{Plan, commit};
use crate::history::{currency, place};
use crate::past::{Own, Past, find_that, load, own_changes};
use crate::turn::{Outcome, Turn};
use crate::withdrawn::currency_of;
use crate::{Failure, credit, question};

/// So many changes are taken back without asking.
const CHANGES_SURE: usize = 5;

/// Which changes are to be taken back.
#[derive(Clone, Copy)]
enum Which<'a> {
    /// As it is said.
    Said(Undo),
    /// Those about which the member was asked, as far as they still stand.
    Agreed(&'a [LedgerKey]),
}

/// Takes back the member's last change, their last few, or the one that the message replies to.
pub(crate) async fn undo(turn: &Turn<'_>, which: Undo) -> Result<Outcome, Failure> {
    if which == Undo::Last
        && turn.message.quoted.is_none()
        && let Some(outcome) = question::dropped_by_undo(turn).await?
    {
        return Ok(outcome);
    }
    commit(turn, || plan_undo(turn, Which::Said(which))).await
}

/// A yes to many at once.
pub(crate) async fn undo_settled(
    turn: &Turn<'_>,
    of: &[LedgerKey],
    closes: &QuestionId,
) -> Result<Outcome, Failure> {
    commit(turn, async || {
        Ok(Plan {
            closes: Some(closes.clone()),
            ..plan_undo(turn, Which::Agreed(of)).await?
        })
    })
    .await
}

async fn plan_undo(turn: &Turn<'_>, which: Which<'_>) -> Result<Plan, Failure> {
    let mut found = find(turn, which).await?;
    loop {
        let meant = match &found {
            Ok(meant) => meant,
            Err(why) => return Ok(Plan::refusal(why.clone())),
        };
        let plan = take_back(turn, &meant.past).await?;
        let plan = within_bounds(turn, which, meant, plan).await?;
        // A plan is written on conditions; a refusal is not. What is short may be so because somebody else has taken the
        // change back since it was found.
        if plan.kind != RecordKind::Refusal || plan.opens.is_some() {
            return Ok(plan);
        }
        let found_again = find(turn, which).await?;
        if found_again == found {
            return Ok(plan);
        }
        found = found_again;
    }
}

/// The plan that takes these back, unless it is more than can be written at once, or so many that it is asked about first, or
/// perhaps not what is meant.
async fn within_bounds(
    turn: &Turn<'_>,
    which: Which<'_>,
    meant: &Meant,
    plan: Plan,
) -> Result<Plan, Failure> {
    if !plan.fits() {
        return Ok(Plan::refusal(refuse::too_much_to_undo()));
    }
    let Meant { past, perhaps } = meant;
    let agreed = matches!(which, Which::Agreed(_));
    if agreed || plan.kind == RecordKind::Refusal || (past.len() <= CHANGES_SURE && !perhaps) {
        return Ok(plan);
    }
    let of = past.iter().map(|past| past.record.key.clone()).collect();
    let question = turn.question(Asks::Undo { of });
    let reply = match past.as_slice() {
        [last] => {
            let currency = currency_of(turn, &last.record).await?;
            words::sure_to_undo(&question.id, &last.record, &currency)
        }
        several => {
            let records: Vec<&LedgerRecord> = several.iter().map(|past| &past.record).collect();
            ask::undo(&question.id, &records, &place(turn).await?.currency)
        }
    };
    Ok(Plan::question(question, reply))
}

/// The changes that are meant.
#[derive(PartialEq)]
struct Meant {
    past: Vec<Past>,
    /// None is named, and something that is no stock was set since: that may be meant.
    perhaps: bool,
}

impl From<Vec<Past>> for Meant {
    fn from(past: Vec<Past>) -> Self {
        Self {
            past,
            perhaps: false,
        }
    }
}

type Found = Result<Meant, Reply>;

async fn find(turn: &Turn<'_>, which: Which<'_>) -> Result<Found, Failure> {
    let which = match which {
        Which::Said(which) => which,
        Which::Agreed(of) => {
            let of_these = |past: &Past| past.stands() && of.contains(&past.record.key);
            let own = own_changes(turn, of.len(), of_these).await?.changes;
            let past = standing(own, of.len(), of_these);
            return Ok(past.map(Meant::from).ok_or_else(refuse::already_undone));
        }
    };
    if let Some(quoted) = &turn.message.quoted {
        let digest = turn.to.sent.meant_by(quoted);
        return Ok(find_that(turn, &digest)
            .await?
            .map(|past| vec![past].into()));
    }
    Ok(match which {
        Undo::Last => last_to_undo(own_changes(turn, 1, |_| true).await?),
        Undo::LastOf(kind) => {
            let of = |past: &Past| past.stands() && past.is_of(kind);
            let own = own_changes(turn, 1, of).await?.changes;
            match own.into_iter().find(of) {
                Some(past) => Ok(vec![past].into()),
                None => Err(refuse::none_to_undo(kind)),
            }
        }
        Undo::Latest(count) => {
            let count = usize::from(count);
            let own = own_changes(turn, count, Past::stands).await?.changes;
            let past = standing(own, count, Past::stands);
            past.map(Meant::from).ok_or_else(refuse::nothing_to_undo)
        }
    })
}

/// The first so many of them that count, if any does.
fn standing(own: Vec<Past>, count: usize, counts: impl Fn(&Past) -> bool) -> Option<Vec<Past>> {
    let standing: Vec<Past> = own.into_iter().filter(counts).take(count).collect();
    (!standing.is_empty()).then_some(standing)
}

/// Of the member's changes, the newest first, the one that a bare "undo" takes back.
fn last_to_undo(own: Own) -> Found {
    let Some(last) = own.changes.first() else {
        return Err(refuse::nothing_to_undo());
    };
    match &last.record.kind {
        RecordKind::Edit => Err(refuse::edit_not_undone()),
        RecordKind::Undo { .. } => Err(refuse::undone_just_now()),
        RecordKind::Change | RecordKind::Fix { .. } | RecordKind::Refusal | RecordKind::Opening => {
            match last.stands() {
                true => Ok(Meant {
                    past: own.changes.into_iter().take(1).collect(),
                    perhaps: own.set_since,
                }),
                false => Err(refuse::already_undone()),
            }
        }
    }
}

async fn take_back(turn: &Turn<'_>, past: &[Past]) -> Result<Plan, Failure> {
    let records: Vec<&LedgerRecord> = past.iter().map(|past| &past.record).collect();
    let stock = load(turn, &records, &[]).await?;
    let decision = as_owner_allows(turn, |oversell| reverse(&stock, &records, oversell)).await?;
    let of = records.iter().map(|record| record.key.clone()).collect();
    let moved_then = records.iter().flat_map(|record| &record.movements);
    let currency = currency(turn, moved_then).await?;
    let plan = match decision {
        Ok(decision) => Plan {
            kind: RecordKind::Undo { of },
            undoes: past.iter().filter_map(|past| past.mark.clone()).collect(),
            learns: names_back(&stock, &decision),
            forgets: names_gone(&stock, &decision),
            ..moved(decision, |movements| {
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

/// Their own names lead nowhere else: to what they had been merged into. Those of what is deleted lead nowhere.
fn names_gone(stock: &Stock, decision: &Decision) -> Vec<Alias> {
    let gone = back(stock, decision).flat_map(|item| {
        let name = item.id.as_str();
        let others = decision
            .items
            .iter()
            .filter_map(|other| stock.get(&other.id));
        others
            .filter(|other| !other.deleted)
            .filter(move |other| other.aliases.iter().any(|alias| alias == name))
            .map(move |other| Alias {
                folded: name.to_owned(),
                item: other.id.clone(),
            })
    });
    gone.collect()
}
