//! Sentences about the names of items: "rename coke to coca cola", "merge coke and cola", "loosies = cigarettes", "forget
//! alias loosies", "delete bread".

use crate::intent::Edit;

use super::phrases::List;
use super::sense::Flags;
use super::words::Words;

/// What is to be done with an item's names.
pub(super) fn items(raw: &str, words: &Words<'_>) -> Option<Edit> {
    rename(raw, words)
        .or_else(|| merge(words))
        .or_else(|| forget(words))
        .or_else(|| delete(words))
        .or_else(|| alias(words))
}

fn rename(raw: &str, words: &Words<'_>) -> Option<Edit> {
    if let Some((at, name)) = words.find_phrase(1, List::ITEMS_NOW_CALLED) {
        let (from, to) = (words.name(0, at)?, words.written(raw, name, words.len())?);
        return (!talk(words, 0, at)).then_some(Edit::Rename { from, to });
    }
    // "the name of tp must change to toilet paper"
    if let Some(from) = words.past(0, List::ITEMS_NAME_OF)
        && let Some((at, to)) = words.find_phrase(from + 1, List::ITEMS_CHANGES_TO)
    {
        let (from, to) = (words.name(from, at)?, words.written(raw, to, words.len())?);
        return Some(Edit::Rename { from, to });
    }
    // "change the name globes to led bulb"
    let name = words.past(0, List::ITEMS_CHANGE_NAME).filter(|from| {
        let to = words.find(from + 1, List::ITEMS_TO);
        to.is_some_and(|to| !talk(words, *from, to)) && !words.is(*from, List::ITEMS_TO)
    });
    let from = words
        .past(0, List::ITEMS_CHANGE_NAME_OF)
        .or(name)
        .or_else(|| words.past(0, List::ITEMS_RENAME));
    if let Some(from) = from {
        return match words.find(from + 1, List::ITEMS_TO) {
            Some(at) => Some(Edit::Rename {
                from: words.name(from, at)?,
                to: words.written(raw, at + 1, words.len())?,
            }),
            None => call(raw, words, from),
        };
    }
    words
        .past(0, List::ITEMS_CALL)
        .and_then(|from| call(raw, words, from))
}

/// "change coke to coca cola": of something that the shop is known to have.
pub(super) fn changed(raw: &str, words: &Words<'_>) -> Option<Edit> {
    let from = words.past(0, List::ITEMS_CHANGE)?;
    let at = words.find(from + 1, List::ITEMS_CHANGE_TO)?;
    let numbered = words.number(at + 1).is_some() || words.odd();
    let told = !talk(words, at + 1, words.len()) && !numbered;
    let to = words.written(raw, at + 1, words.len()).filter(|_| told)?;
    let from = words.name(from, at)?;
    Some(Edit::Rename { from, to })
}

/// So many digits are a phone number, and in no name of goods.
const PHONE: usize = 9;

/// Where the one name ends, only the shop's items can tell.
fn call(raw: &str, words: &Words<'_>, from: usize) -> Option<Edit> {
    let two = words.len() >= from + 2 && !talk(words, from, words.len());
    let said = words.written(raw, from, words.len()).filter(|_| two)?;
    // "call the fridge man 072 555 0148"
    let digits = said.bytes().filter(u8::is_ascii_digit).count();
    (digits < PHONE).then_some(Edit::Call(said))
}

/// Words that no sentence about goods has: "my", "me", "what".
fn talk(words: &Words<'_>, from: usize, to: usize) -> bool {
    let flags = Flags::PERSON
        .or(Flags::OWN)
        .or(Flags::QUESTION)
        .or(Flags::NEGATIVE);
    words.says(from, to, flags)
}

/// Where "and", or what stands for it, is said, from here on.
fn and(words: &Words<'_>, from: usize) -> Option<usize> {
    let and = |at: &usize| words.is(*at, List::ITEMS_AND) || words.text(*at) == ",";
    (from..words.len()).find(and)
}

fn merge(words: &Words<'_>) -> Option<Edit> {
    if words.number(1).is_some() {
        return None;
    }
    if let Some(from) = words.past(0, List::ITEMS_MERGE) {
        let (at, told) = match words.find(from + 1, List::ITEMS_INTO) {
            Some(at) => (at, true),
            None => (and(words, from + 1)?, false),
        };
        return Some(Edit::Merge {
            from: words.name(from, at)?,
            into: words.name(at + 1, words.len())?,
            told,
        });
    }
    let (end, _) = words.find_phrase(3, List::ITEMS_ARE_THE_SAME)?;
    let at = and(words, 1).filter(|at| *at < end)?;
    Some(Edit::Merge {
        from: words.name(0, at)?,
        into: words.name(at + 1, end)?,
        told: false,
    })
}

fn forget(words: &Words<'_>) -> Option<Edit> {
    if let Some((at, _)) = words.find_phrase(1, List::ITEMS_NO_LONGER) {
        return words.name(0, at).map(Edit::Forget);
    }
    let from = if words.is(0, List::ITEMS_UNALIAS) {
        1
    } else {
        let from = usize::from(words.is(0, List::ITEMS_DROP));
        words
            .past(from, List::ITEMS_OTHER_NAME)
            .filter(|_| from > 0)?
    };
    words.name(from, words.len()).map(Edit::Forget)
}

fn delete(words: &Words<'_>) -> Option<Edit> {
    let list = words
        .find_phrase(2, List::ITEMS_FROM_LIST)
        .map(|(at, _)| at);
    let end = list.unwrap_or(words.len());
    let from = words
        .past(0, List::ITEMS_REMOVE_ITEM)
        .or_else(|| words.past(0, List::ITEMS_DELETE))
        .or_else(|| words.past(0, List::ITEMS_REMOVE).filter(|_| list.is_some()))?;
    let other = Flags::ABSTRACT
        .or(Flags::TIME)
        .or(Flags::FROM)
        .or(Flags::ARTICLE)
        .or(Flags::VAGUE)
        .or(Flags::WITH)
        .or(Flags::AND);
    let not_an_item = words
        .find(from, List::ITEMS_EVERYTHING)
        .is_some_and(|at| at < end)
        || words.says(from, end, other)
        || talk(words, from, end)
        || words.number(from).is_some_and(|(_, next)| next >= end);
    let name = words.name(from, end).filter(|_| !not_an_item)?;
    Some(Edit::Delete(name))
}

fn alias(words: &Words<'_>) -> Option<Edit> {
    if let Some(from) = words.past(0, List::ITEMS_ALIAS) {
        let at = words.find(from + 1, List::ITEMS_MEANS_ALIAS);
        let at = at.or_else(|| words.find(from + 1, List::ITEMS_ALIAS_OF))?;
        return Some(Edit::Alias {
            alias: words.name(from, at)?,
            of: words.name(at + 1, words.len())?,
        });
    }
    if let Some(from) = words.past(0, List::ITEMS_WHEN_SAID) {
        let (at, next) = words.find_phrase(from + 1, List::ITEMS_IT_MEANS)?;
        return Some(Edit::Alias {
            alias: words.name(from, at)?,
            of: words.name(next, words.len())?,
        });
    }
    let (at, next) = words.find_phrase(1, List::ITEMS_MEANS)?;
    let numbers = words.number(0).is_some() || words.number(next).is_some();
    let talk = talk(words, 0, at) || talk(words, next, words.len());
    // "i mean bread" corrects.
    let corrects = at == 1 && words.is(0, List::ITEMS_CORRECTS);
    if numbers || words.odd() || words.verb(0) || talk || corrects {
        return None;
    }
    let (one, other) = (words.name(0, at)?, words.name(next, words.len())?);
    let swapped = words.is(next - 1, List::ITEMS_CALLED);
    let (alias, of) = if swapped { (other, one) } else { (one, other) };
    Some(Edit::Alias { alias, of })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::hints::{self, Hints};
    use crate::parse::phrases;

    #[test]
    fn each_link_is_hinted_at() {
        let means = phrases::of(List::ITEMS_MEANS);
        for phrase in means.filter(|phrase| phrase.contains(char::is_alphabetic)) {
            assert!(hints::of(phrase).any(Hints::ITEMS), "{phrase}");
        }
    }
}
