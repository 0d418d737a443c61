//! Whatever is typed, what the grammar understands can be acted on and stands in the message.
#![no_main]

mod numbers;

use std::sync::LazyLock;

use backroom_core::catalogue::Catalogue;
use backroom_core::ids::ItemId;
use backroom_core::intent::{Action, Intent, Line, Parsed};
use backroom_core::parse::{parse, parse_among};
use backroom_core::quantity::Quantity;
use libfuzzer_sys::fuzz_target;

use numbers::Numbers;

/// As many lines as one commit takes.
const LINES_MOST: usize = 90;

static SHOP: LazyLock<Catalogue> = LazyLock::new(|| {
    let names = [
        "Coke",
        "Coke 2L",
        "Bread",
        "Brown bread",
        "Milk",
        "Rice 2kg",
        "Airtime R10",
    ];
    Catalogue::new(names.map(|name| (ItemId::new(name), name, [] as [&str; 0])))
});

fuzz_target!(|text: &str| {
    let parsed = parse(text);
    cased(text, &parsed);
    moved(text, parsed);
    moved(text, parse_among(text, &SHOP));
});

/// What moves can be acted on, and stands in the text.
fn moved(text: &str, parsed: Parsed) {
    let Parsed::Understood(Intent::Change(lines)) = parsed else {
        return;
    };
    assert!(
        (1..=LINES_MOST).contains(&lines.len()),
        "{} lines",
        lines.len()
    );
    let numbers = Numbers::of(text);
    for line in &lines {
        sound(line);
        assert!(
            numbers.give(line.quantity),
            "the number is not in the text: {line:?}"
        );
    }
    if lines.len() == 1 {
        denied(text);
    }
}

/// Capitals change nothing, but in what is quoted back. An address is another in capitals.
fn cased(text: &str, parsed: &Parsed) {
    if !text.is_ascii() || text.contains("://") {
        return;
    }
    match (parsed, parse(&text.to_ascii_uppercase())) {
        (Parsed::Incomplete(_), Parsed::Incomplete(_)) => {}
        (parsed, shouted) => assert_eq!(
            without_capitals(parsed),
            without_capitals(&shouted),
            "capitals change what it means"
        ),
    }
}

/// Names of people, shops and items are kept as they were written.
fn without_capitals(parsed: &Parsed) -> String {
    format!("{parsed:?}").to_lowercase()
}

/// Can be acted on.
fn sound(line: &Line) {
    let least = i64::from(line.action != Action::Set);
    assert!(line.quantity.millionths() >= least, "{line:?}");
    assert!(line.quantity <= Quantity::MAX, "{line:?}");
    assert!(!line.name.trim().is_empty(), "{line:?}");
    assert_eq!(line.name, line.name.to_lowercase());
}

/// A plain sentence that moves stock moves none behind "we did not" and the like.
fn denied(text: &str) {
    const VERBS: [&str; 6] = ["sold ", "sell ", "got ", "used ", "received ", "verkoop "];
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b' ';
    let rest = VERBS.iter().find_map(|verb| text.strip_prefix(verb));
    let Some(rest) = rest.filter(|_| text.bytes().all(plain)) else {
        return;
    };
    let moves = |text: &str| {
        let parsed = parse_among(text, &SHOP);
        matches!(parsed, Parsed::Understood(Intent::Change(_)))
    };
    // "sold all 3 ran out with coke": of two things, only the first is denied.
    if moves(rest) {
        return;
    }
    for front in ["we did not ", "tomorrow we will "] {
        assert!(
            !moves(&format!("{front}{text}")),
            "{front:?} in front of it and stock moves"
        );
    }
}
