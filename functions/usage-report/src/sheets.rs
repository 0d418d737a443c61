//! Sheets: the stock of each shop that keeps one, written into it when it is another than what stands there.
//!
//! All steps of it are in one group of the queue, and a step writes one sheet after the other, no faster than Google takes
//! them from one account.

use std::time::Duration;

use backroom_core::business::{Business, Feature, Right, zone};
use backroom_core::ids::BusinessId;
use backroom_core::reply::sheet as words;
use backroom_core::sheet::{COLUMNS, KeptSheet, SheetState, SheetTrouble, digest, rows};
use backroom_core::sweep::{Part, Step};
use backroom_core::usage::{Account, Heard, Window};
use backroom_io::sheets::{Sheets, SheetsError};
use backroom_io::store::{Contact, Recipient};
use jiff::Timestamp;
use tokio::time::{Instant, sleep_until};

use crate::sending::{Claim, Message, send_text};
use crate::step::measure;
use crate::{Failure, Outcome, Run, UsageReport};

/// The time from one writing to the next: Google takes sixty in a minute.
const PACE: Duration = Duration::from_millis(1_100);

/// From so many sheets in a row that Google does not take it is not the sheets, but Google.
const NOT_TAKEN_MAX: u32 = 2;

/// Whether the business keeps a sheet, may, and it can be written here.
pub(crate) fn is_kept(to: &UsageReport, business: &Business) -> bool {
    let kept = business.settings.sheet.is_some();
    kept && to.sheets.is_some() && business.plan.has(Feature::CsvExport)
}

/// Writes the sheets of these businesses in which something has changed, one after the other, and queues those for which
/// there is no time. One that fails is logged and does not stop the others: only when Google takes none, the rest waits for
/// the next hour.
pub(crate) async fn businesses(
    to: &UsageReport,
    step: &Step,
    ids: &[BusinessId],
    begin_until: Instant,
) -> Result<Run, Failure> {
    let mut run = Run::default();
    // One after the other, of which Google took none.
    let mut not_taken = 0;
    for (done, id) in ids.iter().enumerate() {
        if done > 0 && Instant::now() >= begin_until {
            let ids = ids[done..].to_vec();
            let rest = step.then(Part::Businesses { ids });
            to.queue.send_steps(&[rest]).await?;
            break;
        }
        let next = Instant::now() + PACE;
        let seen = see_to(to, id, false).await;
        not_taken = match seen {
            Ok(Outcome::GoogleTakesNone) => NOT_TAKEN_MAX,
            Ok(Outcome::SheetFailed) => not_taken + 1,
            Ok(Outcome::SheetWritten | Outcome::SheetRefused) => 0,
            _ => not_taken,
        };
        let outcome = seen.unwrap_or_else(|error| failed(id, &error));
        run.note(outcome);
        let left = ids.len() - done - 1;
        if not_taken >= NOT_TAKEN_MAX {
            tracing::warn!(
                left,
                "Google takes no sheets now; the next hour's sweep goes on"
            );
            break;
        }
        if outcome != Outcome::NotDue && left > 0 {
            sleep_until(next).await;
        }
    }
    measure(&run);
    Ok(run)
}

/// Writes the sheet of this business, whatever is known of it: somebody asked. Failures are logged here: all sheets wait
/// behind this one, and the next hour's sweep writes it too.
pub(crate) async fn asked(to: &UsageReport, id: &BusinessId) -> Outcome {
    let seen = see_to(to, id, true).await;
    seen.unwrap_or_else(|error| failed(id, &error))
}

async fn see_to(to: &UsageReport, id: &BusinessId, asked: bool) -> Result<Outcome, Failure> {
    match to.store.load_business(id).await? {
        Some(business) => write(to, &business, asked).await,
        None => Ok(Outcome::NotDue),
    }
}

/// What is wrong is of this one alone.
fn failed(id: &BusinessId, error: &Failure) -> Outcome {
    tracing::error!(business = %id, %error, "sheet failed; the next hour tries again");
    Outcome::SheetFailed
}

async fn write(to: &UsageReport, business: &Business, asked: bool) -> Result<Outcome, Failure> {
    let (Some(sheets), Some(kept)) = (&to.sheets, &business.settings.sheet) else {
        return Ok(Outcome::NotDue);
    };
    if !is_kept(to, business) {
        return Ok(Outcome::NotDue);
    }
    let now = to.clock.now();
    let state = to.store.load_sheet_state(&business.id).await?;
    let state = state.filter(|state| state.since == kept.since);
    let state = state.unwrap_or_else(|| SheetState::new(kept));
    if !asked && !state.is_due(now) {
        return Ok(Outcome::NotDue);
    }
    let giver = to.store.find_contact(&business.id, &kept.by).await?;
    let Some(giver) = giver.filter(|giver| giver.member.role.may(Right::KeepSheet)) else {
        return orphaned(to, business, state, now).await;
    };
    let zone = zone(&business.time_zone);
    let rows = rows(to.store.list_items(&business.id, false).await?, &zone);
    let digest = digest(&rows);
    if !asked && state.trouble.is_none() && state.digest.as_ref() == Some(&digest) {
        return Ok(Outcome::NotDue);
    }
    let written = sheets.write(&kept.id, &COLUMNS, &rows, now).await;
    let error = match written {
        Ok(()) => {
            let state = state.written(digest, now);
            to.store.save_sheet_state(&business.id, &state).await?;
            return Ok(Outcome::SheetWritten);
        }
        Err(error) => error,
    };
    let Some(trouble) = error.trouble() else {
        tell_operator(business, &error);
        if error.is_of_all() {
            return Ok(Outcome::GoogleTakesNone);
        }
        // Perhaps it is this sheet alone: then it is tried ever more seldom, as one that its shop has to see to.
        if !asked {
            let state = state.not_taken(now);
            to.store.save_sheet_state(&business.id, &state).await?;
        }
        return Ok(Outcome::SheetFailed);
    };
    tracing::info!(business = %business.id, trouble = trouble.word(), "the sheet can't be written until its shop does something");
    // Told before it is kept: the claim sees to it that it is told once.
    tell(to, sheets, business, (kept, &giver), (trouble, &state), now).await?;
    let state = state.failed(trouble, now);
    to.store.save_sheet_state(&business.id, &state).await?;
    Ok(Outcome::SheetRefused)
}

/// Who gave the sheet may see no longer what is in it. Nobody is written to: who asks is told.
async fn orphaned(
    to: &UsageReport,
    business: &Business,
    state: SheetState,
    now: Timestamp,
) -> Result<Outcome, Failure> {
    tracing::info!(business = %business.id, "who gave the sheet is no longer here, so it is left alone");
    let state = state.failed(SheetTrouble::Orphaned, now);
    to.store.save_sheet_state(&business.id, &state).await?;
    Ok(Outcome::SheetRefused)
}

fn tell_operator(business: &Business, error: &SheetsError) {
    if matches!(error, SheetsError::Account { .. }) {
        tracing::error!(business = %business.id, %error, "sheet not written: the operator has to act");
    } else {
        tracing::warn!(business = %business.id, %error, "sheet not written; the next hour tries again");
    }
}

/// Tells who gave the sheet what they have to do: once for each kind of trouble, until it was written again. Only within a
/// day of their last message: it is not worth a template, and "google sheet" says it too.
async fn tell(
    to: &UsageReport,
    sheets: &Sheets,
    business: &Business,
    (kept, giver): (&KeptSheet, &Contact),
    (trouble, state): (SheetTrouble, &SheetState),
    now: Timestamp,
) -> Result<(), Failure> {
    let today = now.to_zoned_datetime(zone(&business.time_zone)).date();
    let yesterday = today.yesterday().unwrap_or(today);
    let days = to.store.usage_between(&business.id, yesterday, today);
    let mut heard = Heard::default();
    for day in days.await? {
        heard.on(day.day, day.members.keys());
        for (member, sent_at) in &day.last {
            heard.at(member, *sent_at);
        }
    }
    let window = heard.window(&giver.member.id, now, today);
    if window == Window::Closed {
        return Ok(());
    }
    let kind = format!("sheet-{}:{}", trouble.word(), giver.member.id);
    let since = state.written_at.unwrap_or(kept.since).to_string();
    let recipient = Recipient::Business(&business.id);
    let Some(claim) = Claim::take(to, recipient, kind, since, now).await? else {
        return Ok(());
    };
    let message = Message {
        number: &giver.number,
        address: &giver.address,
        reply: words::trouble(trouble, sheets.account()),
        file: None,
        line: String::new(),
        opens: None,
        account: Some(Account {
            business: business.id.clone(),
            day: today,
        }),
    };
    send_text(to, &message, window, claim).await;
    Ok(())
}
