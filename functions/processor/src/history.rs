//! Questions about the stock: read fresh, answered at once, kept nowhere.

use backroom_core::catalogue::{Catalogue, Resolution, fold};
use backroom_core::ids::ItemId;
use backroom_core::intent::{Action, Period, Query};
use backroom_core::inventory::Stock;
use backroom_core::reply::Reply;
use backroom_core::reply::answer::{self, Checked};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::Failure;
use crate::turn::Turn;

/// How many records an answer looks through.
const LOOK_BACK: usize = 300;
/// How many of them are shown where no period was named.
const LATEST: usize = 10;

/// Answers a question.
pub(crate) async fn ask(turn: &Turn<'_>, query: &Query) -> Result<Reply, Failure> {
    let store = &turn.to.store;
    Ok(match query {
        Query::Check { names } => check(turn, names).await?,
        Query::List => answer::list(&store.list_items(turn.business(), true).await?),
        Query::Low => answer::low(&store.list_items(turn.business(), true).await?),
        Query::History {
            name,
            action,
            period,
        } => history(turn, name.as_deref(), *action, *period).await?,
    })
}

/// The exact names cost half a read each; only if one is missing is the whole list read.
async fn check(turn: &Turn<'_>, names: &[String]) -> Result<Reply, Failure> {
    let store = &turn.to.store;
    let ids: Vec<ItemId> = names.iter().map(|name| ItemId::new(fold(name))).collect();
    let exact = store.look_up_items(turn.business(), &ids).await?;
    let found = |stock: &Stock| -> Option<Vec<Checked>> {
        ids.iter()
            .map(|id| stock.find(id.as_str()).cloned().map(Checked::Found))
            .collect()
    };
    if let Some(answers) = found(&exact) {
        return Ok(answer::check(&answers));
    }
    let items = store.list_items(turn.business(), true).await?;
    let catalogue = Catalogue::new(
        items
            .iter()
            .map(|item| (item.id.clone(), &*item.name, &*item.aliases)),
    );
    let all = Stock::new(items.iter().cloned());
    let answers: Vec<Checked> = names
        .iter()
        .map(|name| match catalogue.resolve(name) {
            Resolution::Item(id) => match all.get(&id) {
                Some(item) => Checked::Found(item.clone()),
                None => Checked::Unknown(name.clone()),
            },
            Resolution::Close(near) => {
                let near = near.iter().filter_map(|id| all.get(id)).cloned().collect();
                Checked::Close(name.clone(), near)
            }
            Resolution::Unknown => Checked::Unknown(name.clone()),
        })
        .collect();
    Ok(answer::check(&answers))
}

async fn history(
    turn: &Turn<'_>,
    name: Option<&str>,
    action: Option<Action>,
    period: Period,
) -> Result<Reply, Failure> {
    let store = &turn.to.store;
    let business = store.load_business(turn.business()).await?;
    let zone = business.map_or(turn.to.config.time_zone.clone(), |business| {
        business.time_zone
    });
    let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
    let item = match name {
        None => None,
        Some(name) => Some(item_named(turn, name).await?),
    };
    let (from, until) = bounds(turn, &zone, period);
    let mut records = Vec::new();
    for kept in store
        .latest_records(turn.business(), until, LOOK_BACK)
        .await?
    {
        let mut record = kept.record;
        if from.is_some_and(|from| record.key.sent_at < from) {
            break;
        }
        record.movements.retain(|moved| {
            action.is_none_or(|action| moved.action == action)
                && item.as_ref().is_none_or(|item| moved.item == *item)
        });
        if !record.movements.is_empty() {
            records.push((record, kept.undone));
        }
    }
    // Messages of one second have no order in the ledger; the order in which they were decided is theirs.
    records.sort_by_key(|(record, _)| std::cmp::Reverse(record.decided_at));
    if period == Period::Latest {
        records.truncate(LATEST);
    }
    Ok(answer::history(&records, action, period, &zone))
}

/// The item of that name; of an unknown name there is no movement to be found.
async fn item_named(turn: &Turn<'_>, name: &str) -> Result<ItemId, Failure> {
    let id = ItemId::new(fold(name));
    let exact = turn
        .to
        .store
        .load_items(turn.business(), std::slice::from_ref(&id))
        .await?;
    if let Some(item) = exact.find(id.as_str()) {
        return Ok(item.id.clone());
    }
    let items = turn.to.store.list_items(turn.business(), false).await?;
    let catalogue = Catalogue::new(
        items
            .iter()
            .map(|item| (item.id.clone(), &*item.name, &*item.aliases)),
    );
    Ok(match catalogue.resolve(name) {
        Resolution::Item(item) => item,
        Resolution::Close(near) => near.into_iter().next().unwrap_or(id),
        Resolution::Unknown => id,
    })
}

/// From when until when, in the business's time zone; `None` is since ever.
fn bounds(turn: &Turn<'_>, zone: &TimeZone, period: Period) -> (Option<Timestamp>, Timestamp) {
    let today = turn.now.to_zoned_datetime(zone.clone()).date();
    let latest = turn.latest();
    let start = |date: Date| {
        let start = date.to_zoned_datetime(zone.clone());
        start.map(|start| start.timestamp()).ok()
    };
    match period {
        Period::Today => (start(today), latest),
        Period::Yesterday => {
            let yesterday = today.saturating_sub(1.day());
            (start(yesterday), start(today).unwrap_or(latest))
        }
        Period::Week => {
            let since_monday = i64::from(today.weekday().to_monday_zero_offset());
            (start(today.saturating_sub(since_monday.days())), latest)
        }
        Period::Month => (start(today.first_of_month()), latest),
        Period::Latest => (None, latest),
    }
}
