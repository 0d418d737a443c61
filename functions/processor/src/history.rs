//! Questions about the stock: read fresh, answered at once, kept nowhere.

use backroom_core::catalogue::fold;
use backroom_core::ids::ItemId;
use backroom_core::intent::{Action, Period, Query};
use backroom_core::reply::answer::{self, Checked};
use backroom_core::reply::{Reply, reorder};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::turn::Turn;
use crate::{Failure, named, takings};

/// How many records an answer looks through.
const LOOK_BACK: usize = 300;
/// How many of them are shown where no period was named.
const LATEST: usize = 10;

/// Answers a question.
pub(crate) async fn ask(turn: &Turn<'_>, query: &Query) -> Result<Reply, Failure> {
    let store = &turn.to.store;
    Ok(match query {
        Query::Check { names } => answer::check(&named::look_up(turn, names).await?),
        Query::List => answer::list(&store.list_items(turn.business(), true).await?),
        Query::Low => reorder::low(&store.list_items(turn.business(), true).await?),
        Query::Reorder => reorder::to_buy(&store.list_items(turn.business(), true).await?),
        Query::History {
            name,
            action,
            period,
        } => history(turn, name.as_deref(), *action, *period).await?,
        Query::Sales(period) => takings::sales(turn, *period).await?,
        Query::Profit(period) => takings::profit(turn, *period).await?,
        Query::Value => takings::stock_value(turn).await?,
        Query::Price { name } => takings::price(turn, name).await?,
    })
}

async fn history(
    turn: &Turn<'_>,
    name: Option<&str>,
    action: Option<Action>,
    period: Period,
) -> Result<Reply, Failure> {
    let store = &turn.to.store;
    let Place { zone, currency } = place(turn).await?;
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
    Ok(answer::history(&records, action, period, &zone, &currency))
}

/// The item of that name; of an unknown name there is no movement to be found.
async fn item_named(turn: &Turn<'_>, name: &str) -> Result<ItemId, Failure> {
    let found = named::look_up(turn, &[name]).await?;
    Ok(match found.first() {
        Some(Checked::Found(item)) => item.id.clone(),
        Some(Checked::Close(_, near)) => near
            .first()
            .map_or_else(|| ItemId::new(fold(name)), |item| item.id.clone()),
        Some(Checked::Unknown(_)) | None => ItemId::new(fold(name)),
    })
}

/// Where a business is: for its days and its money.
pub(crate) struct Place {
    pub(crate) zone: TimeZone,
    pub(crate) currency: String,
}

pub(crate) async fn place(turn: &Turn<'_>) -> Result<Place, Failure> {
    let config = &turn.to.config;
    let business = turn.to.store.load_business(turn.business()).await?;
    let (zone, currency) = business.map_or_else(
        || (config.time_zone.clone(), config.currency.clone()),
        |business| (business.time_zone, business.currency),
    );
    Ok(Place {
        zone: TimeZone::get(&zone).unwrap_or(TimeZone::UTC),
        currency,
    })
}

/// From when until when, in the business's time zone; `None` is since ever.
pub(crate) fn bounds(
    turn: &Turn<'_>,
    zone: &TimeZone,
    period: Period,
) -> (Option<Timestamp>, Timestamp) {
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
