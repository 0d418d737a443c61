//! Numbers that are part of a name: "5 628 batteries", "bought battery 628 at 800".

use crate::catalogue::{Catalogue, Mention};
use crate::intent::{Intent, Parsed};
use crate::parse::text;

/// "5 628 batteries" where there is a battery 628: five of them, not thousands.
pub(super) fn counts_code(text: &str, names: &Catalogue) -> bool {
    let mut words = text.split(' ').peekable();
    // "31x10.5r15 one set in": not 31 of them.
    let sized = |word: &str| {
        let across = word.bytes().position(|byte| byte == b'x' || byte == b'X');
        word.starts_with(|first: char| first.is_ascii_digit())
            && across.is_some_and(|at| word.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit))
            && names.mention(&word.to_ascii_lowercase()) == Some(Mention::Whole)
    };
    if words.clone().any(sized) {
        return true;
    }
    let digits = |word: &str, most: usize| {
        word.len() <= most && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    while let Some(word) = words.next() {
        if let Some(next) = words.peek()
            && next.len() == 3
            && !word.is_empty()
            && digits(word, 3)
            && digits(next, 3)
            && names.mention(next) == Some(Mention::Whole)
        {
            return true;
        }
    }
    false
}

/// "bought battery 628 at 800" where there is a battery 628: the number is its name's.
pub(super) fn counts_name(parsed: &Parsed, text: &str, names: &Catalogue) -> bool {
    let Parsed::Understood(Intent::Change(lines)) = parsed else {
        return false;
    };
    lines.iter().filter(|line| line.unit.is_none()).any(|line| {
        let code = format!("{} {}", line.name, line.quantity);
        names.mention(&code) == Some(Mention::Whole)
            && text::plain(text).is_some_and(|plain| plain.contains(&code))
    })
}
