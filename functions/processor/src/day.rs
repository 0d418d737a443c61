//! When a change happened, if not when it was told: "sold 4 hats yesterday", "friday: sold 3 coke".

use backroom_core::intent::{Action, Line};
use backroom_core::inventory::{Order, TOLD_DAYS};
use backroom_core::message::Content;
use backroom_core::parse::day_told;
use backroom_core::question::Settled;
use backroom_core::reply::Reply;
use backroom_core::reply::change::{OnDay, on_its_day, past_its_date};
use jiff::tz::TimeZone;
use jiff::{ToSpan as _, ZonedDateTime};

use crate::Failure;
use crate::history::place;
use crate::turn::Turn;

/// What a message settles of its lines before anything was asked about them: when they happened. What was counted is counted
/// as things are now.
pub(crate) async fn told(turn: &Turn<'_>, lines: &[Line]) -> Result<Settled, Failure> {
    let settled = Settled::default();
    let Content::Text { body } = &turn.message.content else {
        return Ok(settled);
    };
    let counts = lines.iter().any(|line| line.action == Action::Set);
    let expires = lines.iter().any(|line| line.expires.is_some());
    let Some(told) = day_told(body).filter(|_| !counts && !expires) else {
        return Ok(settled);
    };
    let sent = sent(turn, place(turn).await?.zone);
    let days = told
        .said_on(sent.date())
        .and_then(|day| day.until(sent.date()).ok())
        .map(|span| span.get_days());
    Ok(match days {
        Some(0) => settled,
        Some(days) if days <= TOLD_DAYS => Settled {
            happened_at: sent
                .checked_sub(days.days())
                .ok()
                .map(|then| then.timestamp()),
            ..settled
        },
        Some(_) | None => Settled {
            long_ago: true,
            ..settled
        },
    })
}

/// The same, once it is known which way it went: what was counted is counted as things are now.
pub(crate) fn of_way(known: Settled, action: Action) -> Settled {
    match action {
        Action::Set => Settled::default(),
        Action::Add | Action::Remove => known,
    }
}

/// What is told of days behind a change.
#[derive(Clone, Copy)]
pub(crate) struct Beside {
    on: Option<OnDay>,
    /// What came in is past its date.
    past: bool,
}

impl Beside {
    pub(crate) fn told(self, reply: Reply) -> Reply {
        past_its_date(on_its_day(reply, self.on), self.past)
    }
}

/// What is to be told of the days of these orders. Nothing is read where none is named.
pub(crate) async fn beside(
    turn: &Turn<'_>,
    known: &Settled,
    orders: &[Order],
) -> Result<Beside, Failure> {
    let comes = orders.iter().filter(|order| order.action != Action::Remove);
    let first = comes.filter_map(|order| order.expires).min();
    let past = match first {
        Some(first) => first < sent(turn, place(turn).await?.zone).date(),
        None => false,
    };
    Ok(Beside {
        on: noted(turn, known).await?,
        past,
    })
}

/// For which day that is noted, to be told.
pub(crate) async fn noted(turn: &Turn<'_>, known: &Settled) -> Result<Option<OnDay>, Failure> {
    if known.long_ago {
        return Ok(Some(OnDay::LongAgo));
    }
    let Some(happened_at) = known.happened_at else {
        return Ok(None);
    };
    let zone = place(turn).await?.zone;
    let day = happened_at.to_zoned_datetime(zone.clone()).date();
    let ago = day.until(sent(turn, zone).date()).ok();
    Ok(ago.map(|ago| OnDay::Before {
        day,
        ago: ago.get_days(),
    }))
}

fn sent(turn: &Turn<'_>, zone: TimeZone) -> ZonedDateTime {
    turn.message.sent_at.to_zoned_datetime(zone)
}
