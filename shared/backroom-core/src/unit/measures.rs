//! What units mean: each measure once, with its size.
//!
//! Sizes are exact. Mass and length are the international pound, ounce, inch and foot (1959). Spoons and the cup are
//! the metric ones that South African kitchens use (5, 15 and 250 ml); pint, quart and gallon are the imperial ones.

use super::Dimension;

/// One measure.
pub(super) struct Measure {
    /// Its one name.
    pub(super) name: &'static str,
    /// What it measures.
    pub(super) dimension: Dimension,
    /// In thousand-millionths of the base (gram, millilitre, millimetre); `None` if it has no fixed size.
    pub(super) size: Option<i64>,
}

/// The measure of a number without a unit.
pub(super) const PIECE: &str = "piece";

/// A thousand-millionth is the finest that an ounce (28.349523125 g) needs.
const BASE: i64 = 1_000_000_000;

const fn mass(name: &'static str, size: i64) -> Measure {
    sized(name, Dimension::Mass, size)
}

const fn volume(name: &'static str, size: i64) -> Measure {
    sized(name, Dimension::Volume, size)
}

const fn length(name: &'static str, size: i64) -> Measure {
    sized(name, Dimension::Length, size)
}

const fn sized(name: &'static str, dimension: Dimension, size: i64) -> Measure {
    Measure {
        name,
        dimension,
        size: Some(size),
    }
}

const fn count(name: &'static str) -> Measure {
    unsized_(name, Dimension::Count)
}

const fn pack(name: &'static str) -> Measure {
    unsized_(name, Dimension::Pack)
}

const fn loose(name: &'static str) -> Measure {
    unsized_(name, Dimension::Loose)
}

const fn unsized_(name: &'static str, dimension: Dimension) -> Measure {
    Measure {
        name,
        dimension,
        size: None,
    }
}

/// All of them.
pub(super) const MEASURES: &[Measure] = &[
    mass("mg", BASE / 1000),
    mass("g", BASE),
    mass("kg", 1000 * BASE),
    mass("t", 1_000_000 * BASE),
    mass("oz", 28_349_523_125),
    mass("lb", 453_592_370_000),
    volume("ml", BASE),
    volume("cl", 10 * BASE),
    volume("dl", 100 * BASE),
    volume("l", 1000 * BASE),
    volume("kl", 1_000_000 * BASE),
    volume("tsp", 5 * BASE),
    volume("tbsp", 15 * BASE),
    volume("fl oz", 28_413_062_500),
    volume("cup", 250 * BASE),
    volume("pint", 568_261_250_000),
    volume("quart", 1_136_522_500_000),
    volume("gallon", 4_546_090_000_000),
    length("mm", BASE),
    length("cm", 10 * BASE),
    length("m", 1000 * BASE),
    length("km", 1_000_000 * BASE),
    length("inch", 25_400_000_000),
    length("foot", 304_800_000_000),
    length("yard", 914_400_000_000),
    count(PIECE),
    count("bag"),
    count("ball"),
    count("bar"),
    count("bottle"),
    count("bucket"),
    count("bunch"),
    count("clove"),
    count("cylinder"),
    count("drum"),
    count("ear"),
    count("fillet"),
    count("head"),
    count("jar"),
    count("jug"),
    count("leaf"),
    count("length"),
    count("loaf"),
    count("pair"),
    count("packet"),
    count("panel"),
    count("pot"),
    count("punnet"),
    count("rasher"),
    count("roll"),
    count("sachet"),
    count("sack"),
    count("set"),
    count("sheet"),
    count("sprig"),
    count("stalk"),
    count("stick"),
    count("strip"),
    count("tank"),
    count("tin"),
    count("tub"),
    count("tube"),
    pack("box"),
    pack("bale"),
    pack("bundle"),
    pack("carton"),
    pack("case"),
    pack("crate"),
    pack("pack"),
    pack("pallet"),
    pack("shrink"),
    pack("tray"),
    // Nothing else that is kept measures an area.
    loose("sqm"),
    loose("dash"),
    loose("dollop"),
    loose("drizzle"),
    loose("drop"),
    loose("glug"),
    loose("handful"),
    loose("knob"),
    loose("pinch"),
    // What is served of a thing is no number of them: 30 plates of tripe are not 30 tripe.
    loose("plate"),
    loose("portion"),
    loose("scoop"),
    loose("slice"),
    loose("splash"),
    loose("spoon"),
];
