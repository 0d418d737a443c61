//! Questions about money: counted from the ledger, and from the items for what is in stock.

use std::collections::BTreeSet;

use backroom_core::business::{Business, Feature, Right, zone};
use backroom_core::ids::ItemId;
use backroom_core::intent::{Period, Reason};
use backroom_core::inventory::{Item, LedgerRecord, Standing, TOLD_WITHIN};
use backroom_core::quantity::Quantity;
use backroom_core::reply::answer::{self, Checked};
use backroom_core::reply::report::{self, Told};
use backroom_core::reply::{Reply, chat, takings as words, trends as trends_words};
use backroom_core::takings::{Sold, Takings};
use backroom_core::trends;
use backroom_core::usage::Due;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::history::{Place, bounds, place};
use crate::turn::Turn;
use crate::{Failure, manage, named};

/// What was sold: by all, or for those who manage nobody, by themselves.
pub(crate) async fn sales(turn: &Turn<'_>, period: Period) -> Result<Reply, Failure> {
    let (takings, currency) = take(turn, period).await?;
    let own = !turn.member.role.may(Right::SeeMoney);
    let unpriced = |sold: &Sold| sold.unpriced > Quantity::ZERO;
    let items = match takings.items.rows().any(unpriced) {
        true => turn.to.store.list_items(turn.business(), false).await?,
        false => Vec::new(),
    };
    Ok(words::sales(&takings, &items, own, period, &currency))
}

/// What was earned: not for everybody to see.
pub(crate) async fn profit(turn: &Turn<'_>, period: Period) -> Result<Reply, Failure> {
    if !turn.member.role.may(Right::SeeMoney) {
        return Ok(words::owners_business());
    }
    let (takings, currency) = take(turn, period).await?;
    Ok(words::profit(&takings, period, &currency))
}

/// What is on hand and was neither sold nor used: not for those who see only what they sold themselves.
pub(crate) async fn unsold(turn: &Turn<'_>, period: Period) -> Result<Reply, Failure> {
    if !turn.member.role.may(Right::SeeMoney) {
        return Ok(words::owners_business());
    }
    let zone = place(turn).await?.zone;
    let (from, until) = bounds(turn, &zone, period);
    let from = from.unwrap_or(turn.now);
    let (mut gone, mut takings) = (BTreeSet::new(), Takings::default());
    let mut look = |record: &LedgerRecord| {
        if (from..=until).contains(&record.happened()) {
            let moved = record.entered().iter();
            let out = moved.filter(|moved| matches!(moved.reason, Reason::Sale | Reason::Use));
            gone.extend(out.map(|moved| moved.item.clone()));
            takings.record(record);
        }
    };
    each_standing(turn, (from, until), &mut look).await?;
    let items = turn.to.store.list_items(turn.business(), true).await?;
    let stays = |item: &&Item| {
        // With those that were merged into it.
        let merged = item.aliases.iter().map(ItemId::new);
        let went = merged.chain([item.id.clone()]).any(|id| gone.contains(&id));
        item.on_hand > Quantity::ZERO && !went
    };
    let left: Vec<&Item> = items.iter().filter(stays).collect();
    Ok(words::unsold(&left, &takings, period))
}

/// All that a report tells, of a day, week or month until now.
pub(crate) async fn report(turn: &Turn<'_>, period: Period) -> Result<Reply, Failure> {
    if !turn.member.role.may(Right::SeeMoney) {
        return Ok(words::owners_business());
    }
    let business = manage::business(turn).await?;
    let zone = zone(&business.time_zone);
    match Due::asked(period, turn.now, &zone) {
        Some(due) => report_on(turn, &business, (&due, &zone)).await,
        None => Ok(chat::not_understood(None)),
    }
}

/// How sales go: not for everybody to see, nor on every plan.
pub(crate) async fn trends(turn: &Turn<'_>) -> Result<Reply, Failure> {
    if !turn.member.role.may(Right::SeeMoney) {
        return Ok(words::owners_business());
    }
    let business = manage::business(turn).await?;
    if !business.plan.has(Feature::Analytics) {
        let prices = &turn.to.config.plans.prices;
        return Ok(trends_words::not_in_plan(&business, prices));
    }
    // Today is not over yet.
    let zone = zone(&business.time_zone);
    let today = turn.now.to_zoned_datetime(zone.clone()).date();
    let yesterday = today.yesterday().unwrap_or(today);
    let store = &turn.to.store;
    let until = (yesterday, &zone);
    let trends = store.count_trends(turn.business(), until, turn.latest());
    let Some(trends) = trends.await? else {
        return Ok(chat::not_understood(None));
    };
    let items = store.list_items(turn.business(), true).await?;
    Ok(trends_words::trends(&trends, &items, &business.currency))
}

/// The report whose template had a button that was pressed; `None` if it was another button.
pub(crate) async fn opened(turn: &Turn<'_>, button: &str) -> Result<Option<Reply>, Failure> {
    if !opens(button) {
        return Ok(None);
    }
    if !turn.member.role.may(Right::SeeMoney) {
        return Ok(Some(words::owners_business()));
    }
    let business = manage::business(turn).await?;
    let zone = zone(&business.time_zone);
    match Due::opened(button, &zone) {
        Some(due) => report_on(turn, &business, (&due, &zone)).await.map(Some),
        None => Ok(None),
    }
}

/// Whether a button's words open a report.
pub(crate) fn opens(button: &str) -> bool {
    Due::opened(button, &TimeZone::UTC).is_some()
}

async fn report_on(
    turn: &Turn<'_>,
    business: &Business,
    (due, zone): (&Due, &TimeZone),
) -> Result<Reply, Failure> {
    let store = &turn.to.store;
    // On the heap: three at once are much to hold in one future.
    let trends = Box::pin(async {
        if !trends::in_report(business, due) {
            return Ok(None);
        }
        let until = (due.last, zone);
        store
            .count_trends(turn.business(), until, turn.latest())
            .await
    });
    let (counted, trends, items) = tokio::try_join!(
        Box::pin(store.count_period(turn.business(), (due, zone), turn.latest())),
        trends,
        Box::pin(store.list_items(turn.business(), true)),
    )?;
    Ok(report::asked(
        &business.name,
        &Told {
            due,
            today: turn.now.to_zoned_datetime(zone.clone()).date(),
            usage: &counted.usage,
            takings: &counted.takings,
            items: &items,
            currency: &business.currency,
            trends: trends.as_ref(),
        },
    ))
}

/// What the stock cost.
pub(crate) async fn stock_value(turn: &Turn<'_>) -> Result<Reply, Failure> {
    if !turn.member.role.may(Right::SeeMoney) {
        return Ok(words::owners_business());
    }
    let items = turn.to.store.list_items(turn.business(), true).await?;
    Ok(words::stock_value(&items, &place(turn).await?.currency))
}

/// What something sells for.
pub(crate) async fn price(turn: &Turn<'_>, name: &str) -> Result<Reply, Failure> {
    let found = named::load(turn, &[name]).await?;
    Ok(match found.as_slice() {
        [Checked::Found(item)] => words::price(item, &place(turn).await?.currency),
        others => answer::check(others),
    })
}

/// What everything sells for.
pub(crate) async fn prices(turn: &Turn<'_>) -> Result<Reply, Failure> {
    let items = turn.to.store.list_items(turn.business(), true).await?;
    Ok(words::prices(&items, &place(turn).await?.currency))
}

/// What is on hand of something cost: not for everybody to see.
pub(crate) async fn cost(turn: &Turn<'_>, name: &str) -> Result<Reply, Failure> {
    if !turn.member.role.may(Right::SeeMoney) {
        return Ok(words::owners_business());
    }
    let found = named::load(turn, &[name]).await?;
    Ok(match found.as_slice() {
        [Checked::Found(item)] => words::cost(item, &place(turn).await?.currency),
        others => answer::check(others),
    })
}

/// The ledger of the period, a page at a time; without a period, that of today.
async fn take(turn: &Turn<'_>, period: Period) -> Result<(Takings, String), Failure> {
    let Place { zone, currency } = place(turn).await?;
    let period = if period == Period::Latest {
        Period::Today
    } else {
        period
    };
    let (from, until) = bounds(turn, &zone, period);
    let from = from.unwrap_or(turn.now);
    let mut takings = Takings::default();
    let mut count = |record: &LedgerRecord| {
        let seen = turn.member.role.may(Right::SeeMoney) || record.member == turn.member.id;
        if seen && (from..=until).contains(&record.happened()) {
            takings.record(record);
        }
    };
    each_standing(turn, (from, until), &mut count).await?;
    Ok((takings, currency))
}

/// Shows each record from then on that stands, until all that happened up to `until` was shown: what was corrected later may
/// stand again since.
pub(crate) async fn each_standing(
    turn: &Turn<'_>,
    (from, until): (Timestamp, Timestamp),
    show: &mut impl FnMut(&LedgerRecord),
) -> Result<(), Failure> {
    let store = &turn.to.store;
    let mut standing = Standing::default();
    let mut pages = store.records_between(turn.business(), from, turn.latest(), true);
    while let Some(page) = pages.next().await? {
        for kept in page {
            if let Some(record) = standing.sift(kept.record, kept.undone) {
                show(&record);
            }
        }
        if pages.is_past(until + TOLD_WITHIN) && standing.is_settled() {
            break;
        }
    }
    standing.rest().for_each(|record| show(&record));
    Ok(())
}
