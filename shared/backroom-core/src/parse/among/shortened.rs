//! Words of the language with letters left out ("expird", "brokn", "retrnd"), where the names of the shop leave nothing else that
//! they may be. Read last, and believed only if nothing is left open then.

use std::sync::LazyLock;

use super::{clears, whole};
use crate::catalogue::{Catalogue, has_in_order};
use crate::intent::{Action, Parsed, Problem, Reason};
use crate::parse::guard;
use crate::parse::lexicon;
use crate::parse::sense::{Flags, Sense};
use crate::parse::spelling;
use crate::parse::{text, token};

/// A shorter word may be short for anything.
const SHORTEST: usize = 3;
/// In a shorter word a slip leaves too little.
const SHORTEST_SLIP: usize = 5;

/// The single words of all languages by their first letter and consonants, in their order.
static WRITTEN: LazyLock<Vec<(String, &str)>> = LazyLock::new(|| {
    let single = |word: &&str| word.len() >= SHORTEST && is_plain(word);
    let mut all: Vec<(String, &str)> = lexicon::all()
        .filter(single)
        .map(|word| (consonants(word), word))
        .collect();
    all.sort_unstable();
    all
});

/// What a message says whose shortened words are written out, if `first` left something open and this does not.
pub(super) fn read(said: &str, first: &Parsed, names: &Catalogue) -> Option<Parsed> {
    let full = written_out(&text::plain(said.trim())?, names)?;
    let told = whole(&full, names);
    let waits = matches!(told, Parsed::Incomplete(Problem::NotYet));
    let asked = matches!(
        first,
        Parsed::Unrecognised | Parsed::Incomplete(Problem::NoAction { .. })
    );
    (waits && asked || clears(&told, first, names)).then_some(told)
}

/// The text with what is short written in full; `None` if nothing is.
fn written_out(plain: &str, names: &Catalogue) -> Option<String> {
    let mut full = String::with_capacity(plain.len() + 16);
    let mut from = 0;
    for token in token::tokens(plain).list {
        let said = &plain[token.start..token.end];
        let unknown = token.word() && token.sense.nothing();
        let Some(word) = unknown.then(|| meant(said, names)).flatten() else {
            continue;
        };
        full.push_str(&plain[from..token.start]);
        full.push_str(word);
        from = token.end;
    }
    full.push_str(&plain[from..]);
    (from > 0).then_some(full)
}

/// The one word that this is short for, or that it is with a slip; `None` where it may be a name of the shop, or two words
/// that say different things.
fn meant(said: &str, names: &Catalogue) -> Option<&'static str> {
    if said.len() < SHORTEST || !is_plain(said) || names.may_be_short_for(said) {
        return None;
    }
    let mut found = short_for(said).peekable();
    if found.peek().is_some() {
        return agreed(found);
    }
    let long = said.len() >= SHORTEST_SLIP;
    long.then(|| agreed(slips(said))).flatten()
}

/// All words that this may be short for: only vowels are left out.
fn short_for(said: &str) -> impl Iterator<Item = &'static str> {
    let consonants = consonants(said);
    let from = WRITTEN.partition_point(|(other, _)| *other < consonants);
    let alike = WRITTEN[from..]
        .iter()
        .take_while(move |(other, _)| *other == consonants);
    alike
        .map(|(_, word)| *word)
        .filter(|word| has_in_order(word, said))
}

/// All words that this is with a letter left out, or two swapped.
fn slips(said: &str) -> impl Iterator<Item = &'static str> {
    let first = &said[..1];
    let from = WRITTEN.partition_point(|(other, _)| other.as_str() < first);
    let alike = WRITTEN[from..]
        .iter()
        .take_while(move |(other, _)| other.starts_with(first));
    let longer = |word: &str| word.len() == said.len() + 1 || word.len() == said.len();
    alike.map(|(_, word)| *word).filter(move |word| {
        let swapped = word.len() > said.len() || consonants(word).len() == consonants(said).len();
        longer(word) && swapped && spelling::is_near(said, word)
    })
}

/// One of these words, if it tells what was done, how much or what is asked, and all say the same.
fn agreed(mut words: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let first = words.next()?;
    let sense = lexicon::look_up(first);
    let same = |other: &'static str| says(lexicon::look_up(other)) == says(sense);
    (tells(sense) && words.all(same)).then_some(first)
}

/// Kinds of words, beside verbs and units, that are read though they are shortened.
const KINDS: Flags = Flags::HOW_MANY
    .or(Flags::QUESTION)
    .or(Flags::LIST)
    .or(Flags::LOW)
    .or(Flags::ORDER)
    .or(Flags::RETURN)
    .or(Flags::FIX)
    .or(Flags::CUSTOMER)
    .or(Flags::SUPPLIER)
    .or(guard::ALL);

fn tells(sense: &Sense) -> bool {
    sense.verb.is_some() || sense.is_unit() || sense.is(KINDS)
}

/// What tells two such words apart.
fn says(sense: &Sense) -> (Option<(Action, Reason)>, Flags, &str) {
    let verb = sense.verb.map(|verb| (verb.action, verb.reason));
    (verb, sense.flags.and(KINDS), sense.unit())
}

fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// The first letter, and the consonants behind it.
fn consonants(word: &str) -> String {
    let letters = word.chars().enumerate();
    let kept = letters.filter(|(at, letter)| *at == 0 || !is_vowel(*letter));
    kept.map(|(_, letter)| letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::ids::ItemId;

    #[test]
    fn letters_are_left_out_of_words_and_never_of_names() {
        let item = |name: &'static str| (ItemId::new(name.to_lowercase()), name, [""; 0]);
        let names = Catalogue::new(["Bread", "Brush", "Takkies"].map(item));
        for (short, full) in [
            ("expird", Some("expired")),
            ("brokn", Some("broken")),
            ("retrnd", Some("returned")),
            ("droped", Some("dropped")),
            ("brd", None),
            ("tkks", None),
            ("thandi", None),
        ] {
            assert_eq!(meant(short, &names), full, "{short}");
        }
    }
}
