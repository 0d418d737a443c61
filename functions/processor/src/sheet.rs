//! The Google Sheet in which the stock is kept: which one it is stands in the business's profile. It is written by the
//! usage report, hourly, and at once when somebody asks here.

use backroom_core::business::{Business, Feature, Right, zone};
use backroom_core::reply::{Reply, export, refuse, sheet as words};
use backroom_core::sheet::{KeptSheet, SheetId, SheetWish};
use backroom_core::sweep::{Part, Purpose, Step};

use crate::Failure;
use crate::commit::{Plan, record, refused};
use crate::manage;
use crate::turn::{Outcome, Turn};

/// Does what a member wants with the sheet.
pub(crate) async fn sheet(turn: &Turn<'_>, wish: &SheetWish) -> Result<Outcome, Failure> {
    // What would have changed something is refused for good.
    let changes = matches!(wish, SheetWish::Keep(_) | SheetWish::Stop);
    let no = async |reply: Reply| match changes {
        true => refused(turn, reply).await,
        false => Ok(reply.into()),
    };
    if !turn.member.role.may(Right::KeepSheet) {
        return no(refuse::not_allowed(Right::KeepSheet)).await;
    }
    let Some(config) = &turn.to.config.sheets else {
        return Ok(words::not_offered().into());
    };
    let account = config.account.email.as_str();
    let business = manage::to_change(turn).await?;
    // It can be ended on any plan.
    if *wish != SheetWish::Stop && !business.plan.has(Feature::CsvExport) {
        let prices = &turn.to.config.plans.prices;
        return no(export::not_in_plan(&business, prices)).await;
    }
    match (wish, &business.settings.sheet) {
        (SheetWish::Show, None) => Ok(words::how_to(account).into()),
        (SheetWish::Write | SheetWish::Stop, None) => Ok(words::none().into()),
        (SheetWish::Show, Some(kept)) => {
            let state = turn.to.store.load_sheet_state(turn.business()).await?;
            let zone = zone(&business.time_zone);
            Ok(words::shown(kept, state.as_ref(), account, &zone).into())
        }
        (SheetWish::Write, Some(_)) => {
            write(turn).await?;
            Ok(words::writing().into())
        }
        (SheetWish::Stop, Some(_)) => {
            let change = manage::change(business, |after| after.settings.sheet = None);
            record(turn, || Plan::profile(&change, words::stopped())).await
        }
        (SheetWish::Keep(id), _) => keep(turn, business, id, account).await,
    }
}

async fn keep(
    turn: &Turn<'_>,
    business: Business,
    id: &SheetId,
    account: &str,
) -> Result<Outcome, Failure> {
    let kept = KeptSheet {
        id: id.clone(),
        since: turn.message.sent_at,
        by: turn.member.id.clone(),
    };
    let change = manage::change(business, |after| after.settings.sheet = Some(kept));
    let reply = words::kept(account);
    let outcome = record(turn, || Plan::profile(&change, reply.clone())).await?;
    // After a crash in between, the message comes again and this too.
    write(turn).await?;
    Ok(outcome)
}

/// Has it written at once, once for this message.
async fn write(turn: &Turn<'_>) -> Result<(), Failure> {
    let Some(queue) = &turn.to.report_queue else {
        return Ok(());
    };
    let part = Part::Asked {
        id: turn.business().clone(),
        at: turn.message.sent_at,
    };
    let step = Step::first(Purpose::Sheets, part, turn.message.sent_at);
    Ok(queue.send_steps(&[step]).await?)
}
