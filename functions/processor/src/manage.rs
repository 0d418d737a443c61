//! The business itself: invitations, members, settings.

use backroom_core::business::{Business, Invite, Role};
use backroom_core::ids::short_hash;
use backroom_core::intent::Manage;
use backroom_core::reply::{Reply, refuse, welcome};
use jiff::SignedDuration;

use crate::Failure;
use crate::commit::{Plan, record};
use crate::turn::{Outcome, Turn};

/// How long an invitation waits, in hours.
const INVITE_HOURS: i64 = 7 * 24;
/// Letters and digits that can't be taken for one another when a code is read aloud.
const CODE_LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// 40 bits.
const CODE_LENGTH: usize = 8;

/// Does what a member asks about the business.
pub(crate) async fn manage(turn: &Turn<'_>, what: &Manage) -> Result<Outcome, Failure> {
    let Some(business) = turn.to.store.load_business(turn.business()).await? else {
        return Ok(refuse::owner_only().into());
    };
    let role = turn.member.role;
    match what {
        Manage::Team => {
            let members = turn.to.store.list_members(turn.business()).await?;
            Ok(welcome::team(&business.name, &members).into())
        }
        Manage::Join(_) => Ok(welcome::already_member(&business.name).into()),
        Manage::Invite if !role.manages() => Ok(refuse::manager_only().into()),
        Manage::Invite => invite(turn, &business).await,
        _ if role != Role::Owner => Ok(refuse::owner_only().into()),
        Manage::Oversell(on) => {
            let mut after = business;
            after.settings.oversell = *on;
            save(turn, &after, welcome::oversell_set(&after)).await
        }
        Manage::Reports(on) => {
            let mut after = business;
            after.settings.reports = *on;
            save(turn, &after, welcome::reports_set(&after)).await
        }
        Manage::RenameBusiness(name) => {
            let after = Business {
                name: name.clone(),
                ..business
            };
            save(turn, &after, welcome::renamed(&after.name)).await
        }
    }
}

async fn save(turn: &Turn<'_>, after: &Business, reply: Reply) -> Result<Outcome, Failure> {
    record(turn, || Plan {
        profile: Some(after.clone()),
        ..Plan::refusal(reply.clone())
    })
    .await
}

/// The code is made from the message, so that a redelivered "invite" shows the same one; nobody else knows the
/// message's id.
async fn invite(turn: &Turn<'_>, business: &Business) -> Result<Outcome, Failure> {
    let invite = Invite {
        code: code(turn.message.id.as_str()),
        business: business.id.clone(),
        business_name: business.name.clone(),
        role: Role::Staff,
        invited_by: turn.member.id.clone(),
        expires_at: turn.now + SignedDuration::from_hours(INVITE_HOURS),
    };
    record(turn, || {
        let reply = welcome::invitation(&business.name, &invite.code);
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
