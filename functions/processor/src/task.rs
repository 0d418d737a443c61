//! Long tasks, a slice at a time: see [`backroom_core::task`]. A slice is short enough for any batch, and the next one is
//! queued before it ends.

use backroom_core::ids::{BusinessNumberId, CustomerId, MemberId};
use backroom_core::inventory::LedgerKey;
use backroom_core::message::Sender;
use backroom_core::privacy::Forgotten;
use backroom_core::reply::Reply;
use backroom_core::task::{Task, Work};
use backroom_core::usage::{Account, Meter};
use backroom_io::whatsapp::Document;
use jiff::civil::Date;

use crate::process::taken;
use crate::turn::Turn;
use crate::{Failure, Processor, export, table};

/// How many records a slice deals with, or a few more: a second or two.
const SLICE: usize = 1_000;

/// Queues a task of this message's sender. It stands behind this message in its group, so it finds what the message has
/// written; should that fail for good, it finds nothing to do.
pub(crate) async fn start(turn: &Turn<'_>, work: Work) -> Result<(), Failure> {
    let task = Task::asked_by(turn.message, turn.business(), work);
    Ok(turn.to.queue.send_task(&task).await?)
}

/// Does one slice of a task, and queues the next one if there is more to do. Safe to call again.
///
/// # Errors
/// When trying again may help.
pub(crate) async fn go_on(to: &Processor, task: &Task) -> Result<(), Failure> {
    let more = match &task.work {
        Work::Export {
            member,
            number,
            to: sender,
            after,
        } => return export::another(to, task, (member, after), (number, sender)).await,
        Work::Table {
            wanted,
            stretch,
            member,
            number,
            to: sender,
            after,
        } => {
            let reader = (member, number, sender);
            return table::another(to, task, (*wanted, stretch, after), reader).await;
        }
        // One for each reply: no line.
        Work::Paid { day } => return paid(to, task, *day).await,
        Work::Forget {
            member,
            name,
            after,
        } => forget(to, task, (member, name), after.as_ref()).await?,
        Work::ForgetCustomer {
            customer,
            name,
            after,
        } => forget_customer(to, task, (customer, name), after.as_ref()).await?,
        Work::Close => close(to, task).await?,
    };
    tracing::info!(
        business = %task.business,
        message_digest = task.id,
        task = task.work.kind(),
        slice = task.slice,
        done = more.is_none(),
        "slice of a task done"
    );
    match more {
        Some(work) => Ok(to.queue.send_task(&task.next(work)).await?),
        None => Ok(()),
    }
}

/// Somebody is made unknown, if they have indeed left: the message that said so may have failed.
async fn forget(
    to: &Processor,
    task: &Task,
    (member, name): (&MemberId, &str),
    after: Option<&LedgerKey>,
) -> Result<Option<Work>, Failure> {
    let still_there = to.store.find_contact(&task.business, member).await?;
    if still_there.is_some() {
        return Ok(None);
    }
    let now = to.clock.now();
    let more = to
        .store
        .forget(
            &task.business,
            Forgotten::Member(member, name),
            after,
            (SLICE, now),
        )
        .await?;
    Ok(more.map(|after| Work::Forget {
        member: member.clone(),
        name: name.to_owned(),
        after: Some(after),
    }))
}

/// A customer is made unknown, if they are indeed in the book no more under their name.
async fn forget_customer(
    to: &Processor,
    task: &Task,
    (customer, name): (&CustomerId, &str),
    after: Option<&LedgerKey>,
) -> Result<Option<Work>, Failure> {
    let found = to.store.find_customer(&task.business, name).await?;
    if found.is_some_and(|found| found.id == *customer) {
        return Ok(None);
    }
    let whom = Forgotten::Customer(customer, name);
    let now = to.clock.now();
    let more = to.store.forget(&task.business, whom, after, (SLICE, now));
    Ok(more.await?.map(|after| Work::ForgetCustomer {
        customer: customer.clone(),
        name: name.to_owned(),
        after: Some(after),
    }))
}

/// A business is deleted, if it is indeed to be.
async fn close(to: &Processor, task: &Task) -> Result<Option<Work>, Failure> {
    if !to.store.is_closing(&task.business).await? {
        return Ok(None);
    }
    let now = to.clock.now();
    let done = to.store.delete_some(&task.business, SLICE, now).await?;
    Ok((!done).then_some(Work::Close))
}

/// A message of ours is charged for: it is counted, once however often its receipts say so. Of a business that is gone,
/// nothing is counted any more.
async fn paid(to: &Processor, task: &Task, day: Date) -> Result<(), Failure> {
    if to.profile(&task.business).await?.is_none() {
        return Ok(());
    }
    let account = Account {
        business: task.business.clone(),
        day,
    };
    Ok(to.store.note_paid(&account, &task.id).await?)
}

/// Sends another part of a file, on the account of the task's business. One that is never taken, or may have arrived, is let go
/// as a reply is: the next part says which ones there are.
///
/// # Errors
/// When trying again may help.
pub(crate) async fn send(
    to: &Processor,
    task: &Task,
    (number, sender): (&BusinessNumberId, &Sender),
    (file, words): (&Document, &Reply),
) -> Result<(), Failure> {
    let account = to.account(&task.business, to.clock.now()).await;
    let whatsapp = to.whatsapp.on_account(&account);
    let sent = whatsapp.send_document(number, sender, file, words).await;
    if taken(sent, &task.id)?.is_some() {
        let sent = Meter {
            replies: 1,
            ..Meter::default()
        };
        to.meter(&account, &sent);
    }
    Ok(())
}
