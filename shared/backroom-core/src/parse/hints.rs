//! Which kinds of message a text may be, found out in one pass: most kinds have words that no such message is without.
//! Each reader has its own, which are the sections `hints: …` of `lexicon/*.phrases.txt`, and is not asked about a text where none
//! of them stands. A hint may stand in any text at all: it is the reader who says what the message is.

use std::sync::LazyLock;

use super::phrases;

/// A set of kinds of message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints(u16);

impl Hints {
    pub(super) const CREDIT: Self = Self(1);
    pub(super) const DATED: Self = Self(1 << 1);
    pub(super) const EXPIRING: Self = Self(1 << 2);
    pub(super) const SHEET: Self = Self(1 << 3);
    pub(super) const EXPORT: Self = Self(1 << 4);
    pub(super) const TEAM: Self = Self(1 << 5);
    pub(super) const ITEMS: Self = Self(1 << 6);
    pub(super) const UNIT: Self = Self(1 << 7);
    pub(super) const SETTING: Self = Self(1 << 8);
    pub(super) const CONFIRM: Self = Self(1 << 9);
    pub(super) const HELP: Self = Self(1 << 10);
    pub(super) const CUSTOMER: Self = Self(1 << 11);
    pub(super) const OF_CUSTOMER: Self = Self(1 << 12);

    pub(super) const ACCOUNT: Self = Self(1 << 13);

    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What the sections are for. Their words have two bytes at least and may stand inside of others: "skuld" of "geskuld".
const KINDS: [(&str, Hints); 14] = [
    ("hints: credit", Hints::CREDIT),
    ("hints: customer", Hints::CUSTOMER),
    ("hints: of a customer", Hints::OF_CUSTOMER),
    ("hints: account", Hints::ACCOUNT),
    ("hints: date", Hints::DATED),
    ("hints: expiring", Hints::EXPIRING),
    ("hints: sheet", Hints::SHEET),
    ("hints: export", Hints::EXPORT),
    ("hints: team", Hints::TEAM),
    ("hints: items", Hints::ITEMS),
    ("hints: unit", Hints::UNIT),
    ("hints: setting", Hints::SETTING),
    ("hints: confirm", Hints::CONFIRM),
    ("hints: help", Hints::HELP),
];

static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

/// What a text may be about.
pub(super) fn of(text: &str) -> Hints {
    TABLE.find(text.as_bytes())
}

/// The kind of a section. Those of hints stand first in a file.
fn kind(section: &str) -> Option<Hints> {
    let known = KINDS.iter().find(|(name, _)| *name == section);
    known.map(|(_, kind)| *kind)
}

/// The words by their first three bytes, of which the low five bits tell enough: a text is gone through once, and a word is
/// only compared where these stand.
struct Table {
    /// By the first two bytes: which third ones go with them, as a set.
    thirds: [u32; 1 << 10],
    /// By the first two bytes: the place in `words` of the first word, counted from one; nothing is 0.
    heads: [u16; 1 << 10],
    words: Vec<Word>,
}

#[derive(Clone, Copy)]
struct Word {
    kind: Hints,
    text: &'static [u8],
    /// The next word with the same head.
    next: u16,
}

fn head(first: u8, second: u8) -> usize {
    usize::from(first & 31) << 5 | usize::from(second & 31)
}

impl Table {
    fn read() -> Self {
        let mut table = Self {
            thirds: [0; 1 << 10],
            heads: [0; 1 << 10],
            words: Vec::with_capacity(1 << 8),
        };
        for language in phrases::LANGUAGES {
            let lines = phrases::lines(language).map(|(section, line)| (kind(section), line));
            for (kind, line) in lines.map_while(|(kind, line)| Some((kind?, line))) {
                phrases::parted(line).for_each(|word| table.add(kind, word.trim_matches('"')));
            }
        }
        table
    }

    fn add(&mut self, kind: Hints, text: &'static str) {
        let text = text.as_bytes();
        let head = head(text[0], text[1]);
        self.thirds[head] |= text.get(2).map_or(u32::MAX, |third| 1 << (third & 31));
        let next = self.heads[head];
        self.words.push(Word { kind, text, next });
        self.heads[head] = u16::try_from(self.words.len()).unwrap_or_default();
    }

    fn find(&self, text: &[u8]) -> Hints {
        let mut found = Hints::default();
        let mut before = 0;
        for (at, byte) in text.iter().enumerate() {
            if self.thirds[before] >> (byte & 31) & 1 == 1 {
                self.compare(text, at.saturating_sub(2), &mut found);
            }
            before = (before << 5 | usize::from(byte & 31)) % self.thirds.len();
        }
        // A word of two bytes may be the last.
        self.compare(text, text.len().saturating_sub(2), &mut found);
        found
    }

    /// Notes those words that the text goes on with from here.
    #[cold]
    fn compare(&self, text: &[u8], at: usize, found: &mut Hints) {
        let [first, second, ..] = text[at..] else {
            return;
        };
        let mut next = self.heads[head(first, second)];
        while let Some(place) = usize::from(next).checked_sub(1) {
            let word = &self.words[place];
            if !found.any(word.kind) && text[at..].starts_with(word.text) {
                found.0 |= word.kind.0;
            }
            next = word.next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_section_of_hints_is_known_and_stands_before_all_others() {
        for language in phrases::LANGUAGES {
            let others =
                phrases::lines(language).skip_while(|(section, _)| kind(section).is_some());
            for (section, _) in others {
                assert!(!section.starts_with("hints"), "[{section}]");
            }
        }
    }

    #[test]
    fn a_text_hints_at_what_it_may_be() {
        let hinted = |text: &str, hints| of(text).any(hints);
        assert!(hinted("thandi het geskuld", Hints::CREDIT));
        assert!(hinted("got 20 milk exp 30 nov", Hints::DATED));
        assert!(hinted("rename coke to cola", Hints::ITEMS));
        assert_eq!(of("sold 3 bread"), Hints::default());
        assert_eq!(of("é"), Hints::default());
    }
}
