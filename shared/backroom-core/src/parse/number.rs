//! Digits: whole numbers, decimals, fractions, money, and what only looks like a number (times, dates, telephones,
//! sizes such as 195/65R15).

use super::lexicon;
use super::sense::Flags;
use super::token::{Form, Kind, Number, word_end};

const MILLIONTHS: i64 = 1_000_000;

/// The token at a digit (or at a decimal point before one), and where it ends.
pub(super) fn lex(text: &str, at: usize) -> (Kind, usize) {
    let bytes = text.as_bytes();
    let end = digits(bytes, at);
    let length = end - at;
    if let Some(end) = phone(bytes, at, end) {
        return (Kind::Phone, end);
    }
    let next = bytes.get(end).copied().unwrap_or(b' ');
    let behind = digits(bytes, end + 1);
    let more = behind.saturating_sub(end + 1);
    match next {
        b':' if length <= 2 && more == 2 => (Kind::Moment, clock_end(text, behind)),
        b'h' if length <= 2 && more == 2 && boundary(bytes, behind) => (Kind::Moment, behind),
        b'/' if more > 0 => slash(text, at, end, behind),
        b'-' if more > 0 && date_with(b'-', bytes, behind) => {
            (Kind::Moment, date_end(bytes, behind))
        }
        b'.' if more > 0 && date_with(b'.', bytes, behind) && length <= 2 => {
            (Kind::Moment, date_end(bytes, behind))
        }
        b'.' if more > 0 => suffix(
            text,
            at,
            behind,
            decimal(&bytes[at..end], &bytes[end + 1..behind]),
            Form::Decimal,
        ),
        b',' if more > 0 => comma(text, at, end, behind),
        b'%' => (Kind::Word, end + 1),
        _ => {
            let form = if length > 1 && bytes[at] == b'0' {
                Form::Padded
            } else {
                Form::Whole
            };
            suffix(text, at, end, decimal(&bytes[at..end], b""), form)
        }
    }
}

/// Where the digits that start here end.
pub(super) fn digits(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while bytes.get(end).is_some_and(u8::is_ascii_digit) {
        end += 1;
    }
    end
}

fn boundary(bytes: &[u8], at: usize) -> bool {
    bytes
        .get(at)
        .is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
}

/// A number, unless what is glued to it makes it a code, an ordinal or a time.
fn suffix(text: &str, at: usize, end: usize, millionths: i64, form: Form) -> (Kind, usize) {
    let number = Kind::Number(Number { millionths, form });
    let bytes = text.as_bytes();
    let glued = bytes.get(end).copied().unwrap_or(b' ');
    if glued.is_ascii() && !glued.is_ascii_lowercase() {
        return (number, end);
    }
    let letters = letters_end(text, end);
    let run = &text[end..letters];
    let more = bytes.get(letters).copied().unwrap_or(b' ');
    if run == "am" || run == "pm" {
        return (Kind::Moment, letters);
    }
    if run == "x" {
        return (number, end);
    }
    // "2day", "2moro"
    if end == at + 1 && matches!(bytes[at], b'2' | b'4') {
        let word = word_end(text, at);
        if lexicon::look_up(&text[at..word]).is(Flags::TIME.or(Flags::FUTURE)) {
            return (Kind::Word, word);
        }
    }
    let code = more.is_ascii_digit()
        || (more == b'-'
            && bytes.get(letters + 1).is_some_and(u8::is_ascii_digit)
            && run.len() < 3);
    let sense = lexicon::look_up(run);
    if !code && (sense.is(Flags::UNIT.or(Flags::SIZE)) || run.chars().count() >= 3) {
        return (number, end);
    }
    if vulgar_at(text, end) || run.is_empty() {
        return (number, end);
    }
    // "12m2"
    let squared = more == b'2' && boundary(bytes, letters + 1);
    if squared && lexicon::look_up(&text[end..=letters]).is(Flags::UNIT.or(Flags::MEASURE)) {
        return (number, end);
    }
    (Kind::Word, word_end(text, at))
}

/// Where the letters that start here end.
pub(super) fn letters_end(text: &str, at: usize) -> usize {
    at + text[at..]
        .find(|character: char| !character.is_alphabetic())
        .unwrap_or(text.len() - at)
}

fn vulgar_at(text: &str, at: usize) -> bool {
    text[at..]
        .chars()
        .next()
        .is_some_and(|character| vulgar(character).is_some())
}

/// "1/2" is a fraction, "24/11" and "24/11/2026" are dates, "195/65r15" is a code.
fn slash(text: &str, at: usize, end: usize, behind: usize) -> (Kind, usize) {
    let bytes = text.as_bytes();
    let over = small(&bytes[at..end]);
    let under = small(&bytes[end + 1..behind]);
    // "205/55/16" is no date.
    if end - at != 3 && date_with(b'/', bytes, behind) {
        return (Kind::Moment, date_end(bytes, behind));
    }
    if let (Some(over), Some(under)) = (over, under)
        && (2..=16).contains(&under)
        && over < under
        && over > 0
        && bytes[end + 1] != b'0'
        && bytes[at] != b'0'
    {
        return suffix(text, at, behind, ratio(over, under), Form::Fraction);
    }
    if end - at <= 2 && behind - end - 1 <= 2 && boundary(bytes, behind) {
        return (Kind::Moment, behind);
    }
    (Kind::Word, word_end(text, at).max(behind))
}

/// Rounded to the nearest millionth.
fn ratio(over: i64, under: i64) -> i64 {
    (over * MILLIONTHS * 2 + under) / (under * 2)
}

fn small(digits: &[u8]) -> Option<i64> {
    (digits.len() <= 4).then(|| {
        digits
            .iter()
            .fold(0, |value, digit| value * 10 + i64::from(digit - b'0'))
    })
}

/// "1,5" is one and a half, "1,500" could be a thousand and a half, "1,500,000" is a million and a half.
fn comma(text: &str, at: usize, end: usize, behind: usize) -> (Kind, usize) {
    let bytes = text.as_bytes();
    let grouped = behind - end == 4 && end - at <= 3 && bytes[at] != b'0';
    if !grouped {
        return suffix(
            text,
            at,
            behind,
            decimal(&bytes[at..end], &bytes[end + 1..behind]),
            Form::Decimal,
        );
    }
    let mut whole = bytes[at..end].to_vec();
    let mut last = end;
    let mut groups = 0;
    while bytes.get(last) == Some(&b',') && digits(bytes, last + 1) == last + 4 {
        whole.extend_from_slice(&bytes[last + 1..last + 4]);
        last += 4;
        groups += 1;
    }
    let form = if groups > 1 {
        Form::Whole
    } else {
        Form::Grouped
    };
    suffix(text, at, last, decimal(&whole, b""), form)
}

/// Exactly, or [`i64::MAX`] past what fits; a seventh decimal is dropped.
fn decimal(whole: &[u8], decimals: &[u8]) -> i64 {
    let mut value: i64 = 0;
    for digit in whole {
        value = value
            .saturating_mul(10)
            .saturating_add(i64::from(digit - b'0'));
    }
    value = value.saturating_mul(MILLIONTHS);
    let mut step = MILLIONTHS / 10;
    for digit in decimals {
        value = value.saturating_add(i64::from(digit - b'0') * step);
        step /= 10;
    }
    value
}

/// Money behind its sign: "18", "12,50", "1,500.00"; in minor units, and where it ends.
pub(super) fn money(text: &str, at: usize) -> Option<(i64, usize)> {
    let bytes = text.as_bytes();
    let mut end = digits(bytes, at);
    if end == at || end - at > 9 {
        return None;
    }
    let mut cents = decimal(&bytes[at..end], b"") / MILLIONTHS * 100;
    while bytes.get(end) == Some(&b',')
        && digits(bytes, end + 1) == end + 4
        && cents < 1_000_000_000
    {
        cents = cents * 1000 + decimal(&bytes[end + 1..end + 4], b"") / MILLIONTHS * 100;
        end += 4;
    }
    let behind = digits(bytes, end + 1);
    if matches!(bytes.get(end), Some(b'.' | b',')) && behind == end + 3 {
        cents += decimal(&bytes[end + 1..behind], b"") / MILLIONTHS;
        end = behind;
    }
    // "r15b" and "r1/2" are codes.
    let plain = bytes
        .get(end)
        .is_none_or(|next| next.is_ascii() && !next.is_ascii_alphanumeric());
    (plain || text[end..].starts_with("ea")).then_some((cents, end))
}

/// "1200/=", "1,250/-": so much money, and nothing of it behind the point.
pub(super) fn shillings(text: &str, at: usize) -> Option<(i64, usize)> {
    let bytes = text.as_bytes();
    let digits = bytes[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit() || **byte == b',')
        .count();
    if bytes.get(at + digits) != Some(&b'/') {
        return None;
    }
    let (cents, end) = money(text, at).filter(|(_, end)| *end == at + digits)?;
    let sign = matches!(bytes.get(end + 1), Some(b'=' | b'-'));
    let last = bytes
        .get(end + 2)
        .is_none_or(|next| !next.is_ascii_alphanumeric());
    (sign && last).then_some((cents, end + 2))
}

/// The value of a fraction that is one character.
pub(super) fn vulgar(character: char) -> Option<i64> {
    let (over, under) = match character {
        '¼' => (1, 4),
        '½' => (1, 2),
        '¾' => (3, 4),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅐' => (1, 7),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        _ => return None,
    };
    Some(ratio(over, under))
}

/// "0821234567", "082 123 4567", "27821234567".
fn phone(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    let length = end - at;
    if length >= 11 || (length >= 9 && bytes.get(at) == Some(&b'0')) {
        return Some(end);
    }
    let second = digits(bytes, end + 1);
    let third = digits(bytes, second + 1);
    let spaced = bytes.get(end) == Some(&b' ') && bytes.get(second) == Some(&b' ');
    (spaced
        && length == 3
        && bytes.get(at) == Some(&b'0')
        && second == end + 4
        && third == second + 5)
        .then_some(third)
}

fn date_with(mark: u8, bytes: &[u8], behind: usize) -> bool {
    bytes.get(behind) == Some(&mark) && digits(bytes, behind + 1) > behind + 1
}

fn date_end(bytes: &[u8], behind: usize) -> usize {
    digits(bytes, behind + 1)
}

/// "10:30 am" is one moment.
fn clock_end(text: &str, end: usize) -> usize {
    ["am", "pm", " am", " pm"]
        .into_iter()
        .find(|half| text[end..].starts_with(half) && boundary(text.as_bytes(), end + half.len()))
        .map_or(end, |half| end + half.len())
}
