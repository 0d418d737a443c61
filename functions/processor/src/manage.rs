//! The business itself: its invitations and settings.

use backroom_core::business::{Business, Invite, Right, Role};
use backroom_core::ids::short_hash;
use backroom_core::intent::Manage;
use backroom_core::question::Deed;
use backroom_core::reply::{Reply, plan as plan_words, refuse, team as words, welcome};
use backroom_io::store::ProfileChange;
use jiff::SignedDuration;

use crate::Failure;
use crate::commit::{Plan, record, refused};
use crate::heap::on_heap;
use crate::turn::{Outcome, Turn};
use crate::{api, export, place, plan, privacy, setting, sheet, table, team};

/// How long an invitation waits, in hours.
const INVITE_HOURS: i64 = 7 * 24;
/// Letters and digits that can't be taken for one another when a code is read aloud.
const CODE_LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// 40 bits.
const CODE_LENGTH: usize = 8;

/// Does what a member asks about the business.
pub(crate) async fn manage(turn: &Turn<'_>, what: &Manage) -> Result<Outcome, Failure> {
    match what {
        Manage::Team => on_heap(|| team::list(turn)).await,
        Manage::Invite(role) => on_heap(|| invite(turn, *role)).await,
        Manage::Appoint { name, role } => {
            on_heap(|| team::named(turn, name, Deed::Appoint(*role))).await
        }
        Manage::Remove(name) => on_heap(|| team::named(turn, name, Deed::Remove)).await,
        Manage::Leave => on_heap(|| team::leave(turn)).await,
        Manage::Join(code) => on_heap(|| place::join(turn, code))
            .await
            .map(Outcome::of_named),
        Manage::Switch(name) => on_heap(|| place::switch(turn, name.as_deref()))
            .await
            .map(Outcome::of_named),
        Manage::Businesses => on_heap(|| place::list(turn)).await.map(Outcome::of_named),
        Manage::Found(name) => on_heap(|| place::found(turn, name.as_deref()))
            .await
            .map(Outcome::of_named),
        Manage::Export => on_heap(|| export::first(turn)).await,
        Manage::ExportTable(wanted) => on_heap(|| table::first(turn, *wanted)).await,
        Manage::Forget => on_heap(|| privacy::ask_to_forget(turn)).await,
        Manage::Close => on_heap(|| privacy::ask_to_close(turn)).await,
        Manage::Sheet(wish) => on_heap(|| sheet::sheet(turn, wish)).await,
        Manage::Api(wish) => on_heap(|| api::api(turn, *wish)).await,
        Manage::Plan => on_heap(|| plan::show(turn)).await,
        Manage::Settings => Ok(welcome::settings(&business(turn).await?).into()),
        Manage::Upgrade(to) => on_heap(|| plan::upgrade(turn, *to)).await,
        Manage::Oversell(on) => {
            let set = |after: &mut Business| after.settings.oversell = *on;
            on_heap(|| save(turn, set, welcome::oversell_set)).await
        }
        Manage::Reports(wanted) => {
            let set = |after: &mut Business| after.settings.reports = *wanted;
            on_heap(|| save(turn, set, welcome::reports_set)).await
        }
        Manage::Confirm(how) => {
            let set = |after: &mut Business| after.settings.confirm = *how;
            on_heap(|| save(turn, set, welcome::confirm_set)).await
        }
        Manage::QuietHours(hours) => on_heap(|| setting::quiet_hours(turn, *hours)).await,
        Manage::TimeZone(name) => on_heap(|| setting::time_zone(turn, name)).await,
        Manage::Currency(code) => on_heap(|| setting::currency(turn, code)).await,
        Manage::RenameBusiness(name) => {
            let set = |after: &mut Business| after.name.clone_from(name);
            on_heap(|| save(turn, set, |after| welcome::renamed(&after.name))).await
        }
    }
}

/// The business that the turn is about.
pub(crate) async fn business(turn: &Turn<'_>) -> Result<Business, Failure> {
    let found = turn.to.store.load_business(turn.business()).await?;
    found.ok_or(Failure::NoBusiness)
}

/// Changes the business's name or settings.
pub(crate) async fn save(
    turn: &Turn<'_>,
    set: impl FnOnce(&mut Business),
    reply: impl FnOnce(&Business) -> Reply,
) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::ChangeSettings) {
        return refused(turn, refuse::not_allowed(Right::ChangeSettings)).await;
    }
    let change = change(to_change(turn).await?, set);
    let reply = reply(&change.after);
    record(turn, || Plan::profile(&change, reply.clone())).await
}

/// As [`business`], for whoever is about to change it.
pub(crate) async fn to_change(turn: &Turn<'_>) -> Result<Business, Failure> {
    let found = turn
        .to
        .store
        .load_business_to_change(turn.business())
        .await?;
    found.ok_or(Failure::NoBusiness)
}

/// The business changed so.
pub(crate) fn change(before: Business, set: impl FnOnce(&mut Business)) -> ProfileChange {
    let mut after = before.clone();
    set(&mut after);
    ProfileChange { before, after }
}

/// The code is made from the message, so that a redelivered "invite" shows the same one; nobody else knows the
/// message's id.
async fn invite(turn: &Turn<'_>, role: Role) -> Result<Outcome, Failure> {
    if !turn.member.role.appoints(role) {
        return refused(turn, words::above_you(role)).await;
    }
    let business = business(turn).await?;
    if role.takes_place() && plan::is_full(turn.to, &business).await? {
        return refused(turn, plan_words::no_more_members(&business)).await;
    }
    let invite = Invite {
        code: code(turn.message.id.as_str()),
        business: business.id.clone(),
        business_name: business.name.clone(),
        role,
        invited_by: turn.member.id.clone(),
        expires_at: turn.now + SignedDuration::from_hours(INVITE_HOURS),
    };
    record(turn, || {
        let reply = words::invitation(&business.name, role, &invite.code);
        Plan {
            invites: Some(invite.clone()),
            ..Plan::refusal(reply)
        }
    })
    .await
}

fn code(message_id: &str) -> String {
    let hash = short_hash(&["invite", message_id]);
    let digits = hash.as_bytes().chunks(2).take(CODE_LENGTH);
    digits
        .map(|pair| {
            let byte = pair.iter().fold(0_usize, |sum, digit| {
                sum * 16 + char::from(*digit).to_digit(16).unwrap_or(0) as usize
            });
            char::from(CODE_LETTERS[byte % CODE_LETTERS.len()])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_can_be_read_aloud_and_is_the_same_each_time() {
        let first = code("wamid.1");
        assert_eq!(first, code("wamid.1"));
        assert_ne!(first, code("wamid.2"));
        assert_eq!(first.len(), CODE_LENGTH);
        assert!(first.bytes().all(|letter| CODE_LETTERS.contains(&letter)));
    }
}
