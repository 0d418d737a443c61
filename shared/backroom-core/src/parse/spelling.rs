//! Verbs with a letter wrong, missing, doubled or out of place.

use super::lexicon;
use super::sense::Verb;

/// The verb that was meant, if one of those that may be misspelt is near enough.
pub(super) fn verb(word: &str) -> Option<Verb> {
    let letters = word.bytes().all(|byte| byte.is_ascii_lowercase());
    if !letters || word.len() < 4 || word.len() > 14 {
        return None;
    }
    let word = word.as_bytes();
    lexicon::spellings()
        .iter()
        .find(|known| known.as_bytes().first() == word.first() && near(word, known.as_bytes()))
        .and_then(|known| lexicon::look_up(known).verb)
}

/// Whether it is this long word with one slip in it.
pub(super) fn is_near(said: &str, known: &str) -> bool {
    let letters = said.bytes().all(|byte| byte.is_ascii_lowercase());
    let first = said.bytes().next() == known.bytes().next();
    letters && first && said.len() <= 14 && near(said.as_bytes(), known.as_bytes())
}

/// Whether one slip turns one into the other. A short word may only have letters swapped or
/// doubled: "slod" and "solld", but not "gold" or "told".
fn near(said: &[u8], known: &[u8]) -> bool {
    if said.len().abs_diff(known.len()) > 2 {
        return false;
    }
    if known.len() < 6 {
        return swapped(said, known) || doubled(said, known);
    }
    one_slip(said, known)
}

fn swapped(said: &[u8], known: &[u8]) -> bool {
    let Some(at) = (0..said.len().min(known.len())).find(|at| said[*at] != known[*at]) else {
        return false;
    };
    said.len() == known.len()
        && at + 1 < said.len()
        && said[at] == known[at + 1]
        && said[at + 1] == known[at]
        && said[at + 2..] == known[at + 2..]
}

fn doubled(said: &[u8], known: &[u8]) -> bool {
    let mut once = said.to_vec();
    once.dedup();
    once == known
}

/// Whether a letter was changed, added, dropped or swapped with the next, or nothing was.
fn one_slip(said: &[u8], known: &[u8]) -> bool {
    let same = said
        .iter()
        .zip(known)
        .take_while(|(one, other)| one == other);
    let same = same.count();
    match (&said[same..], &known[same..]) {
        ([], []) => true,
        ([_, said @ ..], known) if said == known => true,
        (said, [_, known @ ..]) if said == known => true,
        ([_, said @ ..], [_, known @ ..]) if said == known => true,
        ([a, b, said @ ..], [c, d, known @ ..]) => a == d && b == c && said == known,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_word_may_have_one_slip() {
        for said in [
            "received",
            "recieved",
            "receivd",
            "receiived",
            "receifed",
            "eceived",
        ] {
            assert!(one_slip(said.as_bytes(), b"received"), "{said}");
        }
        for said in [
            "deceive",
            "recievde",
            "rceivedd",
            "received it",
            "",
            "recieevd",
        ] {
            assert!(!one_slip(said.as_bytes(), b"received"), "{said}");
        }
    }
}
