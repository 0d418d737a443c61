//! What is asked back, and what is said to what can't be read.

use backroom_core::business::Right;
use backroom_core::import::number::Unreadable;
use backroom_core::import::{Beside, Fault};
use backroom_core::intent::{Action, Problem, Reason, Thing};
use backroom_core::inventory::{Doubt, Item};
use backroom_core::message::MediaKind;
use backroom_core::money::Money;
use backroom_core::reply::{ask, chat, list, refuse};

use super::Sentences;
use super::sample::{bread, coke, lines, moved, question, record, rice, whole};

pub(crate) fn say(say: &mut Sentences) {
    questions(say);
    problems(say);
    whole_lists(say);
    say.reply("chat::courtesy", chat::courtesy());
    for nearest in [None, Some("coke")] {
        say.reply("chat::not_understood", chat::not_understood(nearest));
    }
    say.reply("chat::say_it_plainly", chat::say_it_plainly());
    say.reply("chat::too_long", chat::too_long());
    for words in [Some("sold 3 coke"), None] {
        say.reply("chat::kept_for_later", chat::kept_for_later(words));
    }
    for kind in [
        MediaKind::Voice,
        MediaKind::Image,
        MediaKind::Document,
        MediaKind::Sticker,
    ] {
        say.reply("chat::media", chat::media(kind));
    }
    say.reply("chat::unreadable", chat::unreadable());
    say.reply("chat::edited", chat::edited());
    say.reply("chat::revoked", chat::revoked());
}

fn thing() -> Thing {
    Thing {
        quantity: whole(3),
        unit: None,
        name: "coke".to_owned(),
        price: None,
        together: None,
        expires: None,
    }
}

fn questions(say: &mut Sentences) {
    let (id, coke, bread) = (&question(), &coke(), &bread());
    let rice = &rice();
    let choices: [(&[&Item], bool, bool); 4] = [
        (&[coke], false, false),
        (&[coke, bread], true, false),
        (&[coke, bread, rice], true, false),
        (&[coke, bread, rice], false, true),
    ];
    for (choices, or_new, more) in choices {
        let asked = ask::which_item(id, "coek", choices, (or_new, more));
        say.reply("ask::which_item", asked);
    }
    say.reply("ask::which_way", ask::which_way(id, &[thing()]));
    say.reply("ask::of_what", ask::of_what(&thing()));
    for action in [Action::Add, Action::Remove, Action::Set] {
        say.reply("ask::how_many", ask::how_many(action, "coke"));
    }
    let some = lines("sold 3 coke, got 2 bread");
    say.reply("ask::confirm", ask::confirm(id, &some, "ZAR"));
    let (out, none) = (moved("sold 40 coke"), moved("count 0 bread"));
    let far = Doubt::FarMore(&out.movements[0], whole(3));
    let nothing = Doubt::ToNothing(&none.movements[0]);
    say.reply("ask::sure", ask::sure(id, &some, &[far]));
    say.reply("ask::sure", ask::sure(id, &some, &[far, nothing]));
    let counted = moved("count 10 bread");
    let since = Doubt::Moved(&counted.movements[0]);
    say.reply("ask::sure", ask::sure(id, &some, &[since, nothing]));
    let many = vec![some.clone(); 12].concat();
    say.reply("ask::sure", ask::sure(id, &many, &[far]));
    let several = record("sold 3 coke, 2 bread, 1 rice, used 1 bread");
    for many in [2, 40] {
        say.reply("ask::undo", ask::undo(id, &vec![&several; many], "ZAR"));
    }
    say.reply("ask::too_much_to_check", ask::too_much_to_check());
    say.reply("ask::pick_one", ask::pick_one());
    say.reply("ask::just_the_name", ask::just_the_name());
    say.reply("ask::just_the_number", ask::just_the_number());
    say.reply("ask::dropped", ask::dropped());
    say.reply("ask::gone", ask::gone());
    say.reply("ask::closed_long_ago", ask::closed_long_ago());
    say.reply(
        "ask::answered_already",
        ask::answered_already(&ask::dropped()),
    );
    say.reply("ask::nothing_asked", ask::nothing_asked());
    say.reply("ask::to_mend", ask::to_mend());
    say.reply("ask::to_mend_that", ask::to_mend_that());
    say.reply("ask::only_a_number", ask::only_a_number("12 kg"));
}

fn whole_lists(say: &mut Sentences) {
    let id = &question();
    let list = lines("count 24 bottles coke, 10 bread");
    let none: (&[(String, Beside)], bool) = (&[], true);
    say.reply("ask::put_in", ask::put_in(id, (&list[..1], 1), none));
    say.reply("ask::put_in", ask::put_in(id, (&list, 2), none));
    let price = Beside {
        price: Some(Money(1800)),
        ..Beside::default()
    };
    let both = Beside {
        supplier: Some("Jumbo".to_owned()),
        ..price.clone()
    };
    for (beside, may_note) in [(both, true), (price, false)] {
        let beside = [("coke".to_owned(), beside)];
        let reply = ask::put_in(id, (&list, 2), (&beside, may_note));
        say.reply("ask::put_in", reply);
    }
    let many = vec![list; 30].concat();
    say.reply("ask::put_in", ask::put_in(id, (&many, 80), none));
    say.reply("list::twice", list::twice("coke"));
    let fault = Fault::Number("quantity", "lots".to_owned(), Unreadable::NotANumber);
    let faults = [(3, fault), (7, Fault::NoQuantity)];
    say.reply("list::at_fault", list::at_fault("stock.csv", &faults));
    let many = vec![(9, Fault::NoName); 8];
    say.reply("list::at_fault", list::at_fault("stock.csv", &many));
    say.reply("list::no_columns", list::no_columns("letter.txt"));
    say.reply("list::workbook", list::workbook());
    say.reply("list::too_large", list::too_large());
    say.reply("list::gone", list::gone());
}

fn problems(say: &mut Sentences) {
    let (action, reason) = (Action::Remove, Reason::Sale);
    let name = "coke".to_owned();
    for problem in [
        Problem::NoQuantity {
            way: Some((action, reason)),
            name: name.clone(),
        },
        Problem::NoQuantity { way: None, name },
        Problem::NoName {
            action,
            reason,
            thing: thing(),
        },
        Problem::NoAction {
            things: vec![thing()],
        },
        Problem::OnlyAction { action },
        Problem::Line {
            number: 2,
            text: "blah 3".to_owned(),
        },
        Problem::BadQuantity {
            text: "-3".to_owned(),
        },
        Problem::NotYet,
        Problem::Negated,
        Problem::TooManyLines { most: 90 },
    ] {
        say.reply("refuse::incomplete", refuse::incomplete(&problem));
    }
    for right in [
        Right::MoveStock,
        Right::SeeMoney,
        Right::ChangeItems,
        Right::ChangeTeam,
        Right::ChangeSettings,
        Right::ExportAll,
        Right::Close,
    ] {
        say.reply("refuse::not_allowed", refuse::not_allowed(right));
    }
}
