//! One step of a sweep: a page of the directory, a handful of businesses, or the operator.

use std::time::Duration;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use backroom_core::business::{Business, Reports};
use backroom_core::ids::BusinessId;
use backroom_core::sweep::{PAGE, Part, Purpose, Step};
use backroom_io::metrics::{self, Metric};
use futures::FutureExt as _;
use futures::future::join_all;
use tokio::time::Instant;

use crate::{AT_ONCE, Failure, Outcome, Run, UsageReport, business, operator, sheets, verify};

/// How long after a step's first businesses others are begun; those it does not get to are a step of their own. What is
/// begun takes half a minute more where WhatsApp is slow, and up to 200 seconds where a ledger is long: all fits into the
/// function's time-out.
const BEGIN_WITHIN: Duration = Duration::from_secs(30);

/// How often a step is tried; then it is let go, and the next sweep does what it left. One that ended the function each time
/// did not get as far as to say so: it comes once more, and its businesses are taken one by one.
const ATTEMPTS_MAX: u32 = 5;

/// Does the steps of a batch; the answer names those that SQS is to deliver again.
pub async fn handle(report: &UsageReport, event: SqsEvent) -> (SqsBatchResponse, Run) {
    handle_within(report, event, BEGIN_WITHIN).await
}

/// As [`handle`], but after so long no other business of a step is begun.
pub async fn handle_within(
    report: &UsageReport,
    event: SqsEvent,
    begin_within: Duration,
) -> (SqsBatchResponse, Run) {
    let mut response = SqsBatchResponse::default();
    let mut run = Run::default();
    for record in event.records {
        let attempt = record.attributes.get("ApproximateReceiveCount");
        let attempt = attempt.and_then(|count| count.parse().ok()).unwrap_or(1);
        let taken = if attempt > ATTEMPTS_MAX {
            taken_apart(report, &record).await.map(|()| Run::default())
        } else {
            take(report, &record, begin_within).await
        };
        match taken {
            Ok(done) => run.add(&done),
            Err(error) => {
                if attempt >= ATTEMPTS_MAX {
                    tracing::error!(%error, attempt, "a step failed and is given up");
                    metrics::record(Metric::ReportStepsGivenUp, 1);
                    continue;
                }
                tracing::error!(%error, attempt, "a step failed and will be tried again");
                let mut failure = BatchItemFailure::default();
                failure.item_identifier = record.message_id.unwrap_or_default();
                response.batch_item_failures.push(failure);
            }
        }
    }
    (response, run)
}

/// A step that ended the function each time: each of its businesses is a step of its own, and what can't be parted is given
/// up.
async fn taken_apart(
    report: &UsageReport,
    record: &SqsMessage,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let step = Step::read(record.body.as_deref().unwrap_or_default())?;
    let Part::Businesses { ids } = &step.part else {
        return Err("it ended the function each time".into());
    };
    if ids.len() < 2 {
        return Err("its business ended the function each time".into());
    }
    tracing::error!(
        sweep = step.name(),
        businesses = ids.len(),
        "a step ended the function each time: its businesses are taken one by one"
    );
    let each = ids.iter().map(|id| {
        step.then(Part::Businesses {
            ids: vec![id.clone()],
        })
    });
    Ok(report.queue.send_steps(&each.collect::<Vec<_>>()).await?)
}

async fn take(
    report: &UsageReport,
    record: &SqsMessage,
    begin_within: Duration,
) -> Result<Run, Box<dyn std::error::Error + Send + Sync>> {
    let step = Step::read(record.body.as_deref().unwrap_or_default())?;
    let mut run = Run::default();
    match &step.part {
        Part::Page { after } => page(report, &step, after.as_ref()).await?,
        Part::Businesses { ids } => {
            let begin_until = Instant::now() + begin_within;
            run = businesses(report, &step, ids, begin_until).await?;
        }
        Part::Asked { id, .. } => {
            run.note(sheets::asked(report, id).await);
            measure(&run);
        }
        Part::Operator => {
            let outcome = operator::report(report, report.clock.now()).await;
            run.note(outcome);
            // Apart from those of businesses, of which a few that fail are no alarm.
            if outcome == Outcome::Failed {
                metrics::record(Metric::OperatorReportsFailed, 1);
            }
        }
    }
    tracing::info!(sweep = step.name(), hour = step.hour, ?run, "step done");
    Ok(run)
}

/// Queues what there is on this page, and the next one.
async fn page(
    report: &UsageReport,
    step: &Step,
    after: Option<&BusinessId>,
) -> Result<(), Failure> {
    let (found, more) = report.store.businesses_behind(after, PAGE).await?;
    let steps = step.behind_page(&found, more);
    Ok(report.queue.send_steps(&steps).await?)
}

/// Sees to these businesses, a few at once or one after the other, and queues those for which there is no time. One that
/// fails is logged and does not stop the others.
async fn businesses(
    report: &UsageReport,
    step: &Step,
    ids: &[BusinessId],
    begin_until: Instant,
) -> Result<Run, Failure> {
    if step.purpose == Purpose::Sheets {
        return sheets::businesses(report, step, ids, begin_until).await;
    }
    let mut run = Run::default();
    let mut keep_sheets = Vec::new();
    let at_once = match step.purpose {
        Purpose::Reports => AT_ONCE,
        // One may take as long as all of a step: the clock is looked at after each.
        Purpose::Verify | Purpose::Sheets => 1,
    };
    let mut left = ids;
    while let Some((handful, rest)) = left.split_at_checked(at_once.min(left.len())) {
        if handful.is_empty() {
            break;
        }
        let outcomes = match step.purpose {
            Purpose::Reports => {
                run.businesses += handful.len() as u64;
                reports(report, handful, &mut keep_sheets).await?
            }
            Purpose::Verify => verify::verify(report, handful).await,
            Purpose::Sheets => Vec::new(),
        };
        outcomes.into_iter().for_each(|outcome| run.note(outcome));
        left = rest;
        if !left.is_empty() && Instant::now() >= begin_until {
            let rest = step.then(Part::Businesses { ids: left.to_vec() });
            report.queue.send_steps(&[rest]).await?;
            break;
        }
    }
    if !keep_sheets.is_empty() {
        let ids = keep_sheets;
        let step = Step {
            purpose: Purpose::Sheets,
            ..step.then(Part::Businesses { ids })
        };
        report.queue.send_steps(&[step]).await?;
    }
    measure(&run);
    Ok(run)
}

/// Their reports; those of them that keep a sheet join the others.
async fn reports(
    report: &UsageReport,
    ids: &[BusinessId],
    keep_sheets: &mut Vec<BusinessId>,
) -> Result<Vec<Outcome>, Failure> {
    let mut wanted: Vec<Business> = Vec::new();
    let mut outcomes = Vec::new();
    for (id, business) in report.store.load_businesses(ids).await? {
        if let Ok(business) = &business
            && sheets::is_kept(report, business)
        {
            keep_sheets.push(id.clone());
        }
        match business {
            Ok(business) if business.settings.reports == Reports::Off => {}
            Ok(business) => wanted.push(business),
            Err(error) => {
                tracing::error!(business = %id, %error, "report failed");
                outcomes.push(Outcome::Failed);
            }
        }
    }
    let now = report.clock.now();
    // Boxed here, so that the compiler sees that they can change threads.
    let each = wanted
        .iter()
        .map(|business| business::report(report, business, now).boxed());
    outcomes.extend(join_all(each).await.into_iter().flatten());
    Ok(outcomes)
}

/// A line for each figure that is not nothing.
pub(crate) fn measure(run: &Run) {
    for (metric, value) in [
        (Metric::ReportsSent, run.sent),
        (Metric::ReportsFailed, run.failed),
        (Metric::LedgersVerified, run.verified),
        (Metric::LedgersUnsound, run.unsound),
        (Metric::LedgersNotVerified, run.not_verified),
        (Metric::SheetsWritten, run.sheets),
        (Metric::SheetsRefused, run.sheets_refused),
        (Metric::SheetsFailed, run.sheets_failed),
    ] {
        if value > 0 {
            metrics::record(metric, value);
        }
    }
}
