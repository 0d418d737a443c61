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
