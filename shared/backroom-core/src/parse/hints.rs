//! Which kinds of message a text may be, found out in one pass: most kinds have words that no such message is without.
//! Each reader lists its own, and is not asked about a text where none of them stands. A hint may stand in any text at all:
//! it is the reader who says what the message is.

use super::{confirm, credit, expiry, export, help, items, packs, setting, sheet, team};

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

    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The words of each kind, of two bytes at least. They may stand inside of others: "skuld" of "geskuld".
const KINDS: [(Hints, &[&str]); 17] = [
    (Hints::CREDIT, &credit::HINTS),
    (Hints::CUSTOMER, &["customer"]),
    (Hints::OF_CUSTOMER, &credit::OF_CUSTOMER),
    (Hints::DATED, &expiry::MARKS),
    (Hints::EXPIRING, &expiry::HINTS),
    (Hints::SHEET, &sheet::HINTS),
    (Hints::EXPORT, &export::HINTS),
    (Hints::TEAM, &team::HINTS),
    (Hints::TEAM, team::ROLES[0].1),
    (Hints::TEAM, team::ROLES[1].1),
    (Hints::TEAM, team::ROLES[2].1),
    (Hints::TEAM, team::ROLES[3].1),
    (Hints::ITEMS, &items::HINTS),
    (Hints::UNIT, &packs::HINTS),
    (Hints::SETTING, &setting::HINTS),
    (Hints::CONFIRM, &confirm::HINTS),
    (Hints::HELP, &help::HINTS),
];

static TABLE: Table = Table::of(&KINDS);

/// What a text may be about.
pub(super) fn of(text: &str) -> Hints {
    TABLE.find(text.as_bytes())
}

/// More words than there are; the compiler says so if it is too few.
const MOST: usize = 255;

/// The words by their first three bytes, of which the low five bits tell enough: a text is gone through once, and a word is
/// only compared where these stand.
struct Table {
    /// By the first two bytes: which third ones go with them, as a set.
    thirds: [u32; 1 << 10],
    /// By the first two bytes: the place in `words` of the first word, counted from one; nothing is 0.
    heads: [u8; 1 << 10],
    words: [Word; MOST],
}

#[derive(Clone, Copy)]
struct Word {
    kind: Hints,
    text: &'static [u8],
    /// The next word with the same head.
    next: u8,
}

const fn head(first: u8, second: u8) -> usize {
    ((first & 31) as usize) << 5 | (second & 31) as usize
}

impl Table {
    const fn of(kinds: &[(Hints, &[&'static str])]) -> Self {
        let none = Word {
            kind: Hints(0),
            text: &[],
            next: 0,
        };
        let mut table = Self {
            thirds: [0; 1 << 10],
            heads: [0; 1 << 10],
            words: [none; MOST],
        };
        let mut count = 0;
        let mut kind = 0;
        while kind < kinds.len() {
            let mut word = 0;
            while word < kinds[kind].1.len() {
                let text = kinds[kind].1[word].as_bytes();
                let head = head(text[0], text[1]);
                table.thirds[head] |= match text.len() {
                    2 => u32::MAX,
                    _ => 1 << (text[2] & 31),
                };
                table.words[count as usize] = Word {
                    kind: kinds[kind].0,
                    text,
                    next: table.heads[head],
                };
                count += 1;
                table.heads[head] = count;
                word += 1;
            }
            kind += 1;
        }
        table
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
    fn a_text_hints_at_what_it_may_be() {
        let hinted = |text: &str, hints| of(text).any(hints);
        assert!(hinted("thandi het geskuld", Hints::CREDIT));
        assert!(hinted("got 20 milk exp 30 nov", Hints::DATED));
        assert!(hinted("rename coke to cola", Hints::ITEMS));
        assert_eq!(of("sold 3 bread"), Hints::default());
        assert_eq!(of("é"), Hints::default());
    }
}
