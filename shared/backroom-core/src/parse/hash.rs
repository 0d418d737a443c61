//! Where a word lies in a table of open addressing.

/// FNV-1a: the hash of a phrase goes on from that of its beginning.
#[derive(Clone, Copy)]
pub(super) struct Hash(u32);

impl Hash {
    pub(super) fn new() -> Self {
        Self(0x811c_9dc5)
    }

    pub(super) fn and(self, words: &str) -> Self {
        let step = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        Self(words.bytes().fold(self.0, step))
    }

    /// Where to look first among so many slots, a power of two.
    pub(super) fn slot(self, slots: usize) -> usize {
        (self.0 ^ (self.0 >> 15)) as usize & (slots - 1)
    }

    /// A part of it that tells most words of one slot apart.
    pub(super) fn tag(self) -> u16 {
        (self.0 >> 16) as u16
    }
}

/// Words by their numbers, which go up from nought.
pub(super) struct Numbered {
    words: Vec<&'static str>,
    /// Each word's number where its hash says, or behind: a table of open addressing, two thirds of it empty.
    slots: Vec<Option<u16>>,
}

impl Numbered {
    /// With room for so many words.
    pub(super) fn new(room: usize) -> Self {
        Self {
            words: Vec::with_capacity(room),
            slots: vec![None; (3 * room).next_power_of_two()],
        }
    }

    /// The number of a word, the next one if it has none yet.
    pub(super) fn number(&mut self, word: &'static str) -> u16 {
        debug_assert!(self.words.len() * 2 < self.slots.len(), "no room: {word}");
        let slot = self.slot(word);
        *self.slots[slot].get_or_insert_with(|| {
            self.words.push(word);
            u16::try_from(self.words.len() - 1).unwrap_or(u16::MAX)
        })
    }

    /// Which word this is.
    pub(super) fn find(&self, word: &str) -> Option<u16> {
        self.slots[self.slot(word)]
    }

    /// In the order of their numbers.
    pub(super) fn words(&self) -> &[&'static str] {
        &self.words
    }

    /// The slot that holds the word, or the empty one where it would go.
    fn slot(&self, word: &str) -> usize {
        let mut at = Hash::new().and(word).slot(self.slots.len());
        while self.slots[at].is_some_and(|number| self.words[usize::from(number)] != word) {
            at = (at + 1) % self.slots.len();
        }
        at
    }
}
