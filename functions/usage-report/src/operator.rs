//! The operator's report: what all businesses did together, in the operator's own days and weeks.

use backroom_core::business::Reports;
use backroom_core::message::Sender;
use backroom_core::reply::report as words;
use backroom_core::usage::{Due, Window};
use backroom_io::config::Operator;
use backroom_io::store::Recipient;
use futures::{FutureExt as _, StreamExt as _};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::sending::{Claim, Message, send};
use crate::{AT_ONCE, Failure, Outcome, UsageReport};

/// Sends it, if there is an operator and it is due. Failures are logged here.
pub(crate) async fn report(to: &UsageReport, now: Timestamp) -> Outcome {
    let Some(operator) = &to.config.operator else {
        return Outcome::NotDue;
    };
    match send_due(to, operator, now).await {
        Ok(outcome) => outcome,
        Err(error) => {
            tracing::error!(%error, "the operator's report failed");
            Outcome::Failed
        }
    }
}

async fn send_due(
    to: &UsageReport,
    operator: &Operator,
    now: Timestamp,
) -> Result<Outcome, Failure> {
    let zone = TimeZone::get(&to.config.time_zone).map_err(|_| Failure::TimeZone)?;
    let Some(due) = Due::at(now, &zone, Reports::Daily) else {
        return Ok(Outcome::NotDue);
    };
    let kind = due.kind().to_owned();
    let claim = Claim::take(to, Recipient::Operator, kind, due.label(), now).await?;
    let Some(claim) = claim else {
        return Ok(Outcome::NotDue);
    };
    let totals = match total(to, (&due, &zone), now).await {
        Ok(totals) => totals,
        Err(error) => {
            claim.release(to).await;
            return Err(error);
        }
    };
    // Here too, so that the figures are had where WhatsApp takes no message.
    tracing::info!(
        period = due.label(),
        businesses = totals.businesses,
        active = totals.active,
        uncounted = totals.uncounted,
        messages = totals.messages,
        changes = totals.changes,
        people = totals.people,
        "usage of all businesses"
    );
    if totals.active == 0 && totals.uncounted == 0 {
        return Ok(Outcome::Nothing);
    }
    let message = Message {
        number: &operator.number,
        address: &Sender {
            phone: Some(operator.phone.clone()),
            user_id: None,
            profile_name: None,
        },
        reply: words::operator(&due, &totals),
        line: words::operator_line(&due, &totals),
        opens: None,
    };
    // Whether the operator wrote lately is not in the table; WhatsApp knows.
    Ok(send(to, &message, Window::Perhaps, claim).await)
}

async fn total(
    to: &UsageReport,
    when: (&Due, &TimeZone),
    now: Timestamp,
) -> Result<words::Totals, Failure> {
    let mut totals = words::Totals::default();
    let mut pages = to.store.businesses();
    while let Some(ids) = pages.next().await? {
        let each = ids
            .iter()
            .map(|id| async move { (id, to.store.count_period(id, when, now).await) }.boxed());
        let each: Vec<_> = each.collect();
        let mut counts = futures::stream::iter(each).buffer_unordered(AT_ONCE);
        while let Some((id, counted)) = counts.next().await {
            if let Err(error) = &counted {
                tracing::error!(business = %id, %error, "usage not counted");
            }
            totals.add(counted.ok().map(|counted| counted.usage).as_ref());
        }
    }
    Ok(totals)
}
