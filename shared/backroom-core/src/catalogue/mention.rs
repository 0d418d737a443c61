//! Words in a message that name something of the shop.

use super::fold::fold;
use super::index::Index;
use super::vocabulary::Kind;

/// How certain it is that words name something of the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mention {
    /// They are an item's name or alias.
    Whole,
    /// All of them are words of one name, which has more: "maxi dress" of "Maxi dress red M".
    Part,
}

/// Whether the words name something. None of them may be a stranger to the name, and neither the first nor the last
/// one that says nothing ("the coke").
pub(super) fn mention(index: &Index, words: &str) -> Option<Mention> {
    let folded = fold(words);
    let telling = |word: &str| matches!(Kind::of(word), Kind::Core | Kind::Measure);
    let (first, last) = (folded.split(' ').next()?, folded.rsplit(' ').next()?);
    let squeezed = folded.replace(' ', "");
    if index.spaced_otherwise(&squeezed).next().is_some() {
        return Some(Mention::Whole);
    }
    if !telling(first) || !telling(last) {
        return None;
    }
    let mut common: Option<Vec<u32>> = None;
    let parts = folded.split(' ').flat_map(|word| match index.apart(word) {
        Some((first, second)) => [first, second],
        None => [word, ""],
    });
    for word in parts.filter(|word| !word.is_empty() && Kind::of(word) != Kind::Filler) {
        let forms = index.forms_with(index.word_or_code(word)?);
        let both = match common {
            None => forms.to_vec(),
            Some(common) => common
                .into_iter()
                .filter(|form| forms.contains(form))
                .collect(),
        };
        if both.is_empty() {
            return None;
        }
        common = Some(both);
    }
    let whole = |form: &u32| {
        index.forms[*form as usize].folded.split(' ').count() == folded.split(' ').count()
    };
    common.map(|forms| {
        if forms.iter().any(whole) {
            Mention::Whole
        } else {
            Mention::Part
        }
    })
}
