//! What is said about money: sales, profit, what the stock is worth, what something sells for.

use super::money::money;
use super::period::when;
use super::plural::agreeing;
use super::{Reply, amount, echo, thing, title};
use crate::intent::Period;
use crate::inventory::Item;
use crate::money::Money;
use crate::quantity::Quantity;
use crate::takings::{Sold, Takings};

/// How many items a line of things that are not known names.
const UNKNOWN_MOST: usize = 5;

/// "Sales today: R90.00", and a line for each item; of what only the reader sold, "Your sales today". `items` are those of the
/// shop, for what has a price by now.
pub fn sales(
    takings: &Takings,
    items: &[Item],
    own: bool,
    period: Period,
    currency: &str,
) -> Reply {
    let when = when(period);
    let mut sold: Vec<&Sold> = takings.items.rows().collect();
    if sold.is_empty() {
        let nothing = match own {
            true => format!("You sold nothing {when}. What others sold is for the owner to see."),
            false => format!("Nothing was sold {when}."),
        };
        return Reply::text(match paid_off(takings, currency) {
            Some(paid_off) => format!("{nothing} {paid_off}"),
            None => nothing,
        });
    }
    // Where no prices are known, what went most is first.
    sold.sort_by_key(|sold| {
        let most = std::cmp::Reverse((sold.revenue, sold.quantity));
        (most, sold.name.clone())
    });
    let priced = sold.iter().any(|sold| sold.unpriced != sold.quantity);
    let lines: Vec<String> = sold
        .iter()
        .map(|sold| format!("• {}", earned(sold, priced, currency)))
        .collect();
    let revenue = earned_in_all(takings, currency);
    let heading = match (priced, own) {
        (true, true) => format!("Your sales {when}: {revenue}"),
        (true, false) => format!("Sales {when}: {revenue}"),
        (false, true) => format!("You sold {when}:"),
        (false, false) => format!("Sold {when}:"),
    };
    let paid_off = paid_off(takings, currency).map_or_else(String::new, |paid| format!("\n{paid}"));
    let ending = format!("{paid_off}{}", tell_prices(&sold, items, own));
    Reply::list(&heading, &lines, &ending)
}

/// So many of what sold least are told.
const LEAST_MOST: usize = 3;

/// What is on hand and was neither sold nor used in the period; if nothing is, what sold least.
pub fn unsold(left: &[&Item], takings: &Takings, period: Period) -> Reply {
    let when = when(period);
    if left.is_empty() {
        let all = format!("All that is on hand was sold or used {when}.");
        let mut sold: Vec<&Sold> = takings.items.rows().collect();
        sold.sort_by_key(|sold| (sold.quantity, sold.name.clone()));
        sold.truncate(LEAST_MOST);
        let line = |sold: &&Sold| {
            let what = thing(sold.quantity, sold.unit.as_ref(), &sold.name);
            format!("• {what}")
        };
        let lines: Vec<String> = sold.iter().map(line).collect();
        return match lines.is_empty() {
            true => Reply::text(all),
            false => Reply::list(&format!("{all} Sold least:"), &lines, ""),
        };
    }
    let mut left = left.to_vec();
    left.sort_by_key(|item| item.name.to_lowercase());
    let line = |item: &&Item| {
        let on_hand = amount(item.on_hand, item.unit.as_ref());
        format!("• {}: {on_hand}", title(&item.name))
    };
    let lines: Vec<String> = left.iter().map(line).collect();
    Reply::list(&format!("Neither sold nor used {when}:"), &lines, "")
}

/// "R132.50 (R36.00 of it on credit)"; "R20.00 (R36.00 sold on credit)" where cash was given back.
pub(super) fn earned_in_all(takings: &Takings, currency: &str) -> String {
    let (earned, owed) = (takings.revenue(), takings.on_credit);
    let revenue = money(earned, currency);
    let on_credit = money(owed, currency);
    match () {
        () if owed <= Money::ZERO => revenue,
        () if owed <= earned => format!("{revenue} ({on_credit} of it on credit)"),
        () => format!("{revenue} ({on_credit} sold on credit)"),
    }
}

/// "Paid off: R58.00": what came in of what was owed.
pub(super) fn paid_off(takings: &Takings, currency: &str) -> Option<String> {
    let paid = takings.paid_off;
    (paid > Money::ZERO).then(|| format!("Paid off by customers: {}", money(paid, currency)))
}

/// "5 Bread: R90.00", "3 Milk: no price".
fn earned(sold: &Sold, priced: bool, currency: &str) -> String {
    let what = thing(sold.quantity, sold.unit.as_ref(), &sold.name);
    let earned = money(sold.revenue, currency);
    match () {
        () if !priced => what,
        () if sold.unpriced == sold.quantity && !sold.quantity.is_zero() => {
            format!("{what}: no price")
        }
        () if sold.unpriced <= Quantity::ZERO => format!("{what}: {earned}"),
        () => {
            let without = amount(sold.unpriced, sold.unit.as_ref());
            format!("{what}: {earned}, and {without} without a price")
        }
    }
}

/// How to have prices: for what is sold from now on, unless only others may set them, and for what was sold before. No figure
/// stands there as if it were theirs.
fn tell_prices(sold: &[&Sold], items: &[Item], own: bool) -> String {
    let unpriced = || sold.iter().filter(|sold| sold.unpriced > Quantity::ZERO);
    let has_price = |sold: &Sold| {
        let item = items.iter().find(|item| item.name == sold.name);
        item.is_some_and(|item| item.price.is_some())
    };
    let without = unpriced().find(|sold| !has_price(sold));
    match without.or_else(|| unpriced().next()) {
        None => String::new(),
        Some(sold) if own || without.is_none() => format!(
            "\nTo price a sale of {} after it, reply to it: no, @ and what one sold for",
            title(&sold.name)
        ),
        Some(sold) => format!(
            "\n{} {} no price. From now on: {}",
            title(&sold.name),
            agreeing(&sold.name, "has", "have"),
            to_price(&sold.name)
        ),
    }
}

/// "price milk, and what one sells for"
fn to_price(name: &str) -> String {
    let name = echo(name).to_lowercase();
    format!("price {name}, and what one sells for")
}

/// "Profit today: R12.00", what it is made of, and what is not known.
pub fn profit(takings: &Takings, period: Period, currency: &str) -> Reply {
    let when = when(period);
    if takings.is_empty() {
        return Reply::text(format!("Nothing was sold {when}."));
    }
    let (revenue, cost) = (takings.known_revenue(), takings.known_cost());
    let (unpriced, uncosted) = (
        unknown(takings, |s| s.unpriced),
        unknown(takings, |s| s.uncosted),
    );
    let all_known = |sold: &Sold| sold.unpriced.is_zero() && sold.uncosted.is_zero();
    let known = !cost.is_zero() || !revenue.is_zero() || takings.items.rows().all(all_known);
    let money = |amount| money(amount, currency);
    let mut lines = Vec::new();
    if known {
        lines.push(format!(
            "Profit {when}: {}",
            money(Money(revenue.0 - cost.0))
        ));
        lines.push(format!(
            "Sold for {}, which cost {}.",
            money(revenue),
            money(cost)
        ));
    } else {
        lines.push(format!("I can't tell the profit {when} yet."));
    }
    lines.extend(uncosted.map(|items| format!("Profit not known for {items} (no cost).")));
    lines.extend(unpriced.map(|items| format!("Profit not known for {items} (no price).")));
    if !takings.used.is_zero() {
        lines.push(format!("Used up: {}.", money(takings.used)));
    }
    if takings.lost > Money::ZERO {
        lines.push(format!(
            "Lost (broken, expired, stolen, missing): {}.",
            money(takings.lost)
        ));
    } else if !takings.lost.is_zero() {
        lines.push(format!(
            "Found at counts: {}.",
            money(takings.lost.negated())
        ));
    }
    Reply::text(lines.join("\n"))
}

/// "3 Milk, 2 bottles of Coke": those of which some part is unknown.
fn unknown(takings: &Takings, part: impl Fn(&Sold) -> Quantity) -> Option<String> {
    let items = takings.items.rows();
    named(
        items
            .filter(|sold| part(sold) > Quantity::ZERO)
            .map(|sold| thing(part(sold), sold.unit.as_ref(), &sold.name)),
    )
}

fn named(items: impl Iterator<Item = String>) -> Option<String> {
    let mut items: Vec<String> = items.collect();
    let more = items.len().saturating_sub(UNKNOWN_MOST);
    items.truncate(UNKNOWN_MOST);
    if more > 0 {
        items.push(format!("and {more} more"));
    }
    (!items.is_empty()).then(|| items.join(", "))
}

/// "Your stock cost R1,236.00.", the items by what they cost, and those whose cost is not known.
pub fn stock_value(items: &[Item], currency: &str) -> Reply {
    let mut costed: Vec<&Item> = items.iter().filter(|item| !item.worth.is_none()).collect();
    costed.sort_by_key(|item| (std::cmp::Reverse(item.worth.cost), item.name.to_lowercase()));
    let unknown = named(items.iter().filter_map(|item| {
        let quantity = item.on_hand.checked_sub(item.worth.quantity)?;
        (quantity > Quantity::ZERO).then(|| thing(quantity, item.unit.as_ref(), &item.name))
    }));
    if costed.is_empty() {
        return Reply::text(match unknown {
            None => "There is nothing in stock, so it is worth nothing.".to_owned(),
            Some(_) => "I don't know what your stock cost. Say it when you buy, for example: \
                        bought 10 bread @ 12"
                .to_owned(),
        });
    }
    let sum = costed.iter().map(|item| item.worth.cost.0).sum();
    let lines: Vec<String> = costed
        .iter()
        .map(|item| {
            let what = thing(item.worth.quantity, item.unit.as_ref(), &item.name);
            format!("• {what}: {}", money(item.worth.cost, currency))
        })
        .collect();
    let ending = unknown.map_or_else(String::new, |items| format!("\nCost not known: {items}."));
    let heading = format!("Your stock cost {}:", money(Money(sum), currency));
    Reply::list(&heading, &lines, &ending)
}

/// "Bread sells for R18.00 each."
pub fn price(item: &Item, currency: &str) -> Reply {
    Reply::text(match &item.price {
        Some(price) => format!(
            "{}. I count that where a sale says no price.",
            super::note::sells_for(item, price, currency)
        ),
        None => format!(
            "{} {} no price. To set one: {}",
            title(&item.name),
            agreeing(&item.name, "has", "have"),
            to_price(&item.name)
        ),
    })
}

/// What everything sells for, and what has no price.
pub fn prices(items: &[Item], currency: &str) -> Reply {
    let mut sorted: Vec<&Item> = items.iter().collect();
    sorted.sort_by_key(|item| item.name.to_lowercase());
    let row = |item: &&Item| {
        let price = super::note::priced(item.price.as_ref()?, currency);
        Some(format!("• {}: {price}", title(&item.name)))
    };
    let rows: Vec<String> = sorted.iter().filter_map(row).collect();
    let unpriced = || sorted.iter().filter(|item| item.price.is_none());
    let example = unpriced()
        .next()
        .map_or("bread".to_owned(), |item| echo(&item.name));
    let to_set = format!("To set one: {}", to_price(&example));
    match named(unpriced().map(|item| title(&item.name))) {
        _ if rows.is_empty() => Reply::text(format!("Nothing has a price yet. {to_set}")),
        None => Reply::list("Your prices:", &rows, ""),
        Some(names) => Reply::list(
            "Your prices:",
            &rows,
            &format!("\nWithout a price: {names}. {to_set}"),
        ),
    }
}

/// "Bread cost you R13.00 each: the average of the 9 on hand."
pub fn cost(item: &Item, currency: &str) -> Reply {
    let name = title(&item.name);
    let each = item.worth.cost.share(Quantity::ONE, item.worth.quantity);
    Reply::text(match each.filter(|_| !item.worth.is_none()) {
        Some(each) => {
            let per = match &item.unit {
                None => "each".to_owned(),
                Some(unit) => format!("per {}", unit.as_str()),
            };
            let amount = |quantity| amount(quantity, item.unit.as_ref());
            let known = amount(item.worth.quantity);
            let of = match item.worth.quantity < item.on_hand {
                true => format!("{known} of the {}", amount(item.on_hand)),
                false => format!("the {known}"),
            };
            let each = money(each, currency);
            format!("{name} cost you {each} {per}: the average of {of} on hand.")
        }
        None => {
            let name = echo(&item.name).to_lowercase();
            format!(
                "I don't know what the {name} on hand cost. Say it when you buy, for example: bought 10 {name} @ 12. \
                 What you paid before: history {name}"
            )
        }
    })
}

/// What only the owner and managers see.
pub fn owners_business() -> Reply {
    Reply::text("Only the owner or a manager sees that.")
}
