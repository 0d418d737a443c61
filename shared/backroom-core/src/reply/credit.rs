//! What is said about the credit book.

use super::money::money;
use super::{Reply, echo, thing};
use crate::credit::{CreditEntry, Customer};
use crate::ids::QuestionId;
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
        super::privacy::yes_or_no(question, "Forget"),
    )
}

/// Somebody is being forgotten.
pub fn forgotten(pseudonym: &str) -> Reply {
    Reply::text(format!("Done. What was theirs is now under {pseudonym}."))
}
