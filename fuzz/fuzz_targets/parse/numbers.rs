//! The numbers in a text, read without the grammar: a generous list of what its digits and number words could mean,
//! so that a quantity which is not among them was invented.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use backroom_core::quantity::Quantity;

const ONE: i128 = 1_000_000;

/// With more numbers than this in a text most quantities can be made of some of them, and nothing would be learnt.
const NUMBERS_MOST: usize = 6;
/// And of more number words than this ("one dozen dozen dozen") most are made that [`Numbers::give`] does not try.
const WORDS_MOST: usize = 3;

/// A third of a dozen is four, whatever was rounded on the way.
const ROUNDING: i128 = 1_000;

/// The number words of the lexicons, in millionths, and what is short for one ("hlf: half").
static WORDS: LazyLock<BTreeMap<String, i128>> = LazyLock::new(|| {
    let lexicons = [
        include_str!("../../../shared/backroom-core/lexicon/en.txt"),
        include_str!("../../../shared/backroom-core/lexicon/af.txt"),
    ];
    let pairs = || {
        let lines = lexicons.into_iter().flat_map(str::lines);
        lines.filter_map(|line| line.split_once(": "))
    };
    let numbers = pairs().filter_map(|(word, value)| {
        let value: Quantity = value.parse().ok()?;
        Some((word.to_owned(), i128::from(value.millionths())))
    });
    let mut words: BTreeMap<String, i128> = numbers.collect();
    let short = pairs().filter_map(|(short, word)| Some((short.to_owned(), *words.get(word)?)));
    let short: Vec<_> = short.collect();
    words.extend(short);
    words
});

/// In millionths; `None` if there are too many to tell anything, or some that are not read here.
pub(crate) struct Numbers(Option<Vec<i128>>);

impl Numbers {
    pub(crate) fn of(text: &str) -> Self {
        let text = seen(&text.to_lowercase());
        let groups = groups(&text);
        let words: Vec<i128> = text
            .split(|c: char| !c.is_alphabetic())
            .filter_map(spelt)
            .collect();
        let strange = text.chars().any(|c| c.is_numeric() && !c.is_ascii());
        if strange || words.len() > WORDS_MOST || groups.len() + words.len() > NUMBERS_MOST {
            return Self(None);
        }
        let mut numbers = vec![ONE];
        numbers.extend(words);
        for first in 0..groups.len() {
            numbers.extend(joined(&text, &groups[first..]));
        }
        Self(Some(numbers))
    }

    /// Whether the quantity is one of them, or made of a few ("two and a half dozen").
    pub(crate) fn give(&self, quantity: Quantity) -> bool {
        let Some(numbers) = &self.0 else {
            return true;
        };
        let wanted = i128::from(quantity.millionths());
        let is = |value: i128| (value - wanted).abs() <= ROUNDING;
        let each = || numbers.iter().copied();
        each().any(is)
            || each().any(|a| each().any(|b| is(a + b) || is(times(a, b))))
            || each().any(|a| {
                let more =
                    |b, c| is(times(a, b) + c) || is(times(a + b, c)) || is(times(times(a, b), c));
                each().any(|b| each().any(|c| more(b, c)))
            })
            || each().any(|a| {
                let more = |b, c, d| {
                    is(times(a, b) + times(c, d))
                        || is(times(a, b) + c + d)
                        || is(times(times(a, b) + c, d))
                };
                each().any(|b| each().any(|c| each().any(|d| more(b, c, d))))
            })
    }
}

/// "fifteen", and "fifteenkg" as well.
fn spelt(word: &str) -> Option<i128> {
    let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.rev().find_map(|end| WORDS.get(&word[..end]).copied())
}

fn times(one: i128, other: i128) -> i128 {
    one.saturating_mul(other) / ONE
}

/// Where the runs of digits are.
fn groups(text: &str) -> Vec<(usize, usize)> {
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for (at, _) in text.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        match groups.last_mut() {
            Some((_, end)) if *end == at => *end += 1,
            _ => groups.push((at, at + 1)),
        }
    }
    groups
}

/// What the first run of digits could be by itself and with those right behind it: "1 500,25", "1/2".
fn joined(text: &str, groups: &[(usize, usize)]) -> Vec<i128> {
    let mut readings = Vec::new();
    let mut whole = String::new();
    let mut before: Option<(usize, usize)> = None;
    for &(start, end) in groups {
        let digits = &text[start..end];
        if let Some((from, to)) = before {
            let between = &text[to..start];
            if between.contains(char::is_alphabetic) {
                break;
            }
            let decimals: String = digits.chars().take(6).collect();
            readings.extend(millionths(&format!("{whole}.{decimals}")));
            if let (Ok(over), Ok(under)) = (text[from..to].parse::<i128>(), digits.parse::<i128>())
                && under > 0
            {
                readings.push(over.saturating_mul(ONE) / under);
            }
        }
        whole.push_str(digits);
        readings.extend(millionths(&whole));
        before = Some((start, end));
    }
    // ".5"
    let (start, end) = groups[0];
    let decimals: String = text[start..end].chars().take(6).collect();
    readings.extend(millionths(&format!("0.{decimals}")));
    readings
}

fn millionths(decimal: &str) -> Option<i128> {
    let quantity: Quantity = decimal.parse().ok()?;
    Some(i128::from(quantity.millionths()))
}

/// The text as the grammar sees it. The marks of bold and struck words part the digits that they stand between.
fn seen(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let behind = &text[at + character.len_utf8()..];
        let between = matches!(character, '~' | '_')
            && seen.ends_with(|last: char| last.is_ascii_digit())
            && behind.starts_with(|next: char| next.is_ascii_digit());
        if between {
            seen.push('-');
        } else if !unseen(character) {
            seen.push(character);
        }
    }
    seen
}

/// What the grammar looks through.
fn unseen(character: char) -> bool {
    matches!(
        character,
        '_' | '~' | '`' | '\r' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'
    )
}
