//! Questions about the stock: read fresh, answered at once, kept nowhere.

use backroom_core::business::{self, Right};
use backroom_core::ids::ItemId;
use backroom_core::intent::{Action, Period, Query};
use backroom_core::inventory::{Item, LedgerRecord, Movement, TakenBack};
use backroom_core::reply::answer::{self, Checked, History};
use backroom_core::reply::{Reply, reorder};
use backroom_io::store::Kept;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::turn::Turn;
use crate::{Failure, account, credit, expiry, named, takings};

/// How many records an answer looks through, at some six to a read unit; most find what they look for far sooner.
const LOOK_BACK: usize = 1_000;
/// How many of them are shown where no period was named.
const LATEST: usize = 10;

/// Answers a question.
pub(crate) async fn ask(turn: &Turn<'_>, query: &Query) -> Result<Reply, Failure> {
    let mut asked = query.clone();
    let Some(period @ Period::Named(_)) = asked.period_mut() else {
        return answer(turn, query).await;
    };
    let zone = place(turn).await?.zone;
    let Some(meant) = period.said_on(turn.now.to_zoned_datetime(zone).date()) else {
        return Ok(answer::no_such_day());
    };
    *period = meant;
    answer(turn, &asked).await
}

async fn answer(turn: &Turn<'_>, query: &Query) -> Result<Reply, Failure> {
    let store = &turn.to.store;
    Ok(match query {
        Query::Check { names } => answer::check(&named::load(turn, names).await?),
        Query::List => answer::list(&store.list_items(turn.business(), true).await?),
        Query::Low => reorder::low(&store.list_items(turn.business(), true).await?),
        Query::Alerts => reorder::alerts(&store.list_items(turn.business(), true).await?),
        Query::Prices => takings::prices(turn).await?,
        Query::Reorder => reorder::to_buy(&store.list_items(turn.business(), true).await?),
        Query::History {
            name,
            action,
            period,
        } => history(turn, name.as_deref(), *action, *period).await?,
        Query::Sales(period) => takings::sales(turn, *period).await?,
        Query::Profit(period) => takings::profit(turn, *period).await?,
        Query::Unsold(period) => takings::unsold(turn, *period).await?,
        Query::Report(period) => takings::report(turn, *period).await?,
        Query::Trends => takings::trends(turn).await?,
        Query::Value => takings::stock_value(turn).await?,
        Query::Price { name } => takings::price(turn, name).await?,
        Query::Cost { name } => takings::cost(turn, name).await?,
        Query::Owes(name) => credit::ask(turn, name.as_deref()).await?,
        Query::Account(name) => account::ask(turn, name).await?,
        Query::Expiring { name, within } => expiry::ask(turn, name.as_deref(), *within).await?,
    })
}

/// What moved: all of it, or for those who do not see what others did, what they moved themselves.
async fn history(
    turn: &Turn<'_>,
    name: Option<&str>,
    action: Option<Action>,
    period: Period,
) -> Result<Reply, Failure> {
    let item = match name {
        None => None,
        Some(name) => match item_named(turn, name).await? {
            Ok(item) => Some(item),
            Err(Missing::Customer(reply)) => return Ok(reply),
            Err(Missing::Item(unknown)) => return Ok(answer::check(&[unknown])),
        },
    };
    // With those that were merged into it: they go on as its other names.
    let ids = item.as_ref().map(|item| {
        let merged = item.aliases.iter().map(ItemId::new);
        let mut ids: Vec<ItemId> = merged.collect();
        ids.push(item.id.clone());
        ids
    });
    let Place { zone, currency } = place(turn).await?;
    let (from, until) = bounds(turn, &zone, period);
    let own = !turn.member.role.may(Right::SeeMoney);
    let mut records: Vec<(LedgerRecord, bool)> = Vec::new();
    let mut taken_back = TakenBack::default();
    let mut seen = 0;
    let look = |kept: Kept| {
        seen += 1;
        let mut record = kept.record;
        taken_back.note(&record, kept.undone);
        let enough = period == Period::Latest && records.len() >= LATEST;
        // Messages of one second have no order in the ledger: all of that second are looked at.
        let older = |(last, _): &(LedgerRecord, bool)| record.key.sent_at < last.key.sent_at;
        let past = from.is_some_and(|from| record.key.sent_at < from);
        if past || (enough && records.last().is_some_and(older)) {
            return false;
        }
        record.movements.retain(|moved| {
            action.is_none_or(|action| moved.action == action)
                && ids.as_ref().is_none_or(|ids| ids.contains(&moved.item))
        });
        if !record.movements.is_empty() && (!own || record.member == turn.member.id) {
            records.push((record, false));
        }
        seen < LOOK_BACK
    };
    turn.to
        .store
        .look_back(turn.business(), until, look)
        .await?;
    for (record, undone) in &mut records {
        *undone = !taken_back.stands(&record.key);
    }
    // The order in which they were decided is the sender's.
    records.sort_by_key(|(record, _)| std::cmp::Reverse(record.decided_at));
    if period == Period::Latest {
        records.truncate(LATEST);
    }
    Ok(answer::history(&History {
        records: &records,
        item: item.as_ref(),
        action,
        period,
        own,
        looked_through: (seen >= LOOK_BACK).then_some(seen),
        zone: &zone,
        currency: &currency,
    }))
}

/// What there is in place of an item.
enum Missing {
    /// Nothing of that name.
    Item(Checked),
    /// A customer of that name, and their account.
    Customer(Reply),
}

/// The item of that name or the one that is most like it, also one that was deleted; else that there is none, or who goes by the
/// name.
async fn item_named(turn: &Turn<'_>, name: &str) -> Result<Result<Item, Missing>, Failure> {
    let found = named::load(turn, &[name]).await?.into_iter().next();
    if let Some(Checked::Found(item)) = found {
        return Ok(Ok(*item));
    }
    if let Some(account) = account::named(turn, name).await? {
        return Ok(Err(Missing::Customer(account)));
    }
    let unknown = |said| Missing::Item(Checked::Unknown(said));
    Ok(match found {
        Some(Checked::Found(item)) => Ok(*item),
        Some(Checked::Close(said, near)) => {
            let nearest = near.into_iter().next();
            nearest.ok_or_else(|| unknown(said))
        }
        Some(Checked::Unknown(_)) | None => {
            let deleted = named::deleted(turn, name).await?;
            deleted.ok_or_else(|| unknown(name.to_owned()))
        }
    })
}

/// Where a business is: for its days and its money.
pub(crate) struct Place {
    pub(crate) zone: TimeZone,
    pub(crate) currency: String,
}

pub(crate) async fn place(turn: &Turn<'_>) -> Result<Place, Failure> {
    let config = &turn.to.config;
    let business = turn.to.profile(turn.business()).await?;
    let (zone, currency) = business.map_or_else(
        || (config.time_zone.clone(), config.currency.clone()),
        |business| (business.time_zone, business.currency),
    );
    Ok(Place {
        zone: business::zone(&zone),
        currency,
    })
}

/// The currency in which the movements are told; read only if one of them has an amount of money.
pub(crate) async fn currency(
    turn: &Turn<'_>,
    movements: impl IntoIterator<Item = &Movement>,
) -> Result<String, Failure> {
    if movements.into_iter().all(|moved| moved.total.is_none()) {
        return Ok(String::new());
    }
    Ok(place(turn).await?.currency)
}

/// From when until when, in the business's time zone, both included: what is over ends with its last second. `None` is since
/// ever.
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
    let last_before = |date: Date| {
        let last = start(date).map(|start| start - SignedDuration::from_secs(1));
        last.unwrap_or(latest)
    };
    let since_monday = i64::from(today.weekday().to_monday_zero_offset());
    let monday = today.saturating_sub(since_monday.days());
    match period {
        Period::Today => (start(today), latest),
        Period::Yesterday => {
            let yesterday = today.saturating_sub(1.day());
            (start(yesterday), last_before(today))
        }
        Period::Week => (start(monday), latest),
        Period::Month => (start(today.first_of_month()), latest),
        Period::LastWeek => {
            let before = monday.saturating_sub(7.days());
            (start(before), last_before(monday))
        }
        Period::LastMonth => {
            let first = today.first_of_month();
            let before = first.saturating_sub(1.day()).first_of_month();
            (start(before), last_before(first))
        }
        Period::On(day) if day < today => (start(day), last_before(day.saturating_add(1.day()))),
        Period::On(day) => (start(day), latest),
        Period::In(first) if first < today.first_of_month() => {
            (start(first), last_before(first.saturating_add(1.month())))
        }
        Period::In(first) => (start(first), latest),
        Period::Latest | Period::Named(_) => (None, latest),
    }
}
