//! What kind of word a word in a name is.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::english;

/// How much a word tells about which item is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It names the thing.
    Core,
    /// It holds a digit: "2l", "10mm", "5w30". As telling as a name, and never a matter of spelling.
    Measure,
    /// Large, small.
    Size,
    /// Fresh, ripe.
    State,
    /// What was or will be done to it: finely, sliced.
    Preparation,
    /// Of, the: not looked at.
    Filler,
}

/// The number of kinds that are looked at. By their places in an array, the telling ones come first.
pub(super) const KINDS: usize = 5;
/// The place of [`Kind::Core`].
pub(super) const CORE: usize = 0;
/// The place of [`Kind::Measure`]; what follows only describes.
pub(super) const MEASURE: usize = 1;
/// The place of [`Kind::Preparation`].
pub(super) const PREPARATION: usize = 4;

/// The words that are not core. Another language is one more file, and some more rows here.
static DESCRIPTIVE: LazyLock<BTreeMap<&str, Kind>> = LazyLock::new(|| {
    let lists = [
        (english::FILLERS, Kind::Filler),
        (english::SIZES, Kind::Size),
        (english::STATES, Kind::State),
        (english::PREPARATIONS, Kind::Preparation),
    ];
    let words =
        |(list, kind): (&'static str, Kind)| list.split_whitespace().map(move |word| (word, kind));
    lists.into_iter().flat_map(words).collect()
});

impl Kind {
    /// Of a folded word.
    pub(super) fn of(word: &str) -> Self {
        if word.bytes().any(|byte| byte.is_ascii_digit()) {
            return Self::Measure;
        }
        DESCRIPTIVE.get(word).copied().unwrap_or(Self::Core)
    }

    /// Of a folded word between these two: some describe only in company.
    pub(super) fn between(before: Option<&str>, word: &str, after: Option<&str>) -> Self {
        let kind = Self::of(word);
        if kind != Self::Core {
            return kind;
        }
        let listed = |list: &str| list.split(' ').any(|known| known == word);
        let listed_too = |word: &str, list: &str| list.split(' ').any(|known| known == word);
        if listed(english::MODIFIERS) {
            // "coarse ground pepper"
            if after.is_some_and(|after| listed_too(after, english::ONLY_AFTER_HOW)) {
                return Self::Preparation;
            }
            let after = after.map_or(Self::Core, Self::of);
            if after.describes() {
                return after;
            }
        }
        let after_how = before.is_some_and(|before| listed_too(before, english::MODIFIERS));
        if after_how && listed(english::ONLY_AFTER_HOW) {
            return Self::Preparation;
        }
        match before.map_or(Self::Core, Self::of) {
            Self::Size if word == "size" => Self::Size,
            Self::Preparation if listed(english::ONLY_AFTER_HOW) => Self::Preparation,
            Self::Core
            | Self::Measure
            | Self::Size
            | Self::State
            | Self::Preparation
            | Self::Filler => Self::Core,
        }
    }

    /// Whether it tells how the thing is rather than what.
    fn describes(self) -> bool {
        matches!(self, Self::Size | Self::State | Self::Preparation)
    }

    /// Its place in an array by kind.
    pub(super) fn place(self) -> Option<usize> {
        match self {
            Self::Core => Some(CORE),
            Self::Measure => Some(MEASURE),
            Self::Size => Some(2),
            Self::State => Some(3),
            Self::Preparation => Some(PREPARATION),
            Self::Filler => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::fold;

    #[test]
    fn the_lists_are_folded() {
        let lists = [
            english::FILLERS,
            english::SIZES,
            english::STATES,
            english::PREPARATIONS,
            english::MODIFIERS,
            english::ONLY_AFTER_HOW,
        ];
        for word in lists.iter().flat_map(|list| list.split_whitespace()) {
            assert_eq!(fold(word), word);
        }
    }
}
