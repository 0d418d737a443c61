//! "export stock", "export june as csv": a file of what there is, or of what happened, for plans that have it.
//!
//! The ledger is read a page at a time, into parts of some thousand rows: the first is the answer to the message, the
//! others are slices of a [task]. So memory stays the same however long the ledger is.

use backroom_core::business::{Business, Feature, Right, zone};
use backroom_core::export::{Cell, Csv, Format, Rows, Table, Wanted, item_row};
use backroom_core::ids::{BusinessId, BusinessNumberId, MemberId};
use backroom_core::inventory::{LedgerKey, TOLD_WITHIN};
use backroom_core::message::Sender;
use backroom_core::reply::{Reply, export as words, refuse};
use backroom_core::task::{Stretch, Task, Work};
use backroom_io::sheet;
use backroom_io::whatsapp::{Document, DocumentKind};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::export::{file_name, part_name};
use crate::manage;
use crate::turn::{Outcome, Turn};
use crate::{Failure, Processor, task};

/// How many rows a part has, or those of a page of the ledger more.
const PART: usize = 20_000;

/// A part, and after which record the next one begins.
struct Part {
    reply: Reply,
    file: Option<Document>,
    after: Option<LedgerKey>,
}

/// The first part, as the answer to the message.
pub(crate) async fn first(turn: &Turn<'_>, wanted: Wanted) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::SeeMoney) {
        return Ok(refuse::not_allowed(Right::SeeMoney).into());
    }
    let business = manage::business(turn).await?;
    if !business.plan.has(Feature::CsvExport) {
        let prices = &turn.to.config.plans.prices;
        return Ok(words::not_in_plan(&business, prices).into());
    }
    let zone = zone(&business.time_zone);
    let today = turn.now.to_zoned_datetime(zone.clone()).date();
    let part = match wanted.table.when() {
        None => stock(turn, &business, wanted, &zone).await?,
        Some(when) => {
            let days = when.days(today);
            let Some(stretch) = days.and_then(|days| stretch(days, &zone)) else {
                return Ok(words::nothing(wanted.table, None).into());
            };
            let part = ledger(turn.to, &business, wanted, (&stretch, None), 1).await?;
            if let Some(after) = part.after.clone() {
                let work = Work::Table {
                    wanted,
                    stretch,
                    member: turn.member.id.clone(),
                    number: turn.message.number.clone(),
                    to: turn.message.from.clone(),
                    after,
                };
                task::start(turn, work).await?;
            }
            part
        }
    };
    Ok(Outcome {
        file: part.file,
        ..Outcome::from(part.reply).of_named()
    })
}

/// Another part, and the task for the one after it.
pub(crate) async fn another(
    to: &Processor,
    task: &Task,
    (wanted, stretch, after): (Wanted, &Stretch, &LedgerKey),
    (member, number, sender): (&MemberId, &BusinessNumberId, &Sender),
) -> Result<(), Failure> {
    let business = to.store.load_business(&task.business).await?;
    let contact = to.store.find_contact(&task.business, member).await?;
    // Who has been removed meanwhile gets no more, nor who may see no money any more.
    let may = contact.is_some_and(|contact| contact.member.role.may(Right::SeeMoney));
    let Some(business) = business.filter(|_| may) else {
        return Ok(());
    };
    let part = task.slice + 1;
    let part = ledger(to, &business, wanted, (stretch, Some(after)), part).await?;
    if let Some(file) = &part.file {
        task::send(to, task, (number, sender), (file, &part.reply)).await?;
    }
    let Some(after) = part.after else {
        return Ok(());
    };
    let next = task.next(Work::Table {
        wanted,
        stretch: stretch.clone(),
        member: member.clone(),
        number: number.clone(),
        to: sender.clone(),
        after,
    });
    Ok(to.queue.send_task(&next).await?)
}

/// From the first moment of the first day to the last second of the last.
fn stretch((first, last): (Date, Date), zone: &TimeZone) -> Option<Stretch> {
    let begins = |day: Date| Some(day.to_zoned_datetime(zone.clone()).ok()?.timestamp());
    let until = begins(last.tomorrow().ok()?)?.checked_sub(SignedDuration::from_secs(1));
    Some(Stretch {
        days: (first, last),
        from: begins(first)?,
        until: until.ok()?,
    })
}

async fn stock(
    turn: &Turn<'_>,
    business: &Business,
    wanted: Wanted,
    zone: &TimeZone,
) -> Result<Part, Failure> {
    let items = turn.to.store.list_items(turn.business(), true).await?;
    let rows = items.iter().filter(|item| !item.deleted);
    let rows: Vec<Vec<Cell>> = rows.map(|item| item_row(item, zone)).collect();
    let day = turn.now.to_zoned_datetime(zone.clone()).date();
    let name = format!("{}-stock-{day}", file_name(&business.name));
    part(business, wanted, None, rows, (name, 1), None)
}

/// The ledger from after this record on, until the part is full; then the record to go on after.
async fn ledger(
    to: &Processor,
    business: &Business,
    wanted: Wanted,
    (stretch, after): (&Stretch, Option<&LedgerKey>),
    number: u32,
) -> Result<Part, Failure> {
    let zone = zone(&business.time_zone);
    let bounds = (stretch.from, stretch.until);
    let mut rows = Rows::new(wanted.table, &zone, bounds);
    let mut pages = to.store.records_after(&business.id, after, bounds);
    let mut next = None;
    while let Some(page) = pages.next().await? {
        let last = page.last().map(|kept| kept.record.key.clone());
        for kept in page {
            rows.record(kept.record, kept.undone);
        }
        next = last.filter(|_| rows.len() >= PART);
        if next.is_some() {
            break;
        }
    }
    // What was sold at the end of the stretch may be told the day after.
    let sold_late = next.is_none() && matches!(wanted.table, Table::Sales(_));
    let told = sold_late.then(|| stretch.until + TOLD_WITHIN);
    if rows.has_open() || told.is_some() {
        let rest = (stretch, next.as_ref());
        see_what_came_later(to, &business.id, rest, told, &mut rows).await?;
    }
    let (first, last) = stretch.days;
    let table = wanted.table.name();
    let name = format!("{}-{table}-{first}-to-{last}", file_name(&business.name));
    let rows = rows.into_rows().collect();
    part(
        business,
        wanted,
        Some(stretch.days),
        rows,
        (name, number),
        next,
    )
}

/// Shows the rows what came after the part, or after the stretch, until nothing is open and all that was `told` by then is
/// shown, or until now: it tells of what was taken back whether that stands after all.
async fn see_what_came_later(
    to: &Processor,
    business: &BusinessId,
    (stretch, after): (&Stretch, Option<&LedgerKey>),
    told: Option<Timestamp>,
    rows: &mut Rows<'_>,
) -> Result<(), Failure> {
    // WhatsApp's clock, which dates the records, may be ahead of ours.
    let latest = to.clock.now() + SignedDuration::from_hours(24);
    let from = match after {
        Some(_) => stretch.from,
        None => stretch.until + SignedDuration::from_secs(1),
    };
    let mut pages = to.store.records_after(business, after, (from, latest));
    while let Some(page) = pages.next().await? {
        for kept in page {
            rows.later(kept.record, kept.undone);
        }
        if !rows.has_open() && told.is_none_or(|told| pages.is_past(told)) {
            break;
        }
    }
    Ok(())
}

/// The rows as a file, and the words under it.
fn part(
    business: &Business,
    wanted: Wanted,
    days: Option<(Date, Date)>,
    rows: Vec<Vec<Cell>>,
    (name, number): (String, u32),
    after: Option<LedgerKey>,
) -> Result<Part, Failure> {
    let last = after.is_none();
    if rows.is_empty() && last {
        return Ok(Part {
            reply: words::nothing(wanted.table, days),
            file: None,
            after,
        });
    }
    let reply = words::file(
        &business.name,
        wanted.table,
        days,
        rows.len(),
        (number, last),
    );
    let name = format!("{name}{}", part_name(number, last));
    let columns = wanted.table.columns();
    let file = match wanted.format {
        Format::Csv => {
            let mut csv = Csv::new(columns);
            rows.iter().for_each(|row| csv.row(row));
            Document {
                filename: format!("{name}.csv"),
                kind: DocumentKind::Csv,
                content: csv.into_text().into_bytes(),
            }
        }
        Format::Xlsx => Document {
            filename: format!("{name}.xlsx"),
            kind: DocumentKind::Xlsx,
            content: sheet::xlsx(wanted.table.name(), columns, rows.into_iter())?,
        },
    };
    Ok(Part {
        reply,
        file: Some(file),
        after,
    })
}
