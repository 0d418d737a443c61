//! A name as its owner writes it: what is understood is in small letters, and "195/65R15" or "LED globe" are not.

use std::ops::Range;

/// The name as it stands in this text; as it is if it does not stand there as a whole, or the text is all in capitals.
pub fn as_typed<'a>(text: &'a str, name: &'a str) -> &'a str {
    if !text.chars().any(char::is_lowercase) {
        return name;
    }
    let starts = text.char_indices().map(|(at, _)| at);
    let mut found = starts.filter_map(|at| Some(at..at + same(&text[at..], name)?));
    found
        .find(|typed| stands_alone(text, typed))
        .map_or(name, |typed| &text[typed])
}

/// How many bytes of the text's beginning are the name, in capitals or not.
fn same(text: &str, name: &str) -> Option<usize> {
    let mut name = name.chars();
    let mut length = 0;
    for typed in text.chars() {
        if name.as_str().is_empty() {
            break;
        }
        if !typed.to_lowercase().all(|small| name.next() == Some(small)) {
            return None;
        }
        length += typed.len_utf8();
    }
    (length > 0 && name.as_str().is_empty()).then_some(length)
}

/// Whether no letter or digit stands beside this part of the text.
fn stands_alone(text: &str, part: &Range<usize>) -> bool {
    let before = text[..part.start].chars().next_back();
    let behind = text[part.end..].chars().next();
    ![before, behind]
        .into_iter()
        .flatten()
        .any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_as_its_owner_writes_it() {
        let cases = [
            (
                "Got 4 tyres 195/65R15",
                "tyres 195/65r15",
                "tyres 195/65R15",
            ),
            (
                "iPhone 13 screens got 3",
                "iphone 13 screens",
                "iPhone 13 screens",
            ),
            ("got 3 LED globe, 2 led strip", "led strip", "led strip"),
            ("Got 2 Castrol GTX", "castrol gtx", "Castrol GTX"),
            // Not a part of another word.
            ("got 3 PVCpipe and 2 pvc", "pvc", "pvc"),
            ("SOLD 3 COKE", "coke", "coke"),
            // It does not stand there like this.
            ("got 3 Blue   Dress", "blue dress", "blue dress"),
            ("got 3", "", ""),
            ("", "coke", "coke"),
            ("kry 2 Êîë brood", "êîë brood", "Êîë brood"),
            ("got 1 İx", "i", "i"),
        ];
        for (text, name, expected) in cases {
            assert_eq!(as_typed(text, name), expected, "{text}");
        }
    }
}
