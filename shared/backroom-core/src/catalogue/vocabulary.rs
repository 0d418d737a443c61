//! What kind of word a word in a name is.

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

impl Kind {
    /// Of a folded word.
    pub(super) fn of(word: &str) -> Self {
        if word.bytes().any(|byte| byte.is_ascii_digit()) {
            return Self::Measure;
        }
        // Another language is one more file, and one more row here.
        for (words, kind) in [
            (english::FILLERS, Self::Filler),
            (english::SIZES, Self::Size),
            (english::STATES, Self::State),
            (english::PREPARATIONS, Self::Preparation),
        ] {
            if words.binary_search(&word).is_ok() {
                return kind;
            }
        }
        Self::Core
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
