//! What is said about plans: what one gives, what is used of it, and where it ends.

use super::money::money;
use super::{Reply, count, echo};
use crate::business::{Allowance, Business, Feature, Plan, Prices, UNLIMITED};

/// What a business has of what its plan gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InUse {
    /// Items in its stock.
    pub items: usize,
    /// Members who may change something.
    pub members: usize,
    /// Messages today.
    pub messages: u32,
}

/// "plan".
pub fn plan(business: &Business, in_use: InUse, prices: &Prices) -> Reply {
    let allowance = business.allowance();
    let mut lines = vec![
        format!(
            "• Messages today: {}",
            messages(in_use.messages, business.plan, &allowance)
        ),
        format!("• Items: {}", used(in_use.items, allowance.items)),
        format!(
            "• People who change stock: {}",
            used(in_use.members, allowance.members)
        ),
    ];
    if let Some(next) = business.plan.next() {
        lines.push(format!("{}. To change: upgrade", offer(next, prices)));
    }
    let heading = format!("{} is on {}.", echo(&business.name), business.plan.name());
    Reply::list(&heading, &lines, "")
}

/// "upgrade": what there is above the present plan, or the plan asked for, and where to pay.
pub fn upgrade(
    business: &Business,
    to: Option<Plan>,
    prices: &Prices,
    link: Option<&str>,
) -> Reply {
    if let Some(to) = to.filter(|to| *to <= business.plan) {
        let heading = format!("{} is on {}", echo(&business.name), business.plan.name());
        return Reply::text(if to == business.plan {
            format!("{heading} already.")
        } else {
            format!("{heading}, which has all that {} has.", to.name())
        });
    }
    let above = Plan::ALL.into_iter().filter(|plan| *plan > business.plan);
    let lines: Vec<String> = above
        .filter(|plan| to.is_none_or(|to| to == *plan))
        .map(|plan| format!("• {}", offer(plan, prices)))
        .collect();
    if lines.is_empty() {
        return Reply::text(format!(
            "{} has the largest plan there is. For more, ask whoever gave you this number.",
            echo(&business.name)
        ));
    }
    let pay = match link {
        Some(link) => format!(
            "\nPay here: {}",
            link.replace("{business}", business.id.as_str())
        ),
        None => "\nTo have it, ask whoever gave you this number.".to_owned(),
    };
    Reply::list("You can have:", &lines, &pay)
}

/// Something new for a stock that is as large as the plan lets it be.
pub fn no_more_items(plan: Plan, allowance: &Allowance, items: usize) -> Reply {
    let most = usize::try_from(allowance.items).unwrap_or(usize::MAX);
    let over = if items > most {
        format!("and you have {items}")
    } else {
        "and you have them all".to_owned()
    };
    Reply::text(format!(
        "{} is for {}, {over}. So nothing new can be added, and nothing was changed; all you have \
         can be sold, received and counted as before. Delete what you don't need, or say: upgrade",
        plan.name(),
        count(u64::from(allowance.items), "item", "items"),
    ))
}

/// Somebody for whom the plan has no place wants to change something.
pub fn only_asks(business: &Business) -> Reply {
    places(
        business,
        "You came later, so for now you can only look: stock, or: how many coke? The owner can say: upgrade",
    )
}

/// One more member than the plan has places.
pub fn no_more_members(business: &Business) -> Reply {
    places(
        business,
        "Invite somebody who only looks (invite viewer), or say: upgrade",
    )
}

fn places(business: &Business, so: &str) -> Reply {
    Reply::text(format!(
        "{} is on {}, which is for {} who can change stock. {so}",
        echo(&business.name),
        business.plan.name(),
        most(business.allowance().members.max(1), "person", "people"),
    ))
}

/// Somebody with an invitation to a business that has no place left.
pub fn team_is_full(business: &Business) -> Reply {
    Reply::text(format!(
        "There is no place left in {}. Ask its owner to make room or to upgrade, then send this again.",
        echo(&business.name)
    ))
}

/// "Pro, $15.00 a month: unlimited messages, unlimited items, 10 people, files to take away, trends and what to
/// order".
fn offer(plan: Plan, prices: &Prices) -> String {
    let price = prices.of(plan).map_or_else(
        || "price by agreement".to_owned(),
        |price| format!("{} a month", money(price, &prices.currency)),
    );
    let allowance = plan.allowance();
    let mut gives = vec![
        if plan.is_guarded() {
            "unlimited messages".to_owned()
        } else {
            format!("{} messages a day", allowance.messages_a_day)
        },
        most(allowance.items, "item", "items"),
        most(allowance.members, "person", "people"),
    ];
    let features = [
        (Feature::CsvExport, "files to take away"),
        (Feature::Analytics, "trends and what to order"),
        (Feature::Api, "your stock in other programs"),
        (Feature::Priority, "understood first on busy days"),
        (Feature::OwnNumber, "a number of your own"),
    ];
    gives.extend(
        features
            .into_iter()
            .filter(|(feature, _)| plan.has(*feature))
            .map(|(_, name)| name.to_owned()),
    );
    format!("{}, {price}: {}", plan.name(), gives.join(", "))
}

/// "Files like that come with Starter ($5.00 a month), and Thandi's Spaza is on Free. To have it: upgrade."
pub(super) fn comes_with(
    what: &str,
    feature: Feature,
    business: &Business,
    prices: &Prices,
) -> String {
    let plan = feature.least();
    let price = prices.of(plan).map_or_else(String::new, |price| {
        format!(" ({} a month)", money(price, &prices.currency))
    });
    format!(
        "{what} come with {}{price}, and {} is on {}. To have it: upgrade.",
        plan.name(),
        echo(&business.name),
        business.plan.name(),
    )
}

fn messages(today: u32, plan: Plan, allowance: &Allowance) -> String {
    let day = allowance.messages_a_day;
    let guarded = plan.is_guarded() && day >= plan.allowance().messages_a_day;
    let today = usize::try_from(today).unwrap_or(usize::MAX);
    used(today, if guarded { UNLIMITED } else { day })
}

/// "8 of 50, 42 left"; "60 of 50, 10 over"; "60, no limit".
fn used(used: usize, most: u32) -> String {
    let most_of = u64::from(most);
    let used = used as u64;
    if most == UNLIMITED {
        format!("{used}, no limit")
    } else if used > most_of {
        format!("{used} of {most}, {} over", used - most_of)
    } else {
        format!("{used} of {most}, {} left", most_of - used)
    }
}

fn most(most: u32, one: &str, several: &str) -> String {
    if most == UNLIMITED {
        format!("unlimited {several}")
    } else {
        count(u64::from(most), one, several)
    }
}
