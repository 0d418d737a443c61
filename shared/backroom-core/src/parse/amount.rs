//! How much: a numeral, and the unit behind it.

mod pack;
mod range;

use crate::quantity::Quantity;

use super::scan::Scan;
use super::sense::{Flags, Words};
use super::split::is_adverb;
use super::token::{Form, Kind, Token};
use pack::{is_compound, pack_of, so_many_packs, times};
pub(super) use range::half_follows;
use range::{and_a_half, between, range};

pub(super) const MILLIONTHS: i64 = 1_000_000;

/// A numeral as said, and where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numeral {
    pub(super) count: Count,
    pub(super) next: usize,
}

impl Numeral {
    fn of(count: Count, next: usize) -> Self {
        Self { count, next }
    }
}

/// What a numeral says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    /// So many millionths.
    Exact(i64),
    /// "a coke": one, or just grammar.
    Article,
    /// "a few", "some".
    Vague,
    /// "2-3", "2 or 3"; or "2 500 g", which can be read in two ways.
    Unclear,
}

impl Count {
    /// The quantity, if it is one that a shop can hold.
    pub(super) fn quantity(self) -> Option<Quantity> {
        match self {
            Self::Exact(millionths) => Quantity::from_millionths(millionths),
            Self::Article => Some(Quantity::ONE),
            Self::Vague | Self::Unclear => None,
        }
    }
}

/// Reads the numeral at `at`.
#[inline]
pub(super) fn numeral(scan: Scan<'_>, at: usize) -> Option<Numeral> {
    // It is asked at nearly every word, and most are none.
    let begins = Flags::TIMES
        .or(Flags::ARTICLE)
        .or(Flags::SCALE)
        .or(Flags::VAGUE);
    let token = scan.tokens.get(at)?;
    let one = token.sense.says(Words::ONE_MORE.or(Words::RANGE));
    if token.word() && !token.is(begins) && !token.counts() && !one {
        return None;
    }
    let plain = token.number().filter(|number| number.form != Form::Grouped);
    match plain.filter(|_| ends_numeral(scan, at + 1)) {
        Some(number) => Some(Numeral::of(Count::Exact(number.millionths), at + 1)),
        None => numeral_at(scan, at),
    }
}

/// Whether no numeral goes on here: a word of no number.
fn ends_numeral(scan: Scan<'_>, at: usize) -> bool {
    let goes_on = Flags::AND.or(Flags::SCALE).or(Flags::TO).or(Flags::OR);
    let ends = |token: &Token| token.word() && !token.is(goes_on);
    scan.tokens.get(at).is_none_or(ends)
}

fn numeral_at(scan: Scan<'_>, at: usize) -> Option<Numeral> {
    let token = scan.get(at);
    if token.is(Flags::TIMES) && scan.get(at + 1).number().is_some() {
        return numeral_at(scan, at + 1);
    }
    let first = match token.kind {
        Kind::Number(_) => digits(scan, at),
        Kind::Word if token.sense.says(Words::RANGE) => return between(scan, at),
        Kind::Word => words(scan, at)?,
        Kind::Phone if at == 0 || !scan.word(at - 1) || scan.get(at - 1).sense.verb.is_some() => {
            return Some(Numeral::of(Count::Exact(i64::MAX), at + 1));
        }
        Kind::Money(_) | Kind::Moment | Kind::Phone | Kind::Mark(_) | Kind::Line | Kind::Symbol => {
            return None;
        }
    };
    let Count::Exact(_) = first.count else {
        return Some(first);
    };
    Some(range(scan, first).unwrap_or(first))
}

fn digits(scan: Scan<'_>, at: usize) -> Numeral {
    let Some(number) = scan.get(at).number() else {
        return Numeral::of(Count::Unclear, at + 1);
    };
    let mut value = number.millionths;
    let mut next = at + 1;
    match number.form {
        Form::Whole => (value, next) = whole(scan, at, value),
        Form::Grouped if scan.is(at + 1, Flags::MEASURE) => {
            return Numeral::of(Count::Unclear, next);
        }
        Form::Decimal | Form::Fraction | Form::Grouped | Form::Padded => {}
    }
    if value == i64::MIN {
        return Numeral::of(Count::Unclear, next);
    }
    scaled(scan, value, next)
}

/// A whole number and what goes on behind it: "1 1/2", "1 ½", "1 500", "2 and a half". `i64::MIN` is unclear.
fn whole(scan: Scan<'_>, at: usize, value: i64) -> (i64, usize) {
    let behind = scan.get(at + 1);
    if let Some(number) = behind.number() {
        let fraction = number.form == Form::Fraction;
        let digits = scan.said(at).len() <= 3 && scan.said(at + 1).len() == 3 && !behind.glued;
        let thousands = digits && number.form != Form::Decimal && scan.said(at) != "0";
        // "2 (cold) 500": not 2500.
        if (fraction || thousands) && !scan.adjoins(at + 1) {
            return (i64::MIN, at + 1);
        }
        if fraction {
            return (value.saturating_add(number.millionths), at + 2);
        }
        if thousands {
            return grouped(scan, at, value);
        }
    }
    if scan.is(at + 1, Flags::AND) {
        let half = if scan.is(at + 2, Flags::ARTICLE) {
            at + 3
        } else {
            at + 2
        };
        if let Some(part) = part(scan, half) {
            return (value.saturating_add(part), half + 1);
        }
    }
    (value, at + 1)
}

/// "1 500" is fifteen hundred; "2 500ml" is two of 500 ml; "2 500 ml" could be either.
fn grouped(scan: Scan<'_>, at: usize, value: i64) -> (i64, usize) {
    let mut value = value;
    let mut next = at + 1;
    while let Some(number) = scan.get(next).number()
        && scan.said(next).len() == 3
        && number.form != Form::Decimal
        && scan.adjoins(next)
    {
        let unit = scan.get(next + 1);
        if unit.is(Flags::MEASURE.or(Flags::SIZE)) {
            return if unit.glued {
                (value, next)
            } else {
                (i64::MIN, next + 1)
            };
        }
        value = value.saturating_mul(1000).saturating_add(number.millionths);
        next += 1;
    }
    (value, next)
}

/// Less than one: "half", "1/2", "½".
fn part(scan: Scan<'_>, at: usize) -> Option<i64> {
    let token = scan.get(at);
    token
        .number()
        .filter(|number| number.form == Form::Fraction)
        .map(|number| number.millionths)
        .or(token
            .sense
            .number
            .map(i64::from)
            .filter(|number| (1..MILLIONTHS).contains(number)))
}

/// "2 dozen", "3 hundred".
fn scaled(scan: Scan<'_>, value: i64, next: usize) -> Numeral {
    let mut value = value;
    let mut next = next;
    while scan.is(next, Flags::SCALE) {
        let scale = scan.get(next).sense.number.map_or(MILLIONTHS, i64::from) / MILLIONTHS;
        value = value.saturating_mul(scale);
        next += 1;
    }
    Numeral::of(Count::Exact(value), next)
}

fn words(scan: Scan<'_>, at: usize) -> Option<Numeral> {
    let token = scan.get(at);
    // "another 20l rimula": one, and its size.
    let sized = scan.get(at + 1).number().is_some()
        && scan.get(at + 2).glued
        && scan.is(at + 2, Flags::MEASURE);
    if scan.says(at, Words::ONE_MORE) && sized {
        return Some(Numeral::of(Count::Exact(MILLIONTHS), at + 1));
    }
    if token.is(Flags::ARTICLE) {
        return article(scan, at);
    }
    if token.is(Flags::SCALE) {
        return Some(sum(scan, scaled(scan, MILLIONTHS, at)));
    }
    if token.is(Flags::VAGUE) && !token.is(Flags::UNIT) {
        return Some(Numeral::of(Count::Vague, at + 1));
    }
    let value = match token.sense.number.map(i64::from) {
        None if token.hyphened => hyphenated(scan.said(at))?,
        number => number?,
    };
    if value > 0 && value < MILLIONTHS {
        return Some(fraction(scan, at, value));
    }
    Some(sum(scan, scaled(scan, value, at + 1)))
}

/// "a", "a dozen", "a half", "a few".
fn article(scan: Scan<'_>, at: usize) -> Option<Numeral> {
    let behind = scan.get(at + 1);
    if behind.is(Flags::VAGUE) && !behind.is(Flags::MEASURE) {
        return Some(Numeral::of(Count::Vague, at + 2));
    }
    // "n four cousins": its name begins with a number.
    let name = scan.said(at).ends_with('n')
        && scan.said(at) != "an"
        && !behind.is(Flags::SCALE)
        && behind.sense.number >= Some(3_000_000);
    if !name && (behind.is(Flags::SCALE) || behind.sense.number.is_some()) {
        let inner = words(scan, at + 1)?;
        // "a couple of", "a dozen": but "a two" is nothing.
        return Some(inner);
    }
    (behind.word() && !behind.glued).then_some(Numeral::of(Count::Article, at + 1))
}

/// "half", "half a kilo", "half a dozen", "quarter of a".
fn fraction(scan: Scan<'_>, at: usize, value: i64) -> Numeral {
    let mut next = at + 1;
    // "half the carnations": of how many, is not said.
    let of = next + usize::from(scan.is(next, Flags::OF));
    if value == MILLIONTHS / 2 && scan.is(of, Flags::THE) && !scan.is(of + 1, Flags::UNIT) {
        return Numeral {
            count: Count::Vague,
            next: of + 1,
        };
    }
    if scan.is(next, Flags::OF) && scan.is(next + 1, Flags::ARTICLE) {
        next += 1;
    }
    if scan.is(next, Flags::ARTICLE) && scan.word(next + 1) {
        next += 1;
    }
    scaled(scan, value, next)
}

/// "twenty five", "one hundred and twenty", "een en twintig", "one and a half", "a dozen and a half"; `first` is read already.
fn sum(scan: Scan<'_>, first: Numeral) -> Numeral {
    let (Count::Exact(mut value), mut next) = (first.count, first.next) else {
        return first;
    };
    loop {
        let joined = scan.is(next, Flags::AND);
        let at = if joined { next + 1 } else { next };
        if joined {
            let half = if scan.is(at, Flags::ARTICLE) {
                at + 1
            } else {
                at
            };
            if let Some(part) = part(scan, half) {
                let dozen = scan.get(next - 1);
                let scale = dozen.sense.number.filter(|_| dozen.is(Flags::SCALE));
                let part = part * scale.map_or(1, |scale| i64::from(scale) / MILLIONTHS);
                return scaled(scan, value.saturating_add(part), half + 1);
            }
        }
        let Some(more) = scan
            .get(at)
            .sense
            .number
            .map(i64::from)
            .filter(|_| !scan.is(at, Flags::SCALE))
        else {
            break;
        };
        let more = scaled(scan, more, at + 1);
        let Count::Exact(added) = more.count else {
            break;
        };
        let tens = 10 * MILLIONTHS;
        let goes_on = added >= MILLIONTHS
            && ((value % (100 * MILLIONTHS) == 0 && added < value)
                || (!joined && value % tens == 0 && value >= 2 * tens && added < tens)
                || (joined
                    && value < tens
                    && added % tens == 0
                    && added >= 2 * tens
                    && added < 10 * tens));
        if !goes_on {
            break;
        }
        value = value.saturating_add(added);
        next = more.next;
    }
    Numeral::of(Count::Exact(value), next)
}

/// "twenty-five", "een-en-twintig".
fn hyphenated(word: &str) -> Option<i64> {
    let (first, rest) = word.split_once('-')?;
    let first = super::lexicon::look_up(first).sense_number()?;
    let rest = rest.strip_prefix("en-").unwrap_or(rest);
    let rest = super::lexicon::look_up(rest).sense_number()?;
    (first >= MILLIONTHS && rest >= MILLIONTHS && first.max(rest) >= 20 * MILLIONTHS)
        .then(|| first + rest)
}

/// How much, in what, and where the name behind it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) count: Count,
    /// In the singular; empty if none was said.
    pub(super) unit: &'static str,
    /// How many go into one of the unit, if said: 24 for "2 cases of 24"; otherwise 0.
    pub(super) pack: u32,
    pub(super) next: usize,
}

impl Amount {
    fn of(count: Count, unit: &'static str, next: usize) -> Self {
        Self {
            count,
            unit,
            pack: 0,
            next,
        }
    }
}

/// Reads numeral and unit at `at`. `None` where the number belongs to a name ("10mm bolts").
pub(super) fn amount(scan: Scan<'_>, at: usize) -> Option<Amount> {
    let numeral = numeral(scan, at)?;
    let mut next = numeral.next;
    let plain = |next| Some(Amount::of(numeral.count, "", next));
    let behind = scan.get(next);
    // "3 coke": nothing but a name.
    if behind.word() && behind.sense.nothing() && !is_adverb(scan.said(next)) {
        return plain(next);
    }
    if let Some(unit) = length(scan, next) {
        return Some(Amount::of(numeral.count, unit, next + 2));
    }
    if behind.is(Flags::TIMES) && !behind.is(Flags::UNIT) && next + 1 < scan.len() {
        return times(scan, numeral, next + 1);
    }
    if behind.is(Flags::SIZE)
        && !behind.is(Flags::UNIT)
        && (behind.glued || scan.said(next).len() > 1 && size_word(scan, next))
    {
        return None;
    }
    if behind.number().is_some() {
        return so_many_packs(scan, numeral.count, next).or_else(|| plain(next));
    }
    if scan.is(next, Flags::OF) {
        next += 1;
    }
    if matches!(scan.said(next), "or so" | "or more") && scan.word(next + 1) {
        next += 1;
    }
    if scan.says(next, Words::AGAIN) && scan.word(next + 1) {
        next += 1;
    }
    // "4-pound", "5-litre".
    let hyphen = scan.mark(next, b'-') && scan.get(next).glued && scan.get(next + 1).glued;
    if hyphen && scan.is(next + 1, Flags::MEASURE) {
        next += 1;
    } else if hyphen && scan.is(next + 1, Flags::SIZE) {
        return None;
    }
    let at = unit_place(scan, next);
    let unit = scan.get(at);
    if !unit.sense.is_unit()
        || is_compound(scan, at)
        || (numeral.count == Count::Article && !article_unit(scan, at))
    {
        return plain(next);
    }
    let (whole, mut next) = and_a_half(scan, numeral.count, past_unit(scan, at + 1));
    let mut pack = 0;
    if scan.is(next, Flags::OF) {
        (pack, next) = pack_of(scan, next + 1);
    }
    // "6pack castle" is one of six, or six of one.
    let six = unit.glued && unit.sense.unit() == "pack";
    let six = six || (scan.is(next, Flags::TIMES) && scan.get(next + 1).number().is_some());
    let count = if six { Count::Unclear } else { whole };
    Some(Amount {
        count,
        unit: unit.sense.unit(),
        pack,
        next,
    })
}

/// Past what only goes with a unit: "kg.", "kg or so", "200g/7oz", which is the same in other units.
fn past_unit(scan: Scan<'_>, from: usize) -> usize {
    let mut next = from;
    while matches!(scan.said(next), "or so" | "or more") {
        next += 1;
    }
    while scan.mark(next, b'.') && scan.get(next).glued {
        next += 1;
    }
    while scan.mark(next, b'/') && scan.get(next + 1).number().is_some() {
        next = numeral_end(scan, next + 1);
        next += usize::from(scan.is(next, Flags::UNIT));
    }
    next
}

/// "150 cm of cable": elsewhere a size that stays in the name ("10mm bolts").
fn length(scan: Scan<'_>, at: usize) -> Option<&'static str> {
    let unit = ["mm", "cm"]
        .into_iter()
        .find(|unit| *unit == scan.said(at))?;
    (scan.is(at + 1, Flags::OF) && scan.word(at + 2)).then_some(unit)
}

/// "crate of tomatoes", "box of 48": one of it, where nothing counts it.
pub(super) fn uncounted(scan: Scan<'_>, at: usize) -> Option<Amount> {
    let unit = scan.get(at);
    if !unit.sense.is_unit() || unit.is(Flags::MEASURE) || unit.glued {
        return None;
    }
    if !scan.is(at + 1, Flags::OF) || !(scan.word(at + 2) || scan.get(at + 2).number().is_some()) {
        return None;
    }
    let (pack, next) = pack_of(scan, at + 2);
    Some(Amount {
        count: Count::Article,
        unit: unit.sense.unit(),
        pack,
        next,
    })
}

fn numeral_end(scan: Scan<'_>, at: usize) -> usize {
    numeral(scan, at).map_or(at + 1, |numeral| numeral.next)
}

/// "10mm", "10 mm": but "3 in" is no size.
fn size_word(scan: Scan<'_>, at: usize) -> bool {
    matches!(
        scan.said(at),
        "mm" | "cm" | "inch" | "watt" | "volt" | "amp"
    ) && scan.word(at + 1)
}

/// Past "2 heaped", "1 (400g)" to where the unit may stand; the same place if none stands there.
fn unit_place(scan: Scan<'_>, at: usize) -> usize {
    let mut place = at;
    while (scan.is(place, Flags::BEFORE_UNIT.or(Flags::COMMENT)) && !scan.is(place, Flags::UNIT)
        || is_adverb(scan.said(place))
        || scan.says(place, Words::FILLED))
        && place < at + 6
    {
        place += 1;
        if scan.mark(place, b',') && scan.is(place + 1, Flags::BEFORE_UNIT) {
            place += 1;
        }
    }
    let unit = scan.get(place);
    let named = scan.word(place + 1) && scan.get(place + 1).sense.verb_after().is_none();
    if place == at || (unit.sense.is_unit() && named && !is_compound(scan, place)) {
        place
    } else {
        at
    }
}

/// "a case of coke", "a kg sugar": but "a can" and "a set" stay words unless something follows.
fn article_unit(scan: Scan<'_>, at: usize) -> bool {
    scan.word(at + 1)
}
