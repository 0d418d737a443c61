//! Dates of expiry: what day is meant, in the business's time zone, and what expires when.

use backroom_core::expiry::{SaidDate, Within};
use backroom_core::intent::Line;
use backroom_core::inventory::Order;
use backroom_core::reply::answer::{self, Checked};
use backroom_core::reply::{Reply, expiry as words};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::history::place;
use crate::turn::Turn;
use crate::{Failure, named};

/// Makes of dates as they are said ("tomorrow") the days that were meant when the message was sent: a question may keep them
/// until another day. The business's time zone is read only if there is one.
pub(crate) async fn fix<'a>(
    turn: &Turn<'_>,
    dates: impl Iterator<Item = &'a mut Option<SaidDate>>,
) -> Result<(), Failure> {
    let dates: Vec<&mut SaidDate> = dates.flatten().collect();
    if dates.is_empty() {
        return Ok(());
    }
    let day_sent = day_sent(turn).await?;
    for date in dates {
        *date = date.fixed_on(day_sent);
    }
    Ok(())
}

/// Gives the orders the dates that their lines say, or says which is none. The business's time zone is read only if there
/// is one.
pub(crate) async fn date(
    turn: &Turn<'_>,
    lines: &[Line],
    orders: &mut [Order],
) -> Result<Option<Reply>, Failure> {
    if lines.iter().all(|line| line.expires.is_none()) {
        return Ok(None);
    }
    let day_sent = day_sent(turn).await?;
    for (line, order) in lines.iter().zip(orders) {
        let Some(said) = line.expires else { continue };
        order.expires = said.said_on(day_sent);
        if order.expires.is_none() {
            return Ok(Some(words::no_such_day(&line.name, said)));
        }
    }
    Ok(None)
}

/// "what expires this week?"
pub(crate) async fn ask(
    turn: &Turn<'_>,
    name: Option<&str>,
    within: Within,
) -> Result<Reply, Failure> {
    let today = day(turn, turn.now).await?;
    let items = match name {
        None => turn.to.store.list_items(turn.business(), true).await?,
        Some(name) => match named::load(turn, &[name]).await?.pop() {
            Some(Checked::Found(item)) => vec![*item],
            Some(unknown) => return Ok(answer::check(&[unknown])),
            None => Vec::new(),
        },
    };
    Ok(words::expiring(&items, within, today))
}

/// The day on which the message was sent; of one whose date can't be read, today.
async fn day_sent(turn: &Turn<'_>) -> Result<Date, Failure> {
    let sent_at = turn.message.sent_at;
    let known = sent_at > Timestamp::UNIX_EPOCH;
    day(turn, if known { sent_at } else { turn.now }).await
}

async fn day(turn: &Turn<'_>, of: Timestamp) -> Result<Date, Failure> {
    let zone = place(turn).await?.zone;
    Ok(of.to_zoned_datetime(zone).date())
}
