//! Sentences about the names of items: "rename coke to coca cola", "merge coke and cola", "loosies = cigarettes", "forget
//! alias loosies", "delete bread".

use crate::intent::Edit;

use super::sense::Flags;
use super::words::Words;

/// Where none of these stands, nor "=" or ">", nothing is said about names and items.
pub(super) const HINTS: [&str; 28] = [
    "call",
    "heet nou",
    "name",
    "naam van",
    "noem",
    "merge",
    "combine",
    "saam",
    "same",
    "dieselfde",
    "mean",
    "beteken",
    "aka",
    "short for",
    "slang for",
    "stand",
    "refers to",
    "alias",
    "bynaam",
    "delete",
    "erase",
    "skrap",
    "remove",
    "verwyder",
    "item",
    "product",
    "list",
    "lys",
];
const TO: [&str; 8] = ["to", "as", "into", "na", "tot", "=", "->", "→"];
const INTO: [&str; 5] = ["into", "onto", "to", "in", "->"];
const AND: [&str; 8] = ["and", "with", "&", "+", "n", "en", "met", ","];
const MEANS: [&str; 20] = [
    "=",
    "->",
    "means",
    "mean",
    "beteken",
    "aka",
    "is the same as",
    "are the same as",
    "same as",
    "is another name for",
    "are another name for",
    "another name for",
    "is short for",
    "is slang for",
    "stands for",
    "stand for",
    "is dieselfde as",
    "refers to",
    "is also called",
    "are also called",
];

/// What is to be done with an item's names.
pub(super) fn items(raw: &str, words: &Words<'_>) -> Option<Edit> {
    rename(raw, words)
        .or_else(|| merge(words))
        .or_else(|| forget(words))
        .or_else(|| delete(words))
        .or_else(|| alias(words))
}

/// Between the name of an item and its new one.
const CHANGES_TO: [&str; 12] = [
    "must change to",
    "should change to",
    "must be changed to",
    "should be changed to",
    "needs to change to",
    "has to change to",
    "changes to",
    "is now",
    "must be",
    "should be",
    "moet verander na",
    "moet wees",
];

fn rename(raw: &str, words: &Words<'_>) -> Option<Edit> {
    if let Some((at, name)) = words.find_phrase(1, &["is now called", "are now called", "heet nou"])
    {
        let (from, to) = (words.name(0, at)?, words.written(raw, name, words.len())?);
        return (!talk(words, 0, at)).then_some(Edit::Rename { from, to });
    }
    // "the name of tp must change to toilet paper"
    if let Some(from) = words.past(0, &["the name of", "name of", "die naam van"])
        && let Some((at, to)) = words.find_phrase(from + 1, &CHANGES_TO)
    {
        let (from, to) = (words.name(from, at)?, words.written(raw, to, words.len())?);
        return Some(Edit::Rename { from, to });
    }
    let of = [
        "change the name of",
        "change name of",
        "verander die naam van",
        "verander naam van",
    ];
    // "change the name globes to led bulb"
    let name = words
        .past(
            0,
            &[
                "change the name",
                "change name",
                "verander die naam",
                "verander naam",
            ],
        )
        .filter(|from| {
            let to = words.find(from + 1, &TO);
            to.is_some_and(|to| !talk(words, *from, to)) && !words.is(*from, &TO)
        });
    let from = words
        .past(0, &of)
        .or(name)
        .or_else(|| words.past(0, &["rename", "hernoem"]));
    if let Some(from) = from {
        return match words.find(from + 1, &TO) {
            Some(at) => Some(Edit::Rename {
                from: words.name(from, at)?,
                to: words.written(raw, at + 1, words.len())?,
            }),
            None => call(raw, words, from),
        };
    }
    words
        .past(0, &["call", "noem"])
        .and_then(|from| call(raw, words, from))
}

/// "change coke to coca cola": of something that the shop is known to have.
pub(super) fn changed(raw: &str, words: &Words<'_>) -> Option<Edit> {
    let from = words.past(
        0,
        &["change", "verander", "change item", "change name", "edit"],
    )?;
    let at = words.find(from + 1, &["to", "into", "na", "->"])?;
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

fn merge(words: &Words<'_>) -> Option<Edit> {
    if words.number(1).is_some() {
        return None;
    }
    if let Some(from) = words.past(0, &["merge", "combine", "voeg saam", "las saam"]) {
        let (at, told) = match words.find(from + 1, &INTO) {
            Some(at) => (at, true),
            None => (words.find(from + 1, &AND)?, false),
        };
        return Some(Edit::Merge {
            from: words.name(from, at)?,
            into: words.name(at + 1, words.len())?,
            told,
        });
    }
    let (end, _) = words.find_phrase(3, &["are the same", "is the same thing", "is dieselfde"])?;
    let at = words.find(1, &AND).filter(|at| *at < end)?;
    Some(Edit::Merge {
        from: words.name(0, at)?,
        into: words.name(at + 1, end)?,
        told: false,
    })
}

fn forget(words: &Words<'_>) -> Option<Edit> {
    if let Some((at, _)) = words.find_phrase(
        1,
        &[
            "no longer means",
            "doesn't mean",
            "does not mean",
            "doesnt mean",
        ],
    ) {
        return words.name(0, at).map(Edit::Forget);
    }
    let drop = [
        "forget", "remove", "delete", "drop", "vergeet", "verwyder", "skrap",
    ];
    let from = if words.is(0, &["unalias"]) {
        1
    } else {
        let from = usize::from(words.is(0, &drop));
        let names = [
            "alias",
            "the alias",
            "name alias",
            "other name",
            "nickname",
            "bynaam",
        ];
        words.past(from, &names).filter(|_| from > 0)?
    };
    words.name(from, words.len()).map(Edit::Forget)
}

fn delete(words: &Words<'_>) -> Option<Edit> {
    let lists = [
        "from the list",
        "from my list",
        "from the stock list",
        "from my stock list",
        "from my items",
        "from the items",
        "off the list",
        "off my list",
        "van die lys",
    ];
    let list = words.find_phrase(2, &lists).map(|(at, _)| at);
    let end = list.unwrap_or(words.len());
    let plain = ["delete", "erase", "skrap", "delete item", "delete product"];
    let item = [
        "remove item",
        "remove product",
        "remove the item",
        "drop item",
        "verwyder item",
    ];
    let only_from_list = ["remove", "take", "drop", "verwyder", "haal"];
    let from = words
        .past(0, &item)
        .or_else(|| words.past(0, &plain))
        .or_else(|| words.past(0, &only_from_list).filter(|_| list.is_some()))?;
    let other = Flags::ABSTRACT
        .or(Flags::TIME)
        .or(Flags::FROM)
        .or(Flags::ARTICLE)
        .or(Flags::VAGUE)
        .or(Flags::WITH)
        .or(Flags::AND);
    let everything = [
        "all",
        "everything",
        "account",
        "data",
        "stock",
        "shop",
        "business",
        "last",
        "that",
        "this",
        "it",
        "alles",
    ];
    let not_an_item = words.find(from, &everything).is_some_and(|at| at < end)
        || words.says(from, end, other)
        || talk(words, from, end)
        || words.number(from).is_some_and(|(_, next)| next >= end);
    let name = words.name(from, end).filter(|_| !not_an_item)?;
    Some(Edit::Delete(name))
}

/// "when i say amas i mean amasi": what leads to the other name, and from it to the item.
const WHEN_SAID: [&str; 8] = [
    "when i say",
    "if i say",
    "when we say",
    "if we say",
    "when they say",
    "when i type",
    "as ek sê",
    "as ek se",
];
const IT_MEANS: [&str; 10] = [
    "i mean",
    "we mean",
    "they mean",
    "it means",
    "that means",
    "it is",
    "its",
    "it's",
    "bedoel ek",
    "is dit",
];

fn alias(words: &Words<'_>) -> Option<Edit> {
    let begins = ["alias", "add alias", "new alias", "add an alias", "bynaam"];
    if let Some(from) = words.past(0, &begins) {
        let of = ["for", "of", "to", "as", "is", "vir", "van"];
        let at = words.find(from + 1, &["=", "means", "->"]);
        let at = at.or_else(|| words.find(from + 1, &of))?;
        return Some(Edit::Alias {
            alias: words.name(from, at)?,
            of: words.name(at + 1, words.len())?,
        });
    }
    if let Some(from) = words.past(0, &WHEN_SAID) {
        let (at, next) = words.find_phrase(from + 1, &IT_MEANS)?;
        return Some(Edit::Alias {
            alias: words.name(from, at)?,
            of: words.name(next, words.len())?,
        });
    }
    let (at, next) = words.find_phrase(1, &MEANS)?;
    let numbers = words.number(0).is_some() || words.number(next).is_some();
    let talk = talk(words, 0, at) || talk(words, next, words.len());
    // "i mean bread" corrects.
    let corrects = at == 1 && words.is(0, &["i", "we"]);
    if numbers || words.odd() || words.verb(0) || talk || corrects {
        return None;
    }
    let (one, other) = (words.name(0, at)?, words.name(next, words.len())?);
    let swapped = matches!(words.text(next - 1), "called" | "aka");
    let (alias, of) = if swapped { (other, one) } else { (one, other) };
    Some(Edit::Alias { alias, of })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::hints::{self, Hints};

    #[test]
    fn each_link_is_hinted_at() {
        for phrase in MEANS.iter().filter(|phrase| !["=", "->"].contains(phrase)) {
            assert!(hints::of(phrase).any(Hints::ITEMS), "{phrase}");
        }
    }
}
