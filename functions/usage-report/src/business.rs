//! One business's reports: to each of its owners, if it wants them.

use backroom_core::business::{Business, Role};
use backroom_core::ids::BusinessId;
use backroom_core::reply::report as words;
use backroom_core::usage::{Due, Window};
use backroom_io::store::{Contact, Recipient};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::counting::{Counted, count};
use crate::sending::{Claim, Message, send};
use crate::{Failure, Outcome, UsageReport};

/// Sends what is due, and tells what became of it for each owner. Failures are logged here.
pub(crate) async fn report(to: &UsageReport, id: &BusinessId, now: Timestamp) -> Vec<Outcome> {
    match send_due(to, id, now).await {
        Ok(outcomes) => outcomes,
        Err(error) => {
            tracing::error!(business = %id, %error, "report failed");
            vec![Outcome::Failed]
        }
    }
}

async fn send_due(
    to: &UsageReport,
    id: &BusinessId,
    now: Timestamp,
) -> Result<Vec<Outcome>, Failure> {
    let business = to.store.load_business(id).await?;
    // One that is in the list and has no profile is just being founded.
    let Some(business) = business.filter(|business| business.settings.reports) else {
        return Ok(Vec::new());
    };
    let zone = TimeZone::get(&business.time_zone).map_err(|_| Failure::TimeZone)?;
    let Some(due) = Due::at(now, &zone) else {
        return Ok(Vec::new());
    };
    let (claims, mut outcomes) = claim(to, &business, &due, now).await?;
    if claims.is_empty() {
        return Ok(outcomes);
    }
    let counted = match count(to, id, &due, now).await {
        Ok(counted) => counted,
        Err(error) => {
            for (_, claim) in claims {
                claim.release(to).await;
            }
            return Err(error);
        }
    };
    let today = now.to_zoned_datetime(zone).date();
    for (owner, claim) in claims {
        let window = counted.heard.window(&owner.member.id, now, today);
        outcomes.push(tell(to, &business, &due, &counted, (&owner, window), claim).await);
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

async fn tell(
    to: &UsageReport,
    business: &Business,
    due: &Due,
    counted: &Counted,
    (owner, window): (&Contact, Window),
    claim: Claim,
) -> Outcome {
    if counted.usage.is_empty() {
        return Outcome::Nothing;
    }
    let message = Message {
        number: &business.number,
        address: &owner.address,
        reply: words::business(&business.name, due, &counted.usage),
        line: words::business_line(due, &counted.usage),
    };
    send(to, &message, window, claim).await
}
