//! The Google Sheet in which a shop's stock is kept: `sheet https://docs.google.com/…`, "sheet off". A link says more than
//! our words know, so the message is read as it was written.

use crate::intent::{Intent, Manage};
use crate::sheet::{SheetId, SheetWish};

use super::phrases::{self, List};

/// No such message has more words.
const WORDS_MAX: usize = 12;

/// What is wanted with the sheet, if the message is about it.
pub(super) fn sheet(raw: &str) -> Option<Intent> {
    let words: Vec<&str> = raw.split_whitespace().take(WORDS_MAX + 1).collect();
    if words.len() > WORDS_MAX {
        return None;
    }
    let links: Vec<SheetId> = words
        .iter()
        .filter_map(|word| SheetId::in_link(word))
        .collect();
    let said: Vec<String> = words
        .iter()
        .filter(|word| SheetId::in_link(word).is_none())
        .map(|word| plain(word))
        .filter(|word| !word.is_empty() && !is(word, List::SHEET_IDLE))
        .collect();
    let wish = match links.as_slice() {
        [] => phrase(&said)?,
        [id] => {
            let named = said.iter().any(|word| word == "sheet");
            let all = said
                .iter()
                .all(|word| word == "sheet" || is(word, List::SHEET_AROUND));
            (named && all).then(|| SheetWish::Keep(id.clone()))?
        }
        _ => return None,
    };
    Some(Intent::Manage(Manage::Sheet(wish)))
}

fn phrase(said: &[String]) -> Option<SheetWish> {
    let whole: Vec<&str> = said.iter().map(String::as_str).collect();
    let mut bare = whole.clone();
    bare.retain(|word| !is(word, List::SHEET_WHOSE));
    match () {
        () if are(&bare, List::SHEET_STOP) => Some(SheetWish::Stop),
        () if are(&bare, List::SHEET_WRITE) => Some(SheetWish::Write),
        () if are(&whole, List::SHEET_SHOW) => Some(SheetWish::Show),
        () => None,
    }
}

fn is(word: &str, list: List) -> bool {
    phrases::look_up(word).is(list)
}

/// Whether they are a phrase of the list, all of them.
fn are(said: &[&str], list: List) -> bool {
    let words = said.iter().map(|word| phrases::look_up(word));
    phrases::longest(list, words) == Some(said.len())
}

/// In lower case and without marks around it; all words for it are "sheet".
fn plain(word: &str) -> String {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let word = word.to_lowercase();
    if is(&word, List::SHEET) {
        "sheet".to_owned()
    } else {
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::hints::{self, Hints};

    #[test]
    fn each_phrase_is_hinted_at() {
        let lists = [
            List::SHEET_STOP,
            List::SHEET_WRITE,
            List::SHEET_SHOW,
            List::SHEET,
        ];
        for phrase in lists.into_iter().flat_map(phrases::of) {
            assert!(hints::of(phrase).any(Hints::SHEET), "{phrase}");
        }
    }
}
