//! The Google Sheet in which a shop's stock is kept: `sheet https://docs.google.com/…`, "sheet off". A link says more than
//! our words know, so the message is read as it was written.

use crate::intent::{Intent, Manage};
use crate::sheet::{SheetId, SheetWish};

/// Nothing is said about a sheet without the word.
pub(super) const HINTS: [&str; 1] = ["sheet"];
/// These change nothing about what is meant.
const IDLE: [&str; 12] = [
    "please",
    "pls",
    "thanks",
    "the",
    "a",
    "to",
    "is",
    "here",
    "it",
    "this",
    "asseblief",
    "die",
];
/// What may stand around a link, beside the sheet itself.
const AROUND: [&str; 14] = [
    "keep", "use", "connect", "link", "my", "our", "stock", "in", "into", "on", "write", "put",
    "update", "google",
];
const SHEET: [&str; 4] = ["sheet", "sheets", "spreadsheet", "gsheet"];
const STOP: [&str; 6] = [
    "sheet off",
    "stop sheet",
    "turn off sheet",
    "turn sheet off",
    "disconnect sheet",
    "unlink sheet",
];
const WRITE: [&str; 5] = [
    "sheet now",
    "update sheet",
    "refresh sheet",
    "sync sheet",
    "write sheet",
];
const SHOW: [&str; 6] = [
    "google sheet",
    "my google sheet",
    "my sheet",
    "sheet on",
    "connect google sheet",
    "link google sheet",
];
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
        .filter(|word| !word.is_empty() && !IDLE.contains(&word.as_str()))
        .collect();
    let wish = match links.as_slice() {
        [] => phrase(&said)?,
        [id] => {
            let named = said.iter().any(|word| word == "sheet");
            let all = said
                .iter()
                .all(|word| word == "sheet" || AROUND.contains(&word.as_str()));
            (named && all).then(|| SheetWish::Keep(id.clone()))?
        }
        _ => return None,
    };
    Some(Intent::Manage(Manage::Sheet(wish)))
}

fn phrase(said: &[String]) -> Option<SheetWish> {
    let whole = said.join(" ");
    let bare = said.iter().map(String::as_str);
    let bare = bare.filter(|word| !["my", "google"].contains(word));
    let bare = bare.collect::<Vec<_>>().join(" ");
    match () {
        () if STOP.contains(&bare.as_str()) => Some(SheetWish::Stop),
        () if WRITE.contains(&bare.as_str()) => Some(SheetWish::Write),
        () if SHOW.contains(&whole.as_str()) => Some(SheetWish::Show),
        () => None,
    }
}

/// In lower case and without marks around it; all words for it are "sheet".
fn plain(word: &str) -> String {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let word = word.to_lowercase();
    if SHEET.contains(&word.as_str()) {
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
        for phrase in STOP.iter().chain(&WRITE).chain(&SHOW).chain(&SHEET) {
            assert!(hints::of(phrase).any(Hints::SHEET), "{phrase}");
        }
    }
}
