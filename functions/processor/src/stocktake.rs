//! Stocktakes: opened, counted into by whoever counts, looked at, closed with what they found.

use backroom_core::intent::{Action, Counting, Intent, Line, Parsed};
use backroom_core::inventory::LedgerRecord;
use backroom_core::parse::parse;
use backroom_core::reply::{answer, stocktake as replies};
use backroom_core::stocktake::{Findings, OPEN_HOURS, Stocktake, Stocktaking};
use jiff::{SignedDuration, Timestamp};

use crate::Failure;
use crate::commit::{Plan, commit};
use crate::history::place;
use crate::takings::each_standing;
use crate::turn::{Outcome, Turn};

/// WhatsApp's clock dates the records, ours the stocktake: look a little before it.
const CLOCKS_APART: SignedDuration = SignedDuration::from_hours(1);

/// Does what is said about the stocktake.
pub(crate) async fn stocktake(turn: &Turn<'_>, what: Counting) -> Result<Outcome, Failure> {
    match what {
        Counting::Start => commit(turn, || start(turn)).await,
        Counting::End => commit(turn, || end(turn)).await,
        Counting::Uncounted | Counting::Left => {
            let items = turn.to.store.list_items(turn.business(), true).await?;
            let reply = match (open(turn).await?, what) {
                (Some(stocktake), _) => replies::uncounted(&stocktake, &items),
                (None, Counting::Left) => answer::list(&items),
                (None, _) => replies::none_open(),
            };
            Ok(reply.into())
        }
    }
}

/// "100 bolts, 50 nuts" while the shop is counted: words that say nothing but how many are counts.
pub(crate) async fn counted(turn: &Turn<'_>, words: &str) -> Result<Option<Vec<Line>>, Failure> {
    let Parsed::Understood(Intent::Change(lines)) = parse(&format!("count: {words}")) else {
        return Ok(None);
    };
    let counts = lines.iter().all(|line| line.action == Action::Set);
    let counting = counts && open(turn).await?.is_some();
    Ok(counting.then_some(lines))
}

async fn open(turn: &Turn<'_>) -> Result<Option<Stocktake>, Failure> {
    let store = &turn.to.store;
    Ok(store.find_stocktake(turn.business(), turn.now).await?)
}

async fn start(turn: &Turn<'_>) -> Result<Plan, Failure> {
    let items = turn.to.store.list_items(turn.business(), false).await?;
    if let Some(stocktake) = open(turn).await? {
        return Ok(Plan::refusal(replies::already_open(&stocktake, &items)));
    }
    let stocktake = Stocktake {
        started_at: turn.now,
        started_by: turn.member.name.clone(),
        expires_at: turn.now + SignedDuration::from_hours(OPEN_HOURS),
    };
    let zone = place(turn).await?.zone;
    let reply = replies::started(items.len(), stocktake.expires_at, &zone);
    Ok(Plan {
        stocktake: Some(Stocktaking::Opens(stocktake)),
        ..Plan::refusal(reply)
    })
}

async fn end(turn: &Turn<'_>) -> Result<Plan, Failure> {
    let store = &turn.to.store;
    // What was counted in one that nobody ended in time is summed up too, as long as the table has it.
    let ever = Timestamp::UNIX_EPOCH;
    let Some(stocktake) = store.find_stocktake(turn.business(), ever).await? else {
        return Ok(Plan::refusal(replies::none_open()));
    };
    let mut findings = Findings::default();
    let from = stocktake.started_at - CLOCKS_APART;
    let mut find = |record: &LedgerRecord| findings.record(&stocktake, record);
    each_standing(turn, (from, turn.latest()), &mut find).await?;
    let items = store.list_items(turn.business(), true).await?;
    let currency = place(turn).await?.currency;
    let reply = replies::ended(&stocktake, &items, &findings, &currency);
    Ok(Plan {
        stocktake: Some(Stocktaking::Closes(stocktake)),
        ..Plan::refusal(reply)
    })
}
