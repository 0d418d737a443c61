//! What a name finds, and what it must not find.

use super::*;

const SHOP: &[&str] = &[
    "Coca-Cola",
    "Coke 2L",
    "Coke 330ml",
    "Milk",
    "Chocolate milk",
    "Sugar",
    "Hammer",
    "Licorice",
    "Garlic",
    "Onion",
    "Red onion",
    "Fresh thyme",
    "Dried thyme",
    "Chopped tomatoes",
    "Large eggs",
    "Brown bread",
    "Maize meal",
    "10mm bolts",
    "12mm bolts",
    "Brake pads",
    "Fresh basil",
];

fn shop() -> Catalogue {
    let aliases = |name: &str| {
        if name == "Maize meal" {
            vec!["mielie meal", "pap"]
        } else {
            Vec::new()
        }
    };
    Catalogue::new(
        SHOP.iter()
            .map(|name| (ItemId::new(fold(name)), *name, aliases(name))),
    )
}

/// Expects `= item`, `? item | item` or `-`.
#[track_caller]
fn check(said: &str, expected: &str) {
    let names = |ids: Vec<ItemId>| {
        let ids: Vec<&str> = ids.iter().map(ItemId::as_str).collect();
        ids.join(" | ")
    };
    let got = match shop().resolve(said) {
        Resolution::Item(id) => format!("= {id}"),
        Resolution::Close(ids) => format!("? {}", names(ids)),
        Resolution::Unknown => "-".to_owned(),
    };
    assert_eq!(got, expected, "{said}");
}

#[test]
fn a_name_or_alias_is_found_however_it_is_written() {
    check("milk", "= milk");
    check("MILKS", "= milk");
    check("cocacola", "= coca cola");
    check("coke 2 litre", "= coke 2l");
    check("Pap", "= maize meal");
    check("mielie-meal", "= maize meal");
    check("brake-pads", "= brake pad");
}

#[test]
fn words_may_stand_in_any_order() {
    check("2l coke", "= coke 2l");
    check("bread brown", "= brown bread");
    check("milk chocolate", "? chocolate milk | milk");
}

#[test]
fn descriptive_words_do_not_count() {
    check("finely sliced garlic", "= garlic");
    check("large red onions", "= red onion");
    check("large onions", "= onion");
    check("fresh thyme, chopped", "= fresh thyme");
    check("eggs", "= large egg");
    check("small eggs", "? large egg");
    check("chopped basil", "= fresh basil");
    check("tomatoes", "? chopped tomato");
}

#[test]
fn a_word_more_or_less_is_asked_about() {
    check("coke", "? coke 2l | coke 330ml");
    check("coke 500ml", "? coke 2l | coke 330ml");
    check("thyme", "? fresh thyme | dried thyme");
    check("coconut milk", "? milk");
    check("brown sugar", "? sugar");
    check("bolts", "? 10mm bolt | 12mm bolt");
    check("10mm", "? 10mm bolt");
}

#[test]
fn close_spelling_is_asked_about() {
    check("galric", "? garlic");
    check("hamer", "= hammer");
    check("cocacolla", "? coca cola");
    check("maizemeel", "? maize meal");
    check("maize meel", "? maize meal");
    check("11mm bolts", "? 10mm bolt | 12mm bolt");
}

#[test]
fn a_part_of_a_word_is_nothing() {
    check("ham", "-");
    check("rice", "-");
    check("mil", "-");
    check("cola", "? coca cola");
    check("red bull", "-");
    check("", "-");
    check("...", "-");
}

#[test]
fn other_items_that_are_spelled_alike_are_told() {
    let names = [
        "Bread",
        "Bred",
        "White bread",
        "Bread, white",
        "Coke 330ml",
        "Coke 500ml",
        "Ham",
        "Hammer",
    ];
    let item = |name: &&'static str| (ItemId::new(fold(name)), *name, Vec::<String>::new());
    let catalogue = Catalogue::new(names.iter().map(item));
    let like = |name: &str| -> Vec<String> {
        let own = ItemId::new(fold(name));
        let like = catalogue.like(&own, name).into_iter();
        like.map(|id| id.as_str().to_owned()).collect()
    };
    assert_eq!(like("Bread"), ["bred"]);
    assert_eq!(like("Bred"), ["bread"]);
    assert_eq!(like("White bread"), ["bread white"]);
    for alone in ["Coke 330ml", "Ham", "Hammer", "Milk", ""] {
        assert!(like(alone).is_empty(), "{alone}");
    }
}
