//! Names of items that are plurals, in sentences: "Sold 1 Hat", "Hats sell for R100.00 each". An item is listed as it is called.

use std::borrow::Cow;

use crate::catalogue::VES;

/// One of what goes by this name: "Hat" of "Hats". A name that is no plural, or has no singular, stays.
pub(super) fn one_of(name: &str) -> Cow<'_, str> {
    let (before, last) = last_word(name);
    match singular(last) {
        Some(one) => Cow::Owned(format!("{before}{one}")),
        None => Cow::Borrowed(name),
    }
}

/// The form of a verb that goes with the name: "sells" with "Coke", "sell" with "Hats".
pub(super) fn agreeing<'v>(name: &str, of_one: &'v str, of_many: &'v str) -> &'v str {
    let (_, last) = last_word(name);
    let lower = last.to_lowercase();
    let many = singular(last).is_some() || NO_SINGULAR.contains(&&*lower);
    if many { of_many } else { of_one }
}

fn last_word(name: &str) -> (&str, &str) {
    let at = name.rfind(' ').map_or(0, |at| at + 1);
    name.split_at(at)
}

/// The singular of a word that is surely a plural, in the letters in which that was written.
fn singular(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let letters = lower.bytes().all(|byte| byte.is_ascii_lowercase());
    if !letters || NO_SINGULAR.contains(&&*lower) || AS_IT_IS.contains(&&*lower) {
        return None;
    }
    // The letters keep their places, but for the last ones.
    let kept = |cut: usize, end: &str| {
        let stem = word.get(..word.len() - cut)?;
        let loud = word.len() > 1 && !word.bytes().any(|byte| byte.is_ascii_lowercase());
        Some(match loud {
            true => format!("{stem}{}", end.to_uppercase()),
            false => format!("{stem}{end}"),
        })
    };
    if let Some((many, one)) = IRREGULAR.iter().find(|(many, _)| *many == lower) {
        let same = many.bytes().zip(one.bytes()).take_while(|(a, b)| a == b);
        let same = same.count();
        return kept(many.len() - same, &one[same..]);
    }
    if lower.len() < 4 || !lower.ends_with('s') {
        return None;
    }
    if ["ss", "us", "is", "as"]
        .iter()
        .any(|end| lower.ends_with(end))
        && !ends_in_a(&lower)
    {
        return None;
    }
    if let Some(end) = VES.iter().find(|end| lower.ends_with(**end)) {
        let one = if *end == "knives" { "fe" } else { "f" };
        return kept(3, one);
    }
    if lower.ends_with("ies") {
        let short = lower.len() <= 4 || IE.iter().any(|word| lower.ends_with(word));
        return if short { kept(1, "") } else { kept(3, "y") };
    }
    let hisses = ["ches", "shes", "sses", "xes", "zzes", "oes"];
    let plain = E_STAYS.contains(&&*lower);
    match hisses.iter().any(|end| lower.ends_with(end)) && !plain {
        true => kept(2, ""),
        false => kept(1, ""),
    }
}

/// "bananas", "pizzas": but not "canvas".
fn ends_in_a(word: &str) -> bool {
    OF_A.iter().any(|many| word.ends_with(many))
}

/// Ends of plurals of words in -a.
const OF_A: [&str; 15] = [
    "bananas",
    "pizzas",
    "sodas",
    "sofas",
    "cameras",
    "samosas",
    "tortillas",
    "papayas",
    "umbrellas",
    "chapatis",
    "kotas",
    "teas",
    "bras",
    "pitas",
    "bandanas",
];

/// Ends of plurals in -ies of words in -ie.
const IE: [&str; 16] = [
    "cookies",
    "brownies",
    "hoodies",
    "beanies",
    "smoothies",
    "movies",
    "selfies",
    "sweeties",
    "genies",
    "onesies",
    "veggies",
    "budgies",
    "eyries",
    "calories",
    "bakkies",
    "koppies",
];

/// Plurals of words in -e that look as if more than the s were added.
const E_STAYS: [&str; 9] = [
    "shoes", "toes", "hoes", "canoes", "quiches", "brioches", "niches", "caches", "axes",
];

/// Words that stand for one or several as they are; and what comes by the packet, one of which is no single piece.
const NO_SINGULAR: [&str; 42] = [
    "chips",
    "crisps",
    "peanuts",
    "nuts",
    "beans",
    "noodles",
    "lentils",
    "raisins",
    "biscuits",
    "sweets",
    "wipes",
    "tissues",
    "matches",
    "cigarettes",
    "nappies",
    "diapers",
    "serviettes",
    "peas",
    "jeans",
    "pants",
    "trousers",
    "shorts",
    "scissors",
    "pliers",
    "tights",
    "leggings",
    "overalls",
    "pyjamas",
    "sunglasses",
    "glasses",
    "goggles",
    "tongs",
    "headphones",
    "earphones",
    "oats",
    "groceries",
    "tweezers",
    "dungarees",
    "spectacles",
    "clothes",
    "binoculars",
    "boxers",
];

/// Words in -s that are no plurals, among them names of makers.
const AS_IT_IS: [&str; 36] = [
    "gas",
    "lens",
    "series",
    "species",
    "tennis",
    "news",
    "molasses",
    "chassis",
    "trellis",
    "always",
    "pampers",
    "huggies",
    "lays",
    "doritos",
    "cheetos",
    "simbas",
    "niknaks",
    "fritos",
    "smarties",
    "chappies",
    "kelloggs",
    "bakers",
    "rolos",
    "skittles",
    "pringles",
    "starbucks",
    "bells",
    "grants",
    "jacobs",
    "frisco",
    "reeses",
    "mentos",
    "halls",
    "colgates",
    "levis",
    "weetbix",
];

const IRREGULAR: [(&str, &str); 10] = [
    ("men", "man"),
    ("women", "woman"),
    ("children", "child"),
    ("feet", "foot"),
    ("teeth", "tooth"),
    ("geese", "goose"),
    ("mice", "mouse"),
    ("buses", "bus"),
    ("lenses", "lens"),
    ("gases", "gas"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_many_has_its_own_name() {
        for (many, one) in [
            ("Hats", "Hat"),
            ("Red caps", "Red cap"),
            ("HATS", "HAT"),
            ("Loaves", "Loaf"),
            ("KNIVES", "KNIFE"),
            ("Tomatoes", "Tomato"),
            ("Shoes", "Shoe"),
            ("Watches", "Watch"),
            ("Boxes", "Box"),
            ("Batteries", "Battery"),
            ("Cookies", "Cookie"),
            ("Pies", "Pie"),
            ("Gloves", "Glove"),
            ("Bananas", "Banana"),
            ("iPhone 13 screens", "iPhone 13 screen"),
            ("Roses", "Rose"),
            ("Lenses", "Lens"),
        ] {
            assert_eq!(one_of(many), one);
            assert_eq!(agreeing(many, "sells", "sell"), "sell", "{many}");
        }
        for one in [
            "Coke",
            "Bread",
            "Rice",
            "Glass",
            "Bus",
            "Canvas",
            "Gas",
            "Lays",
            "Pampers",
            "Coke 500ml",
            "USB-C's",
            "Is",
            "Atlas",
            "Iris",
            "",
        ] {
            assert_eq!(one_of(one), one);
            assert_eq!(agreeing(one, "sells", "sell"), "sells", "{one}");
        }
        assert_eq!(one_of("Jeans"), "Jeans");
        assert_eq!(agreeing("Blue jeans", "sells", "sell"), "sell");
    }
}
