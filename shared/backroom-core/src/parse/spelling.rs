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
    distance(said, known) <= 1
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

/// Letters to change, add, drop or swap. Both words are shorter than a row.
fn distance(said: &[u8], known: &[u8]) -> usize {
    const ROW: usize = 20;
    let mut rows = [[0_usize; ROW]; 3];
    for (at, cell) in rows[0].iter_mut().enumerate() {
        *cell = at;
    }
    let width = known.len().min(ROW - 1);
    for i in 1..=said.len() {
        let (now, before) = (i % 3, (i - 1) % 3);
        rows[now][0] = i;
        for j in 1..=width {
            let other = usize::from(said[i - 1] != known[j - 1]);
            let mut best = (rows[before][j] + 1)
                .min(rows[now][j - 1] + 1)
                .min(rows[before][j - 1] + other);
            if i > 1 && j > 1 && said[i - 1] == known[j - 2] && said[i - 2] == known[j - 1] {
                best = best.min(rows[(i - 2) % 3][j - 2] + 1);
            }
            rows[now][j] = best;
        }
    }
    rows[said.len() % 3][width]
}
