//! What holds for every message, however odd.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by failing"
)]

use backroom_core::catalogue::{Catalogue, fold};
use backroom_core::ids::{ItemId, QuestionId};
use backroom_core::intent::{Action, Intent, Line, Parsed, Problem, Reason};
use backroom_core::inventory::Item;
use backroom_core::money::{Money, Price};
use backroom_core::parse::{parse, parse_among};
use backroom_core::quantity::Quantity;
use backroom_core::reply::{TITLE_MAX, ask, items};
use backroom_core::unit::Unit;
use proptest::prelude::*;

proptest! {
    #[test]
    fn no_text_is_too_odd(text in any::<String>()) {
        let parsed = parse(&text);
        prop_assert!(holds(&parsed), "{parsed:?}");
        let parsed = parse_among(&text, &shop());
        prop_assert!(holds(&parsed), "{parsed:?}");
    }

    #[test]
    fn no_mixture_of_our_own_words_is_too_odd(words in proptest::collection::vec(word(), 0..40)) {
        let text = words.concat();
        let parsed = parse(&text);
        prop_assert!(holds(&parsed), "{parsed:?}");
        let parsed = parse_among(&text, &shop());
        prop_assert!(holds(&parsed), "{parsed:?}");
    }

    #[test]
    fn with_the_names_of_the_shop_what_is_denied_moves_nothing(
        words in proptest::collection::vec("[a-z]{1,8}|coke|bread|[0-9]{1,2}", 1..10),
        front in prop_oneof![Just("we did not sell"), Just("tomorrow we will get"), Just("if they bring")],
    ) {
        let text = format!("{front} {}", words.join(" "));
        let parsed = parse_among(&text, &shop());
        let moves = matches!(parsed, Parsed::Understood(Intent::Change(_)));
        prop_assert!(!moves, "{text}: {parsed:?}");
    }

    #[test]
    fn a_line_written_down_is_read_as_it_was(line in line()) {
        let text = written(&line);
        prop_assert_eq!(parse(&text), Parsed::Understood(Intent::Change(vec![line])), "{}", text);
    }

    #[test]
    fn several_lines_written_down_are_read_as_they_were(
        lines in proptest::collection::vec(line(), 2..8),
        separator in prop_oneof![Just(", "), Just("\n"), Just(" and "), Just("; ")],
    ) {
        let text = lines.iter().map(written).collect::<Vec<_>>().join(separator);
        prop_assert_eq!(parse(&text), Parsed::Understood(Intent::Change(lines)), "{}", text);
    }
}

proptest! {
    #[test]
    fn the_buttons_of_a_question_read_unlike_and_fit(
        names in proptest::collection::vec(item_name(), 1..=3),
        or_new in any::<bool>(),
        told in any::<bool>(),
    ) {
        let items: Vec<Item> = names.iter().map(|name| Item::new(ItemId::new(fold(name)), name.clone())).collect();
        let choices: Vec<&Item> = items.iter().collect();
        let question = QuestionId::new("q0123");
        let mut asked = vec![ask::which_item(&question, "oil", &choices, (or_new, false))];
        if let [from, into, ..] = choices.as_slice() {
            asked.push(items::merge(&question, from, into, told));
        }
        for reply in asked {
            let mut titles: Vec<String> = reply.buttons.iter().map(|button| button.title.to_lowercase()).collect();
            for title in &titles {
                prop_assert!((1..=TITLE_MAX).contains(&title.chars().count()), "{title:?}");
            }
            titles.sort();
            titles.dedup();
            prop_assert_eq!(titles.len(), reply.buttons.len(), "{:?}", reply.buttons);
        }
    }
}

/// Names of a shop that may begin alike, end alike, or be a button's own words.
fn item_name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("no".to_owned()),
        Just("New item".to_owned()),
        "(sunfoil |Sunfoil )?cooking oil (extra |yellow )?(750ml|2 ?l|2 litre bottle)",
        "(a|b)?[a-zé]{18,20}(…| |x)?(a|b)?",
        "[a-zA-Z0-9é'/ .-]{0,78}[a-z]",
    ]
}

#[test]
fn hostile_texts_are_answered() {
    for text in [
        "\0".to_owned(),
        "\u{202e}sold 3 coke\u{202c}".to_owned(),
        "🍞".repeat(4096),
        "sold 3 coke ".repeat(100_000),
        "(".repeat(4096),
        "1".repeat(4096),
        "sold ".repeat(800),
        "½".repeat(4096),
        "a\u{301}".repeat(2000),
        "sold 3 coke\n".repeat(300),
    ] {
        let parsed = parse(&text);
        assert!(holds(&parsed), "{parsed:?}");
        let parsed = parse_among(&text, &shop());
        assert!(holds(&parsed), "{parsed:?}");
    }
}

#[test]
fn marks_that_cannot_be_seen_change_nothing() {
    assert_eq!(
        parse("\u{feff}sold\u{a0}3\u{200f} coke"),
        parse("sold 3 coke")
    );
    assert_eq!(parse("\n?"), parse("?"));
}

#[test]
fn a_message_of_too_many_lines_moves_nothing() {
    let text = format!("sold\n{}", "3 coke\n".repeat(91));
    let most = 90;
    assert_eq!(
        parse(&text),
        Parsed::Incomplete(Problem::TooManyLines { most })
    );
    let text = format!("sold\n{}", "3 coke\n".repeat(90));
    let Parsed::Understood(Intent::Change(lines)) = parse(&text) else {
        panic!("ninety lines are read");
    };
    assert_eq!(lines.len(), 90);
}

fn shop() -> Catalogue {
    let names = ["Coke", "Bread", "Coke 2L", "Size 10 boots", "Fish & chips"];
    Catalogue::new(names.map(|name| (ItemId::new(name), name, ["loose"])))
}

/// What is understood can be acted on: quantities in range, names of something, no more lines than a commit takes.
fn holds(parsed: &Parsed) -> bool {
    let Parsed::Understood(Intent::Change(lines)) = parsed else {
        return true;
    };
    let sound = |line: &Line| {
        let moves = !line.quantity.is_negative()
            && (line.action == Action::Set || !line.quantity.is_zero());
        let named = !line.name.trim().is_empty() && line.name == line.name.to_lowercase();
        moves && named
    };
    (1..=90).contains(&lines.len()) && lines.iter().all(sound)
}

/// Words, marks and numbers that mean something to the grammar.
fn word() -> impl Strategy<Value = String> {
    let words = [
        "sold",
        "got",
        "count",
        "stock",
        "no",
        "not",
        "tomorrow",
        "a",
        "half",
        "dozen",
        "kg",
        "2l",
        "x",
        "of",
        "and",
        "to",
        "from",
        "for",
        "each",
        "@",
        "R18",
        "r",
        "coke",
        "bread",
        "customer",
        "returned",
        "?",
        ",",
        ".",
        "\n",
        "-",
        "+",
        "(",
        ")",
        "/",
        "½",
        "1/2",
        "3",
        "12",
        "500",
        "1,500",
        "10:30",
        "24/11",
        "how many",
        "left",
        "undo",
        "join",
        "call my shop",
        "i meant",
        "verkoop",
        "nie",
        "'n",
        "*",
        ":",
        "=",
        "%",
        "0821234567",
        "👍",
        "chopped",
    ];
    (proptest::sample::select(words.to_vec()), any::<bool>()).prop_map(|(word, space)| {
        if space {
            format!("{word} ")
        } else {
            word.to_owned()
        }
    })
}

fn line() -> impl Strategy<Value = Line> {
    let quantity = (1_i64..2_000_000)
        .prop_map(|thousandths| Quantity::from_millionths(thousandths * 1000).unwrap());
    let way = proptest::sample::select(vec![
        (Action::Add, Reason::Receipt),
        (Action::Remove, Reason::Sale),
        (Action::Remove, Reason::Use),
        (Action::Remove, Reason::Expiry),
        (Action::Remove, Reason::Theft),
        (Action::Set, Reason::Count),
    ]);
    let unit = proptest::option::of(proptest::sample::select(vec![
        "kg", "case", "bottle", "l", "tin", "bag",
    ]));
    let name = proptest::sample::select(vec![
        "coke",
        "brown bread",
        "maize meal",
        "brake pads",
        "red dress",
        "2l fanta",
        "10mm bolts",
    ]);
    let price = proptest::option::of((1_i64..100_000, any::<bool>()));
    (quantity, way, unit, name, price).prop_map(
        |(quantity, (action, reason), unit, name, price)| Line {
            action,
            quantity,
            unit: unit.map(Unit::new),
            name: name.to_owned(),
            price: price.map(|(cents, each)| {
                if each {
                    Price::Each(Money(cents))
                } else {
                    Price::Total(Money(cents))
                }
            }),
            together: None,
            reason,
            expires: None,
        },
    )
}

/// The line as a careful shopkeeper would write it.
fn written(line: &Line) -> String {
    let verb = match line.reason {
        Reason::Receipt => "received",
        Reason::Sale => "sold",
        Reason::Use => "used",
        Reason::Expiry => "threw away",
        Reason::Theft => "stolen:",
        Reason::Damage
        | Reason::Return
        | Reason::Count
        | Reason::Correction
        | Reason::WriteOff
        | Reason::Transfer
        | Reason::Conversion => "counted",
    };
    let unit = line
        .unit
        .as_ref()
        .map_or(String::new(), |unit| format!(" {} of", unit.as_str()));
    let price = match line.price {
        Some(Price::Each(Money(cents))) => format!(" @ R{}.{:02}", cents / 100, cents % 100),
        Some(Price::Total(Money(cents)) | Price::AtRate(Money(cents))) => {
            format!(" for R{}.{:02}", cents / 100, cents % 100)
        }
        None => String::new(),
    };
    format!("{verb} {}{unit} {}{price}", line.quantity, line.name)
}
