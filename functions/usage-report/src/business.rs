//! One business's reports: to each of its owners, if it wants them.

use backroom_core::business::{Business, Role, zone};
use backroom_core::inventory::Item;
use backroom_core::reply::report::{self as words, Told};
use backroom_core::trends::{self, Trends};
use backroom_core::usage::{Account, Counted, Due, Window};
use backroom_io::store::{Contact, Recipient};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::sending::{Claim, Message, send};
use crate::{Failure, Outcome, UsageReport};

/// Sends what is due, and tells what became of it for each owner. Failures are logged here.
pub(crate) async fn report(to: &UsageReport, business: &Business, now: Timestamp) -> Vec<Outcome> {
    match send_due(to, business, now).await {
        Ok(outcomes) => outcomes,
        Err(error) => {
            tracing::error!(business = %business.id, %error, "report failed");
            vec![Outcome::Failed]
        }
    }
}

async fn send_due(
    to: &UsageReport,
    business: &Business,
    now: Timestamp,
) -> Result<Vec<Outcome>, Failure> {
    let zone = zone(&business.time_zone);
    let settings = &business.settings;
    let due = Due::outside(settings.quiet_hours, now, &zone, settings.reports);
    let Some(due) = due else {
        return Ok(Vec::new());
    };
    let (claims, mut outcomes) = claim(to, business, &due, now).await?;
    if claims.is_empty() {
        return Ok(outcomes);
    }
    if TimeZone::get(&business.time_zone).is_err() {
        tracing::warn!(business = %business.id, "unknown time zone: days are counted at UTC");
    }
    let seen = match see(to, business, (&due, &zone), now).await {
        Ok(seen) => seen,
        Err(error) => {
            for (_, claim) in claims {
                claim.release(to).await;
            }
            return Err(error);
        }
    };
    let today = now.to_zoned_datetime(zone).date();
    for (owner, claim) in claims {
        let window = seen.counted.heard.window(&owner.member.id, now, today);
        let told = tell(to, business, (&due, today), &seen, (&owner, window), claim);
        outcomes.push(told.await);
    }
    Ok(outcomes)
}

/// Claims the report for each owner for whom nobody has. A claim that fails is that owner's failure alone.
async fn claim(
    to: &UsageReport,
    business: &Business,
    due: &Due,
    now: Timestamp,
) -> Result<(Vec<(Contact, Claim)>, Vec<Outcome>), Failure> {
    let (mut claims, mut outcomes) = (Vec::new(), Vec::new());
    for owner in to.store.list_contacts(&business.id).await? {
        if owner.member.role != Role::Owner {
            continue;
        }
        let kind = format!("{}:{}", due.kind(), owner.member.id);
        match Claim::take(
            to,
            Recipient::Business(&business.id),
            kind,
            due.label(),
            now,
        )
        .await
        {
            Ok(claim) => claims.extend(claim.map(|claim| (owner, claim))),
            Err(error) => {
                tracing::error!(business = %business.id, member = %owner.member.id, %error, "report not claimed");
                outcomes.push(Outcome::Failed);
            }
        }
    }
    Ok((claims, outcomes))
}

/// What a report tells of.
struct Seen {
    counted: Counted,
    items: Vec<Item>,
    /// In the report on a month, for plans that have it.
    trends: Option<Trends>,
}

async fn see(
    to: &UsageReport,
    business: &Business,
    (due, zone): (&Due, &TimeZone),
    now: Timestamp,
) -> Result<Seen, Failure> {
    let (store, id) = (&to.store, &business.id);
    let trends = async {
        match trends::in_report(business, due) {
            true => store.count_trends(id, (due.last, zone), now).await,
            false => Ok(None),
        }
    };
    let (counted, items, trends) = futures::try_join!(
        store.count_period(id, (due, zone), now),
        store.list_items(id, false),
        trends,
    )?;
    Ok(Seen {
        counted,
        items,
        trends,
    })
}

async fn tell(
    to: &UsageReport,
    business: &Business,
    (due, today): (&Due, Date),
    seen: &Seen,
    (owner, window): (&Contact, Window),
    claim: Claim,
) -> Outcome {
    if seen.counted.usage.is_empty() {
        return Outcome::Nothing;
    }
    let told = Told {
        due,
        today,
        usage: &seen.counted.usage,
        takings: &seen.counted.takings,
        items: &seen.items,
        currency: &business.currency,
        trends: seen.trends.as_ref(),
    };
    let message = Message {
        number: &owner.number,
        address: &owner.address,
        reply: words::business(&business.name, &told),
        file: None,
        line: words::business_line(&told),
        opens: Some(due.opener()),
        account: Some(Account {
            business: business.id.clone(),
            day: today,
        }),
    };
    send(to, &message, window, claim).await
}
