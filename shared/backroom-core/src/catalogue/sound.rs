//! Words that are the same but for how they are written: a letter doubled, s for z, a slip among the vowels.

/// Whether two words are one.
pub(super) fn sounds_alike(one: &str, other: &str) -> bool {
    same_sound(one, other) || same_consonants(one, other)
}

/// Whether two words differ in nothing but a doubled letter, or s and z: "earings", "sanitizer".
fn same_sound(one: &str, other: &str) -> bool {
    let near = one.as_bytes().first() == other.as_bytes().first()
        && one.len().abs_diff(other.len()) <= 2
        && one.len().min(other.len()) >= 5;
    near && sounds(one).eq(sounds(other))
}

/// Whether one slip among the vowels is all that two words differ in: "recieved", "ibuprofin", "brnd". Few
/// letters tell little: where one was left out, three consonants have to be there ("watr"), and four where one is too many;
/// "jce" and "braed" may be anything, and "paper" is no "pepper".
fn same_consonants(one: &str, other: &str) -> bool {
    let (said, known) = (one.as_bytes(), other.as_bytes());
    let ends = said.first() == known.first() && said.last() == known.last();
    if !ends || said.len().abs_diff(known.len()) > 1 {
        return false;
    }
    let vowel = |byte: &u8| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let consonants = |word: &str| word.bytes().filter(|byte| !vowel(byte)).count();
    let same = one
        .bytes()
        .filter(|byte| !vowel(byte))
        .eq(other.bytes().filter(|byte| !vowel(byte)));
    if !same || one == other {
        return false;
    }
    if said.len() != known.len() {
        let left_out = said.len() < known.len() && said.len() >= 4;
        return consonants(one) >= if left_out { 3 } else { 4 };
    }
    let differ: Vec<usize> = (0..said.len())
        .filter(|at| said[*at] != known[*at])
        .collect();
    match differ.as_slice() {
        [_] => said.len() >= 8,
        [at, next] => {
            said.len() >= 6
                && *next == at + 1
                && said[*at] == known[*next]
                && said[*next] == known[*at]
        }
        _ => false,
    }
}

/// The letters of a word, each run of one letter once, and z as s.
fn sounds(word: &str) -> impl Iterator<Item = u8> {
    let letters = word
        .bytes()
        .map(|byte| if byte == b'z' { b's' } else { byte });
    let before = std::iter::once(0).chain(letters.clone());
    letters
        .zip(before)
        .filter(|(letter, before)| letter != before)
        .map(|(letter, _)| letter)
}
