//! "export my data": a table of all that is kept, as a file in the chat. An owner gets what is kept of the business,
//! everybody else what is kept of themselves.
//!
//! The ledger is read a page at a time, into parts of a few megabytes: the first is the answer to the message, the others
//! are slices of a [task]. So memory stays the same however long the ledger is.

use backroom_core::business::{Business, Right, zone};
use backroom_core::ids::{BusinessNumberId, MemberId};
use backroom_core::inventory::LedgerKey;
use backroom_core::message::Sender;
use backroom_core::privacy::export::Rows;
use backroom_core::reply::{Reply, privacy as words};
use backroom_core::task::{Task, Work};
use backroom_io::store::{Contact, LedgerPages};
use backroom_io::whatsapp::{Document, DocumentKind};
use jiff::civil::Date;

use crate::manage::business;
use crate::turn::{Outcome, Turn};
use crate::{Failure, Processor, task};

/// How large a part is, in bytes, or a page of the ledger more: WhatsApp takes 100 MB, a phone on a slow network less.
const PART: usize = 4_000_000;
/// The longest name of a file, in characters, before its ending.
const NAME_MAX: usize = 40;

/// Somebody's data.
struct Whose<'a> {
    to: &'a Processor,
    business: Business,
    contact: Contact,
}

/// The first part, as the answer to the message.
pub(crate) async fn first(turn: &Turn<'_>) -> Result<Outcome, Failure> {
    let store = &turn.to.store;
    let contact = store.find_contact(turn.business(), &turn.member.id).await?;
    let whose = Whose {
        to: turn.to,
        business: business(turn).await?,
        contact: contact.ok_or(Failure::NoBusiness)?,
    };
    let mut rows = whose.rows();
    whose.what_is(&mut rows).await?;
    let after = whose.what_happened(&mut rows, None).await?;
    let (reply, file) = whose.part(rows, 1, after.is_none());
    if let Some(after) = after {
        let work = Work::Export {
            member: turn.member.id.clone(),
            number: turn.message.number.clone(),
            to: turn.message.from.clone(),
            after,
        };
        task::start(turn, work).await?;
    }
    Ok(Outcome {
        file: Some(file),
        ..Outcome::from(reply).of_named()
    })
}

/// Another part, and the task for the one after it.
pub(crate) async fn another(
    to: &Processor,
    task: &Task,
    (member, after): (&MemberId, &LedgerKey),
    (number, sender): (&BusinessNumberId, &Sender),
) -> Result<(), Failure> {
    let business = to.store.load_business(&task.business).await?;
    let contact = to.store.find_contact(&task.business, member).await?;
    // Who has been removed meanwhile gets no more.
    let (Some(business), Some(contact)) = (business, contact) else {
        return Ok(());
    };
    let whose = Whose {
        to,
        business,
        contact,
    };
    let mut rows = whose.rows();
    let after = whose.what_happened(&mut rows, Some(after)).await?;
    let (reply, file) = whose.part(rows, task.slice + 1, after.is_none());
    task::send(to, task, (number, sender), (&file, &reply)).await?;
    let Some(after) = after else {
        return Ok(());
    };
    let next = task.next(Work::Export {
        member: member.clone(),
        number: number.clone(),
        to: sender.clone(),
        after,
    });
    Ok(to.queue.send_task(&next).await?)
}

/// Shows the rows what comes after the part, until it is told of all in it whether it stands.
async fn see_what_came_later(pages: &mut LedgerPages, rows: &mut Rows) -> Result<(), Failure> {
    while rows.has_open()
        && let Some(page) = pages.next().await?
    {
        for kept in page {
            rows.note(&kept.record, kept.undone);
        }
    }
    Ok(())
}

/// A business's name as the beginning of a file's: in small letters, digits and dashes.
pub(crate) fn file_name(business: &str) -> String {
    let name: String = business
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
        .chars()
        .take(NAME_MAX)
        .collect();
    if name.is_empty() {
        "shop".to_owned()
    } else {
        name
    }
}

/// "-part-2", where there are several.
pub(crate) fn part_name(part: u32, last: bool) -> String {
    match (part, last) {
        (1, true) => String::new(),
        (part, _) => format!("-part-{part}"),
    }
}

impl Whose<'_> {
    fn all(&self) -> bool {
        self.contact.member.role.may(Right::ExportAll)
    }

    fn rows(&self) -> Rows {
        Rows::new(zone(&self.business.time_zone))
    }

    /// What day it is in the business.
    fn today(&self) -> Date {
        let zone = zone(&self.business.time_zone);
        self.to.clock.now().to_zoned_datetime(zone).date()
    }

    /// What there is now: the business, its people and items; of somebody who asks for themselves, only they.
    async fn what_is(&self, rows: &mut Rows) -> Result<(), Failure> {
        let (store, business) = (&self.to.store, &self.business.id);
        let own = &self.contact.member;
        rows.member(own, Some(&self.contact.address));
        if self.all() {
            rows.business(&self.business);
            for member in store.list_members(business).await? {
                if member.id != own.id {
                    rows.member(&member, None);
                }
            }
            for item in store.all_items(business, false).await? {
                rows.item(&item);
            }
            for customer in store.list_customers(business).await? {
                rows.customer(&customer);
            }
        }
        let from = jiff::civil::date(2020, 1, 1);
        for day in store.usage_between(business, from, self.today()).await? {
            if self.all() {
                rows.wrote(day.day, Some(day.messages + day.unrecorded));
            } else if let Some(messages) = day.members.get(&own.id) {
                rows.wrote(day.day, Some(*messages).filter(|messages| *messages > 0));
            }
        }
        Ok(())
    }

    /// What was said, from after this record on, until the part is full; then the record to go on after.
    async fn what_happened(
        &self,
        rows: &mut Rows,
        after: Option<&LedgerKey>,
    ) -> Result<Option<LedgerKey>, Failure> {
        let now = self.to.clock.now();
        let mut pages = self
            .to
            .store
            .records_since(&self.business.id, after, now)
            .await?;
        while let Some(page) = pages.next().await? {
            for kept in &page {
                if self.all() || kept.record.member == self.contact.member.id {
                    rows.record(&kept.record, kept.undone);
                } else {
                    rows.note(&kept.record, kept.undone);
                }
            }
            if let Some(last) = page.last().filter(|_| rows.len() >= PART) {
                see_what_came_later(&mut pages, rows).await?;
                return Ok(Some(last.record.key.clone()));
            }
        }
        Ok(None)
    }

    /// The rows as a file, and the words under it.
    fn part(&self, rows: Rows, part: u32, last: bool) -> (Reply, Document) {
        let reply = words::export(&self.business.name, self.all(), part, last);
        let name = file_name(&self.business.name);
        let part = part_name(part, last);
        let day = self.today();
        let file = Document {
            filename: format!("{name}-{day}{part}.csv"),
            kind: DocumentKind::Csv,
            content: rows.into_text().into_bytes(),
        };
        (reply, file)
    }
}
