//! The limits: a member's message is counted before it is acted on, and what is over a limit is not acted on at all.
//!
//! Who reaches a limit is told once a day, with when it ends; after that there is silence, since a reply costs more than
//! the message. What was answered before is answered again, whatever the limits are.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use backroom_core::business::{Allowance, Business, Confirm, zone};
use backroom_core::ids::{BusinessId, MemberId};
use backroom_core::intent::{Intent, Parsed};
use backroom_core::limit::{self, Full, Sent, Side};
use backroom_core::message::{Content, InboundMessage};
use backroom_core::reply::limit as words;
use backroom_core::usage::{Account, Meter};
use backroom_io::metrics::{self, Metric};
use backroom_io::store::{Counted, DayCounts, Incoming, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::meter::Bill;
use crate::turn::{Outcome, Turn};
use crate::{Failure, Processor};

/// How often a message is counted anew, when others were counted meanwhile. Each time more is known.
const ATTEMPTS_MAX: u32 = 8;
/// How many days are known; when there are more, all are forgotten.
const DAYS_MAX: usize = 2_000;
/// The most messages of somebody in no business that are answered in a day. To name a business, or to type an invitation's
/// code until it is right, takes fewer.
pub(crate) const STRANGER_MESSAGES_A_DAY: u32 = 20;

/// Whether a message is acted on.
pub(crate) enum Admission {
    /// It is.
    In,
    /// It is not; this is said.
    Say(Outcome),
    /// It is not, and its sender knows why.
    Silent,
}

type Counts = BTreeMap<(BusinessId, Date), DayCounts>;

/// What this process knows of days.
#[derive(Debug, Default)]
pub(crate) struct Days {
    /// Of those that are counted in.
    latest: Mutex<Counts>,
    /// Of those that were over when they were read.
    over: Mutex<Counts>,
}

fn locked(counts: &Mutex<Counts>) -> MutexGuard<'_, Counts> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Days {
    pub(crate) fn get(&self, business: &BusinessId, day: Date) -> Option<DayCounts> {
        locked(&self.latest).get(&(business.clone(), day)).cloned()
    }

    /// Keeps what was read, unless more is known: counts only grow.
    fn keep(&self, business: &BusinessId, day: Date, counts: &DayCounts) {
        let mut known = locked(&self.latest);
        if known.len() >= DAYS_MAX {
            known.clear();
        }
        let kept = known.entry((business.clone(), day)).or_default();
        if counts.all().messages >= kept.all().messages {
            kept.clone_from(counts);
        }
    }
}

/// A message at the limits of its business.
struct AtLimit<'a> {
    turn: &'a Turn<'a>,
    allowance: Allowance,
    zone: TimeZone,
    sent_at: Timestamp,
    sent: Sent,
    /// What was let through at the end of the day before, if that counts.
    before: Option<(DayCounts, i64)>,
}

/// Counts the message and lets it through, or says what is to be said instead. Fills in what is foreseen to be billed.
pub(crate) async fn admit(
    turn: &Turn<'_>,
    business: &Business,
    bill: &OnceLock<Bill>,
) -> Result<Admission, Failure> {
    let parsed = read(turn);
    let parsed = parsed.as_deref();
    let at = AtLimit::new(turn, business, parsed).await?;
    let day = at.sent.day;
    let late = turn.to.meters.take(&business.id, day);
    let foreseen = foreseen(turn.message, parsed, business.settings.confirm);
    let full = match at.count(&foreseen.plus(&late)).await {
        Ok(Ok(Counted::Now(_))) => {
            drop(bill.set(at.bill(foreseen)));
            return Ok(Admission::In);
        }
        // So was what is foreseen, and set right when that attempt failed.
        Ok(Ok(Counted::Before(_) | Counted::Full(_))) => {
            turn.to.meters.add(&business.id, day, &late);
            drop(bill.set(at.bill(Meter::default())));
            return Ok(Admission::In);
        }
        Ok(Err(full)) => full,
        Err(error) => {
            turn.to.meters.add(&business.id, day, &late);
            return Err(error.into());
        }
    };
    turn.to.meters.add(&business.id, day, &late);
    drop(bill.set(at.bill(Meter::default())));
    at.refuse(business, full).await
}

/// How many messages the business's day has let through, this one among them.
pub(crate) async fn today(turn: &Turn<'_>, business: &Business) -> Result<u32, StoreError> {
    let zone = zone(&business.time_zone);
    let day = Sent::at(turn.message.sent_at, &zone).day;
    let counts = match turn.to.days.get(&business.id, day) {
        Some(known) => known,
        None => turn.to.store.day_counts(&business.id, day).await?,
    };
    Ok(counts.all().messages)
}

/// Whether this message of the member, which may not have been counted yet, is over a limit as far as is known. Nothing is read.
pub(crate) fn is_over(
    to: &Processor,
    business: &Business,
    member: &MemberId,
    (message, again): (&InboundMessage, bool),
) -> bool {
    let (now, sent_at) = (to.clock.now(), said_at(message, to.clock.now()));
    let sent = Sent::at(sent_at, &zone(&business.time_zone));
    let Some(day) = to.days.get(&business.id, sent.day) else {
        return false;
    };
    let counted = day.has(member, &message.id, sent_at, again);
    let known = (&business.allowance(), &day, None);
    let reached = sides(known, member, |all, one| limit::reached(&all, &one, &sent));
    !counted && !sent.is_late(now) && reached.is_some()
}

/// Gives the sides of all and of a member to `with`: what they may, and as far as it is known what they sent on the day, and on
/// the one before from a time on.
fn sides<T>(
    (allowance, day, before): (&Allowance, &DayCounts, Option<&(DayCounts, i64)>),
    member: &MemberId,
    with: impl FnOnce(Side<'_>, Side<'_>) -> T,
) -> T {
    let of_member = day.of(member);
    let of_member_before = before.map(|(counts, from)| (counts.of(member), *from));
    let all = Side {
        today: day.all(),
        before: before.map(|(counts, from)| (counts.all(), *from)),
        a_day: allowance.messages_a_day,
        an_hour: allowance.messages_an_hour,
    };
    let one = Side {
        today: &of_member,
        before: of_member_before
            .as_ref()
            .map(|(count, from)| (count, *from)),
        a_day: allowance.member_messages_a_day,
        an_hour: allowance.member_messages_an_hour,
    };
    with(all, one)
}

/// When it was sent; one that does not say so has the time zero.
fn said_at(message: &InboundMessage, now: Timestamp) -> Timestamp {
    if message.sent_at > Timestamp::UNIX_EPOCH {
        message.sent_at
    } else {
        now
    }
}

/// What was let through on the day before, which is over: read once, in the first hour after it.
async fn before(turn: &Turn<'_>, day: Date) -> Result<DayCounts, StoreError> {
    let of = (turn.business().clone(), day);
    let over = &turn.to.days.over;
    let known = locked(over).get(&of).cloned();
    if let Some(known) = known {
        return Ok(known);
    }
    let counts = turn.to.store.day_counts(&of.0, day).await?;
    let mut known = locked(over);
    if known.len() >= DAYS_MAX {
        known.clear();
    }
    known.insert(of, counts.clone());
    Ok(counts)
}

/// What the grammar makes of the message's words; of a message without words, nothing.
fn read<'a>(turn: &Turn<'a>) -> Option<Cow<'a, Parsed>> {
    let Content::Text { body } = &turn.message.content else {
        return None;
    };
    Some(turn.asking.parsed(body))
}

/// What a message is going to cost, if nothing comes between.
fn foreseen(message: &InboundMessage, parsed: Option<&Parsed>, confirm: Confirm) -> Meter {
    let silent = matches!(
        message.content,
        Content::Edit { .. } | Content::Revoke { .. }
    );
    let change = matches!(parsed, Some(Parsed::Understood(Intent::Change(_))));
    let unconfirmed = change && matches!(confirm, Confirm::Silence | Confirm::Digest);
    let unanswered = silent || unconfirmed;
    // Its count; and in a transaction, which costs twice, its record and its items.
    let units = match parsed {
        Some(Parsed::Understood(Intent::Change(lines))) => 1 + 2 + 2 * lines.len(),
        _ => 1,
    };
    Meter {
        replies: i64::from(!unanswered),
        unknown: i64::from(matches!(parsed, Some(Parsed::Unrecognised))),
        write_units: i64::try_from(units).unwrap_or(i64::MAX),
        ..Meter::default()
    }
}

impl<'a> AtLimit<'a> {
    async fn new(
        turn: &'a Turn<'a>,
        business: &Business,
        parsed: Option<&Parsed>,
    ) -> Result<Self, StoreError> {
        // A button stands under a question that was let through: it can be answered.
        let pressed = matches!(turn.message.content, Content::Choice { .. });
        let essential = pressed || parsed.is_some_and(limit::is_essential);
        let allowance = business.allowance();
        let zone = zone(&business.time_zone);
        let sent_at = said_at(turn.message, turn.now);
        let sent = Sent::at(sent_at, &zone);
        let before = match sent.day_before(&zone) {
            Some((day, from)) => Some((before(turn, day).await?, from)),
            None => None,
        };
        Ok(Self {
            turn,
            allowance: match () {
                () if sent.is_late(turn.now) => limit::without_limit(&allowance),
                () if essential => limit::for_essentials(&allowance),
                () => allowance,
            },
            zone,
            sent_at,
            sent,
            before,
        })
    }

    fn bill(&self, foreseen: Meter) -> Bill {
        let account = Account {
            business: self.turn.business().clone(),
            day: self.sent.day,
        };
        Bill { account, foreseen }
    }

    /// As [`sides`].
    fn sides<T>(&self, day: &DayCounts, with: impl FnOnce(Side<'_>, Side<'_>) -> T) -> T {
        let known = (&self.allowance, day, self.before.as_ref());
        sides(known, &self.turn.member.id, with)
    }

    fn reached(&self, day: &DayCounts) -> Option<Full> {
        self.sides(day, |all, one| limit::reached(&all, &one, &self.sent))
    }

    /// Counts it, with this; or says which limit is reached. Nothing is written where that is known beforehand.
    async fn count(&self, meter: &Meter) -> Result<Result<Counted, Full>, StoreError> {
        let turn = self.turn;
        let (business, member, message) = (turn.business(), &turn.member.id, turn.message);
        let again = turn.asking.came_before(message);
        let mut day = turn.to.days.get(business, self.sent.day);
        for _ in 0..ATTEMPTS_MAX {
            let known = day.unwrap_or_default();
            if known.has(member, &message.id, self.sent_at, again) {
                return Ok(Ok(Counted::Before(known)));
            }
            if let Some(full) = self.reached(&known) {
                return Ok(Err(full));
            }
            let caps = self.sides(&known, |all, one| {
                (all.cap(&self.sent), one.cap(&self.sent))
            });
            let incoming = Incoming {
                business,
                member,
                message: &message.id,
                sent_at: self.sent_at,
                sent: &self.sent,
                again,
                caps,
                meter,
                known: Some(&known),
            };
            let counted = turn.to.store.count_message(&incoming).await?;
            let (Counted::Now(counts) | Counted::Before(counts) | Counted::Full(counts)) = &counted;
            turn.to.days.keep(business, self.sent.day, counts);
            if let Counted::Full(counts) = counted {
                day = Some(counts);
            } else {
                return Ok(Ok(counted));
            }
        }
        // So many came meanwhile: the queue brings it again.
        Err(StoreError::Unavailable {
            operation: "count message",
            code: "counts kept changing".to_owned(),
        })
    }

    /// The message is over a limit.
    async fn refuse(&self, business: &Business, full: Full) -> Result<Admission, Failure> {
        let turn = self.turn;
        let store = &turn.to.store;
        let first = store.find_record(&business.id, &turn.key()).await?;
        if let Some(first) = first {
            return Ok(Admission::Say(Outcome::kept(first.reply)));
        }
        metrics::record(Metric::MessagesOverLimit, 1);
        let refused = Meter {
            refused: 1,
            ..Meter::default()
        };
        turn.to.meters.add(&business.id, self.sent.day, &refused);
        let (member, message) = (&turn.member.id, &turn.message.id);
        let known = turn.to.days.get(&business.id, self.sent.day);
        let told = known.and_then(|known| known.told(member, message));
        let tell = match told {
            Some(by_this) => by_this,
            None => {
                let of = (&business.id, member);
                let counts = store.tell_once(of, message, self.sent.day).await?;
                turn.to.days.keep(&business.id, self.sent.day, &counts);
                counts.told(member, message) == Some(true)
            }
        };
        if !tell {
            return Ok(Admission::Silent);
        }
        tracing::info!(
            business = business.id.as_str(),
            whose = ?full.whose,
            period = ?full.period,
            most = full.most,
            "limit reached"
        );
        let role = turn.member.role;
        let reply = words::reached(business, role, &full, (turn.now, &self.zone));
        Ok(Admission::Say(reply.into()))
    }
}
