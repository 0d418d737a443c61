//! What is said about the credit book.

use jiff::tz::TimeZone;

use super::ask::{NO, Press};
use super::change::said;
use super::money::money;
use super::privacy::yes_or_no;
use super::{Reply, echo, thing, titles};
use crate::credit::{CreditEntry, Customer};
use crate::ids::QuestionId;
use crate::intent::Line;
use crate::inventory::LedgerRecord;
use crate::money::Money;
use crate::quantity::Quantity;
use crate::unit::Unit;

/// "Thandi owes R86.00.", "Thandi owes nothing.", "Thandi has paid R14.00 too much."
fn balance(name: &str, balance: Money, currency: &str) -> String {
    let name = echo(name);
    match balance {
        balance if balance.is_zero() => format!("{name} owes nothing."),
        balance if balance > Money::ZERO => format!("{name} owes {}.", money(balance, currency)),
        over => format!(
            "{name} has paid {} too much.",
            money(over.negated(), currency)
        ),
    }
}

/// What was sold, and what its buyer owes now. `others` are names in the book that are spelled alike, if this one is new.
pub fn on_credit(sold: &Reply, entry: &CreditEntry, others: &[&Customer], currency: &str) -> Reply {
    let owes = balance(&entry.name, entry.balance, currency);
    let new = somebody_new(others);
    sold.clone().and(&format!("{owes}{new}"))
}

/// `others` are names in the book that are spelled as that of somebody new is.
fn somebody_new(others: &[&Customer]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let others: Vec<String> = others.iter().map(|other| echo(&other.name)).collect();
    format!(
        " That is somebody new in the credit book, beside {}. If it is not: undo",
        others.join(", ")
    )
}

/// A debt without goods: "Thandi owes R50.00. No stock was moved."
pub fn entered(entry: &CreditEntry, others: &[&Customer], currency: &str) -> Reply {
    let owes = balance(&entry.name, entry.balance, currency);
    let new = somebody_new(others);
    Reply::text(format!("{owes} No stock was moved.{new}"))
}

/// A debt that may be all, or come to what the book knows of.
pub fn owes_already(customer: &Customer, said: Money, currency: &str) -> Reply {
    let owes = balance(&customer.name, customer.balance, currency);
    if customer.balance == said {
        return Reply::text(format!(
            "{owes} That is in the book already. Nothing was changed."
        ));
    }
    let (name, total) = (echo(&customer.name), money(said, currency));
    let missing = said
        .checked_add(customer.balance.negated())
        .unwrap_or_default();
    let all = match missing > Money::ZERO {
        true => format!("{name} owes {} more", money(missing, currency)),
        false => format!("{name} paid {}", money(missing.negated(), currency)),
    };
    Reply::text(format!(
        "By the book, {owes} Nothing was changed.\n• If it is {total} in all, send: {all}\n• If it is {total} more, send: {name} owes {total} more"
    ))
}

/// "Thandi paid R50.00. Thandi owes R86.00."
pub fn paid(entry: &CreditEntry, currency: &str) -> Reply {
    Reply::text(format!(
        "{}. {}",
        payment(entry, currency),
        balance(&entry.name, entry.balance, currency)
    ))
}

/// What an entry without goods was.
pub(super) fn payment(entry: &CreditEntry, currency: &str) -> String {
    let name = echo(&entry.name);
    match entry.amount > Money::ZERO {
        true => format!("{name} owes {} more", money(entry.amount, currency)),
        false => format!("{name} paid {}", money(entry.amount.negated(), currency)),
    }
}

/// The two customers, where what the one owed went over to the other.
fn goes_over<'a>(entries: &[&'a CreditEntry]) -> Option<(&'a CreditEntry, &'a CreditEntry)> {
    match entries {
        [from, into] if from.amount == into.amount.negated() && from.customer != into.customer => {
            Some((from, into))
        }
        _ => None,
    }
}

/// What was taken back, and what they owe now; `was` are the entries that were.
pub fn undone(
    moved: Option<&Reply>,
    was: &[&CreditEntry],
    now: &[CreditEntry],
    currency: &str,
) -> Reply {
    let balances: Vec<String> = now
        .iter()
        .map(|entry| balance(&entry.name, entry.balance, currency))
        .collect();
    let balances = balances.join(" ");
    match moved {
        // Below a list, on a line of its own.
        Some(reply) if reply.body.contains('\n') => {
            Reply::text(format!("{}\n{balances}", reply.body))
        }
        Some(reply) => Reply::text(format!("{} {balances}", reply.body)),
        None if goes_over(was).is_some() => Reply::text(format!("Undone. {balances}")),
        None => {
            let payments: Vec<String> = was.iter().map(|entry| payment(entry, currency)).collect();
            Reply::text(format!("Undone: {}. {balances}", payments.join(", ")))
        }
    }
}

/// Who owes how much, those who owe most first; who has paid too much at the end.
pub fn who_owes(customers: &[Customer], currency: &str) -> Reply {
    let mut owing: Vec<&Customer> = customers
        .iter()
        .filter(|customer| !customer.balance.is_zero())
        .collect();
    owing.sort_by_key(|customer| (std::cmp::Reverse(customer.balance), &customer.name));
    if owing.is_empty() {
        return Reply::text(
            "Nobody owes you anything. To sell on credit, for example: 2 bread on credit for Thandi",
        );
    }
    let mut owed = owing
        .iter()
        .map(|customer| customer.balance.max(Money::ZERO));
    let total = owed.try_fold(Money::ZERO, |sum: Money, owed| sum.checked_add(owed));
    let lines: Vec<String> = owing
        .iter()
        .map(|customer| {
            let (name, owes) = (echo(&customer.name), customer.balance);
            if owes > Money::ZERO {
                format!("• {name}: {}", money(owes, currency))
            } else {
                format!(
                    "• {name}: paid {} too much",
                    money(owes.negated(), currency)
                )
            }
        })
        .collect();
    let ending = total.map_or_else(String::new, |total| {
        format!("\nIn all: {}", money(total, currency))
    });
    Reply::list("They owe you:", &lines, &ending)
}

/// What one of them owes.
pub fn owes(customer: &Customer, currency: &str) -> Reply {
    Reply::text(balance(&customer.name, customer.balance, currency))
}

/// What one of them took and paid, newest first.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// Whose.
    pub customer: &'a Customer,
    /// Their entries that stand, each with the record in which it is.
    pub entries: &'a [(LedgerRecord, CreditEntry)],
    /// Where the search ended before the beginning: after how many messages.
    pub looked_through: Option<usize>,
    /// The business's.
    pub zone: &'a TimeZone,
    /// The business's.
    pub currency: &'a str,
}

/// "What Lindiwe took and paid: • 24 Nov: 2 Bread for R36.00 … Lindiwe owes R36.00."
pub fn account(asked: &Account<'_>) -> Reply {
    let owes = balance(&asked.customer.name, asked.customer.balance, asked.currency);
    let searched = asked.looked_through.map_or_else(String::new, |messages| {
        format!("\nI looked through the last {messages} messages.")
    });
    if asked.entries.is_empty() {
        return Reply::text(format!("{owes}{searched}"));
    }
    let line = |(record, entry): &(LedgerRecord, CreditEntry)| {
        let at = record.happened().to_zoned_datetime(asked.zone.clone());
        let sum = |sum: Money| money(sum, asked.currency);
        let owes = entry.amount > Money::ZERO;
        let things: Vec<String> = record.entered().iter().map(said).collect();
        let things = things.join(", ");
        let entered: Vec<&CreditEntry> = record.entered_credit().iter().collect();
        let over = goes_over(&entered);
        let what = match (owes, things.is_empty()) {
            (true, true) if let Some((from, _)) = over => {
                format!("{} from {}", sum(entry.amount), echo(&from.name))
            }
            (false, true) if let Some((_, into)) = over => {
                let went = sum(entry.amount.negated());
                format!("{went} went over to {}", echo(&into.name))
            }
            (true, true) => format!("owes {} more", sum(entry.amount)),
            (false, true) => format!("paid {}", sum(entry.amount.negated())),
            (true, false) => format!("{things} for {}", sum(entry.amount)),
            (false, false) => format!("brought back {things} for {}", sum(entry.amount.negated())),
        };
        format!("• {}: {what}", at.strftime("%-d %b"))
    };
    let lines: Vec<String> = asked.entries.iter().map(line).collect();
    let name = echo(&asked.customer.name);
    Reply::list(
        &format!("What {name} took and paid, the latest first:"),
        &lines,
        &format!("\n{owes}{searched}"),
    )
}

/// "Fixed: Bob paid R16.00, not R15.00. Bob owes R4.00."
pub fn fixed(was: &CreditEntry, now: &CreditEntry, currency: &str) -> Reply {
    let sum = was.amount.max(was.amount.negated());
    Reply::text(format!(
        "Fixed: {}, not {}. {}",
        payment(now, currency),
        money(sum, currency),
        balance(&now.name, now.balance, currency)
    ))
}

/// Whether that payment is to be corrected, where something else may be meant.
pub fn sure_to_fix(
    question: &QuestionId,
    was: &CreditEntry,
    now: &CreditEntry,
    currency: &str,
) -> Reply {
    let (was, would) = (payment(was, currency), payment(now, currency));
    let body =
        format!("Correct this one? It was: {was}. It would be: {would}. Nothing is changed yet.");
    Reply::with_buttons(body, yes_or_no(question, "Yes"))
}

/// A correction of somebody's payment, where the one who corrects entered none that stands.
pub fn no_payment_to_fix(customer: &Customer, amount: Money, currency: &str) -> Reply {
    let (name, sum) = (echo(&customer.name), money(amount, currency));
    Reply::text(format!(
        "I found no payment of {name}'s that you entered and could correct. Nothing was changed. If {name} paid {sum}, send: {name} paid {sum}"
    ))
}

/// "Lindi is not in the credit book. Did you mean Lindiwe (owes R36.00)?"
pub fn which_customer(
    question: &QuestionId,
    said: &str,
    choices: &[&Customer],
    currency: &str,
) -> Reply {
    let names: Vec<&str> = choices.iter().map(|choice| choice.name.as_str()).collect();
    let titles = titles::unlike(&names, &[NO]);
    let near: Vec<String> = choices
        .iter()
        .map(|choice| {
            let owes = balance(&choice.name, choice.balance, currency);
            owes.trim_end_matches('.').to_owned()
        })
        .collect();
    let body = format!(
        "{} is not in the credit book. Who do you mean? {}. Nothing is changed yet.",
        echo(said),
        near.join(", ")
    );
    let pick = |at: usize| {
        let press = [Press::Pick(1), Press::Pick(2), Press::Pick(3)][at];
        (press.id(question), titles[at].clone())
    };
    let no = || (Press::No.id(question), NO.to_owned());
    match choices.len() {
        0 => Reply::text(body),
        1 => Reply::with_buttons(body, [pick(0), no()]),
        2 => Reply::with_buttons(body, [pick(0), pick(1), no()]),
        _ => Reply::with_buttons(body, [pick(0), pick(1), pick(2)]),
    }
}

/// Whether what a customer brought back comes off what they owe.
pub fn off_the_debt(
    question: &QuestionId,
    customer: &Customer,
    lines: &[Line],
    currency: &str,
) -> Reply {
    let owes = balance(&customer.name, customer.balance, currency);
    let things: Vec<String> = lines
        .iter()
        .map(|line| thing(line.quantity, line.unit.as_ref(), &line.name))
        .collect();
    let buttons = [
        (Press::Yes, "Off what is owed"),
        (Press::Got, "Only the stock"),
        (Press::No, NO),
    ];
    Reply::with_buttons(
        format!(
            "{owes} Does it come off that: {}? Nothing is changed yet.",
            things.join(", ")
        ),
        buttons.map(|(press, title)| (press.id(question), title.to_owned())),
    )
}

/// Somebody in the book is called something else now.
pub fn renamed(was: &Customer, now: &Customer, currency: &str) -> Reply {
    let (from, to) = (echo(&was.name), echo(&now.name));
    Reply::text(format!(
        "{from} is now {to} in the credit book. {} To change it back: rename customer {to} to {from}",
        balance(&now.name, now.balance, currency)
    ))
}

/// Whether what the one owes goes to the other.
pub fn sure_to_join(
    question: &QuestionId,
    from: &Customer,
    into: &Customer,
    currency: &str,
) -> Reply {
    let owes = |customer: &Customer| balance(&customer.name, customer.balance, currency);
    let (name, other) = (echo(&from.name), echo(&into.name));
    let body = format!(
        "{} {} Put what {name} owes on {other}? Nothing is changed yet.",
        owes(from),
        owes(into)
    );
    Reply::with_buttons(body, yes_or_no(question, "Yes"))
}

/// What the one owed is owed by the other now.
pub fn joined(from: &CreditEntry, into: &CreditEntry, currency: &str) -> Reply {
    let owes = |entry: &CreditEntry| balance(&entry.name, entry.balance, currency);
    Reply::text(format!(
        "Done. {} {} Not right? undo",
        owes(into),
        owes(from)
    ))
}

/// A name that the credit book does not have, and those that are spelled alike.
pub fn not_in_the_book(name: &str, near: &[&Customer]) -> Reply {
    let name = echo(name);
    let near: Vec<String> = near.iter().map(|other| echo(&other.name)).collect();
    Reply::text(if near.is_empty() {
        format!(
            "{name} is not in the credit book. To sell on credit, for example: 2 bread on credit for {name}"
        )
    } else {
        format!(
            "{name} is not in the credit book. Nearest: {}. Send it with that name.",
            near.join(" or ")
        )
    })
}

/// Somebody pays all that they owe, and owe nothing.
pub fn nothing_to_pay(customer: &Customer, currency: &str) -> Reply {
    let owes = balance(&customer.name, customer.balance, currency);
    Reply::text(format!("{owes} Nothing was changed."))
}

/// "What do you sell one for?", asked once where nothing says it: one of what was sold, "case" for two cases. `for_good` is how
/// whoever may set prices is told to.
pub fn which_price(item: &str, unit: Option<&Unit>, for_good: bool) -> Reply {
    let per = unit.map_or_else(String::new, |unit| format!(" per {}", unit.as_str()));
    let one = thing(Quantity::ONE, unit, item);
    let one = one.strip_prefix("1 ").unwrap_or(&one);
    let for_good = match for_good {
        true => format!(" To tell me for good: price {} 18{per}", echo(item)),
        false => String::new(),
    };
    Reply::text(format!(
        "What do you sell one {one} for? Just the number, for example: 18. Nothing is changed yet.{for_good}"
    ))
}

/// An answer to that which is no price.
pub fn just_the_price() -> Reply {
    Reply::text("Please answer with the price for one, just the number, for example: 18")
}

/// A sum past what can be counted.
pub fn too_much() -> Reply {
    Reply::text("That is more money than I can count. Nothing was changed.")
}

/// A correction of what was sold on credit.
pub fn undo_it_instead() -> Reply {
    Reply::text(
        "That is in the credit book. Reply \"undo\" to it, then send it again as it should be.",
    )
}

/// What is missing from a sale on credit.
pub fn say_all() -> Reply {
    Reply::text(
        "Say it all in one message, with a number and a name, for example: 2 bread on credit for Thandi. \
         Nothing was changed.",
    )
}

/// "Forget Thandi?"
pub fn sure_to_forget(question: &QuestionId, customer: &Customer, currency: &str) -> Reply {
    let stays = if customer.balance.is_zero() {
        String::new()
    } else {
        let owes = balance(&customer.name, customer.balance, currency);
        format!(" {owes} The amount stays, without a name.")
    };
    Reply::with_buttons(
        format!(
            "Forget {}? The name goes from the credit book and from its history.{stays}",
            echo(&customer.name)
        ),
        yes_or_no(question, "Forget"),
    )
}

/// Somebody is being forgotten.
pub fn forgotten(pseudonym: &str) -> Reply {
    Reply::text(format!("Done. What was theirs is now under {pseudonym}."))
}
