//! Dates of expiry: what day is meant, in the business's time zone, and what expires when.

use backroom_core::expiry::Within;
use backroom_core::intent::Line;
use backroom_core::inventory::Order;
use backroom_core::reply::answer::{self, Checked};
use backroom_core::reply::{Reply, expiry as words};
use jiff::civil::Date;

use crate::history::place;
use crate::turn::Turn;
use crate::{Failure, named};

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
    let today = today(turn).await?;
    for (line, order) in lines.iter().zip(orders) {
        let Some(said) = line.expires else { continue };
        order.expires = said.said_on(today);
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
    let today = today(turn).await?;
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

async fn today(turn: &Turn<'_>) -> Result<Date, Failure> {
    let zone = place(turn).await?.zone;
    Ok(turn.now.to_zoned_datetime(zone).date())
}
