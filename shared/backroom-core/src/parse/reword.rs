//! A message as it would be written in full: "wat did i sell 2day", and with a size behind what it is the size of: "2 20l drums
//! thinners" are drums. Read only where the message as it stands is not clear, and believed only if then nothing is left
//! open: what is short for a word may be part of a name ("vitamin d").

use super::guard;
use super::lexicon;
use super::sense::{Flags, Words};
use super::token::{Kind, Token, Tokens};

/// The message in full, if it then reads otherwise. `plain` is its plain form.
pub(super) fn reworded(plain: &str, tokens: &Tokens) -> Option<String> {
    let full = has_short(plain, tokens).then(|| in_full(plain)).flatten();
    let text = full.as_deref().unwrap_or(plain);
    let counts = tokens.seen.has_number();
    counts.then(|| sizes_behind(text)).flatten().or(full)
}

/// Whether a word is short for another, perhaps as a part of a phrase ("hw much") or looking like a number ("2 a boy").
fn has_short(plain: &str, tokens: &Tokens) -> bool {
    let short = |words: &str| lexicon::look_up(words).says(Words::SHORT);
    let hidden = |token: &Token| {
        let said = plain.get(token.start..token.end).unwrap_or_default();
        let number = matches!(token.kind, Kind::Number(_));
        (number || said.contains(' ')) && said.split(' ').any(short)
    };
    let seen = &tokens.seen;
    let may_hide = seen.has_phrase() || seen.has_number();
    seen.says(Words::SHORT) || may_hide && tokens.list.iter().any(hidden)
}

/// The message in full where a word that says what was done, or that nothing was, is written short: not knowing it would be
/// reading something else.
pub(super) fn of_verbs(plain: &str, tokens: &Tokens) -> Option<String> {
    if !tokens.seen.says(Words::SHORT) {
        return None;
    }
    let tells = |token: &Token| {
        let short = token.sense.says(Words::SHORT);
        let word = plain.get(token.start..token.end).filter(|_| short);
        let full = word.and_then(lexicon::in_full).map(lexicon::look_up);
        full.is_some_and(|sense| {
            let does = sense.verb.is_some() || sense.is(Flags::RETURN) || sense.says(Words::BACK);
            token.sense.empty() && (does || guard::of(sense).is_some())
        })
    };
    let mut tokens = tokens.list.iter();
    tokens.any(tells).then(|| in_full(plain))?
}

/// With each word that is short for another written out.
fn in_full(plain: &str) -> Option<String> {
    let mut full = String::with_capacity(plain.len() + 16);
    let mut changed = false;
    let mut before = "";
    let mut rest = plain;
    while let Some(start) = rest.find(|c: char| c.is_alphanumeric()) {
        let end = start
            + rest[start..]
                .find(|c: char| !(c.is_alphanumeric() || c == '\''))
                .unwrap_or(rest.len() - start);
        let (word, behind) = (&rest[start..end], &rest[end..]);
        let glued = |text: &str| text.ends_with(['-', '/', '.', '&']);
        let alone = !glued(&rest[..start]) && !behind.starts_with(['-', '/', '&']);
        full.push_str(&rest[..start]);
        // "which things must i order"
        if let Some(two) = two_words(&rest[start..])
            && let Some(other) = lexicon::in_full(two)
        {
            full.push_str(other);
            (changed, before, rest) = (true, other, &rest[start + two.len()..]);
            continue;
        }
        let other = lexicon::in_full(word).filter(|_| alone && may_be_short(word, before, behind));
        full.push_str(other.unwrap_or(word));
        changed |= other.is_some();
        before = other.unwrap_or(word);
        rest = behind;
    }
    full.push_str(rest);
    changed.then_some(full)
}

/// The first two words, with a space between.
fn two_words(text: &str) -> Option<&str> {
    let first = text.find(' ')?;
    let length = text[first + 1..]
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(text.len() - first - 1);
    (length > 0).then(|| &text[..first + 1 + length])
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|word| !word.is_empty())
}

/// A single letter is seldom a word: "counted d bread" and "der r 14", but "vitamin d", "size d" and "r 14".
fn may_be_short(word: &str, before: &str, behind: &str) -> bool {
    let sense = lexicon::look_up(before);
    match word {
        "d" => {
            let noun = sense.unknown() || sense.is(Flags::NUMBERED.or(Flags::UNIT).or(Flags::SIZE));
            let next = behind.trim_start();
            let goes_on = behind.starts_with(' ') && next.starts_with(|c: char| c.is_alphabetic());
            goes_on && (before.is_empty() || !noun && sense.number.is_none())
        }
        "r" => {
            let asks = Flags::PERSON.or(Flags::QUESTION).or(Flags::HOW_MANY);
            before == "there" || sense.is(asks)
        }
        // "order bread 4 next week", "sold 4 eggs 2 a boy"
        "4" | "2" => {
            let next = lexicon::look_up(words(behind).next().unwrap_or_default());
            let time = Flags::TIME.or(Flags::FUTURE);
            let whom = Flags::ARTICLE.or(Flags::THE);
            let said = words(behind).next().unwrap_or_default();
            let money =
                said.starts_with('r') && said[1..].starts_with(|c: char| c.is_ascii_digit());
            behind.starts_with(' ') && (next.is(whom) || word == "4" && (next.is(time) || money))
        }
        _ => true,
    }
}

/// "2 20l drums thinners": two drums of "thinners 20l".
fn sizes_behind(text: &str) -> Option<String> {
    let mut moved: Vec<&str> = text.split(' ').collect();
    let mut at = 0;
    let mut found = false;
    while at + 3 < moved.len() {
        let counted = moved[at].bytes().all(|byte| byte.is_ascii_digit()) && !moved[at].is_empty();
        let size = at + 1 + usize::from(moved[at + 1] == "x");
        if counted && let Some(end) = name_end(&moved, size) {
            moved[size..end].rotate_left(1);
            found = true;
            at = end;
        } else {
            at += 1;
        }
    }
    found.then(|| moved.join(" "))
}

/// Where the name ends that this is the size of; `None` if it is none, or nothing that goods come in follows.
fn name_end(words: &[&str], size: usize) -> Option<usize> {
    let (word, holds) = (words.get(size)?, words.get(size + 1)?);
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let measured = letters.len() < word.len() && lexicon::look_up(letters).is(Flags::MEASURE);
    let holds = lexicon::look_up(holds);
    if !measured || !holds.is(Flags::UNIT) || holds.is(Flags::MEASURE) {
        return None;
    }
    let ends = Flags::AND
        .or(Flags::TIME)
        .or(Flags::FILLER)
        .or(Flags::FROM)
        .or(Flags::AT)
        .or(Flags::TO)
        .or(Flags::FOR);
    let of = usize::from(words.get(size + 2) == Some(&"of"));
    let from = size + 2 + of;
    let mut end = from;
    while let Some(word) = words.get(end) {
        let sense = lexicon::look_up(word);
        let plain = word
            .chars()
            .all(|c| c.is_alphabetic() || c == '-' || c == '\'');
        if !plain || sense.verb.is_some() || sense.is(ends) {
            break;
        }
        end += 1;
    }
    (end > from && end - from <= 3).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::super::token;
    use super::*;

    #[test]
    fn what_is_short_is_written_out_and_names_are_left() {
        for (short, full) in [
            ("wat did i sell 2day", Some("what did i sell today")),
            (
                "hw much is d energy drink??",
                Some("how much is the energy drink??"),
            ),
            (
                "counted d russians, der r 14",
                Some("counted the russians, there are 14"),
            ),
            ("got 2 20l drums thinners", Some("got 2 drums thinners 20l")),
            (
                "got 2 x 5kg bags of rice from makro",
                Some("got 2 x bags of rice 5kg from makro"),
            ),
            ("which stuff must i order?", Some("what must i order?")),
            ("sold 4 eggs 2 a boy", Some("sold 4 eggs to a boy")),
            ("sold 2 vitamin d 500", None),
            ("sold 2 bras d cup", None),
            ("sold 3 coke r 45", None),
            ("sold 3 coke", None),
        ] {
            let tokens = token::tokens(short);
            assert_eq!(reworded(short, &tokens).as_deref(), full, "{short}");
        }
    }
}
