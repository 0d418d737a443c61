//! The credit book.

use backroom_core::credit::{CreditEntry, Customer};
use backroom_core::ids::{MessageId, QuestionId};
use backroom_core::inventory::LedgerRecord;
use backroom_core::money::Money;
use backroom_core::reply::{Reply, credit};
use backroom_core::unit::Unit;
use jiff::tz::TimeZone;

use super::sample::{lines, question, record};
use crate::Sentences;

const ZAR: &str = "ZAR";

pub(crate) fn say(say: &mut Sentences) {
    let message = MessageId::new("wamid.1");
    let customer = |name: &str, balance| Customer {
        balance: Money(balance),
        ..Customer::new(name, &message)
    };
    let (thandi, sipho) = (customer("Thandi", 8_600), customer("Sipho", 0));
    let entry = |amount| CreditEntry {
        customer: thandi.id.clone(),
        name: thandi.name.clone(),
        amount: Money(amount),
        balance: thandi.balance,
    };
    let (owed, paid) = (entry(3_600), entry(-5_000));
    let sold = Reply::text("Sold 2 Bread for R36.00. 8 left.");
    for others in [&[][..], &[&sipho]] {
        say.reply(
            "credit::on_credit",
            credit::on_credit(&sold, &owed, others, ZAR),
        );
        say.reply(
            "credit::not_in_the_book",
            credit::not_in_the_book("Siphoo", others),
        );
    }
    say.reply("credit::paid", credit::paid(&paid, ZAR));
    mended(say, (&thandi, &sipho), (&owed, &paid));
    for others in [&[][..], &[&sipho]] {
        say.reply("credit::entered", credit::entered(&owed, others, ZAR));
    }
    for said in [8_600, 9_000, 5_000] {
        say.reply(
            "credit::owes_already",
            credit::owes_already(&thandi, Money(said), ZAR),
        );
    }
    let now = [entry(0)];
    for moved in [None, Some(&sold)] {
        say.reply("credit::undone", credit::undone(moved, &[&paid], &now, ZAR));
    }
    say.reply("credit::undone", credit::undone(None, &[&owed], &now, ZAR));
    for customers in [vec![], vec![thandi.clone(), sipho.clone()]] {
        say.reply("credit::who_owes", credit::who_owes(&customers, ZAR));
    }
    for customer in [&thandi, &sipho, &customer("Zanele", -500)] {
        say.reply("credit::owes", credit::owes(customer, ZAR));
        say.reply(
            "credit::sure_to_forget",
            credit::sure_to_forget(&QuestionId::asked_by(&message), customer, ZAR),
        );
    }
    say.reply(
        "credit::nothing_to_pay",
        credit::nothing_to_pay(&sipho, ZAR),
    );
    let asked = credit::which_price("bread", None, false);
    say.reply("credit::which_price", asked);
    let case = Unit::new("case");
    say.reply(
        "credit::which_price",
        credit::which_price("coke", Some(&case), true),
    );
    say.reply("credit::just_the_price", credit::just_the_price());
    say.reply("credit::too_much", credit::too_much());
    say.reply("credit::undo_it_instead", credit::undo_it_instead());
    say.reply("credit::say_all", credit::say_all());
    say.reply("credit::forgotten", credit::forgotten("customer 4f2a"));
}

/// Who is meant, what they took and paid, and what is put right about it.
fn mended(
    say: &mut Sentences,
    (thandi, sipho): (&Customer, &Customer),
    (owed, paid): (&CreditEntry, &CreditEntry),
) {
    let question = question();
    let goods = record("sold 2 bread @ 18, 3 coke @ 20");
    let bare = LedgerRecord {
        movements: Vec::new(),
        ..goods.clone()
    };
    let entries = [
        (goods.clone(), owed.clone()),
        (bare.clone(), paid.clone()),
        (bare.clone(), owed.clone()),
        (goods, paid.clone()),
    ];
    for (entries, looked_through) in [(&entries[..], None), (&[], Some(1_000))] {
        let account = credit::Account {
            customer: thandi,
            entries,
            looked_through,
            zone: &TimeZone::UTC,
            currency: ZAR,
        };
        say.reply("credit::account", credit::account(&account));
    }
    say.reply("credit::fixed", credit::fixed(paid, paid, ZAR));
    say.reply(
        "credit::sure_to_fix",
        credit::sure_to_fix(&question, paid, paid, ZAR),
    );
    say.reply(
        "credit::no_payment_to_fix",
        credit::no_payment_to_fix(thandi, Money(1_600), ZAR),
    );
    for choices in [&[thandi][..], &[thandi, sipho], &[thandi, sipho, sipho]] {
        let choices: Vec<&Customer> = choices.to_vec();
        say.reply(
            "credit::which_customer",
            credit::which_customer(&question, "Thandie", &choices, ZAR),
        );
    }
    let lines = lines("customer returned 1 bread");
    say.reply(
        "credit::off_the_debt",
        credit::off_the_debt(&question, thandi, &lines, ZAR),
    );
    say.reply("credit::renamed", credit::renamed(sipho, thandi, ZAR));
    say.reply(
        "credit::sure_to_join",
        credit::sure_to_join(&question, sipho, thandi, ZAR),
    );
    say.reply("credit::joined", credit::joined(paid, owed, ZAR));
}
