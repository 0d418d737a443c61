//! English words that describe an item without naming it. Each is written as it is folded, in alphabetical order.
//!
//! A word belongs here if a shop would hardly stock the thing with and without it as two items. "Dried", "frozen",
//! "ground", "smoked" or a colour do not belong here: dried basil is not basil.

/// Words that are not looked at.
pub(super) const FILLERS: &[&str] = &[
    "a", "an", "and", "for", "from", "in", "of", "on", "or", "some", "the", "with",
];

/// How big it is.
pub(super) const SIZES: &[&str] = &[
    "big", "huge", "jumbo", "large", "larger", "largish", "lg", "med", "medium", "mini", "sm",
    "small", "small", "smaller", "smaller", "smallish", "smallish", "thick", "thin", "tiny",
];

/// What state it is in.
pub(super) const STATES: &[&str] = &["fresh", "ripe"];

/// What was or will be done to it, and how.
pub(super) const PREPARATIONS: &[&str] = &[
    "beaten",
    "chopped",
    "coarsely",
    "crumbled",
    "crushed",
    "cubed",
    "cut",
    "diced",
    "finely",
    "freshly",
    "grated",
    "halved",
    "lightly",
    "minced",
    "peeled",
    "picked",
    "quartered",
    "rinsed",
    "roughly",
    "shredded",
    "sliced",
    "thickly",
    "thinly",
    "torn",
    "trimmed",
    "washed",
];

/// Pairs that are another thing in the other order: chocolate milk is not milk chocolate. All other words may stand
/// in any order ("bread brown").
pub(super) const NOT_TO_BE_TURNED: &[(&str, &str)] = &[
    ("butter", "cream"),
    ("cane", "sugar"),
    ("chocolate", "milk"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::fold;

    #[test]
    fn the_lists_are_folded_and_sorted() {
        for list in [FILLERS, SIZES, STATES, PREPARATIONS] {
            assert!(list.is_sorted(), "{list:?}");
            for word in list {
                assert_eq!(fold(word), **word);
            }
        }
    }
}
