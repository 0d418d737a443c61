//! How a change that went well is confirmed, as the business wants it: a reply costs more than all else about a message.
//!
//! What did not go quite well is always answered: what runs low, what is short, what was asked back, what was said and not
//! done, what is kept for the first time.

use backroom_core::business::{Business, Confirm, zone};
use backroom_core::inventory::{LedgerRecord, Movement, MovementHash, RecordKind, TakenBack};
use backroom_core::reply::change::{leaves_out_a_price, tells_of_a_day};
use backroom_core::reply::digest;
use backroom_io::store::Kept;
use jiff::{SignedDuration, Timestamp};

use crate::Failure;
use crate::turn::{Outcome, Turn};

/// What a message gets for a change that went well.
const REACTION: &str = "\u{2705}";
/// How far a digest looks back.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(24);
/// How many changes it lists, and how many records it looks through for them.
const LISTED_MAX: usize = 50;
const LOOKED_THROUGH_MAX: usize = 500;

/// Whether the record is of a change that needs no words.
pub(crate) fn went_well(record: &LedgerRecord) -> bool {
    let begins = |movement: &Movement| {
        movement.previous.as_ref() == Some(&MovementHash::before_all(&movement.item))
    };
    let plain = |movement: &Movement| {
        !movement.fell_low && !movement.on_hand.is_negative() && !begins(movement)
    };
    record.kind == RecordKind::Change
        && record.credit.is_empty()
        && !leaves_out_a_price(&record.reply)
        && !tells_of_a_day(&record.reply)
        && record.movements.iter().all(plain)
}

/// The outcome as the business wants to hear it; `None` where it wants to hear nothing.
pub(crate) async fn confirmed(
    turn: &Turn<'_>,
    business: Option<&Business>,
    outcome: Outcome,
) -> Result<Option<Outcome>, Failure> {
    let Some(business) = business.filter(|_| outcome.went_well) else {
        return Ok(Some(outcome));
    };
    Ok(match business.settings.confirm {
        Confirm::Words => Some(outcome),
        Confirm::Silence => None,
        Confirm::Reaction => Some(Outcome {
            reaction: Some(REACTION),
            ..outcome
        }),
        Confirm::Digest => in_digest(turn, business, outcome).await?,
    })
}

/// The first change of an hour of the clock is answered, and with it the others of the hour before it in which the member
/// changed something; these are not when they come.
async fn in_digest(
    turn: &Turn<'_>,
    business: &Business,
    outcome: Outcome,
) -> Result<Option<Outcome>, Failure> {
    let zone = zone(&business.time_zone);
    let hour = |at: Timestamp| {
        let at = at.to_zoned_datetime(zone.clone());
        (at.date(), at.hour(), at.offset())
    };
    let own = turn.key();
    let mut earlier: Vec<(Timestamp, Vec<Movement>)> = Vec::new();
    let (mut first_of_hour, mut looked) = (true, 0);
    // Whether the oldest of the hour before that was seen is listed: if all of that hour was seen, it is its first.
    let (mut oldest_listed, mut all_seen) = (false, true);
    let mut before = None;
    let mut taken_back = TakenBack::default();
    let look = |kept: Kept| {
        looked += 1;
        taken_back.note(&kept.record, kept.undone);
        let record = kept.record;
        let sent_at = record.key.sent_at;
        all_seen = looked <= LOOKED_THROUGH_MAX && earlier.len() < LISTED_MAX;
        if !all_seen || own.sent_at.duration_since(sent_at) > LOOK_BACK {
            return false;
        }
        let theirs = record.member == turn.member.id && record.key != own && went_well(&record);
        if !theirs || sent_at > own.sent_at {
            return true;
        }
        if hour(sent_at) == hour(own.sent_at) {
            first_of_hour = false;
            return false;
        }
        if before.is_some_and(|before| before != hour(sent_at)) {
            return false;
        }
        before = Some(hour(sent_at));
        oldest_listed = !taken_back.is_undone(&record.key);
        if oldest_listed {
            earlier.insert(0, (sent_at, record.movements));
        }
        true
    };
    turn.to
        .store
        .look_back(turn.business(), turn.latest(), look)
        .await?;
    if !first_of_hour {
        return Ok(None);
    }
    // It was answered when it came.
    if all_seen && oldest_listed {
        earlier.remove(0);
    }
    Ok(Some(Outcome {
        reply: digest::with_earlier(outcome.reply, &earlier, &zone, &business.currency),
        ..outcome
    }))
}
