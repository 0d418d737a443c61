//! Words, numbers and marks: the plain text cut into tokens, each with what the lexicon knows of it.

use super::lexicon;
use super::number;
use super::scan::Scan;
use super::seen::Seen;
use super::sense::{Flags, Sense, Words};

/// A piece of the plain text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Nothing stands between it and the token before.
    pub(super) glued: bool,
    /// It is a word with a hyphen that the lexicon does not know: perhaps "twenty-five".
    pub(super) hyphened: bool,
    pub(super) sense: &'static Sense,
}

/// Kinds of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, or a code such as "5w30" or "195/65r15".
    Word,
    /// A number in digits.
    Number(Number),
    /// "r18": in minor units.
    Money(i64),
    /// "10:30", "3pm", "24/11/2026": a moment, not a quantity.
    Moment,
    /// A telephone number.
    Phone,
    /// A punctuation mark.
    Mark(u8),
    /// The end of a line.
    Line,
    /// Emoji and the like.
    Symbol,
}

/// A number in digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// Its value; past what a shop holds it is [`i64::MAX`].
    pub(super) millionths: i64,
    pub(super) form: Form,
}

/// How a number was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Whole,
    Decimal,
    Fraction,
    /// "1,500": a thousand and a half, or one and a half.
    Grouped,
    /// A leading zero: "007".
    Padded,
}

impl Token {
    pub(super) fn is(&self, flags: Flags) -> bool {
        self.sense.is(flags)
    }

    pub(super) fn mark(&self, mark: u8) -> bool {
        self.kind == Kind::Mark(mark)
    }

    pub(super) fn word(&self) -> bool {
        self.kind == Kind::Word
    }

    /// Whether it may be, or be a part of, a number.
    pub(super) fn counts(&self) -> bool {
        self.number().is_some() || self.sense.number.is_some() || self.hyphened
    }

    pub(super) fn number(&self) -> Option<Number> {
        if let Kind::Number(number) = self.kind {
            Some(number)
        } else {
            None
        }
    }
}

/// A text that has been cut.
pub(super) struct Tokens {
    pub(super) list: Vec<Token>,
    /// What stands anywhere in it.
    pub(super) seen: Seen,
}

impl Tokens {
    /// All of them, to be read from; `text` is what was cut.
    pub(super) fn scan<'t>(&'t self, text: &'t str) -> Scan<'t> {
        Scan {
            text,
            tokens: &self.list,
            seen: &self.seen,
        }
    }
}

/// Cuts the whole text.
pub(super) fn tokens(text: &str) -> Tokens {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 6 + 6);
    let mut seen = Seen::of(text);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b' ' {
            at += 1;
            continue;
        }
        let (kind, end) = next(text, at, tokens.last());
        let (longest, sense) = if kind == Kind::Word {
            lexicon::longest(text, at, end, |at| word_end(text, at))
        } else {
            (end, lexicon::unknown())
        };
        let (longest, sense) = match longest > end && halves(text, at, longest) {
            true => (end, lexicon::look_up(&text[at..end])),
            false => (longest, sense),
        };
        let (phrase, end) = (longest > end, longest);
        let sense = match &text[at..end] {
            "n" if tokens.last().is_some_and(|last| leads_to_one(text, last)) => {
                lexicon::look_up("'n")
            }
            _ => sense,
        };
        let glued = tokens.last().is_some_and(|last| last.end == at);
        let hyphened = sense.unknown() && bytes[at..end].contains(&b'-');
        let token = Token {
            kind,
            start: at,
            end,
            glued,
            hyphened,
            sense,
        };
        seen.take(&token, phrase);
        tokens.push(token);
        at = end;
    }
    Tokens { list: tokens, seen }
}

/// "got in half a dozen": half of what follows came in, and nothing was cut in half.
fn halves(text: &str, at: usize, end: usize) -> bool {
    let next = text[end..].split(' ').nth(1).unwrap_or_default();
    let goes_on = || lexicon::look_up(next).is(Flags::ARTICLE.or(Flags::SCALE));
    &text[at..end] == "in half" && goes_on()
}

/// "iemand het n graaf gesteel", "en n graaf": behind these an "n" is one, elsewhere it is "and".
fn leads_to_one(text: &str, last: &Token) -> bool {
    let said = &text[last.start..last.end];
    let joins = last.is(Flags::AND) && said != "n";
    last.sense.says(Words::VERB_LAST) || joins && lexicon::look_up(said).says(Words::LEADS_TO_ONE)
}

fn next(text: &str, at: usize, last: Option<&Token>) -> (Kind, usize) {
    let bytes = text.as_bytes();
    match bytes[at] {
        b'\n' => (Kind::Line, at + 1),
        b'0'..=b'9' => match number::shillings(text, at) {
            Some((cents, end)) => (Kind::Money(cents), end),
            None => number::lex(text, at),
        },
        b'+' if number::digits(bytes, at + 1) >= at + 8 => {
            (Kind::Phone, number::digits(bytes, at + 1))
        }
        b'.' if at + 1 < bytes.len()
            && bytes[at + 1].is_ascii_digit()
            && last.is_none_or(|last| last.end != at) =>
        {
            number::lex(text, at)
        }
        // ",5" may be a half of ten or the next item: not ours to say.
        b',' if last.is_none_or(|last| last.end != at)
            && number::digits(bytes, at + 1) > at + 1 =>
        {
            let millionths = i64::MAX;
            let form = Form::Decimal;
            (
                Kind::Number(Number { millionths, form }),
                number::digits(bytes, at + 1),
            )
        }
        b'a'..=b'z' => word(text, at, last),
        b'\'' if bytes.get(at + 1) == Some(&b'n') && bytes.get(at + 2) == Some(&b' ') => {
            (Kind::Word, at + 2)
        }
        byte if byte.is_ascii() => money(text, at, byte),
        _ => beyond_ascii(text, at, last),
    }
}

fn money(text: &str, at: usize, byte: u8) -> (Kind, usize) {
    if byte == b'$'
        && let Some((cents, end)) = number::money(text, at + 1)
    {
        return (Kind::Money(cents), end);
    }
    // "+-10", "+/- 10": about so many.
    for about in ["+-", "+/-"] {
        if byte == b'+' && text[at..].starts_with(about) {
            return (Kind::Word, at + about.len());
        }
    }
    (Kind::Mark(byte), at + 1)
}

fn beyond_ascii(text: &str, at: usize, last: Option<&Token>) -> (Kind, usize) {
    let Some(character) = text[at..].chars().next() else {
        return (Kind::Symbol, text.len());
    };
    let end = at + character.len_utf8();
    if let Some(millionths) = number::vulgar(character) {
        let form = Form::Fraction;
        return (Kind::Number(Number { millionths, form }), end);
    }
    if matches!(character, '€' | '£' | '₦' | '₹' | '₵')
        && let Some((cents, end)) = number::money(text, end)
    {
        return (Kind::Money(cents), end);
    }
    if character.is_alphanumeric() {
        return word(text, at, last);
    }
    let more = text[end..]
        .find(|next: char| next.is_ascii() || next.is_alphanumeric())
        .unwrap_or(text.len() - end);
    let symbols = &text[end..end + more];
    let more = symbols
        .find(|next| number::vulgar(next).is_some())
        .unwrap_or(more);
    (Kind::Symbol, end + more)
}

/// A word: letters, with an apostrophe, hyphen, slash or ampersand where letters go on behind it; digits too.
fn word(text: &str, at: usize, last: Option<&Token>) -> (Kind, usize) {
    let bytes = text.as_bytes();
    if bytes[at] == b'x' {
        let behind_number = last.is_some_and(|last| last.end == at && last.number().is_some());
        let before_number = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if before_number && (behind_number || ends(bytes, number::digits(bytes, at + 1))) {
            return (Kind::Word, at + 1);
        }
    }
    if bytes[at] == b'r'
        && let Some((cents, end)) = number::money(text, at + 1)
    {
        return (Kind::Money(cents), end);
    }
    if let Some((cents, end)) = abroad(text, at) {
        return (Kind::Money(cents), end);
    }
    // "rs. 45"
    if bytes[at] == b'r' && text[at..].starts_with("rs. ") {
        return (Kind::Word, at + "rs.".len());
    }
    if last.is_some_and(|last| last.end == at && last.number().is_some()) {
        // "100g/3½oz": the unit ends where its letters end.
        let letters = number::letters_end(text, at);
        // "12m2"
        let squared = letters + 1;
        if bytes.get(letters) == Some(&b'2')
            && ends(bytes, squared)
            && lexicon::look_up(&text[at..squared]).is(Flags::UNIT.or(Flags::MEASURE))
        {
            return (Kind::Word, squared);
        }
        if lexicon::look_up(&text[at..letters]).is(Flags::UNIT.or(Flags::SIZE)) {
            return (Kind::Word, letters);
        }
    }
    let end = word_end(text, at);
    (Kind::Word, number_word(text, at, end).unwrap_or(end))
}

/// "ksh1,200", "rs.1,250/-", "n350 each": a sum as it is written elsewhere. "n95" alone is a kind of mask.
fn abroad(text: &str, at: usize) -> Option<(i64, usize)> {
    let rest = &text[at..];
    let sign = match rest.as_bytes()[0] {
        b'r' => ["rs.", "rs"]
            .into_iter()
            .find(|sign| rest.starts_with(sign)),
        b'k' => ["kshs", "ksh", "kes"]
            .into_iter()
            .find(|sign| rest.starts_with(sign)),
        b'n' => Some("n"),
        _ => None,
    }?;
    let from = at + sign.len();
    if !text.as_bytes().get(from).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let (cents, end) = number::shillings(text, from).or_else(|| number::money(text, from))?;
    let priced = sign != "n"
        || [" each", " per "]
            .iter()
            .any(|each| text[end..].starts_with(each));
    priced.then_some((cents, end))
}

/// "onekg": where the number word ends that a unit is glued to.
fn number_word(text: &str, at: usize, end: usize) -> Option<usize> {
    let word = text.get(at..end)?;
    if !word.ends_with(['g', 'l']) {
        return None;
    }
    let unit = ["kg", "ml", "g", "l"]
        .into_iter()
        .find(|unit| word.ends_with(unit))?;
    let stem = word.len() - unit.len();
    let numbered = stem >= 3 && lexicon::is_known(word).is_none();
    (numbered && lexicon::look_up(&word[..stem]).number.is_some()).then_some(at + stem)
}

fn ends(bytes: &[u8], at: usize) -> bool {
    bytes
        .get(at)
        .is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

/// Where the run of letters, digits and what may stand between them ends.
pub(super) fn word_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    let mut digits = false;
    while end < bytes.len() {
        match bytes[end] {
            b'a'..=b'z' => end += 1,
            b'0'..=b'9' => {
                digits = true;
                end += 1;
            }
            b'\'' | b'-' | b'&' | b'/' | b'.' if joins(bytes, at, end, digits) => end += 1,
            byte if byte.is_ascii() => break,
            _ => match text[end..].chars().next() {
                Some(character)
                    if character.is_alphanumeric() && number::vulgar(character).is_none() =>
                {
                    end += character.len_utf8();
                }
                _ => break,
            },
        }
    }
    end
}

/// Whether the mark at `at` holds its neighbours together: "ready-to-eat", "o'brien", "wd-40", "e.g".
fn joins(bytes: &[u8], start: usize, at: usize, digits: bool) -> bool {
    let Some(next) = bytes.get(at + 1) else {
        return false;
    };
    // Letters beyond ASCII begin with 0xC3 to 0xCF in Latin, Greek and Cyrillic; "½" does not.
    let letter = next.is_ascii_lowercase() || (0xc3..=0xcf).contains(next);
    match bytes[at] {
        _ if next.is_ascii_digit() => {
            matches!(bytes[at], b'-' | b'/' | b'.') && (digits || at - start <= 2)
        }
        // "goats' cheese"
        b'\'' if bytes[at - 1] == b's' && matches!(next, b' ' | b'-') => at - start > 2,
        b'.' => letter && (at - start == 1 || bytes[at - 2] == b'.'),
        _ => letter,
    }
}
