//! What is said about items and their stock.

use backroom_core::expiry::{SaidDate, Within};
use backroom_core::gemini::{Medium, Transcript};
use backroom_core::intent::{Noted, Period, Reason, Topic};
use backroom_core::inventory::{Batch, Item, Rejection};
use backroom_core::money::Money;
use backroom_core::reply::answer::{self, Checked, History};
use backroom_core::reply::heard::{self, Trouble};
use backroom_core::reply::{
    Reply, change, expiry, help, items as words, note, refuse, reorder, stocktake, takings,
};
use backroom_core::stocktake::{Findings, Stocktake};
use backroom_core::takings::Takings;
use backroom_core::unit::Unit;
use jiff::tz::TimeZone;

use super::Sentences;
use super::sample::{bread, case, coke, items, moved, now, question, record, rice, whole};

pub(crate) fn say(say: &mut Sentences) {
    answers(say);
    changes(say);
    about_items(say);
    notes(say);
    money(say);
    counting(say);
    heard_words(say);
}

fn answers(say: &mut Sentences) {
    let found = Checked::Found(Box::new(coke()));
    let close = Checked::Close("coek".to_owned(), vec![coke()]);
    let unknown = Checked::Unknown("fanta".to_owned());
    let all = [found, close, unknown];
    say.reply("answer::check", answer::check(&all));
    say.reply(
        "answer::several",
        answer::several(&[Reply::text("One."), Reply::text("Two.")]),
    );
    say.reply("answer::list", answer::list(&items()));
    say.reply("answer::list", answer::list(&[]));
    let records = [
        (record("sold 3 coke"), false),
        (record("got 2 bread"), true),
    ];
    let (coke, zone) = (coke(), TimeZone::UTC);
    for (item, own) in [(None, false), (Some(&coke), true)] {
        let asked = History {
            records: &records,
            item,
            action: None,
            period: Period::Latest,
            own,
            looked_through: own.then_some(1_000),
            zone: &zone,
            currency: "ZAR",
        };
        say.reply("answer::history", answer::history(&asked));
    }
    say.reply("answer::no_such_day", answer::no_such_day());
    for topic in [
        Topic::Stock,
        Topic::Items,
        Topic::Money,
        Topic::Reports,
        Topic::Team,
        Topic::Paste,
    ] {
        say.reply("help::help", help::help(&items(), Some(topic)));
    }
    say.reply("help::help", help::help(&items(), None));
    let milk = Item {
        batches: vec![Batch {
            expires: "2026-11-26".parse().unwrap(),
            quantity: whole(6),
        }],
        on_hand: whole(6),
        ..bread()
    };
    let today = "2026-11-24".parse().unwrap();
    for items in [vec![milk], Vec::new()] {
        say.reply(
            "expiry::expiring",
            expiry::expiring(&items, Within::Days(7), today),
        );
    }
    let day = SaidDate::Day {
        day: 31,
        month: 2,
        year: None,
    };
    say.reply("expiry::no_such_day", expiry::no_such_day("milk", day));
}

fn taken_back(say: &mut Sentences) {
    let sold = record("sold 3 coke");
    let back = moved("got 3 coke").movements;
    say.reply("change::undone", change::undone(&[&sold], &back, "ZAR"));
    let again = record("sold 5 coke");
    let fixed = change::fixed(&sold.movements[0], &again.movements[..1], "ZAR");
    say.reply("change::fixed", fixed);
    let (before, after) = (&sold.movements[0], &again.movements[0]);
    let sure = change::sure_to_fix(&question(), before, after, "ZAR");
    say.reply("change::sure_to_fix", sure.unwrap());
    let many = record("sold 3 coke, 2 bread, 1 coke, 1 bread, 1 coke");
    for record in [&record("sold 3 coke"), &many] {
        let sure = change::sure_to_undo(&question(), record, "ZAR");
        say.reply("change::sure_to_undo", sure);
    }
    for edited in [true, false] {
        let stands = change::still_stands(&question(), &many, edited, "ZAR");
        say.reply("change::still_stands", stands);
    }
}

/// What is told behind a change.
fn told_beside(say: &mut Sentences) {
    let several = change::changed(&moved("sold 3 coke, 2 bread").movements, "ZAR");
    let unshared = change::without_price(several, Some(Money(9_000)), "ZAR");
    say.reply("change::without_price", unshared);
    let sold = change::changed(&moved("sold 3 coke").movements, "ZAR");
    for (day, ago) in [(23, 1), (20, 4), (17, 7)] {
        let day = jiff::civil::date(2026, 11, day);
        let on = Some(change::OnDay::Before { day, ago });
        say.reply("change::on_its_day", change::on_its_day(sold.clone(), on));
    }
    let past = change::past_its_date(sold.clone(), true);
    say.reply("change::past_its_date", past);
    let long_ago = change::on_its_day(sold, Some(change::OnDay::LongAgo));
    say.reply("change::on_its_day", long_ago);
}

fn changes(say: &mut Sentences) {
    for text in [
        "sold 3 coke",
        "got 2 cases coke, used 1 bread",
        "count 40 coke",
        "2 bread expired",
        "sold 60 coke",
    ] {
        let changed = change::changed(&moved(text).movements, "ZAR");
        say.reply("change::changed", changed);
    }
    told_beside(say);
    taken_back(say);
    refused(say);
}

fn refused(say: &mut Sentences) {
    let (name, unit) = ("coke".to_owned(), Some(Unit::new("bottle")));
    let (quantity, said) = (whole(2), Some(Unit::new("kg")));
    let short = Rejection::NotEnough {
        name: name.clone(),
        on_hand: whole(4),
        wanted: whole(9),
        unit: unit.clone(),
    };
    let rejections = [
        short.clone(),
        Rejection::UnitMismatch {
            name: name.clone(),
            quantity,
            said: said.clone(),
            unit: unit.clone(),
        },
        Rejection::Inexact {
            name: name.clone(),
            quantity,
            said: unit.clone(),
            unit: Some(Unit::new("case")),
        },
        Rejection::UnitChanged {
            name: name.clone(),
            was: said,
            unit,
        },
        Rejection::Gone {
            name: name.clone(),
            into: Some("pepsi".to_owned()),
        },
        Rejection::Gone {
            name: name.clone(),
            into: None,
        },
        Rejection::MovedSince { name: name.clone() },
        Rejection::CountedSince { name: name.clone() },
        Rejection::TooMuch { name },
    ];
    for rejection in rejections {
        say.reply("refuse::rejected", refuse::rejected(&[rejection], 1));
    }
    let mismatch = Rejection::MovedSince {
        name: "coke".to_owned(),
    };
    let several = [short.clone(), mismatch];
    say.reply("refuse::rejected", refuse::rejected(&several, 3));
    for lines in [1, 3] {
        let said = refuse::not_moved(std::slice::from_ref(&short), lines);
        say.reply("refuse::not_moved", said);
    }
    let sized = Rejection::NotEnough {
        name: "coke 2l".to_owned(),
        on_hand: whole(0),
        wanted: whole(9),
        unit: None,
    };
    say.reply("refuse::not_moved", refuse::not_moved(&[sized], 1));
    say.reply(
        "refuse::unknown_items",
        refuse::unknown_items(&["fanta", "roti"]),
    );
    let close = Checked::Close("coek".to_owned(), vec![coke()]);
    say.reply("refuse::not_found", refuse::not_found(&[close]));
    say.reply("refuse::nameless", refuse::nameless());
    say.reply(
        "refuse::name_too_long",
        refuse::name_too_long(&"very ".repeat(30)),
    );
    undoing(say);
}

fn undoing(say: &mut Sentences) {
    say.reply("refuse::nothing_to_undo", refuse::nothing_to_undo());
    say.reply(
        "refuse::none_to_undo",
        refuse::none_to_undo(Reason::Receipt),
    );
    say.reply("refuse::none_to_fix", refuse::none_to_fix(Reason::Sale));
    say.reply("refuse::undone_just_now", refuse::undone_just_now());
    say.reply("refuse::nothing_to_correct", refuse::nothing_to_correct());
    say.reply("refuse::already_undone", refuse::already_undone());
    say.reply("refuse::too_much_to_undo", refuse::too_much_to_undo());
    say.reply("refuse::that_is_undone", refuse::that_is_undone());
    say.reply("refuse::not_yours_to_undo", refuse::not_yours_to_undo());
    say.reply(
        "refuse::quoted_changed_nothing",
        refuse::quoted_changed_nothing(),
    );
    say.reply("refuse::edit_not_undone", refuse::edit_not_undone());
    say.reply("refuse::nothing_to_fix", refuse::nothing_to_fix());
}

fn about_items(say: &mut Sentences) {
    let (coke, bread, rice) = (&coke(), &bread(), &rice());
    say.reply("items::renamed", words::renamed("coke", "Coca-Cola"));
    say.reply("items::called_so_already", words::called_so_already("coke"));
    say.reply("items::means_already", words::means_already("cola", coke));
    say.reply("items::alias_learnt", words::alias_learnt("cola", coke));
    say.reply("items::no_alias", words::no_alias("cola"));
    say.reply("items::own_name", words::own_name("coke", coke));
    say.reply(
        "items::alias_forgotten",
        words::alias_forgotten("cola", coke),
    );
    say.reply("items::too_many_names", words::too_many_names(coke));
    say.reply("items::did_you_mean", words::did_you_mean("coek", &items()));
    say.reply("items::unknown", words::unknown("fanta"));
    say.reply("items::one_already", words::one_already(coke));
    for told in [true, false] {
        say.reply("items::merge", words::merge(&question(), coke, bread, told));
    }
    say.reply("items::merged", words::merged(bread, coke));
    say.reply("items::not_mergeable", words::not_mergeable(rice, coke));
    say.reply("items::too_much_together", words::too_much_together(coke));
    say.reply(
        "items::too_many_names_together",
        words::too_many_names_together(coke, coke),
    );
    let short = &Item {
        on_hand: whole(-3),
        ..rice.clone()
    };
    for item in [coke, rice, short] {
        say.reply("items::delete", words::delete(&question(), item));
        say.reply("items::deleted", words::deleted(item));
    }
    say.reply("items::gone_by_now", words::gone_by_now());
    let (bag, kg, bottle, piece) = (
        &Unit::new("bag"),
        &Unit::new("kg"),
        &Unit::new("bottle"),
        &Unit::piece(),
    );
    for (pack, of) in [
        (&case().unit, bottle),
        (&case().unit, piece),
        (bag, kg),
        (piece, kg),
    ] {
        say.reply("items::how_many_in", words::how_many_in(coke, pack, of));
    }
    say.reply("items::only_so_many", words::only_so_many(bottle));
    say.reply(
        "items::pack_learnt",
        words::pack_learnt(coke, &case(), None, &[]),
    );
    let moved = moved("got 1 coke").movements;
    let again = words::pack_learnt(coke, &case(), Some(&case()), &moved);
    say.reply("items::pack_learnt", again);
    say.reply("items::pack_known", words::pack_known(coke, &case()));
    say.reply("items::not_a_pack", words::not_a_pack(&case()));
    say.reply("items::too_many_packs", words::too_many_packs(coke));
    say.reply("items::kept_in", words::kept_in(coke));
    say.reply("items::kept_so_already", words::kept_so_already(coke));
    say.reply(
        "items::comes_out_crooked",
        words::comes_out_crooked(coke, &case().unit),
    );
    let hint = words::tell_what_is_in(Reply::text("Got 2 cases."), coke, &case().unit);
    say.reply("items::tell_what_is_in", hint);
}

fn notes(say: &mut Sentences) {
    let (item, other) = (coke(), rice());
    for noted in [
        Noted::Price(Money(1_800), None),
        Noted::NoPrice,
        Noted::Alert {
            below: false,
            quantity: whole(48),
            unit: None,
        },
        Noted::NoAlert,
        Noted::Supplier("metro".to_owned()),
        Noted::NoSupplier,
    ] {
        let has_none = matches!(noted, Noted::NoPrice | Noted::NoAlert | Noted::NoSupplier);
        let item = if has_none { &other } else { &item };
        say.reply("note::noted", note::noted(&[(item.clone(), noted)], "ZAR"));
    }
    let kg = Unit::new("kg");
    say.reply(
        "note::price_of_another_unit",
        note::price_of_another_unit(&item, &kg),
    );
    say.reply("note::too_much", note::too_much());
    say.reply("note::whose_supplier", note::whose_supplier());
    let mut sold = moved("sold 3 coke");
    for moved in &mut sold.movements {
        moved.fell_low = true;
    }
    let told = Reply::text("Sold 3.");
    let alerted = reorder::with_alerts(told, &sold.items, &sold.movements);
    say.reply("reorder::with_alerts", alerted);
    say.line("reorder::alert_line", reorder::alert_line(&sold.movements));
    for items in [items(), vec![bread()]] {
        say.reply("reorder::low", reorder::low(&items));
        say.reply("reorder::alerts", reorder::alerts(&items));
        say.reply("reorder::to_buy", reorder::to_buy(&items));
    }
}

fn money(say: &mut Sentences) {
    let mut known = Takings::default();
    known.record(&record("sold 3 coke @ 18"));
    known.record(&record("sold 2 bread"));
    let priced = Item {
        price: coke().price,
        ..bread()
    };
    for (takings, items, own) in [
        (&known, items(), false),
        (&known, vec![priced], false),
        (&known, items(), true),
        (&Takings::default(), items(), false),
        (&Takings::default(), items(), true),
    ] {
        let sales = takings::sales(takings, &items, own, Period::Today, "ZAR");
        say.reply("takings::sales", sales);
    }
    for takings in [&known, &Takings::default()] {
        say.reply(
            "takings::profit",
            takings::profit(takings, Period::Week, "ZAR"),
        );
    }
    let bought = moved("bought 10 bread @ 12").items;
    for left in [&[&coke(), &bread()][..], &[]] {
        let unsold = takings::unsold(left, &known, Period::Month);
        say.reply("takings::unsold", unsold);
    }
    for items in [bought.as_slice(), &items(), &[]] {
        say.reply("takings::stock_value", takings::stock_value(items, "ZAR"));
    }
    for item in [coke(), bread()] {
        say.reply("takings::price", takings::price(&item, "ZAR"));
    }
    for items in [items(), vec![coke(), bread()], vec![bread()]] {
        say.reply("takings::prices", takings::prices(&items, "ZAR"));
    }
    for item in [&bought[0], &coke()] {
        say.reply("takings::cost", takings::cost(item, "ZAR"));
    }
    say.reply("takings::owners_business", takings::owners_business());
}

fn counting(say: &mut Sentences) {
    let open = Stocktake {
        started_at: now(),
        started_by: "Sipho".to_owned(),
        expires_at: now(),
    };
    let counted = Item {
        counted_at: Some(now()),
        ..coke()
    };
    let items = [counted, bread()];
    let started = stocktake::started(12, now(), &TimeZone::UTC);
    say.reply("stocktake::started", started);
    say.reply(
        "stocktake::already_open",
        stocktake::already_open(&open, &items),
    );
    say.reply("stocktake::uncounted", stocktake::uncounted(&open, &items));
    say.reply(
        "stocktake::uncounted",
        stocktake::uncounted(&open, &items[..1]),
    );
    say.reply("stocktake::none_open", stocktake::none_open());
    let mut findings = Findings::default();
    say.reply(
        "stocktake::ended",
        stocktake::ended(&open, &items, &findings, "ZAR"),
    );
    findings.record(&open, &record("count 40 coke"));
    say.reply(
        "stocktake::ended",
        stocktake::ended(&open, &items, &findings, "ZAR"),
    );
}

fn heard_words(say: &mut Sentences) {
    let transcript = |medium| Transcript {
        medium,
        words: "sold 3 coke".to_owned(),
        unread: 2,
    };
    for medium in [Medium::Voice, Medium::Photo] {
        let heard = transcript(medium);
        let under = heard::under_words(&heard, Reply::text("Sold 3."));
        say.reply("heard::under_words", under);
        say.reply("heard::no_lines", heard::no_lines(&heard));
        for trouble in [
            Trouble::Gone,
            Trouble::TooLarge,
            Trouble::OtherType,
            Trouble::NotNow,
            Trouble::Nothing,
        ] {
            say.reply("heard::trouble", heard::trouble(medium, trouble));
        }
    }
    say.reply("heard::type_it", heard::type_it());
}
