//! Settings with a value: when reports are quiet, and where the business is: its time zone and its currency.

use backroom_core::business::{Business, QuietHours, Right};
use backroom_core::ids::QuestionId;
use backroom_core::money::is_currency;
use backroom_core::question::Asks;
use backroom_core::reply::{refuse, welcome as words};
use jiff::tz::TimeZone;

use crate::Failure;
use crate::commit::{Plan, record, refused};
use crate::manage::{business, change, save, to_change};
use crate::turn::{Outcome, Turn};

/// "quiet hours 21 to 6".
pub(crate) async fn quiet_hours(turn: &Turn<'_>, hours: QuietHours) -> Result<Outcome, Failure> {
    let set = |after: &mut Business| after.settings.quiet_hours = hours;
    save(turn, set, words::quiet_hours_set).await
}

/// "timezone Africa/Lagos". What was counted by day stays with the days as they were. Of the world's days three at most go on
/// at one moment, so who changes it to and fro has three days' messages, and no more.
pub(crate) async fn time_zone(turn: &Turn<'_>, said: &str) -> Result<Outcome, Failure> {
    let found = found(said).and_then(|name| Some((TimeZone::get(&name).ok()?, name)));
    let Some((zone, name)) = found else {
        return Ok(words::no_such_time_zone(said).into());
    };
    let now = turn.now.to_zoned_datetime(zone);
    let now = now.strftime("%a %-d %b, %H:%M").to_string();
    let set = |after: &mut Business| after.time_zone.clone_from(&name);
    save(turn, set, |after| words::time_zone_set(after, &now)).await
}

/// The time zone of this name, in any letters; or of this city.
fn found(said: &str) -> Option<String> {
    let said = said.replace(' ', "_");
    let city = format!("/{said}").to_ascii_lowercase();
    let names = jiff::tz::db().available().map(|name| name.to_string());
    let mut names: Vec<String> = names
        .filter(|name| !name.starts_with("posix/") && !name.starts_with("right/"))
        .collect();
    names.sort();
    let exactly = names.iter().find(|name| name.eq_ignore_ascii_case(&said));
    let by_city = || {
        names
            .iter()
            .find(|name| name.to_ascii_lowercase().ends_with(&city))
    };
    exactly.or_else(by_city).cloned()
}

/// "currency USD". Asked about where there are amounts: they stay as numbers.
pub(crate) async fn currency(turn: &Turn<'_>, code: &str) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::ChangeSettings) {
        return refused(turn, refuse::not_allowed(Right::ChangeSettings)).await;
    }
    if !is_currency(code) {
        return Ok(words::no_such_currency(code).into());
    }
    let before = business(turn).await?;
    if before.currency == code || !has_amounts(turn).await? {
        return set_currency(turn, code, None).await;
    }
    record(turn, || {
        let question = turn.question(Asks::Currency {
            to: code.to_owned(),
        });
        let reply = words::sure_of_currency(&question.id, &before, code);
        Plan::question(question, reply)
    })
    .await
}

async fn has_amounts(turn: &Turn<'_>) -> Result<bool, Failure> {
    let store = &turn.to.store;
    let items = store.all_items(turn.business(), true).await?;
    if items
        .iter()
        .any(|item| item.price.is_some() || !item.worth.is_none())
    {
        return Ok(true);
    }
    Ok(!store.list_customers(turn.business()).await?.is_empty())
}

/// A yes to that.
pub(crate) async fn currency_settled(
    turn: &Turn<'_>,
    code: &str,
    question: &QuestionId,
) -> Result<Outcome, Failure> {
    if !turn.member.role.may(Right::ChangeSettings) {
        return refused(turn, refuse::not_allowed(Right::ChangeSettings)).await;
    }
    set_currency(turn, code, Some(question)).await
}

async fn set_currency(
    turn: &Turn<'_>,
    code: &str,
    closes: Option<&QuestionId>,
) -> Result<Outcome, Failure> {
    let change = change(to_change(turn).await?, |after| {
        after.currency = code.to_owned();
    });
    record(turn, || Plan {
        closes: closes.cloned(),
        ..Plan::profile(&change, words::currency_set(&change.after))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_zone_is_found_by_its_name_or_its_city() {
        for (said, name) in [
            ("africa/lagos", Some("Africa/Lagos")),
            ("Lagos", Some("Africa/Lagos")),
            ("new york", Some("America/New_York")),
            ("utc", Some("UTC")),
            ("atlantis", None),
            ("", None),
        ] {
            assert_eq!(found(said).as_deref(), name, "{said}");
        }
    }
}
