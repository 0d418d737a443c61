//! Tables of conversions, of what is compatible, and of how quantities are shown.

use super::*;

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap()
}

fn check(quantity_said: &str, from: &str, to: &str, expected: Option<&str>) {
    let got = convert(quantity(quantity_said), &Unit::new(from), &Unit::new(to));
    let got = got.map(|quantity| quantity.to_string());
    assert_eq!(got.as_deref(), expected, "{quantity_said} {from} in {to}");
}

#[test]
fn what_measures_the_same_is_converted() {
    check("1", "kg", "g", Some("1000"));
    check("250", "g", "kg", Some("0.25"));
    check("2.5", "t", "kg", Some("2500"));
    check("500", "mg", "gram", Some("0.5"));
    check("1", "lb", "g", Some("453.59237"));
    check("1", "oz", "g", Some("28.349523"));
    check("16", "ounce", "pound", Some("1"));
    check("2", "litre", "ml", Some("2000"));
    check("330", "ml", "l", Some("0.33"));
    check("75", "cl", "ml", Some("750"));
    check("1", "tbsp", "tsp", Some("3"));
    check("4", "c", "l", Some("1"));
    check("1", "gallon", "l", Some("4.54609"));
    check("8", "pint", "gallon", Some("1"));
    check("1", "inch", "mm", Some("25.4"));
    check("3", "ft", "yard", Some("1"));
    check("1.5", "m", "cm", Some("150"));
    check("-3", "kilo", "g", Some("-3000"));
    check("3", "can", "tin", Some("3"));
    check("3", "blik", "tin", Some("3"));
    check("3", "pinch", "pinch", Some("3"));
    check("3", "zorb", "zorb", Some("3"));
}

#[test]
fn what_can_not_be_compared_is_not_converted() {
    check("1", "kg", "l", None);
    check("1", "case", "bottle", None);
    check("1", "bottle", "tin", None);
    check("1", "pinch", "g", None);
    check("1", "zorb", "g", None);
    check("999999999", "t", "mg", None);
    check("0.000001", "mg", "t", None); // it would become nothing
    check("0", "mg", "t", Some("0"));
}

#[test]
fn a_bare_number_and_single_things_are_the_same() {
    let check = |said: Option<&str>, base: Option<&str>, same: bool| {
        let unit = |word: Option<&str>| word.map_or_else(Unit::piece, Unit::new);
        let (said, base) = (unit(said), unit(base));
        let got = ratio(&said, &base);
        assert_eq!(got, same.then_some((1, 1)), "{said:?} in {base:?}");
    };
    check(None, None, true);
    check(None, Some("bottle"), true);
    check(Some("bottle"), None, true);
    check(Some("each"), Some("loaf"), true);
    check(Some("loaf"), Some("piece"), true);
    check(Some("can"), Some("tin"), true);
    check(Some("clove"), Some("head"), false);
    check(None, Some("kg"), false);
    check(Some("kg"), None, false);
    check(None, Some("case"), false);
    check(Some("case"), None, false);
    check(Some("case"), Some("bottle"), false);
    check(Some("case"), Some("case"), true);
}

#[test]
fn a_pack_whose_number_is_said_is_so_many_pieces() {
    let two = Unit::pack_of("case", 24);
    let check = |base: &str, expected: Option<(i64, i64)>| {
        assert_eq!(ratio(&two, &Unit::new(base)), expected, "in {base}");
    };
    check("piece", Some((24, 1)));
    check("bottle", Some((24, 1)));
    check("case", Some((1, 1)));
    check("box", None);
    check("kg", None);
    assert_eq!(two.pack(), Some((Unit::new("case"), 24)));
    assert_eq!(Unit::new("bottle").pack(), None);
    assert_eq!(display(quantity("2"), Some(&two)), "2 cases of 24");
    assert_eq!(display(quantity("1"), Some(&two)), "1 case of 24");
}

#[test]
fn quantities_are_shown_as_people_write_them() {
    let check = |text: &str, unit: Option<&str>, expected: &str| {
        assert_eq!(
            display(quantity(text), unit.map(Unit::new).as_ref()),
            expected
        );
    };
    check("3", None, "3");
    check("3", Some("bottle"), "3 bottles");
    check("1", Some("loaf"), "1 loaf");
    check("2", Some("loaf"), "2 loaves");
    check("5", Some("kg"), "5 kg");
    check("1.5", Some("kilo"), "1.5 kilos");
    check("0", Some("box"), "0 boxes");
    check("2", Some("tbsp"), "2 tbsp");
    check("6", Some("each"), "6 each");
    check("2", Some("blik"), "2 blikke");
    check("2", Some("tray"), "2 trays");
    check("2", Some("zorby"), "2 zorbies");
    check("2", Some("zorbex"), "2 zorbexes");
}

#[test]
fn words_become_units_in_the_singular() {
    for (word, unit) in [
        ("kgs", "kg"),
        ("kilos", "kilo"),
        ("bottles", "bottle"),
        ("loaves", "loaf"),
        ("boxes", "box"),
        ("feet", "foot"),
        ("lts", "lt"),
        ("blikke", "blik"),
    ] {
        assert_eq!(Unit::from_word(word), Some(Unit::new(unit)), "{word}");
    }
    for word in ["coke", "", "ons", "dozen", "large"] {
        assert_eq!(Unit::from_word(word), None, "{word}");
    }
}

#[test]
fn each_word_names_a_measure() {
    for word in LANGUAGES.iter().copied().flatten() {
        assert!(
            measures::MEASURES.iter().any(|m| m.name == word.means),
            "{}",
            word.singular
        );
    }
}
