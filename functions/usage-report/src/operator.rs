//! The operator's report: what each business used, in the operator's own days and weeks; what that costs, and what it brings.

use backroom_core::business::Reports;
use backroom_core::ids::BusinessId;
use backroom_core::message::Sender;
use backroom_core::operator::{Client, Survey};
use backroom_core::reply::operator as words;
use backroom_core::usage::{Due, Window};
use backroom_io::config::{MoneyConfig, Operator};
use backroom_io::store::{Recipient, Store, StoreError};
use backroom_io::whatsapp::{Document, DocumentKind};
use futures::future::join_all;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::sending::{Claim, Message, send};
use crate::{Failure, Outcome, UsageReport};

/// How many businesses' counters are read at once: half a read unit each.
const AT_ONCE: usize = 32;

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
    let today = now.to_zoned_datetime(zone).date();
    let survey = match survey(&to.store, &due, &to.config.money, today).await {
        Ok(survey) => survey,
        Err(error) => {
            claim.release(to).await;
            return Err(error.into());
        }
    };
    let sum = survey.sum();
    // Here too, so that the figures are had where WhatsApp takes no message.
    tracing::info!(
        period = due.label(),
        businesses = sum.businesses,
        active = sum.active,
        uncounted = survey.uncounted,
        messages = sum.messages,
        people = sum.people,
        cost_micros = sum.cost.0,
        income_micros = sum.income.0,
        "usage of all businesses"
    );
    if sum.active == 0 && survey.uncounted == 0 {
        return Ok(Outcome::Nothing);
    }
    let currency = &to.config.money.prices.currency;
    let message = Message {
        number: &operator.number,
        address: &Sender {
            phone: Some(operator.phone.clone()),
            user_id: None,
            profile_name: None,
        },
        reply: words::report(&due, &survey, currency),
        file: Some(Document {
            filename: format!("backroom-{}.csv", due.label()),
            kind: DocumentKind::Csv,
            content: survey.to_csv().into_bytes(),
        }),
        line: words::line(&due, &survey, currency),
        opens: None,
        account: None,
    };
    // Whether the operator wrote lately is not in the table; WhatsApp knows.
    Ok(send(to, &message, Window::Perhaps, claim).await)
}

/// What all businesses used in the days of the report, read from their counters: two times half a read unit each, or more for many days. One that
/// can't be counted is logged.
///
/// # Errors
/// If the directory can't be read.
pub async fn survey(
    store: &Store,
    due: &Due,
    money: &MoneyConfig,
    today: Date,
) -> Result<Survey, StoreError> {
    let mut survey = Survey {
        gemini_today: store.asked_on(today).await?,
        gemini_daily_limit: Some(money.gemini_daily_limit.into()),
        ..Survey::default()
    };
    let mut pages = store.businesses();
    while let Some(ids) = pages.next().await? {
        for handful in ids.chunks(AT_ONCE) {
            handful_of(store, handful, (due, money), &mut survey).await?;
        }
    }
    survey.sort();
    Ok(survey)
}

async fn handful_of(
    store: &Store,
    ids: &[BusinessId],
    (due, money): (&Due, &MoneyConfig),
    survey: &mut Survey,
) -> Result<(), StoreError> {
    // One that is in the list and has no profile is just being founded, or gone.
    let profiles = store.load_businesses(ids).await?;
    let each = profiles
        .iter()
        .map(|(id, _)| store.billed_between(id, (due.first, due.last)));
    let days = join_all(each).await;
    for ((id, business), days) in profiles.iter().zip(days) {
        match (business, days) {
            (Ok(business), Ok(days)) => {
                let (prices, rates) = (&money.prices, &money.rates);
                survey
                    .clients
                    .push(Client::of(business, &days, due, prices, rates));
            }
            (Err(error), _) => uncounted(id, error, survey),
            (_, Err(error)) => uncounted(id, &error, survey),
        }
    }
    Ok(())
}

fn uncounted(id: &BusinessId, error: &StoreError, survey: &mut Survey) {
    tracing::error!(business = %id, %error, "usage not counted");
    survey.uncounted += 1;
}
