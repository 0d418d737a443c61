//! What somebody answers who was asked what their business is called.

use crate::intent::{Intent, Manage, Parsed, Query};

use super::phrases::List;
use super::words::Words;
use super::{text, token};

/// The longest name of a business, in characters.
const LONGEST: usize = 60;
/// Names of more words than this are asked about.
const WORDS_SURE: usize = 5;

/// What their words are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Naming {
    /// The name.
    Name(String),
    /// A name perhaps; more likely a question, a change or a code that was meant for something else.
    Perhaps(String),
    /// None.
    Other,
}

/// The name of a business in words that nobody has been asked for, which were read as `parsed`: "my shop is Joe's Cafe". They
/// have to say that it is one.
pub fn names_business(words: &str, parsed: &Parsed) -> Option<String> {
    let plain = text::plain(words.trim()).unwrap_or_default();
    let tokens = token::tokens(&plain);
    let opens = Words::of(tokens.scan(&plain)).is_some_and(|words| {
        let end = words.past(0, List::NAMING_OPENS).unwrap_or_default();
        (0..end).any(|at| {
            ["shop", "business"]
                .iter()
                .any(|of| words.text(at).starts_with(of))
        })
    });
    let founds = matches!(
        parsed,
        Parsed::Understood(Intent::Manage(Manage::Found(Some(_))))
    );
    match business_name(words, parsed) {
        Naming::Name(name) if opens || founds => Some(name),
        Naming::Name(_) | Naming::Perhaps(_) | Naming::Other => None,
    }
}

/// The name of a business that these words are, which were read as `parsed`: "my shop is called Joe's Cafe", "Joe's Cafe".
pub fn business_name(words: &str, parsed: &Parsed) -> Naming {
    let said = words.trim();
    if let Parsed::Understood(Intent::Manage(
        Manage::RenameBusiness(name) | Manage::Found(Some(name)),
    )) = parsed
    {
        return named(name, Naming::Name);
    }
    if matches!(
        parsed,
        Parsed::Understood(
            Intent::Help
                | Intent::HelpWith(_)
                | Intent::Courtesy
                | Intent::Answer(_)
                | Intent::Change(_)
        )
    ) {
        return Naming::Other;
    }
    let plain = text::plain(said).unwrap_or_default();
    let tokens = token::tokens(&plain);
    let Some(words) = Words::of(tokens.scan(&plain)) else {
        return named(said, Naming::Perhaps);
    };
    if let Some(from) = words.past(0, List::NAMING_OPENS) {
        let name = words.written(said, from, words.len());
        return named(&name.unwrap_or_default(), Naming::Name);
    }
    let check = matches!(parsed, Parsed::Understood(Intent::Ask(Query::Check { .. })));
    let unlike = matches!(parsed, Parsed::Understood(_)) && !check
        || matches!(parsed, Parsed::Unsure(_))
        || words.len() > WORDS_SURE
        || is_code(said)
        || counts(said) && !check
        || (0..words.len()).any(|at| words.verb(at)) && !check
        || words.past(0, List::NAMING_OTHER).is_some();
    if unlike {
        return named(said, Naming::Perhaps);
    }
    // Without "please" behind it.
    let name = words.written(said, 0, words.len()).unwrap_or_default();
    let end = said.find(&name).map_or(said.len(), |at| at + name.len());
    named(&said[..end], Naming::Name)
}

/// Whether there is a number by itself: not that of "Spaza 4U".
fn counts(said: &str) -> bool {
    let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    said.split_whitespace().any(number)
}

/// Whether it looks like the code of an invitation.
fn is_code(said: &str) -> bool {
    let mut bytes = said.bytes();
    let letters = bytes.all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    letters && said.len() >= 6 && said.bytes().any(|byte| byte.is_ascii_digit())
}

/// If it can be a name at all.
fn named(name: &str, naming: fn(String) -> Naming) -> Naming {
    let fits = (2..=LONGEST).contains(&name.chars().count()) && !name.contains('\n');
    if fits && name.chars().any(char::is_alphabetic) {
        naming(name.to_owned())
    } else {
        Naming::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    #[track_caller]
    fn check(words: &str, expected: &str) {
        let naming = match business_name(words, &parse(words)) {
            Naming::Name(name) => name,
            Naming::Perhaps(name) => format!("{name}?"),
            Naming::Other => "-".to_owned(),
        };
        assert_eq!(naming, expected, "{words}");
    }

    #[test]
    fn who_says_what_the_business_is_called_need_not_be_asked() {
        for (words, expected) in [
            ("my shop is Thandi's Tavern", Some("Thandi's Tavern")),
            (
                "Hi, my business name is Joe's Cafe please",
                Some("Joe's Cafe"),
            ),
            ("my business is Joe's Cafe", Some("Joe's Cafe")),
            ("Joe's Cafe", None),
            ("the name is Joe", None),
            ("my shop is", None),
            ("sold 3 coke", None),
        ] {
            let name = names_business(words, &parse(words));
            assert_eq!(name.as_deref(), expected, "{words}");
        }
    }

    #[test]
    fn a_name_is_told_from_what_else_newcomers_say() {
        check("Thandi's Spaza", "Thandi's Spaza");
        check("  Joe's Cafe please ", "Joe's Cafe");
        check("My shop is Zodwa's", "Zodwa's");
        check("it's called Zodwa's Place", "Zodwa's Place");
        check("Hello, my shop is called Joe's Cafe", "Joe's Cafe");
        check("my winkel is Ouma se Kombuis", "Ouma se Kombuis");
        check("my business is Sell 4 Less", "Sell 4 Less");
        check("Spaza 4U", "Spaza 4U");
        check(
            "Mzansi Fast Food and Cooldrinks",
            "Mzansi Fast Food and Cooldrinks",
        );
        for doubtful in [
            "who is this",
            "9MRWB6T5",
            "join abc",
            "the code does not work",
            "call me Tommy",
            "how many bread do i have",
            "I want to join Nomsa's shop",
            "got 10 bread for R120 total",
        ] {
            check(doubtful, &format!("{doubtful}?"));
        }
        for other in [
            "help",
            "thanks",
            "👍",
            "1",
            "yes",
            "sold 3 coke",
            "Sell 4 Less",
        ] {
            check(other, "-");
        }
    }
}
