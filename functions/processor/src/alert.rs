//! Tells the owners that something is running low, where it was another member's message that made it so: who sent it
//! reads it in the reply.
//!
//! By template, since an owner may not have written for a day; without one, nobody is told. Each owner is told once for
//! each message, however often it is delivered: the right to tell is claimed in the table first.

use backroom_core::business::Role;
use backroom_core::inventory::LedgerRecord;
use backroom_core::reply::reorder::alert_line;
use backroom_core::usage::Meter;
use backroom_io::config::Template;
use backroom_io::store::{Contact, Recipient};
use backroom_io::whatsapp::Filled;
use futures::future::join_all;

use crate::Failure;
use crate::turn::Turn;

/// Tells them, if the record made something low.
pub(crate) async fn tell_owners(turn: &Turn<'_>, record: &LedgerRecord) -> Result<(), Failure> {
    let Some(template) = &turn.to.config.alert_template else {
        return Ok(());
    };
    if record.movements.iter().all(|moved| !moved.fell_low) {
        return Ok(());
    }
    let contacts = turn.to.store.list_contacts(turn.business()).await?;
    let owners = contacts
        .into_iter()
        .filter(|contact| contact.member.role == Role::Owner && contact.member.id != record.member);
    let line = alert_line(&record.movements);
    // Side by side: the seller waits, and so does the rest of the batch.
    let owners: Vec<Contact> = owners.collect();
    let told = owners
        .iter()
        .map(|owner| tell(turn, template, owner, record, &line));
    join_all(told).await.into_iter().collect()
}

async fn tell(
    turn: &Turn<'_>,
    template: &Template,
    owner: &Contact,
    record: &LedgerRecord,
    line: &str,
) -> Result<(), Failure> {
    let store = &turn.to.store;
    let recipient = Recipient::Business(turn.business());
    let kind = format!("low:{}", owner.member.id);
    let message = &record.key.digest;
    if !store
        .claim_report(recipient, &kind, message, turn.now)
        .await?
    {
        return Ok(());
    }
    let filled = Filled {
        template,
        lines: &[line],
        opens: None,
    };
    // The number that the member wrote to is one that the business is reached by.
    let account = turn.to.account(turn.business(), turn.now).await;
    let whatsapp = turn.to.whatsapp.on_account(&account);
    let sent = whatsapp
        .send_template(&turn.message.number, &owner.address, &filled)
        .await;
    let Err(error) = sent else {
        let sent = Meter {
            templates: 1,
            ..Meter::default()
        };
        turn.to.meter(&account, &sent);
        return Ok(());
    };
    if !error.may_have_been_sent() {
        store.release_report(recipient, &kind, message).await?;
    }
    // Never the seller's trouble, who waits for an answer; also not where it may pass.
    tracing::error!(message_digest = turn.message.id.digest(), %error, "owner not told that stock is low");
    Ok(())
}
