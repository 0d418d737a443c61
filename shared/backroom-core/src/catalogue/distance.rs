//! How many slips of the finger lie between two words.

/// A word to be compared with many, up to 64 bytes.
pub(super) struct Pattern {
    /// For each byte, the places where it stands.
    places: [u64; 256],
    length: usize,
    letters: u32,
}

impl Pattern {
    /// `None` for what is too long to be compared, or empty.
    pub(super) fn new(word: &str) -> Option<Self> {
        if word.is_empty() || word.len() > 64 {
            return None;
        }
        let mut places = [0; 256];
        for (place, byte) in word.bytes().enumerate() {
            places[usize::from(byte)] |= 1 << place;
        }
        Some(Self {
            places,
            length: word.len(),
            letters: letters(word),
        })
    }

    /// The number of slips (a byte too many, too few or wrong, or two swapped) from this to that word, if it is at
    /// most `bound`. `other_letters` are the other's [`letters`].
    pub(super) fn within(&self, other: &str, other_letters: u32, bound: usize) -> Option<usize> {
        // Each slip changes the length by one and the set of letters by two at the most.
        if self.length.abs_diff(other.len()) > bound
            || (self.letters ^ other_letters).count_ones() as usize > 2 * bound
        {
            return None;
        }
        let distance = self.distance(other);
        (distance <= bound).then_some(distance)
    }

    /// Optimal string alignment by Hyyrö's bit vectors: one column of the table in a few machine words.
    fn distance(&self, other: &str) -> usize {
        let last = 1_u64 << (self.length - 1);
        let (mut up, mut down, mut same, mut before) = (!0_u64, 0_u64, 0_u64, 0_u64);
        let mut distance = self.length;
        for byte in other.bytes() {
            let here = self.places[usize::from(byte)];
            let swapped = ((!same & here) << 1) & before;
            same = ((here & up).wrapping_add(up) ^ up) | here | down | swapped;
            let right_up = down | !(same | up);
            let right_down = same & up;
            if right_up & last != 0 {
                distance += 1;
            }
            if right_down & last != 0 {
                distance -= 1;
            }
            let (right_up, right_down) = ((right_up << 1) | 1, right_down << 1);
            up = right_down | !(same | right_up);
            down = right_up & same;
            before = here;
        }
        distance
    }
}

/// The set of letters in a word: what two words that are close must nearly share.
pub(super) fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |set, byte| set | 1 << (byte & 31))
}

/// How many slips are still the same word: the longer it is, the more.
pub(super) fn bound(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=7 => 1,
        8..=12 => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same by the book.
    fn by_table(one: &str, other: &str) -> usize {
        let (one, other) = (one.as_bytes(), other.as_bytes());
        let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
        for row in 0..=one.len() {
            for column in 0..=other.len() {
                table[row][column] = if row == 0 || column == 0 {
                    row + column
                } else {
                    let wrong = usize::from(one[row - 1] != other[column - 1]);
                    let mut least = (table[row - 1][column] + 1)
                        .min(table[row][column - 1] + 1)
                        .min(table[row - 1][column - 1] + wrong);
                    let swapped = row > 1
                        && column > 1
                        && one[row - 1] == other[column - 2]
                        && one[row - 2] == other[column - 1];
                    if swapped {
                        least = least.min(table[row - 2][column - 2] + 1);
                    }
                    least
                };
            }
        }
        table[one.len()][other.len()]
    }

    proptest! {
        #[test]
        fn the_bit_vectors_count_as_the_table_does(one in "[a-d]{1,20}", other in "[a-d]{0,20}") {
            let pattern = Pattern::new(&one).unwrap();
            prop_assert_eq!(pattern.distance(&other), by_table(&one, &other));
        }

        #[test]
        fn looking_at_the_letters_first_loses_nothing(one in "[a-z]{1,12}", other in "[a-z]{1,12}") {
            let expected = by_table(&one, &other);
            let pattern = Pattern::new(&one).unwrap();
            for most in 0..4 {
                let within = pattern.within(&other, letters(&other), most);
                prop_assert_eq!(within, (expected <= most).then_some(expected));
            }
        }
    }
}
