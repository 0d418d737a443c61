//! The singular of a word, for comparing: right for "tomatoes", and for the rest at least the same for both numbers.

use std::borrow::Cow;

/// The form that a word shares with its plural. Where spelling can't tell which singular is meant ("cookies" of
/// "cookie" or "cooky", "shoes" of "shoe" or "sho"), both lose the ending, so that they still meet.
pub(super) fn singular(word: &str) -> Cow<'_, str> {
    let mut form = step(word);
    // An ending may uncover another ("pastiches"); each step shortens the word or is the last, so this is short.
    for _ in 0..4 {
        let next = step(&form);
        if next == form {
            break;
        }
        form = Cow::Owned(next.into_owned());
    }
    form
}

fn step(word: &str) -> Cow<'_, str> {
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return Cow::Borrowed(one);
    }
    let long = |least: usize| word.len() >= least;
    if let Some(stem) = word.strip_suffix("ie")
        && long(4)
    {
        return Cow::Owned(format!("{stem}y"));
    }
    for ending in ["oe", "che", "she", "sse", "xe"] {
        if word.ends_with(ending) && long(4) && word.len() > ending.len() + 1 {
            return Cow::Borrowed(&word[..word.len() - 1]);
        }
    }
    if !word.ends_with('s') || !long(4) || SAME.contains(&word) {
        return Cow::Borrowed(word);
    }
    if word.ends_with("ss") || word.ends_with("us") {
        return Cow::Borrowed(word);
    }
    for plural in VES {
        if let Some(stem) = word.strip_suffix("ves")
            && word.ends_with(plural)
        {
            return Cow::Owned(format!(
                "{stem}{}",
                if *plural == "knives" { "fe" } else { "f" }
            ));
        }
    }
    if let Some(stem) = word.strip_suffix("zzes") {
        return Cow::Owned(format!("{stem}zz"));
    }
    Cow::Borrowed(&word[..word.len() - 1])
}

/// Plurals in -ves of words in -f; the others ("olives", "gloves") only lose the s. Compounds end the same way.
pub(crate) const VES: &[&str] = &[
    "calves", "halves", "hooves", "knives", "leaves", "loaves", "scarves", "sheaves", "shelves",
    "thieves", "wolves",
];

/// Words that end in s and are no plural, or the same in both.
const SAME: &[&str] = &[
    "atlas",
    "bias",
    "cannabis",
    "canvas",
    "cassis",
    "chassis",
    "christmas",
    "clematis",
    "iris",
    "lens",
    "molasses",
    "oasis",
    "pancreas",
    "pyjamas",
    "series",
    "species",
    "tennis",
    "texas",
    "trellis",
];

/// Plurals that no rule makes, and spellings of one word that no rule joins.
const IRREGULAR: &[(&str, &str)] = &[
    ("brode", "brood"),
    ("buses", "bus"),
    ("canvases", "canvas"),
    ("children", "child"),
    ("chilies", "chilli"),
    ("chili", "chilli"),
    ("chilis", "chilli"),
    ("chile", "chilli"),
    ("chiles", "chilli"),
    ("chillies", "chilli"),
    ("feet", "foot"),
    ("gases", "gas"),
    ("geese", "goose"),
    ("lenses", "lens"),
    ("men", "man"),
    ("menus", "menu"),
    ("mice", "mouse"),
    ("teeth", "tooth"),
    ("viruses", "virus"),
    ("women", "woman"),
    ("yoghurt", "yogurt"),
    ("yoghurts", "yogurt"),
    ("whiskey", "whisky"),
    ("whiskeys", "whisky"),
    ("whiskies", "whisky"),
    ("doughnut", "donut"),
    ("doughnuts", "donut"),
    ("tyre", "tire"),
    ("tyres", "tire"),
];
