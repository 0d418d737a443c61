//! English words that describe an item without naming it, as they are folded.
//!
//! A word belongs here if a shop would hardly stock the thing with and without it as two items. "Dried", "frozen",
//! "ground", "smoked", "hot" or a colour do not belong here: dried basil is not basil, and a hot dog no dog.

/// Words that are not looked at.
pub(super) const FILLERS: &str = "a an and for from in of on or size some sz the very with";

/// How big it is.
pub(super) const SIZES: &str = "big huge jumbo large larger largish lg md med medium mini sized sm small smaller smallish thick thin tiny";

/// What state it is in.
pub(super) const STATES: &str = "best blown broken damaged expired faulty fresh moldy mouldy overripe ripe rotten spoiled stale";

/// What was or will be done to it, and how.
pub(super) const PREPARATIONS: &str = "
    beaten boiled boned bruised buttered butterflied chilled chopped cleaned coarsely cooked cored cracked crumbled crushed cubed
    cut deboned defrosted deseeded deveined diced drained evenly filleted finely firmly flaked freshly grated halved
    heaped hulled julienned lightly loosely lukewarm made mashed melted minced packed peeled picked pitted plucked poached pureed
    quartered refrigerated rinsed roughly scalded scrubbed seeded separated shaken shaved shelled shredded shucked sieved sifted skinned sliced
    slivered smashed snipped soaked softened squeezed steamed stirred strained thawed thickly thinly tightly toasted torn
    trimmed uncooked undrained warmed washed";

/// Words that say how, if a descriptive word follows: "hard boiled eggs" are eggs, "hard cheese" is another cheese.
pub(super) const MODIFIERS: &str =
    "bite coarse even extra fine fully hard pre ready rough soft well";

/// What is a preparation only after a word that says how: "freshly ground pepper" is pepper, but ground pepper is
/// ground pepper.
pub(super) const ONLY_AFTER_HOW: &str = "ground";

/// What opens a remark behind the name: "butter at room temperature" is butter.
pub(super) const REMARKS: &[&str] = &[
    " at room temperature",
    " combined with ",
    " cut in",
    " cut into ",
    " dissolved in ",
    " in their ",
    " into ",
    " mixed with ",
    " or more",
    " or so",
    " or to taste",
    " plus extra",
    " plus more",
    " preferably ",
    " such as ",
];

/// Pairs that are another thing in the other order: chocolate milk is not milk chocolate. All other words may stand
/// in any order ("bread brown").
pub(super) const NOT_TO_BE_TURNED: &[(&str, &str)] = &[
    ("butter", "cream"),
    ("cane", "sugar"),
    ("chocolate", "milk"),
];
