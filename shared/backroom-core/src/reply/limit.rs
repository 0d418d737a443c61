//! What is said where a limit on messages is reached.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Reply, count};
use crate::business::{Business, Role};
use crate::limit::{Full, Period, Whose};

/// A message that is over a limit: said once a day to each member.
pub fn reached(
    business: &Business,
    role: Role,
    full: &Full,
    (now, zone): (Timestamp, &TimeZone),
) -> Reply {
    let most = count(u64::from(full.most), "message", "messages");
    let per = match full.period {
        Period::Day => "a day",
        Period::Hour => "an hour",
    };
    let whose = match full.whose {
        Whose::Business => "",
        Whose::Member => " from one person",
    };
    let plan = business.plan.name();
    let more = match (business.plan.next(), role) {
        (None, _) => "",
        (Some(_), Role::Owner) => " For more: upgrade",
        (Some(_), _) => " For more, the owner can say: upgrade",
    };
    let again = if full.again <= now {
        "There is room again: send it once more.".to_owned()
    } else {
        format!(
            "From {} I do everything again; until then only undo, help and plan, and I stay silent otherwise.",
            clock(full.again, zone)
        )
    };
    Reply::text(format!(
        "That's more than {plan}'s {most} {per}{whose}, so this one was not done and nothing was changed. {again}{more}"
    ))
}

/// "midnight", "14:40".
fn clock(at: Timestamp, zone: &TimeZone) -> String {
    let at = at.to_zoned_datetime(zone.clone());
    if (at.hour(), at.minute()) == (0, 0) {
        "midnight".to_owned()
    } else {
        at.strftime("%H:%M").to_string()
    }
}
