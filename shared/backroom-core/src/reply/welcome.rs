//! What newcomers are told, and what is said about the business itself: names, settings.

use super::money::money;
use super::{Reply, echo};
use crate::business::{Business, Confirm, QuietHours, Reports};
use crate::ids::QuestionId;
use crate::money::Money;

/// The first words to somebody we don't know.
pub fn stranger() -> Reply {
    Reply::text(
        "Welcome to The Backroom! I keep your stock: you text me what comes in and what you sell.\n\
         What is your business called? (Or send the invitation code you were given: join CODE)",
    )
}

/// Somebody on a number that belongs to one business.
pub fn invitation_needed() -> Reply {
    Reply::text(
        "This number belongs to a business. Ask its owner for an invitation, then send: join CODE",
    )
}

/// They were asked for the business's name, and said something else.
pub fn name_first() -> Reply {
    Reply::text(
        "First tell me what your business is called, for example: my shop is Thandi's Spaza",
    )
}

/// They were asked for the business's name, and said what may be one, or a question, or a code.
pub fn perhaps_its_name(said: &str) -> Reply {
    Reply::text(format!(
        "Is that what your business is called? Then send: my shop is {}\nTo join one that is here already, send its code: join CODE",
        echo(said)
    ))
}

/// A business was founded.
pub fn founded(business: &str) -> Reply {
    Reply::text(format!(
        "{} is open! Try these:\n• got 50 bottles of coke\n• sold 3 coke\n• how many coke?\n\
         Have a list already? Send it here, one item a line. Say help any time.",
        echo(business)
    ))
}

/// Somebody joined.
pub fn joined(business: &str) -> Reply {
    Reply::text(format!(
        "You're in: {}. Tell me what moves, for example: sold 3 coke. Say help any time.",
        echo(business)
    ))
}

/// An invitation that is unknown, used or too old.
pub fn bad_code() -> Reply {
    Reply::text("That code doesn't work. It may be used or too old: ask for a new one.")
}

/// A member of a business asks to join.
pub fn already_member(business: &str) -> Reply {
    Reply::text(format!("You're already in {}.", echo(business)))
}

/// A setting was changed.
pub fn oversell_set(business: &Business) -> Reply {
    Reply::text(if business.settings.oversell {
        "OK. You can now sell more than is in stock; I'll show what is short."
    } else {
        "OK. Selling more than is in stock is refused again."
    })
}

/// A setting was changed.
pub fn confirm_set(business: &Business) -> Reply {
    Reply::text(match business.settings.confirm {
        Confirm::Words => "OK. Each change is confirmed in words.",
        Confirm::Reaction => {
            "OK. A change that went well gets a \u{2705} and no words; what is low, short or unclear I still tell. Back to \
             words: quiet off"
        }
        Confirm::Digest => {
            "OK. The first change of each hour is confirmed, and with it those of the hour before; what is low, short or \
             unclear I still tell at once. Back to words: quiet off"
        }
        Confirm::Silence => {
            "OK. From now on I don't answer a change that went well; what is low, short or unclear I still tell. To see \
             what was done: today. Back to words: quiet off"
        }
    })
}

/// A setting was changed.
pub fn reports_set(business: &Business) -> Reply {
    Reply::text(match business.settings.reports {
        Reports::Daily => {
            "OK. You'll get a report each morning after a day on which something happened; on Mondays that of the week, \
             on the first that of the month."
        }
        Reports::Weekly => {
            "OK. You'll get a report each Monday, and on the first that of the month."
        }
        Reports::Monthly => "OK. You'll get a report on the first of each month.",
        Reports::Off => "OK. No more reports. To see one: report week",
    })
}

/// A setting was changed.
pub fn quiet_hours_set(business: &Business) -> Reply {
    Reply::text(format!(
        "OK. Reports come {}.",
        not_quiet(business.settings.quiet_hours)
    ))
}

/// "from 06:00 to 21:00".
fn not_quiet(quiet: QuietHours) -> String {
    if quiet.from == quiet.until {
        return "at any hour, the first after midnight".to_owned();
    }
    format!("from {:02}:00 to {:02}:00", quiet.until, quiet.from)
}

/// Another time zone, in which it is this time now: "Tue 24 Nov, 09:00".
pub fn time_zone_set(business: &Business, now: &str) -> Reply {
    Reply::text(format!(
        "OK. It is {now} for {} now, and its days begin and end as in {}.",
        echo(&business.name),
        echo(&business.time_zone)
    ))
}

/// Nothing is called so.
pub fn no_such_time_zone(said: &str) -> Reply {
    Reply::text(format!(
        "I don't know a time zone called \"{}\". Say it by its city, like this: timezone Africa/Lagos",
        echo(said)
    ))
}

/// Another currency.
pub fn currency_set(business: &Business) -> Reply {
    Reply::text(format!(
        "OK. Amounts of {} are in {} now: {}.",
        echo(&business.name),
        echo(&business.currency),
        money(Money(1_250), &business.currency)
    ))
}

/// Nothing is called so.
pub fn no_such_currency(said: &str) -> Reply {
    Reply::text(format!(
        "I don't know a currency called \"{}\". Say it by its three letters, like this: currency USD",
        echo(said)
    ))
}

/// There are amounts already, which stay as numbers.
pub fn sure_of_currency(question: &QuestionId, business: &Business, to: &str) -> Reply {
    let amount = |currency: &str| money(Money(1_250), currency);
    let body = format!(
        "{} has prices, costs or debts in {} already. None of them is converted: {} becomes {}. Change it?",
        echo(&business.name),
        echo(&business.currency),
        amount(&business.currency),
        amount(to),
    );
    Reply::with_buttons(body, super::privacy::yes_or_no(question, "Change it"))
}

/// All that the owner can set, each with how it is set otherwise.
pub fn settings(business: &Business) -> Reply {
    let Business {
        name,
        plan,
        time_zone,
        currency,
        settings,
        ..
    } = business;
    let reports = match settings.reports {
        Reports::Off => "none. To get them: reports on, reports weekly",
        Reports::Daily => "each morning. To stop them: reports off",
        Reports::Weekly => "each Monday. To stop them: reports off",
        Reports::Monthly => "on the first of each month. To stop them: reports off",
    };
    let oversell = if settings.oversell {
        "allowed. To refuse it: oversell off"
    } else {
        "refused. To allow it: oversell on"
    };
    let confirm = match settings.confirm {
        Confirm::Words => "each in words. Fewer: quiet on",
        Confirm::Reaction => "by a reaction. In words: quiet off",
        Confirm::Digest => "those of an hour together. Each in words: quiet off",
        Confirm::Silence => "not at all. In words: quiet off",
    };
    let sheet = match settings.sheet {
        Some(_) => "\n• Google Sheet: kept. Which one: google sheet",
        None => "",
    };
    let api = if settings.api.on {
        "\n• Other programs: one with your key may read the stock. Which key: api key"
    } else {
        ""
    };
    let (plan, zone) = (plan.name(), echo(time_zone));
    Reply::text(format!(
        "{}:\n• Reports: {reports}\n• They come {}. Otherwise: quiet hours 21 to 6\n• Selling more than there is: {oversell}\n• Changes that went well: {confirm}\n• Plan: {plan}. What it gives: plan{sheet}{api}\n\
         • Money: {}. Otherwise: currency …\n• Days begin and end as in {zone}. Otherwise: timezone …\nThe name: call my shop …",
        echo(name),
        not_quiet(settings.quiet_hours),
        echo(currency),
    ))
}

/// The business has another name.
pub fn renamed(name: &str) -> Reply {
    Reply::text(format!("OK, it's called {} now.", echo(name)))
}
