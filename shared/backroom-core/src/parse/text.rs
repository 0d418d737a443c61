//! A message made plain: lower case, one kind of quote, dash, digit and space, nothing invisible.
//!
//! One character of the message becomes at most a few bytes, in order, so that a place in the plain text can be
//! found again in the message as it was written (a business keeps its capitals).

use std::borrow::Cow;

/// More characters than this are no message to a shop.
const MOST: usize = 4096;

/// The plain form of a message, or `None` if it is too long to be one.
pub(crate) fn plain(raw: &str) -> Option<Cow<'_, str>> {
    if raw.len() > MOST * 4 {
        return None;
    }
    let kinds = kinds(raw);
    if raw.len() <= MOST && kinds & OTHER == 0 {
        return Some(match kinds & CAPITAL {
            0 => Cow::Borrowed(raw),
            _ => Cow::Owned(raw.to_ascii_lowercase()),
        });
    }
    let mut plain = String::with_capacity(raw.len() + 8);
    let mut count = 0;
    let mut rest = raw;
    while let Some(character) = rest.chars().next() {
        // Most of it is lower case and stays as it is.
        let kept = rest
            .bytes()
            .take_while(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'));
        let length = kept.count();
        if length > 0 {
            plain.push_str(&rest[..length]);
            rest = &rest[length..];
            count += length;
        } else {
            let behind = &rest[character.len_utf8()..];
            push_between(character, behind, &mut plain);
            rest = behind;
            count += 1;
        }
        if count > MOST {
            return None;
        }
    }
    Some(Cow::Owned(plain))
}

/// All kinds of byte in it. Nothing but capitals keeps most messages from being plain.
fn kinds(raw: &str) -> u8 {
    // No branch on what a byte is: nobody foresees where words end.
    let mut before = 0;
    let mut all = 0;
    for byte in raw.bytes() {
        let kind = KINDS[usize::from(byte)];
        all |= kind | (kind & before & SPACE) << 2;
        before = kind >> 1;
    }
    all
}

/// What a byte is where a text is plain already. A space may not follow on what parts words.
const KINDS: [u8; 256] = {
    let mut kinds = [OTHER; 256];
    let mut byte = b'!';
    while byte <= b'}' {
        kinds[byte as usize] = 0;
        byte += 1;
    }
    let mut byte = b'A';
    while byte <= b'Z' {
        kinds[byte as usize] = CAPITAL;
        byte += 1;
    }
    kinds[b'_' as usize] = OTHER;
    kinds[b'`' as usize] = OTHER;
    kinds[b'\n' as usize] = PARTS;
    kinds[b' ' as usize] = SPACE | PARTS;
    kinds
};
const SPACE: u8 = 1;
const PARTS: u8 = 2;
const OTHER: u8 = 4;
const CAPITAL: u8 = 8;

/// What was written where `plain[start..end]` now stands.
pub(super) fn original(raw: &str, start: usize, end: usize) -> &str {
    let mut plain = String::with_capacity(raw.len() + 8);
    let mut from = None;
    let mut to = raw.len();
    for (at, character) in raw.char_indices() {
        if plain.len() >= end {
            to = at;
            break;
        }
        let before = plain.len();
        push_between(character, &raw[at + character.len_utf8()..], &mut plain);
        if from.is_none() && plain.len() > start && plain.len() > before {
            from = Some(at);
        }
    }
    raw.get(from.unwrap_or(to)..to).unwrap_or_default().trim()
}

/// What marks bold and the like is dropped, but between digits it parts them: "3~4" is no 34.
fn push_between(character: char, behind: &str, plain: &mut String) {
    let parts = matches!(character, '~' | '_')
        && plain.ends_with(|last: char| last.is_ascii_digit())
        && behind.starts_with(|next: char| next.is_ascii_digit());
    push(if parts { '-' } else { character }, plain);
}

fn push(character: char, plain: &mut String) {
    match character {
        ' ' | '\t' => space(plain),
        '\n' => plain.push('\n'),
        '_' | '~' | '`' | '\r' => {}
        'A'..='Z' => plain.push(character.to_ascii_lowercase()),
        '!'..='~' => plain.push(character),
        '\0'..='\x1f' | '\x7f'..='\u{9f}' => space(plain),
        _ => unusual(character, plain),
    }
}

fn space(plain: &mut String) {
    if !plain.ends_with([' ', '\n']) {
        plain.push(' ');
    }
}

/// Beyond ASCII.
fn unusual(character: char, plain: &mut String) {
    match character {
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{1f3fb}'..='\u{1f3ff}' => {}
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            space(plain)
        }
        '\u{2028}' | '\u{2029}' => plain.push('\n'),
        '‘' | '’' | '‛' | 'ʼ' | '´' | '′' => plain.push('\''),
        '“' | '”' | '„' | '″' | '«' | '»' => plain.push('"'),
        '—' | '―' => {
            space(plain);
            plain.push_str("- ");
        }
        '‐'..='–' | '−' => plain.push('-'),
        '×' | '✕' | '✖' => plain.push('x'),
        '⁄' | '∕' => plain.push('/'),
        '•' | '‣' | '▪' | '◦' | '●' | '·' | '∙' => plain.push(';'),
        '…' => plain.push_str("..."),
        '，' | '、' => plain.push(','),
        _ => match digit(character) {
            Some(digit) => plain.push(char::from(b'0' + digit)),
            None => plain.extend(character.to_lowercase()),
        },
    }
}

/// Where the digits of other scripts begin; each has ten in a row.
const ZEROS: [u32; 22] = [
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66,
    0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7e2,
];

fn digit(character: char) -> Option<u8> {
    let code = u32::from(character);
    if code < ZEROS[0] {
        return None;
    }
    ZEROS
        .iter()
        .find(|zero| (**zero..**zero + 10).contains(&code))
        .and_then(|zero| u8::try_from(code - zero).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_plain() {
        for (raw, expected) in [
            ("Sold  3\tCoke", "sold 3 coke"),
            ("*sold* _3_ coke", "*sold* 3 coke"),
            ("got\u{a0}٣ b\u{200f}read\r\n“x”", "got 3 bread\n\"x\""),
            ("2×400g – ok", "2x400g - ok"),
            ("3~4 _coke_", "3-4 coke"),
        ] {
            assert_eq!(plain(raw).as_deref(), Some(expected));
        }
        assert_eq!(plain(&"x".repeat(5000)), None);
    }

    #[test]
    fn a_place_is_found_again() {
        let raw = "Call  my shop “Thandi’s Ĳs”";
        let text = plain(raw).unwrap();
        let start = text.find("thandi").unwrap();
        assert_eq!(original(raw, start, text.len()), "Thandi’s Ĳs”");
    }
}
